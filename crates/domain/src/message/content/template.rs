//! A template with the values of one send.

use super::{around::Around, place::Point, told::Media};
pub use crate::template::{TemplateCategory, fill::Shown as RenderedTemplate};
use crate::{
    id::{MediaId, TemplateId},
    template::{
        MediaFormat,
        fill::{self, Filled, FilledButton, FilledHeader, Values},
    },
};
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
    /// How a provider is told of it that knows no names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_id: Option<TemplateById>,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Around::is_empty", flatten)]
    pub around: Around,
}

impl TemplateMessage {
    /// The message a filled template becomes. Category and language are told beside it.
    #[must_use]
    pub fn filled(
        template: TemplateId,
        (name, language): (String, String),
        category: TemplateCategory,
        filled: Filled,
    ) -> Self {
        let values = |(name, value)| TemplateValue { name, value };
        Self {
            template: Some(template),
            name,
            language,
            category,
            header: filled.header.map(header),
            body: filled.body.into_iter().map(values).collect(),
            buttons: filled.buttons.into_iter().filter_map(button).collect(),
            shown: filled.shown,
            by_id: None,
            around: Around::default(),
        }
    }
}

impl TemplateMessage {
    /// The values it was filled with, by the keys of its template's slots: another template can be filled with them.
    #[must_use]
    pub fn values(&self) -> Values {
        let mut values = Values::new();
        for (place, value) in self.body.iter().enumerate() {
            // A one-time code stands alone, and under a key of its own.
            let key = match (&value.name, self.category) {
                (Some(name), _) => name.clone(),
                (None, TemplateCategory::Authentication) => fill::ONE_TIME_CODE.to_owned(),
                (None, _) => (place + 1).to_string(),
            };
            values.insert(key, value.value.clone());
        }
        match &self.header {
            Some(TemplateHeader::Text(value)) => {
                values.insert(fill::HEADER_TEXT.to_owned(), value.value.clone());
            }
            Some(TemplateHeader::Media { media, .. }) => {
                let id = media.file.map_or_else(|| media.media_id.clone(), |file| file.to_string());
                values.insert(fill::HEADER_FILE.to_owned(), id);
            }
            Some(TemplateHeader::Location { point, name, address }) => {
                let place = format!("{}|{}|{name}|{address}", point.latitude, point.longitude);
                values.insert(fill::HEADER_PLACE.to_owned(), place);
            }
            None => {}
        }
        for button in &self.buttons {
            if let ButtonValue::Url { suffix: value } | ButtonValue::CopyCode { code: value } = &button.value
            {
                values.insert(fill::button_key(usize::from(button.index)), value.clone());
            }
        }
        values
    }
}

/// A template for a provider that sends by an id of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateById {
    /// The provider's id of it.
    pub id: String,
    /// Every value under the variable's own name, as [`fill::variables`] gives them.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub variables: Values,
}

fn header(header: FilledHeader) -> TemplateHeader {
    match header {
        FilledHeader::Text(name, value) => TemplateHeader::Text(TemplateValue { name, value }),
        FilledHeader::File(format, id) => {
            let file = id.parse::<MediaId>().ok();
            let media_id = if file.is_some() { String::new() } else { id };
            TemplateHeader::Media { format, media: Media { file, media_id, ..Media::default() } }
        }
        FilledHeader::Place { latitude, longitude, name, address } => {
            TemplateHeader::Location { point: Point { latitude, longitude }, name, address }
        }
    }
}

/// Words of a quick reply are its payload unless it has one of its own; other buttons of no value need none.
fn button(button: FilledButton) -> Option<TemplateButtonValue> {
    let value = match button.kind {
        "quick_reply" => ButtonValue::QuickReply { payload: button.value },
        "url" | "otp" => ButtonValue::Url { suffix: button.value },
        "copy_code" => ButtonValue::CopyCode { code: button.value },
        "flow" => ButtonValue::Flow { token: button.value },
        "catalog" => ButtonValue::Catalog { thumbnail_product_id: button.value },
        _ => return None,
    };
    Some(TemplateButtonValue { index: u8::try_from(button.index).ok()?, value })
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
