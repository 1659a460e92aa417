//! The message a message answers.

use super::super::{api, bubbles::Bubbles};
use crate::{
    i18n::use_translator,
    kind,
    kit::{Icon, IconSize},
};
use leptos::{prelude::*, task::spawn_local};
use prosa_domain::id::MessageId;
use prosa_wire::inbox::{Direction, QuoteView};

/// The id of a message's element.
#[must_use]
pub fn element_id(id: MessageId) -> String {
    format!("m-{id}")
}

/// Brings a message into view and lets it be seen. False when it is not loaded.
pub fn jump_to(id: MessageId) -> bool {
    let Some(element) = document().get_element_by_id(&element_id(id)) else { return false };
    element.scroll_into_view();
    if let Some(element) = wasm_bindgen::JsCast::dyn_ref::<web_sys::HtmlElement>(&element) {
        let _ = element.focus();
    }
    let _ = element.class_list().add_1("found");
    set_timeout(
        move || {
            let _ = element.class_list().remove_1("found");
        },
        std::time::Duration::from_millis(1_600),
    );
    true
}

/// Pages that are loaded to reach a quoted message at most.
const PAGES_MAX: u32 = 20;

/// Brings a message into view, loading older ones until it is there.
pub fn reach(bubbles: Bubbles, id: MessageId) {
    if jump_to(id) {
        return;
    }
    spawn_local(async move {
        for _ in 0..PAGES_MAX {
            let Some(before) = bubbles.older.try_get_untracked().flatten() else { break };
            let Ok(page) = api::older_messages(bubbles.id, before).await else { break };
            bubbles.prepend(page);
            if bubbles.has(id) {
                break;
            }
        }
        request_animation_frame(move || {
            jump_to(id);
        });
    });
}

/// A quote; pressing it jumps to the message.
#[component]
pub fn Quote(
    /// Goes to a message.
    jump: Callback<MessageId>,
    /// The quote.
    quote: QuoteView,
    /// Name of the contact.
    contact: String,
) -> impl IntoView {
    let tr = use_translator();
    let who = match quote.direction {
        Some(Direction::In) => contact,
        Some(Direction::Out) => tr.t("inbox-quote-us"),
        None => tr.t("inbox-quote"),
    };
    let text = match (quote.direction, quote.text.is_empty()) {
        (_, false) => quote.text,
        (None, true) => tr.t("inbox-quote-unknown"),
        (Some(_), true) => kind::label(tr, &quote.kind),
    };
    let glyph = kind::glyph(&quote.kind).filter(|_| quote.direction.is_some());
    let inside = view! {
        <b>{who}</b>
        <span class="flex items-center gap-1.5 min-w-0">
            {glyph.map(|glyph| view! { <Icon glyph size=IconSize::Small /> })}
            <span class="line-clamp-2">{text}</span>
        </span>
    };
    match quote.message_id {
        Some(id) => view! {
            <button
                type="button"
                class="quote w-full text-left"
                title=tr.t("inbox-quote-jump")
                on:click=move |_| jump.run(id)
            >
                {inside}
            </button>
        }
        .into_any(),
        None => view! { <div class="quote">{inside}</div> }.into_any(),
    }
}
