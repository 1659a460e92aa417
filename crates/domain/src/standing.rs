//! Where a customer stands: what they want of late, in which mood, and whether somebody should look sooner.
//!
//! Every message that was read moves the standing on. What it does to the priority is a [`Shift`]: a map from what was to
//! what is, so that the messages of a batch fold into one shift before anybody knows what stood before them.

use crate::label::{Intent, Scored, Sentiment};
use serde::{Deserialize, Serialize};

/// How sure the classifier must be before wanting to buy moves a conversation up.
pub const READY_SCORE_MIN: f32 = 0.7;

/// Why a conversation is to be looked at before others. Greater is sooner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Wants to buy, or asks for the price.
    Ready,
    /// Is dissatisfied and complains, cancels or asks for a person.
    Angry,
}

impl Priority {
    /// Every priority, the most urgent first.
    pub const ALL: [Self; 2] = [Self::Angry, Self::Ready];

    /// The word of the address bar and of the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Angry => "angry",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.as_str() == word)
    }

    /// The stored rank: greater is sooner, 0 is none.
    #[must_use]
    pub const fn rank(priority: Option<Self>) -> i16 {
        match priority {
            None => 0,
            Some(Self::Ready) => 1,
            Some(Self::Angry) => 2,
        }
    }

    /// Reads the stored rank.
    #[must_use]
    pub const fn of_rank(rank: i16) -> Option<Self> {
        match rank {
            1 => Some(Self::Ready),
            2 => Some(Self::Angry),
            _ => None,
        }
    }
}

/// What messages do to a priority: what becomes of each one that may have stood before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// What becomes of none.
    pub from_none: Option<Priority>,
    /// What becomes of [`Priority::Ready`].
    pub from_ready: Option<Priority>,
    /// What becomes of [`Priority::Angry`].
    pub from_angry: Option<Priority>,
}

impl Shift {
    /// Changes nothing.
    pub const KEEP: Self =
        Self { from_none: None, from_ready: Some(Priority::Ready), from_angry: Some(Priority::Angry) };

    /// What becomes of a priority.
    #[must_use]
    pub const fn apply(self, before: Option<Priority>) -> Option<Priority> {
        match before {
            None => self.from_none,
            Some(Priority::Ready) => self.from_ready,
            Some(Priority::Angry) => self.from_angry,
        }
    }

    /// This shift and then another.
    #[must_use]
    pub const fn then(self, next: Self) -> Self {
        Self {
            from_none: next.apply(self.from_none),
            from_ready: next.apply(self.from_ready),
            from_angry: next.apply(self.from_angry),
        }
    }
}

/// What was read in one message, by the classifier or by a person.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Intents, the primary one first; empty when the classifier was too unsure to name one.
    pub intents: &'a [Scored],
    /// The mood.
    pub sentiment: Option<Sentiment>,
}

impl Said<'_> {
    fn holds(self, wanted: &[Intent]) -> bool {
        self.intents.iter().any(|scored| wanted.contains(&scored.id))
    }

    /// What it does to the priority.
    ///
    /// Anger is only calmed by something kind; being about to buy ends with a refusal. Small talk changes neither.
    #[must_use]
    pub fn shift(self) -> Shift {
        const ANGRY: &[Intent] = &[Intent::Complaint, Intent::CancelRefund, Intent::Human];
        const BUYING: &[Intent] = &[Intent::Purchase, Intent::Pricing];
        const REFUSING: &[Intent] =
            &[Intent::Objection, Intent::CancelRefund, Intent::OptOut, Intent::Spam, Intent::Complaint];
        let negative = self.sentiment == Some(Sentiment::Negative);
        let positive = self.sentiment == Some(Sentiment::Positive);
        if negative && self.holds(ANGRY) {
            let angry = Some(Priority::Angry);
            return Shift { from_none: angry, from_ready: angry, from_angry: angry };
        }
        let primary = self.intents.first();
        let buys =
            primary.is_some_and(|one| BUYING.contains(&one.id) && one.score >= READY_SCORE_MIN && !negative);
        let refuses = primary.is_some_and(|one| REFUSING.contains(&one.id));
        let mut shift = Shift::KEEP;
        if buys {
            shift.from_none = Some(Priority::Ready);
        }
        if refuses {
            shift.from_ready = None;
        }
        if positive {
            shift.from_angry = buys.then_some(Priority::Ready);
        }
        shift
    }
}

/// Whether an intent says what a conversation is about. A greeting, thanks or small talk leaves that as it was.
#[must_use]
pub const fn tells(intent: Intent) -> bool {
    !matches!(intent, Intent::Greeting | Intent::Thanks | Intent::Other)
}

/// Whether an intent is worth a word in the list of conversations: somebody has to act on it soon or differently.
#[must_use]
pub const fn matters(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::Purchase | Intent::Complaint | Intent::CancelRefund | Intent::Human | Intent::OptOut
    )
}

/// What a run of messages did to the standing of their customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// What they want now; none when no message told.
    pub intent: Option<Scored>,
    /// The mood of the last message that was read.
    pub sentiment: Option<Sentiment>,
    /// What became of the priority.
    pub shift: Shift,
}

impl Step {
    /// Nothing was read.
    pub const STILL: Self = Self { intent: None, sentiment: None, shift: Shift::KEEP };

    /// What one message does.
    #[must_use]
    pub fn of(said: Said<'_>) -> Self {
        Self {
            intent: said.intents.first().copied().filter(|one| tells(one.id)),
            sentiment: said.sentiment,
            shift: said.shift(),
        }
    }

    /// This and then what followed.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        Self {
            intent: next.intent.or(self.intent),
            sentiment: next.sentiment.or(self.sentiment),
            shift: self.shift.then(next.shift),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn scored(id: Intent, score: f32) -> Scored {
        Scored { id, score }
    }

    fn after(before: Option<Priority>, intents: &[Scored], sentiment: Sentiment) -> Option<Priority> {
        Said { intents, sentiment: Some(sentiment) }.shift().apply(before)
    }

    #[test]
    fn anger_is_a_bad_mood_that_wants_something_done() {
        use Sentiment::{Negative, Neutral};
        for intent in [Intent::Complaint, Intent::CancelRefund, Intent::Human] {
            assert_eq!(after(None, &[scored(intent, 0.5)], Negative), Some(Priority::Angry), "{intent:?}");
            assert_eq!(after(None, &[scored(intent, 0.9)], Neutral), None, "{intent:?} told calmly");
        }
        let late = [scored(Intent::OrderStatus, 0.8), scored(Intent::Complaint, 0.5)];
        assert_eq!(
            after(None, &late, Negative),
            Some(Priority::Angry),
            "the complaint is beside the question"
        );
        assert_eq!(after(None, &[scored(Intent::Support, 0.9)], Negative), None);
        assert_eq!(after(None, &[], Negative), None, "a mood alone wants nothing");
    }

    #[test]
    fn who_wants_to_buy_or_asks_for_the_price_is_ready_when_that_is_sure() {
        use Sentiment::{Negative, Neutral, Positive};
        for intent in [Intent::Purchase, Intent::Pricing] {
            assert_eq!(after(None, &[scored(intent, 0.7)], Neutral), Some(Priority::Ready));
            assert_eq!(after(None, &[scored(intent, 0.69)], Neutral), None);
            assert_eq!(after(None, &[scored(intent, 0.9)], Negative), None);
        }
        let second = [scored(Intent::Greeting, 0.9), scored(Intent::Purchase, 0.9)];
        assert_eq!(after(None, &second, Positive), None, "only what is primary counts");
        let primary = [scored(Intent::Purchase, 0.9)];
        assert_eq!(after(Some(Priority::Angry), &primary, Neutral), Some(Priority::Angry));
        assert_eq!(after(Some(Priority::Angry), &primary, Positive), Some(Priority::Ready));
    }

    #[test]
    fn small_talk_keeps_a_priority_and_the_right_word_ends_it() {
        use Sentiment::{Neutral, Positive};
        for priority in Priority::ALL.map(Some) {
            for intent in [Intent::Greeting, Intent::Thanks, Intent::Other, Intent::ProductInfo] {
                assert_eq!(after(priority, &[scored(intent, 0.9)], Neutral), priority, "{intent:?}");
            }
            assert_eq!(after(priority, &[], Neutral), priority, "nothing was read");
        }
        let thanks = [scored(Intent::Thanks, 0.9)];
        assert_eq!(after(Some(Priority::Angry), &thanks, Positive), None, "they were calmed");
        assert_eq!(after(Some(Priority::Ready), &thanks, Positive), Some(Priority::Ready));
        let dear = [scored(Intent::Objection, 0.6)];
        assert_eq!(after(Some(Priority::Ready), &dear, Neutral), None, "they will not buy now");
        assert_eq!(after(Some(Priority::Angry), &dear, Neutral), Some(Priority::Angry));
    }

    #[test]
    fn a_greeting_does_not_hide_what_a_conversation_is_about() {
        let cancel = [scored(Intent::CancelRefund, 0.8)];
        let thanks = [scored(Intent::Thanks, 0.9)];
        let step = Step::STILL
            .then(Step::of(Said { intents: &cancel, sentiment: Some(Sentiment::Negative) }))
            .then(Step::of(Said { intents: &thanks, sentiment: Some(Sentiment::Neutral) }))
            .then(Step::of(Said { intents: &[], sentiment: None }));
        assert_eq!(step.intent, Some(scored(Intent::CancelRefund, 0.8)));
        assert_eq!(step.sentiment, Some(Sentiment::Neutral));
        assert_eq!(step.shift.apply(None), Some(Priority::Angry));
    }

    #[test]
    fn words_and_ranks_read_back() {
        for priority in Priority::ALL {
            assert_eq!(Priority::parse(priority.as_str()), Some(priority));
            assert_eq!(Priority::of_rank(Priority::rank(Some(priority))), Some(priority));
        }
        assert_eq!(Priority::of_rank(Priority::rank(None)), None);
        assert!(Priority::rank(Some(Priority::Angry)) > Priority::rank(Some(Priority::Ready)));
    }

    fn any_said() -> impl Strategy<Value = (Vec<Scored>, Option<Sentiment>)> {
        let one = (0..Intent::ALL.len(), 0.0_f32..1.0)
            .prop_map(|(place, score)| scored(Intent::ALL.get(place).copied().unwrap(), score));
        let mood = proptest::option::of(prop_oneof![
            Just(Sentiment::Negative),
            Just(Sentiment::Neutral),
            Just(Sentiment::Positive)
        ]);
        (proptest::collection::vec(one, 0..3), mood)
    }

    proptest! {
        #[test]
        fn a_batch_folded_first_ends_where_its_messages_end_one_by_one(
            says in proptest::collection::vec(any_said(), 0..8),
            rank in 0_i16..3,
        ) {
            let before = Priority::of_rank(rank);
            let said = |one: &'_ (Vec<Scored>, Option<Sentiment>)| (one.0.clone(), one.1);
            let mut alone = before;
            let mut folded = Step::STILL;
            for one in &says {
                let (intents, sentiment) = said(one);
                let one = Said { intents: &intents, sentiment };
                alone = one.shift().apply(alone);
                folded = folded.then(Step::of(one));
            }
            prop_assert_eq!(folded.shift.apply(before), alone);
        }

        #[test]
        fn a_message_without_a_mood_never_makes_anybody_angry(one in any_said(), rank in 0_i16..2) {
            let said = Said { intents: &one.0, sentiment: None };
            prop_assert!(said.shift().apply(Priority::of_rank(rank)) != Some(Priority::Angry));
        }
    }
}
