//! How long things take, counted without keeping each: steps of a scale, each a quarter of a doubling above the one before it, so
//! that a share of the counts is told within a fifth of the true time.

use std::time::Duration;

/// Steps of a doubling.
const STEPS: u32 = 4;
/// The last step: about 17 seconds and whatever is longer.
pub const STEP_MAX: u8 = 96;

/// The step of a time. Whatever is below a microsecond is the first.
#[must_use]
pub fn step(took: Duration) -> u8 {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    (0..STEP_MAX).find(|step| micros <= micros_of(*step)).unwrap_or(STEP_MAX)
}

/// The longest time of a step in microseconds, the last one's being its beginning.
#[must_use]
pub fn micros_of(step: u8) -> u64 {
    let step = u32::from(step.min(STEP_MAX));
    let whole = 1_000_u64.checked_shl(step / STEPS).unwrap_or(u64::MAX);
    // 2^(n/4) in thousandths.
    let quarter = match step % STEPS {
        0 => 1_000,
        1 => 1_189,
        2 => 1_414,
        _ => 1_682,
    };
    (whole.saturating_mul(quarter) / 1_000_000).max(1)
}

/// The time within which so many thousandths of what was counted ended, in microseconds: that of the step it falls into. None of
/// nothing. `counts` are steps and how many, in any order.
#[must_use]
pub fn within(counts: &[(u8, u64)], thousandths: u16) -> Option<u64> {
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    if all == 0 {
        return None;
    }
    let wanted = all.saturating_mul(u64::from(thousandths.min(1_000))).div_ceil(1_000).max(1);
    let mut sorted: Vec<(u8, u64)> = counts.iter().copied().filter(|(_, count)| *count > 0).collect();
    sorted.sort_unstable();
    let mut seen = 0_u64;
    for (step, count) in &sorted {
        seen = seen.saturating_add(*count);
        if seen >= wanted {
            return Some(micros_of(*step));
        }
    }
    sorted.last().map(|(step, _)| micros_of(*step))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_scale_begins_at_a_microsecond_and_doubles_every_four_steps() {
        let of = |micros| step(Duration::from_micros(micros));
        assert_eq!((of(0), of(1), step(Duration::from_nanos(300))), (0, 0, 0));
        for (step, micros) in
            [(4, 2), (8, 4), (40, 1_024), (41, 1_217), (42, 1_447), (43, 1_722), (44, 2_048)]
        {
            assert_eq!(micros_of(step), micros, "{step}");
        }
        assert_eq!(step(Duration::MAX), STEP_MAX);
    }

    #[test]
    fn a_share_is_told_by_the_step_it_falls_into() {
        assert_eq!(within(&[], 500), None);
        assert_eq!(within(&[(40, 0)], 500), None);
        let counts = [(44, 1), (40, 98), (60, 1)];
        assert_eq!(within(&counts, 500), Some(1_024));
        assert_eq!(within(&counts, 990), Some(2_048));
        assert_eq!(within(&counts, 1_000), Some(micros_of(60)));
    }

    proptest! {
        #[test]
        fn a_time_is_told_within_a_fifth(micros in 8_u64..10_000_000) {
            let told = micros_of(step(Duration::from_micros(micros)));
            prop_assert!(told >= micros && told * 10 <= micros * 12 + 20, "{micros} {told}");
        }

        #[test]
        fn a_larger_share_never_takes_less(counts in proptest::collection::vec((0_u8..=STEP_MAX, 0_u64..1_000), 1..20), low in 0_u16..1_000) {
            prop_assert!(within(&counts, low) <= within(&counts, low + 1));
        }
    }
}
