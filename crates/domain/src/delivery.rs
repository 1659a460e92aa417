//! What to do after an attempt to send: the outcome decides, by Meta's error codes and plain network facts.

mod table;

use chrono::{DateTime, Duration, Utc};
pub use table::{Class, classify};

/// How an attempt ended, as the adapter saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Taken under this id.
    Accepted {
        /// The provider's id of the message.
        provider_message_id: String,
        /// The `wa_id` the provider found for the number, when it told.
        wa_id: Option<String>,
    },
    /// Refused with a code.
    Refused {
        /// HTTP status.
        http_status: u16,
        /// Provider's code.
        code: i32,
        /// Provider's details, for the record only.
        detail: String,
    },
    /// Too fast: HTTP 429, with the provider's code when there was one.
    Throttled {
        /// HTTP status.
        http_status: u16,
        /// Provider's code.
        code: Option<i32>,
    },
    /// The provider failed before it took anything (5xx with an error body, or an answer that says so).
    ServerError {
        /// HTTP status.
        http_status: u16,
    },
    /// The provider was not reached: nothing was sent.
    NetworkBeforeSend,
    /// The request went out and no answer came: nobody knows.
    NoAnswer,
}

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Sent.
    Done,
    /// Try again then.
    RetryAt(DateTime<Utc>),
    /// Given up for good.
    Fail {
        /// Provider's code, 0 when there is none.
        code: i32,
        /// Fluent key of the sentence for people.
        reason_key: &'static str,
    },
    /// Show as unknown; never send again by itself.
    Unknown,
    /// The line was refused and not the message: the line stops, and the message waits until it sends again.
    PauseLine {
        /// Provider's code.
        code: i32,
        /// Word for the reason: `auth` or `account`.
        reason: &'static str,
    },
}

/// Longest pause between attempts.
const BACKOFF_MAX_SECONDS: i64 = 15 * 60;
/// First pause after a code that asks to wait (pauses of templates, limits by the hour and by the day).
const WAIT_SECONDS: i64 = 15 * 60;
/// Longest pause after a code that asks to wait.
const WAIT_MAX_SECONDS: i64 = 6 * 60 * 60;
/// The pair limit lets one message through every six seconds and asks for 4^n seconds (Meta, "About the platform").
const PAIR_RATE: i32 = 131_056;

/// Decides what follows an attempt. `attempts` counts this one; `jitter` is from 0 to 1.
#[must_use]
pub fn next(outcome: &Outcome, attempts: u16, attempts_max: u16, now: DateTime<Utc>, jitter: f64) -> Next {
    let retry = |code: i32| {
        if attempts >= attempts_max {
            return Next::Fail { code, reason_key: reason_key(code) };
        }
        Next::RetryAt(now + backoff(code, attempts, jitter))
    };
    let by_code = |code: i32| match classify(code) {
        Class::Backoff | Class::Wait => retry(code),
        Class::Auth => Next::PauseLine { code, reason: "auth" },
        Class::Account => Next::PauseLine { code, reason: "account" },
        Class::Fix | Class::Never | Class::Info => Next::Fail { code, reason_key: reason_key(code) },
    };
    match outcome {
        Outcome::Accepted { .. } => Next::Done,
        Outcome::NoAnswer => Next::Unknown,
        Outcome::NetworkBeforeSend | Outcome::ServerError { .. } => retry(0),
        // Too fast is always tried again, unless its code says that the account is stopped.
        Outcome::Throttled { code: Some(code), .. } if classify(*code) == Class::Account => by_code(*code),
        Outcome::Throttled { code, .. } => retry(code.unwrap_or(429)),
        Outcome::Refused { code, .. } => by_code(*code),
    }
}

/// Pause before the next attempt: doubling from one second, four-fold for the pair limit, doubling from a quarter of an hour
/// where the code asks to wait; up to half of it more as jitter.
fn backoff(code: i32, attempts: u16, jitter: f64) -> Duration {
    let power = u32::from(attempts).min(17);
    let before = power.saturating_sub(1);
    let seconds = match classify(code) {
        _ if code == PAIR_RATE => 4_i64.saturating_pow(power).min(BACKOFF_MAX_SECONDS),
        Class::Wait => (WAIT_SECONDS * 2_i64.saturating_pow(before)).min(WAIT_MAX_SECONDS),
        _ => 2_i64.saturating_pow(before).min(BACKOFF_MAX_SECONDS),
    };
    let millis = seconds * 1_000;
    // Jitter in thousandths keeps this in whole numbers.
    let share = thousandths(jitter);
    Duration::milliseconds(millis + millis * share / 2_000)
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "clamped to 0..=1000 before")]
fn thousandths(share: f64) -> i64 {
    (share.clamp(0.0, 1.0) * 1_000.0) as i64
}

/// The sentence for people, by code. Every key stands in `locales/*/send.ftl`.
#[must_use]
pub fn reason_key(code: i32) -> &'static str {
    let own = REASONS.iter().find(|(known, _)| *known == code).map(|(_, key)| *key);
    let family = || FAMILIES.iter().find(|(codes, _)| codes.contains(&code)).map(|(_, key)| *key);
    own.or_else(family).unwrap_or_else(|| match table::known(code) {
        Some(Class::Auth) => "send-error-token",
        Some(Class::Account) => "send-error-account",
        Some(Class::Backoff) => "send-error-provider-failed",
        Some(Class::Wait) => "send-error-too-fast",
        Some(Class::Fix) => "send-error-parameter",
        Some(Class::Never | Class::Info) | None => REASON_OTHER,
    })
}

/// Codes whose neighbours share a sentence; what has one of its own comes first.
pub const FAMILIES: [(std::ops::RangeInclusive<i32>, &str); 8] = [
    (2_040..=2_047, "send-error-payments"),
    (131_052..=131_053, "send-error-media"),
    (131_201..=131_215, "send-error-group"),
    (132_000..=132_018, "send-error-template"),
    (132_068..=132_069, "send-error-flow"),
    (134_011..=134_011, "send-error-payments"),
    (134_100..=134_102, "send-error-template"),
    (139_000..=139_006, "send-error-flow"),
];

/// The sentence when no other fits.
pub const REASON_OTHER: &str = "send-error-other";

/// Codes that have a sentence of their own.
pub const REASONS: [(i32, &str); 36] = [
    (0, "send-error-provider-away"),
    (1, "send-error-provider-failed"),
    (2, "send-error-provider-failed"),
    (3, "send-error-token"),
    (4, "send-error-too-fast"),
    (10, "send-error-token"),
    (33, "send-error-unregistered"),
    (100, "send-error-parameter"),
    (190, "send-error-token"),
    (200, "send-error-token"),
    (429, "send-error-too-fast"),
    (80_007, "send-error-too-fast"),
    (130_403, "send-error-blocked"),
    (131_005, "send-error-token"),
    (131_016, "send-error-provider-failed"),
    (131_030, "send-error-test-number"),
    (131_037, "send-error-unregistered"),
    (131_042, "send-error-payment"),
    (131_045, "send-error-unregistered"),
    (131_048, "send-error-account"),
    (131_049, "send-error-experiment"),
    (131_057, "send-error-provider-failed"),
    (133_010, "send-error-unregistered"),
    (368, "send-error-account"),
    (130_429, "send-error-too-fast"),
    (130_472, "send-error-experiment"),
    (131_000, "send-error-provider-failed"),
    (131_008, "send-error-parameter"),
    (131_009, "send-error-parameter"),
    (131_021, "send-error-own-number"),
    (131_026, "send-error-undeliverable"),
    (131_031, "send-error-account"),
    (131_047, "send-error-window"),
    (131_050, "send-error-opted-out"),
    (131_051, "send-error-kind"),
    (131_056, "send-error-pair-rate"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default()
    }

    fn refused(code: i32) -> Outcome {
        Outcome::Refused { http_status: 400, code, detail: String::new() }
    }

    #[test]
    fn the_table_decides_by_code() {
        assert!(matches!(
            next(&refused(131_047), 1, 8, now(), 0.0),
            Next::Fail { reason_key: "send-error-window", .. }
        ));
        assert!(matches!(next(&refused(190), 1, 8, now(), 0.0), Next::PauseLine { reason: "auth", .. }));
        assert!(matches!(next(&refused(368), 1, 8, now(), 0.0), Next::PauseLine { reason: "account", .. }));
        assert!(matches!(next(&refused(130_429), 1, 8, now(), 0.0), Next::RetryAt(_)));
        assert!(matches!(
            next(&refused(999_999), 1, 8, now(), 0.0),
            Next::Fail { reason_key: REASON_OTHER, .. }
        ));
    }

    #[test]
    fn a_lost_answer_is_never_sent_again() {
        for attempts in 1..20 {
            assert_eq!(next(&Outcome::NoAnswer, attempts, 8, now(), 0.5), Next::Unknown);
        }
    }

    #[test]
    fn the_pair_limit_waits_four_to_the_power_of_the_attempts() {
        for (attempt, seconds) in [(1, 4), (2, 16), (3, 64)] {
            assert_eq!(
                next(&refused(PAIR_RATE), attempt, 8, now(), 0.0),
                Next::RetryAt(now() + Duration::seconds(seconds))
            );
        }
    }

    #[test]
    fn codes_that_ask_to_wait_are_not_tried_again_within_a_quarter_of_an_hour() {
        for (attempt, minutes) in [(1, 15), (2, 30), (3, 60), (9, 360), (60, 360)] {
            let wanted = Next::RetryAt(now() + Duration::minutes(minutes));
            assert_eq!(next(&refused(131_049), attempt, 99, now(), 0.0), wanted);
        }
    }

    #[test]
    fn too_fast_is_tried_again_but_a_stopped_account_is_not() {
        let throttled = |code| Outcome::Throttled { http_status: 429, code };
        let soon = Next::RetryAt(now() + Duration::seconds(1));
        assert_eq!(next(&throttled(None), 1, 8, now(), 0.0), soon);
        assert_eq!(next(&throttled(Some(130_429)), 1, 8, now(), 0.0), soon);
        let paused = Next::PauseLine { code: 131_048, reason: "account" };
        assert_eq!(next(&throttled(Some(131_048)), 1, 8, now(), 0.0), paused);
    }

    #[test]
    fn every_sentence_belongs_to_one_code_and_codes_without_one_share_a_sentence() {
        let codes: std::collections::BTreeSet<i32> = REASONS.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), REASONS.len());
        assert!(REASONS.iter().all(|(code, key)| reason_key(*code) == *key));
        for (code, key) in [
            (139_000, "send-error-flow"),
            (132_001, "send-error-template"),
            (131_053, "send-error-media"),
            (131_207, "send-error-group"),
            (250, "send-error-token"),
            (131_044, "send-error-account"),
            (133_004, "send-error-provider-failed"),
            (131_064, "send-error-too-fast"),
            (131_059, "send-error-parameter"),
            (999_999, REASON_OTHER),
        ] {
            assert_eq!(reason_key(code), key, "{code}");
        }
    }

    /// Every code of Meta's pages by what it asks for, copied by hand from the reference and not from the table: the first
    /// of 200 to 299 stands for all.
    const WRITTEN: [(Class, &[i32]); 7] = [
        (Class::Auth, &[0, 3, 10, 190, 200, 131_005]),
        (
            Class::Account,
            &[
                33, 368, 131_031, 131_037, 131_042, 131_044, 131_045, 131_048, 131_207, 133_010, 134_011,
                138_014,
            ],
        ),
        (
            Class::Backoff,
            &[
                1, 2, 4, 613, 80_007, 130_429, 131_000, 131_016, 131_056, 131_057, 131_208, 133_004, 138_002,
                138_004, 138_005, 138_007, 138_019, 138_020, 138_022, 138_023, 139_102, 139_103, 2_494_100,
            ],
        ),
        (
            Class::Wait,
            &[
                131_049, 131_064, 131_214, 132_015, 132_069, 133_008, 133_009, 133_015, 133_016, 134_101,
                138_003, 138_009, 138_012,
            ],
        ),
        (
            Class::Fix,
            &[
                100, 803, 2_046, 2_047, 131_008, 131_009, 131_020, 131_030, 131_036, 131_041, 131_051,
                131_053, 131_055, 131_059, 131_062, 131_063, 131_202, 131_204, 131_209, 131_210, 131_212,
                131_213, 131_215, 132_000, 132_001, 132_005, 132_007, 132_008, 132_012, 132_018, 132_068,
                133_000, 133_005, 133_006, 134_100, 134_102, 135_000, 136_024, 137_000, 138_000, 138_006,
                138_013, 138_015, 138_018, 138_021, 139_000, 139_001, 139_002, 139_003, 139_004, 139_006,
                139_100, 139_101, 147_001, 147_002, 147_003, 147_004, 147_005, 200_005, 200_006, 200_007,
                2_388_001, 2_388_012, 2_388_019, 2_388_040, 2_388_047, 2_388_072, 2_388_073, 2_388_091,
                2_388_093, 2_388_103, 2_388_293, 2_388_299, 2_494_164, 2_494_165, 2_494_166, 2_494_167,
                2_494_168, 2_494_176, 2_494_177, 2_494_179, 2_593_079, 2_593_085,
            ],
        ),
        (
            Class::Never,
            &[
                2_040, 130_403, 130_472, 130_497, 131_021, 131_026, 131_047, 131_050, 131_203, 131_211,
                132_016, 138_001, 2_593_107, 2_593_108,
            ],
        ),
        (Class::Info, &[131_035, 131_052, 131_060, 131_201, 138_017, 1_752_041, 2_593_109]),
    ];

    #[test]
    fn every_code_of_the_reference_is_decided_as_written_with_words_for_people() {
        let count: usize = WRITTEN.iter().map(|(_, codes)| codes.len()).sum();
        assert_eq!(count, 158);
        for (class, codes) in WRITTEN {
            for code in codes {
                assert_eq!(classify(*code), class, "{code}");
                let (first, last) =
                    (next(&refused(*code), 1, 8, now(), 0.0), next(&refused(*code), 8, 8, now(), 0.0));
                let is_decided = match class {
                    Class::Auth => matches!(first, Next::PauseLine { reason: "auth", .. }),
                    Class::Account => matches!(first, Next::PauseLine { reason: "account", .. }),
                    Class::Backoff | Class::Wait => {
                        matches!(first, Next::RetryAt(_)) && matches!(last, Next::Fail { .. })
                    }
                    Class::Fix | Class::Never | Class::Info => matches!(first, Next::Fail { .. }),
                };
                assert!(is_decided, "{code}: {first:?}, {last:?}");
                let known_words = REASONS.iter().map(|(_, key)| *key);
                let mut words = known_words.chain(FAMILIES.iter().map(|(_, key)| *key)).chain([REASON_OTHER]);
                assert!(words.any(|key| key == reason_key(*code)), "{code}");
            }
        }
    }

    #[test]
    fn a_lost_token_stops_the_line_and_never_loses_the_message_to_retries() {
        for code in [3, 10, 190, 200, 299, 131_005] {
            assert!(matches!(next(&refused(code), 1, 8, now(), 0.0), Next::PauseLine { reason: "auth", .. }));
        }
    }

    #[test]
    fn attempts_end() {
        let server = Outcome::ServerError { http_status: 503 };
        assert!(matches!(next(&server, 7, 8, now(), 0.0), Next::RetryAt(_)));
        assert!(matches!(next(&server, 8, 8, now(), 0.0), Next::Fail { .. }));
    }

    proptest! {
        #[test]
        fn a_retry_is_always_later_and_never_too_late(code in 0..140_000_i32, attempts in 1_u16..100, jitter in 0.0..1.0) {
            if let Next::RetryAt(at) = next(&refused(code), attempts, 200, now(), jitter) {
                let longest = if classify(code) == Class::Wait { WAIT_MAX_SECONDS } else { BACKOFF_MAX_SECONDS };
                prop_assert!(at > now() && at <= now() + Duration::seconds(longest * 3 / 2));
            }
        }
    }
}
