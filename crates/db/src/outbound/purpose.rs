//! What a send is for, and sends that are taken back before their time.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, MessageId, OutboundId},
    policy::Purpose,
};
use uuid::Uuid;

/// Notes what a queued message is for, in the transaction that queues it.
///
/// # Errors
/// `NoConsent` when it is marketing to somebody who did not agree: the database itself refuses it.
pub async fn note(tx: &mut TenantTx, id: OutboundId, purpose: Purpose) -> Result<(), DbError> {
    sqlx::query("update outbound set purpose = $3 where tenant_id = $1 and id = $2")
        .bind(tx.tenant().0)
        .bind(id.0)
        .bind(purpose.as_str())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Removes a message that waits for its time and was never tried. False when there is none.
///
/// # Errors
/// When Postgres refuses.
pub async fn take_back(
    tx: &mut TenantTx,
    conversation: ConversationId,
    message: MessageId,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let gone: Option<(Uuid,)> = sqlx::query_as(
        "with gone as (
            delete from outbound
            where tenant_id = $1 and conversation_id = $2 and message_id = $3
              and state = 'queued' and attempts = 0 and not_before > $4
            returning provider_at, sequence)
         delete from message m using gone
         where m.tenant_id = $1 and m.conversation_id = $2 and m.provider_at = gone.provider_at
           and m.sequence = gone.sequence
         returning m.id",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(message.0)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    Ok(gone.is_some())
}
