//! A template, as the phone shows it.

use super::{
    bubble_text::BubbleText,
    card::{Press, presses},
};
use crate::{
    i18n::use_translator,
    kit::{Chip, ChipTone, Glyph},
};
use leptos::prelude::*;
use prosa_domain::message::content::{RenderedTemplate, TemplateCategory};

/// The words of a category.
#[must_use]
pub const fn category_key(category: TemplateCategory) -> &'static str {
    match category {
        TemplateCategory::Marketing => "inbox-template-marketing",
        TemplateCategory::Utility => "inbox-template-utility",
        TemplateCategory::Authentication => "inbox-template-authentication",
    }
}

/// The drawing of a button by its kind.
fn glyph(kind: &str) -> Option<Glyph> {
    match kind {
        "quick_reply" => Some(Glyph::Reply),
        "url" => Some(Glyph::External),
        "phone_number" => Some(Glyph::Contact),
        "copy_code" | "otp" => Some(Glyph::Copy),
        "flow" => Some(Glyph::Board),
        "catalog" | "mpm" => Some(Glyph::Cart),
        _ => None,
    }
}

/// A template. `header` is the file above, drawn.
#[component]
pub fn BubbleTemplate(
    /// Its name.
    name: String,
    /// What it was approved as.
    category: TemplateCategory,
    /// What is read.
    shown: RenderedTemplate,
    /// The file of its header.
    header: AnyView,
) -> impl IntoView {
    let tr = use_translator();
    let line_above = (!shown.header.is_empty()).then(|| view! { <b class="block">{shown.header}</b> });
    let footer = (!shown.footer.is_empty()).then(|| view! { <p class="foot">{shown.footer}</p> });
    let buttons = shown.buttons.into_iter().map(|(kind, words)| Press {
        glyph: glyph(&kind.to_ascii_lowercase()),
        words,
        href: String::new(),
    });
    view! {
        <p class="tname">
            <Chip tone=ChipTone::Outline>{tr.t(category_key(category))}</Chip>
            <span class="truncate">{name}</span>
        </p>
        {header}
        {line_above}
        <BubbleText text=shown.body />
        {footer}
        {presses(buttons.collect())}
    }
    .into_any()
}
