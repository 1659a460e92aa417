//! Files behind versions: what is known of them. Their bytes are in the store of files, like those of messages.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{KnowledgeId, MediaId, MemberId};

/// A file as it is kept.
#[derive(Clone, Debug)]
pub struct FileWrite {
    /// Which.
    pub id: MediaId,
    /// Its name, sealed.
    pub name_ct: Vec<u8>,
    /// What it is, by its bytes.
    pub mime: String,
    /// Its length in bytes.
    pub bytes: i64,
    /// Its SHA-256, sealed.
    pub sha256_ct: Vec<u8>,
    /// The keyed hash by which the store knows it.
    pub digest: Vec<u8>,
}

/// The file behind a version.
#[derive(Clone, Debug)]
pub enum Original {
    /// That of the version before, or none.
    Kept,
    /// That of a version that is taken back.
    Of(MediaId),
    /// One that was brought now.
    New(Box<FileWrite>),
}

impl Original {
    /// Which file; none when it stays the one before.
    #[must_use]
    pub fn id(&self) -> Option<MediaId> {
        match self {
            Self::Kept => None,
            Self::Of(id) => Some(*id),
            Self::New(new) => Some(new.id),
        }
    }
}

/// Writes a file of a source. The store must have it, booked in this transaction.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(
    tx: &mut TenantTx,
    source: KnowledgeId,
    file: &FileWrite,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "insert into knowledge_file (tenant_id, id, source_id, name_ct, mime, bytes, sha256_ct, digest, member_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(tx.tenant().0)
    .bind(file.id.0)
    .bind(source.0)
    .bind(&file.name_ct)
    .bind(&file.mime)
    .bind(file.bytes)
    .bind(&file.sha256_ct)
    .bind(&file.digest)
    .bind(member.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A file as it was kept, sealed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FileRow {
    /// Which.
    pub id: uuid::Uuid,
    /// Its name.
    pub name_ct: Vec<u8>,
    /// What it is.
    pub mime: String,
    /// Its length in bytes.
    pub bytes: i64,
    /// Its SHA-256.
    pub sha256_ct: Vec<u8>,
    /// When it was brought.
    pub created_at: DateTime<Utc>,
}

/// The file behind a version; none when it has none.
///
/// # Errors
/// When Postgres refuses.
pub async fn of_version(
    tx: &mut TenantTx,
    source: KnowledgeId,
    number: i32,
) -> Result<Option<FileRow>, DbError> {
    Ok(sqlx::query_as(
        "select f.id, f.name_ct, f.mime, f.bytes, f.sha256_ct, f.created_at
         from knowledge_version v join knowledge_file f on f.tenant_id = v.tenant_id and f.id = v.file_id
         where v.tenant_id = $1 and v.source_id = $2 and v.number = $3",
    )
    .bind(tx.tenant().0)
    .bind(source.0)
    .bind(number)
    .fetch_optional(tx.conn())
    .await?)
}
