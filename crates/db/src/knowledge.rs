//! What a company knows: sources, their versions, and the passages by which they are found.
//!
//! Texts come and go sealed. Words are stems that somebody else made; vectors too.

use crate::{DbError, TenantTx, content::StoredContent, transcript::HeardRow};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ChunkId, ConversationId, KnowledgeId, MediaId, MemberId},
    knowledge::{Audience, Kind, State},
    lang::Lang,
};
use prosa_vault::TenantKeys;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

pub mod feedback;
pub mod file;
pub mod find;
pub mod list;

/// What is written of a source, with its newest version.
#[derive(Clone, Debug)]
pub struct SourceWrite {
    /// Which.
    pub id: KnowledgeId,
    /// Where it came from.
    pub kind: Kind,
    /// Its title, sealed.
    pub title_ct: Vec<u8>,
    /// The page's address, sealed.
    pub origin_ct: Option<Vec<u8>>,
    /// What it says, sealed.
    pub body_ct: Vec<u8>,
    /// Its language.
    pub language: Lang,
    /// For whom it is.
    pub audience: Audience,
    /// The version it was taken back from.
    pub restored_from: Option<i32>,
    /// The file behind it.
    pub original: file::Original,
    /// Who writes.
    pub member: MemberId,
}

/// A passage, ready to be kept.
#[derive(Clone, Debug)]
pub struct ChunkWrite {
    /// Which.
    pub id: ChunkId,
    /// What it says, sealed.
    pub text_ct: Vec<u8>,
    /// Its stems, without personal data.
    pub words: Vec<String>,
    /// Its vector, where something makes vectors.
    pub embedding: Option<Vec<f32>>,
}

/// A source as it stands, held until the end of the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Where it came from.
    pub kind: Kind,
    /// Whether it is found.
    pub state: State,
    /// Its newest version.
    pub version: i32,
}

/// How many sources the tenant has.
///
/// # Errors
/// When Postgres refuses.
pub async fn count(tx: &mut TenantTx) -> Result<i64, DbError> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from knowledge_source where tenant_id = $1")
        .bind(tx.tenant().0)
        .fetch_one(tx.conn())
        .await?;
    Ok(count)
}

/// Keeps a new source with its first version.
///
/// # Errors
/// When Postgres refuses.
pub async fn create(tx: &mut TenantTx, write: &SourceWrite, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into knowledge_source (tenant_id, id, kind, title_ct, origin_ct, language, audience, version,
                                       created_by, created_at, updated_by, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $8, $9)",
    )
    .bind(tx.tenant().0)
    .bind(write.id.0)
    .bind(write.kind.as_str())
    .bind(&write.title_ct)
    .bind(&write.origin_ct)
    .bind(write.language.tag())
    .bind(write.audience.as_str())
    .bind(write.member.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    keep_version(tx, write, 1, now).await
}

/// Holds a source; none when it is not there.
///
/// # Errors
/// When Postgres refuses.
pub async fn hold(tx: &mut TenantTx, id: KnowledgeId) -> Result<Option<Held>, DbError> {
    let row: Option<(String, String, i32)> = sqlx::query_as(
        "select kind, state, version from knowledge_source where tenant_id = $1 and id = $2 for update",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|(kind, state, version)| {
        Some(Held { kind: Kind::parse(&kind)?, state: State::parse(&state)?, version })
    }))
}

/// Keeps another version of a source that is held; its passages are kept apart by [`replace_chunks`].
///
/// # Errors
/// When Postgres refuses.
pub async fn save(
    tx: &mut TenantTx,
    write: &SourceWrite,
    number: i32,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "update knowledge_source set title_ct = $3, origin_ct = coalesce($4, origin_ct), language = $5, audience = $6,
                version = $7, updated_by = $8, updated_at = $9
         where tenant_id = $1 and id = $2",
    )
    .bind(tx.tenant().0)
    .bind(write.id.0)
    .bind(&write.title_ct)
    .bind(&write.origin_ct)
    .bind(write.language.tag())
    .bind(write.audience.as_str())
    .bind(number)
    .bind(write.member.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    keep_version(tx, write, number, now).await
}

async fn keep_version(
    tx: &mut TenantTx,
    write: &SourceWrite,
    number: i32,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if let file::Original::New(new) = &write.original {
        file::insert(tx, write.id, new, write.member, now).await?;
    }
    sqlx::query(
        "insert into knowledge_version (tenant_id, source_id, number, title_ct, body_ct, language, audience,
                                        restored_from, member_id, at, file_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, (
             select file_id from knowledge_version where tenant_id = $1 and source_id = $2 and number = $3 - 1)))",
    )
    .bind(tx.tenant().0)
    .bind(write.id.0)
    .bind(number)
    .bind(&write.title_ct)
    .bind(&write.body_ct)
    .bind(write.language.tag())
    .bind(write.audience.as_str())
    .bind(write.restored_from)
    .bind(write.member.0)
    .bind(now)
    .bind(write.original.id().map(|id| id.0))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts passages in the place of those a source had; none, when it is not to be found any more.
///
/// # Errors
/// When Postgres refuses.
pub async fn replace_chunks(
    tx: &mut TenantTx,
    source: KnowledgeId,
    chunks: &[ChunkWrite],
    model: &str,
) -> Result<(), DbError> {
    sqlx::query("delete from knowledge_chunk where tenant_id = $1 and source_id = $2")
        .bind(tx.tenant().0)
        .bind(source.0)
        .execute(tx.conn())
        .await?;
    let ids: Vec<Uuid> = chunks.iter().map(|chunk| chunk.id.0).collect();
    let texts: Vec<&[u8]> = chunks.iter().map(|chunk| chunk.text_ct.as_slice()).collect();
    // A stem is letters and digits, so a space between them is safe.
    let words: Vec<String> = chunks.iter().map(|chunk| chunk.words.join(" ")).collect();
    let vectors: Vec<Option<String>> =
        chunks.iter().map(|chunk| chunk.embedding.as_deref().map(vector)).collect();
    sqlx::query(
        "insert into knowledge_chunk (tenant_id, id, source_id, version, ordinal, language, audience, text_ct, words,
                                      embedding, model_id)
         select s.tenant_id, c.id, s.id, s.version, c.ordinal - 1, s.language, s.audience, c.text_ct,
                array_to_tsvector(array_remove(string_to_array(c.words, ' '), '')), c.vector::vector,
                nullif($7, '')
         from unnest($3::uuid[], $4::bytea[], $5::text[], $6::text[]) with ordinality
              as c (id, text_ct, words, vector, ordinal)
         join knowledge_source s on s.tenant_id = $1 and s.id = $2",
    )
    .bind(tx.tenant().0)
    .bind(source.0)
    .bind(ids)
    .bind(texts)
    .bind(words)
    .bind(vectors)
    .bind(model)
    .execute(tx.conn())
    .await?;
    sqlx::query("update knowledge_source set passages = $3 where tenant_id = $1 and id = $2")
        .bind(tx.tenant().0)
        .bind(source.0)
        .bind(i32::try_from(chunks.len()).unwrap_or(i32::MAX))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Says whether a held source is to be found.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_state(
    tx: &mut TenantTx,
    id: KnowledgeId,
    state: State,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "update knowledge_source set state = $3, updated_by = $4, updated_at = $5 where tenant_id = $1 and id = $2",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(state.as_str())
    .bind(member.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A version as it was saved, sealed.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its title.
    pub title_ct: Vec<u8>,
    /// What it says.
    pub body_ct: Vec<u8>,
    /// Its language.
    pub language: Lang,
    /// For whom it was.
    pub audience: Audience,
    /// The file it was read from.
    pub file: Option<MediaId>,
}

/// A version of a source; none when it is not there.
///
/// # Errors
/// When Postgres refuses.
pub async fn version(
    tx: &mut TenantTx,
    source: KnowledgeId,
    number: i32,
) -> Result<Option<Version>, DbError> {
    let row: Option<(Vec<u8>, Vec<u8>, String, String, Option<Uuid>)> = sqlx::query_as(
        "select title_ct, body_ct, language, audience, file_id from knowledge_version
         where tenant_id = $1 and source_id = $2 and number = $3",
    )
    .bind(tx.tenant().0)
    .bind(source.0)
    .bind(number)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|(title_ct, body_ct, language, audience, file)| {
        Some(Version {
            title_ct,
            body_ct,
            language: Lang::parse(&language)?,
            audience: Audience::parse(&audience)?,
            file: file.map(MediaId),
        })
    }))
}

/// What the contact said of late in a conversation, newest first, with its language: typed, spoken, or standing in a picture.
///
/// # Errors
/// When Postgres refuses.
pub async fn last_said(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
    most: i64,
) -> Result<Vec<(String, Option<String>)>, DbError> {
    let (columns, join) = (HeardRow::COLUMNS, HeardRow::JOIN);
    let sql = format!(
        "select m.content_ct, m.language, {columns} from message m {join}
         where m.tenant_id = $1 and m.conversation_id = $2 and m.direction = 'in' and m.revoked_at is null
         order by m.provider_at desc, m.sequence desc limit $3"
    );
    let rows: Vec<SaidRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(conversation.0)
        .bind(most)
        .fetch_all(tx.conn())
        .await?;
    let open = |row: SaidRow| {
        let content = StoredContent::open(keys, &row.content_ct).ok()?.content;
        let typed = content.said().unwrap_or_default().to_owned();
        Some((row.heard.beside(keys, typed), row.language))
    };
    Ok(rows.into_iter().filter_map(open).collect())
}

#[derive(FromRow)]
struct SaidRow {
    content_ct: Vec<u8>,
    language: Option<String>,
    #[sqlx(flatten)]
    heard: HeardRow,
}

/// A vector as Postgres reads it.
#[must_use]
pub(crate) fn vector(numbers: &[f32]) -> String {
    let mut text = String::with_capacity(numbers.len() * 12);
    text.push('[');
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&number.to_string());
    }
    text.push(']');
    text
}
