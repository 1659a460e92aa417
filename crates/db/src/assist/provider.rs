//! Models a tenant may ask, and what a day and a minute allow.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{MemberId, ModelId};
use uuid::Uuid;

/// A model as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ModelRow {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub label: String,
    /// Whose language it speaks.
    pub kind: String,
    /// Where it is.
    pub address: String,
    /// Its name there.
    pub model: String,
    /// Its key, sealed.
    pub key_ct: Option<Vec<u8>>,
    /// The lesser is asked first.
    pub place: i32,
    /// Tokens of question and answer together.
    pub window_tokens: i32,
    /// Seconds an answer may take.
    pub seconds_max: i16,
    /// What its price is in.
    pub price_currency: Option<String>,
    /// Millionths for a million tokens of a question.
    pub price_input: Option<i64>,
    /// The same of those the provider had in its cache.
    pub price_cached: Option<i64>,
    /// The same of an answer.
    pub price_output: Option<i64>,
    /// `on` or `off`.
    pub state: String,
    /// When it was tested last.
    pub tested_at: Option<DateTime<Utc>>,
    /// How that ended.
    pub test_outcome: Option<String>,
}

/// What a model costs: currency, and millionths of it for a million tokens of question, cached question, answer.
pub type Price = (String, i64, i64, i64);

/// A model to write.
#[derive(Clone, Debug)]
pub struct ModelWrite {
    /// Its id.
    pub id: ModelId,
    /// What people call it.
    pub label: String,
    /// Whose language it speaks.
    pub kind: &'static str,
    /// Where it is.
    pub address: String,
    /// Its name there.
    pub model: String,
    /// Its key, sealed.
    pub key_ct: Option<Vec<u8>>,
    /// Tokens of question and answer together.
    pub window_tokens: i32,
    /// Seconds an answer may take.
    pub seconds_max: i16,
    /// What it costs.
    pub price: Option<Price>,
    /// `on` or `off`.
    pub state: &'static str,
}

/// All models, the first asked first.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<ModelRow>, DbError> {
    Ok(sqlx::query_as(
        "select id, label, kind, address, model, key_ct, place, window_tokens, seconds_max, price_currency, price_input,
                price_cached, price_output, state, tested_at, test_outcome
         from assistant_provider where tenant_id = $1 order by place, id",
    )
    .bind(tx.tenant().0)
    .fetch_all(tx.conn())
    .await?)
}

/// Writes a model; a new one is asked last.
///
/// # Errors
/// When Postgres refuses.
pub async fn save(
    tx: &mut TenantTx,
    write: &ModelWrite,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let (currency, input, cached, output) = match &write.price {
        Some((currency, input, cached, output)) => {
            (Some(currency.as_str()), Some(*input), Some(*cached), Some(*output))
        }
        None => (None, None, None, None),
    };
    sqlx::query(
        "insert into assistant_provider (tenant_id, id, label, kind, address, model, key_ct, place, window_tokens, seconds_max,
                price_currency, price_input, price_cached, price_output, state, created_at, updated_at, updated_by)
         values ($1, $2, $3, $4, $5, $6, $7,
                 (select coalesce(max(place), 0) + 1 from assistant_provider where tenant_id = $1),
                 $8, $9, $10, $11, $12, $13, $14, $15, $15, $16)
         on conflict (tenant_id, id) do update set
                label = excluded.label, kind = excluded.kind, address = excluded.address, model = excluded.model,
                key_ct = excluded.key_ct, window_tokens = excluded.window_tokens, seconds_max = excluded.seconds_max,
                price_currency = excluded.price_currency, price_input = excluded.price_input,
                price_cached = excluded.price_cached, price_output = excluded.price_output, state = excluded.state,
                updated_at = excluded.updated_at, updated_by = excluded.updated_by",
    )
    .bind(tx.tenant().0)
    .bind(write.id.0)
    .bind(&write.label)
    .bind(write.kind)
    .bind(&write.address)
    .bind(&write.model)
    .bind(&write.key_ct)
    .bind(write.window_tokens)
    .bind(write.seconds_max)
    .bind(currency)
    .bind(input)
    .bind(cached)
    .bind(output)
    .bind(write.state)
    .bind(now)
    .bind(by.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a model away. Returns whether it was there.
///
/// # Errors
/// When Postgres refuses.
pub async fn remove(tx: &mut TenantTx, id: ModelId) -> Result<bool, DbError> {
    let done = sqlx::query("delete from assistant_provider where tenant_id = $1 and id = $2")
        .bind(tx.tenant().0)
        .bind(id.0)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets one change of the order happen after the other, until the transaction ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock_order(tx: &mut TenantTx) -> Result<(), DbError> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('models ' || $1::text, 0))")
        .bind(tx.tenant().0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Says in which order models are asked; those not named come after, as they were.
///
/// # Errors
/// When Postgres refuses.
pub async fn order(tx: &mut TenantTx, ids: &[ModelId]) -> Result<(), DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query(
        "update assistant_provider p set place = n.place
         from (select p.id, row_number() over (order by o.place nulls last, p.place, p.id) as place
               from assistant_provider p
               left join unnest($2::uuid[]) with ordinality as o (id, place) on o.id = p.id
               where p.tenant_id = $1) n
         where p.tenant_id = $1 and p.id = n.id",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes how a test call ended.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_test(
    tx: &mut TenantTx,
    id: ModelId,
    outcome: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "update assistant_provider set tested_at = $3, test_outcome = $4 where tenant_id = $1 and id = $2",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(now)
    .bind(outcome)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a day and a minute allow, as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LimitsRow {
    /// Millionths of the tenant's currency.
    pub day_micros: Option<i64>,
    /// Tokens.
    pub day_tokens: Option<i64>,
    /// Questions of a minute.
    pub per_minute: i16,
    /// Hosts an answer may link to.
    pub link_hosts: Vec<String>,
}

/// What the tenant allows; none when it never said so.
///
/// # Errors
/// When Postgres refuses.
pub async fn limits(tx: &mut TenantTx) -> Result<Option<LimitsRow>, DbError> {
    Ok(sqlx::query_as(
        "select day_micros, day_tokens, per_minute, link_hosts from assistant_budget where tenant_id = $1",
    )
    .bind(tx.tenant().0)
    .fetch_optional(tx.conn())
    .await?)
}

/// Says what a day and a minute allow.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_limits(
    tx: &mut TenantTx,
    limits: &LimitsRow,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "insert into assistant_budget (tenant_id, day_micros, day_tokens, per_minute, link_hosts, updated_at, updated_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (tenant_id) do update set day_micros = excluded.day_micros, day_tokens = excluded.day_tokens,
                per_minute = excluded.per_minute, link_hosts = excluded.link_hosts, updated_at = excluded.updated_at,
                updated_by = excluded.updated_by",
    )
    .bind(tx.tenant().0)
    .bind(limits.day_micros)
    .bind(limits.day_tokens)
    .bind(limits.per_minute)
    .bind(&limits.link_hosts)
    .bind(now)
    .bind(by.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}
