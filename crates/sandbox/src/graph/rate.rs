//! Meta's sending limits: messages per second of a number, and bursts to one person (one message per six seconds, up to 45
//! borrowed from the future).

use crate::world::Line;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Limits; none is no limit.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Messages per second of a number (80 on an ordinary one).
    pub per_second: Option<u32>,
    /// Messages to one person at once.
    pub pair_burst: Option<u32>,
    /// Milliseconds in which one message to a person is won back.
    pub pair_ms: u64,
    /// Whether the portfolio's messaging limit is kept.
    pub reach: bool,
    /// The code beyond it. Meta's documents do not name one; this is the likeliest.
    pub reach_code: i32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_second: Some(80), pair_burst: Some(45), pair_ms: 6_000, reach: true, reach_code: 131_048 }
    }
}

/// Messages per second of a number with high throughput.
const HIGH: u32 = 1_000;
/// Messages per second of a number used in the Business app as well.
const COEXISTENCE: u32 = 20;

impl Limits {
    /// The limits of a line: those that hold, for its throughput.
    pub fn of(&self, line: &Line) -> Self {
        let own = |standard| match line.throughput.as_str() {
            _ if line.setup.coexistence => COEXISTENCE.min(standard),
            "HIGH" => HIGH,
            _ => standard,
        };
        Self { per_second: self.per_second.map(own), ..*self }
    }
}

/// Tokens used, per number and per pair.
#[derive(Debug, Default)]
pub struct Rates {
    lines: HashMap<String, Bucket>,
    pairs: HashMap<(String, String), Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// When the bucket would be full again.
    full_at: Instant,
}

/// Pairs remembered; full buckets are forgotten when there are more.
const PAIRS_MAX: usize = 50_000;

impl Rates {
    /// Takes one message of both limits; the code to refuse with otherwise.
    pub fn take(&mut self, limits: &Limits, line: &str, customer: &str, now: Instant) -> Result<(), i32> {
        if self.pairs.len() > PAIRS_MAX {
            self.pairs.retain(|_, bucket| bucket.full_at > now);
        }
        if let Some(burst) = limits.pair_burst {
            let bucket =
                self.pairs.entry((line.to_owned(), customer.to_owned())).or_insert(Bucket { full_at: now });
            if !bucket.take(now, burst, Duration::from_millis(limits.pair_ms)) {
                return Err(131_056);
            }
        }
        if let Some(per_second) = limits.per_second.filter(|limit| *limit > 0) {
            let bucket = self.lines.entry(line.to_owned()).or_insert(Bucket { full_at: now });
            if !bucket.take(now, per_second, Duration::from_secs(1) / per_second) {
                return Err(130_429);
            }
        }
        Ok(())
    }
}

impl Bucket {
    fn take(&mut self, now: Instant, size: u32, refill: Duration) -> bool {
        let full_at = self.full_at.max(now) + refill;
        if full_at > now + refill * size {
            return false;
        }
        self.full_at = full_at;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_five_go_to_one_person_at_once_then_one_every_six_seconds() {
        let (mut rates, limits, now) =
            (Rates::default(), Limits { per_second: None, ..Limits::default() }, Instant::now());
        for _ in 0..45 {
            assert_eq!(rates.take(&limits, "1", "a", now), Ok(()));
        }
        assert_eq!(rates.take(&limits, "1", "a", now), Err(131_056));
        assert_eq!(rates.take(&limits, "1", "b", now), Ok(()));
        let later = now + Duration::from_secs(6);
        assert_eq!(rates.take(&limits, "1", "a", later), Ok(()));
        assert_eq!(rates.take(&limits, "1", "a", later), Err(131_056));
    }

    #[test]
    fn a_number_sends_eighty_in_a_second() {
        let (mut rates, limits, now) = (Rates::default(), Limits::default(), Instant::now());
        for person in 0..80 {
            assert_eq!(rates.take(&limits, "1", &person.to_string(), now), Ok(()));
        }
        assert_eq!(rates.take(&limits, "1", "x", now), Err(130_429));
        assert_eq!(rates.take(&limits, "1", "y", now + Duration::from_millis(1_000)), Ok(()));
    }
}
