//! The shape of a template send. Whether the template exists is the world's to say.

use super::{length, list, simple, text};
use crate::graph::error::GraphError;
use serde_json::Value;

const COMPONENTS: &[&str] =
    &["header", "body", "button", "footer", "carousel", "limited_time_offer", "order_status"];
const BUTTONS: &[&str] = &[
    "quick_reply",
    "url",
    "copy_code",
    "flow",
    "catalog",
    "mpm",
    "order_details",
    "voice_call",
    "request_contact_info",
];

/// Name, language, components with their parameters.
pub fn check(content: &Value) -> Result<(), GraphError> {
    let name = text(content, "name").ok_or_else(|| GraphError::required("template['name']"))?;
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if name.is_empty() || length(name) > 512 || !name.chars().all(plain) {
        return Err(GraphError::param("template['name']", "is not a valid template name."));
    }
    let language = content.get("language").ok_or_else(|| GraphError::required("template['language']"))?;
    if text(language, "code").is_none_or(str::is_empty) {
        return Err(GraphError::required("template['language']['code']"));
    }
    list(content, "components").iter().try_for_each(component)
}

fn component(part: &Value) -> Result<(), GraphError> {
    let kind = text(part, "type").unwrap_or_default().to_ascii_lowercase();
    if !COMPONENTS.contains(&kind.as_str()) {
        return Err(GraphError::param(
            "template['components'][0]['type']",
            "must be one of {HEADER, BODY, BUTTON, …}.",
        ));
    }
    if kind == "button" {
        let sub = text(part, "sub_type").unwrap_or_default().to_ascii_lowercase();
        if !BUTTONS.contains(&sub.as_str()) {
            return Err(GraphError::invalid("Button sub_type is not valid."));
        }
        let index = part.get("index").and_then(|index| match index {
            Value::String(text) => text.parse::<u8>().ok(),
            other => other.as_u64().and_then(|number| u8::try_from(number).ok()),
        });
        if index.is_none_or(|index| index > 9) {
            return Err(GraphError::invalid("Button index must be from 0 to 9."));
        }
    }
    list(part, "parameters").iter().try_for_each(parameter)?;
    for card in list(part, "cards") {
        list(card, "components").iter().try_for_each(component)?;
    }
    Ok(())
}

fn parameter(parameter: &Value) -> Result<(), GraphError> {
    let kind =
        text(parameter, "type").ok_or_else(|| GraphError::missing("A template parameter has no type."))?;
    let present = parameter.get(kind);
    match kind {
        "text" => match text(parameter, "text") {
            // Meta's own examples have true and false here.
            None if parameter.get("text").is_some_and(|text| text.is_boolean() || text.is_number()) => Ok(()),
            None => Err(GraphError::missing("A text parameter has no text.")),
            Some("") => Err(GraphError::invalid("A text parameter is empty.")),
            // Meta refuses these in variables.
            Some(text) if text.contains(['\n', '\t']) || text.contains("     ") => Err(GraphError::detailed(
                132_012,
                "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
            )),
            Some(text) if length(text) > 1024 => Err(GraphError::of(132_005)),
            Some(_) => Ok(()),
        },
        "image" | "video" | "document" => {
            let file =
                present.ok_or_else(|| GraphError::missing(format!("A {kind} parameter has no {kind}.")))?;
            simple::source(kind, file)
        }
        _ if present.is_some() => Ok(()),
        _ => Err(GraphError::missing(format!("A {kind} parameter has no {kind}."))),
    }
}
