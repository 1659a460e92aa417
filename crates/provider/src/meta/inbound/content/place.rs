//! Reads places and contact cards.

use super::{plain, string};
use prosa_domain::message::content::{
    Card, CardAddress, CardName, CardPhone, CardValue, Contacts, Location, Placeholder, Point,
};
use serde_json::Value;

/// Cards of one message that are read; all of them stay in the provider's object.
const CARDS_MAX: usize = 257;
/// Numbers, mail and postal addresses of one card that are read.
const VALUES_MAX: usize = 50;

/// A place.
pub(super) fn location(object: &Value, told: Placeholder) -> Location {
    let degree = |name: &str| object.get(name).and_then(decimal);
    let point = match (degree("latitude"), degree("longitude")) {
        (Some(latitude), Some(longitude)) => Some(Point { latitude, longitude }),
        _ => None,
    };
    Location {
        point: point.filter(|point| point.degrees().is_some()),
        name: plain(object, "name"),
        address: plain(object, "address"),
        url: plain(object, "url"),
        told,
    }
}

/// A number as it was written, or a text that is one.
fn decimal(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => text.trim().parse::<f64>().is_ok().then(|| text.trim().to_owned()),
        _ => None,
    }
}

/// Contact cards.
pub(super) fn contacts(object: &Value, told: Placeholder) -> Contacts {
    Contacts { cards: list(object).iter().take(CARDS_MAX).map(card).collect(), told }
}

fn card(raw: &Value) -> Card {
    let name = raw.get("name").unwrap_or(&Value::Null);
    let org = raw.get("org").unwrap_or(&Value::Null);
    let values = |field: &str, inner: &str| -> Vec<CardValue> {
        let read = |one: &Value| CardValue { value: plain(one, inner), label: plain(one, "type") };
        field_list(raw, field).map(read).filter(|one| !one.value.is_empty()).collect()
    };
    Card {
        name: CardName {
            formatted: plain(name, "formatted_name"),
            first: plain(name, "first_name"),
            middle: plain(name, "middle_name"),
            last: plain(name, "last_name"),
            prefix: plain(name, "prefix"),
            suffix: plain(name, "suffix"),
        },
        phones: field_list(raw, "phones")
            .map(|one| CardPhone {
                phone: plain(one, "phone"),
                label: plain(one, "type"),
                wa_id: plain(one, "wa_id"),
            })
            .filter(|one| !one.phone.is_empty() || !one.wa_id.is_empty())
            .collect(),
        emails: values("emails", "email"),
        urls: values("urls", "url"),
        addresses: field_list(raw, "addresses").map(address).collect(),
        company: plain(org, "company"),
        department: plain(org, "department"),
        title: plain(org, "title"),
        birthday: plain(raw, "birthday"),
        origin: string(raw, "origin").unwrap_or_default(),
    }
}

fn address(raw: &Value) -> CardAddress {
    CardAddress {
        street: plain(raw, "street"),
        city: plain(raw, "city"),
        state: plain(raw, "state"),
        zip: plain(raw, "zip"),
        country: plain(raw, "country"),
        country_code: plain(raw, "country_code"),
        label: plain(raw, "type"),
    }
}

fn field_list<'a>(raw: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    raw.get(field).map(list).unwrap_or_default().iter().take(VALUES_MAX)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
