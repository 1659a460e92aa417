//! Consentimento: what people agreed to and took back with its proof, and the rules of sending.
//!
//! Both are plain forms and plain addresses; with WASM answers come without a new page.

pub mod api;
mod check;
mod days;
mod ledger;
mod record;
mod rules;
mod stop;
pub mod words;

use crate::{
    i18n::{text, use_translator},
    kit::{LinkTab, LinkTabs},
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};
use prosa_domain::access::{Action, Permit, allows};

use ledger::LedgerScreen;
use rules::RulesScreen;

/// Where these screens are.
pub const HOME: &str = "/configuracoes/consentimento";
/// Where the rules of sending are.
const RULES: &str = "/configuracoes/consentimento/regras";

/// The screens of the settings.
#[component(transparent)]
pub fn ConsentRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/consentimento") view=LedgerScreen ssr=SsrMode::Async />
        <Route path=path!("/consentimento/regras") view=RulesScreen ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Whether who looks at the page may do something.
fn may(action: Action) -> bool {
    Page::current().me.is_some_and(|me| matches!(allows(me.role, action), Permit::Allowed))
}

/// The two faces of the area.
#[component]
fn Faces(
    /// Where this screen is.
    here: &'static str,
) -> impl IntoView {
    let tr = use_translator();
    let tab = move |path: &'static str, key: &'static str| {
        view! {
            <LinkTab href=path current=path == here>
                {tr.t(key)}
            </LinkTab>
        }
    };
    view! {
        <div class="contabs">
            <LinkTabs name=text("settings-consent")>
                {tab(HOME, "consent-tab-ledger")} {tab(RULES, "consent-tab-rules")}
            </LinkTabs>
        </div>
    }
    .into_any()
}
