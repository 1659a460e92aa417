//! What models are asked for, and who answered in the end.

use serde::{Deserialize, Serialize};

/// What a question is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// A reply to the customer, written before.
    Draft,
    /// A reply that goes to the customer by itself.
    Assistant,
    /// A member's words in another tone.
    Rewrite,
    /// Words in another language.
    Translate,
    /// A conversation in a few sentences.
    Summary,
    /// What happened since somebody last looked.
    Since,
    /// What to do next.
    Next,
    /// Facts, and how far the customer is from buying.
    Facts,
    /// Who owes what until when.
    Promises,
    /// The words in a picture.
    Picture,
    /// A test of a model's settings.
    Test,
}

impl Use {
    /// Every use.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Assistant,
        Self::Rewrite,
        Self::Translate,
        Self::Summary,
        Self::Since,
        Self::Next,
        Self::Facts,
        Self::Promises,
        Self::Picture,
        Self::Test,
    ];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Assistant => "assistant",
            Self::Rewrite => "rewrite",
            Self::Translate => "translate",
            Self::Summary => "summary",
            Self::Since => "since",
            Self::Next => "next",
            Self::Facts => "facts",
            Self::Promises => "promises",
            Self::Picture => "picture",
            Self::Test => "test",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// Who made something: shown with it, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MadeBy {
    /// Rules of this program: nothing was understood, only found.
    Rules,
    /// A passage of the knowledge base, as it stands there.
    Retrieval,
    /// A language model.
    Model,
}

impl MadeBy {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Retrieval => "retrieval",
            Self::Model => "model",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Rules, Self::Retrieval, Self::Model].into_iter().find(|one| one.as_str() == word)
    }
}

/// What became of words that were offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// Nobody decided yet.
    Offered,
    /// Taken into the composer.
    Used,
    /// Sent as they were.
    Sent,
    /// Sent with changes.
    Edited,
    /// Put away.
    Discarded,
}

impl DraftState {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Used => "used",
            Self::Sent => "sent",
            Self::Edited => "edited",
            Self::Discarded => "discarded",
        }
    }
}

/// How a member's words are written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rewrite {
    /// With fewer words.
    Shorter,
    /// More formally.
    Formal,
    /// More warmly.
    Warmer,
    /// Without mistakes of spelling, otherwise the same.
    Correct,
}

impl Rewrite {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Shorter, Self::Formal, Self::Warmer, Self::Correct];

    /// The word in addresses and locales.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shorter => "shorter",
            Self::Formal => "formal",
            Self::Warmer => "warmer",
            Self::Correct => "correct",
        }
    }
}
