//! Files of messages, as a screen shows them.

use chrono::{DateTime, Utc};
use prosa_domain::id::MediaId;
use serde::{Deserialize, Serialize};

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    /// To be fetched from the provider; `retry_at` says when it is tried again.
    Waiting,
    /// Being fetched.
    Fetching,
    /// Here: it can be opened.
    Stored,
    /// Could not be fetched, or was refused; `failure` says why. A person may try again.
    Failed,
    /// The provider no longer has it.
    Expired,
    /// Was here and is kept no longer.
    Removed,
}

impl MediaState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Fetching, Self::Stored, Self::Failed, Self::Expired, Self::Removed];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Fetching => "fetching",
            Self::Stored => "stored",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Removed => "removed",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// The file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaView {
    /// The file.
    pub id: MediaId,
    /// How far it is.
    pub state: MediaState,
    /// What it came as: `image`, `audio`, `video`, `document`, `sticker`.
    pub kind: String,
    /// What it is: by its own bytes when it is stored, as it was declared before.
    pub mime: String,
    /// Bytes, once known; 0 before.
    pub bytes: u64,
    /// Its name; empty when it has none.
    pub file_name: String,
    /// Pixels, of a picture.
    pub width: Option<u32>,
    /// Pixels, of a picture.
    pub height: Option<u32>,
    /// Milliseconds, of a sound.
    pub duration_ms: Option<u32>,
    /// Loudness over time of a sound, 64 values from 0 to 255; empty when unknown.
    pub waveform: Vec<u8>,
    /// Where it is read, for some minutes; empty unless it is stored.
    pub url: String,
    /// Where a small picture of it is read; empty when there is none.
    pub thumb_url: String,
    /// Fluent key of why it is not here; empty when nothing is wrong.
    pub failure: String,
    /// When it is tried again by itself.
    pub retry_at: Option<DateTime<Utc>>,
    /// What is said in it or stands in it, of a voice note or a picture of a contact that somebody listens to or reads.
    pub transcript: Option<TranscriptView>,
}

/// What is said in a voice note, or stands in a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TranscriptView {
    /// Nobody was asked, but somebody could be.
    Unasked,
    /// Somebody will listen or look soon.
    Pending,
    /// The words; empty when there are none.
    Done(String),
    /// It could not be written down; the Fluent key of why.
    Failed(String),
}

/// The answer to an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// The file, to be named in a message.
    pub id: MediaId,
}
