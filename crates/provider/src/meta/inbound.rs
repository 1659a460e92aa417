//! Reads a delivery of Meta: every entry, change, message and status, in order. Unknown fields, kinds and shapes are kept
//! whole and never fail their neighbours (Meta adds them often).

mod calls;
mod coexist;
mod content;
mod mend;

use crate::{InboundError, Item, Message, Status, StatusError, SystemChange, Update};
use chrono::{DateTime, Utc};
use prosa_domain::{contact::Identity, message::status::DeliveryState, phone};
use serde_json::{Map, Value};

/// Provider times after this are no times (2100-01-01).
const TIME_MAX: i64 = 4_102_444_800;
/// Characters of ids and field names that are looked at.
const WORD_MAX: usize = 64;
/// Characters of a person's id at most (two letters, a dot, 128; longer ones leave room for parent ids).
const USER_ID_MAX: usize = 200;
/// Updates of one delivery at most. Meta puts up to 1,000 into one; what is far beyond is no delivery but an attack on memory.
const UPDATES_MAX: usize = 50_000;

/// Reads a raw body.
pub(super) fn parse(raw: &[u8]) -> Result<Vec<Update>, InboundError> {
    // serde_json refuses nesting deeper than 128 by itself.
    let body: Value = serde_json::from_slice(raw)
        .or_else(|_| serde_json::from_str(&mend::mend(raw)))
        .map_err(|_| InboundError::NotJson)?;
    read(&body)
}

/// Reads a body that is JSON already.
pub(super) fn read(body: &Value) -> Result<Vec<Update>, InboundError> {
    let entries = body.get("entry").and_then(Value::as_array).ok_or(InboundError::NotADelivery)?;
    let mut updates = Vec::new();
    for entry in entries {
        read_entry(entry, &mut updates)?;
    }
    Ok(updates)
}

/// What the updates of one change share.
struct Place<'a> {
    account_id: Option<String>,
    phone_number_id: Option<String>,
    field: String,
    value: &'a Value,
}

impl Place<'_> {
    fn update(&self, item: Item) -> Update {
        Update {
            phone_number_id: self.phone_number_id.clone(),
            account_id: self.account_id.clone(),
            field: self.field.clone(),
            item,
        }
    }

    fn malformed(&self, reason: &'static str, raw: &Value) -> Update {
        self.update(Item::Malformed { reason, raw: raw.clone() })
    }
}

/// Refuses before memory is taken, not after.
const fn check_room(updates: &[Update], more: usize) -> Result<(), InboundError> {
    if updates.len().saturating_add(more) > UPDATES_MAX { Err(InboundError::TooMany) } else { Ok(()) }
}

fn read_entry(entry: &Value, updates: &mut Vec<Update>) -> Result<(), InboundError> {
    check_room(updates, 1)?;
    let account_id = entry.get("id").and_then(id);
    let Some(changes) = entry.get("changes").and_then(Value::as_array) else {
        let place = Place { account_id, phone_number_id: None, field: "entry".to_owned(), value: entry };
        updates.push(place.malformed("entry-without-changes", entry));
        return Ok(());
    };
    for change in changes {
        let field = change.get("field").and_then(Value::as_str).map_or_else(|| "none".to_owned(), word);
        let value = change.get("value").unwrap_or(&Value::Null);
        let phone_number_id = value.pointer("/metadata/phone_number_id").and_then(id);
        read_change(&Place { account_id: account_id.clone(), phone_number_id, field, value }, updates)?;
    }
    Ok(())
}

fn read_change(place: &Place<'_>, updates: &mut Vec<Update>) -> Result<(), InboundError> {
    check_room(updates, 1)?;
    let Some(value) = place.value.as_object() else {
        updates.push(place.malformed("change-without-value", place.value));
        return Ok(());
    };
    if coexist::is_ours(&place.field) {
        return coexist::read(place, value, updates);
    }
    if place.field == calls::FIELD {
        return calls::read(place, value, updates);
    }
    if place.field != "messages" {
        updates.push(place.update(Item::Other { field: place.field.clone(), raw: place.value.clone() }));
        return Ok(());
    }
    let before = updates.len();
    let list = |name: &str| value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let contacts = Cards { list: list("contacts"), message_count: list("messages").len() };
    let readers: [(&str, Reader); 2] = [("messages", read_message), ("statuses", read_status)];
    for (name, read) in readers {
        match value.get(name) {
            Some(Value::Array(list)) => {
                check_room(updates, list.len())?;
                list.iter().for_each(|one| read(place, &contacts, one, updates));
            }
            Some(Value::Null) | None => {}
            Some(other) => updates.push(place.malformed("list-expected", other)),
        }
    }
    if let Some(errors) = value.get("errors").filter(|errors| !errors.is_null()) {
        let field = "messages.errors".to_owned();
        updates.push(place.update(Item::Other { field, raw: errors.clone() }));
    }
    if updates.len() == before {
        let field = "messages.empty".to_owned();
        updates.push(place.update(Item::Other { field, raw: place.value.clone() }));
    }
    Ok(())
}

type Reader = fn(&Place<'_>, &Cards<'_>, &Value, &mut Vec<Update>);

/// The contact cards beside the messages of a change.
struct Cards<'a> {
    list: &'a [Value],
    message_count: usize,
}

fn read_message(place: &Place<'_>, contacts: &Cards<'_>, raw: &Value, updates: &mut Vec<Update>) {
    let Some(message) = raw.as_object() else { return updates.push(place.malformed("message", raw)) };
    let Some(provider_message_id) = text(message, "id").filter(|id| !id.is_empty()) else {
        return updates.push(place.malformed("message-without-id", raw));
    };
    let Some(at) = message.get("timestamp").and_then(time) else {
        return updates.push(place.malformed("message-without-time", raw));
    };
    let mut identity = identity(message, contacts);
    if let Some(change) = system_change(message, raw) {
        // The note itself belongs to the person as they are now.
        identity.bsuid = change.new_bsuid.clone().or(identity.bsuid);
        identity.wa_id = change.new_wa_id.clone().or(identity.wa_id);
        updates.push(place.update(Item::SystemChange(Box::new(change))));
    }
    if identity.is_empty() {
        return updates.push(place.malformed("message-without-sender", raw));
    }
    let content = content::read(message, raw);
    let group_id = text(message, "group_id").map(str::to_owned);
    let message =
        Message { provider_message_id: provider_message_id.to_owned(), identity, at, content, group_id };
    updates.push(place.update(Item::Message(Box::new(message))));
}

/// Who wrote a message. The contact card is found by id, never by its place in the list: batches mix senders.
fn identity(message: &Map<String, Value>, contacts: &Cards<'_>) -> Identity {
    let from = text(message, "from").filter(|from| !from.is_empty());
    let mut wa_id = from.and_then(number);
    let user = text(message, "from_user_id").filter(|user| is_opaque_id(user));
    let mut bsuid = user.or_else(|| from.filter(|from| is_user_id(from))).map(str::to_owned);
    let card = find_card(contacts, from, wa_id.as_deref(), bsuid.as_deref());
    let of_card = |path: &str| card.and_then(|card| card.pointer(path)).and_then(Value::as_str);
    bsuid = bsuid.or_else(|| of_card("/user_id").filter(|user| is_opaque_id(user)).map(str::to_owned));
    bsuid = bsuid.or_else(|| of_card("/wa_id").filter(|user| is_user_id(user)).map(str::to_owned));
    wa_id = wa_id.or_else(|| of_card("/wa_id").and_then(number));
    Identity {
        bsuid,
        wa_id,
        profile_name: of_card("/profile/name").filter(|name| !name.is_empty()).map(short),
        username: of_card("/profile/username").filter(|name| !name.is_empty()).map(short),
    }
}

/// The card of the sender. User ids decide when both sides have one; then the number, in any way it may be written.
fn find_card<'a>(
    contacts: &Cards<'a>,
    from: Option<&str>,
    wa_id: Option<&str>,
    bsuid: Option<&str>,
) -> Option<&'a Value> {
    let told =
        |card: &'a Value, name: &str| card.get(name).and_then(Value::as_str).filter(|id| !id.is_empty());
    let same = |card: &&'a Value| match (told(card, "user_id"), bsuid) {
        (Some(theirs), Some(ours)) => theirs == ours,
        _ => from.is_some() && told(card, "wa_id") == from,
    };
    let alike = |card: &&'a Value| match (told(card, "user_id"), bsuid, told(card, "wa_id"), wa_id) {
        (Some(_), Some(_), ..) => false,
        (_, _, Some(theirs), Some(ours)) => phone::variants(theirs).iter().any(|one| one == ours),
        _ => false,
    };
    let lone = contacts.list.len() == 1 && contacts.message_count == 1;
    let nameless = |card: &&'a Value| {
        let theirs = (told(card, "user_id").is_some(), told(card, "wa_id").is_some());
        match (wa_id, bsuid) {
            // Nobody else is there who could have written it.
            (None, None) => contacts.list.len() == 1,
            // Each side knows what the other does not: one card and one message are one person.
            (None, Some(_)) => lone && theirs == (false, true),
            (Some(_), None) => lone && theirs == (true, false),
            (Some(_), Some(_)) => false,
        }
    };
    let find = |fits: &dyn Fn(&&'a Value) -> bool| contacts.list.iter().find(|card| fits(card));
    find(&same).or_else(|| find(&alike)).or_else(|| find(&nameless))
}

fn system_change(message: &Map<String, Value>, raw: &Value) -> Option<SystemChange> {
    let system = message.get("system").filter(|_| text(message, "type") == Some("system"))?;
    let field = |name: &str| system.get(name).and_then(Value::as_str).filter(|value| !value.is_empty());
    let old_bsuid = field("previous_user_id").or_else(|| text(message, "from_user_id"));
    let new_bsuid = field("user_id");
    let new_wa_id = field("wa_id").or_else(|| field("new_wa_id")).and_then(number);
    let old_wa_id = text(message, "from").and_then(number);
    let changes =
        (new_bsuid.is_some() && new_bsuid != old_bsuid) || (new_wa_id.is_some() && new_wa_id != old_wa_id);
    changes.then(|| SystemChange {
        old_bsuid: old_bsuid.map(str::to_owned),
        new_bsuid: new_bsuid.map(str::to_owned),
        old_wa_id,
        new_wa_id,
        raw: raw.clone(),
    })
}

fn read_status(place: &Place<'_>, _contacts: &Cards<'_>, raw: &Value, updates: &mut Vec<Update>) {
    let Some(status) = raw.as_object() else { return updates.push(place.malformed("status", raw)) };
    let Some(provider_message_id) = text(status, "id").filter(|id| !id.is_empty()) else {
        return updates.push(place.malformed("status-without-id", raw));
    };
    let Some(at) = status.get("timestamp").and_then(time) else {
        return updates.push(place.malformed("status-without-time", raw));
    };
    let state = match text(status, "status") {
        Some("sent") => DeliveryState::Sent,
        Some("delivered") => DeliveryState::Delivered,
        Some("read") => DeliveryState::Read,
        Some("played") => DeliveryState::Played,
        Some("failed") => DeliveryState::Failed,
        // A state of tomorrow: kept whole, shown in the journal.
        _ => {
            return updates
                .push(place.update(Item::Other { field: "messages.status".to_owned(), raw: raw.clone() }));
        }
    };
    let mut detail = status.clone();
    for known in ["id", "status", "timestamp", "biz_opaque_callback_data"] {
        detail.remove(known);
    }
    let status = Status {
        provider_message_id: provider_message_id.to_owned(),
        state,
        at,
        errors: errors(status),
        callback_data: text(status, "biz_opaque_callback_data").map(str::to_owned),
        detail: if detail.is_empty() { Value::Null } else { Value::Object(detail) },
    };
    updates.push(place.update(Item::Status(Box::new(status))));
}

fn errors(status: &Map<String, Value>) -> Vec<StatusError> {
    let list = status.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(|error| error.get("code")?.as_i64())
        .filter_map(|code| i32::try_from(code).ok())
        .map(|code| StatusError { code })
        .collect()
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

/// Seconds since 1970, as string or number.
fn time(value: &Value) -> Option<DateTime<Utc>> {
    let seconds = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    if !(0..=TIME_MAX).contains(&seconds) {
        return None;
    }
    DateTime::from_timestamp(seconds, 0)
}

/// An id of Meta's: digits and letters.
fn id(value: &Value) -> Option<String> {
    let text =
        value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))?;
    let fits = !text.is_empty()
        && text.len() <= WORD_MAX
        && text.chars().all(|letter| letter.is_ascii_alphanumeric());
    fits.then_some(text)
}

/// A field name fit for a log and a column.
fn word(name: &str) -> String {
    let keep = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
    name.chars().filter(keep).take(WORD_MAX).collect()
}

fn short(name: &str) -> String {
    name.chars().take(200).collect()
}

/// The digits of a number; none for anything else.
fn number(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let fits = (5..=20).contains(&digits.len()) && digits.chars().all(|digit| digit.is_ascii_digit());
    fits.then(|| digits.to_owned())
}

/// What stands where a user id belongs is one, whatever it looks like tomorrow; it is stored whole.
fn is_opaque_id(text: &str) -> bool {
    (1..=USER_ID_MAX).contains(&text.len()) && text.chars().all(|letter| letter.is_ascii_graphic())
}

/// `CC.` and up to 128 letters and digits, or a parent id `CC.ENT.…` (Meta, "Business-scoped user IDs"). Asked only where a
/// number belongs and a user id may stand.
fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else { return false };
    country.len() == 2
        && country.chars().all(|letter| letter.is_ascii_uppercase())
        && (1..=160).contains(&rest.len())
        && rest.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-'))
}
