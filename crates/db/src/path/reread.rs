//! Messages whose text their contact changed: read as what they say now, what they were read as before kept beside them.

use super::messages::{MessageLabel, more_text};
use crate::{DbError, TenantTx, label};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, MessageId},
    label::{Language, Scored},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A message that says something else now.
#[derive(Clone, Debug)]
pub struct Reread {
    /// Which.
    pub message: MessageId,
    /// Where.
    pub conversation: ConversationId,
    /// When it was changed.
    pub at: DateTime<Utc>,
    /// What was read out of the new text.
    pub label: MessageLabel,
}

/// Gives messages the reading of their newest text, and says anew where their customers stand. A change that is older than one
/// already known changes nothing, nor does any where a person put the message right. One message once.
///
/// # Errors
/// When Postgres refuses.
pub async fn reread(tx: &mut TenantTx, all: &[Reread]) -> Result<(), DbError> {
    if all.is_empty() {
        return Ok(());
    }
    let primary: Vec<Option<Scored>> = all.iter().map(|one| one.label.intents.first().copied()).collect();
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "with changed as (
            select * from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::real[], $7::text[], $8::text[],
                                 $9::text[], $10::real[], $11::text[])
                as c (id, conversation_id, at, label, label_confidence, label_more, label_model, sentiment,
                      sentiment_confidence, language)
         ), was as (
            insert into reading_before (tenant_id, message_id, conversation_id, replaced_at, label, label_confidence, label_more,
                                        sentiment, sentiment_confidence, language, label_model)
            select $1, m.id, m.conversation_id, c.at, m.label, m.label_confidence, m.label_more, m.sentiment,
                   m.sentiment_confidence, m.language, m.label_model
            from message m join changed c on c.conversation_id = m.conversation_id and c.id = m.id
            where m.tenant_id = $1 and m.edited_at = c.at and m.direction = 'in' and m.labelled_by is null
              and m.label_model is not null
            on conflict do nothing
         )
         update message m set label = c.label, label_confidence = c.label_confidence, label_more = c.label_more::jsonb,
                label_model = c.label_model, sentiment = c.sentiment, sentiment_confidence = c.sentiment_confidence,
                language = c.language
         from changed c
         where m.tenant_id = $1 and m.conversation_id = c.conversation_id and m.id = c.id and m.edited_at = c.at
           and m.direction = 'in' and m.labelled_by is null
         returning m.conversation_id",
    )
    .bind(tx.tenant().0)
    .bind(all.iter().map(|one| one.message.0).collect::<Vec<_>>())
    .bind(all.iter().map(|one| one.conversation.0).collect::<Vec<_>>())
    .bind(all.iter().map(|one| one.at).collect::<Vec<_>>())
    .bind(primary.iter().map(|one| one.map(|one| one.id.id())).collect::<Vec<_>>())
    .bind(primary.iter().map(|one| one.map(|one| one.score)).collect::<Vec<_>>())
    .bind(all.iter().map(|one| more_text(&one.label.intents)).collect::<Vec<_>>())
    .bind(all.iter().map(|one| one.label.model.as_str()).collect::<Vec<_>>())
    .bind(all.iter().map(|one| one.label.sentiment.id()).collect::<Vec<_>>())
    .bind(all.iter().map(|one| one.label.sentiment_score).collect::<Vec<_>>())
    .bind(all.iter().map(|one| one.label.language.map(Language::id)).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?;
    let touched: BTreeSet<Uuid> = rows.into_iter().map(|(conversation,)| conversation).collect();
    for conversation in touched {
        label::stand_again(tx, ConversationId(conversation)).await?;
    }
    Ok(())
}
