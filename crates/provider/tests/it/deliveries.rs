//! Every saved delivery is read whole.

use crate::saved::{deliveries, updates};
use prosa_domain::message::content::Content;
use prosa_provider::{Item, Update};
use serde_json::{Value, json};
use std::fmt::Write;

fn line(update: &Update) -> String {
    let mut line = format!("{} ", update.field);
    match &update.item {
        Item::Message(message) => {
            let content = &message.content;
            let who = &message.identity;
            write!(
                line,
                "message {} [{}] {:?} at {} from {}/{}/{}",
                content.kind(),
                content.raw_kind(),
                content.preview().text,
                message.at.timestamp(),
                who.bsuid.as_deref().unwrap_or("-"),
                who.wa_id.as_deref().unwrap_or("-"),
                who.profile_name.as_deref().unwrap_or("-"),
            )
            .unwrap();
            if let Some(quoted) = content.quoted() {
                write!(line, " quotes {quoted}").unwrap();
            }
            if let Some(forwarded) = content.forwarded() {
                write!(line, " forwarded {forwarded:?}").unwrap();
            }
            if let Some(group) = &message.group_id {
                write!(line, " group {group}").unwrap();
            }
            match content {
                Content::Reaction(reaction) => write!(line, " on {}", reaction.target).unwrap(),
                Content::Edit(target) | Content::Revoke(target) => {
                    write!(line, " on {:?}", target.target).unwrap()
                }
                Content::Image(media) | Content::Document(media) => write!(line, " {}", media.mime).unwrap(),
                _ => {}
            }
        }
        Item::Status(status) => {
            let codes: Vec<i32> = status.errors.iter().map(|error| error.code).collect();
            write!(line, "status {} of {} {codes:?}", status.state.as_str(), status.provider_message_id)
                .unwrap();
        }
        Item::Echo(message) => {
            write!(line, "echo {} {:?}", message.content.kind(), message.content.preview().text).unwrap();
        }
        Item::History(past) => {
            let content = &past.message.content;
            let state = past.state.as_str();
            write!(line, "history {:?} {} {:?} {state}", past.author, content.kind(), content.preview().text)
                .unwrap();
        }
        Item::SystemChange(change) => write!(
            line,
            "change {:?}/{:?} -> {:?}/{:?}",
            change.old_bsuid, change.old_wa_id, change.new_bsuid, change.new_wa_id
        )
        .unwrap(),
        Item::Other { field, .. } => write!(line, "other {field}").unwrap(),
        Item::Malformed { reason, .. } => write!(line, "MALFORMED {reason}").unwrap(),
    }
    line
}

#[test]
fn every_saved_delivery_is_read_as_what_it_is() {
    let mut all = String::new();
    for (name, delivery) in deliveries() {
        writeln!(all, "{name}").unwrap();
        for update in updates(delivery) {
            writeln!(all, "    {}", line(&update)).unwrap();
        }
    }
    assert!(!all.contains("MALFORMED"), "{all}");
    insta::assert_snapshot!(all);
}

/// Every scalar below a value, with the way to it.
fn leaves(value: &Value, path: &str, all: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, one)| leaves(one, &format!("{path}/{key}"), all)),
        Value::Array(list) => list.iter().for_each(|one| leaves(one, path, all)),
        Value::Null => {}
        scalar => all.push((path.to_owned(), scalar.to_string())),
    }
}

/// Everything an update keeps, as one text.
fn kept(update: &Update) -> String {
    match &update.item {
        Item::Message(message) | Item::Echo(message) => json!({
            "id": message.provider_message_id, "identity": message.identity, "content": message.content,
            "time": message.at.timestamp().to_string(), "group": message.group_id,
        })
        .to_string(),
        Item::Status(status) => json!({
            "id": status.provider_message_id, "state": status.state, "detail": status.detail,
            "callback": status.callback_data, "time": status.at.timestamp().to_string(),
        })
        .to_string(),
        Item::History(past) => json!({
            "id": past.message.provider_message_id, "identity": past.message.identity,
            "content": past.message.content, "time": past.message.at.timestamp().to_string(),
        })
        .to_string(),
        Item::SystemChange(change) => change.raw.to_string(),
        Item::Other { raw, .. } | Item::Malformed { raw, .. } => raw.to_string(),
    }
}

#[test]
fn nothing_of_a_message_or_status_is_lost() {
    // Who was quoted is known by the quoted message itself; kinds and forwarding are words of ours, seen in the snapshot.
    // Of what the phone wrote, the sender is we; how far a message of the past got is a word of ours.
    let left_out = ["/context/from", "/type", "/context/forwarded", "/context/frequently_forwarded"];
    let past =
        ["/threads/messages/from", "/threads/messages/type", "/threads/messages/history_context/status"];
    let mut checked = 0;
    for (name, delivery) in deliveries() {
        for change in delivery.pointer("/entry/0/changes").and_then(Value::as_array).unwrap() {
            let all: String = updates(delivery).iter().map(kept).collect();
            for part in ["messages", "statuses", "errors", "message_echoes", "history", "calls"] {
                let mut wanted = Vec::new();
                leaves(&change["value"][part], "", &mut wanted);
                let ours = |path: &str| match part {
                    "message_echoes" => path == "/from",
                    "history" => past.contains(&path),
                    _ => false,
                };
                let asked = |path: &str| !left_out.contains(&path) && !ours(path);
                for (path, value) in wanted.iter().filter(|(path, _)| asked(path)) {
                    assert!(all.contains(value), "{name}: {path} = {value} is lost in {all}");
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 250, "only {checked} values were looked at");
}

#[test]
fn fields_of_the_account_are_kept_whole() {
    let mut seen = 0;
    for (name, delivery) in deliveries() {
        let change = &delivery["entry"][0]["changes"][0];
        // A call that ended is a message.
        let is_read =
            ["messages", "smb_message_echoes", "history"].iter().any(|read| change["field"] == *read);
        if is_read || name.ends_with("call_terminate") {
            continue;
        }
        let all = updates(delivery);
        assert_eq!(all.len(), 1, "{name}");
        assert!(matches!(&all[0].item, Item::Other { raw, .. } if *raw == change["value"]), "{name}");
        assert_eq!(all[0].account_id.as_deref(), delivery["entry"][0]["id"].as_str(), "{name}");
        seen += 1;
    }
    assert!(seen > 30);
}

#[test]
fn fields_and_kinds_of_tomorrow_are_kept() {
    let message = json!({"from": "5511987651234", "id": "wamid.T", "timestamp": 1_795_000_000, "type": "hologram",
        "hologram": {"id": "1", "depth": [1, {"x": true}]}});
    let image = json!({"from": "5511987651234", "id": "wamid.I", "timestamp": "1795000000", "type": "image",
        "image": {"id": "7", "mime_type": "image/png", "glow": 3}, "mood": "sunny"});
    let status =
        json!({"id": "wamid.S", "status": "evaporated", "timestamp": "1795000000", "recipient_id": "1"});
    let delivery = json!({"entry": [{"id": "1", "changes": [
        {"field": "messages", "value": {"metadata": {"phone_number_id": "2"}, "messages": [message, image], "statuses": [status]}},
        {"field": "telepathy", "value": {"thought": "oi"}}]}]});
    let all = updates(&delivery);
    assert_eq!(all.len(), 4);
    for (place, wanted) in
        [(0, "hologram"), (0, "\"x\":true"), (1, "sunny"), (1, "glow"), (2, "evaporated"), (3, "oi")]
    {
        assert!(kept(&all[place]).contains(wanted), "{wanted}");
    }
    assert!(matches!(&all[0].item, Item::Message(message) if message.content.kind() == "unknown"));
    assert!(matches!(&all[2].item, Item::Other { field, .. } if field == "messages.status"));
}

#[test]
fn contents_of_deliveries_survive_being_stored() {
    for (name, delivery) in deliveries() {
        for update in updates(delivery) {
            if let Item::Message(message) = update.item {
                let stored = serde_json::to_string(&message.content).unwrap();
                assert_eq!(serde_json::from_str::<Content>(&stored).unwrap(), message.content, "{name}");
            }
        }
    }
}
