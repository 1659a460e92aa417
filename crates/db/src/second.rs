//! What a larger model read in the background beside the small one.

use crate::{DbError, TenantTx, label};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, MessageId},
    label::{Scored, Sentiment},
};
use sqlx::FromRow;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A message that the small model read and the larger one did not yet.
#[derive(Clone, Debug, FromRow)]
pub struct Unread {
    /// The message.
    pub id: Uuid,
    /// Its conversation.
    pub conversation_id: Uuid,
    /// Its sealed content.
    pub content_ct: Vec<u8>,
}

/// Messages of contacts since a time that a model has not read yet, newest first. One whose text was changed keeps what was read of
/// its new text: what is kept here is the old one.
///
/// # Errors
/// When Postgres refuses.
pub async fn unread(
    tx: &mut TenantTx,
    model: &str,
    since: DateTime<Utc>,
    limit: u16,
) -> Result<Vec<Unread>, DbError> {
    Ok(sqlx::query_as(
        "select m.id, m.conversation_id, m.content_ct from message m
         where m.tenant_id = $1 and m.provider_at >= $3 and m.direction = 'in' and m.label_model is not null
           and m.revoked_at is null and m.edited_at is null
           and not exists (select 1 from second_reading s
                           where s.tenant_id = m.tenant_id and s.message_id = m.id and s.model = $2)
         order by m.provider_at desc limit $4",
    )
    .bind(tx.tenant().0)
    .bind(model)
    .bind(since)
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?)
}

/// What the larger model made of a message.
#[derive(Clone, Debug)]
pub struct SecondReading {
    /// The message.
    pub message: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The intent, from a model that reads intents.
    pub intent: Option<Scored>,
    /// The mood with its probability, from a model that reads moods.
    pub mood: Option<(Sentiment, f32)>,
}

/// Keeps readings beside those of the small model, as they stand now. Where the larger one is at least `sure`, the message
/// takes its word, unless a person put it right. Returns the conversations and messages that changed.
///
/// # Errors
/// When Postgres refuses.
pub async fn keep(
    tx: &mut TenantTx,
    readings: &[SecondReading],
    (model, sure): (&str, f32),
    now: DateTime<Utc>,
) -> Result<Vec<(ConversationId, MessageId)>, DbError> {
    insert(tx, readings, model, now).await?;
    let ids: Vec<Uuid> = readings.iter().map(|one| one.message.0).collect();
    let conversations: Vec<Uuid> = readings.iter().map(|one| one.conversation.0).collect();
    let changed: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "update message m set
                label = case when s.intent_confidence >= $4 then s.intent else m.label end,
                label_confidence = case when s.intent_confidence >= $4 then s.intent_confidence else m.label_confidence end,
                label_more = case when s.intent_confidence >= $4 then nullif(m.label_more - s.intent, '{}') else m.label_more end,
                sentiment = case when s.sentiment_confidence >= $4 then s.sentiment else m.sentiment end,
                sentiment_confidence = case when s.sentiment_confidence >= $4 then s.sentiment_confidence
                                            else m.sentiment_confidence end,
                label_model = $5
         from second_reading s
         where m.tenant_id = $1 and m.conversation_id = any ($2) and m.id = any ($3) and m.labelled_by is null
           and s.tenant_id = $1 and s.message_id = m.id and s.model = $5
           and ((s.intent_confidence >= $4 and s.intent is distinct from m.label)
                or (s.sentiment_confidence >= $4 and s.sentiment is distinct from m.sentiment))
         returning m.conversation_id, m.id",
    )
    .bind(tx.tenant().0)
    .bind(conversations)
    .bind(ids)
    .bind(sure)
    .bind(model)
    .fetch_all(tx.conn())
    .await?;
    let touched: BTreeSet<Uuid> = changed.iter().map(|(conversation, _)| *conversation).collect();
    for conversation in touched {
        label::stand_again(tx, ConversationId(conversation)).await?;
    }
    Ok(changed.into_iter().map(|(place, id)| (ConversationId(place), MessageId(id))).collect())
}

/// What the small model said stays as it was when the message was first read again.
async fn insert(
    tx: &mut TenantTx,
    readings: &[SecondReading],
    model: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "insert into second_reading (tenant_id, message_id, conversation_id, model, intent, intent_confidence, sentiment,
                sentiment_confidence, was_label, was_confidence, was_sentiment, was_sentiment_confidence, was_model,
                created_at)
         select $1, m.id, m.conversation_id, $2, r.intent, r.intent_confidence, r.sentiment, r.sentiment_confidence,
                m.label, m.label_confidence, m.sentiment, m.sentiment_confidence, coalesce(m.label_model, ''), $3
         from unnest($4::uuid[], $5::uuid[], $6::text[], $7::real[], $8::text[], $9::real[])
                  as r (message_id, conversation_id, intent, intent_confidence, sentiment, sentiment_confidence)
         join message m on m.tenant_id = $1 and m.conversation_id = r.conversation_id and m.id = r.message_id
         on conflict (tenant_id, message_id) do update
         set model = excluded.model, intent = excluded.intent, intent_confidence = excluded.intent_confidence,
             sentiment = excluded.sentiment, sentiment_confidence = excluded.sentiment_confidence,
             created_at = excluded.created_at",
    )
    .bind(tx.tenant().0)
    .bind(model)
    .bind(now)
    .bind(readings.iter().map(|one| one.message.0).collect::<Vec<_>>())
    .bind(readings.iter().map(|one| one.conversation.0).collect::<Vec<_>>())
    .bind(readings.iter().map(|one| one.intent.map(|intent| intent.id.id())).collect::<Vec<_>>())
    .bind(readings.iter().map(|one| one.intent.map(|intent| intent.score)).collect::<Vec<_>>())
    .bind(readings.iter().map(|one| one.mood.map(|(mood, _)| mood.id())).collect::<Vec<_>>())
    .bind(readings.iter().map(|one| one.mood.map(|(_, score)| score)).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A message two models disagree about.
#[derive(Clone, Debug, FromRow)]
pub struct Disagreement {
    /// Its sealed content.
    pub content_ct: Vec<u8>,
    /// What the larger one says it wants.
    pub intent: Option<String>,
    /// How sure it is.
    pub intent_confidence: Option<f32>,
    /// The mood it says.
    pub sentiment: Option<String>,
    /// How sure it is.
    pub sentiment_confidence: Option<f32>,
    /// The language that was read.
    pub language: Option<String>,
}

/// Messages the two models disagree about, newest first; none that a person put right, whose word stands already.
///
/// # Errors
/// When Postgres refuses.
pub async fn disagreements(tx: &mut TenantTx, limit: u32) -> Result<Vec<Disagreement>, DbError> {
    Ok(sqlx::query_as(
        "select m.content_ct, s.intent, s.intent_confidence, s.sentiment, s.sentiment_confidence, m.language
         from second_reading s
         join message m on m.tenant_id = s.tenant_id and m.conversation_id = s.conversation_id and m.id = s.message_id
         where s.tenant_id = $1 and m.labelled_by is null and m.revoked_at is null
           and ((s.intent is not null and s.intent is distinct from s.was_label)
                or (s.sentiment is not null and s.sentiment is distinct from s.was_sentiment))
         order by s.created_at desc, s.message_id limit $2",
    )
    .bind(tx.tenant().0)
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?)
}
