//! The form that connects a number.

use super::api::CallConnect;
use crate::{
    feature::people::form::{Refused, RefusedBand},
    i18n::{text, use_translator},
    kit::{Button, ButtonSize, Choice, Glyph, Icon, IconSize, Input, InputKind, Select, Tone, use_toasts},
};
use leptos::{form::ActionForm, prelude::*};

const FIELDS: &[&str] =
    &["provider", "label", "phone_number_id", "account_id", "token", "app_secret", "verify_token"];

/// The form.
#[component]
pub(super) fn ConnectCard(reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<CallConnect>::new();
    let refused = Refused::of(move || action.value().get());
    let toasts = use_toasts();
    let provider = RwSignal::new("whatsapp".to_owned());
    let named = move |key: &'static str| {
        // Each provider has its own names for the same things.
        Signal::derive(move || {
            tr.t(&provider.with(|provider| match provider.as_str() {
                "whatsapp" => key.to_owned(),
                // One house, one kind of account.
                "twiliosms" => format!("{key}-twilio"),
                other => format!("{key}-{other}"),
            }))
        })
    };
    let choices = ["whatsapp", "360dialog", "twilio", "twiliosms"]
        .map(|name| Choice::new(name, tr.t(&format!("lines-provider-{name}"))))
        .to_vec();
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
                <Select name="provider" label=text("lines-provider") value=provider choices error=refused.at("provider") />
                <Input name="label" label=text("lines-label") hint=text("lines-label-hint") required=true error=refused.at("label") />
                <Input name="phone_number_id" label=named("lines-number-id") hint=named("lines-number-id-hint") mono=true required=true error=refused.at("phone_number_id") />
                <Input name="account_id" label=named("lines-account-id") mono=true required=true error=refused.at("account_id") />
                <Input name="token" label=named("lines-token") kind=InputKind::Password autocomplete="off" required=true error=refused.at("token") />
                // Twilio has one secret for both directions, and asks no question first.
                <Show when=move || provider.with(|provider| !provider.starts_with("twilio"))>
                    <Input name="app_secret" label=named("lines-app-secret") hint=named("lines-app-secret-hint") kind=InputKind::Password autocomplete="off" required=true error=refused.at("app_secret") />
                </Show>
                <Show when=move || provider.with(|provider| provider == "whatsapp")>
                    <Input name="verify_token" label=text("lines-verify-token") hint=text("lines-verify-token-hint") mono=true error=refused.at("verify_token") />
                </Show>
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
