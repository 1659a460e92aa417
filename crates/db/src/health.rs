//! How lines are, and how many messages come in which hour.

use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDateTime, Utc};
use prosa_domain::{
    id::LineId,
    line_health::{Facts, HourCount},
};
use uuid::Uuid;

/// What is stored of a line's health.
#[derive(Clone, Debug, Default)]
pub struct HealthRow {
    /// Facts told and asked.
    pub facts: Facts,
    /// The provider's code of the last refusal of the token; none after it was accepted again.
    pub token_error: Option<i32>,
    /// When the provider was last asked.
    pub asked_at: Option<DateTime<Utc>>,
    /// Why it did not answer; none when it did.
    pub ask_error: Option<i32>,
    /// When it last told something by itself.
    pub told_at: Option<DateTime<Utc>>,
    /// Since when the line is silent although the hour is a busy one.
    pub silent_since: Option<DateTime<Utc>>,
}

/// Where facts are from.
#[derive(Clone, Copy, Debug)]
pub enum Heard {
    /// The provider told them in a notice.
    Told,
    /// The provider was asked and answered.
    Asked,
    /// The provider was asked and refused with a code; 0 when it could not be reached.
    NotAnswered {
        /// The code.
        code: i32,
        /// Whether it is the token that was refused.
        token: TokenFault,
    },
}

/// Whether a refusal is about the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// It is.
    Yes,
    /// It is about something else.
    No,
}

const LEARN: &str = "
insert into line_health as h (tenant_id, line_id, quality, number_status, name_status, verified_name, messaging_limit,
    throughput, can_send, review, account_currency, restriction, restricted_until, alert, ban, subscribed, token_expires_at,
    told_at, asked_at, ask_error, token_error)
select $1, l.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
       case when $18 = 'told' then $19 end, case when $18 <> 'told' then $19 end, $20, $21
from line l where l.tenant_id = $1 and l.id = any ($2)
on conflict (tenant_id, line_id) do update set
    quality = coalesce(excluded.quality, h.quality), number_status = coalesce(excluded.number_status, h.number_status),
    name_status = coalesce(excluded.name_status, h.name_status),
    verified_name = coalesce(excluded.verified_name, h.verified_name),
    messaging_limit = coalesce(excluded.messaging_limit, h.messaging_limit),
    throughput = coalesce(excluded.throughput, h.throughput), can_send = coalesce(excluded.can_send, h.can_send),
    review = coalesce(excluded.review, h.review),
    account_currency = coalesce(excluded.account_currency, h.account_currency),
    restriction = coalesce(excluded.restriction, h.restriction),
    restricted_until = case when excluded.restriction is null then h.restricted_until else excluded.restricted_until end,
    alert = coalesce(excluded.alert, h.alert), ban = coalesce(excluded.ban, h.ban),
    subscribed = coalesce(excluded.subscribed, h.subscribed),
    token_expires_at = case when $18 = 'asked' then excluded.token_expires_at else h.token_expires_at end,
    told_at = coalesce(excluded.told_at, h.told_at), asked_at = coalesce(excluded.asked_at, h.asked_at),
    ask_error = case when $18 = 'told' then h.ask_error else excluded.ask_error end,
    token_error = case when $18 = 'asked' then null else coalesce(excluded.token_error, h.token_error) end";

/// Takes over facts about lines; what they do not tell stays. One statement for all of them.
///
/// # Errors
/// When Postgres refuses.
pub async fn learn(
    tx: &mut TenantTx,
    lines: &[LineId],
    facts: &Facts,
    heard: Heard,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.0).collect();
    let (word, ask_error, token_error) = match heard {
        Heard::Told => ("told", None, None),
        Heard::Asked => ("asked", None, None),
        Heard::NotAnswered { code, token } => {
            ("not_answered", Some(code), (token == TokenFault::Yes).then_some(code))
        }
    };
    sqlx::query(LEARN)
        .bind(tx.tenant().0)
        .bind(ids)
        .bind(&facts.quality)
        .bind(&facts.number_status)
        .bind(&facts.name_status)
        .bind(&facts.verified_name)
        .bind(&facts.messaging_limit)
        .bind(&facts.throughput)
        .bind(&facts.can_send)
        .bind(&facts.review)
        .bind(&facts.account_currency)
        .bind(&facts.restriction)
        .bind(facts.restricted_until)
        .bind(&facts.alert)
        .bind(&facts.ban)
        .bind(facts.subscribed)
        .bind(facts.token_expires_at)
        .bind(word)
        .bind(now)
        .bind(ask_error)
        .bind(token_error)
        .execute(tx.conn())
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Stored {
    quality: Option<String>,
    number_status: Option<String>,
    name_status: Option<String>,
    verified_name: Option<String>,
    messaging_limit: Option<String>,
    throughput: Option<String>,
    can_send: Option<String>,
    review: Option<String>,
    account_currency: Option<String>,
    restriction: Option<String>,
    restricted_until: Option<DateTime<Utc>>,
    alert: Option<String>,
    ban: Option<String>,
    subscribed: Option<bool>,
    token_expires_at: Option<DateTime<Utc>>,
    token_error: Option<i32>,
    asked_at: Option<DateTime<Utc>>,
    ask_error: Option<i32>,
    told_at: Option<DateTime<Utc>>,
    silent_since: Option<DateTime<Utc>>,
}

/// A line's health; nothing known when it has no row.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(tx: &mut TenantTx, line: LineId) -> Result<HealthRow, DbError> {
    let row: Option<Stored> =
        sqlx::query_as("select * from line_health where tenant_id = $1 and line_id = $2")
            .bind(tx.tenant().0)
            .bind(line.0)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.map(HealthRow::from).unwrap_or_default())
}

impl From<Stored> for HealthRow {
    fn from(row: Stored) -> Self {
        Self {
            facts: Facts {
                quality: row.quality,
                number_status: row.number_status,
                name_status: row.name_status,
                verified_name: row.verified_name,
                messaging_limit: row.messaging_limit,
                throughput: row.throughput,
                can_send: row.can_send,
                review: row.review,
                account_currency: row.account_currency,
                restriction: row.restriction,
                restricted_until: row.restricted_until,
                alert: row.alert,
                ban: row.ban,
                subscribed: row.subscribed,
                token_expires_at: row.token_expires_at,
            },
            token_error: row.token_error,
            asked_at: row.asked_at,
            ask_error: row.ask_error,
            told_at: row.told_at,
            silent_since: row.silent_since,
        }
    }
}

/// Notes since when a line is silent, or that it no longer is. True when that is news.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_silent(
    tx: &mut TenantTx,
    line: LineId,
    since: Option<DateTime<Utc>>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "insert into line_health as h (tenant_id, line_id, silent_since) values ($1, $2, $3)
         on conflict (tenant_id, line_id) do update set silent_since = $3
         where (h.silent_since is null) <> ($3 is null)",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(since)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A moment in the tenant's own time.
///
/// # Errors
/// When Postgres refuses.
pub async fn local(tx: &mut TenantTx, at: DateTime<Utc>) -> Result<NaiveDateTime, DbError> {
    let (local,): (NaiveDateTime,) =
        sqlx::query_as("select $2 at time zone time_zone from tenant where tenant_id = $1")
            .bind(tx.tenant().0)
            .bind(at)
            .fetch_one(tx.conn())
            .await?;
    Ok(local)
}

/// Forgets the counts of hours before a moment.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_hours_before(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let done = sqlx::query("delete from line_hour where tenant_id = $1 and hour < $2")
        .bind(tx.tenant().0)
        .bind(before)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// A kept notice, still sealed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NoticeRow {
    /// Its id; ids grow with time.
    pub id: Uuid,
    /// Its line.
    pub line_id: Uuid,
    /// Webhook field.
    pub field: String,
    /// Kind, such as `other:account_update`.
    pub kind: String,
    /// Sealed object of the provider.
    pub content_ct: Vec<u8>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// Notices of a line, or of all, newest first, strictly older than the one given.
///
/// # Errors
/// When Postgres refuses.
pub async fn notices(
    tx: &mut TenantTx,
    line: Option<LineId>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<NoticeRow>, DbError> {
    Ok(sqlx::query_as(
        "select id, line_id, field, kind, content_ct, received_at from line_notice
         where tenant_id = $1 and ($2::uuid is null or line_id = $2)
           and ($3::timestamptz is null or (received_at, id) < ($3, $4))
         order by received_at desc, id desc limit $5",
    )
    .bind(tx.tenant().0)
    .bind(line.map(|line| line.0))
    .bind(before.map(|(at, _)| at))
    .bind(before.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Hours of a line with messages, since a moment, in the tenant's own time.
///
/// # Errors
/// When Postgres refuses.
pub async fn hours(tx: &mut TenantTx, line: LineId, since: DateTime<Utc>) -> Result<Vec<HourCount>, DbError> {
    let rows: Vec<(NaiveDateTime, i32)> = sqlx::query_as(
        "select h.hour at time zone t.time_zone, h.messages from line_hour h join tenant t on t.tenant_id = h.tenant_id
         where h.tenant_id = $1 and h.line_id = $2 and h.hour >= $3 order by h.hour",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(since)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(hour, messages)| HourCount { hour, messages: u32::try_from(messages).unwrap_or_default() })
        .collect())
}

/// Notes that lines were heard from, at most every ten seconds each, and counts the messages of contacts by hour of arrival.
/// One statement for all lines of a batch.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_inbound(
    tx: &mut TenantTx,
    lines: &[(LineId, i32)],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = lines.iter().map(|(line, _)| line.0).collect();
    let messages: Vec<i32> = lines.iter().map(|(_, messages)| *messages).collect();
    sqlx::query(
        "with heard as (
            select * from unnest($3::uuid[], $4::int[]) as h (line_id, messages)
         ), counted as (
            insert into line_hour as l (tenant_id, line_id, hour, messages, last_at)
            select $1, line_id, date_trunc('hour', $2::timestamptz), messages, $2 from heard where messages > 0
            on conflict (tenant_id, line_id, hour) do update set
                messages = l.messages + excluded.messages, last_at = greatest(l.last_at, excluded.last_at)
         )
         update line set last_inbound_at = $2 from heard
         where line.tenant_id = $1 and line.id = heard.line_id
           and (last_inbound_at is null or last_inbound_at < $2 - interval '10 seconds')",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(ids)
    .bind(messages)
    .execute(tx.conn())
    .await?;
    Ok(())
}
