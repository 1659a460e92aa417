//! The journal screen: what came in for a tenant's lines, what became of it, and where it was silent.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::LineId;
use prosa_wire::journal::{Gap, JournalFilter, JournalPart, LineFigures, PartState, Slot};
use uuid::Uuid;

/// Deliveries on one page.
const PAGE: usize = 50;
/// Silences shown at most.
const GAPS_MAX: i64 = 20;
/// Deliveries played again at once at most.
const REPLAY_MAX: i64 = 10_000;

/// Figures per line since a moment.
///
/// # Errors
/// When Postgres refuses.
pub async fn figures(tx: &mut TenantTx, since: DateTime<Utc>) -> Result<Vec<LineFigures>, DbError> {
    type Row = (Uuid, String, i64, i64, i64, i64, i64, i64, Option<DateTime<Utc>>);
    let rows: Vec<Row> = sqlx::query_as(
        "select l.id, l.label, count(p.journal_id), count(*) filter (where p.state = 'processed'),
                count(*) filter (where p.state = 'failed'), coalesce(sum(p.message_count), 0)::bigint,
                coalesce(sum(p.status_count), 0)::bigint, coalesce(sum(p.repeated_count), 0)::bigint, max(p.received_at)
         from line l
         left join journal_part p on p.tenant_id = l.tenant_id and p.line_id = l.id and p.received_at >= $2
         where l.tenant_id = $1 and l.state <> 'disconnected'
         group by l.id, l.label, l.badge order by l.badge, l.id",
    )
    .bind(tx.tenant().0)
    .bind(since)
    .fetch_all(tx.conn())
    .await?;
    let figures = |row: Row| LineFigures {
        line_id: LineId(row.0),
        label: row.1,
        received: row.2,
        processed: row.3,
        failed: row.4,
        messages: row.5,
        statuses: row.6,
        repeated: row.7,
        last_at: row.8,
    };
    Ok(rows.into_iter().map(figures).collect())
}

/// Deliveries in slots of 20 minutes, from `first` until a day later.
///
/// # Errors
/// When Postgres refuses.
pub async fn slots(
    tx: &mut TenantTx,
    line: Option<LineId>,
    first: DateTime<Utc>,
) -> Result<Vec<Slot>, DbError> {
    let rows: Vec<(DateTime<Utc>, i64, i64)> = sqlx::query_as(
        "select s.at, count(distinct p.journal_id), count(distinct p.journal_id) filter (where p.state = 'failed')
         from generate_series($2, $2 + interval '23 hours 40 minutes', interval '20 minutes') as s (at)
         left join journal_part p on p.tenant_id = $1 and p.received_at >= s.at
             and p.received_at < s.at + interval '20 minutes' and ($3::uuid is null or p.line_id = $3)
         group by s.at order by s.at",
    )
    .bind(tx.tenant().0)
    .bind(first)
    .bind(line.map(|id| id.0))
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(at, received, failed)| Slot { at, received, failed }).collect())
}

/// Silences of more than 45 minutes since a moment in which the seven days before brought at least three deliveries a day.
///
/// # Errors
/// When Postgres refuses.
pub async fn gaps(
    tx: &mut TenantTx,
    line: Option<LineId>,
    since: DateTime<Utc>,
) -> Result<Vec<Gap>, DbError> {
    let rows: Vec<(DateTime<Utc>, DateTime<Utc>)> = sqlx::query_as(
        "with recent as (
            select received_at as until_at, lag(received_at) over (order by received_at) as from_at
            from journal_part
            where tenant_id = $1 and received_at >= $2 and ($3::uuid is null or line_id = $3)
         )
         select r.from_at, r.until_at from recent r
         where r.until_at - r.from_at > interval '45 minutes'
           and (select count(*) from generate_series(1, 7) as d
                join journal_part p on p.tenant_id = $1 and ($3::uuid is null or p.line_id = $3)
                    and p.received_at > r.from_at - make_interval(days => d)
                    and p.received_at < r.until_at - make_interval(days => d)) >= 21
         order by r.from_at limit $4",
    )
    .bind(tx.tenant().0)
    .bind(since)
    .bind(line.map(|id| id.0))
    .bind(GAPS_MAX)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(from, until)| Gap { from, until }).collect())
}

#[derive(sqlx::FromRow)]
struct PartRow {
    journal_id: i64,
    line_id: Uuid,
    label: String,
    received_at: DateTime<Utc>,
    processed_at: Option<DateTime<Utc>>,
    state: String,
    kinds: Vec<String>,
    message_count: i32,
    status_count: i32,
    other_count: i32,
    repeated_count: i32,
    body_bytes: i32,
    reason: Option<String>,
}

impl From<PartRow> for JournalPart {
    fn from(row: PartRow) -> Self {
        Self {
            journal_id: row.journal_id,
            line_id: LineId(row.line_id),
            line_label: row.label,
            received_at: row.received_at,
            took_ms: row.processed_at.map(|at| (at - row.received_at).num_milliseconds().max(0)),
            state: if row.state == "failed" { PartState::Failed } else { PartState::Processed },
            kinds: row.kinds,
            message_count: row.message_count,
            status_count: row.status_count,
            other_count: row.other_count,
            repeated_count: row.repeated_count,
            body_bytes: row.body_bytes,
            reason: row.reason.unwrap_or_default(),
        }
    }
}

const PART: &str = "select p.journal_id, p.line_id, l.label, p.received_at, p.processed_at, p.state, p.kinds, p.message_count,
    p.status_count, p.other_count, p.repeated_count, p.body_bytes, p.reason
    from journal_part p join line l on l.tenant_id = p.tenant_id and l.id = p.line_id";

/// A page of deliveries, newest first, and where the next page begins.
///
/// # Errors
/// When Postgres refuses.
pub async fn parts(
    tx: &mut TenantTx,
    filter: &JournalFilter,
) -> Result<(Vec<JournalPart>, Option<i64>), DbError> {
    let sql = format!(
        "{PART} where p.tenant_id = $1 and ($2::uuid is null or p.line_id = $2) and (not $3 or p.state = 'failed')
           and ($4::bigint is null or p.journal_id < $4)
         order by p.journal_id desc, p.line_id limit $5"
    );
    let rows: Vec<PartRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(filter.line_id.map(|id| id.0))
        .bind(filter.problems_only)
        .bind(filter.before)
        .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
        .fetch_all(tx.conn())
        .await?;
    let mut parts: Vec<JournalPart> = rows.into_iter().map(JournalPart::from).collect();
    if let Some(cut) = parts.get(PAGE).map(|part| part.journal_id) {
        // A delivery for several lines is never torn between two pages.
        parts.retain(|part| part.journal_id > cut);
        let next = parts.last().map_or(cut, |part| part.journal_id);
        return Ok((parts, Some(next)));
    }
    Ok((parts, None))
}

/// One delivery for one line.
///
/// # Errors
/// When Postgres refuses.
pub async fn part(tx: &mut TenantTx, journal_id: i64, line: LineId) -> Result<Option<JournalPart>, DbError> {
    let sql = format!("{PART} where p.tenant_id = $1 and p.journal_id = $2 and p.line_id = $3");
    let row: Option<PartRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(journal_id)
        .bind(line.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(JournalPart::from))
}

/// Deliveries of the tenant to play again: the one asked for when something in it is the tenant's, else every failed one.
///
/// # Errors
/// When Postgres refuses.
pub async fn to_replay(tx: &mut TenantTx, only: Option<i64>) -> Result<Vec<i64>, DbError> {
    let rows: Vec<(i64,)> = sqlx::query_as(
        "select distinct journal_id from journal_part
         where tenant_id = $1 and (journal_id = $2 or ($2::bigint is null and state = 'failed'))
         order by journal_id limit $3",
    )
    .bind(tx.tenant().0)
    .bind(only)
    .bind(REPLAY_MAX)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
