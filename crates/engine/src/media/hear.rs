//! Has voice notes of contacts written down, once their file is here and somebody listens. What is said is sealed, can be
//! found by search, and is read by the classifier like a typed message.

use super::written::{self, Deaf, Writes, deaf};
use crate::{
    Engine,
    aside::LISTEN_MAX,
    job::{JobError, Task},
};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    DbError, TenantTx,
    path::messages::MessageLabel,
    transcript::{self, DueNote, Source, Words},
};
use prosa_domain::{
    id::{MediaId, TenantId},
    search::words,
};
use prosa_provider::llm::{Audio, Transcriber, transcribe::AUDIO_BYTES_MAX};
use prosa_vault::{Purpose, TenantKeys};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Listens to what a tenant waits for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct HearNotes {
    /// Whose.
    pub tenant: TenantId,
}

impl Task for HearNotes {
    const NAME: &'static str = "hear-notes";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        written::run::<Self>(&engine, self.tenant).await
    }
}

impl Writes for HearNotes {
    const SOURCE: Source = Source::Voice;
    const LEASE: TimeDelta = TimeDelta::minutes(15);
    type Who = Arc<dyn Transcriber>;

    fn of(tenant: TenantId) -> Self {
        Self { tenant }
    }

    async fn who(engine: &Engine, _: &mut TenantTx, _: DateTime<Utc>) -> Result<Option<Self::Who>, DbError> {
        Ok(engine.aside.listener())
    }

    async fn write(
        engine: &Engine,
        whose: (TenantId, &TenantKeys),
        due: &DueNote,
        listener: Self::Who,
    ) -> Result<Result<Words, Deaf>, DbError> {
        match hear(engine, whose, due, listener.as_ref()).await {
            Ok(text) => kept(engine, whose, &text, listener.name()).await.map(Ok),
            Err(deaf) => Ok(Err(deaf)),
        }
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
    written::soon::<HearNotes>(tx).await
}

/// Listens to what is due, one after the other, and takes nothing new after a while; says how many it listened to.
///
/// # Errors
/// When Postgres refuses; what was taken and not settled is taken again when its lease ends.
pub async fn work(engine: &Engine, tenant: TenantId, stint: std::time::Duration) -> Result<usize, DbError> {
    written::work::<HearNotes>(engine, tenant, stint).await
}

async fn hear(
    engine: &Engine,
    (tenant, keys): (TenantId, &TenantKeys),
    due: &DueNote,
    listener: &dyn Transcriber,
) -> Result<String, Deaf> {
    let bytes_max = u64::try_from(AUDIO_BYTES_MAX).unwrap_or(u64::MAX);
    let (bytes, mime) = written::file(engine, (tenant, keys), due, bytes_max).await?;
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
