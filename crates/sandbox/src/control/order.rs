//! Ordering bad days, and changing what the sandbox serves.

use super::ControlError;
use crate::{
    config::{History, SandboxCustomer, SandboxLine},
    courier::{self, Behaviour},
    customer,
    failure::Failure,
    media_order::MediaOrder,
    shared::Shared,
    sign,
    template::life,
    update::Update,
};
use axum::{Json, body::Bytes, extract::State};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::sync::Arc;

type Answer = Result<Json<Value>, ControlError>;

/// Orders to fail at most.
const FAILURES_MAX: usize = 1_000;

/// One thing or a list of them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Some1<T> {
    /// A list.
    Many(Vec<T>),
    /// One.
    One(T),
}

impl<T> Some1<T> {
    fn list(self) -> Vec<T> {
        match self {
            Self::Many(list) => list,
            Self::One(one) => vec![one],
        }
    }
}

/// Adds lines.
pub async fn add_lines(State(shared): State<Arc<Shared>>, Json(lines): Json<Some1<SandboxLine>>) -> Answer {
    let lines = lines.list();
    if lines.iter().any(|line| line.phone_number_id.is_empty() || line.waba_id.is_empty()) {
        return Err(ControlError::bad("a line needs phone_number_id and waba_id"));
    }
    let mut world = shared.world();
    let added = lines.into_iter().filter(|line| world.add_line(line.clone())).count();
    drop(world);
    shared.tell("", "");
    Ok(Json(json!({"added": added})))
}

/// Adds customers.
pub async fn add_customers(
    State(shared): State<Arc<Shared>>,
    Json(customers): Json<Some1<SandboxCustomer>>,
) -> Answer {
    let customers = customers.list();
    if customers.iter().any(|one| crate::phone::digits(&one.wa_id).is_empty() || one.name.is_empty()) {
        return Err(ControlError::bad("a customer needs name and wa_id"));
    }
    let mut world = shared.world();
    let added = customers.into_iter().filter(|customer| world.add_customer(customer.clone())).count();
    drop(world);
    shared.tell("", "");
    Ok(Json(json!({"added": added})))
}

/// Orders in force.
pub async fn failures(State(shared): State<Arc<Shared>>) -> Json<Vec<Failure>> {
    Json(shared.world().failures.clone())
}

/// Adds an order.
pub async fn add_failure(State(shared): State<Arc<Shared>>, Json(mut failure): Json<Failure>) -> Answer {
    let mut world = shared.world();
    if world.failures.len() >= FAILURES_MAX {
        return Err(ControlError::bad("too many orders"));
    }
    if let Some(name) = &failure.customer {
        failure.customer = Some(world.customer_key(name).ok_or_else(|| ControlError::none("customer"))?);
    }
    world.failures.push(failure);
    Ok(Json(json!({"failures": world.failures})))
}

/// Clears every order.
pub async fn clear_failures(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.world().failures.clear();
    Json(json!({"failures": []}))
}

/// Orders about files in force.
pub async fn media_orders(State(shared): State<Arc<Shared>>) -> Json<Vec<MediaOrder>> {
    Json(shared.world().media_orders.clone())
}

/// Adds an order about files.
pub async fn add_media_order(State(shared): State<Arc<Shared>>, Json(order): Json<MediaOrder>) -> Answer {
    let mut world = shared.world();
    if world.media_orders.len() >= FAILURES_MAX {
        return Err(ControlError::bad("too many orders"));
    }
    world.media_orders.push(order);
    Ok(Json(json!({"media": world.media_orders})))
}

/// Clears every order about files.
pub async fn clear_media_orders(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.world().media_orders.clear();
    Json(json!({"media": []}))
}

/// Lays given properties over known ones; unknown names are refused.
pub fn patched<T: Serialize + DeserializeOwned>(known: &T, patch: Value) -> Result<T, ControlError> {
    let mut whole = serde_json::to_value(known).map_err(|error| ControlError::bad(error.to_string()))?;
    let (Value::Object(patch), Some(map)) = (patch, whole.as_object_mut()) else {
        return Err(ControlError::bad("not an object"));
    };
    map.extend(patch);
    serde_json::from_value(whole).map_err(|error| ControlError::bad(error.to_string()))
}

fn shown<T: Serialize>(value: &T) -> Answer {
    serde_json::to_value(value).map(Json).map_err(|error| ControlError::bad(error.to_string()))
}

/// How webhooks behave.
pub async fn webhook(State(shared): State<Arc<Shared>>) -> Json<Behaviour> {
    Json(shared.couriers.behaviour.borrow().clone())
}

/// Changes how webhooks behave.
pub async fn change_webhook(State(shared): State<Arc<Shared>>, Json(patch): Json<Value>) -> Answer {
    let behaviour = patched(&*shared.couriers.behaviour.borrow(), patch)?;
    shared.couriers.behaviour.send_replace(behaviour.clone());
    shown(&behaviour)
}

/// How statuses are paced.
pub async fn pace(State(shared): State<Arc<Shared>>) -> Answer {
    shown(&shared.world().pace)
}

/// Changes how statuses are paced.
pub async fn change_pace(State(shared): State<Arc<Shared>>, Json(patch): Json<Value>) -> Answer {
    let mut world = shared.world();
    world.pace = patched(&world.pace, patch)?;
    shown(&world.pace)
}

/// Sending limits.
pub async fn limits(State(shared): State<Arc<Shared>>) -> Answer {
    shown(&shared.world().limits)
}

/// Changes the sending limits and forgets what counted against them.
pub async fn change_limits(State(shared): State<Arc<Shared>>, Json(patch): Json<Value>) -> Answer {
    let mut world = shared.world();
    world.limits = patched(&world.limits, patch)?;
    world.rates = crate::graph::rate::Rates::default();
    shown(&world.limits)
}

/// How far the clock goes forward.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    advance_seconds: i64,
}

/// The time.
pub async fn clock(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({"now": shared.now(), "ahead_seconds": shared.clock.ahead()}))
}

/// Moves the clock forward; what was waiting for its time happens.
pub async fn advance_clock(State(shared): State<Arc<Shared>>, Json(by): Json<Advance>) -> Answer {
    if by.advance_seconds < 0 {
        return Err(ControlError::bad("time does not go back"));
    }
    shared.clock.advance(by.advance_seconds);
    life::wake(&shared);
    Ok(clock(State(shared)).await)
}

/// What to make of messages from before the start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryChange {
    history: History,
}

/// Changes what to make of messages from before the start.
pub async fn change_history(State(shared): State<Arc<Shared>>, Json(change): Json<HistoryChange>) -> Answer {
    shared.world().history = change.history;
    Ok(Json(json!({"history": change.history})))
}

/// Any update.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnyUpdate {
    line: String,
    field: String,
    value: Value,
}

/// Queues any update for a line's callback.
pub async fn update(State(shared): State<Arc<Shared>>, Json(any): Json<AnyUpdate>) -> Answer {
    let update = {
        let world = shared.world();
        let setup = &world.lines.get(&any.line).ok_or_else(|| ControlError::none("line"))?.setup;
        let mut value = any.value;
        if let (Some(map), "messages") = (value.as_object_mut(), any.field.as_str()) {
            map.entry("messaging_product").or_insert_with(|| "whatsapp".into());
            map.entry("metadata").or_insert_with(|| customer::metadata(setup));
        }
        Update {
            waba_id: setup.waba_id.clone(),
            line: any.line,
            field: any.field,
            value,
            message: None,
            direct: None,
        }
    };
    Ok(Json(json!({"queued": shared.post(update)})))
}

/// A body posted as it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnyPost {
    line: String,
    body: String,
    #[serde(default)]
    signature: Signature,
}

/// How a body is signed.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// With the app secret.
    #[default]
    Good,
    /// With another secret.
    Wrong,
    /// Not at all.
    None,
}

/// Posts a body once and tells the answer's status.
pub async fn post_body(State(shared): State<Arc<Shared>>, Json(any): Json<AnyPost>) -> Answer {
    let target = {
        let world = shared.world();
        world
            .lines
            .get(&any.line)
            .and_then(|line| world.target(line))
            .ok_or_else(|| ControlError::none("line"))?
    };
    let body = Bytes::from(any.body);
    let signature = match any.signature {
        Signature::Good => Some(sign::signature(&target.secret, &body)),
        Signature::Wrong => Some(sign::signature("not-the-secret", &body)),
        Signature::None => None,
    };
    let status = courier::post_raw(&shared, &target, body, signature).await;
    Ok(Json(json!({"status": status})))
}

/// A line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfLine {
    line: String,
}

/// Sends the GET challenge to a line's callback.
pub async fn verify(State(shared): State<Arc<Shared>>, Json(of): Json<OfLine>) -> Answer {
    let (url, token) = {
        let world = shared.world();
        let line = world.lines.get(&of.line).ok_or_else(|| ControlError::none("line"))?;
        let own = line.setup.verify_token.as_ref().unwrap_or(&world.config.verify_token).clone();
        let (url, token) = match world.overrides.get(&line.setup.waba_id) {
            Some((url, token)) => (url.clone(), token.clone()),
            None => (line.setup.webhook_url.as_ref().unwrap_or(&world.config.webhook_url).clone(), own),
        };
        (url, token)
    };
    Ok(Json(match courier::challenge(&shared, &url, &token).await {
        Ok(()) => json!({"verified": true, "status": 200}),
        Err(status) => json!({"verified": false, "status": status}),
    }))
}

/// Forgets messages, waiting updates, orders, behaviour and counters.
pub async fn reset(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.clear_timers();
    shared.couriers.clear();
    shared.couriers.behaviour.send_replace(Behaviour::default());
    shared.stats.reset();
    shared.world().reset();
    shared.tell("", "");
    Json(json!({"reset": true}))
}
