//! What the conversation comes to, in the panel: next step, summary, promises, facts. Asked for when the thread stands in
//! the browser, drawn whole on the server; the code that asks and hears its buttons is a piece of its own.

#[cfg(feature = "ssr")]
pub mod draw;

use super::{bubbles::Bubbles, store::use_inbox};
use crate::later::later;
use leptos::prelude::*;

/// The blocks of the panel; nothing on the server, whose first picture does not wait for them.
#[component]
pub fn Brief(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    (move || alive.get().then(|| later(hands::piece(bubbles)))).into_any()
}

mod hands {
    use super::{
        super::{api, compose::tool::Tool, part::quote::reach},
        *,
    };
    use crate::{
        call::CallError,
        i18n::use_translator,
        kit::{Toasts, use_toasts},
    };
    use leptos::{
        ev::MouseEvent,
        task::spawn_local,
        wasm_bindgen::JsCast,
        web_sys::{Element, HtmlElement},
    };
    use prosa_domain::conversation::ConversationStatus;
    use prosa_i18n::Translator;

    /// The composer's field.
    const FIELD: &str = "composer-field";

    /// The blocks, and what their buttons do.
    #[leptos::lazy]
    pub(super) fn piece(bubbles: Bubbles) -> AnyView {
        let html = RwSignal::new(String::new());
        let asking = StoredValue::new(0_u32);
        Effect::new(move |_| {
            // New messages and new readings change what it comes to.
            bubbles.list.track();
            bubbles.insight.track();
            let turn = asking.get_value() + 1;
            asking.set_value(turn);
            spawn_local(async move {
                if let Ok(drawn) = api::brief(bubbles.id).await
                    && asking.try_get_value() == Some(turn)
                {
                    let _ = html.try_set(drawn);
                }
            });
        });
        let tr = use_translator();
        let toasts = use_toasts();
        let inbox = use_inbox();
        let press = move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let Some(button) = target.and_then(|target| target.closest("button").ok().flatten()) else {
                return;
            };
            let message = button.get_attribute("data-jump").and_then(|id| id.parse().ok());
            if let Some(id) = message {
                inbox.drawer.set(false);
                reach(bubbles, id);
            }
            if let Some(text) = button.get_attribute("data-copy") {
                let _ = window().navigator().clipboard().write_text(&text);
                toasts.done(tr.t("inbox-copied"));
            }
            let tool = |tool: Tool| bubbles.tool.set(Some(tool));
            match button.get_attribute("data-do").as_deref() {
                Some("reply") => {
                    let asked = button.get_attribute("data-to").and_then(|id| id.parse().ok());
                    inbox.drawer.set(false);
                    reply(bubbles, asked);
                }
                Some("template") => tool(Tool::Template),
                Some("charge") => tool(Tool::Charge),
                Some("block") => tool(Tool::Block),
                Some("leave") => tool(Tool::LeaveAlone),
                Some("take") => inbox.assign(bubbles, Some(inbox.myself())),
                Some("give") => inbox.assign(bubbles, None),
                Some("tell") => tell(bubbles, (html, asking), (tr, toasts), button),
                Some("finish") => inbox.set_status(bubbles, ConversationStatus::Resolved),
                _ => {}
            }
        };
        view! { <div class="brief" on:click=press inner_html=move || html.get()></div> }.into_any()
    }

    /// Asks a model. What it says, or why it said nothing, comes drawn.
    fn tell(
        bubbles: Bubbles,
        (html, asking): (RwSignal<String>, StoredValue<u32>),
        (tr, toasts): (Translator, Toasts),
        button: Element,
    ) {
        let busy = ["disabled", "aria-busy"];
        for name in busy {
            let _ = button.set_attribute(name, "true");
        }
        let turn = asking.get_value() + 1;
        asking.set_value(turn);
        spawn_local(async move {
            let told = api::tell_brief(bubbles.id).await;
            // Something newer was drawn meanwhile; what was told is kept and comes with it, unless it is old by then.
            if asking.try_get_value() != Some(turn) {
                return;
            }
            match told {
                Ok(drawn) => {
                    let _ = html.try_set(drawn);
                }
                Err(CallError(refusal)) => {
                    toasts.failed(tr.refusal(&refusal));
                    for name in busy {
                        let _ = button.remove_attribute(name);
                    }
                }
            }
        });
    }

    /// Begins an answer to a message.
    fn reply(bubbles: Bubbles, asked: Option<prosa_domain::id::MessageId>) {
        let list = bubbles.list.get_untracked();
        let mut messages = list.iter().map(|bubble| bubble.message.get_untracked());
        if let Some(message) = messages.find(|message| Some(message.id) == asked) {
            bubbles.quoting.set(Some(message));
        }
        let field =
            document().get_element_by_id(FIELD).and_then(|field| field.dyn_into::<HtmlElement>().ok());
        if let Some(field) = field {
            let _ = field.focus();
        }
    }
}
