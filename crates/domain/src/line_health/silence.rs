//! Silence that the hour does not explain: an address that no longer reaches us sends no error, it only goes quiet.
//!
//! Messages are counted per hour. For each hour of the week the median of the weeks before is what is usual, so that one
//! campaign day or one holiday changes nothing. Conversations come in bursts, so messages are not independent: three of them
//! count as one arrival. Under a Poisson process with the expected number of arrivals `e`, hearing nothing has the
//! probability `exp(-e)`.

use chrono::{Duration, NaiveDateTime, Timelike};
use std::collections::BTreeMap;

/// Weeks looked back at most.
pub const WEEKS_MAX: i64 = 8;
/// Weeks needed before anything is called unusual.
const WEEKS_MIN: i64 = 2;
/// Messages that count as one arrival.
const BURST: f64 = 3.0;
/// Silence less probable than this is unusual.
const CHANCE_MAX: f64 = 0.001;
/// Longest silence looked at; after it the alarm has long been raised.
const SPAN_MAX: Duration = Duration::days(14);

/// Messages that arrived in one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourCount {
    /// Beginning of the hour, in the tenant's own time: shops open by their clock.
    pub hour: NaiveDateTime,
    /// Messages.
    pub messages: u32,
}

/// What a silence is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Silence {
    /// As usual, or too little is known to tell.
    Usual,
    /// Nothing came although about this many messages were to be expected.
    Unusual {
        /// Messages expected since the last one.
        expected: f64,
    },
}

/// Whether nothing since `last_inbound` is unusual at `now`. Both in the tenant's own time; hours without messages may be
/// missing from the history.
#[must_use]
pub fn silence(history: &[HourCount], now: NaiveDateTime, last_inbound: NaiveDateTime) -> Silence {
    let since = last_inbound.max(now - SPAN_MAX);
    let Some(begun) = history.iter().map(|count| count.hour).min() else { return Silence::Usual };
    // Only what came before the silence tells what is usual.
    let weeks = ((since - begun).num_days() / 7).min(WEEKS_MAX);
    if weeks < WEEKS_MIN || now <= since {
        return Silence::Usual;
    }
    let counts: BTreeMap<NaiveDateTime, u32> =
        history.iter().map(|count| (count.hour, count.messages)).collect();
    let mut expected = 0.0;
    let mut hour = start_of_hour(since);
    while hour < now {
        let (from, until) = (hour.max(since), (hour + Duration::hours(1)).min(now));
        let share = f64::from(i32::try_from((until - from).num_seconds()).unwrap_or(0)) / 3_600.0;
        expected += share * usual(&counts, hour, start_of_hour(since), weeks);
        hour += Duration::hours(1);
    }
    if (-expected / BURST).exp() < CHANCE_MAX { Silence::Unusual { expected } } else { Silence::Usual }
}

/// The median of this hour of the week over the weeks that ended before the silence began.
fn usual(
    counts: &BTreeMap<NaiveDateTime, u32>,
    hour: NaiveDateTime,
    silent_from: NaiveDateTime,
    weeks: i64,
) -> f64 {
    let mut seen: Vec<u32> = (1..)
        .map(|back| hour - Duration::weeks(back))
        .filter(|past| *past < silent_from)
        .take(usize::try_from(weeks).unwrap_or_default())
        .map(|past| counts.get(&past).copied().unwrap_or_default())
        .collect();
    seen.sort_unstable();
    let at = |place: usize| seen.get(place).copied().map_or(0.0, f64::from);
    // Of an even number the lower one: an hour busy every other week is not one to expect anything of.
    at(seen.len().saturating_sub(1) / 2)
}

fn start_of_hour(at: NaiveDateTime) -> NaiveDateTime {
    at.date().and_hms_opt(at.hour(), 0, 0).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;
    use chrono::Datelike;
    use proptest::prelude::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    /// Weeks up to (not with) an hour: so many messages in each hour of 9 to 17 on working days.
    fn shop(weeks: i64, until: NaiveDateTime, per_hour: u32) -> Vec<HourCount> {
        let begun = until - Duration::weeks(weeks);
        (0..weeks * 168)
            .map(|hours| begun + Duration::hours(hours))
            .filter(|hour| (9..18).contains(&hour.hour()) && hour.weekday().num_days_from_monday() < 5)
            .map(|hour| HourCount { hour, messages: per_hour })
            .collect()
    }

    #[test]
    fn a_busy_morning_without_a_word_is_unusual_and_a_night_is_not() {
        // A Wednesday.
        let history = shop(5, at("2026-11-18 09:00"), 30);
        let quiet_since = at("2026-11-17 17:58");
        assert_eq!(silence(&history, at("2026-11-18 03:00"), quiet_since), Silence::Usual, "the night");
        assert_eq!(silence(&history, at("2026-11-18 09:20"), quiet_since), Silence::Usual, "just opened");
        assert!(matches!(silence(&history, at("2026-11-18 10:00"), quiet_since), Silence::Unusual { .. }));
    }

    #[test]
    fn a_weekend_is_not_a_failure() {
        let history = shop(5, at("2026-11-20 18:00"), 30);
        let friday = at("2026-11-20 17:55");
        for now in ["2026-11-21 12:00", "2026-11-22 20:00", "2026-11-23 08:59"] {
            assert_eq!(silence(&history, at(now), friday), Silence::Usual, "{now}");
        }
        assert!(matches!(silence(&history, at("2026-11-23 10:00"), friday), Silence::Unusual { .. }));
    }

    #[test]
    fn a_quiet_line_needs_days_and_a_new_one_is_never_called_silent() {
        let history = shop(6, at("2026-11-16 09:00"), 1);
        let monday = at("2026-11-16 09:00");
        assert_eq!(silence(&history, at("2026-11-17 17:00"), monday), Silence::Usual);
        assert!(matches!(silence(&history, at("2026-11-18 17:00"), monday), Silence::Unusual { .. }));
        let new = shop(1, at("2026-11-16 09:00"), 500);
        assert_eq!(silence(&new, at("2026-11-20 17:00"), monday), Silence::Usual);
        assert_eq!(silence(&[], at("2026-11-20 17:00"), monday), Silence::Usual);
    }

    #[test]
    fn one_campaign_day_does_not_make_the_next_week_suspicious() {
        let mut history = shop(6, at("2026-11-18 09:00"), 0);
        history.push(HourCount { hour: at("2026-11-11 10:00"), messages: 9_000 });
        let last = at("2026-11-18 09:30");
        assert_eq!(silence(&history, at("2026-11-18 12:00"), last), Silence::Usual);
    }

    #[test]
    fn a_silence_that_lasts_past_a_week_goes_on_being_unusual() {
        let history = shop(5, at("2026-11-02 12:00"), 30);
        let last = at("2026-11-02 11:59");
        for now in ["2026-11-03 12:00", "2026-11-10 12:00", "2026-11-30 12:00"] {
            assert!(matches!(silence(&history, at(now), last), Silence::Unusual { .. }), "{now}");
        }
    }

    proptest! {
        #[test]
        fn the_longer_nothing_comes_the_more_is_missed(per_hour in 0_u32..200, one in 0_i64..10_000, more in 0_i64..5_000) {
            let last = at("2026-11-18 09:00");
            let history = shop(4, last, per_hour);
            let told = |minutes| matches!(silence(&history, last + Duration::minutes(minutes), last), Silence::Unusual { .. });
            prop_assert!(!told(one) || told(one + more));
        }

        #[test]
        fn a_message_just_now_ends_every_silence(per_hour in 0_u32..100_000, minutes in 0_i64..20_000) {
            let now = at("2026-11-18 09:00") + Duration::minutes(minutes);
            prop_assert_eq!(silence(&shop(4, at("2026-11-18 09:00"), per_hour), now, now), Silence::Usual);
        }
    }
}
