//! How lines are, and how many messages come in which hour.

use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDateTime, Utc};
use prosa_domain::{id::LineId, line_health::HourCount};
use uuid::Uuid;

/// Hours of a line with messages, since a moment, in the tenant's own time.
///
/// # Errors
/// When Postgres refuses.
pub async fn hours(tx: &mut TenantTx, line: LineId, since: DateTime<Utc>) -> Result<Vec<HourCount>, DbError> {
    let rows: Vec<(NaiveDateTime, i32)> = sqlx::query_as(
        "select h.hour at time zone t.time_zone, h.messages from line_hour h join tenant t on t.tenant_id = h.tenant_id
         where h.tenant_id = $1 and h.line_id = $2 and h.hour >= $3 order by h.hour",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(since)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(hour, messages)| HourCount { hour, messages: u32::try_from(messages).unwrap_or_default() })
        .collect())
}

/// Notes that lines were heard from, at most every ten seconds each, and counts the messages of contacts by hour of arrival.
/// One statement for all lines of a batch.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_inbound(
    tx: &mut TenantTx,
    lines: &[(LineId, i32)],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = lines.iter().map(|(line, _)| line.0).collect();
    let messages: Vec<i32> = lines.iter().map(|(_, messages)| *messages).collect();
    sqlx::query(
        "with heard as (
            select * from unnest($3::uuid[], $4::int[]) as h (line_id, messages)
         ), counted as (
            insert into line_hour as l (tenant_id, line_id, hour, messages, last_at)
            select $1, line_id, date_trunc('hour', $2::timestamptz), messages, $2 from heard where messages > 0
            on conflict (tenant_id, line_id, hour) do update set
                messages = l.messages + excluded.messages, last_at = greatest(l.last_at, excluded.last_at)
         )
         update line set last_inbound_at = $2 from heard
         where line.tenant_id = $1 and line.id = heard.line_id
           and (last_inbound_at is null or last_inbound_at < $2 - interval '10 seconds')",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(ids)
    .bind(messages)
    .execute(tx.conn())
    .await?;
    Ok(())
}
