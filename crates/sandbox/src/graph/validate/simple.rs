//! Text, files, places and reactions.

use super::{length, text};
use crate::graph::error::GraphError;
use serde_json::Value;

/// `text`: at most 4,096 characters.
pub fn text_message(content: &Value) -> Result<(), GraphError> {
    let body = text(content, "body").ok_or_else(|| GraphError::required("text['body']"))?;
    if body.trim().is_empty() {
        return Err(GraphError::required("text['body']"));
    }
    if length(body) > 4096 {
        return Err(GraphError::param("text['body']", "must be at most 4096 characters long."));
    }
    match content.get("preview_url") {
        None | Some(Value::Bool(_) | Value::Null) => Ok(()),
        Some(_) => Err(GraphError::param("text['preview_url']", "must be a boolean.")),
    }
}

/// Files: exactly one of `id` and `link`; captions up to 1,024 where there are any.
pub fn media(kind: &str, content: &Value) -> Result<(), GraphError> {
    source(kind, content)?;
    if let Some(caption) = content.get("caption").filter(|caption| !caption.is_null()) {
        let name = format!("{kind}['caption']");
        if matches!(kind, "audio" | "sticker") {
            return Err(GraphError::param(&name, "is not allowed."));
        }
        if caption.as_str().is_none_or(|caption| length(caption) > 1024) {
            return Err(GraphError::param(&name, "must be at most 1024 characters long."));
        }
    }
    if kind != "document" && content.get("filename").is_some() {
        return Err(GraphError::param(&format!("{kind}['filename']"), "is only allowed for documents."));
    }
    Ok(())
}

/// Exactly one of `id` and `link`.
pub fn source(kind: &str, content: &Value) -> Result<(), GraphError> {
    match (text(content, "id"), text(content, "link")) {
        (Some(id), None) if !id.is_empty() => Ok(()),
        (None, Some(link)) if link.starts_with("https://") || link.starts_with("http://") => Ok(()),
        (None, Some(_)) => Err(GraphError::param(&format!("{kind}['link']"), "is not a valid URI.")),
        (Some(_), Some(_)) => Err(GraphError::invalid(format!("{kind}: use either id or link, not both."))),
        _ => Err(GraphError::new(
            100,
            format!("(#100) The parameter {kind}['id'] or {kind}['link'] is required."),
        )),
    }
}

/// `location`: latitude and longitude within the globe.
pub fn location(content: &Value) -> Result<(), GraphError> {
    let degree = |name: &str, most: f64| {
        let value = content.get(name).ok_or_else(|| GraphError::required(&format!("location['{name}']")))?;
        let number = value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
        match number {
            Some(number) if number.abs() <= most => Ok(()),
            _ => Err(GraphError::invalid(format!("location {name} is out of range."))),
        }
    };
    degree("latitude", 90.0)?;
    degree("longitude", 180.0)
}

/// `reaction`: a message and one emoji; an empty one takes the reaction back.
pub fn reaction(content: &Value) -> Result<(), GraphError> {
    if text(content, "message_id").is_none_or(str::is_empty) {
        return Err(GraphError::required("reaction['message_id']"));
    }
    let emoji = text(content, "emoji").ok_or_else(|| GraphError::required("reaction['emoji']"))?;
    // One emoji is at most a few joined characters, none of them a letter or digit by itself.
    let plain = emoji.chars().all(|letter| letter.is_ascii_alphanumeric() || letter.is_ascii_punctuation());
    if !emoji.is_empty() && (length(emoji) > 12 || plain) {
        return Err(GraphError::invalid("reaction emoji must be a single emoji."));
    }
    Ok(())
}
