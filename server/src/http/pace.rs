//! How often one session, or one address without a session, may call. Generous for people, too little for a flood.

use super::{App, peer::Peer, walls};
use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use prosa_domain::{
    id::SessionId,
    refusal::{Code, Refusal},
};
use prosa_engine::Caller;
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

/// Calls a minute of one session, and as many at once.
const SESSION_PER_MINUTE: NonZeroU32 = at_least_one(1_200);
/// Calls a minute of one address that is not signed in.
const STRANGER_PER_MINUTE: NonZeroU32 = at_least_one(120);
/// Callers remembered before those that are quiet are forgotten.
const REMEMBERED_MAX: usize = 50_000;

const fn at_least_one(count: u32) -> NonZeroU32 {
    match NonZeroU32::new(count) {
        Some(count) => count,
        None => NonZeroU32::MIN,
    }
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Who {
    Session(SessionId),
    Address(IpAddr),
}

/// The counters of this node.
pub(crate) struct Pace {
    sessions: DefaultKeyedRateLimiter<Who>,
    strangers: DefaultKeyedRateLimiter<Who>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            sessions: RateLimiter::keyed(Quota::per_minute(SESSION_PER_MINUTE)),
            strangers: RateLimiter::keyed(Quota::per_minute(STRANGER_PER_MINUTE)),
        }
    }
}

impl Pace {
    fn allows(&self, caller: Option<Caller>, ip: IpAddr) -> bool {
        let (limiter, who) = match caller {
            Some(caller) => (&self.sessions, Who::Session(caller.session)),
            None => (&self.strangers, Who::Address(network(ip))),
        };
        if limiter.len() > REMEMBERED_MAX {
            limiter.retain_recent();
        }
        limiter.check_key(&who).is_ok()
    }
}

/// One household has many IPv6 addresses; it is counted as one.
fn network(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() & (u128::MAX << 64))),
    }
}

/// Refuses calls that come too fast. Pages are not counted: they only read, and the seats bound them.
pub(crate) async fn paced(State(app): State<App>, request: Request, next: Next) -> Response {
    let calls = *request.method() == Method::POST;
    let caller = request.extensions().get::<Option<Caller>>().copied().flatten();
    let ip = request.extensions().get::<Peer>().map(|peer| peer.ip);
    if let (true, Some(ip)) = (calls, ip) {
        if !app.pace.allows(caller, ip) {
            metrics::counter!("prosa_calls_too_fast_total").increment(1);
            return walls::refuse(&Refusal::new(Code::RateLimited).with("seconds", 2));
        }
    }
    next.run(request).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_one_address_does_not_slow_another() {
        let pace = Pace::default();
        let flood: IpAddr = "203.0.113.9".parse().unwrap();
        let allowed = (0..500).filter(|_| pace.allows(None, flood)).count();
        assert!((120..200).contains(&allowed), "{allowed}");
        assert!(pace.allows(None, "203.0.113.10".parse().unwrap()));
    }

    #[test]
    fn one_households_ipv6_addresses_count_as_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
