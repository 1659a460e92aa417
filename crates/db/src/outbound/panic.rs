//! Stored watch over lines: the counts that decide, and since when and why a line is stopped.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{AttemptId, LineId, MemberId},
    panic::{Reason, Stop, Watch},
};
use uuid::Uuid;

/// What is known of a line.
#[derive(Clone, Debug)]
pub struct LineWatch {
    /// The line.
    pub line: LineId,
    /// Counts and stop.
    pub watch: Watch,
    /// The attempt that tries the way.
    pub probe: Option<AttemptId>,
}

type Row = (
    Uuid,
    sqlx::types::Json<Watch>,
    Option<DateTime<Utc>>,
    Option<String>,
    Option<DateTime<Utc>>,
    i32,
    Option<Uuid>,
);

fn read(row: Row) -> Result<LineWatch, DbError> {
    let (line, counts, since, reason, probe_at, probes, probe) = row;
    let mut watch = counts.0;
    watch.stop = match (since, reason, probe_at) {
        (Some(since), Some(reason), Some(probe_at)) => Some(Stop {
            since,
            reason: Reason::parse(&reason)
                .ok_or_else(|| DbError::Decode(format!("reason of a stopped line {reason}")))?,
            probe_at,
            probes: u32::try_from(probes).unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(LineWatch { line: LineId(line), watch, probe: probe.map(AttemptId) })
}

/// Reads lines and locks them until the transaction ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock(tx: &mut TenantTx, lines: &[LineId]) -> Result<Vec<LineWatch>, DbError> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.0).collect();
    let rows: Vec<Row> = sqlx::query_as(
        "select line_id, counts, since, reason, probe_at, probes, probe_attempt from line_panic
         where tenant_id = $1 and line_id = any ($2) order by line_id for update",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(read).collect()
}

/// Stores lines.
///
/// # Errors
/// When Postgres refuses.
pub async fn store(tx: &mut TenantTx, lines: &[LineWatch]) -> Result<(), DbError> {
    if lines.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = lines.iter().map(|one| one.line.0).collect();
    let counts: Vec<sqlx::types::Json<&Watch>> =
        lines.iter().map(|one| sqlx::types::Json(&one.watch)).collect();
    let stop = |one: &LineWatch| one.watch.stop;
    let since: Vec<Option<DateTime<Utc>>> = lines.iter().map(|one| stop(one).map(|at| at.since)).collect();
    let reasons: Vec<Option<&str>> = lines.iter().map(|one| stop(one).map(|at| at.reason.as_str())).collect();
    let probe_at: Vec<Option<DateTime<Utc>>> =
        lines.iter().map(|one| stop(one).map(|at| at.probe_at)).collect();
    let probes: Vec<i32> = lines
        .iter()
        .map(|one| stop(one).map_or(0, |at| i32::try_from(at.probes).unwrap_or(i32::MAX)))
        .collect();
    let attempts: Vec<Option<Uuid>> = lines.iter().map(|one| one.probe.map(|id| id.0)).collect();
    sqlx::query(
        "update line_panic p set counts = w.counts, since = w.since, reason = w.reason, probe_at = w.probe_at,
                probes = w.probes, probe_attempt = w.probe
         from unnest($2::uuid[], $3::jsonb[], $4::timestamptz[], $5::text[], $6::timestamptz[], $7::int[], $8::uuid[])
              as w (id, counts, since, reason, probe_at, probes, probe)
         where p.tenant_id = $1 and p.line_id = w.id",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(counts)
    .bind(since)
    .bind(reasons)
    .bind(probe_at)
    .bind(probes)
    .bind(attempts)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The stopped lines of the tenant.
///
/// # Errors
/// When Postgres refuses.
pub async fn stopped(tx: &mut TenantTx) -> Result<Vec<(LineId, Stop)>, DbError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select line_id, counts, since, reason, probe_at, probes, probe_attempt from line_panic
         where tenant_id = $1 and since is not null",
    )
    .bind(tx.tenant().0)
    .fetch_all(tx.conn())
    .await?;
    let lines = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(lines.into_iter().filter_map(|one| one.watch.stop.map(|stop| (one.line, stop))).collect())
}

/// Why one line is stopped, for the gate; none while it sends.
///
/// # Errors
/// When Postgres refuses.
pub async fn stop_of(tx: &mut TenantTx, line: LineId) -> Result<Option<Stop>, DbError> {
    Ok(stopped(tx).await?.into_iter().find(|(id, _)| *id == line).map(|(_, stop)| stop))
}

/// Members who are told: owners and admins who still work here.
///
/// # Errors
/// When Postgres refuses.
pub async fn answerable(tx: &mut TenantTx) -> Result<Vec<MemberId>, DbError> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "select id from member where tenant_id = $1 and state = 'active' and role in ('owner', 'admin') order by id",
    )
    .bind(tx.tenant().0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| MemberId(id)).collect())
}

/// Stops a line that is connected, with the reason people read. A line that a person paused stays theirs.
///
/// # Errors
/// When Postgres refuses.
pub async fn pause(tx: &mut TenantTx, line: LineId, reason: Reason) -> Result<(), DbError> {
    sqlx::query(
        "update line set state = 'paused', pause_reason = $3 where tenant_id = $1 and id = $2 and state = 'connected'",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(reason.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Connects a line again that paused itself.
///
/// # Errors
/// When Postgres refuses.
pub async fn reopen(tx: &mut TenantTx, line: LineId) -> Result<(), DbError> {
    sqlx::query(
        "update line set state = 'connected', pause_reason = null
         where tenant_id = $1 and id = $2 and state = 'paused' and pause_reason in ('auth', 'account')",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}
