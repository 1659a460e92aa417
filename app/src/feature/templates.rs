//! Modelos: the list of templates and the editor with its review and its preview.
//!
//! The editor is a plain form that also works without WASM; with it the linter and the preview follow every letter.

pub mod api;
mod buttons;
mod editor;
mod list;
mod parts;
mod preview;
mod review;
mod sample;
mod variables;

use leptos::prelude::*;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};

use editor::{EditScreen, NewScreen};
use list::ListScreen;

/// Where these screens are.
const HOME: &str = "/configuracoes/modelos";

/// The screens of the settings.
#[component(transparent)]
pub fn TemplateRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/modelos") view=ListScreen ssr=SsrMode::Async />
        <Route path=path!("/modelos/novo") view=NewScreen ssr=SsrMode::Async />
        <Route path=path!("/modelos/:id") view=EditScreen ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}
