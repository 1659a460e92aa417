//! One update of a webhook, and how updates become the body of a POST.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// One thing that happened, as one `changes[]` element tells it.
#[derive(Clone, Debug)]
pub struct Update {
    /// The business account: `entry[].id`.
    pub waba_id: String,
    /// The number it is for.
    pub line: String,
    /// Webhook field.
    pub field: String,
    /// The whole `value`.
    pub value: Value,
    /// The customer's message in it, whose ticks depend on the answer.
    pub message: Option<String>,
    /// Its own callback, instead of the line's.
    pub direct: Option<String>,
}

/// How several updates share a POST. Meta does all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// An entry for each update.
    Entries,
    /// An entry for each account with a change for each update.
    #[default]
    Changes,
    /// An entry for each account with a change for each number, its messages and statuses in one value.
    Merged,
}

/// Fields whose entries carry no time (Meta has it on account and template fields only).
fn is_timed(field: &str) -> bool {
    !matches!(
        field,
        "messages" | "history" | "smb_message_echoes" | "smb_app_state_sync" | "user_preferences" | "calls"
    )
}

/// Line, field and value of a change.
type Change = (String, String, Value);

/// The body of a POST.
pub fn body(updates: &[Update], layout: Layout, now: i64) -> Value {
    let mut entries: Vec<(String, bool, Vec<Change>)> = Vec::new();
    for update in updates {
        let change = (update.line.clone(), update.field.clone(), update.value.clone());
        let timed = is_timed(&update.field);
        let known = entries
            .iter_mut()
            .find(|(waba, of, _)| layout != Layout::Entries && *waba == update.waba_id && *of == timed);
        let Some((_, _, changes)) = known else {
            entries.push((update.waba_id.clone(), timed, vec![change]));
            continue;
        };
        let same = changes.iter_mut().find(|(line, field, _)| {
            layout == Layout::Merged && *line == update.line && *field == update.field && field == "messages"
        });
        match same {
            Some((_, _, value)) => merge(value, &update.value),
            None => changes.push(change),
        }
    }
    let entries: Vec<Value> = entries.into_iter().map(|one| entry(one, now)).collect();
    json!({"object": "whatsapp_business_account", "entry": entries})
}

fn entry((waba_id, timed, changes): (String, bool, Vec<Change>), now: i64) -> Value {
    let changes: Vec<Value> =
        changes.into_iter().map(|(_, field, value)| json!({"value": value, "field": field})).collect();
    if timed {
        return json!({"id": waba_id, "time": now, "changes": changes});
    }
    json!({"id": waba_id, "changes": changes})
}

/// Puts the lists of one value behind those of another; a contact is named once.
fn merge(into: &mut Value, from: &Value) {
    let (Some(into), Some(from)) = (into.as_object_mut(), from.as_object()) else { return };
    for name in ["contacts", "messages", "statuses", "errors"] {
        let Some(list) = from.get(name).and_then(Value::as_array) else { continue };
        append(into, name, list);
    }
}

fn append(into: &mut Map<String, Value>, name: &str, list: &[Value]) {
    let known = into.entry(name).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(known) = known.as_array_mut() {
        for item in list {
            if name != "contacts" || !known.contains(item) {
                known.push(item.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(waba: &str, line: &str, id: &str) -> Update {
        Update {
            waba_id: waba.to_owned(),
            line: line.to_owned(),
            field: "messages".to_owned(),
            value: json!({"metadata": {"phone_number_id": line}, "contacts": [{"wa_id": "1"}], "messages": [{"id": id}]}),
            message: None,
            direct: None,
        }
    }

    #[test]
    fn the_three_layouts_hold_the_same_updates() {
        let updates =
            [update("w1", "1", "a"), update("w1", "1", "b"), update("w2", "2", "c"), update("w1", "3", "d")];
        let count = |layout| {
            let body = body(&updates, layout, 0);
            let entries = body.pointer("/entry").and_then(Value::as_array).cloned().unwrap_or_default();
            let changes: Vec<Value> = entries
                .iter()
                .flat_map(|entry| entry.get("changes").and_then(Value::as_array).cloned().unwrap_or_default())
                .collect();
            let messages: usize = changes
                .iter()
                .map(|change| change.pointer("/value/messages").and_then(Value::as_array).map_or(0, Vec::len))
                .sum();
            (entries.len(), changes.len(), messages)
        };
        assert_eq!(count(Layout::Entries), (4, 4, 4));
        assert_eq!(count(Layout::Changes), (2, 4, 4));
        assert_eq!(count(Layout::Merged), (2, 3, 4));
    }
}
