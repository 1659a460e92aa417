//! The head of a conversation: with whom, whose it is, where it stands.

use super::{
    address,
    bubbles::Bubbles,
    row::{shown_name, status_key},
    store::use_inbox,
};
use crate::{
    clock::use_now,
    i18n::use_translator,
    kit::{
        Avatar, AvatarSize, Button, Chip, Glyph, Icon, IconButton, Menu, MenuButton, MenuItem, MenuSeparator,
        Placement, WindowRing,
    },
};
use leptos::{ev::MouseEvent, prelude::*};
use leptos_router::hooks::use_query_map;
use prosa_domain::{access::Action, conversation::ConversationStatus};

/// The head.
#[component]
pub fn Head(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let now = use_now();
    let name = Signal::derive(move || bubbles.row.with(|row| shown_name(tr, row)));
    let line = bubbles.row.with_untracked(|row| row.line.label.clone());
    let window = Signal::derive(move || {
        super::row::window_state(bubbles.row.with(|row| row.window_closes_at), now.get())
    });
    let stands = move || {
        bubbles.row.with(|row| {
            let status = tr.t(status_key(row.status));
            match &row.assignee {
                Some(member) if member.id == inbox.me => {
                    tr.t_args("inbox-with-you", &[("status", (&status).into())])
                }
                Some(member) => tr.t_args(
                    "inbox-with-member",
                    &[("status", (&status).into()), ("member", (&member.name).into())],
                ),
                None => tr.t_args("inbox-with-nobody", &[("status", (&status).into())]),
            }
        })
    };
    view! {
        <header class="th">
            <h1 class="sr-only md:hidden">
                {move || tr.t_args("inbox-conversation-with", &[("name", (&name.get()).into())])}
            </h1>
            <BackLink />
            <Avatar name size=AvatarSize::Medium />
            <div class="grow min-w-0">
                <div class="flex items-center gap-1.5 min-w-0">
                    <h2 class="truncate">{name}</h2>
                    <span class="max-md:hidden">
                        <Chip>{line}</Chip>
                    </span>
                </div>
                <p class="text-meta text-ink-3 truncate max-md:hidden">{stands}</p>
                <p class="md:hidden">
                    <WindowRing state=window verbose=true />
                </p>
            </div>
            <StatusButtons bubbles />
            <AssignMenu bubbles />
            <span class="wide-hidden">
                <IconButton
                    glyph=Glyph::Panel
                    label=tr.t("inbox-panel")
                    pressed=inbox.drawer
                    on_press=move |()| inbox.drawer.update(|open| *open = !*open)
                />
            </span>
        </header>
    }
    .into_any()
}

/// Back to the list, on the phone. When the list was the page before, the browser goes back.
#[component]
fn BackLink() -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let query = use_query_map();
    // The next thread may be taking this one's place already.
    let href = move || address::path(None, query.try_with(address::filter).unwrap_or_default());
    let press = move |event: MouseEvent| {
        if inbox.from_list.get_value() {
            event.prevent_default();
            inbox.from_list.set_value(false);
            if let Ok(history) = window().history() {
                let _ = history.back();
            }
        }
    };
    view! {
        <a class="ib md:hidden" href=href aria-label=tr.t("inbox-back") title=tr.t("inbox-back") on:click=press>
            <Icon glyph=Glyph::Left />
        </a>
    }
    .into_any()
}

#[component]
fn StatusButtons(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let status = Memo::new(move |_| bubbles.row.with(|row| row.status));
    let main = move || match status.get() {
        ConversationStatus::Resolved => (ConversationStatus::Open, "inbox-reopen", Glyph::Refresh),
        ConversationStatus::Open | ConversationStatus::Pending => {
            (ConversationStatus::Resolved, "inbox-resolve", Glyph::Check)
        }
    };
    let choose = move |next: ConversationStatus| {
        let checked = Signal::derive(move || Some(status.get() == next));
        let press = move |()| {
            if status.get_untracked() != next {
                inbox.set_status(bubbles, next);
            }
        };
        view! { <MenuItem checked on_press=press>{tr.t(status_key(next))}</MenuItem> }
    };
    inbox.may(Action::ChangeConversation).then(|| {
        view! {
            <span class="max-md:hidden">
                {move || {
                    let (next, key, glyph) = main();
                    view! {
                        <Button glyph on_press=move |()| inbox.set_status(bubbles, next)>
                            {tr.t(key)}
                        </Button>
                    }
                }}
            </span>
            <span class="md:hidden">
                {move || {
                    let (next, key, glyph) = main();
                    view! { <IconButton glyph label=tr.t(key) on_press=move |()| inbox.set_status(bubbles, next) /> }
                }}
            </span>
            <Menu
                button=MenuButton::icon(Glyph::Snooze, Signal::stored(tr.t("inbox-status-change")))
                id="status-menu"
                name=tr.t("inbox-status-change")
                placement=Placement::BelowEnd
            >
                {ConversationStatus::ALL.map(choose).collect_view()}
            </Menu>
        }
    })
}

#[component]
fn AssignMenu(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let owner = Signal::derive(move || bubbles.row.with(|row| row.assignee.as_ref().map(|member| member.id)));
    let to_others = inbox.may(Action::AssignOthers);
    let items = move || {
        let members = bubbles.members.get_value();
        let me = members.iter().filter(|member| member.id == inbox.me).cloned();
        let others = members.iter().filter(|member| member.id != inbox.me && to_others).cloned();
        me.chain(others)
            .map(|member| {
                let id = member.id;
                let checked = Signal::derive(move || Some(owner.get() == Some(id)));
                let words = if id == inbox.me { tr.t("inbox-assign-me") } else { member.name.clone() };
                let press = move |()| {
                    if owner.get_untracked() != Some(id) {
                        inbox.assign(bubbles, Some(member.clone()));
                    }
                };
                view! { <MenuItem checked on_press=press>{words}</MenuItem> }
            })
            .collect_view()
    };
    let nobody = move || {
        to_others.then(|| {
            let checked = Signal::derive(move || Some(owner.get().is_none()));
            let press = move |()| {
                if owner.get_untracked().is_some() {
                    inbox.assign(bubbles, None);
                }
            };
            view! {
                <MenuSeparator />
                <MenuItem checked on_press=press>{tr.t("inbox-assign-nobody")}</MenuItem>
            }
        })
    };
    inbox.may(Action::AssignSelf).then(|| {
        view! {
            <Menu
                button=MenuButton::icon(Glyph::User, Signal::stored(tr.t("inbox-assign")))
                id="assign-menu"
                name=tr.t("inbox-assign")
                placement=Placement::BelowEnd
            >
                {items()}
                {nobody()}
            </Menu>
        }
    })
}
