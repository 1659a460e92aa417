//! What is said in a voice note or stands in a picture, why that is not written down, and the wish to have it.

use super::{super::store::use_inbox, bubble_media::Place};
use crate::i18n::use_translator;
use leptos::prelude::*;
use prosa_domain::{access::Action, id::MediaId};
use prosa_wire::media::TranscriptView;

/// What is told of one kind of file, as Fluent keys.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    label: &'static str,
    pending: &'static str,
    /// When there are no words; none where that needs no mention.
    nothing: Option<&'static str>,
    ask: &'static str,
    again: &'static str,
    /// Whether the words stand there at once; long ones are unfolded.
    open: bool,
}

/// Of a voice note.
pub const OF_SOUND: Words = Words {
    label: "transcript-label",
    pending: "transcript-pending",
    nothing: Some("transcript-silence"),
    ask: "transcript-ask",
    again: "transcript-again",
    open: true,
};

/// Of a picture.
pub const OF_PICTURE: Words = Words {
    label: "picture-label",
    pending: "picture-pending",
    nothing: None,
    ask: "picture-ask",
    again: "picture-again",
    open: false,
};

/// The words of a file.
#[component]
pub fn Heard(
    /// Its message.
    place: Place,
    /// The file.
    file: MediaId,
    /// How far its words are.
    heard: TranscriptView,
    /// What is told of its kind.
    words: Words,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let label = tr.t(words.label);
    if let (TranscriptView::Done(text), false) = (&heard, words.open)
        && !text.is_empty()
    {
        return view! {
            <details class="hrd">
                <summary>{label}</summary>
                <p>{text.clone()}</p>
            </details>
        }
        .into_any();
    }
    let (class, text, wish) = match heard {
        TranscriptView::Unasked => ("hrd low", None, Some(words.ask)),
        TranscriptView::Pending => ("hrd low", Some(tr.t(words.pending)), None),
        TranscriptView::Done(text) if text.is_empty() => {
            ("hrd low", words.nothing.map(|key| tr.t(key)), None)
        }
        TranscriptView::Done(text) => ("hrd", Some(text), None),
        TranscriptView::Failed(key) => ("hrd low", Some(tr.t(&key)), Some(words.again)),
    };
    let wish = wish.filter(|_| inbox.may(Action::SendMessage));
    if text.is_none() && wish.is_none() {
        return ().into_any();
    }
    let wish = wish.map(|key| {
        view! {
            <button type="button" class="link" on:click=move |_| inbox.fetch_again(place, file)>
                {tr.t(key)}
            </button>
        }
    });
    view! {
        <p class=class aria-label=label role="note">
            {text}
            " "
            {wish}
        </p>
    }
    .into_any()
}
