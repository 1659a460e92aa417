//! What a conversation comes to, told by a model in one answer: summary, next step, facts, signs of buying, promises.
//!
//! A model is believed as far as it can be checked. Whatever it says stands somewhere in the conversation must stand there, word
//! for word; days and sums come from the rules that read those words. Only the summary and the reason of the step are the
//! model's own words, and each of their sentences is looked at alone.

mod ask;
mod found;
mod read;
#[cfg(test)]
mod tests;

pub use ask::{ANSWER_TOKENS, instructions, schema};
pub use found::{Spot, Thread};
pub use read::{Unreadable, read};

use crate::{
    entity::bant,
    guard::{self, Flaw, Origin, Sources},
    promise::Side,
    summary::next::{self, Action},
};
use serde::{Deserialize, Serialize};

/// What a fact is. Papers, phones and addresses are not asked for: rules find them, and they leave as marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A thing or a service that is spoken of.
    Product,
    /// A person other than who writes.
    Person,
    /// A place.
    Place,
    /// An amount of money.
    Money,
    /// A day or an hour.
    When,
    /// So many of something.
    Quantity,
    /// An order or a protocol.
    Order,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Product, Self::Person, Self::Place, Self::Money, Self::When, Self::Quantity, Self::Order];
}

/// The step a model would take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The step.
    pub action: Action,
    /// Why, in the model's words; empty when it did not say.
    pub why: String,
}

/// A fact in the conversation's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is.
    pub kind: Kind,
    /// The words.
    pub text: String,
}

/// A sign of buying in the conversation's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// Of which of the four.
    pub fact: bant::Fact,
    /// The words.
    pub text: String,
}

/// Something owed in the conversation's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Who owes it.
    pub owes: Side,
    /// The words.
    pub text: String,
}

/// What a model told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The conversation in a few sentences; never empty once it was read.
    pub summary: Vec<String>,
    /// What to do next.
    pub step: Option<Step>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// Signs of buying.
    pub signs: Vec<Sign>,
    /// What is owed.
    pub owed: Vec<Owed>,
}

/// What a model told may not be shown at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer may not be shown: {0:?}")]
pub struct Withheld(pub Flaw);

impl Told {
    /// What of it may be shown. `restore` puts persons back into a text, and gives none where a mark stands for nobody.
    ///
    /// # Errors
    /// When it tells its instructions, or when no sentence of its summary is left.
    pub fn shown(
        self,
        mut restore: impl FnMut(&str) -> Option<String>,
        sources: &Sources<'_>,
    ) -> Result<Self, Withheld> {
        let mut leaked = false;
        let mut held = None;
        let mut keep = |text: &str| -> Option<String> {
            let text = restore(text)?;
            match flaw(&text, sources) {
                None => Some(text),
                Some(flaw) => {
                    leaked |= flaw == Flaw::Instructions;
                    held.get_or_insert(flaw);
                    None
                }
            }
        };
        let told = Self {
            summary: self.summary.iter().filter_map(|text| keep(text)).collect(),
            step: self.step.map(|step| Step {
                why: Some(step.why)
                    .filter(|why| !why.is_empty())
                    .and_then(|why| keep(&why))
                    .unwrap_or_default(),
                ..step
            }),
            facts: self
                .facts
                .into_iter()
                .filter_map(|fact| Some(Fact { text: keep(&fact.text)?, ..fact }))
                .collect(),
            signs: self
                .signs
                .into_iter()
                .filter_map(|sign| Some(Sign { text: keep(&sign.text)?, ..sign }))
                .collect(),
            owed: self
                .owed
                .into_iter()
                .filter_map(|owed| Some(Owed { text: keep(&owed.text)?, ..owed }))
                .collect(),
        };
        if leaked {
            return Err(Withheld(Flaw::Instructions));
        }
        if told.summary.is_empty() {
            return Err(Withheld(held.unwrap_or(Flaw::Mark)));
        }
        Ok(told)
    }
}

/// What keeps a text from being shown. Customers curse, and a summary may say so; whatever else is wrong with it counts. What
/// speaks to machines was taken out of the question, so it can only be made up.
fn flaw(text: &str, sources: &Sources<'_>) -> Option<Flaw> {
    if !guard::check_input(text, Origin::Customer).is_clean() {
        return Some(Flaw::Instructions);
    }
    let faults = guard::check_output(text, sources);
    faults.into_iter().map(|fault| fault.flaw).find(|flaw| *flaw != Flaw::Profanity)
}

/// Whether a model's step may take the place of the rules' own. What the customer's wish, Meta or a promise bind us to stands, and
/// nobody writes into a closed window. `window` is the minutes left of it.
#[must_use]
pub fn may_lead(rules: Action, told: Action, window: Option<i64>) -> bool {
    let bound = matches!(
        rules,
        Action::RespectOptOut | Action::MarkSpam | Action::HandOver | Action::Template | Action::KeepPromise
    );
    !bound && ask::STEPS.contains(&told) && (window.is_some() || !next::is_writing(told))
}
