//! What a notice of the provider says, as far as it is understood. The whole object is kept beside it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A notice, in short. Words inside are the provider's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// The account may not do something for a while.
    Restricted {
        /// What.
        what: String,
        /// Until when.
        until: Option<DateTime<Utc>>,
    },
    /// The account is disabled, will be, or is back.
    Banned {
        /// Which of these.
        state: String,
    },
    /// The account broke a rule.
    Violation {
        /// Which.
        kind: String,
    },
    /// The number left the platform, such as from the phone's app.
    Disconnected {
        /// Why.
        reason: String,
    },
    /// Something else about the account.
    Account {
        /// What.
        event: String,
    },
    /// An alert.
    Alert {
        /// What.
        alert: String,
        /// How grave.
        severity: String,
    },
    /// The account was reviewed.
    Review {
        /// The outcome.
        decision: String,
    },
    /// Speed or limit of the number.
    Number {
        /// What happened.
        event: String,
    },
    /// The shown name was decided on.
    Name {
        /// The name.
        name: String,
        /// The outcome.
        decision: String,
    },
    /// What the portfolio may do.
    Capability {
        /// People per day outside the window.
        limit: String,
    },
    /// The PIN or its reset.
    Security {
        /// What happened.
        event: String,
    },
    /// A template's state, quality, category or parts.
    Template {
        /// Its name.
        name: String,
        /// What it is now.
        state: String,
    },
    /// People stopped or resumed marketing messages.
    Preferences {
        /// How many stopped.
        stopped: u32,
        /// How many resumed.
        resumed: u32,
    },
    /// A Flow's state or the health of its endpoint.
    Flow {
        /// What happened.
        event: String,
    },
    /// A voice call.
    Call {
        /// What happened.
        event: String,
    },
    /// A group was made, changed, joined or left.
    Group {
        /// What happened.
        event: String,
    },
    /// A payment configuration.
    Payment {
        /// Its state.
        state: String,
    },
    /// Messages of before, from the phone's app.
    History {
        /// How much of them came so far, in percent.
        progress: u32,
    },
    /// Messages written in the phone's app.
    AppMessages {
        /// How many.
        count: u32,
    },
    /// Contacts of the phone's app.
    AppContacts {
        /// How many.
        count: u32,
    },
    /// The provider saw a purchase or a lead.
    Conversion {
        /// Which.
        event: String,
    },
    /// The business's user name.
    Username {
        /// The name.
        name: String,
        /// Its state.
        state: String,
    },
    /// An agent or another app took a conversation over or gave it back.
    Handover,
    /// The provider reports an error that belongs to no message.
    Failure {
        /// Its code; 0 when none was told.
        code: i32,
    },
    /// A person's number or user id changed.
    Identity,
    /// Something that is not what its place asks for.
    Unreadable,
    /// A field unknown here.
    Other {
        /// Its name.
        field: String,
    },
}

impl Notice {
    /// The word of its sentence: `notice-<word>`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Restricted { .. } => "restricted",
            Self::Banned { .. } => "banned",
            Self::Violation { .. } => "violation",
            Self::Disconnected { .. } => "disconnected",
            Self::Account { .. } => "account",
            Self::Alert { .. } => "alert",
            Self::Review { .. } => "review",
            Self::Number { .. } => "number",
            Self::Name { .. } => "name",
            Self::Capability { .. } => "capability",
            Self::Security { .. } => "security",
            Self::Template { .. } => "template",
            Self::Preferences { .. } => "preferences",
            Self::Flow { .. } => "flow",
            Self::Call { .. } => "call",
            Self::Group { .. } => "group",
            Self::Payment { .. } => "payment",
            Self::History { .. } => "history",
            Self::AppMessages { .. } => "app-messages",
            Self::AppContacts { .. } => "app-contacts",
            Self::Conversion { .. } => "conversion",
            Self::Username { .. } => "username",
            Self::Handover => "handover",
            Self::Failure { .. } => "failure",
            Self::Identity => "identity",
            Self::Unreadable => "unreadable",
            Self::Other { .. } => "other",
        }
    }
}
