//! Interactive messages and their limits.

use super::{bounded, length, list, optional, simple, text};
use crate::graph::error::GraphError;
use serde_json::Value;
use std::collections::BTreeSet;

/// Which headers a kind may have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Header {
    None,
    Text,
    Any,
}

/// Checks one by its type.
pub fn check(content: &Value) -> Result<(), GraphError> {
    let kind = text(content, "type").ok_or_else(|| GraphError::required("interactive['type']"))?;
    let action = content.get("action").ok_or_else(|| GraphError::required("interactive['action']"))?;
    match kind {
        "button" => frame(content, 1024, Header::Any).and_then(|()| buttons(action)),
        "list" => frame(content, 4096, Header::Text).and_then(|()| rows(action)),
        "cta_url" => frame(content, 1024, Header::Any).and_then(|()| link(action)),
        "flow" => frame(content, 1024, Header::Any).and_then(|()| flow(action)),
        "product" => optional_frame(content).and_then(|()| product(action)),
        "product_list" => {
            let title = content.get("header").ok_or_else(|| GraphError::missing("header is required."))?;
            bounded(title, "text", "Header text", 60)?;
            frame(content, 1024, Header::Text).and_then(|()| products(action))
        }
        "catalog_message" => frame(content, 1024, Header::None),
        "carousel" => frame(content, 1024, Header::None).and_then(|()| cards(action)),
        "location_request_message" => {
            frame(content, 1024, Header::None).and_then(|()| named(action, "send_location"))
        }
        "call_permission_request" => {
            optional_frame(content).and_then(|()| named(action, "call_permission_request"))
        }
        "voice_call" => frame(content, 1024, Header::None).and_then(|()| named(action, "voice_call")),
        "order_details" => frame(content, 1024, Header::Any).and_then(|()| order(action)),
        "order_status" => frame(content, 1024, Header::None).and_then(|()| order_status(action)),
        "address_message" => {
            frame(content, 1024, Header::None).and_then(|()| named(action, "address_message"))
        }
        "request_contact_info" | "contact_request" => frame(content, 1024, Header::None),
        other => Err(GraphError::param("interactive['type']", &format!("is not valid - got \"{other}\"."))),
    }
}

/// Body, header and footer.
fn frame(content: &Value, body_most: usize, allowed: Header) -> Result<(), GraphError> {
    let body = content.get("body").ok_or_else(|| GraphError::missing("interactive body is required."))?;
    bounded(body, "text", "Body text", body_most)?;
    if let Some(footer) = content.get("footer").filter(|footer| !footer.is_null()) {
        bounded(footer, "text", "Footer text", 60)?;
    }
    match content.get("header").filter(|header| !header.is_null()) {
        Some(found) => header(found, allowed),
        None => Ok(()),
    }
}

fn optional_frame(content: &Value) -> Result<(), GraphError> {
    if content.get("body").is_some_and(|body| !body.is_null()) {
        frame(content, 1024, Header::None)
    } else {
        Ok(())
    }
}

fn header(found: &Value, allowed: Header) -> Result<(), GraphError> {
    let kind = text(found, "type").ok_or_else(|| GraphError::missing("header type is required."))?;
    match (kind, allowed) {
        ("text", Header::Text | Header::Any) => bounded(found, "text", "Header text", 60).map(drop),
        ("image" | "video" | "document", Header::Any) => {
            let file =
                found.get(kind).ok_or_else(|| GraphError::missing(format!("header {kind} is required.")))?;
            simple::source(kind, file)
        }
        _ => Err(GraphError::invalid(format!("Header type {kind} is not allowed here."))),
    }
}

fn buttons(action: &Value) -> Result<(), GraphError> {
    let buttons = list(action, "buttons");
    if buttons.is_empty() || buttons.len() > 3 {
        return Err(GraphError::invalid(
            "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3",
        ));
    }
    let mut titles = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for button in buttons {
        if text(button, "type") != Some("reply") {
            return Err(GraphError::invalid("Button type must be reply."));
        }
        let reply = button.get("reply").ok_or_else(|| GraphError::missing("Button reply is required."))?;
        if !ids.insert(bounded(reply, "id", "Button id", 256)?) {
            return Err(GraphError::invalid("Duplicate button ids."));
        }
        if !titles.insert(bounded(reply, "title", "Button title", 20)?) {
            return Err(GraphError::invalid("Duplicate button titles."));
        }
    }
    Ok(())
}

fn rows(action: &Value) -> Result<(), GraphError> {
    bounded(action, "button", "Button label", 20)?;
    let sections = list(action, "sections");
    if sections.is_empty() || sections.len() > 10 {
        return Err(GraphError::invalid(
            "Invalid sections count. Min allowed sections: 1, Max allowed sections: 10",
        ));
    }
    let mut ids = BTreeSet::new();
    for section in sections {
        if sections.len() > 1 {
            bounded(section, "title", "Section title", 24)?;
        }
        optional(section, "title", "Section title", 24)?;
        if list(section, "rows").is_empty() {
            return Err(GraphError::missing("A section needs rows."));
        }
        for row in list(section, "rows") {
            if !ids.insert(bounded(row, "id", "Row id", 200)?) {
                return Err(GraphError::invalid("Duplicate row ids."));
            }
            bounded(row, "title", "Row title", 24)?;
            optional(row, "description", "Row description", 72)?;
        }
    }
    if ids.len() > 10 {
        return Err(GraphError::invalid("Total row count exceed max allowed count: 10"));
    }
    Ok(())
}

fn parameters<'a>(action: &'a Value, name: &str) -> Result<&'a Value, GraphError> {
    named(action, name)?;
    action.get("parameters").ok_or_else(|| GraphError::required("interactive['action']['parameters']"))
}

fn named(action: &Value, name: &str) -> Result<(), GraphError> {
    if text(action, "name") == Some(name) {
        Ok(())
    } else {
        Err(GraphError::invalid(format!("Action name must be {name}.")))
    }
}

fn link(action: &Value) -> Result<(), GraphError> {
    let parameters = parameters(action, "cta_url")?;
    bounded(parameters, "display_text", "display_text", 20)?;
    let url = bounded(parameters, "url", "url", 2000)?;
    if url.starts_with("https://") || url.starts_with("http://") {
        Ok(())
    } else {
        Err(GraphError::invalid("url is not a valid URI."))
    }
}

fn flow(action: &Value) -> Result<(), GraphError> {
    let parameters = parameters(action, "flow")?;
    bounded(parameters, "flow_cta", "flow_cta", 30)?;
    if text(parameters, "flow_message_version").is_none() {
        return Err(GraphError::missing("flow_message_version is required."));
    }
    match (text(parameters, "flow_id"), text(parameters, "flow_name")) {
        (Some(_), None) | (None, Some(_)) => {}
        _ => return Err(GraphError::invalid("Use exactly one of flow_id and flow_name.")),
    }
    if !matches!(text(parameters, "mode"), None | Some("draft" | "published")) {
        return Err(GraphError::invalid("mode must be draft or published."));
    }
    let data = parameters.pointer("/flow_action_payload/data");
    if data.is_some_and(|data| data.as_object().is_none_or(serde_json::Map::is_empty)) {
        return Err(GraphError::invalid("flow_action_payload data must be a non-empty object."));
    }
    Ok(())
}

fn product(action: &Value) -> Result<(), GraphError> {
    bounded(action, "catalog_id", "catalog_id", 64)?;
    bounded(action, "product_retailer_id", "product_retailer_id", 128).map(drop)
}

fn products(action: &Value) -> Result<(), GraphError> {
    bounded(action, "catalog_id", "catalog_id", 64)?;
    let sections = list(action, "sections");
    let items: usize = sections.iter().map(|section| list(section, "product_items").len()).sum();
    if sections.is_empty() || sections.len() > 10 || items == 0 || items > 30 {
        return Err(GraphError::invalid("Products: 1 to 10 sections with 1 to 30 items in all."));
    }
    for section in sections.iter().filter(|_| sections.len() > 1) {
        bounded(section, "title", "Section title", 24)?;
    }
    Ok(())
}

fn cards(action: &Value) -> Result<(), GraphError> {
    let cards = list(action, "cards");
    if !(2..=10).contains(&cards.len()) {
        return Err(GraphError::invalid("Invalid cards count. Min allowed cards: 2, Max allowed cards: 10"));
    }
    let kinds: BTreeSet<_> = cards
        .iter()
        .map(|card| (text(card, "type"), card.pointer("/header/type").map(Value::to_string)))
        .collect();
    if kinds.len() > 1 {
        return Err(GraphError::invalid("All cards must be of one type and have the same header type."));
    }
    for (place, card) in cards.iter().enumerate() {
        let index =
            card.get("card_index").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
        if index != Some(place) {
            return Err(GraphError::invalid("card_index must count from 0."));
        }
        if let Some(body) = card.get("body") {
            let body = bounded(body, "text", "Card body text", 160)?;
            if body.matches('\n').count() > 2 {
                return Err(GraphError::invalid("Card body text has more than 2 line breaks."));
            }
        }
        let action = card.get("action").ok_or_else(|| GraphError::missing("Card action is required."))?;
        if text(action, "name") == Some("cta_url") {
            link(action)?;
        }
    }
    Ok(())
}

fn order(action: &Value) -> Result<(), GraphError> {
    let parameters = parameters(action, "review_and_pay")?;
    let reference = bounded(parameters, "reference_id", "reference_id", 60)?;
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    if !reference.chars().all(allowed) {
        return Err(GraphError::invalid("reference_id may hold letters, digits, dot, dash and underscore."));
    }
    if !matches!(text(parameters, "type"), Some("digital-goods" | "physical-goods")) {
        return Err(GraphError::invalid("type must be digital-goods or physical-goods."));
    }
    // Meta's pages show Brazil, India and Singapore.
    if !matches!(text(parameters, "currency"), Some("BRL" | "INR" | "SGD")) {
        return Err(GraphError::invalid("currency must be BRL, INR or SGD."));
    }
    let amount = |path: &str| parameters.pointer(path).and_then(Value::as_i64);
    let tax = amount("/order/tax/value").ok_or_else(|| GraphError::missing("order tax is required."))?;
    let part = |path: &str| amount(path).unwrap_or(0);
    let sum =
        part("/order/subtotal/value") + tax + part("/order/shipping/value") - part("/order/discount/value");
    if amount("/total_amount/value") != Some(sum) {
        return Err(GraphError::invalid("total_amount must be subtotal + tax + shipping - discount."));
    }
    for item in parameters.pointer("/order/items").and_then(Value::as_array).into_iter().flatten() {
        bounded(item, "name", "Item name", 60)?;
    }
    Ok(())
}

fn order_status(action: &Value) -> Result<(), GraphError> {
    const STATES: &[&str] =
        &["pending", "processing", "partially-shipped", "shipped", "completed", "canceled"];
    let parameters = parameters(action, "review_order")?;
    bounded(parameters, "reference_id", "reference_id", 60)?;
    let status = parameters.pointer("/order/status").and_then(Value::as_str).unwrap_or_default();
    if !STATES.contains(&status) {
        return Err(GraphError::invalid(format!("order status must be one of {}.", STATES.join(", "))));
    }
    let details = parameters.pointer("/order/description").and_then(Value::as_str).unwrap_or_default();
    if length(details) > 120 {
        return Err(GraphError::invalid("order description is too long."));
    }
    Ok(())
}
