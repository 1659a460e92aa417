//! Edges with more than one real implementation: the clock, mail, the classifier, what makes vectors.

use chrono::{DateTime, Utc};
use prosa_domain::{
    id::Entropy,
    label::Reading,
    taught::{Example, HeadScore},
};
use std::{future::Future, pin::Pin, sync::Arc};

/// A future behind a trait object.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Time and randomness.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
    /// Ten fresh random bytes, for one id.
    fn entropy(&self) -> Entropy;
}

/// The real clock and the operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        // Whole microseconds, as Postgres stores them, so that what was written equals what is read.
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let micros = i64::try_from(now.as_micros()).unwrap_or(i64::MAX);
        DateTime::from_timestamp_micros(micros).unwrap_or_default()
    }

    fn entropy(&self) -> Entropy {
        let mut bytes = [0_u8; 10];
        if aws_lc_rs::rand::fill(&mut bytes).is_err() {
            tracing::error!("the operating system gave no randomness");
        }
        bytes
    }
}

/// A letter to one person.
#[derive(Clone, Debug)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// Why a letter did not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The address or the letter cannot be sent, ever.
    #[error("the letter cannot be sent: {0}")]
    Refused(String),
    /// The mail server is away: try again.
    #[error("the mail server is away: {0}")]
    Away(String),
}

/// Sends letters.
pub trait Mailer: Send + Sync + 'static {
    /// Sends one letter.
    fn send<'a>(&'a self, letter: &'a Letter) -> Boxed<'a, Result<(), MailError>>;
}

/// What is known of a model: shown in the settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelCard {
    /// Its version; empty when no model reads here.
    pub version: String,
    /// Macro-F1 of the primary intent on the frozen Portuguese sentences, in thousandths; none when it was not measured.
    pub score: Option<u16>,
}

/// What a classifier made of a tenant's examples.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// What it has to keep, for [`Classifier::with_head`]; empty when the examples move nothing.
    pub weights: Vec<u8>,
    /// Name of the classifier with them, stored with every label they give.
    pub version: String,
    /// How well that went.
    pub score: HeadScore,
}

/// Reads intent, mood and language. Runs inline in ingest, so it must answer within a millisecond a text.
pub trait Classifier: Send + Sync + 'static {
    /// What is known of the model.
    fn card(&self) -> ModelCard;

    /// One answer for each text, in their order; none where nothing was read.
    fn read_all(&self, texts: &[&str]) -> Vec<Option<Reading>>;

    /// Whether a text reads like an attempt to steer a language model. Never in the message path.
    fn suspects(&self, text: &str) -> bool {
        let _ = text;
        false
    }

    /// Learns a tenant's examples, oldest first; none when it cannot learn. Takes up to seconds: never in the message path.
    fn learn(&self, examples: &[Example]) -> Option<Learned> {
        let _ = examples;
        None
    }

    /// The classifier as a tenant taught it; none when the weights are not of this classifier.
    fn with_head(&self, weights: &[u8]) -> Option<Arc<dyn Classifier>> {
        let _ = weights;
        None
    }
}

/// No model installed: abstains, always.
#[derive(Clone, Copy, Debug, Default)]
pub struct Abstain;

impl Classifier for Abstain {
    fn card(&self) -> ModelCard {
        ModelCard::default()
    }

    fn read_all(&self, texts: &[&str]) -> Vec<Option<Reading>> {
        vec![None; texts.len()]
    }
}

/// Makes vectors of texts: near ones for texts that mean alike. Called away from the threads that serve where there are
/// many texts, inline for one question, so one text must take less than a millisecond.
pub trait Embedder: Send + Sync + 'static {
    /// The model and its version, kept beside each vector; empty when there is none.
    fn id(&self) -> &str;

    /// Numbers in a vector.
    fn dimensions(&self) -> usize;

    /// A vector of unit length for each text, in their order; only zeros for a text of which the model knows nothing.
    fn embed(&self, texts: &[&str]) -> Vec<Vec<f32>>;
}

/// No model installed: knowledge is found by words alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoEmbedder;

impl Embedder for NoEmbedder {
    fn id(&self) -> &'static str {
        ""
    }

    fn dimensions(&self) -> usize {
        0
    }

    fn embed(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        vec![Vec::new(); texts.len()]
    }
}
