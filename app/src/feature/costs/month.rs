//! The month: figures, sums by line, member, category and day, and free messages.

use super::category_name;
use crate::{
    i18n::{Translator, use_translator},
    kit::{EmptyFace, Glyph, Progress},
};
use leptos::prelude::*;
use prosa_wire::cost::{Allowance, CostSum, CostView, DayCost};

/// Height of the chart's tallest bar.
const BAR_HEIGHT: i64 = 44;

/// The figures of the month.
#[component]
pub(super) fn Figures(overview: CostView) -> impl IntoView {
    let tr = use_translator();
    let total = overview.total;
    let tiles = [
        ("costs-total", tr.price(total.amount)),
        ("costs-messages", tr.number(total.messages)),
        ("costs-billed", tr.number(total.billed)),
        ("costs-free", tr.number(total.messages - total.billed)),
    ]
    .map(|(key, value): (&'static str, String)| {
        view! {
            <div>
                <dt>{tr.t(key)}</dt>
                <dd>{value}</dd>
            </div>
        }
    });
    let unpriced = (total.unpriced > 0).then(|| {
        let words = tr.t_args("costs-unpriced", &[("count", total.unpriced.into())]);
        view! { <p class="px-4 pb-3 text-small text-amber">{words}</p> }
    });
    view! {
        <section class="card" aria-label=tr.t("costs-figures")>
            <dl class="figs">{tiles}</dl>
            {chart(tr, &overview.days)}
            {unpriced}
        </section>
    }
    .into_any()
}

/// Days of the month, drawn without a script; each bar tells its day and amount.
fn chart(tr: Translator, days: &[DayCost]) -> AnyView {
    let most = days.iter().map(|day| day.sum.amount.units).max().unwrap_or(0).max(1);
    let bars = days
        .iter()
        .map(|one| {
            let place = i64::from(chrono::Datelike::day(&one.day)) - 1;
            let units = one.sum.amount.units;
            let height = if units == 0 { 1 } else { (units.saturating_mul(BAR_HEIGHT) / most).max(2) };
            let words = format!("{}: {}", tr.date_of(one.day), tr.price(one.sum.amount));
            view! {
                <rect class="fill-heat-3" x=place * 12 y=BAR_HEIGHT - height width="9" height=height rx="1">
                    <title>{words}</title>
                </rect>
            }
        })
        .collect_view();
    let label = tr.t("costs-chart");
    (!days.is_empty())
        .then(|| {
            view! {
                <svg class="w-full h-12 px-3 mb-2" viewBox=format!("0 0 372 {BAR_HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
                    <rect class="fill-line-2" x="0" y=BAR_HEIGHT - 1 width="372" height="1" />
                    {bars}
                </svg>
            }
        })
        .into_any()
}

/// Sums by category, line and member.
#[component]
pub(super) fn Sums(overview: CostView) -> impl IntoView {
    let tr = use_translator();
    if overview.total.messages == 0 {
        return view! {
            <section class="card">
                <EmptyFace glyph=Glyph::Cash title=crate::i18n::text("costs-none") text=crate::i18n::text("costs-none-text") />
            </section>
        }
        .into_any();
    }
    let categories =
        overview.categories.iter().map(|one| (category_name(tr, one.category), one.sum)).collect();
    let lines = overview
        .lines
        .iter()
        .map(|one| (if one.label.is_empty() { tr.t("costs-line-gone") } else { one.label.clone() }, one.sum))
        .collect();
    let members = overview
        .members
        .iter()
        .map(|one| (if one.name.is_empty() { tr.t("costs-nobody") } else { one.name.clone() }, one.sum))
        .collect();
    view! {
        <div class="money-sums">
            {table(tr, "costs-by-category", "costs-category", categories)}
            {table(tr, "costs-by-line", "costs-line", lines)}
            {table(tr, "costs-by-member", "costs-member", members)}
        </div>
    }
    .into_any()
}

fn table(tr: Translator, title: &'static str, what: &'static str, rows: Vec<(String, CostSum)>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|(name, sum)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td class="r">{tr.number(sum.messages)}</td>
                    <td class="r">{tr.number(sum.billed)}</td>
                    <td class="r font-semibold whitespace-nowrap">{tr.price(sum.amount)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card min-w-0 overflow-x-auto" aria-label=tr.t(title)>
            <h2 class="text-body font-semibold px-4 pt-3">{tr.t(title)}</h2>
            <table class="tb">
                <thead>
                    <tr>
                        <th scope="col">{tr.t(what)}</th>
                        <th scope="col" class="r">{tr.t("costs-messages")}</th>
                        <th scope="col" class="r">{tr.t("costs-billed")}</th>
                        <th scope="col" class="r">{tr.t("costs-amount")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// Free service messages of every number.
#[component]
pub(super) fn Allowances(list: Vec<Allowance>) -> impl IntoView {
    let tr = use_translator();
    if list.is_empty() {
        return ().into_any();
    }
    let rows = list
        .into_iter()
        .map(|one| {
            let percent = u32::try_from(one.used.saturating_mul(100) / one.total.max(1)).unwrap_or(100);
            let words = tr.t_args(
                "costs-allowance",
                &[("used", (&tr.number(one.used)).into()), ("total", (&tr.number(one.total)).into())],
            );
            let label = format!("{}: {words}", one.label);
            view! {
                <li class="grid gap-1 py-2">
                    <p class="flex flex-wrap gap-x-3 text-small">
                        <span class="grow min-w-0 font-medium">{one.label}</span>
                        <span class="text-ink-2">{words}</span>
                    </p>
                    <Progress percent=percent label=Signal::stored(label) thin=true />
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card p-4" aria-label=tr.t("costs-allowances")>
            <h2 class="text-body font-semibold">{tr.t("costs-allowances")}</h2>
            <p class="text-small text-ink-2">{tr.t("costs-allowances-text")}</p>
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}
