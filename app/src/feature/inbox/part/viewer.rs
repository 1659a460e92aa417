//! A picture, looked at whole.

use super::super::store::use_inbox;
use crate::{
    i18n::use_translator,
    kit::{ButtonSize, Glyph, Icon, IconButton, IconSize},
};
use leptos::{html, prelude::*};

/// The picture that is looked at, over everything. Escape and a press beside it close it.
#[component]
pub fn Viewer() -> impl IntoView {
    let inbox = use_inbox();
    let tr = use_translator();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (inbox.viewer.with(Option::is_some), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let close = move || {
        let _ = inbox.viewer.try_set(None);
    };
    let shown = move || {
        inbox.viewer.get().map(|(url, words)| {
            view! {
                <div class="vh">
                    <a class="btn sm" href=url.clone() download="">
                        <Icon glyph=Glyph::Download size=IconSize::Small />
                        {tr.t("inbox-file-download")}
                    </a>
                    <IconButton
                        glyph=Glyph::Close
                        label=tr.t("kit-close")
                        size=ButtonSize::Medium
                        on_press=move |()| close()
                    />
                </div>
                <img src=url alt=words />
            }
        })
    };
    view! {
        <dialog
            node_ref=node
            class="viewer"
            aria-label=tr.t("inbox-kind-image")
            on:close=move |_| close()
            on:click=move |event| {
                // The picture and its buttons are not the dialog.
                if event.target() == event.current_target() {
                    close();
                }
            }
        >
            {shown}
        </dialog>
    }
    .into_any()
}
