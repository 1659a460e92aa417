//! A forgotten password: asking for the letter, and following its link.

use super::{
    api::{CallAskReset, CallReset},
    door::{Door, OtherWay},
    form::{Refused, RefusedBand, go_on},
};
use crate::{
    i18n::{text, use_translator},
    kit::{Band, BandTone, Button, ButtonSize, Glyph, Input, InputKind, Tone},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::{use_params_map, use_query_map};

/// Asks for the letter. The answer is the same for every address.
#[component]
pub fn ForgottenScreen() -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<CallAskReset>::new();
    let answer = move || action.value().get();
    let refused = Refused::of(answer);
    go_on(answer);
    let asked = use_query_map().with_untracked(|query| query.get("pedido").is_some());
    let form = move || {
        view! {
            <ActionForm action attr:class="grid gap-4 mt-5">
                <RefusedBand text=refused.elsewhere(&["email"]) />
                <Input
                    name="email"
                    label=text("door-email")
                    kind=InputKind::Email
                    autocomplete="username"
                    required=true
                    error=refused.at("email")
                />
                <Button tone=Tone::Primary size=ButtonSize::Form loading=action.pending()>
                    {tr.t("door-ask-reset")}
                </Button>
            </ActionForm>
        }
    };
    let told = move || {
        view! {
            <div class="mt-5">
                <Band tone=BandTone::Brand glyph=Glyph::Check boxed=true>
                    {tr.t("door-reset-asked")}
                </Band>
            </div>
        }
    };
    view! {
        <Door title=text("door-forgotten-title") lead=text("door-forgotten-lead")>
            {if asked { told().into_any() } else { form().into_any() }}
            <p class="mt-4">
                <OtherWay href="/entrar" key="door-back-to-log-in" />
            </p>
        </Door>
    }
}

/// Sets the new password.
#[component]
pub fn NewPasswordScreen() -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<CallReset>::new();
    let answer = move || action.value().get();
    let refused = Refused::of(answer);
    go_on(answer);
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    view! {
        <Door title=text("door-new-password-title") lead=text("door-new-password-lead")>
            <ActionForm action attr:class="grid gap-4 mt-5">
                <RefusedBand text=refused.elsewhere(&["password"]) />
                <input type="hidden" name="token" value=token />
                <Input
                    name="password"
                    label=text("door-new-password")
                    kind=InputKind::Password
                    autocomplete="new-password"
                    required=true
                    hint=text("door-password-hint")
                    error=refused.at("password")
                />
                <Button tone=Tone::Primary size=ButtonSize::Form loading=action.pending()>
                    {tr.t("door-set-password")}
                </Button>
            </ActionForm>
            <p class="mt-4">
                <OtherWay href="/esqueci-a-senha" key="door-ask-again" />
            </p>
        </Door>
    }
}
