//! One message: its bubble, what stands under it, and what can be done with it.

use super::{
    super::{
        bubbles::{Bubble, Bubbles, Local},
        store::use_inbox,
    },
    bubble_card::BubbleCard,
    bubble_file::BubbleFile,
    bubble_note::{BubbleNote, is_note},
    bubble_text::BubbleText,
    failure::FailureBlock,
    kind,
    quote::{Quote, element_id},
    reaction::{ReactButton, Reactions},
    stamp::{Stamp, exact_times},
};
use crate::{
    i18n::use_translator,
    kit::{ButtonSize, Glyph, Icon, IconButton, IconSize, Placement},
};
use leptos::prelude::*;
use prosa_domain::access::Action;
use prosa_wire::inbox::{Direction, MessageView};

/// A message of the thread.
#[component]
pub fn BubbleView(
    /// The thread.
    bubbles: Bubbles,
    /// The message.
    bubble: Bubble,
    /// Whether it begins a group.
    first: bool,
) -> impl IntoView {
    let Bubble { message, local, .. } = bubble;
    let (kind, direction) = message.with_untracked(|message| (message.kind.clone(), message.direction));
    if is_note(&kind) {
        return view! { {move || view! { <BubbleNote message=message.get() /> }} }.into_any();
    }
    let class = {
        let (message, local) = (message.clone(), local.clone());
        move || message.with(|message| class_of(message, &local.get(), first))
    };
    let label = {
        let message = message.clone();
        let tr = use_translator();
        move || message.with(|message| spoken(tr, bubbles, message))
    };
    let id = {
        let message = message.clone();
        move || message.with(|message| element_id(message.id))
    };
    let body = {
        let message = message.clone();
        move || view! { <Body bubbles message=message.get() local=local.get() first /> }
    };
    view! {
        <article class=class id=id tabindex="-1" aria-label=label>
            {body}
            <Tools bubbles message direction />
        </article>
    }
    .into_any()
}

fn class_of(message: &MessageView, local: &Local, first: bool) -> String {
    let mut class = String::from(if message.direction == Direction::In { "m in" } else { "m out" });
    if first {
        class.push_str(" first");
    }
    if !message.reactions.is_empty() {
        class.push_str(" has-react");
    }
    if message.failure.is_some() || matches!(local, Local::NotReached(_)) {
        class.push_str(" fail");
    }
    class
}

/// Who, when and what, for screen readers.
fn spoken(tr: prosa_i18n::Translator, bubbles: Bubbles, message: &MessageView) -> String {
    let who = match (message.direction, &message.author) {
        (Direction::In, _) => bubbles.row.with(|row| row.contact_name.clone()),
        (Direction::Out, Some(author)) => author.name.clone(),
        (Direction::Out, None) => tr.t("inbox-quote-us"),
    };
    let what = kind::name(tr, message);
    let comma = if what.is_empty() { "" } else { ", " };
    format!("{who}, {}{comma}{what}", tr.time(message.at))
}

#[component]
fn Body(bubbles: Bubbles, message: MessageView, local: Local, first: bool) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let contact = bubbles.row.with_untracked(|row| row.contact_name.clone());
    let author = message.author.clone().filter(|author| first && author.id != inbox.me);
    let waiting = local == Local::Sending;
    let quote = message.quote.clone().map(|quote| view! { <Quote bubbles quote contact=contact.clone() /> });
    let forwarded = message.forwarded.then(|| {
        view! {
            <span class="flex items-center gap-1 text-meta text-ink-3 italic">
                <Icon glyph=Glyph::Right size=IconSize::Tiny />
                {tr.t("inbox-forwarded")}
            </span>
        }
    });
    let reactions = message.reactions.clone();
    let times = exact_times(tr, &message);
    view! {
        {author.map(|author| view! { <div class="who">{author.name}</div> })}
        <div class="bub" class:wait=waiting>
            {forwarded}
            {quote}
            {content(message.clone())}
            <Stamp message=message.clone() local=local.clone() />
            <Reactions reactions contact />
        </div>
        <p class="times" aria-hidden="true">
            {times}
        </p>
        <FailureBlock bubbles message local />
    }
    .into_any()
}

/// What a message says, by its kind.
fn content(message: MessageView) -> AnyView {
    if message.revoked_at.is_some() {
        return view! { <Revoked /> }.into_any();
    }
    match message.kind.as_str() {
        "text" => view! { <BubbleText text=message.text /> }.into_any(),
        "image" | "audio" | "video" | "sticker" | "document" => view! { <BubbleFile message /> }.into_any(),
        _ => view! { <BubbleCard message /> }.into_any(),
    }
}

/// What the contact deleted is not shown any more.
#[component]
fn Revoked() -> impl IntoView {
    let tr = use_translator();
    view! {
        <span class="tx text-ink-3 italic inline-flex items-center gap-1.5">
            <Icon glyph=Glyph::Ban size=IconSize::Small />
            {tr.t("inbox-revoked")}
        </span>
    }
}

/// What can be done with a message: answer it, react to it. Shown on hover and when the message has the focus.
#[component]
fn Tools(bubbles: Bubbles, message: ArcRwSignal<MessageView>, direction: Direction) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let placement = if direction == Direction::In { Placement::AboveStart } else { Placement::AboveEnd };
    let known = {
        let message = message.clone();
        Memo::new(move |_| message.with(|message| message.revoked_at.is_none() && is_known(message)))
    };
    // A memo, so that news about the conversation does not close a panel that is open here.
    let shown = Memo::new(move |_| {
        known.get() && inbox.may(Action::SendMessage) && bubbles.refusal.with(Option::is_none)
    });
    let quoted = message.clone();
    let reply = Callback::new(move |()| {
        bubbles.quoting.set(Some(quoted.get_untracked()));
        super::super::composer::focus_field();
    });
    move || {
        let message = message.clone();
        shown.get().then(|| {
            let react = (direction == Direction::In).then(|| view! { <ReactButton bubbles message placement /> });
            view! {
                <div class="tools">
                    <IconButton glyph=Glyph::Reply label=tr.t("inbox-reply") size=ButtonSize::Small on_press=reply />
                    {react}
                </div>
            }
        })
    }
}

/// Whether the provider knows the message, so that it can be named in an answer.
fn is_known(message: &MessageView) -> bool {
    use prosa_domain::message::status::DeliveryState::{Failed, Queued, Unknown};
    !matches!(message.state, Some(Queued | Failed | Unknown))
}
