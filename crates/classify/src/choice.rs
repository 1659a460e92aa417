//! Which of the many features a model knows: those that at least two texts of the training hold and that say most.
//!
//! The hash has room for two million features, far more than a file of a few megabytes can hold rows for. With few buckets
//! unlike features fall together and what the one says the other is blamed for; so the buckets are many, and only chosen ones
//! have a row.

use crate::{
    feature::{self, Weighed},
    num,
};

/// Bits of a word.
const WORD: usize = 64;

/// The features with a row, found by their id in two visits to memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// A bit per feature.
    bits: Vec<u64>,
    /// Rows before each word of bits.
    before: Vec<u32>,
    rows: u32,
}

impl Choice {
    /// The features of these ids, which must rise; none when they do not or one is unknown.
    pub(crate) fn of(ids: &[u32]) -> Option<Self> {
        let words = num::index(feature::COUNT).div_ceil(WORD);
        let mut choice = Self { bits: vec![0; words], before: Vec::with_capacity(words), rows: 0 };
        if !ids.is_sorted_by(|one, next| one < next) || ids.last().is_some_and(|id| *id >= feature::COUNT) {
            return None;
        }
        for id in ids {
            *choice.bits.get_mut(num::index(*id) / WORD)? |= 1 << (num::index(*id) % WORD);
        }
        for word in &choice.bits {
            choice.before.push(choice.rows);
            choice.rows += word.count_ones();
        }
        Some(choice)
    }

    /// The row of a feature; none when it was not chosen.
    pub(crate) fn row(&self, id: u32) -> Option<u32> {
        let (word, bit) = (num::index(id) / WORD, num::index(id) % WORD);
        let bits = self.bits.get(word)?;
        let lower = bits & ((1 << bit) - 1);
        (bits >> bit & 1 == 1).then(|| self.before.get(word).map(|before| before + lower.count_ones()))?
    }

    /// The row of a feature and how rare it is, by the factor of each row; none when it was not chosen.
    pub(crate) fn weighed(&self, id: u32, idf: &[f32]) -> Option<Weighed> {
        let row = self.row(id)?;
        Some((row, idf.get(num::index(row)).copied()?))
    }

    /// How many there are.
    pub(crate) fn rows(&self) -> usize {
        num::index(self.rows)
    }

    /// Their ids, rising.
    pub(crate) fn ids(&self) -> impl Iterator<Item = u32> + '_ {
        (0..feature::COUNT).filter(|id| self.row(*id).is_some())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn chosen_features_have_rows_in_their_order_and_others_none(
            ids in proptest::collection::btree_set(0..feature::COUNT, 0..60),
            other in 0..feature::COUNT,
        ) {
            let sorted: Vec<u32> = ids.iter().copied().collect();
            let choice = Choice::of(&sorted).unwrap();
            prop_assert_eq!(choice.rows(), ids.len());
            for (row, id) in (0_u32..).zip(&sorted) {
                prop_assert_eq!(choice.row(*id), Some(row));
            }
            prop_assert_eq!(choice.row(other).is_some(), ids.contains(&other));
            prop_assert_eq!(choice.ids().collect::<BTreeSet<u32>>(), ids);
        }
    }

    #[test]
    fn ids_that_do_not_rise_or_are_unknown_make_no_choice() {
        assert_eq!(Choice::of(&[3, 3]), None);
        assert_eq!(Choice::of(&[4, 3]), None);
        assert_eq!(Choice::of(&[feature::COUNT]), None);
        assert_eq!(Choice::of(&[]).unwrap().row(0), None);
        assert_eq!(Choice::of(&[0]).unwrap().row(feature::COUNT), None);
    }
}
