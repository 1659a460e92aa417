//! Contact cards (Meta, "Contacts messages").

use super::set;
use prosa_domain::message::content::{Card, CardValue};
use serde_json::{Value, json};

/// The cards of one message.
pub(super) fn cards(cards: &[Card]) -> Value {
    cards.iter().map(card).collect()
}

fn card(card: &Card) -> Value {
    let mut object = json!({ "name": name(card) });
    set(&mut object, "birthday", &card.birthday);
    let mut org = json!({});
    set(&mut org, "company", &card.company);
    set(&mut org, "department", &card.department);
    set(&mut org, "title", &card.title);
    let phones = card.phones.iter().map(|one| {
        let mut phone = json!({ "phone": one.phone });
        set(&mut phone, "type", &one.label);
        set(&mut phone, "wa_id", &one.wa_id);
        phone
    });
    let addresses = card.addresses.iter().map(|one| {
        let mut address = json!({});
        for (field, text) in [
            ("street", &one.street),
            ("city", &one.city),
            ("state", &one.state),
            ("zip", &one.zip),
            ("country", &one.country),
            ("country_code", &one.country_code),
            ("type", &one.label),
        ] {
            set(&mut address, field, text);
        }
        address
    });
    let lists = [
        ("phones", phones.collect::<Vec<_>>()),
        ("emails", values("email", &card.emails)),
        ("urls", values("url", &card.urls)),
        ("addresses", addresses.collect()),
    ];
    if let Some(map) = object.as_object_mut() {
        if org.as_object().is_some_and(|org| !org.is_empty()) {
            map.insert("org".to_owned(), org);
        }
        for (field, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            map.insert(field.to_owned(), list.into());
        }
    }
    object
}

/// Meta wants one more part beside the name as it is shown; a name of one word is its own first name.
fn name(card: &Card) -> Value {
    let name = &card.name;
    let formatted = if name.formatted.is_empty() { card.shown() } else { &name.formatted };
    let mut object = json!({ "formatted_name": formatted });
    let parts = [
        ("first_name", &name.first),
        ("middle_name", &name.middle),
        ("last_name", &name.last),
        ("prefix", &name.prefix),
        ("suffix", &name.suffix),
    ];
    if parts.iter().all(|(_, part)| part.is_empty()) {
        set(&mut object, "first_name", formatted);
    }
    for (field, part) in parts {
        set(&mut object, field, part);
    }
    object
}

fn values(field: &str, values: &[CardValue]) -> Vec<Value> {
    let one = |value: &CardValue| {
        let mut object = json!({});
        set(&mut object, field, &value.value);
        set(&mut object, "type", &value.label);
        object
    };
    values.iter().map(one).collect()
}
