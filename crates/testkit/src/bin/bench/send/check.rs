//! Judges what arrived.

use super::{Options, Stretch, sandbox::Arrival};
use std::collections::{BTreeMap, HashSet};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) arrived: usize,
    /// Messages that arrived more than once.
    pub(super) doubled: usize,
    /// Messages that arrived after a later one of their conversation.
    pub(super) misplaced: usize,
    /// Messages that neither arrived nor are shown as unknown.
    pub(super) missing: usize,
    pub(super) unknown: usize,
    /// Most arrivals of one line in any stretch of a second.
    pub(super) most_in_a_second: usize,
    /// Seconds from the first arrival of that line until that stretch began.
    pub(super) most_after: f64,
    /// Pace of the line that was furthest behind, of a hundred.
    pub(super) pace_percent: f64,
}

pub(super) fn judge(sent: &[Arrival], stretch: &Stretch, options: &Options, unknown: usize) -> Verdict {
    let mut verdict = Verdict { arrived: sent.len(), unknown, ..Verdict::default() };
    let (mut texts, mut marks) = (HashSet::new(), HashSet::new());
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for one in sent {
        if !texts.insert(one.text.as_str()) || !marks.insert(one.mark.as_str()) {
            verdict.doubled += 1;
        }
        let (conversation, turn) = one.text.rsplit_once('/').unwrap_or_default();
        let turn: usize = turn.parse().unwrap_or_default();
        let before = last.entry(conversation).or_default();
        verdict.misplaced += usize::from(turn < *before);
        *before = turn.max(*before);
        lines.entry(one.line.as_str()).or_default().push(one.at_ms);
    }
    verdict.missing = options.messages.saturating_sub(texts.len() + unknown);
    let (count, after_ms) =
        lines.values().map(|times| most(times, 1_000 - options.slack_ms)).max().unwrap_or_default();
    (verdict.most_in_a_second, verdict.most_after) = (count, after_ms as f64 / 1_000.0);
    verdict.pace_percent = pace_percent(&lines, stretch.seconds, options.per_second);
    verdict
}

/// Pace of the line that was furthest behind, from its own first message until the kill: none can be kept by a program that
/// does not run, and no line is to blame for the moment at which it was begun.
fn pace_percent(lines: &BTreeMap<&str, Vec<i64>>, seconds: f64, per_second: usize) -> f64 {
    let began = lines.values().filter_map(|times| times.iter().min()).min().copied().unwrap_or_default();
    let ends = began + (seconds * 1_000.0) as i64;
    let of_line = |times: &Vec<i64>| {
        let first = *times.iter().min()?;
        let count = times.iter().filter(|at| **at <= ends).count();
        let took = (ends - first) as f64 / 1_000.0;
        (took > 0.0).then(|| count.saturating_sub(1) as f64 / took / per_second.max(1) as f64 * 100.0)
    };
    lines.values().filter_map(of_line).fold(f64::INFINITY, f64::min)
}

/// Most of the times in any stretch of so many milliseconds, and how long after the first of all it begins.
fn most(times: &[i64], stretch: i64) -> (usize, i64) {
    let mut times = times.to_vec();
    times.sort_unstable();
    let (mut first, mut most) = (0, (0, 0));
    for (place, at) in times.iter().enumerate() {
        while times[first] + stretch <= *at {
            first += 1;
        }
        most = most.max((place + 1 - first, times[first] - times[0]));
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_judged_over_the_time_it_had() {
        let even = |first: i64| (0..2_000).map(|turn| first + turn * 125 / 10).collect::<Vec<i64>>();
        let lines = BTreeMap::from([("early", even(0)), ("late", even(400))]);
        let percent = pace_percent(&lines, 12.5, 80);
        assert!((99.8..=100.1).contains(&percent), "{percent}");
    }

    #[test]
    fn a_line_that_falls_behind_is_told() {
        let slow = (0..2_000).map(|turn| turn * 13).collect::<Vec<i64>>();
        let even = (0..2_000).map(|turn| turn * 125 / 10).collect::<Vec<i64>>();
        let lines = BTreeMap::from([("even", even), ("slow", slow)]);
        let percent = pace_percent(&lines, 12.5, 80);
        assert!((96.0..=96.4).contains(&percent), "{percent}");
    }
}
