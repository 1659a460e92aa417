//! What was said in voice notes and what stands in pictures: which are to be listened to or looked at, and the words that came
//! of it.

use crate::{
    DbError, TenantTx, label,
    path::messages::{MessageLabel, more_text},
};
use chrono::{DateTime, Utc};
use prosa_domain::{
    assist::heard,
    id::{ConversationId, MediaId, MessageId},
    label::{Language, Scored},
};
use prosa_vault::{Purpose, TenantKeys};
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

pub use prosa_domain::assist::heard::Heard as Source;

/// Asks for the words of a stored file of a contact. False when it is something else, when nobody was chosen who reads pictures,
/// and when it was asked for before.
///
/// # Errors
/// When Postgres refuses.
pub async fn want(
    tx: &mut TenantTx,
    media: MediaId,
    source: Source,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "insert into transcript (tenant_id, media_id, message_id, conversation_id, kind, state, retry_at, created_at, changed_at)
         select tenant_id, id, message_id, conversation_id, kind, 'pending', $3, $3, $3 from media
         where tenant_id = $1 and id = $2 and kind = $4 and direction = 'in' and state = 'stored'
           and message_id is not null and conversation_id is not null
           and (kind <> 'image' or exists (select 1 from picture_reader r
                join assistant_provider p on p.tenant_id = r.tenant_id and p.id = r.model_id and p.state = 'on'
                where r.tenant_id = $1))
         on conflict (tenant_id, media_id) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(media.0)
    .bind(now)
    .bind(source.as_str())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Asks once more for words that could not be had, because a person wants them. Gives where its message is; none when there is
/// nothing that failed.
///
/// # Errors
/// When Postgres refuses.
pub async fn want_again(
    tx: &mut TenantTx,
    media: MediaId,
    now: DateTime<Utc>,
) -> Result<Option<(ConversationId, MessageId)>, DbError> {
    let row: Option<(Uuid, Uuid)> = sqlx::query_as(
        "update transcript set state = 'pending', attempts = 0, failure = null, retry_at = $3, changed_at = $3
         where tenant_id = $1 and media_id = $2 and state = 'failed' returning conversation_id, message_id",
    )
    .bind(tx.tenant().0)
    .bind(media.0)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(conversation, message)| (ConversationId(conversation), MessageId(message))))
}

/// What a file of a contact is, and where its message is; none when it is ours or not there.
///
/// # Errors
/// When Postgres refuses.
pub async fn source_of(
    tx: &mut TenantTx,
    media: MediaId,
) -> Result<Option<(Source, ConversationId, MessageId)>, DbError> {
    let row: Option<(String, Uuid, Uuid)> = sqlx::query_as(
        "select kind, conversation_id, message_id from media
         where tenant_id = $1 and id = $2 and direction = 'in' and message_id is not null and conversation_id is not null",
    )
    .bind(tx.tenant().0)
    .bind(media.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|(kind, conversation, message)| {
        Some((Source::parse(&kind)?, ConversationId(conversation), MessageId(message)))
    }))
}

/// A file that is ours to listen to or to look at until the lease ends.
#[derive(Clone, Debug, FromRow)]
pub struct DueNote {
    /// Its file.
    pub media_id: Uuid,
    /// Its message.
    pub message_id: Uuid,
    /// Where its message is.
    pub conversation_id: Uuid,
    /// Attempts, this one included.
    pub attempts: i16,
    /// When the lease ends; it also tells this claim from every other one.
    pub lease_until: DateTime<Utc>,
}

/// Takes files whose time has come, oldest first. Nobody else gets them before the lease ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn claim(
    tx: &mut TenantTx,
    source: Source,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    limit: u16,
) -> Result<Vec<DueNote>, DbError> {
    Ok(sqlx::query_as(
        // Materialized: a limited subquery that is joined may be run again for every row, and take more than it is to.
        "with due as materialized (
            select media_id from transcript where tenant_id = $1 and kind = $5 and state = 'pending' and retry_at <= $2
            order by retry_at limit $4 for update skip locked)
         update transcript t set attempts = least(t.attempts + 1, 32000), retry_at = $3, changed_at = $2 from due
         where t.tenant_id = $1 and t.media_id = due.media_id
         returning t.media_id, t.message_id, t.conversation_id, t.attempts, t.retry_at as lease_until",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(lease_until)
    .bind(i64::from(limit))
    .bind(source.as_str())
    .fetch_all(tx.conn())
    .await?)
}

/// When the next one is due; none when none waits.
///
/// # Errors
/// When Postgres refuses.
pub async fn next_due(tx: &mut TenantTx, source: Source) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: (Option<DateTime<Utc>>,) = sqlx::query_as(
        "select min(retry_at) from transcript where tenant_id = $1 and kind = $2 and state = 'pending'",
    )
    .bind(tx.tenant().0)
    .bind(source.as_str())
    .fetch_one(tx.conn())
    .await?;
    Ok(row.0)
}

/// Gives up what waits, because nobody is there for it any more.
///
/// # Errors
/// When Postgres refuses.
pub async fn give_up(
    tx: &mut TenantTx,
    source: Source,
    why: &'static str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "update transcript set state = 'failed', failure = $3, retry_at = null, changed_at = $4
         where tenant_id = $1 and kind = $2 and state = 'pending'",
    )
    .bind(tx.tenant().0)
    .bind(source.as_str())
    .bind(why)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What became of listening or looking.
#[derive(Clone, Debug)]
pub enum Listened {
    /// The words.
    Done(Words),
    /// It is tried again, and why.
    Again(DateTime<Utc>, &'static str),
    /// It is given up, and why.
    Failed(&'static str),
}

/// What was said, or stands there.
#[derive(Clone, Debug)]
pub struct Words {
    /// The words, sealed.
    pub text_ct: Vec<u8>,
    /// Their search tokens.
    pub tokens: Vec<i64>,
    /// Whose model wrote them down.
    pub model: String,
    /// What was read out of them.
    pub label: Option<MessageLabel>,
}

/// Writes down what became of listening or looking. Words also make their message findable and give it a reading, unless a person gave
/// it one. False when somebody else has taken the note meanwhile.
///
/// # Errors
/// When Postgres refuses.
pub async fn settle(
    tx: &mut TenantTx,
    due: &DueNote,
    outcome: &Listened,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let (state, words, failure, retry_at) = match outcome {
        Listened::Done(words) => ("done", Some(words), None, None),
        Listened::Again(at, why) => ("pending", None, Some(*why), Some(*at)),
        Listened::Failed(why) => ("failed", None, Some(*why), None),
    };
    let language = words.and_then(|words| words.label.as_ref()?.language).map(Language::id);
    let done = sqlx::query(
        "update transcript set state = $4, text_ct = $5, language = $6, model = $7, failure = $8, retry_at = $9,
                changed_at = $10
         where tenant_id = $1 and media_id = $2 and retry_at = $3 and state = 'pending'",
    )
    .bind(tx.tenant().0)
    .bind(due.media_id)
    .bind(due.lease_until)
    .bind(state)
    .bind(words.map(|words| words.text_ct.as_slice()))
    .bind(language)
    .bind(words.map(|words| words.model.as_str()))
    .bind(failure)
    .bind(retry_at)
    .bind(now)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    if let Some(words) = words {
        let place = (ConversationId(due.conversation_id), MessageId(due.message_id));
        say(tx, place, words).await?;
    }
    Ok(true)
}

/// Lets a message be found by the words, and reads it by them.
async fn say(
    tx: &mut TenantTx,
    (conversation, message): (ConversationId, MessageId),
    words: &Words,
) -> Result<(), DbError> {
    // A caption is found by its own words as before.
    sqlx::query(
        "update message set tokens = array(select distinct unnest(tokens || $4::bigint[]))
         where tenant_id = $1 and conversation_id = $2 and id = $3",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(message.0)
    .bind(&words.tokens)
    .execute(tx.conn())
    .await?;
    let Some(label) = &words.label else { return Ok(()) };
    let primary: Option<Scored> = label.intents.first().copied();
    sqlx::query(
        "update message set label = $4, label_confidence = $5, label_more = $6::jsonb, label_model = $7,
                sentiment = $8, sentiment_confidence = $9, language = $10
         where tenant_id = $1 and conversation_id = $2 and id = $3 and labelled_by is null",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(message.0)
    .bind(primary.map(|one| one.id.id()))
    .bind(primary.map(|one| one.score))
    .bind(more_text(&label.intents))
    .bind(&label.model)
    .bind(label.sentiment.id())
    .bind(label.sentiment_score)
    .bind(label.language.map(Language::id))
    .execute(tx.conn())
    .await?;
    label::stand_again(tx, conversation).await
}

/// The words of messages that were voice notes or pictures.
///
/// # Errors
/// When Postgres refuses.
pub async fn texts(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, String>, DbError> {
    if messages.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(
        "select message_id, text_ct from transcript
         where tenant_id = $1 and message_id = any ($2) and state = 'done' and text_ct is not null",
    )
    .bind(tx.tenant().0)
    .bind(messages.iter().map(|id| id.0).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    // One that does not open costs itself, not the page.
    let open = |(id, sealed): (Uuid, Vec<u8>)| {
        Some((MessageId(id), keys.open_text(Purpose::MessageContent, &sealed).ok()?))
    };
    Ok(rows.into_iter().filter_map(open).collect())
}

/// The words of a file that a message's row was joined with.
#[derive(Debug, FromRow)]
pub(crate) struct HeardRow {
    heard_kind: Option<String>,
    heard_ct: Option<Vec<u8>>,
}

impl HeardRow {
    /// The columns, of the join below.
    pub const COLUMNS: &str = "w.kind as heard_kind, w.text_ct as heard_ct";
    /// Joins a message `m` with the words of its file.
    pub const JOIN: &str =
        "left join transcript w on w.tenant_id = m.tenant_id and w.message_id = m.id and w.state = 'done'";

    /// What was typed, with what was heard or seen behind its mark. Words that do not open are left out.
    pub fn beside(&self, keys: &TenantKeys, typed: String) -> String {
        let source = self.heard_kind.as_deref().and_then(Source::parse);
        let sealed = self.heard_ct.as_deref();
        let words = sealed.and_then(|sealed| keys.open_text(Purpose::MessageContent, sealed).ok());
        match source.zip(words) {
            Some((source, words)) => heard::told(&typed, source, &words),
            None => typed,
        }
    }
}
