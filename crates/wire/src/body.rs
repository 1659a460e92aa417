//! What a screen needs to draw a message of each kind. Nothing of the provider's own object is in it.

mod carry;

use carry::AskFields;
use prosa_domain::message::content::{
    Answer, Ask, CallBy, Card, Content, Media, Money, OrderItem, Point, RenderedTemplate, SystemKind,
    TemplateCategory, Voice,
};
use serde::{Deserialize, Serialize};

/// The body of a message. Its variants stand outside their fields (`{"text": {…}}`): a tag among the fields would have
/// everything read twice, by code of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "a page holds fifty of them, and a box would cost code in the browser"
)]
pub enum Body {
    /// Text, with WhatsApp's marks as written.
    Text {
        /// The text.
        text: String,
    },
    /// A file; `MessageView::kind` says which, `MessageView::media` where it is.
    Media {
        /// Caption; empty when there is none.
        caption: String,
        /// File name; empty when there is none.
        file_name: String,
        /// MIME type, as it was told.
        mime: String,
        /// A voice note or a file.
        voice: Voice,
    },
    /// A place.
    Location {
        /// The point; none for rows stored before points were read.
        point: Option<Point>,
        /// Its name; empty for a bare point.
        name: String,
        /// Its address.
        address: String,
        /// Its page.
        url: String,
    },
    /// Contact cards.
    Contacts {
        /// The cards; empty for rows stored before cards were read, whose names are `MessageView::text`.
        cards: Vec<Card>,
    },
    /// An answer to buttons, a list or a flow. The quote shows what was asked.
    Answer {
        /// The answer.
        answer: Answer,
    },
    /// A quick-reply button of a template.
    Button {
        /// Words on it.
        text: String,
        /// What we put behind it.
        payload: String,
    },
    /// A cart.
    Order {
        /// What is in it.
        items: Vec<OrderItem>,
        /// What all of it costs, when it is one currency.
        total: Option<Money>,
        /// The contact's note.
        note: String,
    },
    /// A note of WhatsApp about the contact.
    System {
        /// What changed.
        change: SystemKind,
        /// Digits of the number now; empty when not told.
        phone: String,
        /// WhatsApp's own sentence.
        text: String,
    },
    /// A voice call that ended.
    Call {
        /// Who called.
        by: CallBy,
        /// How long was spoken, in seconds; none when nobody answered.
        seconds: Option<u32>,
    },
    /// A template of ours, as the contact reads it.
    Template {
        /// Its name.
        name: String,
        /// Meta's code of its language.
        language: String,
        /// What it was approved as.
        category: TemplateCategory,
        /// What is read.
        shown: RenderedTemplate,
    },
    /// Something of ours to tap.
    Ask {
        /// Header, text, footer and what can be tapped.
        #[serde(with = "AskFields")]
        ask: Ask,
    },
    /// An edit, a deletion or a reaction whose message is not known here.
    Lost {
        /// The new text or the emoji; empty when there is none.
        text: String,
    },
    /// WhatsApp did not pass it on, or this version does not know it.
    Strange {
        /// The kind WhatsApp named; may be empty.
        raw_kind: String,
    },
    /// Deleted, or not readable.
    Gone,
}

impl Default for Body {
    fn default() -> Self {
        Self::Text { text: String::new() }
    }
}

impl Body {
    /// What a screen draws of a content.
    #[must_use]
    pub fn of(content: &Content) -> Self {
        match content {
            Content::Text(text) => Self::Text { text: text.body.clone() },
            Content::Reaction(_) | Content::Edit(_) | Content::Revoke(_) => {
                Self::Lost { text: content.text().into_owned() }
            }
            Content::Image(media)
            | Content::Audio(media)
            | Content::Video(media)
            | Content::Document(media)
            | Content::Sticker(media) => Self::media(media),
            Content::Location(place) => Self::Location {
                point: place.point.clone(),
                name: if place.point.is_none() && place.name.is_empty() {
                    place.told.title.clone()
                } else {
                    place.name.clone()
                },
                address: place.address.clone(),
                url: place.url.clone(),
            },
            Content::Contacts(contacts) => Self::Contacts { cards: contacts.cards.clone() },
            Content::Interactive(one) => Self::Answer { answer: one.answer.clone() },
            Content::Button(button) => {
                Self::Button { text: button.told.title.clone(), payload: button.payload.clone() }
            }
            Content::Order(order) => Self::Order {
                items: order.items.clone(),
                total: order.total(),
                note: order.told.title.clone(),
            },
            Content::System(note) => {
                Self::System { change: note.change, phone: note.wa_id.clone(), text: note.told.title.clone() }
            }
            Content::Call(call) => Self::Call { by: call.by, seconds: call.seconds },
            Content::Template(template) => Self::Template {
                name: template.name.clone(),
                language: template.language.clone(),
                category: template.category,
                shown: template.shown.clone(),
            },
            Content::Ask(ask) => Self::Ask { ask: (**ask).clone() },
            Content::Unsupported(one) | Content::Unknown(one) => {
                Self::Strange { raw_kind: one.raw_kind.clone() }
            }
        }
    }

    /// The same with the words an edit gave it.
    #[must_use]
    pub fn edited(mut self, words: &str) -> Self {
        match &mut self {
            Self::Text { text } | Self::Media { caption: text, .. } => words.clone_into(text),
            _ => {}
        }
        self
    }

    fn media(media: &Media) -> Self {
        Self::Media {
            caption: media.caption.clone(),
            file_name: media.file_name.clone(),
            mime: media.mime.clone(),
            voice: media.voice,
        }
    }
}
