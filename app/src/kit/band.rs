//! Bands: a line across a screen that says how things stand: offline, connecting, something to know.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// What it tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BandTone {
    /// Take care: offline, soon, waiting.
    #[default]
    Amber,
    /// Wrong.
    Red,
    /// To know.
    Blue,
    /// Good.
    Brand,
}

impl BandTone {
    const fn class(self) -> &'static str {
        match self {
            Self::Amber => "band",
            Self::Red => "band red",
            Self::Blue => "band blue",
            Self::Brand => "band brand",
        }
    }
}

/// A band. With `boxed` it stands inside a page as a notice with round corners.
#[component]
pub fn Band(
    /// What it tells.
    #[prop(optional)]
    tone: BandTone,
    /// An icon before the words.
    glyph: Glyph,
    /// Stands inside a page.
    #[prop(optional)]
    boxed: bool,
    /// The words, and at the end something to press.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.class() class:box=boxed role="status">
            <Icon glyph />
            <div class="grow min-w-0 flex flex-wrap items-center gap-x-3 gap-y-1">{children()}</div>
        </div>
    }
    .into_any()
}
