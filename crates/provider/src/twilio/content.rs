//! Templates at Twilio: contents that were handed in to WhatsApp (Twilio, "Content API public endpoints", "Content types
//! overview"). A content is sent by its id, with its values under the variables' own names.

use super::client::Client;
use crate::{
    CallError, LineCredentials,
    template::{RemoteTemplate, TemplatePage},
};
use prosa_domain::template::{
    AuthText, Button, Draft, Header, OtpKind, Quality, TemplateCategory, TemplateStatus, VariableFormat,
    draft::AuthWarning, variable,
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Entries of a page (1,000 at most).
const PAGE: u32 = 200;
/// Characters of a page's token at most; longer ones are none of Twilio's.
const TOKEN_MAX: usize = 512;
/// Content types in the order in which one of several speaks for a content: the one with the most to it.
const TYPES: [&str; 7] = [
    "whatsapp/authentication",
    "whatsapp/card",
    "twilio/card",
    "twilio/call-to-action",
    "twilio/quick-reply",
    "twilio/media",
    "twilio/text",
];

/// One page of the contents of a line's account; `after` is the query of the page before, as it was given back.
pub(super) async fn list(
    client: &Client,
    line: &LineCredentials,
    after: Option<&str>,
) -> Result<TemplatePage, CallError> {
    let mut url = format!("{}/v1/ContentAndApprovals?PageSize={PAGE}", base(&line.graph_base));
    if let Some(after) = after {
        url.push('&');
        url.push_str(after);
    }
    let answer = client.get(line, &url).await?;
    let next = answer.pointer("/meta/next_page_url").and_then(Value::as_str).and_then(cursor);
    let next = next.filter(|next| Some(next.as_str()) != after);
    let entries = answer.get("contents").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(page(entries, next))
}

/// The address of contents: a host of its own beside the one of messages.
fn base(api: &str) -> String {
    let api = api.trim_end_matches('/');
    let host = api.strip_prefix("https://").unwrap_or_default();
    let is_twilios = host == "api.twilio.com" || (host.starts_with("api.") && host.ends_with(".twilio.com"));
    if is_twilios { "https://content.twilio.com".to_owned() } else { api.to_owned() }
}

/// Where the next page begins: two fields of its address, so that no address is believed.
fn cursor(next: &str) -> Option<String> {
    let (_, query) = next.split_once('?')?;
    let plain = |value: &str| {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '=');
        !value.is_empty() && value.len() <= TOKEN_MAX && value.chars().all(plain)
    };
    let of = |name: &str| {
        let mut fields = form_urlencoded::parse(query.as_bytes());
        fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    let (page, token) = (of("Page"), of("PageToken")?);
    let mut found = format!("PageToken={}", Some(token).filter(|token| plain(token))?);
    if let Some(page) = page.filter(|page| plain(page)) {
        found.push_str("&Page=");
        found.push_str(&page);
    }
    Some(found)
}

/// What an entry is.
enum Entry {
    Template(Box<RemoteTemplate>),
    /// Never handed in to WhatsApp, so no template.
    NotOne,
    Unreadable,
}

fn page(entries: &[Value], next: Option<String>) -> TemplatePage {
    let mut page = TemplatePage { next, ..TemplatePage::default() };
    for entry in entries {
        match read(entry) {
            Entry::Template(template) => page.templates.push(*template),
            Entry::NotOne => {}
            Entry::Unreadable => page.unreadable += 1,
        }
    }
    page
}

fn read(entry: &Value) -> Entry {
    let approval = entry.get("approval_requests");
    let word = |name: &str| approval.map(|approval| text(approval, name)).unwrap_or_default();
    let status = match word("status").to_ascii_lowercase().as_str() {
        "" | "unsubmitted" => return Entry::NotOne,
        "received" => Some(TemplateStatus::Pending),
        other => TemplateStatus::parse(other),
    };
    let sid = Some(text(entry, "sid")).filter(|sid| sid.len() <= 64 && sid.starts_with("HX"));
    let name = [word("name"), text(entry, "friendly_name")].into_iter().find(|name| !name.is_empty());
    let language = Some(text(entry, "language")).filter(|code| !code.is_empty());
    let (Some(status), Some(sid), Some(name), Some(language), Some(category)) =
        (status, sid, name, language, category(word("category")))
    else {
        return Entry::Unreadable;
    };
    let mut draft =
        Draft { name: name.to_owned(), language: language.replace('-', "_"), category, ..Draft::default() };
    words(entry, word("content_type"), &mut draft);
    Entry::Template(Box::new(RemoteTemplate {
        id: sid.to_owned(),
        draft,
        status,
        quality: Quality::Unknown,
        reason: word("rejection_reason").to_owned(),
        correct_category: None,
    }))
}

/// Twilio's category; contents of before 2023 are transactional, which Meta made utility.
fn category(word: &str) -> Option<TemplateCategory> {
    if word.eq_ignore_ascii_case("TRANSACTIONAL") {
        return Some(TemplateCategory::Utility);
    }
    TemplateCategory::parse(word)
}

/// What the content says. A type this version does not know is kept whole: the template is listed and cannot be sent.
fn words(entry: &Value, approved: &str, draft: &mut Draft) {
    let none = Map::new();
    let types = entry.get("types").and_then(Value::as_object).unwrap_or(&none);
    let known = TYPES.into_iter().find(|known| *known == approved && types.contains_key(*known));
    let known = known.or_else(|| TYPES.into_iter().find(|known| types.contains_key(*known)));
    let strange = !approved.is_empty() && !TYPES.contains(&approved) && types.contains_key(approved);
    match known.filter(|_| !strange).and_then(|kind| Some((kind, types.get(kind)?))) {
        Some(("whatsapp/authentication", part)) => authentication(part, draft),
        Some((kind, part)) => plain(kind, part, draft),
        None => draft.others.push(Value::Object(types.clone())),
    }
    let mut names: Vec<String> = variable::names(&draft.body);
    names.extend(draft.buttons.iter().filter_map(|button| match button {
        Button::Url { url, .. } => variable::names(url).into_iter().next(),
        _ => None,
    }));
    let is_number = |name: &String| name.chars().all(|letter| letter.is_ascii_digit());
    draft.format =
        if names.iter().all(is_number) { VariableFormat::Positional } else { VariableFormat::Named };
    let samples = entry.get("variables").and_then(Value::as_object).unwrap_or(&none);
    let sample = |name: &str| samples.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    draft.samples =
        variable::names(&draft.body).into_iter().map(|name| (name.clone(), sample(&name))).collect();
    for button in &mut draft.buttons {
        if let Button::Url { url, sample: whole, .. } = button
            && let Some(name) = variable::names(url).first()
        {
            let value = sample(name);
            *whole = variable::replace(url, |_| Some(&value));
        }
    }
    if let Some(Header::Text { text, sample: own }) = &mut draft.header
        && let Some(name) = variable::names(text).first()
    {
        *own = sample(name);
    }
}

fn authentication(part: &Value, draft: &mut Draft) {
    let warned = part.get("add_security_recommendation").and_then(Value::as_bool).unwrap_or_default();
    let minutes = part.get("code_expiration_minutes").and_then(Value::as_u64);
    draft.auth = Some(AuthText {
        warning: if warned { AuthWarning::Shown } else { AuthWarning::Hidden },
        expires_minutes: minutes.and_then(|minutes| u16::try_from(minutes).ok()),
    });
    let words = part.pointer("/actions/0/copy_code_text").and_then(Value::as_str).unwrap_or_default();
    draft.buttons = vec![Button::Otp { otp: OtpKind::CopyCode, text: words.to_owned(), apps: Vec::new() }];
}

/// Body, header, footer and buttons. A file that is part of the content goes along by itself and asks for nothing; one whose
/// address is a variable is kept whole, because nobody here could fill it.
fn plain(kind: &str, part: &Value, draft: &mut Draft) {
    let (body, footer) = match kind {
        // On WhatsApp a card's title is the text, and its subtitle the small line.
        "twilio/card" => (["body", "title"], "subtitle"),
        _ => (["body", "body"], "footer"),
    };
    let body = body.into_iter().map(|name| text(part, name)).find(|words| !words.is_empty());
    body.unwrap_or_default().clone_into(&mut draft.body);
    text(part, footer).clone_into(&mut draft.footer);
    let header = text(part, "header_text");
    if !header.is_empty() {
        draft.header = Some(Header::Text { text: header.to_owned(), sample: String::new() });
    }
    let media = part.get("media");
    let files = media.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let addresses: BTreeSet<&str> = files.iter().chain(media).filter_map(Value::as_str).collect();
    if addresses.iter().any(|address| !variable::names(address).is_empty()) {
        draft.others.push(part.clone());
    }
    let actions = part.get("actions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    draft.buttons = actions.iter().map(button).collect();
}

fn button(action: &Value) -> Button {
    let words = || text(action, "title").to_owned();
    let url = text(action, "url");
    match text(action, "type").to_ascii_uppercase().as_str() {
        "" | "QUICK_REPLY" => Button::QuickReply { text: words() },
        "URL" if variable::names(url).len() <= 1 => {
            Button::Url { text: words(), url: url.to_owned(), sample: String::new() }
        }
        "PHONE_NUMBER" => Button::Phone { text: words(), number: text(action, "phone").to_owned() },
        "VOICE_CALL" => Button::VoiceCall { text: words() },
        _ => Button::Other { raw: action.clone() },
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
