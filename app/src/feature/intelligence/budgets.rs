//! What a day and a minute allow, and what today used.

use super::card::{Labelled, after};
use crate::{
    feature::{
        assist::CallSaveLimits,
        people::form::{Refused, RefusedBand},
    },
    i18n::{Translator, use_translator},
    kit::{Button, ButtonSize, Progress, Tone},
};
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::price::Money;
use prosa_wire::assist::AssistPage;

const FIELDS: &[&str] = &["day_money", "day_tokens", "per_minute", "link_hosts"];

/// An amount as a form shows it: without symbol and thousands, with the language's mark before the decimals.
pub(super) fn amount(tr: Translator, money: Money) -> String {
    money.decimal().replace('.', &tr.t("format-decimal"))
}

/// The limits, with what is left of them today.
#[component]
pub(super) fn Limits(
    /// The page.
    page: AssistPage,
    /// Counts up when the page has to be read again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let tr = use_translator();
    let today = page.today;
    let number = |count: u64| tr.number(i64::try_from(count).unwrap_or(i64::MAX));
    let figures = [
        ("assist-today-money", tr.price(today.money)),
        ("assist-today-tokens", number(today.tokens)),
        ("assist-today-asks", number(today.asks)),
    ]
    .map(|(key, value): (&'static str, String)| {
        view! {
            <div>
                <dt>{tr.t(key)}</dt>
                <dd class="break-words">{value}</dd>
            </div>
        }
    });
    let spent = page.limits.day_money.map(|limit| {
        let percent = today.money.units.saturating_mul(100) / limit.units.max(1);
        let percent = u32::try_from(percent.min(100)).unwrap_or(100);
        let label = tr.t("assist-today-money");
        view! { <div class="meter px-4 pb-2"><Progress percent label=Signal::stored(label) /></div> }
    });
    let form = page.may_manage.then(|| form(tr, &page, reload));
    view! {
        <section class="card min-w-0" aria-labelledby="limits-title">
            <div class="px-4 pt-3 pb-2">
                <h2 class="text-body font-semibold" id="limits-title">
                    {tr.t("assist-limits")}
                </h2>
                <p class="text-small text-ink-2">{tr.t("assist-limits-text")}</p>
            </div>
            <dl class="figs" aria-label=tr.t("assist-today")>
                {figures}
            </dl>
            {spent}
            {form}
        </section>
    }
    .into_any()
}

fn form(tr: Translator, page: &AssistPage, reload: RwSignal<u32>) -> AnyView {
    let save = ServerAction::<CallSaveLimits>::new();
    let refused = Refused::of(move || save.value().get());
    after(move || save.value().get().filter(Result::is_ok), "assist-limits-saved", reload);
    let currency = page.today.money.currency;
    let limits = &page.limits;
    let money = limits.day_money.map(|money| amount(tr, money)).unwrap_or_default();
    let tokens = limits.day_tokens.map(|tokens| tokens.to_string()).unwrap_or_default();
    let label = tr.t_args("assist-day-money", &[("currency", currency.as_str().into())]);
    let field = |name: &'static str, label: String, value: String, hint: Option<String>| {
        let error = refused.at(name);
        Labelled { id: name.to_owned(), name: name.to_owned(), label, value, hint, error }.line()
    };
    let free = || Some(tr.t("assist-empty-free"));
    let hosts = Some(tr.t("assist-link-hosts-hint"));
    let fields = vec![
        field("day_money", label, money, free()),
        field("day_tokens", tr.t("assist-day-tokens"), tokens, free()),
        field("per_minute", tr.t("assist-per-minute"), limits.per_minute.to_string(), None),
        field("link_hosts", tr.t("assist-link-hosts"), limits.link_hosts.join(" "), hosts),
    ];
    view! {
        <ActionForm action=save attr:class="model-form px-4 pb-4 pt-2">
            <div class="wide">
                <RefusedBand text=refused.elsewhere(FIELDS) />
            </div>
            <input type="hidden" name="currency" value=currency.to_string() />
            {fields}
            <div class="wide">
                <Button tone=Tone::Primary size=ButtonSize::Form loading=save.pending()>
                    {tr.t("assist-save")}
                </Button>
            </div>
        </ActionForm>
    }
    .into_any()
}
