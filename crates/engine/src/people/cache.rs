//! Sessions looked up a moment ago, so that a page with many requests asks the database once.
//!
//! What changes here acts at once on this node: whoever revokes or changes a role makes the entries go, and a look-up that
//! was under way meanwhile is not kept.

use crate::Caller;
use chrono::{DateTime, TimeDelta, Utc};
use prosa_domain::id::{MemberId, SessionId};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How long a look-up stays good; other nodes learn of a change within this time.
const FRESH: TimeDelta = TimeDelta::seconds(30);
/// Most entries kept.
const ENTRIES_MAX: usize = 20_000;

#[derive(Debug)]
struct Entry {
    caller: Caller,
    kept_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

#[derive(Debug, Default)]
struct Inner {
    entries: HashMap<[u8; 32], Entry>,
    changes: u64,
}

/// The cache.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<Inner>);

/// Taken before a look-up: says whether anything changed since.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket(u64);

impl Sessions {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The caller of a token's hash, if known for sure; otherwise a ticket for the look-up.
    pub fn find(&self, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Caller, Ticket> {
        let inner = self.inner();
        let fresh = inner.entries.get(hash).filter(|entry| {
            let age = now - entry.kept_at;
            age >= TimeDelta::zero() && age < FRESH && now < entry.ends_at
        });
        fresh.map(|entry| entry.caller).ok_or(Ticket(inner.changes))
    }

    /// Keeps what a look-up found, unless something changed meanwhile.
    pub fn keep(
        &self,
        ticket: Ticket,
        hash: [u8; 32],
        caller: Caller,
        now: DateTime<Utc>,
        ends_at: DateTime<Utc>,
    ) {
        let mut inner = self.inner();
        if inner.changes != ticket.0 {
            return;
        }
        if inner.entries.len() >= ENTRIES_MAX {
            inner.entries.retain(|_, entry| now - entry.kept_at < FRESH);
        }
        if inner.entries.len() < ENTRIES_MAX {
            inner.entries.insert(hash, Entry { caller, kept_at: now, ends_at });
        }
    }

    /// Forgets every session of a member.
    pub fn forget_member(&self, member: MemberId) {
        self.forget(|caller| caller.member == member);
    }

    /// Forgets one session.
    pub fn forget_session(&self, session: SessionId) {
        self.forget(|caller| caller.session == session);
    }

    fn forget(&self, gone: impl Fn(&Caller) -> bool) {
        let mut inner = self.inner();
        inner.changes = inner.changes.wrapping_add(1);
        inner.entries.retain(|_, entry| !gone(&entry.caller));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use prosa_domain::{access::Role, id::TenantId};
    use uuid::Uuid;

    fn caller(member: u128) -> Caller {
        Caller {
            tenant: TenantId(Uuid::from_u128(1)),
            member: MemberId(Uuid::from_u128(member)),
            role: Role::Agent,
            session: SessionId(Uuid::from_u128(member + 100)),
        }
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn a_look_up_is_good_for_half_a_minute_and_never_past_the_end() {
        let cache = Sessions::default();
        let ticket = cache.find(&[1; 32], at(0)).unwrap_err();
        cache.keep(ticket, [1; 32], caller(1), at(0), at(20));
        assert_eq!(cache.find(&[1; 32], at(19)).ok(), Some(caller(1)));
        assert!(cache.find(&[1; 32], at(20)).is_err());
        cache.keep(ticket, [2; 32], caller(2), at(0), at(2_000));
        assert!(cache.find(&[2; 32], at(29)).is_ok());
        assert!(cache.find(&[2; 32], at(30)).is_err());
        assert!(cache.find(&[2; 32], at(-1)).is_err(), "a clock set back makes nothing younger");
    }

    #[test]
    fn a_change_during_a_look_up_is_not_overwritten() {
        let cache = Sessions::default();
        let ticket = cache.find(&[1; 32], at(0)).unwrap_err();
        cache.forget_member(caller(1).member);
        cache.keep(ticket, [1; 32], caller(1), at(0), at(2_000));
        assert!(cache.find(&[1; 32], at(1)).is_err());
    }

    #[test]
    fn only_the_sessions_concerned_are_forgotten() {
        let cache = Sessions::default();
        let ticket = cache.find(&[1; 32], at(0)).unwrap_err();
        for member in 1..=3 {
            cache.keep(ticket, [u8::try_from(member).unwrap(); 32], caller(member), at(0), at(2_000));
        }
        cache.forget_member(caller(1).member);
        cache.forget_session(caller(2).session);
        let left: Vec<bool> = (1..=3).map(|n| cache.find(&[n; 32], at(1)).is_ok()).collect();
        assert_eq!(left, [false, false, true]);
    }
}
