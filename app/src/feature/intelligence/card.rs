//! What the cards of this screen share: how they load, how a call is told of, a field with its label.

use crate::{
    call::{CallError, Called},
    i18n::{text, use_translator},
    kit::{ErrorFace, Field, Skeleton, SkeletonShape, use_toasts},
    loaded::load_blocking,
};
use leptos::prelude::*;
use prosa_domain::refusal::Code;
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;

/// How a card stands while its page is read, and when it cannot be.
#[derive(Clone, Copy)]
pub(super) struct Loading {
    /// What is told while it loads; empty for nothing.
    pub wait: &'static str,
    /// What is told when it failed.
    pub failed: &'static str,
    /// The classes around what is told while it loads.
    pub frame: &'static str,
    /// Whether who may not see the card is told so; otherwise there is nothing to see.
    pub tells_forbidden: bool,
}

/// A card that reads its page, draws it, and reads it again when its counter goes up.
pub(super) fn card<T, F>(
    loading: Loading,
    fetch: impl Fn() -> F + Send + Sync + 'static,
    draw: fn(T, RwSignal<u32>) -> AnyView,
) -> AnyView
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    F: Future<Output = Called<T>> + Send + 'static,
{
    let tr = use_translator();
    let reload = RwSignal::new(0_u32);
    let page = load_blocking(move || reload.get(), move |_| fetch());
    let failed = move |refusal| {
        view! {
            <ErrorFace
                title=text(loading.failed)
                refusal=Signal::stored(refusal)
                on_retry=move |()| reload.update(|count| *count += 1)
            />
        }
        .into_any()
    };
    view! {
        <Transition fallback=move || {
            (!loading.wait.is_empty())
                .then(|| {
                    view! {
                        <div class=loading.frame>
                            <Skeleton shape=SkeletonShape::Rows label=tr.t(loading.wait) />
                        </div>
                    }
                })
        }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => draw(page, reload),
                    Err(CallError(refusal)) if !loading.tells_forbidden && refusal.code == Code::Forbidden => {
                        ().into_any()
                    }
                    Err(CallError(refusal)) => failed(refusal),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// Tells how a call went, and reads the page again when it went well.
pub(super) fn after<T: Clone + Send + Sync + 'static>(
    came: impl Fn() -> Option<Called<T>> + 'static,
    done: &'static str,
    reload: RwSignal<u32>,
) {
    let tr = use_translator();
    let toasts = use_toasts();
    Effect::new(move |_| match came() {
        Some(Ok(_)) => {
            toasts.done(tr.t(done));
            reload.update(|count| *count += 1);
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
}

/// A field of a form: what it is called, what stands in it, what helps, what is wrong about it.
pub(super) struct Labelled {
    /// The control's id.
    pub id: String,
    /// Its name in the form.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// Help under it.
    pub hint: Option<String>,
    /// What is wrong about it.
    pub error: Signal<Option<String>>,
}

impl Labelled {
    /// With a control of one line.
    pub fn line(self) -> AnyView {
        self.kind("text")
    }

    /// With a control of one line whose words nobody may see.
    pub fn secret(self) -> AnyView {
        self.kind("password")
    }

    fn kind(self, kind: &'static str) -> AnyView {
        let Self { id, name, label, value, hint, error } = self;
        let control = view! {
            <input id=id.clone() class="in" type=kind name=name value=value autocomplete="off" />
        };
        around(id, label, hint, error, control.into_any())
    }

    /// With a control of several lines, as wide as the form.
    pub fn lines(self) -> AnyView {
        let Self { id, name, label, value, hint, error } = self;
        let control = view! {
            <textarea id=id.clone() class="in" name=name rows="2">
                {value}
            </textarea>
        };
        let field = around(id, label, hint, error, control.into_any());
        view! { <div class="wide">{field}</div> }.into_any()
    }

    /// With a choice: the words that are sent, those that are read, and which are chosen.
    pub fn choice(self, options: Vec<(String, String, bool)>) -> AnyView {
        let Self { id, name, label, hint, error, .. } = self;
        let options = options
            .into_iter()
            .map(|(word, label, chosen)| {
                view! {
                    <option value=word selected=chosen>
                        {label}
                    </option>
                }
                .into_any()
            })
            .collect::<Vec<_>>();
        let control = view! {
            <select id=id.clone() class="in" name=name>
                {options}
            </select>
        };
        around(id, label, hint, error, control.into_any())
    }
}

/// Nothing is ever wrong about a field of this kind.
pub(super) fn never_wrong() -> Signal<Option<String>> {
    Signal::stored(None)
}

fn around(
    id: String,
    label: String,
    hint: Option<String>,
    error: Signal<Option<String>>,
    control: AnyView,
) -> AnyView {
    view! {
        <Field id label=Signal::stored(label) hint=hint error=MaybeProp::derive(move || error.get())>
            {control}
        </Field>
    }
    .into_any()
}
