//! What the store holds, and which of its objects no row may need.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::MediaId;
use sqlx::FromRow;
use uuid::Uuid;

/// A stored file with what was found out about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewBlob {
    /// Keyed hash of its bytes.
    pub digest: Vec<u8>,
    /// Its object.
    pub object: String,
    /// Its sealed key.
    pub key_ct: Vec<u8>,
    /// Its length in bytes.
    pub bytes: i64,
    /// What it is, by its bytes.
    pub mime: String,
    /// Pixels.
    pub width: Option<i32>,
    /// Pixels.
    pub height: Option<i32>,
    /// Milliseconds.
    pub duration_ms: Option<i32>,
    /// Loudness over time.
    pub waveform: Option<Vec<u8>>,
    /// The object of its small picture, with its sealed key and length.
    pub thumb: Option<(String, Vec<u8>, i32)>,
}

/// Writes names of objects down before they are put: whatever happens next, upkeep knows of them.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_loose(tx: &mut TenantTx, objects: &[&str], now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into media_loose (tenant_id, object, since) select $1, o, $3 from unnest($2::text[]) as o
         on conflict (tenant_id, object) do update set since = excluded.since",
    )
    .bind(tx.tenant().0)
    .bind(objects)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether the tenant has this file already; if so it stays until the transaction ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn hold(tx: &mut TenantTx, digest: &[u8]) -> Result<bool, DbError> {
    let row: Option<(i32,)> =
        sqlx::query_as("select 1 from media_blob where tenant_id = $1 and digest = $2 for share")
            .bind(tx.tenant().0)
            .bind(digest)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.is_some())
}

/// Writes a stored file and crosses its objects out of the loose ones. When the tenant has the file already, that one
/// stands and the new objects stay loose, for upkeep to sweep.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(tx: &mut TenantTx, blob: &NewBlob, now: DateTime<Utc>) -> Result<(), DbError> {
    let thumb = blob.thumb.as_ref();
    let done = sqlx::query(
        "insert into media_blob (tenant_id, digest, object, key_ct, bytes, mime, width, height, duration_ms, waveform,
                                 thumb_object, thumb_key_ct, thumb_bytes, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (tenant_id, digest) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(&blob.digest)
    .bind(&blob.object)
    .bind(&blob.key_ct)
    .bind(blob.bytes)
    .bind(&blob.mime)
    .bind(blob.width)
    .bind(blob.height)
    .bind(blob.duration_ms)
    .bind(&blob.waveform)
    .bind(thumb.map(|thumb| &thumb.0))
    .bind(thumb.map(|thumb| &thumb.1))
    .bind(thumb.map(|thumb| thumb.2))
    .bind(now)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return if hold(tx, &blob.digest).await? { Ok(()) } else { Err(DbError::Busy) };
    }
    let mut objects = vec![blob.object.as_str()];
    objects.extend(thumb.map(|thumb| thumb.0.as_str()));
    sqlx::query("delete from media_loose where tenant_id = $1 and object = any ($2)")
        .bind(tx.tenant().0)
        .bind(objects)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What reading a stored file takes.
#[derive(Clone, Debug, FromRow)]
pub struct Readable {
    /// What it came as.
    pub kind: String,
    /// Where its message is; none for uploads that belong to no conversation.
    pub conversation_id: Option<Uuid>,
    /// Sealed name.
    pub name_ct: Option<Vec<u8>>,
    /// What it is.
    pub mime: String,
    /// Its length in bytes.
    pub bytes: i64,
    /// Its object.
    pub object: String,
    /// Its sealed key.
    pub key_ct: Vec<u8>,
    /// The object of its small picture.
    pub thumb_object: Option<String>,
    /// That one's sealed key.
    pub thumb_key_ct: Option<Vec<u8>>,
    /// That one's length.
    pub thumb_bytes: Option<i32>,
}

const READABLE: &str = "b.mime, b.bytes, b.object, b.key_ct, b.thumb_object, b.thumb_key_ct, b.thumb_bytes";

/// A stored file to read, of a message or of what a company knows; none when it is not here.
///
/// # Errors
/// When Postgres refuses.
pub async fn readable(tx: &mut TenantTx, id: MediaId) -> Result<Option<Readable>, DbError> {
    let sql = format!(
        "select m.kind, m.conversation_id, m.name_ct, {READABLE}
         from (select kind, conversation_id, name_ct, digest from media where tenant_id = $1 and id = $2
               union all
               select 'document', null, name_ct, digest from knowledge_file where tenant_id = $1 and id = $2) m
         join media_blob b on b.tenant_id = $1 and b.digest = m.digest"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?)
}
