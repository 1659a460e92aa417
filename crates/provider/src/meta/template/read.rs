//! Meta's JSON as a draft. What is not known stays whole, so that an edit never loses it.

use crate::template::RemoteTemplate;
use prosa_domain::template::{
    AuthText, Button, Draft, Header, MediaFormat, OtpApp, OtpKind, Quality, TemplateCategory, TemplateStatus,
    VariableFormat, draft::AuthWarning, variable,
};
use serde_json::Value;

/// One entry of a listing; none without id, name, language and a category and status that are known.
pub(super) fn template(value: &Value) -> Option<RemoteTemplate> {
    let word = |name: &str| text(value, name);
    let mut draft = Draft {
        name: Some(word("name")).filter(|name| !name.is_empty())?.to_owned(),
        language: Some(word("language")).filter(|code| !code.is_empty())?.replace('-', "_"),
        category: TemplateCategory::parse(word("category"))?,
        format: VariableFormat::parse(word("parameter_format")),
        ttl_seconds: value
            .get("message_send_ttl_seconds")
            .and_then(Value::as_i64)
            .and_then(|seconds| i32::try_from(seconds).ok()),
        ..Draft::default()
    };
    for part in value.get("components").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default() {
        component(part, &mut draft);
    }
    let quality = value.pointer("/quality_score/score").or_else(|| value.get("quality_score"));
    let reason = Some(word("rejected_reason")).filter(|reason| *reason != "NONE").unwrap_or_default();
    Some(RemoteTemplate {
        id: id(value, "id")?,
        status: TemplateStatus::parse(word("status"))?,
        quality: quality.and_then(Value::as_str).and_then(Quality::parse).unwrap_or_default(),
        reason: reason.to_owned(),
        correct_category: TemplateCategory::parse(word("correct_category"))
            .filter(|category| *category != draft.category),
        draft,
    })
}

/// An id of Meta's, which comes as text in answers and as a number in events.
pub(super) fn id(value: &Value, name: &str) -> Option<String> {
    let id = value.get(name)?;
    let id = id.as_str().map(str::to_owned).or_else(|| id.as_u64().map(|number| number.to_string()))?;
    (!id.is_empty() && id.len() <= 64 && id.chars().all(|letter| letter.is_ascii_alphanumeric()))
        .then_some(id)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn component(part: &Value, draft: &mut Draft) {
    let is_auth = draft.category == TemplateCategory::Authentication;
    match text(part, "type").to_ascii_uppercase().as_str() {
        "HEADER" => match header(part) {
            Some(header) => draft.header = Some(header),
            None => draft.others.push(part.clone()),
        },
        "BODY" if is_auth => {
            let warned = part.get("add_security_recommendation").and_then(Value::as_bool).unwrap_or_default();
            let warning = if warned { AuthWarning::Shown } else { AuthWarning::Hidden };
            draft.auth = Some(AuthText { warning, ..draft.auth.unwrap_or_default() });
        }
        "BODY" => {
            text(part, "text").clone_into(&mut draft.body);
            body_samples(part, draft);
        }
        "FOOTER" if is_auth => {
            let minutes = part.get("code_expiration_minutes").and_then(Value::as_u64);
            let expires_minutes = minutes.and_then(|minutes| u16::try_from(minutes).ok());
            draft.auth = Some(AuthText { expires_minutes, ..draft.auth.unwrap_or_default() });
        }
        "FOOTER" => text(part, "text").clone_into(&mut draft.footer),
        "BUTTONS" => {
            let list = part.get("buttons").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            draft.buttons.extend(list.iter().map(|one| button(one, is_auth)));
        }
        _ => draft.others.push(part.clone()),
    }
}

fn header(part: &Value) -> Option<Header> {
    let format = text(part, "format").to_ascii_uppercase();
    let first = |path: &str| part.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    match format.as_str() {
        "TEXT" => {
            let named = first("/example/header_text_named_params/0/example");
            let sample = if named.is_empty() { first("/example/header_text/0") } else { named };
            Some(Header::Text { text: text(part, "text").to_owned(), sample })
        }
        "LOCATION" => Some(Header::Location),
        other => Some(Header::Media {
            format: MediaFormat::parse(other)?,
            handle: first("/example/header_handle/0"),
        }),
    }
}

fn body_samples(part: &Value, draft: &mut Draft) {
    let named = part.pointer("/example/body_text_named_params").and_then(Value::as_array);
    for one in named.map(Vec::as_slice).unwrap_or_default() {
        draft.samples.insert(text(one, "param_name").to_owned(), text(one, "example").to_owned());
    }
    let numbered = part.pointer("/example/body_text/0").and_then(Value::as_array);
    let numbered = numbered.map(Vec::as_slice).unwrap_or_default();
    for (name, value) in variable::names(&draft.body).into_iter().zip(numbered) {
        draft.samples.insert(name, value.as_str().unwrap_or_default().to_owned());
    }
}

fn button(value: &Value, is_auth: bool) -> Button {
    let label = || text(value, "text").to_owned();
    let kind = text(value, "type").to_ascii_uppercase();
    match kind.as_str() {
        // Meta shows the button of a code as an address of its own.
        "URL" if is_auth => otp(value),
        "OTP" => otp(value),
        "QUICK_REPLY" => Button::QuickReply { text: label() },
        "URL" => {
            let example = value.get("example");
            let sample = example.and_then(|one| one.as_str().or_else(|| one.pointer("/0")?.as_str()));
            Button::Url {
                text: label(),
                url: text(value, "url").to_owned(),
                sample: sample.unwrap_or_default().to_owned(),
            }
        }
        "PHONE_NUMBER" => Button::Phone { text: label(), number: text(value, "phone_number").to_owned() },
        "COPY_CODE" => {
            let example = value.get("example");
            let sample = example.and_then(|one| one.as_str().or_else(|| one.pointer("/0")?.as_str()));
            Button::CopyCode { sample: sample.unwrap_or_default().to_owned() }
        }
        "FLOW" => Button::Flow {
            text: label(),
            flow_id: id(value, "flow_id").unwrap_or_default(),
            screen: text(value, "navigate_screen").to_owned(),
        },
        "CATALOG" => Button::Catalog { text: label() },
        "MPM" => Button::Mpm { text: label() },
        "SPM" => Button::Spm { text: label() },
        "ORDER_DETAILS" => Button::OrderDetails { text: label() },
        "REQUEST_CONTACT_INFO" => Button::ContactInfo,
        "VOICE_CALL" => Button::VoiceCall { text: label() },
        _ => Button::Other { raw: value.clone() },
    }
}

fn otp(value: &Value) -> Button {
    let word = text(value, "otp_type");
    let from_url = || {
        let url = text(value, "url").to_ascii_lowercase();
        OtpKind::ALL.into_iter().find(|kind| url.contains(&format!("otp_type={}", kind.as_str())))
    };
    let app = |one: &Value| OtpApp {
        package: text(one, "package_name").to_owned(),
        signature: text(one, "signature_hash").to_owned(),
    };
    let apps = value.get("supported_apps").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Button::Otp {
        otp: OtpKind::parse(word).or_else(from_url).unwrap_or_default(),
        text: text(value, "text").to_owned(),
        apps: apps.iter().map(app).collect(),
    }
}
