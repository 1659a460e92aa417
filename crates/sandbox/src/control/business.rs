//! Playing the business's own phone, where a number is used in the Business app as well: messages typed there, the history
//! of its chats, its address book (Meta, "Onboarding WhatsApp Business app users").

use super::{ControlError, customer};
use crate::{
    coexist::{self, Sync},
    fixture,
    shared::Shared,
};
use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

type Answer = Result<Json<Value>, ControlError>;

/// Something typed on the business's own phone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Echo {
    line: String,
    customer: String,
    text: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    with: Map<String, Value>,
    /// With `text`: an earlier message of the business that is edited.
    edits: Option<String>,
    /// An earlier message of the business that is withdrawn.
    revokes: Option<String>,
}

/// Types a message on the business's own phone.
pub async fn echo(State(shared): State<Arc<Shared>>, Json(echo): Json<Echo>) -> Answer {
    let customer = customer(&shared, &echo.customer)?;
    let (kind, content) = match (echo.text, echo.kind, echo.edits, echo.revokes) {
        (None, None, None, Some(id)) => ("revoke".to_owned(), json!({"original_message_id": id})),
        (Some(text), None, Some(id), None) => {
            let inner = json!({"type": "text", "text": {"body": text}});
            ("edit".to_owned(), json!({"original_message_id": id, "message": inner}))
        }
        (Some(text), None, None, None) => ("text".to_owned(), json!({"body": text})),
        (None, Some(name), None, None) => {
            let fixture = fixture::find(&name).ok_or_else(|| ControlError::none("kind"))?;
            let mut content = fixture.content;
            if let Some(map) = content.as_object_mut() {
                map.extend(echo.with);
            }
            if !content.is_null() {
                fixture::attach(&mut shared.world(), &echo.line, fixture.kind, &mut content, None);
            }
            (fixture.kind.to_owned(), content)
        }
        _ => return Err(ControlError::bad("one of text, kind, text with edits, or revokes")),
    };
    Ok(Json(json!({"id": coexist::echo(&shared, &echo.line, &customer, &kind, content)?})))
}

/// What is handed over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    line: String,
    /// `history`, `contacts` or `declined`.
    what: String,
    /// Chats, for `history`; every customer when none.
    #[serde(default)]
    customers: Vec<String>,
    /// Messages of each chat.
    messages: Option<usize>,
    /// Days they go back.
    days: Option<i64>,
}

/// Hands over the history of chats or the address book.
pub async fn hand_over(State(shared): State<Arc<Shared>>, Json(order): Json<HandOver>) -> Answer {
    let mut people = Vec::new();
    for name in &order.customers {
        people.push(customer(&shared, name)?);
    }
    let sync = match order.what.as_str() {
        "history" => Sync::History {
            people,
            messages: order.messages.unwrap_or(6).clamp(1, 500),
            days: order.days.unwrap_or(60).clamp(1, 180),
        },
        "contacts" => Sync::Contacts(people),
        "declined" => Sync::Declined,
        _ => return Err(ControlError::bad("what is history, contacts or declined")),
    };
    Ok(Json(json!({"updates": coexist::sync(&shared, &order.line, sync)?})))
}
