//! Conhecimento: what the company knows and may tell, written here, pasted from pages or brought as files, and a place to try what a
//! question finds. Plain forms, which also work without WASM; only files need it.

pub mod api;
mod bring;
mod editor;
mod list;
mod pairs;
mod parts;
mod trial;

use editor::{EditScreen, NewScreen};
use leptos::prelude::*;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};
use list::ListScreen;

/// Where these screens are.
const HOME: &str = "/conhecimento";

/// The screens.
#[component(transparent)]
pub fn KnowledgeRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/conhecimento") view=ListScreen ssr=SsrMode::Async />
        <Route path=path!("/conhecimento/novo") view=NewScreen ssr=SsrMode::Async />
        <Route path=path!("/conhecimento/:id") view=EditScreen ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}
