//! The simple kinds: text, reaction, file, edit, and what is labelled but not read further.

use super::around::Around;
use crate::id::MediaId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A text with everything that came with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The text.
    pub body: String,
    /// Whether WhatsApp shows a card for its first link; asked only of texts of ours.
    #[serde(default, skip_serializing_if = "LinkPreview::is_auto")]
    pub link_preview: LinkPreview,
    /// Which way it went.
    #[serde(default, skip_serializing_if = "Via::is_whatsapp")]
    pub via: Via,
    /// What came around it.
    #[serde(default, skip_serializing_if = "Around::is_empty", flatten)]
    pub around: Around,
    /// Fields of the text object we do not know.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub extra: Value,
}

/// Which way a text of ours went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// WhatsApp.
    #[default]
    WhatsApp,
    /// A text message to the phone, because WhatsApp could not deliver it.
    Sms,
}

impl Via {
    /// Whether it went the usual way.
    #[must_use]
    pub const fn is_whatsapp(&self) -> bool {
        matches!(self, Self::WhatsApp)
    }
}

/// Whether WhatsApp shows a card for the first link of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPreview {
    /// When there is a link.
    #[default]
    Auto,
    /// Never.
    Hidden,
}

impl LinkPreview {
    /// Whether nothing else was asked.
    #[must_use]
    pub const fn is_auto(&self) -> bool {
        matches!(self, Self::Auto)
    }
}

/// A reaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Provider's id of the message reacted to.
    pub target: String,
    /// The emoji; none takes the reaction back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<String>,
}

/// Something with a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Provider's id of the file.
    #[serde(default)]
    pub media_id: String,
    /// Our own file, when it is known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<MediaId>,
    /// MIME type.
    #[serde(default)]
    pub mime: String,
    /// Caption; empty when there is none.
    #[serde(default)]
    pub caption: String,
    /// File name; empty when there is none.
    #[serde(default)]
    pub file_name: String,
    /// A voice note rather than a sound file.
    #[serde(default)]
    pub voice: Voice,
    /// What came around it.
    #[serde(default, skip_serializing_if = "Around::is_empty", flatten)]
    pub around: Around,
    /// The provider's object, whole.
    #[serde(default)]
    pub raw: Value,
}

/// Whether a sound was spoken into the phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// A voice note.
    Note,
    /// Anything else.
    #[default]
    File,
}

/// What every kind keeps beside what was read of it; all there is of a kind nobody reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placeholder {
    /// The kind the provider named, such as `list_reply` or `poll_creation`.
    #[serde(default)]
    pub raw_kind: String,
    /// A short text found in it; empty when there is none.
    #[serde(default)]
    pub title: String,
    /// What came around it.
    #[serde(default, skip_serializing_if = "Around::is_empty", flatten)]
    pub around: Around,
    /// The provider's object, whole; null for a message of ours.
    #[serde(default)]
    pub raw: Value,
}

/// An edit or a deletion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Provider's id of the message concerned, when it was told.
    #[serde(default)]
    pub target: Option<String>,
    /// The new text of an edit; empty otherwise.
    #[serde(default)]
    pub text: String,
    /// The provider's object, whole.
    #[serde(default)]
    pub raw: Value,
}
