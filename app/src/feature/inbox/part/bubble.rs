//! One message: its bubble, what stands under it, and what can be done with it.

use super::{
    super::{
        bubbles::{Bubble, Bubbles, Local},
        compose::tool::Tool,
        store::{Inbox, use_inbox},
    },
    bubble_answer::BubbleAnswer,
    bubble_ask::BubbleAsk,
    bubble_contacts::BubbleContacts,
    bubble_document::BubbleDocument,
    bubble_media::Place,
    bubble_note::{BubbleNote, is_note},
    bubble_order::BubbleOrder,
    bubble_picture::{BubbleFilm, BubblePicture, BubbleSticker},
    bubble_place::BubblePlace,
    bubble_sound::BubbleSound,
    bubble_template::BubbleTemplate,
    bubble_text::BubbleText,
    card::titled,
    failure::{FailureBlock, Later},
    quote::{Quote, element_id, reach},
    reaction::{ReactButton, Reactions},
    referral::{ProductLine, ReferralCard},
    stamp::{Stamp, exact_times},
};
use crate::{
    i18n::use_translator,
    kind,
    kit::{ButtonSize, Glyph, Icon, IconButton, IconSize, Placement},
};
use leptos::prelude::*;
use prosa_domain::{
    access::Action,
    id::{ConversationId, MessageId},
    message::content::{AskHeader, Voice},
};
use prosa_wire::{
    inbox::{Body as Said, Direction, MessageView},
    media::MediaView,
};

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
    let body = view! { <Body bubbles message=message.clone() local=local.clone() first /> };
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
fn Body(
    bubbles: Bubbles,
    message: ArcRwSignal<MessageView>,
    local: ArcRwSignal<Local>,
    first: bool,
) -> impl IntoView {
    let inbox = use_inbox();
    let contact = bubbles.row.with_untracked(|row| row.contact_name.clone());
    let author = message.with_untracked(|message| message.author.clone());
    let author = author.filter(|author| first && author.id != inbox.me);
    // What is said stays as it is drawn while ticks and reactions come: a sound goes on playing.
    let said = {
        let message = message.clone();
        Memo::new(move |before: Option<&MessageView>| {
            let after = message.get();
            match before {
                Some(before) if !changed(inbox, before, &after) => before.clone(),
                _ => after,
            }
        })
    };
    let contact_said = contact.clone();
    let jump = Callback::new(move |id| reach(bubbles, id));
    let foot = {
        let (message, local) = (message.clone(), local.clone());
        move || {
            let (message, local) = (message.get(), local.get());
            let reactions = message.reactions.clone();
            view! {
                <Stamp message local />
                <Reactions reactions contact=contact.clone() />
            }
        }
    };
    let waiting = {
        let local = local.clone();
        move || local.get() == Local::Sending
    };
    let under = move || {
        let tr = use_translator();
        let message = message.get();
        let times = exact_times(tr, &message);
        view! {
            <p class="times" aria-hidden="true">
                {times}
            </p>
            <Later bubbles message=message.clone() />
            <FailureBlock bubbles message local=local.get() />
        }
    };
    view! {
        {author.map(|author| view! { <div class="who">{author.name}</div> })}
        <div class="bub" class:wait=waiting>
            {move || whole(jump, bubbles.id, said.get(), contact_said.clone())}
            {foot}
        </div>
        {under}
    }
    .into_any()
}

/// Whether what is said has to be drawn anew. A new address of the same file is not news, unless the old one was found not
/// to work.
fn changed(inbox: Inbox, before: &MessageView, after: &MessageView) -> bool {
    fn file(message: &MessageView) -> Option<impl PartialEq + '_> {
        let media = message.media.as_ref()?;
        Some((media.id, media.state, media.retry_at, media.transcript.as_ref()))
    }
    let renewed = || inbox.was_renewed(after.id) && before.media != after.media;
    before.id != after.id
        || before.kind != after.kind
        || before.body != after.body
        || before.text != after.text
        || before.quote != after.quote
        || before.earlier != after.earlier
        || before.revoked_at != after.revoked_at
        || file(before) != file(after)
        || renewed()
}

/// Everything in a bubble but its foot.
#[must_use]
pub fn whole(
    jump: Callback<MessageId>,
    conversation: ConversationId,
    message: MessageView,
    contact: String,
) -> AnyView {
    let tr = use_translator();
    let quote = message.quote.clone().map(|quote| view! { <Quote jump quote contact /> });
    let mark = |glyph: Glyph, key: &str| {
        view! {
            <span class="flex items-center gap-1 text-meta text-ink-3 italic">
                <Icon glyph size=IconSize::Tiny />
                {tr.t(key)}
            </span>
        }
    };
    let in_group = message.in_group.then(|| mark(Glyph::Users, "inbox-in-group"));
    let forwarded = message.forwarded.then(|| mark(Glyph::Forward, "inbox-forwarded"));
    let by_sms = (message.raw_kind == "sms").then(|| mark(Glyph::Call, "inbox-by-sms"));
    let referral = message.referral.clone().map(|referral| view! { <ReferralCard referral /> });
    let product = message.product.clone().map(|product| view! { <ProductLine product /> });
    let earlier = earlier(&message);
    view! {
        {referral}
        {product}
        {in_group}
        {forwarded}
        {by_sms}
        {quote}
        {content(conversation, message)}
        {earlier}
    }
    .into_any()
}

/// What a message says, by its kind.
#[must_use]
pub fn content(conversation: ConversationId, message: MessageView) -> AnyView {
    let place = Place { conversation, message: message.id };
    if message.revoked_at.is_some() {
        return gone();
    }
    let media = message.media;
    match message.body {
        Said::Gone => gone(),
        Said::Text { text } => view! { <BubbleText text /> }.into_any(),
        Said::Media { caption, file_name, mime, voice } => {
            let told =
                Told { kind: &message.kind, caption: &caption, file_name: &file_name, mime: &mime, voice };
            let file = file(place, media, told);
            let caption = (!caption.is_empty()).then(|| view! { <BubbleText text=caption /> });
            view! {
                {file}
                {caption}
            }
            .into_any()
        }
        Said::Location { point, name, address, url } => {
            let degrees = point.and_then(|point| point.degrees());
            view! { <BubblePlace degrees name address url /> }.into_any()
        }
        Said::Contacts { cards } => view! { <BubbleContacts cards names=message.text /> }.into_any(),
        Said::Answer { answer } => view! { <BubbleAnswer answer words=message.text /> }.into_any(),
        Said::Button { text, .. } => titled(Glyph::Reply, text, use_translator().t("inbox-answer-button")),
        Said::Order { items, total, note } => view! { <BubbleOrder items total note /> }.into_any(),
        Said::Template { name, category, shown, .. } => {
            let header = shown.file.map(|format| header_file(place, media, format.as_str()));
            view! { <BubbleTemplate name category shown header=header.into_any() /> }.into_any()
        }
        Said::Ask { ask } => {
            let kind = match &ask.header {
                Some(AskHeader::Image(_)) => Some("image"),
                Some(AskHeader::Video(_)) => Some("video"),
                Some(AskHeader::Document(_)) => Some("document"),
                Some(AskHeader::Text { .. }) | None => None,
            };
            let header = kind.map(|kind| header_file(place, media, kind));
            view! { <BubbleAsk ask header=header.into_any() /> }.into_any()
        }
        Said::System { text, .. } | Said::Lost { text } => view! { <BubbleText text /> }.into_any(),
        Said::Strange { raw_kind } => strange(&message.kind, raw_kind),
        // Calls are notes, drawn in the middle.
        Said::Call { .. } => titled(Glyph::Call, kind::label(use_translator(), "call"), String::new()),
    }
}

/// What was told of a file with its message.
struct Told<'a> {
    kind: &'a str,
    caption: &'a str,
    file_name: &'a str,
    mime: &'a str,
    voice: Voice,
}

fn file(place: Place, media: Option<MediaView>, told: Told<'_>) -> AnyView {
    let tr = use_translator();
    match told.kind {
        "image" => view! { <BubblePicture place media caption=told.caption.to_owned() /> }.into_any(),
        "sticker" => view! { <BubbleSticker place media /> }.into_any(),
        "video" => view! { <BubbleFilm place media /> }.into_any(),
        "audio" => {
            let label = tr.t(if told.voice == Voice::Note { "inbox-kind-voice" } else { "inbox-kind-audio" });
            view! { <BubbleSound place media label /> }.into_any()
        }
        _ => {
            let mime = told.mime.to_owned();
            view! { <BubbleDocument place media name=told.file_name.to_owned() mime /> }.into_any()
        }
    }
}

/// The file above a text of ours.
fn header_file(place: Place, media: Option<MediaView>, kind: &str) -> AnyView {
    let file_name = media.as_ref().map(|media| media.file_name.clone()).unwrap_or_default();
    file(place, media, Told { kind, caption: "", file_name: &file_name, mime: "", voice: Voice::File })
}

/// What nobody here can draw: said honestly, with WhatsApp's own word for it.
fn strange(kind: &str, raw_kind: String) -> AnyView {
    let tr = use_translator();
    let title = kind::exact(tr, kind, &raw_kind);
    let under = if raw_kind.is_empty() {
        tr.t("inbox-kind-on-phone")
    } else {
        tr.t_args("inbox-kind-raw", &[("kind", (&raw_kind).into())])
    };
    titled(kind::glyph(kind).unwrap_or(Glyph::Question), title, under)
}

/// What stood there before it was edited.
fn earlier(message: &MessageView) -> Option<AnyView> {
    let tr = use_translator();
    if message.earlier.is_empty() || message.revoked_at.is_some() {
        return None;
    }
    let texts = message.earlier.iter().map(|earlier| {
        view! {
            <li>
                <time class="text-micro text-ink-3">{tr.date_time(earlier.at)}</time>
                <BubbleText text=earlier.text.clone() />
            </li>
        }
        .into_any()
    });
    let texts = texts.collect::<Vec<_>>();
    Some(
        view! {
            <details class="opens">
                <summary>{tr.t("inbox-earlier")}</summary>
                <ol>{texts}</ol>
            </details>
        }
        .into_any(),
    )
}

/// What the contact deleted is not shown any more.
fn gone() -> AnyView {
    let tr = use_translator();
    view! {
        <span class="tx text-ink-3 italic inline-flex items-center gap-1.5">
            <Icon glyph=Glyph::Ban size=IconSize::Small />
            {tr.t("inbox-revoked")}
        </span>
    }
    .into_any()
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
    // What the machine read can be put right long after the window closed.
    let read = {
        let message = message.clone();
        Memo::new(move |_| {
            message.with(|message| message.reading.is_some()) && inbox.may(Action::ChangeConversation)
        })
    };
    let chosen = message.clone();
    let fix = Callback::new(move |()| {
        bubbles.fixing.set(Some(chosen.with_untracked(|message| message.id)));
        bubbles.tool.set(Some(Tool::Reading));
    });
    let quoted = message.clone();
    let reply = Callback::new(move |()| {
        bubbles.quoting.set(Some(quoted.get_untracked()));
        super::super::composer::focus_field();
    });
    move || {
        let message = message.clone();
        let (shown, read) = (shown.get(), read.get());
        (shown || read).then(|| {
            let answer = shown.then(|| {
                let react = (direction == Direction::In).then(|| view! { <ReactButton bubbles message placement /> });
                view! {
                    <IconButton glyph=Glyph::Reply label=tr.t("inbox-reply") size=ButtonSize::Small on_press=reply />
                    {react}
                }
            });
            let fix = read.then(|| {
                let label = tr.t("label-fix-one");
                view! { <IconButton glyph=Glyph::Tag label size=ButtonSize::Small on_press=fix /> }
            });
            view! {
                <div class="tools">
                    {answer}
                    {fix}
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
