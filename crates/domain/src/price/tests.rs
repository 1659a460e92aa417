//! The rules of pricing as a table, and properties of the rates.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn row(id: u128, market: &str, units: i64, from: &str, until: Option<&str>) -> PriceRow {
    PriceRow {
        id: PriceId(Uuid::from_u128(id)),
        market: Market::parse(market).unwrap(),
        category: Category::Utility,
        price: Money::of(units, Currency::BRL),
        valid_from: day(from),
        valid_until: until.map(day),
        source: Source::Own,
    }
}

fn brazil() -> PriceTable {
    let rows = standard().into_iter().enumerate().map(|(number, one)| PriceRow {
        id: PriceId(Uuid::from_u128(number as u128)),
        market: one.market,
        category: one.category,
        price: Money::of(one.units, one.currency),
        valid_from: one.valid_from,
        valid_until: None,
        source: Source::SecondHand,
    });
    PriceTable::new(rows.collect())
}

fn asked(category: Category, on: &str) -> Asked {
    Asked {
        market: Some(Market::BRAZIL),
        category,
        currency: Currency::BRL,
        day: day(on),
        window: Door::Open,
        free_entry: Door::Closed,
        free_used: 0,
    }
}

#[test]
fn the_rules_of_pricing_are_as_written() {
    use Category::{Authentication, Marketing, Service, Utility};
    use Door::{Closed, Open};
    use Why::{Billed, FreeAllowance, FreeEntry, FreeWindow, Unknown};
    let table = brazil();
    let before = "2026-09-30";
    let after = "2026-10-01";
    for (category, on, window, free_entry, free_used, why, units) in [
        (Service, before, Open, Closed, 5_000, FreeWindow, Some(0)),
        (Service, after, Open, Closed, 0, FreeAllowance, Some(0)),
        (Service, after, Open, Closed, 999, FreeAllowance, Some(0)),
        (Service, after, Open, Closed, 1_000, Billed, Some(350)),
        (Service, after, Open, Open, 1_000, FreeEntry, Some(0)),
        (Utility, before, Open, Closed, 0, FreeWindow, Some(0)),
        (Utility, before, Closed, Closed, 0, Unknown, None),
        (Utility, after, Open, Closed, 0, Billed, Some(350)),
        (Utility, after, Closed, Closed, 0, Billed, Some(350)),
        (Marketing, after, Open, Closed, 0, Billed, Some(3_217)),
        (Marketing, after, Closed, Open, 0, FreeEntry, Some(0)),
        (Marketing, before, Open, Closed, 0, Unknown, None),
        (Authentication, after, Open, Closed, 0, Billed, Some(350)),
    ] {
        let asked = Asked { window, free_entry, free_used, ..asked(category, on) };
        let got = quote(&table, &asked);
        assert_eq!((got.why, got.amount.map(|money| money.units)), (why, units), "{asked:?}");
    }
}

#[test]
fn a_market_without_a_rate_is_unknown_and_never_nothing() {
    let table = brazil();
    let abroad = Asked { market: Market::parse("AR"), ..asked(Category::Marketing, "2026-11-21") };
    assert_eq!(quote(&table, &abroad), Quote { amount: None, why: Why::Unknown });
    let hidden = Asked { market: None, ..abroad };
    assert_eq!(quote(&table, &hidden).why, Why::Unknown);
}

#[test]
fn a_countrys_own_rate_comes_before_the_rate_of_all_others() {
    let table = PriceTable::new(vec![
        row(1, "rest", 900, "2026-10-01", None),
        row(2, "AR", 700, "2026-10-01", Some("2027-01-01")),
    ]);
    let price = |market: &str, on: &str| {
        table.price(Market::parse(market), Category::Utility, Currency::BRL, day(on)).map(|money| money.units)
    };
    assert_eq!(price("AR", "2026-12-31"), Some(700));
    assert_eq!(price("AR", "2027-01-01"), Some(900));
    assert_eq!(price("BR", "2026-12-31"), Some(900));
    assert_eq!(price("BR", "2026-09-30"), None);
}

#[test]
fn the_words_of_statuses_are_read() {
    for (word, category) in [
        ("service", Some(Category::Service)),
        ("marketing_lite", Some(Category::Marketing)),
        ("authentication-international", Some(Category::AuthenticationInternational)),
        ("authentication_international", Some(Category::AuthenticationInternational)),
        ("MARKETING", Some(Category::Marketing)),
        ("group_utility", Some(Category::Utility)),
        ("referral_conversion", Some(Category::Service)),
        ("something_new", None),
    ] {
        assert_eq!(Category::told(word), category, "{word}");
    }
}

#[test]
fn months_begin_and_end_where_calendars_say() {
    assert_eq!(month_of(day("2026-12-31")), day("2026-12-01"));
    assert_eq!(month_after(day("2026-12-31")), day("2027-01-01"));
    assert_eq!(month_after(day("2028-02-29")), day("2028-03-01"));
}

fn span() -> impl Strategy<Value = (i64, Option<i64>)> {
    (0_i64..60, proptest::option::of(1_i64..40))
        .prop_map(|(from, length)| (from, length.map(|days| from + days)))
}

fn spanned(id: u128, (from, until): (i64, Option<i64>)) -> PriceRow {
    let at = |days: i64| day("2026-10-01") + chrono::Duration::days(days);
    PriceRow { valid_from: at(from), valid_until: until.map(at), ..row(id, "BR", 1, "2026-10-01", None) }
}

proptest! {
    #[test]
    fn rates_overlap_exactly_when_a_day_has_both(one in span(), two in span()) {
        let (one, two) = (spanned(1, one), spanned(2, two));
        let both = (0..110).any(|days| {
            let on = day("2026-10-01") + chrono::Duration::days(days);
            one.holds_on(on) && two.holds_on(on)
        });
        prop_assert_eq!(one.overlaps(&two), both);
        prop_assert_eq!(two.overlaps(&one), both);
    }

    #[test]
    fn a_free_message_costs_zero_and_a_billed_one_its_rate(
        category in proptest::sample::select(Category::ALL.to_vec()), used in 0_u64..2_000, days in -90_i64..90,
    ) {
        let table = brazil();
        let on = billed_from() + chrono::Duration::days(days);
        let asked = Asked { day: on, free_used: used, ..asked(category, "2026-10-01") };
        let got = quote(&table, &asked);
        let rate = table.price(asked.market, category, Currency::BRL, on);
        match got.why {
            Why::Billed => prop_assert_eq!(got.amount, rate),
            Why::Unknown => prop_assert!(got.amount.is_none() && rate.is_none()),
            _ => prop_assert_eq!(got.amount, Some(Money::zero(Currency::BRL))),
        }
    }
}
