//! What can go wrong when a model is asked, and what each tells to do.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Why there is no answer, or no whole one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Failure {
    /// Too many questions of ours.
    RateLimited {
        /// Milliseconds the provider asks to wait.
        wait_ms: Option<u64>,
    },
    /// The provider has too many of everybody's.
    Overloaded {
        /// Milliseconds the provider asks to wait.
        wait_ms: Option<u64>,
    },
    /// No connection could be made.
    Unreachable,
    /// It took too long: the first word, the next word or the whole.
    Timeout,
    /// The provider failed.
    ServerError,
    /// The key is wrong, or may not do this.
    Auth,
    /// What was paid for is used up.
    Quota,
    /// The question does not fit into the model.
    TooLong,
    /// The provider's own filter refused the question or its answer.
    Filtered,
    /// The provider does not take the question: an unknown model, a parameter it does not know.
    Refused,
    /// The answer cannot be read.
    Malformed,
    /// The answer ended before its end.
    Cut,
    /// Nobody could be asked: none is configured, none is able, or all rest.
    Nobody,
}

/// What a failure tells to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// The same provider may do better in a moment.
    Again,
    /// Somebody else may do better; this one will not.
    Other,
}

/// What a failure says about the provider's health.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Something is wrong with it.
    Sick,
    /// It cannot be used until somebody changes its settings or pays.
    Unusable,
    /// Nothing: the question was at fault.
    Well,
}

impl Failure {
    /// One of each.
    pub const ALL: [Self; 13] = [
        Self::RateLimited { wait_ms: None },
        Self::Overloaded { wait_ms: None },
        Self::Unreachable,
        Self::Timeout,
        Self::ServerError,
        Self::Auth,
        Self::Quota,
        Self::TooLong,
        Self::Filtered,
        Self::Refused,
        Self::Malformed,
        Self::Cut,
        Self::Nobody,
    ];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RateLimited { .. } => "rate_limited",
            Self::Overloaded { .. } => "overloaded",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::ServerError => "server_error",
            Self::Auth => "auth",
            Self::Quota => "quota",
            Self::TooLong => "too_long",
            Self::Filtered => "filtered",
            Self::Refused => "refused",
            Self::Malformed => "malformed",
            Self::Cut => "cut",
            Self::Nobody => "nobody",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == word)
    }

    /// What to do. A question that is too long or not taken is worth another model: windows, filters and parameters differ.
    #[must_use]
    pub const fn advice(self) -> Advice {
        match self {
            Self::RateLimited { .. }
            | Self::Overloaded { .. }
            | Self::Unreachable
            | Self::ServerError
            | Self::Malformed
            | Self::Cut => Advice::Again,
            // Who was silent once is likely to be silent again, and a person waits.
            Self::Timeout
            | Self::Auth
            | Self::Quota
            | Self::TooLong
            | Self::Filtered
            | Self::Refused
            | Self::Nobody => Advice::Other,
        }
    }

    /// What it says about the provider.
    #[must_use]
    pub const fn health(self) -> Health {
        match self {
            Self::Overloaded { .. }
            | Self::Unreachable
            | Self::Timeout
            | Self::ServerError
            | Self::Malformed
            | Self::Cut
            | Self::RateLimited { .. } => Health::Sick,
            Self::Auth | Self::Quota => Health::Unusable,
            Self::TooLong | Self::Filtered | Self::Refused | Self::Nobody => Health::Well,
        }
    }

    /// How long the provider asks to wait.
    #[must_use]
    pub fn wait(self) -> Option<Duration> {
        match self {
            Self::RateLimited { wait_ms } | Self::Overloaded { wait_ms } => {
                wait_ms.map(Duration::from_millis)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_failure_is_read_back_from_its_word_and_its_json() {
        for failure in Failure::ALL {
            assert_eq!(Failure::parse(failure.as_str()), Some(failure));
            let stored = serde_json::to_string(&failure).unwrap();
            assert_eq!(serde_json::from_str::<Failure>(&stored).unwrap(), failure);
            assert!(stored.contains(failure.as_str()), "one word in both places: {stored}");
        }
    }

    #[test]
    fn what_the_question_is_at_fault_for_is_never_tried_again_at_the_same_place() {
        for failure in Failure::ALL.into_iter().filter(|failure| failure.health() != Health::Sick) {
            assert_eq!(failure.advice(), Advice::Other, "{failure:?}");
        }
    }

    #[test]
    fn only_who_asks_for_time_is_given_it() {
        assert_eq!(Failure::RateLimited { wait_ms: Some(1_500) }.wait(), Some(Duration::from_millis(1_500)));
        assert_eq!(Failure::ServerError.wait(), None);
    }
}
