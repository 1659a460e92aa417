//! `/kit`: every part of the kit in every state. For those who build screens; shown in development only.

mod control;
mod float;
mod kinds;
mod look;

use crate::{
    frame::PageHead,
    i18n::{text, use_translator},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The whole page.
#[component]
pub fn KitPage() -> impl IntoView {
    let tr = use_translator();
    view! {
        <Title text=tr.t("kit-page-title") />
        <main class="flex flex-col min-h-0 grow">
            <PageHead title=text("kit-page-title") />
            <div class="scroll grow" tabindex="0" role="region" aria-label=tr.t("kit-page-title")>
                <div class="kit">
                    <control::Buttons />
                    <control::Fields />
                    <control::Choices />
                    <float::Floats />
                    <float::Notices />
                    <look::Words />
                    <look::People />
                    <look::Marks />
                    <look::Faces />
                    <look::Loading />
                    <look::Drawings />
                    <kinds::Kinds />
                </div>
            </div>
        </main>
    }
    .into_any()
}

/// A named box of examples.
#[component]
fn Box(
    /// Fluent key of its name.
    key: &'static str,
    /// Examples stand under each other instead of beside.
    #[prop(optional)]
    stack: bool,
    /// The examples.
    children: Children,
) -> impl IntoView {
    let tr = use_translator();
    view! {
        <section>
            <h2>{tr.t(key)}</h2>
            <div class="card stage" class:stack=stack>
                {children()}
            </div>
        </section>
    }
    .into_any()
}
