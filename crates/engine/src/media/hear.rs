//! Has voice notes of contacts written down, once their file is here and somebody listens. What is said is sealed, can be
//! found by search, and is read by the classifier like a typed message. What voice notes and pictures have in common stands
//! here, too.

use super::link::Variant;
use crate::{
    Engine,
    aside::LISTEN_MAX,
    chain,
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
    path::messages::MessageLabel,
    transcript::{self, DueNote, Listened, Source, Words},
};
use prosa_domain::{
    assist::Failure,
    event::EventKind,
    id::{ConversationId, MediaId, MessageId, TenantId},
    search::words,
};
use prosa_provider::llm::{Audio, Transcriber, transcribe::AUDIO_BYTES_MAX};
use prosa_vault::{Purpose, TenantKeys};
use serde::{Deserialize, Serialize};

/// Longer than listening may take.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// After so long a tenant makes room for others and comes again.
const STINT: std::time::Duration = std::time::Duration::from_secs(45);
/// Attempts before a voice note is given up, and the pause after the first; each pause is four times the one before.
const ATTEMPTS_MAX: i16 = 6;
const PAUSE: TimeDelta = TimeDelta::seconds(30);

/// Listens to what a tenant waits for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct HearNotes {
    /// Whose.
    pub tenant: TenantId,
}

impl Task for HearNotes {
    const NAME: &'static str = "hear-notes";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        work(&engine, self.tenant, STINT).await?;
        let mut tx = engine.db.tenant(self.tenant).await?;
        if let Some(at) = transcript::next_due(&mut tx, Source::Voice).await? {
            let (payload, key) = order(self.tenant, "later")?;
            enqueue_at(&mut tx, task(&payload, &key), at).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Asks for a file that was just stored to be listened to, if it is a contact's voice note and somebody listens here.
///
/// # Errors
/// When Postgres refuses.
pub(super) async fn ask(
    engine: &Engine,
    tx: &mut TenantTx,
    media: MediaId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if engine.aside.listener().is_none() || !transcript::want(tx, media, Source::Voice, now).await? {
        return Ok(());
    }
    soon(tx).await
}

/// Asks for what waits to be listened to.
pub(super) async fn soon(tx: &mut TenantTx) -> Result<(), DbError> {
    let (payload, key) = order(tx.tenant(), "now")?;
    enqueue(tx, task(&payload, &key)).await
}

fn order(tenant: TenantId, when: &str) -> Result<(serde_json::Value, String), DbError> {
    let payload = serde_json::to_value(HearNotes { tenant });
    let payload = payload.map_err(|error| DbError::Decode(error.to_string()))?;
    Ok((payload, format!("hear-notes:{when}:{tenant}")))
}

const fn task<'a>(payload: &'a serde_json::Value, key: &'a str) -> JobOrder<'a> {
    JobOrder { task: HearNotes::NAME, payload, key: Some(key), attempts_max: 8 }
}

/// Listens to what is due, one after the other, and takes nothing new after a while; says how many it listened to.
///
/// # Errors
/// When Postgres refuses; what was taken and not settled is taken again when its lease ends.
pub async fn work(engine: &Engine, tenant: TenantId, stint: std::time::Duration) -> Result<usize, DbError> {
    let Some(listener) = engine.aside.listener() else { return Ok(0) };
    let started = tokio::time::Instant::now();
    let keys = engine.keyring.tenant(tenant).await?;
    let mut count = 0;
    while count == 0 || started.elapsed() < stint {
        let now = engine.now();
        let mut tx = engine.db.tenant(tenant).await?;
        let due = transcript::claim(&mut tx, Source::Voice, now, now + LEASE, 1).await?;
        tx.commit().await?;
        let Some(due) = due.into_iter().next() else { break };
        count += 1;
        let heard = match hear(engine, (tenant, &keys), &due, listener.as_ref()).await {
            Ok(text) => Ok(kept(engine, (tenant, &keys), &text, listener.name()).await?),
            Err(deaf) => Err(deaf),
        };
        settle(engine, tenant, &due, (Source::Voice, heard)).await?;
    }
    Ok(count)
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

async fn hear(
    engine: &Engine,
    (tenant, keys): (TenantId, &TenantKeys),
    due: &DueNote,
    listener: &dyn Transcriber,
) -> Result<String, Deaf> {
    let (bytes, mime) = file(engine, (tenant, keys), due).await?;
    let audio = Audio { bytes, mime, language: None };
    let within = LISTEN_MAX.to_std().unwrap_or_default();
    match listener.transcribe(&audio, within).await {
        Ok(transcript) => Ok(transcript.text),
        Err(broken) => {
            tracing::warn!(%tenant, media = %due.media_id, error = %broken, "a voice note was not written down");
            Err(deaf(broken.failure))
        }
    }
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

/// The whole file, opened.
pub(super) async fn file(
    engine: &Engine,
    (tenant, keys): (TenantId, &TenantKeys),
    due: &DueNote,
) -> Result<(Bytes, String), Deaf> {
    let away = |error: &dyn std::error::Error| {
        tracing::warn!(media = %due.media_id, error = %chain(error), "a voice note cannot be read");
        Deaf::Again("storage")
    };
    let mut tx = engine.db.tenant(tenant).await.map_err(|error| away(&error))?;
    let row = blob::readable(&mut tx, MediaId(due.media_id)).await.map_err(|error| away(&error))?;
    tx.commit().await.map_err(|error| away(&error))?;
    let row = row.ok_or(Deaf::Never("gone"))?;
    let open = engine.open_file(keys, row, Variant::Full).map_err(|_| Deaf::Never("gone"))?;
    let (mime, length) = (open.mime.clone(), open.bytes);
    if usize::try_from(length).map_or(true, |length| length > AUDIO_BYTES_MAX) {
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

pub(super) async fn settle(
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
    let mut tx = engine.db.tenant(tenant).await?;
    if transcript::settle(&mut tx, due, &outcome, now).await? {
        let event = NewEvent::of(EventKind::MessageUpdated)
            .conversation(ConversationId(due.conversation_id))
            .message(MessageId(due.message_id));
        event::append(&mut tx, now, &[event]).await?;
    }
    tx.commit().await
}

/// The words as they are kept, read by the classifier as the tenant taught it.
async fn kept(
    engine: &Engine,
    (tenant, keys): (TenantId, &TenantKeys),
    text: &str,
    model: String,
) -> Result<Words, DbError> {
    let found = words(text);
    let classifier = engine.reader(tenant, keys).await?;
    let version = classifier.card().version;
    let read = if text.is_empty() { Vec::new() } else { classifier.read_all(&[text]) };
    let reading = read.into_iter().next().flatten();
    Ok(Words {
        text_ct: keys.seal(Purpose::MessageContent, text.as_bytes()),
        tokens: keys.search_tokens(found.iter().map(String::as_str)),
        model,
        label: reading.map(|reading| MessageLabel::of(reading, &version)),
    })
}
