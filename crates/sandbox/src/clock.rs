//! The sandbox's clock: the machine's, moved forward by order, so that a day or a month passes in a call.

use chrono::Utc;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Seconds the clock can be moved forward at most: ten years.
const AHEAD_MAX: i64 = 10 * 366 * 86_400;

/// A clock; its copies are moved together.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// Unix seconds.
    pub fn now(&self) -> i64 {
        Utc::now().timestamp() + self.ahead()
    }

    /// Unix milliseconds.
    pub fn millis(&self) -> i64 {
        Utc::now().timestamp_millis() + self.ahead() * 1_000
    }

    /// Seconds it is ahead of the machine's.
    pub fn ahead(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Moves it forward; time never goes back. Tells how far ahead it is now.
    pub fn advance(&self, seconds: i64) -> i64 {
        let ahead = self.ahead().saturating_add(seconds.max(0)).min(AHEAD_MAX);
        self.0.store(ahead, Ordering::Relaxed);
        ahead
    }

    /// Sets it to the machine's again.
    pub fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_move_together_and_never_back() {
        let clock = Clock::default();
        let copy = clock.clone();
        assert_eq!(clock.advance(3_600), 3_600);
        assert_eq!(copy.advance(-10), 3_600);
        assert!(copy.now() >= Utc::now().timestamp() + 3_599);
        copy.reset();
        assert_eq!(clock.ahead(), 0);
    }
}
