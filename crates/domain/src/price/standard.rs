//! Rates every tenant begins with. Only what the reference gives is here: Brazil, from 1 October 2026, read second-hand from
//! the provider's rate cards. Whoever pays can correct them in the table.

use super::{Category, Currency, Market};
use chrono::NaiveDate;

/// One rate to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standard {
    /// Market.
    pub market: Market,
    /// Category.
    pub category: Category,
    /// Currency.
    pub currency: Currency,
    /// Ten-thousandths of the currency, for one delivered message.
    pub units: i64,
    /// First day.
    pub valid_from: NaiveDate,
}

/// Ten-thousandths per category, in Brazil: reais, dollars (list tier).
const BRAZIL: [(Category, i64, i64); 4] = [
    (Category::Marketing, 3_217, 625),
    (Category::Utility, 350, 68),
    (Category::Authentication, 350, 68),
    (Category::Service, 350, 68),
];

/// All rates to begin with; the migration inserts the same.
#[must_use]
pub fn standard() -> Vec<Standard> {
    let valid_from = super::billed_from();
    BRAZIL
        .into_iter()
        .flat_map(|(category, reais, dollars)| {
            [(Currency::BRL, reais), (Currency::USD, dollars)].map(|(currency, units)| Standard {
                market: Market::BRAZIL,
                category,
                currency,
                units,
                valid_from,
            })
        })
        .collect()
}
