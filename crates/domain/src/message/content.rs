//! What a message says, as tagged data. Text is read completely; every other kind keeps the provider's object whole beside
//! what a placeholder needs, so that nothing is lost until its own rendering exists.

use crate::id::MediaId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Characters of a preview.
const PREVIEW_MAX: usize = 160;

/// The content of one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Text.
    Text(Text),
    /// A reaction to another message.
    Reaction(Reaction),
    /// A picture.
    Image(Media),
    /// A sound or a voice note.
    Audio(Media),
    /// A film.
    Video(Media),
    /// A file.
    Document(Media),
    /// A sticker.
    Sticker(Media),
    /// A place.
    Location(Placeholder),
    /// Contact cards.
    Contacts(Placeholder),
    /// An answer to buttons, a list or a flow.
    Interactive(Placeholder),
    /// A quick-reply button of a template.
    Button(Placeholder),
    /// A cart.
    Order(Placeholder),
    /// A note of the system about the contact.
    System(Placeholder),
    /// The contact changed an earlier message.
    Edit(Target),
    /// The contact deleted an earlier message.
    Revoke(Target),
    /// The provider itself could not pass it on.
    Unsupported(Placeholder),
    /// A kind this version does not know.
    Unknown(Placeholder),
}

/// A text with everything that came with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// The text.
    pub body: String,
    /// What came around it.
    #[serde(default, skip_serializing_if = "Around::is_empty", flatten)]
    pub around: Around,
    /// Fields of the text object we do not know.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub extra: Value,
}

/// What may stand around any message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Around {
    /// Provider's id of the quoted message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<String>,
    /// Forwarded, or forwarded many times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarded>,
    /// The ad or post it came from, whole.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub referral: Value,
    /// The context object whole, when it says more than the quote.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub context: Value,
    /// Fields of the message beside a file that nobody reads yet (errors, fields of tomorrow).
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub beside: Value,
}

impl Around {
    /// Whether nothing stands around.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How often a message was passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forwarded {
    /// Once or a few times.
    Once,
    /// Many times.
    Often,
}

/// A reaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Provider's id of the message reacted to.
    pub target: String,
    /// The emoji; none takes the reaction back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<String>,
}

/// Something with a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// Our own file; none when the message names none of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<MediaId>,
    /// Provider's id of the file.
    #[serde(default)]
    pub media_id: String,
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

/// A kind that is labelled, not yet drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    /// The provider's object, whole.
    #[serde(default)]
    pub raw: Value,
}

/// An edit or a deletion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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

/// What the list shows of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The kind; the UI has the words for it.
    pub kind: &'static str,
    /// Beginning of its text; empty when it has none.
    pub text: String,
}

impl Content {
    /// A text of ours.
    #[must_use]
    pub fn outbound_text(body: String, quoted: Option<String>) -> Self {
        Self::Text(Text { body, around: Around { quoted, ..Around::default() }, extra: Value::Null })
    }

    /// The kind, as stored in the message's column.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Reaction(_) => "reaction",
            Self::Image(_) => "image",
            Self::Audio(_) => "audio",
            Self::Video(_) => "video",
            Self::Document(_) => "document",
            Self::Sticker(_) => "sticker",
            Self::Location(_) => "location",
            Self::Contacts(_) => "contacts",
            Self::Interactive(_) => "interactive",
            Self::Button(_) => "button",
            Self::Order(_) => "order",
            Self::System(_) => "system",
            Self::Edit(_) => "edit",
            Self::Revoke(_) => "revoke",
            Self::Unsupported(_) => "unsupported",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Every kind there is, for the words of the UI.
    pub const KINDS: [&'static str; 17] = [
        "text",
        "reaction",
        "image",
        "audio",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "interactive",
        "button",
        "order",
        "system",
        "edit",
        "revoke",
        "unsupported",
        "unknown",
    ];

    /// Our own file, when it names one.
    #[must_use]
    pub const fn file(&self) -> Option<MediaId> {
        match self {
            Self::Image(media)
            | Self::Audio(media)
            | Self::Video(media)
            | Self::Document(media)
            | Self::Sticker(media) => media.file,
            _ => None,
        }
    }

    /// The kind the provider named, when ours says less.
    #[must_use]
    pub fn raw_kind(&self) -> &str {
        match self {
            Self::Location(one)
            | Self::Contacts(one)
            | Self::Interactive(one)
            | Self::Button(one)
            | Self::Order(one)
            | Self::System(one)
            | Self::Unsupported(one)
            | Self::Unknown(one) => &one.raw_kind,
            Self::Audio(media) if media.voice == Voice::Note => "voice",
            _ => "",
        }
    }

    /// The text a person reads in it: body, caption or title; empty when there is none.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => &text.body,
            Self::Reaction(reaction) => reaction.emoji.as_deref().unwrap_or_default(),
            Self::Image(media) | Self::Audio(media) | Self::Video(media) | Self::Sticker(media) => {
                &media.caption
            }
            Self::Document(media) if media.caption.is_empty() => &media.file_name,
            Self::Document(media) => &media.caption,
            Self::Location(one)
            | Self::Contacts(one)
            | Self::Interactive(one)
            | Self::Button(one)
            | Self::Order(one)
            | Self::System(one)
            | Self::Unsupported(one)
            | Self::Unknown(one) => &one.title,
            Self::Edit(target) | Self::Revoke(target) => &target.text,
        }
    }

    /// A short second line: the file name of a document with a caption; empty otherwise.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Document(media) if !media.caption.is_empty() => &media.file_name,
            _ => "",
        }
    }

    /// What came around it.
    #[must_use]
    pub const fn around(&self) -> Option<&Around> {
        match self {
            Self::Text(text) => Some(&text.around),
            Self::Image(media)
            | Self::Audio(media)
            | Self::Video(media)
            | Self::Document(media)
            | Self::Sticker(media) => Some(&media.around),
            Self::Location(one)
            | Self::Contacts(one)
            | Self::Interactive(one)
            | Self::Button(one)
            | Self::Order(one)
            | Self::System(one)
            | Self::Unsupported(one)
            | Self::Unknown(one) => Some(&one.around),
            Self::Reaction(_) | Self::Edit(_) | Self::Revoke(_) => None,
        }
    }

    /// Provider's id of the quoted message.
    #[must_use]
    pub fn quoted(&self) -> Option<&str> {
        self.around()?.quoted.as_deref()
    }

    /// Whether it was passed on.
    #[must_use]
    pub fn forwarded(&self) -> Option<Forwarded> {
        self.around()?.forwarded
    }

    /// What the list shows.
    #[must_use]
    pub fn preview(&self) -> Preview {
        let mut text = String::new();
        for (place, word) in self.text().split_whitespace().enumerate() {
            if place > 0 {
                text.push(' ');
            }
            text.push_str(word);
            if text.len() > PREVIEW_MAX * 4 {
                break;
            }
        }
        if text.chars().count() > PREVIEW_MAX {
            text = text.chars().take(PREVIEW_MAX - 1).collect();
            text.push('…');
        }
        Preview { kind: self.kind(), text }
    }

    /// What full-text search reads.
    #[must_use]
    pub fn search_text(&self) -> String {
        match (self.text(), self.detail()) {
            (text, "") => text.to_owned(),
            (text, detail) => format!("{text} {detail}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_written_has_a_short_preview_of_its_own_words(body in "\\PC{0,400}|[ \n\t]{0,40}|(palavra ){0,60}") {
            let text = Content::outbound_text(body.clone(), None).preview().text;
            prop_assert!(text.chars().count() <= PREVIEW_MAX && !text.contains('\n'));
            let whole = body.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert!(whole.starts_with(text.strip_suffix('…').unwrap_or(&text)));
        }

        #[test]
        fn a_text_survives_being_stored(body in "\\PC{0,80}", quoted in proptest::option::of("[A-Za-z0-9.=]{1,40}")) {
            let content = Content::outbound_text(body, quoted);
            let stored = serde_json::to_string(&content).unwrap_or_default();
            prop_assert_eq!(serde_json::from_str::<Content>(&stored).ok(), Some(content));
        }
    }

    #[test]
    fn a_preview_is_one_line_and_short() {
        let content = Content::outbound_text(format!("oi\n\n{}", "á ".repeat(400)), None);
        let preview = content.preview();
        assert_eq!((preview.kind, preview.text.chars().count()), ("text", PREVIEW_MAX));
        assert!(preview.text.starts_with("oi á") && preview.text.ends_with('…'));
    }

    #[test]
    fn contents_survive_being_stored() {
        let raw = serde_json::json!({"id": "1", "new_field": {"x": [1, 2]}});
        let around = Around {
            quoted: Some("wamid.A".to_owned()),
            forwarded: Some(Forwarded::Often),
            ..Around::default()
        };
        for content in [
            Content::outbound_text("olá".to_owned(), Some("wamid.B".to_owned())),
            Content::Reaction(Reaction { target: "wamid.C".to_owned(), emoji: None }),
            Content::Document(Media {
                caption: "nota".to_owned(),
                around: around.clone(),
                raw: raw.clone(),
                ..Media::default()
            }),
            Content::Unknown(Placeholder {
                raw_kind: "poll".to_owned(),
                raw,
                around,
                ..Placeholder::default()
            }),
        ] {
            let text = serde_json::to_string(&content).unwrap_or_default();
            assert_eq!(serde_json::from_str::<Content>(&text).ok(), Some(content));
        }
    }

    #[test]
    fn every_kind_is_in_the_list_of_kinds() {
        let kinds = [
            Content::outbound_text(String::new(), None).kind(),
            Content::Unknown(Placeholder::default()).kind(),
            Content::Edit(Target::default()).kind(),
        ];
        assert!(kinds.iter().all(|kind| Content::KINDS.contains(kind)));
    }
}
