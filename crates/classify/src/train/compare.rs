//! The comparison: what the same network reaches on public sets, by the recipe of the shipped one.

use super::{
    bag::Lesson,
    chance::Chance,
    fit::{self, HeadPlan, Held, Plan},
    public::Split,
    recipe::Lessons,
};
use crate::{
    hash::Rolling,
    lexicon::Lexicon,
    net::{Head, Net},
    num,
};
use prosa_domain::label::Language;

/// What the network reached on a public set.
#[derive(Clone, Copy, Debug)]
pub struct Reached {
    /// Part of the test rows that were right.
    pub accuracy: f32,
    /// Mean F1 of the labels.
    pub macro_f1: f32,
    /// Accuracy of the linear part alone.
    pub linear: f32,
    /// Accuracy of the bag alone.
    pub bag: f32,
}

/// A text and its label.
type Item = (String, usize);

/// Labels below which a set is one of moods: they are noisier than requests, and some are rare.
const FEW: usize = 10;
/// What an error costs there.
const FEW_COST: f32 = 0.1;
/// Rounds of the bag there, and its steps: more of either learn a few thousand reviews by heart.
const FEW_ROUNDS: usize = 3;
const FEW_STEP: f32 = 0.01;
const FEW_DENSE_STEP: f32 = 0.002;
/// Folds that stand in for the development part there, which holds too few rows of a rare label to choose by.
const FEW_FOLDS: u32 = 5;
/// How far scores may lean towards rare labels: this many twentieths of the logarithm of the inverse share.
const LEAN_MAX: u8 = 30;
/// What leaning may cost of accuracy: half a point.
const LEAN_COST_MAX: f32 = 0.005;

/// Trains the network on a public set and measures it on the test part. What its parts count, and how far it leans towards
/// rare labels, is chosen on rows that training did not see: the development part, or folds when the labels are few.
#[must_use]
pub fn compare(split: &Split, language: Language, seed: u64) -> Reached {
    let trial = Trial { labels: split.labels.len(), language, seed, lexicon: Lexicon::shipped() };
    let all: Vec<&Item> = split.train.iter().chain(&split.dev).collect();
    let mut held = Vec::new();
    for (seen, unseen) in trial.cuts(split, &all) {
        let (net, head) = trial.train(&seen);
        let unseen = unseen.iter().map(|(text, label)| (text.as_str(), *label));
        held.extend(fit::hold(&net, &head, unseen, &trial.lexicon));
    }
    // What is chosen is chosen; now everything but the test teaches.
    let (net, head) = trial.train(&all);
    let head = fit::balance(&held, &head);
    let lean = trial.lean(&held, &head, &all);
    let test = split.test.iter().map(|(text, label)| (text.as_str(), *label));
    let read = fit::hold(&net, &head, test, &trial.lexicon);
    let (accuracy, macro_f1) = score(&read, &head, &lean);
    let level = vec![0.0; split.labels.len()];
    let (linear, _) = score(&read, &Head { linear_weight: 1.0, bag_weight: 0.0, ..head }, &level);
    let (bag, _) = score(&read, &Head { linear_weight: 0.0, bag_weight: 1.0, ..head }, &level);
    Reached { accuracy, macro_f1, linear, bag }
}

/// A network to train on a public set.
struct Trial {
    labels: usize,
    language: Language,
    seed: u64,
    lexicon: Lexicon,
}

impl Trial {
    const fn is_of_moods(&self) -> bool {
        self.labels < FEW
    }

    /// Rows to learn from and rows to choose by, once or by folds. Equal words fall into one fold.
    fn cuts<'a>(&self, split: &'a Split, all: &[&'a Item]) -> Vec<(Vec<&'a Item>, Vec<&'a Item>)> {
        if !self.is_of_moods() {
            return vec![(split.train.iter().collect(), split.dev.iter().collect())];
        }
        let fold = |text: &str| {
            let words = text.to_lowercase();
            let words = words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
            words.fold(Rolling::of_kind(0), |hash, word| hash.text(word).add(b' ')).bucket(16) % FEW_FOLDS
        };
        (0..FEW_FOLDS).map(|held| all.iter().partition(|(text, _)| fold(text) != held)).collect()
    }

    fn train(&self, items: &[&Item]) -> (Net, Head) {
        let mut plan = Plan::usual(self.seed);
        if self.is_of_moods() {
            plan.linear.cost = FEW_COST;
            plan.bag.rounds = FEW_ROUNDS;
            plan.bag.step = FEW_STEP;
            plan.bag.dense_step = FEW_DENSE_STEP;
        }
        let importance: Vec<f32> = self
            .rarity(items)
            .iter()
            .map(|rare| if self.is_of_moods() { rare.sqrt() } else { 1.0 })
            .collect();
        let (mut lessons, mut chance) = (Lessons::default(), Chance::new(self.seed ^ 0x0a5e));
        for (text, label) in items {
            let importance = importance.get(*label).copied().unwrap_or(1.0);
            lessons.add_row((text, self.language), Lesson::One(*label), importance, &mut chance);
        }
        let texts: Vec<&str> = lessons.texts.iter().map(String::as_str).collect();
        let heads = [HeadPlan { labels: self.labels, is_linear: true }];
        let (net, places) = plan.fit(&texts, &lessons.examples, &heads, &self.lexicon);
        let whole =
            Head { linear: Some(0), bag: Some(0), labels: self.labels, linear_weight: 1.0, bag_weight: 1.0 };
        (net, places.first().copied().unwrap_or(whole))
    }

    /// How much rarer each label is than if all were equally frequent.
    fn rarity(&self, items: &[&Item]) -> Vec<f32> {
        let count = |label: usize| items.iter().filter(|(_, known)| *known == label).count();
        let even = num::float(items.len()) / num::float(self.labels).max(1.0);
        (0..self.labels).map(|label| even / num::float(count(label)).max(1.0)).collect()
    }

    /// What is added to each score: as much for rare labels as makes macro-F1 on unseen rows best, at a small cost of accuracy.
    fn lean(&self, held: &[Held], head: &Head, items: &[&Item]) -> Vec<f32> {
        let rarity: Vec<f32> = self.rarity(items).into_iter().map(num::ln).collect();
        let level = vec![0.0; self.labels];
        let (accuracy_min, mut best) = score(held, head, &level);
        let accuracy_min = accuracy_min - LEAN_COST_MAX;
        let mut chosen = level;
        for step in (1..LEAN_MAX).filter(|_| self.is_of_moods()) {
            let lean: Vec<f32> = rarity.iter().map(|rare| rare * f32::from(step) / 20.0).collect();
            let (accuracy, macro_f1) = score(held, head, &lean);
            if accuracy >= accuracy_min && macro_f1 > best {
                (best, chosen) = (macro_f1, lean);
            }
        }
        chosen
    }
}

/// Accuracy, and the mean F1 of the labels that occur.
fn score(held: &[Held], head: &Head, lean: &[f32]) -> (f32, f32) {
    let mut counts = vec![(0_usize, 0_usize, 0_usize); head.labels];
    let mut right = 0_usize;
    for row in held {
        let scores = row.linear.iter().zip(&row.bag).zip(lean);
        let scores: Vec<f32> = scores
            .map(|((linear, bag), lean)| linear * head.linear_weight + bag * head.bag_weight + lean)
            .collect();
        let said = num::largest(&scores);
        right += usize::from(said == row.label);
        if let Some(count) = counts.get_mut(row.label) {
            count.0 += usize::from(said == row.label);
            count.1 += 1;
        }
        if let Some(count) = counts.get_mut(said) {
            count.2 += 1;
        }
    }
    let present: Vec<f32> = counts
        .iter()
        .filter(|(_, real, _)| *real > 0)
        .map(|(both, real, said)| 2.0 * num::float(*both) / num::float(real + said))
        .collect();
    let f1 = present.iter().sum::<f32>() / num::float(present.len()).max(1.0);
    (num::float(right) / num::float(held.len()).max(1.0), f1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn few() -> Split {
        let labels = ["bad", "none", "good"].map(str::to_owned);
        let item = |number: usize| match number % 10 {
            0 => (format!("chegou mas {number} faltou peça"), 1),
            1..=3 => (format!("péssimo produto {number} quebrado"), 0),
            _ => (format!("adorei recomendo {number} ótimo"), 2),
        };
        let items: Vec<Item> = (0..200).map(item).collect();
        Split { labels: labels.into(), train: items[..150].into(), dev: vec![], test: items[150..].into() }
    }

    #[test]
    fn a_few_moods_are_told_apart_and_the_rare_one_too() {
        let reached = compare(&few(), Language::Portuguese, 7);
        assert!(reached.accuracy > 0.95 && reached.macro_f1 > 0.95, "{reached:?}");
    }

    #[test]
    fn folds_hold_every_row_once_and_equal_words_together() {
        let trial = Trial { labels: 3, language: Language::Portuguese, seed: 7, lexicon: Lexicon::shipped() };
        let mut split = few();
        split.train.push(("Péssimo, produto 1: quebrado!".into(), 0));
        let all: Vec<&Item> = split.train.iter().collect();
        let cuts = trial.cuts(&split, &all);
        assert_eq!(cuts.iter().map(|(_, unseen)| unseen.len()).sum::<usize>(), all.len());
        let has = |unseen: &[&Item], text: &str| unseen.iter().any(|(known, _)| known == text);
        let (_, unseen) = cuts.iter().find(|(_, unseen)| has(unseen, "péssimo produto 1 quebrado")).unwrap();
        assert!(has(unseen, "Péssimo, produto 1: quebrado!"));
    }

    #[test]
    fn leaning_helps_a_rare_label_that_comes_close() {
        let trial = Trial { labels: 2, language: Language::Portuguese, seed: 7, lexicon: Lexicon::shipped() };
        let held = |rare: f32, label| Held { linear: vec![0.0, rare], bag: vec![0.0, 0.0], label };
        let rows: Vec<Held> = (0..90).map(|_| held(-1.0, 0)).chain((0..10).map(|_| held(-0.2, 1))).collect();
        let head = Head { linear: Some(0), bag: None, labels: 2, linear_weight: 1.0, bag_weight: 0.0 };
        let items: Vec<Item> = rows.iter().map(|row| (String::new(), row.label)).collect();
        let lean = trial.lean(&rows, &head, &items.iter().collect::<Vec<_>>());
        assert!(score(&rows, &head, &[0.0, 0.0]).0 < 0.95);
        assert!((score(&rows, &head, &lean).0 - 1.0).abs() < 1e-6);
    }
}
