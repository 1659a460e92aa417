//! The interface of Prosa, both sides: rendered on the server, made alive in the browser.
//!
//! What this room must not do: reach a database, a provider or a secret. With the feature `ssr` its server functions call
//! the engine, three lines each; with `hydrate` the same code runs as WASM. Texts come from `locales/`, looks from `style/`.

#![recursion_limit = "512"]

pub mod app;
pub mod bundle;
pub mod call;
pub mod clock;
pub mod feature;
pub mod follow;
pub mod frame;
pub mod i18n;
pub mod kind;
pub mod kit;
pub mod later;
pub mod live;
pub mod loaded;
pub mod page;
pub mod preference;
pub mod shell;
pub mod theme;
pub mod upload;

pub use app::App;
pub use page::{Assets, Page};
pub use shell::shell;

/// Makes the server-rendered page alive. Called once by `frontend`, with the
/// sentences of the page's language.
#[cfg(feature = "hydrate")]
pub fn hydrate(sentences: String) {
    prosa_i18n::install(sentences);
    leptos::mount::hydrate_body(App);
}
