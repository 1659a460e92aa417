//! The bundles of the interface and the addresses of each. The server has all of them; in the browser each page loads only
//! the bundle it belongs to, and a step into another is an ordinary page load.
//!
//! New screens are mounted here, each in one bundle. What a screen shows only after a click can be a lazy function
//! (`#[leptos::lazy]`): it becomes a piece of its own that is fetched then.

use crate::feature::not_found::NotFound;
use leptos::prelude::*;
use leptos_router::{any_nested_route::IntoAnyNestedRoute as _, hooks::use_location};

/// The bundle a page belongs to. The server gives it as context when bundles are shipped apart, and then renders that one
/// alone: the page comes alive only over the very routes it was rendered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// The conversations.
    Inbox,
    /// Numbers, journal, people, and the screens for people who are not signed in.
    Settings,
    /// Templates.
    Studio,
    /// What machines read and write, and what the company knows.
    Insight,
    /// Consent, cost, the queue: what decides about sending.
    Rules,
}

/// Where the addresses of [`Bundle::Studio`] begin.
const STUDIO: [&str; 1] = ["/configuracoes/modelos"];
/// Where the addresses of [`Bundle::Insight`] begin.
const INSIGHT: [&str; 3] = ["/configuracoes/ia", "/painel", "/conhecimento"];
/// Where the addresses of [`Bundle::Rules`] begin.
const RULES: [&str; 3] = ["/configuracoes/consentimento", "/configuracoes/custos", "/configuracoes/envios"];

impl Bundle {
    /// The bundle of an address.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let within = |root: &str| {
            path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        };
        if path == "/" || within("/conversas") {
            Self::Inbox
        } else if STUDIO.iter().any(|root| within(root)) {
            Self::Studio
        } else if INSIGHT.iter().any(|root| within(root)) {
            Self::Insight
        } else if RULES.iter().any(|root| within(root)) {
            Self::Rules
        } else {
            Self::Settings
        }
    }

    /// Whether this bundle is rendered: always in the list of addresses and where all bundles are one file.
    #[cfg(any(
        feature = "inbox",
        feature = "settings",
        feature = "studio",
        feature = "insight",
        feature = "rules"
    ))]
    fn is_rendered(self) -> bool {
        use_context::<Self>().is_none_or(|bundle| bundle == self)
    }
}

/// Whether the browser's side of this page is alive already.
#[derive(Clone, Copy)]
struct Arrived(StoredValue<bool>);

/// Notes when the page becomes alive. Once, at the root.
pub fn provide_arrival() {
    let arrived = Arrived(StoredValue::new(false));
    provide_context(arrived);
    Effect::new(move |_| arrived.0.set_value(true));
}

/// Shown where this bundle has no screen. On arrival there is none anywhere; later the address may be another bundle's, so
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
#[component(transparent)]
pub fn InboxBundle() -> impl leptos_router::MatchNestedRoutes + Clone {
    #[cfg(feature = "inbox")]
    if Bundle::Inbox.is_rendered() {
        use crate::feature::inbox::InboxRoutes;
        return view! { <InboxRoutes /> }.into_inner().into_any_nested_route();
    }
    no_routes()
}

/// The screens for people who are not signed in.
#[component(transparent)]
pub fn DoorBundle() -> impl leptos_router::MatchNestedRoutes + Clone {
    #[cfg(feature = "settings")]
    if Bundle::Settings.is_rendered() {
        use crate::feature::people::DoorRoutes;
        return view! { <DoorRoutes /> }.into_inner().into_any_nested_route();
    }
    no_routes()
}

/// Numbers, journal, people.
#[component(transparent)]
pub fn SettingsBundle() -> impl leptos_router::MatchNestedRoutes + Clone {
    #[cfg(feature = "settings")]
    if Bundle::Settings.is_rendered() {
        use crate::{
            feature::{journal::JournalRoutes, lines::LineRoutes, people::PeopleRoutes},
            frame::SettingsFrame,
        };
        use leptos_router::{
            components::{ParentRoute, Redirect, Route},
            path,
        };
        return view! {
            <ParentRoute path=path!("/configuracoes") view=SettingsFrame>
                <Route path=path!("") view=|| view! { <Redirect path="/configuracoes/numeros" /> } />
                <LineRoutes />
                <JournalRoutes />
                <PeopleRoutes />
            </ParentRoute>
        }
        .into_inner()
        .into_any_nested_route();
    }
    no_routes()
}

/// Templates.
#[component(transparent)]
pub fn StudioBundle() -> impl leptos_router::MatchNestedRoutes + Clone {
    #[cfg(feature = "studio")]
    if Bundle::Studio.is_rendered() {
        use crate::{feature::templates::TemplateRoutes, frame::SettingsFrame};
        use leptos_router::{components::ParentRoute, path};
        return view! {
            <ParentRoute path=path!("/configuracoes") view=SettingsFrame>
                <TemplateRoutes />
            </ParentRoute>
        }
        .into_inner()
        .into_any_nested_route();
    }
    no_routes()
}

/// What machines read and write, on a dashboard and to be set, and what the company knows.
#[component(transparent)]
pub fn InsightBundle() -> impl leptos_router::MatchNestedRoutes + Clone {
    #[cfg(feature = "insight")]
    if Bundle::Insight.is_rendered() {
        use crate::{
            feature::{
                dashboard::DashboardRoutes, intelligence::IntelligenceRoutes, knowledge::KnowledgeRoutes,
            },
            frame::SettingsFrame,
        };
        use leptos_router::{components::ParentRoute, path};
        return view! {
            <ParentRoute path=path!("/configuracoes") view=SettingsFrame>
                <IntelligenceRoutes />
            </ParentRoute>
            <DashboardRoutes />
            <KnowledgeRoutes />
        }
        .into_inner()
        .into_any_nested_route();
    }
    no_routes()
}

/// Consent, costs and the queue.
#[component(transparent)]
pub fn RulesBundle() -> impl leptos_router::MatchNestedRoutes + Clone {
    #[cfg(feature = "rules")]
    if Bundle::Rules.is_rendered() {
        use crate::{
            feature::{consent::ConsentRoutes, costs::CostRoutes, sending::SendingRoutes},
            frame::SettingsFrame,
        };
        use leptos_router::{components::ParentRoute, path};
        return view! {
            <ParentRoute path=path!("/configuracoes") view=SettingsFrame>
                <ConsentRoutes />
                <CostRoutes />
                <SendingRoutes />
            </ParentRoute>
        }
        .into_inner()
        .into_any_nested_route();
    }
    no_routes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_belong_to_one_bundle() {
        for path in ["/", "/conversas", "/conversas?estado=aberta", "/conversas/0190"] {
            assert_eq!(Bundle::of(path), Bundle::Inbox, "{path}");
        }
        for path in
            ["/conversas-antigas", "/configuracoes/equipe", "/entrar", "/configuracoes/modelos-antigos"]
        {
            assert_eq!(Bundle::of(path), Bundle::Settings, "{path}");
        }
        for path in ["/configuracoes/modelos", "/configuracoes/modelos/0190"] {
            assert_eq!(Bundle::of(path), Bundle::Studio, "{path}");
        }
        for path in ["/configuracoes/ia", "/conhecimento/novo", "/painel/ia?dias=7"] {
            assert_eq!(Bundle::of(path), Bundle::Insight, "{path}");
        }
        for path in ["/configuracoes/envios", "/configuracoes/custos?mes=2026-11"] {
            assert_eq!(Bundle::of(path), Bundle::Rules, "{path}");
        }
    }
}
