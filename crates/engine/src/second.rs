//! Has messages read again by a larger model, in the background: newest first, some hundred a round, on a thread that may
//! block. Where it is sure, a message takes its word, unless a person put the message right; what the small model had said
//! stays beside it.

use crate::{
    Engine,
    aside::{Second, SecondReader},
    job::{self, JobError, Task},
};
use chrono::TimeDelta;
use prosa_db::{
    DbError,
    content::StoredContent,
    event::{self, NewEvent},
    second::{self, SecondReading, Unread},
    transcript,
};
use prosa_domain::{
    event::EventKind,
    id::{ConversationId, MessageId, TenantId},
    label::{Intent, Language, Sentiment},
};
use prosa_vault::TenantKeys;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Messages of one batch, and of one tenant's round.
const BATCH: u16 = 32;
const ROUND_MAX: usize = 512;
/// Messages older than this are left as they are.
const LOOK_BACK: TimeDelta = TimeDelta::days(30);
/// How sure the larger model must be for a message to take its word.
pub const SURE: f32 = 0.8;

/// Every ten minutes: a round for each tenant, when there is a larger model.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadAgainRound {}

impl Task for ReadAgainRound {
    const NAME: &'static str = "read_again_round";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        if engine.aside.reader().is_none() {
            return Ok(());
        }
        for tenant in engine.db.list_tenants().await? {
            let key = format!("read_again:{tenant}");
            job::enqueue_alone(&engine.db, &ReadAgain { tenant }, Some(&key)).await?;
        }
        Ok(())
    }
}

/// Reads some of one tenant's messages again.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadAgain {
    /// Whose.
    pub tenant: TenantId,
}

impl Task for ReadAgain {
    const NAME: &'static str = "read_again";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        let Some(reader) = engine.aside.reader() else { return Ok(()) };
        round(&engine, self.tenant, &reader).await.map(|_| ())
    }
}

/// Reads up to a round of a tenant's messages again; says how many.
///
/// # Errors
/// [`JobError`] when Postgres refuses or the model fails; what was kept stays.
pub async fn round(
    engine: &Engine,
    tenant: TenantId,
    reader: &Arc<dyn SecondReader>,
) -> Result<usize, JobError> {
    let keys = engine.keyring.tenant(tenant).await?;
    let mut count = 0;
    while count < ROUND_MAX {
        let texts = next(engine, tenant, &keys, reader.version()).await?;
        if texts.is_empty() {
            break;
        }
        count += texts.len();
        let (texts, read) = read(reader, texts).await?;
        let readings: Vec<SecondReading> = texts
            .iter()
            .zip(read)
            .map(|((row, _), second)| SecondReading {
                message: MessageId(row.id),
                conversation: ConversationId(row.conversation_id),
                intent: second.intent,
                mood: second.mood,
            })
            .collect();
        keep(engine, tenant, reader.version(), &readings).await?;
        metrics::counter!("prosa_second_readings_total")
            .increment(u64::try_from(readings.len()).unwrap_or_default());
    }
    Ok(count)
}

/// Messages with what is said in them; empty for those that do not open.
type Texts = Vec<(Unread, String)>;

async fn next(engine: &Engine, tenant: TenantId, keys: &TenantKeys, model: &str) -> Result<Texts, DbError> {
    let mut tx = engine.db.tenant(tenant).await?;
    let rows = second::unread(&mut tx, model, engine.now() - LOOK_BACK, BATCH).await?;
    let ids: Vec<MessageId> = rows.iter().map(|row| MessageId(row.id)).collect();
    let mut heard = transcript::texts(&mut tx, keys, &ids).await?;
    tx.commit().await?;
    let said = |row: Unread| {
        let opened = StoredContent::open(keys, &row.content_ct).ok();
        let said = opened.and_then(|stored| stored.content.said().map(str::to_owned));
        let text = said.or_else(|| heard.remove(&MessageId(row.id))).unwrap_or_default();
        (row, text)
    };
    Ok(rows.into_iter().map(said).collect())
}

/// Asks the model away from the threads that serve people. A text without words says nothing.
async fn read(reader: &Arc<dyn SecondReader>, texts: Texts) -> Result<(Texts, Vec<Second>), JobError> {
    let reader = Arc::clone(reader);
    let work = tokio::task::spawn_blocking(move || {
        let said: Vec<&str> =
            texts.iter().map(|(_, text)| text.as_str()).filter(|text| !text.is_empty()).collect();
        let mut read = reader.read_all(&said).map(Vec::into_iter);
        let spread = read.as_mut().map(|read| {
            let each = |(_, text): &(Unread, String)| {
                if text.is_empty() { Second::default() } else { read.next().unwrap_or_default() }
            };
            texts.iter().map(each).collect::<Vec<_>>()
        });
        spread.map_err(|error| error.to_string()).map(|read| (texts, read))
    });
    work.await.map_err(|_| JobError::Other("the larger model broke".to_owned()))?.map_err(JobError::Other)
}

async fn keep(
    engine: &Engine,
    tenant: TenantId,
    model: &str,
    readings: &[SecondReading],
) -> Result<(), DbError> {
    let now = engine.now();
    let mut tx = engine.db.tenant(tenant).await?;
    let changed = second::keep(&mut tx, readings, (model, SURE), now).await?;
    let events: Vec<NewEvent> = changed
        .into_iter()
        .map(|(conversation, message)| {
            NewEvent::of(EventKind::MessageUpdated).conversation(conversation).message(message)
        })
        .collect();
    if !events.is_empty() {
        event::append(&mut tx, now, &events).await?;
    }
    tx.commit().await
}

/// A message the two models disagree about, as training takes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Soft {
    /// What is said.
    pub text: String,
    /// What the larger model says it wants, and how sure it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<(Intent, f32)>,
    /// The mood it says, and how sure it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<(Sentiment, f32)>,
    /// The language.
    pub language: Option<Language>,
}

/// What the two models disagree about in a tenant, newest first. For the operator: it holds what people wrote.
///
/// # Errors
/// When Postgres refuses.
pub async fn disagreements(engine: &Engine, tenant: TenantId, limit: u32) -> Result<Vec<Soft>, DbError> {
    let keys = engine.keyring.tenant(tenant).await?;
    let mut tx = engine.db.tenant(tenant).await?;
    let rows = second::disagreements(&mut tx, limit).await?;
    tx.commit().await?;
    let soft = |row: second::Disagreement| {
        let stored = StoredContent::open(&keys, &row.content_ct).ok()?;
        Some(Soft {
            text: stored.content.said()?.to_owned(),
            intent: row.intent.as_deref().and_then(Intent::parse).zip(row.intent_confidence),
            sentiment: row.sentiment.as_deref().and_then(Sentiment::parse).zip(row.sentiment_confidence),
            language: row.language.as_deref().and_then(Language::parse),
        })
    };
    Ok(rows.into_iter().filter_map(soft).collect())
}
