//! What the company taught the model: whether it is used, how it does beside the shipped one, and the ways back.

use super::api;
use crate::{
    call::CallError,
    i18n::use_translator,
    kit::{Button, ButtonSize, Glyph, Switch, Tone, use_toasts},
};
use leptos::prelude::*;
use prosa_domain::taught::{HeadScore, Tally};
use prosa_i18n::Translator;
use prosa_wire::reading::{ClassifierView, OwnHead, Reader};

/// The part of the classifier's card.
#[component]
pub(super) fn Own(
    /// The page.
    page: ClassifierView,
    /// Counts up when the page has to be read again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let OwnHead { reader, score, .. } = page.own.clone();
    let choose = Action::new_local(|reader: &Reader| api::choose_reader(*reader));
    Effect::new(move |_| match choose.value().get() {
        Some(Ok(())) => {
            let key = if choose.input().get_untracked() == Some(Reader::Shipped) {
                "label-learn-off"
            } else {
                "label-learn-on"
            };
            toasts.done(tr.t(key));
            reload.update(|count| *count += 1);
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
    let may = page.may_manage && !page.model.is_empty();
    let pick = Callback::new(move |on: bool| {
        choose.dispatch(if on { Reader::Own } else { Reader::Shipped });
    });
    let label = tr.t("label-learn");
    let scores = score.map(|score| scores(tr, &score));
    let forget = (may && page.own.learned > 0).then(|| view! { <Forget reload /> });
    view! {
        <div class="flex gap-3 items-start px-4 py-3">
            <Switch
                label=label.clone()
                on=Signal::stored(reader == Reader::Own)
                disabled=Signal::stored(!may)
                on_change=pick
            />
            <div class="min-w-0">
                <p class="text-small font-medium">{label}</p>
                <p class="text-small text-ink-2">{tr.t("label-learn-text")}</p>
                <p class="text-small text-ink-2 mt-1 break-words">{state(tr, &page)}</p>
            </div>
        </div>
        {scores}
        {forget}
    }
    .into_any()
}

/// How far learning is, in words.
fn state(tr: Translator, page: &ClassifierView) -> String {
    let OwnHead { learned, taught, version, .. } = &page.own;
    if page.model.is_empty() {
        return tr.t("label-learn-cannot");
    }
    if *taught == 0 {
        return tr.t("label-learn-none");
    }
    let count = i64::from((*learned).min(*taught));
    if learned != taught {
        let all = i64::from(*taught);
        return tr.t_args("label-learn-waiting", &[("count", count.into()), ("all", all.into())]);
    }
    let done = tr.t_args("label-learn-done", &[("count", count.into())]);
    let name = version.clone().unwrap_or_default();
    format!("{done} {}: {name}", tr.t("label-own-version"))
}

/// The figures, each with its count.
fn scores(tr: Translator, score: &HeadScore) -> AnyView {
    let row = |key: &str, tally: Tally| {
        let cells = match tally.percent() {
            Some((shipped, own)) => [shipped, own]
                .map(|share| {
                    let words = tr.t_args("label-percent", &[("percent", i64::from(share).into())]);
                    view! { <td class="r">{words}</td> }.into_any()
                })
                .into_iter()
                .collect(),
            None => vec![
                view! {
                    <td class="r text-ink-2" colspan="2">
                        {tr.t("label-own-few")}
                    </td>
                }
                .into_any(),
            ],
        };
        view! {
            <tr>
                <th scope="row">{tr.t(key)}</th>
                <td class="r">{tr.number(i64::from(tally.count))}</td>
                {cells}
            </tr>
        }
    };
    let moved = tr.t_args("label-own-moved", &[("count", i64::from(score.guard_moved).into())]);
    let adrift = score.is_adrift().then(|| view! { <p class="why mx-4 mb-3">{tr.t("label-own-adrift")}</p> });
    view! {
        <table class="tb own-scores">
            <caption class="text-left text-small font-medium px-4 pt-2">{tr.t("label-own-scores")}</caption>
            <thead>
                <tr>
                    <th scope="col">{tr.t("label-own-what")}</th>
                    <th class="r" scope="col">
                        {tr.t("label-own-count")}
                    </th>
                    <th class="r" scope="col">
                        {tr.t("label-own-shipped")}
                    </th>
                    <th class="r" scope="col">
                        {tr.t("label-own-own")}
                    </th>
                </tr>
            </thead>
            <tbody>
                {row("label-own-before", score.before)} {row("label-own-apart", score.apart)}
                {row("label-own-guard", score.guard)}
            </tbody>
        </table>
        <p class="px-4 py-2 text-meta text-ink-2">{tr.t("label-own-note")} " " {moved}</p>
        {adrift}
    }
    .into_any()
}

/// The way back to the beginning, in two steps.
#[component]
fn Forget(reload: RwSignal<u32>) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let asked = RwSignal::new(false);
    let forget = Action::new_local(|(): &()| api::forget_taught());
    Effect::new(move |_| match forget.value().get() {
        Some(Ok(())) => {
            toasts.done(tr.t("label-forgotten"));
            reload.update(|count| *count += 1);
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
    let sure = move || {
        view! {
            <p class="text-small text-ink-2 w-full">{tr.t("label-forget-text")}</p>
            <Button
                tone=Tone::Danger
                size=ButtonSize::Small
                on_press=move |()| {
                    forget.dispatch(());
                }
            >
                {tr.t("label-forget-sure")}
            </Button>
            <Button tone=Tone::Ghost size=ButtonSize::Small on_press=move |()| asked.set(false)>
                {tr.t("label-forget-keep")}
            </Button>
        }
        .into_any()
    };
    let ask = move || {
        view! {
            <Button tone=Tone::Ghost size=ButtonSize::Small glyph=Glyph::Trash on_press=move |()| asked.set(true)>
                {tr.t("label-forget")}
            </Button>
        }
        .into_any()
    };
    view! {
        <div class="flex gap-2 flex-wrap items-center px-4 pb-3">
            {move || if asked.get() { sure() } else { ask() }}
        </div>
    }
    .into_any()
}
