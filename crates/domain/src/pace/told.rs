//! What a provider tells of a number's speed and of the reach of its portfolio, as far as the pace depends on it (Meta,
//! "Throughput" and "Messaging limits", read November 2026).

use super::{LINE_PER_SECOND_COEXISTENCE, LINE_PER_SECOND_UPGRADED};
use crate::line_health::Facts;

/// The speed a provider gave to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// The ordinary one.
    Standard,
    /// Raised by the provider.
    Upgraded,
    /// Fixed and low: the number is used in the phone's app, too.
    OnPhone,
}

impl Speed {
    /// What facts tell of the speed; none when they tell nothing. A number in the phone's app stays slow whatever its level
    /// says.
    #[must_use]
    pub fn of(facts: &Facts) -> Option<Self> {
        match (facts.on_phone, facts.throughput.as_deref()) {
            (Some(true), _) => Some(Self::OnPhone),
            (_, Some("HIGH")) => Some(Self::Upgraded),
            (_, Some("STANDARD")) | (Some(false), _) => Some(Self::Standard),
            _ => None,
        }
    }

    /// The stored word; none for the ordinary speed.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Standard => None,
            Self::Upgraded => Some("upgraded"),
            Self::OnPhone => Some("on_phone"),
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: Option<&str>) -> Self {
        match word {
            Some("upgraded") => Self::Upgraded,
            Some("on_phone") => Self::OnPhone,
            _ => Self::Standard,
        }
    }
}

/// Messages a second of a line; none is without limit. `own` is what people set for it (0 without limit), `default` what
/// holds where nobody did. People may slow a fast number down; the speed of the phone's app nobody may exceed.
#[must_use]
pub fn per_second(own: Option<u32>, speed: Speed, default: Option<u32>) -> Option<u32> {
    let wanted = match own {
        Some(0) => None,
        Some(own) => Some(own),
        None if speed == Speed::Upgraded => default.map(|default| default.max(LINE_PER_SECOND_UPGRADED)),
        None => default,
    };
    match speed {
        Speed::OnPhone => {
            Some(wanted.map_or(LINE_PER_SECOND_COEXISTENCE, |wanted| wanted.min(LINE_PER_SECOND_COEXISTENCE)))
        }
        Speed::Standard | Speed::Upgraded => wanted,
    }
}

/// How many people a portfolio may write to outside their window in a moving day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReachLimit {
    /// As many as it likes.
    Unlimited,
    /// So many.
    People(u32),
}

impl ReachLimit {
    /// Reads a provider's word: a tier such as `TIER_2K`, or a number. None for a word of tomorrow, which changes nothing.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let size = word.strip_prefix("TIER_").unwrap_or(word);
        if size == "UNLIMITED" {
            return Some(Self::Unlimited);
        }
        let (digits, unit) = match size.strip_suffix('K') {
            Some(thousands) => (thousands, 1_000),
            None => (size, 1),
        };
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        digits.parse::<u32>().ok()?.checked_mul(unit).map(Self::People)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_tier_and_every_number_is_read_and_unknown_words_change_nothing() {
        let table = [
            ("TIER_50", Some(ReachLimit::People(50))),
            ("TIER_250", Some(ReachLimit::People(250))),
            ("TIER_1K", Some(ReachLimit::People(1_000))),
            ("TIER_2K", Some(ReachLimit::People(2_000))),
            ("TIER_10K", Some(ReachLimit::People(10_000))),
            ("TIER_100K", Some(ReachLimit::People(100_000))),
            ("TIER_UNLIMITED", Some(ReachLimit::Unlimited)),
            ("2000", Some(ReachLimit::People(2_000))),
            ("TIER_NOT_SET", None),
            ("TIER_", None),
            ("K", None),
            ("", None),
            ("-1", None),
            ("+5", None),
            ("99999999999", None),
            ("4294967295K", None),
        ];
        for (word, limit) in table {
            assert_eq!(ReachLimit::parse(word), limit, "{word}");
        }
    }

    #[test]
    fn the_speed_follows_what_is_told_and_the_phone_is_always_slow() {
        let facts = |throughput: Option<&str>, on_phone| Facts {
            throughput: throughput.map(str::to_owned),
            on_phone,
            ..Facts::default()
        };
        let table = [
            (facts(None, None), None),
            (facts(Some("NOT_APPLICABLE"), None), None),
            (facts(Some("STANDARD"), None), Some(Speed::Standard)),
            (facts(Some("HIGH"), None), Some(Speed::Upgraded)),
            (facts(Some("HIGH"), Some(false)), Some(Speed::Upgraded)),
            (facts(Some("HIGH"), Some(true)), Some(Speed::OnPhone)),
            (facts(None, Some(true)), Some(Speed::OnPhone)),
            (facts(None, Some(false)), Some(Speed::Standard)),
        ];
        for (facts, speed) in table {
            assert_eq!(Speed::of(&facts), speed, "{facts:?}");
        }
        for speed in [Speed::Standard, Speed::Upgraded, Speed::OnPhone] {
            assert_eq!(Speed::parse(speed.word()), speed);
        }
    }

    #[test]
    fn people_may_slow_a_line_down_and_only_the_provider_speeds_it_up() {
        let table = [
            (None, Speed::Standard, Some(80), Some(80)),
            (None, Speed::Upgraded, Some(80), Some(1_000)),
            (None, Speed::OnPhone, Some(80), Some(20)),
            (None, Speed::OnPhone, Some(5), Some(5)),
            (Some(30), Speed::Upgraded, Some(80), Some(30)),
            (Some(30), Speed::OnPhone, Some(80), Some(20)),
            (Some(8), Speed::OnPhone, Some(80), Some(8)),
            (Some(0), Speed::Standard, Some(80), None),
            (Some(0), Speed::OnPhone, Some(80), Some(20)),
            (None, Speed::Standard, None, None),
            (None, Speed::Upgraded, None, None),
            (None, Speed::OnPhone, None, Some(20)),
        ];
        for (own, speed, default, expected) in table {
            assert_eq!(per_second(own, speed, default), expected, "{own:?} {speed:?} {default:?}");
        }
    }

    proptest! {
        #[test]
        fn a_number_of_the_phones_app_never_sends_faster_than_it_may(own in proptest::option::of(0_u32..2_000), default in proptest::option::of(1_u32..2_000)) {
            let speed = per_second(own, Speed::OnPhone, default);
            prop_assert!(speed.is_some_and(|speed| (1..=LINE_PER_SECOND_COEXISTENCE).contains(&speed)));
        }

        #[test]
        fn whatever_a_provider_writes_reading_a_limit_never_fails(word in "\\PC{0,20}") {
            let _ = ReachLimit::parse(&word);
        }
    }
}
