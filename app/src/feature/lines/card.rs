//! One line: what it is, what to paste at Meta, and the live check.

use super::{api, health::HealthPanel};
use crate::{
    call::{CallError, Called},
    i18n::use_translator,
    kit::{Button, ButtonSize, Chip, ChipTone, Glyph, Icon, IconSize, use_toasts},
};
use leptos::prelude::*;
use prosa_domain::{id::LineId, line::LineState};
use prosa_i18n::Translator;
use prosa_wire::line::{CheckResult, CheckStep, LineHealthList, LineView};

/// The card.
#[component]
pub(super) fn LineCard(
    line: LineView,
    health: Option<RwSignal<LineHealthList>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let tr = use_translator();
    let is_meta = line.provider == "whatsapp";
    let provider = line.provider.clone();
    let named = |key: &str| if is_meta { tr.t(key) } else { tr.t(&format!("{key}-{provider}")) };
    let tone = match line.state {
        LineState::Connected => ChipTone::Brand,
        LineState::Draft => ChipTone::Amber,
        LineState::Paused | LineState::Disconnected => ChipTone::Red,
    };
    let state = tr.t(&format!("line-state-{}", line.state.as_str()));
    let paused = (!line.pause_reason.is_empty()).then(|| tr.t(&format!("line-paused-{}", line.pause_reason)));
    let heard =
        line.last_inbound_at.map(|at| tr.t_args("lines-heard", &[("at", (&tr.date_time(at)).into())]));
    let steps = line.check.map(|check| {
        // Only Meta asks the address a question before it sends.
        let asked = |step: &CheckStep| is_meta || step.key != "webhook";
        let steps = check.steps.into_iter().filter(asked).map(|step| view! { <Step step /> }).collect_view();
        view! { <ul class="grid gap-2 py-2">{steps}</ul> }
    });
    view! {
        <section class="card p-4 grid gap-2 min-w-0">
            <div class="flex gap-2 items-center flex-wrap">
                <h2 class="text-body font-semibold">{line.label}</h2>
                <span class="text-ink-2">{line.display_phone}</span>
                <Chip tone>{state}</Chip>
            </div>
            {paused.map(|words| view! { <p class="text-red text-small">{words}</p> })}
            <dl class="grid gap-1 text-small">
                <Fact name=named("lines-number-id") value=line.phone_number_id />
                <Fact name=named("lines-account-id") value=line.account_id />
                <Fact name=tr.t("lines-webhook") value=line.webhook_url />
                {is_meta.then(|| view! { <Fact name=tr.t("lines-verify-token") value=line.verify_token /> })}
            </dl>
            <p class="text-small text-ink-2">{named("lines-paste")}</p>
            {heard.map(|words| view! { <p class="text-small text-ink-2">{words}</p> })}
            {steps}
            <Acts id=line.id state=line.state reload />
            {health.map(|shown| view! { <HealthPanel id=line.id shown /> })}
        </section>
    }
    .into_any()
}

#[component]
fn Fact(name: String, value: String) -> impl IntoView {
    view! {
        <div class="min-w-0">
            <dt class="text-ink-3">{name}</dt>
            <dd class="font-mono break-all">{value}</dd>
        </div>
    }
}

#[component]
fn Step(step: CheckStep) -> impl IntoView {
    let tr = use_translator();
    let (glyph, class, word) = match step.result {
        CheckResult::Passed => (Glyph::Check, "text-brand", "passed"),
        CheckResult::Failed => (Glyph::Warning, "text-red", "failed"),
        CheckResult::Waiting => (Glyph::Clock, "text-ink-3", "waiting"),
    };
    let title = tr.t(&format!("line-check-{}-{word}", step.key));
    let detail = if step.result == CheckResult::Passed && matches!(step.key.as_str(), "number" | "account") {
        step.detail.split(" · ").map(|part| quality(tr, part)).collect::<Vec<_>>().join(" · ")
    } else if step.result == CheckResult::Failed && !step.detail.is_empty() {
        tr.t_args("line-check-code", &[("code", (&step.detail).into())])
    } else {
        String::new()
    };
    view! {
        <li class="flex gap-2 text-small min-w-0">
            <span class=class>
                <Icon glyph size=IconSize::Small />
            </span>
            <span class="min-w-0">
                <b class="font-semibold">{title}</b>
                " "
                <span class="text-ink-2">{detail}</span>
            </span>
        </li>
    }
}

/// The provider's grade of a number in words; anything else as it is.
fn quality(tr: Translator, part: &str) -> String {
    match part {
        "GREEN" => tr.t("line-quality-green"),
        "YELLOW" => tr.t("line-quality-yellow"),
        "RED" => tr.t("line-quality-red"),
        _ => part.to_owned(),
    }
}

#[component]
fn Acts(id: LineId, state: LineState, reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let tell = move |answer: Option<Called<LineView>>, done: &'static str| match answer {
        Some(Ok(_)) => {
            toasts.done(tr.t(done));
            reload.update(|count| *count += 1);
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    };
    let check = Action::new_local(move |()| api::check(id));
    Effect::new(move |_| tell(check.value().get(), "lines-checked"));
    let (next, words, done) = if state == LineState::Connected {
        (LineState::Paused, "lines-pause", "lines-paused")
    } else {
        (LineState::Connected, "lines-resume", "lines-resumed")
    };
    let change = Action::new_local(move |()| api::set_state(id, next));
    Effect::new(move |_| tell(change.value().get(), done));
    view! {
        <div class="flex gap-2 flex-wrap">
            <Button size=ButtonSize::Medium glyph=Glyph::Pulse loading=check.pending() on_press=move |()| { check.dispatch(()); }>
                {tr.t("lines-check")}
            </Button>
            <Button size=ButtonSize::Medium loading=change.pending() on_press=move |()| { change.dispatch(()); }>
                {tr.t(words)}
            </Button>
        </div>
    }
    .into_any()
}
