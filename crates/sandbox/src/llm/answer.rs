//! What every language has in common: bad days before an answer, and how the bytes of an answer leave.

use super::{
    Asked, Came,
    compose::{self, compose},
    mode::{Mode, Order},
};
use crate::{graph::call::Cut, shared::Shared};
use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::stream;
use serde_json::Value;
use std::{io, time::Duration};

/// Bytes of one piece on the wire: short, and no multiple of anything, so that pieces end inside characters and lines.
const PIECE_BYTES: usize = 61;
/// Characters of one piece of an answer.
const PIECE_CHARS: usize = 9;

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Too many calls.
    RateLimited,
    /// An empty account.
    Quota,
    /// Too many from everybody.
    Overloaded,
    /// Its own failure.
    ServerError,
    /// A bad key.
    Auth,
    /// A question that is too long.
    TooLong,
    /// No such model.
    Missing,
    /// A question a filter stops.
    Blocked,
    /// A parameter that is not taken.
    Unsupported(&'static str),
}

/// An answer before it is in anybody's language.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its words, in pieces.
    pub pieces: Vec<String>,
    /// Why it ends: complete, for want of room, by a filter.
    pub end: End,
    /// Tokens of question and answer; none are told when none.
    pub usage: Option<(Value, Value)>,
}

/// Why an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Complete.
    Stop,
    /// No more room.
    Length,
    /// A filter.
    Filter,
}

impl Answer {
    /// All words.
    pub fn text(&self) -> String {
        self.pieces.concat()
    }
}

/// One language.
pub trait Language {
    /// Its name.
    const NAME: &'static str;
    /// A refusal.
    fn refuse(fault: Fault) -> Response;
    /// A whole answer.
    fn whole(asked: &Asked, answer: &Answer) -> Value;
    /// The events of a stream: those before the middle, those after, and what ends it.
    fn events(asked: &Asked, answer: &Answer) -> Vec<String>;
    /// An error as an event.
    fn error_event() -> String;
    /// How many events at the end make it complete.
    const END_EVENTS: usize;
}

/// Answers a call.
pub async fn answer<L: Language>(shared: &Shared, cut: Option<Cut>, asked: Asked, body: Value) -> Response {
    let Order { mode, ms, say, .. } = shared.llm.take(&asked.model);
    let asked = Asked { pictures: pictures(&body), say, ..asked };
    shared.llm.note(Came {
        wire: L::NAME,
        model: asked.model.clone(),
        mode,
        streamed: asked.streamed,
        text: asked.text(),
        body,
    });
    if let Some(refused) = refused::<L>(mode, ms, &asked) {
        return refused;
    }
    match mode {
        Mode::Timeout => return hang(ms.unwrap_or(60_000), cut).await,
        Mode::Late => tokio::time::sleep(Duration::from_millis(ms.unwrap_or(1_000))).await,
        Mode::BadJson if asked.streamed => {
            return bytes(EVENTS, b"data: {\"choices\": oops\n\n".to_vec());
        }
        Mode::BadJson => return bytes(JSON, b"{\"choices\": [oops".to_vec()),
        _ => {}
    }
    let answer = given(&asked, mode);
    if !asked.streamed || mode == Mode::Whole {
        let text = L::whole(&asked, &answer).to_string().into_bytes();
        return if mode == Mode::Cut { cut_off(JSON, text) } else { bytes(JSON, text) };
    }
    let mut events = L::events(&asked, &answer);
    let middle = events.len().saturating_sub(L::END_EVENTS);
    match mode {
        Mode::Short => events.truncate(middle),
        Mode::FaultInside => {
            events.truncate(middle);
            events.push(L::error_event());
        }
        Mode::Cut => {
            events.truncate(middle);
            return cut_off(EVENTS, events.concat().into_bytes());
        }
        _ => {}
    }
    if mode == Mode::Slow {
        let pause = Duration::from_millis(ms.unwrap_or(40));
        return flow(EVENTS, events.into_iter().map(Bytes::from).collect(), Some(pause));
    }
    bytes(EVENTS, events.concat().into_bytes())
}

/// Pictures in a body, in whichever of the three languages it is.
fn pictures(body: &Value) -> usize {
    match body {
        Value::Object(fields) => {
            let is_one = fields.contains_key("image_url")
                || fields.contains_key("inlineData")
                || fields.get("type").and_then(Value::as_str) == Some("image");
            if is_one { 1 } else { fields.values().map(pictures).sum() }
        }
        Value::Array(all) => all.iter().map(pictures).sum(),
        _ => 0,
    }
}

const JSON: &str = "application/json";
const EVENTS: &str = "text/event-stream; charset=utf-8";

fn refused<L: Language>(mode: Mode, ms: Option<u64>, asked: &Asked) -> Option<Response> {
    let fault = match mode {
        Mode::RateLimited => Fault::RateLimited,
        Mode::Quota => Fault::Quota,
        Mode::Overloaded => Fault::Overloaded,
        Mode::ServerError => Fault::ServerError,
        Mode::Auth => Fault::Auth,
        Mode::TooLong => Fault::TooLong,
        Mode::Missing => Fault::Missing,
        Mode::Blocked => Fault::Blocked,
        Mode::Strict => Fault::Unsupported(asked.unwanted.first()?),
        _ => return None,
    };
    let mut response = L::refuse(fault);
    if matches!(fault, Fault::RateLimited | Fault::Overloaded) {
        let seconds = ms.unwrap_or(1_000).div_ceil(1_000);
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Some(response)
}

/// The answer of a mode.
fn given(asked: &Asked, mode: Mode) -> Answer {
    let mut said = compose(asked, mode);
    if mode == Mode::Empty {
        said = compose::Said { text: String::new(), is_cut: true };
    }
    if mode == Mode::Thinking {
        said.text.insert_str(0, "<think>\nO cliente quer saber algo 🤔.\n</think>\n\n");
    }
    let letters: Vec<char> = said.text.chars().collect();
    let mut pieces: Vec<String> = letters.chunks(PIECE_CHARS).map(|piece| piece.iter().collect()).collect();
    let mut end = if said.is_cut { End::Length } else { End::Stop };
    if mode == Mode::Filtered {
        pieces.truncate(pieces.len().div_ceil(2));
        end = End::Filter;
    }
    let output = compose::tokens(&pieces.concat());
    let usage = match mode {
        Mode::NoUsage => None,
        Mode::WrongUsage => Some(((-7).into(), "many".into())),
        _ => Some((compose::tokens(&asked.text()).into(), output.into())),
    };
    Answer { pieces, end, usage }
}

/// Stays silent, then drops the connection.
pub async fn hang(ms: u64, cut: Option<Cut>) -> Response {
    tokio::time::sleep(Duration::from_millis(ms)).await;
    if let Some(cut) = cut {
        cut.0.cancel();
    }
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// Bytes in small pieces.
fn bytes(mime: &'static str, text: Vec<u8>) -> Response {
    flow(mime, text.chunks(PIECE_BYTES).map(Bytes::copy_from_slice).collect(), None)
}

/// Pieces one after the other, with a pause before each when wanted.
fn flow(mime: &'static str, pieces: Vec<Bytes>, pause: Option<Duration>) -> Response {
    let pieces = stream::unfold(pieces.into_iter(), move |mut pieces| async move {
        let piece = pieces.next()?;
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            None => tokio::task::yield_now().await,
        }
        Some((Ok::<_, io::Error>(piece), pieces))
    });
    ([(header::CONTENT_TYPE, mime)], Body::from_stream(pieces)).into_response()
}

/// The first two thirds of the bytes, then the connection goes.
fn cut_off(mime: &'static str, text: Vec<u8>) -> Response {
    let keep = text.len().saturating_mul(2) / 3;
    let first = Bytes::from(text).slice(..keep);
    let pieces = stream::unfold(Some(first), |first| async move {
        if let Some(first) = first {
            return Some((Ok(first), None));
        }
        // What was written has to leave before the connection does.
        tokio::time::sleep(Duration::from_millis(30)).await;
        Some((Err(io::Error::from(io::ErrorKind::ConnectionReset)), None))
    });
    ([(header::CONTENT_TYPE, mime)], Body::from_stream(pieces)).into_response()
}
