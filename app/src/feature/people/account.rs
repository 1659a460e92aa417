//! Conta: who I am, sessions, password, language, theme.

use super::{
    api::CallChangePassword,
    form::{Refused, RefusedBand},
    role::role_key,
    session_list::SessionCard,
};
use crate::{
    frame::PageHead,
    i18n::{text, use_translator},
    kit::{Avatar, AvatarSize, Button, ButtonSize, Choice, Input, InputKind, Select, Tone, use_toasts},
    page::Page,
    preference::set_preference,
    theme,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use prosa_domain::lang::Lang;
use prosa_wire::session::{Me, Theme};

/// The screen.
#[component]
pub fn AccountScreen() -> impl IntoView {
    let tr = use_translator();
    let who = Page::current().me.map(|me| view! { <WhoCard me /> });
    view! {
        <Title text=tr.t("settings-account") />
        <PageHead title=text("settings-account") />
        <div class="two">
            <div class="grid gap-4 min-w-0">
                <SessionCard />
                <PasswordCard />
            </div>
            <div class="grid gap-4 min-w-0">{who} <LookCard /></div>
        </div>
    }
}

#[component]
fn WhoCard(me: Me) -> impl IntoView {
    let tr = use_translator();
    let Me { name, email, tenant_name, role, .. } = me;
    view! {
        <section class="card p-4 flex items-center gap-3" aria-label=tr.t("account-who")>
            <Avatar name=name.clone() size=AvatarSize::Large />
            <div class="min-w-0">
                <p class="text-body font-semibold break-words">{name}</p>
                <p class="text-small text-ink-2 break-all">{email}</p>
                <p class="text-small text-ink-2 break-words">
                    {tr.t_args("account-place", &[("role", (&tr.t(role_key(role))).into()), ("tenant", (&tenant_name).into())])}
                </p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn PasswordCard() -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<CallChangePassword>::new();
    let refused = Refused::of(move || action.value().get());
    let toasts = use_toasts();
    let (current, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| {
        if let Some(Ok(())) = action.value().get() {
            current.set(String::new());
            password.set(String::new());
            toasts.done(tr.t("account-password-changed"));
        }
    });
    view! {
        <section class="card p-4" aria-labelledby="password-title">
            <h2 class="text-body font-semibold" id="password-title">
                {tr.t("account-password")}
            </h2>
            <p class="text-small text-ink-2 mb-3">{tr.t("account-password-lead")}</p>
            <ActionForm action attr:class="grid gap-3">
                    <RefusedBand text=refused.elsewhere(&["password"]) />
                    <Input
                        name="current"
                        label=text("account-password-now")
                        kind=InputKind::Password
                        autocomplete="current-password"
                        required=true
                        value=current
                    />
                    <Input
                        name="password"
                        label=text("door-new-password")
                        kind=InputKind::Password
                        autocomplete="new-password"
                        required=true
                        hint=text("door-password-hint")
                        error=refused.at("password")
                        value=password
                    />
                    <div>
                        <Button tone=Tone::Primary size=ButtonSize::Form loading=action.pending()>
                            {tr.t("account-change-password")}
                        </Button>
                    </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// Language and theme act at once; a page speaks one language, so it is loaded anew.
#[component]
fn LookCard() -> impl IntoView {
    let tr = use_translator();
    let shown = theme::use_theme();
    let language = RwSignal::new(tr.lang().tag().to_owned());
    let chosen = RwSignal::new(shown.get_untracked().as_str().to_owned());
    Effect::new(move |_| chosen.set(shown.get().as_str().to_owned()));
    let languages = Lang::ALL.iter().map(|lang| Choice::new(lang.tag(), lang.own_name())).collect();
    let themes = [
        (Theme::System, "frame-theme-system"),
        (Theme::Light, "frame-theme-light"),
        (Theme::Dark, "frame-theme-dark"),
    ];
    let themes = themes.map(|(theme, key)| Choice::new(theme.as_str(), tr.t(key))).to_vec();
    let speak = move |tag: String| {
        if let Some(lang) = Lang::parse(&tag) {
            theme::keep(theme::LANGUAGE_COOKIE, lang.tag());
            leptos::task::spawn_local(async move {
                // The cookie already has it, so a failure costs only the other browsers.
                let _ = set_preference(Some(lang), None).await;
                let _ = window().location().reload();
            });
        }
    };
    let colour = move |word: String| {
        let theme = Theme::parse(&word);
        shown.set(theme);
        theme::apply(theme);
        leptos::task::spawn_local(async move {
            let _ = set_preference(None, Some(theme)).await;
        });
    };
    view! {
        <section class="card p-4 grid gap-3" aria-labelledby="look-title">
            <h2 class="text-body font-semibold" id="look-title">
                {tr.t("account-look")}
            </h2>
            <Select name="language" label=text("frame-language") value=language choices=languages on_change=speak />
            <Select name="theme" label=text("frame-theme") value=chosen choices=themes on_change=colour />
        </section>
    }
    .into_any()
}
