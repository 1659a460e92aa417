//! A classifier that knows a few words, for tests of what becomes of a reading.

use prosa_domain::{
    label::{Intent, Language, Mood, Moods, Reading, Scored, Sentiment},
    taught::{Example, HeadScore, Tally},
};
use prosa_engine::port::{Classifier, Learned, ModelCard};
use std::sync::Arc;

/// What a word means: intents with scores, the primary one first, and the mood.
pub type Meaning = (&'static str, &'static [(Intent, f32)], Sentiment);

/// Reads the first of its words that a text has; a text with none of them leaves it unsure.
#[derive(Clone, Debug)]
pub struct WordTable(pub Vec<Meaning>);

impl WordTable {
    /// A few words of a shop.
    #[must_use]
    pub fn shop() -> Self {
        use Intent::{CancelRefund, Complaint, Greeting, OrderStatus, Pricing, Purchase, Thanks};
        use Sentiment::{Negative, Neutral, Positive};
        Self(vec![
            ("absurdo", &[(OrderStatus, 0.8), (Complaint, 0.6)], Negative),
            ("péssimo", &[(Complaint, 0.9)], Negative),
            ("quero comprar", &[(Purchase, 0.9), (Greeting, 0.5)], Neutral),
            ("quanto custa", &[(Pricing, 0.85)], Neutral),
            ("cancelar", &[(CancelRefund, 0.95)], Neutral),
            ("adorei", &[(Thanks, 0.8)], Positive),
            ("obrigada", &[(Thanks, 0.9)], Neutral),
            ("oi", &[(Greeting, 0.9)], Neutral),
        ])
    }

    fn read(&self, text: &str) -> Reading {
        let text = text.to_lowercase();
        let known = self.0.iter().find(|(word, ..)| text.contains(word));
        let (intents, label, abstained) = known.map_or_else(
            || (vec![Scored { id: Intent::Other, score: 0.2 }], Sentiment::Neutral, true),
            |(_, intents, mood)| {
                (intents.iter().map(|(id, score)| Scored { id: *id, score: *score }).collect(), *mood, false)
            },
        );
        let share = |mood: Sentiment| if mood == label { 0.8 } else { 0.1 };
        let scores = Moods {
            negative: share(Sentiment::Negative),
            neutral: share(Sentiment::Neutral),
            positive: share(Sentiment::Positive),
        };
        let sentiment = Mood { label, scores };
        Reading { intents, sentiment, language: Some(Language::Portuguese), abstained }
    }
}

impl Classifier for WordTable {
    fn card(&self) -> ModelCard {
        ModelCard { version: "words-1".to_owned(), score: Some(812) }
    }

    fn read_all(&self, texts: &[&str]) -> Vec<Option<Reading>> {
        texts.iter().map(|text| Some(self.read(text))).collect()
    }

    fn learn(&self, examples: &[Example]) -> Option<Learned> {
        let taught: Vec<(&str, Intent)> =
            examples.iter().map(|example| (example.text.as_str(), example.intent)).collect();
        let weights = if taught.is_empty() { Vec::new() } else { serde_json::to_vec(&taught).ok()? };
        let count = u32::try_from(taught.len()).ok()?;
        let before = Tally { count, shipped: 0, own: count };
        let score = HeadScore { before, ..HeadScore::default() };
        Some(Learned { weights, version: format!("words-1+{count}"), score })
    }

    fn with_head(&self, weights: &[u8]) -> Option<Arc<dyn Classifier>> {
        let taught = serde_json::from_slice(weights).ok()?;
        Some(Arc::new(TaughtTable { table: self.clone(), taught }))
    }
}

/// The same with sentences that a tenant taught it by heart.
#[derive(Clone, Debug)]
struct TaughtTable {
    table: WordTable,
    taught: Vec<(String, Intent)>,
}

impl Classifier for TaughtTable {
    fn card(&self) -> ModelCard {
        ModelCard { version: format!("words-1+{}", self.taught.len()), score: None }
    }

    fn read_all(&self, texts: &[&str]) -> Vec<Option<Reading>> {
        let read = |text: &&str| {
            let mut reading = self.table.read(text);
            if let Some((_, id)) = self.taught.iter().rev().find(|(said, _)| said == text) {
                reading.intents = vec![Scored { id: *id, score: 0.7 }];
                reading.abstained = false;
            }
            Some(reading)
        };
        texts.iter().map(read).collect()
    }
}
