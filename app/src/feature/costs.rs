//! Custos: what the month cost and by whom, budgets, free messages, and the price table.
//!
//! Everything is plain HTML: forms stand in `<details>` and work without WASM, which only adds what was saved at once.

pub mod api;
mod budgets;
mod month;
mod prices;

use crate::{
    call::{CallError, Called},
    follow::follow,
    frame::PageHead,
    i18n::{Translator, text, use_translator},
    kit::{ErrorFace, Glyph, LinkButton, Skeleton, SkeletonShape, use_toasts},
    loaded::load_blocking,
};
use budgets::Budgets;
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, hooks::use_query_map, path,
};
use month::{Allowances, Figures, Sums};
use prices::Prices;
use prosa_domain::{
    event::EventKind,
    price::{Category, month_after, month_of},
};
use prosa_wire::cost::CostPage;

/// Where this screen is.
const HOME: &str = "/configuracoes/custos";

/// The screen of the settings.
#[component(transparent)]
pub fn CostRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/custos") view=CostScreen ssr=SsrMode::Async /> }
        .into_inner()
        .into_any_nested_route()
}

/// Asks for the screen again after a change.
#[derive(Clone, Copy)]
struct Reload(RwSignal<u32>);

impl Reload {
    /// Follows a form: tells what was done and asks again.
    fn after<T: Clone + Send + Sync + 'static>(
        self,
        answer: impl Fn() -> Option<Called<T>> + 'static,
        done: &'static str,
    ) {
        let tr = use_translator();
        let toasts = use_toasts();
        Effect::new(move |_| {
            if let Some(Ok(_)) = answer() {
                toasts.done(tr.t(done));
                self.0.update(|count| *count += 1);
            }
        });
    }
}

/// The screen.
#[component]
pub fn CostScreen() -> impl IntoView {
    let tr = use_translator();
    let query = use_query_map();
    let month = Memo::new(move |_| query.with(|query| query.get("mes").unwrap_or_default()));
    let reload = Reload(RwSignal::new(0));
    provide_context(reload);
    // The address says `2026-11`; the call takes a day.
    let day =
        move || month.with(|month| if month.is_empty() { String::new() } else { format!("{month}-01") });
    let page = load_blocking(move || (day(), reload.0.get()), |(day, _)| api::page(day));
    view! {
        <Title text=tr.t("settings-costs") />
        <PageHead title=text("settings-costs") />
        <Transition fallback=move || {
            view! {
                <div class="two">
                    <Skeleton shape=SkeletonShape::Rows label=tr.t("costs-loading") />
                </div>
            }
        }>
            {move || Suspend::new(async move {
                let asked = untrack(day);
                match page.await {
                    Ok(page) => view! { <Whole page day=asked /> }.into_any(),
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace
                                title=text("costs-failed")
                                refusal=Signal::stored(refusal)
                                on_retry=move |()| reload.0.update(|count| *count += 1)
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// Events after which the month looks different: what was sent and what it cost, prices and budgets, and who and what has a
/// name in the sums.
const fn concerns(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::CostUpdated
            | EventKind::MessageQueued
            | EventKind::MessageUpdated
            | EventKind::LineUpdated
            | EventKind::TeamUpdated
    )
}

/// The screen with its data, which follows what happens. Budgets and prices are drawn anew only when somebody changed them:
/// a form that is being filled is not lost to a message that was sent.
#[component]
fn Whole(page: CostPage, day: String) -> impl IntoView {
    let tr = use_translator();
    let may_manage = page.may_manage;
    let asked = StoredValue::new(day);
    let fetch = move || api::page(asked.try_get_value().unwrap_or_default());
    let shown = follow(page, |page| page.sequence, concerns, fetch);
    let kept = Memo::new(move |_| {
        shown.with(|page| {
            let budgets = page.overview.budgets.iter();
            let budgets = budgets.map(|one| (one.standing.id, one.standing.limit, one.standing.at_limit));
            (budgets.collect::<Vec<_>>(), page.scopes.clone(), page.overview.currency)
        })
    });
    let prices = Memo::new(move |_| shown.with(|page| page.prices.clone()));
    let budgets = move || {
        let (_, scopes, currency) = kept.get();
        view! { <Budgets shown scopes currency may_manage /> }
    };
    let overview = Memo::new(move |_| shown.with(|page| page.overview.clone()));
    let allowances = Memo::new(move |_| shown.with(|page| page.allowances.clone()));
    let dates = Memo::new(move |_| overview.with(|overview| (overview.month, overview.today)));
    view! {
        <div class="money">
            {move || {
                let (month, today) = dates.get();
                months(tr, month, today)
            }}
            {move || view! { <Figures overview=overview.get() /> }}
            {budgets}
            {move || view! { <Sums overview=overview.get() /> }}
            {move || view! { <Allowances list=allowances.get() /> }}
            {move || view! { <Prices table=prices.get() may_manage /> }}
        </div>
    }
    .into_any()
}

/// The month shown, and the ways to those beside it.
fn months(tr: Translator, month: NaiveDate, today: NaiveDate) -> AnyView {
    let link = |day: NaiveDate| format!("{HOME}?mes={}", day.format("%Y-%m"));
    let before = month_of(month.pred_opt().unwrap_or(month));
    let after = month_after(month);
    let next = (after <= today).then(|| {
        view! { <LinkButton href=link(after)>{month_name(tr, after)}</LinkButton> }
    });
    let so_far = (month == month_of(today)).then(|| {
        let day = tr.date_of(today);
        view! { <span class="text-small text-ink-2">{tr.t_args("costs-until", &[("day", (&day).into())])}</span> }
    });
    view! {
        <div class="flex flex-wrap items-center gap-3">
            <h2 class="text-lead font-semibold">{month_name(tr, month)}</h2>
            {so_far}
            <span class="grow"></span>
            <LinkButton href=link(before) glyph=Glyph::Left>
                {month_name(tr, before)}
            </LinkButton>
            {next}
        </div>
    }
    .into_any()
}

fn month_name(tr: Translator, month: NaiveDate) -> String {
    let name = tr.t(&format!("month-{}", month.month()));
    tr.t_args("costs-month", &[("month", (&name).into()), ("year", (&month.year().to_string()).into())])
}

/// A category in words; none is one of the provider's that is unknown here.
fn category_name(tr: Translator, category: Option<Category>) -> String {
    category.map_or_else(
        || tr.t("costs-category-unknown"),
        |one| tr.t(&format!("costs-category-{}", one.as_str())),
    )
}
