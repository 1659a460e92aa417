//! When a file that could not be fetched is tried again. The message is there whatever becomes of its file.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a provider keeps a file of a message (Meta, "Media": ids of webhooks live 7 days since 9 October 2025).
pub const KEPT: TimeDelta = TimeDelta::days(7);
/// Waits after the first, second, … failure, in seconds; the last one repeats.
const WAITS: [i64; 7] = [5, 30, 120, 600, 1_800, 7_200, 21_600];
/// How often something that time rarely mends is tried.
const DOUBTFUL_MAX: u16 = 4;

/// Why a file could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FetchFailure {
    /// The provider did not answer, or broke off.
    Away,
    /// The provider asks for patience.
    Throttled,
    /// The provider does not take the line's token.
    Token,
    /// The provider says it does not have it.
    Gone,
    /// The provider refused for another reason.
    Refused,
    /// The bytes are not what the provider said they are.
    WrongHash,
    /// Larger than is taken here.
    TooLarge,
    /// The provider sent us to an address that is not its own.
    Elsewhere,
    /// The line is no longer connected.
    NoLine,
    /// Our own store could not take it.
    Storage,
}

impl FetchFailure {
    /// Every failure.
    pub const ALL: [Self; 10] = [
        Self::Away,
        Self::Throttled,
        Self::Token,
        Self::Gone,
        Self::Refused,
        Self::WrongHash,
        Self::TooLarge,
        Self::Elsewhere,
        Self::NoLine,
        Self::Storage,
    ];

    /// The stored word, also the Fluent key after `media-failure-`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Throttled => "throttled",
            Self::Token => "token",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::WrongHash => "wrong-hash",
            Self::TooLarge => "too-large",
            Self::Elsewhere => "elsewhere",
            Self::NoLine => "no-line",
            Self::Storage => "storage",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == word)
    }
}

/// What comes after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Tried again at this time.
    RetryAt(DateTime<Utc>),
    /// Not tried again by itself; a person may.
    Failed,
    /// The provider no longer has it.
    Expired,
}

/// Until when a provider has the file of a message it told of at this time.
#[must_use]
pub fn expires_at(told_at: DateTime<Utc>) -> DateTime<Utc> {
    told_at + KEPT
}

/// Decides after the given number of attempts, the one that just failed included. `jitter` is from 0 to 1 and spreads the
/// tries of files that failed together.
#[must_use]
pub fn next(
    failure: FetchFailure,
    attempts: u16,
    told_at: DateTime<Utc>,
    now: DateTime<Utc>,
    jitter: f64,
) -> Next {
    if now >= expires_at(told_at) {
        return Next::Expired;
    }
    let lasting = match failure {
        FetchFailure::TooLarge | FetchFailure::Elsewhere => true,
        FetchFailure::Gone | FetchFailure::Refused | FetchFailure::WrongHash => attempts >= DOUBTFUL_MAX,
        FetchFailure::Away
        | FetchFailure::Throttled
        | FetchFailure::Token
        | FetchFailure::NoLine
        | FetchFailure::Storage => false,
    };
    if lasting {
        return Next::Failed;
    }
    let place = usize::from(attempts.saturating_sub(1)).min(WAITS.len().saturating_sub(1));
    let wait = WAITS.get(place).copied().unwrap_or(5) * 1_000;
    // At most a quarter more, in whole percents.
    let share = (0..25).filter(|percent| f64::from(*percent) < jitter.clamp(0.0, 1.0) * 25.0).count();
    let spread = wait / 100 * i64::try_from(share).unwrap_or_default();
    // Never later than the provider has it: the last try is just before that.
    let at = now + TimeDelta::milliseconds(wait + spread);
    Next::RetryAt(at.min(expires_at(told_at) - TimeDelta::minutes(1)).max(now + TimeDelta::seconds(1)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn moment(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + second, 0).unwrap()
    }

    #[test]
    fn an_absent_provider_is_asked_less_and_less_often() {
        let waits: Vec<i64> = (1..=9)
            .map(|attempts| match next(FetchFailure::Away, attempts, moment(0), moment(10), 0.0) {
                Next::RetryAt(at) => (at - moment(10)).num_seconds(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(waits, [5, 30, 120, 600, 1_800, 7_200, 21_600, 21_600, 21_600]);
    }

    #[test]
    fn what_no_time_mends_is_given_up_and_what_may_is_not() {
        let given_up = |failure, attempts| next(failure, attempts, moment(0), moment(1), 0.5) == Next::Failed;
        for failure in FetchFailure::ALL {
            let at_once = matches!(failure, FetchFailure::TooLarge | FetchFailure::Elsewhere);
            let doubtful =
                matches!(failure, FetchFailure::Gone | FetchFailure::Refused | FetchFailure::WrongHash);
            assert_eq!(given_up(failure, 1), at_once, "{failure:?}");
            assert_eq!(given_up(failure, 4), at_once || doubtful, "{failure:?}");
            assert_eq!(given_up(failure, 400), at_once || doubtful, "{failure:?}");
            assert_eq!(FetchFailure::parse(failure.as_str()), Some(failure));
        }
    }

    #[test]
    fn after_seven_days_it_is_gone_whatever_failed_last() {
        let end = moment(7 * 86_400);
        for failure in FetchFailure::ALL {
            assert_eq!(next(failure, 1, moment(0), end, 0.0), Next::Expired, "{failure:?}");
        }
        let last = next(FetchFailure::Away, 30, moment(0), end - TimeDelta::hours(1), 1.0);
        assert_eq!(last, Next::RetryAt(end - TimeDelta::minutes(1)));
    }

    proptest! {
        #[test]
        fn a_retry_is_always_ahead_and_never_after_the_provider_forgot(
            failure in proptest::sample::select(FetchFailure::ALL.as_slice()),
            attempts in any::<u16>(), age in 0_i64..(8 * 86_400), jitter in any::<f64>(),
        ) {
            let now = moment(age);
            match next(failure, attempts, moment(0), now, jitter) {
                Next::RetryAt(at) => {
                    prop_assert!(at > now);
                    prop_assert!(at <= expires_at(moment(0)).max(now + TimeDelta::seconds(1)));
                }
                Next::Expired => prop_assert!(age >= 7 * 86_400),
                Next::Failed => prop_assert!(age < 7 * 86_400),
            }
        }
    }
}
