//! From scores to a reading: which intent is named, which stand beside it, and when to say nothing.

use crate::num;
use prosa_domain::label::{Intent, Language, Mood, Moods, Reading, Scored, Sentiment};

/// What was chosen on text that training did not see.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rules {
    /// Added to the score of an intent before they are compared: what must not be missed is named sooner.
    pub(crate) lift: Vec<f32>,
    /// Probability below which an intent is not named.
    pub(crate) primary: Vec<f32>,
    /// Probability from which an intent stands beside the primary one.
    pub(crate) beside: Vec<f32>,
}

/// What is only named when it is sure, for one stops all messages to a person and the other takes a colleague's time; an unsure
/// one gives way to the next best.
pub(crate) const SURE: [Intent; 2] = [Intent::OptOut, Intent::Human];

/// Probability given to an opt-out that the rule of words has read.
const CERTAIN: f32 = 0.99;

/// Which intent is named, and whether it was too unsure for another.
pub(crate) struct Named {
    pub(crate) intent: usize,
    pub(crate) score: f32,
    pub(crate) abstained: bool,
}

impl Rules {
    /// Names the primary intent; `scores` become probabilities.
    pub(crate) fn name(&self, scores: &mut [f32]) -> Named {
        for (score, lift) in scores.iter_mut().zip(&self.lift) {
            *score += lift;
        }
        num::softmax(scores);
        let is_enough =
            |label: usize, score: f32| score >= self.primary.get(label).copied().unwrap_or_default();
        let may_stand = |label: usize, score: f32| {
            is_enough(label, score) || Intent::ALL.get(label).is_none_or(|intent| !SURE.contains(intent))
        };
        let (best, score) = likeliest(scores, may_stand);
        if is_enough(best, score) {
            return Named { intent: best, score, abstained: false };
        }
        let other = Intent::ALL.len() - 1;
        Named { intent: other, score: scores.get(other).copied().unwrap_or_default(), abstained: true }
    }

    /// Puts a reading together.
    pub(crate) fn reading(
        &self,
        scores: &mut [f32],
        present: &[f32],
        moods: &mut [f32],
        language: Option<usize>,
        is_stop: IsStop,
    ) -> Reading {
        let mut named = self.name(scores);
        if is_stop == IsStop::Yes {
            let intent = Intent::ALL.iter().position(|intent| *intent == Intent::OptOut).unwrap_or_default();
            named = Named { intent, score: named.score.max(CERTAIN), abstained: false };
        }
        let mut intents = self.beside(present, named.intent);
        let primary = Intent::ALL.get(named.intent).copied().unwrap_or(Intent::Other);
        intents.insert(0, Scored { id: primary, score: named.score });
        Reading {
            intents,
            sentiment: mood(moods),
            language: language.and_then(|language| Language::ALL.get(language)).copied(),
            abstained: named.abstained,
        }
    }

    /// What stands beside the primary intent, the likeliest first.
    fn beside(&self, present: &[f32], primary: usize) -> Vec<Scored> {
        let all = present.iter().zip(&self.beside).zip(Intent::ALL).enumerate();
        let mut found: Vec<Scored> = all
            .filter(|(position, ((score, least), intent))| {
                *position != primary && **intent != Intent::Other && score >= least
            })
            .map(|(_, ((score, _), intent))| Scored { id: *intent, score: *score })
            .collect();
        found.sort_by(|one, other| other.score.total_cmp(&one.score));
        found
    }
}

/// The likeliest of those that may stand, and how likely it is.
fn likeliest(scores: &[f32], may_stand: impl Fn(usize, f32) -> bool) -> (usize, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (position, score) in
        scores.iter().copied().enumerate().filter(|(label, score)| may_stand(*label, *score))
    {
        if score > best.1 {
            best = (position, score);
        }
    }
    best
}

/// Whether the rule of words has read an opt-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IsStop {
    Yes,
    No,
}

fn mood(scores: &mut [f32]) -> Mood {
    num::softmax(scores);
    let score = |position: usize| scores.get(position).copied().unwrap_or_default();
    Mood {
        label: Sentiment::ALL.get(num::largest(scores)).copied().unwrap_or(Sentiment::Neutral),
        scores: Moods { negative: score(0), neutral: score(1), positive: score(2) },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn rules() -> Rules {
        Rules { lift: vec![0.0; 16], primary: vec![0.5; 16], beside: vec![0.5; 16] }
    }

    fn read(scores: [f32; 16], present: [f32; 16], is_stop: IsStop) -> Reading {
        rules().reading(&mut scores.clone(), &present, &mut [0.0, 1.0, 0.0], Some(1), is_stop)
    }

    #[test]
    fn the_likeliest_intent_is_named_and_others_stand_beside_it() {
        let (mut scores, mut present) = ([0.0; 16], [0.0; 16]);
        (scores[2], present[0], present[1], present[2], present[15]) = (9.0, 0.6, 0.7, 0.9, 0.9);
        let reading = read(scores, present, IsStop::No);
        let ids: Vec<Intent> = reading.intents.iter().map(|scored| scored.id).collect();
        assert_eq!(ids, [Intent::Pricing, Intent::Thanks, Intent::Greeting]);
        assert_eq!(reading.language, Some(Language::Spanish));
        assert_eq!(reading.sentiment.label, Sentiment::Neutral);
        assert!(!reading.abstained);
    }

    #[test]
    fn nothing_likely_enough_is_other_and_says_so() {
        let reading = read([0.0; 16], [0.0; 16], IsStop::No);
        assert_eq!(reading.primary().id, Intent::Other);
        assert!(reading.abstained);
    }

    #[test]
    fn what_has_to_be_sure_and_is_not_gives_way_to_the_next_best() {
        let place = |id: Intent| Intent::ALL.iter().position(|intent| *intent == id).unwrap();
        let mut rules = rules();
        rules.primary[place(Intent::Complaint)] = 0.3;
        for sure in SURE {
            rules.primary[place(sure)] = 0.6;
        }
        let read = |scores: [f32; 16]| {
            let mood = &mut [0.0, 1.0, 0.0];
            rules.reading(&mut scores.clone(), &[0.0; 16], mood, Some(1), IsStop::No).primary().id
        };
        for sure in SURE {
            let mut scores = [0.0; 16];
            (scores[place(sure)], scores[place(Intent::Complaint)]) = (6.0, 5.9);
            assert_eq!(read(scores), Intent::Complaint);
            scores[place(sure)] = 8.0;
            assert_eq!(read(scores), sure);
        }
        let mut scores = [0.0; 16];
        scores[place(Intent::Complaint)] = 5.9;
        SURE.iter().for_each(|sure| scores[place(*sure)] = 6.0);
        assert_eq!(read(scores), Intent::Complaint, "neither of the two is sure");
    }

    #[test]
    fn a_stop_read_by_its_words_is_certain_whatever_the_scores() {
        let mut scores = [0.0; 16];
        scores[10] = 9.0;
        let reading = read(scores, [0.0; 16], IsStop::Yes);
        assert_eq!(reading.primary().id, Intent::OptOut);
        assert!(reading.primary().score >= 0.99);
    }
}
