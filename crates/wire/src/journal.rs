//! The journal screen: what came in, what became of it, and playing it again.

use chrono::{DateTime, Utc};
use prosa_domain::id::LineId;
use serde::{Deserialize, Serialize};

/// What the journal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JournalFilter {
    /// Of which line; none means all.
    pub line_id: Option<LineId>,
    /// Only deliveries with a problem.
    pub problems_only: bool,
    /// Strictly older than this delivery; none begins with the newest.
    pub before: Option<i64>,
}

/// Figures of one line over the last 24 hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFigures {
    /// The line.
    pub line_id: LineId,
    /// Its name.
    pub label: String,
    /// Deliveries received.
    pub received: i64,
    /// Deliveries processed.
    pub processed: i64,
    /// Deliveries that failed and wait for a replay.
    pub failed: i64,
    /// Messages read out of them.
    pub messages: i64,
    /// Statuses read out of them.
    pub statuses: i64,
    /// Updates that had come before.
    pub repeated: i64,
    /// Last delivery.
    pub last_at: Option<DateTime<Utc>>,
}

/// Deliveries in one slot of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Beginning of the slot.
    pub at: DateTime<Utc>,
    /// Deliveries.
    pub received: i64,
    /// Of them failed.
    pub failed: i64,
}

/// A silence that the hour does not explain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Last delivery before it.
    pub from: DateTime<Utc>,
    /// First delivery after it.
    pub until: DateTime<Utc>,
}

/// State of one delivery for one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// All of it is in the conversations.
    Processed,
    /// Something failed; nothing is lost, it can be played again.
    Failed,
}

/// One delivery for one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPart {
    /// Number of the delivery in the journal.
    pub journal_id: i64,
    /// The line.
    pub line_id: LineId,
    /// The line's name.
    pub line_label: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Milliseconds from received to processed.
    pub took_ms: Option<i64>,
    /// What became of it.
    pub state: PartState,
    /// Kinds of its updates, such as `text`, `status:read`, `unknown:poll`; each once.
    pub kinds: Vec<String>,
    /// Messages in it.
    pub message_count: i32,
    /// Statuses in it.
    pub status_count: i32,
    /// Other updates in it.
    pub other_count: i32,
    /// Updates that had come before.
    pub repeated_count: i32,
    /// Size of the body in bytes.
    pub body_bytes: i32,
    /// Why it failed, as a Fluent key suffix; empty when it did not.
    pub reason: String,
}

/// The whole screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPage {
    /// Per line.
    pub figures: Vec<LineFigures>,
    /// The last 24 hours in slots of 20 minutes.
    pub slots: Vec<Slot>,
    /// Silences of the last 24 hours.
    pub gaps: Vec<Gap>,
    /// Deliveries waiting to be read, in the whole installation.
    pub waiting: i64,
    /// Deliveries, newest first.
    pub parts: Vec<JournalPart>,
    /// Where the next page begins, if there is one.
    pub next: Option<i64>,
}

/// One delivery, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalDetail {
    /// The delivery.
    pub part: JournalPart,
    /// Its JSON for this line, indented, with text, names and numbers masked.
    pub masked_body: String,
    /// SHA-256 of the body, hexadecimal.
    pub digest: String,
}

/// What a replay did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayResult {
    /// Deliveries put back into the queue.
    pub replayed: i64,
}
