//! The state of a conversation, as people set it.

use serde::{Deserialize, Serialize};

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationStatus {
    /// Somebody has to answer.
    #[default]
    Open,
    /// We wait for the contact.
    Pending,
    /// Done; a new message from the contact opens it again.
    Resolved,
}

impl ConversationStatus {
    /// Every status, in the order the menu shows them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Pending, Self::Resolved];

    /// The word stored in the database and sent over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Resolved => "resolved",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// The status after the contact wrote: whatever it was, somebody has to answer now.
    #[must_use]
    pub const fn after_inbound(self) -> Self {
        Self::Open
    }
}
