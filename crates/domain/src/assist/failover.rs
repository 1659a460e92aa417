//! Whom to ask first, and what to do when somebody failed: order, repeats and the time that is left.

use super::{
    breaker::{Breaker, Gate},
    failure::{Advice, Failure},
};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// Times one provider is asked within one question.
pub const TRIES_MAX: u32 = 2;
/// Wait before the first repeat.
const WAIT: Duration = Duration::from_millis(400);
/// The longest wait before a repeat: a person waits for the answer.
const WAIT_MAX: Duration = Duration::from_secs(8);
/// What must be left of the time after a wait, or it is not worth it.
const LEFT_MIN: Duration = Duration::from_secs(2);

/// Whether a model can do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Able {
    /// It can.
    Yes,
    /// It cannot.
    No,
}

/// One who could be asked.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The lesser is asked first.
    pub priority: i32,
    /// What is known of it.
    pub breaker: Breaker,
    /// Tokens of question and answer together.
    pub window: u32,
    /// Whether it sees pictures.
    pub sees: Able,
}

/// What a question needs.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// Tokens of question and answer together.
    pub tokens: u64,
    /// Whether there are pictures in it.
    pub pictures: Able,
}

/// Places of those who can be asked now, in order. Who is to be tried after a rest comes after those who are well, unless
/// nobody is: a trial must not make a person wait while somebody else would answer.
#[must_use]
pub fn order(candidates: &[Candidate], need: &Need, now: DateTime<Utc>) -> Vec<usize> {
    let able = |candidate: &Candidate| {
        u64::from(candidate.window) >= need.tokens
            && (need.pictures == Able::No || candidate.sees == Able::Yes)
    };
    let mut places: Vec<(u8, i32, usize)> = candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| able(candidate))
        .filter_map(|(at, candidate)| match candidate.breaker.gate(now) {
            Gate::Open => Some((0, candidate.priority, at)),
            Gate::Trial => Some((1, candidate.priority, at)),
            Gate::Resting { .. } => None,
        })
        .collect();
    places.sort_unstable();
    places.into_iter().map(|(_, _, at)| at).collect()
}

/// What to do after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask the same one again after this time.
    Again {
        /// How long to wait.
        wait: Duration,
    },
    /// Ask the next one.
    Other,
}

/// Chance, given from outside: a share of a thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance(u16);

impl Chance {
    /// A share of a thousand; more is read as all of it.
    #[must_use]
    pub const fn of_thousand(share: u16) -> Self {
        Self(if share > 1_000 { 1_000 } else { share })
    }
}

/// What to do after the `tries`-th failure of one provider with this much time left. A wait that the provider asks for is
/// kept to, or it is not asked again; our own grow and are spread by chance.
#[must_use]
pub fn next(failure: Failure, tries: u32, left: Duration, chance: Chance) -> Next {
    if failure.advice() == Advice::Other || tries >= TRIES_MAX {
        return Next::Other;
    }
    let grown =
        WAIT.saturating_mul(1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX)).min(WAIT_MAX);
    // Half of it is certain, the other half is chance: together it is never nothing.
    let spread = grown / 2 + (grown / 2).saturating_mul(u32::from(chance.0)) / 1_000;
    let wait = failure.wait().map_or(spread, |asked| asked.max(spread));
    if wait > WAIT_MAX || wait.saturating_add(LEFT_MIN) > left {
        return Next::Other;
    }
    Next::Again { wait }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use chrono::{TimeDelta, TimeZone};
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap()
    }

    fn candidate(priority: i32, breaker: Breaker, window: u32, sees: Able) -> Candidate {
        Candidate { priority, breaker, window, sees }
    }

    fn resting(seconds: i64) -> Breaker {
        Breaker::Resting { until: now() + TimeDelta::seconds(seconds), rests: 1 }
    }

    #[test]
    fn those_who_can_are_asked_by_priority_and_trials_come_last() {
        let all = [
            candidate(3, Breaker::Whole, 8_000, Able::Yes),
            candidate(1, resting(60), 8_000, Able::Yes),
            candidate(0, resting(-1), 8_000, Able::Yes),
            candidate(2, Breaker::Strained { failures: 2 }, 4_000, Able::No),
            candidate(2, Breaker::Whole, 8_000, Able::No),
        ];
        let need = |tokens, pictures| Need { tokens, pictures };
        assert_eq!(order(&all, &need(1_000, Able::No), now()), [3, 4, 0, 2]);
        assert_eq!(order(&all, &need(4_001, Able::No), now()), [4, 0, 2]);
        assert_eq!(order(&all, &need(1_000, Able::Yes), now()), [0, 2]);
        assert_eq!(order(&all, &need(8_001, Able::No), now()), [0_usize; 0]);
    }

    #[test]
    fn a_failure_decides_who_is_asked_next() {
        let ms = Duration::from_millis;
        let half = Chance::of_thousand(0);
        let full = Chance::of_thousand(9_999);
        let long = Duration::from_secs(60);
        for (failure, tries, left, chance, wanted) in [
            (Failure::ServerError, 1, long, half, Next::Again { wait: ms(200) }),
            (Failure::ServerError, 1, long, full, Next::Again { wait: ms(400) }),
            (Failure::ServerError, 2, long, half, Next::Other),
            (Failure::ServerError, 1, ms(2_100), half, Next::Other),
            (Failure::RateLimited { wait_ms: Some(3_000) }, 1, long, half, Next::Again { wait: ms(3_000) }),
            (Failure::RateLimited { wait_ms: Some(60_000) }, 1, long * 9, half, Next::Other),
            (Failure::RateLimited { wait_ms: Some(1) }, 1, long, half, Next::Again { wait: ms(200) }),
            (Failure::Timeout, 1, long, half, Next::Other),
            (Failure::Auth, 1, long, half, Next::Other),
            (Failure::TooLong, 1, long, half, Next::Other),
        ] {
            assert_eq!(next(failure, tries, left, chance), wanted, "{failure:?} {tries}");
        }
    }

    proptest! {
        #[test]
        fn a_wait_always_leaves_time_for_an_answer(
            which in 0_usize..13, asked in proptest::option::of(any::<u64>()), tries in 0_u32..10,
            left in 0_u64..100_000, chance in any::<u16>(),
        ) {
            let failure = match Failure::ALL[which] {
                Failure::RateLimited { .. } => Failure::RateLimited { wait_ms: asked },
                Failure::Overloaded { .. } => Failure::Overloaded { wait_ms: asked },
                other => other,
            };
            let left = Duration::from_millis(left);
            if let Next::Again { wait } = next(failure, tries, left, Chance::of_thousand(chance)) {
                prop_assert!(wait + LEFT_MIN <= left && wait <= WAIT_MAX && tries < TRIES_MAX);
                prop_assert!(failure.wait().is_none_or(|asked| wait >= asked));
            }
        }

        #[test]
        fn nobody_is_asked_twice_and_nobody_who_rests_is_asked(
            some in proptest::collection::vec((-5_i32..5, -100_i64..100, 0_u32..10, any::<bool>()), 0..12),
        ) {
            let able = |yes| if yes { Able::Yes } else { Able::No };
            let all: Vec<_> = some.iter().map(|(priority, rest, window, sees)| {
                candidate(*priority, resting(*rest), *window, able(*sees))
            }).collect();
            let found = order(&all, &Need { tokens: 5, pictures: Able::No }, now());
            let mut unique = found.clone();
            unique.sort_unstable();
            unique.dedup();
            prop_assert_eq!(unique.len(), found.len());
            for at in &found {
                prop_assert!(some[*at].1 <= 0 && some[*at].2 >= 5);
            }
            for pair in found.windows(2) {
                prop_assert!(some[pair[0]].0 <= some[pair[1]].0);
            }
        }
    }
}
