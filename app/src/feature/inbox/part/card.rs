//! Pieces that several kinds of message are made of.

use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon, IconSize, use_toasts},
};
use leptos::prelude::*;

/// An icon beside a title and a line under it.
#[must_use]
pub fn titled(glyph: Glyph, title: String, under: String) -> AnyView {
    view! {
        <div class="doc">
            <span class="fi">
                <Icon glyph size=IconSize::Normal />
            </span>
            <span class="min-w-0">
                <b class="block text-small font-semibold">{title}</b>
                {(!under.is_empty())
                    .then(|| view! { <span class="block text-small text-ink-2 whitespace-pre-wrap">{under}</span> })}
            </span>
        </div>
    }
    .into_any()
}

/// Names and values, one pair in a row.
#[must_use]
pub fn table(rows: Vec<(String, String)>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! { <dl class="ftab">{rows}</dl> }.into_any()
}

/// What a contact can press under a message of ours, as the phone shows it. Here it is only looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// Its drawing, when it does something else than answer.
    pub glyph: Option<Glyph>,
    /// Its words.
    pub words: String,
    /// Where it leads; empty for what leads nowhere.
    pub href: String,
}

impl Press {
    /// Something that only answers.
    #[must_use]
    pub const fn answer(words: String) -> Self {
        Self { glyph: None, words, href: String::new() }
    }

    /// Something with a drawing.
    #[must_use]
    pub const fn with(glyph: Glyph, words: String) -> Self {
        Self { glyph: Some(glyph), words, href: String::new() }
    }
}

/// The row of what can be pressed.
#[must_use]
pub fn presses(list: Vec<Press>) -> AnyView {
    let list = list
        .into_iter()
        .map(|press| {
            let drawing = press.glyph.map(|glyph| view! { <Icon glyph size=IconSize::Small /> });
            let leads = press.href.starts_with("https://") || press.href.starts_with("http://");
            if leads {
                view! {
                    <li>
                        <a href=press.href target="_blank" rel="noopener noreferrer nofollow">
                            {drawing}
                            {press.words}
                        </a>
                    </li>
                }
                .into_any()
            } else {
                view! { <li><span>{drawing} {press.words}</span></li> }.into_any()
            }
        })
        .collect::<Vec<_>>();
    (!list.is_empty()).then(|| view! { <ul class="prs">{list}</ul> }).into_any()
}

/// A button that puts a text where it can be pasted from, and says so.
#[must_use]
pub fn copy(words: String, text: String) -> AnyView {
    let tr = use_translator();
    let toasts = use_toasts();
    let label = format!("{words}: {text}");
    let press = move |_| {
        let _ = window().navigator().clipboard().write_text(&text);
        toasts.done(tr.t("inbox-copied"));
    };
    view! {
        <button type="button" class="btn sm" aria-label=label on:click=press>
            <Icon glyph=Glyph::Copy size=IconSize::Small />
            {words}
        </button>
    }
    .into_any()
}
