//! A larger model that reads intents or moods.

use super::{
    LargeError,
    encoder::{BATCH, Encoder, Head},
    folder::{self, Folder},
    labels::Labels,
};
use crate::num;
use prosa_domain::label::{Intent, Mood, Moods, Scored, Sentiment};
use std::path::Path;

/// What a larger model makes of a message: an intent or a mood, whichever it was made for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opinion {
    /// The likeliest intent.
    pub intent: Option<Scored>,
    /// How likely each intent is, in the order of [`Intent::ALL`]; empty when it reads none.
    pub intents: Vec<f32>,
    /// The mood.
    pub mood: Option<Mood>,
}

/// A larger model with a head for classes.
pub struct Reader {
    encoder: Encoder,
    head: Head,
    labels: Labels,
    version: String,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("version", &self.version).finish_non_exhaustive()
    }
}

impl Reader {
    /// Loads a folder with `config.json`, `model.safetensors` and `tokenizer.json`. Takes seconds for a large one.
    ///
    /// # Errors
    /// [`LargeError`] when a file is missing, too large or not understood, or when its labels are not ours.
    pub fn open(path: &Path) -> Result<Self, LargeError> {
        let folder = Folder::open(path)?;
        let kind = folder.kind();
        if !["bert", "distilbert", "xlm-roberta"].contains(&kind) {
            return Err(LargeError::Kind(kind.to_owned()));
        }
        let labels = Labels::read(folder.value("id2label"))?;
        let (bytes, version) = folder.weights()?;
        let weights = folder::builder(bytes)?;
        let encoder = Encoder::load(&folder, &weights)?;
        let head = Head::load(kind, encoder.width, labels.len(), &weights)?;
        Ok(Self { encoder, head, labels, version })
    }

    /// Kind and hash of the model, to be stored beside what it says.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether it reads intents; else it reads moods.
    #[must_use]
    pub const fn reads_intents(&self) -> bool {
        matches!(self.labels, Labels::Intents(_))
    }

    /// Reads texts, in order.
    ///
    /// # Errors
    /// [`LargeError`] when computing failed.
    pub fn read_all(&self, texts: &[&str]) -> Result<Vec<Opinion>, LargeError> {
        let mut opinions = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            for mut scores in self.head.scores(&self.encoder.run(batch)?)? {
                num::softmax(&mut scores);
                opinions.push(self.opinion(&scores));
            }
        }
        Ok(opinions)
    }

    fn opinion(&self, scores: &[f32]) -> Opinion {
        match &self.labels {
            Labels::Intents(labels) => {
                let all = |intent: &Intent| total(labels, scores, intent);
                let intents: Vec<f32> = Intent::ALL.iter().map(all).collect();
                let best = num::largest(&intents);
                let score = intents.get(best).copied().unwrap_or_default();
                let intent = Intent::ALL.get(best).map(|id| Scored { id: *id, score });
                Opinion { intent, intents, mood: None }
            }
            Labels::Moods(labels) => {
                let [negative, neutral, positive] =
                    [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive]
                        .map(|mood| total(labels, scores, &mood));
                let best = num::largest(&[negative, neutral, positive]);
                let label = Sentiment::ALL.get(best).copied().unwrap_or(Sentiment::Neutral);
                let mood = Mood { label, scores: Moods { negative, neutral, positive } };
                Opinion { mood: Some(mood), ..Opinion::default() }
            }
        }
    }
}

/// The sum of all outputs that mean the same.
fn total<T: PartialEq>(labels: &[T], scores: &[f32], of: &T) -> f32 {
    labels.iter().zip(scores).filter(|(label, _)| *label == of).map(|(_, score)| score).sum()
}
