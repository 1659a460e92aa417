//! A line: one sender number connected through a provider.

use serde::{Deserialize, Serialize};

/// How far a line is from being usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Saved, not yet verified: nothing is sent.
    Draft,
    /// Usable.
    Connected,
    /// Stopped by a person or by itself (token refused, account restricted): messages wait, nothing is sent.
    Paused,
    /// Taken away: history stays, nothing is sent or received.
    Disconnected,
}

impl LineState {
    /// Every state, for tests and forms.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Connected, Self::Paused, Self::Disconnected];

    /// The word stored in the database and sent over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Connected => "connected",
            Self::Paused => "paused",
            Self::Disconnected => "disconnected",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}
