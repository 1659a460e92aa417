//! Chips: a word about something, one line, 20 high. And the round count of what is unread.

use super::icon::{Glyph, Icon, IconSize};
use leptos::prelude::*;

/// What kind of word it is. The colour repeats it, never says it alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChipTone {
    /// A plain word: tags, names.
    #[default]
    Plain,
    /// A word that can be added or removed.
    Outline,
    /// Good, ours.
    Brand,
    /// Soon.
    Amber,
    /// Late, refused, failed.
    Red,
    /// To know.
    Blue,
    /// From a machine, as a fact.
    Violet,
    /// A machine's guess, not confirmed by a person.
    Machine,
}

impl ChipTone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Outline => "chip line",
            Self::Brand => "chip brand",
            Self::Amber => "chip amber",
            Self::Red => "chip red",
            Self::Blue => "chip blue",
            Self::Violet => "chip violet",
            Self::Machine => "chip machine",
        }
    }
}

/// A word about something.
#[component]
pub fn Chip(
    /// What kind of word it is.
    #[prop(optional)]
    tone: ChipTone,
    /// An icon before it.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! {
        <span class=tone.class()>
            {glyph.map(|glyph| view! { <Icon glyph size=IconSize::Tiny /> })}
            {children()}
        </span>
    }
}

/// How many are unread; nothing when none. More than 99 reads 99+.
#[component]
pub fn Count(
    /// How many.
    #[prop(into)]
    value: Signal<u32>,
    /// What is counted, for screen readers, such as "não lidas".
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    move || {
        let value = value.get();
        let text = if value > 99 { "99+".to_owned() } else { value.to_string() };
        (value > 0).then(|| {
            view! {
                <span class="count">
                    {text} <span class="sr-only">{" "}{move || label.get()}</span>
                </span>
            }
        })
    }
}
