//! The model as others use it: text in, a reading out.

use crate::{
    feature::Weighed,
    file::{Card, ModelError, Parts},
    head::TenantHead,
    lexicon::Lexicon,
    net::{Head, Scratch},
    num,
    rules::IsStop,
};
use prosa_domain::{
    label::{Intent, Language, Reading, Sentiment},
    optout::{self, Wish},
};

use std::cell::RefCell;

/// The weights in the program.
const SHIPPED: &[u8] = include_bytes!("../model/prosa.safetensors");

/// A model ready to read. Sharing one between threads is free of waiting.
#[derive(Debug)]
pub struct Model {
    parts: Parts,
    lexicon: Lexicon,
}

/// A message as a head learns from it: its features, and what the shipped model makes of them.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    pub(crate) weighed: Vec<Weighed>,
    /// Scores of the intents, lifted.
    pub(crate) scores: Vec<f32>,
    pub(crate) moods: Vec<f32>,
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

thread_local! {
    /// A thread reads one message after the other.
    static BUFFERS: RefCell<Buffers> = RefCell::default();
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
        BUFFERS.with_borrow_mut(|buffers| self.read_with(text, None, buffers))
    }

    /// Reads many messages.
    #[must_use]
    pub fn read_all(&self, texts: &[&str]) -> Vec<Reading> {
        BUFFERS
            .with_borrow_mut(|buffers| texts.iter().map(|text| self.read_with(text, None, buffers)).collect())
    }

    /// Reads many messages as a tenant taught it to.
    pub(crate) fn read_all_with(&self, texts: &[&str], head: &TenantHead) -> Vec<Reading> {
        BUFFERS.with_borrow_mut(|buffers| {
            texts.iter().map(|text| self.read_with(text, Some(head), buffers)).collect()
        })
    }

    /// Looks at a message without judging it.
    pub(crate) fn look(&self, text: &str) -> Looked {
        BUFFERS.with_borrow_mut(|buffers| {
            let Buffers { scratch, scores, moods, .. } = buffers;
            self.parts.net.run(text, &self.lexicon, scratch);
            if let [intents, _, of_mood, _] = self.parts.heads.as_slice() {
                scratch.scores(intents, scores);
                scratch.scores(of_mood, moods);
            }
            self.parts.net.weigh_all(scratch);
            let lifted = scores.iter().zip(&self.parts.rules.lift).map(|(score, lift)| score + lift);
            Looked { weighed: scratch.weighed().to_vec(), scores: lifted.collect(), moods: moods.clone() }
        })
    }

    fn read_with(&self, text: &str, taught: Option<&TenantHead>, buffers: &mut Buffers) -> Reading {
        let Buffers { scratch, scores, present, moods, languages } = buffers;
        self.parts.net.run(text, &self.lexicon, scratch);
        let heads = self.parts.heads.as_slice();
        for (head, into) in heads.iter().zip([&mut *scores, &mut *present, &mut *moods, &mut *languages]) {
            scratch.scores(head, into);
        }
        if let Some(taught) = taught.filter(|taught| !taught.is_empty()) {
            self.parts.net.weigh_all(scratch);
            taught.shift(scratch.weighed(), scores, moods);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn primary(text: &str) -> &'static str {
        Model::shipped().unwrap().read(text).primary().id.id()
    }

    #[test]
    fn the_shipped_model_fits_its_bounds_and_names_its_weights() {
        let model = Model::shipped().unwrap();
        assert!(Model::shipped_bytes().len() <= 4_000_000);
        assert!(model.version().starts_with("prosa-2-"));
        assert_eq!(model.card().public.len(), 7);
    }

    #[test]
    fn a_request_stays_primary_behind_a_hello_and_the_hello_stands_beside_it() {
        let reading = Model::shipped().unwrap().read("oi bom dia, quanto custa a diária?");
        assert_eq!(reading.primary().id, Intent::Pricing);
        assert!(reading.holds(Intent::Greeting));
        assert_eq!(reading.language, Some(Language::Portuguese));
        assert_eq!(reading.sentiment.label, Sentiment::Neutral);
    }

    #[test]
    fn whoever_wants_out_is_heard_by_the_same_words_as_the_ledger() {
        for text in ["sair", "PARAR", "stop", "não quero mais receber mensagens"] {
            assert_eq!(optout::read(text), Some(Wish::Stop), "{text}");
            assert_eq!(primary(text), "opt_out", "{text}");
        }
    }

    #[test]
    fn anger_and_joy_are_told_from_plain_requests() {
        let mood = |text: &str| Model::shipped().unwrap().read(text).sentiment.label;
        assert_eq!(mood("péssimo atendimento, uma vergonha, nunca mais compro aí 😡"), Sentiment::Negative);
        assert_eq!(mood("amei, ficou lindo, muito obrigada por tudo ❤️"), Sentiment::Positive);
        assert_eq!(mood("qual o horário de vocês no sábado?"), Sentiment::Neutral);
    }

    #[test]
    fn reading_many_gives_what_reading_one_by_one_gives() {
        let model = Model::shipped().unwrap();
        let texts = ["cadê meu pedido", "", "👍", "hola, quiero cancelar mi plan", "can I talk to a person?"];
        let one_by_one: Vec<Reading> = texts.iter().map(|text| model.read(text)).collect();
        assert_eq!(model.read_all(&texts), one_by_one);
        assert!(one_by_one.iter().all(|reading| !reading.intents.is_empty()));
        assert_eq!(model.read("👍").language, None);
    }

    #[test]
    fn bytes_that_are_no_model_are_refused_with_a_reason() {
        assert!(matches!(Model::from_bytes(b"no"), Err(ModelError::Format(_))));
        let cut = Model::shipped_bytes().get(..200_000).unwrap();
        assert!(matches!(Model::from_bytes(cut), Err(ModelError::Format(_))));
    }
}
