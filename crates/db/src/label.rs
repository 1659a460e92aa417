//! What members say about readings: a message put right, taken back, and where its customer stands after it.

use crate::{DbError, TenantTx, view::reading::ReadRow};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, MemberId, MessageId},
    label::{Intent, Sentiment},
    standing::{Priority, Said, Step},
};
use uuid::Uuid;

/// Messages that are looked through to say where a customer stands.
const LOOK_BACK: i64 = 200;

/// A message of the contact that can be put right.
#[derive(Clone, Debug)]
pub struct Correctable {
    /// Its sealed content.
    pub content_ct: Vec<u8>,
    /// What it was read as.
    pub intent: Option<Intent>,
    /// Its mood.
    pub sentiment: Option<Sentiment>,
}

/// What a member says a message means.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Where.
    pub conversation: ConversationId,
    /// Which message.
    pub message: MessageId,
    /// What it says, sealed.
    pub text_ct: Vec<u8>,
    /// What it wants.
    pub intent: Intent,
    /// Its mood.
    pub sentiment: Sentiment,
    /// Who says so.
    pub member: MemberId,
}

/// A message of the contact, held until the end of the transaction; none when it is not there, ours, or deleted.
///
/// # Errors
/// When Postgres refuses.
pub async fn hold(
    tx: &mut TenantTx,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Option<Correctable>, DbError> {
    let row: Option<(Vec<u8>, Option<String>, Option<String>)> = sqlx::query_as(
        "select content_ct, label, sentiment from message
         where tenant_id = $1 and conversation_id = $2 and id = $3 and direction = 'in' and revoked_at is null
         for update",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(message.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(content_ct, intent, sentiment)| Correctable {
        content_ct,
        intent: intent.as_deref().and_then(Intent::parse),
        sentiment: sentiment.as_deref().and_then(Sentiment::parse),
    }))
}

/// Writes down what a message means: as the tenant's example, with what the model had said beside it, and as the message's
/// reading. A second word about the same message takes the place of the first.
///
/// # Errors
/// When Postgres refuses.
pub async fn correct(tx: &mut TenantTx, correction: &Correction, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into label_example (tenant_id, message_id, conversation_id, text_ct, intent, sentiment, language,
                was_label, was_confidence, was_more, was_sentiment, was_sentiment_confidence, was_model,
                member_id, created_at)
         select $1, m.id, m.conversation_id, $4, $5, $6, m.language,
                m.label, m.label_confidence, m.label_more, m.sentiment, m.sentiment_confidence, m.label_model, $7, $8
         from message m where m.tenant_id = $1 and m.conversation_id = $2 and m.id = $3
         on conflict (tenant_id, message_id) do update
         set text_ct = excluded.text_ct, intent = excluded.intent, sentiment = excluded.sentiment,
             member_id = excluded.member_id, created_at = excluded.created_at",
    )
    .bind(tx.tenant().0)
    .bind(correction.conversation.0)
    .bind(correction.message.0)
    .bind(&correction.text_ct)
    .bind(correction.intent.id())
    .bind(correction.sentiment.id())
    .bind(correction.member.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update message set label = $4, label_confidence = 1, label_more = nullif(label_more - $4, '{}'),
                sentiment_confidence = case when sentiment = $5 then coalesce(sentiment_confidence, 1) else 1 end,
                sentiment = $5, label_model = 'person', labelled_by = $6
         where tenant_id = $1 and conversation_id = $2 and id = $3",
    )
    .bind(tx.tenant().0)
    .bind(correction.conversation.0)
    .bind(correction.message.0)
    .bind(correction.intent.id())
    .bind(correction.sentiment.id())
    .bind(correction.member.0)
    .execute(tx.conn())
    .await?;
    stand_again(tx, correction.conversation).await
}

/// Takes a correction back: the example goes, and the message says again what the model had read. Returns where it was;
/// none when there was no such correction.
///
/// # Errors
/// When Postgres refuses.
pub async fn take_back(tx: &mut TenantTx, message: MessageId) -> Result<Option<ConversationId>, DbError> {
    let row: Option<(Uuid,)> = sqlx::query_as(
        "with gone as (delete from label_example where tenant_id = $1 and message_id = $2 returning *)
         update message m set label = g.was_label, label_confidence = g.was_confidence, label_more = g.was_more,
                sentiment = g.was_sentiment, sentiment_confidence = g.was_sentiment_confidence,
                label_model = g.was_model, labelled_by = null
         from gone g where m.tenant_id = $1 and m.conversation_id = g.conversation_id and m.id = g.message_id
         returning m.conversation_id",
    )
    .bind(tx.tenant().0)
    .bind(message.0)
    .fetch_optional(tx.conn())
    .await?;
    let Some((conversation,)) = row else { return Ok(None) };
    let conversation = ConversationId(conversation);
    stand_again(tx, conversation).await?;
    Ok(Some(conversation))
}

/// Says anew where the customer of a conversation stands, from what its messages were read as.
pub(crate) async fn stand_again(tx: &mut TenantTx, conversation: ConversationId) -> Result<(), DbError> {
    let mut rows: Vec<ReadRow> = sqlx::query_as(
        "select m.label, m.label_confidence, m.label_more::text as label_more, m.label_model, m.sentiment,
                m.sentiment_confidence, m.language, m.labelled_by
         from message m join conversation c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
         where m.tenant_id = $1 and m.conversation_id = $2 and m.direction = 'in' and m.label_model is not null
           and (c.read_from is null or m.provider_at > c.read_from)
         order by m.provider_at desc, m.sequence desc limit $3",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(LOOK_BACK)
    .fetch_all(tx.conn())
    .await?;
    rows.reverse();
    let step = rows.iter().fold(Step::STILL, |step, row| {
        step.then(Step::of(Said { intents: &row.intents(), sentiment: row.mood() }))
    });
    if rows.is_empty() {
        // It belongs to a matter that is resolved: what is wanted now is not touched.
        return Ok(());
    }
    sqlx::query(
        "update conversation set intent = $3, intent_confidence = $4, sentiment = $5,
                priority = case when status = 'resolved' then 0 else $6 end
         where tenant_id = $1 and id = $2",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(step.intent.map(|one| one.id.id()))
    .bind(step.intent.map(|one| one.score))
    .bind(step.sentiment.map(Sentiment::id))
    .bind(Priority::rank(step.shift.apply(None)))
    .execute(tx.conn())
    .await?;
    Ok(())
}
