//! Facts read out of messages by rules, each with its place: money, moments, papers, phones, addresses of mail and post,
//! order ids, quantities. And how far a person is from buying: budget, authority, need, timing ([`bant`]).

pub mod bant;
pub mod money;
pub(crate) mod number;
#[cfg(test)]
mod tests;
mod thing;
pub(crate) mod when;

pub use when::{Precision, When};

use crate::{
    phone,
    price::{Currency, Money},
    redact::{self, Category},
    scan,
};
use chrono::NaiveDateTime;

/// What a fact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An amount of money.
    Money(Money),
    /// A day or an hour, local.
    When(When),
    /// A CPF's digits.
    Cpf(String),
    /// A CNPJ's letters and digits.
    Cnpj(String),
    /// A phone's digits with country code, where they make a number.
    Phone(String),
    /// An e-mail address in small letters.
    Email(String),
    /// A postal code's digits.
    Post(String),
    /// The id of an order, a protocol or a parcel.
    Order(String),
    /// So many of something.
    Quantity {
        /// Thousandths of the unit.
        milli: i64,
        /// The word behind the number, folded.
        unit: String,
    },
}

/// A fact and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// What it is.
    pub value: Value,
}

/// All facts of a text in order. `now` is the local time at which it was written, `own` the tenant's currency.
#[must_use]
pub fn find(text: &str, now: NaiveDateTime, own: Currency) -> Vec<Entity> {
    let tokens = scan::tokens(text);
    let mut found: Vec<Entity> =
        redact::find(text, &[]).iter().filter_map(|finding| person(text, finding)).collect();
    let span = |first: usize, last: usize| {
        let (first, last) = (tokens.get(first)?, tokens.get(last)?);
        Some((first.start, last.end))
    };
    let mut add = |place: Option<(usize, usize)>, value: Value| {
        if let Some((start, end)) = place {
            found.push(Entity { start, end, value });
        }
    };
    for amount in money::in_tokens(&tokens, own) {
        add(Some((amount.start, amount.end)), Value::Money(amount.money));
    }
    for at in 0..tokens.len() {
        if let Some((first, last)) = thing::order(&tokens, at) {
            let place = span(first, last);
            let id = place.and_then(|(start, end)| text.get(start..end)).unwrap_or_default();
            add(place, Value::Order(id.to_owned()));
        }
    }
    for (when, first, behind) in when::find(&tokens, now) {
        add(behind.checked_sub(1).and_then(|last| span(first, last)), Value::When(when));
    }
    for at in 0..tokens.len() {
        if let Some((milli, unit, (first, last))) = thing::quantity(&tokens, at) {
            add(span(first, last), Value::Quantity { milli, unit });
        }
    }
    apart(found)
}

/// Keeps the earlier kind where two overlap: a paper is no phone, a price no quantity.
fn apart(found: Vec<Entity>) -> Vec<Entity> {
    let mut kept: Vec<Entity> = Vec::new();
    for entity in found {
        if !kept.iter().any(|other| entity.start < other.end && other.start < entity.end) {
            kept.push(entity);
        }
    }
    kept.sort_by_key(|entity| entity.start);
    kept
}

fn person(text: &str, finding: &redact::Finding) -> Option<Entity> {
    let raw = text.get(finding.start..finding.end)?;
    let bare = || raw.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let value = match finding.category {
        Category::Cpf => Value::Cpf(phone::digits(raw)),
        Category::Cnpj => Value::Cnpj(bare()),
        Category::Phone => Value::Phone(phone::parse(raw).unwrap_or_else(|| phone::digits(raw))),
        Category::Email => Value::Email(raw.to_lowercase()),
        Category::Post => Value::Post(phone::digits(raw)),
        _ => return None,
    };
    Some(Entity { start: finding.start, end: finding.end, value })
}
