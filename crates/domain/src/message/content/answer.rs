//! What a contact answers by tapping: buttons, lists, flows, carts; and what WhatsApp says about the contact.

use super::{money::Money, told::Placeholder};
use serde::{Deserialize, Serialize};

/// An answer to buttons, a list, a flow or another question of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interactive {
    /// The answer.
    #[serde(default)]
    pub answer: Answer,
    /// What else came; `raw_kind` is the provider's word, such as `list_reply`.
    #[serde(flatten)]
    pub told: Placeholder,
}

/// The answer itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// One of our buttons.
    Button {
        /// The id we gave it.
        id: String,
        /// Words on it.
        title: String,
    },
    /// One row of our list.
    List {
        /// The id we gave it.
        id: String,
        /// Its words.
        title: String,
        /// Its second line; empty when it has none.
        #[serde(default)]
        description: String,
    },
    /// A flow that was filled in.
    Flow {
        /// `flow`, or what Meta calls it otherwise (`address_message`).
        name: String,
        /// Words shown on the phone.
        #[serde(default)]
        body: String,
        /// The token we gave; empty when it was not sent back.
        #[serde(default)]
        token: String,
        /// Its fields; values inside values have their names joined by dots.
        #[serde(default)]
        fields: Vec<FlowField>,
    },
    /// Whether we may call.
    CallPermission {
        /// `accept` or `reject`.
        response: String,
        /// Until when, Unix seconds; none when it does not end.
        #[serde(default)]
        expires_at: Option<i64>,
    },
    /// A payment by card (Brazil, by invitation).
    Payment {
        /// How, such as `offsite_card_pay`.
        method: String,
        /// Our reference.
        reference_id: String,
    },
    /// Something else, kept whole.
    #[default]
    Other,
}

/// One field of a filled-in flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowField {
    /// Its name in the flow.
    pub name: String,
    /// What was filled in, as a person reads it; lists are joined by commas.
    pub value: String,
}

/// A quick-reply button of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TappedButton {
    /// What we put behind it; empty for rows stored before it was read.
    #[serde(default)]
    pub payload: String,
    /// What else came; `title` is the words on it.
    #[serde(flatten)]
    pub told: Placeholder,
}

/// A cart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Meta's id of the catalogue.
    #[serde(default)]
    pub catalog_id: String,
    /// What is in it.
    #[serde(default)]
    pub items: Vec<OrderItem>,
    /// What else came; `title` is the note of the contact.
    #[serde(flatten)]
    pub told: Placeholder,
}

/// One line of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderItem {
    /// The merchant's own id of the product.
    pub product_id: String,
    /// How many.
    pub quantity: u32,
    /// Price of one.
    pub price: Money,
}

impl Order {
    /// What all of it costs; none for an empty cart, mixed currencies or sums beyond counting.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        let currency = self.items.first()?.price.currency.clone();
        let mut minor = 0_i64;
        for item in &self.items {
            if item.price.currency != currency {
                return None;
            }
            minor = minor.checked_add(item.price.minor.checked_mul(i64::from(item.quantity))?)?;
        }
        Some(Money { minor, currency })
    }
}

/// A note of WhatsApp about the contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemNote {
    /// What changed.
    #[serde(default)]
    pub change: SystemKind,
    /// Digits of the number now; empty when not told.
    #[serde(default)]
    pub wa_id: String,
    /// What else came; `title` is Meta's sentence.
    #[serde(flatten)]
    pub told: Placeholder,
}

/// What a system note says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemKind {
    /// The contact has another number.
    Number,
    /// The contact has another user id.
    User,
    /// The contact's keys changed: another phone, or WhatsApp installed anew.
    Identity,
    /// Something else.
    #[default]
    Other,
}
