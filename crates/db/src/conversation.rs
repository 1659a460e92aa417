//! What members do to a conversation: whose it is, where it stands, that it was seen.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    conversation::ConversationStatus,
    id::{ConversationId, MemberId},
};

/// Gives a conversation to a member, or to nobody: then it is its assistant's again, if it has one. Returns whether that
/// changed anything.
///
/// # Errors
/// When Postgres refuses.
pub async fn assign(
    tx: &mut TenantTx,
    id: ConversationId,
    member: Option<MemberId>,
) -> Result<bool, DbError> {
    let (changed,): (bool,) = sqlx::query_as(
        "with served as (
             update assistant_case set state = case when $3::uuid is null then 'serving' else 'with_person' end,
                    due_at = null, lease_until = null, told_at = case when $3::uuid is null then null else told_at end
             where tenant_id = $1 and conversation_id = $2
               and state <> case when $3::uuid is null then 'serving' else 'with_person' end
             returning 1
         ),
         given as (
             update conversation set assignee_id = $3
             where tenant_id = $1 and id = $2 and assignee_id is distinct from $3
             returning 1
         )
         select exists (select from served) or exists (select from given)",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(member.map(|id| id.0))
    .fetch_one(tx.conn())
    .await?;
    Ok(changed)
}

/// Puts a conversation into a status. Returns whether that changed anything. What is resolved is nobody's priority, and
/// what its contact wanted does not count for what they want next; an assistant may answer in it again.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_status(
    tx: &mut TenantTx,
    id: ConversationId,
    status: ConversationStatus,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "with served as (
             update assistant_case set state = 'serving', told_at = null, typed_at = null
             where tenant_id = $1 and conversation_id = $2 and $3 = 'resolved'
         )
         update conversation set status = $3,
             priority = case when $3 = 'resolved' then 0 else priority end,
             read_from = case when $3 = 'resolved' then greatest($4, read_at) else read_from end
         where tenant_id = $1 and id = $2 and status <> $3",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(status.as_str())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that a member saw everything so far. Returns whether anything was unread.
///
/// # Errors
/// When Postgres refuses.
pub async fn mark_seen(tx: &mut TenantTx, id: ConversationId) -> Result<bool, DbError> {
    let done =
        sqlx::query("update conversation set unread = 0 where tenant_id = $1 and id = $2 and unread > 0")
            .bind(tx.tenant().0)
            .bind(id.0)
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}
