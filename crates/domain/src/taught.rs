//! What a company taught its classifier, and how well that went: its own examples, and its head held against the shipped
//! model.

use crate::label::{Intent, Sentiment};
use serde::{Deserialize, Serialize};

/// Examples below which a figure says nothing.
pub const COUNT_MIN: u32 = 20;
/// Examples a head is made of at most: the latest ones.
pub const EXAMPLES_MAX: u32 = 2_000;
/// How many in a thousand of the guard's sentences a head may read worse than the shipped model before it is said.
pub const GUARD_LOSS_MAX: u32 = 30;

/// A message, and what a member said it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it says.
    pub text: String,
    /// What it wants.
    pub intent: Intent,
    /// Its mood.
    pub sentiment: Sentiment,
}

/// How many of the same messages two readers named rightly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Messages.
    pub count: u32,
    /// Read rightly by the shipped model.
    pub shipped: u32,
    /// Read rightly by the company's own head.
    pub own: u32,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, shipped: Right, own: Right) {
        self.count += 1;
        self.shipped += u32::from(shipped == Right::Yes);
        self.own += u32::from(own == Right::Yes);
    }

    /// Hundredths read rightly by the shipped model and by the own head; none of too few to say.
    #[must_use]
    pub fn percent(&self) -> Option<(u32, u32)> {
        let share = |right: u32| (right * 100 + self.count / 2) / self.count.max(1);
        (self.count >= COUNT_MIN).then(|| (share(self.shipped), share(self.own)))
    }
}

/// Whether a message was read rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// It was.
    Yes,
    /// It was not.
    No,
}

impl Right {
    /// Whether what was read is what was meant.
    #[must_use]
    pub fn of<T: PartialEq>(read: &T, meant: &T) -> Self {
        if read == meant { Self::Yes } else { Self::No }
    }
}

/// How a head does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadScore {
    /// Each example read before it was learned, in the order they came.
    pub before: Tally,
    /// Each example read by a head that learned all others: one left out at a time, or a fifth where there are many.
    pub apart: Tally,
    /// Sentences of the guard: what nobody corrected should be read as before.
    pub guard: Tally,
    /// Sentences of the guard that the two readers name differently.
    pub guard_moved: u32,
}

impl HeadScore {
    /// Whether the head reads so much of the rest worse that somebody should look.
    #[must_use]
    pub const fn is_adrift(&self) -> bool {
        let lost = self.guard.shipped.saturating_sub(self.guard.own);
        lost * 1_000 > self.guard.count * GUARD_LOSS_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_of_too_few_examples_is_none() {
        let mut tally = Tally::default();
        for _ in 0..19 {
            tally.add(Right::No, Right::Yes);
        }
        assert_eq!(tally.percent(), None);
        tally.add(Right::Yes, Right::No);
        assert_eq!(tally.percent(), Some((5, 95)));
    }

    #[test]
    fn a_head_is_adrift_when_more_than_three_in_a_hundred_of_the_rest_are_lost() {
        let guard =
            |own| HeadScore { guard: Tally { count: 300, shipped: 290, own }, ..HeadScore::default() };
        assert!(!guard(295).is_adrift() && !guard(281).is_adrift());
        assert!(guard(280).is_adrift());
    }
}
