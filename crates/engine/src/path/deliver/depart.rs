//! The last look before a message leaves: however late a task wakes and however slowly a call begins, no second of a line
//! has more than its limit at the provider.
//!
//! Only the provider knows when a message reached it: some time between its departure and its answer. A message counts as
//! long as it may have arrived within the last second, that is until a second after its answer, less the time the quickest
//! answers take anyway. An even delay therefore costs nothing, and the first calls of a line, which open connections, cannot
//! bunch up with those behind them.

use prosa_domain::id::LineId;
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The stretch a limit is for.
const SECOND: Duration = Duration::from_secs(1);
/// How long a quickest answer is remembered at least: ways get longer, too.
const QUICKEST_FOR: Duration = Duration::from_secs(10);
/// How long answers are watched before the quickest of them says anything: the first ones open connections.
const QUICKEST_AFTER: Duration = Duration::from_secs(2);
/// The shortest wait for a line whose calls are all unanswered.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// Lines remembered before those that rest are forgotten.
const LINES_MAX: usize = 1_024;

/// What left this node and may have reached the provider within the last second, by line.
#[derive(Debug, Default)]
pub(super) struct Departures(Mutex<HashMap<LineId, Line>>);

/// A message on its way. Dropped when its call has ended, however it ended.
#[derive(Debug)]
pub(super) struct Flight<'a> {
    departures: &'a Departures,
    /// None once it has stayed after all.
    line: Option<LineId>,
    left_at: Instant,
}

impl Flight<'_> {
    /// It does not leave now: its place is free again.
    pub(super) fn stay(mut self) {
        if let Some(line) = self.line.take() {
            self.departures.with(line, |line| line.flying = line.flying.saturating_sub(1));
        }
    }
}

#[derive(Debug, Default)]
struct Line {
    /// Calls without an answer yet.
    flying: usize,
    /// When the others were answered, the earliest first.
    landed: BinaryHeap<Reverse<Instant>>,
    quickest: Quickest,
}

/// The shortest way there and back, of this stretch of time and of the one before.
#[derive(Debug, Default)]
struct Quickest {
    began: Option<Instant>,
    now: Option<Duration>,
    before: Option<Duration>,
}

impl Quickest {
    fn note(&mut self, took: Duration, now: Instant) {
        if self.began.is_none_or(|at| at + QUICKEST_FOR <= now) {
            self.before = self.now.take();
            self.began = Some(now);
        }
        self.now = Some(self.now.map_or(took, |shortest| shortest.min(took)));
    }

    /// Nothing while nothing is known: then every message counts from its answer.
    fn get(&self, now: Instant) -> Duration {
        let watched = self.began.is_some_and(|at| at + QUICKEST_AFTER <= now);
        [self.now.filter(|_| watched), self.before].into_iter().flatten().min().unwrap_or_default()
    }
}

impl Line {
    /// How long after its answer a message counts.
    fn counts_for(&self, now: Instant) -> Duration {
        SECOND.saturating_sub(self.quickest.get(now))
    }

    fn forget(&mut self, now: Instant) {
        let counts_for = self.counts_for(now);
        while self.landed.peek().is_some_and(|Reverse(at)| *at + counts_for <= now) {
            self.landed.pop();
        }
    }

    fn rests(&self) -> bool {
        self.flying == 0 && self.landed.is_empty()
    }

    /// When one more may leave at the earliest, were the line full now.
    fn free_at(&self, now: Instant) -> Instant {
        let counts_for = self.counts_for(now);
        let of_flying = now + counts_for.max(LOOK_AGAIN);
        self.landed.peek().map_or(of_flying, |Reverse(at)| (*at + counts_for).min(of_flying))
    }
}

impl Departures {
    /// Waits until the line may send one more, and counts it from then on.
    pub(super) async fn leave(&self, line: LineId, per_second: u32) -> Flight<'_> {
        loop {
            let now = Instant::now();
            match self.try_leave(line, per_second, now) {
                Ok(()) => return Flight { departures: self, line: Some(line), left_at: now },
                Err(at) => tokio::time::sleep_until(at).await,
            }
        }
    }

    fn try_leave(&self, line: LineId, per_second: u32, now: Instant) -> Result<(), Instant> {
        let limit = usize::try_from(per_second.max(1)).unwrap_or(usize::MAX);
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() > LINES_MAX {
            lines.retain(|_, line| {
                line.forget(now);
                !line.rests()
            });
        }
        let line = lines.entry(line).or_default();
        line.forget(now);
        if line.flying + line.landed.len() >= limit {
            return Err(line.free_at(now));
        }
        line.flying += 1;
        Ok(())
    }

    fn land(&self, line: LineId, left_at: Instant, now: Instant) {
        self.with(line, |line| {
            line.flying = line.flying.saturating_sub(1);
            line.quickest.note(now.saturating_duration_since(left_at), now);
            line.landed.push(Reverse(now));
        });
    }

    fn with(&self, line: LineId, change: impl FnOnce(&mut Line)) {
        if let Some(line) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&line) {
            change(line);
        }
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if let Some(line) = self.line {
            self.departures.land(line, self.left_at, Instant::now());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const LINE: LineId = LineId(Uuid::nil());
    const MS: Duration = Duration::from_millis(1);

    /// Sends one after the other as early as the line lets them, each with its time there and back, and tells when each
    /// left.
    fn departures(limit: u32, ways: &[Duration]) -> Vec<Instant> {
        let (departures, mut now) = (Departures::default(), Instant::now());
        let (mut left, mut flying) = (Vec::new(), BinaryHeap::<Reverse<(Instant, Instant)>>::new());
        for way in ways {
            loop {
                while let Some(Reverse((ends, at))) = flying.peek().copied().filter(|one| one.0.0 <= now) {
                    departures.land(LINE, at, ends);
                    flying.pop();
                }
                match departures.try_leave(LINE, limit, now) {
                    Ok(()) => break,
                    Err(at) => now = flying.peek().map_or(at, |one| one.0.0.min(at)).max(now),
                }
            }
            left.push(now);
            flying.push(Reverse((now + *way, now)));
        }
        left
    }

    fn most_in_a_second(arrivals: &mut [Instant]) -> usize {
        arrivals.sort_unstable();
        (0..arrivals.len())
            .map(|first| arrivals[first..].iter().take_while(|at| **at < arrivals[first] + SECOND).count())
            .max()
            .unwrap_or_default()
    }

    #[test]
    fn an_even_way_costs_nothing_once_it_is_known() {
        let left = departures(20, &[200 * MS; 200]);
        let took = left[199] - left[0];
        assert!(took <= 9 * SECOND + 3 * 200 * MS, "{took:?}");
        assert_eq!(most_in_a_second(&mut left.clone()), 20);
    }

    #[test]
    fn first_calls_that_take_long_do_not_bunch_up_with_those_behind_them() {
        let mut ways = vec![110 * MS; 10];
        ways.resize(200, 4 * MS);
        let left = departures(80, &ways);
        // The slow way is the way there: they arrive when they are answered.
        let mut arrivals: Vec<Instant> = left.iter().zip(&ways).map(|(at, way)| *at + *way).collect();
        assert!(most_in_a_second(&mut arrivals) <= 80);
    }

    #[test]
    fn another_line_is_not_held_up_and_a_call_that_hangs_holds_only_its_place() {
        let (departures, now) = (Departures::default(), Instant::now());
        departures.try_leave(LINE, 1, now).unwrap();
        assert!(departures.try_leave(LINE, 1, now + 5 * SECOND).is_err(), "it may arrive yet");
        assert!(departures.try_leave(LINE, 2, now + 5 * SECOND).is_ok());
        assert!(departures.try_leave(LineId(Uuid::max()), 1, now).is_ok());
    }

    #[test]
    fn a_call_that_ended_without_a_word_is_not_counted_for_ever() {
        let (departures, now) = (Departures::default(), Instant::now());
        departures.try_leave(LINE, 1, now).unwrap();
        departures.land(LINE, now, now + 30 * SECOND);
        assert_eq!(departures.try_leave(LINE, 1, now + 30 * SECOND), Err(now + 31 * SECOND));
        assert!(departures.try_leave(LINE, 1, now + 31 * SECOND).is_ok());
    }

    #[test]
    fn what_stays_after_all_leaves_its_place_to_another() {
        let (departures, now) = (Departures::default(), Instant::now());
        departures.try_leave(LINE, 1, now).unwrap();
        Flight { departures: &departures, line: Some(LINE), left_at: now }.stay();
        assert!(departures.try_leave(LINE, 1, now).is_ok());
    }

    proptest! {
        /// Every other call is answered at once, so that no part of a way is known to be the same for all.
        #[test]
        fn wherever_on_its_way_a_message_arrives_no_second_has_more_than_the_limit(
            limit in 1_u32..30,
            slow in prop::collection::vec((0_u64..400, 0_u64..=100), 1..80),
        ) {
            let ways: Vec<(u64, u64)> = slow.into_iter().flat_map(|one| [(0, 0), one]).collect();
            let total: Vec<Duration> = ways.iter().map(|(ms, _)| Duration::from_millis(*ms)).collect();
            let mut arrivals: Vec<Instant> = departures(limit, &total).iter().zip(&ways)
                .map(|(at, (ms, part))| *at + Duration::from_micros(ms * part * 10))
                .collect();
            prop_assert!(most_in_a_second(&mut arrivals) <= usize::try_from(limit).unwrap());
        }
    }
}
