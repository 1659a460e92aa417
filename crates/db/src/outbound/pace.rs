//! Stored pace: buckets of lines and persons, caps by the minute.

use super::claim::DAY;
use crate::{DbError, TenantTx};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_domain::{
    id::{ConversationId, LineId},
    pace::Speed,
};
use uuid::Uuid;

/// The tenant's departures of the last minute, locked until the transaction ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock_tenant(tx: &mut TenantTx) -> Result<Vec<DateTime<Utc>>, DbError> {
    let row: Option<(Vec<DateTime<Utc>>,)> =
        sqlx::query_as("select recent from tenant_pace where tenant_id = $1 for update")
            .bind(tx.tenant().0)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.map(|(recent,)| recent).unwrap_or_default())
}

/// Stores the tenant's departures of the last minute.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_tenant(tx: &mut TenantTx, recent: &[DateTime<Utc>]) -> Result<(), DbError> {
    sqlx::query("update tenant_pace set recent = $2 where tenant_id = $1")
        .bind(tx.tenant().0)
        .bind(recent)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Stores the departures of the last minute of a line with a limit of its own.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_line_minute(
    tx: &mut TenantTx,
    line: LineId,
    recent: &[DateTime<Utc>],
) -> Result<(), DbError> {
    sqlx::query("update line_pace set recent = $3 where tenant_id = $1 and line_id = $2")
        .bind(tx.tenant().0)
        .bind(line.0)
        .bind(recent)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Stores when buckets are full again: of lines, and of conversations.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_buckets(
    tx: &mut TenantTx,
    lines: &[(LineId, DateTime<Utc>)],
    pairs: &[(ConversationId, DateTime<Utc>)],
) -> Result<(), DbError> {
    if lines.is_empty() && pairs.is_empty() {
        return Ok(());
    }
    let (line_ids, line_times): (Vec<Uuid>, Vec<DateTime<Utc>>) =
        lines.iter().map(|(id, at)| (id.0, *at)).unzip();
    let (pair_ids, pair_times): (Vec<Uuid>, Vec<DateTime<Utc>>) =
        pairs.iter().map(|(id, at)| (id.0, *at)).unzip();
    sqlx::query(
        "with lines as (
            update line_pace p set full_at = w.full_at from unnest($2::uuid[], $3::timestamptz[]) as w (id, full_at)
            where p.tenant_id = $1 and p.line_id = w.id
         )
         insert into pair_pace (tenant_id, conversation_id, full_at)
         select $1, w.id, w.full_at from unnest($4::uuid[], $5::timestamptz[]) as w (id, full_at)
         on conflict (tenant_id, conversation_id) do update set full_at = excluded.full_at",
    )
    .bind(tx.tenant().0)
    .bind(line_ids)
    .bind(line_times)
    .bind(pair_ids)
    .bind(pair_times)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes one more departure of a line, after everything that is given out, for a message that missed its own. Stores when
/// the bucket is full again and returns that moment; one token comes back in `every`.
///
/// # Errors
/// When Postgres refuses.
pub async fn reserve(
    tx: &mut TenantTx,
    line: LineId,
    every: TimeDelta,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, DbError> {
    let row: (DateTime<Utc>,) = sqlx::query_as(
        "update line_pace set full_at = greatest(coalesce(full_at, $3), $3) + make_interval(secs => $4)
         where tenant_id = $1 and line_id = $2 returning full_at",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(now)
    .bind(every.as_seconds_f64())
    .fetch_one(tx.conn())
    .await?;
    Ok(row.0)
}

/// A line's own pace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct LinePaceRow {
    /// Messages a second; none is the installation's default, 0 without limit.
    pub per_second: Option<i32>,
    /// Messages a minute; none is the tenant's, 0 without limit.
    pub per_minute: Option<i32>,
}

/// Sets a line's own pace. False when there is no such line.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_line(tx: &mut TenantTx, line: LineId, pace: LinePaceRow) -> Result<bool, DbError> {
    let done = sqlx::query(
        "update line_pace set per_second = $3, per_minute = $4 where tenant_id = $1 and line_id = $2",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(pace.per_second)
    .bind(pace.per_minute)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sets the speed the provider gave to a line's number.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_speed(tx: &mut TenantTx, line: LineId, speed: Speed) -> Result<(), DbError> {
    sqlx::query("update line_pace set speed = $3 where tenant_id = $1 and line_id = $2")
        .bind(tx.tenant().0)
        .bind(line.0)
        .bind(speed.word())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes that lines are used in the phone's app; gives those of which it was not known.
///
/// # Errors
/// When Postgres refuses.
pub async fn slow_down(tx: &mut TenantTx, lines: &[LineId]) -> Result<Vec<LineId>, DbError> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.0).collect();
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "update line_pace set speed = $3
         where tenant_id = $1 and line_id = any ($2) and speed is distinct from $3 returning line_id",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(Speed::OnPhone.word())
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| LineId(id)).collect())
}

/// Sets the tenant's messages a minute over all lines; none is the installation's default, 0 without limit.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_tenant(tx: &mut TenantTx, per_minute: Option<i32>) -> Result<(), DbError> {
    sqlx::query("update tenant_pace set per_minute = $2 where tenant_id = $1")
        .bind(tx.tenant().0)
        .bind(per_minute)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Forgets full buckets and people reached longer ago than a day.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<u64, DbError> {
    let pairs = sqlx::query("delete from pair_pace where tenant_id = $1 and full_at < $2")
        .bind(tx.tenant().0)
        .bind(now)
        .execute(tx.conn())
        .await?;
    let reached = sqlx::query("delete from reach where tenant_id = $1 and at < $2")
        .bind(tx.tenant().0)
        .bind(now - DAY)
        .execute(tx.conn())
        .await?;
    Ok(pairs.rows_affected() + reached.rows_affected())
}
