//! Webhook fields that are no messages, in short, and what they say about a line's health (Meta, webhook reference, one page
//! per field). Shapes vary between years; whatever does not fit becomes the plainest thing that is true.

use chrono::{DateTime, Utc};
use prosa_domain::{
    line_health::{About, Facts, Notice},
    phone,
};
use serde_json::Value;

/// Characters of a provider's word that are shown.
const WORD_MAX: usize = 80;

/// A notice in short: `field` is the webhook field, `raw` its value as it was kept.
#[must_use]
pub fn read(field: &str, raw: &Value) -> Notice {
    let event = || word(raw, "event");
    match field {
        "account_update" => account(raw),
        "account_alerts" => {
            let of = |name: &str| word_at(raw, &format!("/alert_info/{name}")).or(word(raw, name));
            Notice::Alert {
                alert: of("alert_type").unwrap_or_default(),
                severity: of("alert_severity").unwrap_or_default(),
            }
        }
        "account_review_update" => Notice::Review { decision: word(raw, "decision").unwrap_or_default() },
        "phone_number_quality_update" => Notice::Number { event: event().unwrap_or_default() },
        "phone_number_name_update" => Notice::Name {
            name: word(raw, "requested_verified_name").unwrap_or_default(),
            decision: word(raw, "decision").unwrap_or_default(),
        },
        "business_capability_update" => Notice::Capability { limit: limit(raw).unwrap_or_default() },
        "security" => Notice::Security { event: event().unwrap_or_default() },
        "user_preferences" => preferences(raw),
        "flows" => Notice::Flow { event: event().unwrap_or_default() },
        "calls" => Notice::Call { event: call(raw) },
        "payment_configuration_update" => Notice::Payment { state: word(raw, "status").unwrap_or_default() },
        "automatic_events" => {
            Notice::Conversion { event: word_at(raw, "/automatic_events/0/event_name").unwrap_or_default() }
        }
        "phone_number_username_update" | "business_username_update" | "business_username_updates" => {
            Notice::Username {
                name: word(raw, "username").unwrap_or_default(),
                state: word(raw, "status").unwrap_or_default(),
            }
        }
        "standby" | "messaging_handovers" => Notice::Handover,
        "messages.errors" | "history.errors" => failure(raw),
        "history.progress" => Notice::History { progress: percent(raw.get("progress")) },
        // A chunk without a message in it.
        "history" => Notice::History { progress: percent(raw.pointer("/history/0/metadata/progress")) },
        "smb_message_echoes" => Notice::AppMessages { count: length(raw, "message_echoes") },
        "smb_app_state_sync" => Notice::AppContacts { count: length(raw, "state_sync") },
        field if field.starts_with("group_") => Notice::Group { event: group(field, raw) },
        field if field.contains("template") => template(raw),
        field => Notice::Other { field: field.to_owned() },
    }
}

/// What a notice says about the health of lines; none when nothing.
#[must_use]
pub fn health(field: &str, raw: &Value) -> Option<(About, Facts)> {
    let decision = || word(raw, "decision");
    let facts = match field {
        "account_update" => account_health(raw),
        "account_alerts" => Facts {
            alert: word_at(raw, "/alert_info/alert_type").or(word(raw, "alert_type")),
            ..Facts::default()
        },
        "account_review_update" => Facts { review: decision(), ..Facts::default() },
        "phone_number_quality_update" => Facts {
            messaging_limit: limit(raw),
            throughput: word(raw, "event")
                .filter(|event| event == "THROUGHPUT_UPGRADE")
                .map(|_| "HIGH".to_owned()),
            ..Facts::default()
        },
        "phone_number_name_update" => {
            let approved = decision().filter(|decision| decision == "APPROVED");
            Facts {
                name_status: decision(),
                verified_name: approved.and_then(|_| word(raw, "requested_verified_name")),
                ..Facts::default()
            }
        }
        "business_capability_update" => Facts { messaging_limit: limit(raw), ..Facts::default() },
        // Only a number that is used in the phone's app has contacts there (Meta, "Coexistence").
        "smb_app_state_sync" => Facts { on_phone: Some(true), ..Facts::default() },
        _ => Facts::default(),
    };
    (!facts.is_empty()).then(|| (about(raw), facts))
}

fn about(raw: &Value) -> About {
    if let Some(number) = word(raw, "display_phone_number") {
        return About::Number(phone::digits(&number));
    }
    if let Some(id) = word_at(raw, "/metadata/phone_number_id") {
        return About::NumberId(id);
    }
    let of_number = word(raw, "entity_type").is_some_and(|kind| kind == "PHONE_NUMBER");
    match word(raw, "entity_id").filter(|_| of_number) {
        Some(id) => About::NumberId(id),
        None => About::Account,
    }
}

fn account(raw: &Value) -> Notice {
    match word(raw, "event").unwrap_or_default().as_str() {
        "ACCOUNT_RESTRICTION" => {
            let facts = account_health(raw);
            Notice::Restricted { what: facts.restriction.unwrap_or_default(), until: facts.restricted_until }
        }
        "DISABLED_UPDATE" => {
            Notice::Banned { state: word_at(raw, "/ban_info/waba_ban_state").unwrap_or_default() }
        }
        "ACCOUNT_VIOLATION" => {
            Notice::Violation { kind: word_at(raw, "/violation_info/violation_type").unwrap_or_default() }
        }
        "PARTNER_REMOVED" | "ACCOUNT_OFFBOARDED" | "ACCOUNT_DELETED" => Notice::Disconnected {
            reason: word_at(raw, "/disconnection_info/reason").or(word(raw, "event")).unwrap_or_default(),
        },
        event => Notice::Account { event: event.to_owned() },
    }
}

fn account_health(raw: &Value) -> Facts {
    let list = raw.get("restriction_info").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let kinds: Vec<String> = list.iter().filter_map(|one| word(one, "restriction_type")).collect();
    let until = list.iter().filter_map(|one| one.get("expiration").and_then(seconds)).max();
    Facts {
        restriction: (!kinds.is_empty()).then(|| kinds.join(" ")),
        restricted_until: until,
        ban: word_at(raw, "/ban_info/waba_ban_state"),
        portfolio: portfolio(raw),
        ..Facts::default()
    }
}

/// The account's owner, where the notice names it.
fn portfolio(raw: &Value) -> Option<String> {
    let id = word_at(raw, "/waba_info/owner_business_id")?;
    (id.len() <= 32 && id.chars().all(|digit| digit.is_ascii_digit())).then_some(id)
}

fn preferences(raw: &Value) -> Notice {
    let list = raw.get("user_preferences").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let count = |wanted: &str| {
        let found = list.iter().filter(|one| word(one, "value").as_deref() == Some(wanted)).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    Notice::Preferences { stopped: count("stop"), resumed: count("resume") }
}

fn template(raw: &Value) -> Notice {
    let state = ["event", "new_quality_score", "correct_category", "new_category"];
    Notice::Template {
        name: word(raw, "message_template_name").unwrap_or_default(),
        state: state.into_iter().find_map(|name| word(raw, name)).unwrap_or_else(|| "CHANGED".to_owned()),
    }
}

/// The type inside is only believed where it fits its field: Meta's own examples hold a wrong one.
fn group(field: &str, raw: &Value) -> String {
    let stem = field.trim_end_matches("_update");
    let fits = |kind: &String| field == "group_lifecycle_update" || kind.starts_with(stem);
    word_at(raw, "/groups/0/type").filter(fits).unwrap_or_else(|| field.to_owned())
}

fn call(raw: &Value) -> String {
    word_at(raw, "/calls/0/event").or_else(|| word_at(raw, "/statuses/0/status")).unwrap_or_default()
}

fn failure(raw: &Value) -> Notice {
    let code = raw.pointer("/0/code").or_else(|| raw.get("code")).and_then(Value::as_i64);
    Notice::Failure { code: code.and_then(|code| i32::try_from(code).ok()).unwrap_or_default() }
}

fn percent(value: Option<&Value>) -> u32 {
    let percent = value.and_then(Value::as_u64).unwrap_or_default().min(100);
    u32::try_from(percent).unwrap_or_default()
}

/// People per day outside the window: a tier's word, or a number.
fn limit(raw: &Value) -> Option<String> {
    ["max_daily_conversations_per_business", "max_daily_conversation_per_phone", "current_limit"]
        .into_iter()
        .find_map(|name| word(raw, name))
}

fn length(raw: &Value, name: &str) -> u32 {
    let count = raw.get(name).and_then(Value::as_array).map(Vec::len).unwrap_or_default();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn word(raw: &Value, name: &str) -> Option<String> {
    raw.get(name).and_then(plain)
}

fn word_at(raw: &Value, pointer: &str) -> Option<String> {
    raw.pointer(pointer).and_then(plain)
}

fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => {
            text.trim().chars().filter(|letter| !letter.is_control()).take(WORD_MAX).collect()
        }
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    (!text.is_empty()).then_some(text)
}

fn seconds(value: &Value) -> Option<DateTime<Utc>> {
    let seconds = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    DateTime::from_timestamp(seconds, 0)
}
