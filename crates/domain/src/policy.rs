//! The one gate: whether a message may be sent now. The same for a person, a rule, a campaign and the API.

mod decide;
mod facts;
mod quiet;
#[cfg(test)]
mod tests;

pub use decide::{WayOut, decide, way_out};
pub use facts::{
    ANSWER_MINUTES, BudgetFact, ConsentFact, FREE_ENTRY_HOURS, FrequencyFact, LanguageFact, PanicFact,
    Purpose, QuietFact, ReachFact, SendFacts, Sender, Shape, TemplateFact, TemplateStanding, UtilityConsent,
    free_entry_ends_at,
};

pub use quiet::{DAY_MINUTES, Holidays, QuietDay, QuietHours, QuietSpan, QuietWeek};

use crate::refusal::{Code, Refusal};

/// Characters of a text at most (Meta, "Text messages").
pub const TEXT_LENGTH_MAX: usize = 4_096;

/// Whether a text can be sent at all.
///
/// # Errors
/// `message-empty` or `message-too-long`.
pub fn check_text(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new(Code::MessageEmpty));
    }
    if text.chars().count() > TEXT_LENGTH_MAX {
        return Err(Refusal::new(Code::MessageTooLong).with("length_max", TEXT_LENGTH_MAX));
    }
    Ok(())
}
