//! Voice calls (Meta, "Calling API webhooks"). A call becomes one message when it ends; what is told of it before stays a
//! notice.

use super::{Cards, Place, check_room, identity, number, text, time};
use crate::{InboundError, Item, Message, Update};
use prosa_domain::message::content::{Call, CallBy, Content, Placeholder};
use serde_json::{Map, Value, json};

/// The field.
pub(super) const FIELD: &str = "calls";
/// The longest call that is believed, in seconds: a day.
const SECONDS_MAX: u64 = 86_400;

/// Reads a change of the field. What is no end of a call is kept whole.
pub(super) fn read(
    place: &Place<'_>,
    value: &Map<String, Value>,
    updates: &mut Vec<Update>,
) -> Result<(), InboundError> {
    let list = |name: &str| value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let calls = list(FIELD);
    check_room(updates, calls.len() + 1)?;
    let cards = Cards { list: list("contacts"), message_count: calls.len() };
    let mut others = Vec::new();
    for raw in calls {
        match ended(&cards, raw) {
            Some(message) => updates.push(place.update(Item::Message(Box::new(message)))),
            None => others.push(raw.clone()),
        }
    }
    let known = |key: &str| matches!(key, "messaging_product" | "metadata" | "contacts" | FIELD);
    let says_more = value.keys().any(|key| !known(key));
    let raw = match (others.len() < calls.len(), others.is_empty() && !says_more) {
        (true, true) => return Ok(()),
        (true, false) => {
            let mut rest = value.clone();
            rest.insert(FIELD.to_owned(), Value::Array(others));
            Value::Object(rest)
        }
        (false, _) => place.value.clone(),
    };
    updates.push(place.update(Item::Other { field: place.field.clone(), raw }));
    Ok(())
}

/// The message of a call that ended; none for everything else.
fn ended(cards: &Cards<'_>, raw: &Value) -> Option<Message> {
    let call = raw.as_object()?;
    if text(call, "event") != Some("terminate") {
        return None;
    }
    let by = match text(call, "direction") {
        Some("BUSINESS_INITIATED") => CallBy::Business,
        _ => CallBy::Contact,
    };
    let at = call.get("timestamp").or_else(|| call.get("end_time")).and_then(time)?;
    let identity = identity(&person(call, by), cards);
    let id = text(call, "id").filter(|id| !id.is_empty())?;
    if identity.is_empty() {
        return None;
    }
    let told = Placeholder { raw_kind: "call".to_owned(), raw: raw.clone(), ..Placeholder::default() };
    let content = Content::Call(Call { by, seconds: seconds(call), told });
    Some(Message { provider_message_id: id.to_owned(), identity, at, content, group_id: None })
}

/// The contact of a call, named as the sender of a message would be.
fn person(call: &Map<String, Value>, by: CallBy) -> Map<String, Value> {
    let (number_field, user_field) = match by {
        CallBy::Contact => ("from", "from_user_id"),
        CallBy::Business => ("to", "to_user_id"),
    };
    let mut sender = Map::new();
    for (from, to) in [(number_field, "from"), (user_field, "from_user_id")] {
        if let Some(id) = text(call, from).filter(|id| !id.is_empty()) {
            let id = if to == "from" { number(id).unwrap_or_else(|| id.to_owned()) } else { id.to_owned() };
            sender.insert(to.to_owned(), json!(id));
        }
    }
    sender
}

/// How long was spoken; none when nobody answered. A call that failed has a length, too: that of its ringing.
fn seconds(call: &Map<String, Value>) -> Option<u32> {
    if text(call, "status").is_some_and(|status| status != "COMPLETED") {
        return None;
    }
    let length = call.get("duration");
    let told = length.and_then(|length| length.as_u64().or_else(|| length.as_str()?.parse().ok()));
    let seconds = told.filter(|seconds| *seconds > 0).map(|seconds| seconds.min(SECONDS_MAX));
    seconds.and_then(|seconds| u32::try_from(seconds).ok())
}
