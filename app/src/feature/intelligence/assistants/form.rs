//! The form of an assistant: plain fields, so that it is sent before WASM is there.

use super::api::CallSaveAssistant;
use crate::{
    feature::{
        intelligence::card::{Labelled, after},
        people::form::{Refused, RefusedBand},
    },
    i18n::{DayName, Translator, use_translator},
    kit::{Button, ButtonSize, Tone},
};
use chrono::Weekday;
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::{
    assistant::{ANSWERABLE, Hours, Rules, Served},
    policy::QuietSpan,
};
use prosa_wire::{assistant::AssistantView, consent::clock, inbox::LineRef};

const FIELDS: &[&str] = &[
    "name",
    "lines",
    "scope",
    "hours",
    "conversation_day",
    "tenant_day",
    "quiet_seconds",
    "after_person_minutes",
    "length_max",
    "floor_percent",
    "greeting",
    "words",
    "sentence",
];
const DAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// What the parts of one form share.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    tr: Translator,
    /// Tells its controls from those of the other forms.
    of: &'a str,
    refused: Refused,
}

/// The form of a new assistant, or of one that is there.
pub(super) fn form(one: Option<&AssistantView>, lines: &[LineRef], reload: RwSignal<u32>) -> AnyView {
    let tr = use_translator();
    let save = ServerAction::<CallSaveAssistant>::new();
    let refused = Refused::of(move || save.value().get());
    after(move || save.value().get().filter(Result::is_ok), "assistant-saved", reload);
    let of = one.map_or_else(|| "new".to_owned(), |one| one.id.to_string());
    let id = one.map(|one| view! { <input type="hidden" name="fields[id]" value=one.id.to_string() /> });
    let rules = one.map_or_else(Rules::default, |one| one.rules.clone());
    let sheet = Sheet { tr, of: &of, refused };
    let name = one.map_or_else(String::new, |one| one.name.clone());
    let greeting = one.map_or_else(String::new, |one| one.greeting.clone());
    let words = one.map_or_else(String::new, |one| one.words.clone());
    let sentence = one.map_or_else(|| tr.t("assistant-sentence-usual"), |one| one.sentence.clone());
    // What a form holds outlives what it is made from.
    let fields = vec![
        typed(sheet, "name", name, None),
        numbers(sheet, one, lines),
        scope(sheet, &rules),
        hours(sheet, &rules.hours),
        limits(sheet, &rules).into_any(),
        explained(sheet, "greeting", greeting).lines(),
        explained(sheet, "words", words).lines(),
        explained(sheet, "sentence", sentence).lines(),
    ];
    view! {
        <ActionForm action=save attr:class="model-form mt-3">
            <div class="wide">
                <RefusedBand text=refused.elsewhere(FIELDS) />
            </div>
            {id}
            {fields}
            <div class="wide">
                <Button tone=Tone::Primary size=ButtonSize::Form loading=save.pending()>
                    {tr.t("assist-save")}
                </Button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// A field of the form.
fn field(sheet: Sheet<'_>, name: &'static str, value: String, hint: Option<String>) -> Labelled {
    Labelled {
        id: format!("assistant-{name}-{}", sheet.of),
        name: format!("fields[{name}]"),
        label: sheet.tr.t(&format!("assistant-field-{name}")),
        value,
        hint,
        error: sheet.refused.at(name),
    }
}

/// A field of one line.
fn typed(sheet: Sheet<'_>, name: &'static str, value: String, hint: Option<String>) -> AnyView {
    field(sheet, name, value, hint).line()
}

/// A field of one line, or of several, that explains itself.
fn explained(sheet: Sheet<'_>, name: &'static str, value: String) -> Labelled {
    let hint = sheet.tr.t(&format!("assistant-hint-{name}"));
    field(sheet, name, value, Some(hint))
}

/// A group of boxes with what is wrong about it.
fn group(sheet: Sheet<'_>, name: &'static str, boxes: Vec<AnyView>) -> AnyView {
    let error = sheet.refused.at(name);
    view! {
        <fieldset class="wide grid gap-1">
            <legend class="fl">{sheet.tr.t(&format!("assistant-field-{name}"))}</legend>
            <div class="flex flex-wrap gap-x-4 gap-y-1">{boxes}</div>
            <p class="fe" aria-live="polite">
                {move || error.get()}
            </p>
        </fieldset>
    }
    .into_any()
}

fn tick(name: String, value: String, label: String, ticked: bool) -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" name=name value=value checked=ticked />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

fn numbers(sheet: Sheet<'_>, one: Option<&AssistantView>, lines: &[LineRef]) -> AnyView {
    let only = lines.len() == 1;
    let boxes = lines.iter().enumerate().map(|(at, line)| {
        let ticked = one.map_or(only, |one| one.lines.contains(&line.id));
        tick(format!("fields[lines][{at}]"), line.id.to_string(), line.label.clone(), ticked)
    });
    group(sheet, "lines", boxes.collect())
}

fn scope(sheet: Sheet<'_>, rules: &Rules) -> AnyView {
    let boxes = ANSWERABLE.iter().enumerate().map(|(at, intent)| {
        let label = sheet.tr.t(&format!("label-{}", intent.id()));
        let name = format!("fields[scope][{at}]");
        tick(name, intent.id().to_owned(), label, rules.scope.contains(intent))
    });
    group(sheet, "scope", boxes.collect())
}

fn hours(sheet: Sheet<'_>, hours: &Hours) -> AnyView {
    let tr = sheet.tr;
    let served = Served::ALL.map(|served| {
        let word = served.as_str();
        (word.to_owned(), tr.t(&format!("assistant-served-{word}")), served == hours.served)
    });
    let served = Labelled {
        id: format!("assistant-served-{}", sheet.of),
        name: "fields[served]".to_owned(),
        ..explained(sheet, "hours", String::new())
    }
    .choice(served.to_vec());
    let days = DAYS.iter().zip(hours.week).enumerate().map(|(at, (day, span))| {
        let name = tr.weekday(*day, DayName::Long);
        let time = |part: &str, minute: u16| {
            let label = tr.t_args(&format!("assistant-day-{part}"), &[("day", (&name).into())]);
            let value = if span == QuietSpan::NONE { String::new() } else { clock(minute) };
            view! {
                <input
                    class="in"
                    type="time"
                    name=format!("fields[week][{at}][{part}]")
                    value=value
                    aria-label=label
                />
            }
            .into_any()
        };
        let (from, until) = (time("from", span.from), time("until", span.until));
        view! {
            <li class="grid grid-cols-3 gap-2 items-center text-small">
                <span>{name.clone()}</span>
                {from}
                {until}
            </li>
        }
    });
    let days = days.collect::<Vec<_>>();
    view! {
        <div class="wide grid gap-2">
            {served}
            <details class="fold">
                <summary>{tr.t("assistant-week")}</summary>
                <ul class="grid gap-1 mt-2">{days}</ul>
            </details>
        </div>
    }
    .into_any()
}

fn limits(sheet: Sheet<'_>, rules: &Rules) -> Vec<AnyView> {
    let limits = rules.limits;
    vec![
        typed(sheet, "conversation_day", limits.conversation_day.to_string(), None),
        typed(sheet, "tenant_day", limits.tenant_day.to_string(), None),
        explained(sheet, "quiet_seconds", limits.quiet_seconds.to_string()).line(),
        typed(sheet, "after_person_minutes", limits.after_person_minutes.to_string(), None),
        typed(sheet, "length_max", limits.length_max.to_string(), None),
        explained(sheet, "floor_percent", rules.floor_percent.to_string()).line(),
    ]
}
