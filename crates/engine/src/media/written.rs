//! The job behind words of files: what is due is taken one after the other, given to who listens or looks, and what became of it
//! is written down. Voice notes ([`super::hear`]) and pictures ([`super::picture`]) are two sources of it.

use super::link::Variant;
use crate::{
    Engine, assistant, chain,
    job::{JobError, Task},
};
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, TimeDelta, Utc};
use futures::TryStreamExt as _;
use prosa_db::{
    DbError, TenantTx,
    event::{self, NewEvent},
    job::{JobOrder, enqueue, enqueue_at},
    media::blob,
    transcript::{self, DueNote, Listened, Source, Words},
};
use prosa_domain::{
    assist::Failure,
    event::EventKind,
    id::{ConversationId, MediaId, MessageId, TenantId},
};
use prosa_vault::TenantKeys;
use std::{future::Future, time::Duration};

/// After so long a tenant makes room for others and comes again.
const STINT: Duration = Duration::from_secs(45);
/// Attempts before a file is given up, and the pause after the first; each pause is four times the one before.
const ATTEMPTS_MAX: i16 = 6;
const PAUSE: TimeDelta = TimeDelta::seconds(30);

/// A source of words, worked by a job of its own, which is the value.
pub(super) trait Writes: Task {
    /// Which.
    const SOURCE: Source;
    /// Longer than one file may take.
    const LEASE: TimeDelta;
    /// Who listens or looks.
    type Who: Send;

    /// The job of a tenant.
    fn of(tenant: TenantId) -> Self;

    /// Who listens or looks now, asked before each file; nobody ends the stint.
    fn who(
        engine: &Engine,
        tx: &mut TenantTx,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Option<Self::Who>, DbError>> + Send;

    /// The words of one file, or why there are none.
    fn write(
        engine: &Engine,
        whose: (TenantId, &TenantKeys),
        due: &DueNote,
        who: Self::Who,
    ) -> impl Future<Output = Result<Result<Words, Deaf>, DbError>> + Send;
}

/// Why nothing was heard or seen.
pub(super) enum Deaf {
    /// Others go first: it is tried after this time, however often that happens.
    Later(TimeDelta),
    /// It may go better later.
    Again(&'static str),
    /// It never will.
    Never(&'static str),
}

/// Works what is due of a tenant, and comes again when more is.
pub(super) async fn run<W: Writes>(engine: &Engine, tenant: TenantId) -> Result<(), JobError> {
    work::<W>(engine, tenant, STINT).await?;
    let mut tx = engine.db.tenant(tenant).await?;
    if let Some(at) = transcript::next_due(&mut tx, W::SOURCE).await? {
        let (payload, key) = order::<W>(tenant, "later")?;
        enqueue_at(&mut tx, task::<W>(&payload, &key), at).await?;
    }
    Ok(tx.commit().await?)
}

/// Asks for what waits.
pub(super) async fn soon<W: Writes>(tx: &mut TenantTx) -> Result<(), DbError> {
    let (payload, key) = order::<W>(tx.tenant(), "now")?;
    enqueue(tx, task::<W>(&payload, &key)).await
}

fn order<W: Writes>(tenant: TenantId, when: &str) -> Result<(serde_json::Value, String), DbError> {
    let payload = serde_json::to_value(W::of(tenant));
    let payload = payload.map_err(|error| DbError::Decode(error.to_string()))?;
    Ok((payload, format!("{}:{when}:{tenant}", W::NAME)))
}

const fn task<'a, W: Writes>(payload: &'a serde_json::Value, key: &'a str) -> JobOrder<'a> {
    JobOrder { task: W::NAME, payload, key: Some(key), attempts_max: 8 }
}

/// Works what is due, one after the other, and takes nothing new after a while; says how many there were.
pub(super) async fn work<W: Writes>(
    engine: &Engine,
    tenant: TenantId,
    stint: Duration,
) -> Result<usize, DbError> {
    let started = tokio::time::Instant::now();
    let keys = engine.keyring.tenant(tenant).await?;
    let mut count = 0;
    while count == 0 || started.elapsed() < stint {
        let now = engine.now();
        let mut tx = engine.db.tenant(tenant).await?;
        let who = W::who(engine, &mut tx, now).await?;
        let due = match who {
            Some(_) => transcript::claim(&mut tx, W::SOURCE, now, now + W::LEASE, 1).await?,
            None => Vec::new(),
        };
        tx.commit().await?;
        let Some((who, due)) = who.zip(due.into_iter().next()) else { break };
        count += 1;
        let written = W::write(engine, (tenant, &keys), &due, who).await?;
        let is_busy = matches!(written, Err(Deaf::Later(_)));
        settle(engine, tenant, &due, (W::SOURCE, written)).await?;
        if is_busy {
            break;
        }
    }
    Ok(count)
}

/// What a failure means for a voice note or a picture.
pub(super) const fn deaf(failure: Failure) -> Deaf {
    match failure {
        Failure::TooLong => Deaf::Never("too-long"),
        Failure::Refused | Failure::Filtered => Deaf::Never("refused"),
        Failure::Auth | Failure::Quota => Deaf::Again("account"),
        Failure::Malformed | Failure::Cut | Failure::Empty => Deaf::Again("broken"),
        Failure::RateLimited { .. }
        | Failure::Overloaded { .. }
        | Failure::Unreachable
        | Failure::Timeout
        | Failure::ServerError
        | Failure::Nobody => Deaf::Again("away"),
    }
}

/// The whole file, opened; one of more than `bytes_max` is not read.
pub(super) async fn file(
    engine: &Engine,
    (tenant, keys): (TenantId, &TenantKeys),
    due: &DueNote,
    bytes_max: u64,
) -> Result<(Bytes, String), Deaf> {
    let away = |error: &dyn std::error::Error| {
        tracing::warn!(media = %due.media_id, error = %chain(error), "a file cannot be read for its words");
        Deaf::Again("storage")
    };
    let mut tx = engine.db.tenant(tenant).await.map_err(|error| away(&error))?;
    let row = blob::readable(&mut tx, MediaId(due.media_id)).await.map_err(|error| away(&error))?;
    tx.commit().await.map_err(|error| away(&error))?;
    let row = row.ok_or(Deaf::Never("gone"))?;
    let open = engine.open_file(keys, row, Variant::Full).map_err(|_| Deaf::Never("gone"))?;
    let (mime, length) = (open.mime.clone(), open.bytes);
    if length > bytes_max {
        return Err(Deaf::Never("too-large"));
    }
    let mut bytes = BytesMut::new();
    let chunks = open.read(0, length.saturating_sub(1));
    let mut chunks = std::pin::pin!(chunks);
    while let Some(chunk) = chunks.try_next().await.map_err(|error| away(&error))? {
        bytes.extend_from_slice(&chunk);
    }
    Ok((bytes.freeze(), mime))
}

async fn settle(
    engine: &Engine,
    tenant: TenantId,
    due: &DueNote,
    (source, heard): (Source, Result<Words, Deaf>),
) -> Result<(), DbError> {
    let now = engine.now();
    let (outcome, word) = match heard {
        Ok(words) => (Listened::Done(words), "done"),
        Err(Deaf::Later(pause)) => (Listened::Again(now + pause, "busy"), "later"),
        Err(Deaf::Again(why)) if due.attempts < ATTEMPTS_MAX => {
            let pause = PAUSE * 4_i32.pow(u32::from(due.attempts.unsigned_abs().saturating_sub(1)).min(8));
            (Listened::Again(now + pause, why), "again")
        }
        Err(Deaf::Again(why) | Deaf::Never(why)) => (Listened::Failed(why), "failed"),
    };
    match source {
        Source::Voice => metrics::counter!("prosa_voice_notes_total", "outcome" => word).increment(1),
        Source::Picture => metrics::counter!("prosa_pictures_read_total", "outcome" => word).increment(1),
    }
    let (conversation, message) = (ConversationId(due.conversation_id), MessageId(due.message_id));
    let is_over = !matches!(outcome, Listened::Again(..));
    let mut tx = if is_over && source == Source::Voice {
        // On the path, so that an assistant sees either the words or that it is to look again.
        let mut tx = engine.db.tenant_path(tenant).await?;
        assistant::heard(&mut tx, conversation, now).await?;
        tx
    } else {
        engine.db.tenant(tenant).await?
    };
    if transcript::settle(&mut tx, due, &outcome, now).await? {
        let event = NewEvent::of(EventKind::MessageUpdated).conversation(conversation).message(message);
        event::append(&mut tx, now, &[event]).await?;
    }
    tx.commit().await
}
