//! Recording a voice note: loudness while it is spoken, stopping, listening to it, sending it or not.

use super::{
    super::{
        bubbles::Bubbles,
        part::{bubble_sound::Player, wave},
        store::{Inbox, use_inbox},
    },
    ogg,
};
use crate::{
    i18n::use_translator,
    kit::{Button, Dialog, DialogActions, Glyph, Icon, IconSize, Progress, Tone},
    upload::{self, Upload},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use prosa_domain::{id::MediaId, message::content::Voice, refusal::Refusal};
use prosa_wire::inbox::OutgoingBody;
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AnalyserNode, AudioContext, Blob, BlobEvent, BlobPropertyBag, MediaRecorder, MediaRecorderOptions,
    MediaStream, MediaStreamConstraints, MediaStreamTrack, Url,
};

/// What browsers record that can be sent, best first. Only Ogg with Opus is shown as a voice note; WebM is put into Ogg here.
const TYPES: [&str; 3] = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2"];
/// Pause between two looks at the loudness, in milliseconds.
const LOOK_EVERY: u64 = 100;
/// Longest recording, in tenths of a second: 15 minutes, far below 16 MB.
const LOOKS_MAX: usize = 9_000;

/// How far a recording is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// The browser asks for the microphone.
    Asking,
    /// It cannot be recorded: the key of why.
    Impossible(&'static str),
    /// Somebody speaks.
    Running,
    /// Recorded: it can be heard and sent.
    Done,
    /// On its way, so many percent.
    Sending(u32),
    /// Did not go, and why.
    Stopped(Refusal),
}

/// What the browser holds while it records; dropping it frees the microphone.
struct Machine {
    recorder: MediaRecorder,
    stream: MediaStream,
    context: AudioContext,
    analyser: AnalyserNode,
    _data: Closure<dyn FnMut(BlobEvent)>,
    _end: Closure<dyn FnMut()>,
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.recorder.set_ondataavailable(None);
        self.recorder.set_onstop(None);
        for track in self.stream.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
        let _ = self.context.close();
    }
}

/// A recording.
#[derive(Clone, Copy)]
struct Take {
    inbox: Inbox,
    bubbles: Bubbles,
    open: RwSignal<bool>,
    step: RwSignal<Step>,
    /// Loudness, ten times a second.
    loudness: RwSignal<Vec<u8>>,
    machine: StoredValue<Option<Machine>, LocalStorage>,
    sound: StoredValue<Option<Blob>, LocalStorage>,
    address: RwSignal<String>,
    stored: StoredValue<Option<MediaId>>,
    running: StoredValue<Option<Upload>, LocalStorage>,
    command: StoredValue<prosa_domain::id::CommandId>,
}

/// The recorder, which begins at once.
pub fn recorder(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let take = Take {
        inbox: use_inbox(),
        bubbles,
        open: RwSignal::new(true),
        step: RwSignal::new(Step::Asking),
        loudness: RwSignal::new(Vec::new()),
        machine: StoredValue::new_local(None),
        sound: StoredValue::new_local(None),
        address: RwSignal::new(String::new()),
        stored: StoredValue::new(None),
        running: StoredValue::new_local(None),
        command: StoredValue::new(super::super::fresh_command()),
    };
    Effect::new(move |_| {
        if !take.open.get() {
            take.forget();
            bubbles.tool.set(None);
        }
    });
    on_cleanup(move || take.forget());
    spawn_local(async move { take.begin().await });
    view! {
        <Dialog open=take.open title=tr.t("inbox-tool-voice") id="recorder">
            {move || inside(take)}
        </Dialog>
    }
    .into_any()
}

impl Take {
    fn forget(self) {
        let _ = self.machine.try_update_value(Option::take);
        let _ = self.running.try_update_value(Option::take);
        if let Some(address) = self.address.try_get_untracked().filter(|address| !address.is_empty()) {
            let _ = Url::revoke_object_url(&address);
        }
    }

    async fn begin(self) {
        match self.try_begin().await {
            Ok(machine) => {
                // Closed while the browser asked: dropping it frees the microphone.
                if self.open.try_get_untracked() == Some(true) {
                    self.machine.set_value(Some(machine));
                    self.step.set(Step::Running);
                    self.look();
                }
            }
            Err(key) => {
                let _ = self.step.try_set(Step::Impossible(key));
            }
        }
    }

    async fn try_begin(self) -> Result<Machine, &'static str> {
        let Some(mime) = TYPES.into_iter().find(|mime| MediaRecorder::is_type_supported(mime)) else {
            return Err("inbox-voice-no-type");
        };
        let refused = |_: JsValue| "inbox-voice-refused";
        let devices = window().navigator().media_devices().map_err(|_| "inbox-voice-no-device")?;
        let wanted = MediaStreamConstraints::new();
        wanted.set_audio(&JsValue::TRUE);
        let promise = devices.get_user_media_with_constraints(&wanted).map_err(refused)?;
        let stream: MediaStream = JsFuture::from(promise).await.map_err(refused)?.unchecked_into();
        let options = MediaRecorderOptions::new();
        options.set_mime_type(mime);
        let broken = |_: JsValue| "inbox-voice-broken";
        let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options)
            .map_err(broken)?;
        let context = AudioContext::new().map_err(broken)?;
        let analyser = context.create_analyser().map_err(broken)?;
        let source = context.create_media_stream_source(&stream).map_err(broken)?;
        source.connect_with_audio_node(&analyser).map_err(broken)?;
        let pieces = Rc::new(RefCell::new(js_sys::Array::new()));
        let kept = Rc::clone(&pieces);
        let data = Closure::<dyn FnMut(BlobEvent)>::new(move |event: BlobEvent| {
            if let Some(piece) = event.data() {
                kept.borrow_mut().push(&piece);
            }
        });
        let end = Closure::<dyn FnMut()>::new(move || self.recorded(&pieces.borrow(), mime));
        recorder.set_ondataavailable(Some(data.as_ref().unchecked_ref()));
        recorder.set_onstop(Some(end.as_ref().unchecked_ref()));
        recorder.start().map_err(broken)?;
        Ok(Machine { recorder, stream, context, analyser, _data: data, _end: end })
    }

    /// Looks at the loudness until it is stopped.
    fn look(self) {
        if self.step.try_get_untracked() != Some(Step::Running) {
            return;
        }
        let level =
            self.machine.try_with_value(|machine| machine.as_ref().map(|machine| level(&machine.analyser)));
        let count = self.loudness.try_update(|loudness| {
            loudness.push(level.flatten().unwrap_or_default());
            loudness.len()
        });
        if count.is_some_and(|count| count >= LOOKS_MAX) {
            self.stop();
        } else {
            set_timeout(move || self.look(), Duration::from_millis(LOOK_EVERY));
        }
    }

    fn stop(self) {
        self.machine.with_value(|machine| {
            if let Some(machine) = machine {
                let _ = machine.recorder.stop();
            }
        });
    }

    /// The browser gave what it recorded.
    fn recorded(self, pieces: &js_sys::Array, mime: &'static str) {
        let whole = Blob::new_with_blob_sequence(pieces);
        // The machine lives until after this call, which is one of its own.
        spawn_local(async move {
            let _ = self.machine.try_update_value(Option::take);
            let made = match whole {
                Ok(whole) => sendable(&whole, mime).await,
                Err(_) => None,
            };
            let Some(blob) = made else {
                let _ = self.step.try_set(Step::Impossible("inbox-voice-broken"));
                return;
            };
            let address = Url::create_object_url_with_blob(&blob).unwrap_or_default();
            let _ = self.sound.try_update_value(|sound| *sound = Some(blob));
            let _ = self.address.try_set(address);
            let _ = self.step.try_set(Step::Done);
        });
    }

    fn send(self) {
        let Some(blob) = self.sound.try_get_value().flatten() else { return };
        if let Some(media) = self.stored.get_value() {
            self.uploaded(media);
            return;
        }
        let mime = blob.type_();
        let name = if mime == "audio/ogg" { "voice.ogg" } else { "voice.m4a" };
        let address = upload::address(self.bubbles.id, name, "audio");
        self.step.set(Step::Sending(0));
        let percent = move |percent| {
            let _ = self.step.try_set(Step::Sending(percent));
        };
        let done = move |answer| match answer {
            Ok(media) => {
                let _ = self.stored.try_update_value(|stored| *stored = Some(media));
                self.uploaded(media);
            }
            Err(refusal) => self.stopped(refusal),
        };
        match upload::begin(&address, &blob, &mime, percent, done) {
            Ok(upload) => self.running.set_value(Some(upload)),
            Err(refusal) => self.stopped(refusal),
        }
    }

    fn uploaded(self, media: MediaId) {
        // Only Ogg is shown as a voice note; anything else would be refused as one.
        let voice = self
            .sound
            .try_with_value(|sound| sound.as_ref().is_some_and(|sound| sound.type_() == "audio/ogg"));
        let body = OutgoingBody::Media {
            media,
            caption: String::new(),
            as_voice: if voice == Some(true) { Voice::Note } else { Voice::File },
        };
        let command = self.command.get_value();
        spawn_local(async move {
            match self.inbox.post(self.bubbles, command, body, None).await {
                Ok(_) => {
                    let _ = self.open.try_set(false);
                }
                Err(refusal) => self.stopped(refusal),
            }
        });
    }

    fn stopped(self, refusal: Refusal) {
        let _ = self.step.try_set(Step::Stopped(refusal));
    }

    fn seconds(self) -> u64 {
        u64::try_from(self.loudness.with(Vec::len) / 10).unwrap_or_default()
    }
}

/// What was recorded, in a container WhatsApp takes.
async fn sendable(whole: &Blob, mime: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    let (piece, mime) = if mime.starts_with("audio/webm") {
        let bytes = JsFuture::from(whole.array_buffer()).await.ok()?;
        let ogg = ogg::from_webm(&js_sys::Uint8Array::new(&bytes).to_vec())?;
        (JsValue::from(js_sys::Uint8Array::from(ogg.as_slice())), "audio/ogg")
    } else {
        (JsValue::from(whole.clone()), mime)
    };
    // Servers know a sound by its type; how it was made is in its bytes.
    options.set_type(mime.split(';').next().unwrap_or(mime));
    Blob::new_with_u8_array_sequence_and_options(&js_sys::Array::of1(&piece), &options).ok()
}

/// How loud it is now: the highest swing, doubled, since people speak far below the top.
fn level(analyser: &AnalyserNode) -> u8 {
    let mut swings = [128_u8; 512];
    analyser.get_byte_time_domain_data(&mut swings);
    let highest = swings.iter().map(|swing| swing.abs_diff(128)).max().unwrap_or_default();
    highest.saturating_mul(2).min(127).saturating_mul(2)
}

fn inside(take: Take) -> AnyView {
    let tr = use_translator();
    let refused = match take.step.get() {
        Step::Asking => return view! { <p role="status">{tr.t("inbox-voice-asking")}</p> }.into_any(),
        Step::Impossible(key) => {
            return view! {
                <p class="fe" role="alert">
                    <Icon glyph=Glyph::Warning size=IconSize::Small />
                    {tr.t(key)}
                </p>
            }
            .into_any();
        }
        Step::Running => return running(take),
        Step::Sending(percent) => {
            return view! { <Progress percent=Signal::stored(percent) label=tr.t("inbox-sending") /> }
                .into_any();
        }
        Step::Done => None,
        Step::Stopped(refusal) => Some(refusal),
    };
    let refused = refused.map(|refusal| {
        view! {
            <p class="fe" role="alert">
                <Icon glyph=Glyph::Warning size=IconSize::Small />
                {tr.refusal(&refusal)}
            </p>
        }
    });
    let (url, loudness) = (take.address.get_untracked(), take.loudness.get_untracked());
    let seconds = f64::from(u32::try_from(loudness.len()).unwrap_or_default()) / 10.0;
    view! {
        <Player url loudness seconds label=tr.t("inbox-kind-voice") broken=Callback::new(|()| {}) />
        {refused}
        <DialogActions>
            <Button tone=Tone::Ghost on_press=move |()| take.open.set(false)>
                {tr.t("inbox-voice-discard")}
            </Button>
            <Button tone=Tone::Primary glyph=Glyph::Send on_press=move |()| take.send()>
                {tr.t("inbox-send")}
            </Button>
        </DialogActions>
    }
    .into_any()
}

/// While somebody speaks: the last four seconds, and how long it is by now.
fn running(take: Take) -> AnyView {
    let tr = use_translator();
    let last = move || {
        take.loudness.with(|loudness| {
            let recent = loudness.get(loudness.len().saturating_sub(wave::BARS)..).unwrap_or_default();
            let mut bars = vec![0; wave::BARS - recent.len()];
            bars.extend_from_slice(recent);
            wave::path(&bars, 0, wave::BARS)
        })
    };
    view! {
        <div class="snd rec">
            <span class="dot" aria-hidden="true"></span>
            <svg class="wav" viewBox="0 0 160 28" aria-hidden="true">
                <path class="on" d=last />
            </svg>
            <span class="tm" role="timer" aria-label=tr.t("inbox-voice-length")>
                {move || wave::clock(take.seconds())}
            </span>
        </div>
        <DialogActions>
            <Button tone=Tone::Ghost on_press=move |()| take.open.set(false)>
                {tr.t("inbox-voice-discard")}
            </Button>
            <Button tone=Tone::Primary glyph=Glyph::Pause on_press=move |()| take.stop()>
                {tr.t("inbox-voice-stop")}
            </Button>
        </DialogActions>
    }
    .into_any()
}
