//! A draft as Meta's JSON.

use prosa_domain::template::{
    AuthText, Button, Draft, Header, TemplateCategory, VariableFormat, draft::AuthWarning, variable,
};
use serde_json::{Map, Value, json};

/// The body of a creation.
pub(in crate::meta) fn body(draft: &Draft) -> Value {
    let mut body = json!({
        "name": draft.name,
        "language": draft.language,
        "category": draft.category.as_str().to_ascii_uppercase(),
        "components": components(draft),
    });
    if let Some(map) = body.as_object_mut() {
        if draft.category != TemplateCategory::Authentication {
            map.insert("parameter_format".to_owned(), draft.format.as_str().into());
        }
        add_ttl(map, draft);
    }
    body
}

/// The body of an edit: components are replaced whole; name and language stand.
pub(super) fn edit(draft: &Draft) -> Value {
    let mut body = json!({
        "category": draft.category.as_str().to_ascii_uppercase(),
        "components": components(draft),
    });
    if let Some(map) = body.as_object_mut() {
        add_ttl(map, draft);
    }
    body
}

fn add_ttl(map: &mut Map<String, Value>, draft: &Draft) {
    if let Some(seconds) = draft.ttl_seconds {
        map.insert("message_send_ttl_seconds".to_owned(), seconds.into());
    }
}

fn components(draft: &Draft) -> Vec<Value> {
    let mut parts = Vec::new();
    if draft.category == TemplateCategory::Authentication {
        let auth = draft.auth.unwrap_or_default();
        parts.extend(authentication(auth));
    } else {
        parts.extend(draft.header.as_ref().map(|header| write_header(header, draft.format)));
        parts.push(text_body(draft));
        if !draft.footer.is_empty() {
            parts.push(json!({"type": "FOOTER", "text": draft.footer}));
        }
    }
    if !draft.buttons.is_empty() {
        let buttons: Vec<Value> = draft.buttons.iter().map(button).collect();
        parts.push(json!({"type": "BUTTONS", "buttons": buttons}));
    }
    parts.extend(draft.others.iter().cloned());
    parts
}

fn authentication(auth: AuthText) -> Vec<Value> {
    let warned = auth.warning == AuthWarning::Shown;
    let mut parts = vec![json!({"type": "BODY", "add_security_recommendation": warned})];
    if let Some(minutes) = auth.expires_minutes {
        parts.push(json!({"type": "FOOTER", "code_expiration_minutes": minutes}));
    }
    parts
}

fn write_header(header: &Header, format: VariableFormat) -> Value {
    match header {
        Header::Text { text, sample } => {
            let mut part = json!({"type": "HEADER", "format": "TEXT", "text": text});
            let name = variable::names(text).into_iter().next();
            if let (Some(name), Some(map)) = (name, part.as_object_mut()) {
                let example = match format {
                    VariableFormat::Named => {
                        json!({"header_text_named_params": [{"param_name": name, "example": sample}]})
                    }
                    VariableFormat::Positional => json!({"header_text": [sample]}),
                };
                map.insert("example".to_owned(), example);
            }
            part
        }
        Header::Media { format, handle } => json!({
            "type": "HEADER",
            "format": format.as_str().to_ascii_uppercase(),
            "example": {"header_handle": [handle]},
        }),
        Header::Location => json!({"type": "HEADER", "format": "LOCATION"}),
    }
}

fn text_body(draft: &Draft) -> Value {
    let mut part = json!({"type": "BODY", "text": draft.body});
    let names = variable::names(&draft.body);
    let sample = |name: &String| draft.samples.get(name).cloned().unwrap_or_default();
    if let (false, Some(map)) = (names.is_empty(), part.as_object_mut()) {
        let example = match draft.format {
            VariableFormat::Named => {
                let all: Vec<Value> =
                    names.iter().map(|name| json!({"param_name": name, "example": sample(name)})).collect();
                json!({"body_text_named_params": all})
            }
            VariableFormat::Positional => {
                let all: Vec<String> = names.iter().map(sample).collect();
                json!({"body_text": [all]})
            }
        };
        map.insert("example".to_owned(), example);
    }
    part
}

fn button(button: &Button) -> Value {
    match button {
        Button::QuickReply { text } => json!({"type": "QUICK_REPLY", "text": text}),
        Button::Url { text, url, sample } => {
            let mut part = json!({"type": "URL", "text": text, "url": url});
            if let (false, Some(map)) = (variable::names(url).is_empty(), part.as_object_mut()) {
                map.insert("example".to_owned(), json!([sample]));
            }
            part
        }
        Button::Phone { text, number } => {
            json!({"type": "PHONE_NUMBER", "text": text, "phone_number": number})
        }
        Button::CopyCode { sample } => json!({"type": "COPY_CODE", "example": sample}),
        Button::Flow { text, flow_id, screen } => {
            let mut part = json!({"type": "FLOW", "text": text, "flow_id": flow_id});
            if let (false, Some(map)) = (screen.is_empty(), part.as_object_mut()) {
                map.insert("flow_action".to_owned(), "navigate".into());
                map.insert("navigate_screen".to_owned(), screen.as_str().into());
            }
            part
        }
        Button::Catalog { text } => json!({"type": "CATALOG", "text": text}),
        Button::Mpm { text } => json!({"type": "MPM", "text": text}),
        Button::Spm { text } => json!({"type": "SPM", "text": text}),
        Button::OrderDetails { text } => json!({"type": "ORDER_DETAILS", "text": text}),
        Button::ContactInfo => json!({"type": "REQUEST_CONTACT_INFO"}),
        Button::VoiceCall { text } => json!({"type": "VOICE_CALL", "text": text}),
        Button::Otp { otp, text, apps } => {
            let mut part = json!({"type": "OTP", "otp_type": otp.as_str().to_ascii_uppercase()});
            let Some(map) = part.as_object_mut() else { return part };
            if !text.is_empty() {
                map.insert("text".to_owned(), text.as_str().into());
            }
            if !apps.is_empty() {
                let apps: Vec<Value> = apps
                    .iter()
                    .map(|app| json!({"package_name": app.package, "signature_hash": app.signature}))
                    .collect();
                map.insert("supported_apps".to_owned(), apps.into());
            }
            part
        }
        Button::Other { raw } => raw.clone(),
    }
}
