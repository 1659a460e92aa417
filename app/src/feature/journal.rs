//! Diário de mensagens: everything that came in, what became of it, silences, and playing it again.

pub mod api;
mod table;

use crate::{
    call::{CallError, Called},
    frame::PageHead,
    i18n::{text, use_translator},
    kit::{Button, ButtonSize, ErrorFace, Glyph, LinkButton, Skeleton, SkeletonShape, use_toasts},
    loaded::load_blocking,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, hooks::use_query_map, path,
};
use prosa_wire::journal::{Gap, JournalFilter, JournalPage, LineFigures, ReplayResult, Slot};
use table::{Detail, Parts};

/// Height of the chart's tallest bar.
const BAR_HEIGHT: i64 = 44;

/// The screen of the settings.
#[component(transparent)]
pub fn JournalRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/diario") view=JournalScreen ssr=SsrMode::Async /> }
        .into_inner()
        .into_any_nested_route()
}

/// What the address asks for: `problemas=1`, `antes=N`, `entrega=N&numero=ID`.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked {
    filter: JournalFilter,
    open: Option<(i64, prosa_domain::id::LineId)>,
}

fn asked() -> Memo<Asked> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let number = |name: &str| query.get(name).and_then(|value| value.parse().ok());
            let line = query.get("numero").and_then(|value| value.parse().ok());
            Asked {
                filter: JournalFilter {
                    line_id: None,
                    problems_only: query.get("problemas").is_some(),
                    before: number("antes"),
                },
                open: number("entrega").zip(line),
            }
        })
    })
}

/// The screen.
#[component]
pub fn JournalScreen() -> impl IntoView {
    let tr = use_translator();
    let asked = asked();
    let reload = RwSignal::new(0_u32);
    let page = load_blocking(move || (asked.get().filter, reload.get()), |(filter, _)| api::page(filter));
    view! {
        <Title text=tr.t("settings-journal") />
        <PageHead title=text("settings-journal") />
        <Transition fallback=move || {
            view! {
                <div class="two">
                    <Skeleton shape=SkeletonShape::Rows label=tr.t("journal-loading") />
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => view! { <Whole page asked reload /> }.into_any(),
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace
                                title=text("journal-failed")
                                refusal=Signal::stored(refusal)
                                on_retry=move |()| reload.update(|count| *count += 1)
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Whole(page: JournalPage, asked: Memo<Asked>, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let JournalPage { figures, slots, gaps, waiting, parts, next } = page;
    let failed: i64 = figures.iter().map(|line| line.failed).sum();
    let tiles = [
        ("journal-received", figures.iter().map(|line| line.received).sum()),
        ("journal-processed", figures.iter().map(|line| line.processed).sum()),
        ("journal-waiting", waiting),
        ("journal-with-error", failed),
    ]
    .map(|(key, value): (&'static str, i64)| {
        view! {
            <div>
                <dt>{tr.t(key)}</dt>
                <dd>{tr.number(value)}</dd>
            </div>
        }
    });
    let older = next.map(|next| {
        view! { <LinkButton href=format!("/configuracoes/diario?antes={next}")>{tr.t("journal-older")}</LinkButton> }
    });
    let problems = asked.with_untracked(|asked| asked.filter.problems_only);
    // Opening one leaves the page as it is, so it is followed by itself.
    let open = Memo::new(move |_| asked.with(|asked| asked.open));
    view! {
        <div class="p-4 grid gap-4 min-w-0">
            <section class="card">
                <dl class="figs">{tiles}</dl>
                <Chart slots />
                <Gaps gaps />
            </section>
            <Lines figures />
            <div class="flex gap-2 flex-wrap">
                <LinkButton href=if problems { "/configuracoes/diario" } else { "/configuracoes/diario?problemas=1" }>
                    {tr.t(if problems { "journal-show-all" } else { "journal-only-problems" })}
                </LinkButton>
                <Replay words="journal-replay-all" part=None reload />
            </div>
            {move || open.get().map(|(id, line)| view! { <Detail id line reload /> })}
            <Parts parts />
            <div>{older}</div>
        </div>
    }
    .into_any()
}

/// Deliveries of the last 24 hours, drawn without a script.
#[component]
fn Chart(slots: Vec<Slot>) -> impl IntoView {
    let tr = use_translator();
    let most = slots.iter().map(|slot| slot.received).max().unwrap_or(1).max(1);
    let total: i64 = slots.iter().map(|slot| slot.received).sum();
    let width = i64::try_from(slots.len()).unwrap_or(72) * 12;
    let bars = slots
        .into_iter()
        .enumerate()
        .map(|(place, slot)| {
            let x = i64::try_from(place).unwrap_or_default() * 12;
            let height = if slot.received == 0 { 1 } else { (slot.received * BAR_HEIGHT / most).max(2) };
            let class = if slot.failed > 0 { "fill-red-fill" } else { "fill-heat-3" };
            view! { <rect class=class x=x y=BAR_HEIGHT - height width="9" height=height rx="1" /> }
        })
        .collect_view();
    let label = tr.t_args("journal-chart", &[("count", total.into())]);
    view! {
        <svg class="w-full h-12 px-3" viewBox=format!("0 0 {width} {BAR_HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
            {bars}
        </svg>
    }
}

#[component]
fn Gaps(gaps: Vec<Gap>) -> impl IntoView {
    let tr = use_translator();
    let rows = gaps
        .into_iter()
        .map(|gap| {
            let words = tr.t_args(
                "journal-gap",
                &[("from", (&tr.date_time(gap.from)).into()), ("until", (&tr.date_time(gap.until)).into())],
            );
            view! { <li>{words}</li> }
        })
        .collect_view();
    view! { <ul class="px-4 py-2 text-small text-amber">{rows}</ul> }
}

#[component]
fn Lines(figures: Vec<LineFigures>) -> impl IntoView {
    let tr = use_translator();
    let rows = figures
        .into_iter()
        .map(|line| {
            let last = line.last_at.map(|at| tr.date_time(at)).unwrap_or_default();
            view! {
                <tr class="border-t border-line">
                    <th scope="row" class="text-left font-medium px-3 py-2">{line.label}</th>
                    <td class="px-3">{tr.number(line.received)}</td>
                    <td class="px-3">{tr.number(line.messages)}</td>
                    <td class="px-3">{tr.number(line.statuses)}</td>
                    <td class="px-3">{tr.number(line.repeated)}</td>
                    <td class="px-3">{tr.number(line.failed)}</td>
                    <td class="px-3">{last}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = [
        "journal-line",
        "journal-received",
        "journal-messages",
        "journal-statuses",
        "journal-repeated",
        "journal-with-error",
        "journal-last",
    ]
    .map(|key| view! { <th scope="col" class="text-left text-meta text-ink-2 px-3 py-2">{tr.t(key)}</th> });
    view! {
        <div class="card overflow-x-auto" tabindex="0" role="region" aria-label=tr.t("journal-by-line")>
            <table class="w-full text-small">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// Puts one delivery, or all with a problem, back into the queue.
#[component]
fn Replay(words: &'static str, part: Option<i64>, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let replay = Action::new_local(move |()| api::replay(part));
    Effect::new(move |_| {
        let answer: Option<Called<ReplayResult>> = replay.value().get();
        match answer {
            Some(Ok(done)) => {
                toasts.done(tr.t_args("journal-replayed", &[("count", done.replayed.into())]));
                reload.update(|count| *count += 1);
            }
            Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
            None => {}
        }
    });
    view! {
        <Button size=ButtonSize::Medium glyph=Glyph::Refresh loading=replay.pending() on_press=move |()| { replay.dispatch(()); }>
            {tr.t(words)}
        </Button>
    }
    .into_any()
}
