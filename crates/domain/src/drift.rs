//! Whether customers ask for other things than they used to: two distributions held against each other.

use serde::{Deserialize, Serialize};

/// Messages below which a distribution says nothing.
pub const COUNT_MIN: u64 = 50;
/// Thousandths from which on somebody should look.
pub const DISTANCE_MAX: u16 = 150;

/// How far two distributions are apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// Thousandths of the messages that would have to be about something else for the two to be equal (total variation);
    /// none when either has too few messages to say.
    pub distance: Option<u16>,
    /// Messages of late.
    pub now: u64,
    /// Messages before.
    pub before: u64,
}

impl Drift {
    /// Holds counts of the same classes, in the same order, against each other.
    #[must_use]
    pub fn between(now: &[u64], before: &[u64]) -> Self {
        let (late, early) = (now.iter().sum::<u64>(), before.iter().sum::<u64>());
        if late < COUNT_MIN || early < COUNT_MIN {
            return Self { distance: None, now: late, before: early };
        }
        let length = now.len().max(before.len());
        let count = |all: &[u64], place: usize| u128::from(all.get(place).copied().unwrap_or_default());
        // Both shares over the same denominator, so that nothing is rounded before the end.
        let apart: u128 = (0..length)
            .map(|place| {
                (count(now, place) * u128::from(early)).abs_diff(count(before, place) * u128::from(late))
            })
            .sum();
        let whole = 2 * u128::from(late) * u128::from(early);
        let distance = u16::try_from((apart * 1_000 + whole / 2) / whole).unwrap_or(1_000);
        Self { distance: Some(distance), now: late, before: early }
    }

    /// Whether somebody should look.
    #[must_use]
    pub fn is_far(&self) -> bool {
        self.distance.is_some_and(|distance| distance > DISTANCE_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_shares_are_no_distance_and_disjoint_ones_the_whole() {
        assert_eq!(Drift::between(&[50, 50], &[500, 500]).distance, Some(0));
        assert_eq!(Drift::between(&[100, 0], &[0, 100]).distance, Some(1_000));
        let some = Drift::between(&[60, 40], &[40, 60]);
        assert_eq!((some.distance, some.is_far()), (Some(200), true));
        assert!(!Drift::between(&[55, 45], &[45, 55]).is_far());
    }

    #[test]
    fn too_few_messages_say_nothing() {
        let few = Drift::between(&[49, 0], &[0, 1_000]);
        assert_eq!((few.distance, few.is_far(), few.now, few.before), (None, false, 49, 1_000));
        assert_eq!(Drift::between(&[], &[]).distance, None);
    }

    proptest! {
        #[test]
        fn the_distance_is_the_same_both_ways_and_never_beyond_the_whole(
            now in proptest::collection::vec(0_u64..10_000, 1..17),
            before in proptest::collection::vec(0_u64..10_000, 1..17),
        ) {
            let one = Drift::between(&now, &before);
            prop_assert_eq!(one.distance, Drift::between(&before, &now).distance);
            prop_assert!(one.distance.is_none_or(|distance| distance <= 1_000));
        }
    }
}
