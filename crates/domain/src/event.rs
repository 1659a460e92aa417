//! What happened in a tenant, as told to its members live. Events carry ids only, never text or names.

use crate::id::{ConversationId, MemberId, MessageId};
use serde::{Deserialize, Serialize};

/// The kind of an event; the word is what the database stores and the stream sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A message came in.
    MessageReceived,
    /// A member's message was queued.
    MessageQueued,
    /// A message's delivery state, reactions or text changed.
    MessageUpdated,
    /// Assignment, status or unread count of a conversation changed.
    ConversationUpdated,
    /// What a person agreed to changed, or they were blocked or let through again.
    ContactUpdated,
    /// A line was connected, paused or changed.
    LineUpdated,
    /// A member was invited, joined, or changed role.
    TeamUpdated,
    /// A template was made, changed, judged or removed.
    TemplateUpdated,
    /// A line stopped by itself.
    LineStopped,
    /// A line that had stopped by itself sends again.
    LineRecovered,
    /// A budget reached a step, or budgets or prices changed.
    CostUpdated,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::ContactUpdated,
        Self::MessageReceived,
        Self::MessageQueued,
        Self::MessageUpdated,
        Self::ConversationUpdated,
        Self::LineUpdated,
        Self::TeamUpdated,
        Self::TemplateUpdated,
        Self::LineStopped,
        Self::LineRecovered,
        Self::CostUpdated,
    ];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MessageReceived => "message_received",
            Self::MessageQueued => "message_queued",
            Self::MessageUpdated => "message_updated",
            Self::ConversationUpdated => "conversation_updated",
            Self::ContactUpdated => "contact_updated",
            Self::LineUpdated => "line_updated",
            Self::TeamUpdated => "team_updated",
            Self::TemplateUpdated => "template_updated",
            Self::LineStopped => "line_stopped",
            Self::LineRecovered => "line_recovered",
            Self::CostUpdated => "cost_updated",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One event of a tenant. `sequence` has no holes and grows in commit order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the tenant's stream, from 1.
    pub sequence: i64,
    /// What happened.
    pub kind: EventKind,
    /// The conversation concerned, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    /// The message concerned, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The member who did it, if a member did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id: Option<MemberId>,
}
