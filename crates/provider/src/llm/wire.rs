//! What each provider writes and reads, without sockets: a call is built, an answer, an event or a refusal is read.

mod anthropic;
mod gemini;
mod openai;
mod refusal;

pub(crate) use refusal::{Refusal, seconds_to_ms};

use super::{Answer, Broken, Chunk, Request, habit::Habits, sse::Event, thought::stripped};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use prosa_domain::assist::{Ended, Failure, Kind, Usage};
use serde_json::Value;

/// More tokens than any model takes or gives: a larger figure is not believed.
const TOKENS_MAX: u64 = 50_000_000;

/// How the answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In one piece.
    Whole,
    /// As it is written.
    Streamed,
}

/// How a call shows its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyWay {
    /// `Authorization: Bearer`.
    Bearer,
    /// A header of its own.
    Header(&'static str),
}

/// A call, apart from the key itself.
#[derive(Clone, PartialEq)]
pub struct Call {
    /// What follows the address of the endpoint.
    pub path: String,
    /// How the key is shown.
    pub key: KeyWay,
    /// Headers beside it.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body.
    pub body: Value,
}

/// How far a stream has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    usage: Option<Usage>,
    ended: Option<Ended>,
    /// Nothing more comes that matters.
    closed: bool,
}

impl Progress {
    /// Whether the stream said that it is over.
    pub(crate) const fn is_closed(&self) -> bool {
        self.closed
    }

    /// The end, when the provider said how it ended; a stream that only stopped was cut.
    pub(crate) const fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// What was counted so far.
    pub(crate) const fn usage(&self) -> Option<Usage> {
        self.usage
    }

    fn counted(&mut self, usage: Usage) -> Chunk {
        self.usage = Some(usage);
        Chunk::Usage(usage)
    }
}

/// One provider's language.
pub(crate) trait Wire: Send + Sync {
    /// Builds a call.
    fn call(&self, model: &str, request: &Request, way: Way, habits: &Habits) -> Result<Call, Broken>;
    /// Reads a whole answer.
    fn answer(&self, body: &Value) -> Result<Answer, Broken>;
    /// Reads one event of a stream.
    fn event(&self, progress: &mut Progress, event: &Event) -> Result<Vec<Chunk>, Broken>;
}

/// Who reads and writes for a kind.
pub(crate) fn of(kind: Kind) -> &'static dyn Wire {
    match kind {
        Kind::OpenAi | Kind::Compatible => &openai::OpenAi,
        Kind::Anthropic => &anthropic::Anthropic,
        Kind::Gemini => &gemini::Gemini,
    }
}

/// Builds a call as it is made first, before a model taught what it does not take.
///
/// # Errors
/// When the model's name cannot be one.
pub fn call(kind: Kind, model: &str, request: &Request, way: Way) -> Result<Call, Broken> {
    of(kind).call(model, request, way, &Habits::of(kind))
}

/// Reads a whole answer from its body.
///
/// # Errors
/// What the body says is wrong, or that it cannot be read.
pub fn answer(kind: Kind, body: &[u8]) -> Result<Answer, Broken> {
    let value = serde_json::from_slice::<Value>(body);
    let value = value.map_err(|_| Broken::new(Failure::Malformed, "no_json"))?;
    if has_error(&value) {
        return Err(Refusal::new(200, None, body).broken());
    }
    match of(kind).answer(&value) {
        Ok(answer) if kind == Kind::Compatible => Ok(Answer { text: stripped(&answer.text), ..answer }),
        other => other,
    }
}

/// Reads one event of a stream.
///
/// # Errors
/// What the event says is wrong, or that it cannot be read.
pub fn event(kind: Kind, progress: &mut Progress, event: &Event) -> Result<Vec<Chunk>, Broken> {
    of(kind).event(progress, event)
}

/// How a stream ended, as far as it came; none when it was cut.
#[must_use]
pub fn ended(progress: &Progress) -> Option<Ended> {
    progress.ended()
}

/// Reads a refusal: the failure and its word. `wait_ms` is what its headers ask for.
#[must_use]
pub fn refusal(status: u16, wait_ms: Option<u64>, body: &[u8]) -> Broken {
    Refusal::new(status, wait_ms, body).broken()
}

fn has_error(value: &Value) -> bool {
    let value = value.get(0).unwrap_or(value);
    value.get("error").is_some_and(|error| !error.is_null())
}

/// The JSON of an event; one that says an error is one.
fn json(data: &str) -> Result<Value, Broken> {
    let value = serde_json::from_str::<Value>(data);
    let value = value.map_err(|_| Broken::new(Failure::Malformed, "bad_event"))?;
    if has_error(&value) {
        return Err(Refusal::new(200, None, data.as_bytes()).broken());
    }
    Ok(value)
}

/// A count that can be believed.
fn count(value: &Value, pointer: &str) -> Option<u32> {
    let found = value.pointer(pointer)?.as_u64().filter(|found| *found <= TOKENS_MAX)?;
    u32::try_from(found).ok()
}

fn word<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The instructions, with the shape of the answer in words when the model does not take it as such.
fn instructions(request: &Request, habits: &Habits) -> String {
    let schema = request.schema.as_ref().filter(|_| habits.schema == super::habit::Goes::Not);
    let shape = schema.map(|schema| {
        format!("Answer with one JSON object and nothing else. It fits this JSON Schema: {}", schema.object)
    });
    let parts = [Some(request.system.clone()).filter(|system| !system.is_empty()), shape];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

/// A model's name that cannot lead a path elsewhere.
fn is_plain_name(model: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    !model.is_empty() && model.len() <= 128 && !model.starts_with('.') && model.chars().all(is_plain)
}
