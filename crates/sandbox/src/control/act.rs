//! Playing customers.

use super::{ControlError, customer};
use crate::{
    customer::{self as play, Draft},
    fixture,
    media::{RULES, bare},
    shared::Shared,
    status,
    world::{Channel, State},
};
use axum::{
    Json,
    body::Bytes,
    extract::{Query, State as Held},
    http::{HeaderMap, header::CONTENT_TYPE},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

type Answer = Result<Json<Value>, ControlError>;

/// Something a customer writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Write {
    line: String,
    customer: String,
    text: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    with: Map<String, Value>,
    #[serde(default)]
    extra: Map<String, Value>,
    quote: Option<String>,
    at: Option<i64>,
    #[serde(default)]
    channel: Channel,
}

/// Writes a text or sends an example of any kind.
pub async fn write(Held(shared): Held<Arc<Shared>>, Json(write): Json<Write>) -> Answer {
    let customer = customer(&shared, &write.customer)?;
    let (kind, mut content, mut extra) = match (&write.text, &write.kind) {
        (Some(text), None) => ("text".to_owned(), json!({"body": text}), Map::new()),
        (None, Some(name)) => {
            let fixture = fixture::find(name).ok_or_else(|| ControlError::none("kind"))?;
            (fixture.kind.to_owned(), fixture.content, fixture.extra)
        }
        _ => return Err(ControlError::bad("either text or kind")),
    };
    extra.extend(write.extra);
    if !write.with.is_empty() {
        let map =
            content.as_object_mut().ok_or_else(|| ControlError::bad("this kind takes no properties"))?;
        map.extend(write.with);
    }
    if !content.is_null() {
        fixture::attach(&mut shared.world(), &write.line, &kind, &mut content, None);
    }
    let draft = Draft {
        line: write.line,
        customer,
        kind,
        content,
        quote: write.quote,
        at: write.at,
        extra,
        channel: write.channel,
    };
    Ok(Json(json!({"id": play::write(&shared, draft)?})))
}

/// Where a file goes.
#[derive(Debug, Deserialize)]
pub struct FileTo {
    line: String,
    customer: String,
    caption: Option<String>,
    name: Option<String>,
    quote: Option<String>,
}

/// Sends the body as a file; its type tells the kind.
pub async fn send_file(
    Held(shared): Held<Arc<Shared>>,
    Query(to): Query<FileTo>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let customer = customer(&shared, &to.customer)?;
    let mime = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mime = if mime.is_empty() { "application/octet-stream" } else { mime };
    if body.is_empty() {
        return Err(ControlError::bad("an empty file"));
    }
    let plain = bare(mime);
    let kind = RULES
        .iter()
        .find(|(_, types, _)| types.contains(&plain.as_str()))
        .map_or("document", |(kind, ..)| *kind);
    let mut content = Map::new();
    if let Some(caption) =
        to.caption.filter(|caption| !caption.is_empty() && !matches!(kind, "audio" | "sticker"))
    {
        content.insert("caption".to_owned(), caption.into());
    }
    if let (Some(name), "document") = (to.name, kind) {
        content.insert("filename".to_owned(), name.into());
    }
    let mut content = Value::Object(content);
    fixture::attach(&mut shared.world(), &to.line, kind, &mut content, Some((mime.to_owned(), body)));
    let draft = Draft {
        line: to.line,
        customer,
        kind: kind.to_owned(),
        content,
        quote: to.quote.filter(|quote| !quote.is_empty()),
        at: None,
        extra: Map::new(),
        channel: Channel::WhatsApp,
    };
    Ok(Json(json!({"id": play::write(&shared, draft)?})))
}

/// A message and what is done to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnMessage {
    message: String,
    emoji: Option<String>,
    text: Option<String>,
}

/// Reacts, or takes a reaction back.
pub async fn react(Held(shared): Held<Arc<Shared>>, Json(on): Json<OnMessage>) -> Answer {
    let emoji = on.emoji.as_deref().filter(|emoji| !emoji.is_empty());
    Ok(Json(json!({"id": play::react(&shared, &on.message, emoji)?})))
}

/// Edits a text.
pub async fn edit(Held(shared): Held<Arc<Shared>>, Json(on): Json<OnMessage>) -> Answer {
    let text = on.text.ok_or_else(|| ControlError::bad("no text"))?;
    Ok(Json(json!({"id": play::edit(&shared, &on.message, &text)?})))
}

/// Withdraws a message.
pub async fn revoke(Held(shared): Held<Arc<Shared>>, Json(on): Json<OnMessage>) -> Answer {
    Ok(Json(json!({"id": play::revoke(&shared, &on.message)?})))
}

/// Plays a voice message of the business.
pub async fn played(Held(shared): Held<Arc<Shared>>, Json(on): Json<OnMessage>) -> Answer {
    let voice = shared.world().messages.get(&on.message).map(|message| message.kind == "audio");
    match voice {
        None => Err(ControlError::none("message")),
        Some(false) => Err(ControlError::bad("not a voice message")),
        Some(true) => Ok(Json(json!({"played": status::advance(&shared, &on.message, State::Played, None)}))),
    }
}

/// A chat.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    line: String,
    customer: String,
}

/// Reads a chat.
pub async fn read(Held(shared): Held<Arc<Shared>>, Json(chat): Json<Chat>) -> Answer {
    let customer = customer(&shared, &chat.customer)?;
    Ok(Json(json!({"read": play::read(&shared, &chat.line, &customer)})))
}

/// Whether a phone has a connection.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    customer: String,
    online: bool,
}

/// Loses or regains the connection.
pub async fn presence(Held(shared): Held<Arc<Shared>>, Json(presence): Json<Presence>) -> Answer {
    let customer = customer(&shared, &presence.customer)?;
    play::connect(&shared, &customer, presence.online)?;
    Ok(Json(json!({"online": presence.online})))
}

/// A new number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    customer: String,
    wa_id: String,
}

/// Changes a number.
pub async fn change_number(Held(shared): Held<Arc<Shared>>, Json(number): Json<Number>) -> Answer {
    let customer = customer(&shared, &number.customer)?;
    let wa_id = crate::phone::digits(&number.wa_id);
    if wa_id.len() < 8 {
        return Err(ControlError::bad("not a number"));
    }
    Ok(Json(json!({"user_id": play::change_number(&shared, &customer, &wa_id)?, "wa_id": wa_id})))
}

/// An answer to what the business sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    message: String,
    choice: Option<String>,
    #[serde(default)]
    fields: Map<String, Value>,
}

/// Taps a button, chooses a row, fills a flow.
pub async fn reply(Held(shared): Held<Arc<Shared>>, Json(reply): Json<Reply>) -> Answer {
    let answer = crate::reply::Answer { choice: reply.choice, fields: reply.fields };
    Ok(Json(json!({"id": crate::reply::answer(&shared, &reply.message, &answer)?})))
}

/// What somebody thinks of advertising.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preference {
    line: String,
    customer: String,
    value: String,
}

/// Stops or resumes advertising.
pub async fn prefer(Held(shared): Held<Arc<Shared>>, Json(preference): Json<Preference>) -> Answer {
    let customer = customer(&shared, &preference.customer)?;
    play::prefer(&shared, &preference.line, &customer, &preference.value)?;
    Ok(Json(json!({"value": preference.value})))
}

/// Whether somebody blocks a business.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    line: String,
    customer: String,
    blocked: bool,
}

/// Blocks the business, or takes the block back.
pub async fn block(Held(shared): Held<Arc<Shared>>, Json(block): Json<Block>) -> Answer {
    let customer = customer(&shared, &block.customer)?;
    if block.blocked {
        play::block(&shared, &block.line, &customer)?;
    } else {
        play::unblock(&shared, &block.line, &customer)?;
    }
    Ok(Json(json!({"blocked": block.blocked})))
}
