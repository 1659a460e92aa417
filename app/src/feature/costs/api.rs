//! What this screen asks the server. Amounts and days come as people type them.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::{BudgetId, PriceId};
use prosa_wire::cost::CostPage;

#[cfg(feature = "ssr")]
use crate::call::{answer, signed_in};
#[cfg(feature = "ssr")]
use prosa_wire::cost::{BudgetForm, EndPrice, NewPrice, ReplacePrice};

/// The screen, for the month of a day such as `2026-11-01`; empty is the current one.
#[server(name = CallCosts, endpoint = "costs/page")]
pub async fn page(#[server(default)] month: String) -> Called<CostPage> {
    let (engine, caller) = signed_in()?;
    let month = if month.is_empty() { None } else { Some(typed::day("month", &month)?) };
    answer(engine.cost_page(&caller, month).await)
}

/// Saves a budget. `scope` is `tenant`, `line:ID` or `member:ID`; of one that is here it stays.
#[server(name = CallSaveBudget, endpoint = "costs/save_budget")]
pub async fn save_budget(
    id: Option<BudgetId>,
    scope: String,
    limit: String,
    currency: String,
    at_limit: String,
) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let form = BudgetForm {
        id,
        scope: typed::scope(&scope)?,
        limit: typed::money("limit", &limit, &currency)?,
        at_limit: typed::at_limit(&at_limit)?,
    };
    answer(engine.save_budget(&caller, form).await).map(|_| ())
}

/// Takes a budget away.
#[server(name = CallRemoveBudget, endpoint = "costs/remove_budget")]
pub async fn remove_budget(id: BudgetId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.remove_budget(&caller, id).await)
}

/// Adds a rate. An empty market is every country without a rate of its own.
#[server(name = CallAddPrice, endpoint = "costs/add_price")]
pub async fn add_price(
    #[server(default)] market: String,
    category: String,
    price: String,
    currency: String,
    valid_from: String,
    #[server(default)] valid_until: String,
) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let new = NewPrice {
        market: typed::market(&market)?,
        category: typed::category(&category)?,
        price: typed::money("price", &price, &currency)?,
        valid_from: typed::day("valid_from", &valid_from)?,
        valid_until: if valid_until.is_empty() {
            None
        } else {
            Some(typed::day("valid_until", &valid_until)?)
        },
    };
    answer(engine.add_price(&caller, new).await).map(|_| ())
}

/// Replaces a rate from a day on.
#[server(name = CallReplacePrice, endpoint = "costs/replace_price")]
pub async fn replace_price(id: PriceId, price: String, currency: String, valid_from: String) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let change = ReplacePrice {
        id,
        from: typed::day("valid_from", &valid_from)?,
        price: typed::money("price", &price, &currency)?,
    };
    answer(engine.replace_price(&caller, change).await).map(|_| ())
}

/// Ends a rate: `until` is the first day on which it no longer holds.
#[server(name = CallEndPrice, endpoint = "costs/end_price")]
pub async fn end_price(id: PriceId, valid_until: String) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let end = EndPrice { id, until: typed::day("valid_until", &valid_until)? };
    answer(engine.end_price(&caller, end).await)
}

/// Sets what the company is billed in.
#[server(name = CallCostCurrency, endpoint = "costs/currency")]
pub async fn set_currency(currency: String) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let currency = typed::currency(&currency)?;
    answer(engine.set_cost_currency(&caller, currency).await)
}

/// What people typed, read.
#[cfg(feature = "ssr")]
mod typed {
    use crate::call::{Called, answer};
    use chrono::NaiveDate;
    use prosa_domain::{
        budget::{AtLimit, Scope},
        price::{Category, Currency, Market, Money},
        refusal::{Code, Refusal},
    };

    fn or_refuse<T>(field: &str, read: Option<T>) -> Called<T> {
        answer(read.ok_or_else(|| Refusal::new(Code::FieldInvalid).with("field", field)))
    }

    pub(super) fn day(field: &str, text: &str) -> Called<NaiveDate> {
        or_refuse(field, NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok())
    }

    pub(super) fn currency(text: &str) -> Called<Currency> {
        or_refuse("currency", Currency::parse(text.trim()))
    }

    pub(super) fn money(field: &str, text: &str, word: &str) -> Called<Money> {
        let currency = currency(word)?;
        or_refuse(field, Money::parse(text, currency))
    }

    pub(super) fn market(text: &str) -> Called<Market> {
        let text = text.trim();
        let word = if text.is_empty() { Market::Rest.to_string() } else { text.to_ascii_uppercase() };
        or_refuse("market", Market::parse(&word))
    }

    pub(super) fn category(text: &str) -> Called<Category> {
        or_refuse("category", Category::parse(text))
    }

    pub(super) fn at_limit(text: &str) -> Called<AtLimit> {
        let read = match text {
            "tell" => Some(AtLimit::Tell),
            "stop" => Some(AtLimit::Stop),
            _ => None,
        };
        or_refuse("at_limit", read)
    }

    pub(super) fn scope(text: &str) -> Called<Scope> {
        let read = match text.split_once(':') {
            None if text == "tenant" => Some(Scope::Tenant),
            Some(("line", id)) => id.parse().ok().map(Scope::Line),
            Some(("member", id)) => id.parse().ok().map(Scope::Member),
            _ => None,
        };
        or_refuse("scope", read)
    }

    #[cfg(test)]
    mod tests {
        #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
        use super::*;

        #[test]
        fn what_people_type_is_read_or_named() {
            assert_eq!(market("").unwrap(), Market::Rest);
            assert_eq!(market(" br ").unwrap(), Market::BRAZIL);
            assert_eq!(scope("tenant").unwrap(), Scope::Tenant);
            assert_eq!(money("limit", "1500,50", "BRL").unwrap(), Money::of(15_005_000, Currency::BRL));
            let field = |error: crate::call::CallError| error.0.args.get("field").cloned();
            for (error, name) in [
                (market("Brasil").unwrap_err(), "market"),
                (scope("line:nada").unwrap_err(), "scope"),
                (money("limit", "muito", "BRL").unwrap_err(), "limit"),
                (money("limit", "1", "reais").unwrap_err(), "currency"),
                (day("valid_from", "amanhã").unwrap_err(), "valid_from"),
                (at_limit("").unwrap_err(), "at_limit"),
                (category("carta").unwrap_err(), "category"),
            ] {
                assert_eq!(field(error).as_deref(), Some(name));
            }
        }
    }
}
