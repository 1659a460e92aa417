//! A clock that stands still until it is told to move, and randomness that counts.

use chrono::{DateTime, Duration, Utc};
use prosa_domain::id::Entropy;
use prosa_engine::port::Clock;
use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

/// Time of a test.
#[derive(Debug)]
pub struct FakeClock {
    now: Mutex<DateTime<Utc>>,
    count: AtomicU64,
}

impl FakeClock {
    /// A clock that stands at the given second.
    #[must_use]
    pub fn at(unix_seconds: i64) -> Self {
        let now = DateTime::from_timestamp(unix_seconds, 0).expect("a time");
        Self { now: Mutex::new(now), count: AtomicU64::new(1) }
    }

    /// Moves on.
    pub fn advance(&self, by: Duration) {
        *self.now.lock().expect("clock") += by;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().expect("clock")
    }

    fn entropy(&self) -> Entropy {
        let mut bytes = [0_u8; 10];
        bytes[2..].copy_from_slice(&self.count.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        bytes
    }
}
