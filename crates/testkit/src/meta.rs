//! Deliveries as Meta sends them, and their signature.

use aws_lc_rs::hmac;
use serde_json::{Value, json};

/// A delivery with messages of contacts: `(wa_id, name, provider id, unix seconds, text)` each.
#[must_use]
pub fn texts(phone_number_id: &str, messages: &[(&str, &str, &str, i64, &str)]) -> Value {
    let contacts: Vec<Value> = messages
        .iter()
        .map(|(wa_id, name, ..)| json!({"profile": {"name": name}, "wa_id": wa_id, "user_id": format!("BR.{wa_id}")}))
        .collect();
    let list: Vec<Value> = messages
        .iter()
        .map(|(wa_id, _, id, at, text)| {
            json!({"from": wa_id, "from_user_id": format!("BR.{wa_id}"), "id": id, "timestamp": at.to_string(),
                   "type": "text", "text": {"body": text}})
        })
        .collect();
    envelope(phone_number_id, json!({"contacts": contacts, "messages": list}))
}

/// A delivery with statuses: `(provider id, state, unix seconds)` each.
#[must_use]
pub fn statuses(phone_number_id: &str, statuses: &[(&str, &str, i64)]) -> Value {
    let list: Vec<Value> = statuses
        .iter()
        .map(|(id, state, at)| json!({"id": id, "status": state, "timestamp": at.to_string(), "recipient_id": "5511"}))
        .collect();
    envelope(phone_number_id, json!({"statuses": list}))
}

/// The envelope around a value of the `messages` field.
#[must_use]
pub fn envelope(phone_number_id: &str, mut value: Value) -> Value {
    value["messaging_product"] = "whatsapp".into();
    value["metadata"] = json!({"display_phone_number": "551133224455", "phone_number_id": phone_number_id});
    json!({"object": "whatsapp_business_account",
           "entry": [{"id": "200100300400500", "changes": [{"field": "messages", "value": value}]}]})
}

/// The signature header's value for a body.
#[must_use]
pub fn sign(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    format!("sha256={}", hex::encode(hmac::sign(&key, body).as_ref()))
}
