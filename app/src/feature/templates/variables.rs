//! The variables: each with its sample, where its value comes from, and the words when that is empty.

use super::parts::Form;
use crate::i18n::{Translator, use_translator};
use leptos::prelude::*;
use prosa_domain::template::{fill, source::Field};
use prosa_wire::template::SampleForm;

/// Keys of what the draft asks for, in order.
fn keys(form: Form) -> Memo<Vec<String>> {
    Memo::new(move |_| {
        form.with(|form| {
            fill::slots(&form.draft())
                .into_iter()
                .filter(|slot| !slot.key.starts_with("header:file") && !slot.key.starts_with("header:place"))
                .map(|slot| slot.key)
                .collect()
        })
    })
}

/// The table.
#[component]
pub(super) fn Variables(
    /// What is written.
    form: Form,
) -> impl IntoView {
    let tr = use_translator();
    let keys = keys(form);
    let rows = move || {
        let keys = keys.get();
        if keys.is_empty() {
            return view! { <p class="text-small text-ink-2">{tr.t("template-variables-none")}</p> }
                .into_any();
        }
        keys.into_iter().enumerate().map(|(place, key)| row(tr, form, place, key)).collect_view().into_any()
    };
    view! {
        <fieldset class="min-w-0">
            <legend class="fl">{tr.t("template-variables")}</legend>
            <div class="grid gap-2">{rows}</div>
        </fieldset>
    }
    .into_any()
}

/// What is stored of a variable; a new one begins empty, from the field its name suggests.
fn stored(form: Form, key: &str) -> SampleForm {
    form.with_untracked(|form| form.samples.iter().find(|one| one.key == key).cloned()).unwrap_or_else(|| {
        let field = prosa_domain::template::source::suggested(key);
        SampleForm {
            key: key.to_owned(),
            field: field.map(|field| field.as_str().to_owned()).unwrap_or_default(),
            ..SampleForm::default()
        }
    })
}

fn write(form: Form, key: &str, change: impl FnOnce(&mut SampleForm)) {
    let mut own = stored(form, key);
    change(&mut own);
    form.update(|form| match form.samples.iter_mut().find(|one| one.key == key) {
        Some(known) => *known = own,
        None => form.samples.push(own),
    });
}

/// The name of a variable for people.
fn name(tr: Translator, key: &str) -> String {
    if key == fill::HEADER_TEXT {
        return tr.t("template-slot-header");
    }
    if key == fill::ONE_TIME_CODE {
        return tr.t("template-slot-code");
    }
    match key.strip_prefix("button:").and_then(|index| index.parse::<i64>().ok()) {
        Some(index) => tr.t_args("template-slot-button", &[("index", index.saturating_add(1).into())]),
        None => format!("{{{{{key}}}}}"),
    }
}

fn row(tr: Translator, form: Form, place: usize, key: String) -> AnyView {
    let own = stored(form, &key);
    // Samples of buttons stand with the button, codes have none.
    let has_sample = !key.starts_with("button:") && key != fill::ONE_TIME_CODE;
    let field_of = |part: &str| format!("form[samples][{place}][{part}]");
    let fields = Field::ALL
        .map(|field| {
            let word = field.as_str();
            let selected = own.field == word;
            view! { <option value=word selected=selected>{tr.t(&format!("template-field-{word}"))}</option> }
        })
        .collect_view();
    let input = |part: &'static str, label: String, value: String, set: fn(&mut SampleForm, String)| {
        let key = key.clone();
        view! {
            <input
                class="tplin"
                aria-label=label.clone()
                placeholder=label
                name=field_of(part)
                value=value
                on:input:target=move |event| write(form, &key, |own| set(own, event.target().value()))
            />
        }
    };
    let sample = has_sample.then(|| {
        input("sample", tr.t("template-sample"), own.sample.clone(), |own, value| own.sample = value)
    });
    let fallback = input("fallback", tr.t("template-fallback-words"), own.fallback.clone(), |own, value| {
        own.fallback = value
    });
    let chosen = key.clone();
    view! {
        <div class="tplvar">
            <input type="hidden" name=field_of("key") value=key.clone() />
            <code class="truncate">{name(tr, &key)}</code>
            {sample}
            <select
                class="tplin"
                aria-label=tr.t("template-field")
                name=field_of("field")
                on:change:target=move |event| write(form, &chosen, |own| own.field = event.target().value())
            >
                <option value="">{tr.t("template-field-none")}</option>
                {fields}
            </select>
            {fallback}
        </div>
    }
    .into_any()
}
