//! What was read in messages: beside each, over a conversation, and what members put right.

use crate::{DbError, TenantTx, view::inbox, view::open_text};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, MemberId, MessageId},
    label::{Intent, Language, Scored, Sentiment},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::{
    reading::{ExampleView, Guess, Insights, MoodPoint, ReadBefore, ReadingView, percent},
    team::MemberRef,
};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Messages the line of moods is drawn from.
const MOODS_MAX: i64 = 60;

/// What was read in a message, as stored.
#[derive(Clone, Debug, Default, FromRow)]
pub(crate) struct ReadRow {
    pub label: Option<String>,
    pub label_confidence: Option<f32>,
    pub label_more: Option<String>,
    pub label_model: Option<String>,
    pub sentiment: Option<String>,
    pub sentiment_confidence: Option<f32>,
    pub language: Option<String>,
    pub labelled_by: Option<Uuid>,
}

impl ReadRow {
    /// Intents with their scores, the primary one first, the others by score.
    pub fn intents(&self) -> Vec<Scored> {
        let primary = self.label.as_deref().and_then(Intent::parse);
        let mut intents: Vec<Scored> = primary
            .map(|id| Scored { id, score: self.label_confidence.unwrap_or(1.0) })
            .into_iter()
            .collect();
        let more: BTreeMap<String, f32> =
            self.label_more.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let mut beside: Vec<Scored> = more
            .into_iter()
            .filter_map(|(id, score)| Some(Scored { id: Intent::parse(&id)?, score }))
            .collect();
        beside.sort_by(|one, other| other.score.total_cmp(&one.score));
        intents.extend(beside);
        intents
    }

    /// The mood.
    pub fn mood(&self) -> Option<Sentiment> {
        self.sentiment.as_deref().and_then(Sentiment::parse)
    }

    /// As the screens show it; none when nobody and nothing read it.
    pub fn view(&self, member: impl FnOnce(MemberId) -> Option<MemberRef>) -> Option<ReadingView> {
        let model = self.label_model.clone()?;
        Some(ReadingView {
            intents: self
                .intents()
                .into_iter()
                .map(|one| Guess { id: one.id, percent: percent(one.score) })
                .collect(),
            sentiment: self.mood(),
            sentiment_percent: self.sentiment_confidence.map(percent).unwrap_or_default(),
            language: self.language.as_deref().and_then(Language::parse),
            model,
            by: self.labelled_by.and_then(|id| member(MemberId(id))),
        })
    }
}

#[derive(FromRow)]
struct Told {
    id: Uuid,
    provider_at: DateTime<Utc>,
    #[sqlx(flatten)]
    read: ReadRow,
}

/// What was read in a conversation: the newest message, and the moods up to it.
///
/// # Errors
/// When Postgres refuses.
pub async fn insights(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
) -> Result<Insights, DbError> {
    let rows: Vec<Told> = sqlx::query_as(
        "select id, provider_at, label, label_confidence, label_more::text as label_more, label_model, sentiment,
                sentiment_confidence, language, labelled_by
         from message
         where tenant_id = $1 and conversation_id = $2 and direction = 'in' and label_model is not null
           and revoked_at is null
         order by provider_at desc, sequence desc limit $3",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(MOODS_MAX)
    .fetch_all(tx.conn())
    .await?;
    let moods = rows
        .iter()
        .rev()
        .filter_map(|row| Some(MoodPoint { at: row.provider_at, sentiment: row.read.mood()? }))
        .collect();
    let newest = rows.into_iter().next();
    let authors: Vec<Uuid> = newest.iter().filter_map(|row| row.read.labelled_by).collect();
    let members = inbox::member_names(tx, keys, &authors).await?;
    let newest =
        newest.and_then(|row| Some((MessageId(row.id), row.read.view(|_| members.into_iter().next())?)));
    let before = match &newest {
        Some((message, _)) => before(tx, conversation, *message).await?,
        None => Vec::new(),
    };
    Ok(Insights { newest, before, moods })
}

/// What a message was read as before its contact changed the text, oldest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn before(
    tx: &mut TenantTx,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Vec<ReadBefore>, DbError> {
    let rows: Vec<(Option<String>, Option<String>, DateTime<Utc>)> = sqlx::query_as(
        "select label, sentiment, replaced_at from reading_before
         where tenant_id = $1 and conversation_id = $2 and message_id = $3 order by replaced_at limit 20",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(message.0)
    .fetch_all(tx.conn())
    .await?;
    let view = |(label, sentiment, until): (Option<String>, Option<String>, DateTime<Utc>)| ReadBefore {
        intent: label.as_deref().and_then(Intent::parse),
        sentiment: sentiment.as_deref().and_then(Sentiment::parse),
        until,
    };
    Ok(rows.into_iter().map(view).collect())
}

#[derive(FromRow)]
struct Example {
    message_id: Uuid,
    conversation_id: Uuid,
    text_ct: Vec<u8>,
    intent: String,
    sentiment: String,
    was_label: Option<String>,
    member_id: Uuid,
    created_at: DateTime<Utc>,
}

/// What members put right or confirmed: how often, and the newest of it.
///
/// # Errors
/// When Postgres refuses.
pub async fn examples(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    limit: u16,
) -> Result<(u32, Vec<ExampleView>), DbError> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from label_example where tenant_id = $1")
        .bind(tx.tenant().0)
        .fetch_one(tx.conn())
        .await?;
    let rows: Vec<Example> = sqlx::query_as(
        "select message_id, conversation_id, text_ct, intent, sentiment, was_label, member_id, created_at
         from label_example where tenant_id = $1 order by created_at desc, message_id desc limit $2",
    )
    .bind(tx.tenant().0)
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?;
    let authors: Vec<Uuid> = rows.iter().map(|row| row.member_id).collect();
    let members = inbox::member_names(tx, keys, &authors).await?;
    let examples = rows
        .into_iter()
        .filter_map(|row| {
            Some(ExampleView {
                message_id: MessageId(row.message_id),
                conversation_id: ConversationId(row.conversation_id),
                text: open_text(keys, Purpose::LabelExample, Some(&row.text_ct)),
                was: row.was_label.as_deref().and_then(Intent::parse),
                intent: Intent::parse(&row.intent)?,
                sentiment: Sentiment::parse(&row.sentiment)?,
                by: members.iter().find(|member| member.id.0 == row.member_id).cloned()?,
                at: row.created_at,
            })
        })
        .collect();
    Ok((u32::try_from(count).unwrap_or(u32::MAX), examples))
}
