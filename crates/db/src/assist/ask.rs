//! Questions to models: what is held for them, what they came to, and answers kept for the same question again.

use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use prosa_domain::{
    assist::{
        budget::Day,
        task::{MadeBy, Use},
    },
    id::{AskId, ConversationId, MemberId},
};
use uuid::Uuid;

/// Where a tenant stands today, held until the transaction ends.
#[derive(Clone, Debug, Default)]
pub struct Today {
    /// What the day has seen, with what is held.
    pub day: Day,
    /// Moments of the questions of the last minute.
    pub recent: Vec<DateTime<Utc>>,
    /// Questions settled today.
    pub asks: u64,
}

/// Reads where a tenant stands; other questions of it wait until this transaction ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn today(tx: &mut TenantTx, day: NaiveDate, now: DateTime<Utc>) -> Result<Today, DbError> {
    let (micros, tokens, asks): (i64, i64, i64) = sqlx::query_as(
        "insert into assistant_day as d (tenant_id, day) values ($1, $2)
         on conflict (tenant_id, day) do update set micros = d.micros returning micros, tokens, asks",
    )
    .bind(tx.tenant().0)
    .bind(day)
    .fetch_one(tx.conn())
    .await?;
    let (held_micros, held_tokens, recent): (i64, i64, Vec<DateTime<Utc>>) = sqlx::query_as(
        "select coalesce(sum(held_micros) filter (where day = $2 and not settled and held_until > $3), 0)::bigint,
                coalesce(sum(held_tokens) filter (where day = $2 and not settled and held_until > $3), 0)::bigint,
                coalesce(array_agg(at) filter (where at > $4 and not cached), '{}')
         from assistant_ask where tenant_id = $1 and at > least($4, $3 - interval '1 hour')",
    )
    .bind(tx.tenant().0)
    .bind(day)
    .bind(now)
    .bind(now - TimeDelta::seconds(60))
    .fetch_one(tx.conn())
    .await?;
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    let day = Day { micros, tokens: whole(tokens), held_micros, held_tokens: whole(held_tokens) };
    Ok(Today { day, recent, asks: whole(asks) })
}

/// What today used, without waiting for anybody: money in millionths, tokens, questions.
///
/// # Errors
/// When Postgres refuses.
pub async fn used(tx: &mut TenantTx, day: NaiveDate) -> Result<(i64, u64, u64), DbError> {
    let row: Option<(i64, i64, i64)> =
        sqlx::query_as("select micros, tokens, asks from assistant_day where tenant_id = $1 and day = $2")
            .bind(tx.tenant().0)
            .bind(day)
            .fetch_optional(tx.conn())
            .await?;
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(row.map_or((0, 0, 0), |(micros, tokens, asks)| (micros, whole(tokens), whole(asks))))
}

/// A question that begins.
#[derive(Clone, Copy, Debug)]
pub struct NewAsk {
    /// Its id.
    pub id: AskId,
    /// What for.
    pub use_: Use,
    /// The tenant's day.
    pub day: NaiveDate,
    /// When.
    pub at: DateTime<Utc>,
    /// Millionths held for it.
    pub held_micros: i64,
    /// Tokens held for it.
    pub held_tokens: u64,
    /// Until when they are held at most.
    pub held_until: DateTime<Utc>,
    /// Who asks; none for a machine.
    pub member: Option<MemberId>,
    /// About which conversation.
    pub conversation: Option<ConversationId>,
    /// Whether its answer was kept from before: then it is over already.
    pub cached: bool,
}

/// Writes a question down.
///
/// # Errors
/// `Duplicate` when it was asked before; when Postgres refuses.
pub async fn begin(tx: &mut TenantTx, ask: &NewAsk) -> Result<(), DbError> {
    sqlx::query(
        "insert into assistant_ask (tenant_id, id, use, day, at, held_micros, held_tokens, held_until, settled, made_by, cached,
                outcome, member_id, conversation_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $9 then 'model' end, $9, case when $9 then 'answered' end, $10, $11)",
    )
    .bind(tx.tenant().0)
    .bind(ask.id.0)
    .bind(ask.use_.as_str())
    .bind(ask.day)
    .bind(ask.at)
    .bind(ask.held_micros)
    .bind(i64::try_from(ask.held_tokens).unwrap_or(i64::MAX))
    .bind(ask.held_until)
    .bind(ask.cached)
    .bind(ask.member.map(|id| id.0))
    .bind(ask.conversation.map(|id| id.0))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A call that ended.
#[derive(Clone, Debug)]
pub struct Call {
    /// Whose model by our id.
    pub provider: Uuid,
    /// Whose language.
    pub kind: &'static str,
    /// Which model.
    pub model: String,
    /// How it ended.
    pub outcome: &'static str,
    /// The provider's word for it.
    pub word: String,
    /// Tokens of the question.
    pub tokens_in: u32,
    /// Of those, cached ones.
    pub tokens_cached: u32,
    /// Tokens of the answer.
    pub tokens_out: u32,
    /// `told` or `estimated`.
    pub counted: &'static str,
    /// Millionths; none when the price is not known.
    pub cost_micros: Option<i64>,
    /// What it is billed in.
    pub currency: Option<String>,
    /// Milliseconds.
    pub ms: u64,
}

/// How a question ended.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Which.
    pub id: AskId,
    /// `answered`, or the word of what went wrong.
    pub outcome: String,
    /// Who answered; none when nobody did.
    pub made_by: Option<MadeBy>,
    /// Its calls.
    pub calls: Vec<Call>,
    /// Millionths all of them came to, in the tenant's currency.
    pub micros: i64,
    /// Tokens of all of them.
    pub tokens: u64,
}

/// Writes down how a question ended, and books it to its day.
///
/// # Errors
/// When Postgres refuses.
pub async fn settle(tx: &mut TenantTx, settled: &Settled, now: DateTime<Utc>) -> Result<(), DbError> {
    let calls = &settled.calls;
    let numbers: Vec<i16> = (0_i16..).zip(calls).map(|(number, _)| number).collect();
    let providers: Vec<Uuid> = calls.iter().map(|call| call.provider).collect();
    let texts = |get: fn(&Call) -> &str| calls.iter().map(get).collect::<Vec<&str>>();
    let tokens = |get: fn(&Call) -> u32| calls.iter().map(|call| i64::from(get(call))).collect::<Vec<i64>>();
    let costs: Vec<Option<i64>> = calls.iter().map(|call| call.cost_micros).collect();
    let currencies: Vec<Option<&str>> = calls.iter().map(|call| call.currency.as_deref()).collect();
    let times: Vec<i32> = calls.iter().map(|call| i32::try_from(call.ms).unwrap_or(i32::MAX)).collect();
    sqlx::query(
        "with ask as (
             update assistant_ask set settled = true, outcome = $3, made_by = $4 where tenant_id = $1 and id = $2 and not settled
             returning id, use, day, member_id, conversation_id
         ), booked as (
             insert into assistant_day as d (tenant_id, day, micros, tokens, asks)
             select $1, day, $5, $6, 1 from ask
             on conflict (tenant_id, day) do update set
                 micros = d.micros + excluded.micros, tokens = d.tokens + excluded.tokens, asks = d.asks + 1
         )
         insert into assistant_call (tenant_id, ask_id, number, use, provider_id, kind, model, outcome, word, tokens_in,
                tokens_cached, tokens_out, counted, cost_micros, currency, ms, at, day, member_id, conversation_id)
         select $1, ask.id, c.number, ask.use, c.provider, c.kind, c.model, c.outcome, c.word, c.tokens_in, c.tokens_cached,
                c.tokens_out, c.counted, c.cost, c.currency, c.ms, $19, ask.day, ask.member_id, ask.conversation_id
         from ask, unnest($7::smallint[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[],
                          $14::bigint[], $15::bigint[], $16::text[], $17::bigint[], $18::text[], $20::int[])
             as c (number, provider, kind, model, outcome, word, tokens_in, tokens_cached, tokens_out, counted, cost, currency, ms)",
    )
    .bind(tx.tenant().0)
    .bind(settled.id.0)
    .bind(&settled.outcome)
    .bind(settled.made_by.map(MadeBy::as_str))
    .bind(settled.micros)
    .bind(i64::try_from(settled.tokens).unwrap_or(i64::MAX))
    .bind(numbers)
    .bind(providers)
    .bind(texts(|call| call.kind))
    .bind(texts(|call| &call.model))
    .bind(texts(|call| call.outcome))
    .bind(texts(|call| &call.word))
    .bind(tokens(|call| call.tokens_in))
    .bind(tokens(|call| call.tokens_cached))
    .bind(tokens(|call| call.tokens_out))
    .bind(texts(|call| call.counted))
    .bind(costs)
    .bind(currencies)
    .bind(now)
    .bind(times)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An answer kept for the same question.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Kept {
    /// The answer, sealed.
    pub answer_ct: Vec<u8>,
    /// Whose language.
    pub kind: String,
    /// Which model.
    pub model: String,
}

/// The answer kept for a question; none when there is none, or it is too old.
///
/// # Errors
/// When Postgres refuses.
pub async fn kept(
    tx: &mut TenantTx,
    fingerprint: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Kept>, DbError> {
    Ok(sqlx::query_as(
        "select answer_ct, kind, model from assistant_cache
         where tenant_id = $1 and fingerprint = $2 and expires_at > $3",
    )
    .bind(tx.tenant().0)
    .bind(fingerprint)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?)
}

/// Keeps an answer until a moment.
///
/// # Errors
/// When Postgres refuses.
pub async fn keep(
    tx: &mut TenantTx,
    fingerprint: &[u8],
    answer: &Kept,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "insert into assistant_cache (tenant_id, fingerprint, answer_ct, kind, model, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (tenant_id, fingerprint) do update set answer_ct = excluded.answer_ct, kind = excluded.kind,
                model = excluded.model, created_at = excluded.created_at, expires_at = excluded.expires_at",
    )
    .bind(tx.tenant().0)
    .bind(fingerprint)
    .bind(&answer.answer_ct)
    .bind(&answer.kind)
    .bind(&answer.model)
    .bind(now)
    .bind(until)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets answers that are too old, and questions with their calls before a moment. Returns how many rows went.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget(tx: &mut TenantTx, now: DateTime<Utc>, before: DateTime<Utc>) -> Result<u64, DbError> {
    let kept = sqlx::query("delete from assistant_cache where tenant_id = $1 and expires_at <= $2")
        .bind(tx.tenant().0)
        .bind(now)
        .execute(tx.conn())
        .await?;
    let asks = sqlx::query("delete from assistant_ask where tenant_id = $1 and at < $2")
        .bind(tx.tenant().0)
        .bind(before)
        .execute(tx.conn())
        .await?;
    Ok(kept.rows_affected() + asks.rows_affected())
}

/// A call as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CallRow {
    /// Whose language.
    pub kind: String,
    /// Which model.
    pub model: String,
    /// How it ended.
    pub outcome: String,
    /// Tokens of the question.
    pub tokens_in: i64,
    /// Tokens of the answer.
    pub tokens_out: i64,
    /// Millionths; none when the price is not known.
    pub cost_micros: Option<i64>,
    /// What it is billed in.
    pub currency: Option<String>,
    /// Milliseconds.
    pub ms: i32,
}

/// The calls of one question, in order.
///
/// # Errors
/// When Postgres refuses.
pub async fn calls(tx: &mut TenantTx, id: AskId) -> Result<Vec<CallRow>, DbError> {
    Ok(sqlx::query_as(
        "select kind, model, outcome, tokens_in, tokens_out, cost_micros, currency, ms from assistant_call
         where tenant_id = $1 and ask_id = $2 order by number",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .fetch_all(tx.conn())
    .await?)
}
