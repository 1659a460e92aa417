//! What the sender shows: lines that stopped by themselves, their pace, and sends that were given up.

use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ContactId, ConversationId, LineId, MessageId},
    panic::Reason,
};
use serde::{Deserialize, Serialize};

/// A line that stopped by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineStopView {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why; the sentence is `line-stopped-<reason>`.
    pub reason: Reason,
    /// When one message tries the way.
    pub probe_at: DateTime<Utc>,
    /// Tries so far.
    pub probes: u32,
}

/// How fast a line sends. None is the default, 0 is without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePaceForm {
    /// Messages a second, 0 to 1,000; none is the installation's.
    pub per_second: Option<u16>,
    /// Messages a minute instead of the tenant's, 0 to 1,000; none is the tenant's.
    pub per_minute: Option<u16>,
}

/// A send that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The message.
    pub message_id: MessageId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// To whom.
    pub contact_id: ContactId,
    /// The contact's name; empty when there is none.
    pub name: String,
    /// The contact's number as people write it; empty when it is not known.
    pub phone: String,
    /// Through which line.
    pub line_id: LineId,
    /// The line's name.
    pub line_label: String,
    /// Provider's code; 0 when the provider was never reached.
    pub code: i32,
    /// Fluent key of the sentence that says why.
    pub reason_key: String,
    /// Attempts made.
    pub attempts: u16,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// When the last attempt ended.
    pub failed_at: Option<DateTime<Utc>>,
    /// When it was put away, of those that were.
    #[serde(default)]
    pub discarded_at: Option<DateTime<Utc>>,
    /// Name of who put it away; empty when that is not known.
    #[serde(default)]
    pub discarded_by: String,
}

/// How many were given up for one code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadReason {
    /// Provider's code.
    pub code: i32,
    /// Fluent key of the sentence that says why.
    pub reason_key: String,
    /// How many.
    pub count: u32,
}

/// Which list of sends that were given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    /// Those somebody should look at.
    #[default]
    GivenUp,
    /// Those somebody put away.
    Discarded,
}

/// A page of sends that were given up, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetterPage {
    /// The sends.
    pub letters: Vec<DeadLetter>,
    /// How many there are in all, by code, the most first.
    pub reasons: Vec<DeadReason>,
    /// Where the next page begins; none at the end.
    pub next: Option<i64>,
}

/// Which sends that were given up are meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadSelection {
    /// One.
    Message {
        /// Its conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
    },
    /// All of one code.
    Code(i32),
}

/// What became of sends that were put back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requeued {
    /// Queued again.
    pub queued: u32,
    /// Refused by the gate: they stay in the list.
    pub refused: u32,
    /// Still to be asked for, because only so many go at once.
    pub left: u32,
}
