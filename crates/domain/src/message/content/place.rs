//! Places and contact cards.

use super::told::Placeholder;
use serde::{Deserialize, Serialize};

/// A place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The point; rows stored before points were read have it in the provider's object only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// Its name; empty for a bare point.
    #[serde(default)]
    pub name: String,
    /// Its address; empty when not told.
    #[serde(default)]
    pub address: String,
    /// Its page; empty when not told.
    #[serde(default)]
    pub url: String,
    /// What else came.
    #[serde(flatten)]
    pub told: Placeholder,
}

/// A point on the map, in decimal degrees as they were written, so that nothing is rounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Degrees north, -90 to 90.
    pub latitude: String,
    /// Degrees east, -180 to 180.
    pub longitude: String,
}

impl Point {
    /// Latitude and longitude as numbers; none when they are none or lie outside the globe.
    #[must_use]
    pub fn degrees(&self) -> Option<(f64, f64)> {
        let read =
            |text: &str, most: f64| text.trim().parse::<f64>().ok().filter(|degrees| degrees.abs() <= most);
        Some((read(&self.latitude, 90.0)?, read(&self.longitude, 180.0)?))
    }
}

/// Contact cards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    /// The cards.
    #[serde(default)]
    pub cards: Vec<Card>,
    /// What else came.
    #[serde(flatten)]
    pub told: Placeholder,
}

/// One contact card. Empty fields were not told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// The name.
    pub name: CardName,
    /// Numbers.
    pub phones: Vec<CardPhone>,
    /// Mail addresses.
    pub emails: Vec<CardValue>,
    /// Web addresses.
    pub urls: Vec<CardValue>,
    /// Postal addresses.
    pub addresses: Vec<CardAddress>,
    /// Company.
    pub company: String,
    /// Department.
    pub department: String,
    /// Position.
    pub title: String,
    /// Birthday, `YYYY-MM-DD`.
    pub birthday: String,
    /// Why it was sent: `contact_request` answers our request for the number.
    pub origin: String,
}

/// A person's name on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardName {
    /// As it is shown. Meta refuses a card without it.
    pub formatted: String,
    /// First name.
    pub first: String,
    /// Middle name.
    pub middle: String,
    /// Last name.
    pub last: String,
    /// Prefix, such as "Dra.".
    pub prefix: String,
    /// Suffix.
    pub suffix: String,
}

/// A number on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardPhone {
    /// As written.
    pub phone: String,
    /// `CELL`, `WORK`, …
    pub label: String,
    /// Digits by which WhatsApp knows it; empty when it does not.
    pub wa_id: String,
}

/// A labelled value on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardValue {
    /// The value.
    pub value: String,
    /// `WORK`, `HOME`, …
    pub label: String,
}

/// A postal address on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardAddress {
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// State.
    pub state: String,
    /// Postal code.
    pub zip: String,
    /// Country.
    pub country: String,
    /// Country code.
    pub country_code: String,
    /// `HOME`, `WORK`.
    pub label: String,
}

impl CardAddress {
    /// In one line.
    #[must_use]
    pub fn line(&self) -> String {
        let parts = [&self.street, &self.city, &self.state, &self.zip, &self.country];
        parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}
