//! The numbers screen: connect a line, look at it, check it.

use chrono::{DateTime, Utc};
use prosa_domain::{id::LineId, line::LineState};
use serde::{Deserialize, Serialize};

/// A line on the numbers screen. Secrets never come back: only whether they are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// The line.
    pub id: LineId,
    /// Name inside the company.
    pub label: String,
    /// Provider, such as `meta`.
    pub provider: String,
    /// How far it is.
    pub state: LineState,
    /// Why it is paused, as a Fluent key suffix; empty when it is not.
    pub pause_reason: String,
    /// Meta's id of the phone number.
    pub phone_number_id: String,
    /// Meta's id of the WhatsApp Business account.
    pub account_id: String,
    /// The number as people write it; empty until read from the provider.
    pub display_phone: String,
    /// Number drawn on avatars.
    pub badge: i16,
    /// Base address of the Graph API.
    pub graph_base: String,
    /// Graph API version, such as `v26.0`.
    pub graph_version: String,
    /// The token the provider sends back when the webhook address is saved.
    pub verify_token: String,
    /// The webhook address to paste at the provider.
    pub webhook_url: String,
    /// Last message received.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// When the provider last verified the webhook address.
    pub verified_webhook_at: Option<DateTime<Utc>>,
    /// The last live check, if one was made.
    pub check: Option<LineCheckView>,
}

/// What the connect form sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineForm {
    /// The line being changed; none for a new one.
    pub id: Option<LineId>,
    /// Provider; empty is Meta itself. A line keeps the provider it was made with.
    #[serde(default)]
    pub provider: String,
    /// Name inside the company.
    pub label: String,
    /// Meta's id of the phone number; with Twilio the sender's number.
    pub phone_number_id: String,
    /// Meta's id of the WhatsApp Business account; with Twilio the account SID.
    pub account_id: String,
    /// Access token; empty keeps the stored one.
    pub token: String,
    /// App secret; empty keeps the stored one.
    pub app_secret: String,
    /// Verify token; empty on a new line makes one.
    pub verify_token: String,
    /// Base address of the Graph API; empty is Meta's.
    pub graph_base: String,
    /// Graph API version; empty is the default.
    pub graph_version: String,
}

/// One step of the live check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckStep {
    /// Fluent key suffix: `token`, `number`, `account`, `subscription`, `webhook`, `signature`, `first-message`.
    pub key: String,
    /// How it went.
    pub result: CheckResult,
    /// A short fact to show, such as the number's name or the error's code; never a secret.
    pub detail: String,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// Good.
    Passed,
    /// Not good.
    Failed,
    /// Not there yet, nothing wrong.
    Waiting,
}

/// A live check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCheckView {
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Its steps, in order.
    pub steps: Vec<CheckStep>,
}
