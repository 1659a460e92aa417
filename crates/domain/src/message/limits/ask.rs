//! Limits of interactive messages.

use super::{
    BODY_MAX, BUTTON_ID_MAX, BUTTON_TITLE_MAX, BUTTONS_MAX, FLOW_BUTTON_MAX, FOOTER_MAX, HEADER_MAX,
    LIST_BODY_MAX, PRODUCTS_MAX, ROW_DESCRIPTION_MAX, ROW_ID_MAX, ROW_TITLE_MAX, ROWS_MAX, SECTION_TITLE_MAX,
    SECTIONS_MAX, file_named, fit, invalid, long, many, missing, need, order, unique, web,
};
use crate::{
    message::content::{Ask, AskAction, AskButton, AskHeader, FlowCall, ListSection, ProductSection},
    refusal::Refusal,
};

/// Whether an interactive message fits.
pub(super) fn check(ask: &Ask) -> Result<(), Refusal> {
    header(ask)?;
    body(ask)?;
    long("footer", &ask.footer, FOOTER_MAX)?;
    match &ask.action {
        AskAction::Buttons { buttons } => self::buttons(buttons),
        AskAction::List { button, sections } => {
            fit("list_button", button, BUTTON_TITLE_MAX)?;
            list(sections)
        }
        AskAction::CtaUrl { text, url } => {
            fit("button", text, BUTTON_TITLE_MAX)?;
            web("link", url)
        }
        AskAction::Product(product) => {
            need("catalog", &product.catalog_id)?;
            need("product", &product.product_id)
        }
        AskAction::ProductList { catalog_id, sections } => {
            need("catalog", catalog_id)?;
            products(sections)
        }
        AskAction::Flow(call) => flow(call),
        AskAction::OrderDetails(details) => order::details(details),
        AskAction::OrderStatus(status) => order::status(status),
        AskAction::Catalog { .. } | AskAction::LocationRequest => Ok(()),
    }
}

/// Which header a kind may have: a list only a line, a list of products must have one, an order only a picture; a single
/// product, the catalogue, a request and news of an order have none.
fn header(ask: &Ask) -> Result<(), Refusal> {
    let Some(header) = &ask.header else {
        return match ask.action {
            AskAction::ProductList { .. } => Err(missing("header")),
            _ => Ok(()),
        };
    };
    let allowed = match ask.action {
        AskAction::Buttons { .. } | AskAction::CtaUrl { .. } | AskAction::Flow(_) => true,
        AskAction::List { .. } | AskAction::ProductList { .. } => matches!(header, AskHeader::Text { .. }),
        AskAction::OrderDetails(_) => matches!(header, AskHeader::Image(_)),
        AskAction::Product(_)
        | AskAction::Catalog { .. }
        | AskAction::LocationRequest
        | AskAction::OrderStatus(_) => false,
    };
    if !allowed {
        return Err(invalid("header"));
    }
    match header {
        AskHeader::Text { text } => fit("header", text, HEADER_MAX),
        AskHeader::Image(media) | AskHeader::Video(media) | AskHeader::Document(media) => file_named(media),
    }
}

fn body(ask: &Ask) -> Result<(), Refusal> {
    match ask.action {
        AskAction::Product(_) => long("body", &ask.body, BODY_MAX),
        AskAction::List { .. } => fit("body", &ask.body, LIST_BODY_MAX),
        _ => fit("body", &ask.body, BODY_MAX),
    }
}

fn buttons(buttons: &[AskButton]) -> Result<(), Refusal> {
    many("buttons", buttons.len(), BUTTONS_MAX)?;
    for button in buttons {
        fit("button", &button.title, BUTTON_TITLE_MAX)?;
        fit("button_id", &button.id, BUTTON_ID_MAX)?;
    }
    unique("button", buttons.iter().map(|button| button.title.trim()).collect())?;
    unique("button_id", buttons.iter().map(|button| button.id.as_str()).collect())
}

fn list(sections: &[ListSection]) -> Result<(), Refusal> {
    many("sections", sections.len(), SECTIONS_MAX)?;
    section_titles(sections.iter().map(|section| section.title.as_str()).collect())?;
    for section in sections {
        many("rows", section.rows.len(), ROWS_MAX)?;
    }
    let rows = || sections.iter().flat_map(|section| &section.rows);
    many("rows", rows().count(), ROWS_MAX)?;
    for row in rows() {
        fit("row", &row.title, ROW_TITLE_MAX)?;
        fit("row_id", &row.id, ROW_ID_MAX)?;
        long("row_description", &row.description, ROW_DESCRIPTION_MAX)?;
    }
    unique("row_id", rows().map(|row| row.id.as_str()).collect())
}

fn products(sections: &[ProductSection]) -> Result<(), Refusal> {
    many("sections", sections.len(), SECTIONS_MAX)?;
    section_titles(sections.iter().map(|section| section.title.as_str()).collect())?;
    for section in sections {
        many("products", section.product_ids.len(), PRODUCTS_MAX)?;
    }
    let ids = || sections.iter().flat_map(|section| &section.product_ids);
    many("products", ids().count(), PRODUCTS_MAX)?;
    ids().try_for_each(|id| need("product", id))
}

/// Sections need titles once there are several.
fn section_titles(titles: Vec<&str>) -> Result<(), Refusal> {
    let several = titles.len() > 1;
    for title in titles {
        if several {
            need("section", title)?;
        }
        long("section", title, SECTION_TITLE_MAX)?;
    }
    Ok(())
}

fn flow(call: &FlowCall) -> Result<(), Refusal> {
    need("flow", &call.flow_id)?;
    fit("flow_button", &call.button, FLOW_BUTTON_MAX)?;
    need("flow_token", &call.token)?;
    let empty = call.data.as_object().is_none_or(serde_json::Map::is_empty);
    if !call.data.is_null() && (empty || call.screen.is_empty()) {
        return Err(invalid("flow_data"));
    }
    Ok(())
}
