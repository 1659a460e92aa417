//! What is said small and in the middle: notes of the system, and reactions, edits and deletions whose message is not known.

use super::wave::clock;
use crate::{
    i18n::use_translator,
    kind,
    kit::{Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_domain::message::content::{CallBy, SystemKind};
use prosa_i18n::Translator;
use prosa_wire::inbox::{Body, MessageView};

/// Kinds that are notes, not speech.
#[must_use]
pub fn is_note(kind: &str) -> bool {
    matches!(kind, "system" | "call" | "reaction" | "edit" | "revoke")
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
        Body::Call { by, seconds } => call(tr, *by, *seconds),
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

/// Who called, and how long was spoken.
fn call(tr: Translator, by: CallBy, seconds: Option<u32>) -> String {
    let key = match (by, seconds.is_some()) {
        (CallBy::Contact, true) => "inbox-call-taken",
        (CallBy::Contact, false) => "inbox-call-missed",
        (CallBy::Business, true) => "inbox-call-made",
        (CallBy::Business, false) => "inbox-call-unanswered",
    };
    let length = clock(u64::from(seconds.unwrap_or_default()));
    tr.t_args(key, &[("length", length.as_str().into())])
}
