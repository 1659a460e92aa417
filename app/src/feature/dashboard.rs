//! Painel: what machines do here, in figures. Drawn whole on the server, so that the browser carries nothing to draw it.

pub mod api;
#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
pub mod draw;

use crate::{
    call::CallError,
    frame::PageHead,
    i18n::{text, use_translator},
    kit::{ErrorFace, Skeleton, SkeletonShape},
    loaded::load_blocking,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    SsrMode,
    any_nested_route::IntoAnyNestedRoute,
    components::{A, Redirect, Route},
    hooks::use_query_map,
    path,
};
use prosa_wire::dashboard::Period;

/// The screens.
#[component(transparent)]
pub fn DashboardRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/painel") view=|| view! { <Redirect path="/painel/ia" /> } />
        <Route path=path!("/painel/ia") view=IaScreen ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}

/// The screen of what machines read.
#[component]
pub fn IaScreen() -> impl IntoView {
    let tr = use_translator();
    let query = use_query_map();
    let period =
        Memo::new(move |_| Period::of_days(&query.with(|query| query.get("dias").unwrap_or_default())));
    let reload = RwSignal::new(0_u32);
    let page = load_blocking(move || (period.get(), reload.get()), |(period, _)| api::ia(period));
    let pick = Period::ALL.map(|one| {
        let days = i64::from(one.days());
        let current = move || if period.get() == one { "page" } else { "false" };
        view! {
            <A href=format!("/painel/ia?dias={days}") attr:class="btn sm" attr:aria-current=current>
                {tr.t_args("dashboard-days", &[("count", days.into())])}
            </A>
        }
    });
    view! {
        <Title text=tr.t("dashboard-ia") />
        <main class="dash scroll">
            <PageHead title=text("dashboard-ia") />
            <nav class="picks" aria-label=tr.t("dashboard-period")>
                {pick}
            </nav>
            <Transition fallback=move || {
                view! {
                    <div class="money">
                        <Skeleton shape=SkeletonShape::Rows label=tr.t("dashboard-loading") />
                    </div>
                }
            }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => view! { <div class="money" inner_html=page.html></div> }.into_any(),
                        Err(CallError(refusal)) => {
                            view! {
                                <ErrorFace
                                    title=text("dashboard-failed")
                                    refusal=Signal::stored(refusal)
                                    on_retry=move |()| reload.update(|count| *count += 1)
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Transition>
        </main>
    }
}
