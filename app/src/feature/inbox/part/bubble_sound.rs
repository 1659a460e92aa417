//! Sounds and voice notes: play, where it is, how fast.

use super::super::store::use_inbox;
use super::{
    bubble_media::{Absent, Place, is_here},
    heard::{Heard, OF_SOUND},
    wave,
};
use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon, IconSize},
};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html,
    prelude::*,
    wasm_bindgen::JsCast,
};
use prosa_wire::media::MediaView;

/// How fast a sound can be played.
const SPEEDS: [f64; 3] = [1.0, 1.5, 2.0];
/// Seconds an arrow key goes on or back.
const SKIP: f64 = 5.0;

/// A sound. `label` says which kind.
#[component]
pub fn BubbleSound(
    /// Its message.
    place: Place,
    /// The file.
    media: Option<MediaView>,
    /// What it is, in words.
    label: String,
) -> impl IntoView {
    match media.clone().filter(is_here) {
        Some(media) => {
            let inbox = use_inbox();
            let seconds = f64::from(media.duration_ms.unwrap_or_default()) / 1_000.0;
            let broken = Callback::new(move |()| inbox.renew(place));
            let heard = media.transcript;
            view! {
                <Player url=media.url loudness=media.waveform seconds label broken />
                {heard.map(|heard| view! { <Heard place file=media.id heard words=OF_SOUND /> })}
            }
            .into_any()
        }
        None => view! { <Absent place media glyph=Glyph::Microphone label /> }.into_any(),
    }
}

/// What a player knows of its sound.
#[derive(Clone, Copy)]
struct Sound {
    node: NodeRef<html::Audio>,
    at: RwSignal<f64>,
    length: RwSignal<f64>,
    playing: RwSignal<bool>,
}

impl Sound {
    fn toggle(self) {
        let Some(audio) = self.node.get_untracked() else { return };
        if audio.paused() {
            pause_others(&audio);
            let _ = audio.play();
        } else {
            let _ = audio.pause();
        }
    }

    /// Goes to a second.
    fn go(self, second: f64) {
        if let Some(audio) = self.node.get_untracked() {
            let second = second.clamp(0.0, self.length.get_untracked().max(0.0));
            audio.set_current_time(second);
            self.at.set(second);
        }
    }

    /// Takes the length the browser found, when nobody told it.
    fn measure(self) {
        let found = self.node.get_untracked().map(|audio| audio.duration());
        if let Some(found) = found.filter(|length| length.is_finite() && *length > 0.0) {
            self.length.set(found);
        }
    }
}

/// One sound at a time.
fn pause_others(audio: &web_sys::HtmlAudioElement) {
    let all = document().get_elements_by_tag_name("audio");
    for place in 0..all.length() {
        if let Some(other) =
            all.item(place).and_then(|node| node.dyn_into::<web_sys::HtmlAudioElement>().ok())
            && other != *audio
        {
            let _ = other.pause();
        }
    }
}

/// Plays a sound: a button, bars that show where it is, its length, its speed.
#[component]
pub fn Player(
    /// Where it is read.
    url: String,
    /// How loud it is over its length; empty when that is not known.
    loudness: Vec<u8>,
    /// Its length, in seconds; 0 when that is not known.
    seconds: f64,
    /// What it is, in words.
    label: String,
    /// What happens when it cannot be read.
    broken: Callback<()>,
) -> impl IntoView {
    let tr = use_translator();
    let sound = Sound {
        node: NodeRef::new(),
        at: RwSignal::new(0.0),
        length: RwSignal::new(seconds),
        playing: RwSignal::new(false),
    };
    let follow = move |_| {
        if let Some(audio) = sound.node.get_untracked() {
            sound.at.set(audio.current_time());
        }
    };
    let name = move || tr.t(if sound.playing.get() { "inbox-sound-pause" } else { "inbox-sound-play" });
    let shown = move || {
        let (at, length) = (sound.at.get(), sound.length.get());
        wave::clock(whole_seconds(if at > 0.0 { at } else { length }))
    };
    view! {
        <div class="snd" role="group" aria-label=label>
            <audio
                node_ref=sound.node
                src=url
                preload="metadata"
                on:loadedmetadata=move |_| sound.measure()
                on:timeupdate=follow
                on:play=move |_| sound.playing.set(true)
                on:pause=move |_| sound.playing.set(false)
                on:ended=move |_| sound.go(0.0)
                on:error=move |_| broken.run(())
            ></audio>
            <button type="button" class="pl" title=name aria-label=name on:click=move |_| sound.toggle()>
                {move || {
                    let glyph = if sound.playing.get() { Glyph::Pause } else { Glyph::Play };
                    view! { <Icon glyph size=IconSize::Medium /> }
                }}
            </button>
            <Bars sound loudness />
            <span class="tm">{shown}</span>
            <Speed sound />
        </div>
    }
    .into_any()
}

/// The whole seconds of a length; sounds are short of hours, so that counting is quick enough.
#[must_use]
pub fn whole_seconds(seconds: f64) -> u64 {
    format!("{:.0}", seconds.max(0.0)).parse().unwrap_or_default()
}

/// The bars: a slider for the keyboard, a place to press for the pointer.
#[component]
fn Bars(sound: Sound, loudness: Vec<u8>) -> impl IntoView {
    let tr = use_translator();
    let bars = StoredValue::new(loudness);
    let heard = Memo::new(move |_| wave::heard(sound.at.get(), sound.length.get()));
    let path = move |from: usize, to: usize| bars.with_value(|bars| wave::path(bars, from, to));
    let press = move |event: MouseEvent| {
        let Some(target) =
            event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        else {
            return;
        };
        let width = target.client_width();
        if width > 0 {
            sound.go(f64::from(event.offset_x()) / f64::from(width) * sound.length.get_untracked());
        }
    };
    let keys = move |event: KeyboardEvent| {
        let at = sound.at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => at + SKIP,
            "ArrowLeft" | "ArrowDown" => at - SKIP,
            "Home" => 0.0,
            "End" => sound.length.get_untracked(),
            " " | "Enter" => {
                event.prevent_default();
                event.stop_propagation();
                sound.toggle();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        sound.go(to);
    };
    view! {
        <svg
            class="wav"
            viewBox="0 0 160 28"
            role="slider"
            tabindex="0"
            aria-label=tr.t("inbox-sound-place")
            aria-valuemin="0"
            aria-valuemax=move || whole_seconds(sound.length.get())
            aria-valuenow=move || whole_seconds(sound.at.get())
            aria-valuetext=move || wave::clock(whole_seconds(sound.at.get()))
            on:click=press
            on:keydown=keys
        >
            <path class="on" d=move || path(0, heard.get()) />
            <path d=move || path(heard.get(), wave::BARS) />
        </svg>
    }
    .into_any()
}

/// How fast it is played: each press is the next speed.
#[component]
fn Speed(sound: Sound) -> impl IntoView {
    let tr = use_translator();
    let chosen = RwSignal::new(0_usize);
    let speed = move || SPEEDS.get(chosen.get()).copied().unwrap_or(1.0);
    let words =
        move || format!("{}×", if chosen.get() == 1 { tr.decimal(15, 1) } else { format!("{:.0}", speed()) });
    let press = move |_| {
        chosen.update(|chosen| *chosen = (*chosen + 1) % SPEEDS.len());
        if let Some(audio) = sound.node.get_untracked() {
            audio.set_playback_rate(untrack(speed));
        }
    };
    view! {
        <button
            type="button"
            class="spd"
            title=tr.t("inbox-sound-speed")
            aria-label=move || format!("{}: {}", tr.t("inbox-sound-speed"), words())
            on:click=press
        >
            {words}
        </button>
    }
    .into_any()
}
