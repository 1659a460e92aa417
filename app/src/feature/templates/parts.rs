//! Words and fields the screens of templates share.

use crate::{
    i18n::{Translator, use_translator},
    kit::{ChipTone, Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_domain::template::{LANGUAGES, TemplateStatus, normal_language};
use prosa_wire::template::TemplateForm;

/// What the editor holds.
pub(super) type Form = RwSignal<TemplateForm>;
/// Reads a field.
pub(super) type Get = fn(&TemplateForm) -> &String;
/// Where a field is written.
pub(super) type Slot = fn(&mut TemplateForm) -> &mut String;

/// A language by its own name; the code when it has none here.
pub(super) fn language_name(code: &str) -> String {
    let known = LANGUAGES.iter().find(|(known, _)| normal_language(known) == normal_language(code));
    known.map_or_else(|| code.to_owned(), |(_, name)| (*name).to_owned())
}

/// The status in words.
pub(super) fn status_words(tr: Translator, status: TemplateStatus) -> String {
    tr.t(&format!("template-status-{}", status.as_str()))
}

/// The status as a colour.
pub(super) const fn status_tone(status: TemplateStatus) -> ChipTone {
    match status {
        TemplateStatus::Approved => ChipTone::Brand,
        TemplateStatus::Pending | TemplateStatus::InAppeal => ChipTone::Blue,
        TemplateStatus::Draft => ChipTone::Plain,
        TemplateStatus::Paused
        | TemplateStatus::Flagged
        | TemplateStatus::Locked
        | TemplateStatus::LimitExceeded => ChipTone::Amber,
        TemplateStatus::Rejected
        | TemplateStatus::Disabled
        | TemplateStatus::Archived
        | TemplateStatus::PendingDeletion
        | TemplateStatus::Deleted => ChipTone::Red,
    }
}

/// A label above a select.
pub(super) fn labelled(id: &'static str, label: String, select: AnyView) -> AnyView {
    view! {
        <div class="min-w-0">
            <label class="fl" for=id>{label}</label>
            <span class="field">
                {select}
                <Icon glyph=Glyph::Down size=IconSize::Medium />
            </span>
        </div>
    }
    .into_any()
}

/// How many letters stand there, of how many.
pub(super) fn letters(tr: Translator, count: usize, length_max: usize) -> String {
    let number = |count: usize| tr.number(i64::try_from(count).unwrap_or(i64::MAX));
    format!("{}/{}", number(count), number(length_max))
}

/// A line of text of the form: its name there, what is asked, how to read and write it, and its length at most.
pub(super) fn line(
    form: Form,
    name: &'static str,
    label: String,
    (get, slot): (Get, Slot),
    length_max: usize,
) -> AnyView {
    let id = format!("tpl-{name}");
    let tr = use_translator();
    let count = move || letters(tr, form.with(|form| get(form).chars().count()), length_max);
    let first = form.with_untracked(|form| get(form).clone());
    view! {
        <div class="min-w-0">
            <label class="fl" for=id.clone()>{label}</label>
            <span class="field">
                <input
                    id=id
                    name=format!("form[{name}]")
                    value=first
                    prop:value=move || form.with(|form| get(form).clone())
                    on:input:target=move |event| form.update(|form| *slot(form) = event.target().value())
                />
                {(length_max > 0).then(|| view! { <span class="text-meta text-ink-3 num pr-2" aria-hidden="true">{count}</span> })}
            </span>
        </div>
    }
    .into_any()
}

/// A choice of the form: value and words of each answer.
pub(super) fn choose(
    form: Form,
    name: &'static str,
    label: String,
    (get, slot): (Get, Slot),
    answers: Vec<(String, String)>,
) -> AnyView {
    let id = format!("tpl-{name}");
    let first = form.with_untracked(|form| get(form).clone());
    let options = answers
        .into_iter()
        .map(|(value, words)| {
            let selected = value == first;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="min-w-0">
            <label class="fl" for=id.clone()>{label}</label>
            <span class="field">
                <select
                    id=id
                    name=format!("form[{name}]")
                    prop:value=move || form.with(|form| get(form).clone())
                    on:change:target=move |event| form.update(|form| *slot(form) = event.target().value())
                >
                    {options}
                </select>
                <Icon glyph=Glyph::Down size=IconSize::Medium />
            </span>
        </div>
    }
    .into_any()
}

/// A field that is sent along and not shown.
pub(super) fn hidden(form: Form, name: &'static str, get: Get) -> AnyView {
    view! { <input type="hidden" name=format!("form[{name}]") value=move || form.with(|form| get(form).clone()) /> }.into_any()
}
