//! Templates at Meta: components as JSON both ways, the calls, and the webhook's events (Meta, "Template management",
//! "Template components", "Webhooks reference").

mod read;
mod write;

use super::client::Client;
use crate::{
    CallError, LineCredentials,
    template::{SampleFile, Submitted, TemplateChange, TemplateEvent, TemplatePage, TemplateRef},
};
use chrono::DateTime;
use prosa_domain::template::{Draft, Quality, TemplateCategory, TemplateStatus};
use serde_json::Value;

const FIELDS: &str = "id,name,language,status,category,components,parameter_format,quality_score,rejected_reason,\
                      correct_category,message_send_ttl_seconds";
const PAGE: u32 = 100;
/// Characters of an id or a cursor at most; longer ones are none of Meta's.
const ID_MAX: usize = 512;

pub(super) async fn list(
    client: &Client,
    line: &LineCredentials,
    after: Option<&str>,
) -> Result<TemplatePage, CallError> {
    let mut path = format!("{}/message_templates?fields={FIELDS}&limit={PAGE}", line.account_id);
    if let Some(after) = after.filter(|after| is_plain(after)) {
        path.push_str("&after=");
        path.push_str(after);
    }
    let answer = client.get(line, &path).await?;
    let entries = answer.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let templates: Vec<_> = entries.iter().filter_map(read::template).collect();
    // `next` says whether there is another page; the cursor says where, without an address to trust.
    let has_next = answer.pointer("/paging/next").and_then(Value::as_str).is_some();
    let cursor = answer.pointer("/paging/cursors/after").and_then(Value::as_str);
    let next =
        cursor.filter(|cursor| has_next && is_plain(cursor) && Some(*cursor) != after).map(str::to_owned);
    Ok(TemplatePage { unreadable: entries.len() - templates.len(), templates, next })
}

/// Whether a cursor or id can stand in an address as it is.
pub(super) fn object(draft: &Draft) -> Value {
    write::body(draft)
}

fn is_plain(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '=' | '.');
    !text.is_empty() && text.len() <= ID_MAX && text.chars().all(plain)
}

pub(super) async fn create(
    client: &Client,
    line: &LineCredentials,
    draft: &Draft,
) -> Result<Submitted, CallError> {
    let path = format!("{}/message_templates", line.account_id);
    let answer = client.post_json(line, &path, &write::body(draft)).await?;
    let word = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default();
    let id = read::id(&answer, "id").ok_or(CallError::Unreachable)?;
    Ok(Submitted {
        id,
        status: TemplateStatus::parse(word("status")).unwrap_or(TemplateStatus::Pending),
        category: TemplateCategory::parse(word("category")),
    })
}

pub(super) async fn edit(
    client: &Client,
    line: &LineCredentials,
    id: &str,
    draft: &Draft,
) -> Result<(), CallError> {
    if !is_plain(id) {
        return Err(CallError::Refused { code: 100, detail: String::new() });
    }
    client.post_json(line, id, &write::edit(draft)).await.map(drop)
}

pub(super) async fn delete(
    client: &Client,
    line: &LineCredentials,
    name: &str,
    id: &str,
) -> Result<(), CallError> {
    if !is_plain(name) || !is_plain(id) {
        return Err(CallError::Refused { code: 100, detail: String::new() });
    }
    // The id keeps the other languages of the name.
    let path = format!("{}/message_templates?name={name}&hsm_id={id}", line.account_id);
    client.delete(line, &path).await.map(drop)
}

/// The resumable upload: a session under the token's app, then the bytes in one piece.
pub(super) async fn upload(
    client: &Client,
    line: &LineCredentials,
    file: &SampleFile,
) -> Result<String, CallError> {
    let length = file.bytes.len().to_string();
    let query = [("file_name", file.name.as_str()), ("file_length", &length), ("file_type", &file.mime)];
    let session = client.post_query(line, "app/uploads", &query).await?;
    let session = session.get("id").and_then(Value::as_str).unwrap_or_default();
    let fits = session.starts_with("upload:")
        && session.len() <= 4 * ID_MAX
        && session.chars().all(|letter| letter.is_ascii_graphic() && !matches!(letter, '/' | '\\' | '#'));
    if !fits {
        return Err(CallError::Unreachable);
    }
    let answer = client.post_bytes(line, session, file.bytes.clone()).await?;
    let handle = answer.get("h").and_then(Value::as_str).filter(|handle| !handle.is_empty());
    handle.map(str::to_owned).ok_or(CallError::Unreachable)
}

/// Reads an event of one of the four template fields; none for other fields and for what cannot be read.
pub(super) fn event(field: &str, value: &Value) -> Option<TemplateEvent> {
    let word = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let change = match field {
        "message_template_status_update" => TemplateChange::Status {
            status: TemplateStatus::after_event(word("event"))?,
            reason: Some(word("reason")).filter(|reason| *reason != "NONE").unwrap_or_default().to_owned(),
            detail: detail(value),
            category: TemplateCategory::parse(word("message_template_category")),
        },
        "message_template_quality_update" => {
            TemplateChange::Quality(Quality::parse(word("new_quality_score"))?)
        }
        "template_category_update" => match TemplateCategory::parse(word("correct_category")) {
            Some(to) => {
                let at = value.get("category_update_timestamp").and_then(Value::as_i64);
                TemplateChange::CategoryWarning { to, at: at.and_then(|at| DateTime::from_timestamp(at, 0)) }
            }
            None => TemplateChange::Category(TemplateCategory::parse(word("new_category"))?),
        },
        "message_template_components_update" => TemplateChange::Components,
        _ => return None,
    };
    let of = TemplateRef {
        id: read::id(value, "message_template_id").unwrap_or_default(),
        name: word("message_template_name").to_owned(),
        language: word("message_template_language").to_owned(),
    };
    (!of.id.is_empty() || !of.name.is_empty()).then_some(TemplateEvent { of, change })
}

fn detail(value: &Value) -> String {
    let text = |path: &str| value.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty());
    let parts = [
        text("/rejection_info/reason"),
        text("/rejection_info/recommendation"),
        text("/other_info/description"),
    ];
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    joined.chars().take(500).collect()
}
