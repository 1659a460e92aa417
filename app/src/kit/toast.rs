//! Toasts: what just happened, with a way to undo it for ten seconds. They go by themselves, wait while looked at, and are
//! read aloud politely.

use super::icon::{Glyph, Icon, IconSize};
use crate::i18n::use_translator;
use leptos::prelude::*;
use std::time::Duration;

/// What it tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ToastTone {
    /// Something was done.
    #[default]
    Done,
    /// Something failed; stays until closed.
    Failed,
}

/// One toast.
#[derive(Clone)]
pub struct Toast {
    /// What it tells.
    pub tone: ToastTone,
    /// An icon.
    pub glyph: Glyph,
    /// The words.
    pub text: String,
    /// What can be done about it: words and act. Undo lives here.
    pub action: Option<(String, Callback<()>)>,
}

impl Toast {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { tone: ToastTone::Done, glyph: Glyph::Check, text: text.into(), action: None }
    }

    /// Something failed.
    pub fn failed(text: impl Into<String>) -> Self {
        Self { tone: ToastTone::Failed, glyph: Glyph::Warning, text: text.into(), action: None }
    }

    /// The same with something to press.
    #[must_use]
    pub fn action(mut self, label: impl Into<String>, act: impl Fn() + Send + Sync + 'static) -> Self {
        self.action = Some((label.into(), Callback::new(move |()| act())));
        self
    }

    /// Seconds it stays; none stays until closed.
    const fn seconds(&self) -> Option<u32> {
        match (self.tone, self.action.is_some()) {
            (ToastTone::Failed, _) => None,
            (ToastTone::Done, true) => Some(10),
            (ToastTone::Done, false) => Some(5),
        }
    }
}

#[derive(Clone)]
struct Shown {
    id: u32,
    toast: Toast,
    // A toast outlives whatever handed it in, so its signals belong to nobody's lifetime but its own.
    left: ArcRwSignal<u32>,
    held: ArcRwSignal<bool>,
}

/// Where toasts are handed in; got by [`use_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Shown>>,
    next: StoredValue<u32>,
}

/// How many are seen at once; the oldest goes first.
const SHOWN_MAX: usize = 4;

impl Toasts {
    /// Shows a toast.
    pub fn push(self, toast: Toast) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let left = ArcRwSignal::new(toast.seconds().unwrap_or_default());
        let shown = Shown { id, toast, left, held: ArcRwSignal::new(false) };
        self.list.update(|list| {
            list.push(shown);
            if list.len() > SHOWN_MAX {
                list.remove(0);
            }
        });
    }

    /// Shows that something was done.
    pub fn done(self, text: impl Into<String>) {
        self.push(Toast::done(text));
    }

    /// Shows that something failed.
    pub fn failed(self, text: impl Into<String>) {
        self.push(Toast::failed(text));
    }

    fn remove(self, id: u32) {
        self.list.update(|list| list.retain(|shown| shown.id != id));
    }

    /// One second went by for every toast that is not held.
    fn tick(self) {
        let mut over = Vec::new();
        self.list.with_untracked(|list| {
            for shown in
                list.iter().filter(|shown| shown.toast.seconds().is_some() && !shown.held.get_untracked())
            {
                let left = shown.left.get_untracked().saturating_sub(1);
                shown.left.set(left);
                if left == 0 {
                    over.push(shown.id);
                }
            }
        });
        for id in over {
            self.remove(id);
        }
    }
}

/// Makes the place for toasts. Once, at the root.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
    provide_context(toasts);
    toasts
}

/// The place for toasts.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(provide_toasts)
}

/// Draws the toasts. Once, in the frame.
#[component]
pub fn ToastHost() -> impl IntoView {
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Ok(handle) = set_interval_with_handle(move || toasts.tick(), Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|shown| shown.id let:shown>
                <ToastView shown />
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn ToastView(shown: Shown) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let Shown { id, toast, left, held } = shown;
    let (left, held) = (RwSignal::from(left), RwSignal::from(held));
    let bar = toast.seconds().map(|seconds| if seconds > 5 { "toast-bar" } else { "toast-bar brief" });
    let action = toast.action.map(|(label, act)| {
        let counted = toast.tone == ToastTone::Done;
        let seconds = move || counted.then(|| format!(" {} s", left.get()));
        let press = move |_| {
            toasts.remove(id);
            act.run(());
        };
        view! {
            <button type="button" on:click=press>
                {label}
                <span class="tabular-nums" aria-hidden="true">{seconds}</span>
            </button>
        }
    });
    view! {
        <div
            class="toast"
            class:bad=toast.tone == ToastTone::Failed
            on:pointerenter=move |_| held.set(true)
            on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            <Icon glyph=toast.glyph size=IconSize::Medium />
            <span class="grow min-w-0">{toast.text}</span>
            {action}
            <button type="button" class="toast-x" aria-label=tr.t("kit-toast-close") on:click=move |_| toasts.remove(id)>
                <Icon glyph=Glyph::Close size=IconSize::Small />
            </button>
            {bar.map(|class| view! { <span class=class aria-hidden="true"></span> })}
        </div>
    }
    .into_any()
}
