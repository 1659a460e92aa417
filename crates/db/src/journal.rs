//! The journal: every signed delivery, exactly as it came, before anything is read out of it.
//!
//! It has no tenant, because none is known at the door. Bodies are sealed under the installation's key by the caller.

use crate::{Db, DbError};
use chrono::{DateTime, Utc};

/// A delivery to write down.
#[derive(Clone, Debug)]
pub struct NewJournalRow {
    /// When its last byte came.
    pub received_at: DateTime<Utc>,
    /// Provider, such as `meta`.
    pub provider: String,
    /// Keyed digest of the raw body.
    pub digest: Vec<u8>,
    /// Sealed raw body.
    pub body_ct: Vec<u8>,
    /// Size of the raw body in bytes.
    pub body_bytes: i32,
}

/// A delivery to read.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct JournalRow {
    /// Its number.
    pub id: i64,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// Provider.
    pub provider: String,
    /// Sealed raw body.
    pub body_ct: Vec<u8>,
    /// Size of the raw body in bytes.
    pub body_bytes: i32,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalState {
    /// Not read yet.
    Waiting,
    /// All of it is in the conversations.
    Processed,
    /// Something in it failed; kept for a replay.
    Failed,
    /// The number is not known here; kept for a replay.
    Nobodys,
}

impl JournalState {
    const fn number(self) -> i16 {
        match self {
            Self::Waiting => 0,
            Self::Processed => 1,
            Self::Failed => 2,
            Self::Nobodys => 3,
        }
    }
}

/// The outcome of one delivery.
#[derive(Clone, Debug)]
pub struct JournalOutcome {
    /// Which.
    pub id: i64,
    /// What became of it.
    pub state: JournalState,
    /// Why, when it failed.
    pub reason: Option<String>,
}

/// Totals over the whole installation.
#[derive(Clone, Copy, Debug, Default)]
pub struct JournalDepth {
    /// Waiting to be read.
    pub waiting: i64,
    /// Failed or nobody's.
    pub stuck: i64,
    /// When the oldest waiting one came.
    pub oldest_waiting_at: Option<DateTime<Utc>>,
}

impl Db {
    /// Writes deliveries in one durable commit. A body that is already there only counts one more repeat, and is read
    /// again if it had failed. Rows must differ in their digest.
    ///
    /// # Errors
    /// When Postgres is away: then none of them may be acknowledged.
    pub async fn journal_append(&self, rows: &[NewJournalRow]) -> Result<(), DbError> {
        let received: Vec<DateTime<Utc>> = rows.iter().map(|row| row.received_at).collect();
        let providers: Vec<&str> = rows.iter().map(|row| row.provider.as_str()).collect();
        let digests: Vec<&[u8]> = rows.iter().map(|row| row.digest.as_slice()).collect();
        let bodies: Vec<&[u8]> = rows.iter().map(|row| row.body_ct.as_slice()).collect();
        let sizes: Vec<i32> = rows.iter().map(|row| row.body_bytes).collect();
        sqlx::query(
            "insert into journal (received_at, provider, digest, body_ct, body_bytes)
             select * from unnest($1::timestamptz[], $2::text[], $3::bytea[], $4::bytea[], $5::int[])
             on conflict (digest) do update set repeats = journal.repeats + 1,
                 state = case when journal.state in (2, 3) then 0 else journal.state end",
        )
        .bind(received)
        .bind(providers)
        .bind(digests)
        .bind(bodies)
        .bind(sizes)
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// The oldest waiting deliveries after `after`, at most `limit`.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn journal_waiting(&self, after: i64, limit: i64) -> Result<Vec<JournalRow>, DbError> {
        Ok(sqlx::query_as(
            "select id, received_at, provider, body_ct, body_bytes from journal
             where state = 0 and id > $1 order by id limit $2",
        )
        .bind(after)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// One delivery, with its digest.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn journal_find(&self, id: i64) -> Result<Option<JournalRow>, DbError> {
        Ok(sqlx::query_as("select id, received_at, provider, body_ct, body_bytes from journal where id = $1")
            .bind(id)
            .fetch_optional(self.pool())
            .await?)
    }

    /// Writes down what became of deliveries.
    ///
    /// # Errors
    /// When Postgres is away: then they are read again, which changes nothing.
    pub async fn journal_settle(
        &self,
        outcomes: &[JournalOutcome],
        now: DateTime<Utc>,
    ) -> Result<(), DbError> {
        let ids: Vec<i64> = outcomes.iter().map(|outcome| outcome.id).collect();
        let states: Vec<i16> = outcomes.iter().map(|outcome| outcome.state.number()).collect();
        let reasons: Vec<Option<&str>> = outcomes.iter().map(|outcome| outcome.reason.as_deref()).collect();
        sqlx::query(
            "update journal set state = o.state, reason = o.reason, processed_at = $4, attempts = attempts + 1
             from unnest($1::bigint[], $2::smallint[], $3::text[]) as o (id, state, reason)
             where journal.id = o.id",
        )
        .bind(ids)
        .bind(states)
        .bind(reasons)
        .bind(now)
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// Puts deliveries back into the queue: the given ones, or with an empty list every failed or nobody's one.
    /// Returns how many.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn journal_replay(&self, ids: &[i64]) -> Result<u64, DbError> {
        let done = if ids.is_empty() {
            sqlx::query("update journal set state = 0 where state in (2, 3)").execute(self.pool()).await?
        } else {
            sqlx::query("update journal set state = 0 where id = any ($1)")
                .bind(ids)
                .execute(self.pool())
                .await?
        };
        Ok(done.rows_affected())
    }

    /// How much waits and how much is stuck.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn journal_depth(&self) -> Result<JournalDepth, DbError> {
        let row: (i64, i64, Option<DateTime<Utc>>) = sqlx::query_as(
            "select (select count(*) from journal where state = 0),
                    (select count(*) from journal where state in (2, 3)),
                    (select received_at from journal where state = 0 order by id limit 1)",
        )
        .fetch_one(self.pool())
        .await?;
        Ok(JournalDepth { waiting: row.0, stuck: row.1, oldest_waiting_at: row.2 })
    }
}
