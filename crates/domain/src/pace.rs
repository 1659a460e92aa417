//! How fast a number may send: departures of a line in one even row, bursts to one person, and a cap by the minute.
//!
//! Limits are Meta's ("Throughput", "About the platform", read November 2026). Everything is a function of what was sent
//! before and of the time given, so that several nodes which share the state in the database share the pace.

mod told;

pub use told::{ReachLimit, Speed, per_second};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Messages a second of an ordinary number.
pub const LINE_PER_SECOND: u32 = 80;
/// Messages a second of a number that is also used in the phone's app.
pub const LINE_PER_SECOND_COEXISTENCE: u32 = 20;
/// Messages a second of a number with upgraded throughput.
pub const LINE_PER_SECOND_UPGRADED: u32 = 1_000;
/// Messages a minute of a tenant that nobody has set otherwise.
pub const TENANT_PER_MINUTE: u32 = 50;
/// Seconds in which one message to one person is won back.
pub const PAIR_SECONDS: i64 = 6;
/// Messages to one person that may be borrowed from the future.
pub const PAIR_BURST: u32 = 45;
/// Hundredths of the allowed pace that are used: the rest is room for clocks and networks, which are never quite even.
const USED_PERCENT: i64 = 99;
/// The minute of the cap by the minute.
const MINUTE: TimeDelta = TimeDelta::seconds(60);

/// Who waits for a message; the lesser goes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// A person answers a person.
    #[default]
    Reply,
    /// A rule answers or reminds.
    Rule,
    /// Many at once.
    Campaign,
}

impl Priority {
    /// Every priority, the first to go first.
    pub const ALL: [Self; 3] = [Self::Reply, Self::Rule, Self::Campaign];

    /// The number stored in the queue.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Reply => 0,
            Self::Rule => 1,
            Self::Campaign => 2,
        }
    }

    /// Reads the stored number.
    #[must_use]
    pub fn parse(rank: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.rank() == rank)
    }
}

/// Whether bursts to one person are held to Meta's limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pairs {
    /// They are.
    #[default]
    Paced,
    /// They are not: for measuring, and for providers without that limit.
    Free,
}

/// A token bucket, kept as one moment: when it would be full again. None is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Time in which one token comes back.
    every: TimeDelta,
    /// Tokens of a full bucket.
    burst: u32,
}

impl Bucket {
    /// The bucket of a line: one token, so that departures stand in one even row and no second has more than allowed.
    /// Nothing a second is read as one.
    #[must_use]
    pub fn line(per_second: u32) -> Self {
        let used = i64::from(per_second.max(1)) * USED_PERCENT;
        // Rounded up: never faster than asked for.
        let micros = (100 * 1_000_000 + used - 1) / used;
        Self { every: TimeDelta::microseconds(micros), burst: 1 }
    }

    /// The bucket of a number and one person.
    #[must_use]
    pub const fn pair() -> Self {
        Self { every: TimeDelta::seconds(PAIR_SECONDS), burst: PAIR_BURST }
    }

    /// Time in which one token comes back.
    #[must_use]
    pub const fn every(&self) -> TimeDelta {
        self.every
    }

    /// The moment from which a token is there; none when there is one already.
    #[must_use]
    pub fn free_at(&self, full_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let borrowed = self.every * i32::try_from(self.burst.saturating_sub(1)).unwrap_or(i32::MAX);
        full_at.map(|full_at| full_at - borrowed)
    }

    /// When it is full again after a token is taken at `at`.
    #[must_use]
    pub fn taken(&self, full_at: Option<DateTime<Utc>>, at: DateTime<Utc>) -> DateTime<Utc> {
        full_at.map_or(at, |full_at| full_at.max(at)) + self.every
    }
}

/// A cap by the minute over the departures of the last minute. Exact: no minute, wherever it begins, has more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinuteCap {
    limit: usize,
    /// Departures, oldest first, as many as matter.
    recent: Vec<DateTime<Utc>>,
}

impl MinuteCap {
    /// The cap with what left before, in any order. A limit of nothing is read as one.
    #[must_use]
    pub fn new(limit: u32, mut recent: Vec<DateTime<Utc>>) -> Self {
        recent.sort_unstable();
        let mut cap = Self { limit: usize::try_from(limit.max(1)).unwrap_or(usize::MAX), recent };
        cap.trim();
        cap
    }

    /// The moment from which the next may leave; none when it may now.
    #[must_use]
    pub fn free_at(&self) -> Option<DateTime<Utc>> {
        let oldest = self.recent.len().checked_sub(self.limit)?;
        self.recent.get(oldest).map(|at| *at + MINUTE)
    }

    /// Notes a departure, never before the last one.
    pub fn take(&mut self, at: DateTime<Utc>) {
        self.recent.push(at);
        self.trim();
    }

    /// What is to be stored, oldest first: at most as many as the limit.
    #[must_use]
    pub fn recent(&self) -> &[DateTime<Utc>] {
        &self.recent
    }

    fn trim(&mut self) {
        let surplus = self.recent.len().saturating_sub(self.limit);
        self.recent.drain(..surplus);
    }
}

/// The pace of one line while departures are being given out.
#[derive(Clone, Debug)]
pub struct LinePace {
    /// None is without limit.
    pub bucket: Option<Bucket>,
    /// When the line's bucket is full again.
    pub full_at: Option<DateTime<Utc>>,
}

impl LinePace {
    /// The next departure not before `from`, if there is one before `until`; it is taken. `cap` is the tenant's or the
    /// line's cap by the minute.
    pub fn depart(
        &mut self,
        cap: Option<&mut MinuteCap>,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let at = self.next(cap.as_deref(), from);
        if at >= until {
            return None;
        }
        if let Some(bucket) = &self.bucket {
            self.full_at = Some(bucket.taken(self.full_at, at));
        }
        if let Some(cap) = cap {
            cap.take(at);
        }
        Some(at)
    }

    /// When the next departure would be, not before `from`.
    #[must_use]
    pub fn next(&self, cap: Option<&MinuteCap>, from: DateTime<Utc>) -> DateTime<Utc> {
        let line = self.bucket.and_then(|bucket| bucket.free_at(self.full_at));
        [line, cap.and_then(MinuteCap::free_at)].into_iter().flatten().fold(from, DateTime::max)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    /// Most departures in any stretch of the given length; they are in order.
    fn most_within(departures: &[DateTime<Utc>], stretch: TimeDelta) -> usize {
        let mut first = 0;
        let mut most = 0;
        for (last, at) in departures.iter().enumerate() {
            while departures[first] + stretch <= *at {
                first += 1;
            }
            most = most.max(last + 1 - first);
        }
        most
    }

    fn line(per_second: u32) -> LinePace {
        LinePace { bucket: Some(Bucket::line(per_second)), full_at: None }
    }

    #[test]
    fn every_priority_is_stored_and_read_and_a_reply_goes_first() {
        for priority in Priority::ALL {
            assert_eq!(Priority::parse(priority.rank()), Some(priority));
        }
        assert_eq!(Priority::parse(3), None);
        assert!(Priority::Reply.rank() < Priority::Rule.rank() && Priority::Rule < Priority::Campaign);
    }

    #[test]
    fn a_line_uses_its_pace_within_two_in_a_hundred() {
        for limit in [LINE_PER_SECOND_COEXISTENCE, LINE_PER_SECOND, LINE_PER_SECOND_UPGRADED] {
            let (mut pace, end) = (line(limit), now() + TimeDelta::seconds(60));
            let sent = std::iter::from_fn(|| pace.depart(None, now(), end)).count();
            let allowed = limit as usize * 60;
            assert!(sent <= allowed && sent * 100 >= allowed * 98, "{sent} of {allowed}");
        }
    }

    #[test]
    fn a_person_takes_forty_five_at_once_and_then_one_every_six_seconds() {
        let (pair, mut full_at) = (Bucket::pair(), None);
        for _ in 0..PAIR_BURST {
            assert!(pair.free_at(full_at).is_none_or(|at| at <= now()));
            full_at = Some(pair.taken(full_at, now()));
        }
        assert_eq!(pair.free_at(full_at), Some(now() + TimeDelta::seconds(6)));
        full_at = Some(pair.taken(full_at, now() + TimeDelta::seconds(6)));
        assert_eq!(pair.free_at(full_at), Some(now() + TimeDelta::seconds(12)));
    }

    #[test]
    fn without_a_limit_everything_leaves_now() {
        let mut pace = LinePace { bucket: None, full_at: None };
        for _ in 0..10_000 {
            assert_eq!(pace.depart(None, now(), now() + TimeDelta::milliseconds(1)), Some(now()));
        }
    }

    #[test]
    fn a_cap_by_the_minute_lets_a_burst_through_and_then_waits() {
        let (mut cap, mut pace) = (MinuteCap::new(3, Vec::new()), LinePace { bucket: None, full_at: None });
        let end = now() + TimeDelta::seconds(90);
        let left: Vec<i64> = std::iter::from_fn(|| pace.depart(Some(&mut cap), now(), end))
            .map(|at| (at - now()).num_seconds())
            .collect();
        assert_eq!(left, [0, 0, 0, 60, 60, 60]);
        assert_eq!(cap.recent().len(), 3);
    }

    proptest! {
        #[test]
        fn no_second_of_a_line_has_more_than_allowed(
            limit in 1_u32..1_500,
            steps in proptest::collection::vec((0_i64..700, 1_usize..300), 1..40),
        ) {
            // Turns come when they come; each takes what it finds within the next quarter of a second.
            let (mut pace, mut clock, mut departures) = (line(limit), now(), Vec::new());
            for (wait, want) in steps {
                clock += TimeDelta::milliseconds(wait);
                let until = clock + TimeDelta::milliseconds(250);
                departures.extend((0..want).map_while(|_| pace.depart(None, clock, until)));
            }
            prop_assert!(departures.is_sorted());
            prop_assert!(most_within(&departures, TimeDelta::seconds(1)) <= limit as usize);
        }

        #[test]
        fn no_minute_has_more_than_its_cap_even_when_it_is_stored_between(
            limit in 1_u32..80,
            steps in proptest::collection::vec((0_i64..30_000, 1_usize..60), 1..40),
        ) {
            let (mut stored, mut clock, mut departures) = (Vec::new(), now(), Vec::new());
            let mut pace = LinePace { bucket: None, full_at: None };
            for (wait, want) in steps {
                clock += TimeDelta::milliseconds(wait);
                let mut cap = MinuteCap::new(limit, stored);
                let until = clock + TimeDelta::milliseconds(250);
                departures.extend((0..want).map_while(|_| pace.depart(Some(&mut cap), clock, until)));
                stored = cap.recent().to_vec();
            }
            prop_assert!(most_within(&departures, TimeDelta::seconds(60)) <= limit as usize);
        }

        #[test]
        fn a_person_never_gets_more_than_the_burst_and_what_time_gave_back(
            waits in proptest::collection::vec(0_i64..20_000, 1..200),
        ) {
            let (pair, mut full_at, mut clock, mut sent) = (Bucket::pair(), None, now(), Vec::new());
            for wait in waits {
                clock += TimeDelta::milliseconds(wait);
                if pair.free_at(full_at).is_none_or(|at| at <= clock) {
                    full_at = Some(pair.taken(full_at, clock));
                    sent.push(clock);
                }
            }
            let seconds = (clock - now()).num_seconds();
            prop_assert!(sent.len() as i64 <= i64::from(PAIR_BURST) + seconds / PAIR_SECONDS + 1);
        }
    }
}
