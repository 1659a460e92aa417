//! IA: what machines read and write here. For now the classifier: which model reads, how good it is, and what the team
//! taught it.

pub mod api;
mod assistants;
mod bench;
mod budgets;
mod card;
mod examples;
mod own;
mod pictures;
mod providers;

use crate::{
    frame::PageHead,
    i18n::{text, use_translator},
};
use card::{Loading, card};
use examples::Examples;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};
use own::Own;
use prosa_i18n::Translator;
use prosa_wire::reading::ClassifierView;

/// The screen of the settings.
#[component(transparent)]
pub fn IntelligenceRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/ia") view=IntelligenceScreen ssr=SsrMode::Async /> }
        .into_inner()
        .into_any_nested_route()
}

/// The screen.
#[component]
pub fn IntelligenceScreen() -> impl IntoView {
    let tr = use_translator();
    let loading =
        Loading { wait: "label-ia-loading", failed: "label-ia-failed", frame: "two", tells_forbidden: true };
    view! {
        <Title text=tr.t("settings-ia") />
        <PageHead title=text("settings-ia") />
        {card(loading, api::classifier, whole)}
    }
}

fn whole(page: ClassifierView, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let figures = [
        ("label-model", if page.model.is_empty() { tr.t("label-model-none") } else { page.model.clone() }),
        ("label-score", score(tr, page.score)),
        ("label-corrections", tr.number(i64::from(page.corrections))),
    ]
    .map(|(key, value): (&'static str, String)| {
        view! {
            <div>
                <dt>{tr.t(key)}</dt>
                <dd class="break-words">{value}</dd>
            </div>
        }
    });
    view! {
        <div class="money">
            <section class="card" aria-labelledby="classifier-title">
                <div class="px-4 pt-3 pb-2">
                    <h2 class="text-body font-semibold" id="classifier-title">
                        {tr.t("label-classifier")}
                    </h2>
                    <p class="text-small text-ink-2">{tr.t("label-classifier-text")}</p>
                </div>
                <dl class="figs">{figures}</dl>
                <Own page=page.clone() reload />
            </section>
            <providers::Models />
            <assistants::Assistants />
            <pictures::Pictures />
            <Examples page reload />
        </div>
    }
    .into_any()
}

/// Thousandths as people write a score: 0,812.
fn score(tr: Translator, score: Option<u16>) -> String {
    score.map_or_else(
        || tr.t("label-score-none"),
        |score| format!("{}{}{:03}", score / 1_000, tr.t("label-decimal"), score % 1_000),
    )
}
