//! Orders to pay, as WhatsApp carries them in Brazil (Meta, "Payments API Brazil: orders, Pix, boleto, payment links").
//! WhatsApp makes no Pix code and moves no money: the merchant's bank does, and the merchant tells what became of the order.

use serde::{Deserialize, Serialize};

/// An order to review and pay. Amounts are minor units of the currency (BRL: cents).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDetails {
    /// The merchant's reference, never used twice.
    pub reference_id: String,
    /// Goods to send, or not.
    #[serde(default)]
    pub goods: Goods,
    /// Currency; only BRL in Brazil.
    pub currency: String,
    /// Ways to pay, at least one.
    pub payments: Vec<PaymentWay>,
    /// What is sold.
    pub items: Vec<PayItem>,
    /// Tax; may be 0, Meta wants it told.
    #[serde(default)]
    pub tax: Extra,
    /// Delivery; none when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<Extra>,
    /// What is taken off; none when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Extra>,
    /// Until when it can be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Expiry>,
}

impl OrderDetails {
    /// Price of all items; none beyond counting.
    #[must_use]
    pub fn subtotal(&self) -> Option<i64> {
        self.items.iter().try_fold(0_i64, |sum, item| {
            let price = item.sale_price.unwrap_or(item.price);
            sum.checked_add(price.checked_mul(i64::from(item.quantity))?)
        })
    }

    /// What is to be paid: items, tax and delivery less the discount; none beyond counting.
    #[must_use]
    pub fn total(&self) -> Option<i64> {
        let minor = |extra: Option<&Extra>| extra.map(|extra| extra.minor).unwrap_or_default();
        self.subtotal()?
            .checked_add(self.tax.minor)?
            .checked_add(minor(self.shipping.as_ref()))?
            .checked_sub(minor(self.discount.as_ref()))
    }
}

/// What is sold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// Things to send.
    #[default]
    Physical,
    /// Nothing to send.
    Digital,
}

/// A way to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentWay {
    /// A Pix code made for this order.
    PixDynamicCode {
        /// The "copia e cola" code.
        code: String,
        /// Who receives.
        merchant_name: String,
        /// The receiver's key.
        key: String,
        /// What the key is.
        key_type: PixKeyType,
    },
    /// A page of the bank or payment service.
    PaymentLink {
        /// Its address.
        url: String,
    },
    /// A boleto.
    Boleto {
        /// Its digitable line, digits only.
        digitable_line: String,
    },
}

/// What a Pix key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PixKeyType {
    /// A person's tax number.
    Cpf,
    /// A company's tax number.
    Cnpj,
    /// A mail address.
    Email,
    /// A phone number.
    Phone,
    /// A random key.
    Evp,
}

/// One line of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayItem {
    /// The merchant's own id of the product.
    pub product_id: String,
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Price of one, in minor units.
    pub price: i64,
    /// Reduced price of one; none when it is not reduced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale_price: Option<i64>,
}

/// An amount beside the items.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// Minor units.
    pub minor: i64,
    /// What for; empty when not told.
    #[serde(default)]
    pub description: String,
}

/// Until when an order can be paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiry {
    /// Unix seconds, at least five minutes ahead.
    pub at: i64,
    /// The sentence shown.
    pub description: String,
}

/// News of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderStatus {
    /// The merchant's reference.
    pub reference_id: String,
    /// How far the order is.
    pub status: OrderState,
    /// A sentence about it; empty when there is none.
    #[serde(default)]
    pub description: String,
    /// How far the payment is, when that is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentNews>,
}

/// How far an order is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Nothing was paid yet.
    #[default]
    Pending,
    /// Being made ready.
    Processing,
    /// A part is on its way.
    PartiallyShipped,
    /// On its way.
    Shipped,
    /// Done.
    Completed,
    /// Called off. Meta refuses it once a payment went through or is pending.
    Canceled,
}

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Processing,
        Self::PartiallyShipped,
        Self::Shipped,
        Self::Completed,
        Self::Canceled,
    ];

    /// Meta's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::PartiallyShipped => "partially-shipped",
            Self::Shipped => "shipped",
            Self::Completed => "completed",
            Self::Canceled => "canceled",
        }
    }
}

/// How far a payment is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentNews {
    /// The state.
    pub state: PaymentState,
    /// Unix seconds.
    pub at: i64,
}

/// How far a payment is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Not yet there.
    #[default]
    Pending,
    /// There: the phone shows "paid".
    Captured,
    /// Did not go through.
    Failed,
}

impl PaymentState {
    /// Meta's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Captured => "captured",
            Self::Failed => "failed",
        }
    }
}
