//! Dialogs and drawers on the browser's own `<dialog>`: it keeps the focus inside, closes on Escape, and gives the focus
//! back to where it was.

use super::{
    button::{ButtonSize, IconButton},
    icon::Glyph,
};
use crate::i18n::use_translator;
use leptos::{html, prelude::*};

/// The shape it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogKind {
    /// In the middle, 420 wide; a sheet from below on the phone.
    #[default]
    Question,
    /// In the middle, 640 wide.
    Wide,
    /// A drawer from the right, 384 wide; the whole phone.
    Drawer,
}

impl DialogKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Question => "dlg",
            Self::Wide => "dlg wide",
            Self::Drawer => "drw",
        }
    }
}

/// A dialog that is open while `open` is true. Escape and a press on the dimmed page close it.
#[component]
pub fn Dialog(
    /// Whether it is open; set to false when it closes itself.
    open: RwSignal<bool>,
    /// Its title, also its name.
    #[prop(into)]
    title: Signal<String>,
    /// Its shape.
    #[prop(optional)]
    kind: DialogKind,
    /// A name for its id, unlike others on the page.
    #[prop(into)]
    id: String,
    /// What it holds; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let tr = use_translator();
    let node = NodeRef::<html::Dialog>::new();
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            if !dialog.open() {
                let _ = dialog.show_modal();
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    let close_outside = move |event: leptos::ev::MouseEvent| {
        // A press on the dimmed page has the dialog itself as its target.
        let on_self = event
            .target()
            .zip(node.get_untracked())
            .is_some_and(|(target, dialog)| target == *AsRef::<web_sys::EventTarget>::as_ref(&dialog));
        let outside = node.get_untracked().is_some_and(|dialog| {
            let (x, y) = (event.offset_x(), event.offset_y());
            x < 0 || y < 0 || x > dialog.offset_width() || y > dialog.offset_height()
        });
        if on_self && outside {
            open.set(false);
        }
    };
    let children = StoredValue::new(children);
    let head = if matches!(kind, DialogKind::Drawer) {
        "flex items-center gap-2 px-5 pt-4 pb-2"
    } else {
        "flex items-center gap-2 mb-1.5"
    };
    view! {
        <dialog
            node_ref=node
            id=id
            class=kind.class()
            aria-labelledby=labelled_by
            on:close=move |_| open.set(false)
            on:mousedown=close_outside
        >
            <div class=head>
                <h2 class="grow min-w-0 text-lead font-semibold" id=title_id>
                    {move || title.get()}
                </h2>
                <IconButton
                    glyph=Glyph::Close
                    label=Signal::derive(move || tr.t("kit-close"))
                    size=ButtonSize::Small
                    on_press=move |()| open.set(false)
                />
            </div>
            {move || open.get().then(|| children.with_value(|children| children()))}
        </dialog>
    }
    .into_any()
}

/// The row of buttons at the foot of a dialog.
#[component]
pub fn DialogActions(
    /// The buttons, the way on last.
    children: Children,
) -> impl IntoView {
    view! { <div class="flex flex-wrap justify-end gap-2 mt-4">{children()}</div> }
}
