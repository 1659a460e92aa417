//! How far a long work is, drawn in SVG so that no style attribute is needed.

use leptos::prelude::*;

/// A bar from nothing to a hundred.
#[component]
pub fn Progress(
    /// Percent done, 0 to 100.
    #[prop(into)]
    percent: Signal<u32>,
    /// What is going on.
    #[prop(into)]
    label: Signal<String>,
    /// Four high instead of eight.
    #[prop(optional)]
    thin: bool,
) -> impl IntoView {
    let share = move || percent.get().min(100);
    view! {
        <div
            role="progressbar"
            aria-label=move || label.get()
            aria-valuenow=share
            aria-valuemin="0"
            aria-valuemax="100"
        >
            <svg class="pb" class:thin=thin preserveAspectRatio="none" viewBox="0 0 100 1" aria-hidden="true">
                <rect x="0" y="0" height="1" width=share />
            </svg>
        </div>
    }
}
