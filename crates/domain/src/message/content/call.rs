//! A voice call in the thread, written down when it ended.

use super::told::Placeholder;
use serde::{Deserialize, Serialize};

/// A voice call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Who called.
    #[serde(default)]
    pub by: Caller,
    /// How long both sides spoke, in seconds; none when nobody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// What else came.
    #[serde(flatten)]
    pub told: Placeholder,
}

impl Call {
    /// Whether the contact called and nobody answered.
    #[must_use]
    pub const fn is_missed(&self) -> bool {
        matches!(self.by, Caller::Contact) && self.seconds.is_none()
    }

    /// Words a call is searched by: it has none of its own, and people search in their own language.
    pub(super) const fn words(&self) -> &'static str {
        match self.seconds {
            Some(_) => "chamada ligação telefonema llamada call atendida respondida answered",
            None => "chamada ligação telefonema llamada call perdida missed",
        }
    }
}

/// Who called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// The contact.
    #[default]
    Contact,
    /// The business.
    Business,
}
