//! The rows of the table, fitted by gradients that touch only the rows a batch uses.
//!
//! Symmetric softmax over the cosines of a batch, `AdaGrad` with one speed per row. Sums run in one fixed order on one thread,
//! and `exp` and `ln` are our own, so the same pairs and seed give the same bytes everywhere.

use super::pairs::{Pair, Pairs};
use crate::{
    embed::{
        self, WIDTH,
        feature::{Features, ROWS, Weighed},
    },
    num,
    train::chance::Chance,
};

/// Pairs of a batch.
const BATCH: usize = 128;
/// What a cosine is divided by before the softmax.
const TEMPERATURE: f32 = 0.15;
/// Length of the first step of a row, falling to a tenth at the end.
const STEP: f32 = 0.35;

/// A text within a batch: its features, its vector of length 1, and the length before.
struct Held<'a> {
    features: &'a [Weighed],
    vector: Vec<f32>,
    length: f32,
    slope: Vec<f32>,
}

struct Rows {
    values: Vec<f32>,
    speed: Vec<f32>,
}

/// Fits the values of all rows.
pub(super) fn fit(pairs: &Pairs, idf: &[f32], epochs: usize, seed: u64) -> Vec<f32> {
    let mut chance = Chance::new(seed);
    let size = (3.0 / num::float(WIDTH)).sqrt();
    let values = (0..ROWS * WIDTH).map(|_| (chance.unit() * 2.0 - 1.0) * size).collect();
    let mut rows = Rows { values, speed: vec![1e-4; ROWS] };
    let mut features = Features::default();
    let read: Vec<Vec<Weighed>> = pairs
        .texts
        .iter()
        .map(|text| {
            let mut into = Vec::new();
            features.read(text, idf, &mut into);
            into
        })
        .collect();
    let mut order: Vec<Pair> = pairs.pairs.clone();
    let batches = num::float((epochs * order.len() / BATCH).max(1));
    let mut done = 0_usize;
    for _ in 0..epochs {
        chance.shuffle(&mut order);
        for batch in order.chunks(BATCH).filter(|batch| batch.len() > 1) {
            let step = STEP * (1.0 - 0.9 * num::float(done) / batches).max(0.1);
            rows.learn(batch, &read, step);
            done += 1;
        }
    }
    rows.values
}

impl Rows {
    fn hold<'a>(&self, features: &'a [Weighed]) -> Held<'a> {
        let mut vector = vec![0.0_f32; WIDTH];
        for (row, weight) in features {
            for (sum, value) in vector.iter_mut().zip(self.row(*row)) {
                *sum += weight * value;
            }
        }
        let length = embed::unit(&mut vector).max(1e-6);
        Held { features, vector, length, slope: vec![0.0; WIDTH] }
    }

    fn row(&self, row: u32) -> &[f32] {
        let start = num::index(row) * WIDTH;
        self.values.get(start..start + WIDTH).unwrap_or_default()
    }

    fn learn(&mut self, batch: &[Pair], read: &[Vec<Weighed>], step: f32) {
        let side = |which: fn(&Pair) -> usize| -> Vec<Held<'_>> {
            let features = |pair| read.get(which(pair)).map(Vec::as_slice).unwrap_or_default();
            batch.iter().map(|pair| self.hold(features(pair))).collect()
        };
        let (mut ones, mut others) = (side(|pair| pair.one), side(|pair| pair.other));
        let pulls = pulls(batch, &ones, &others);
        for (one, row) in ones.iter_mut().zip(pulls.chunks_exact(batch.len())) {
            for (other, pull) in others.iter_mut().zip(row) {
                add(&mut one.slope, &other.vector, *pull);
                add(&mut other.slope, &one.vector, *pull);
            }
        }
        for held in ones.iter().chain(&others) {
            self.follow(held, step);
        }
    }

    /// Moves the rows of a text against its slope.
    fn follow(&mut self, held: &Held<'_>, step: f32) {
        // Only what turns the vector matters: its length is always made 1.
        let along = embed::dot(&held.slope, &held.vector);
        let slope: Vec<f32> = held
            .slope
            .iter()
            .zip(&held.vector)
            .map(|(slope, value)| (slope - along * value) / held.length)
            .collect();
        let size = embed::dot(&slope, &slope) / num::float(WIDTH);
        for (row, weight) in held.features {
            let row = num::index(*row);
            let Some(speed) = self.speed.get_mut(row) else { continue };
            *speed += weight * weight * size;
            let pace = step * weight / speed.sqrt();
            let values = self.values.get_mut(row * WIDTH..(row + 1) * WIDTH).unwrap_or_default();
            add(values, &slope, -pace * STEP_UNIT);
        }
    }
}

/// A full step turns a number of a row by this much.
const STEP_UNIT: f32 = 0.1;

/// How strongly each pair of vectors of a batch should move together (below zero) or apart, row by row.
fn pulls(batch: &[Pair], ones: &[Held<'_>], others: &[Held<'_>]) -> Vec<f32> {
    let count = batch.len();
    let mut scores = Vec::with_capacity(count * count);
    for (one, pair) in ones.iter().zip(batch) {
        for (other, against) in others.iter().zip(batch) {
            let is_own = std::ptr::eq(pair, against);
            let cosine = embed::dot(&one.vector, &other.vector) / TEMPERATURE;
            scores.push(if pair.about == against.about && !is_own { -1e4 } else { cosine });
        }
    }
    let mut turned = turned(&scores, count);
    scores.chunks_exact_mut(count).for_each(num::softmax);
    turned.chunks_exact_mut(count).for_each(num::softmax);
    let back = self::turned(&turned, count);
    let share = 0.5 / TEMPERATURE;
    let mut pulls: Vec<f32> = scores.iter().zip(back).map(|(one, other)| (one + other) * share).collect();
    pulls.iter_mut().step_by(count + 1).for_each(|pull| *pull -= 2.0 * share);
    pulls
}

fn turned(cells: &[f32], count: usize) -> Vec<f32> {
    (0..count).flat_map(|column| cells.iter().skip(column).step_by(count).copied()).collect()
}

fn add(into: &mut [f32], from: &[f32], weight: f32) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += weight * from;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use crate::embed::{Table, dot};
    use crate::train::embed::{Pairs, make_of};
    use std::collections::BTreeMap;

    fn few() -> Pairs {
        let mut pairs = Pairs::default();
        for same in [
            ["quanto custa", "how much is it"],
            ["que horas abre", "when do you open"],
            ["quero cancelar", "please stop my plan"],
            ["cadê meu pedido", "where is my parcel"],
        ] {
            pairs.add(&same);
        }
        pairs
    }

    #[test]
    fn the_same_pairs_and_seed_give_the_same_bytes_and_another_seed_gives_others() {
        let make = |seed| make_of(&few(), BTreeMap::new(), 3, seed).unwrap();
        assert_eq!(make(5), make(5));
        assert_ne!(make(5), make(6));
    }

    #[test]
    fn pairs_that_were_far_apart_lie_nearest_after_training() {
        let cosines = |epochs: usize| {
            let bytes = make_of(&few(), BTreeMap::new(), epochs, 5).unwrap();
            let table = Table::from_bytes(&bytes).unwrap();
            let asked = table.embed(&["quanto custa"]).remove(0);
            let found = table.embed(&["how much is it", "when do you open", "where is my parcel"]);
            found.iter().map(|vector| dot(&asked, vector)).collect::<Vec<f32>>()
        };
        let (before, after) = (cosines(0), cosines(60));
        assert!(after[0] > before[0] + 0.3, "{before:?} {after:?}");
        assert!(after[0] > after[1].max(after[2]) + 0.3, "{after:?}");
    }
}
