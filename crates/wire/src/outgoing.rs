//! What a member asks to be sent.

use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{CommandId, ConversationId, DraftId, MediaId, MessageId, TemplateId},
    message::content::{Ask, Card, LinkPreview, Point, Voice},
    template::fill::Values,
};
use serde::{Deserialize, Serialize};

/// Send a message to the contact, now or later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMessage {
    /// Made by the client; the same id twice is one message.
    pub command_id: CommandId,
    /// Where.
    pub conversation_id: ConversationId,
    /// What.
    pub body: OutgoingBody,
    /// The message answered, if any.
    #[serde(default)]
    pub quoted: Option<MessageId>,
    /// When; none for now.
    #[serde(default)]
    pub send_at: Option<DateTime<Utc>>,
    /// The words of a machine it was made from, if any: the message is marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<DraftId>,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum OutgoingBody {
    /// Text.
    Text {
        /// The text.
        text: String,
        /// Whether WhatsApp shows a card for its first link.
        #[serde(default)]
        link_preview: LinkPreview,
    },
    /// An uploaded file. What it is sent as follows from the file.
    Media {
        /// The file.
        media: MediaId,
        /// Caption; empty for none. Sounds and stickers have none.
        #[serde(default)]
        caption: String,
        /// A sound as a voice note.
        #[serde(default)]
        as_voice: Voice,
    },
    /// A template with its values.
    Template(TemplateChoice),
    /// Something to tap: buttons, list, link, products, flow, request for a place, order to pay, news of an order. Files of
    /// its header are named by `Media::file`.
    Ask {
        /// The message.
        ask: Box<Ask>,
    },
    /// A place.
    Location {
        /// The point.
        point: Point,
        /// Its name; empty for none.
        #[serde(default)]
        name: String,
        /// Its address; empty for none.
        #[serde(default)]
        address: String,
    },
    /// Contact cards.
    Contacts {
        /// The cards.
        cards: Vec<Card>,
    },
}

impl OutgoingBody {
    /// A text, with a card for its first link.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), link_preview: LinkPreview::Auto }
    }
}

/// A template and the values of one send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateChoice {
    /// The template, in one language.
    pub template_id: TemplateId,
    /// Values by the keys of `template::fill::slots`.
    #[serde(default)]
    pub values: Values,
}

/// Take back a message that is to be sent later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelScheduled {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which message.
    pub message_id: MessageId,
}
