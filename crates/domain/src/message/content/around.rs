//! What may stand around any message: the quote, the mark of forwarding, the ad or the product it came from.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What may stand around any message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Around {
    /// Provider's id of the quoted message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<String>,
    /// Forwarded, or forwarded many times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarded>,
    /// The ad or post it came from, whole, as Meta names its fields. [`Around::referral`] reads it.
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

    /// The ad or post the message came from.
    #[must_use]
    pub fn referral(&self) -> Option<Referral> {
        let object = self.referral.as_object().filter(|object| !object.is_empty())?;
        let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let image = [text("image_url"), text("thumbnail_url")].into_iter().find(|url| !url.is_empty());
        Some(Referral {
            source: match text("source_type").as_str() {
                "ad" => ReferralSource::Ad,
                "post" => ReferralSource::Post,
                _ => ReferralSource::Other,
            },
            source_id: text("source_id"),
            source_url: text("source_url"),
            headline: text("headline"),
            body: text("body"),
            image_url: image.unwrap_or_default(),
            video_url: text("video_url"),
            click_id: text("ctwa_clid"),
            welcome: self
                .referral
                .pointer("/welcome_message/text")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        })
    }

    /// The product of the catalogue the contact asks about.
    #[must_use]
    pub fn product(&self) -> Option<ProductRef> {
        let object = self.context.get("referred_product")?;
        let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let product = ProductRef { catalog_id: text("catalog_id"), product_id: text("product_retailer_id") };
        (!product.product_id.is_empty()).then_some(product)
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

/// The ad or post a conversation came from. Empty fields were not told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// An ad or a post.
    pub source: ReferralSource,
    /// Meta's id of it.
    pub source_id: String,
    /// Its address.
    pub source_url: String,
    /// Its headline.
    pub headline: String,
    /// Its text.
    pub body: String,
    /// Its picture, or the still of its film.
    pub image_url: String,
    /// Its film.
    pub video_url: String,
    /// Meta's id of the click, for attribution; ads in WhatsApp's Status have none.
    pub click_id: String,
    /// The greeting the ad showed.
    pub welcome: String,
}

/// What a referral names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralSource {
    /// A paid ad.
    Ad,
    /// A post.
    Post,
    /// Something else, or not told.
    #[default]
    Other,
}

/// A product of a catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRef {
    /// Meta's id of the catalogue.
    pub catalog_id: String,
    /// The merchant's own id of the product.
    pub product_id: String,
}
