//! The model inside the program, as the message path asks for it.

use anyhow::{Context as _, Result};
use prosa_classify::{Model, SHIPPED_MACRO_F1};
use prosa_domain::label::Reading;
use prosa_engine::port::{Abstain, Classifier, ModelCard};
use std::sync::Arc;

/// The shipped model.
struct Shipped(Model);

impl Classifier for Shipped {
    fn card(&self) -> ModelCard {
        ModelCard { version: self.0.version().to_owned(), score: Some(SHIPPED_MACRO_F1) }
    }

    fn read_all(&self, texts: &[&str]) -> Vec<Option<Reading>> {
        self.0.read_all(texts).into_iter().map(Some).collect()
    }
}

/// Who reads what customers write: the shipped model, or nobody where that is turned off.
pub(crate) fn classifier(enabled: Enabled) -> Result<Arc<dyn Classifier>> {
    match enabled {
        Enabled::No => Ok(Arc::new(Abstain)),
        Enabled::Yes => {
            let model = Model::shipped().context("the model inside the program cannot be read")?;
            tracing::info!(model = model.version(), "the classifier reads");
            Ok(Arc::new(Shipped(model)))
        }
    }
}

/// Whether `intelligence.enabled` says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Enabled {
    /// It reads.
    Yes,
    /// It does not.
    No,
}

impl From<bool> for Enabled {
    fn from(enabled: bool) -> Self {
        if enabled { Self::Yes } else { Self::No }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use prosa_domain::label::{Intent, Sentiment};

    #[test]
    fn the_model_inside_answers_every_text_in_order_and_names_itself() {
        let classifier = classifier(Enabled::Yes).unwrap();
        assert!(!classifier.card().version.is_empty());
        let read =
            classifier.read_all(&["quanto custa o sofá?", "quero cancelar meu pedido, péssimo atendimento"]);
        let read: Vec<Reading> = read.into_iter().map(Option::unwrap).collect();
        assert_eq!(read[0].primary().id, Intent::Pricing);
        assert_eq!(read[1].sentiment.label, Sentiment::Negative);
        assert!(read[1].holds(Intent::CancelRefund), "{:?}", read[1].intents);
    }

    #[test]
    fn turned_off_nothing_is_read() {
        let classifier = classifier(Enabled::No).unwrap();
        assert_eq!(classifier.read_all(&["quanto custa?", "oi"]), [None, None]);
        assert_eq!(classifier.card(), ModelCard::default());
    }
}
