//! A tenant's own head: what its members put right, as a small shift of the shipped scores.
//!
//! Each correction that the model does not read rightly yet moves the scores of messages made of the same pieces, as far as
//! that message needs and no farther than [`REACH`] allows (passive-aggressive, PA-I of Crammer et al. 2006). What is read
//! rightly teaches nothing, so that confirming a hundred times what the model knows moves it nowhere. The rule of words for
//! leaving stands above it: no correction unteaches it.

mod score;

pub use score::learn;

use crate::{
    feature::Weighed,
    file::hex,
    model::{Looked, Model},
    num,
};
use prosa_domain::{
    label::{Intent, Reading, Sentiment},
    taught::Example,
};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, sync::Arc};

/// Intents and moods side by side.
const WIDTH: usize = 19;
/// How far the right intent is brought before the next one.
const MARGIN: f32 = 1.5;
/// The same for moods.
const MOOD_MARGIN: f32 = 0.5;
/// How far one correction may move a message's two scores apart at most.
const REACH: f32 = 14.0;
/// Steps of one correction: another rival may come out when the first one is beaten.
const STEPS: u8 = 4;
/// Features kept at most.
const FEATURES_MAX: usize = 12_000;
/// Features left when there were more: the smallest are forgotten.
const FEATURES_LEFT: usize = 10_000;
/// What the bytes begin with.
const MAGIC: &[u8; 4] = b"PHD1";

/// What a tenant taught.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TenantHead {
    rows: BTreeMap<u32, [f32; WIDTH]>,
}

/// Bytes that are no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are no head of a known layout")]
pub struct HeadError;

impl TenantHead {
    /// Moves scores of a message by what was taught.
    pub(crate) fn shift(&self, features: &[Weighed], intents: &mut [f32], moods: &mut [f32]) {
        for (id, weight) in features {
            let Some(row) = self.rows.get(id) else { continue };
            for (score, delta) in intents.iter_mut().chain(moods.iter_mut()).zip(row) {
                *score += weight * delta;
            }
        }
    }

    /// Whether nothing was taught.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Learns one example.
    pub(crate) fn learn(&mut self, model: &Model, looked: &Looked, example: &Example) {
        let read = self.read(model, &example.text);
        let Looked { weighed, mut scores, mut moods } = looked.clone();
        self.shift(&weighed, &mut scores, &mut moods);
        if read.abstained || read.primary().id != example.intent {
            let right = Intent::ALL.iter().position(|one| *one == example.intent).unwrap_or_default();
            self.step(&weighed, &mut scores, (right, 0), MARGIN);
        }
        if read.sentiment.label != example.sentiment {
            let right = Sentiment::ALL.iter().position(|one| *one == example.sentiment).unwrap_or_default();
            self.step(&weighed, &mut moods, (right, Intent::ALL.len()), MOOD_MARGIN);
        }
        self.forget_smallest();
    }

    /// Brings the right score before its rivals, within bounds.
    fn step(
        &mut self,
        features: &[Weighed],
        scores: &mut [f32],
        (right, first): (usize, usize),
        margin: f32,
    ) {
        let length: f32 = features.iter().map(|(_, weight)| weight * weight).sum();
        if length <= 0.0 {
            return;
        }
        let mut left = REACH;
        for _ in 0..STEPS {
            let mut rivals = scores.to_vec();
            if let Some(own) = rivals.get_mut(right) {
                *own = f32::NEG_INFINITY;
            }
            let rival = num::largest(&rivals);
            let at = |place: usize| scores.get(place).copied().unwrap_or_default();
            let apart = (margin - (at(right) - at(rival))).min(left);
            if apart <= 0.0 {
                return;
            }
            left -= apart;
            let half = apart / 2.0;
            for (place, change) in [(right, half), (rival, -half)] {
                if let Some(score) = scores.get_mut(place) {
                    *score += change;
                }
                self.add(features, first + place, change / length);
            }
        }
    }

    fn add(&mut self, features: &[Weighed], column: usize, step: f32) {
        for (id, weight) in features {
            let row = self.rows.entry(*id).or_insert([0.0; WIDTH]);
            if let Some(cell) = row.get_mut(column) {
                *cell += weight * step;
            }
        }
    }

    fn forget_smallest(&mut self) {
        if self.rows.len() <= FEATURES_MAX {
            return;
        }
        let over = self.rows.len() - FEATURES_LEFT;
        let weight = |row: &[f32; WIDTH]| row.iter().map(|cell| cell * cell).sum::<f32>();
        let mut all: Vec<(f32, u32)> = self.rows.iter().map(|(id, row)| (weight(row), *id)).collect();
        all.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        for (_, id) in all.into_iter().take(over) {
            self.rows.remove(&id);
        }
    }

    /// Reads one message.
    pub(crate) fn read(&self, model: &Model, text: &str) -> Reading {
        model.read_all_with(&[text], self).pop().unwrap_or_else(|| model.read(text))
    }

    /// The head as bytes; the same head gives the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for (id, row) in &self.rows {
            let held = |cell: &f32| *cell != 0.0;
            let mask = (0_u32..)
                .zip(row)
                .filter(|(_, cell)| held(cell))
                .fold(0_u32, |mask, (place, _)| mask | 1 << place);
            bytes.extend_from_slice(&id.to_le_bytes());
            bytes.extend_from_slice(&mask.to_le_bytes());
            row.iter()
                .filter(|cell| held(cell))
                .for_each(|cell| bytes.extend_from_slice(&cell.to_le_bytes()));
        }
        bytes
    }

    /// A head out of its bytes.
    ///
    /// # Errors
    /// [`HeadError`] when they are cut, of another layout, or hold a number that is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HeadError> {
        let mut rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or(HeadError)?;
        let mut rows = BTreeMap::new();
        while !rest.is_empty() {
            let (id, mask) = (word(&mut rest)?, word(&mut rest)?);
            let mut row = [0.0_f32; WIDTH];
            for (place, cell) in (0_u32..).zip(&mut row) {
                if mask & (1 << place) != 0 {
                    *cell = f32::from_bits(word(&mut rest)?);
                }
            }
            let sound =
                mask >> WIDTH == 0 && id < crate::feature::COUNT && row.iter().all(|cell| cell.is_finite());
            if !sound || rows.len() >= FEATURES_MAX {
                return Err(HeadError);
            }
            rows.insert(id, row);
        }
        Ok(Self { rows })
    }

    /// Name of what a model reads with this head: the model's, and eight letters that change with the head.
    #[must_use]
    pub fn version(&self, model: &Model) -> String {
        let digest = hex(&Sha256::digest(self.to_bytes()));
        format!("{}+{}", model.version(), digest.get(..8).unwrap_or_default())
    }
}

fn word(rest: &mut &[u8]) -> Result<u32, HeadError> {
    let (four, behind) = rest.split_first_chunk::<4>().ok_or(HeadError)?;
    *rest = behind;
    Ok(u32::from_le_bytes(*four))
}

/// The shipped model with a tenant's head, ready to read.
#[derive(Clone, Debug)]
pub struct OwnModel {
    model: Arc<Model>,
    head: TenantHead,
    version: String,
}

impl OwnModel {
    /// Puts a head on a model.
    #[must_use]
    pub fn new(model: Arc<Model>, head: TenantHead) -> Self {
        let version = head.version(&model);
        Self { model, head, version }
    }

    /// Name of the two together, stored with every label they give.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Reads many messages.
    #[must_use]
    pub fn read_all(&self, texts: &[&str]) -> Vec<Reading> {
        self.model.read_all_with(texts, &self.head)
    }
}

#[cfg(test)]
mod tests;
