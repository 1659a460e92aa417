//! Writing down what a member was told: a plain form.

use super::{api, words};
use crate::{
    feature::people::form::{Refused, RefusedBand},
    i18n::{text, use_translator},
    kit::{Button, ButtonSize, Field, Glyph, Input, InputKind, Select, TextArea, Tone, use_toasts},
};
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::{consent::ConsentAct, id::ContactId, policy::Purpose};

/// Fields that show what is wrong with them.
const FIELDS: &[&str] = &["number", "statement", "at"];

/// The form; about one person when the ledger shows one.
#[component]
pub(super) fn RecordCard(of: Option<(ContactId, String)>, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let action = ServerAction::<api::CallRecordConsent>::new();
    let refused = Refused::of(move || action.value().get());
    let statement = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(Ok(())) = action.value().get() {
            toasts.done(tr.t("consent-recorded-done"));
            statement.set(String::new());
            reload.update(|count| *count += 1);
        }
    });
    let purpose = RwSignal::new(Purpose::Marketing.as_str().to_owned());
    let act = RwSignal::new(ConsentAct::Given.as_str().to_owned());
    let who = match of {
        None => view! {
            <Input
                name="form[number]"
                label=text("consent-record-number")
                kind=InputKind::Phone
                error=refused.at("number")
                placeholder="11 98765-4321"
            />
        }
        .into_any(),
        Some((id, name)) => {
            let name = if name.is_empty() { tr.t("consent-unnamed") } else { name };
            view! {
                <p class="font-medium">{name}</p>
                <input type="hidden" name="form[contact]" value=id.to_string() />
            }
            .into_any()
        }
    };
    view! {
        <section class="card p-4" aria-labelledby="record-title">
            <h2 class="text-body font-semibold mb-3" id="record-title">
                {tr.t("consent-record-title")}
            </h2>
            <ActionForm action attr:class="grid gap-3">
                <RefusedBand text=refused.elsewhere(FIELDS) />
                {who}
                <div class="pair">
                    <Select
                        name="form[purpose]"
                        label=text("consent-record-purpose")
                        value=purpose
                        choices=words::purposes(tr)
                    />
                    <Select name="form[act]" label=text("consent-record-act") value=act choices=words::acts(tr) />
                </div>
                <TextArea
                    name="form[statement]"
                    label=text("consent-record-words")
                    value=statement
                    hint=text("consent-record-words-hint")
                    error=refused.at("statement")
                />
                <When error=refused.at("at") />
                <p class="text-meta text-ink-3">{tr.t("consent-record-kept")}</p>
                <div>
                    <Button tone=Tone::Primary size=ButtonSize::Form glyph=Glyph::Edit loading=action.pending()>
                        {tr.t("consent-record")}
                    </Button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// When it was said, on the company's clock.
#[component]
fn When(error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <Field id="field-at" label=text("consent-record-when") hint=text("consent-record-when-hint") error>
            <span class="field">
                <input
                    id="field-at"
                    type="datetime-local"
                    name="form[at]"
                    aria-describedby="field-at-help"
                    aria-invalid=move || error.get().map(|_| "true")
                />
            </span>
        </Field>
    }
    .into_any()
}
