//! Puts a net together from examples: linear heads, bag, and what each part counts.

use super::{
    bag::{Bag, Example, Lesson},
    chance::Chance,
    linear::Linear,
    matrix::{Counts, Matrix},
};
use crate::{
    choice::Choice,
    lexicon::Lexicon,
    net::{Head, Net, Scratch, Table},
    num,
};

/// A head to train.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeadPlan {
    /// Labels.
    pub(crate) labels: usize,
    /// Whether it gets a linear part.
    pub(crate) is_linear: bool,
}

/// Which features get a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chooser {
    /// In how many texts one must stand, roughened copies counted.
    pub(crate) texts: usize,
    /// How many there are at most.
    pub(crate) features: usize,
}

/// The chosen features with the texts made of them.
struct Chosen {
    choice: Choice,
    idf: Vec<f32>,
    rows: Matrix,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) choice: Chooser,
    pub(crate) linear: Linear,
    pub(crate) bag: Bag,
    pub(crate) seed: u64,
}

impl Plan {
    /// What proved best by cross-validation on training text.
    pub(crate) const fn usual(seed: u64) -> Self {
        Self {
            choice: Chooser { texts: 2, features: 70_000 },
            linear: Linear { cost: 0.5, rounds: 30 },
            bag: Bag {
                width: 28,
                hidden: 64,
                rounds: 12,
                step: 0.05,
                dense_step: 0.02,
                drop: 0.3,
                smooth: 0.05,
            },
            seed,
        }
    }

    /// Trains a net.
    pub(crate) fn fit(
        &self,
        texts: &[&str],
        examples: &[Example],
        heads: &[HeadPlan],
        lexicon: &Lexicon,
    ) -> (Net, Vec<Head>) {
        let Chosen { choice, idf, rows } = self.choose(texts, examples, heads, lexicon);
        let (linear, linear_bias) = self.linear_part(&rows, examples, heads);
        let sizes: Vec<usize> = heads.iter().map(|head| head.labels).collect();
        let mut chance = Chance::new(self.seed);
        let trained = self.bag.train(&rows, examples, &sizes, &mut chance);
        let net = Net {
            choice,
            idf,
            linear,
            linear_bias,
            bag: Table::round(&trained.table, self.bag.width),
            hidden: trained.hidden,
            out: trained.out,
        };
        (net, places(heads))
    }

    /// Chooses the features: lines are drawn by all that occur often enough, and those that say most by them stay.
    fn choose(&self, texts: &[&str], examples: &[Example], heads: &[HeadPlan], lexicon: &Lexicon) -> Chosen {
        let used = examples.iter().filter_map(|example| texts.get(example.row).copied());
        let counts = Counts::of(used, lexicon);
        let weigh = |ids: &[u32]| {
            let choice = Choice::of(ids).unwrap_or_default();
            let idf = rounded(counts.idf(ids));
            let rows = Matrix::weigh(texts.iter().copied(), &choice, &idf, lexicon);
            Chosen { choice, idf, rows }
        };
        let often = counts.held_by(self.choice.texts);
        let all = weigh(&often);
        if often.len() <= self.choice.features {
            return all;
        }
        let (linear, _) = self.linear_part(&all.rows, examples, heads);
        let mut worth: Vec<(f32, u32)> = linear
            .lengths()
            .into_iter()
            .zip(all.rows.loudness())
            .map(|(length, loud)| length * loud.sqrt().sqrt())
            .zip(often)
            .collect();
        worth.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut kept: Vec<u32> = worth.into_iter().take(self.choice.features).map(|(_, id)| id).collect();
        kept.sort_unstable();
        weigh(&kept)
    }

    fn linear_part(&self, rows: &Matrix, examples: &[Example], heads: &[HeadPlan]) -> (Table, Vec<f32>) {
        let mut columns = Vec::new();
        let mut chance = Chance::new(self.seed ^ 0x11ea);
        for (head, plan) in heads.iter().enumerate().filter(|(_, plan)| plan.is_linear) {
            for label in 0..plan.labels {
                let chosen: Vec<(usize, bool, f32)> = examples
                    .iter()
                    .filter_map(|example| {
                        Some((example.row, carries(example, head, label)?, example.importance))
                    })
                    .collect();
                columns.push(self.linear.separate(rows, &chosen, &mut chance));
            }
        }
        let width = columns.len();
        let mut cells = vec![0.0; rows.features() * width];
        for (column, separator) in columns.iter().enumerate() {
            for (cell, weight) in cells.iter_mut().skip(column).step_by(width.max(1)).zip(&separator.weights)
            {
                *cell = *weight;
            }
        }
        (Table::round(&cells, width), columns.iter().map(|column| column.bias).collect())
    }
}

/// Whether an example carries a label of a head; none when it teaches that head nothing.
fn carries(example: &Example, head: usize, label: usize) -> Option<bool> {
    let (_, lesson) = example.lessons.iter().find(|(taught, _)| *taught == head)?;
    match lesson {
        Lesson::One(only) => Some(*only == label),
        Lesson::Some(labels) => Some(labels & (1 << label) != 0),
        // A line is drawn between labels that are clear; the bag alone hears how unclear the others are.
        Lesson::Soft(targets) => {
            let best = num::largest(targets);
            let is_clear = targets.get(best).is_some_and(|target| *target >= CLEAR);
            is_clear.then_some(best == label)
        }
    }
}

/// How likely a label must be for the linear part to take it as said.
const CLEAR: f32 = 0.5;

/// Where each head takes its scores from.
fn places(heads: &[HeadPlan]) -> Vec<Head> {
    let (mut linear, mut bag) = (0, 0);
    let mut all = Vec::new();
    for plan in heads {
        all.push(Head {
            linear: plan.is_linear.then_some(linear),
            bag: Some(bag),
            labels: plan.labels,
            linear_weight: 2.0,
            bag_weight: 1.0,
        });
        bag += plan.labels;
        linear += if plan.is_linear { plan.labels } else { 0 };
    }
    all
}

/// The factors as the file keeps them: in steps of a sixteenth.
fn rounded(mut idf: Vec<f32>) -> Vec<f32> {
    idf.iter_mut().for_each(|value| *value = f32::from(num::unsigned_byte(*value * 16.0)) / 16.0);
    idf
}

/// Scores of both parts for a text with a known label: what weights are fitted on.
pub(crate) struct Held {
    /// Linear scores, one per label.
    pub(crate) linear: Vec<f32>,
    /// Scores of the bag.
    pub(crate) bag: Vec<f32>,
    /// The label.
    pub(crate) label: usize,
}

/// Reads held-out texts by a head's parts.
pub(crate) fn hold<'a>(
    net: &Net,
    head: &Head,
    texts: impl Iterator<Item = (&'a str, usize)>,
    lexicon: &Lexicon,
) -> Vec<Held> {
    let mut scratch = Scratch::default();
    texts
        .map(|(text, label)| {
            net.run(text, lexicon, &mut scratch);
            let (mut linear, mut bag) = (Vec::new(), Vec::new());
            scratch.scores(&Head { bag: None, linear_weight: 1.0, ..*head }, &mut linear);
            scratch.scores(&Head { linear: None, bag_weight: 1.0, ..*head }, &mut bag);
            Held { linear, bag, label }
        })
        .collect()
}

/// Finds what each part has to count so that held-out labels are likeliest: averaged and calibrated in one step.
pub(crate) fn balance(held: &[Held], head: &Head) -> Head {
    let linear: &[f32] = if head.linear.is_some() { &LINEAR_WEIGHTS } else { &[0.0] };
    let mut best = (f32::INFINITY, *head);
    for linear_weight in linear {
        for bag_weight in BAG_WEIGHTS {
            let loss = loss(held, *linear_weight, bag_weight);
            if loss < best.0 {
                best = (loss, Head { linear_weight: *linear_weight, bag_weight, ..*head });
            }
        }
    }
    best.1
}

const LINEAR_WEIGHTS: [f32; 14] = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0];
const BAG_WEIGHTS: [f32; 14] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.7];

/// Mean negative log likelihood.
fn loss(held: &[Held], linear_weight: f32, bag_weight: f32) -> f32 {
    let mut scores = Vec::new();
    let mut sum = 0.0;
    for row in held {
        scores.clear();
        scores.extend(
            row.linear.iter().zip(&row.bag).map(|(linear, bag)| linear_weight * linear + bag_weight * bag),
        );
        num::softmax(&mut scores);
        sum -= num::ln(scores.get(row.label).copied().unwrap_or_default());
    }
    sum / num::float(held.len()).max(1.0)
}
