//! Contact cards.

use super::{list, text};
use crate::graph::error::GraphError;
use serde_json::Value;

/// At least one card, each with a formatted name and another part of it.
pub fn check(content: &Value) -> Result<(), GraphError> {
    let cards = content
        .as_array()
        .filter(|cards| !cards.is_empty())
        .ok_or_else(|| GraphError::required("contacts"))?;
    if cards.len() > 257 {
        return Err(GraphError::invalid("contacts: at most 257 cards."));
    }
    for card in cards {
        let name = card.get("name").ok_or_else(|| GraphError::required("contacts[0]['name']"))?;
        if text(name, "formatted_name").is_none_or(str::is_empty) {
            return Err(GraphError::required("contacts[0]['name']['formatted_name']"));
        }
        let parts = ["first_name", "last_name", "middle_name", "suffix", "prefix"];
        if !parts.iter().any(|part| text(name, part).is_some_and(|part| !part.is_empty())) {
            return Err(GraphError::missing("At least one name part besides formatted_name is required."));
        }
        for phone in list(card, "phones") {
            if text(phone, "phone").is_none() && text(phone, "wa_id").is_none() {
                return Err(GraphError::missing("contacts: a phone entry has neither phone nor wa_id."));
            }
        }
    }
    Ok(())
}
