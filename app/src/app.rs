//! The root: what every screen can ask for, and which address shows which screen.
//!
//! Screens live in `feature/<area>` and are mounted in [`bundle`](crate::bundle), below [`Frame`] (signed in) or beside it
//! (signing in).

use crate::{
    bundle::{
        DoorBundle, Elsewhere, InboxBundle, InsightBundle, RulesBundle, SettingsBundle, StudioBundle,
        provide_arrival,
    },
    clock::provide_clock,
    frame::Frame,
    i18n::Translator,
    kit::{provide_commands, provide_toasts},
    page::Page,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};

/// The whole interface.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let page = Page::current();
    let offset = page.me.as_ref().map_or(0, |me| me.utc_offset_minutes);
    let tr = Translator::for_lang(page.lang).with_utc_offset(offset);
    provide_context(tr);
    provide_context(RwSignal::new(page.theme));
    provide_clock(page.now);
    provide_toasts();
    provide_commands();
    provide_arrival();
    provide_context(page);
    view! {
        <Title formatter=|text: String| if text.is_empty() { "Prosa".to_owned() } else { format!("{text} · Prosa") } />
        <Router>
            <Routes fallback=Elsewhere>
                <Route path=path!("/") view=|| view! { <Redirect path="/conversas" /> } />
                <DoorBundle />
                <ParentRoute path=path!("") view=Frame>
                    <InboxBundle />
                    <SettingsBundle />
                    <StudioBundle />
                    <InsightBundle />
                    <RulesBundle />
                    <Route path=path!("/kit") view=kit_page />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The page that shows the kit, in builds that have it.
#[cfg(feature = "showcase")]
fn kit_page() -> impl IntoView {
    crate::feature::kit_page::KitPage()
}

/// Builds for people who use Prosa do not have that page.
#[cfg(not(feature = "showcase"))]
fn kit_page() -> impl IntoView {
    crate::feature::not_found::NotFound()
}
