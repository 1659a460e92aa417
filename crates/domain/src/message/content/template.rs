//! A template with the values of one send.

use super::{around::Around, place::Point, told::Media};
pub use crate::template::{TemplateCategory, fill::Shown as RenderedTemplate};
use crate::{id::TemplateId, template::MediaFormat};
use serde::{Deserialize, Serialize};

/// A template message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateMessage {
    /// Our template; none for one written on the phone or elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// Its name at Meta.
    pub name: String,
    /// Meta's code of its language, such as `pt_BR`.
    pub language: String,
    /// What it was approved as.
    pub category: TemplateCategory,
    /// The value of its header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<TemplateHeader>,
    /// Values of its body, in Meta's order.
    #[serde(default)]
    pub body: Vec<TemplateValue>,
    /// Values of its buttons.
    #[serde(default)]
    pub buttons: Vec<TemplateButtonValue>,
    /// What the contact reads, kept because templates change.
    #[serde(default)]
    pub shown: RenderedTemplate,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Around::is_empty", flatten)]
    pub around: Around,
}

/// A value for one variable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateValue {
    /// The variable's name; none for numbered ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The words.
    pub value: String,
}

/// The value of a header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum TemplateHeader {
    /// Words for its variable.
    Text(TemplateValue),
    /// A file.
    Media {
        /// What the template wants.
        format: MediaFormat,
        /// The file, by our id or Meta's.
        media: Media,
    },
    /// A place.
    Location {
        /// The point.
        point: Point,
        /// Its name.
        name: String,
        /// Its address.
        address: String,
    },
}

/// The value of a button that takes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateButtonValue {
    /// Its place among all buttons, from 0.
    pub index: u8,
    /// The value.
    #[serde(flatten)]
    pub value: ButtonValue,
}

/// What a button takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "button", rename_all = "snake_case")]
pub enum ButtonValue {
    /// What comes back when it is tapped.
    QuickReply {
        /// The payload.
        payload: String,
    },
    /// The end of its address; the code, for an authentication template.
    Url {
        /// The end.
        suffix: String,
    },
    /// The coupon it copies.
    CopyCode {
        /// The code.
        code: String,
    },
    /// The flow it opens.
    Flow {
        /// Comes back with the answer.
        token: String,
    },
    /// The catalogue it opens.
    Catalog {
        /// The product whose picture is shown; empty for the first one.
        #[serde(default)]
        thumbnail_product_id: String,
    },
}
