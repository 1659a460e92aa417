//! The HTML document around the app. Everything it needs comes as context: [`Page`], [`Assets`] and the request's nonce.

use crate::{
    app::App,
    bundle::Bundle,
    page::{Assets, META_NAME, Page},
    theme,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

/// The whole document, for `leptos_routes_with_context`.
pub fn shell() -> impl IntoView {
    let page = Page::current();
    let assets = use_context::<Assets>().unwrap_or_default();
    let sentences = assets.sentences.get(page.lang.tag()).cloned().map(|href| {
        view! { <link rel="preload" href=href r#as="fetch" crossorigin="" /> }
    });
    let code = assets.code(use_context::<Bundle>());
    let content = serde_json::to_string(&page).unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang=page.lang.tag() data-theme=theme::attribute(page.theme)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name=META_NAME content=content />
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=assets.css />
                <link rel="modulepreload" href=code.js />
                <link rel="preload" href=code.wasm r#as="fetch" r#type="application/wasm" crossorigin="" />
                {sentences}
                <script type="module" src=code.boot nonce=use_nonce()></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
