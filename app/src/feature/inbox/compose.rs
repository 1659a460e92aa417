//! What the composer sends besides words: files, recordings, forms, and a time for it. All of it stands behind a click,
//! so it is a piece of its own that is fetched then.

pub mod ask;
pub mod form;
pub mod pick;
pub mod record;
pub mod shrink;
pub mod simple;
pub mod tool;
pub mod tray;
pub mod upload;

use super::bubbles::Bubbles;
use crate::later::later;
use leptos::prelude::*;
use tool::Tool;

/// Whatever is open over the composer.
#[component]
pub fn OpenTool(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    move || bubbles.tool.get().map(|tool| later(piece(bubbles, tool)))
}

/// The tool, opened.
#[leptos::lazy]
fn piece(bubbles: Bubbles, tool: Tool) -> AnyView {
    match tool {
        Tool::Gallery | Tool::Documents | Tool::Camera | Tool::Dropped => tray::tray(bubbles, tool),
        Tool::Voice => record::recorder(bubbles),
        Tool::Buttons | Tool::List | Tool::Link | Tool::AskPlace => ask::open(bubbles, tool),
        Tool::Contact | Tool::Place | Tool::Pix | Tool::Schedule => simple::open(bubbles, tool),
    }
}
