//! When a line stops by itself: too many failures, a storm of "too fast", or a token or account that is refused. What waits
//! is held, one message tries the way later, and a person may open it at any time.

use crate::delivery::{Class, Outcome, classify};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Seconds of the window that is looked at.
pub const WINDOW_SECONDS: i64 = 300;
/// Seconds in which a storm breaks.
pub const STORM_SECONDS: i64 = 60;
/// Sends told "too fast" within those seconds that are a storm.
pub const STORM_MIN: u32 = 10;
/// Ended sends in the window below which a share says nothing.
pub const ENDED_MIN: u32 = 20;
/// Failures of a hundred that are too many.
pub const FAILED_PERCENT_MAX: u32 = 30;
/// Minutes until one message tries whether the way is open again.
pub const PROBE_MINUTES: i64 = 60;
/// Seconds of one slice of the window.
const SLICE_SECONDS: i64 = 10;

/// What an ended send says about its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Taken.
    Taken,
    /// Refused for good.
    Failed,
    /// Taken before, and told later that it failed.
    Undelivered,
    /// Too fast.
    Throttled,
    /// The token was refused.
    Auth,
    /// The account was refused.
    Account,
    /// Nothing: the provider or the way to it was away, and the send is tried again or unknown.
    Nothing,
}

/// Codes that say a number or an app sends too fast (Meta, "Cloud API error codes"). The pair limit is about one person and
/// says nothing of the line.
const TOO_FAST: [i32; 4] = [4, 613, 80_007, 130_429];

/// Reads an outcome.
#[must_use]
pub fn verdict(outcome: &Outcome) -> Verdict {
    match outcome {
        Outcome::Accepted { .. } => Verdict::Taken,
        Outcome::Throttled { code: Some(code), .. } if stops(*code).is_some() => by_code(*code),
        Outcome::Throttled { .. } => Verdict::Throttled,
        Outcome::Refused { code, .. } => by_code(*code),
        Outcome::ServerError { .. } | Outcome::NetworkBeforeSend | Outcome::NoAnswer => Verdict::Nothing,
    }
}

/// Reads the code of a status that says a message failed after it was taken.
#[must_use]
pub fn later(code: i32) -> Verdict {
    match by_code(code) {
        Verdict::Failed => Verdict::Undelivered,
        other => other,
    }
}

fn by_code(code: i32) -> Verdict {
    if TOO_FAST.contains(&code) {
        return Verdict::Throttled;
    }
    match stops(code) {
        Some(Reason::Auth) => Verdict::Auth,
        Some(_) => Verdict::Account,
        None => match classify(code) {
            Class::Fix | Class::Never => Verdict::Failed,
            _ => Verdict::Nothing,
        },
    }
}

fn stops(code: i32) -> Option<Reason> {
    match classify(code) {
        Class::Auth => Some(Reason::Auth),
        Class::Account => Some(Reason::Account),
        _ => None,
    }
}

/// Why a line stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Too many failures.
    Failures,
    /// A storm of "too fast".
    Throttled,
    /// The token was refused.
    Auth,
    /// The account was refused.
    Account,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Failures, Self::Throttled, Self::Auth, Self::Account];

    /// The stored word, also the end of the sentence's key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failures => "failures",
            Self::Throttled => "throttled",
            Self::Auth => "auth",
            Self::Account => "account",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// Counts of a few seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Slice {
    /// Unix second it begins at.
    at: i64,
    ended: u32,
    failed: u32,
    throttled: u32,
}

/// A stopped line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why.
    pub reason: Reason,
    /// When one message tries the way.
    pub probe_at: DateTime<Utc>,
    /// Tries so far.
    pub probes: u32,
}

/// What is known of a line: the window of its sends, and whether it is stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    #[serde(default)]
    slices: Vec<Slice>,
    /// None while it sends. Stored beside the counts, not in them.
    #[serde(skip)]
    pub stop: Option<Stop>,
}

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stopped.
    Stopped(Reason),
    /// It sends again.
    Recovered,
    /// The try failed: it stays stopped and is tried later.
    Stays,
}

impl Watch {
    /// Notes sends that ended, in their order. Those that end after the line stopped change nothing.
    pub fn note(&mut self, verdicts: &[Verdict], now: DateTime<Utc>) -> Option<Change> {
        if self.stop.is_some() {
            return None;
        }
        for verdict in verdicts {
            self.count(*verdict, now);
            if let Some(reason) = self.alarm(*verdict, now) {
                self.halt(reason, now);
                return Some(Change::Stopped(reason));
            }
        }
        None
    }

    /// Whether one message may try the way now.
    #[must_use]
    pub fn may_probe(&self, now: DateTime<Utc>) -> bool {
        self.stop.is_some_and(|stop| stop.probe_at <= now)
    }

    /// A try begins: the next one is due after the usual time, even if nothing is ever heard of this one.
    pub fn probe(&mut self, now: DateTime<Utc>) {
        if let Some(stop) = &mut self.stop {
            stop.probe_at = now + TimeDelta::minutes(PROBE_MINUTES);
            stop.probes = stop.probes.saturating_add(1);
        }
    }

    /// How the try ended. Only a message that was taken opens the way.
    pub fn probed(&mut self, verdict: Verdict) -> Option<Change> {
        let stop = self.stop.as_mut()?;
        match verdict {
            Verdict::Taken => {
                self.recover();
                return Some(Change::Recovered);
            }
            // The reason may have become another one, which people should read.
            Verdict::Auth => stop.reason = Reason::Auth,
            Verdict::Account => stop.reason = Reason::Account,
            Verdict::Throttled => stop.reason = Reason::Throttled,
            Verdict::Failed | Verdict::Undelivered | Verdict::Nothing => {}
        }
        Some(Change::Stays)
    }

    /// A person opens the way: what was counted before counts no more.
    pub fn recover(&mut self) {
        *self = Self::default();
    }

    fn halt(&mut self, reason: Reason, now: DateTime<Utc>) {
        let probe_at = now + TimeDelta::minutes(PROBE_MINUTES);
        self.slices.clear();
        self.stop = Some(Stop { since: now, reason, probe_at, probes: 0 });
    }

    fn count(&mut self, verdict: Verdict, now: DateTime<Utc>) {
        let second = now.timestamp();
        let at = second - second.rem_euclid(SLICE_SECONDS);
        // A clock that was set back must not keep old counts alive for ever.
        self.slices.retain(|slice| slice.at > second - WINDOW_SECONDS && slice.at <= at);
        if self.slices.last().is_none_or(|slice| slice.at != at) {
            self.slices.push(Slice { at, ..Slice::default() });
        }
        let Some(slice) = self.slices.last_mut() else { return };
        match verdict {
            Verdict::Taken => slice.ended = slice.ended.saturating_add(1),
            Verdict::Failed => {
                slice.ended = slice.ended.saturating_add(1);
                slice.failed = slice.failed.saturating_add(1);
            }
            // It ended, and was counted, when it was taken.
            Verdict::Undelivered => slice.failed = slice.failed.saturating_add(1),
            Verdict::Throttled => slice.throttled = slice.throttled.saturating_add(1),
            Verdict::Auth | Verdict::Account | Verdict::Nothing => {}
        }
    }

    fn alarm(&self, verdict: Verdict, now: DateTime<Utc>) -> Option<Reason> {
        match verdict {
            Verdict::Auth => return Some(Reason::Auth),
            Verdict::Account => return Some(Reason::Account),
            _ => {}
        }
        let storm = now.timestamp() - STORM_SECONDS;
        let sum = |of: fn(&Slice) -> u32, since: i64| {
            self.slices.iter().filter(|slice| slice.at > since).map(|slice| u64::from(of(slice))).sum::<u64>()
        };
        if sum(|slice| slice.throttled, storm) >= u64::from(STORM_MIN) {
            return Some(Reason::Throttled);
        }
        let (ended, failed) = (sum(|slice| slice.ended, i64::MIN), sum(|slice| slice.failed, i64::MIN));
        let many = failed * 100 > ended * u64::from(FAILED_PERCENT_MAX);
        (ended >= u64::from(ENDED_MIN) && many).then_some(Reason::Failures)
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

    fn refused(code: i32) -> Outcome {
        Outcome::Refused { http_status: 400, code, detail: String::new() }
    }

    #[test]
    fn every_outcome_says_what_it_says_of_the_line() {
        let table = [
            (Outcome::Accepted { provider_message_id: "a".to_owned(), wa_id: None }, Verdict::Taken),
            (refused(131_026), Verdict::Failed),
            (refused(132_000), Verdict::Failed),
            (refused(130_429), Verdict::Throttled),
            (refused(131_056), Verdict::Nothing),
            (refused(131_016), Verdict::Nothing),
            (refused(190), Verdict::Auth),
            (refused(131_031), Verdict::Account),
            (Outcome::Throttled { http_status: 429, code: None }, Verdict::Throttled),
            (Outcome::Throttled { http_status: 429, code: Some(131_048) }, Verdict::Account),
            (Outcome::ServerError { http_status: 503 }, Verdict::Nothing),
            (Outcome::NetworkBeforeSend, Verdict::Nothing),
            (Outcome::NoAnswer, Verdict::Nothing),
        ];
        for (outcome, wanted) in table {
            assert_eq!(verdict(&outcome), wanted, "{outcome:?}");
        }
    }

    #[test]
    fn a_few_failures_say_nothing_and_more_than_three_in_ten_stop_the_line() {
        let mut watch = Watch::default();
        assert_eq!(watch.note(&[Verdict::Failed; 19], now()), None);
        assert_eq!(watch.note(&[Verdict::Failed], now()), Some(Change::Stopped(Reason::Failures)));
        let mut calm = Watch::default();
        for _ in 0..50 {
            let seven_and_three = [[Verdict::Taken; 7].as_slice(), [Verdict::Failed; 3].as_slice()].concat();
            assert_eq!(calm.note(&seven_and_three, now()), None, "three in ten are just not too many");
        }
        assert_eq!(calm.note(&[Verdict::Failed], now()), Some(Change::Stopped(Reason::Failures)));
    }

    #[test]
    fn messages_that_were_taken_and_failed_later_count_as_failures() {
        let mut watch = Watch::default();
        assert_eq!(watch.note(&[Verdict::Taken; 20], now()), None);
        assert_eq!(later(131_026), Verdict::Undelivered);
        assert_eq!(watch.note(&[later(131_026); 6], now()), None);
        assert_eq!(watch.note(&[later(131_026)], now()), Some(Change::Stopped(Reason::Failures)));
        assert_eq!(later(131_049), Verdict::Nothing);
        assert_eq!(later(131_031), Verdict::Account);
    }

    #[test]
    fn failures_that_lie_apart_do_not_add_up() {
        let mut watch = Watch::default();
        for minutes in 0..100 {
            let at = now() + TimeDelta::minutes(minutes);
            assert_eq!(watch.note(&[Verdict::Failed; 3], at), None);
        }
    }

    #[test]
    fn a_storm_of_too_fast_stops_the_line_and_a_drizzle_does_not() {
        let mut watch = Watch::default();
        assert_eq!(watch.note(&[Verdict::Throttled; 9], now()), None);
        assert_eq!(watch.note(&[Verdict::Throttled], now()), Some(Change::Stopped(Reason::Throttled)));
        let mut drizzle = Watch::default();
        for tens in 0..100 {
            assert_eq!(drizzle.note(&[Verdict::Throttled], now() + TimeDelta::seconds(tens * 10)), None);
        }
    }

    #[test]
    fn a_refused_token_stops_at_once_and_one_message_tries_after_an_hour() {
        let mut watch = Watch::default();
        assert_eq!(
            watch.note(&[Verdict::Taken, Verdict::Auth, Verdict::Taken], now()),
            Some(Change::Stopped(Reason::Auth))
        );
        assert!(!watch.may_probe(now() + TimeDelta::minutes(59)));
        let hour = now() + TimeDelta::minutes(60);
        assert!(watch.may_probe(hour));
        watch.probe(hour);
        assert!(!watch.may_probe(hour), "one at a time");
        assert_eq!(watch.probed(Verdict::Account), Some(Change::Stays));
        assert_eq!(watch.stop.map(|stop| (stop.reason, stop.probes)), Some((Reason::Account, 1)));
        assert!(watch.may_probe(hour + TimeDelta::minutes(60)));
        assert_eq!(watch.probed(Verdict::Taken), Some(Change::Recovered));
        assert_eq!(watch, Watch::default());
        assert_eq!(watch.probed(Verdict::Taken), None, "nothing is stopped");
    }

    #[test]
    fn what_is_known_of_a_line_is_stored_and_read_and_words_stand_for_reasons() {
        let mut watch = Watch::default();
        watch.note(&[Verdict::Taken, Verdict::Failed, Verdict::Throttled], now());
        let stored = serde_json::to_string(&watch).unwrap();
        assert_eq!(serde_json::from_str::<Watch>(&stored).unwrap(), watch);
        assert!(Reason::ALL.into_iter().all(|reason| Reason::parse(reason.as_str()) == Some(reason)));
    }

    fn any_verdict() -> impl Strategy<Value = Verdict> {
        prop_oneof![
            6 => Just(Verdict::Taken),
            3 => Just(Verdict::Failed),
            1 => Just(Verdict::Throttled),
            1 => Just(Verdict::Nothing),
        ]
    }

    proptest! {
        #[test]
        fn the_line_stops_exactly_when_a_plain_count_says_so(
            steps in proptest::collection::vec((any_verdict(), 0_i64..40), 1..120),
        ) {
            let (mut watch, mut clock) = (Watch::default(), now());
            let mut seen: Vec<(i64, Verdict)> = Vec::new();
            for (verdict, wait) in steps {
                clock += TimeDelta::seconds(wait);
                let change = watch.note(&[verdict], clock);
                let slice = clock.timestamp() - clock.timestamp().rem_euclid(SLICE_SECONDS);
                seen.push((slice, verdict));
                let within = |seconds: i64| seen.iter().filter(move |(at, _)| *at > clock.timestamp() - seconds);
                let storm = within(STORM_SECONDS).filter(|(_, one)| *one == Verdict::Throttled).count();
                let failed = within(WINDOW_SECONDS).filter(|(_, one)| *one == Verdict::Failed).count();
                let taken = within(WINDOW_SECONDS).filter(|(_, one)| *one == Verdict::Taken).count();
                let many = failed + taken >= ENDED_MIN as usize && failed * 100 > (failed + taken) * 30;
                prop_assert_eq!(change.is_some(), storm >= STORM_MIN as usize || many);
                if change.is_some() {
                    break;
                }
            }
        }

        #[test]
        fn the_window_is_bounded(steps in proptest::collection::vec((any_verdict(), 0_i64..20), 0..100)) {
            let (mut watch, mut clock) = (Watch::default(), now());
            for (verdict, wait) in steps {
                clock += TimeDelta::seconds(wait);
                watch.note(&[verdict], clock);
                prop_assert!(watch.slices.len() <= 31);
            }
        }
    }
}
