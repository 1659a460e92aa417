//! The model as others use it: text in, a reading out.

use crate::{
    file::{Card, ModelError, Parts},
    lexicon::Lexicon,
    net::{Head, Scratch},
    num,
    rules::IsStop,
};
use prosa_domain::{
    label::{Intent, Language, Reading, Sentiment},
    optout::{self, Wish},
};

/// The weights in the program.
const SHIPPED: &[u8] = include_bytes!("../model/prosa.safetensors");

/// A model ready to read. Sharing one between threads is free of waiting.
#[derive(Debug)]
pub struct Model {
    parts: Parts,
    lexicon: Lexicon,
}

/// Buffers of one reader.
#[derive(Default)]
struct Buffers {
    scratch: Scratch,
    scores: Vec<f32>,
    present: Vec<f32>,
    moods: Vec<f32>,
    languages: Vec<f32>,
}

impl Model {
    /// The model that comes with the program.
    ///
    /// # Errors
    /// [`ModelError`] when the program was built with a file it does not understand.
    pub fn shipped() -> Result<Self, ModelError> {
        Self::from_bytes(SHIPPED)
    }

    /// A model out of the bytes of its file.
    ///
    /// # Errors
    /// [`ModelError`] when they are no model of a known layout.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Ok(Self { parts: Parts::read(bytes, &places())?, lexicon: Lexicon::shipped() })
    }

    /// Name of the weights, to be stored beside every label they give.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.parts.card.version
    }

    /// What the model says about itself.
    #[must_use]
    pub const fn card(&self) -> &Card {
        &self.parts.card
    }

    /// Bytes of the shipped file.
    #[must_use]
    pub const fn shipped_bytes() -> &'static [u8] {
        SHIPPED
    }

    /// Reads one message.
    #[must_use]
    pub fn read(&self, text: &str) -> Reading {
        self.read_with(text, &mut Buffers::default())
    }

    /// Reads many messages, which is quicker than one by one.
    #[must_use]
    pub fn read_all(&self, texts: &[&str]) -> Vec<Reading> {
        let mut buffers = Buffers::default();
        texts.iter().map(|text| self.read_with(text, &mut buffers)).collect()
    }

    fn read_with(&self, text: &str, buffers: &mut Buffers) -> Reading {
        let Buffers { scratch, scores, present, moods, languages } = buffers;
        self.parts.net.run(text, &self.lexicon, scratch);
        let heads = self.parts.heads.as_slice();
        for (head, into) in heads.iter().zip([&mut *scores, &mut *present, &mut *moods, &mut *languages]) {
            scratch.scores(head, into);
        }
        present.iter_mut().for_each(|score| *score = num::sigmoid(*score));
        let language = scratch.has_letters().then(|| num::largest(languages));
        let is_stop = if optout::read(text) == Some(Wish::Stop) { IsStop::Yes } else { IsStop::No };
        self.parts.rules.reading(scores, present, moods, language, is_stop)
    }
}

/// Heads of the shipped net: intent, presence, mood, language.
pub(crate) fn places() -> Vec<Head> {
    let (intents, moods, languages) = (Intent::ALL.len(), Sentiment::ALL.len(), Language::ALL.len());
    let head =
        |linear, bag, labels| Head { linear, bag: Some(bag), labels, linear_weight: 1.0, bag_weight: 1.0 };
    vec![
        head(Some(0), 0, intents),
        head(None, intents, intents),
        head(Some(intents), 2 * intents, moods),
        head(Some(intents + moods), 2 * intents + moods, languages),
    ]
}
