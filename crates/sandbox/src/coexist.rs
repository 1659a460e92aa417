//! Numbers used in the WhatsApp Business app as well: echoes of what is typed there, the history of its chats in three
//! phases, its address book.

use crate::{
    customer::{self, ActError},
    fixture, ids, phone,
    shared::Shared,
    update::Update,
    world::{Author, Channel, Message, State, World},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// Seconds in a day.
const DAY: i64 = 86_400;
/// Messages of one chunk at most.
const CHUNK: usize = 100;
/// What is said when the business declines.
const DECLINED: &str = "History sharing is turned off by the business";

/// What a business phone hands over.
#[derive(Clone, Debug)]
pub enum Sync {
    /// Chats with these people, or with everybody.
    History {
        /// People; everybody when none.
        people: Vec<String>,
        /// Messages of each chat.
        messages: usize,
        /// Days they go back.
        days: i64,
    },
    /// These people of the address book, or all.
    Contacts(Vec<String>),
    /// The business does not share its history.
    Declined,
}

/// Tells what was typed on the business's own phone, and shows it in the chat.
pub fn echo(
    shared: &Arc<Shared>,
    line: &str,
    customer: &str,
    kind: &str,
    content: Value,
) -> Result<String, ActError> {
    let id = ids::message();
    let update = {
        let mut world = shared.world();
        let now = world.clock.now();
        let setup = &world.lines.get(line).ok_or(ActError::NoLine)?.setup;
        let person = &world.customers.get(customer).ok_or(ActError::NoCustomer)?.setup;
        let mut echo = json!({
            "from": phone::digits(&setup.display_phone_number),
            "to": person.wa_id,
            "to_user_id": person.bsuid,
            "id": id,
            "timestamp": now.to_string(),
            "type": kind,
        });
        if let Some(map) = echo.as_object_mut() {
            map.insert(kind.to_owned(), content.clone());
        }
        let value = json!({"messaging_product": "whatsapp", "metadata": customer::metadata(setup),
            "contacts": [customer::contact(person)], "message_echoes": [echo]});
        let update = update(setup.waba_id.clone(), line, "smb_message_echoes", value);
        change(&mut world, line, customer, (kind, &content), &id, now)?;
        update
    };
    shared.post(update);
    shared.tell(line, customer);
    Ok(id)
}

fn update(waba_id: String, line: &str, field: &str, value: Value) -> Update {
    Update { waba_id, line: line.to_owned(), field: field.to_owned(), value, message: None, direct: None }
}

/// Puts an echo into the chat: a message of its own, or a change of an earlier one.
fn change(
    world: &mut World,
    line: &str,
    customer: &str,
    (kind, content): (&str, &Value),
    id: &str,
    now: i64,
) -> Result<(), ActError> {
    if matches!(kind, "edit" | "revoke") {
        let original = content.get("original_message_id").and_then(Value::as_str).unwrap_or_default();
        let message = world.messages.get_mut(original).ok_or(ActError::NoMessage)?;
        if message.author != Author::Business {
            return Err(ActError::NotPossible);
        }
        if kind == "edit" {
            message.content = content.pointer("/message/text").cloned().unwrap_or_default();
            message.changed = Some("edited");
        } else {
            message.content = Value::Null;
            message.changed = Some("revoked");
        }
        return Ok(());
    }
    world.keep(Message {
        id: id.to_owned(),
        line: line.to_owned(),
        customer: customer.to_owned(),
        author: Author::Business,
        kind: kind.to_owned(),
        content: content.clone(),
        quote: None,
        at: now,
        // It came from the phone itself, so nobody is told how far it got.
        state: State::Delivered,
        error: None,
        reactions: BTreeMap::new(),
        changed: None,
        shown: None,
        channel: Channel::WhatsApp,
        sent: None,
    });
    Ok(())
}

/// Hands over history or address book; tells the number of updates.
pub fn sync(shared: &Arc<Shared>, line: &str, sync: Sync) -> Result<usize, ActError> {
    let updates = {
        let mut world = shared.world();
        let setup = world.lines.get(line).ok_or(ActError::NoLine)?.setup.clone();
        let everybody = |people: Vec<String>, world: &World| {
            if people.is_empty() { world.customers.keys().take(CHUNK).cloned().collect() } else { people }
        };
        let (field, values) = match sync {
            Sync::Declined => {
                let error = json!({"code": 2_593_109, "title": "History sync is turned off", "message": DECLINED,
                    "error_data": {"details": DECLINED}});
                ("history", vec![json!({"history": [{"errors": [error]}]})])
            }
            Sync::Contacts(people) => {
                let people = everybody(people, &world);
                ("smb_app_state_sync", vec![contacts(&world, &people)])
            }
            Sync::History { people, messages, days } => {
                let people = everybody(people, &world);
                ("history", history(&mut world, line, &people, messages, days))
            }
        };
        let common = json!({"messaging_product": "whatsapp", "metadata": customer::metadata(&setup)});
        let whole = |value: Value| {
            let mut whole = common.clone();
            if let (Some(map), Value::Object(value)) = (whole.as_object_mut(), value) {
                map.extend(value);
            }
            update(setup.waba_id.clone(), line, field, whole)
        };
        values.into_iter().map(whole).collect::<Vec<_>>()
    };
    let count = updates.len();
    for update in updates {
        if !shared.post(update) {
            return Err(ActError::Full);
        }
    }
    Ok(count)
}

fn contacts(world: &World, people: &[String]) -> Value {
    let now = world.clock.now().to_string();
    let rows: Vec<Value> = people
        .iter()
        .filter_map(|wa_id| world.customers.get(wa_id))
        .map(|person| {
            let name = &person.setup.name;
            let first = name.split_whitespace().next().unwrap_or_default();
            json!({"type": "contact", "action": "add", "metadata": {"timestamp": now},
                "contact": {"full_name": name, "first_name": first, "phone_number": person.setup.wa_id}})
        })
        .collect();
    json!({"state_sync": rows})
}

/// The phase an age in seconds belongs to: the first day, three months, half a year.
fn phase(age: i64) -> u8 {
    if age <= DAY {
        0
    } else if age <= 90 * DAY {
        1
    } else {
        2
    }
}

const SAID: &[&str] = &[
    "Oi, tudo bem?",
    "Tudo certo, em que posso ajudar?",
    "O pedido já saiu?",
    "Saiu hoje cedo.",
    "Obrigada!",
];

/// Chats cut into chunks, phase by phase. Files of the last fourteen days come in updates of their own.
fn history(world: &mut World, line: &str, people: &[String], count: usize, days: i64) -> Vec<Value> {
    let now = world.clock.now();
    let number = world.lines.get(line).map(|line| phone::digits(&line.setup.display_phone_number));
    let number = number.unwrap_or_default();
    let (mut phases, mut files) = (BTreeMap::<u8, Vec<(String, Value)>>::new(), Vec::new());
    for wa_id in people {
        for place in 0..count {
            let step =
                i64::try_from(place + 1).unwrap_or(1) * days * DAY / i64::try_from(count).unwrap_or(1).max(1);
            let age = (days * DAY - step).max(60);
            let own = place % 2 == 1;
            let (from, to) = if own { (&number, wa_id) } else { (wa_id, &number) };
            let status = if own { "READ" } else { "DELIVERED" };
            let mut message = json!({"from": from, "to": to, "id": ids::message(), "timestamp": (now - age).to_string(),
                "history_context": {"status": status}});
            let Some(map) = message.as_object_mut() else { continue };
            if place == 2 {
                map.insert("type".to_owned(), "media_placeholder".into());
                if age < 14 * DAY {
                    files.push(picture(world, line, map));
                }
            } else {
                map.insert("type".to_owned(), "text".into());
                let words = SAID.get(place % SAID.len()).copied().unwrap_or_default();
                map.insert("text".to_owned(), json!({"body": words}));
            }
            phases.entry(phase(age)).or_default().push((wa_id.clone(), message));
        }
    }
    let whole: usize = phases.values().map(|list| list.len().div_ceil(CHUNK)).sum();
    let (mut values, mut done) = (Vec::new(), 0);
    for (phase, messages) in phases {
        for (order, chunk) in messages.chunks(CHUNK).enumerate() {
            done += 1;
            values.push(chunk_value(
                chunk,
                json!({"phase": phase, "chunk_order": order + 1, "progress": done * 100 / whole}),
            ));
        }
    }
    values.extend(files);
    values
}

/// One chunk: its messages by chat.
fn chunk_value(chunk: &[(String, Value)], metadata: Value) -> Value {
    let mut threads: BTreeMap<&String, Vec<&Value>> = BTreeMap::new();
    for (wa_id, message) in chunk {
        threads.entry(wa_id).or_default().push(message);
    }
    let threads: Vec<Value> =
        threads.into_iter().map(|(wa_id, messages)| json!({"id": wa_id, "messages": messages})).collect();
    json!({"history": [{"metadata": metadata, "threads": threads}]})
}

/// The update that brings the file of a placeholder.
fn picture(world: &mut World, line: &str, placeholder: &serde_json::Map<String, Value>) -> Value {
    let mut image = json!({"mime_type": "image/png"});
    fixture::attach(world, line, "image", &mut image, None);
    let mut message = placeholder.clone();
    message.remove("history_context");
    message.insert("type".to_owned(), "image".into());
    message.insert("image".to_owned(), image);
    json!({"messages": [message]})
}
