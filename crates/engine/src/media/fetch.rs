//! Fetches the files of a tenant that wait. One job of the queue works off all that are due: which those are stands in the
//! table of files, so a job that is lost, doubled or late changes nothing but the moment.

use super::{
    Source, hear,
    intake::{Intake, IntakeError},
    picture,
    prepare::{self, PrepareError, Prepared, Strictness},
};
use crate::{
    Caller, Engine, Reply, chain,
    job::{JobError, Task},
    path::deliver::credentials,
    refuse_db,
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt as _, TryStreamExt as _, stream::FuturesUnordered};
use prosa_db::{
    DbError, TenantTx,
    event::{self, NewEvent},
    job::{JobOrder, enqueue, enqueue_at},
    line,
    media::{self, Due, Fetched},
};
use prosa_domain::{
    access::Action,
    event::EventKind,
    id::{ConversationId, LineId, MediaId, MessageId, TenantId},
    line::LineState,
    media::{
        MediaKind,
        fetch::{FetchFailure, Next, next},
    },
    refusal::{Code, Refusal},
};
use prosa_provider::file::RemoteFile;
use prosa_vault::{Purpose, TenantKeys};
use serde::{Deserialize, Serialize};

/// Files of one tenant fetched at the same time.
const AT_ONCE: u16 = 4;
/// Longer than fetching a file may take.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// After so long a tenant makes room for others and comes again.
const STINT: std::time::Duration = std::time::Duration::from_secs(45);

/// Fetches what a tenant waits for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct FetchFiles {
    /// Whose.
    pub tenant: TenantId,
}

impl Task for FetchFiles {
    const NAME: &'static str = "fetch-files";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        work(&engine, self.tenant, STINT).await?;
        let mut tx = engine.db.tenant(self.tenant).await?;
        ask_later(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}

/// Asks for the tenant's files to be fetched, in the transaction that wrote them down.
///
/// # Errors
/// When Postgres refuses.
pub async fn ask(tx: &mut TenantTx) -> Result<(), DbError> {
    let (payload, key) = order(tx, "now")?;
    enqueue(tx, JobOrder { task: FetchFiles::NAME, payload: &payload, key: Some(&key), attempts_max: 8 })
        .await
}

/// Asks for them when the next one is due, if there is one.
pub(super) async fn ask_later(tx: &mut TenantTx) -> Result<(), DbError> {
    let Some(at) = media::next_due(tx).await? else { return Ok(()) };
    let (payload, key) = order(tx, "later")?;
    let order = JobOrder { task: FetchFiles::NAME, payload: &payload, key: Some(&key), attempts_max: 8 };
    enqueue_at(tx, order, at).await
}

fn order(tx: &TenantTx, when: &str) -> Result<(serde_json::Value, String), DbError> {
    let payload = serde_json::to_value(FetchFiles { tenant: tx.tenant() });
    let payload = payload.map_err(|error| DbError::Decode(error.to_string()))?;
    Ok((payload, format!("fetch-files:{when}:{}", tx.tenant())))
}

/// Fetches what is due, a few at the same time, and takes nothing new after a while; says how many it fetched. A slow file
/// holds up no other.
///
/// # Errors
/// When Postgres refuses; what was taken and not settled is taken again when its lease ends.
pub async fn work(engine: &Engine, tenant: TenantId, stint: std::time::Duration) -> Result<usize, DbError> {
    let started = tokio::time::Instant::now();
    let keys = engine.keyring.tenant(tenant).await?;
    let mut flying = FuturesUnordered::new();
    let mut count = 0;
    loop {
        let free = AT_ONCE.saturating_sub(u16::try_from(flying.len()).unwrap_or(u16::MAX));
        if free > 0 && (count == 0 || started.elapsed() < stint) {
            let now = engine.now();
            let mut tx = engine.db.tenant(tenant).await?;
            let due = media::claim(&mut tx, now, now + LEASE, free).await?;
            tx.commit().await?;
            count += due.len();
            flying.extend(due.into_iter().map(|due| one(engine, tenant, &keys, due)));
        }
        match flying.next().await {
            Some(done) => done?,
            None => return Ok(count),
        }
    }
}

async fn one(engine: &Engine, tenant: TenantId, keys: &TenantKeys, due: Due) -> Result<(), DbError> {
    let started = tokio::time::Instant::now();
    let fetched = match fetch(engine, tenant, keys, &due).await {
        Ok(prepared) => Ok(prepared),
        Err(failure) => {
            let jitter = f64::from(engine.clock.entropy().first().copied().unwrap_or_default()) / 255.0;
            let attempts = u16::try_from(due.attempts).unwrap_or(u16::MAX);
            Err(match next(failure, attempts, due.told_at, engine.now(), jitter) {
                Next::RetryAt(at) => Fetched::Again(at, failure.as_str()),
                Next::Failed => Fetched::Failed(failure.as_str()),
                Next::Expired => Fetched::Expired,
            })
        }
    };
    let outcome = match &fetched {
        Ok(_) => "stored",
        Err(Fetched::Again(..)) => "again",
        Err(Fetched::Expired) => "expired",
        Err(_) => "failed",
    };
    metrics::counter!("prosa_media_fetched_total", "outcome" => outcome).increment(1);
    metrics::histogram!("prosa_media_fetch_seconds").record(started.elapsed().as_secs_f64());
    settle(engine, tenant, &due, fetched).await
}

async fn settle(
    engine: &Engine,
    tenant: TenantId,
    due: &Due,
    fetched: Result<Prepared, Fetched>,
) -> Result<(), DbError> {
    let now = engine.now();
    let mut tx = engine.db.tenant(tenant).await?;
    let outcome = match fetched {
        Ok(prepared) => match prepared.book(engine, &mut tx).await {
            Ok(()) => Fetched::Stored(prepared.digest().to_vec()),
            // Let go by upkeep in this very moment: it is fetched once more.
            Err(DbError::Busy) => Fetched::Again(now, FetchFailure::Storage.as_str()),
            Err(error) => return Err(error),
        },
        Err(outcome) => outcome,
    };
    if media::settle(&mut tx, due, &outcome, now).await? {
        if matches!(outcome, Fetched::Stored(_)) {
            hear::ask(engine, &mut tx, MediaId(due.id), now).await?;
            if due.kind == MediaKind::Image.as_str() {
                picture::ask(&mut tx, MediaId(due.id), now).await?;
            }
        }
        tell(&mut tx, due.conversation_id.map(ConversationId), due.message_id.map(MessageId), now).await?;
    }
    tx.commit().await
}

async fn tell(
    tx: &mut TenantTx,
    conversation: Option<ConversationId>,
    message: Option<MessageId>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let (Some(conversation), Some(message)) = (conversation, message) else { return Ok(()) };
    let event = NewEvent::of(EventKind::MessageUpdated).conversation(conversation).message(message);
    event::append(tx, now, &[event]).await?;
    Ok(())
}

/// Fetches one file into the store.
async fn fetch(
    engine: &Engine,
    tenant: TenantId,
    keys: &TenantKeys,
    due: &Due,
) -> Result<Prepared, FetchFailure> {
    let ours = |error: &dyn std::error::Error| {
        tracing::warn!(%tenant, media = %due.id, error = %chain(error), "a file could not be stored");
        FetchFailure::Storage
    };
    let source = source(keys, due).ok_or(FetchFailure::Gone)?;
    let mut tx = engine.db.tenant(tenant).await.map_err(|error| ours(&error))?;
    let row = match due.line_id {
        Some(line) => line::find(&mut tx, LineId(line)).await.map_err(|error| ours(&error))?,
        None => None,
    };
    tx.commit().await.map_err(|error| ours(&error))?;
    let row =
        row.filter(|row| row.state_word != LineState::Disconnected.as_str()).ok_or(FetchFailure::NoLine)?;
    let provider = engine.providers.get(&row.provider).ok_or(FetchFailure::NoLine)?;
    let line = credentials(keys, &row).map_err(|error| ours(&error))?;
    let file = RemoteFile { id: source.id, sha256: source.sha256 };
    let fetched = provider.fetch_media(&line, &file, engine.settings.media_bytes_max).await?;
    let mut intake =
        Intake::begin(engine, engine.settings.media_bytes_max).await.map_err(|error| ours(&error))?;
    let mut chunks = fetched.chunks;
    while let Some(chunk) = chunks.try_next().await? {
        intake.push(&chunk).await.map_err(|error| match error {
            IntakeError::TooLarge => FetchFailure::TooLarge,
            other => ours(&other),
        })?;
    }
    let arrived = intake.finish().await.map_err(|error| ours(&error))?;
    let kind = MediaKind::parse(&due.kind).unwrap_or(MediaKind::Document);
    let said = if fetched.mime.is_empty() { due.mime.as_str() } else { fetched.mime.as_str() };
    prepare::prepare(engine, tenant, keys, arrived, (kind, said), Strictness::KeepAsFile)
        .await
        .map_err(|error: PrepareError| ours(&error))
}

fn source(keys: &TenantKeys, due: &Due) -> Option<Source> {
    let plain = keys.open(Purpose::FileSource, due.source_ct.as_deref()?).ok()?;
    serde_json::from_slice(&plain).ok()
}

impl Engine {
    /// Fetches a file again that could not be fetched, or asks for the words of one that is here and has none, because a person
    /// wants it.
    ///
    /// # Errors
    /// `forbidden` without the right to see the inbox, for words without the right to send messages; `not-found` when there is
    /// no such file or nothing to do; `assist-needs-model` where nobody listens or reads.
    pub async fn retry_media(&self, caller: &Caller, id: MediaId) -> Reply<()> {
        caller.may(Action::ViewInbox)?;
        let now = self.now();
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let Some((conversation, message)) = media::wait_again(&mut tx, id, now).await.map_err(refuse_db)?
        else {
            if !self.ask_words(caller, &mut tx, id).await? {
                return Err(Refusal::new(Code::NotFound));
            }
            return tx.commit().await.map_err(refuse_db);
        };
        ask(&mut tx).await.map_err(refuse_db)?;
        tell(&mut tx, conversation, message, now).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }
}
