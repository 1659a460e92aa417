//! A contact: a person who writes to a tenant.

use serde::{Deserialize, Serialize};

/// How a provider names a person in one message. Any part may be missing (see Meta's business-scoped user ids, 2026).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// Business-scoped user id such as `BR.7481920365501122`, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bsuid: Option<String>,
    /// `wa_id` as the provider wrote it, digits only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<String>,
    /// Profile name, when told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_name: Option<String>,
    /// WhatsApp user name, when told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

impl Identity {
    /// Whether this names anybody at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bsuid.is_none() && self.wa_id.is_none()
    }
}
