//! The page of an address that leads nowhere.

use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon, IconSize, LinkButton, Tone},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// Says so, with the status of it, and leads back.
#[component]
pub fn NotFound() -> impl IntoView {
    let tr = use_translator();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text=tr.t("not-found-title") />
        <main class="bare">
            <div class="face">
                <span class="bigi">
                    <Icon glyph=Glyph::Question size=IconSize::Huge />
                </span>
                <h1 class="text-lead font-semibold mt-3.5 mb-1">{tr.t("not-found-title")}</h1>
                <p>{tr.t("not-found-text")}</p>
                <div class="acts">
                    <LinkButton href="/conversas" tone=Tone::Primary>
                        {tr.t("not-found-back")}
                    </LinkButton>
                </div>
            </div>
        </main>
    }
}
