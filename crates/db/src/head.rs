//! What a tenant taught its classifier: examples in, weights and their score kept.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::TenantId,
    label::{Intent, Sentiment},
    taught::{EXAMPLES_MAX, Example, HeadScore},
};
use prosa_vault::{Purpose, TenantKeys};
use sqlx::FromRow;

/// A tenant's head as it is kept.
#[derive(Clone, Debug, Default)]
pub struct HeadRow {
    /// Whether it reads.
    pub enabled: bool,
    /// Grows with every change; 0 when there is none.
    pub revision: i64,
    /// The shipped model it was learned on; none when nothing was learned yet.
    pub model: Option<String>,
    /// Name of the model with this head.
    pub version: Option<String>,
    /// Examples it was made of.
    pub examples: i32,
    /// Its sealed weights; none when nothing was learned, or when they were not asked for.
    pub weights_ct: Option<Vec<u8>>,
    /// How it does.
    pub score: Option<HeadScore>,
    /// When it was learned.
    pub learned_at: Option<DateTime<Utc>>,
    /// Examples that count for it now.
    pub taught: i64,
}

#[derive(FromRow)]
struct Row {
    enabled: Option<bool>,
    revision: Option<i64>,
    model: Option<String>,
    version: Option<String>,
    examples: Option<i32>,
    weights_ct: Option<Vec<u8>>,
    score: Option<String>,
    learned_at: Option<DateTime<Utc>>,
    taught: i64,
}

/// The tenant's head. The weights come along unless `known` is their revision.
///
/// # Errors
/// When Postgres refuses.
pub async fn load(tx: &mut TenantTx, known: Option<i64>) -> Result<HeadRow, DbError> {
    let row: Row = sqlx::query_as(
        "select h.enabled, h.revision, h.model, h.version, h.examples, h.score::text as score, h.learned_at,
                case when $2::bigint is distinct from h.revision then h.weights_ct end as weights_ct,
                (select count(*) from label_example e
                 where e.tenant_id = $1 and (h.since is null or e.created_at > h.since)) as taught
         from (select $1::uuid as tenant_id) t left join tenant_head h on h.tenant_id = t.tenant_id",
    )
    .bind(tx.tenant().0)
    .bind(known)
    .fetch_one(tx.conn())
    .await?;
    Ok(HeadRow {
        enabled: row.enabled.unwrap_or(true),
        revision: row.revision.unwrap_or_default(),
        model: row.model,
        version: row.version,
        examples: row.examples.unwrap_or_default(),
        weights_ct: row.weights_ct,
        score: row.score.and_then(|score| serde_json::from_str(&score).ok()),
        learned_at: row.learned_at,
        taught: row.taught,
    })
}

/// The examples that count, oldest first: the latest [`EXAMPLES_MAX`].
///
/// # Errors
/// When Postgres refuses, or a text does not open.
pub async fn examples(tx: &mut TenantTx, keys: &TenantKeys) -> Result<Vec<Example>, DbError> {
    let rows: Vec<(Vec<u8>, String, String)> = sqlx::query_as(
        "select text_ct, intent, sentiment from label_example
         where tenant_id = $1
           and created_at > coalesce((select since from tenant_head where tenant_id = $1), '-infinity')
         order by created_at desc, message_id desc limit $2",
    )
    .bind(tx.tenant().0)
    .bind(i64::from(EXAMPLES_MAX))
    .fetch_all(tx.conn())
    .await?;
    let one = |(text_ct, intent, sentiment): &(Vec<u8>, String, String)| {
        Ok(Example {
            text: keys.open_text(Purpose::LabelExample, text_ct)?,
            intent: Intent::parse(intent).ok_or_else(|| DbError::Decode(format!("intent {intent}")))?,
            sentiment: Sentiment::parse(sentiment)
                .ok_or_else(|| DbError::Decode(format!("sentiment {sentiment}")))?,
        })
    };
    rows.iter().rev().map(one).collect()
}

/// What was learned.
#[derive(Clone, Debug)]
pub struct LearnedHead {
    /// The shipped model it was learned on.
    pub model: String,
    /// Name of the model with this head.
    pub version: String,
    /// Examples it was made of.
    pub examples: i32,
    /// Its sealed weights; none when it shifts nothing.
    pub weights_ct: Option<Vec<u8>>,
    /// How it does.
    pub score: HeadScore,
}

/// Keeps what was learned, unless something changed since `revision` was read. Tells every node at the commit. Returns
/// whether it was kept.
///
/// # Errors
/// When Postgres refuses.
pub async fn keep(
    tx: &mut TenantTx,
    head: &LearnedHead,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let score = serde_json::to_string(&head.score).map_err(|error| DbError::Decode(error.to_string()))?;
    let done = sqlx::query(
        "insert into tenant_head as h (tenant_id, revision, model, version, examples, weights_ct, score, learned_at)
         values ($1, $2 + 1, $3, $4, $5, $6, $7::jsonb, $8)
         on conflict (tenant_id) do update
         set revision = excluded.revision, model = excluded.model, version = excluded.version,
             examples = excluded.examples, weights_ct = excluded.weights_ct, score = excluded.score,
             learned_at = excluded.learned_at
         where h.revision = $2",
    )
    .bind(tx.tenant().0)
    .bind(revision)
    .bind(&head.model)
    .bind(&head.version)
    .bind(head.examples)
    .bind(&head.weights_ct)
    .bind(score)
    .bind(now)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    tell(tx).await?;
    Ok(true)
}

/// Whether what was taught is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It reads.
    Own,
    /// The shipped model reads alone.
    Shipped,
}

/// Decides who reads.
///
/// # Errors
/// When Postgres refuses.
pub async fn switch(tx: &mut TenantTx, used: Use) -> Result<(), DbError> {
    sqlx::query(
        "insert into tenant_head as h (tenant_id, enabled, revision) values ($1, $2, 1)
         on conflict (tenant_id) do update set enabled = excluded.enabled, revision = h.revision + 1",
    )
    .bind(tx.tenant().0)
    .bind(used == Use::Own)
    .execute(tx.conn())
    .await?;
    tell(tx).await
}

/// Forgets what was taught: examples up to now count no more. They stay where they are.
///
/// # Errors
/// When Postgres refuses.
pub async fn reset(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into tenant_head as h (tenant_id, since, revision) values ($1, $2, 1)
         on conflict (tenant_id) do update
         set since = excluded.since, revision = h.revision + 1, model = null, version = null, examples = 0,
             weights_ct = null, score = null, learned_at = null",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    tell(tx).await
}

/// Says to every node, at the commit, that the tenant's head is another.
async fn tell(tx: &mut TenantTx) -> Result<(), DbError> {
    let TenantId(tenant) = tx.tenant();
    sqlx::query("select pg_notify('prosa_wake', 'head ' || $1::text)")
        .bind(tenant)
        .execute(tx.conn())
        .await?;
    Ok(())
}
