//! The screen of the send queue: what waits per line, how fast each goes, and what stopped.

use crate::sender::LineStopView;
use chrono::{DateTime, Utc};
use prosa_domain::{id::LineId, line::LineState};
use serde::{Deserialize, Serialize};

/// What waits for one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    /// Answers of persons that may go now.
    pub replies: i64,
    /// Answers of rules that may go now.
    pub rules: i64,
    /// Of campaigns, those that may go now.
    pub campaigns: i64,
    /// Never tried, to go at a later moment.
    pub scheduled: i64,
    /// Tried, and waiting for another attempt.
    pub again: i64,
    /// With the provider at this moment.
    pub sending: i64,
    /// Without a known end: a person decides about them.
    pub unknown: i64,
    /// Since when the oldest that may go waits.
    pub oldest_at: Option<DateTime<Utc>>,
}

impl QueueView {
    /// Those that may go now.
    #[must_use]
    pub const fn due(&self) -> i64 {
        self.replies + self.rules + self.campaigns
    }
}

/// One line of the queue's screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingLine {
    /// The line.
    pub id: LineId,
    /// Name inside the company.
    pub label: String,
    /// The number as people write it; empty until read from the provider.
    pub display_phone: String,
    /// How far it is.
    pub state: LineState,
    /// Why it is paused, as the end of a key; empty when it is not or a person paused it.
    pub pause_reason: String,
    /// Since when and why it stopped by itself, if it did.
    pub stop: Option<LineStopView>,
    /// Messages a second set for it; none is the default, 0 without limit.
    pub per_second: Option<u16>,
    /// Messages a minute set for it; none is the company's, 0 without limit.
    pub per_minute: Option<u16>,
    /// What waits.
    pub queue: QueueView,
    /// People its account reached outside their window in this moving day.
    pub reached: i64,
    /// People its account may reach so; none while that is not known.
    pub reach_limit: Option<i32>,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingView {
    /// Lines, by name.
    pub lines: Vec<SendingLine>,
    /// Messages a second of a line that has no own pace; none is without limit.
    pub default_per_second: Option<u32>,
    /// Messages a minute set for the company; none is the default, 0 without limit.
    pub tenant_per_minute: Option<u16>,
    /// Messages a minute of a company that has set none; none is without limit.
    pub default_per_minute: Option<u32>,
    /// Whether who looks may pause, release and set paces.
    pub may_manage: bool,
    /// The last event this holds.
    pub sequence: i64,
}
