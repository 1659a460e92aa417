//! Many messages as features, in one piece of memory.

use crate::{
    choice::Choice,
    feature::{self, Featuriser, Weighed},
    lexicon::Lexicon,
    num,
};

/// Messages, each with the rows of its chosen features.
#[derive(Debug, Default)]
pub(crate) struct Matrix {
    features: usize,
    ends: Vec<usize>,
    items: Vec<Weighed>,
}

impl Matrix {
    /// Weighs every message.
    pub(crate) fn weigh<'a>(
        texts: impl Iterator<Item = &'a str>,
        choice: &Choice,
        idf: &[f32],
        lexicon: &Lexicon,
    ) -> Self {
        let mut matrix = Self { features: choice.rows(), ..Self::default() };
        let (mut featuriser, mut weighed) = (Featuriser::default(), Vec::new());
        for text in texts {
            feature::weigh(featuriser.ids(text, lexicon), |id| choice.weighed(id, idf), &mut weighed);
            matrix.items.extend_from_slice(&weighed);
            matrix.ends.push(matrix.items.len());
        }
        matrix
    }

    /// How many features have a row.
    pub(crate) const fn features(&self) -> usize {
        self.features
    }

    /// How loud each feature is over all messages: the sum of its squared weights.
    pub(crate) fn loudness(&self) -> Vec<f32> {
        let mut loudness = vec![0.0; self.features];
        for (row, weight) in &self.items {
            if let Some(sum) = loudness.get_mut(num::index(*row)) {
                *sum += weight * weight;
            }
        }
        loudness
    }

    pub(crate) fn row(&self, position: usize) -> &[Weighed] {
        let start =
            position.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(position).copied().unwrap_or_default();
        self.items.get(start..end).unwrap_or_default()
    }
}

/// How many messages hold each feature.
pub(crate) struct Counts {
    messages: usize,
    with: Vec<usize>,
}

impl Counts {
    /// Counts.
    pub(crate) fn of<'a>(texts: impl Iterator<Item = &'a str>, lexicon: &Lexicon) -> Self {
        let mut counts = Self { messages: 0, with: vec![0; num::index(feature::COUNT)] };
        let mut featuriser = Featuriser::default();
        for text in texts {
            counts.messages += 1;
            let mut last = None;
            for id in featuriser.ids(text, lexicon) {
                if last != Some(*id) {
                    if let Some(count) = counts.with.get_mut(num::index(*id)) {
                        *count += 1;
                    }
                }
                last = Some(*id);
            }
        }
        counts
    }

    /// Ids of the features that so many messages hold, rising.
    pub(crate) fn held_by(&self, least: usize) -> Vec<u32> {
        (0..feature::COUNT).zip(&self.with).filter(|(_, count)| **count >= least).map(|(id, _)| id).collect()
    }

    /// Inverse document frequency of these features: `1 + ln((1 + messages) / (1 + messages with it))`.
    pub(crate) fn idf(&self, ids: &[u32]) -> Vec<f32> {
        let all = 1.0 + num::float(self.messages);
        let with = |id: &u32| self.with.get(num::index(*id)).copied().unwrap_or_default();
        ids.iter().map(|id| 1.0 + num::ln(all / (1.0 + num::float(with(id))))).collect()
    }
}
