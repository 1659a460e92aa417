//! Speech into text by a Whisper model out of an operator's folder. Takes seconds of computing for a minute of speech: only for
//! work in the background, on a thread that may block.

mod decode;
mod mel;
mod packed;
mod sound;

pub use decode::{Heard, Whisper};
pub use sound::{SECONDS_MAX, pcm};

use crate::large::LargeError;

/// Why speech did not become text.
#[derive(Debug, thiserror::Error)]
pub enum SpeechError {
    /// The model cannot be used.
    #[error(transparent)]
    Model(#[from] LargeError),
    /// A kind of sound that is not read here.
    #[error("sound of the kind {0:?} is not read here; Ogg with Opus, MP3, AAC, M4A and WAV are")]
    Kind(String),
    /// The sound is broken.
    #[error("the sound cannot be read: {0}")]
    Sound(String),
    /// Longer than what is written down here.
    #[error("the sound is longer than {SECONDS_MAX} seconds")]
    TooLong,
    /// It took longer than it may.
    #[error("writing down took too long")]
    TooSlow,
}

impl From<candle_core::Error> for SpeechError {
    fn from(error: candle_core::Error) -> Self {
        Self::Model(error.into())
    }
}
