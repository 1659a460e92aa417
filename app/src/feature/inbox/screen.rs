//! The screen: the list, and beside it the open conversation or a word about none being open.

use super::{address, api, keys::Keys, list::ListPane, store::Inbox, thread::ThreadPane};
use crate::{
    call::{CallError, Called},
    i18n::use_translator,
    kit::{Band, Button, ButtonSize, EmptyFace, ErrorFace, Glyph, LinkButton, Skeleton, SkeletonShape},
    live::Link,
    loaded::load_blocking,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    SsrMode,
    components::{Outlet, ParentRoute, Route},
    hooks::{use_location, use_params_map, use_query_map},
    path,
};
use prosa_domain::{
    id::ConversationId,
    refusal::{Code, Refusal},
};
use prosa_wire::inbox::{InboxFilter, Thread};

/// The routes of the screen: the list alone, and with a conversation open.
#[component(transparent)]
pub fn InboxRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/conversas") view=InboxScreen ssr=SsrMode::Async>
            <Route path=path!("") view=NothingOpen ssr=SsrMode::Async />
            <Route path=path!(":id") view=ConversationScreen ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

#[component]
fn InboxScreen() -> impl IntoView {
    let tr = use_translator();
    let inbox = Inbox::new();
    provide_context(inbox);
    let query = use_query_map();
    let location = use_location();
    let filter = Memo::new(move |_| query.with(address::filter));
    let open = Signal::derive(move || location.pathname.with(|path| address::open_in(path)));
    let asked: InboxFilter = filter.get_untracked();
    let page = load_blocking(|| (), move |()| api::inbox_page(asked, None));
    view! {
        <Title text=tr.t("inbox-title") />
        <LinkBand inbox />
        <main class="ibx" class:has-open=move || open.get().is_some()>
            <Suspense fallback=move || {
                view! {
                    <section class="list" aria-label=tr.t("inbox-list")>
                        <Skeleton shape=SkeletonShape::Rows label=tr.t("inbox-list-loading") />
                    </section>
                }
            }>
                {move || Suspend::new(async move {
                    let first: Called<_> = page.await;
                    view! { <ListPane filter first open /> }
                })}
            </Suspense>
            <Outlet />
        </main>
        <Keys />
    }
    .into_any()
}

/// Says that live updates are broken and being tried again.
#[component]
fn LinkBand(inbox: Inbox) -> impl IntoView {
    let tr = use_translator();
    let live = inbox.live();
    // One broken try is not worth a word: it is mended before it is read.
    let broken =
        move || live.is_some_and(|live| matches!(live.link.get(), Link::Broken { tries } if tries > 0));
    let retry = move |()| {
        if let Some(live) = live {
            live.retry_now();
        }
    };
    move || {
        broken().then(|| {
            view! {
                <Band glyph=Glyph::Offline>
                    <span class="grow">{tr.t("inbox-link-broken")}</span>
                    <Button size=ButtonSize::Small on_press=retry>
                        {tr.t("inbox-link-retry")}
                    </Button>
                </Band>
            }
        })
    }
}

/// No conversation is open.
#[component]
fn NothingOpen() -> impl IntoView {
    let tr = use_translator();
    let inbox = super::store::use_inbox();
    inbox.bubbles.set(None);
    view! {
        <section class="thr none" aria-label=tr.t("inbox-conversation")>
            <EmptyFace glyph=Glyph::Chat title=tr.t("inbox-none-title") text=tr.t("inbox-none-text") />
        </section>
    }
}

/// The conversation the address names.
#[component]
fn ConversationScreen() -> impl IntoView {
    let tr = use_translator();
    let inbox = super::store::use_inbox();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse().ok())));
    let thread = load_blocking(
        move || (id.get(), inbox.reloads.get()),
        |(id, _): (Option<ConversationId>, u32)| async move {
            match id {
                Some(id) => api::thread(id).await,
                None => missing(),
            }
        },
    );
    view! {
        <Transition fallback=move || {
            view! {
                <section class="thr" aria-label=tr.t("inbox-conversation")>
                    <Skeleton shape=SkeletonShape::Thread label=tr.t("inbox-thread-loading") />
                </section>
            }
        }>{move || Suspend::new(async move { loaded(inbox, thread.await) })}</Transition>
    }
    .into_any()
}

fn loaded(inbox: Inbox, answer: Called<Thread>) -> AnyView {
    match answer {
        Ok(thread) => view! { <ThreadPane bubbles=inbox.loaded_thread(thread) /> }.into_any(),
        Err(CallError(refusal)) => view! { <ThreadFailed refusal /> }.into_any(),
    }
}

/// An address that names nothing answers like a conversation that is not there.
fn missing() -> Called<Thread> {
    #[cfg(feature = "ssr")]
    return crate::call::answer(Err(Refusal::new(Code::NotFound)));
    #[cfg(not(feature = "ssr"))]
    Err(CallError(Refusal::new(Code::NotFound)))
}

#[component]
fn ThreadFailed(refusal: Refusal) -> impl IntoView {
    let tr = use_translator();
    let inbox = super::store::use_inbox();
    inbox.bubbles.set(None);
    let back = move || {
        view! { <LinkButton href=address::HOME>{tr.t("inbox-back")}</LinkButton> }
    };
    let face = if refusal.code == Code::NotFound {
        view! {
            <EmptyFace glyph=Glyph::Question title=tr.t("inbox-missing-title") text=tr.t("inbox-missing-text")>
                {back()}
            </EmptyFace>
        }
        .into_any()
    } else {
        let retry = move |()| inbox.reload();
        view! {
            <ErrorFace title=tr.t("inbox-thread-failed") refusal on_retry=retry>
                {back()}
            </ErrorFace>
        }
        .into_any()
    };
    view! {
        <section class="thr" aria-label=tr.t("inbox-conversation")>
            // On the phone the list, with the page's heading, is away.
            <h1 class="sr-only md:hidden">{tr.t("inbox-conversation")}</h1>
            {face}
        </section>
    }
}
