//! A switch: acts at once, unlike a checkbox, which waits for its form.

use leptos::prelude::*;

/// On or off, at once.
#[component]
pub fn Switch(
    /// What it turns on, in words.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// It cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Asked for the other state.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="sw"
            role="switch"
            aria-label=move || label.get()
            aria-checked=move || if on.get() { "true" } else { "false" }
            disabled=move || disabled.get()
            on:click=move |_| on_change.run(!on.get_untracked())
        ></button>
    }
}
