//! The bag of feature vectors with a hidden layer, trained on several tasks at once by stochastic gradients with a step of
//! its own per weight (`AdaGrad`). Gradients are sparse: a message moves the vectors of its own features only.

use super::{chance::Chance, matrix::Matrix};
use crate::{feature::Weighed, net::Dense, num};

/// Settings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bag {
    /// Numbers per feature.
    pub(crate) width: usize,
    /// Size of the hidden layer.
    pub(crate) hidden: usize,
    /// Rounds over all rows.
    pub(crate) rounds: usize,
    /// First step of the feature vectors.
    pub(crate) step: f32,
    /// First step of the dense layers.
    pub(crate) dense_step: f32,
    /// Part of the features left out of a message at random.
    pub(crate) drop: f32,
    /// Part of a label's weight that is spread over all labels of its head.
    pub(crate) smooth: f32,
}

/// What a row teaches one head.
#[derive(Clone, Debug)]
pub(crate) enum Lesson {
    /// Exactly this label.
    One(usize),
    /// These labels and no others.
    Some(u32),
    /// Each label as likely as this, in their order.
    Soft(Vec<f32>),
}

/// A row with what it teaches: head and lesson, and how much it counts.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) row: usize,
    pub(crate) lessons: Vec<(usize, Lesson)>,
    pub(crate) importance: f32,
}

/// Trained weights in full precision.
pub(crate) struct Trained {
    pub(crate) table: Vec<f32>,
    pub(crate) hidden: Dense,
    pub(crate) out: Dense,
}

/// Weights with the sum of their squared gradients.
struct Layer {
    values: Vec<f32>,
    squares: Vec<f32>,
}

impl Layer {
    fn new(values: Vec<f32>) -> Self {
        Self { squares: vec![1e-6; values.len()], values }
    }

    fn slice(&mut self, start: usize, length: usize) -> (&mut [f32], &mut [f32]) {
        (
            self.values.get_mut(start..start + length).unwrap_or_default(),
            self.squares.get_mut(start..start + length).unwrap_or_default(),
        )
    }

    fn values(&self, start: usize, length: usize) -> &[f32] {
        self.values.get(start..start + length).unwrap_or_default()
    }
}

/// Moves weights against a gradient that is `factor` times `direction`.
fn descend((values, squares): (&mut [f32], &mut [f32]), direction: &[f32], factor: f32, step: f32) {
    for ((value, square), direction) in values.iter_mut().zip(squares).zip(direction) {
        let gradient = factor * direction;
        *square += gradient * gradient;
        *value -= step * gradient / square.sqrt();
    }
}

struct Learner {
    settings: Bag,
    heads: Vec<(usize, usize)>,
    table: Layer,
    hidden: Layer,
    hidden_bias: Layer,
    out: Layer,
    out_bias: Layer,
    // Of the message at hand.
    kept: Vec<Weighed>,
    input: Vec<f32>,
    inner: Vec<f32>,
    back: Vec<f32>,
    back_sum: Vec<f32>,
    scores: Vec<f32>,
}

impl Bag {
    /// Trains; `heads` are the numbers of labels.
    pub(crate) fn train(
        &self,
        rows: &Matrix,
        examples: &[Example],
        heads: &[usize],
        chance: &mut Chance,
    ) -> Trained {
        let mut learner = Learner::new(*self, rows.features(), heads, chance);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let total = num::float(self.rounds * examples.len()).max(1.0);
        let mut done = 0_usize;
        for _ in 0..self.rounds {
            chance.shuffle(&mut order);
            for position in &order {
                let slowing = 1.0 - 0.95 * num::float(done) / total;
                done += 1;
                if let Some(example) = examples.get(*position) {
                    learner.learn(rows.row(example.row), example, slowing, chance);
                }
            }
        }
        learner.finish()
    }
}

impl Learner {
    fn new(settings: Bag, features: usize, heads: &[usize], chance: &mut Chance) -> Self {
        let mut random = |count: usize, width: f32| -> Layer {
            Layer::new((0..count).map(|_| (chance.unit() - 0.5) * 2.0 * width).collect())
        };
        let wide = settings.width + settings.hidden;
        let outputs: usize = heads.iter().sum();
        let mut start = 0;
        let heads = heads
            .iter()
            .map(|labels| {
                start += labels;
                (start - labels, *labels)
            })
            .collect();
        Self {
            table: random(features * settings.width, 0.05),
            hidden: random(settings.hidden * settings.width, 0.6 / num::float(settings.width).sqrt()),
            hidden_bias: random(settings.hidden, 0.0),
            out: random(outputs * wide, 0.3 / num::float(wide).sqrt()),
            out_bias: random(outputs, 0.0),
            settings,
            heads,
            kept: Vec::new(),
            input: Vec::new(),
            inner: Vec::new(),
            back: Vec::new(),
            back_sum: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// One message: forward, and for each of its lessons back again.
    fn learn(&mut self, row: &[Weighed], example: &Example, slowing: f32, chance: &mut Chance) {
        self.forward(row, chance);
        let wide = self.settings.width + self.settings.hidden;
        self.back.clear();
        self.back.resize(wide, 0.0);
        let step = self.settings.dense_step * slowing;
        for (head, lesson) in &example.lessons {
            let Some((start, labels)) = self.heads.get(*head).copied() else { continue };
            self.score(start, labels, wide);
            gradient(&mut self.scores, lesson, self.settings.smooth);
            for (label, slope) in self.scores.iter().enumerate() {
                let slope = slope * example.importance;
                let weights = self.out.values((start + label) * wide, wide);
                for (back, weight) in self.back.iter_mut().zip(weights) {
                    *back += slope * weight;
                }
                descend(self.out.slice((start + label) * wide, wide), &self.input, slope, step);
                descend(self.out_bias.slice(start + label, 1), &[1.0], slope, step);
            }
        }
        self.backward(slowing);
    }

    /// The sum of the vectors, then the hidden layer behind it.
    fn forward(&mut self, row: &[Weighed], chance: &mut Chance) {
        let (width, drop) = (self.settings.width, self.settings.drop);
        self.kept.clear();
        self.kept.extend(
            row.iter()
                .filter(|_| drop <= 0.0 || !chance.happens(drop))
                .map(|(id, weight)| (*id, weight / (1.0 - drop))),
        );
        self.input.clear();
        self.input.resize(width, 0.0);
        for (id, weight) in &self.kept {
            let vector = self.table.values(num::index(*id) * width, width);
            for (sum, value) in self.input.iter_mut().zip(vector) {
                *sum += weight * value;
            }
        }
        self.inner.clear();
        for unit in 0..self.settings.hidden {
            let weights = self.hidden.values(unit * width, width);
            let bias = self.hidden_bias.values(unit, 1).iter().sum::<f32>();
            let score = bias + weights.iter().zip(&self.input).map(|(w, x)| w * x).sum::<f32>();
            self.inner.push(score.max(0.0));
        }
        self.input.extend_from_slice(&self.inner);
    }

    fn score(&mut self, start: usize, labels: usize, wide: usize) {
        self.scores.clear();
        for label in start..start + labels {
            let bias = self.out_bias.values(label, 1).iter().sum::<f32>();
            let weights = self.out.values(label * wide, wide);
            self.scores.push(bias + weights.iter().zip(&self.input).map(|(w, x)| w * x).sum::<f32>());
        }
    }

    fn backward(&mut self, slowing: f32) {
        let width = self.settings.width;
        let step = self.settings.dense_step * slowing;
        let (to_sum, to_hidden) = self.back.split_at(width.min(self.back.len()));
        self.back_sum.clear();
        self.back_sum.extend_from_slice(to_sum);
        let sum = self.input.get(..width).unwrap_or_default();
        for (unit, (slope, active)) in to_hidden.iter().zip(&self.inner).enumerate() {
            if *active <= 0.0 || *slope == 0.0 {
                continue;
            }
            for (back, weight) in self.back_sum.iter_mut().zip(self.hidden.values(unit * width, width)) {
                *back += slope * weight;
            }
            descend(self.hidden.slice(unit * width, width), sum, *slope, step);
            descend(self.hidden_bias.slice(unit, 1), &[1.0], *slope, step);
        }
        let step = self.settings.step * slowing;
        for (id, weight) in &self.kept {
            descend(self.table.slice(num::index(*id) * width, width), &self.back_sum, *weight, step);
        }
    }

    fn finish(self) -> Trained {
        let (width, wide) = (self.settings.width, self.settings.width + self.settings.hidden);
        Trained {
            table: self.table.values,
            hidden: Dense::new(width, &self.hidden.values, self.hidden_bias.values),
            out: Dense::new(wide, &self.out.values, self.out_bias.values),
        }
    }
}

/// Turns scores into the slope of the loss by each of them.
fn gradient(scores: &mut [f32], lesson: &Lesson, smooth: f32) {
    match lesson {
        Lesson::One(label) => {
            let share = smooth / num::float(scores.len()).max(1.0);
            num::softmax(scores);
            for (position, score) in scores.iter_mut().enumerate() {
                let target = if position == *label { 1.0 - smooth + share } else { share };
                *score -= target;
            }
        }
        Lesson::Soft(targets) => {
            num::softmax(scores);
            for (score, target) in scores.iter_mut().zip(targets) {
                *score -= target;
            }
        }
        Lesson::Some(labels) => {
            for (position, score) in scores.iter_mut().enumerate() {
                let target = if labels & (1 << position) == 0 { 0.0 } else { 1.0 };
                *score = (num::sigmoid(*score) - target) * 0.5;
            }
        }
    }
}
