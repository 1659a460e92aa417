//! Tries counted per address or network, before any tenant is known. Keys are keyed hashes.

use crate::{Db, DbError};
use chrono::{DateTime, TimeDelta, Utc};

/// How many tries in which time, and what follows.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Tries allowed within the window.
    pub tries_max: i32,
    /// Length of the window.
    pub window: TimeDelta,
    /// How long it stays shut after one try too many.
    pub shut: TimeDelta,
}

/// One statement, so that tries at the same moment are all counted. A window that passed, or a lock that ran out,
/// begins anew.
const TRY: &str = "insert into login_throttle as t (key, failures, window_started_at) values ($1, 1, $2)
on conflict (key) do update set
    failures = case when t.locked_until > $2 then t.failures
                    when t.locked_until is not null or t.window_started_at <= $3 then 1
                    else t.failures + 1 end,
    window_started_at = case when t.locked_until > $2 then t.window_started_at
                    when t.locked_until is not null or t.window_started_at <= $3 then $2
                    else t.window_started_at end,
    locked_until = case when t.locked_until > $2 then t.locked_until
                    when t.locked_until is not null or t.window_started_at <= $3 then null
                    when t.failures + 1 > $4 then $5
                    else null end
returning locked_until";

/// Counts one try. Returns until when the key is shut, if this try is one too many.
///
/// # Errors
/// When Postgres refuses.
pub async fn take(
    db: &Db,
    key: &[u8; 32],
    now: DateTime<Utc>,
    limit: Limit,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let (shut,): (Option<DateTime<Utc>>,) = sqlx::query_as(TRY)
        .bind(key.as_slice())
        .bind(now)
        .bind(now - limit.window)
        .bind(limit.tries_max)
        .bind(now + limit.shut)
        .fetch_one(db.pool())
        .await?;
    Ok(shut)
}

/// Until when the key is shut, without counting a try.
///
/// # Errors
/// When Postgres refuses.
pub async fn find_shut(
    db: &Db,
    key: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: Option<(Option<DateTime<Utc>>,)> =
        sqlx::query_as("select locked_until from login_throttle where key = $1 and locked_until > $2")
            .bind(key.as_slice())
            .bind(now)
            .fetch_optional(db.pool())
            .await?;
    Ok(row.and_then(|(shut,)| shut))
}

/// Forgets the tries of a key.
///
/// # Errors
/// When Postgres refuses.
pub async fn clear(db: &Db, key: &[u8; 32]) -> Result<(), DbError> {
    sqlx::query("delete from login_throttle where key = $1").bind(key.as_slice()).execute(db.pool()).await?;
    Ok(())
}

/// Forgets keys whose window began before a moment and that are not shut. Returns how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_before(db: &Db, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64, DbError> {
    let done = sqlx::query(
        "delete from login_throttle where window_started_at < $1 and (locked_until is null or locked_until <= $2)",
    )
    .bind(before)
    .bind(now)
    .execute(db.pool())
    .await?;
    Ok(done.rows_affected())
}
