//! What one delivery held for one line, and the notices that are no messages.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::LineId;
use uuid::Uuid;

/// What one delivery held for one line.
#[derive(Clone, Debug)]
pub struct NewPart {
    /// The delivery.
    pub journal_id: i64,
    /// The line.
    pub line: LineId,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// Its kinds, each once.
    pub kinds: Vec<String>,
    /// Messages in it.
    pub message_count: i32,
    /// Statuses in it.
    pub status_count: i32,
    /// Other updates in it.
    pub other_count: i32,
    /// Updates that had come before.
    pub repeated_count: i32,
    /// Size of the body in bytes.
    pub body_bytes: i32,
    /// Why it failed; none when it did not.
    pub reason: Option<String>,
}

/// Writes down parts; playing a delivery again overwrites what was written before.
///
/// # Errors
/// When Postgres refuses.
pub async fn write(tx: &mut TenantTx, parts: &[NewPart], now: DateTime<Utc>) -> Result<(), DbError> {
    if parts.is_empty() {
        return Ok(());
    }
    let journals: Vec<i64> = parts.iter().map(|one| one.journal_id).collect();
    let lines: Vec<Uuid> = parts.iter().map(|one| one.line.0).collect();
    let received: Vec<DateTime<Utc>> = parts.iter().map(|one| one.received_at).collect();
    // Arrays of arrays cannot be unnested row by row; kinds never hold a comma.
    let kinds: Vec<String> = parts.iter().map(|one| one.kinds.join(",")).collect();
    let counts = |get: fn(&NewPart) -> i32| parts.iter().map(get).collect::<Vec<i32>>();
    let reasons: Vec<Option<&str>> = parts.iter().map(|one| one.reason.as_deref()).collect();
    sqlx::query(
        "insert into journal_part (tenant_id, journal_id, line_id, received_at, processed_at, state, kinds, message_count,
                                   status_count, other_count, repeated_count, body_bytes, reason)
         select $1, p.journal_id, p.line_id, p.received_at, $2, case when p.reason is null then 'processed' else 'failed' end,
                string_to_array(p.kinds, ','), p.messages, p.statuses, p.others, p.repeated, p.bytes, p.reason
         from unnest($3::bigint[], $4::uuid[], $5::timestamptz[], $6::text[], $7::int[], $8::int[], $9::int[], $10::int[],
                     $11::int[], $12::text[])
             as p (journal_id, line_id, received_at, kinds, messages, statuses, others, repeated, bytes, reason)
         on conflict (tenant_id, journal_id, line_id) do update set
             processed_at = excluded.processed_at, state = excluded.state, reason = excluded.reason,
             repeated_count = excluded.repeated_count",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(journals)
    .bind(lines)
    .bind(received)
    .bind(kinds)
    .bind(counts(|one| one.message_count))
    .bind(counts(|one| one.status_count))
    .bind(counts(|one| one.other_count))
    .bind(counts(|one| one.repeated_count))
    .bind(counts(|one| one.body_bytes))
    .bind(reasons)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An update that is neither message nor status, kept whole.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// Its id.
    pub id: Uuid,
    /// The line.
    pub line: LineId,
    /// The delivery.
    pub journal_id: i64,
    /// Place inside the delivery.
    pub ordinal: i32,
    /// Webhook field, such as `account_update`.
    pub field: String,
    /// Kind, such as `other:account_update` or `malformed`.
    pub kind: String,
    /// Sealed JSON.
    pub content_ct: Vec<u8>,
    /// When the delivery came.
    pub received_at: DateTime<Utc>,
}

/// Keeps notices, once each. Returns how many were new.
///
/// # Errors
/// When Postgres refuses.
pub async fn keep_notices(tx: &mut TenantTx, notices: &[NewNotice]) -> Result<u64, DbError> {
    if notices.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = notices.iter().map(|one| one.id).collect();
    let lines: Vec<Uuid> = notices.iter().map(|one| one.line.0).collect();
    let journals: Vec<i64> = notices.iter().map(|one| one.journal_id).collect();
    let ordinals: Vec<i32> = notices.iter().map(|one| one.ordinal).collect();
    let fields: Vec<&str> = notices.iter().map(|one| one.field.as_str()).collect();
    let kinds: Vec<&str> = notices.iter().map(|one| one.kind.as_str()).collect();
    let contents: Vec<&[u8]> = notices.iter().map(|one| one.content_ct.as_slice()).collect();
    let received: Vec<DateTime<Utc>> = notices.iter().map(|one| one.received_at).collect();
    let done = sqlx::query(
        "insert into line_notice (tenant_id, id, line_id, journal_id, ordinal, field, kind, content_ct, received_at)
         select $1, * from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::int[], $6::text[], $7::text[], $8::bytea[],
                                  $9::timestamptz[])
         on conflict (tenant_id, line_id, journal_id, ordinal) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(lines)
    .bind(journals)
    .bind(ordinals)
    .bind(fields)
    .bind(kinds)
    .bind(contents)
    .bind(received)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
