//! The queue as people look at it: how much waits per line, how fast each may go, how far reach is used.

use super::claim::DAY;
use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What waits for one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct QueueRow {
    /// The line.
    pub line_id: Uuid,
    /// Answers of persons that may go now.
    pub replies: i64,
    /// Answers of rules that may go now.
    pub rules: i64,
    /// Of campaigns, those that may go now.
    pub campaigns: i64,
    /// Never tried, and not to go before a later moment.
    pub scheduled: i64,
    /// Tried, and waiting for another attempt.
    pub again: i64,
    /// With the provider at this moment.
    pub sending: i64,
    /// Without a known end: never repeated by themselves.
    pub unknown: i64,
    /// Since when the oldest that may go waits.
    pub oldest_at: Option<DateTime<Utc>>,
}

/// What waits, per line that has something.
///
/// # Errors
/// When Postgres refuses.
pub async fn queues(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<Vec<QueueRow>, DbError> {
    Ok(sqlx::query_as(
        "select line_id,
                count(*) filter (where due and priority = 0) as replies,
                count(*) filter (where due and priority = 1) as rules,
                count(*) filter (where due and priority = 2) as campaigns,
                count(*) filter (where state = 'queued' and not due and attempts = 0) as scheduled,
                count(*) filter (where state = 'queued' and not due and attempts > 0) as again,
                count(*) filter (where state = 'sending') as sending,
                count(*) filter (where state = 'unknown') as unknown,
                min(not_before) filter (where due) as oldest_at
         from (select line_id, state, priority, attempts, not_before, (state = 'queued' and not_before <= $2) as due
               from outbound where tenant_id = $1 and state in ('queued', 'sending', 'unknown')) o
         group by line_id",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// How fast one line may go, and how far the reach of its portfolio is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LineRoom {
    /// The line.
    pub line_id: Uuid,
    /// Messages a second; none is the installation's default, 0 without limit.
    pub per_second: Option<i32>,
    /// Messages a minute; none is the tenant's, 0 without limit.
    pub per_minute: Option<i32>,
    /// People its portfolio reached outside their window in this moving day.
    pub reached: i64,
    /// People its portfolio may reach so; none while that is not known.
    pub reach_limit: Option<i32>,
}

/// How fast lines may go and how far their reach is used.
///
/// # Errors
/// When Postgres refuses.
pub async fn rooms(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<Vec<LineRoom>, DbError> {
    Ok(sqlx::query_as(
        "select l.id as line_id, p.per_second, p.per_minute,
                (select count(*) from reach r where r.tenant_id = $1 and r.pool = l.reach_pool and r.at > $2) as reached,
                m.contacts as reach_limit
         from line l
         join line_pace p on p.tenant_id = l.tenant_id and p.line_id = l.id
         left join reach_limit m on m.tenant_id = l.tenant_id and m.pool = l.reach_pool
         where l.tenant_id = $1",
    )
    .bind(tx.tenant().0)
    .bind(now - DAY)
    .fetch_all(tx.conn())
    .await?)
}

/// Messages a minute set for the tenant; none is the installation's default, 0 without limit.
///
/// # Errors
/// When Postgres refuses.
pub async fn tenant_per_minute(tx: &mut TenantTx) -> Result<Option<i32>, DbError> {
    let row: Option<(Option<i32>,)> =
        sqlx::query_as("select per_minute from tenant_pace where tenant_id = $1")
            .bind(tx.tenant().0)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.and_then(|(limit,)| limit))
}
