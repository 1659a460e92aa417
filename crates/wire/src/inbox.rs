//! The inbox: list of conversations, one thread, and the commands a member gives there.

pub use crate::{
    body::Body,
    outgoing::{CancelScheduled, OutgoingBody, SendMessage, TemplateChoice},
};

use crate::{reading::ReadingView, team::MemberRef};
use chrono::{DateTime, Utc};
use prosa_domain::{
    assist::task::MadeBy,
    conversation::ConversationStatus,
    id::{CommandId, ContactId, ConversationId, LineId, MemberId, MessageId},
    label::{Intent, Sentiment},
    message::{
        content::{ProductRef, Referral},
        status::DeliveryState,
    },
    refusal::Refusal,
    standing::Priority,
};
use serde::{Deserialize, Serialize};

/// Whose conversations are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Assigned to the caller.
    Mine,
    /// Assigned to nobody.
    Unassigned,
    /// All of the tenant's.
    #[default]
    All,
}

impl Scope {
    /// The word in the address bar.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::All => "all",
        }
    }

    /// Reads the word of the address bar.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Mine, Self::Unassigned, Self::All].into_iter().find(|scope| scope.as_str() == word)
    }
}

/// In which order the list stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Newest first.
    #[default]
    Newest,
    /// The angry first, then those ready to buy, each newest first.
    Priority,
}

/// What the list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InboxFilter {
    /// Whose.
    pub scope: Scope,
    /// In which status; none means any.
    pub status: Option<ConversationStatus>,
    /// Of which line; none means any.
    pub line_id: Option<LineId>,
    /// What the contact wants; none means anything.
    #[serde(default)]
    pub intent: Option<Intent>,
    /// In which mood the contact is; none means any.
    #[serde(default)]
    pub sentiment: Option<Sentiment>,
    /// Only those of a priority; none means all.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// In which order.
    #[serde(default)]
    pub order: Order,
}

/// Where the next page of the list begins (keyset: strictly older than this).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxCursor {
    /// Time of the last row's last message.
    pub last_message_at: DateTime<Utc>,
    /// The last row.
    pub id: ConversationId,
    /// Its priority, which leads where the list stands by priority.
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// Open conversations per scope, counted up to 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxCounts {
    /// Open and mine.
    pub mine: u32,
    /// Open and nobody's.
    pub unassigned: u32,
    /// Open.
    pub all: u32,
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPage {
    /// Rows, newest first.
    pub rows: Vec<ConversationRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<InboxCursor>,
    /// Figures of the tabs.
    pub counts: InboxCounts,
    /// The tenant's lines, for the filter and the badges.
    pub lines: Vec<LineRef>,
    /// Last event included in this page; live updates resume after it.
    pub sequence: i64,
}

/// A line as a name to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRef {
    /// The line.
    pub id: LineId,
    /// Its name inside the company.
    pub label: String,
    /// Small number drawn on avatars, from 1.
    pub badge: i16,
}

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the contact.
    In,
    /// From us.
    Out,
}

impl Direction {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "in" => Some(Self::In),
            "out" => Some(Self::Out),
            _ => None,
        }
    }
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRow {
    /// The conversation.
    pub id: ConversationId,
    /// Who it is with.
    pub contact_id: ContactId,
    /// Name to show: profile name, else the phone, else nothing known (empty).
    pub contact_name: String,
    /// The line it came through.
    pub line: LineRef,
    /// Open, pending, resolved.
    pub status: ConversationStatus,
    /// Whose it is.
    pub assignee: Option<MemberRef>,
    /// Messages of the contact nobody has seen yet.
    pub unread: i32,
    /// Provider's time of the last message.
    pub last_message_at: DateTime<Utc>,
    /// Direction of the last message.
    pub last_direction: Direction,
    /// Kind of the last message, such as `text` or `image`.
    pub last_kind: String,
    /// Delivery state of the last message when it was ours.
    pub last_state: Option<DeliveryState>,
    /// Beginning of the last message's text; empty when it has none.
    pub preview: String,
    /// Whether the last message was written in a group.
    #[serde(default)]
    pub last_in_group: bool,
    /// When the 24-hour window closes; none when the contact never wrote.
    pub window_closes_at: Option<DateTime<Utc>>,
    /// What the contact wants of late, as far as it was read.
    #[serde(default)]
    pub intent: Option<Intent>,
    /// Whether a person said so, not the machine alone.
    #[serde(default)]
    pub confirmed: bool,
    /// In which mood the contact last wrote.
    #[serde(default)]
    pub sentiment: Option<Sentiment>,
    /// Why it should be looked at before others.
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// Where older messages of a thread begin (keyset: strictly before this).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadCursor {
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// Tie-breaker within the same second.
    pub sequence: i64,
}

/// Adds a contact by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddContact {
    /// Name.
    pub name: String,
    /// The number, as people write it.
    pub phone: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactAdded {
    /// They are a contact now.
    New,
    /// Somebody had the number already.
    Known,
}

/// Asks for messages by their words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchAsk {
    /// What was written into the search field.
    pub words: String,
    /// Strictly before this; none for the newest.
    #[serde(default)]
    pub before: Option<ThreadCursor>,
}

/// A message that has the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMessage {
    /// The message.
    pub id: MessageId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Name of the contact, or the number.
    pub contact: String,
    /// A piece of the text around the words.
    pub text: String,
    /// Kind word.
    pub kind: String,
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub direction: Direction,
}

/// How a conversation is taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversationFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl ConversationFormat {
    /// The ending of its file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Json => "json",
        }
    }

    /// Reads the ending.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Text, Self::Json].into_iter().find(|format| format.as_str() == word)
    }
}

/// Messages that have the words, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// The messages.
    pub found: Vec<FoundMessage>,
    /// Where more begin, if there are any.
    pub next: Option<ThreadCursor>,
}

/// One open conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its row, as in the list.
    pub row: ConversationRow,
    /// The person.
    pub contact: ContactCard,
    /// Messages, oldest first.
    pub messages: Vec<MessageView>,
    /// Where older messages begin, if there are any.
    pub older: Option<ThreadCursor>,
    /// Why the caller cannot send now, if so.
    pub refusal: Option<Refusal>,
    /// Whom it can be assigned to.
    pub members: Vec<MemberRef>,
    /// Last event included here; live updates resume after it.
    pub sequence: i64,
    /// A fresh command id, for the form that is sent without a script.
    pub command_id: CommandId,
    /// What was read in it, drawn on the server for the panel; empty when nothing was.
    #[serde(default)]
    pub insight: String,
}

/// What the panel shows of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCard {
    /// The contact.
    pub id: ContactId,
    /// Name, or empty.
    pub name: String,
    /// Number as people write it, or empty when WhatsApp hides it.
    pub phone: String,
    /// WhatsApp user name, or empty.
    pub username: String,
    /// Since when the contact is not to be contacted.
    pub do_not_contact_at: Option<DateTime<Utc>>,
    /// Name of the member who noted it; empty when that is not known.
    #[serde(default)]
    pub do_not_contact_by: String,
    /// Since when the company has the contact blocked.
    #[serde(default)]
    pub blocked_at: Option<DateTime<Utc>>,
    /// What the contact last said about each purpose; nothing about those they never spoke of.
    #[serde(default)]
    pub consents: Vec<crate::consent::ConsentState>,
    /// First seen.
    pub created_at: DateTime<Utc>,
}

/// One message of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// The message.
    pub id: MessageId,
    /// The client's command that made it, when ours: what an optimistic bubble is known by until the message is here.
    pub command_id: Option<CommandId>,
    /// Which way.
    pub direction: Direction,
    /// Kind, such as `text`, `image`, `unsupported`.
    pub kind: String,
    /// The raw kind told by the provider when ours is `unsupported` or `unknown`.
    pub raw_kind: String,
    /// Text, caption or title; empty when there is none.
    pub text: String,
    /// File name, address or another short second line; empty when there is none.
    pub detail: String,
    /// Forwarded by the contact.
    pub forwarded: bool,
    /// Whether it was written in a group, to everybody there.
    #[serde(default)]
    pub in_group: bool,
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// Tie-breaker within the same second.
    pub sequence: i64,
    /// The member who wrote it, when ours.
    pub author: Option<MemberRef>,
    /// Delivery state, when ours.
    pub state: Option<DeliveryState>,
    /// When each state was reached, in order.
    pub history: Vec<StateAt>,
    /// Why it was not sent, when it failed.
    pub failure: Option<Failure>,
    /// The quoted message.
    pub quote: Option<QuoteView>,
    /// Reactions on it.
    pub reactions: Vec<ReactionView>,
    /// When the contact edited it.
    pub edited_at: Option<DateTime<Utc>>,
    /// When the contact deleted it.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Its file, when it has one that is known here.
    #[serde(default)]
    pub media: Option<crate::media::MediaView>,
    /// What it says, for the drawing of its kind. `Gone` when it was deleted.
    #[serde(default)]
    pub body: Body,
    /// The ad or post the contact came from.
    #[serde(default)]
    pub referral: Option<Referral>,
    /// The product of the catalogue the contact asks about.
    #[serde(default)]
    pub product: Option<ProductRef>,
    /// Its texts before it was edited, oldest first.
    #[serde(default)]
    pub earlier: Vec<EarlierText>,
    /// When it is to be sent, while that is still to come.
    #[serde(default)]
    pub send_at: Option<DateTime<Utc>>,
    /// What was read in it, when the contact wrote it.
    #[serde(default)]
    pub reading: Option<ReadingView>,
    /// The machine that wrote it, or whose words it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<MachineMark>,
}

/// The machine behind a message of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineMark {
    /// Who made the words.
    pub made_by: MadeBy,
    /// `kind/model`; empty when no model did.
    pub model: String,
    /// Whether a person changed them before they went.
    pub edited: bool,
    /// The assistant that sent it by itself; none where a member did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assistant: Option<String>,
}

/// A text a message had before it was edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierText {
    /// Since when it read so.
    pub at: DateTime<Utc>,
    /// The text.
    pub text: String,
}

/// A state and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateAt {
    /// The state.
    pub state: DeliveryState,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The provider's code, 0 when there is none.
    pub code: i32,
    /// Fluent key of the sentence for people.
    pub reason_key: String,
    /// Whether it can be sent again as a new attempt.
    pub retryable: bool,
}

/// The message a message answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteView {
    /// The quoted message, when it is known here.
    pub message_id: Option<MessageId>,
    /// Which way it went; none when unknown here.
    pub direction: Option<Direction>,
    /// Its kind; empty when unknown here.
    pub kind: String,
    /// Beginning of its text.
    pub text: String,
}

/// A reaction on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionView {
    /// The emoji.
    pub emoji: String,
    /// Whose: `In` is the contact's.
    pub direction: Direction,
}

/// A page of older messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagePage {
    /// Messages, oldest first.
    pub messages: Vec<MessageView>,
    /// Where older ones begin, if there are any.
    pub older: Option<ThreadCursor>,
}

/// What changed, for a screen that was told so by an event: the rows and the messages asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refresh {
    /// Rows of the conversations asked for that the caller may see.
    pub rows: Vec<ConversationRow>,
    /// Messages asked for, of the open conversation.
    pub messages: Vec<MessageView>,
    /// Figures of the tabs.
    pub counts: InboxCounts,
    /// Why the caller cannot send in the open conversation now.
    pub refusal: Option<Refusal>,
    /// The person of the open conversation.
    #[serde(default)]
    pub contact: Option<ContactCard>,
    /// What was read in the open conversation, drawn on the server for the panel.
    #[serde(default)]
    pub insight: Option<String>,
}

/// What to refresh.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshRequest {
    /// Conversations whose rows changed (at most 100).
    pub conversations: Vec<ConversationId>,
    /// The open conversation.
    pub open: Option<ConversationId>,
    /// Messages of the open conversation that came or changed (at most 200).
    pub messages: Vec<MessageId>,
}

/// Write to the contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendText {
    /// Made by the client; the same id twice is one message.
    pub command_id: CommandId,
    /// Where.
    pub conversation_id: ConversationId,
    /// What.
    pub text: String,
    /// The message answered, if any.
    pub quoted: Option<MessageId>,
}

/// React to a message of the contact; none takes the reaction back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct React {
    /// Made by the client.
    pub command_id: CommandId,
    /// Where.
    pub conversation_id: ConversationId,
    /// On which message.
    pub message_id: MessageId,
    /// With what.
    pub emoji: Option<String>,
}

/// Send a failed or unknown message again, as a new attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetrySend {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub message_id: MessageId,
}

/// Give a conversation to a member, or to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assign {
    /// Which.
    pub conversation_id: ConversationId,
    /// To whom.
    pub member_id: Option<MemberId>,
}

/// Put a conversation into a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetStatus {
    /// Which.
    pub conversation_id: ConversationId,
    /// Which status.
    pub status: ConversationStatus,
}
