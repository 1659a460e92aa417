//! What customers do: write, react, edit, withdraw, read, go offline, change their number. Each becomes a webhook update.

use crate::{
    config::{LineProvider, SandboxCustomer, SandboxLine},
    ids,
    shared::Shared,
    status,
    update::Update,
    world::{Author, Channel, Message, State, World},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// Own messages a phone that is offline can have waiting.
const UNSENT_MAX: usize = 500;

/// Why a customer cannot do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// No such line.
    #[error("unknown line")]
    NoLine,
    /// No such customer.
    #[error("unknown customer")]
    NoCustomer,
    /// No such message in this chat.
    #[error("unknown message")]
    NoMessage,
    /// Not for this kind of message or content.
    #[error("not possible with this message")]
    NotPossible,
    /// A queue is full.
    #[error("queue full")]
    Full,
}

/// Something a customer writes.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The business number.
    pub line: String,
    /// The customer's `wa_id`.
    pub customer: String,
    /// `text`, `image` and so on.
    pub kind: String,
    /// The kind's object.
    pub content: Value,
    /// The quoted message.
    pub quote: Option<String>,
    /// Unix seconds; now when none.
    pub at: Option<i64>,
    /// Further properties of the message: `referral`, `errors`, `group_id` and the like.
    pub extra: Map<String, Value>,
    /// What carries it.
    pub channel: Channel,
}

/// `value.metadata` of a line.
pub fn metadata(line: &SandboxLine) -> Value {
    json!({
        "display_phone_number": crate::phone::digits(&line.display_phone_number),
        "phone_number_id": line.phone_number_id,
    })
}

/// One of `value.contacts` .
pub fn contact(customer: &SandboxCustomer) -> Value {
    let mut profile = Map::new();
    profile.insert("name".to_owned(), customer.name.clone().into());
    if let Some(username) = &customer.username {
        profile.insert("username".to_owned(), username.clone().into());
    }
    let mut contact = Map::new();
    contact.insert("profile".to_owned(), Value::Object(profile));
    if !customer.phone_hidden {
        contact.insert("wa_id".to_owned(), customer.wa_id.clone().into());
    }
    contact.insert("user_id".to_owned(), customer.bsuid.clone().into());
    Value::Object(contact)
}

/// Writes a message and tells its id.
pub fn write(shared: &Arc<Shared>, draft: Draft) -> Result<String, ActError> {
    let (id, update, line, customer) = {
        let mut world = shared.world();
        let id = own_id(&world, &draft)?;
        // Whoever blocked the business does not write to it.
        if world.chat(&draft.line, &draft.customer).is_some_and(|chat| chat.blocked) {
            return Err(ActError::NotPossible);
        }
        let key = (draft.line.clone(), draft.customer.clone());
        if let Some(quote) = &draft.quote
            && !world.chats.get(&key).is_some_and(|chat| chat.messages.contains(quote))
        {
            return Err(ActError::NoMessage);
        }
        let at = draft.at.unwrap_or_else(|| shared.now());
        let mut update = update(&world, &draft, &id, at)?;
        // Changes of other messages are no messages of their own on the phone.
        if !matches!(draft.kind.as_str(), "reaction" | "edit" | "revoke" | "system") {
            update.message = Some(id.clone());
            world.keep(message(&draft, &id, at));
        }
        let held = hold_if_offline(&mut world, &draft, &update)?;
        let chat = world.chats.entry(key.clone()).or_default();
        // Whether a reaction opens the window is not documented: here it does not.
        if !matches!(draft.kind.as_str(), "reaction" | "system") {
            chat.wrote_at = Some(chat.wrote_at.map_or(at, |before| before.max(at)));
            if draft.extra.contains_key("referral") {
                chat.ad_at = Some(at);
            }
        }
        // Meta does not bring what somebody writes whom the business blocked.
        let unheard = world.chat(&key.0, &key.1).is_some_and(|chat| chat.blocked_by_business);
        (id, (!held && !unheard).then_some(update), key.0, key.1)
    };
    if let Some(update) = update
        && !shared.post(update)
    {
        return Err(ActError::Full);
    }
    shared.tell(&line, &customer);
    Ok(id)
}

/// The id of a new message, in the shape of the line's provider.
fn own_id(world: &World, draft: &Draft) -> Result<String, ActError> {
    let line = world.lines.get(&draft.line).ok_or(ActError::NoLine)?;
    let twilio = line.setup.provider == LineProvider::Twilio;
    if draft.channel == Channel::Sms && !(twilio && draft.kind == "text") {
        return Err(ActError::NotPossible);
    }
    let file =
        matches!(draft.kind.as_str(), "image" | "audio" | "video" | "document" | "sticker" | "contacts");
    Ok(match (twilio, file) {
        (false, _) => ids::message(),
        (true, true) => ids::twilio("MM"),
        (true, false) => ids::twilio("SM"),
    })
}

fn hold_if_offline(world: &mut World, draft: &Draft, update: &Update) -> Result<bool, ActError> {
    let customer = world.customers.get_mut(&draft.customer).ok_or(ActError::NoCustomer)?;
    if customer.online {
        return Ok(false);
    }
    if customer.unsent.len() >= UNSENT_MAX {
        return Err(ActError::Full);
    }
    customer.unsent.push_back(update.clone());
    if let Some(message) = update.message.as_ref().and_then(|id| world.messages.get_mut(id)) {
        message.state = State::Waiting;
    }
    Ok(true)
}

fn message(draft: &Draft, id: &str, at: i64) -> Message {
    Message {
        id: id.to_owned(),
        line: draft.line.clone(),
        customer: draft.customer.clone(),
        author: Author::Customer,
        kind: draft.kind.clone(),
        content: draft.content.clone(),
        quote: draft.quote.clone(),
        at,
        state: State::Sent,
        error: None,
        reactions: BTreeMap::new(),
        changed: None,
        shown: None,
        sent: None,
        channel: draft.channel,
    }
}

fn update(world: &World, draft: &Draft, id: &str, at: i64) -> Result<Update, ActError> {
    let line = world.lines.get(&draft.line).ok_or(ActError::NoLine)?;
    let customer = &world.customers.get(&draft.customer).ok_or(ActError::NoCustomer)?.setup;
    let mut message = Map::new();
    if !customer.phone_hidden {
        message.insert("from".to_owned(), customer.wa_id.clone().into());
    }
    message.insert("from_user_id".to_owned(), customer.bsuid.clone().into());
    message.insert("id".to_owned(), id.into());
    message.insert("timestamp".to_owned(), at.to_string().into());
    message.insert("type".to_owned(), draft.kind.clone().into());
    if !draft.content.is_null() {
        message.insert(draft.kind.clone(), draft.content.clone());
    }
    if let Some(quote) = &draft.quote {
        let from = world.messages.get(quote).map(|quoted| quoted.author);
        let from = match from {
            Some(Author::Customer) => customer.wa_id.clone(),
            _ => crate::phone::digits(&line.setup.display_phone_number),
        };
        message.insert("context".to_owned(), json!({"from": from, "id": quote}));
    }
    message.extend(draft.extra.clone());
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": metadata(&line.setup),
        "messages": [message],
    });
    // Meta leaves the contact out of system messages.
    if let (Some(map), true) = (value.as_object_mut(), draft.kind != "system") {
        map.insert("contacts".to_owned(), json!([contact(customer)]));
    }
    let waba_id = line.setup.waba_id.clone();
    Ok(Update {
        waba_id,
        line: draft.line.clone(),
        field: "messages".to_owned(),
        value,
        message: None,
        direct: None,
    })
}

fn plain(line: &str, customer: &str, kind: &str, content: Value) -> Draft {
    Draft {
        line: line.to_owned(),
        customer: customer.to_owned(),
        kind: kind.to_owned(),
        content,
        quote: None,
        at: None,
        extra: Map::new(),
        channel: Channel::WhatsApp,
    }
}

/// Reacts to a message, or takes the reaction back when there is no emoji.
pub fn react(shared: &Arc<Shared>, id: &str, emoji: Option<&str>) -> Result<String, ActError> {
    let (line, customer) = {
        let mut world = shared.world();
        let message = world.messages.get_mut(id).ok_or(ActError::NoMessage)?;
        match emoji {
            Some(emoji) => message.reactions.insert("customer", emoji.to_owned()),
            None => message.reactions.remove("customer"),
        };
        (message.line.clone(), message.customer.clone())
    };
    let content = match emoji {
        Some(emoji) => json!({"message_id": id, "emoji": emoji}),
        None => json!({"message_id": id}),
    };
    write(shared, plain(&line, &customer, "reaction", content))
}

/// Edits a text.
pub fn edit(shared: &Arc<Shared>, id: &str, text: &str) -> Result<String, ActError> {
    let (line, customer) = {
        let mut world = shared.world();
        let message = own(&mut world, id)?;
        if message.kind != "text" {
            return Err(ActError::NotPossible);
        }
        message.content = json!({"body": text});
        message.changed = Some("edited");
        (message.line.clone(), message.customer.clone())
    };
    let inner = json!({"context": {"id": "M0"}, "type": "text", "text": {"body": text}});
    write(shared, plain(&line, &customer, "edit", json!({"original_message_id": id, "message": inner})))
}

/// Withdraws a message.
pub fn revoke(shared: &Arc<Shared>, id: &str) -> Result<String, ActError> {
    let (line, customer) = {
        let mut world = shared.world();
        let message = own(&mut world, id)?;
        message.changed = Some("revoked");
        message.content = Value::Null;
        (message.line.clone(), message.customer.clone())
    };
    write(shared, plain(&line, &customer, "revoke", json!({"original_message_id": id})))
}

fn own<'a>(world: &'a mut World, id: &str) -> Result<&'a mut Message, ActError> {
    let message = world.messages.get_mut(id).ok_or(ActError::NoMessage)?;
    if message.author == Author::Customer && message.changed != Some("revoked") {
        Ok(message)
    } else {
        Err(ActError::NotPossible)
    }
}

/// Reads everything the business sent in a chat. Tells how many messages that were.
pub fn read(shared: &Arc<Shared>, line: &str, customer: &str) -> usize {
    let ids: Vec<String> = {
        let world = shared.world();
        let Some(chat) = world.chats.get(&(line.to_owned(), customer.to_owned())) else { return 0 };
        if !world.customers.get(customer).is_some_and(|customer| customer.online) {
            return 0;
        }
        let unread = |id: &&String| {
            world.messages.get(*id).is_some_and(|message| {
                message.author == Author::Business && matches!(message.state, State::Sent | State::Delivered)
            })
        };
        chat.messages.iter().filter(unread).cloned().collect()
    };
    ids.iter().filter(|id| status::advance(shared, id, State::Read, None)).count()
}

/// Loses or regains the connection. What waited goes out and comes in when it is back.
pub fn connect(shared: &Arc<Shared>, customer: &str, online: bool) -> Result<(), ActError> {
    let (waiting, unsent) = {
        let mut world = shared.world();
        let customer = world.customers.get_mut(customer).ok_or(ActError::NoCustomer)?;
        customer.online = online;
        if !online {
            (Default::default(), Default::default())
        } else {
            (std::mem::take(&mut customer.waiting), std::mem::take(&mut customer.unsent))
        }
    };
    for update in unsent {
        if let Some(message) = update.message.as_ref() {
            let mut world = shared.world();
            if let Some(message) = world.messages.get_mut(message) {
                message.state = State::Sent;
            }
        }
        shared.post(update);
    }
    for id in waiting {
        status::deliver(shared, &id);
    }
    shared.tell("", customer);
    Ok(())
}

/// Changes a customer's number: the user id changes with it, and every line they wrote to is told.
pub fn change_number(shared: &Arc<Shared>, customer: &str, wa_id: &str) -> Result<String, ActError> {
    let new_id = ids::user_of(&format!("{wa_id}/{}", ids::number(u64::MAX)));
    let (lines, old) = {
        let world = shared.world();
        let old = world.customers.get(customer).ok_or(ActError::NoCustomer)?.setup.clone();
        if world.customers.contains_key(wa_id) {
            return Err(ActError::NotPossible);
        }
        let lines = world.chats.keys().filter(|(_, who)| who == customer).map(|(line, _)| line.clone());
        (lines.collect::<Vec<_>>(), old)
    };
    let content = json!({
        "body": format!("User {} changed from {customer} to {wa_id}", old.name),
        "type": "user_changed_number",
        "wa_id": wa_id,
        "user_id": new_id,
        "previous_user_id": old.bsuid,
    });
    for line in &lines {
        write(shared, plain(line, customer, "system", content.clone()))?;
    }
    let mut world = shared.world();
    world.users.remove(&old.bsuid);
    world.spellings.remove(&crate::phone::wa_id(customer));
    world.customers.remove(customer);
    world.add_customer(SandboxCustomer { wa_id: wa_id.to_owned(), bsuid: new_id.clone(), ..old });
    for line in lines {
        if let Some(chat) = world.chats.remove(&(line.clone(), customer.to_owned())) {
            for id in &chat.messages {
                if let Some(message) = world.messages.get_mut(id) {
                    message.customer = wa_id.to_owned();
                }
            }
            world.chats.insert((line, wa_id.to_owned()), chat);
        }
    }
    Ok(new_id)
}

/// Stops, resumes or signs up for advertising of a line's portfolio, as the person's WhatsApp lets them.
pub fn prefer(shared: &Arc<Shared>, line: &str, customer: &str, value: &str) -> Result<(), ActError> {
    let update = {
        let mut world = shared.world();
        let now = world.clock.now();
        let of = world.lines.get(line).ok_or(ActError::NoLine)?;
        let (setup, portfolio) = (of.setup.clone(), crate::graph::send::check::portfolio(of));
        let person = world.customers.get_mut(customer).ok_or(ActError::NoCustomer)?;
        match value {
            "stop" => drop(person.stopped.insert(portfolio)),
            "resume" | "signup" => drop(person.stopped.remove(&portfolio)),
            _ => return Err(ActError::NotPossible),
        }
        let person = person.setup.clone();
        let detail = format!("User requested to {value} marketing messages");
        let mut preference = json!({"user_id": person.bsuid, "detail": detail, "category": "marketing_messages",
            "value": value, "timestamp": now});
        if let (Some(map), false) = (preference.as_object_mut(), person.phone_hidden) {
            map.insert("wa_id".to_owned(), person.wa_id.clone().into());
        }
        if let (Some(map), "signup") = (preference.as_object_mut(), value) {
            map.insert("signup_id".to_owned(), ids::media().into());
        }
        let value = json!({"messaging_product": "whatsapp", "metadata": metadata(&setup),
            "contacts": [contact(&person)], "user_preferences": [preference]});
        let (waba_id, field) = (setup.waba_id, "user_preferences".to_owned());
        Update { waba_id, line: line.to_owned(), field, value, message: None, direct: None }
    };
    if shared.post(update) { Ok(()) } else { Err(ActError::Full) }
}

/// Blocks the business, as seen from the phone: nothing arrives any more, and nobody is told.
pub fn block(shared: &Shared, line: &str, customer: &str) -> Result<(), ActError> {
    with_chat(shared, line, customer, |chat| chat.blocked = true)
}

/// Takes the block back.
pub fn unblock(shared: &Shared, line: &str, customer: &str) -> Result<(), ActError> {
    with_chat(shared, line, customer, |chat| chat.blocked = false)
}

fn with_chat(
    shared: &Shared,
    line: &str,
    customer: &str,
    change: impl FnOnce(&mut crate::world::Chat),
) -> Result<(), ActError> {
    {
        let mut world = shared.world();
        if !world.lines.contains_key(line) {
            return Err(ActError::NoLine);
        }
        change(world.chats.entry((line.to_owned(), customer.to_owned())).or_default());
    }
    shared.tell(line, customer);
    Ok(())
}
