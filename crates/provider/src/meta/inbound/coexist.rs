//! Numbers that live in the WhatsApp Business app and here at once (Meta, "Coexistence"): what the owner writes on the
//! phone (`smb_message_echoes`), and what was written before the number was connected (`history`).

use super::{Place, check_room, content, is_opaque_id, number, text, time};
use crate::{Author, HistoryMessage, InboundError, Item, Message, Update};
use prosa_domain::{contact::Identity, message::status::DeliveryState, phone};
use serde_json::{Map, Value};

const ECHOES: &str = "smb_message_echoes";
const HISTORY: &str = "history";

/// Whether a field is read here.
pub(super) fn is_ours(field: &str) -> bool {
    [ECHOES, HISTORY].contains(&field)
}

/// Reads a change of one of the two fields. What holds no message is kept whole.
pub(super) fn read(
    place: &Place<'_>,
    value: &Map<String, Value>,
    updates: &mut Vec<Update>,
) -> Result<(), InboundError> {
    let before = updates.len();
    if place.field == ECHOES {
        for raw in list(value, "message_echoes", updates)? {
            updates.push(echo(place, raw));
        }
    } else {
        history(place, value, updates)?;
    }
    if updates.len() == before {
        let field = place.field.clone();
        updates.push(place.update(Item::Other { field, raw: place.value.clone() }));
    }
    Ok(())
}

fn list<'a>(
    value: &'a Map<String, Value>,
    name: &str,
    updates: &[Update],
) -> Result<&'a [Value], InboundError> {
    let list = value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    check_room(updates, list.len())?;
    Ok(list)
}

fn echo(place: &Place<'_>, raw: &Value) -> Update {
    let Some(object) = raw.as_object() else { return place.malformed("echo", raw) };
    let to = receiver(object);
    match message(object, raw, to) {
        Ok(message) => place.update(Item::Echo(Box::new(message))),
        Err(reason) => place.malformed(reason, raw),
    }
}

/// Chunks of threads; files of the last fortnight come later, as plain messages (Meta, "history webhook").
fn history(
    place: &Place<'_>,
    value: &Map<String, Value>,
    updates: &mut Vec<Update>,
) -> Result<(), InboundError> {
    for chunk in list(value, "history", updates)? {
        let Some(chunk) = chunk.as_object() else {
            updates.push(place.malformed("history-chunk", chunk));
            continue;
        };
        for (name, field) in [("metadata", "history.progress"), ("errors", "history.errors")] {
            if let Some(raw) = chunk.get(name).filter(|raw| !raw.is_null()) {
                updates.push(place.update(Item::Other { field: field.to_owned(), raw: raw.clone() }));
            }
        }
        for thread in list(chunk, "threads", updates)? {
            let contact = thread.get("id").and_then(Value::as_str).unwrap_or_default();
            let Some(thread) = thread.as_object() else {
                updates.push(place.malformed("history-thread", thread));
                continue;
            };
            for raw in list(thread, "messages", updates)? {
                updates.push(past(place, raw, Some(contact)));
            }
        }
    }
    for raw in list(value, "messages", updates)? {
        updates.push(past(place, raw, None));
    }
    Ok(())
}

/// A message of the past. In a thread, whoever is not the contact is the business; without one, whoever names a receiver
/// that is not our own number is.
fn past(place: &Place<'_>, raw: &Value, thread: Option<&str>) -> Update {
    let Some(object) = raw.as_object() else { return place.malformed("history-message", raw) };
    let ours = place.value.pointer("/metadata/display_phone_number").and_then(Value::as_str);
    let from = text(object, "from").unwrap_or_default();
    let author = match thread {
        Some(contact) if same(from, contact) => Author::Contact,
        Some(_) => Author::Business,
        None if ours.is_some_and(|ours| same(from, ours)) => Author::Business,
        None => Author::Contact,
    };
    let contact = match (thread.and_then(person), author) {
        (Some(contact), _) => Some(contact),
        (None, Author::Contact) => sender(object),
        (None, Author::Business) => receiver(object),
    };
    match message(object, raw, contact) {
        Ok(message) => {
            let state = state(object);
            place.update(Item::History(Box::new(HistoryMessage { message, author, state })))
        }
        Err(reason) => place.malformed(reason, raw),
    }
}

fn same(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (one, other) = (digits(one), digits(other));
    !one.is_empty() && (one == other || phone::variants(&one).contains(&other))
}

fn person(id: &str) -> Option<Identity> {
    let identity = match number(id) {
        Some(wa_id) => Identity { wa_id: Some(wa_id), ..Identity::default() },
        None => Identity {
            bsuid: Some(id).filter(|id| is_opaque_id(id)).map(str::to_owned),
            ..Identity::default()
        },
    };
    (!identity.is_empty()).then_some(identity)
}

fn named(object: &Map<String, Value>, number_field: &str, user_field: &str) -> Option<Identity> {
    let identity = Identity {
        bsuid: text(object, user_field).filter(|user| is_opaque_id(user)).map(str::to_owned),
        wa_id: text(object, number_field).and_then(number),
        ..Identity::default()
    };
    (!identity.is_empty()).then_some(identity)
}

fn receiver(object: &Map<String, Value>) -> Option<Identity> {
    named(object, "to", "to_user_id")
}

fn sender(object: &Map<String, Value>) -> Option<Identity> {
    named(object, "from", "from_user_id")
}

fn message(
    object: &Map<String, Value>,
    raw: &Value,
    contact: Option<Identity>,
) -> Result<Message, &'static str> {
    let id = text(object, "id").filter(|id| !id.is_empty()).ok_or("message-without-id")?;
    let at = object.get("timestamp").and_then(time).ok_or("message-without-time")?;
    let identity = contact.ok_or("message-without-contact")?;
    let mut said = object.clone();
    for read in ["to", "to_user_id", "history_context"] {
        said.remove(read);
    }
    Ok(Message {
        provider_message_id: id.to_owned(),
        identity,
        at,
        content: content::read(&said, raw),
        group_id: None,
    })
}

/// How far a message of the past got (Meta, "history webhook": `history_context.status`).
fn state(object: &Map<String, Value>) -> DeliveryState {
    let told = object.get("history_context").and_then(|context| context.get("status"));
    match told.and_then(Value::as_str) {
        Some("PENDING") => DeliveryState::Accepted,
        Some("ERROR") => DeliveryState::Failed,
        Some("DELIVERED") => DeliveryState::Delivered,
        Some("READ") => DeliveryState::Read,
        Some("PLAYED") => DeliveryState::Played,
        _ => DeliveryState::Sent,
    }
}
