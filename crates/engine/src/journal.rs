//! The journal: what came in for the tenant's lines, and playing it again. Nobody sees a delivery's body as it is: texts,
//! names and numbers are masked, and what belongs to other lines is left out.

mod mask;

use crate::{Caller, Engine, Reply, refuse_db};
use aws_lc_rs::digest;
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{line, view::journal as view};
use prosa_domain::{
    access::Action,
    id::LineId,
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;
use prosa_wire::journal::{JournalDetail, JournalFilter, JournalPage, ReplayResult};
use std::fmt::Write as _;

/// Seconds of one slot of the chart.
const SLOT_SECONDS: i64 = 20 * 60;

impl Engine {
    /// The journal screen.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn journal_page(&self, caller: &Caller, filter: JournalFilter) -> Reply<JournalPage> {
        caller.may(Action::ViewJournal)?;
        let now = self.now();
        let day = now - TimeDelta::hours(24);
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let figures = view::figures(&mut tx, day).await.map_err(refuse_db)?;
        let slots = view::slots(&mut tx, filter.line_id, first_slot(now)).await.map_err(refuse_db)?;
        let gaps = view::gaps(&mut tx, filter.line_id, day).await.map_err(refuse_db)?;
        let (parts, next) = view::parts(&mut tx, &filter).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        let waiting = self.db.journal_depth().await.map_err(refuse_db)?.waiting;
        Ok(JournalPage { figures, slots, gaps, waiting, parts, next })
    }

    /// One delivery for one line, opened and masked.
    ///
    /// # Errors
    /// `not-found` when nothing in it is the line's, or its body is no longer kept; `forbidden`, `database-away`.
    pub async fn journal_detail(
        &self,
        caller: &Caller,
        journal_id: i64,
        line: LineId,
    ) -> Reply<JournalDetail> {
        caller.may(Action::ReplayJournal)?;
        let missing = || Refusal::new(Code::NotFound);
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let part = view::part(&mut tx, journal_id, line).await.map_err(refuse_db)?.ok_or_else(missing)?;
        let line = line::find(&mut tx, line).await.map_err(refuse_db)?.ok_or_else(missing)?;
        tx.commit().await.map_err(refuse_db)?;
        let row = self.db.journal_find(journal_id).await.map_err(refuse_db)?.ok_or_else(missing)?;
        let keys = self.keyring.refresh_installation().await.map_err(refuse_db)?;
        let body = keys.open(Purpose::JournalBody, &row.body_ct).map_err(|error| refuse_db(error.into()))?;
        let masked_body = mask::body(&body, &line.phone_number_id, &line.account_id);
        Ok(JournalDetail { part, masked_body, digest: sha256(&body) })
    }

    /// Puts deliveries back into the queue: one, or every failed one of the tenant. Reading one twice changes nothing.
    ///
    /// # Errors
    /// `not-found` when nothing in the delivery is the tenant's; `forbidden`, `database-away`.
    pub async fn replay(&self, caller: &Caller, only: Option<i64>) -> Reply<ReplayResult> {
        caller.may(Action::ReplayJournal)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let ids = view::to_replay(&mut tx, only).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        if ids.is_empty() {
            // To the queue an empty list means every tenant's, which is not ours to ask.
            return if only.is_some() {
                Err(Refusal::new(Code::NotFound))
            } else {
                Ok(ReplayResult::default())
            };
        }
        let replayed = self.db.journal_replay(&ids).await.map_err(refuse_db)?;
        self.wake.ingest.notify_one();
        tracing::info!(tenant = %caller.tenant, deliveries = replayed, "deliveries are played again");
        Ok(ReplayResult { replayed: i64::try_from(replayed).unwrap_or(i64::MAX) })
    }
}

/// The slot a day before the one that is running now has ended.
fn first_slot(now: DateTime<Utc>) -> DateTime<Utc> {
    let running = now.timestamp().div_euclid(SLOT_SECONDS) * SLOT_SECONDS;
    let first = running - 71 * SLOT_SECONDS;
    DateTime::from_timestamp(first, 0).unwrap_or(now)
}

fn sha256(body: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in digest::digest(&digest::SHA256, body).as_ref() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn seventy_two_slots_end_with_the_running_one() {
        let now: DateTime<Utc> = "2026-11-21T17:05:09Z".parse().unwrap();
        assert_eq!(first_slot(now), "2026-11-20T17:20:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn the_digest_is_the_bodys() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
