//! An assistant: what a company lets a machine answer by itself, when, how often, and when it hands over to a person.
//!
//! Nothing here asks a model. [`decide`] says from facts whether an answer may be written at all, and is asked again before
//! one leaves.

mod decide;
mod fit;
mod hours;
mod reply;
#[cfg(test)]
mod tests;
mod words;

pub use decide::{Asked, Facts, HEAR_SECONDS, Handed, Left, Standing, Verdict, decide, small_talk};
pub use fit::{FIT_MIN, fit};
pub use hours::{Hours, Served};
pub use reply::{Reply, instructions, read};
pub use words::{check_words, wants_person};

use crate::{
    label::Intent,
    refusal::{Code, Refusal},
};
use serde::{Deserialize, Serialize};

/// Characters of an assistant's name.
pub const NAME_LENGTH_MAX: usize = 60;
/// Characters of the sentence that tells of a person who comes.
pub const SENTENCE_LENGTH_MAX: usize = 500;
/// Characters of the line that answers a greeting.
pub const GREETING_LENGTH_MAX: usize = 200;
/// Hand-over words of one assistant.
pub const WORDS_MAX: usize = 50;
/// Characters of one of them.
pub const WORD_LENGTH_MAX: usize = 40;

/// Intents an assistant may be given. The others always go to a person, or need no answer.
pub const ANSWERABLE: &[Intent] = &[
    Intent::ProductInfo,
    Intent::Pricing,
    Intent::Payment,
    Intent::Scheduling,
    Intent::OrderStatus,
    Intent::Support,
    Intent::Purchase,
    Intent::Objection,
    Intent::Other,
];

/// Whether an assistant works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It does nothing.
    #[default]
    Off,
    /// It writes down what it would have sent, for the team alone.
    Rehearsal,
    /// It answers.
    On,
}

impl Mode {
    /// Every mode, in the order the switch shows them.
    pub const ALL: [Self; 3] = [Self::Off, Self::Rehearsal, Self::On];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Rehearsal => "rehearsal",
            Self::On => "on",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }
}

/// How often, how soon and how long an assistant answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Answers in one conversation on one day.
    pub conversation_day: u16,
    /// Answers of the tenant on one day.
    pub tenant_day: u16,
    /// Seconds the contact must have been silent, so that several messages in a row get one answer.
    pub quiet_seconds: u16,
    /// Minutes after a person wrote in which it keeps silent.
    pub after_person_minutes: u16,
    /// Characters of an answer.
    pub length_max: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            conversation_day: 10,
            tenant_day: 300,
            quiet_seconds: 15,
            after_person_minutes: 60,
            length_max: 800,
        }
    }
}

/// What an assistant may do. Its hand-over words and its sentence are kept apart, sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// What it may answer.
    pub scope: Vec<Intent>,
    /// When.
    pub hours: Hours,
    /// How often, how soon, how long.
    pub limits: Limits,
    /// How well the best passage must fit, in percent. Below it nothing is answered.
    pub floor_percent: u8,
}

impl Default for Rules {
    fn default() -> Self {
        let scope = vec![
            Intent::ProductInfo,
            Intent::Pricing,
            Intent::Payment,
            Intent::Scheduling,
            Intent::Support,
            Intent::Other,
        ];
        Self { scope, hours: Hours::default(), limits: Limits::default(), floor_percent: 40 }
    }
}

impl Rules {
    /// Whether these rules can hold.
    ///
    /// # Errors
    /// `field-missing` without a scope, `field-invalid` with the field that is out of bounds.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.scope.is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", "scope"));
        }
        let limits = &self.limits;
        let bounds = [
            ("scope", self.scope.iter().all(|intent| ANSWERABLE.contains(intent))),
            ("hours", self.hours.is_sound()),
            ("conversation_day", (1..=100).contains(&limits.conversation_day)),
            ("tenant_day", (1..=10_000).contains(&limits.tenant_day)),
            ("quiet_seconds", (1..=600).contains(&limits.quiet_seconds)),
            ("after_person_minutes", (1..=1_440).contains(&limits.after_person_minutes)),
            ("length_max", (50..=2_000).contains(&limits.length_max)),
            ("floor_percent", (10..=95).contains(&self.floor_percent)),
        ];
        match bounds.into_iter().find(|(_, holds)| !holds) {
            Some((field, _)) => Err(Refusal::new(Code::FieldInvalid).with("field", field)),
            None => Ok(()),
        }
    }
}
