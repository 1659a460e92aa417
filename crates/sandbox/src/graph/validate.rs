//! What a body of `/messages` must look like, from Meta's pages of each kind. Pure: nothing here knows the world.

pub mod contacts;
pub mod interactive;
pub mod simple;
pub mod template;

use super::error::GraphError;
use serde_json::Value;

/// Kinds that can be sent.
const KINDS: &[&str] = &[
    "audio",
    "contacts",
    "document",
    "image",
    "interactive",
    "location",
    "reaction",
    "sticker",
    "template",
    "text",
    "video",
];

/// What a body asks for.
#[derive(Clone, Debug)]
pub enum Request {
    /// A message to send.
    Send(Box<Message>),
    /// A message to mark as read.
    Receipt(Receipt),
}

/// A message to send.
#[derive(Clone, Debug)]
pub struct Message {
    /// Who it goes to.
    pub to: Recipient,
    /// `text`, `image` and so on.
    pub kind: String,
    /// The kind's object.
    pub content: Value,
    /// The quoted message.
    pub quote: Option<String>,
    /// Echoed in statuses.
    pub callback: Option<String>,
    /// Ids of files it uses.
    pub media: Vec<String>,
}

/// Who a message goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A number as written.
    Phone(String),
    /// A business-scoped user id.
    User(String),
}

/// A message to mark as read.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The customer's message.
    pub message_id: String,
    /// Whether the typing sign shows.
    pub typing: Typing,
}

/// Whether the typing sign shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// It does.
    Shown,
    /// It does not.
    Hidden,
}

/// Reads a body.
pub fn request(body: &Value) -> Result<Request, GraphError> {
    if !body.is_object() {
        return Err(GraphError::new(100, "(#100) Invalid parameter: the body is no object".to_owned()));
    }
    match text(body, "messaging_product") {
        Some("whatsapp") => {}
        Some(other) => {
            return Err(GraphError::param(
                "messaging_product",
                &format!("must be one of {{WHATSAPP}} - got \"{other}\"."),
            ));
        }
        None => return Err(GraphError::required("messaging_product")),
    }
    if let Some(status) = text(body, "status") {
        return receipt(body, status).map(Request::Receipt);
    }
    message(body).map(|message| Request::Send(Box::new(message)))
}

fn receipt(body: &Value, status: &str) -> Result<Receipt, GraphError> {
    if status != "read" {
        return Err(GraphError::param("status", &format!("must be one of {{READ}} - got \"{status}\".")));
    }
    let message_id = text(body, "message_id").ok_or_else(|| GraphError::required("message_id"))?;
    let typing = match body.get("typing_indicator") {
        None => Typing::Hidden,
        Some(sign) if text(sign, "type") == Some("text") => Typing::Shown,
        Some(_) => return Err(GraphError::param("typing_indicator['type']", "must be one of {TEXT}.")),
    };
    Ok(Receipt { message_id: message_id.to_owned(), typing })
}

fn message(body: &Value) -> Result<Message, GraphError> {
    let to = recipient(body)?;
    let kind = text(body, "type").unwrap_or("text");
    if !KINDS.contains(&kind) {
        let known = KINDS.join(", ").to_ascii_uppercase();
        return Err(GraphError::param("type", &format!("must be one of {{{known}}} - got \"{kind}\".")));
    }
    let content =
        body.get(kind).filter(|content| !content.is_null()).ok_or_else(|| GraphError::required(kind))?;
    match kind {
        "text" => simple::text_message(content)?,
        "location" => simple::location(content)?,
        "reaction" => simple::reaction(content)?,
        "contacts" => contacts::check(content)?,
        "interactive" => interactive::check(content)?,
        "template" => template::check(content)?,
        _ => simple::media(kind, content)?,
    }
    let callback = text(body, "biz_opaque_callback_data");
    if callback.is_some_and(|callback| length(callback) > 512) {
        return Err(GraphError::param("biz_opaque_callback_data", "must be at most 512 characters long."));
    }
    let mut media = Vec::new();
    files(content, kind, &mut media);
    Ok(Message {
        to,
        kind: kind.to_owned(),
        content: content.clone(),
        quote: quote(body, kind)?,
        callback: callback.map(str::to_owned),
        media,
    })
}

fn recipient(body: &Value) -> Result<Recipient, GraphError> {
    match text(body, "recipient_type") {
        None | Some("individual") => {}
        // The sandbox has no groups, and an unknown group is what Meta says then.
        Some("group") => return Err(GraphError::of(131_041)),
        Some(other) => {
            let must = format!("must be one of {{INDIVIDUAL, GROUP}} - got \"{other}\".");
            return Err(GraphError::param("recipient_type", &must));
        }
    }
    // With both, the number wins.
    if let Some(to) = text(body, "to").filter(|to| !to.is_empty()) {
        return Ok(Recipient::Phone(to.to_owned()));
    }
    let user = text(body, "recipient").ok_or_else(|| GraphError::required("to"))?;
    let shaped = user.split_once('.').is_some_and(|(country, id)| {
        country.len() == 2
            && !id.is_empty()
            && id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.')
    });
    if shaped {
        Ok(Recipient::User(user.to_owned()))
    } else {
        Err(GraphError::param("recipient", "is not a valid business-scoped user ID."))
    }
}

fn quote(body: &Value, kind: &str) -> Result<Option<String>, GraphError> {
    let Some(context) = body.get("context").filter(|context| !context.is_null()) else { return Ok(None) };
    let id = text(context, "message_id").ok_or_else(|| GraphError::required("context['message_id']"))?;
    if kind == "reaction" {
        return Err(GraphError::invalid("A reaction cannot be sent as a reply."));
    }
    Ok(Some(id.to_owned()))
}

/// Collects the ids of files a message uses, however deep.
fn files(content: &Value, kind: &str, found: &mut Vec<String>) {
    const MEDIA: &[&str] = &["image", "video", "document", "audio", "sticker"];
    if MEDIA.contains(&kind)
        && let Some(id) = text(content, "id")
    {
        found.push(id.to_owned());
    }
    match content {
        Value::Object(map) => map.iter().for_each(|(name, inner)| files(inner, name, found)),
        Value::Array(list) => list.iter().for_each(|inner| files(inner, "", found)),
        _ => {}
    }
}

/// A string property.
pub fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// A list property.
pub fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Characters of a text.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// A text that must be there and must not be longer than a limit.
pub fn bounded<'a>(value: &'a Value, name: &str, what: &str, most: usize) -> Result<&'a str, GraphError> {
    let found = text(value, name).ok_or_else(|| GraphError::missing(format!("{what} is required.")))?;
    if found.trim().is_empty() || length(found) > most {
        return Err(GraphError::invalid(format!("{what} length invalid. Min length: 1, Max length: {most}")));
    }
    Ok(found)
}

/// A text that may be left out and must not be longer than a limit.
pub fn optional(value: &Value, name: &str, what: &str, most: usize) -> Result<(), GraphError> {
    if value.get(name).is_some_and(|found| !found.is_null()) {
        bounded(value, name, what, most)?;
    }
    Ok(())
}
