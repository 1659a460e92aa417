//! Larger models that an operator puts into a folder: encoders of the BERT family that classify or embed, and tables of word
//! vectors. They are loaded by what their `config.json` says, never by the folder's name, and need no network.
//!
//! Everything here takes milliseconds to seconds and must run on a thread that may block. How many cores a model uses is
//! told by `RAYON_NUM_THREADS`.

mod embedder;
mod encoder;
mod folder;
mod labels;
mod reader;
mod table;

pub use embedder::Embedder;
pub(crate) use folder::builder as weights;
pub use folder::{BYTES_MAX, Folder};
pub use reader::{Opinion, Reader};

/// Why a folder is no model that can be used here, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum LargeError {
    /// A file is not there.
    #[error("{folder} has no {file}. {hint}")]
    Missing {
        /// The folder.
        folder: String,
        /// What is missing.
        file: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// A file could not be read.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The weights are larger than what is held in memory.
    #[error("{path} has {bytes} bytes, more than the {max} a model may have here")]
    TooLarge {
        /// The file.
        path: String,
        /// Its size.
        bytes: u64,
        /// The most.
        max: u64,
    },
    /// `config.json` is not understood.
    #[error("{path} is not understood: {why}")]
    Config {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// A kind of model that is not known here.
    #[error(
        "models of the kind {0:?} cannot be used; known are bert, distilbert, xlm-roberta, model2vec and whisper"
    )]
    Kind(String),
    /// The labels are not ours.
    #[error(
        "the labels of this model are not understood: {label:?} is neither an intent nor a mood. Name them in id2label of config.json: all intents ({known}), or all moods (negative, neutral, positive)"
    )]
    Labels {
        /// The first one that was not understood.
        label: String,
        /// Ids of the intents.
        known: String,
    },
    /// `tokenizer.json` is not understood.
    #[error("the tokenizer cannot be used: {0}")]
    Tokenizer(String),
    /// The weights do not fit the configuration, or computing failed.
    #[error("the weights cannot be used: {0}")]
    Weights(String),
}

impl From<candle_core::Error> for LargeError {
    fn from(error: candle_core::Error) -> Self {
        Self::Weights(error.to_string().lines().next().unwrap_or_default().to_owned())
    }
}
