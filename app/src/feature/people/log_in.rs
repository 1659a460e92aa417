//! Entrar.

use super::{
    api::CallLogIn,
    door::{Door, OtherWay},
    form::{Refused, RefusedBand, go_on},
};
use crate::{
    i18n::{text, use_translator},
    kit::{Band, BandTone, Button, ButtonSize, Glyph, Input, InputKind, Tone},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

/// The form, and the way back to where the person was going.
#[component]
pub fn LogInScreen() -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<CallLogIn>::new();
    let answer = move || action.value().get();
    let refused = Refused::of(answer);
    go_on(answer);
    let query = use_query_map();
    let to = query.with_untracked(|query| query.get("para")).unwrap_or_default();
    let renewed = query.with_untracked(|query| query.get("senha").is_some());
    view! {
        <Door title=text("door-log-in-title")>
            <ActionForm action attr:class="grid gap-4 mt-5">
                {renewed
                    .then(|| {
                        view! {
                            <Band tone=BandTone::Brand glyph=Glyph::Check boxed=true>
                                {tr.t("door-password-renewed")}
                            </Band>
                        }
                    })}
                <RefusedBand text=refused.elsewhere(&["email"]) />
                <input type="hidden" name="to" value=to />
                <Input
                    name="email"
                    label=text("door-email")
                    kind=InputKind::Email
                    autocomplete="username"
                    required=true
                    error=refused.at("email")
                />
                <Input
                    name="password"
                    label=text("door-password")
                    kind=InputKind::Password
                    autocomplete="current-password"
                    required=true
                />
                <Button tone=Tone::Primary size=ButtonSize::Form loading=action.pending()>
                    {tr.t("door-log-in")}
                </Button>
            </ActionForm>
            <p class="flex flex-wrap justify-between gap-2 mt-4">
                <OtherWay href="/esqueci-a-senha" key="door-forgotten" />
                <OtherWay href="/criar-conta" key="door-to-sign-up" />
            </p>
        </Door>
    }
}
