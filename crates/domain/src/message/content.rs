//! What a message says, as tagged data. What is known of a kind is read into fields; the provider's object stays whole
//! beside it, so that nothing is lost. Rows stored before a kind had fields still read: they have its words only.

pub mod answer;
pub mod around;
pub mod ask;
pub mod call;
pub mod money;
pub mod pay;
pub mod place;
pub mod template;
pub mod told;
mod words;

pub use answer::{Answer, FlowField, Interactive, Order, OrderItem, SystemKind, SystemNote, TappedButton};
pub use around::{Around, Forwarded, ProductRef, Referral, ReferralSource};
pub use ask::{
    Ask, AskAction, AskButton, AskHeader, FlowCall, FlowMode, ListRow, ListSection, ProductSection,
};
pub use call::{Call, Caller as CallBy};
pub use money::Money;
pub use pay::{
    Expiry, Extra, Goods, OrderDetails, OrderState, OrderStatus, PayItem, PaymentNews, PaymentState,
    PaymentWay, PixKeyType,
};
pub use place::{Card, CardAddress, CardName, CardPhone, CardValue, Contacts, Location, Point};
pub use template::{
    ButtonValue, RenderedTemplate, TemplateButtonValue, TemplateById, TemplateCategory, TemplateHeader,
    TemplateMessage, TemplateValue,
};
pub use told::{LinkPreview, Media, Placeholder, Reaction, Target, Text, Via, Voice};
pub use words::Preview;

use crate::{id::MediaId, media::MediaKind};
use serde::{Deserialize, Serialize};

/// The content of one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    Location(Location),
    /// Contact cards.
    Contacts(Contacts),
    /// An answer to buttons, a list or a flow.
    Interactive(Interactive),
    /// A quick-reply button of a template.
    Button(TappedButton),
    /// A cart.
    Order(Order),
    /// A note of the system about the contact.
    System(SystemNote),
    /// A voice call that ended.
    Call(Call),
    /// An earlier message was changed.
    Edit(Target),
    /// An earlier message was deleted.
    Revoke(Target),
    /// A template of ours.
    Template(Box<TemplateMessage>),
    /// Something of ours to tap.
    Ask(Box<Ask>),
    /// The provider itself could not pass it on.
    Unsupported(Placeholder),
    /// A kind this version does not know.
    Unknown(Placeholder),
}

/// The file of a content and its kind: one list for looking at it and for changing it, which differ in their references only.
macro_rules! media_of {
    ($content:expr, $reference:ident) => {
        Some(match $content {
            Self::Image(media) => (MediaKind::Image, media),
            Self::Audio(media) => (MediaKind::Audio, media),
            Self::Video(media) => (MediaKind::Video, media),
            Self::Document(media) => (MediaKind::Document, media),
            Self::Sticker(media) => (MediaKind::Sticker, media),
            Self::Ask(ask) => match ask.header.$reference()? {
                AskHeader::Image(media) => (MediaKind::Image, media),
                AskHeader::Video(media) => (MediaKind::Video, media),
                AskHeader::Document(media) => (MediaKind::Document, media),
                AskHeader::Text { .. } => return None,
            },
            Self::Template(template) => match template.header.$reference()? {
                TemplateHeader::Media { format, media } => (format.kind(), media),
                TemplateHeader::Text(_) | TemplateHeader::Location { .. } => return None,
            },
            _ => return None,
        })
    };
}

impl Content {
    /// A text of ours.
    #[must_use]
    pub fn outbound_text(body: String, quoted: Option<String>) -> Self {
        let around = Around { quoted, ..Around::default() };
        Self::Text(Text { body, around, ..Text::default() })
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
            Self::Call(_) => "call",
            Self::Edit(_) => "edit",
            Self::Revoke(_) => "revoke",
            Self::Template(_) => "template",
            Self::Ask(ask) => ask.action.kind(),
            Self::Unsupported(_) => "unsupported",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Every kind there is, for the words of the UI.
    pub const KINDS: [&'static str; 29] = [
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
        "call",
        "edit",
        "revoke",
        "template",
        "buttons",
        "list",
        "cta_url",
        "product",
        "product_list",
        "catalog",
        "flow",
        "location_request",
        "order_details",
        "order_status",
        "unsupported",
        "unknown",
    ];

    /// What was kept beside the fields of a kind.
    #[must_use]
    pub const fn told(&self) -> Option<&Placeholder> {
        match self {
            Self::Location(one) => Some(&one.told),
            Self::Contacts(one) => Some(&one.told),
            Self::Interactive(one) => Some(&one.told),
            Self::Button(one) => Some(&one.told),
            Self::Order(one) => Some(&one.told),
            Self::System(one) => Some(&one.told),
            Self::Call(one) => Some(&one.told),
            Self::Unsupported(one) | Self::Unknown(one) => Some(one),
            _ => None,
        }
    }

    /// The file of a message that is one.
    #[must_use]
    pub const fn media(&self) -> Option<&Media> {
        match self {
            Self::Image(media)
            | Self::Audio(media)
            | Self::Video(media)
            | Self::Document(media)
            | Self::Sticker(media) => Some(media),
            _ => None,
        }
    }

    /// A file that travels with it: the message itself, or what stands above its text.
    #[must_use]
    pub fn any_media(&self) -> Option<(MediaKind, &Media)> {
        media_of!(self, as_ref)
    }

    /// The same, to be changed: a file gets the provider's id when it is brought there.
    pub fn any_media_mut(&mut self) -> Option<(MediaKind, &mut Media)> {
        media_of!(self, as_mut)
    }

    /// Our own file, when it names one.
    #[must_use]
    pub fn file(&self) -> Option<MediaId> {
        self.any_media()?.1.file
    }

    /// The kind the provider named, when ours says less.
    #[must_use]
    pub fn raw_kind(&self) -> &str {
        match self {
            Self::Audio(media) if media.voice == Voice::Note => "voice",
            Self::Text(text) if text.via == Via::Sms => "sms",
            _ => self.told().map(|told| told.raw_kind.as_str()).unwrap_or_default(),
        }
    }

    /// What came around it.
    #[must_use]
    pub fn around(&self) -> Option<&Around> {
        match self {
            Self::Text(text) => Some(&text.around),
            Self::Template(template) => Some(&template.around),
            Self::Ask(ask) => Some(&ask.around),
            Self::Reaction(_) | Self::Edit(_) | Self::Revoke(_) => None,
            _ => match self.media() {
                Some(media) => Some(&media.around),
                None => self.told().map(|told| &told.around),
            },
        }
    }

    /// The same, to be changed: what a message of ours answers is set when it is queued.
    pub fn around_mut(&mut self) -> Option<&mut Around> {
        match self {
            Self::Text(text) => Some(&mut text.around),
            Self::Image(media)
            | Self::Audio(media)
            | Self::Video(media)
            | Self::Document(media)
            | Self::Sticker(media) => Some(&mut media.around),
            Self::Location(one) => Some(&mut one.told.around),
            Self::Contacts(one) => Some(&mut one.told.around),
            Self::Interactive(one) => Some(&mut one.told.around),
            Self::Button(one) => Some(&mut one.told.around),
            Self::Order(one) => Some(&mut one.told.around),
            Self::System(one) => Some(&mut one.told.around),
            Self::Call(one) => Some(&mut one.told.around),
            Self::Template(template) => Some(&mut template.around),
            Self::Ask(ask) => Some(&mut ask.around),
            Self::Unsupported(one) | Self::Unknown(one) => Some(&mut one.around),
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
}

#[cfg(test)]
mod tests;
