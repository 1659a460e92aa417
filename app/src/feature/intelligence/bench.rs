//! The test bench: a conversation run through a draft, every step shown. Nothing is sent or offered.

use crate::{
    feature::{
        assist::CallBench,
        people::form::{Refused, RefusedBand},
    },
    i18n::{Translator, use_translator},
    kit::{Button, ButtonSize, Field, Tone},
};
use leptos::{form::ActionForm, prelude::*};
use prosa_wire::assist::BenchView;

/// The bench.
#[component]
pub(super) fn Bench() -> impl IntoView {
    let tr = use_translator();
    let run = ServerAction::<CallBench>::new();
    let refused = Refused::of(move || run.value().get());
    let error = refused.at("conversation");
    view! {
        <section class="card min-w-0" aria-labelledby="bench-title">
            <div class="px-4 pt-3 pb-2">
                <h2 class="text-body font-semibold" id="bench-title">
                    {tr.t("assist-bench")}
                </h2>
                <p class="text-small text-ink-2">{tr.t("assist-bench-text")}</p>
            </div>
            <ActionForm action=run attr:class="model-form px-4 pb-4">
                <div class="wide">
                    <RefusedBand text=refused.elsewhere(&["conversation"]) />
                </div>
                <div class="wide">
                    <Field
                        id="bench-conversation"
                        label=Signal::stored(tr.t("assist-bench-conversation"))
                        error=MaybeProp::derive(move || error.get())
                    >
                        <input id="bench-conversation" class="in" name="conversation" autocomplete="off" />
                    </Field>
                </div>
                <div class="wide">
                    <Button tone=Tone::Primary size=ButtonSize::Form loading=run.pending()>
                        {tr.t("assist-bench-run")}
                    </Button>
                </div>
            </ActionForm>
            <div aria-live="polite">
                {move || run.value().get().and_then(Result::ok).map(|view| steps(tr, &view))}
            </div>
        </section>
    }
    .into_any()
}

/// Name of a text for a word of a list.
fn key(start: &str, word: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(word).ok().and_then(|word| word.as_str().map(str::to_owned));
    format!("{start}{}", word.unwrap_or_default().replace('_', "-"))
}

fn steps(tr: Translator, view: &BenchView) -> AnyView {
    let none = || tr.t("assist-bench-none");
    let joined = |words: Vec<String>| if words.is_empty() { none() } else { words.join(", ") };
    let sent: Vec<String> = view.sent.iter().map(|(who, text)| format!("{who}: {text}")).collect();
    let attempts = view.attempts.iter().map(|attempt| tr.t(&key("assist-attempt-", attempt))).collect();
    let redacted = view.redacted.iter().map(|(kind, count)| format!("{kind} × {count}")).collect();
    let faults: Vec<String> = view
        .faults
        .iter()
        .map(|(flaw, words)| format!("{}: {words}", tr.t(&key("assist-flaw-", flaw))))
        .collect();
    let faults = if faults.is_empty() { tr.t("assist-bench-clean") } else { faults.join("\n") };
    let calls: Vec<String> = view
        .calls
        .iter()
        .map(|call| {
            let cost = call.cost.map_or_else(|| tr.t("assist-no-price"), |cost| tr.price(cost));
            format!(
                "{} · {} · {} ms · {} + {} · {cost}",
                call.model, call.outcome, call.ms, call.tokens_in, call.tokens_out
            )
        })
        .collect();
    let refusal = view.refusal.as_ref().map(|refusal| {
        view! {
            <p class="fe" role="alert">
                {tr.refusal(refusal)}
            </p>
        }
    });
    let step = |key: &'static str, words: String| {
        view! {
            <div>
                <h3 class="text-small font-semibold">{tr.t(key)}</h3>
                <pre tabindex="0">{words}</pre>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="steps">
            {refusal}
            {step("assist-bench-sent", sent.join("\n\n"))}
            {step("assist-bench-attempts", joined(attempts))}
            {step("assist-bench-redacted", joined(redacted))}
            {step("assist-bench-answer", view.answer.clone())}
            {step("assist-bench-restored", view.restored.clone())}
            {step("assist-bench-faults", faults)}
            {step("assist-bench-calls", joined(calls))}
        </div>
    }
    .into_any()
}
