//! `/api/assist`: a draft as it is written (server-sent events). Each event is one [`Heard`]; the last one is the draft, or
//! why there is none. Who goes away lets the call go; what it used by then is booked all the same.

use super::{App, walls};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{
        IntoResponse as _, Response, Sse,
        sse::{Event as Frame, KeepAlive},
    },
};
use futures::Stream;
use prosa_domain::{
    id::{AskId, ConversationId},
    refusal::{Code, Refusal},
};
use prosa_engine::{Caller, assist::Grounding};
use prosa_wire::assist::{DraftAsk, Heard};
use serde::Deserialize;
use std::{convert::Infallible, time::Duration};
use tokio::sync::mpsc::{self, UnboundedReceiver};

#[derive(Deserialize)]
pub(super) struct Wanted {
    /// Made by the browser: the same id twice is refused, so that a stream that is opened again asks nobody again.
    id: AskId,
}

pub(super) async fn draft(
    State(app): State<App>,
    Extension(caller): Extension<Option<Caller>>,
    Path(conversation): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let Some(caller) = caller else { return walls::refuse(&Refusal::new(Code::SignedOut)) };
    // It is fetched like a page and costs money: another site must not get it started.
    if !walls::comes_from_us(&app.config, &headers) {
        return walls::refuse(&Refusal::new(Code::CrossSite));
    }
    let Ok(conversation_id) = conversation.parse::<ConversationId>() else {
        return walls::refuse(&Refusal::new(Code::NotFound));
    };
    let (to, from) = mpsc::unbounded_channel();
    let engine = app.engine.clone();
    tokio::spawn(async move {
        let ask = DraftAsk { id: wanted.id, conversation_id };
        let last = match engine.draft_reply(&caller, ask, Grounding::Knowledge, Some(to.clone())).await {
            Ok(draft) => Heard::Done { draft: Box::new(draft) },
            Err(refusal) => Heard::Refused { refusal },
        };
        // Nobody listens any more where it fails.
        let _ = to.send(last);
    });
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(10));
    let mut response = Sse::new(frames(from)).keep_alive(keep_alive).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

fn frames(from: UnboundedReceiver<Heard>) -> impl Stream<Item = Result<Frame, Infallible>> {
    futures::stream::unfold(from, |mut from| async move {
        let heard = from.recv().await?;
        let frame = Frame::default().json_data(&heard).unwrap_or_default();
        Some((Ok(frame), from))
    })
}
