//! A customer answers what the business sent: taps a button, chooses a row, fills a flow, sends a place or a contact that
//! was asked for. What was not offered cannot be chosen.

use crate::{
    customer::{self, ActError, Draft},
    shared::Shared,
    template::kind_of,
    world::{Author, Message},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Id of a button or row; the place of a template's button, from 0.
    pub choice: Option<String>,
    /// Fields of a flow.
    pub fields: Map<String, Value>,
}

/// Answers a message of the business; tells the id of the answer.
pub fn answer(shared: &Arc<Shared>, id: &str, answer: &Answer) -> Result<String, ActError> {
    let message = shared.world().messages.get(id).cloned().ok_or(ActError::NoMessage)?;
    if message.author != Author::Business {
        return Err(ActError::NotPossible);
    }
    let (kind, content) = match message.kind.as_str() {
        "interactive" => interactive(&message, answer)?,
        "template" => button(&message, answer)?,
        _ => return Err(ActError::NotPossible),
    };
    let draft = Draft {
        line: message.line,
        customer: message.customer,
        kind: kind.to_owned(),
        content,
        quote: Some(message.id),
        at: None,
        extra: Map::new(),
        channel: message.channel,
    };
    customer::write(shared, draft)
}

fn list<'a>(value: &'a Value, path: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(path).and_then(Value::as_array).into_iter().flatten()
}

fn interactive(message: &Message, answer: &Answer) -> Result<(&'static str, Value), ActError> {
    let content = &message.content;
    let choice = answer.choice.as_deref();
    match kind_of(content) {
        "button" => {
            let meant = list(content, "/action/buttons")
                .filter_map(|button| button.get("reply"))
                .find(|reply| reply.get("id").and_then(Value::as_str) == choice);
            let reply = meant.ok_or(ActError::NotPossible)?;
            Ok(("interactive", json!({"type": "button_reply", "button_reply": reply})))
        }
        "list" => {
            let meant = list(content, "/action/sections")
                .flat_map(|section| list(section, "/rows"))
                .find(|row| row.get("id").and_then(Value::as_str) == choice);
            let reply = meant.ok_or(ActError::NotPossible)?;
            Ok(("interactive", json!({"type": "list_reply", "list_reply": reply})))
        }
        "flow" => {
            let token = content.pointer("/action/parameters/flow_token").and_then(Value::as_str);
            Ok(("interactive", flow(token, &answer.fields)))
        }
        "location_request_message" => Ok(("location", json!({"latitude": -23.5505, "longitude": -46.6333}))),
        "contact_request" | "request_contact_info" => Ok(("contacts", own_card(message))),
        "call_permission_request" => {
            let response = if choice == Some("reject") { "reject" } else { "accept" };
            let reply = json!({"response": response, "response_source": "user_action"});
            Ok(("interactive", json!({"type": "call_permission_reply", "call_permission_reply": reply})))
        }
        _ => Err(ActError::NotPossible),
    }
}

/// A completed flow; its fields are a text of JSON.
fn flow(token: Option<&str>, fields: &Map<String, Value>) -> Value {
    let mut response = fields.clone();
    if let Some(token) = token {
        response.insert("flow_token".to_owned(), token.into());
    }
    let response = Value::Object(response).to_string();
    json!({"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": response}})
}

fn own_card(message: &Message) -> Value {
    json!([{"name": {"formatted_name": message.customer, "first_name": message.customer}, "origin": "contact_request",
        "phones": [{"phone": format!("+{}", message.customer), "wa_id": message.customer, "type": "CELL"}]}])
}

/// The button of a template: a quick reply, a flow, or the wish to give one's number.
fn button(message: &Message, answer: &Answer) -> Result<(&'static str, Value), ActError> {
    let place: usize = answer.choice.as_deref().unwrap_or("0").parse().map_err(|_| ActError::NotPossible)?;
    let shown = message.shown.as_ref().and_then(|shown| shown.pointer(&format!("/buttons/{place}")));
    let shown = shown.ok_or(ActError::NotPossible)?;
    match kind_of(shown) {
        "QUICK_REPLY" => {
            let text = shown.get("text").and_then(Value::as_str).unwrap_or_default();
            let payload = shown.get("payload").and_then(Value::as_str).unwrap_or(text);
            Ok(("button", json!({"payload": payload, "text": text})))
        }
        "FLOW" => {
            let token = shown.pointer("/action/flow_token").and_then(Value::as_str);
            Ok(("interactive", flow(token, &answer.fields)))
        }
        "REQUEST_CONTACT_INFO" => Ok(("contacts", own_card(message))),
        _ => Err(ActError::NotPossible),
    }
}
