//! A provider that keeps failing is left alone for a while, and then tried with one question.

use super::failure::{Failure, Health};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Failures in a row that open it.
pub const FAILURES_MAX: u32 = 4;
/// Seconds of the first rest.
const REST_SECONDS: i64 = 30;
/// Seconds of the longest rest.
const REST_SECONDS_MAX: i64 = 900;
/// Seconds of rest when only a person can help.
const REST_SECONDS_UNUSABLE: i64 = 600;
/// Seconds after which a trial that nobody heard of again counts as lost.
const TRIAL_SECONDS: i64 = 120;

/// What a provider may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Questions.
    Open,
    /// One question, as a trial: [`Breaker::begin`] notes it.
    Trial,
    /// Nothing until then.
    Resting {
        /// The end of the rest.
        until: DateTime<Utc>,
    },
}

/// How a call ended, as far as the provider's health goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// With an answer.
    Answered,
    /// With a failure.
    Failed(Failure),
}

/// What is known of one provider and model. The state that has never failed is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Breaker {
    /// Questions pass.
    #[default]
    #[serde(rename = "whole")]
    Whole,
    /// Questions pass, some failed in a row.
    Strained {
        /// How many.
        failures: u32,
    },
    /// Nothing passes.
    Resting {
        /// The end of the rest.
        until: DateTime<Utc>,
        /// Rests in a row.
        rests: u32,
    },
    /// One question is on its way.
    Trying {
        /// Since when.
        since: DateTime<Utc>,
        /// Rests in a row.
        rests: u32,
    },
}

impl Breaker {
    /// What it may get now.
    #[must_use]
    pub fn gate(&self, now: DateTime<Utc>) -> Gate {
        match *self {
            Self::Whole | Self::Strained { .. } => Gate::Open,
            Self::Resting { until, .. } if now < until => Gate::Resting { until },
            Self::Resting { .. } => Gate::Trial,
            Self::Trying { since, .. } => {
                let until = since + TimeDelta::seconds(TRIAL_SECONDS);
                if now < until { Gate::Resting { until } } else { Gate::Trial }
            }
        }
    }

    /// A question goes out. False when it must not.
    pub fn begin(&mut self, now: DateTime<Utc>) -> bool {
        match self.gate(now) {
            Gate::Open => true,
            Gate::Resting { .. } => false,
            Gate::Trial => {
                *self = Self::Trying { since: now, rests: self.rests() };
                true
            }
        }
    }

    /// A question ended. What was at fault with the question alone is taken as a sign of life.
    pub fn note(&mut self, told: Told, now: DateTime<Utc>) {
        let health = match told {
            Told::Answered => Health::Well,
            Told::Failed(failure) => failure.health(),
        };
        let wait = match told {
            Told::Failed(failure) => failure.wait(),
            Told::Answered => None,
        };
        match (health, *self) {
            // Answers of calls that began before the rest do not end it.
            (_, Self::Resting { .. }) => {}
            (Health::Well, _) => *self = Self::Whole,
            (Health::Unusable, _) => self.rest(REST_SECONDS_UNUSABLE, now),
            (Health::Sick, Self::Trying { rests, .. }) => {
                let doubled =
                    REST_SECONDS.saturating_mul(1_i64.checked_shl(rests.min(10)).unwrap_or(i64::MAX));
                self.rest(longer(doubled, wait), now);
            }
            (Health::Sick, Self::Whole) => *self = Self::Strained { failures: 1 },
            (Health::Sick, Self::Strained { failures }) if failures.saturating_add(1) < FAILURES_MAX => {
                *self = Self::Strained { failures: failures.saturating_add(1) };
            }
            (Health::Sick, Self::Strained { .. }) => self.rest(longer(REST_SECONDS, wait), now),
        }
    }

    const fn rests(&self) -> u32 {
        match *self {
            Self::Whole | Self::Strained { .. } => 0,
            Self::Resting { rests, .. } | Self::Trying { rests, .. } => rests,
        }
    }

    fn rest(&mut self, seconds: i64, now: DateTime<Utc>) {
        let until = now + TimeDelta::seconds(seconds.clamp(1, REST_SECONDS_MAX));
        *self = Self::Resting { until, rests: self.rests().saturating_add(1) };
    }
}

/// As long as the provider asks for, if that is longer.
fn longer(seconds: i64, wait: Option<std::time::Duration>) -> i64 {
    let asked = wait.map_or(0, |wait| i64::try_from(wait.as_secs()).unwrap_or(i64::MAX));
    seconds.max(asked)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap() + TimeDelta::seconds(seconds)
    }

    fn sick() -> Told {
        Told::Failed(Failure::ServerError)
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..FAILURES_MAX {
            assert!(breaker.begin(at(0)));
            breaker.note(sick(), at(0));
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_closes_after_a_good_trial() {
        let mut breaker = opened();
        assert_eq!(breaker.gate(at(29)), Gate::Resting { until: at(30) });
        assert!(!breaker.begin(at(29)));
        assert_eq!(breaker.gate(at(30)), Gate::Trial);
        assert!(breaker.begin(at(30)));
        assert!(!breaker.begin(at(31)), "one trial at a time");
        breaker.note(Told::Answered, at(32));
        assert_eq!(breaker, Breaker::Whole);
    }

    #[test]
    fn an_answer_between_failures_begins_the_count_again() {
        let mut breaker = Breaker::default();
        for _ in 0..3 {
            for _ in 0..FAILURES_MAX - 1 {
                breaker.note(sick(), at(0));
            }
            breaker.note(Told::Answered, at(0));
        }
        assert_eq!(breaker, Breaker::Whole);
    }

    #[test]
    fn a_bad_trial_makes_the_next_rest_twice_as_long_up_to_a_bound() {
        let mut breaker = opened();
        let mut now = at(30);
        for rest in [60, 120, 240, 480, 900, 900] {
            assert!(breaker.begin(now));
            breaker.note(sick(), now);
            now += TimeDelta::seconds(rest);
            assert_eq!(breaker.gate(now - TimeDelta::seconds(1)), Gate::Resting { until: now });
        }
    }

    #[test]
    fn a_wrong_key_rests_at_once_and_a_bad_question_never() {
        let mut breaker = Breaker::default();
        breaker.note(Told::Failed(Failure::Auth), at(0));
        assert_eq!(breaker.gate(at(599)), Gate::Resting { until: at(600) });
        let mut breaker = Breaker::default();
        for failure in [Failure::TooLong, Failure::Filtered, Failure::Refused].repeat(5) {
            breaker.note(Told::Failed(failure), at(0));
        }
        assert_eq!(breaker, Breaker::Whole);
    }

    #[test]
    fn who_asks_for_more_time_gets_it() {
        let mut breaker = Breaker::Strained { failures: FAILURES_MAX - 1 };
        breaker.note(Told::Failed(Failure::RateLimited { wait_ms: Some(90_000) }), at(0));
        assert_eq!(breaker.gate(at(0)), Gate::Resting { until: at(90) });
    }

    #[test]
    fn a_trial_nobody_heard_of_again_is_given_up() {
        let mut breaker = opened();
        assert!(breaker.begin(at(30)));
        assert!(!breaker.begin(at(149)));
        assert!(breaker.begin(at(150)));
    }

    #[test]
    fn every_state_is_stored_and_read() {
        let mut trying = opened();
        trying.begin(at(30));
        for breaker in [Breaker::Whole, Breaker::Strained { failures: 2 }, opened(), trying] {
            let stored = serde_json::to_string(&breaker).unwrap();
            assert_eq!(serde_json::from_str::<Breaker>(&stored).unwrap(), breaker);
        }
    }

    proptest! {
        #[test]
        fn a_rest_always_ends_and_while_it_trusts_at_most_a_few_fail_in_a_row(
            steps in proptest::collection::vec((0_usize..14, 0_i64..100), 1..200),
        ) {
            let (mut breaker, mut clock, mut row) = (Breaker::default(), 0, 0);
            for (which, gap) in steps {
                clock += gap;
                let now = at(clock);
                if let Gate::Resting { until } = breaker.gate(now) {
                    prop_assert!(until > now && until <= now + TimeDelta::seconds(REST_SECONDS_MAX));
                }
                if !breaker.begin(now) {
                    continue;
                }
                let told = Failure::ALL.get(which).map_or(Told::Answered, |failure| Told::Failed(*failure));
                breaker.note(told, now);
                row = match told {
                    Told::Failed(failure) if failure.health() == Health::Sick => row + 1,
                    _ => 0,
                };
                // After this many in a row it rests, whatever came before.
                let rests = matches!(breaker, Breaker::Resting { .. });
                prop_assert!(row < FAILURES_MAX || rests);
            }
        }
    }
}
