//! The last look before a message leaves: however late a task wakes, no second of a line has more than its limit.

use prosa_domain::id::LineId;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// A second, and a little more for clocks that are not quite even.
const SECOND: Duration = Duration::from_millis(1_005);
/// Lines remembered before those that rest are forgotten.
const LINES_MAX: usize = 1_024;

/// What left this node within the last second, by line.
#[derive(Debug, Default)]
pub(super) struct Departures(Mutex<HashMap<LineId, VecDeque<Instant>>>);

impl Departures {
    /// Waits until the line may send one more, and notes that it did.
    pub(super) async fn leave(&self, line: LineId, per_second: u32) {
        while let Err(at) = self.try_leave(line, per_second, Instant::now()) {
            tokio::time::sleep_until(at).await;
        }
    }

    fn try_leave(&self, line: LineId, per_second: u32, now: Instant) -> Result<(), Instant> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() > LINES_MAX {
            lines.retain(|_, left| left.back().is_some_and(|at| *at + SECOND > now));
        }
        let left = lines.entry(line).or_default();
        while left.front().is_some_and(|at| *at + SECOND <= now) {
            left.pop_front();
        }
        match left.front() {
            Some(first) if left.len() >= usize::try_from(per_second.max(1)).unwrap_or(usize::MAX) => {
                Err(*first + SECOND)
            }
            _ => {
                left.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn tasks_that_wake_late_and_together_leave_no_faster_than_the_line_may() {
        let (departures, line, began) = (Departures::default(), LineId(Uuid::nil()), Instant::now());
        let mut left = Vec::new();
        for _ in 0..100 {
            let mut at = left.last().copied().unwrap_or(began);
            while let Err(later) = departures.try_leave(line, 20, at) {
                at = later;
            }
            left.push(at);
        }
        for (first, at) in left.iter().enumerate() {
            let within = left[first..].iter().filter(|one| **one < *at + Duration::from_secs(1)).count();
            assert!(within <= 20, "{within}");
        }
        assert!(departures.try_leave(LineId(Uuid::max()), 1, began).is_ok(), "another line is not held up");
    }
}
