//! What we send for the contact to tap: buttons, lists, links, products, flows, requests, orders to pay.

use super::{
    around::{Around, ProductRef},
    pay::{OrderDetails, OrderStatus},
    told::Media,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An interactive message of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// What stands above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<AskHeader>,
    /// The text. Only a single product may go without.
    #[serde(default)]
    pub body: String,
    /// The small line below; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub footer: String,
    /// What can be tapped.
    pub action: AskAction,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Around::is_empty", flatten)]
    pub around: Around,
}

/// What stands above an interactive message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskHeader {
    /// A line.
    Text {
        /// The line.
        text: String,
    },
    /// A picture.
    Image(Media),
    /// A film.
    Video(Media),
    /// A file.
    Document(Media),
}

/// What can be tapped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskAction {
    /// Up to three buttons that answer.
    Buttons {
        /// The buttons.
        buttons: Vec<AskButton>,
    },
    /// A list that opens, up to ten rows in all.
    List {
        /// Words of the button that opens it.
        button: String,
        /// Its sections.
        sections: Vec<ListSection>,
    },
    /// A button that opens an address.
    CtaUrl {
        /// Words on it.
        text: String,
        /// The address.
        url: String,
    },
    /// One product of a catalogue.
    Product(ProductRef),
    /// Up to thirty products of a catalogue.
    ProductList {
        /// Meta's id of the catalogue.
        catalog_id: String,
        /// Its sections.
        sections: Vec<ProductSection>,
    },
    /// A button that opens the whole catalogue.
    Catalog {
        /// The product whose picture is shown; empty for the first one.
        #[serde(default)]
        thumbnail_product_id: String,
    },
    /// A button that opens a flow.
    Flow(FlowCall),
    /// A button by which the contact sends a place.
    #[default]
    LocationRequest,
    /// An order to review and pay.
    OrderDetails(Box<OrderDetails>),
    /// News of an order.
    OrderStatus(OrderStatus),
}

/// A button that answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskButton {
    /// What comes back when it is tapped.
    pub id: String,
    /// Words on it.
    pub title: String,
}

/// A part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListSection {
    /// Its title; may be empty when it is the only one.
    #[serde(default)]
    pub title: String,
    /// Its rows.
    pub rows: Vec<ListRow>,
}

/// A row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    /// What comes back when it is chosen.
    pub id: String,
    /// Its words.
    pub title: String,
    /// Its second line; empty when it has none.
    #[serde(default)]
    pub description: String,
}

/// A part of a list of products.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductSection {
    /// Its title; may be empty when it is the only one.
    #[serde(default)]
    pub title: String,
    /// The merchant's own ids of its products.
    pub product_ids: Vec<String>,
}

/// A button that opens a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowCall {
    /// Meta's id of the flow.
    pub flow_id: String,
    /// Words of the button.
    pub button: String,
    /// Comes back with the answer.
    pub token: String,
    /// First screen; empty when the flow's server says.
    #[serde(default)]
    pub screen: String,
    /// What the first screen is given; null when nothing.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub data: Value,
    /// A published flow, or a draft for trying.
    #[serde(default)]
    pub mode: FlowMode,
}

/// Which version of a flow is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowMode {
    /// The published one.
    #[default]
    Published,
    /// The draft.
    Draft,
}

impl AskAction {
    /// The kind, as stored in the message's column.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Buttons { .. } => "buttons",
            Self::List { .. } => "list",
            Self::CtaUrl { .. } => "cta_url",
            Self::Product(_) => "product",
            Self::ProductList { .. } => "product_list",
            Self::Catalog { .. } => "catalog",
            Self::Flow(_) => "flow",
            Self::LocationRequest => "location_request",
            Self::OrderDetails(_) => "order_details",
            Self::OrderStatus(_) => "order_status",
        }
    }
}
