//! Makes the file that ships: chooses weights and thresholds by cross-validation, trains on everything, writes bytes.

use super::{
    chance::Chance,
    cross::{self, Unseen},
    data::{DataError, Labelled},
    fit::{self, Held, Plan},
    recipe::{self, Lessons},
    soft::Taught,
};
use crate::{
    file::{self, Card, ModelError, Parts},
    lexicon::Lexicon,
    net::Head,
    num,
    rules::{Rules, SURE},
};
use prosa_domain::label::{Intent, Language, Sentiment};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, path::Path};

/// Why training gave no model.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// Text could not be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The file could not be made.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Folds of the cross-validation.
const FOLDS: usize = 4;
/// The seed of the shipped file.
pub const SEED: u64 = 20_261_121;

/// Trains a model and gives the bytes of its file: the same bytes for the same text, sets and seed, on every machine.
///
/// # Errors
/// [`TrainError`] when a public set is missing or the file cannot be made.
pub fn make(rows: &[Labelled], public: Option<&Path>, seed: u64) -> Result<Vec<u8>, TrainError> {
    make_taught(rows, public, &[], seed)
}

/// The same, with lines a larger model has read beside them. Weights and thresholds are chosen without those.
///
/// # Errors
/// [`TrainError`] when a public set is missing or the file cannot be made.
pub fn make_taught(
    rows: &[Labelled],
    public: Option<&Path>,
    taught: &[Taught],
    seed: u64,
) -> Result<Vec<u8>, TrainError> {
    let plan = Plan::usual(seed);
    let (unseen, places) = cross::unseen(rows, public, &plan, FOLDS, None)?;
    let heads = balanced(rows, &unseen, &places);
    let rules = rules(rows, &unseen, &heads);
    let mut lessons = Lessons::default();
    lessons.add_own(rows.iter(), &mut Chance::new(seed ^ 0x0a5e));
    if let Some(folder) = public {
        lessons.add_public(folder)?;
    }
    lessons.add_taught(taught);
    let texts: Vec<&str> = lessons.texts.iter().map(String::as_str).collect();
    let (net, _) = plan.fit(&texts, &lessons.examples, &lessons.heads(), &Lexicon::shipped());
    let mut public = public.map(public_hashes).transpose()?.unwrap_or_default();
    if !taught.is_empty() {
        let digest = Sha256::digest(format!("{taught:?}"));
        public.insert("taught by a larger model".to_owned(), file::hex(&digest));
    }
    let card = Card { data: data_hash(rows), recipe: recipe_hash(seed), public, ..Card::default() };
    Ok(Parts { net, heads, rules, card }.write("prosa")?)
}

/// SHA-256 of our own text with its labels.
#[must_use]
pub fn data_hash(rows: &[Labelled]) -> String {
    let mut hash = Sha256::new();
    for row in rows {
        hash.update(format!("{row:?}\n"));
    }
    file::hex(&hash.finalize())
}

/// SHA-256 of settings, seed and word lists.
#[must_use]
pub fn recipe_hash(seed: u64) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{:?}", Plan::usual(seed)));
    for list in Lexicon::lists() {
        hash.update(list);
    }
    file::hex(&hash.finalize())
}

/// SHA-256 of each public set that teaches.
fn public_hashes(folder: &Path) -> Result<BTreeMap<String, String>, DataError> {
    let hash = |name: &&str| -> Result<(String, String), DataError> {
        let text = super::data::text(&folder.join(name))?;
        Ok(((*name).to_owned(), file::hex(&Sha256::digest(text.as_bytes()))))
    };
    super::public::TEACHING.iter().map(hash).collect()
}

/// What each head's parts count.
fn balanced(rows: &[Labelled], unseen: &[Option<Unseen>], places: &[Head]) -> Vec<Head> {
    let truth = |which: usize, row: &Labelled| match which {
        recipe::INTENT => recipe::place(Intent::ALL, &row.primary()),
        recipe::MOOD => recipe::place(Sentiment::ALL, &row.sentiment),
        _ => recipe::place(Language::ALL, &row.language),
    };
    let mut heads = places.to_vec();
    for (which, head) in heads.iter_mut().enumerate() {
        if which == recipe::PRESENCE {
            head.bag_weight = 1.0;
            continue;
        }
        let held: Vec<Held> = rows
            .iter()
            .zip(unseen)
            .filter_map(|(row, read)| {
                let read = read.as_ref()?;
                let (linear, bag) = (read.linear.get(which)?.clone(), read.bag.get(which)?.clone());
                Some(Held { linear, bag, label: truth(which, row) })
            })
            .collect();
        *head = fit::balance(&held, head);
    }
    heads
}

/// Scores of a head for a row.
fn scores(read: &Unseen, which: usize, head: &Head) -> Vec<f32> {
    let (linear, bag) = (read.linear.get(which), read.bag.get(which));
    let pairs = linear.into_iter().flatten().zip(bag.into_iter().flatten());
    pairs.map(|(linear, bag)| linear * head.linear_weight + bag * head.bag_weight).collect()
}

/// Intents that must not be missed, and how rarely they may be.
const HEARD: [Intent; 2] = [Intent::Human, Intent::OptOut];
/// Steps of a lift.
const LIFTS: [f32; 9] = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0];
/// What a lifted intent keeps of precision, on training text that is harder than life.
const PRECISION_MIN: f32 = 0.65;
/// Recall from which no further lift is needed, on the same text.
const RECALL_ENOUGH: f32 = 0.88;

fn rules(rows: &[Labelled], unseen: &[Option<Unseen>], heads: &[Head]) -> Rules {
    let labels = Intent::ALL.len();
    let mut rules = Rules { lift: vec![0.0; labels], primary: vec![0.0; labels], beside: vec![0.5; labels] };
    let (Some(intent), Some(presence)) = (heads.get(recipe::INTENT), heads.get(recipe::PRESENCE)) else {
        return rules;
    };
    let read: Vec<(Vec<f32>, usize)> = rows
        .iter()
        .zip(unseen)
        .filter_map(|(row, read)| {
            let scores = scores(read.as_ref()?, recipe::INTENT, intent);
            Some((scores, recipe::place(Intent::ALL, &row.primary())))
        })
        .collect();
    for heard in HEARD {
        lift(&mut rules, &read, recipe::place(Intent::ALL, &heard));
    }
    // What must be sure comes first: a threshold is taken among all that were heard, not among those another one left.
    let sure = SURE.map(|sure| recipe::place(Intent::ALL, &sure));
    for (label, certainty) in sure.map(|sure| (sure, certainty(&rules, &read, sure))) {
        rules.primary.iter_mut().skip(label).take(1).for_each(|value| *value = certainty);
    }
    for label in (0..labels - 1).filter(|label| !sure.contains(label)) {
        let least = least(&rules, &read, label);
        rules.primary.iter_mut().skip(label).take(1).for_each(|value| *value = least);
    }
    let present: Vec<(Vec<f32>, &Labelled)> = rows
        .iter()
        .zip(unseen)
        .filter_map(|(row, read)| {
            let scores = scores(read.as_ref()?, recipe::PRESENCE, presence);
            Some((scores.into_iter().map(num::sigmoid).collect(), row))
        })
        .collect();
    for (label, intent) in Intent::ALL.iter().enumerate() {
        let best = best_presence(&present, label, *intent);
        rules.beside.iter_mut().skip(label).take(1).for_each(|value| *value = best);
    }
    rules
}

/// Lifts an intent until it is heard often enough or its precision bears no more.
fn lift(rules: &mut Rules, read: &[(Vec<f32>, usize)], label: usize) {
    let real = read.iter().filter(|(_, truth)| *truth == label).count();
    for by in LIFTS {
        let mut tried = rules.clone();
        tried.lift.iter_mut().skip(label).take(1).for_each(|value| *value = by);
        let said: Vec<usize> = read
            .iter()
            .filter(|(scores, _)| tried.name(&mut scores.clone()).intent == label)
            .map(|(_, truth)| *truth)
            .collect();
        let right = said.iter().filter(|truth| **truth == label).count();
        if num::float(right) < PRECISION_MIN * num::float(said.len()) {
            return;
        }
        *rules = tried;
        if num::float(right) >= RECALL_ENOUGH * num::float(real) {
            return;
        }
    }
}

/// The probability below which saying "other" is right at least as often as naming the intent.
fn least(rules: &Rules, read: &[(Vec<f32>, usize)], label: usize) -> f32 {
    let other = Intent::ALL.len() - 1;
    let mut said: Vec<(f32, usize)> = read
        .iter()
        .map(|(scores, truth)| (rules.name(&mut scores.clone()), *truth))
        .filter(|(named, _)| named.intent == label)
        .map(|(named, truth)| (named.score, truth))
        .collect();
    said.sort_by(|one, two| one.0.total_cmp(&two.0));
    let (mut gain, mut best) = (0_i32, (0_i32, 0.0_f32));
    for (score, truth) in said.iter().filter(|(score, _)| *score < LEAST_MAX) {
        gain += i32::from(*truth == other) - i32::from(*truth == label);
        if gain > best.0 {
            best = (gain, *score);
        }
    }
    // Whoever cannot decide at all should say so.
    best.1.max(LEAST_MIN)
}

/// The probability below which an intent that has to be sure gives way to the next best: nearly all that is heard of it
/// stays heard.
fn certainty(rules: &Rules, read: &[(Vec<f32>, usize)], label: usize) -> f32 {
    let mut right: Vec<f32> = read
        .iter()
        .filter(|(_, truth)| *truth == label)
        .map(|(scores, _)| rules.name(&mut scores.clone()))
        .filter(|named| named.intent == label)
        .map(|named| named.score)
        .collect();
    right.sort_by(f32::total_cmp);
    right.get(right.len() / SURE_LOSES_ONE_OF).copied().unwrap_or_default().max(LEAST_MIN)
}

/// Of how many that were heard one may be lost to certainty.
const SURE_LOSES_ONE_OF: usize = 20;

/// No threshold is above or below these.
const LEAST_MAX: f32 = 0.5;
const LEAST_MIN: f32 = 0.12;

/// The probability that tells best whether an intent stands beside another one.
fn best_presence(present: &[(Vec<f32>, &Labelled)], label: usize, intent: Intent) -> f32 {
    let mut best = (0.0_f32, 0.95_f32);
    for step in 6_u8..=38 {
        let least = f32::from(step) / 40.0;
        let (mut both, mut said, mut real) = (0_usize, 0_usize, 0_usize);
        for (scores, row) in present.iter().filter(|(_, row)| row.primary() != intent) {
            let is_said = scores.get(label).is_some_and(|score| *score >= least);
            let is_real = row.intents.contains(&intent);
            both += usize::from(is_said && is_real);
            said += usize::from(is_said);
            real += usize::from(is_real);
        }
        let f1 = 2.0 * num::float(both) / num::float(said + real).max(1.0);
        if f1 > best.0 {
            best = (f1, least);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use prosa_domain::label::Style;

    fn few() -> Vec<Labelled> {
        let rows = [
            ("quanto custa o corte", Intent::Pricing),
            ("qual o valor da escova", Intent::Pricing),
            ("quero falar com um atendente", Intent::Human),
            ("me passa pra uma pessoa", Intent::Human),
            ("bom dia", Intent::Greeting),
            ("oi tudo bem", Intent::Greeting),
        ];
        let labelled = |(text, intent): (&str, Intent)| Labelled {
            intents: vec![intent],
            sentiment: Sentiment::Neutral,
            style: Style::Chat,
            language: Language::Portuguese,
            text: text.to_owned(),
        };
        (0..4).flat_map(|_| rows.map(labelled)).collect()
    }

    #[test]
    fn the_same_text_and_seed_give_the_same_bytes_and_another_seed_gives_others() {
        let rows = few();
        let bytes = make(&rows, None, 5).unwrap();
        assert_eq!(bytes, make(&rows, None, 5).unwrap());
        assert_ne!(bytes, make(&rows, None, 6).unwrap());
        let model = crate::Model::from_bytes(&bytes).unwrap();
        assert!(model.version().starts_with("prosa-2-"));
        assert_eq!(model.card().data, data_hash(&rows));
    }

    #[test]
    fn what_a_larger_model_says_of_lines_without_labels_is_learned() {
        let rows = few();
        let line = |text: &str| Taught {
            text: text.to_owned(),
            intents: Intent::ALL.iter().map(|id| if *id == Intent::Human { 0.85 } else { 0.01 }).collect(),
            ..Taught::default()
        };
        let taught: Vec<Taught> = (0..12).map(|_| line("chama o gerente zezinho")).collect();
        let score = |taught: &[Taught]| {
            let model = crate::Model::from_bytes(&make_taught(&rows, None, taught, 5).unwrap()).unwrap();
            let reading = model.read("chama o gerente zezinho");
            reading.intents.iter().find(|one| one.id == Intent::Human).map_or(0.0, |one| one.score)
        };
        let (without, with) = (score(&[]), score(&taught));
        assert!(with > without + 0.2, "{without} {with}");
        assert_ne!(make(&rows, None, 5).unwrap(), make_taught(&rows, None, &taught, 5).unwrap());
    }

    #[test]
    fn the_shipped_weights_were_made_from_the_text_and_the_recipe_of_the_repository() {
        let folder = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("data/train");
        let (rows, model) = (super::super::data::folder(&folder).unwrap(), crate::Model::shipped().unwrap());
        assert_eq!(model.card().data, data_hash(&rows));
        assert_eq!(model.card().recipe, recipe_hash(SEED));
    }

    #[test]
    fn a_missing_public_set_is_told_by_its_path() {
        let error = make(&few(), Some(Path::new("/nowhere")), 5).unwrap_err();
        assert!(error.to_string().contains("/nowhere/permissive"), "{error}");
    }

    #[test]
    fn the_shipped_weights_reach_the_score_that_is_told() {
        let folder = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("data/dev");
        let (rows, model) = (super::super::data::folder(&folder).unwrap(), crate::Model::shipped().unwrap());
        let reached = crate::measure::macro_f1(&model, &rows, Language::Portuguese) * 1_000.0;
        assert!((reached - f64::from(crate::SHIPPED_MACRO_F1)).abs() <= 1.0, "{reached}");
    }
}
