//! Twilio's forms: what Meta would tell, in Twilio's fields. What Twilio does not tell (reactions, edits, withdrawals,
//! system messages) has none.

use crate::{
    config::LineProvider,
    fixture,
    media::{INBOUND_SECONDS, Media},
    phone, status,
    update::Update,
    world::{Channel, Line, Message, State, World},
};
use bytes::Bytes;
use chrono::DateTime;
use serde_json::{Map, Value, json};

/// A time as Twilio writes it (RFC 2822).
pub fn date(at: i64) -> String {
    DateTime::from_timestamp(at, 0).unwrap_or_default().to_rfc2822()
}

/// A line's own address.
pub fn business(line: &Line, channel: Channel) -> String {
    address(&phone::digits(&line.setup.display_phone_number), channel)
}

/// The address of a message's customer.
pub fn customer(message: &Message) -> String {
    if message.customer.contains('.') {
        return format!("whatsapp:{}", message.customer);
    }
    address(&message.customer, message.channel)
}

fn address(digits: &str, channel: Channel) -> String {
    match channel {
        Channel::WhatsApp => format!("whatsapp:+{digits}"),
        Channel::Sms => format!("+{digits}"),
    }
}

/// Twilio's word for how far a message got.
pub fn word(message: &Message) -> &'static str {
    match (message.state, message.channel) {
        (State::Waiting, _) => "queued",
        (State::Failed, Channel::Sms) => "undelivered",
        (State::Read | State::Played, Channel::Sms) => "delivered",
        // A played voice message is read.
        (State::Played, _) => "read",
        (state, _) => status::word(state),
    }
}

/// In how many parts a text message goes: 160 letters of the plain alphabet or 70 of any other, fewer when there are several
/// parts. Taken as plain is what is ASCII.
pub fn parts(message: &Message) -> u32 {
    let body = message.content.get("body").and_then(Value::as_str).unwrap_or_default();
    let (alone, shared) = if body.is_ascii() { (160, 153) } else { (70, 67) };
    let letters = body.chars().count();
    let parts = if letters <= alone { 1 } else { letters.div_ceil(shared) };
    u32::try_from(parts).unwrap_or(u32::MAX)
}

/// Twilio's code for what Meta's code means (Twilio, "Error and warning dictionary").
pub const fn error_code(code: i32) -> i32 {
    match code {
        131_047 => 63_016,
        131_026 => 63_003,
        130_429 | 131_056 => 63_018,
        132_000 | 132_012 | 132_018 | 131_008 => 63_028,
        132_001 | 132_015 | 132_016 => 63_027,
        131_050 => 63_032,
        131_053 => 63_019,
        131_049 => 63_049,
        30_005..=30_007 => code,
        _ => 30_008,
    }
}

/// What Twilio tells instead of an update of Meta's: one form, or nothing. The form stands in the update's value as an object
/// of texts.
pub fn convert(world: &mut World, update: Update, origin: &str) -> Option<Update> {
    let line =
        world.lines.get(&update.line).filter(|line| line.setup.provider == LineProvider::Twilio)?.clone();
    if let Some(status) = update.value.pointer("/statuses/0") {
        let id = status.get("id").and_then(Value::as_str)?;
        let message = world.messages.get(id)?;
        let told_to = message.sent.as_ref()?.told_to.clone()?;
        let value = status_form(&line, message);
        return Some(Update { value, direct: Some(told_to), ..update });
    }
    let message = update.value.pointer("/messages/0")?.clone();
    let contact = update.value.pointer("/contacts/0").cloned().unwrap_or_default();
    let value = message_form(world, &line, &message, &contact, origin)?;
    Some(Update { value, ..update })
}

fn texts(pairs: Vec<(&str, String)>) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

fn status_form(line: &Line, message: &Message) -> Value {
    let mut form = texts(vec![
        ("MessageSid", message.id.clone()),
        ("SmsSid", message.id.clone()),
        ("AccountSid", line.setup.waba_id.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        ("From", business(line, message.channel)),
        ("To", customer(message)),
        ("MessageStatus", word(message).to_owned()),
        ("SmsStatus", word(message).to_owned()),
    ]);
    if message.channel == Channel::WhatsApp {
        form.extend(texts(vec![
            ("ChannelPrefix", "whatsapp".to_owned()),
            ("ChannelInstallSid", "XE00000000000000000000000000000001".to_owned()),
        ]));
    }
    if let Some(code) = message.error {
        form.insert("ErrorCode".to_owned(), error_code(code).to_string().into());
        form.insert("ChannelStatusMessage".to_owned(), crate::codes::find(code).details.into());
    }
    Value::Object(form)
}

fn message_form(
    world: &mut World,
    line: &Line,
    message: &Value,
    contact: &Value,
    origin: &str,
) -> Option<Value> {
    let text = |path: &str| message.pointer(path).and_then(Value::as_str);
    let id = text("/id")?;
    let channel = world.messages.get(id).map(|kept| kept.channel).unwrap_or_default();
    let mut form = content(world, line, message, origin)?;
    let user = contact.get("user_id").and_then(Value::as_str).unwrap_or_default();
    let wa_id = contact.get("wa_id").and_then(Value::as_str);
    // Whoever hides the number is known by the user id, written without a plus.
    let from = wa_id.map_or_else(|| format!("whatsapp:{user}"), |wa_id| address(wa_id, channel));
    form.extend(texts(vec![
        ("MessageSid", id.to_owned()),
        ("SmsSid", id.to_owned()),
        ("SmsMessageSid", id.to_owned()),
        ("AccountSid", line.setup.waba_id.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        ("SmsStatus", "received".to_owned()),
        ("NumSegments", "1".to_owned()),
        ("From", from),
        ("To", business(line, channel)),
    ]));
    form.entry("NumMedia").or_insert_with(|| "0".into());
    form.entry("Body").or_insert_with(|| "".into());
    if channel == Channel::WhatsApp {
        let name = contact.pointer("/profile/name").and_then(Value::as_str).unwrap_or_default();
        form.extend(texts(vec![
            ("ProfileName", name.to_owned()),
            ("ExternalUserId", format!("whatsapp:{user}")),
        ]));
        if let Some(wa_id) = wa_id {
            form.insert("WaId".to_owned(), wa_id.into());
        }
        around(message, &mut form);
    }
    Some(Value::Object(form))
}

/// Quote, forwarding and ad of a message.
fn around(message: &Value, form: &mut Map<String, Value>) {
    let text = |path: &str| message.pointer(path).and_then(Value::as_str);
    for (path, name) in [
        ("/context/id", "OriginalRepliedMessageSid"),
        ("/context/from", "OriginalRepliedMessageSender"),
        ("/referral/body", "ReferralBody"),
        ("/referral/headline", "ReferralHeadline"),
        ("/referral/source_id", "ReferralSourceId"),
        ("/referral/source_type", "ReferralSourceType"),
        ("/referral/source_url", "ReferralSourceUrl"),
        ("/referral/image_url", "ReferralMediaUrl"),
        ("/referral/ctwa_clid", "ReferralCtwaClid"),
    ] {
        if let Some(value) = text(path) {
            let value =
                if name.ends_with("Sender") { format!("whatsapp:+{value}") } else { value.to_owned() };
            form.insert(name.to_owned(), value.into());
        }
    }
    for (path, name) in
        [("/context/forwarded", "Forwarded"), ("/context/frequently_forwarded", "FrequentlyForwarded")]
    {
        if message.pointer(path) == Some(&Value::Bool(true)) {
            form.insert(name.to_owned(), "true".into());
        }
    }
}

fn content(world: &mut World, line: &Line, message: &Value, origin: &str) -> Option<Map<String, Value>> {
    let kind = message.get("type").and_then(Value::as_str)?;
    let part = message.get(kind)?;
    let text = |path: &str| part.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let form = match kind {
        "text" => texts(vec![("Body", text("/body"))]),
        "image" | "audio" | "video" | "document" | "sticker" => {
            file(line, message, &text("/id"), &text("/mime_type"), &text("/caption"), origin)
        }
        "contacts" => {
            let media = card(world, line, part);
            file(line, message, &media, "text/vcard", "", origin)
        }
        "location" => {
            let number = |name: &str| part.get(name).map(Value::to_string).unwrap_or_default();
            let mut form = vec![("Latitude", number("latitude")), ("Longitude", number("longitude"))];
            form.extend(
                [("Label", text("/name")), ("Address", text("/address"))]
                    .into_iter()
                    .filter(|(_, v)| !v.is_empty()),
            );
            texts(form)
        }
        "button" => texts(vec![
            ("Body", text("/text")),
            ("ButtonText", text("/text")),
            ("ButtonPayload", text("/payload")),
        ]),
        "interactive" if text("/type") == "button_reply" => texts(vec![
            ("Body", text("/button_reply/title")),
            ("ButtonText", text("/button_reply/title")),
            ("ButtonPayload", text("/button_reply/id")),
        ]),
        "interactive" if text("/type") == "list_reply" => texts(vec![
            ("Body", text("/list_reply/title")),
            ("ListId", text("/list_reply/id")),
            ("ListTitle", text("/list_reply/title")),
            ("ListDescription", text("/list_reply/description")),
        ]),
        _ => return None,
    };
    Some(form)
}

fn file(
    line: &Line,
    message: &Value,
    media: &str,
    mime: &str,
    caption: &str,
    origin: &str,
) -> Map<String, Value> {
    let sid = message.get("id").and_then(Value::as_str).unwrap_or_default();
    let url = format!("{origin}/2010-04-01/Accounts/{}/Messages/{sid}/Media/ME{media}", line.setup.waba_id);
    texts(vec![
        ("Body", caption.to_owned()),
        ("NumMedia", "1".to_owned()),
        ("MediaUrl0", url),
        ("MediaContentType0", crate::media::bare(mime)),
    ])
}

/// A contact as a file of its own.
fn card(world: &mut World, line: &Line, contacts: &Value) -> String {
    let text = |path: &str| contacts.pointer(path).and_then(Value::as_str).unwrap_or_default();
    let card = format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{}\r\nTEL;TYPE=CELL:{}\r\nEND:VCARD\r\n",
        text("/0/name/formatted_name"),
        text("/0/phones/0/phone")
    );
    let until = world.clock.now() + INBOUND_SECONDS;
    let media = Media {
        mime: "text/vcard".to_owned(),
        filename: Some("contato.vcf".to_owned()),
        bytes: Bytes::from(card),
        line: line.setup.phone_number_id.clone(),
        until,
    };
    world.media.add(media)
}

/// Kind and object of a file that was fetched from the business.
pub fn fetched(world: &mut World, line: &str, mime: String, bytes: Bytes, caption: &str) -> (String, Value) {
    let plain = crate::media::bare(&mime);
    let known = crate::media::RULES.iter().find(|(_, types, _)| types.contains(&plain.as_str()));
    let kind = known.map_or("document", |(kind, ..)| *kind);
    let mut content = if caption.is_empty() { json!({}) } else { json!({"caption": caption}) };
    fixture::attach(world, line, kind, &mut content, Some((mime, bytes)));
    (kind.to_owned(), content)
}
