//! How much a tenant may use in a day and how often it may ask: both are refused before anything is sent.

use super::Usage;
use crate::pace::MinuteCap;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Questions of a tenant in any minute, when nobody set it otherwise.
pub const ASKS_PER_MINUTE: u32 = 20;

/// The most of a day, which is the tenant's. None is without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLimits {
    /// Millionths of the tenant's currency.
    pub micros: Option<i64>,
    /// Tokens, for models without a price.
    pub tokens: Option<u64>,
}

/// What a day has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Millionths spent.
    pub micros: i64,
    /// Tokens used.
    pub tokens: u64,
    /// Millionths held for questions on their way.
    pub held_micros: i64,
    /// Tokens held for questions on their way.
    pub held_tokens: u64,
}

/// The most one question can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worst {
    /// Millionths; none when the model has no price.
    pub micros: Option<i64>,
    /// Tokens of question and answer.
    pub tokens: u64,
}

/// Whether a question may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Fits,
    /// The day's money is spent.
    MoneySpent,
    /// The day's tokens are used.
    TokensUsed,
    /// There is a limit in money, and what the model costs is not known.
    NoPrice,
    /// Too many in this minute.
    TooOften {
        /// From when on the next may go.
        free_at: DateTime<Utc>,
    },
}

/// Whether a question fits into the day. A price that nobody knows cannot be held against a limit in money, so such a model
/// rests while there is one.
#[must_use]
pub fn decide(limits: &DayLimits, day: &Day, worst: &Worst) -> Verdict {
    if let Some(limit) = limits.micros {
        let Some(micros) = worst.micros else { return Verdict::NoPrice };
        let used = day.micros.saturating_add(day.held_micros);
        if micros > 0 && used.saturating_add(micros) > limit {
            return Verdict::MoneySpent;
        }
    }
    if let Some(limit) = limits.tokens {
        let used = day.tokens.saturating_add(day.held_tokens);
        if used.saturating_add(worst.tokens) > limit {
            return Verdict::TokensUsed;
        }
    }
    Verdict::Fits
}

/// Whether one more may be asked now; `recent` are the moments of the last questions, in any order.
#[must_use]
pub fn pace(per_minute: u32, recent: &[DateTime<Utc>], now: DateTime<Utc>) -> Verdict {
    match MinuteCap::new(per_minute, recent.to_vec()).free_at() {
        Some(free_at) if free_at > now => Verdict::TooOften { free_at },
        Some(_) | None => Verdict::Fits,
    }
}

impl Day {
    /// Holds the most a question can come to.
    pub fn hold(&mut self, worst: &Worst) {
        self.held_micros = self.held_micros.saturating_add(worst.micros.unwrap_or(0).max(0));
        self.held_tokens = self.held_tokens.saturating_add(worst.tokens);
    }

    /// Books what it came to, and lets go of what was held.
    pub fn settle(&mut self, worst: &Worst, usage: Usage, micros: Option<i64>) {
        self.held_micros = self.held_micros.saturating_sub(worst.micros.unwrap_or(0).max(0)).max(0);
        self.held_tokens = self.held_tokens.saturating_sub(worst.tokens);
        self.micros = self.micros.saturating_add(micros.unwrap_or(0).max(0));
        self.tokens = self.tokens.saturating_add(usage.total());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::{TimeDelta, TimeZone};
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap() + TimeDelta::seconds(seconds)
    }

    #[test]
    fn a_day_stops_before_its_limit_is_passed() {
        let limits = DayLimits { micros: Some(1_000), tokens: Some(500) };
        for (micros, held, tokens, worst, verdict) in [
            (0, 0, 0, (Some(1_000), 500), Verdict::Fits),
            (1, 0, 0, (Some(1_000), 1), Verdict::MoneySpent),
            (0, 1, 0, (Some(1_000), 1), Verdict::MoneySpent),
            (9_000, 0, 0, (Some(0), 1), Verdict::Fits),
            (0, 0, 500, (Some(0), 1), Verdict::TokensUsed),
            (0, 0, 0, (None, 1), Verdict::NoPrice),
        ] {
            let day = Day { micros, held_micros: held, tokens, held_tokens: 0 };
            let worst = Worst { micros: worst.0, tokens: worst.1 };
            assert_eq!(decide(&limits, &day, &worst), verdict, "{micros} {held} {tokens}");
            assert_eq!(decide(&DayLimits::default(), &day, &worst), Verdict::Fits);
        }
    }

    #[test]
    fn the_twenty_first_question_of_a_minute_waits() {
        let recent: Vec<_> = (0..20).map(at).collect();
        assert_eq!(pace(ASKS_PER_MINUTE, &recent[..19], at(19)), Verdict::Fits);
        assert_eq!(pace(ASKS_PER_MINUTE, &recent, at(20)), Verdict::TooOften { free_at: at(60) });
        assert_eq!(pace(ASKS_PER_MINUTE, &recent, at(60)), Verdict::Fits);
    }

    proptest! {
        #[test]
        fn whatever_comes_the_day_never_passes_its_limits(
            money in 0_i64..100_000, tokens in 0_u64..100_000,
            asks in proptest::collection::vec((0_i64..5_000, 0_u64..5_000, 0_u32..=100), 0..60),
        ) {
            let limits = DayLimits { micros: Some(money), tokens: Some(tokens) };
            let mut day = Day::default();
            let mut open = Vec::new();
            for (micros, most, percent) in asks {
                let worst = Worst { micros: Some(micros), tokens: most };
                if decide(&limits, &day, &worst) == Verdict::Fits {
                    day.hold(&worst);
                    open.push((worst, percent));
                }
                // Half of them are still on their way when the next comes.
                if open.len() > 3 {
                    let (worst, percent) = open.remove(0);
                    let part = u32::try_from(worst.tokens).unwrap() * percent / 100;
                    let cost = worst.micros.unwrap() * i64::from(percent) / 100;
                    day.settle(&worst, Usage::new(part, 0, 0), Some(cost));
                }
                prop_assert!(day.micros + day.held_micros <= money);
                prop_assert!(day.tokens + day.held_tokens <= tokens);
            }
        }

        #[test]
        fn no_minute_has_more_than_allowed(limit in 1_u32..30, gaps in proptest::collection::vec(0_i64..20, 1..120)) {
            let (mut clock, mut asked) = (0, Vec::new());
            for gap in gaps {
                clock += gap;
                if pace(limit, &asked, at(clock)) == Verdict::Fits {
                    asked.push(at(clock));
                }
            }
            for from in &asked {
                let within = asked.iter().filter(|one| **one >= *from && **one < *from + TimeDelta::seconds(60)).count();
                prop_assert!(within <= usize::try_from(limit).unwrap());
            }
        }
    }
}
