//! A delivery's JSON without what people said, who they are, or other lines' part of it.

use serde_json::{Map, Value};

/// Keys whose texts say how the provider works, never what a person said or is called.
const OPEN: [&str; 19] = [
    "object",
    "field",
    "messaging_product",
    "type",
    "status",
    "timestamp",
    "phone_number_id",
    "mime_type",
    "category",
    "pricing_model",
    "event",
    "currency",
    "source_type",
    "media_type",
    "policy",
    "decision",
    "quality",
    "conversation_type",
    "expiration_timestamp",
];
/// The same inside the provider's errors.
const OPEN_IN_ERRORS: [&str; 4] = ["title", "message", "details", "href"];

/// The part of a delivery that belongs to one line, indented, personal values masked. A body that is no JSON is only told
/// by its size.
pub(super) fn body(raw: &[u8], phone_number_id: &str, account_id: &str) -> String {
    let Ok(mut delivery) = serde_json::from_slice::<Value>(raw) else {
        return format!("({} bytes)", raw.len());
    };
    keep_line(&mut delivery, phone_number_id, account_id);
    mask("", Inside::Update, &mut delivery);
    serde_json::to_string_pretty(&delivery).unwrap_or_default()
}

fn keep_line(delivery: &mut Value, phone_number_id: &str, account_id: &str) {
    let Some(entries) = delivery.get_mut("entry").and_then(Value::as_array_mut) else {
        // Not the shape we know: whose it is cannot be told, so nothing of it is shown.
        *delivery = Value::Object(Map::new());
        return;
    };
    for entry in entries.iter_mut() {
        let of_account = entry.get("id").and_then(Value::as_str) == Some(account_id);
        if let Some(changes) = entry.get_mut("changes").and_then(Value::as_array_mut) {
            changes.retain(|change| {
                match change.pointer("/value/metadata/phone_number_id").and_then(Value::as_str) {
                    Some(id) => id == phone_number_id,
                    None => of_account,
                }
            });
        }
    }
    entries.retain(|entry| {
        entry.get("changes").and_then(Value::as_array).is_some_and(|changes| !changes.is_empty())
    });
}

/// Where in the delivery a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Update,
    Errors,
}

fn mask(key: &str, inside: Inside, value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                let inside = if key == "errors" { Inside::Errors } else { inside };
                mask(key, inside, value);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| mask(key, inside, value)),
        Value::String(text) if !is_open(key, inside, text) => {
            *text = format!("••• ({})", text.chars().count());
        }
        Value::Number(_) if !(inside == Inside::Errors || key == "expiration_timestamp") => {
            *value = Value::String("•••".to_owned());
        }
        _ => {}
    }
}

/// Words of the provider are short and plain; anything else under such a key is masked all the same.
fn is_open(key: &str, inside: Inside, text: &str) -> bool {
    let word = OPEN.contains(&key) && text.len() <= 64 && !text.contains('@');
    word || (inside == Inside::Errors && OPEN_IN_ERRORS.contains(&key))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use serde_json::json;

    fn change(number: &str, text: &str) -> Value {
        json!({"field": "messages", "value": {"messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "551133224455", "phone_number_id": number},
            "contacts": [{"profile": {"name": "Marina Souza"}, "wa_id": "5521987650101"}],
            "messages": [{"from": "5521987650101", "id": "wamid.HBgNNTUyMQ==", "timestamp": "1795000000", "type": "text",
                "text": {"body": text}}]}})
    }

    #[test]
    fn nothing_a_person_said_or_is_stays_readable() {
        let delivery = json!({"object": "whatsapp_business_account",
            "entry": [{"id": "9", "changes": [change("100", "segredo")]}]});
        let shown = body(delivery.to_string().as_bytes(), "100", "9");
        for word in ["segredo", "Marina", "5521987650101", "551133224455", "HBgN"] {
            assert!(!shown.contains(word), "{word} in {shown}");
        }
        assert!(
            shown.contains("\"type\": \"text\"") && shown.contains("1795000000") && shown.contains("(7)"),
            "{shown}"
        );
    }

    #[test]
    fn what_belongs_to_another_line_is_left_out() {
        let delivery = json!({"object": "x", "entry": [
            {"id": "9", "changes": [change("100", "um"), change("200", "dois dois")]},
            {"id": "8", "changes": [change("300", "tres")]}]});
        let shown: Value = serde_json::from_str(&body(delivery.to_string().as_bytes(), "100", "9")).unwrap();
        assert_eq!(shown["entry"].as_array().unwrap().len(), 1);
        assert_eq!(shown["entry"][0]["changes"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn a_shape_nobody_knows_shows_nothing() {
        assert_eq!(body(br#"{"secret": "x"}"#, "100", "9"), "{}");
        assert_eq!(body(b"nonsense", "100", "9"), "(8 bytes)");
    }
}
