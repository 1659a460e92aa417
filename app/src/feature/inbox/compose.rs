//! What the composer sends besides words: files, recordings, forms, and a time for it. All of it stands behind a click,
//! so it is a piece of its own that is fetched then.

pub mod ask;
pub mod assist;
pub mod consent;
pub mod form;
pub mod knowledge;
pub mod ogg;
pub mod pick;
pub mod price;
pub mod reading;
pub mod record;
pub mod shop;
pub mod shrink;
pub mod simple;
pub mod template;
pub mod tool;
pub mod tray;

use super::bubbles::Bubbles;
use crate::later::later;
use leptos::{prelude::*, wasm_bindgen::JsCast};
use std::cell::RefCell;
use tool::Tool;
use web_sys::HtmlElement;

thread_local! {
    /// What had the focus when a tool was opened.
    static OPENER: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// Whatever is open over the composer. It stands outside its form, since tools have forms of their own.
#[component]
pub fn OpenTool(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    Effect::new(move |_| give_focus_back(bubbles.tool.get().is_some()));
    move || bubbles.tool.get().filter(|tool| *tool != Tool::Assist).map(|tool| later(piece(bubbles, tool)))
}

/// Remembers where the focus was while a tool is open, and gives it back after.
fn give_focus_back(is_open: bool) {
    if is_open {
        let active = document().active_element().and_then(|element| element.dyn_into().ok());
        OPENER.with_borrow_mut(|opener| *opener = opener.take().or(active));
    } else if let Some(opener) = OPENER.take() {
        request_animation_frame(move || {
            let _ = opener.focus();
        });
    }
}

/// Help with words, when it is asked for. It stands in the composer, over its field, and has no form of its own.
#[component]
pub fn OpenAssist(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    move || (bubbles.tool.get() == Some(Tool::Assist)).then(|| later(piece(bubbles, Tool::Assist)))
}

/// The tool, opened.
#[leptos::lazy]
fn piece(bubbles: Bubbles, tool: Tool) -> AnyView {
    match tool {
        Tool::Gallery | Tool::Documents | Tool::Camera | Tool::Dropped => tray::tray(bubbles, tool),
        Tool::Template => template::open(bubbles),
        Tool::Voice => record::recorder(bubbles),
        Tool::Buttons | Tool::List | Tool::Link | Tool::AskPlace => ask::open(bubbles, tool),
        Tool::Consent => consent::record(bubbles),
        Tool::Block => consent::turn(bubbles, consent::Turn::Block),
        Tool::LeaveAlone => consent::turn(bubbles, consent::Turn::LeaveAlone),
        Tool::Reading => reading::open(bubbles),
        Tool::Assist => assist::open(bubbles),
        Tool::Knowledge => knowledge::open(bubbles),
        Tool::Charge | Tool::OrderNews | Tool::Products | Tool::Flow => shop::open(bubbles, tool),
        Tool::Contact | Tool::Place | Tool::Pix | Tool::Schedule => simple::open(bubbles, tool),
    }
}
