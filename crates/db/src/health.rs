//! How lines are, and how many messages come in which hour.

use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDateTime, Utc};
use prosa_domain::{
    id::LineId,
    line_health::{Facts, HourCount},
};
use prosa_vault::{Purpose, TenantKeys};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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
    /// When each fact was last told, by its name.
    pub learnt: BTreeMap<String, DateTime<Utc>>,
}

/// What is sealed: the facts, and when each was last told.
#[derive(Default, Serialize, Deserialize)]
struct Sealed {
    #[serde(flatten)]
    facts: Facts,
    #[serde(default)]
    learnt: BTreeMap<String, DateTime<Utc>>,
}

/// Names of the facts that are told.
fn told(facts: &Facts) -> Result<Vec<String>, DbError> {
    let whole = serde_json::to_value(facts).map_err(|error| DbError::Decode(error.to_string()))?;
    let fields = whole.as_object().into_iter().flatten();
    Ok(fields.filter(|(_, value)| !value.is_null()).map(|(name, _)| name.clone()).collect())
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

/// Takes over facts about a line; what they do not tell stays. Returns what is known then.
///
/// # Errors
/// When Postgres refuses.
pub async fn learn(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    line: LineId,
    newer: &Facts,
    heard: Heard,
    now: DateTime<Utc>,
) -> Result<HealthRow, DbError> {
    // The row is there and locked before it is read: notices and answers may come at the same time.
    let row: Stored = sqlx::query_as(
        "insert into line_health as h (tenant_id, line_id) values ($1, $2)
         on conflict (tenant_id, line_id) do update set silent_since = h.silent_since
         returning facts_ct, token_error, asked_at, ask_error, told_at, silent_since",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .fetch_one(tx.conn())
    .await?;
    let mut row = row.open(keys)?;
    row.facts.learn(newer.clone());
    row.learnt.extend(told(newer)?.into_iter().map(|name| (name, now)));
    match heard {
        Heard::Told => row.told_at = Some(now),
        Heard::Asked => {
            row.asked_at = Some(now);
            (row.ask_error, row.token_error) = (None, None);
            row.facts.token_expires_at = newer.token_expires_at;
        }
        Heard::NotAnswered { code, token } => {
            (row.asked_at, row.ask_error) = (Some(now), Some(code));
            if token == TokenFault::Yes {
                row.token_error = Some(code);
            }
        }
    }
    let sealed = Sealed { facts: row.facts.clone(), learnt: row.learnt.clone() };
    let facts = serde_json::to_vec(&sealed).map_err(|error| DbError::Decode(error.to_string()))?;
    sqlx::query(
        "update line_health set facts_ct = $3, token_error = $4, asked_at = $5, ask_error = $6, told_at = $7
         where tenant_id = $1 and line_id = $2",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(keys.seal(Purpose::StatusDetail, &facts))
    .bind(row.token_error)
    .bind(row.asked_at)
    .bind(row.ask_error)
    .bind(row.told_at)
    .execute(tx.conn())
    .await?;
    Ok(row)
}

#[derive(sqlx::FromRow)]
struct Stored {
    facts_ct: Option<Vec<u8>>,
    token_error: Option<i32>,
    asked_at: Option<DateTime<Utc>>,
    ask_error: Option<i32>,
    told_at: Option<DateTime<Utc>>,
    silent_since: Option<DateTime<Utc>>,
}

impl Stored {
    fn open(self, keys: &TenantKeys) -> Result<HealthRow, DbError> {
        let Sealed { facts, learnt } = match self.facts_ct {
            Some(sealed) => serde_json::from_slice(&keys.open(Purpose::StatusDetail, &sealed)?)
                .map_err(|error| DbError::Decode(format!("health of a line: {error}")))?,
            None => Sealed::default(),
        };
        Ok(HealthRow {
            facts,
            token_error: self.token_error,
            asked_at: self.asked_at,
            ask_error: self.ask_error,
            told_at: self.told_at,
            silent_since: self.silent_since,
            learnt,
        })
    }
}

/// A line's health; nothing known when it has no row.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(tx: &mut TenantTx, keys: &TenantKeys, line: LineId) -> Result<HealthRow, DbError> {
    let row: Option<Stored> = sqlx::query_as(
        "select facts_ct, token_error, asked_at, ask_error, told_at, silent_since from line_health
         where tenant_id = $1 and line_id = $2",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .fetch_optional(tx.conn())
    .await?;
    row.map_or_else(|| Ok(HealthRow::default()), |row| row.open(keys))
}

/// Since when a line is silent although the hour is a busy one.
///
/// # Errors
/// When Postgres refuses.
pub async fn silent_since(tx: &mut TenantTx, line: LineId) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: Option<(Option<DateTime<Utc>>,)> =
        sqlx::query_as("select silent_since from line_health where tenant_id = $1 and line_id = $2")
            .bind(tx.tenant().0)
            .bind(line.0)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.and_then(|(since,)| since))
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
