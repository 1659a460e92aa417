//! The form that connects a number.

use super::api::CallConnect;
use crate::{
    feature::people::form::{Refused, RefusedBand},
    i18n::{text, use_translator},
    kit::{Button, ButtonSize, Glyph, Icon, IconSize, Input, InputKind, Tone, use_toasts},
};
use leptos::{form::ActionForm, prelude::*};

const FIELDS: &[&str] = &["label", "phone_number_id", "account_id", "token", "app_secret", "verify_token"];

/// The form.
#[component]
pub(super) fn ConnectCard(reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<CallConnect>::new();
    let refused = Refused::of(move || action.value().get());
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(line)) = action.value().get() {
            toasts.done(tr.t_args("lines-saved", &[("label", (&line.label).into())]));
            reload.update(|count| *count += 1);
        }
    });
    view! {
        <section class="card p-4" aria-labelledby="connect-title">
            <h2 class="text-body font-semibold mb-3" id="connect-title">
                {tr.t("lines-connect-title")}
            </h2>
            <ActionForm action attr:class="grid gap-3">
                <RefusedBand text=refused.elsewhere(FIELDS) />
                <Input name="label" label=text("lines-label") hint=text("lines-label-hint") required=true error=refused.at("label") />
                <Input name="phone_number_id" label=text("lines-number-id") hint=text("lines-number-id-hint") mono=true required=true error=refused.at("phone_number_id") />
                <Input name="account_id" label=text("lines-account-id") mono=true required=true error=refused.at("account_id") />
                <Input name="token" label=text("lines-token") kind=InputKind::Password autocomplete="off" required=true error=refused.at("token") />
                <Input name="app_secret" label=text("lines-app-secret") hint=text("lines-app-secret-hint") kind=InputKind::Password autocomplete="off" required=true error=refused.at("app_secret") />
                <Input name="verify_token" label=text("lines-verify-token") hint=text("lines-verify-token-hint") mono=true error=refused.at("verify_token") />
                <p class="text-small text-ink-2 flex gap-2">
                    <Icon glyph=Glyph::Lock size=IconSize::Small />
                    <span>{tr.t("lines-sealed")}</span>
                </p>
                <div>
                    <Button tone=Tone::Primary size=ButtonSize::Form loading=action.pending()>
                        {tr.t("lines-connect")}
                    </Button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}
