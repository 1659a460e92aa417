//! Passages that may answer a question: by words, by meaning, and what they say.

use super::vector;
use crate::{DbError, TenantTx};
use prosa_domain::{
    id::{ChunkId, KnowledgeId},
    knowledge::{Audience, Kind},
    lang::Lang,
};
use uuid::Uuid;

/// Up to so many passages each is looked at; more are found through the index of vectors, which may miss some.
pub const EXACT_MAX: i32 = 20_000;

/// Passages that share words with a question.
#[derive(Clone, Debug, Default)]
pub struct ByWords {
    /// The passages, those with the most telling words first.
    pub ids: Vec<Uuid>,
    /// In how many passages of the tenant each word stands, in the order of the words.
    pub with_word: Vec<u32>,
}

/// Passages that share the most telling words with a question.
///
/// # Errors
/// When Postgres refuses.
pub async fn by_words(
    tx: &mut TenantTx,
    words: &[String],
    audience: Audience,
    most: i32,
) -> Result<ByWords, DbError> {
    let rows: Vec<(Uuid, Vec<i32>, i32)> =
        sqlx::query_as("select id, with_word, passages from knowledge_candidates($1, $2, $3)")
            .bind(words)
            .bind(readable(audience))
            .bind(most)
            .fetch_all(tx.conn())
            .await?;
    let whole = |count: &i32| u32::try_from(*count).unwrap_or_default();
    let with_word = rows.first().map(|(_, counts, _)| counts.iter().map(whole).collect());
    Ok(ByWords {
        ids: rows.into_iter().map(|(id, ..)| id).collect(),
        with_word: with_word.unwrap_or_default(),
    })
}

fn readable(audience: Audience) -> Vec<&'static str> {
    audience.readable().iter().map(|one| one.as_str()).collect()
}

/// How many passages the tenant has.
///
/// # Errors
/// When Postgres refuses.
pub async fn passages(tx: &mut TenantTx) -> Result<i32, DbError> {
    let (passages,): (i64,) = sqlx::query_as(
        "select coalesce(sum(passages), 0)::bigint from knowledge_source where tenant_id = $1",
    )
    .bind(tx.tenant().0)
    .fetch_one(tx.conn())
    .await?;
    Ok(i32::try_from(passages).unwrap_or(i32::MAX))
}

/// Passages whose vectors are nearest to a question's, of the same model, nearest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn by_meaning(
    tx: &mut TenantTx,
    question: &[f32],
    model: &str,
    audience: Audience,
    (most, passages): (i32, i32),
) -> Result<Vec<Uuid>, DbError> {
    // With few passages every one is looked at: the index is shared by all tenants and finds this one's by chance. The sum
    // keeps the planner from it.
    let order = if passages <= EXACT_MAX {
        "(embedding <=> $2::vector) + 0"
    } else {
        // Goes on until enough of this tenant's are found.
        sqlx::raw_sql("set local hnsw.iterative_scan = 'relaxed_order'; set local hnsw.ef_search = 100")
            .execute(tx.conn())
            .await?;
        "embedding <=> $2::vector"
    };
    let sql = format!(
        "select id from knowledge_chunk
         where tenant_id = $1 and model_id = $3 and embedding is not null and audience = any ($4)
         order by {order} limit $5"
    );
    let rows: Vec<(Uuid,)> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(vector(question))
        .bind(model)
        .bind(readable(audience))
        .bind(most)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A passage with what it belongs to, still sealed.
#[derive(Clone, Debug)]
pub struct Found {
    /// The passage.
    pub chunk: ChunkId,
    /// Its source.
    pub source: KnowledgeId,
    /// The source's newest version.
    pub version: i32,
    /// Where the source came from.
    pub kind: Kind,
    /// Where it stands in its source.
    pub ordinal: i32,
    /// Its language.
    pub language: Lang,
    /// For whom it is.
    pub audience: Audience,
    /// The source's title.
    pub title_ct: Vec<u8>,
    /// What it says.
    pub text_ct: Vec<u8>,
    /// How near its meaning is to the question's; none when nobody compared them.
    pub nearness: Option<f64>,
}

/// The row behind it.
#[derive(sqlx::FromRow)]
struct FoundRow {
    id: Uuid,
    source_id: Uuid,
    version: i32,
    kind: String,
    ordinal: i32,
    language: String,
    audience: String,
    title_ct: Vec<u8>,
    text_ct: Vec<u8>,
    nearness: Option<f64>,
}

/// What passages say, and how near each is to a question.
///
/// # Errors
/// When Postgres refuses.
pub async fn load(
    tx: &mut TenantTx,
    ids: &[Uuid],
    question: Option<&[f32]>,
    model: &str,
) -> Result<Vec<Found>, DbError> {
    let rows: Vec<FoundRow> = sqlx::query_as(
        "select c.id, c.source_id, c.version, s.kind, c.ordinal, c.language, c.audience, s.title_ct, c.text_ct,
                case when c.model_id = $4 then 1 - (c.embedding <=> $3::vector) end as nearness
         from knowledge_chunk c join knowledge_source s on s.tenant_id = c.tenant_id and s.id = c.source_id
         where c.tenant_id = $1 and c.id = any ($2) order by c.id",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(question.map(vector))
    .bind(model)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(FoundRow::found).collect())
}

impl FoundRow {
    fn found(self) -> Option<Found> {
        Some(Found {
            chunk: ChunkId(self.id),
            source: KnowledgeId(self.source_id),
            version: self.version,
            kind: Kind::parse(&self.kind)?,
            ordinal: self.ordinal,
            language: Lang::parse(&self.language)?,
            audience: Audience::parse(&self.audience)?,
            title_ct: self.title_ct,
            text_ct: self.text_ct,
            nearness: self.nearness.filter(|near| near.is_finite()),
        })
    }
}

/// Passages whose vectors another model made, or nobody: their ids, titles and texts, sealed.
///
/// # Errors
/// When Postgres refuses.
pub async fn stale(
    tx: &mut TenantTx,
    model: &str,
    most: i32,
) -> Result<Vec<(Uuid, Vec<u8>, Vec<u8>)>, DbError> {
    Ok(sqlx::query_as(
        "select c.id, s.title_ct, c.text_ct from knowledge_chunk c
         join knowledge_source s on s.tenant_id = c.tenant_id and s.id = c.source_id
         where c.tenant_id = $1 and c.model_id is distinct from $2
         order by c.id limit $3",
    )
    .bind(tx.tenant().0)
    .bind(model)
    .bind(most)
    .fetch_all(tx.conn())
    .await?)
}

/// Gives passages their vectors, or writes down that a model made none; one that was replaced in the meantime is passed over.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_vectors(
    tx: &mut TenantTx,
    vectors: &[(Uuid, Option<Vec<f32>>)],
    model: &str,
) -> Result<u64, DbError> {
    let ids: Vec<Uuid> = vectors.iter().map(|(id, _)| *id).collect();
    let texts: Vec<Option<String>> =
        vectors.iter().map(|(_, numbers)| numbers.as_deref().map(vector)).collect();
    let done = sqlx::query(
        "update knowledge_chunk c set embedding = v.vector::vector, model_id = $4
         from unnest($2::uuid[], $3::text[]) as v (id, vector) where c.tenant_id = $1 and c.id = v.id",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(texts)
    .bind(model)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
