//! The network: a linear layer over all features and, beside it, a bag of feature vectors with one hidden layer. Both give
//! scores per label; a head weighs the two and makes probabilities of them.
//!
//! The two big tables are bytes with a scale per column; nothing is lost by it (measured). Rows of both stand side by side,
//! so a feature costs one visit to memory.

use crate::{
    choice::Choice,
    feature::{self, Featuriser, Weighed},
    lexicon::Lexicon,
    num,
};

/// A table of bytes: a row per feature, a factor per column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    /// Columns.
    pub(crate) width: usize,
    /// Values, row by row.
    pub(crate) cells: Vec<i8>,
    /// What a cell counts, by column.
    pub(crate) scale: Vec<f32>,
}

impl Table {
    /// Rounds a table of numbers, row by row, to bytes.
    pub(crate) fn round(values: &[f32], width: usize) -> Self {
        let mut scale = vec![f32::MIN_POSITIVE; width];
        for row in values.chunks_exact(width.max(1)) {
            for (most, value) in scale.iter_mut().zip(row) {
                *most = most.max(value.abs());
            }
        }
        scale.iter_mut().for_each(|most| *most /= 127.0);
        let rows = values.chunks_exact(width.max(1));
        let cells = rows.flat_map(|row| row.iter().zip(&scale).map(|(value, unit)| num::byte(value / unit)));
        Self { width, cells: cells.collect(), scale }
    }

    /// How long each row is.
    pub(crate) fn lengths(&self) -> Vec<f32> {
        let length = |row: &[i8]| {
            let values = row.iter().zip(&self.scale).map(|(cell, unit)| f32::from(*cell) * unit);
            values.map(|value| value * value).sum::<f32>().sqrt()
        };
        self.cells.chunks_exact(self.width.max(1)).map(length).collect()
    }

    /// Adds the rows of a message, each by its weight.
    fn sum(&self, features: &[Weighed], into: &mut Vec<f32>) {
        into.clear();
        into.resize(self.width, 0.0);
        for (id, weight) in features {
            let start = num::index(*id) * self.width;
            let Some(row) = self.cells.get(start..start + self.width) else { continue };
            for (sum, cell) in into.iter_mut().zip(row) {
                *sum += weight * f32::from(*cell);
            }
        }
        for (sum, unit) in into.iter_mut().zip(&self.scale) {
            *sum *= unit;
        }
    }
}

/// A dense layer. Weights stand input by input, so that the sums of all outputs grow side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Dense {
    /// Inputs.
    pub(crate) width: usize,
    /// Weights, input by input.
    weights: Vec<f32>,
    /// One per output.
    pub(crate) bias: Vec<f32>,
}

impl Dense {
    /// A layer out of weights that stand output by output, as the file has them.
    pub(crate) fn new(width: usize, by_output: &[f32], bias: Vec<f32>) -> Self {
        Self { width, weights: turned(by_output, width), bias }
    }

    /// The weights output by output.
    pub(crate) fn by_output(&self) -> Vec<f32> {
        turned(&self.weights, self.bias.len())
    }

    /// Whether there is a weight for every input and output.
    pub(crate) fn is_whole(&self) -> bool {
        self.weights.len() == self.width * self.bias.len()
    }

    fn run(&self, input: &[f32], into: &mut Vec<f32>) {
        into.clear();
        into.extend_from_slice(&self.bias);
        for (value, row) in input.iter().zip(self.weights.chunks_exact(self.bias.len().max(1))) {
            for (sum, weight) in into.iter_mut().zip(row) {
                *sum += value * weight;
            }
        }
    }
}

/// A table turned on its side.
fn turned(values: &[f32], width: usize) -> Vec<f32> {
    let column = |column: usize| values.iter().skip(column).step_by(width.max(1)).copied();
    (0..width).flat_map(column).collect()
}

/// Where a head takes its scores from, and what they count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Head {
    /// First column in the linear table; none when the head has no linear part.
    pub(crate) linear: Option<usize>,
    /// First output of the last dense layer; none when the head has no such part.
    pub(crate) bag: Option<usize>,
    /// Labels.
    pub(crate) labels: usize,
    /// What a linear score counts.
    pub(crate) linear_weight: f32,
    /// What a score of the bag counts.
    pub(crate) bag_weight: f32,
}

/// The weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Net {
    /// Which features have a row.
    pub(crate) choice: Choice,
    /// Weight of each row by how rare its feature is.
    pub(crate) idf: Vec<f32>,
    /// The linear layer.
    pub(crate) linear: Table,
    /// Constant of each linear column.
    pub(crate) linear_bias: Vec<f32>,
    /// Vectors of the features.
    pub(crate) bag: Table,
    /// From the sum of the vectors to the hidden layer.
    pub(crate) hidden: Dense,
    /// From the sum and the hidden layer together to the scores.
    pub(crate) out: Dense,
}

/// What is kept between messages.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    featuriser: Featuriser,
    weighed: Vec<Weighed>,
    linear: Vec<f32>,
    sum: Vec<f32>,
    hidden: Vec<f32>,
    out: Vec<f32>,
}

impl Net {
    /// Reads a message; the scores stand in the scratch afterwards.
    pub(crate) fn run(&self, message: &str, lexicon: &Lexicon, scratch: &mut Scratch) {
        let ids = scratch.featuriser.ids(message, lexicon);
        feature::weigh(ids, |id| self.choice.weighed(id, &self.idf), &mut scratch.weighed);
        self.linear.sum(&scratch.weighed, &mut scratch.linear);
        for (score, bias) in scratch.linear.iter_mut().zip(&self.linear_bias) {
            *score += bias;
        }
        self.bag.sum(&scratch.weighed, &mut scratch.sum);
        self.hidden.run(&scratch.sum, &mut scratch.hidden);
        for value in &mut scratch.hidden {
            *value = value.max(0.0);
        }
        scratch.sum.extend_from_slice(&scratch.hidden);
        self.out.run(&scratch.sum, &mut scratch.out);
    }

    /// All features of the message read last by their ids, those without a row too: a tenant's own words may be among them.
    pub(crate) fn weigh_all(&self, scratch: &mut Scratch) {
        let weigh = |id| Some((id, self.choice.weighed(id, &self.idf).map_or(UNHEARD, |(_, idf)| idf)));
        feature::weigh(scratch.featuriser.last(), weigh, &mut scratch.weighed);
    }
}

/// How rare a feature is that has no row, as `1 + ln(messages)` would say of one in sixty thousand.
const UNHEARD: f32 = 12.0;

impl Scratch {
    /// Whether the message read last held letters.
    pub(crate) const fn has_letters(&self) -> bool {
        self.featuriser.has_letters()
    }

    /// The features that were weighed last.
    pub(crate) fn weighed(&self) -> &[Weighed] {
        &self.weighed
    }

    /// The scores of a head for the message read last.
    pub(crate) fn scores(&self, head: &Head, into: &mut Vec<f32>) {
        into.clear();
        into.resize(head.labels, 0.0);
        let parts = [(head.linear, head.linear_weight, &self.linear), (head.bag, head.bag_weight, &self.out)];
        for (start, weight, scores) in parts {
            let Some(start) = start else { continue };
            for (sum, score) in into.iter_mut().zip(scores.iter().skip(start)) {
                *sum += weight * score;
            }
        }
    }
}
