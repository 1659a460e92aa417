//! The frame around every signed-in screen: rail (bar on the phone), account menu, bands, toasts, command bar.

mod account;
mod search;
mod settings;

pub use account::SIGN_OUT_PATH;
pub use settings::{PageHead, SettingsFrame};

use crate::{
    i18n::{text, use_translator},
    kit::{Band, Command, CommandBar, Glyph, Icon, IconSize, Mark, ToastHost, use_commands},
};
use account::AccountMenu;
use leptos::prelude::*;
use leptos_router::{
    components::{A, Outlet},
    hooks::use_navigate,
};

/// How many messages wait unread, for the rail. Screens that know set it.
#[derive(Clone, Copy)]
pub struct UnreadCount(pub RwSignal<u32>);

/// The signal of how many messages wait unread.
#[must_use]
pub fn use_unread() -> RwSignal<u32> {
    use_context::<UnreadCount>().map_or_else(|| RwSignal::new(0), |count| count.0)
}

/// The frame; screens fill its outlet.
#[component]
pub fn Frame() -> impl IntoView {
    let tr = use_translator();
    provide_context(UnreadCount(RwSignal::new(0)));
    go_to_commands();
    view! {
        <a class="skip" href="#conteudo">
            {tr.t("frame-skip")}
        </a>
        <div class="app">
            <Rail />
            <div class="app-main" id="conteudo" tabindex="-1">
                <OfflineBand />
                <Outlet />
            </div>
        </div>
        <ToastHost />
        <CommandBar />
    }
    .into_any()
}

#[component]
fn Rail() -> impl IntoView {
    let tr = use_translator();
    let unread = use_unread();
    let commands = use_commands();
    let search = tr.t("frame-search");
    view! {
        <nav class="rail" aria-label=tr.t("frame-main")>
            <a class="logo" href="/conversas" aria-label=tr.t("frame-home")>
                <Mark />
            </a>
            <ul>
                <li>
                    <RailLink href="/conversas" glyph=Glyph::Chat key="frame-conversations" unread />
                </li>
                <li>
                    <RailLink href="/painel/ia" glyph=Glyph::Chart key="frame-dashboard" />
                </li>
                <li>
                    <RailLink href="/conhecimento" glyph=Glyph::Book key="knowledge" />
                </li>
                <li>
                    <RailLink href="/configuracoes" glyph=Glyph::Gear key="frame-settings" />
                </li>
            </ul>
            <div class="foot">
                <button
                    type="button"
                    class="only-wide"
                    title=search.clone()
                    aria-label=search
                    on:click=move |_| commands.open()
                >
                    <Icon glyph=Glyph::Search size=IconSize::Large />
                </button>
                <AccountMenu />
            </div>
        </nav>
    }
    .into_any()
}

/// A place in the rail. Its name stands under it on the phone and is told on hover elsewhere.
#[component]
fn RailLink(
    href: &'static str,
    glyph: Glyph,
    key: &'static str,
    #[prop(optional, into)] unread: Option<RwSignal<u32>>,
) -> impl IntoView {
    let tr = use_translator();
    let count = move || unread.map(|unread| unread.get()).unwrap_or_default();
    let name = move || match count() {
        0 => tr.t(key),
        count => tr.t_args("frame-unread", &[("place", (&tr.t(key)).into()), ("count", count.into())]),
    };
    let badge = move || {
        let text = if count() > 99 { "99+".to_owned() } else { count().to_string() };
        (count() > 0).then(|| view! { <span class="cnt" aria-hidden="true">{text}</span> })
    };
    view! {
        <A href=href attr:title=move || tr.t(key) attr:aria-label=name>
            <Icon glyph size=IconSize::Large />
            <span class="md:hidden" aria-hidden="true">
                {tr.t(key)}
            </span>
            {badge}
        </A>
    }
    .into_any()
}

/// Commands that go somewhere, on every screen.
fn go_to_commands() {
    let tr = use_translator();
    let navigate = use_navigate();
    let commands = use_commands();
    let places = [
        ("go-conversations", "frame-conversations", Glyph::Chat, "g c", "/conversas"),
        ("go-knowledge", "knowledge", Glyph::Book, "g b", "/conhecimento"),
        ("go-lines", "settings-lines", Glyph::Hash, "g n", "/configuracoes/numeros"),
        ("go-team", "settings-team", Glyph::Team, "g e", "/configuracoes/equipe"),
        ("go-templates", "settings-templates", Glyph::List, "g m", "/configuracoes/modelos"),
        ("go-consent", "settings-consent", Glyph::Shield, "g p", "/configuracoes/consentimento"),
        ("go-costs", "settings-costs", Glyph::Cash, "g k", "/configuracoes/custos"),
        ("go-sending", "settings-sending", Glyph::Send, "g f", "/configuracoes/envios"),
        ("go-journal", "settings-journal", Glyph::Pulse, "g d", "/configuracoes/diario"),
        ("go-account", "settings-account", Glyph::User, "g u", "/configuracoes/conta"),
    ];
    let list = places.map(|(id, key, glyph, keys, path)| {
        let navigate = navigate.clone();
        Command {
            id,
            group: tr.t("command-go-to"),
            label: tr.t(key),
            glyph,
            keys,
            run: Callback::new(move |()| navigate(path, leptos_router::NavigateOptions::default())),
        }
    });
    commands.provide(list.into());
    search::find_messages(commands);
}

/// What the browser says about its connection.
fn is_online() -> bool {
    let get = |from: &leptos::wasm_bindgen::JsValue, name: &str| js_sys::Reflect::get(from, &name.into());
    get(&window(), "navigator")
        .and_then(|navigator| get(&navigator, "onLine"))
        .is_ok_and(|online| !online.is_falsy())
}

/// Says that the browser has no connection.
#[component]
fn OfflineBand() -> impl IntoView {
    let offline = RwSignal::new(false);
    Effect::new(move |_| {
        offline.set(!is_online());
        let gone = window_event_listener_untyped("offline", move |_| offline.set(true));
        let back = window_event_listener_untyped("online", move |_| offline.set(false));
        on_cleanup(move || {
            gone.remove();
            back.remove();
        });
    });
    let words = text("frame-offline");
    move || offline.get().then(|| view! { <Band glyph=Glyph::Offline>{words.get()}</Band> })
}
