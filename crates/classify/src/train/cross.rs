//! Cross-validation on training text: what settings, weights and thresholds are chosen by.

use super::{
    bag::Example,
    chance::Chance,
    data::{DataError, Labelled},
    fit::{self, Plan},
    recipe::{self, Confusion, Lessons},
};
use crate::{
    lexicon::Lexicon,
    net::{Head, Scratch},
    num,
};
use prosa_domain::label::{Intent, Sentiment};
use std::path::Path;

/// Scores of every head's parts for rows that training did not see.
pub(crate) struct Unseen {
    /// By head: position of the row and its scores.
    pub(crate) linear: Vec<Vec<f32>>,
    pub(crate) bag: Vec<Vec<f32>>,
}

/// Reads every row by a net that was trained without its fold.
pub(crate) fn unseen(
    rows: &[Labelled],
    public: Option<&Path>,
    plan: &Plan,
    folds: usize,
    only: Option<usize>,
) -> Result<(Vec<Option<Unseen>>, Vec<Head>), DataError> {
    let lexicon = Lexicon::shipped();
    let fold = recipe::folds(rows, folds);
    let mut read: Vec<Option<Unseen>> = rows.iter().map(|_| None).collect();
    let mut heads = Vec::new();
    for held in (0..folds).filter(|held| only.is_none_or(|only| *held < only)) {
        let mut lessons = Lessons::default();
        let mut chance = Chance::new(plan.seed ^ 0x0a5e);
        let seen = rows.iter().zip(&fold).filter(|(_, fold)| **fold != held).map(|(row, _)| row);
        lessons.add_own(seen, &mut chance);
        if let Some(folder) = public {
            lessons.add_public(folder)?;
        }
        let texts: Vec<&str> = lessons.texts.iter().map(String::as_str).collect();
        let examples: &[Example] = &lessons.examples;
        let (net, places) = plan.fit(&texts, examples, &lessons.heads(), &lexicon);
        let mut scratch = Scratch::default();
        for ((row, fold), read) in rows.iter().zip(&fold).zip(&mut read) {
            if *fold != held {
                continue;
            }
            net.run(&row.text, &lexicon, &mut scratch);
            let part = |head: &Head| {
                let mut scores = Vec::new();
                scratch.scores(head, &mut scores);
                scores
            };
            *read = Some(Unseen {
                linear: places
                    .iter()
                    .map(|head| part(&Head { bag: None, linear_weight: 1.0, ..*head }))
                    .collect(),
                bag: places
                    .iter()
                    .map(|head| part(&Head { linear: None, bag_weight: 1.0, ..*head }))
                    .collect(),
            });
        }
        heads = places;
    }
    Ok((read, heads))
}

/// A quick look: primary intent and mood by cross-validation, part by part.
///
/// # Errors
/// [`DataError`] when text cannot be read.
pub fn look(rows: &[Labelled], public: Option<&Path>, seed: u64, only: usize) -> Result<String, DataError> {
    let plan = Plan::usual(seed);
    let (read, heads) = unseen(rows, public, &plan, 5, Some(only))?;
    let mut told = String::new();
    for (name, which, labels) in
        [("intent", recipe::INTENT, Intent::ALL.len()), ("mood", recipe::MOOD, Sentiment::ALL.len())]
    {
        let truth = |row: &Labelled| match which {
            recipe::INTENT => recipe::place(Intent::ALL, &row.primary()),
            _ => recipe::place(Sentiment::ALL, &row.sentiment),
        };
        let held: Vec<fit::Held> = rows
            .iter()
            .zip(&read)
            .filter_map(|(row, read)| {
                let read = read.as_ref()?;
                Some(fit::Held {
                    linear: read.linear.get(which)?.clone(),
                    bag: read.bag.get(which)?.clone(),
                    label: truth(row),
                })
            })
            .collect();
        let Some(head) = heads.get(which) else { continue };
        let head = fit::balance(&held, head);
        let confusion = |linear: f32, bag: f32| {
            let mut confusion = Confusion::new(labels);
            for row in &held {
                let scores: Vec<f32> =
                    row.linear.iter().zip(&row.bag).map(|(a, b)| a * linear + b * bag).collect();
                confusion.count(row.label, num::largest(&scores));
            }
            confusion
        };
        let both = confusion(head.linear_weight, head.bag_weight);
        told += &format!(
            "{name}: both {:.4} / {:.4} (weights {} {}), linear {:.4}, bag {:.4}\n",
            both.accuracy(),
            both.macro_f1(),
            head.linear_weight,
            head.bag_weight,
            confusion(1.0, 0.0).macro_f1(),
            confusion(0.0, 1.0).macro_f1()
        );
        for label in 0..labels {
            let (precision, recall, f1, real) = both.scores(label);
            told += &format!("  {label:2} {precision:.3} {recall:.3} {f1:.3} {real}\n");
        }
    }
    Ok(told)
}
