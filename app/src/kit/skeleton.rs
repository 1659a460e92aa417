//! Skeletons: the drawing of the real layout while it loads; words join after 400 ms.

use crate::i18n::use_translator;
use leptos::prelude::*;

/// What is being waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SkeletonShape {
    /// Rows of a list with avatars.
    #[default]
    Rows,
    /// Bubbles of a thread.
    Thread,
    /// Lines of a table.
    Table,
    /// Fields of a form.
    Form,
}

/// A loading face.
#[component]
pub fn Skeleton(
    /// What is being waited for.
    #[prop(optional)]
    shape: SkeletonShape,
    /// What is loading, in words.
    #[prop(optional, into)]
    label: MaybeProp<String>,
) -> impl IntoView {
    let tr = use_translator();
    let words = move || label.get().unwrap_or_else(|| tr.t("kit-loading"));
    let drawing = match shape {
        SkeletonShape::Rows => view! { <div>{(0..7).map(|_| row()).collect_view()}</div> }.into_any(),
        SkeletonShape::Thread => thread().into_any(),
        SkeletonShape::Table => {
            view! { <div class="grid gap-3 p-4">{(0..8).map(|_| view! { <span class="sk h-4 w-full"></span> }).collect_view()}</div> }
                .into_any()
        }
        SkeletonShape::Form => form().into_any(),
    };
    view! {
        <div aria-busy="true">
            <div aria-hidden="true">{drawing}</div>
            <p class="slow px-4 py-2 text-meta text-ink-2" role="status">
                {words}
            </p>
        </div>
    }
    .into_any()
}

fn row() -> impl IntoView {
    view! {
        <div class="flex items-center gap-3 h-(--size-row) px-3.5 border-b border-line">
            <span class="sk round size-10"></span>
            <div class="grow grid gap-2">
                <span class="sk h-3 w-1/2"></span>
                <span class="sk h-2.5 w-5/6"></span>
                <span class="sk h-3 w-1/4"></span>
            </div>
        </div>
    }
    .into_any()
}

fn thread() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-2.5 px-5 py-4">
            <span class="sk bubble h-11 w-1/2"></span>
            <span class="sk bubble h-16 w-3/5"></span>
            <span class="sk bubble h-11 w-1/2 self-end"></span>
            <span class="sk bubble h-9 w-1/3 self-end"></span>
            <span class="sk bubble h-11 w-2/5"></span>
        </div>
    }
    .into_any()
}

fn form() -> impl IntoView {
    view! {
        <div class="grid gap-5 p-4">
            {(0..4)
                .map(|_| {
                    view! {
                        <div class="grid gap-2">
                            <span class="sk h-3 w-1/4"></span>
                            <span class="sk h-10 w-full"></span>
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
    .into_any()
}
