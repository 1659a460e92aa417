//! What goes as SMS because WhatsApp could not deliver it.

use prosa_domain::id::LineId;
use serde::{Deserialize, Serialize};

/// The tenant's choice, and what it can choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsFallbackView {
    /// The number it goes through; none when nothing goes as SMS.
    pub line_id: Option<LineId>,
    /// Numbers that send text messages.
    pub choices: Vec<SmsChoice>,
}

/// A number that sends text messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsChoice {
    /// The line.
    pub line_id: LineId,
    /// Its name.
    pub label: String,
}
