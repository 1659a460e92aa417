//! Números: connect a number, look at it, check it live, pause it.
//!
//! Secrets go in and never come back; an empty field keeps what is stored. Rules are the engine's.

pub mod api;
mod card;
mod connect;
mod health;

use crate::{
    call::CallError,
    follow::follow,
    frame::PageHead,
    i18n::{text, use_translator},
    kit::{EmptyFace, ErrorFace, Glyph, Skeleton, SkeletonShape},
    loaded::load_blocking,
};
use card::LineCard;
use connect::ConnectCard;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};
use prosa_domain::event::EventKind;
use prosa_wire::line::LineHealthList;

/// The screen of the settings.
#[component(transparent)]
pub fn LineRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/numeros") view=LinesScreen ssr=SsrMode::Async /> }
        .into_inner()
        .into_any_nested_route()
}

/// The screen.
#[component]
pub fn LinesScreen() -> impl IntoView {
    let tr = use_translator();
    let reload = RwSignal::new(0_u32);
    let lines = load_blocking(move || reload.get(), |_| api::lines());
    let health = load_blocking(move || reload.get(), |_| api::health());
    view! {
        <Title text=tr.t("settings-lines") />
        <PageHead title=text("settings-lines") />
        <Transition fallback=move || {
            view! {
                <div class="two">
                    <Skeleton shape=SkeletonShape::Rows label=tr.t("lines-loading") />
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match lines.await {
                    Ok(list) => {
                        let empty = list.is_empty();
                        // Numbers are shown even where their health cannot be.
                        let health = health.await.ok().map(followed);
                        let cards =
                            list.into_iter().map(|line| view! { <LineCard line health reload /> }).collect_view();
                        let face = empty.then(|| {
                            view! {
                                <EmptyFace glyph=Glyph::Hash title=text("lines-first") text=text("lines-first-text") />
                            }
                        });
                        view! {
                            <div class="two">
                                <div class="grid gap-4 min-w-0">{face}{cards}</div>
                                <ConnectCard reload />
                            </div>
                        }
                            .into_any()
                    }
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace
                                title=text("lines-failed")
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

/// The health of all lines as it is now: what the provider tells comes live.
fn followed(first: LineHealthList) -> RwSignal<LineHealthList> {
    follow(
        first,
        |all| all.sequence,
        |kind| matches!(kind, EventKind::LineUpdated | EventKind::LineStopped | EventKind::LineRecovered),
        api::health,
    )
}
