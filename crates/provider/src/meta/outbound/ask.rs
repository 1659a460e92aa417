//! Interactive messages (Meta, "Interactive messages": reply buttons, lists, links, products, flows, requests).

use super::{
    file::{self, FileShape},
    pay, set,
};
use prosa_domain::message::content::{
    Ask, AskAction, AskButton, AskHeader, FlowCall, FlowMode, ListSection, ProductRef, ProductSection,
};
use serde_json::{Value, json};

/// The interactive object; none when a file was not brought to Meta or an amount is beyond counting.
pub(super) fn object(ask: &Ask) -> Option<Value> {
    let (kind, action) = action(&ask.action)?;
    let mut object = json!({ "type": kind, "action": action });
    let map = object.as_object_mut()?;
    if let Some(header) = &ask.header {
        map.insert("header".to_owned(), self::header(header)?);
    }
    for (name, text) in [("body", &ask.body), ("footer", &ask.footer)] {
        if !text.is_empty() {
            map.insert(name.to_owned(), json!({ "text": text }));
        }
    }
    Some(object)
}

fn header(header: &AskHeader) -> Option<Value> {
    Some(match header {
        AskHeader::Text { text } => json!({ "type": "text", "text": text }),
        AskHeader::Image(media) => json!({ "type": "image", "image": file::object(FileShape::Bare, media)? }),
        AskHeader::Video(media) => json!({ "type": "video", "video": file::object(FileShape::Bare, media)? }),
        AskHeader::Document(media) => {
            let mut object = file::object(FileShape::Bare, media)?;
            set(&mut object, "filename", &media.file_name);
            json!({ "type": "document", "document": object })
        }
    })
}

fn action(action: &AskAction) -> Option<(&'static str, Value)> {
    Some(match action {
        AskAction::Buttons { buttons } => {
            ("button", json!({ "buttons": buttons.iter().map(button).collect::<Vec<_>>() }))
        }
        AskAction::List { button, sections } => {
            let sections: Vec<Value> = sections.iter().map(section).collect();
            ("list", json!({ "button": button, "sections": sections }))
        }
        AskAction::CtaUrl { text, url } => {
            ("cta_url", named("cta_url", json!({ "display_text": text, "url": url })))
        }
        AskAction::Product(ProductRef { catalog_id, product_id }) => {
            ("product", json!({ "catalog_id": catalog_id, "product_retailer_id": product_id }))
        }
        AskAction::ProductList { catalog_id, sections } => {
            let sections: Vec<Value> = sections.iter().map(products).collect();
            ("product_list", json!({ "catalog_id": catalog_id, "sections": sections }))
        }
        AskAction::Catalog { thumbnail_product_id } => {
            let mut action = json!({ "name": "catalog_message" });
            if let Some(map) = action.as_object_mut().filter(|_| !thumbnail_product_id.is_empty()) {
                let parameters = json!({ "thumbnail_product_retailer_id": thumbnail_product_id });
                map.insert("parameters".to_owned(), parameters);
            }
            ("catalog_message", action)
        }
        AskAction::Flow(call) => ("flow", named("flow", flow(call))),
        AskAction::LocationRequest => ("location_request_message", json!({ "name": "send_location" })),
        AskAction::OrderDetails(order) => ("order_details", named("review_and_pay", pay::details(order)?)),
        AskAction::OrderStatus(status) => ("order_status", named("review_order", pay::status(status))),
    })
}

fn named(name: &str, parameters: Value) -> Value {
    json!({ "name": name, "parameters": parameters })
}

fn button(button: &AskButton) -> Value {
    json!({ "type": "reply", "reply": { "id": button.id, "title": button.title } })
}

fn section(section: &ListSection) -> Value {
    let rows: Vec<Value> = section
        .rows
        .iter()
        .map(|row| {
            let mut object = json!({ "id": row.id, "title": row.title });
            set(&mut object, "description", &row.description);
            object
        })
        .collect();
    let mut object = json!({ "rows": rows });
    set(&mut object, "title", &section.title);
    object
}

fn products(section: &ProductSection) -> Value {
    let items: Vec<Value> =
        section.product_ids.iter().map(|id| json!({ "product_retailer_id": id })).collect();
    let mut object = json!({ "product_items": items });
    set(&mut object, "title", &section.title);
    object
}

/// Without a first screen the flow's own server is asked (Meta, "Sending a flow").
fn flow(call: &FlowCall) -> Value {
    let mode = match call.mode {
        FlowMode::Published => "published",
        FlowMode::Draft => "draft",
    };
    let mut parameters = json!({
        "flow_message_version": "3",
        "flow_id": call.flow_id,
        "flow_cta": call.button,
        "flow_token": call.token,
        "mode": mode,
        "flow_action": if call.screen.is_empty() { "data_exchange" } else { "navigate" },
    });
    if let Some(map) = parameters.as_object_mut().filter(|_| !call.screen.is_empty()) {
        let mut payload = json!({ "screen": call.screen });
        // Meta refuses an empty object of data.
        let data = call.data.as_object().filter(|data| !data.is_empty());
        if let (Some(inner), Some(data)) = (payload.as_object_mut(), data) {
            inner.insert("data".to_owned(), data.clone().into());
        }
        map.insert("flow_action_payload".to_owned(), payload);
    }
    parameters
}
