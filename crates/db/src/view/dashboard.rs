//! Counts for the dashboard: what was read by day, what members put right. Nothing here opens a text.

use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDate, Utc};
use prosa_domain::label::Intent;
use prosa_wire::dashboard::{Confused, ModelCalls, Offered};
use sqlx::FromRow;

/// What was read on one day, by label, mood and whose model.
#[derive(Clone, Debug, FromRow)]
pub struct DayCount {
    /// The day in the tenant's zone.
    pub day: NaiveDate,
    /// The intent's id; empty when none was named.
    pub label: String,
    /// The mood's id.
    pub sentiment: String,
    /// Whether the tenant's own head read it.
    pub own: bool,
    /// Messages.
    pub messages: i64,
}

/// Today in the tenant's zone.
///
/// # Errors
/// When Postgres refuses.
pub async fn today(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<NaiveDate, DbError> {
    let (today,): (NaiveDate,) =
        sqlx::query_as("select ($2 at time zone time_zone)::date from tenant where tenant_id = $1")
            .bind(tx.tenant().0)
            .bind(now)
            .fetch_one(tx.conn())
            .await?;
    Ok(today)
}

/// What was read from a day of the tenant's zone on. Counts are by whole hours: where a zone is not whole hours from UTC, an
/// hour belongs to the day it began on.
///
/// # Errors
/// When Postgres refuses.
pub async fn days(tx: &mut TenantTx, from: NaiveDate) -> Result<Vec<DayCount>, DbError> {
    Ok(sqlx::query_as(
        "select (r.hour at time zone t.time_zone)::date as day, r.label, r.sentiment,
                r.model like '%+%' as own, sum(r.messages)::bigint as messages
         from reading_hour r join tenant t on t.tenant_id = r.tenant_id
         where r.tenant_id = $1 and r.hour >= ($2::timestamp at time zone t.time_zone)
         group by 1, 2, 3, 4 order by 1",
    )
    .bind(tx.tenant().0)
    .bind(from.and_time(chrono::NaiveTime::MIN))
    .fetch_all(tx.conn())
    .await?)
}

/// What members put right or confirmed from a day of the tenant's zone on, the most frequent first.
///
/// # Errors
/// When Postgres refuses.
pub async fn confused(tx: &mut TenantTx, from: NaiveDate) -> Result<Vec<Confused>, DbError> {
    let rows: Vec<(Option<String>, String, i64)> = sqlx::query_as(
        "select e.was_label, e.intent, count(*) from label_example e join tenant t on t.tenant_id = e.tenant_id
         where e.tenant_id = $1 and e.created_at >= ($2::timestamp at time zone t.time_zone)
         group by 1, 2 order by 3 desc, 2, 1",
    )
    .bind(tx.tenant().0)
    .bind(from.and_time(chrono::NaiveTime::MIN))
    .fetch_all(tx.conn())
    .await?;
    let one = |(was, is, count): (Option<String>, String, i64)| {
        Some(Confused {
            was: was.as_deref().and_then(Intent::parse),
            is: Intent::parse(&is)?,
            count: u32::try_from(count).unwrap_or(u32::MAX),
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

/// What became of words that machines offered from a day of the tenant's zone on.
///
/// # Errors
/// When Postgres refuses.
pub async fn offered(tx: &mut TenantTx, from: NaiveDate) -> Result<Offered, DbError> {
    let row: (i64, i64, i64, i64, i64) = sqlx::query_as(
        "select count(*), count(*) filter (where d.state in ('used', 'sent')), count(*) filter (where d.state = 'edited'),
                count(*) filter (where d.state = 'discarded'), count(*) filter (where d.message_id is not null)
         from assistant_draft d join tenant t on t.tenant_id = d.tenant_id
         where d.tenant_id = $1 and d.created_at >= ($2::timestamp at time zone t.time_zone)",
    )
    .bind(tx.tenant().0)
    .bind(from.and_time(chrono::NaiveTime::MIN))
    .fetch_one(tx.conn())
    .await?;
    let (count, taken, edited, discarded, sent) = row;
    let many = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Offered {
        count: many(count),
        taken: many(taken),
        edited: many(edited),
        discarded: many(discarded),
        sent: many(sent),
    })
}

#[derive(FromRow)]
struct CallsRow {
    model: String,
    currency: Option<String>,
    calls: i64,
    failed: i64,
    tokens: i64,
    micros: Option<i64>,
    median: i32,
    slowest: i32,
}

/// Calls of language models from a day of the tenant's zone on, by model and currency, the most frequent first.
///
/// # Errors
/// When Postgres refuses.
pub async fn calls(tx: &mut TenantTx, from: NaiveDate) -> Result<Vec<ModelCalls>, DbError> {
    let rows: Vec<CallsRow> = sqlx::query_as(
        "select c.model, c.currency, count(*) as calls,
                count(*) filter (where c.outcome not in ('complete', 'length')) as failed,
                sum(c.tokens_in + c.tokens_out)::bigint as tokens, sum(c.cost_micros)::bigint as micros,
                percentile_disc(0.5) within group (order by c.ms) as median,
                percentile_disc(0.99) within group (order by c.ms) as slowest
         from assistant_call c join tenant t on t.tenant_id = c.tenant_id
         where c.tenant_id = $1 and c.at >= ($2::timestamp at time zone t.time_zone)
         group by 1, 2 order by 3 desc, 1 limit 20",
    )
    .bind(tx.tenant().0)
    .bind(from.and_time(chrono::NaiveTime::MIN))
    .fetch_all(tx.conn())
    .await?;
    let many = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let view = |row: CallsRow| ModelCalls {
        model: row.model,
        count: many(row.calls),
        failed: many(row.failed),
        tokens: u64::try_from(row.tokens).unwrap_or_default(),
        cost_micros: row.micros,
        currency: row.currency.unwrap_or_default(),
        ms_median: many(i64::from(row.median)),
        ms_slowest: many(i64::from(row.slowest)),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// How long messages took to be read from a day of the tenant's zone on: steps of [`prosa_domain::quick`] and how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn speed(tx: &mut TenantTx, from: NaiveDate) -> Result<Vec<(u8, u64)>, DbError> {
    let rows: Vec<(i16, i64)> = sqlx::query_as(
        "select r.step, sum(r.messages)::bigint from reading_speed r join tenant t on t.tenant_id = r.tenant_id
         where r.tenant_id = $1 and r.hour >= ($2::timestamp at time zone t.time_zone) group by 1 order by 1",
    )
    .bind(tx.tenant().0)
    .bind(from.and_time(chrono::NaiveTime::MIN))
    .fetch_all(tx.conn())
    .await?;
    let count = |(step, count): (i16, i64)| {
        (u8::try_from(step).unwrap_or(u8::MAX), u64::try_from(count).unwrap_or_default())
    };
    Ok(rows.into_iter().map(count).collect())
}

/// Forgets old counts. Returns how many rows.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_before(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let mut forgotten = 0;
    for sql in [
        "delete from reading_hour where tenant_id = $1 and hour < $2",
        "delete from reading_speed where tenant_id = $1 and hour < $2",
    ] {
        let done = sqlx::query(sql).bind(tx.tenant().0).bind(before).execute(tx.conn()).await?;
        forgotten += done.rows_affected();
    }
    Ok(forgotten)
}
