//! Words and choices these screens share.

use crate::{
    i18n::Translator,
    kit::{Chip, ChipTone, Choice, Glyph},
};
use leptos::prelude::*;
use prosa_domain::{
    knowledge::{Audience, Kind},
    lang::Lang,
};

/// The sign of a kind.
pub(super) const fn glyph(kind: Kind) -> Glyph {
    match kind {
        Kind::Article => Glyph::Book,
        Kind::Faq => Glyph::Chat,
        Kind::Page => Glyph::Link,
        Kind::File => Glyph::File,
    }
}

/// A kind in words.
pub(super) fn kind(tr: Translator, kind: Kind) -> String {
    tr.t(&format!("knowledge-kind-{}", kind.as_str()))
}

/// An audience in words.
pub(super) fn audience(tr: Translator, audience: Audience) -> String {
    tr.t(&format!("knowledge-for-{}", audience.as_str()))
}

/// An audience as a chip.
pub(super) fn audience_chip(tr: Translator, of: Audience) -> AnyView {
    let tone = if of == Audience::Internal { ChipTone::Amber } else { ChipTone::Plain };
    let words = audience(tr, of);
    view! { <Chip tone>{words}</Chip> }.into_any()
}

/// The languages to choose from.
pub(super) fn languages() -> Vec<Choice> {
    Lang::ALL.iter().map(|lang| Choice::new(lang.tag(), lang.own_name())).collect()
}

/// The audiences to choose from, that of customers first.
pub(super) fn audiences(tr: Translator) -> Vec<Choice> {
    let choice = |of: Audience| Choice::new(of.as_str(), audience(tr, of));
    vec![choice(Audience::Customer), choice(Audience::Internal)]
}
