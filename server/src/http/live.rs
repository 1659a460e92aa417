//! `/api/live`: the tenant's events as they happen (server-sent events). A client that was away says how far it came and
//! gets the gap first; one that was away too long is told to load afresh.

use super::{App, walls};
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{
        IntoResponse as _, Response, Sse,
        sse::{Event as Frame, KeepAlive},
    },
};
use futures::Stream;
use prosa_domain::refusal::{Code, Refusal};
use prosa_engine::{Caller, live::LiveSignal, live::Subscription};
use serde::Deserialize;
use std::{convert::Infallible, time::Duration};
use tokio::time::Instant;

/// Events read at once while catching up.
const PAGE: i64 = 500;
/// Further behind than this, loading afresh is quicker.
const GAP_MAX: i64 = 5_000;
/// How often the session is looked at again.
const SESSION_EVERY: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
pub(super) struct From {
    after: Option<i64>,
}

pub(super) async fn stream(
    State(app): State<App>,
    Extension(caller): Extension<Option<Caller>>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Response {
    let Some(caller) = caller else { return walls::refuse(&Refusal::new(Code::SignedOut)) };
    let last_seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let subscription = match app.engine.subscribe(&caller).await {
        Ok(subscription) => subscription,
        Err(refusal) => return walls::refuse(&refusal),
    };
    let token = walls::cookie(&headers, walls::SESSION_COOKIE).unwrap_or_default();
    let look_at = Instant::now() + SESSION_EVERY;
    let teller = Teller { app, caller, token, after: last_seen.or(from.after).unwrap_or(i64::MAX), look_at };
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    let mut response = Sse::new(tell(teller, subscription)).keep_alive(keep_alive).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

struct Teller {
    app: App,
    caller: Caller,
    token: String,
    /// Last event told.
    after: i64,
    /// When the session is looked at again, however much happens until then.
    look_at: Instant,
}

enum Told {
    Frames(Vec<Frame>),
    Over,
}

impl Teller {
    /// What lies between the client and now; a `resync` when that is too much or no longer kept.
    async fn gap(&mut self) -> Result<Vec<Frame>, Refusal> {
        let mut frames = Vec::new();
        loop {
            let page = self.app.engine.events_since(&self.caller, self.after, PAGE).await?;
            let new_client = self.after == i64::MAX;
            let forgotten = page.first_kept > self.after.saturating_add(1) && page.last > self.after;
            if new_client || forgotten || page.last - self.after > GAP_MAX || self.after > page.last {
                if !new_client {
                    frames.push(Frame::default().event("resync").data("{}"));
                }
                self.after = page.last;
                frames.push(Frame::default().event("hello").id(page.last.to_string()).data("{}"));
                return Ok(frames);
            }
            if page.events.is_empty() && page.last > self.after {
                // Forgotten to the last one.
                frames.push(Frame::default().event("resync").data("{}"));
                self.after = page.last;
            }
            if page.events.is_empty() {
                return Ok(frames);
            }
            frames.extend(self.frames(&page.events));
        }
    }

    fn frames(&mut self, events: &[prosa_domain::event::Event]) -> Vec<Frame> {
        let fresh: Vec<_> = events.iter().filter(|event| event.sequence > self.after).collect();
        if let Some(last) = fresh.last() {
            self.after = last.sequence;
        }
        fresh
            .into_iter()
            .filter_map(|event| Frame::default().id(event.sequence.to_string()).json_data(event).ok())
            .collect()
    }

    async fn next(&mut self, subscription: &mut Subscription) -> Told {
        loop {
            let signal = tokio::select! {
                biased;
                () = self.app.stopping.cancelled() => return Told::Over,
                () = tokio::time::sleep_until(self.look_at) => {
                    self.look_at = Instant::now() + SESSION_EVERY;
                    match self.app.engine.resolve_session(&self.token).await {
                        Ok(Some(_)) | Err(_) => continue,
                        Ok(None) => return Told::Over,
                    }
                }
                signal = subscription.recv() => signal,
            };
            let frames = match signal {
                LiveSignal::Events(events) => self.frames(&events),
                LiveSignal::Lagged => match self.gap().await {
                    Ok(frames) => frames,
                    Err(_) => return Told::Over,
                },
                LiveSignal::Closed => return Told::Over,
            };
            if !frames.is_empty() {
                return Told::Frames(frames);
            }
        }
    }
}

fn tell(teller: Teller, subscription: Subscription) -> impl Stream<Item = Result<Frame, Infallible>> {
    enum Step {
        First(Teller, Subscription),
        Live(Teller, Subscription, std::vec::IntoIter<Frame>),
        Over,
    }
    let start = Step::First(teller, subscription);
    futures::stream::unfold(start, |step| async {
        let (mut teller, mut subscription, mut frames) = match step {
            Step::Over => return None,
            Step::First(mut teller, subscription) => {
                // Subscribed before this is read, so nothing falls between gap and live.
                let frames = teller.gap().await.ok()?;
                (teller, subscription, frames.into_iter())
            }
            Step::Live(teller, subscription, frames) => (teller, subscription, frames),
        };
        loop {
            if let Some(frame) = frames.next() {
                return Some((Ok(frame), Step::Live(teller, subscription, frames)));
            }
            match teller.next(&mut subscription).await {
                Told::Frames(more) => frames = more.into_iter(),
                Told::Over => {
                    let bye = Frame::default().event("bye").data("{}");
                    return Some((Ok(bye), Step::Over));
                }
            }
        }
    })
}
