//! The page around every form for people who are not signed in: mark, title, form, other ways, language.

use crate::{i18n::use_translator, kit::Mark};
use leptos::prelude::*;
use leptos_meta::Title;
use prosa_domain::lang::Lang;

/// A card in the middle of an empty page.
#[component]
pub fn Door(
    /// The title.
    #[prop(into)]
    title: Signal<String>,
    /// A sentence under it.
    #[prop(optional, into)]
    lead: MaybeProp<String>,
    /// The form, then other ways.
    children: Children,
) -> impl IntoView {
    // The head is written after the page's owner is gone, so the title is told as plain words.
    let name = title.get_untracked();
    view! {
        <Title text=name />
        <main class="bare">
            <div class="bare-card">
                <div class="flex justify-center mb-5">
                    <Mark />
                </div>
                <div class="card p-6">
                    <h1 class="text-title font-semibold">{move || title.get()}</h1>
                    {move || lead.get().map(|lead| view! { <p class="text-small text-ink-2 mt-1">{lead}</p> })}
                    {children()}
                </div>
                <Languages />
            </div>
        </main>
    }
    .into_any()
}

/// The languages, as plain forms: nobody is signed in yet, and the page is loaded anew in the chosen one.
#[component]
fn Languages() -> impl IntoView {
    let tr = use_translator();
    let items = Lang::ALL
        .iter()
        .map(|lang| {
            let chosen = *lang == tr.lang();
            view! {
                <button
                    type="submit"
                    class="btn quiet sm"
                    name="language"
                    value=lang.tag()
                    lang=lang.tag()
                    aria-current=chosen.then_some("true")
                >
                    <span class:font-semibold=chosen class:text-ink=chosen>
                        {lang.own_name()}
                    </span>
                </button>
            }
        })
        .collect_view();
    view! {
        <form
            method="post"
            action="/api/set_preference"
            class="flex flex-wrap justify-center gap-1 mt-4"
            aria-label=tr.t("frame-language")
        >
            {items}
        </form>
    }
    .into_any()
}

/// A link under a form, in a sentence of its own.
#[component]
pub fn OtherWay(
    /// Where it goes.
    href: &'static str,
    /// Its words.
    key: &'static str,
) -> impl IntoView {
    let tr = use_translator();
    view! {
        <a class="link text-small" href=href>
            {tr.t(key)}
        </a>
    }
}
