//! The person of a conversation: name, number, whether they may be contacted, whose conversation it is. Beside the thread
//! where there is room, a drawer elsewhere.

use super::{
    bubbles::Bubbles,
    row::{shown_name, status_key, window_state},
    store::use_inbox,
};
use crate::{
    clock::use_now,
    i18n::use_translator,
    kit::{Avatar, AvatarSize, Dialog, DialogKind, Glyph, Icon, IconSize, WindowRing},
};
use leptos::prelude::*;

/// The panel beside the thread.
#[component]
pub fn Panel(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let tr = use_translator();
    view! {
        <section class="pan scroll" aria-label=tr.t("inbox-panel") tabindex="0">
            <Blocks bubbles />
        </section>
    }
    .into_any()
}

/// The same as a drawer.
#[component]
pub fn PanelDrawer(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    view! {
        <Dialog open=inbox.drawer title=Signal::stored(tr.t("inbox-panel")) kind=DialogKind::Drawer id="person">
            <Blocks bubbles />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Blocks(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let now = use_now();
    let name = Signal::derive(move || bubbles.row.with(|row| shown_name(tr, row)));
    let phone = move || bubbles.contact.with(|contact| contact.phone.clone());
    let since = move || {
        let date = bubbles.contact.with(|contact| tr.date(contact.created_at));
        tr.t_args("inbox-since", &[("date", (&date).into())])
    };
    let window =
        Signal::derive(move || window_state(bubbles.row.with(|row| row.window_closes_at), now.get()));
    let owner = move || {
        bubbles.row.with(|row| match &row.assignee {
            Some(member) if member.id == inbox.me => tr.t("inbox-you"),
            Some(member) => member.name.clone(),
            None => tr.t("inbox-nobody"),
        })
    };
    let line = move || bubbles.row.with(|row| format!("{} · {}", row.line.badge, row.line.label));
    view! {
        <section class="blk who-b">
            <div class="flex gap-3 items-center">
                <Avatar name size=AvatarSize::Large />
                <div class="min-w-0">
                    <h2 class="truncate">{name}</h2>
                    <p class="text-small text-ink-2 tabular-nums">
                        {move || {
                            let phone = phone();
                            if phone.is_empty() { tr.t("inbox-no-phone") } else { phone }
                        }}
                    </p>
                    <p class="text-meta text-ink-3">{since}</p>
                </div>
            </div>
            <Contactable bubbles />
        </section>
        <section class="blk">
            <h3>{tr.t("inbox-conversation")}</h3>
            <dl class="facts">
                <dt>{tr.t("inbox-fact-status")}</dt>
                <dd>{move || bubbles.row.with(|row| tr.t(status_key(row.status)))}</dd>
                <dt>{tr.t("inbox-fact-owner")}</dt>
                <dd>{owner}</dd>
                <dt>{tr.t("inbox-fact-line")}</dt>
                <dd>{line}</dd>
                <dt>{tr.t("inbox-fact-window")}</dt>
                <dd>
                    <WindowRing state=window verbose=true />
                </dd>
            </dl>
        </section>
    }
    .into_any()
}

/// Whether the person may be contacted, in words.
#[component]
fn Contactable(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    move || match bubbles.contact.with(|contact| contact.do_not_contact_at) {
        Some(at) => {
            let date = tr.date(at);
            view! {
                <p class="flex items-center gap-1.5 mt-3 text-small text-red font-medium">
                    <Icon glyph=Glyph::Ban size=IconSize::Medium />
                    {tr.t_args("inbox-do-not-contact", &[("date", (&date).into())])}
                </p>
            }
            .into_any()
        }
        None => view! {
            <p class="flex items-center gap-1.5 mt-3 text-small text-ink-2">
                <Icon glyph=Glyph::Check size=IconSize::Medium />
                {tr.t("inbox-may-contact")}
            </p>
        }
        .into_any(),
    }
}
