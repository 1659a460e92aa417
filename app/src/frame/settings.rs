//! The frame of Configurações: its own navigation, 224 wide, a row of pills on the phone.

use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon},
};
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

/// The places of the settings, by group: name of the group, then path, key and icon of each.
type Group = (&'static str, &'static [(&'static str, &'static str, Glyph)]);

const GROUPS: &[Group] = &[
    (
        "settings-service",
        &[
            ("/configuracoes/numeros", "settings-lines", Glyph::Hash),
            ("/configuracoes/equipe", "settings-team", Glyph::Team),
            ("/configuracoes/modelos", "settings-templates", Glyph::List),
            ("/configuracoes/custos", "settings-costs", Glyph::Cash),
            ("/configuracoes/envios", "settings-sending", Glyph::Send),
            ("/configuracoes/ia", "settings-ia", Glyph::Spark),
        ],
    ),
    ("settings-privacy", &[("/configuracoes/consentimento", "settings-consent", Glyph::Shield)]),
    ("settings-platform", &[("/configuracoes/diario", "settings-journal", Glyph::Pulse)]),
    ("settings-you", &[("/configuracoes/conta", "settings-account", Glyph::User)]),
];

/// Navigation of the settings and the chosen screen.
#[component]
pub fn SettingsFrame() -> impl IntoView {
    let tr = use_translator();
    let groups = GROUPS
        .iter()
        .map(|(group, places)| {
            let places = places
                .iter()
                .map(|(path, key, glyph)| {
                    view! {
                        <li>
                            <A href=*path>
                                <Icon glyph=*glyph />
                                {tr.t(key)}
                            </A>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <h3>{tr.t(group)}</h3>
                <ul>{places}</ul>
            }
        })
        .collect_view();
    view! {
        <div class="set">
            <nav class="sn" aria-label=tr.t("frame-settings")>
                <h2>{tr.t("frame-settings")}</h2>
                <div class="groups">{groups}</div>
            </nav>
            <main>
                <Outlet />
            </main>
        </div>
    }
    .into_any()
}

/// The head of a screen of the settings: where it stands, its name, and at the end what can be done.
#[component]
pub fn PageHead(
    /// The screen's name.
    #[prop(into)]
    title: Signal<String>,
    /// Buttons at the end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-h">
            <h1 class="grow min-w-0 truncate">{move || title.get()}</h1>
            {children.map(|children| children())}
        </header>
    }
    .into_any()
}
