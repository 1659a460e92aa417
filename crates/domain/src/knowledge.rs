//! What a company knows and may tell: how a text is cut into passages, how passages are found and put in order, who may
//! read which.
//!
//! Nothing here knows where passages are kept or what made their vectors: counts and scores are arguments.

pub mod chunk;
pub mod file;
pub mod page;
pub mod rank;
pub mod snippet;
pub mod terms;

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// Longest title, in characters.
pub const TITLE_MAX: usize = 200;
/// Longest text of one source, in characters: about two hundred printed pages.
pub const TEXT_MAX: usize = 400_000;
/// Questions in one list.
pub const PAIRS_MAX: usize = 300;
/// Longest question that is looked for, in characters.
pub const QUESTION_MAX: usize = 1_000;
/// Length of a vector, in numbers. The column of the database has it, too.
pub const DIMENSIONS: usize = 96;

/// Where a text came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Written here.
    #[default]
    Article,
    /// Questions with their answers.
    Faq,
    /// Pasted from a page.
    Page,
    /// Brought as a file.
    File,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Article, Self::Faq, Self::Page, Self::File];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Faq => "faq",
            Self::Page => "page",
            Self::File => "file",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// For whom a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// For the team alone.
    Internal,
    /// May be told to customers.
    #[default]
    Customer,
}

impl Audience {
    /// Every audience.
    pub const ALL: [Self; 2] = [Self::Internal, Self::Customer];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Customer => "customer",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.as_str() == word)
    }

    /// What somebody asking for this audience is given: the team reads everything, a customer only what is for customers.
    #[must_use]
    pub const fn readable(self) -> &'static [Self] {
        match self {
            Self::Internal => &Self::ALL,
            Self::Customer => &[Self::Customer],
        }
    }

    /// Whether a text for `self` may be given to somebody who asks for `asker`.
    #[must_use]
    pub fn is_for(self, asker: Self) -> bool {
        asker.readable().contains(&self)
    }
}

/// Whether a text is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is found.
    #[default]
    Live,
    /// It is kept and not found.
    Archived,
}

impl State {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Archived => "archived",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Live, Self::Archived].into_iter().find(|state| state.as_str() == word)
    }
}

/// A question with its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// What people ask.
    pub question: String,
    /// What is answered.
    pub answer: String,
}

/// What a source says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Body {
    /// Running text; lines that begin with `#` are headings, with `-` or a number lists, with `|` tables.
    Text {
        /// The text.
        text: String,
    },
    /// Questions with their answers.
    Faq {
        /// In the order they are shown.
        pairs: Vec<Pair>,
    },
}

impl Body {
    /// Its length in characters.
    #[must_use]
    pub fn length(&self) -> usize {
        match self {
            Self::Text { text } => text.chars().count(),
            Self::Faq { pairs } => {
                pairs.iter().map(|pair| pair.question.chars().count() + pair.answer.chars().count()).sum()
            }
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text { text } => text.trim().is_empty(),
            Self::Faq { pairs } => {
                pairs.iter().all(|pair| pair.question.trim().is_empty() || pair.answer.trim().is_empty())
            }
        }
    }
}

/// Language of a text by the word the database stores.
#[must_use]
pub fn language(tag: &str) -> Lang {
    Lang::parse(tag).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_never_given_what_is_for_the_team() {
        let table = [
            (Audience::Internal, Audience::Internal, true),
            (Audience::Internal, Audience::Customer, false),
            (Audience::Customer, Audience::Internal, true),
            (Audience::Customer, Audience::Customer, true),
        ];
        for (text, asker, given) in table {
            assert_eq!(text.is_for(asker), given, "{text:?} to {asker:?}");
        }
    }

    #[test]
    fn stored_words_are_read_back() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::parse(kind.as_str()) == Some(kind)));
        assert!(Audience::ALL.into_iter().all(|one| Audience::parse(one.as_str()) == Some(one)));
        assert_eq!(State::parse("archived"), Some(State::Archived));
        assert_eq!((Kind::parse("x"), Audience::parse(""), State::parse("Live")), (None, None, None));
    }

    #[test]
    fn questions_without_answers_say_nothing() {
        let pair = |question: &str, answer: &str| Pair { question: question.into(), answer: answer.into() };
        assert!(Body::Faq { pairs: vec![pair("Quanto custa?", " ")] }.is_blank());
        assert!(!Body::Faq { pairs: vec![pair("", "x"), pair("a", "b")] }.is_blank());
        assert!(Body::Text { text: " \n".into() }.is_blank());
    }
}
