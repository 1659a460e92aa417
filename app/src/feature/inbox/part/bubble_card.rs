//! Things with a title: places, contact cards, answers to buttons and lists, carts, and kinds nobody has drawn yet.

use super::kind;
use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_wire::inbox::MessageView;

/// A kind by its icon, its words and whatever short text was found in it.
#[component]
pub fn BubbleCard(
    /// The message.
    message: MessageView,
) -> impl IntoView {
    let tr = use_translator();
    let glyph = kind::glyph(&message.kind).unwrap_or(Glyph::Question);
    let label = kind::name(tr, &message);
    let stranger = matches!(message.kind.as_str(), "unsupported" | "unknown");
    let second = match (message.text.is_empty(), stranger) {
        (false, _) => message.text,
        (true, true) if !message.raw_kind.is_empty() => {
            tr.t_args("inbox-kind-raw", &[("kind", (&message.raw_kind).into())])
        }
        (true, true) => tr.t("inbox-kind-on-phone"),
        (true, false) => tr.t("inbox-kind-not-shown"),
    };
    view! {
        <div class="doc">
            <span class="fi">
                <Icon glyph size=IconSize::Normal />
            </span>
            <span class="min-w-0">
                <b class="block text-small font-semibold">{label}</b>
                <span class="block text-small text-ink-2 whitespace-pre-wrap">{second}</span>
            </span>
        </div>
    }
}
