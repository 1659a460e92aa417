//! Templates (Meta, "Send template messages").

use super::file::{self, FileShape};
use prosa_domain::message::content::{
    ButtonValue, TemplateButtonValue, TemplateHeader, TemplateMessage, TemplateValue,
};
use serde_json::{Value, json};

/// The template with its values; none when its file was not brought to Meta.
pub(super) fn object(template: &TemplateMessage) -> Option<Value> {
    let mut components = Vec::new();
    if let Some(header) = &template.header {
        components.push(json!({ "type": "header", "parameters": [self::header(header)?] }));
    }
    if !template.body.is_empty() {
        let parameters: Vec<Value> = template.body.iter().map(text).collect();
        components.push(json!({ "type": "body", "parameters": parameters }));
    }
    components.extend(template.buttons.iter().map(button));
    let mut object = json!({ "name": template.name, "language": { "code": template.language } });
    if let Some(map) = object.as_object_mut().filter(|_| !components.is_empty()) {
        map.insert("components".to_owned(), components.into());
    }
    Some(object)
}

fn header(header: &TemplateHeader) -> Option<Value> {
    Some(match header {
        TemplateHeader::Text(value) => text(value),
        TemplateHeader::Media { format, media } => {
            let shape = match format {
                prosa_domain::template::MediaFormat::Document => FileShape::Named,
                _ => FileShape::Bare,
            };
            // A header shows no caption; the body is the text.
            let mut object = file::object(shape, media)?;
            if let Some(map) = object.as_object_mut() {
                map.remove("caption");
            }
            json!({ "type": format.as_str(), (format.as_str()): object })
        }
        TemplateHeader::Location { point, name, address } => {
            json!({ "type": "location", "location": file::place(point, name, address)? })
        }
    })
}

fn text(value: &TemplateValue) -> Value {
    match &value.name {
        Some(name) => json!({ "type": "text", "parameter_name": name, "text": value.value }),
        None => json!({ "type": "text", "text": value.value }),
    }
}

fn button(button: &TemplateButtonValue) -> Value {
    let (kind, parameter) = match &button.value {
        ButtonValue::QuickReply { payload } => {
            ("quick_reply", json!({ "type": "payload", "payload": payload }))
        }
        ButtonValue::Url { suffix } => ("url", json!({ "type": "text", "text": suffix })),
        ButtonValue::CopyCode { code } => {
            ("copy_code", json!({ "type": "coupon_code", "coupon_code": code }))
        }
        ButtonValue::Flow { token } => {
            ("flow", json!({ "type": "action", "action": { "flow_token": token } }))
        }
        ButtonValue::Catalog { thumbnail_product_id } => {
            let action = if thumbnail_product_id.is_empty() {
                json!({})
            } else {
                json!({ "thumbnail_product_retailer_id": thumbnail_product_id })
            };
            ("catalog", json!({ "type": "action", "action": action }))
        }
    };
    json!({
        "type": "button",
        "sub_type": kind,
        "index": button.index.to_string(),
        "parameters": [parameter],
    })
}
