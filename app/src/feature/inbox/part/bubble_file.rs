//! Things with a file: pictures, films, sounds, stickers, documents. Named and captioned here; drawing them comes with
//! their media.

use super::{bubble_text::BubbleText, kind};
use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_wire::inbox::MessageView;

/// A file by its kind, its name and its caption.
#[component]
pub fn BubbleFile(
    /// The message.
    message: MessageView,
) -> impl IntoView {
    let tr = use_translator();
    let glyph = kind::glyph(&message.kind).unwrap_or(Glyph::File);
    let label = kind::name(tr, &message);
    let is_document = message.kind == "document";
    // A document without a caption shows its name as its text.
    let (title, caption) = match (is_document, message.detail.is_empty()) {
        (true, true) if !message.text.is_empty() => (message.text, String::new()),
        (true, false) => (message.detail, message.text),
        _ => (label.clone(), message.text),
    };
    let second = if title == label { tr.t("inbox-kind-not-shown") } else { label };
    view! {
        <div class="doc">
            <span class="fi">
                <Icon glyph size=IconSize::Normal />
            </span>
            <span class="min-w-0">
                <b class="block text-small font-semibold truncate">{title}</b>
                <span class="block text-meta text-ink-2">{second}</span>
            </span>
        </div>
        {(!caption.is_empty()).then(|| view! { <BubbleText text=caption /> })}
    }
}
