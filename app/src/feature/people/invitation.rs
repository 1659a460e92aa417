//! Following an invitation's link.

use super::{
    api::{self, CallAccept},
    door::{Door, OtherWay},
    form::{Refused, RefusedBand, go_on},
    role::role_key,
};
use crate::{
    call::CallError,
    i18n::{text, use_translator},
    kit::{Button, ButtonSize, Input, InputKind, Tone},
    loaded::load_blocking,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use prosa_domain::refusal::Refusal;
use prosa_wire::session::InvitationView;

/// Shows who invites, then asks for a name and a password; an old link says so.
#[component]
pub fn InvitationScreen() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token")).unwrap_or_default();
    let asked = token.clone();
    let found = load_blocking(|| (), move |()| api::invitation(asked.clone()));
    let token = StoredValue::new(token);
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(view) => view! { <Accept view token=token.get_value() /> }.into_any(),
                    Err(CallError(refusal)) => view! { <Gone refusal /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Accept(view: InvitationView, token: String) -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<CallAccept>::new();
    let answer = move || action.value().get();
    let refused = Refused::of(answer);
    go_on(answer);
    let InvitationView { tenant_name, email, role } = view;
    let role = tr.t(role_key(role));
    let title = tr.t_args("door-invitation-title", &[("tenant", (&tenant_name).into())]);
    let lead = tr.t_args("door-invitation-lead", &[("role", (&role).into())]);
    view! {
        <Door title=Signal::stored(title) lead=lead>
            <ActionForm action attr:class="grid gap-4 mt-5">
                <RefusedBand text=refused.elsewhere(&["name", "password"]) />
                <input type="hidden" name="token" value=token />
                <Input
                    name="email"
                    label=text("door-email")
                    kind=InputKind::Email
                    autocomplete="username"
                    initial=email
                    readonly=true
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
                    name="password"
                    label=text("door-password")
                    kind=InputKind::Password
                    autocomplete="new-password"
                    required=true
                    hint=text("door-password-hint")
                    error=refused.at("password")
                />
                <Button tone=Tone::Primary size=ButtonSize::Form loading=action.pending()>
                    {tr.t("door-accept")}
                </Button>
            </ActionForm>
        </Door>
    }
}

#[component]
fn Gone(refusal: Refusal) -> impl IntoView {
    let tr = use_translator();
    view! {
        <Door title=text("door-invitation-gone") lead=tr.refusal(&refusal)>
            <p class="mt-4">
                <OtherWay href="/entrar" key="door-back-to-log-in" />
            </p>
        </Door>
    }
}
