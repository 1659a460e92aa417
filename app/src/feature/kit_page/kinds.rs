//! A message of each kind, as a thread shows it.

use crate::{
    feature::inbox::{
        part::{
            bubble::whole,
            bubble_note::{BubbleNote, is_note},
            sample,
        },
        store::Inbox,
    },
    i18n::use_translator,
};
use leptos::prelude::*;
use prosa_domain::id::ConversationId;
use prosa_wire::inbox::{Direction, MessageView};

/// All kinds.
#[component]
pub fn Kinds() -> impl IntoView {
    let tr = use_translator();
    provide_context(Inbox::new());
    let all = sample::all().into_iter().map(|(name, message)| one(name, message)).collect::<Vec<_>>();
    view! {
        <section class="col-span-full">
            <h2>{tr.t("inbox-messages")}</h2>
            <div class="msgs bg-canvas">{all}</div>
        </section>
    }
    .into_any()
}

fn one(name: &'static str, message: MessageView) -> AnyView {
    if is_note(&message.kind) {
        return view! { <BubbleNote message /> }.into_any();
    }
    let class = if message.direction == Direction::In { "m in first" } else { "m out first" };
    let jump = Callback::new(|_| {});
    let conversation = ConversationId(uuid::Uuid::nil());
    view! {
        <article class=class aria-label=name>
            <div class="bub">{whole(jump, conversation, message, "Marina".to_owned())}</div>
        </article>
    }
    .into_any()
}
