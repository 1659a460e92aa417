//! Tooltips: a few words about a control, on hover and on keyboard focus. Never the only place for what matters.

use leptos::prelude::*;

/// Words that appear over what it wraps.
#[component]
pub fn Tooltip(
    /// The words.
    #[prop(into)]
    text: Signal<String>,
    /// What they are about.
    children: Children,
) -> impl IntoView {
    view! {
        <span class="tip">
            {children()}
            <span role="tooltip">{move || text.get()}</span>
        </span>
    }
}
