//! The sockets: one call at a time, with limits for the connection, the first word, the silence between words and the
//! whole. Redirects are not followed, and a name that leads into a private network is not called ([`super::address`]).

use super::{
    Answer, Broken, Chunk, Endpoint, Request,
    address::{Allowed, Guarded, PrivateAddress},
    habit::{Goes, Habits, LESSONS_MAX},
    sse::{Event, Parser},
    thought::Thoughts,
    wire::{self, Call, KeyWay, Progress, Refusal, Way, Wire},
};
use bytes::Bytes;
use chrono::DateTime;
use futures::{
    StreamExt as _, TryStreamExt as _,
    stream::{self, BoxStream},
};
use prosa_domain::assist::{Ended, Failure, Kind};
use reqwest::{
    RequestBuilder, Response,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    collections::{HashMap, VecDeque},
    error::Error,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout_at};

/// Bytes of a whole answer or a refusal that are read.
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Models whose habits are remembered.
const HABITS_MAX: usize = 1_024;

/// An answer as it is written. It ends with [`Chunk::End`] or with a failure, and gives nothing after either.
pub type Chunks = BoxStream<'static, Result<Chunk, Broken>>;

/// How long to wait for a model.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For the first word of a stream. Models that think are silent for long.
    pub first: Duration,
    /// For the next bytes of a stream, signs of life included.
    pub between: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first: Duration::from_secs(25),
            between: Duration::from_secs(15),
        }
    }
}

/// HTTP towards models. Cheap to clone; clones share connections and what models taught.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    timeouts: Timeouts,
    /// By address and model.
    habits: Arc<Mutex<HashMap<(String, String), Habits>>>,
}

impl Client {
    /// Makes the client with its own connections.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(timeouts: Timeouts, allowed: Allowed) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(timeouts.connect)
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(Guarded(allowed)))
            .pool_max_idle_per_host(16)
            .user_agent("Prosa")
            .build()?;
        Ok(Self { http, timeouts, habits: Arc::default() })
    }

    /// Asks for a whole answer.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn ask(
        &self,
        endpoint: &Endpoint,
        request: &Request,
        within: Duration,
    ) -> Result<Answer, Broken> {
        let deadline = Instant::now() + within;
        let response = self.open(endpoint, request, Way::Whole, deadline).await?;
        let body = whole(response, deadline).await?;
        wire::answer(endpoint.kind, &body)
    }

    /// Asks for an answer as it is written.
    ///
    /// # Errors
    /// Why it does not even begin; what breaks later is in the stream.
    pub async fn stream(
        &self,
        endpoint: &Endpoint,
        request: &Request,
        within: Duration,
    ) -> Result<Chunks, Broken> {
        let began = Instant::now();
        let deadline = began + within;
        let first = (began + self.timeouts.first).min(deadline);
        let response = self.open(endpoint, request, Way::Streamed, first).await?;
        let mime =
            response.headers().get(CONTENT_TYPE).and_then(|mime| mime.to_str().ok()).unwrap_or_default();
        if mime.starts_with("application/json") {
            // Some servers do not stream and say so only like this.
            let answer = wire::answer(endpoint.kind, &whole(response, deadline).await?)?;
            return Ok(in_one_piece(answer));
        }
        let reading = Reading {
            body: response.bytes_stream().boxed(),
            wire: wire::of(endpoint.kind),
            thoughts: (endpoint.kind == Kind::Compatible).then(Thoughts::default),
            parser: Parser::default(),
            progress: Progress::default(),
            ready: VecDeque::new(),
            fault: None,
            is_done: false,
            until: first,
            between: self.timeouts.between,
            deadline,
            has_spoken: false,
        };
        let next = |mut reading: Reading| async move {
            let chunk = reading.next().await?;
            Ok(chunk.map(|chunk| (chunk, reading)))
        };
        Ok(stream::try_unfold(reading, next).boxed())
    }

    /// Posts anything with the endpoint's key and gives the answer's bytes.
    pub(super) async fn post(
        &self,
        endpoint: &Endpoint,
        path: &str,
        body: impl FnOnce(RequestBuilder) -> RequestBuilder,
        deadline: Instant,
    ) -> Result<Bytes, Broken> {
        let request = self.http.post(endpoint.address.below(path));
        let request = body(with_key(request, endpoint, KeyWay::Bearer)?);
        let response = send(request, deadline).await?;
        if response.status().is_success() {
            return whole(response, deadline).await;
        }
        Err(refusal(response, deadline).await?.broken())
    }

    /// Makes the call, again without what the model says it does not take.
    async fn open(
        &self,
        endpoint: &Endpoint,
        request: &Request,
        way: Way,
        deadline: Instant,
    ) -> Result<Response, Broken> {
        let wire = wire::of(endpoint.kind);
        let mut habits = self.habits(endpoint);
        for _ in 0..=LESSONS_MAX {
            let call = wire.call(&endpoint.model, request, way, &habits)?;
            let response = send(self.request(endpoint, &call)?, deadline).await?;
            if response.status().is_success() {
                return Ok(response);
            }
            let refusal = refusal(response, deadline).await?;
            match refusal.complaint().and_then(|words| habits.taught(words)) {
                Some(taught) => habits = self.learn(endpoint, taught),
                None => return Err(refusal.broken()),
            }
        }
        Err(Broken::new(Failure::Refused, "too_many_lessons"))
    }

    fn request(&self, endpoint: &Endpoint, call: &Call) -> Result<RequestBuilder, Broken> {
        let mut request = self.http.post(endpoint.address.below(&call.path)).json(&call.body);
        for (name, value) in call.headers {
            request = request.header(*name, *value);
        }
        with_key(request, endpoint, call.key)
    }

    fn habits(&self, endpoint: &Endpoint) -> Habits {
        let key = (endpoint.address.as_str().to_owned(), endpoint.model.clone());
        let known = self.habits.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).copied().unwrap_or(Habits::of(endpoint.kind))
    }

    fn learn(&self, endpoint: &Endpoint, taught: Habits) -> Habits {
        let mut known = self.habits.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= HABITS_MAX {
            known.clear();
        }
        known.insert((endpoint.address.as_str().to_owned(), endpoint.model.clone()), taught);
        let left_out = taught.temperature == Goes::Not || taught.schema == Goes::Not;
        tracing::info!(kind = endpoint.kind.as_str(), left_out, "a model does not take a parameter");
        taught
    }
}

/// Reads a stream to its end.
///
/// # Errors
/// What broke it, with what came before.
pub async fn collect(mut chunks: Chunks) -> Result<Answer, Broken> {
    let (mut text, mut usage) = (String::new(), None);
    loop {
        match chunks.try_next().await {
            Ok(Some(Chunk::Text(more))) => text.push_str(&more),
            Ok(Some(Chunk::Usage(told))) => usage = Some(told),
            Ok(Some(Chunk::End(ended))) => return Ok(Answer { text, ended, usage }),
            Ok(None) => return Err(Broken { partial: text, usage, ..Broken::new(Failure::Cut, "no_end") }),
            Err(broken) => return Err(Broken { partial: text, usage: broken.usage.or(usage), ..broken }),
        }
    }
}

/// A stream being read.
struct Reading {
    body: BoxStream<'static, Result<Bytes, reqwest::Error>>,
    wire: &'static dyn Wire,
    /// Takes thinking out, where it may be in the text.
    thoughts: Option<Thoughts>,
    parser: Parser,
    progress: Progress,
    ready: VecDeque<Chunk>,
    fault: Option<Broken>,
    is_done: bool,
    until: Instant,
    between: Duration,
    deadline: Instant,
    has_spoken: bool,
}

impl Reading {
    async fn next(&mut self) -> Result<Option<Chunk>, Broken> {
        loop {
            if let Some(chunk) = self.ready.pop_front() {
                return Ok(Some(chunk));
            }
            if let Some(fault) = self.fault.take() {
                self.is_done = true;
                return Err(Broken { usage: fault.usage.or(self.progress.usage()), ..fault });
            }
            if self.is_done {
                return Ok(None);
            }
            match timeout_at(self.until, self.body.next()).await {
                Err(_) => {
                    let word = if self.has_spoken { "silence" } else { "first_word" };
                    self.fault = Some(Broken::new(Failure::Timeout, word));
                }
                Ok(Some(Ok(bytes))) => self.take(&bytes),
                Ok(Some(Err(_)) | None) => self.finish(),
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        match self.parser.push(bytes) {
            Ok(events) => self.read(events),
            Err(_) => self.fault = Some(Broken::new(Failure::Malformed, "event_length")),
        }
        if self.has_spoken {
            self.until = (Instant::now() + self.between).min(self.deadline);
        }
    }

    fn read(&mut self, events: Vec<Event>) {
        for event in events {
            match self.wire.event(&mut self.progress, &event) {
                Ok(chunks) => {
                    self.has_spoken |= chunks.iter().any(|chunk| matches!(chunk, Chunk::Text(_)));
                    for chunk in chunks {
                        self.hear(chunk);
                    }
                }
                Err(broken) => {
                    self.fault = Some(broken);
                    return;
                }
            }
            if self.progress.is_closed() {
                self.end(self.progress.ended().unwrap_or(Ended::Complete));
                return;
            }
        }
    }

    /// The bytes are over.
    fn finish(&mut self) {
        if let Some(event) = std::mem::take(&mut self.parser).finish() {
            self.read(vec![event]);
            // Half an event is no event in a bad form: the stream was cut in it.
            if self.fault.as_ref().is_some_and(|fault| fault.failure == Failure::Malformed) {
                self.fault = None;
            }
        }
        match self.progress.ended() {
            _ if self.fault.is_some() || self.is_done => {}
            Some(ended) => self.end(ended),
            None => self.fault = Some(Broken::new(Failure::Cut, "no_end")),
        }
    }

    /// Makes ready what is meant to be heard of a piece.
    fn hear(&mut self, chunk: Chunk) {
        let heard = match (chunk, &mut self.thoughts) {
            (Chunk::Text(text), Some(thoughts)) => Chunk::Text(thoughts.push(&text)),
            (other, _) => other,
        };
        if heard != Chunk::Text(String::new()) {
            self.ready.push_back(heard);
        }
    }

    fn end(&mut self, ended: Ended) {
        let rest = self.thoughts.as_mut().map(Thoughts::finish).unwrap_or_default();
        if !rest.is_empty() {
            self.ready.push_back(Chunk::Text(rest));
        }
        self.ready.push_back(Chunk::End(ended));
        self.is_done = true;
    }
}

fn in_one_piece(answer: Answer) -> Chunks {
    let text = Some(Chunk::Text(answer.text)).filter(|chunk| *chunk != Chunk::Text(String::new()));
    let chunks = [text, answer.usage.map(Chunk::Usage), Some(Chunk::End(answer.ended))];
    stream::iter(chunks.into_iter().flatten().map(Ok)).boxed()
}

async fn send(request: RequestBuilder, deadline: Instant) -> Result<Response, Broken> {
    let sent = timeout_at(deadline, request.send()).await;
    let sent = sent.map_err(|_| Broken::new(Failure::Timeout, "no_answer"))?;
    sent.map_err(|error| {
        if leads_inside(&error) {
            Broken::new(Failure::Refused, "private_address")
        } else if error.is_connect() || error.is_builder() {
            Broken::new(Failure::Unreachable, "no_connection")
        } else {
            Broken::new(Failure::Cut, "no_answer")
        }
    })
}

fn leads_inside(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = error.source();
    while let Some(cause) = next {
        if cause.is::<PrivateAddress>() {
            return true;
        }
        next = cause.source();
    }
    false
}

async fn whole(mut response: Response, deadline: Instant) -> Result<Bytes, Broken> {
    let mut body = Vec::new();
    loop {
        let chunk = timeout_at(deadline, response.chunk()).await;
        match chunk.map_err(|_| Broken::new(Failure::Timeout, "whole"))? {
            Ok(Some(chunk)) if body.len().saturating_add(chunk.len()) <= BODY_BYTES_MAX => {
                body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => return Err(Broken::new(Failure::Malformed, "body_length")),
            Ok(None) => return Ok(body.into()),
            Err(_) => return Err(Broken::new(Failure::Cut, "body")),
        }
    }
}

async fn refusal(response: Response, deadline: Instant) -> Result<Refusal, Broken> {
    let status = response.status().as_u16();
    let wait_ms = wait_ms(response.headers());
    // What it says about itself counts even when the rest of it is lost.
    let body = whole(response, deadline).await.unwrap_or_default();
    Ok(Refusal::new(status, wait_ms, &body))
}

/// `Retry-After` as seconds or as a date beside the answer's own (RFC 9110, 10.2.3), or OpenAI's in milliseconds.
fn wait_ms(headers: &HeaderMap) -> Option<u64> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(ms) = text("retry-after-ms").and_then(|ms| ms.trim().parse::<f64>().ok()) {
        return wire::seconds_to_ms(&format!("{:.6}", ms / 1_000.0));
    }
    let after = text("retry-after")?;
    wire::seconds_to_ms(after).or_else(|| {
        let date = |text: &str| DateTime::parse_from_rfc2822(text).ok();
        let wait = date(after)? - date(text("date")?)?;
        u64::try_from(wait.num_milliseconds().max(0)).ok()
    })
}

fn with_key(request: RequestBuilder, endpoint: &Endpoint, way: KeyWay) -> Result<RequestBuilder, Broken> {
    let Some(key) = &endpoint.key else {
        let goes = endpoint.kind.works_without_key();
        return if goes { Ok(request) } else { Err(Broken::new(Failure::Auth, "no_key")) };
    };
    let (name, value) = match way {
        KeyWay::Bearer => (AUTHORIZATION, secret(&format!("Bearer {}", key.expose_secret()))?),
        KeyWay::Header(name) => (HeaderName::from_static(name), secret(key.expose_secret())?),
    };
    Ok(request.header(name, value))
}

fn secret(text: &str) -> Result<HeaderValue, Broken> {
    let value = HeaderValue::from_str(text.trim());
    let mut value = value.map_err(|_| Broken::new(Failure::Auth, "key_form"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whether a key can be one, before anything is called with it.
#[must_use]
pub fn can_be_key(key: &SecretString) -> bool {
    let key = key.expose_secret().trim();
    !key.is_empty() && key.len() <= 1_024 && key.chars().all(|letter| letter.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn the_wait_is_read_in_every_writing() {
        let date = ("date", "Sat, 21 Nov 2026 12:00:00 GMT");
        for (pairs, ms) in [
            (&[][..], None),
            (&[("retry-after", "7")][..], Some(7_000)),
            (&[("retry-after", "7"), ("retry-after-ms", "250.5")][..], Some(251)),
            (&[("retry-after", "Sat, 21 Nov 2026 12:01:30 GMT"), date][..], Some(90_000)),
            (&[("retry-after", "Sat, 21 Nov 2026 11:00:00 GMT"), date][..], Some(0)),
            (&[("retry-after", "Sat, 21 Nov 2026 12:01:30 GMT")][..], None),
            (&[("retry-after", "soon")][..], None),
            (&[("retry-after-ms", "NaN")][..], None),
        ] {
            assert_eq!(wait_ms(&headers(pairs)), ms, "{pairs:?}");
        }
    }

    #[test]
    fn keys_have_no_spaces_and_are_not_empty() {
        for (key, good) in [("sk-abc", true), (" sk-abc\n", true), ("", false), ("a b", false), ("é", false)]
        {
            assert_eq!(can_be_key(&key.to_owned().into()), good, "{key}");
        }
    }
}
