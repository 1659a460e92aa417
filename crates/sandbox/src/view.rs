//! What the phone page and tests read: the list of customers, one chat, the accepted sends.

use crate::{
    phone,
    status::word,
    world::{Author, Chat, Message, State, World},
};
use serde_json::{Value, json};

/// Customers listed at most.
const CUSTOMERS_SHOWN: usize = 500;

/// Customers with their chat of a line, the latest first, then by name.
pub fn customers(world: &World, line: &str) -> Value {
    let mut rows: Vec<(i64, &str, Value)> = Vec::new();
    for (wa_id, customer) in &world.customers {
        let chat = world.chats.get(&(line.to_owned(), wa_id.clone()));
        let last = chat.and_then(|chat| chat.messages.back()).and_then(|id| world.messages.get(id));
        let unread = chat.map_or(0, |chat| unread(world, chat));
        let setup = &customer.setup;
        let row = json!({"wa_id": wa_id, "name": setup.name, "bsuid": setup.bsuid, "username": setup.username,
            "phone_hidden": setup.phone_hidden, "online": customer.online, "unread": unread,
            "last": last.map(|message| message_view(world, message))});
        rows.push((last.map_or(0, |message| message.at), &setup.name, row));
    }
    rows.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(right.1)));
    Value::Array(rows.into_iter().take(CUSTOMERS_SHOWN).map(|(_, _, row)| row).collect())
}

fn unread(world: &World, chat: &Chat) -> usize {
    let messages = chat.messages.iter().filter_map(|id| world.messages.get(id));
    messages
        .filter(|message| message.author == Author::Business && message.state == State::Delivered)
        .filter(|message| message.kind != "reaction")
        .count()
}

/// A chat as the phone shows it: what has not reached the phone is not there.
pub fn chat(world: &World, line: &str, customer: &str) -> Value {
    let chat = world.chats.get(&(line.to_owned(), customer.to_owned()));
    let now = chrono::Utc::now().timestamp_millis();
    let messages: Vec<Value> = chat
        .into_iter()
        .flat_map(|chat| chat.messages.iter())
        .filter_map(|id| world.messages.get(id))
        .filter(|message| message.kind != "reaction")
        .filter(|message| message.author == Author::Customer || message.state >= State::Delivered)
        .filter(|message| message.error.is_none())
        .map(|message| message_view(world, message))
        .collect();
    let online = world.customers.get(customer).is_some_and(|customer| customer.online);
    json!({"line": line, "customer": customer, "online": online, "messages": messages,
        "typing": chat.is_some_and(|chat| chat.typing_until > now),
        "blocked": chat.is_some_and(|chat| chat.blocked), "stopped": stopped(world, line, customer),
        "wrote_at": chat.and_then(|chat| chat.wrote_at)})
}

/// Whether somebody stopped the advertising of a line's portfolio.
fn stopped(world: &World, line: &str, customer: &str) -> bool {
    let portfolio = world.lines.get(line).map(crate::graph::send::check::portfolio);
    let customer = world.customers.get(customer);
    customer.zip(portfolio).is_some_and(|(customer, portfolio)| customer.stopped.contains(&portfolio))
}

fn message_view(world: &World, message: &Message) -> Value {
    let quoted = message.quote.as_ref().and_then(|id| world.messages.get(id));
    let quote = quoted.map(|quoted| {
        json!({"id": quoted.id, "author": quoted.author, "kind": quoted.kind,
        "content": quoted.content, "shown": quoted.shown, "changed": quoted.changed})
    });
    json!({"id": message.id, "author": message.author, "kind": message.kind, "content": message.content,
        "shown": message.shown, "quote": quote, "at": message.at, "state": message.state, "reactions": message.reactions,
        "changed": message.changed})
}

/// Every accepted send, the oldest first.
pub fn sent(world: &World, line: Option<&str>, customer: Option<&str>) -> Value {
    let meant = |message: &&Message| {
        message.author == Author::Business
            && line.is_none_or(|line| message.line == line)
            && customer.is_none_or(|customer| phone::same(&message.customer, customer))
    };
    let messages = world.order.iter().filter_map(|id| world.messages.get(id)).filter(meant);
    let rows = messages.map(|message| {
        json!({"id": message.id, "line": message.line, "customer": message.customer, "kind": message.kind,
            "content": message.content, "quote": message.quote, "at": message.at, "status": word(message.state),
            "error": message.error, "body": message.sent.as_ref().map(|sent| &sent.body),
            "arrived_ms": message.sent.as_ref().map(|sent| sent.arrived_ms)})
    });
    Value::Array(rows.collect())
}
