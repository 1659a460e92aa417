//! People who are not to be contacted at all.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{ContactId, ConversationId, MemberId, MessageId};
use uuid::Uuid;

/// Notes who said when that a person is not to be contacted; none takes it back. Who said it first stays. False when there is
/// no such person.
///
/// # Errors
/// When Postgres refuses.
pub async fn set(
    tx: &mut TenantTx,
    contact: ContactId,
    said: Option<(DateTime<Utc>, MemberId)>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "update contact set
             do_not_contact_by = case when $3::timestamptz is not null and do_not_contact_at is not null
                                      then do_not_contact_by else $4 end,
             do_not_contact_at = case when $3::timestamptz is null then null
                                      else coalesce(do_not_contact_at, $3) end,
             updated_at = $5
         where tenant_id = $1 and id = $2",
    )
    .bind(tx.tenant().0)
    .bind(contact.0)
    .bind(said.map(|(at, _)| at))
    .bind(said.map(|(_, member)| member.0))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Stops everything that waits for a person, by whomever; `code` is written beside it as the reason. Returns the messages.
/// What is with the provider already cannot be called back.
///
/// # Errors
/// When Postgres refuses.
pub async fn stop_waiting(
    tx: &mut TenantTx,
    contact: ContactId,
    code: i32,
) -> Result<Vec<(ConversationId, MessageId)>, DbError> {
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "with stopped as (
            update outbound o set state = 'failed', error_code = $3, lease_until = null, claimed_by = null
            from conversation v
            where o.tenant_id = $1 and v.tenant_id = $1 and v.id = o.conversation_id and v.contact_id = $2
              and o.state = 'queued'
            returning o.conversation_id, o.message_id, o.provider_at, o.sequence
         ), row as (
            update conversation v set last_state = 'failed' from stopped s
            where v.tenant_id = $1 and v.id = s.conversation_id and v.last_message_id = s.message_id
         )
         update message m set state = 'failed', error_code = $3 from stopped s
         where m.tenant_id = $1 and m.conversation_id = s.conversation_id and m.provider_at = s.provider_at
           and m.sequence = s.sequence
         returning m.conversation_id, m.id",
    )
    .bind(tx.tenant().0)
    .bind(contact.0)
    .bind(code)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(conversation, message)| (ConversationId(conversation), MessageId(message)))
        .collect())
}
