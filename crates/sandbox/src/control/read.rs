//! Reading what the sandbox knows.

use super::{ControlError, customer};
use crate::{fixture, graph, shared::Shared, view};
use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, atomic::Ordering};

/// Which chats are meant.
#[derive(Debug, Deserialize)]
pub struct Of {
    line: Option<String>,
    customer: Option<String>,
}

/// Lines, without their secrets.
pub async fn lines(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let world = shared.world();
    let lines: Vec<Value> = world
        .lines
        .values()
        .map(|line| {
            let setup = &line.setup;
            json!({"phone_number_id": setup.phone_number_id, "waba_id": setup.waba_id, "status": line.status,
                "display_phone_number": setup.display_phone_number, "verified_name": setup.verified_name,
                "quality": line.quality, "subscribed": world.subscribed.contains(&setup.waba_id),
                "customers": world.chats.keys().filter(|(id, _)| *id == setup.phone_number_id).count()})
        })
        .collect();
    Json(Value::Array(lines))
}

/// Customers with their chat of a line, the latest first.
pub async fn customers(State(shared): State<Arc<Shared>>, Query(of): Query<Of>) -> Json<Value> {
    Json(view::customers(&shared.world(), of.line.as_deref().unwrap_or_default()))
}

/// Names of the examples.
pub async fn fixtures() -> Json<&'static [&'static str]> {
    Json(fixture::NAMES)
}

/// A chat as the phone shows it.
pub async fn chat(
    State(shared): State<Arc<Shared>>,
    Query(of): Query<Of>,
) -> Result<Json<Value>, ControlError> {
    let customer = customer(&shared, of.customer.as_deref().unwrap_or_default())?;
    let world = shared.world();
    let line =
        of.line.filter(|line| world.lines.contains_key(line)).ok_or_else(|| ControlError::none("line"))?;
    Ok(Json(view::chat(&world, &line, &customer)))
}

/// Every accepted send, the oldest first.
pub async fn sent(
    State(shared): State<Arc<Shared>>,
    Query(of): Query<Of>,
) -> Result<Json<Value>, ControlError> {
    let customer = of.customer.as_deref().map(|name| customer(&shared, name)).transpose()?;
    Ok(Json(view::sent(&shared.world(), of.line.as_deref(), customer.as_deref())))
}

/// Every send call, the oldest first.
pub async fn received(State(shared): State<Arc<Shared>>, Query(of): Query<Of>) -> Response {
    let body = {
        let world = shared.world();
        let calls: Vec<_> = world.received.of(of.line.as_deref()).collect();
        serde_json::to_vec(&calls)
    };
    match body {
        Ok(body) => ([(axum::http::header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => ControlError::bad(error.to_string()).into_response(),
    }
}

/// Counters.
pub async fn stats(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let stats = &shared.stats;
    let get = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    let (updates, delivered, dropped) = (get(&stats.updates), get(&stats.delivered), get(&stats.dropped));
    Json(json!({
        "accepted": get(&stats.accepted), "refused": get(&stats.refused),
        "updates": updates, "delivered": delivered, "dropped": dropped,
        "outstanding": updates.saturating_sub(delivered + dropped),
        "posts": get(&stats.posts), "post_failures": get(&stats.post_failures),
        "waiting": shared.couriers.waiting(), "messages": shared.world().messages.len(),
    }))
}

/// A file's bytes.
pub async fn media(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Response, ControlError> {
    let media = shared.world().media.kept(&id).cloned();
    media.map(graph::media::bytes).ok_or_else(|| ControlError::none("file"))
}
