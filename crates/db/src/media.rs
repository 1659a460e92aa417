//! Files of messages: what is known of each, which are to be fetched, what the store holds, and what may go.

pub mod blob;
pub mod keep;
pub mod upload;
pub mod view;

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, LineId, MediaId, MemberId, MessageId},
    media::MediaKind,
};
use sqlx::FromRow;
use uuid::Uuid;

/// A file of a message that has just come.
#[derive(Clone, Debug)]
pub struct NewMedia {
    /// Its id.
    pub id: MediaId,
    /// The line that can fetch it.
    pub line: LineId,
    /// Where its message is.
    pub conversation: ConversationId,
    /// Its message.
    pub message: MessageId,
    /// What it came as.
    pub kind: MediaKind,
    /// What it is said to be, as one of our own words.
    pub mime: &'static str,
    /// Sealed name.
    pub name_ct: Option<Vec<u8>>,
    /// Sealed id and hash at the provider.
    pub source_ct: Vec<u8>,
    /// When the provider told of it.
    pub told_at: DateTime<Utc>,
}

/// Writes files to be fetched, all at once.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(tx: &mut TenantTx, files: &[NewMedia], now: DateTime<Utc>) -> Result<(), DbError> {
    if files.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into media (tenant_id, id, direction, line_id, conversation_id, message_id, kind, state, mime, name_ct,
                            source_ct, retry_at, told_at, created_at, changed_at)
         select $1, m.id, 'in', m.line_id, m.conversation_id, m.message_id, m.kind, 'waiting', m.mime, m.name_ct,
                m.source_ct, $2, m.told_at, $2, $2
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::bytea[], $10::bytea[],
                     $11::timestamptz[])
             as m (id, line_id, conversation_id, message_id, kind, mime, name_ct, source_ct, told_at)",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(files.iter().map(|one| one.id.0).collect::<Vec<_>>())
    .bind(files.iter().map(|one| one.line.0).collect::<Vec<_>>())
    .bind(files.iter().map(|one| one.conversation.0).collect::<Vec<_>>())
    .bind(files.iter().map(|one| one.message.0).collect::<Vec<_>>())
    .bind(files.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>())
    .bind(files.iter().map(|one| one.mime).collect::<Vec<_>>())
    .bind(files.iter().map(|one| one.name_ct.as_deref()).collect::<Vec<_>>())
    .bind(files.iter().map(|one| one.source_ct.as_slice()).collect::<Vec<_>>())
    .bind(files.iter().map(|one| one.told_at).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A file that is ours to fetch until the lease ends.
#[derive(Clone, Debug, FromRow)]
pub struct Due {
    /// The file.
    pub id: Uuid,
    /// The line that can fetch it.
    pub line_id: Option<Uuid>,
    /// Where its message is.
    pub conversation_id: Option<Uuid>,
    /// Its message.
    pub message_id: Option<Uuid>,
    /// What it came as.
    pub kind: String,
    /// What it was said to be.
    pub mime: String,
    /// Sealed id and hash at the provider.
    pub source_ct: Option<Vec<u8>>,
    /// Attempts, this one included.
    pub attempts: i16,
    /// When the lease ends; it also tells this claim from every other one.
    pub lease_until: DateTime<Utc>,
    /// When the provider told of it.
    pub told_at: DateTime<Utc>,
}

/// Takes files whose time has come, oldest first. Nobody else gets them before the lease ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn claim(
    tx: &mut TenantTx,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    limit: u16,
) -> Result<Vec<Due>, DbError> {
    Ok(sqlx::query_as(
        // Materialized: a limited subquery that is joined may be run again for every row, and take more than it is to.
        "with due as materialized (
            select id from media where tenant_id = $1 and state in ('waiting', 'fetching') and retry_at <= $2
            order by retry_at limit $4 for update skip locked)
         update media m set state = 'fetching', attempts = least(m.attempts + 1, 32000), retry_at = $3, changed_at = $2 from due
         where m.tenant_id = $1 and m.id = due.id
         returning m.id, m.line_id, m.conversation_id, m.message_id, m.kind, m.mime, m.source_ct, m.attempts,
                   m.retry_at as lease_until, m.told_at",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(lease_until)
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?)
}

/// When the next file is to be fetched; none when no file waits.
///
/// # Errors
/// When Postgres refuses.
pub async fn next_due(tx: &mut TenantTx) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: (Option<DateTime<Utc>>,) = sqlx::query_as(
        "select min(retry_at) from media where tenant_id = $1 and state in ('waiting', 'fetching')",
    )
    .bind(tx.tenant().0)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.0)
}

/// What became of an attempt to fetch.
#[derive(Clone, Debug)]
pub enum Fetched {
    /// It is stored under this digest.
    Stored(Vec<u8>),
    /// It is tried again, and why.
    Again(DateTime<Utc>, &'static str),
    /// It is given up, and why.
    Failed(&'static str),
    /// The provider no longer has it.
    Expired,
}

/// Writes down what became of an attempt. False when somebody else has taken the file meanwhile.
///
/// # Errors
/// When Postgres refuses.
pub async fn settle(
    tx: &mut TenantTx,
    due: &Due,
    outcome: &Fetched,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let (state, digest, failure, retry_at) = match outcome {
        Fetched::Stored(digest) => ("stored", Some(digest), None, None),
        Fetched::Again(at, why) => ("waiting", None, Some(*why), Some(*at)),
        Fetched::Failed(why) => ("failed", None, Some(*why), None),
        Fetched::Expired => ("expired", None, Some("expired"), None),
    };
    let done = sqlx::query(
        "update media set state = $4, digest = $5, failure = $6, retry_at = $7, changed_at = $8
         where tenant_id = $1 and id = $2 and retry_at = $3 and state = 'fetching'",
    )
    .bind(tx.tenant().0)
    .bind(due.id)
    .bind(due.lease_until)
    .bind(state)
    .bind(digest)
    .bind(failure)
    .bind(retry_at)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Where a file's message is.
pub type Place = (Option<ConversationId>, Option<MessageId>);

/// Lets a file that could not be fetched wait to be fetched now. None when there is no such file, or nothing to fetch.
///
/// # Errors
/// When Postgres refuses.
pub async fn wait_again(
    tx: &mut TenantTx,
    id: MediaId,
    now: DateTime<Utc>,
) -> Result<Option<Place>, DbError> {
    let row: Option<(Option<Uuid>, Option<Uuid>)> = sqlx::query_as(
        "update media set state = 'waiting', failure = null, attempts = 0, retry_at = $3, changed_at = $3
         where tenant_id = $1 and id = $2 and state in ('failed', 'expired', 'waiting') and source_ct is not null
         returning conversation_id, message_id",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(conversation, message)| (conversation.map(ConversationId), message.map(MessageId))))
}

/// A file somebody uploaded, stored already.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id.
    pub id: MediaId,
    /// Who brought it.
    pub member: MemberId,
    /// Where it is meant to be sent; none for what belongs to no conversation, such as a template's picture.
    pub conversation: Option<ConversationId>,
    /// What it is to be sent as.
    pub kind: MediaKind,
    /// What it was said to be, as one of our own words.
    pub mime: &'static str,
    /// Sealed name.
    pub name_ct: Option<Vec<u8>>,
    /// Where the store has it.
    pub digest: Vec<u8>,
}

/// Writes an upload.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert_upload(tx: &mut TenantTx, upload: &Upload, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into media (tenant_id, id, direction, conversation_id, member_id, kind, state, mime, name_ct, digest,
                            told_at, created_at, changed_at)
         values ($1, $2, 'out', $3, $4, $5, 'stored', $6, $7, $8, $9, $9, $9)",
    )
    .bind(tx.tenant().0)
    .bind(upload.id.0)
    .bind(upload.conversation.map(|id| id.0))
    .bind(upload.member.0)
    .bind(upload.kind.as_str())
    .bind(upload.mime)
    .bind(&upload.name_ct)
    .bind(&upload.digest)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A stored file, as sending it needs it.
#[derive(Clone, Debug, FromRow)]
pub struct Ready {
    /// What it is sent as.
    pub kind: String,
    /// What it is, by its bytes.
    pub mime: String,
    /// Its length in bytes.
    pub bytes: i64,
    /// Sealed name.
    pub name_ct: Option<Vec<u8>>,
    /// Where the store has it.
    pub digest: Vec<u8>,
}

/// A stored file that may be sent, held until the transaction ends; none when it is not here.
///
/// # Errors
/// When Postgres refuses.
pub async fn ready(tx: &mut TenantTx, id: MediaId) -> Result<Option<Ready>, DbError> {
    Ok(sqlx::query_as(
        "select m.kind, b.mime, b.bytes, m.name_ct, m.digest
         from media m join media_blob b on b.tenant_id = m.tenant_id and b.digest = m.digest
         where m.tenant_id = $1 and m.id = $2 and m.state = 'stored' for share of m",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .fetch_optional(tx.conn())
    .await?)
}

/// Notes with which message a file is sent first, so that upkeep leaves it.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_sent(
    tx: &mut TenantTx,
    id: MediaId,
    conversation: ConversationId,
    message: MessageId,
) -> Result<(), DbError> {
    sqlx::query(
        "update media set message_id = $3, conversation_id = $4
         where tenant_id = $1 and id = $2 and message_id is null",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(message.0)
    .bind(conversation.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}
