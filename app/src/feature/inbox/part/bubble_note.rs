//! What is said small and in the middle: notes of the system, and reactions, edits and deletions whose message is not known.

use crate::{
    i18n::use_translator,
    kind,
    kit::{Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_domain::message::content::SystemKind;
use prosa_wire::inbox::{Body, MessageView};

/// Kinds that are notes, not speech.
#[must_use]
pub fn is_note(kind: &str) -> bool {
    matches!(kind, "system" | "reaction" | "edit" | "revoke")
}

/// A note with its time.
#[component]
pub fn BubbleNote(
    /// The message.
    message: MessageView,
) -> impl IntoView {
    let tr = use_translator();
    let glyph = kind::glyph(&message.kind).unwrap_or(Glyph::Info);
    let time = tr.time(message.at);
    let words = kind::name(tr, &message);
    let words = match &message.body {
        Body::System { change: SystemKind::Number, phone, .. } if !phone.is_empty() => {
            tr.t_args("inbox-system-number", &[("phone", (&tr.phone(&format!("+{phone}"))).into())])
        }
        Body::System { change: SystemKind::Identity, .. } => tr.t("inbox-system-identity"),
        Body::System { text, .. } if !text.is_empty() => format!("{words}: {text}"),
        _ if message.text.is_empty() => words,
        _ => format!("{words}: {}", message.text),
    };
    view! {
        <p class="sys">
            <Icon glyph size=IconSize::Small />
            <span>{words} " · " {time}</span>
        </p>
    }
}
