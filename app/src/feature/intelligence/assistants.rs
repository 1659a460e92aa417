//! Assistants that answer by themselves: which there are, what each may do, the switch with what it means, and what they did.

pub mod api;
mod form;
mod log;

use super::card::{Loading, after, card};
use crate::{
    i18n::{Translator, use_translator},
    kit::{Band, BandTone, Button, ButtonSize, Chip, ChipTone, Glyph, Tone},
};
use api::{CallRemoveAssistant, CallSwitchAssistant};
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::{assistant::Mode, id::AssistantId};
use prosa_wire::{
    assistant::{AssistantView, AssistantsPage},
    inbox::LineRef,
};

/// The assistants. Nothing for who may not change them.
#[component]
pub(super) fn Assistants() -> impl IntoView {
    let loading =
        Loading { wait: "assistant-loading", failed: "assistant-failed", frame: "", tells_forbidden: false };
    card(loading, api::page, whole)
}

fn whole(page: AssistantsPage, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let AssistantsPage { assistants, lines, turns, changes, has_model } = page;
    let none = assistants.is_empty().then(|| {
        view! {
            <p class="px-4 pb-3 text-small">
                <b class="font-semibold">{tr.t("assistant-none")}</b>
                " "
                <span class="text-ink-2">{tr.t("assistant-none-text")}</span>
            </p>
        }
    });
    let model = (!has_model).then(|| {
        view! {
            <div class="px-4 pb-3">
                <Band tone=BandTone::Amber glyph=Glyph::Warning boxed=true>
                    {tr.t("assistant-no-model")}
                </Band>
            </div>
        }
    });
    let rows = assistants.iter().map(|one| row(one, &lines, reload)).collect::<Vec<_>>();
    let list = (!rows.is_empty()).then(|| view! { <ol class="models">{rows}</ol> });
    let add = form::form(None, &lines, reload);
    view! {
        <section class="card min-w-0" aria-labelledby="assistants-title">
            <div class="px-4 pt-3 pb-2">
                <h2 class="text-body font-semibold" id="assistants-title">
                    {tr.t("assistant-title")}
                </h2>
                <p class="text-small text-ink-2">{tr.t("assistant-text")}</p>
            </div>
            {model}
            {none}
            {list}
            <details class="fold px-4 pb-4">
                <summary>{tr.t("assistant-add")}</summary>
                {add}
            </details>
            {log::log(tr, &turns, &changes)}
        </section>
    }
    .into_any()
}

fn row(one: &AssistantView, lines: &[LineRef], reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let (tone, key) = match one.mode {
        Mode::Off => (ChipTone::Plain, "assistant-mode-off"),
        Mode::Rehearsal => (ChipTone::Amber, "assistant-mode-rehearsal"),
        Mode::On => (ChipTone::Brand, "assistant-mode-on"),
    };
    let change = form::form(Some(one), lines, reload);
    view! {
        <li>
            <div class="flex flex-wrap items-center gap-2">
                <h3 class="text-row font-semibold grow min-w-0 break-words">{one.name.clone()}</h3>
                <Chip tone>{tr.t(key)}</Chip>
            </div>
            <p class="text-small text-ink-2 break-words">{facts(tr, one, lines)}</p>
            <div class="acts">{modes(one, reload)}</div>
            {turn_on(one, reload)}
            <details class="fold">
                <summary>{tr.t("assistant-change")}</summary>
                {change}
                {remove(one.id, reload)}
            </details>
        </li>
    }
    .into_any()
}

/// Its numbers, and what it did in thirty days, in one line of words.
fn facts(tr: Translator, one: &AssistantView, lines: &[LineRef]) -> String {
    let named = lines.iter().filter(|line| one.lines.contains(&line.id)).map(|line| line.label.as_str());
    let numbers = named.collect::<Vec<_>>().join(", ");
    let cost = tr.price(one.cost);
    let did = tr.t_args(
        "assistant-did",
        &[
            ("answered", i64::from(one.answered).into()),
            ("handed", i64::from(one.handed).into()),
            ("cost", (&cost).into()),
        ],
    );
    format!("{numbers} · {did}")
}

/// Off and rehearsal ask nothing: neither says a word to anybody.
fn modes(one: &AssistantView, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let id = one.id.to_string();
    let button = |mode: Mode, key: &'static str| {
        let id = id.clone();
        let switch = ServerAction::<CallSwitchAssistant>::new();
        after(move || switch.value().get(), "assistant-switched", reload);
        view! {
            <ActionForm action=switch>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="mode" value=mode.as_str() />
                <Button size=ButtonSize::Small loading=switch.pending()>
                    {tr.t(key)}
                </Button>
            </ActionForm>
        }
        .into_any()
    };
    let rehearse = (one.mode != Mode::Rehearsal).then(|| button(Mode::Rehearsal, "assistant-rehearse"));
    let off = (one.mode != Mode::Off).then(|| button(Mode::Off, "assistant-turn-off"));
    view! {
        {rehearse}
        {off}
    }
    .into_any()
}

/// Turning on says what it means, Meta's rule included, and wants a tick.
fn turn_on(one: &AssistantView, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    if one.mode == Mode::On {
        return ().into_any();
    }
    let id = one.id.to_string();
    let switch = ServerAction::<CallSwitchAssistant>::new();
    after(move || switch.value().get(), "assistant-switched", reload);
    view! {
        <details class="fold">
            <summary>{tr.t("assistant-turn-on")}</summary>
            <ActionForm action=switch attr:class="grid gap-3 mt-3">
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="mode" value=Mode::On.as_str() />
                <p class="text-small">{tr.t("assistant-turn-on-text")}</p>
                <Band tone=BandTone::Amber glyph=Glyph::Warning boxed=true>
                    {tr.t("assist-meta-rule")}
                </Band>
                <label class="check">
                    <input type="checkbox" name="confirmed" value="true" required=true />
                    <span>{tr.t("assistant-confirm")}</span>
                </label>
                <div>
                    <Button tone=Tone::Primary size=ButtonSize::Medium loading=switch.pending()>
                        {tr.t("assistant-turn-on-sure")}
                    </Button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

fn remove(id: AssistantId, reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let remove = ServerAction::<CallRemoveAssistant>::new();
    after(move || remove.value().get(), "assistant-removed", reload);
    view! {
        <ActionForm action=remove attr:class="mt-3">
            <input type="hidden" name="id" value=id.to_string() />
            <Button tone=Tone::Danger size=ButtonSize::Medium glyph=Glyph::Trash loading=remove.pending()>
                {tr.t("assistant-remove")}
            </Button>
        </ActionForm>
    }
    .into_any()
}
