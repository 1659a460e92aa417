//! The file of a message while it is not here, and what all files share.

use super::super::store::use_inbox;
use crate::{
    i18n::use_translator,
    kit::{Button, ButtonSize, Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_domain::{
    access::Action,
    id::{ConversationId, MessageId},
};
use prosa_i18n::Translator;
use prosa_wire::media::{MediaState, MediaView};

/// Which message a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub conversation: ConversationId,
    /// The message.
    pub message: MessageId,
}

/// Whether the file can be opened now.
#[must_use]
pub fn is_here(media: &MediaView) -> bool {
    media.state == MediaState::Stored && !media.url.is_empty()
}

/// Size in words; nothing when it is not known.
#[must_use]
pub fn size(tr: Translator, media: &MediaView) -> Option<String> {
    (media.bytes > 0).then(|| tr.bytes(i64::try_from(media.bytes).unwrap_or(i64::MAX)))
}

/// What stands in the place of a file that is not here: why, and what can be done. `glyph` and `label` say what it is.
#[component]
pub fn Absent(
    /// Its message.
    place: Place,
    /// The file; none when nothing is known of it but that there was one.
    media: Option<MediaView>,
    /// Its drawing.
    glyph: Glyph,
    /// What it is, in words.
    label: String,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let state = media.as_ref().map(|media| media.state);
    // One that waits for its next try can be tried at once as well: the pauses grow to hours.
    let waits_again =
        media.as_ref().is_some_and(|media| media.state == MediaState::Waiting && !media.failure.is_empty());
    let (key, busy) = match state {
        Some(MediaState::Waiting) => ("inbox-file-waiting", !waits_again),
        Some(MediaState::Fetching) => ("inbox-file-fetching", true),
        Some(MediaState::Failed) => ("inbox-file-failed", false),
        Some(MediaState::Expired) => ("inbox-file-expired", false),
        Some(MediaState::Removed) => ("inbox-file-removed", false),
        Some(MediaState::Stored) | None => ("inbox-file-absent", false),
    };
    let reason =
        media.as_ref().map(|media| media.failure.clone()).filter(|key| !key.is_empty() && tr.has(key));
    let words = reason.map_or_else(|| tr.t(key), |key| tr.t(&key));
    let again = media
        .as_ref()
        .and_then(|media| media.retry_at)
        .map(|at| tr.t_args("inbox-file-again-at", &[("time", (&tr.time(at)).into())]));
    let failed =
        media.as_ref().filter(|media| waits_again || media.state == MediaState::Failed).map(|media| media.id);
    let retry = failed.filter(|_| inbox.may(Action::SendMessage)).map(|file| {
        view! {
            <Button size=ButtonSize::Small glyph=Glyph::Refresh on_press=move |()| inbox.fetch_again(place, file)>
                {tr.t("inbox-retry")}
            </Button>
        }
    });
    view! {
        <div class="absent" class:bad=failed.is_some()>
            <span class="fi">
                {if busy {
                    view! { <span class="spin" aria-hidden="true"></span> }.into_any()
                } else {
                    view! { <Icon glyph size=IconSize::Normal /> }.into_any()
                }}
            </span>
            <span class="min-w-0 grow">
                <b class="block text-small font-semibold">{label}</b>
                <span class="block text-meta text-ink-2">{words} {again.map(|again| format!(" {again}"))}</span>
            </span>
            {retry}
        </div>
    }
    .into_any()
}
