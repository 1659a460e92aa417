//! Speech into text, behind a port of its own: a provider that speaks as OpenAI does is one side of it, a model on this
//! machine the other.
//!
//! Source: OpenAI API reference, "Create transcription": a form with `file`, `model`, `language` (ISO 639-1) and
//! `response_format`; the name's ending tells what the file is, and `ogg`, `mp3`, `mp4`, `m4a`, `wav`, `webm`, `flac` are taken.

use super::{Broken, Client, Endpoint};
use crate::Boxed;
use bytes::Bytes;
use prosa_domain::{
    assist::{Failure, Usage},
    lang::Lang,
};
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use std::{fmt, time::Duration};
use tokio::time::Instant;

/// Bytes of a file at most (OpenAI, "Speech to text": 25 MB).
pub const AUDIO_BYTES_MAX: usize = 25 * 1024 * 1024;

/// Something said.
#[derive(Clone)]
pub struct Audio {
    /// The file.
    pub bytes: Bytes,
    /// What it is, such as `audio/ogg; codecs=opus`.
    pub mime: String,
    /// What it is probably spoken in; none lets the model find out.
    pub language: Option<Lang>,
}

impl fmt::Debug for Audio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Audio({}, {} bytes)", self.mime, self.bytes.len())
    }
}

/// What was said.
#[derive(Clone, PartialEq, Eq)]
pub struct Transcript {
    /// The words; empty when nothing was said.
    pub text: String,
    /// Whole seconds of speech, rounded up, when it was told: some models are billed by them.
    pub seconds: Option<u32>,
    /// Tokens, when they were told.
    pub usage: Option<Usage>,
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transcript({} bytes, {:?} s)", self.text.len(), self.seconds)
    }
}

/// Turns speech into text.
pub trait Transcriber: Send + Sync {
    /// Whose model and which, for the log.
    fn name(&self) -> String;
    /// Writes down what was said.
    fn transcribe<'a>(&'a self, audio: &'a Audio, within: Duration) -> Boxed<'a, Result<Transcript, Broken>>;
}

/// A provider that turns speech into text.
#[derive(Clone, Debug)]
pub struct RemoteTranscriber {
    /// The sockets.
    pub client: Client,
    /// Where, with which model.
    pub endpoint: Endpoint,
}

impl Transcriber for RemoteTranscriber {
    fn name(&self) -> String {
        format!("{}/{}", self.endpoint.kind.as_str(), self.endpoint.model)
    }

    fn transcribe<'a>(&'a self, audio: &'a Audio, within: Duration) -> Boxed<'a, Result<Transcript, Broken>> {
        Box::pin(self.send(audio, within))
    }
}

impl RemoteTranscriber {
    async fn send(&self, audio: &Audio, within: Duration) -> Result<Transcript, Broken> {
        if !self.endpoint.kind.transcribes() {
            return Err(Broken::new(Failure::Refused, "no_transcription"));
        }
        if audio.bytes.len() > AUDIO_BYTES_MAX {
            return Err(Broken::new(Failure::TooLong, "audio_bytes"));
        }
        let form = form(&self.endpoint.model, audio)?;
        let deadline = Instant::now() + within;
        let path = "/audio/transcriptions";
        let body =
            self.client.post(&self.endpoint, path, |request| request.multipart(form), deadline).await?;
        read(&body)
    }
}

fn form(model: &str, audio: &Audio) -> Result<Form, Broken> {
    let (mime, ending) = kind(&audio.mime).ok_or_else(|| Broken::new(Failure::Refused, "audio_kind"))?;
    let part =
        Part::stream_with_length(audio.bytes.clone(), u64::try_from(audio.bytes.len()).unwrap_or(u64::MAX))
            .file_name(format!("audio.{ending}"))
            .mime_str(mime)
            .map_err(|_| Broken::new(Failure::Refused, "audio_kind"))?;
    let form = Form::new().text("model", model.to_owned()).text("response_format", "json");
    let form = match audio.language {
        Some(language) => form.text("language", language_code(language)),
        None => form,
    };
    Ok(form.part("file", part))
}

/// The plain kind and the ending it is known by.
fn kind(mime: &str) -> Option<(&'static str, &'static str)> {
    let plain = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Some(match plain.as_str() {
        "audio/ogg" | "audio/opus" | "application/ogg" => ("audio/ogg", "ogg"),
        "audio/mpeg" | "audio/mp3" => ("audio/mpeg", "mp3"),
        "audio/mp4" | "audio/m4a" | "audio/x-m4a" | "audio/aac" => ("audio/mp4", "m4a"),
        "audio/wav" | "audio/x-wav" | "audio/wave" => ("audio/wav", "wav"),
        "audio/webm" | "video/webm" => ("audio/webm", "webm"),
        "audio/flac" => ("audio/flac", "flac"),
        "video/mp4" => ("video/mp4", "mp4"),
        _ => return None,
    })
}

/// The language alone, as ISO 639-1 has it.
fn language_code(language: Lang) -> &'static str {
    language.tag().split('-').next().unwrap_or_default()
}

fn read(body: &[u8]) -> Result<Transcript, Broken> {
    let malformed = |word: &str| Broken::new(Failure::Malformed, word);
    let value: Value = serde_json::from_slice(body).map_err(|_| malformed("no_json"))?;
    let text = value.get("text").and_then(Value::as_str).ok_or_else(|| malformed("no_text"))?;
    let count = |name: &str| value.pointer(&format!("/usage/{name}")).and_then(Value::as_u64);
    let small = |count: u64| u32::try_from(count).ok();
    let input = count("input_tokens").and_then(small);
    let output = count("output_tokens").and_then(small);
    let told = value.pointer("/usage/seconds").or_else(|| value.get("duration")).and_then(Value::as_f64);
    let seconds = told.filter(|told| (0.0..1e6).contains(told)).map(|told| format!("{:.0}", told.ceil()));
    Ok(Transcript {
        text: text.trim().to_owned(),
        seconds: seconds.and_then(|seconds| seconds.parse().ok()),
        usage: input.zip(output).map(|(input, output)| Usage::new(input, 0, output)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_comes_from_a_phone_has_an_ending_the_provider_knows() {
        for (mime, ending) in [
            ("audio/ogg; codecs=opus", Some("ogg")),
            ("AUDIO/MPEG", Some("mp3")),
            ("audio/aac", Some("m4a")),
            ("audio/amr", None),
            ("text/plain", None),
            ("", None),
        ] {
            assert_eq!(kind(mime).map(|(_, ending)| ending), ending, "{mime}");
        }
    }

    #[test]
    fn answers_are_read_with_tokens_with_seconds_and_with_neither() {
        let tokens = br#"{"text":" Oi ","usage":{"type":"tokens","input_tokens":14,"output_tokens":45,"total_tokens":59}}"#;
        assert_eq!(
            read(tokens).unwrap(),
            Transcript { text: "Oi".to_owned(), seconds: None, usage: Some(Usage::new(14, 0, 45)) }
        );
        let seconds = br#"{"text":"Oi","usage":{"type":"duration","seconds":3.2}}"#;
        assert_eq!(read(seconds).unwrap().seconds, Some(4));
        assert_eq!(read(br#"{"text":"","duration":-1}"#).unwrap().seconds, None);
        assert_eq!(read(b"WEBVTT").unwrap_err().failure, Failure::Malformed);
        assert_eq!(read(br#"{"words":[]}"#).unwrap_err().word, "no_text");
    }
}
