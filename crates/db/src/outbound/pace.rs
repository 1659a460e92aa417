//! Stored pace: buckets of lines and persons, caps by the minute, people an account reached outside their window.

use super::claim::DAY;
use crate::{DbError, TenantTx};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_domain::{
    id::{ContactId, ConversationId, LineId},
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

/// How many more people each account may reach in this moving day; accounts without a limit are left out. Locked until the
/// transaction ends, in the order of their names.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock_reach(
    tx: &mut TenantTx,
    accounts: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<(String, i64)>, DbError> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query(
        "select 1 from reach_limit where tenant_id = $1 and account_id = any ($2) order by account_id for update",
    )
    .bind(tx.tenant().0)
    .bind(accounts)
    .execute(tx.conn())
    .await?;
    // Counted in a statement of its own, which sees what the one before us wrote.
    let rows: Vec<(String, i32, i64)> = sqlx::query_as(
        "select l.account_id, l.contacts,
                (select count(*) from reach r where r.tenant_id = $1 and r.account_id = l.account_id and r.at > $3)
         from reach_limit l where l.tenant_id = $1 and l.account_id = any ($2)",
    )
    .bind(tx.tenant().0)
    .bind(accounts)
    .bind(now - DAY)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(account, limit, used)| (account, (i64::from(limit) - used).max(0))).collect())
}

/// Notes people reached outside their window.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_reach(
    tx: &mut TenantTx,
    reached: &[(String, ContactId)],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if reached.is_empty() {
        return Ok(());
    }
    let accounts: Vec<&str> = reached.iter().map(|(account, _)| account.as_str()).collect();
    let contacts: Vec<Uuid> = reached.iter().map(|(_, contact)| contact.0).collect();
    sqlx::query(
        "insert into reach (tenant_id, account_id, contact_id, at)
         select distinct $1, w.account_id, w.contact_id, $2
         from unnest($3::text[], $4::uuid[]) as w (account_id, contact_id)
         on conflict (tenant_id, account_id, contact_id) do update set at = excluded.at where reach.at <= $5",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(accounts)
    .bind(contacts)
    .bind(now - DAY)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How far an account's reach is used in this moving day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachUse {
    /// People reached outside their window.
    pub used: i64,
    /// People it may reach; none while that is not known.
    pub limit: Option<i32>,
    /// Whether the contact asked about is among them.
    pub has_reached: bool,
}

/// Reads the reach of a line's account, and whether it reached the contact.
///
/// # Errors
/// When Postgres refuses.
pub async fn reach_of(
    tx: &mut TenantTx,
    line: LineId,
    contact: ContactId,
    now: DateTime<Utc>,
) -> Result<ReachUse, DbError> {
    let (used, limit, has_reached): (i64, Option<i32>, bool) = sqlx::query_as(
        "select (select count(*) from reach r where r.tenant_id = $1 and r.account_id = l.account_id and r.at > $3),
                (select contacts from reach_limit m where m.tenant_id = $1 and m.account_id = l.account_id),
                exists (select 1 from reach r where r.tenant_id = $1 and r.account_id = l.account_id
                        and r.contact_id = $4 and r.at > $3)
         from line l where l.tenant_id = $1 and l.id = $2",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(now - DAY)
    .bind(contact.0)
    .fetch_one(tx.conn())
    .await?;
    Ok(ReachUse { used, limit, has_reached })
}

/// Sets how many people an account may reach in a moving day; none is without limit.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_reach_limit(tx: &mut TenantTx, account: &str, contacts: Option<i32>) -> Result<(), DbError> {
    let query = match contacts {
        Some(contacts) => sqlx::query(
            "insert into reach_limit (tenant_id, account_id, contacts) values ($1, $2, $3)
             on conflict (tenant_id, account_id) do update set contacts = excluded.contacts",
        )
        .bind(tx.tenant().0)
        .bind(account)
        .bind(contacts),
        None => sqlx::query("delete from reach_limit where tenant_id = $1 and account_id = $2")
            .bind(tx.tenant().0)
            .bind(account),
    };
    query.execute(tx.conn()).await?;
    Ok(())
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
