//! What goes as SMS when WhatsApp cannot deliver it: through which number, or not at all.

use crate::{
    call::CallError,
    feature::lines::api,
    i18n::{text, use_translator},
    kit::{Choice, Select, use_toasts},
    loaded::load_blocking,
};
use leptos::prelude::*;
use prosa_wire::sms::SmsFallbackView;

/// The choice. Nothing for who may not see it.
#[component]
pub(super) fn SmsChoiceCard(
    /// Whether it may be changed.
    may_manage: bool,
) -> impl IntoView {
    let tr = use_translator();
    let view = load_blocking(|| (), |()| api::sms_fallback());
    view! {
        <section class="card p-4 grid gap-3" aria-labelledby="sms-title">
            <div>
                <h2 class="text-body font-semibold" id="sms-title">
                    {tr.t("sending-sms")}
                </h2>
                <p class="text-small text-ink-2">{tr.t("sending-sms-text")}</p>
            </div>
            <Transition>
                {move || Suspend::new(async move {
                    match view.await {
                        Ok(view) => choice(view, may_manage),
                        Err(CallError(refusal)) => {
                            view! { <p class="text-small text-red">{tr.refusal(&refusal)}</p> }.into_any()
                        }
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

fn choice(view: SmsFallbackView, may_manage: bool) -> AnyView {
    let tr = use_translator();
    let toasts = use_toasts();
    if view.choices.is_empty() {
        return view! {
            <p class="text-small text-ink-2">
                {tr.t("sending-sms-none")} " "
                <a class="link" href="/configuracoes/numeros">
                    {tr.t("sending-sms-connect")}
                </a>
            </p>
        }
        .into_any();
    }
    let value = RwSignal::new(view.line_id.map(|id| id.to_string()).unwrap_or_default());
    let mut choices = vec![Choice { value: String::new(), label: tr.t("sending-sms-off") }];
    choices.extend(
        view.choices.into_iter().map(|one| Choice { value: one.line_id.to_string(), label: one.label }),
    );
    let save = Action::new_local(|chosen: &String| api::save_sms_fallback(chosen.parse().ok()));
    Effect::new(move |_| match save.value().get() {
        Some(Ok(())) => toasts.done(tr.t("sending-sms-saved")),
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
    view! {
        <Select
            name="sms"
            label=text("sending-sms-through")
            value
            choices
            disabled=Signal::stored(!may_manage)
            on_change=Callback::new(move |chosen: String| {
                save.dispatch(chosen);
            })
        />
    }
    .into_any()
}
