//! The price table: rates by market and category with their days and where they are from; correcting, ending, adding.

use super::{
    Reload,
    api::{CallAddPrice, CallCostCurrency, CallEndPrice, CallReplacePrice},
    budgets::shown,
    category_name,
};
use crate::{
    feature::people::form::{Refused, RefusedBand},
    i18n::{Translator, text, use_translator},
    kit::{Button, ButtonSize, Chip, ChipTone, Choice, Glyph, Input, InputKind, Select, Tone},
};
use chrono::NaiveDate;
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::price::{Category, Currency, Market, PriceRow, Source};
use prosa_wire::cost::PriceTableView;

const FIELDS: &[&str] = &["market", "category", "price", "valid_from", "valid_until"];
/// Currencies to choose from; one the tenant has besides stays in the list.
const CURRENCIES: [Currency; 2] = [Currency::BRL, Currency::USD];

/// The table, its rates of other currencies folded away, and the form of a new rate.
#[component]
pub(super) fn Prices(table: PriceTableView, may_manage: bool) -> impl IntoView {
    let tr = use_translator();
    let PriceTableView { currency, today, rows } = table;
    let (own, others): (Vec<PriceRow>, Vec<PriceRow>) =
        rows.into_iter().partition(|row| row.price.currency == currency);
    let none = own
        .is_empty()
        .then(|| view! { <p class="px-4 pb-3 text-small text-ink-2">{tr.t("costs-no-prices")}</p> });
    let others = (!others.is_empty()).then(|| {
        view! {
            <details class="fold px-4 py-3 border-t border-line">
                <summary>{tr.t("costs-other-currencies")}</summary>
                {list(tr, others, today, may_manage)}
            </details>
        }
    });
    let forms = may_manage.then(|| {
        view! {
            <div class="px-4 py-3 border-t border-line grid gap-3">
                <Add currency today />
                <CurrencyForm currency />
            </div>
        }
    });
    view! {
        <section class="card min-w-0" aria-labelledby="prices-title">
            <h2 class="text-body font-semibold px-4 pt-3 pb-1" id="prices-title">
                {tr.t("costs-prices")}
            </h2>
            <p class="px-4 pb-2 text-small text-ink-2">{tr.t("costs-prices-text")}</p>
            {none}
            {list(tr, own, today, may_manage)}
            {others}
            {forms}
        </section>
    }
    .into_any()
}

/// A market in words: the country's name where there is one, else its letters.
fn market_name(tr: Translator, market: Market) -> String {
    let key = format!("market-{}", market.as_str().to_lowercase());
    if tr.has(&key) { tr.t(&key) } else { market.to_string() }
}

fn list(tr: Translator, rows: Vec<PriceRow>, today: NaiveDate, may_manage: bool) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let from = tr.date_of(row.valid_from);
            let days = match row.valid_until {
                Some(until) => tr.t_args(
                    "costs-days",
                    &[("from", (&from).into()), ("until", (&tr.date_of(until)).into())],
                ),
                None => tr.t_args("costs-days-on", &[("from", (&from).into())]),
            };
            let (tone, source) = match row.source {
                Source::SecondHand => (ChipTone::Amber, "costs-source-second-hand"),
                Source::Own => (ChipTone::Outline, "costs-source-own"),
            };
            let held = if row.holds_on(today) {
                view! { <Chip tone=ChipTone::Brand>{tr.t("costs-holds")}</Chip> }.into_any()
            } else if row.valid_from > today {
                view! { <Chip tone=ChipTone::Blue>{tr.t("costs-will-hold")}</Chip> }.into_any()
            } else {
                view! { <Chip>{tr.t("costs-held-once")}</Chip> }.into_any()
            };
            view! {
                <li class="price-row">
                    <div class="price-line">
                        <span class="font-medium">{market_name(tr, row.market)}</span>
                        <span>{category_name(tr, Some(row.category))}</span>
                        <span class="num font-semibold">{tr.price(row.price)}</span>
                        <span class="text-ink-2">{days}</span>
                        <span class="flex flex-wrap gap-1">{held} <Chip tone>{tr.t(source)}</Chip></span>
                    </div>
                    {may_manage.then(|| view! { <Change row today /> })}
                </li>
            }
        })
        .collect_view();
    view! { <ul>{rows}</ul> }.into_any()
}

/// A rate replaced from a day on, or ended.
#[component]
fn Change(row: PriceRow, today: NaiveDate) -> impl IntoView {
    let tr = use_translator();
    let reload = expect_context::<Reload>();
    let replace = ServerAction::<CallReplacePrice>::new();
    let end = ServerAction::<CallEndPrice>::new();
    let refused = Refused::of(move || replace.value().get());
    let not_ended = Refused::of(move || end.value().get());
    reload.after(move || replace.value().get(), "costs-price-saved");
    reload.after(move || end.value().get(), "costs-price-ended");
    let id = row.id.to_string();
    let (same, price, begin, until) =
        (id.clone(), format!("price-{id}"), format!("from-{id}"), format!("until-{id}"));
    let from = row.valid_from.max(today).to_string();
    view! {
        <details class="fold">
            <summary>{tr.t("costs-change")}</summary>
            <ActionForm action=replace attr:class="money-form">
                <RefusedBand text=refused.elsewhere(FIELDS) />
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="currency" value=row.price.currency.to_string() />
                {typed(("price", price), tr.t_args("costs-price", &[("currency", row.price.currency.as_str().into())]), shown(tr, row.price), "text", refused.at("price"))}
                {typed(("valid_from", begin), tr.t("costs-from"), from, "date", refused.at("valid_from"))}
                <p class="text-meta text-ink-2">{tr.t("costs-replace-text")}</p>
                <div>
                    <Button tone=Tone::Primary size=ButtonSize::Form loading=replace.pending()>
                        {tr.t("costs-replace")}
                    </Button>
                </div>
            </ActionForm>
            <ActionForm action=end attr:class="money-form mt-3">
                <RefusedBand text=not_ended.elsewhere(FIELDS) />
                <input type="hidden" name="id" value=same />
                {typed(("valid_until", until), tr.t("costs-until-day"), today.to_string(), "date", not_ended.at("valid_until"))}
                <div>
                    <Button tone=Tone::Danger size=ButtonSize::Medium loading=end.pending()>
                        {tr.t("costs-end")}
                    </Button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// A field whose id is unlike those of other rows.
pub(super) fn typed(
    (name, id): (&'static str, String),
    label: String,
    value: String,
    kind: &'static str,
    error: Signal<Option<String>>,
) -> AnyView {
    let help = format!("{id}-help");
    view! {
        <crate::kit::Field id=id.clone() label=Signal::stored(label) error>
            <span class="field">
                <input
                    id=id
                    name=name
                    type=kind
                    value=value
                    inputmode=(kind == "text").then_some("decimal")
                    autocomplete="off"
                    required
                    aria-describedby=help
                    aria-invalid=move || error.get().map(|_| "true")
                />
            </span>
        </crate::kit::Field>
    }
    .into_any()
}

/// The form of a new rate.
#[component]
fn Add(currency: Currency, today: NaiveDate) -> impl IntoView {
    let tr = use_translator();
    let reload = expect_context::<Reload>();
    let add = ServerAction::<CallAddPrice>::new();
    let refused = Refused::of(move || add.value().get());
    reload.after(move || add.value().get(), "costs-price-saved");
    let categories =
        Category::ALL.map(|one| Choice::new(one.as_str(), category_name(tr, Some(one)))).to_vec();
    let category = RwSignal::new(Category::Marketing.as_str().to_owned());
    let price = tr.t_args("costs-price", &[("currency", currency.as_str().into())]);
    view! {
        <details class="fold">
            <summary>{tr.t("costs-add-price")}</summary>
            <ActionForm action=add attr:class="money-form">
                <RefusedBand text=refused.elsewhere(FIELDS) />
                <input type="hidden" name="currency" value=currency.to_string() />
                <Input name="market" label=text("costs-market") hint=text("costs-market-hint") initial="BR" length_max=2_u32 error=refused.at("market") />
                <Select name="category" label=text("costs-category") value=category choices=categories />
                {typed(("price", "price-new".to_owned()), price, String::new(), "text", refused.at("price"))}
                <Input name="valid_from" label=text("costs-from") kind=InputKind::Date initial=today.to_string() required=true error=refused.at("valid_from") />
                <Input name="valid_until" label=text("costs-until-optional") hint=text("costs-until-hint") kind=InputKind::Date error=refused.at("valid_until") />
                <div>
                    <Button tone=Tone::Primary size=ButtonSize::Form glyph=Glyph::Plus loading=add.pending()>
                        {tr.t("costs-add")}
                    </Button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// What the company is billed in.
#[component]
fn CurrencyForm(currency: Currency) -> impl IntoView {
    let tr = use_translator();
    let reload = expect_context::<Reload>();
    let set = ServerAction::<CallCostCurrency>::new();
    let refused = Refused::of(move || set.value().get());
    reload.after(move || set.value().get(), "costs-currency-saved");
    let mut list = CURRENCIES.to_vec();
    if !list.contains(&currency) {
        list.push(currency);
    }
    let choices = list.iter().map(|one| Choice::new(one.as_str(), one.as_str())).collect();
    let value = RwSignal::new(currency.to_string());
    view! {
        <details class="fold">
            <summary>{tr.t_args("costs-currency-now", &[("currency", currency.as_str().into())])}</summary>
            <ActionForm action=set attr:class="money-form">
                <RefusedBand text=refused.elsewhere(&["currency"]) />
                <Select name="currency" label=text("costs-currency") hint=text("costs-currency-hint") value choices error=refused.at("currency") />
                <div>
                    <Button size=ButtonSize::Form loading=set.pending()>{tr.t("costs-save")}</Button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;
    use prosa_domain::lang::Lang;

    #[test]
    fn categories_and_markets_have_words_in_every_language() {
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            for category in Category::ALL {
                assert!(!category_name(tr, Some(category)).starts_with("costs-"), "{category:?} in {lang:?}");
            }
            assert!(!category_name(tr, None).starts_with("costs-"));
            assert_ne!(market_name(tr, Market::Rest), "rest");
            assert_ne!(market_name(tr, Market::BRAZIL), "BR");
            assert_eq!(market_name(tr, Market::parse("ZW").unwrap()), "ZW", "no name here: its letters");
        }
    }
}
