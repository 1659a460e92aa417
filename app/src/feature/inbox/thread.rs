//! The open conversation: head, messages, composer, and the person beside it.

use super::{
    api,
    bubbles::Bubbles,
    compose::OpenTool,
    composer::Composer,
    head::Head,
    lines::{Line, lay_out},
    panel::{Panel, PanelDrawer},
    part::{bubble::BubbleView, quote, viewer::Viewer},
    store::{Inbox, use_inbox},
};
use crate::{
    clock::use_now,
    i18n::use_translator,
    kit::{
        Button, ButtonSize, EmptyFace, Glyph, Icon, IconSize, Tone,
        focus::{self, Move},
    },
};
use leptos::{
    ev::{Event, KeyboardEvent},
    html,
    prelude::*,
    task::spawn_local,
};
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Distance from the top, in pixels, at which older messages are asked for.
const NEAR_TOP: i32 = 500;
/// Distance from the end, in pixels, beyond which the way back to the latest is offered.
const FAR_FROM_END: i32 = 240;

/// The pane of one conversation.
#[component]
pub fn ThreadPane(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let name = move || bubbles.row.with(|row| super::row::shown_name(tr, row));
    watch_for_eyes(inbox);
    go_to_named(bubbles);
    view! {
        <Title text=untrack(name) />
        <section class="thr" aria-label=move || tr.t_args("inbox-conversation-with", &[("name", (&name()).into())])>
            <Head bubbles />
            <Messages bubbles />
            <Composer bubbles />
            <OpenTool bubbles />
            <p class="sr-only" aria-live="polite">
                {move || bubbles.spoken.get()}
            </p>
        </section>
        <Panel bubbles />
        <PanelDrawer bubbles />
        <Viewer />
    }
    .into_any()
}

/// Goes to the message the address names, now and whenever it names another.
fn go_to_named(bubbles: Bubbles) {
    let hash = use_location().hash;
    Effect::new(move |_| {
        let named = hash.with(|hash| hash.trim_start_matches('#').strip_prefix("m-").map(str::parse));
        if let Some(Ok(id)) = named {
            quote::reach(bubbles, id);
        }
    });
}

/// Notes that the thread is seen whenever somebody looks at it: now, and when the window comes back.
fn watch_for_eyes(inbox: Inbox) {
    Effect::new(move |_| {
        inbox.see();
        let focused = window_event_listener(leptos::ev::focus, move |_| inbox.see());
        let shown = window_event_listener_untyped("visibilitychange", move |_| inbox.see());
        on_cleanup(move || {
            focused.remove();
            shown.remove();
        });
    });
}

/// The messages. The scroller grows upward from its foot, so the newest is in view before any script runs, and what loads
/// above moves nothing.
#[component]
fn Messages(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let scroller = NodeRef::<html::Div>::new();
    let loading = RwSignal::new(false);
    let far = RwSignal::new(false);
    let scrolled = move |_: Event| {
        let Some(scroller) = scroller.get_untracked() else { return };
        let from_end = scroller.scroll_top().abs();
        let from_top = scroller.scroll_height() - scroller.client_height() - from_end;
        far.set(from_end > FAR_FROM_END);
        if from_top < NEAR_TOP {
            load_older(bubbles, loading);
        }
    };
    let keys = move |event: KeyboardEvent| {
        let Some(scroller) = scroller.get_untracked() else { return };
        let direction = match event.key().as_str() {
            "ArrowUp" => Move::Previous,
            "ArrowDown" => Move::Next,
            _ => return,
        };
        if !focus::is_typing() && !is_in_panel() {
            event.prevent_default();
            focus::step(&scroller, "article.m", direction);
        }
    };
    let latest = move |()| {
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    };
    let is_empty = move || bubbles.list.with(Vec::is_empty);
    view! {
        <div class="relative flex-1 min-h-0 flex flex-col">
            <div
                class="scroll mw"
                node_ref=scroller
                tabindex="0"
                role="log"
                aria-live="off"
                aria-label=tr.t("inbox-messages")
                on:scroll=scrolled
                on:keydown=keys
            >
                <div class="msgs">
                    <OlderButton bubbles loading />
                    <Lines bubbles />
                </div>
            </div>
            {move || {
                is_empty()
                    .then(|| {
                        view! {
                            <div class="absolute inset-0">
                                <EmptyFace
                                    glyph=Glyph::Chat
                                    title=tr.t("inbox-thread-empty")
                                    text=tr.t("inbox-thread-empty-text")
                                />
                            </div>
                        }
                    })
            }}
            {move || far.get().then(|| view! { <Latest bubbles on_press=Callback::new(latest) /> })}
        </div>
    }
    .into_any()
}

/// Whether the focus is in a panel that hangs on a message, which has arrows of its own.
fn is_in_panel() -> bool {
    document().active_element().and_then(|element| element.closest(".pop").ok().flatten()).is_some()
}

#[component]
fn OlderButton(bubbles: Bubbles, loading: RwSignal<bool>) -> impl IntoView {
    let tr = use_translator();
    view! {
        <div class="self-center mb-2" hidden=move || bubbles.older.get().is_none()>
            <Button
                tone=Tone::Ghost
                size=ButtonSize::Small
                glyph=Glyph::ArrowUp
                loading
                on_press=move |()| load_older(bubbles, loading)
            >
                {tr.t("inbox-older")}
            </Button>
        </div>
    }
    .into_any()
}

fn load_older(bubbles: Bubbles, loading: RwSignal<bool>) {
    let Some(before) = bubbles.older.get_untracked().filter(|_| !loading.get_untracked()) else { return };
    loading.set(true);
    spawn_local(async move {
        let answer = api::older_messages(bubbles.id, before).await;
        let _ = loading.try_set(false);
        // A failure leaves the button; scrolling asks again.
        if let Ok(page) = answer {
            bubbles.prepend(page);
        }
    });
}

/// The way back to the newest message.
#[component]
fn Latest(bubbles: Bubbles, on_press: Callback<()>) -> impl IntoView {
    let tr = use_translator();
    let unread = move || bubbles.row.with(|row| row.unread > 0);
    view! {
        <button
            type="button"
            class="latest"
            class:un=unread
            title=tr.t("inbox-latest")
            aria-label=tr.t("inbox-latest")
            on:click=move |_| on_press.run(())
        >
            <Icon glyph=Glyph::ArrowDown size=IconSize::Normal />
        </button>
    }
    .into_any()
}

#[component]
fn Lines(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let now = use_now();
    let lines =
        Memo::new(move |_| lay_out(&bubbles.briefs(), bubbles.divider.get(), tr.utc_offset_minutes()));
    let draw = move |line: Line| match line {
        Line::Day { at, .. } => view! {
            <div class="day" role="separator">
                {move || tr.day_heading(at, now.get())}
            </div>
        }
        .into_any(),
        Line::New { count } => view! {
            <div class="day new" role="separator">
                {tr.t_args("inbox-new-messages", &[("count", count.into())])}
            </div>
        }
        .into_any(),
        Line::Message { key, first } => match bubbles.find(key) {
            Some(bubble) => view! { <BubbleView bubbles bubble first /> }.into_any(),
            None => ().into_any(),
        },
    };
    view! { <For each=move || lines.get() key=Line::key children=draw /> }
}
