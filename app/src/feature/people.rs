//! People: signing in and up, following links of letters, the team, the own account.
//!
//! Every form here also works before or without WASM: it is a plain form whose answer is a redirect. Data: server functions
//! in [`api`]. Rules (who may what, passwords, limits) are the engine's; these screens only show them.

pub mod account;
pub mod api;
#[cfg(feature = "ssr")]
pub mod cookie;
pub mod door;
pub mod forgotten;
pub mod form;
pub mod invitation;
pub mod log_in;
pub mod role;
pub mod session_list;
pub mod sign_up;
pub mod team;
pub mod team_member;

use account::AccountScreen;
use forgotten::{ForgottenScreen, NewPasswordScreen};
use invitation::InvitationScreen;
use leptos::prelude::*;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};
use log_in::LogInScreen;
use sign_up::SignUpScreen;
use team::TeamScreen;

/// Screens for people who are not signed in; they stand outside the frame.
#[component(transparent)]
pub fn DoorRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/entrar") view=LogInScreen ssr=SsrMode::Async />
        <Route path=path!("/criar-conta") view=SignUpScreen ssr=SsrMode::Async />
        <Route path=path!("/convite/:token") view=InvitationScreen ssr=SsrMode::Async />
        <Route path=path!("/esqueci-a-senha") view=ForgottenScreen ssr=SsrMode::Async />
        <Route path=path!("/nova-senha/:token") view=NewPasswordScreen ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Screens of the settings; they stand inside the settings frame.
#[component(transparent)]
pub fn PeopleRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/equipe") view=TeamScreen ssr=SsrMode::Async />
        <Route path=path!("/conta") view=AccountScreen ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}
