//! Models that work beside the message path, when an operator has put them there: a larger reader and a listener.

use chrono::TimeDelta;
use prosa_domain::label::{Scored, Sentiment};
use prosa_provider::llm::Transcriber;
use std::sync::{Arc, OnceLock};

/// Longest time one voice note may take.
pub const LISTEN_MAX: TimeDelta = TimeDelta::minutes(10);

/// What a larger model makes of a text: an intent or a mood, whichever it was made for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Second {
    /// The intent.
    pub intent: Option<Scored>,
    /// The mood with its probability.
    pub mood: Option<(Sentiment, f32)>,
}

/// Why a larger model read nothing, in words without personal data.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SecondError(pub String);

/// A larger model. It is asked on a thread that may block.
pub trait SecondReader: Send + Sync + 'static {
    /// Name of its weights, stored with every reading.
    fn version(&self) -> &str;

    /// One answer for each text, in their order.
    ///
    /// # Errors
    /// [`SecondError`] when computing failed.
    fn read_all(&self, texts: &[&str]) -> Result<Vec<Second>, SecondError>;
}

/// Who works beside the message path. Set once, at the start.
#[derive(Default)]
pub struct Aside {
    reader: OnceLock<Arc<dyn SecondReader>>,
    listener: OnceLock<Arc<dyn Transcriber>>,
}

impl Aside {
    /// Has messages read again by a larger model. The first one stays.
    pub fn read_by(&self, reader: Arc<dyn SecondReader>) {
        let _ = self.reader.set(reader);
    }

    /// Has voice notes written down. The first one stays.
    pub fn listen_by(&self, listener: Arc<dyn Transcriber>) {
        let _ = self.listener.set(listener);
    }

    /// The larger model.
    #[must_use]
    pub fn reader(&self) -> Option<Arc<dyn SecondReader>> {
        self.reader.get().cloned()
    }

    /// Who listens.
    #[must_use]
    pub fn listener(&self) -> Option<Arc<dyn Transcriber>> {
        self.listener.get().cloned()
    }
}
