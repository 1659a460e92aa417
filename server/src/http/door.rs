//! `/webhooks/{provider}`: the provider's question whether the address is ours, and its deliveries.

use super::{App, walls};
use axum::{
    Router,
    body::Body,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::get,
};
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use prosa_domain::refusal::{Code, Refusal};
use prosa_engine::path::accept::{AcceptError, Verdict};
use prosa_provider::Headers;
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use tokio::sync::OwnedSemaphorePermit;

/// Meta sends at most 3 MB.
const BODY_BYTES_MAX: usize = 3 * 1024 * 1024;

pub(super) fn router(app: App) -> Router {
    Router::new().route("/webhooks/{provider}", get(challenge).post(deliver)).with_state(app)
}

#[derive(Deserialize)]
struct Challenge {
    #[serde(rename = "hub.mode", default)]
    mode: String,
    #[serde(rename = "hub.challenge", default)]
    challenge: String,
    #[serde(rename = "hub.verify_token", default)]
    token: String,
}

async fn challenge(
    State(app): State<App>,
    Path(provider): Path<String>,
    Query(query): Query<Challenge>,
) -> Response {
    if query.mode == "subscribe"
        && query.challenge.len() <= 256
        && app.door.challenge(&provider, &query.token).await
    {
        return (StatusCode::OK, query.challenge).into_response();
    }
    StatusCode::FORBIDDEN.into_response()
}

async fn deliver(State(app): State<App>, Path(provider): Path<String>, request: Request) -> Response {
    let started = tokio::time::Instant::now();
    let (outcome, response) = take(&app, &provider, request).await;
    metrics::counter!("prosa_door_requests_total", "outcome" => outcome).increment(1);
    metrics::histogram!("prosa_door_seconds").record(started.elapsed().as_secs_f64());
    response
}

async fn take(app: &App, provider: &str, request: Request) -> (&'static str, Response) {
    if app.engine.providers.get(provider).is_none() {
        return ("unknown-provider", StatusCode::NOT_FOUND.into_response());
    }
    let (parts, body) = request.into_parts();
    let longest = Duration::from_secs(app.config.server.body_seconds_max);
    let (raw, _room) = match tokio::time::timeout(longest, read(app, &parts.headers, body)).await {
        Ok(Ok(raw)) => raw,
        Ok(Err(StatusCode::SERVICE_UNAVAILABLE)) => {
            return ("no-room", walls::refuse(&Refusal::new(Code::Overloaded)));
        }
        Ok(Err(status)) => return ("body-refused", status.into_response()),
        Err(_) => return ("body-slow", StatusCode::REQUEST_TIMEOUT.into_response()),
    };
    let headers: Headers = parts
        .headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("x-"))
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    if app.door.verify(provider, &headers, &raw) == Verdict::Forged {
        return ("forged", StatusCode::UNAUTHORIZED.into_response());
    }
    match app.door.accept(provider, raw).await {
        Ok(()) => ("accepted", StatusCode::OK.into_response()),
        Err(error) => {
            tracing::warn!(error = %prosa_engine::chain(&error), "a delivery was not taken");
            let code =
                if matches!(error, AcceptError::Overloaded) { Code::Overloaded } else { Code::DatabaseAway };
            ("not-taken", walls::refuse(&Refusal::new(code)))
        }
    }
}

/// The whole body, never more than the limit in memory, and all bodies together never more than their room.
async fn read(
    app: &App,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Bytes, OwnedSemaphorePermit), StatusCode> {
    let told = headers.get("content-length").and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if told.is_some_and(|length| length > BODY_BYTES_MAX) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let mut raw = BytesMut::with_capacity(told.unwrap_or(4 * 1024).min(64 * 1024));
    let room = |bytes: usize| {
        let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        Arc::clone(&app.body_room).try_acquire_many_owned(kib).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
    };
    let mut held = room(told.unwrap_or(0))?;
    let mut counted = told.unwrap_or(0);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| StatusCode::BAD_REQUEST)?;
        if raw.len() + chunk.len() > BODY_BYTES_MAX {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        if raw.len() + chunk.len() > counted {
            held.merge(room(chunk.len())?);
            counted += chunk.len();
        }
        raw.extend_from_slice(&chunk);
    }
    Ok((raw.freeze(), held))
}
