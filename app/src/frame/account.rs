//! The account menu at the foot of the rail: who is signed in, language, theme, sign out.

use crate::{
    i18n::use_translator,
    kit::{
        Avatar, AvatarSize, Glyph, Icon, IconSize, Menu, MenuButton, MenuItem, MenuLink, MenuSeparator,
        MenuTitle, Placement, avatar::initials, use_commands,
    },
    page::Page,
    preference::set_preference,
    theme,
};
use leptos::prelude::*;
use prosa_domain::lang::Lang;
use prosa_wire::session::Theme;

/// Where the sign-out form is sent; the people screens answer it.
pub const SIGN_OUT_PATH: &str = "/api/sign_out";

/// The menu and its avatar.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let tr = use_translator();
    let me = Page::current().me;
    let name = me.as_ref().map(|me| me.name.clone()).unwrap_or_default();
    let company = me.map(|me| me.tenant_name).unwrap_or_default();
    let letters = initials(&name);
    let label = tr.t_args("frame-account", &[("initials", (&letters).into()), ("name", (&name).into())]);
    let (shown, name, company) = (name.clone(), Signal::stored(name), Signal::stored(company));
    let button = MenuButton::new("acct-b", Some(Signal::stored(label.clone())), move || {
        view! {
            <Avatar name=shown.clone() size=AvatarSize::Medium online=true />
            <span class="md:hidden" aria-hidden="true">
                {tr.t("settings-account")}
            </span>
        }
    });
    view! {
        <div class="acct">
            <Menu button id="account-menu" name=label placement=Placement::RightEnd>
                <MenuTitle>
                    <b class="block text-small text-ink font-semibold truncate">{move || name.get()}</b>
                    <span class="block truncate">{move || company.get()}</span>
                </MenuTitle>
                <MenuLink href="/configuracoes/conta" glyph=Glyph::User>
                    {tr.t("frame-my-account")}
                </MenuLink>
                <KeysItem />
                <MenuSeparator />
                <LanguageItems />
                <MenuSeparator />
                <ThemeItems />
                <MenuSeparator />
                <form method="post" action=SIGN_OUT_PATH>
                    <button type="submit" class="mi" role="menuitem" tabindex="-1">
                        <Icon glyph=Glyph::Leave size=IconSize::Medium />
                        {tr.t("frame-sign-out")}
                    </button>
                </form>
            </Menu>
        </div>
    }
    .into_any()
}

#[component]
fn KeysItem() -> impl IntoView {
    let tr = use_translator();
    let commands = use_commands();
    view! {
        <MenuItem glyph=Glyph::Question keys="?" on_press=move |()| commands.show_keys()>
            {tr.t("command-keys")}
        </MenuItem>
    }
    .into_any()
}

/// The languages. Choosing one keeps it and loads the page anew, since a page speaks one language.
#[component]
fn LanguageItems() -> impl IntoView {
    let tr = use_translator();
    let items = Lang::ALL
        .iter()
        .map(|lang| {
            let lang = *lang;
            let choose = move |()| {
                theme::keep(theme::LANGUAGE_COOKIE, lang.tag());
                send(Some(lang), None, AfterSending::Reload);
            };
            view! {
                <MenuItem glyph=Glyph::Globe checked=lang == tr.lang() on_press=choose>
                    <span lang=lang.tag()>{lang.own_name()}</span>
                </MenuItem>
            }
        })
        .collect_view();
    view! {
        <MenuTitle>{tr.t("frame-language")}</MenuTitle>
        {items}
    }
    .into_any()
}

#[component]
fn ThemeItems() -> impl IntoView {
    let tr = use_translator();
    let chosen = theme::use_theme();
    let themes = [
        (Theme::System, Glyph::Screen, "frame-theme-system"),
        (Theme::Light, Glyph::Sun, "frame-theme-light"),
        (Theme::Dark, Glyph::Moon, "frame-theme-dark"),
    ];
    let items = themes
        .map(|(theme, glyph, key)| {
            let choose = move |()| {
                chosen.set(theme);
                theme::apply(theme);
                send(None, Some(theme), AfterSending::Stay);
            };
            view! {
                <MenuItem glyph checked=Signal::derive(move || Some(chosen.get() == theme)) on_press=choose>
                    {tr.t(key)}
                </MenuItem>
            }
        })
        .collect_view();
    view! {
        <MenuTitle>{tr.t("frame-theme")}</MenuTitle>
        {items}
    }
    .into_any()
}

/// What follows a sent preference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AfterSending {
    /// Nothing.
    Stay,
    /// The page is loaded anew.
    Reload,
}

/// Keeps a preference for the member. The cookie already has it, so a failure costs only the other browsers.
fn send(language: Option<Lang>, theme: Option<Theme>, after: AfterSending) {
    leptos::task::spawn_local(async move {
        let _ = set_preference(language, theme).await;
        if after == AfterSending::Reload {
            let _ = window().location().reload();
        }
    });
}
