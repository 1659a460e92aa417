//! Fields of forms: label above, control, then hint or error. Each works in a plain form without WASM, by its `name`.

use super::icon::{Glyph, Icon, IconSize};
use leptos::prelude::*;

/// What an input takes; browsers choose the keyboard and the help by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Any one line.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A secret.
    Password,
    /// Words to look for.
    Search,
    /// A web address.
    Url,
    /// A phone number.
    Phone,
    /// A day of the calendar, as `2026-11-21`.
    Date,
}

impl InputKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Password => "password",
            Self::Search => "search",
            Self::Url => "url",
            Self::Phone => "tel",
            Self::Date => "date",
        }
    }
}

/// Label, control, hint and error around any control. The control must carry `id` and
/// `aria-describedby="{id}-help"`; the ready parts below do.
#[component]
pub fn Field(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: Signal<String>,
    /// Help under the control.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong; takes the hint's place.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let help = format!("{id}-help");
    view! {
        <div class="min-w-0">
            <label class="fl" for=id>
                {move || label.get()}
            </label>
            {children()}
            <div id=help aria-live="polite">
                {move || match error.get() {
                    Some(error) => {
                        view! {
                            <span class="fe">
                                <Icon glyph=Glyph::Warning size=IconSize::Small />
                                <span>{error}</span>
                            </span>
                        }
                            .into_any()
                    }
                    None => hint.get().map(|hint| view! { <span class="fh">{hint}</span> }).into_any(),
                }}
            </div>
        </div>
    }
    .into_any()
}

/// One line of text with its label.
#[component]
pub fn Input(
    /// Name in the form; also makes the id.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: Signal<String>,
    /// What it takes.
    #[prop(optional)]
    kind: InputKind,
    /// Its text, when the page follows it.
    #[prop(optional, into)]
    value: Option<RwSignal<String>>,
    /// Its first text, when the page does not follow it.
    #[prop(optional, into)]
    initial: String,
    /// Help under it.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    /// What browsers may fill in, such as `email` or `current-password`.
    #[prop(optional, into)]
    autocomplete: Option<String>,
    /// Must be filled.
    #[prop(optional)]
    required: bool,
    /// Can be read and copied, not changed.
    #[prop(optional)]
    readonly: bool,
    /// In letters of one width: ids, tokens, addresses.
    #[prop(optional)]
    mono: bool,
    /// It cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Longest text taken.
    #[prop(optional, into)]
    length_max: Option<u32>,
    /// A button or a chip inside it, at its end.
    #[prop(optional, into)]
    end: ViewFn,
) -> impl IntoView {
    let id = format!("field-{name}");
    let help = format!("{id}-help");
    let shown = move || value.map(|value| value.get());
    let first = value.map_or(initial, |value| value.get_untracked());
    view! {
        <Field id=id.clone() label hint error>
            <span class="field" class:mono=mono>
                <input
                    id=id
                    name=name
                    type=kind.word()
                    value=first
                    prop:value=shown
                    placeholder=move || placeholder.get()
                    autocomplete=autocomplete
                    required=required
                    readonly=readonly
                    disabled=move || disabled.get()
                    maxlength=length_max
                    aria-describedby=help
                    aria-invalid=move || error.get().map(|_| "true")
                    on:input:target=move |event| {
                        if let Some(value) = value {
                            value.set(event.target().value());
                        }
                    }
                />
                {end.run()}
            </span>
        </Field>
    }
    .into_any()
}

/// Several lines of text; grows with what is written.
#[component]
pub fn TextArea(
    /// Name in the form; also makes the id.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: Signal<String>,
    /// Its text.
    value: RwSignal<String>,
    /// Help under it.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    /// It cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let help = format!("{id}-help");
    view! {
        <Field id=id.clone() label hint error>
            <span class="field area">
                <textarea
                    id=id
                    name=name
                    rows="3"
                    prop:value=move || value.get()
                    placeholder=move || placeholder.get()
                    disabled=move || disabled.get()
                    aria-describedby=help
                    aria-invalid=move || error.get().map(|_| "true")
                    on:input:target=move |event| value.set(event.target().value())
                >
                    {value.get_untracked()}
                </textarea>
            </span>
        </Field>
    }
    .into_any()
}

/// One answer of a [`Select`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A choice by its two texts.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One of a few, as the system shows it.
#[component]
pub fn Select(
    /// Name in the form; also makes the id.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: Signal<String>,
    /// The value chosen.
    value: RwSignal<String>,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// Help under it.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// It cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Told when another is chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let help = format!("{id}-help");
    let first = value.get_untracked();
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == first;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <Field id=id.clone() label hint error>
            <span class="field">
                <select
                    id=id
                    name=name
                    prop:value=move || value.get()
                    disabled=move || disabled.get()
                    aria-describedby=help
                    aria-invalid=move || error.get().map(|_| "true")
                    on:change:target=move |event| {
                        value.set(event.target().value());
                        if let Some(on_change) = on_change {
                            on_change.run(event.target().value());
                        }
                    }
                >
                    {options}
                </select>
                <Icon glyph=Glyph::Down size=IconSize::Medium />
            </span>
        </Field>
    }
    .into_any()
}

/// Yes or no, beside its words.
#[component]
pub fn Checkbox(
    /// Name in the form; sent as `on` when ticked.
    #[prop(into)]
    name: String,
    /// Whether it is ticked.
    checked: RwSignal<bool>,
    /// It cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                name=name
                checked=checked.get_untracked()
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                on:change:target=move |event| checked.set(event.target().checked())
            />
            <span>{children()}</span>
        </label>
    }
    .into_any()
}
