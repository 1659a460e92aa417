//! The two halves of the interface and the addresses of each. The server has both; in the browser each page loads only the
//! half it belongs to, and a step into the other half is an ordinary page load.
//!
//! New screens of the settings are mounted in [`SettingsHalf`].

use crate::feature::not_found::NotFound;
use leptos::prelude::*;
use leptos_router::{any_nested_route::IntoAnyNestedRoute, hooks::use_location};

/// The half a page belongs to. The server gives it as context when the halves are shipped apart, and then renders that half
/// alone: the page comes alive only over the very routes it was rendered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// The conversations.
    Inbox,
    /// The settings, and the screens for people who are not signed in.
    Settings,
}

impl Half {
    /// The half of an address.
    #[must_use]
    pub fn of(path: &str) -> Self {
        if is_inbox(path) { Self::Inbox } else { Self::Settings }
    }

    /// Whether this half is rendered: always in the list of addresses and where both halves are one file.
    #[cfg(any(feature = "inbox", feature = "settings"))]
    fn is_rendered(self) -> bool {
        use_context::<Self>().is_none_or(|half| half == self)
    }
}

/// Whether the browser's half of this page is alive already.
#[derive(Clone, Copy)]
struct Arrived(StoredValue<bool>);

/// Notes when the page becomes alive. Once, at the root.
pub fn provide_arrival() {
    let arrived = Arrived(StoredValue::new(false));
    provide_context(arrived);
    Effect::new(move |_| arrived.0.set_value(true));
}

/// Whether an address is of the half with the conversations.
#[must_use]
pub fn is_inbox(path: &str) -> bool {
    path == "/" || path == "/conversas" || path.starts_with("/conversas/") || path.starts_with("/conversas?")
}

/// Shown where this half has no screen. On arrival there is none anywhere; later the address may be the other half's, so
/// the server is asked.
#[component]
pub fn Elsewhere() -> impl IntoView {
    let alive = use_context::<Arrived>().is_some_and(|arrived| arrived.0.get_value());
    if !alive {
        return NotFound().into_any();
    }
    let location = use_location();
    let (path, query) = (location.pathname.get_untracked(), location.search.get_untracked());
    let address = if query.is_empty() { path } else { format!("{path}?{query}") };
    // After the router has written the address into the history.
    request_animation_frame(move || {
        let _ = window().location().replace(&address);
    });
    ().into_any()
}

/// Nothing, as routes.
fn no_routes() -> leptos_router::any_nested_route::AnyNestedRoute {
    use leptos_router::any_nested_route::AnyNestedRoute;
    leptos::tachys::view::iterators::StaticVec::<AnyNestedRoute>::from(Vec::new()).into_any_nested_route()
}

/// The conversations.
#[cfg(feature = "inbox")]
#[component(transparent)]
pub fn InboxHalf() -> impl leptos_router::MatchNestedRoutes + Clone {
    use crate::feature::inbox::InboxRoutes;
    if !Half::Inbox.is_rendered() {
        return no_routes();
    }
    view! { <InboxRoutes /> }.into_inner().into_any_nested_route()
}

/// The conversations are in the other half.
#[cfg(not(feature = "inbox"))]
#[component(transparent)]
pub fn InboxHalf() -> impl leptos_router::MatchNestedRoutes + Clone {
    no_routes()
}

/// The screens for people who are not signed in.
#[cfg(feature = "settings")]
#[component(transparent)]
pub fn DoorHalf() -> impl leptos_router::MatchNestedRoutes + Clone {
    use crate::feature::people::DoorRoutes;
    if !Half::Settings.is_rendered() {
        return no_routes();
    }
    view! { <DoorRoutes /> }.into_inner().into_any_nested_route()
}

/// The screens for people who are not signed in are in the other half.
#[cfg(not(feature = "settings"))]
#[component(transparent)]
pub fn DoorHalf() -> impl leptos_router::MatchNestedRoutes + Clone {
    no_routes()
}

/// The settings.
#[cfg(feature = "settings")]
#[component(transparent)]
pub fn SettingsHalf() -> impl leptos_router::MatchNestedRoutes + Clone {
    use crate::{
        feature::{journal::JournalRoutes, lines::LineRoutes, people::PeopleRoutes},
        frame::SettingsFrame,
    };
    use leptos_router::{
        components::{ParentRoute, Redirect, Route},
        path,
    };
    if !Half::Settings.is_rendered() {
        return no_routes();
    }
    view! {
        <ParentRoute path=path!("/configuracoes") view=SettingsFrame>
            <Route path=path!("") view=|| view! { <Redirect path="/configuracoes/numeros" /> } />
            <LineRoutes />
            <JournalRoutes />
            <PeopleRoutes />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The settings are in the other half.
#[cfg(not(feature = "settings"))]
#[component(transparent)]
pub fn SettingsHalf() -> impl leptos_router::MatchNestedRoutes + Clone {
    no_routes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_belong_to_one_half() {
        assert!(is_inbox("/"));
        assert!(is_inbox("/conversas"));
        assert!(is_inbox("/conversas?estado=aberta"));
        assert!(is_inbox("/conversas/0190"));
        assert!(!is_inbox("/conversas-antigas"));
        assert!(!is_inbox("/configuracoes/equipe"));
        assert!(!is_inbox("/entrar"));
    }
}
