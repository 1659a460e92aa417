//! The buttons: kind, words, and what the kind needs besides.

use super::parts::Form;
use crate::{
    i18n::{Translator, use_translator},
    kit::{Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_domain::template::{Button, lint};
use prosa_wire::template::ButtonForm;

/// Kinds with a value of their own, and those with a second one.
const WITH_VALUE: [&str; 5] = ["url", "phone", "copy_code", "flow", "otp"];
const WITH_EXTRA: [&str; 3] = ["url", "flow", "otp"];
/// Kinds whose words are Meta's.
const WITHOUT_WORDS: [&str; 2] = ["copy_code", "contact_info"];

/// The list of buttons.
#[component]
pub(super) fn Buttons(
    /// What is written.
    form: Form,
) -> impl IntoView {
    let tr = use_translator();
    // Rows are drawn anew when one comes, goes or changes its kind, not at every letter.
    let kinds = Memo::new(move |_| {
        form.with(|form| form.buttons.iter().map(|button| button.kind.clone()).collect::<Vec<_>>())
    });
    let rows = move || {
        kinds.get().into_iter().enumerate().map(|(place, kind)| row(tr, form, place, kind)).collect_view()
    };
    let add = move |_| {
        form.update(|form| {
            let kind = if form.category == "authentication" { "otp" } else { "quick_reply" };
            form.buttons.push(ButtonForm { kind: kind.to_owned(), ..ButtonForm::default() });
        });
    };
    let full = move || form.with(|form| form.buttons.len() >= lint::BUTTONS_MAX);
    view! {
        <fieldset class="min-w-0">
            <legend class="fl">{tr.t("template-buttons")}</legend>
            <div class="grid gap-2">{rows}</div>
            <button type="button" class="btn sm mt-2" disabled=full on:click=add>
                <Icon glyph=Glyph::Plus size=IconSize::Small />
                {tr.t("template-button-add")}
            </button>
        </fieldset>
    }
    .into_any()
}

fn input(
    form: Form,
    place: usize,
    part: &'static str,
    label: String,
    slot: fn(&mut ButtonForm) -> &mut String,
) -> AnyView {
    let first = form.with_untracked(|form| {
        form.buttons.get(place).map(|button| slot(&mut button.clone()).clone()).unwrap_or_default()
    });
    view! {
        <input
            class="tplin"
            aria-label=label.clone()
            placeholder=label
            name=format!("form[buttons][{place}][{part}]")
            value=first
            on:input:target=move |event| {
                form.update(|form| {
                    if let Some(button) = form.buttons.get_mut(place) {
                        *slot(button) = event.target().value();
                    }
                });
            }
        />
    }
    .into_any()
}

fn row(tr: Translator, form: Form, place: usize, kind: String) -> AnyView {
    let has = |list: &[&str]| list.contains(&kind.as_str());
    let text = (!has(&WITHOUT_WORDS) && kind != "other")
        .then(|| input(form, place, "text", tr.t("template-button-text"), |button| &mut button.text));
    let value = has(&WITH_VALUE).then(|| {
        input(form, place, "value", tr.t(&format!("template-value-{kind}")), |button| &mut button.value)
    });
    let extra = has(&WITH_EXTRA).then(|| {
        input(form, place, "extra", tr.t(&format!("template-extra-{kind}")), |button| &mut button.extra)
    });
    let raw = form
        .with_untracked(|form| form.buttons.get(place).map(|button| button.raw.clone()).unwrap_or_default());
    let raw = (kind == "other").then(|| {
        view! { <input type="hidden" name=format!("form[buttons][{place}][raw]") value=raw /> }
    });
    let other = (kind == "other").then_some("other");
    let kinds = Button::KINDS
        .into_iter()
        .chain(other)
        .map(|own| {
            let selected = own == kind;
            view! { <option value=own selected=selected>{tr.t(&format!("template-button-{own}"))}</option> }
        })
        .collect_view();
    let number = i64::try_from(place).unwrap_or_default().saturating_add(1);
    let remove = move |_| {
        form.update(|form| {
            if place < form.buttons.len() {
                form.buttons.remove(place);
            }
        });
    };
    view! {
        <div class="tplbtn">
            <select
                class="tplin"
                aria-label=tr.t("template-button-kind")
                name=format!("form[buttons][{place}][kind]")
                on:change:target=move |event| {
                    form.update(|form| {
                        if let Some(button) = form.buttons.get_mut(place) {
                            button.kind = event.target().value();
                        }
                    });
                }
            >
                {kinds}
            </select>
            {text}
            {value}
            {extra}
            {raw}
            <button
                type="button"
                class="ib sm"
                aria-label=tr.t_args("template-button-remove", &[("index", number.into())])
                on:click=remove
            >
                <Icon glyph=Glyph::Close size=IconSize::Medium />
            </button>
        </div>
    }
    .into_any()
}
