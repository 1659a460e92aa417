//! Many messages as features, in one piece of memory.

use crate::{
    feature::{self, Featuriser, Weighed},
    lexicon::Lexicon,
    num,
};

/// Rows of features.
#[derive(Debug, Default)]
pub(crate) struct Matrix {
    ends: Vec<usize>,
    items: Vec<Weighed>,
}

impl Matrix {
    /// Weighs every message.
    pub(crate) fn weigh<'a>(texts: impl Iterator<Item = &'a str>, idf: &[f32], lexicon: &Lexicon) -> Self {
        let mut matrix = Self::default();
        let (mut featuriser, mut weighed) = (Featuriser::default(), Vec::new());
        for text in texts {
            feature::weigh(featuriser.ids(text, lexicon), idf, &mut weighed);
            matrix.items.extend_from_slice(&weighed);
            matrix.ends.push(matrix.items.len());
        }
        matrix
    }

    pub(crate) fn row(&self, position: usize) -> &[Weighed] {
        let start =
            position.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(position).copied().unwrap_or_default();
        self.items.get(start..end).unwrap_or_default()
    }
}

/// Inverse document frequency of every feature: `1 + ln((1 + messages) / (1 + messages with it))`.
pub(crate) fn idf<'a>(texts: impl Iterator<Item = &'a str>, lexicon: &Lexicon) -> Vec<f32> {
    let mut with = vec![0_usize; num::index(feature::COUNT)];
    let mut featuriser = Featuriser::default();
    let mut messages = 0_usize;
    for text in texts {
        messages += 1;
        let mut last = None;
        for id in featuriser.ids(text, lexicon) {
            if last != Some(*id) {
                if let Some(count) = with.get_mut(num::index(*id)) {
                    *count += 1;
                }
            }
            last = Some(*id);
        }
    }
    let all = 1.0 + num::float(messages);
    with.into_iter().map(|count| 1.0 + num::ln(all / (1.0 + num::float(count)))).collect()
}
