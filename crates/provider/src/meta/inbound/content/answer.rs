//! Reads answers to buttons, lists and flows, carts, and notes of the system.

use super::{plain, string};
use prosa_domain::message::content::{
    Answer, FlowField, Interactive, Money, Order, OrderItem, Placeholder, SystemKind, SystemNote,
    TappedButton,
};
use serde_json::Value;

/// Fields of a flow that are read; all of them stay in the provider's object.
const FIELDS_MAX: usize = 200;
/// How deep values inside values are followed.
const DEPTH_MAX: usize = 4;
/// Lines of a cart that are read.
const ITEMS_MAX: usize = 500;

/// An answer; `named` is the provider's word for what it answers.
pub(super) fn interactive(object: &Value, named: &str, told: Placeholder) -> Interactive {
    let reply = object.get(named).unwrap_or(&Value::Null);
    let answer = match named {
        "button_reply" => Answer::Button { id: plain(reply, "id"), title: plain(reply, "title") },
        "list_reply" => Answer::List {
            id: plain(reply, "id"),
            title: plain(reply, "title"),
            description: plain(reply, "description"),
        },
        "nfm_reply" => flow(reply),
        "call_permission_reply" => Answer::CallPermission {
            response: plain(reply, "response"),
            expires_at: reply.get("expiration_timestamp").and_then(whole),
        },
        "payment_method" => Answer::Payment {
            method: plain(reply, "payment_method"),
            reference_id: plain(reply, "reference_id"),
        },
        _ => Answer::Other,
    };
    let title =
        string(reply, "title").or_else(|| string(reply, "body")).or_else(|| string(reply, "response"));
    Interactive { answer, told: Placeholder { title: title.unwrap_or_default(), ..told } }
}

fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// What was filled in comes as JSON inside a text (Meta, "Receiving a flow response"). A text that is none stays in the
/// provider's object.
fn flow(reply: &Value) -> Answer {
    let inside = match reply.get("response_json") {
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        Some(other) => other.clone(),
        None => Value::Null,
    };
    let mut fields = Vec::new();
    let mut token = String::new();
    for (name, value) in inside.as_object().into_iter().flatten() {
        if name == "flow_token" {
            token = value.as_str().unwrap_or_default().to_owned();
        } else {
            gather(name, value, 0, &mut fields);
        }
    }
    Answer::Flow { name: plain(reply, "name"), body: plain(reply, "body"), token, fields }
}

fn gather(name: &str, value: &Value, depth: usize, fields: &mut Vec<FlowField>) {
    if fields.len() >= FIELDS_MAX {
        return;
    }
    match value {
        Value::Object(map) if depth < DEPTH_MAX => {
            for (inner, value) in map {
                gather(&format!("{name}.{inner}"), value, depth + 1, fields);
            }
        }
        Value::Array(list) if list.iter().all(|one| !one.is_object() && !one.is_array()) => {
            let value = list.iter().map(scalar).collect::<Vec<_>>().join(", ");
            fields.push(FlowField { name: name.to_owned(), value });
        }
        other => fields.push(FlowField { name: name.to_owned(), value: scalar(other) }),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A quick-reply button of a template.
pub(super) fn button(object: &Value, told: Placeholder) -> TappedButton {
    TappedButton { payload: plain(object, "payload"), told }
}

/// A cart. A line whose price cannot be read stays in the provider's object only, and with it the total.
pub(super) fn order(object: &Value, told: Placeholder) -> Order {
    let lines = object.get("product_items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let items: Option<Vec<OrderItem>> = lines.iter().take(ITEMS_MAX).map(item).collect();
    Order { catalog_id: plain(object, "catalog_id"), items: items.unwrap_or_default(), told }
}

fn item(raw: &Value) -> Option<OrderItem> {
    let quantity = raw.get("quantity").and_then(whole).and_then(|number| u32::try_from(number).ok())?;
    let price = match raw.get("item_price")? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let price = Money::parse(&price, &plain(raw, "currency"))?;
    Some(OrderItem { product_id: plain(raw, "product_retailer_id"), quantity, price })
}

/// A note of the system; `named` is Meta's word for what changed.
pub(super) fn system(object: &Value, named: &str, told: Placeholder) -> SystemNote {
    let change = match named {
        "user_changed_number" | "customer_changed_number" => SystemKind::Number,
        "user_changed_user_id" => SystemKind::User,
        "customer_identity_changed" => SystemKind::Identity,
        _ => SystemKind::Other,
    };
    let wa_id = string(object, "wa_id").or_else(|| string(object, "new_wa_id")).unwrap_or_default();
    SystemNote { change, wa_id, told }
}
