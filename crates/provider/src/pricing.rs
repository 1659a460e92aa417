//! What a status says about the price of its message (Meta, "Status messages webhook": `pricing`, `conversation`), and what a
//! provider says when it is asked.

use crate::Status;
use chrono::{DateTime, Utc};
use prosa_domain::price::{Category, Currency, Market, Money};
use serde_json::Value;

/// Characters of a provider's word that are kept.
const WORD_MAX: usize = 40;
/// Parts of one text message at most (Twilio takes 1,600 characters; ten parts and a half).
const PARTS_MAX: u32 = 24;

/// What a provider billed for a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The whole amount; none while it is not known.
    pub amount: Option<Money>,
    /// In how many parts it went.
    pub parts: u32,
}

impl Bill {
    /// Reads amount, currency and parts as a provider writes them.
    pub(crate) fn read(amount: Option<&str>, currency: Option<&str>, parts: Option<&str>) -> Self {
        let currency = currency.map(str::to_ascii_uppercase).and_then(|word| Currency::parse(&word));
        let amount = amount.zip(currency).and_then(|(amount, currency)| Money::billed(amount, currency));
        let parts = parts.and_then(|parts| parts.parse().ok()).unwrap_or(1_u32);
        Self { amount, parts: parts.clamp(1, PARTS_MAX) }
    }
}

/// The price a status tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pricing {
    /// What it is billed as; none when the word is unknown here.
    pub category: Option<Category>,
    /// Why it costs or not, in the provider's word: `regular`, `free_customer_service`, `free_entry_point`, …
    pub kind: String,
    /// Whether it is billed.
    pub billable: bool,
    /// Where the recipient is, when their number or user id tells.
    pub market: Option<Market>,
    /// End of the free entry point the message was sent in.
    pub free_until: Option<DateTime<Utc>>,
    /// What it cost, where the status itself says so, and its parts.
    pub bill: Bill,
}

impl Status {
    /// The price told with this status, if one was.
    #[must_use]
    pub fn pricing(&self) -> Option<Pricing> {
        let pricing = self.detail.get("pricing")?.as_object()?;
        let text =
            |name: &str| pricing.get(name).and_then(Value::as_str).map(word).filter(|word| !word.is_empty());
        // `billable` is on its way out: the type decides, and the old flag only where there is no type.
        let flag = pricing.get("billable").and_then(Value::as_bool);
        let (kind, billable) = match (text("type"), flag) {
            (Some(kind), _) => {
                let billable = !kind.starts_with("free");
                (kind, billable)
            }
            (None, Some(billable)) => ((if billable { "regular" } else { "free" }).to_owned(), billable),
            (None, None) => return None,
        };
        let detail = |name: &str| self.detail.get(name).and_then(Value::as_str);
        let market = detail("recipient_id").and_then(Market::of_phone);
        let market = market
            .or_else(|| detail("recipient_user_id").and_then(Market::of_user))
            .or_else(|| detail("recipient_participant_id").and_then(Market::of_phone));
        let free_until = Some(kind.as_str())
            .filter(|kind| *kind == "free_entry_point")
            .and_then(|_| self.detail.pointer("/conversation/expiration_timestamp"))
            .and_then(seconds);
        Some(Pricing {
            category: text("category").and_then(|word| Category::told(&word)),
            kind,
            billable,
            market,
            free_until,
            bill: {
                let text = |name: &str| pricing.get(name).and_then(Value::as_str);
                Bill::read(text("amount"), text("currency"), text("parts"))
            },
        })
    }
}

fn word(text: &str) -> String {
    let fits = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    text.chars().filter(fits).take(WORD_MAX).collect()
}

fn seconds(value: &Value) -> Option<DateTime<Utc>> {
    let seconds = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    DateTime::from_timestamp(seconds, 0)
}
