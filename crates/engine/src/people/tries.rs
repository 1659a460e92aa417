//! How often something may be tried: wrong passwords per address and network, letters per address and tenant.
//!
//! A lock says nothing about whether the address is known: unknown ones lock just the same.

use crate::{Engine, Reply, refuse_db};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::people::throttle::{self, Limit};
use prosa_domain::{
    email::Email,
    id::{MemberId, TenantId},
    refusal::{Code, Refusal},
};
use prosa_vault::IndexPurpose;
use std::{net::IpAddr, time::Duration};

/// A network may fail this many times as often as one address: an office shares one.
const NETWORK_FACTOR: u32 = 10;
/// Reset letters per address and hour.
const RESETS_MAX: i32 = 3;
/// Invitations per tenant and hour.
const INVITATIONS_MAX: i32 = 60;
/// The hour.
const HOUR: TimeDelta = TimeDelta::hours(1);

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject<'a> {
    /// Passwords for an address.
    Address(&'a Email),
    /// Wrong passwords from a network.
    Network(&'a str),
    /// The current password, asked again.
    Member(MemberId),
    /// Reset letters to an address.
    ResetLetter(&'a Email),
    /// Invitations of a tenant.
    Invitation(TenantId),
}

impl Subject<'_> {
    fn text(self) -> String {
        match self {
            Self::Address(email) => format!("address {}", email.as_str()),
            Self::Network(peer) => format!("network {}", network(peer)),
            Self::Member(id) => format!("member {id}"),
            Self::ResetLetter(email) => format!("reset {}", email.as_str()),
            Self::Invitation(tenant) => format!("invitation {tenant}"),
        }
    }
}

/// The network of a peer: an IPv4 address is one, of IPv6 the first 64 bits are.
fn network(peer: &str) -> String {
    match peer.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(mapped) => mapped.to_string(),
            None => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => peer.to_owned(),
    }
}

fn delta(span: Duration) -> TimeDelta {
    TimeDelta::from_std(span).unwrap_or(HOUR)
}

/// Refuses with the minutes that are left, rounded up.
fn locked(now: DateTime<Utc>, until: DateTime<Utc>) -> Refusal {
    let minutes = ((until - now).num_seconds() + 59) / 60;
    Refusal::new(Code::LockedOut).with("minutes", minutes.max(1))
}

impl Engine {
    fn limit(&self, subject: Subject<'_>) -> Limit {
        let lock = delta(self.settings.login_lock);
        let wrong = |factor: u32| {
            let tries_max =
                i32::try_from(self.settings.login_failures_max.saturating_mul(factor)).unwrap_or(i32::MAX);
            Limit { tries_max, window: lock, shut: lock }
        };
        match subject {
            Subject::Address(_) | Subject::Member(_) => wrong(1),
            Subject::Network(_) => wrong(NETWORK_FACTOR),
            Subject::ResetLetter(_) => Limit { tries_max: RESETS_MAX, window: HOUR, shut: HOUR },
            Subject::Invitation(_) => Limit { tries_max: INVITATIONS_MAX, window: HOUR, shut: HOUR },
        }
    }

    fn tries_key(&self, subject: Subject<'_>) -> [u8; 32] {
        self.keyring.installation().blind_index(IndexPurpose::Throttle, &subject.text())
    }

    /// Counts a try; until when the subject is shut, if it is one too many.
    pub(super) async fn try_once(&self, subject: Subject<'_>) -> Reply<Option<DateTime<Utc>>> {
        throttle::take(&self.db, &self.tries_key(subject), self.now(), self.limit(subject))
            .await
            .map_err(refuse_db)
    }

    /// Counts a try of a password; refuses when it is one too many.
    pub(super) async fn try_password(&self, subject: Subject<'_>) -> Reply<()> {
        match self.try_once(subject).await? {
            Some(until) => Err(locked(self.now(), until)),
            None => Ok(()),
        }
    }

    /// Counts a wrong password from a network; an unknown network is not counted.
    pub(super) async fn blame_network(&self, peer: &str) -> Reply<()> {
        if !peer.is_empty() {
            self.try_once(Subject::Network(peer)).await?;
        }
        Ok(())
    }

    /// Refuses a network that is shut, without counting.
    pub(super) async fn check_network(&self, peer: &str) -> Reply<()> {
        let key = self.tries_key(Subject::Network(peer));
        match throttle::find_shut(&self.db, &key, self.now()).await.map_err(refuse_db)? {
            Some(until) => Err(locked(self.now(), until)),
            None => Ok(()),
        }
    }

    /// Forgets the tries of a subject.
    pub(super) async fn forget_tries(&self, subject: Subject<'_>) -> Reply<()> {
        throttle::clear(&self.db, &self.tries_key(subject)).await.map_err(refuse_db)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_is_one_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
    }

    #[test]
    fn minutes_left_are_rounded_up() {
        let now = DateTime::from_timestamp(0, 0).unwrap_or_default();
        let left = |seconds| locked(now, now + TimeDelta::seconds(seconds)).args.get("minutes").cloned();
        assert_eq!(left(900).as_deref(), Some("15"));
        assert_eq!(left(61).as_deref(), Some("2"));
        assert_eq!(left(0).as_deref(), Some("1"));
    }
}
