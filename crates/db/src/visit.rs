//! When members looked at conversations, so that each can be told what was said since.

use crate::{DbError, TenantTx};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_domain::id::{ConversationId, MemberId};

/// How long nobody looks before the next look is another visit.
pub const APART: TimeDelta = TimeDelta::minutes(30);

/// Notes that a member looks. Returns when they looked last in the visit before this one; none on the first.
///
/// # Errors
/// When Postgres refuses.
pub async fn note(
    tx: &mut TenantTx,
    conversation: ConversationId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let (before,): (Option<DateTime<Utc>>,) = sqlx::query_as(
        "insert into conversation_visit as v (tenant_id, conversation_id, member_id, at) values ($1, $2, $3, $4)
         on conflict (tenant_id, conversation_id, member_id) do update
         set before_at = case when v.at <= $5 then v.at else v.before_at end, at = greatest(v.at, excluded.at)
         returning before_at",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(member.0)
    .bind(now)
    .bind(now - APART)
    .fetch_one(tx.conn())
    .await?;
    Ok(before)
}
