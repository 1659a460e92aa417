//! What a message costs: a table of rates with dates, and the rules for when a message is free.
//!
//! The provider bills delivered messages by category and by the recipient's country (Meta, "Pricing"). What it bills is only
//! known from its statuses; here is what can be told before sending.

mod market;
mod money;
mod standard;

pub use market::Market;
pub use money::{Currency, Money, UNITS};
pub use standard::{Standard, standard};

use crate::id::PriceId;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Free service messages per number and month, from [`billed_from`] on (Meta, pricing from 1 October 2026).
pub const SERVICE_FREE_MONTHLY: u64 = 1_000;

/// The day from which service messages, and utility templates inside the window, are billed.
#[must_use]
pub fn billed_from() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 1).unwrap_or_default()
}

/// The first day of a day's month.
#[must_use]
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first day of the month after a day's month.
#[must_use]
pub fn month_after(day: NaiveDate) -> NaiveDate {
    month_of(day).checked_add_months(chrono::Months::new(1)).unwrap_or(day)
}

/// What a message is billed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Offers and everything that is nothing else.
    Marketing,
    /// About an order, an appointment, a payment.
    Utility,
    /// One-time codes.
    Authentication,
    /// One-time codes from another country.
    AuthenticationInternational,
    /// Answers inside the window, without a template.
    Service,
    /// Answers of a general-purpose artificial intelligence.
    GeneralPurposeAi,
    /// Text messages to phones: each of their parts.
    Sms,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 7] = [
        Self::Marketing,
        Self::Utility,
        Self::Authentication,
        Self::AuthenticationInternational,
        Self::Service,
        Self::GeneralPurposeAi,
        Self::Sms,
    ];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Utility => "utility",
            Self::Authentication => "authentication",
            Self::AuthenticationInternational => "authentication_international",
            Self::Service => "service",
            Self::GeneralPurposeAi => "general_purpose_ai",
            Self::Sms => "sms",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == word)
    }

    /// Reads `pricing.category` of a status. Messages to groups and of the marketing API are billed as their plain kind; a
    /// message of a free entry point is an answer, whatever it is called.
    #[must_use]
    pub fn told(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase().replace('-', "_");
        match word.as_str() {
            "marketing_lite" | "group_marketing" => Some(Self::Marketing),
            "group_utility" => Some(Self::Utility),
            "group_service" | "referral_conversion" => Some(Self::Service),
            other => Self::parse(other),
        }
    }
}

/// Where a rate is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Ours to begin with, not read at the provider itself.
    SecondHand,
    /// Entered by the tenant.
    Own,
}

impl Source {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecondHand => "second_hand",
            Self::Own => "own",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::SecondHand, Self::Own].into_iter().find(|source| source.as_str() == word)
    }
}

/// One rate. Days are the tenant's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRow {
    /// The rate.
    pub id: PriceId,
    /// Where the recipient is.
    pub market: Market,
    /// What it is billed as.
    pub category: Category,
    /// Price of one delivered message; of a part, for text messages.
    pub price: Money,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds; none holds on.
    pub valid_until: Option<NaiveDate>,
    /// Where it is from.
    pub source: Source,
}

impl PriceRow {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }

    /// Whether both are about the same thing and some day has both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let same = self.market == other.market
            && self.category == other.category
            && self.price.currency == other.price.currency;
        let begins_before_end =
            |one: &Self, two: &Self| two.valid_until.is_none_or(|until| one.valid_from < until);
        same && begins_before_end(self, other) && begins_before_end(other, self)
    }
}

/// A tenant's rates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceTable(Vec<PriceRow>);

impl PriceTable {
    /// A table of the given rates.
    #[must_use]
    pub const fn new(rows: Vec<PriceRow>) -> Self {
        Self(rows)
    }

    /// The rate of a day: the country's own, else the one for all others. An unknown country has no other.
    #[must_use]
    pub fn price(
        &self,
        market: Option<Market>,
        category: Category,
        currency: Currency,
        day: NaiveDate,
    ) -> Option<Money> {
        let of = |wanted: Market| {
            let fits = |row: &&PriceRow| {
                row.market == wanted
                    && row.category == category
                    && row.price.currency == currency
                    && row.holds_on(day)
            };
            self.0.iter().find(fits).map(|row| row.price)
        };
        market.and_then(of).or_else(|| of(Market::Rest))
    }

    /// A rate that is here and shares a day with a new one.
    #[must_use]
    pub fn overlap(&self, new: &PriceRow) -> Option<&PriceRow> {
        self.0.iter().find(|row| row.id != new.id && row.overlaps(new))
    }
}

/// Whether something that makes a message free is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Open at the moment of sending.
    Open,
    /// Closed.
    Closed,
}

/// What is asked before sending.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Where the recipient is; none when their number is hidden and tells nothing.
    pub market: Option<Market>,
    /// What it would be billed as.
    pub category: Category,
    /// What the tenant is billed in.
    pub currency: Currency,
    /// The tenant's day.
    pub day: NaiveDate,
    /// The 24-hour window.
    pub window: Door,
    /// The 72 hours after an advertisement.
    pub free_entry: Door,
    /// Free service messages of the number this month, those on their way included.
    pub free_used: u64,
}

/// Why a message costs what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Free inside the window, by the rules before [`billed_from`].
    FreeWindow,
    /// Free for 72 hours after an advertisement.
    FreeEntry,
    /// Free by the number's monthly allowance.
    FreeAllowance,
    /// Billed at the rate.
    Billed,
    /// Billed, but no rate is known.
    Unknown,
}

/// The price told before sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The price of one delivered message; none when no rate is known.
    pub amount: Option<Money>,
    /// Why.
    pub why: Why,
}

/// What one message would cost.
#[must_use]
pub fn quote(table: &PriceTable, asked: &Asked) -> Quote {
    let free = |why| Quote { amount: Some(Money::zero(asked.currency)), why };
    let old_rules = asked.day < billed_from();
    // What WhatsApp gives away says nothing about text messages.
    if asked.free_entry == Door::Open && asked.category != Category::Sms {
        return free(Why::FreeEntry);
    }
    match asked.category {
        Category::Service if old_rules => return free(Why::FreeWindow),
        Category::Service if asked.free_used < SERVICE_FREE_MONTHLY => return free(Why::FreeAllowance),
        Category::Utility if old_rules && asked.window == Door::Open => return free(Why::FreeWindow),
        _ => {}
    }
    match table.price(asked.market, asked.category, asked.currency, asked.day) {
        Some(price) => Quote { amount: Some(price), why: Why::Billed },
        None => Quote { amount: None, why: Why::Unknown },
    }
}

#[cfg(test)]
mod tests;
