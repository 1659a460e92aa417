//! Criar conta: a company and the person who answers for it.

use super::{
    api::CallSignUp,
    door::{Door, OtherWay},
    form::{Refused, RefusedBand, go_on},
};
use crate::{
    i18n::{text, use_translator},
    kit::{Button, ButtonSize, Input, InputKind, Tone},
};
use leptos::{form::ActionForm, prelude::*};

/// The form.
#[component]
pub fn SignUpScreen() -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<CallSignUp>::new();
    let answer = move || action.value().get();
    let refused = Refused::of(answer);
    go_on(answer);
    view! {
        <Door title=text("door-sign-up-title") lead=text("door-sign-up-lead")>
            <ActionForm action attr:class="grid gap-4 mt-5">
                <RefusedBand text=refused.elsewhere(&["tenant_name", "name", "email", "password"]) />
                <input type="hidden" name="language" value=tr.lang().tag() />
                <Input
                    name="tenant_name"
                    label=text("door-tenant-name")
                    autocomplete="organization"
                    required=true
                    length_max=80_u32
                    error=refused.at("tenant_name")
                />
                <Input
                    name="name"
                    label=text("door-name")
                    autocomplete="name"
                    required=true
                    length_max=80_u32
                    error=refused.at("name")
                />
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
                    autocomplete="new-password"
                    required=true
                    hint=text("door-password-hint")
                    error=refused.at("password")
                />
                <Button tone=Tone::Primary size=ButtonSize::Form loading=action.pending()>
                    {tr.t("door-sign-up")}
                </Button>
            </ActionForm>
            <p class="mt-4">
                <OtherWay href="/entrar" key="door-to-log-in" />
            </p>
        </Door>
    }
}
