//! Ids a provider gave to files that were brought to it.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{LineId, OutboundId};

/// The sealed id of a file at a line's provider, as long as it is good; none when it must be brought.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(
    tx: &mut TenantTx,
    line: LineId,
    digest: &[u8],
    mime: &str,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> = sqlx::query_as(
        "select provider_id_ct from media_upload
         where tenant_id = $1 and line_id = $2 and digest = $3 and mime = $4 and expires_at > $5",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(digest)
    .bind(mime)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(id,)| id))
}

/// Gives a send in hand more time: its file has to travel first. A send that is nobody's any more stays as it is.
///
/// # Errors
/// When Postgres refuses.
pub async fn hold_send(tx: &mut TenantTx, send: OutboundId, until: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "update outbound set lease_until = greatest(lease_until, $3)
         where tenant_id = $1 and id = $2 and state = 'sending'",
    )
    .bind(tx.tenant().0)
    .bind(send.0)
    .bind(until)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps the id of a file that was brought. A file that is gone from the store meanwhile needs none.
///
/// # Errors
/// When Postgres refuses.
pub async fn keep(
    tx: &mut TenantTx,
    line: LineId,
    digest: &[u8],
    mime: &str,
    provider_id_ct: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "insert into media_upload (tenant_id, line_id, digest, mime, provider_id_ct, expires_at)
         select $1, $2, b.digest, $4, $5, $6 from media_blob b where b.tenant_id = $1 and b.digest = $3
         on conflict (tenant_id, line_id, digest, mime)
             do update set provider_id_ct = excluded.provider_id_ct, expires_at = excluded.expires_at",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(digest)
    .bind(mime)
    .bind(provider_id_ct)
    .bind(expires_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets the ids of a file at a line's provider, because it refused one. False when there were none.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget(tx: &mut TenantTx, line: LineId, digest: &[u8]) -> Result<bool, DbError> {
    let done = sqlx::query("delete from media_upload where tenant_id = $1 and line_id = $2 and digest = $3")
        .bind(tx.tenant().0)
        .bind(line.0)
        .bind(digest)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() > 0)
}
