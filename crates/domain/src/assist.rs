//! Rules for asking language models: what fits, what it costs, how often, whom next. Pure: no call is made here, time and
//! chance are arguments. What a question says, and what an answer may say, is decided elsewhere.

pub mod breaker;
pub mod budget;
pub mod digest;
pub mod failover;
pub mod failure;
pub mod heard;
pub mod plain;
pub mod price;
pub mod prompt;
pub mod task;
pub mod token;
pub mod window;

pub use failure::Failure;

use serde::{Deserialize, Serialize};

/// Whose language a provider speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// OpenAI itself.
    OpenAi,
    /// Anthropic.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Anything that speaks as OpenAI does, local servers included; a key is not always needed.
    Compatible,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::Compatible];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Compatible => "compatible",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Where the provider itself is; none where only the tenant knows.
    #[must_use]
    pub const fn home(self) -> Option<&'static str> {
        match self {
            Self::OpenAi => Some("https://api.openai.com/v1"),
            Self::Anthropic => Some("https://api.anthropic.com"),
            Self::Gemini => Some("https://generativelanguage.googleapis.com/v1beta"),
            Self::Compatible => None,
        }
    }

    /// Whether a call without a key can go well.
    #[must_use]
    pub const fn works_without_key(self) -> bool {
        matches!(self, Self::Compatible)
    }

    /// Whether it turns speech into text.
    #[must_use]
    pub const fn transcribes(self) -> bool {
        matches!(self, Self::OpenAi | Self::Compatible)
    }
}

/// What a model counted. Parts of `input` that came from the provider's cache are in `cached` as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the question, cached ones included.
    pub input: u32,
    /// Tokens of the question that were read from the provider's cache; never more than `input`.
    pub cached: u32,
    /// Tokens of the answer, those of its thinking included.
    pub output: u32,
}

impl Usage {
    /// What was counted, held together: more cached than asked is not believed.
    #[must_use]
    pub fn new(input: u32, cached: u32, output: u32) -> Self {
        Self { input, cached: cached.min(input), output }
    }

    /// All tokens.
    #[must_use]
    pub fn total(&self) -> u64 {
        u64::from(self.input) + u64::from(self.output)
    }
}

/// Who counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// The provider.
    Told,
    /// We, by [`token::estimate`], because the provider did not.
    Estimated,
}

/// Why an answer ended where it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// It was complete.
    Complete,
    /// It had no more room: the text is cut.
    Length,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_its_word() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            assert_eq!(kind.home().is_none(), kind.works_without_key());
        }
        assert_eq!(Kind::parse("OpenAI"), None);
    }

    #[test]
    fn more_cached_than_asked_is_not_believed() {
        assert_eq!(Usage::new(10, 99, 1), Usage { input: 10, cached: 10, output: 1 });
        assert_eq!(Usage::new(u32::MAX, 0, u32::MAX).total(), 8_589_934_590);
    }
}
