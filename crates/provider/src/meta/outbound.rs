//! Builds request bodies (Meta, "Send messages"). Pure.

mod ask;
mod card;
mod file;
mod pay;
mod template;

use crate::{OutboundMessage, Recipient, Typing};
use file::FileShape;
use prosa_domain::{
    message::content::{Content, LinkPreview},
    phone,
};
use serde_json::{Value, json};

/// The body of a send; none for kinds that cannot be sent.
pub(super) fn build(message: &OutboundMessage) -> Option<Value> {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "biz_opaque_callback_data": message.callback_data,
    });
    let map = body.as_object_mut()?;
    match &message.to {
        // Without the plus Meta may put the business's own country code in front.
        Recipient::Phone(digits) => map.insert("to".to_owned(), phone::to_dial(digits).into()),
        Recipient::User(id) => map.insert("recipient".to_owned(), id.as_str().into()),
    };
    let (kind, object) = object(&message.content)?;
    map.insert("type".to_owned(), kind.into());
    map.insert(kind.to_owned(), object);
    // A reaction takes no context.
    if let Some(quoted) = message.content.quoted() {
        map.insert("context".to_owned(), json!({ "message_id": quoted }));
    }
    Some(body)
}

fn object(content: &Content) -> Option<(&'static str, Value)> {
    Some(match content {
        Content::Text(text) => {
            let link = text.body.contains("https://") || text.body.contains("http://");
            let preview = link && text.link_preview == LinkPreview::Auto;
            ("text", json!({ "body": text.body, "preview_url": preview }))
        }
        Content::Reaction(reaction) => {
            let emoji = reaction.emoji.as_deref().unwrap_or_default();
            ("reaction", json!({ "message_id": reaction.target, "emoji": emoji }))
        }
        Content::Image(media) => ("image", file::object(FileShape::Captioned, media)?),
        Content::Video(media) => ("video", file::object(FileShape::Captioned, media)?),
        Content::Document(media) => ("document", file::object(FileShape::Named, media)?),
        Content::Audio(media) => ("audio", file::object(FileShape::Sound, media)?),
        Content::Sticker(media) => ("sticker", file::object(FileShape::Bare, media)?),
        Content::Location(place) => {
            ("location", file::place(place.point.as_ref()?, &place.name, &place.address)?)
        }
        Content::Contacts(contacts) => ("contacts", card::cards(&contacts.cards)),
        Content::Template(template) => ("template", template::object(template)?),
        Content::Ask(ask) => ("interactive", ask::object(ask)?),
        Content::Interactive(_)
        | Content::Button(_)
        | Content::Order(_)
        | Content::System(_)
        | Content::Call(_)
        | Content::Edit(_)
        | Content::Revoke(_)
        | Content::Unsupported(_)
        | Content::Unknown(_) => return None,
    })
}

/// Sets a field unless it is empty: Meta refuses empty texts.
fn set(object: &mut Value, name: &str, text: &str) {
    if let Some(map) = object.as_object_mut().filter(|_| !text.is_empty()) {
        map.insert(name.to_owned(), text.into());
    }
}

/// The body of a read receipt, with or without the typing sign.
pub(super) fn read_receipt(provider_message_id: &str, typing: Typing) -> Value {
    let mut body =
        json!({ "messaging_product": "whatsapp", "status": "read", "message_id": provider_message_id });
    if let (Typing::Shown, Some(map)) = (typing, body.as_object_mut()) {
        map.insert("typing_indicator".to_owned(), json!({ "type": "text" }));
    }
    body
}

#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;
