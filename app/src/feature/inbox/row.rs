//! One row of the list: who, when, what was said last, how long the window is open, what is unread.

use super::{
    address,
    part::{format, stamp},
    store::use_inbox,
};
use crate::{
    clock::use_now,
    i18n::use_translator,
    kind,
    kit::{Avatar, Chip, ChipTone, Count, Glyph, Icon, IconSize, Tick, WindowRing, WindowState},
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use prosa_domain::{
    conversation::ConversationStatus,
    id::ConversationId,
    message::status::DeliveryState,
    standing::{Priority, matters},
    window::WINDOW_HOURS,
};
use prosa_wire::inbox::{ConversationRow, InboxFilter};

/// A row, which is a link to its conversation.
#[component]
pub fn RowView(
    /// What it shows.
    row: ArcRwSignal<ConversationRow>,
    /// The list it stands in.
    filter: InboxFilter,
    /// The open conversation.
    open: Signal<Option<ConversationId>>,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let now = use_now();
    let id = row.with_untracked(|row| row.id);
    let badge = row.with_untracked(|row| row.line.badge);
    let line = row.with_untracked(|row| row.line.label.clone());
    let name = {
        let row = row.clone();
        Signal::derive(move || row.with(|row| shown_name(tr, row)))
    };
    let when = {
        let row = row.clone();
        move || row.with(|row| tr.when_short(row.last_message_at, now.get()))
    };
    let unread = {
        let row = row.clone();
        Signal::derive(move || row.with(|row| u32::try_from(row.unread).unwrap_or_default()))
    };
    let window = {
        let row = row.clone();
        Signal::derive(move || window_state(row.with(|row| row.window_closes_at), now.get()))
    };
    let third = row.clone();
    let has_unread = move || unread.get() > 0;
    let current = move || (open.get() == Some(id)).then_some("true");
    view! {
        <a
            class="lrow inset-focus"
            class:un=has_unread
            href=address::path(Some(id), filter)
            aria-current=current
            on:click=move |_| inbox.from_list.set_value(true)
        >
            <Avatar name badge=Some(badge) />
            <span class="min-w-0">
                <span class="l1">
                    <span class="nm truncate">{name}</span>
                    <span class="tm">{when}</span>
                </span>
                <SecondLine row />
                <span class="l3">
                    <span class="tg">{move || tags(tr, inbox.me, filter, &third.get())}</span>
                    <span class="r">
                        <span class="sr-only">{line}</span>
                        <WindowRing state=window />
                        <Count value=unread label=tr.t("inbox-unread") />
                    </span>
                </span>
            </span>
        </a>
    }
    .into_any()
}

/// A name to show, also when nothing is known of a person.
#[must_use]
pub fn shown_name(tr: prosa_i18n::Translator, row: &ConversationRow) -> String {
    if row.contact_name.is_empty() { tr.t("inbox-nameless") } else { row.contact_name.clone() }
}

/// How much of the window is left.
#[must_use]
pub fn window_state(closes_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> WindowState {
    // The last minute still counts as one, and the first is told as 23 h 59.
    let whole = WINDOW_HOURS * 60 - 1;
    let minutes =
        |closes_at: DateTime<Utc>| ((closes_at - now).num_seconds().saturating_add(59) / 60).min(whole);
    WindowState::of_minutes(closes_at.map(minutes))
}

#[component]
fn SecondLine(row: ArcRwSignal<ConversationRow>) -> impl IntoView {
    let tr = use_translator();
    move || {
        let row = row.get();
        let failed = row.last_state == Some(DeliveryState::Failed);
        let label = kind::label(tr, &row.last_kind);
        // What WhatsApp tells of a person comes in English, whatever anybody speaks here.
        let untold = row.preview.is_empty() || row.last_kind == "system";
        let text = match (label.is_empty(), untold) {
            (true, _) => format::plain(&row.preview),
            (false, true) => label,
            (false, false) => format!("{label} · {}", format::plain(&row.preview)),
        };
        let text = if row.last_in_group { format!("{} · {text}", tr.t("inbox-in-group")) } else { text };
        let text = if failed { format!("{}: {text}", tr.t("inbox-not-sent")) } else { text };
        let mark = match row.last_state {
            Some(DeliveryState::Failed) => {
                view! { <Icon glyph=Glyph::Warning size=IconSize::Small /> }.into_any()
            }
            Some(state) => view! { <Tick state=stamp::tick(state) /> }.into_any(),
            None => ().into_any(),
        };
        let glyph = kind::glyph(&row.last_kind).map(|glyph| view! { <Icon glyph size=IconSize::Small /> });
        let group = row.last_in_group.then(|| view! { <Icon glyph=Glyph::Users size=IconSize::Small /> });
        view! {
            <span class="l2" class:bad-text=failed>
                {mark}
                {group}
                {glyph}
                <span class="truncate">{text}</span>
            </span>
        }
    }
}

/// What else is worth a word: whose it is when that is not said by the list, and its status when any is listed.
fn tags(
    tr: prosa_i18n::Translator,
    me: prosa_domain::id::MemberId,
    filter: InboxFilter,
    row: &ConversationRow,
) -> impl IntoView + use<> {
    let owner = match &row.assignee {
        Some(member) if member.id == me => {
            (filter.scope != prosa_wire::inbox::Scope::Mine).then(|| tr.t("inbox-you"))
        }
        Some(member) => Some(member.name.clone()),
        None => None,
    };
    let status =
        filter.status.is_none().then_some(row.status).filter(|status| *status != ConversationStatus::Open);
    let tone = if status == Some(ConversationStatus::Pending) { ChipTone::Amber } else { ChipTone::Plain };
    let urgent = (row.priority == Some(Priority::Angry)).then(|| {
        view! {
            <Chip tone=ChipTone::Machine glyph=Glyph::Warning>
                {tr.t("label-priority-angry")}
            </Chip>
        }
    });
    // Who is about to buy is worth a word, also when they only ask for the price.
    let wants =
        row.intent.filter(|intent| matters(*intent) || row.priority == Some(Priority::Ready)).map(|intent| {
            let word = tr.t(&format!("label-{}", intent.id()));
            // What a person said is no machine's guess any more.
            let (tone, glyph) = if row.confirmed {
                (ChipTone::Plain, Glyph::Check)
            } else {
                (ChipTone::Machine, Glyph::Spark)
            };
            view! { <Chip tone glyph>{word}</Chip> }
        });
    view! {
        {urgent}
        {wants}
        {owner.map(|owner| view! { <Chip>{owner}</Chip> })}
        {status.map(|status| view! { <Chip tone>{tr.t(status_key(status))}</Chip> })}
    }
}

/// Key of a status' name.
#[must_use]
pub const fn status_key(status: ConversationStatus) -> &'static str {
    match status {
        ConversationStatus::Open => "inbox-status-open",
        ConversationStatus::Pending => "inbox-status-pending",
        ConversationStatus::Resolved => "inbox-status-resolved",
    }
}
