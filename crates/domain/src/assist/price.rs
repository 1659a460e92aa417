//! What an answer costs: a table of prices per model with dates, in whole millionths of a currency.
//!
//! No price is shipped: providers change theirs without notice, and a wrong figure is worse than none. Whoever enters a
//! model enters what it costs; a local model costs nothing only when somebody said so.

use super::{Kind, Usage};
use crate::price::Currency;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Millionths of one whole of a currency.
pub const MICROS: i64 = 1_000_000;

/// What a model costs from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPrice {
    /// Whose model.
    pub kind: Kind,
    /// The model, as it is called at the provider.
    pub model: String,
    /// What it is billed in.
    pub currency: Currency,
    /// Millionths of the currency for a million tokens of a question.
    pub input: i64,
    /// The same for tokens that the provider had in its cache.
    pub cached: i64,
    /// The same for tokens of an answer.
    pub output: i64,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds; none holds on.
    pub valid_until: Option<NaiveDate>,
}

impl ModelPrice {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }

    /// Whether both are about the same model and some day has both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let begins_before_end =
            |one: &Self, two: &Self| two.valid_until.is_none_or(|until| one.valid_from < until);
        self.kind == other.kind
            && self.model == other.model
            && begins_before_end(self, other)
            && begins_before_end(other, self)
    }

    /// What was used, in millionths; rounded up once, over all of it. Negative prices cost nothing.
    #[must_use]
    pub fn cost(&self, usage: Usage) -> i64 {
        let part = |tokens: u32, price: i64| i128::from(tokens) * i128::from(price.max(0));
        let fresh = usage.input.saturating_sub(usage.cached);
        let sum = part(fresh, self.input) + part(usage.cached, self.cached) + part(usage.output, self.output);
        let per = i128::from(MICROS);
        i64::try_from((sum + per - 1) / per).unwrap_or(i64::MAX)
    }
}

/// A tenant's prices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelPrices(Vec<ModelPrice>);

impl ModelPrices {
    /// A table of the given prices.
    #[must_use]
    pub const fn new(rows: Vec<ModelPrice>) -> Self {
        Self(rows)
    }

    /// The price of a model on a day. Names are compared whole: `x-mini` is not `x`.
    #[must_use]
    pub fn price(&self, kind: Kind, model: &str, day: NaiveDate) -> Option<&ModelPrice> {
        self.0.iter().find(|row| row.kind == kind && row.model == model && row.holds_on(day))
    }

    /// A price that is here and shares a day with a new one.
    #[must_use]
    pub fn overlap(&self, new: &ModelPrice) -> Option<&ModelPrice> {
        self.0.iter().find(|row| row.overlaps(new))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn price(input: i64, cached: i64, output: i64) -> ModelPrice {
        ModelPrice {
            kind: Kind::OpenAi,
            model: "x".to_owned(),
            currency: Currency::USD,
            input,
            cached,
            output,
            valid_from: day(1),
            valid_until: Some(day(20)),
        }
    }

    #[test]
    fn an_answer_costs_what_its_tokens_cost_rounded_up_once() {
        // 2.50 a million, 1.25 from the cache, 10 for answers.
        let price = price(2_500_000, 1_250_000, 10_000_000);
        for (usage, micros) in [
            (Usage::new(0, 0, 0), 0),
            (Usage::new(1, 0, 0), 3),
            (Usage::new(2, 0, 0), 5),
            (Usage::new(1_000, 400, 200), 1_500 + 500 + 2_000),
            (Usage::new(1_000_000, 0, 1_000_000), 12_500_000),
        ] {
            assert_eq!(price.cost(usage), micros, "{usage:?}");
        }
    }

    #[test]
    fn a_price_holds_for_its_model_and_its_days_only() {
        let later = ModelPrice { valid_from: day(20), valid_until: None, ..price(5, 5, 5) };
        let table = ModelPrices::new(vec![price(1, 1, 1), later.clone()]);
        assert_eq!(table.price(Kind::OpenAi, "x", day(19)).unwrap().input, 1);
        assert_eq!(table.price(Kind::OpenAi, "x", day(20)).unwrap().input, 5);
        assert_eq!(table.price(Kind::OpenAi, "x-mini", day(19)), None);
        assert_eq!(table.price(Kind::Gemini, "x", day(19)), None);
        assert_eq!(table.price(Kind::OpenAi, "x", NaiveDate::from_ymd_opt(2026, 10, 31).unwrap()), None);
        assert!(!price(1, 1, 1).overlaps(&later));
        assert!(table.overlap(&ModelPrice { valid_from: day(19), ..later }).is_some());
    }

    proptest! {
        #[test]
        fn more_tokens_never_cost_less_and_nothing_overflows(
            input in any::<u32>(), cached in any::<u32>(), output in 0..u32::MAX, rates in any::<(i64, i64, i64)>(),
        ) {
            let price = price(rates.0, rates.1, rates.2);
            let cost = price.cost(Usage::new(input, cached, output));
            prop_assert!(cost >= 0);
            prop_assert!(price.cost(Usage::new(input, cached, output + 1)) >= cost);
        }

        #[test]
        fn two_answers_together_never_cost_more_than_apart(a in 0_u32..1_000_000, b in 0_u32..1_000_000, rate in 0_i64..100_000_000) {
            let price = price(rate, rate, rate);
            let apart = price.cost(Usage::new(a, 0, b)) + price.cost(Usage::new(b, 0, a));
            prop_assert!(price.cost(Usage::new(a + b, 0, a + b)) <= apart);
        }
    }
}
