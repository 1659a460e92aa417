//! Turns a form of Twilio into the shape of Meta's deliveries, which one reader reads.
//!
//! Twilio tells no times: the time of receipt stands in for the provider's. What has no place in Meta's shape stays beside
//! the message under `twilio`, so that nothing is lost.

use crate::{InboundError, Update, meta};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Fields of one form at most.
const FIELDS_MAX: usize = 400;
/// Files of one message at most (Twilio allows ten).
const FILES_MAX: usize = 20;

type Form = BTreeMap<String, String>;

/// Reads a raw body.
pub(super) fn parse(raw: &[u8], received_at: DateTime<Utc>) -> Result<Vec<Update>, InboundError> {
    let form: Form = form_urlencoded::parse(raw).into_owned().take(FIELDS_MAX).collect();
    let account = field(&form, "AccountSid").ok_or(InboundError::NotADelivery)?;
    let time = received_at.timestamp().to_string();
    let (ours, value) = if field(&form, "MessageStatus").is_some() {
        ("From", status(&form, &time)?)
    } else {
        ("To", messages(&form, &time)?)
    };
    let number = field(&form, ours).map(|address| address.trim_start_matches("whatsapp:"));
    let number = number.map(|number| number.trim_start_matches('+')).ok_or(InboundError::NotADelivery)?;
    let mut value = value;
    value.insert("metadata".to_owned(), json!({ "phone_number_id": number, "display_phone_number": number }));
    let body = json!({
        "entry": [{ "id": account, "changes": [{ "field": "messages", "value": value }] }],
    });
    meta::read(&body)
}

fn field<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

/// A message, one more for each further file.
fn messages(form: &Form, time: &str) -> Result<Map<String, Value>, InboundError> {
    let sid = field(form, "MessageSid").or_else(|| field(form, "SmsMessageSid"));
    let sid = sid.ok_or(InboundError::NotADelivery)?;
    let sender = Sender::of(form);
    let files = field(form, "NumMedia").and_then(|count| count.parse().ok()).unwrap_or(0).min(FILES_MAX);
    let count = files.max(1);
    let list: Vec<Value> = (0..count)
        .map(|place| {
            let mut message = content(form, place, files);
            message.insert(
                "id".to_owned(),
                if place == 0 { json!(sid) } else { json!(format!("{sid}.{place}")) },
            );
            message.insert("timestamp".to_owned(), json!(time));
            sender.name(&mut message);
            if place == 0 {
                around(form, &mut message);
            }
            Value::Object(message)
        })
        .collect();
    let mut value = Map::new();
    value.insert("contacts".to_owned(), json!([sender.card(form)]));
    value.insert("messages".to_owned(), Value::Array(list));
    Ok(value)
}

/// Who wrote: a number, a user id, or both.
struct Sender {
    wa_id: Option<String>,
    user: Option<String>,
}

impl Sender {
    fn of(form: &Form) -> Self {
        let plain =
            |name: &str| field(form, name).map(|address| address.trim_start_matches("whatsapp:").to_owned());
        let from = plain("From");
        let is_number =
            |address: &String| address.trim_start_matches('+').chars().all(|c| c.is_ascii_digit());
        let number = from.clone().filter(is_number).map(|number| number.trim_start_matches('+').to_owned());
        let user = plain("ExternalUserId").or_else(|| from.filter(|address| !is_number(address)));
        Self { wa_id: field(form, "WaId").map(str::to_owned).or(number), user }
    }

    fn name(&self, message: &mut Map<String, Value>) {
        if let Some(wa_id) = &self.wa_id {
            message.insert("from".to_owned(), json!(wa_id));
        }
        if let Some(user) = &self.user {
            message.insert("from_user_id".to_owned(), json!(user));
        }
    }

    fn card(&self, form: &Form) -> Value {
        let mut card = Map::new();
        if let Some(wa_id) = &self.wa_id {
            card.insert("wa_id".to_owned(), json!(wa_id));
        }
        if let Some(user) = &self.user {
            card.insert("user_id".to_owned(), json!(user));
        }
        if let Some(name) = field(form, "ProfileName") {
            card.insert("profile".to_owned(), json!({ "name": name }));
        }
        Value::Object(card)
    }
}

/// What the message says.
fn content(form: &Form, place: usize, files: usize) -> Map<String, Value> {
    let body = form.get("Body").map(String::as_str).unwrap_or_default();
    let (kind, object) = if files > 0 {
        file(form, place, if place == 0 { body } else { "" })
    } else if let (Some(latitude), Some(longitude)) = (number(form, "Latitude"), number(form, "Longitude")) {
        let place = json!({ "latitude": latitude, "longitude": longitude,
            "name": field(form, "Label"), "address": field(form, "Address") });
        ("location", place)
    } else if let Some(id) = field(form, "ListId") {
        let title = field(form, "ListTitle").unwrap_or(body);
        ("interactive", json!({ "type": "list_reply", "list_reply": { "id": id, "title": title } }))
    } else if let Some(text) = field(form, "ButtonText") {
        ("button", json!({ "text": text, "payload": field(form, "ButtonPayload").unwrap_or(text) }))
    } else if body.is_empty() {
        ("unsupported", json!({}))
    } else {
        ("text", json!({ "body": body }))
    };
    let mut message = Map::new();
    message.insert("type".to_owned(), json!(kind));
    message.insert(kind.to_owned(), object);
    let known = [
        "AccountSid",
        "MessageSid",
        "SmsMessageSid",
        "SmsSid",
        "From",
        "To",
        "WaId",
        "Body",
        "ProfileName",
        "NumMedia",
        "ApiVersion",
        "SmsStatus",
        "NumSegments",
    ];
    let beside: BTreeMap<&String, &String> =
        form.iter().filter(|(name, _)| !known.contains(&name.as_str())).collect();
    if !beside.is_empty() {
        message.insert("twilio".to_owned(), json!(beside));
    }
    message
}

fn number(form: &Form, name: &str) -> Option<f64> {
    field(form, name)?.parse().ok()
}

/// A file; its address stands where Meta has an id.
fn file(form: &Form, place: usize, caption: &str) -> (&'static str, Value) {
    let at = |name: &str| form.get(&format!("{name}{place}")).map(String::as_str).unwrap_or_default();
    let mime = at("MediaContentType");
    let kind = match mime.split('/').next().unwrap_or_default() {
        "image" if mime == "image/webp" => "sticker",
        "image" => "image",
        "audio" => "audio",
        "video" => "video",
        _ => "document",
    };
    let mut object = json!({ "id": at("MediaUrl"), "mime_type": mime });
    if let Some(map) = object.as_object_mut() {
        // Meta's documents have their name where others have only a caption.
        if !caption.is_empty() {
            map.insert("caption".to_owned(), json!(caption));
        }
        if kind == "audio" && mime.contains("ogg") {
            map.insert("voice".to_owned(), json!(true));
        }
    }
    (kind, object)
}

/// Quote, forwarding and ad.
fn around(form: &Form, message: &mut Map<String, Value>) {
    let is = |name: &str| field(form, name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let mut context = Map::new();
    if let Some(quoted) = field(form, "OriginalRepliedMessageSid") {
        context.insert("id".to_owned(), json!(quoted));
    }
    if is("Forwarded") {
        context.insert("forwarded".to_owned(), json!(true));
    }
    if is("FrequentlyForwarded") {
        context.insert("frequently_forwarded".to_owned(), json!(true));
    }
    if !context.is_empty() {
        message.insert("context".to_owned(), Value::Object(context));
    }
    let names = [
        ("ReferralSourceUrl", "source_url"),
        ("ReferralSourceId", "source_id"),
        ("ReferralSourceType", "source_type"),
        ("ReferralHeadline", "headline"),
        ("ReferralBody", "body"),
        ("ReferralCtwaClid", "ctwa_clid"),
        ("ReferralMediaUrl", "media_url"),
        ("ReferralMediaContentType", "media_type"),
    ];
    let referral: Map<String, Value> = names
        .into_iter()
        .filter_map(|(theirs, ours)| Some((ours.to_owned(), json!(field(form, theirs)?))))
        .collect();
    if !referral.is_empty() {
        message.insert("referral".to_owned(), Value::Object(referral));
    }
}

/// What a text message is billed, in the shape of Meta's: from the moment its carrier took it, whether it arrives or not.
/// Price and parts are told by some callbacks only.
fn pricing(form: &Form) -> Option<Value> {
    let is_text = field(form, "From").is_some_and(|from| !from.starts_with("whatsapp:"));
    let went = matches!(field(form, "MessageStatus"), Some("sent" | "delivered" | "undelivered"));
    (is_text && went).then(|| {
        json!({ "type": "regular", "category": "sms", "parts": field(form, "NumSegments"),
            "amount": field(form, "Price"), "currency": field(form, "PriceUnit") })
    })
}

/// A delivery state of one of ours.
fn status(form: &Form, time: &str) -> Result<Map<String, Value>, InboundError> {
    let sid = field(form, "MessageSid").ok_or(InboundError::NotADelivery)?;
    let state = match field(form, "MessageStatus").unwrap_or_default() {
        "undelivered" | "failed" => "failed",
        // Accepted and queued say nothing the answer to the send did not say; they are kept as they are.
        other => other,
    };
    let mut status = json!({ "id": sid, "status": state, "timestamp": time });
    let to = field(form, "To").map(|to| to.trim_start_matches("whatsapp:").trim_start_matches('+'));
    if let (Some(map), Some(to)) = (status.as_object_mut(), to) {
        map.insert("recipient_id".to_owned(), json!(to));
    }
    if let (Some(map), Some(pricing)) = (status.as_object_mut(), pricing(form)) {
        map.insert("pricing".to_owned(), pricing);
    }
    let code = field(form, "ErrorCode").and_then(|code| code.parse::<i32>().ok()).filter(|code| *code != 0);
    if let (Some(map), Some(code)) = (status.as_object_mut(), code) {
        let title = field(form, "ChannelStatusMessage").unwrap_or_default();
        let error = json!({ "code": super::client::metas_code(code), "title": title, "twilio_code": code });
        map.insert("errors".to_owned(), json!([error]));
    }
    let mut value = Map::new();
    value.insert("statuses".to_owned(), json!([status]));
    Ok(value)
}
