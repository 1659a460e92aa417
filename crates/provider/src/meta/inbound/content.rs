//! Reads what one message says.

mod answer;
mod place;

use prosa_domain::message::content::{
    Around, Content, Forwarded, LinkPreview, Media, Placeholder, Reaction, Target, Text, Via, Voice,
};
use serde_json::{Map, Value};

/// The content of a message object. Never fails: what is not understood is kept whole as unknown.
pub(super) fn read(message: &Map<String, Value>, raw: &Value) -> Content {
    let kind = message.get("type").and_then(Value::as_str).unwrap_or_default();
    let object = message.get(kind).unwrap_or(&Value::Null);
    let around = around(message);
    match kind {
        "text" => match object.get("body").and_then(Value::as_str) {
            Some(body) => Content::Text(Text {
                body: body.to_owned(),
                link_preview: LinkPreview::Auto,
                around,
                via: Via::WhatsApp,
                extra: extra(message, object),
            }),
            None => unknown(kind, around, raw),
        },
        "reaction" => match string(object, "message_id") {
            Some(target) => {
                let emoji = string(object, "emoji").filter(|emoji| !emoji.is_empty());
                Content::Reaction(Reaction { target, emoji })
            }
            None => unknown(kind, around, raw),
        },
        "image" => Content::Image(media(object, beside(message, kind, around))),
        "audio" | "voice" => Content::Audio(media(object, beside(message, kind, around))),
        "video" => Content::Video(media(object, beside(message, kind, around))),
        "document" => Content::Document(media(object, beside(message, kind, around))),
        "sticker" => Content::Sticker(media(object, beside(message, kind, around))),
        "edit" => Content::Edit(target(object, raw)),
        "revoke" => Content::Revoke(target(object, raw)),
        _ => labelled(kind, object, around, raw),
    }
}

/// The kinds that keep the provider's object beside what was read of it.
fn labelled(kind: &str, object: &Value, around: Around, raw: &Value) -> Content {
    let told = |raw_kind: &str, title: String| placeholder(raw_kind, title, around.clone(), raw);
    match kind {
        "location" => Content::Location(place::location(object, told("location", String::new()))),
        "contacts" => Content::Contacts(place::contacts(object, told("contacts", String::new()))),
        "interactive" => {
            let named = string(object, "type").unwrap_or_else(|| "interactive".to_owned());
            Content::Interactive(answer::interactive(object, &named, told(&named, String::new())))
        }
        "button" => Content::Button(answer::button(object, told("button", plain(object, "text")))),
        "order" => Content::Order(answer::order(object, told("order", plain(object, "text")))),
        "system" => {
            let named = string(object, "type").unwrap_or_else(|| "system".to_owned());
            Content::System(answer::system(object, &named, told(&named, plain(object, "body"))))
        }
        "unsupported" => {
            let named = string(object, "type").unwrap_or_else(|| "unsupported".to_owned());
            Content::Unsupported(told(&named, String::new()))
        }
        // Messages that vanish and view-once files are told, never passed on (Meta, "Unsupported messages").
        "ephemeral" | "media_placeholder" | "errors" => Content::Unsupported(told(kind, String::new())),
        _ => Content::Unknown(told(kind, String::new())),
    }
}

fn around(message: &Map<String, Value>) -> Around {
    let context = message.get("context").unwrap_or(&Value::Null);
    let flag = |name: &str| context.get(name).and_then(Value::as_bool).unwrap_or_default();
    let forwarded = match (flag("frequently_forwarded"), flag("forwarded")) {
        (true, _) => Some(Forwarded::Often),
        (_, true) => Some(Forwarded::Once),
        _ => None,
    };
    let says_more = context.as_object().is_some_and(|map| {
        map.keys().any(|key| !matches!(key.as_str(), "id" | "from" | "forwarded" | "frequently_forwarded"))
    });
    Around {
        beside: Value::Null,
        quoted: string(context, "id").filter(|id| !id.is_empty()),
        forwarded,
        referral: message.get("referral").cloned().unwrap_or_default(),
        context: if says_more { context.clone() } else { Value::Null },
    }
}

/// Fields of a message that are read into their own places.
const READ: [&str; 8] =
    ["from", "from_user_id", "id", "timestamp", "type", "context", "referral", "group_id"];

/// Fields of a message nobody reads yet, beside the object of its kind.
fn left_over(message: &Map<String, Value>, kind: &str) -> Map<String, Value> {
    let unread = |key: &str| key != kind && !READ.contains(&key);
    message.iter().filter(|(key, _)| unread(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn beside(message: &Map<String, Value>, kind: &str, around: Around) -> Around {
    let left = left_over(message, kind);
    Around { beside: if left.is_empty() { Value::Null } else { Value::Object(left) }, ..around }
}

/// Fields of a text message nobody reads yet, so that nothing is lost.
fn extra(message: &Map<String, Value>, object: &Value) -> Value {
    let mut left = left_over(message, "text");
    let inside = object.as_object().into_iter().flatten().filter(|(key, _)| key.as_str() != "body");
    left.extend(inside.map(|(key, value)| (format!("text.{key}"), value.clone())));
    if left.is_empty() { Value::Null } else { Value::Object(left) }
}

fn media(object: &Value, around: Around) -> Media {
    Media {
        media_id: plain(object, "id"),
        file: None,
        mime: plain(object, "mime_type"),
        caption: plain(object, "caption"),
        file_name: plain(object, "filename"),
        voice: if object.get("voice").and_then(Value::as_bool) == Some(true) {
            Voice::Note
        } else {
            Voice::File
        },
        around,
        raw: object.clone(),
    }
}

fn target(object: &Value, raw: &Value) -> Target {
    let message = object.get("message").unwrap_or(&Value::Null);
    let named = message.get("type").and_then(Value::as_str).unwrap_or("text");
    let inner = message.get(named).unwrap_or(&Value::Null);
    let text = string(inner, "body").or_else(|| string(inner, "caption")).unwrap_or_default();
    Target { target: string(object, "original_message_id"), text, raw: raw.clone() }
}

fn unknown(kind: &str, around: Around, raw: &Value) -> Content {
    Content::Unknown(placeholder(kind, String::new(), around, raw))
}

fn placeholder(raw_kind: &str, title: String, around: Around, raw: &Value) -> Placeholder {
    let raw_kind = raw_kind.chars().take(64).collect();
    Placeholder { raw_kind, title, around, raw: raw.clone() }
}

fn string(object: &Value, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

/// A text; empty when it is none.
fn plain(object: &Value, name: &str) -> String {
    string(object, name).unwrap_or_default()
}
