//! The numbers screen: connect a line, look at it, check it.

use crate::sender::LineStopView;
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::LineId,
    line::LineState,
    line_health::{Facts, Notice},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Since when and why it stopped by itself, if it did.
    #[serde(default)]
    pub stop: Option<LineStopView>,
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

/// How a line is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineHealth {
    /// The line.
    pub line_id: LineId,
    /// Name inside the company.
    pub label: String,
    /// How far it is.
    pub state: LineState,
    /// What the provider told, in its own words.
    pub facts: Facts,
    /// Whether the account is billed in another currency than the tenant's costs are counted in.
    pub currency_differs: bool,
    /// The provider's code of the last refusal of the token; none after it was accepted again.
    pub token_error: Option<i32>,
    /// When the provider was last asked.
    pub asked_at: Option<DateTime<Utc>>,
    /// Why it did not answer then, as its code; 0 when it could not be reached.
    pub ask_error: Option<i32>,
    /// When it last told something by itself.
    pub told_at: Option<DateTime<Utc>>,
    /// When it last verified the webhook address.
    pub verified_webhook_at: Option<DateTime<Utc>>,
    /// Last delivery received.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// Since when the line is silent although the hour is a busy one.
    pub silent_since: Option<DateTime<Utc>>,
    /// When each fact was last told, by its name in [`Facts`].
    #[serde(default)]
    pub learnt: BTreeMap<String, DateTime<Utc>>,
    /// People the account reached outside their window in this moving day.
    #[serde(default)]
    pub reached: i64,
    /// People it may reach so, as the sender counts; none while that is not known.
    #[serde(default)]
    pub reach_limit: Option<i32>,
}

/// How all lines are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineHealthList {
    /// One per line.
    pub lines: Vec<LineHealth>,
    /// Whether who looks may ask the provider.
    pub may_manage: bool,
    /// The last event this holds.
    pub sequence: i64,
}

/// Where a page of notices begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeCursor {
    /// When the last one shown came.
    pub at: DateTime<Utc>,
    /// Which it was.
    pub id: uuid::Uuid,
}

/// A notice of the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    /// Which.
    pub id: uuid::Uuid,
    /// Through which line it came; what concerns an account comes through its first line.
    pub line_id: LineId,
    /// When it came.
    pub at: DateTime<Utc>,
    /// Webhook field.
    pub field: String,
    /// What it says.
    pub notice: Notice,
}

/// Notices, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    /// Notices.
    pub notices: Vec<NoticeView>,
    /// Where the next page begins, if there is one.
    pub next: Option<NoticeCursor>,
}
