//! Envios: what waits per number, how fast it goes, what stopped by itself, and what was given up.

pub mod api;
mod dead;
mod line;
mod pace;
mod sms;

use crate::{
    call::CallError,
    follow::follow,
    frame::PageHead,
    i18n::{text, use_translator},
    kit::{EmptyFace, ErrorFace, Glyph, Skeleton, SkeletonShape},
    loaded::load_blocking,
};
use dead::DeadLetters;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};
use line::LineCard;
use pace::CompanyPace;
use prosa_domain::{event::EventKind, id::LineId};
use prosa_wire::sending::SendingView;
use sms::SmsChoiceCard;

/// The screen of the settings.
#[component(transparent)]
pub fn SendingRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/envios") view=SendingScreen ssr=SsrMode::Async /> }
        .into_inner()
        .into_any_nested_route()
}

/// The screen.
#[component]
pub fn SendingScreen() -> impl IntoView {
    let tr = use_translator();
    let reload = RwSignal::new(0_u32);
    let page = load_blocking(move || reload.get(), |_| api::page());
    view! {
        <Title text=tr.t("settings-sending") />
        <PageHead title=text("settings-sending") />
        <Transition fallback=move || {
            view! {
                <div class="two">
                    <Skeleton shape=SkeletonShape::Rows label=tr.t("sending-loading") />
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(view) => view! { <Whole view /> }.into_any(),
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace
                                title=text("sending-failed")
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

/// Events after which the queue looks different.
const fn concerns(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::LineUpdated
            | EventKind::LineStopped
            | EventKind::LineRecovered
            | EventKind::MessageQueued
            | EventKind::MessageUpdated
    )
}

#[component]
fn Whole(view: SendingView) -> impl IntoView {
    let may_manage = view.may_manage;
    let default = view.default_per_minute;
    let shown = follow(view, |view| view.sequence, concerns, api::page);
    // Cards stay as they are while numbers change: a form that is being filled is not lost.
    let ids =
        Memo::new(move |_| shown.with(|view| view.lines.iter().map(|line| line.id).collect::<Vec<LineId>>()));
    let cards = move || {
        let ids = ids.get();
        if ids.is_empty() {
            return view! {
                <section class="card">
                    <EmptyFace glyph=Glyph::Send title=text("sending-none") text=text("sending-none-text") />
                </section>
            }
            .into_any();
        }
        ids.into_iter().map(|id| view! { <LineCard id shown /> }).collect_view().into_any()
    };
    // What is given up changes with the same events.
    let changes = Memo::new(move |_| shown.with(|view| view.sequence));
    let company = Memo::new(move |_| shown.with(|view| view.tenant_per_minute));
    view! {
        <div class="money">
            <div class="queue-lines">{cards}</div>
            <CompanyPace now=company default may_manage />
            <SmsChoiceCard may_manage />
            <DeadLetters changes may_manage />
        </div>
    }
    .into_any()
}
