//! Assistants that answer by themselves, on their way to the screens.

use crate::inbox::LineRef;
use chrono::{DateTime, Utc};
use prosa_domain::{
    assistant::{Handed, Mode, Rules},
    id::{AssistantId, ConversationId, LineId, TurnId},
    price::Money,
};
use serde::{Deserialize, Serialize};

/// An assistant as its form shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssistantView {
    /// Its id.
    pub id: AssistantId,
    /// What it is called.
    pub name: String,
    /// Whether it works.
    pub mode: Mode,
    /// The lines it serves.
    pub lines: Vec<LineId>,
    /// What it may do.
    pub rules: Rules,
    /// The company's own hand-over words, one after the other.
    pub words: String,
    /// What a contact is told when a person takes over; empty means nothing.
    pub sentence: String,
    /// Answers of the last thirty days, rehearsed ones included.
    pub answered: u32,
    /// Hand-overs of the last thirty days.
    pub handed: u32,
    /// What its questions cost in that time.
    pub cost: Money,
}

/// An assistant to save.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssistantForm {
    /// Which; none for a new one.
    pub id: Option<AssistantId>,
    /// What it is called.
    pub name: String,
    /// The lines it serves.
    pub lines: Vec<LineId>,
    /// What it may do.
    pub rules: Rules,
    /// Own hand-over words, between commas or on lines of their own.
    pub words: String,
    /// What a contact is told when a person takes over; empty means nothing.
    pub sentence: String,
}

/// Turns an assistant on, off, or into a rehearsal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchAssistant {
    /// Which.
    pub id: AssistantId,
    /// To what.
    pub mode: Mode,
    /// Whether the member read Meta's rule and what turning on means. Needed for [`Mode::On`] alone.
    #[serde(default)]
    pub confirmed: bool,
}

/// Something an assistant did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TurnView {
    /// Its id.
    pub id: TurnId,
    /// Which assistant.
    pub name: String,
    /// Where.
    pub conversation_id: ConversationId,
    /// In a rehearsal or in earnest.
    pub mode: Mode,
    /// Why a person had to answer; none when it answered.
    pub handed: Option<Handed>,
    /// What it said or would have said; empty for a hand-over.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What its question cost; none without one, or where nobody knows.
    pub cost: Option<Money>,
    /// Tokens of its question.
    pub tokens: u64,
    /// `kind/model` that answered; empty when none did.
    pub model: String,
}

/// Who changed an assistant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// Which assistant.
    pub name: String,
    /// `made`, `changed`, `off`, `rehearsal`, `on`, `removed`.
    pub change: String,
    /// Who; empty when they are unknown.
    pub member: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The assistants of a company, and what they did lately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssistantsPage {
    /// The assistants, the oldest first.
    pub assistants: Vec<AssistantView>,
    /// The lines they can serve.
    pub lines: Vec<LineRef>,
    /// What they did, newest first.
    pub turns: Vec<TurnView>,
    /// Who changed them, newest first.
    pub changes: Vec<ChangeView>,
    /// Whether a model is on that could answer.
    pub has_model: bool,
}

/// An assistant beside a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistantNear {
    /// What it is called.
    pub name: String,
    /// Whether a person has the conversation, and it keeps silent.
    pub with_person: bool,
}
