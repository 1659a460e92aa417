//! What a business sets on its numbers: people it blocks, calling and storage, cart and catalogue, codes to prove a number,
//! the hand-over of the Business app's history.

use super::{
    call::{Refused, Token},
    error::GraphError,
};
use crate::{
    coexist::{self, Sync},
    config::LineProvider,
    shared::Shared,
    world::World,
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc};

type Parameters = Query<BTreeMap<String, String>>;

/// Seconds in which somebody must have written to be blocked.
const LATELY: i64 = 24 * 3_600;

/// Names of settings.
const SETTINGS: &[&str] = &["calling", "user_identity_change", "storage_configuration", "payload_encryption"];

fn success() -> Response {
    Json(json!({"success": true})).into_response()
}

fn parsed(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

/// `GET /{phone}/block_users`.
pub async fn blocked(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    let world = shared.world();
    token.line(&world, "get", &id)?;
    let of_line = world.chats.iter().filter(|((line, _), chat)| *line == id && chat.blocked_by_business);
    let users: Vec<Value> =
        of_line.map(|((_, wa_id), _)| json!({"messaging_product": "whatsapp", "wa_id": wa_id})).collect();
    Ok(Json(json!({"data": [{"block_users": users}]})).into_response())
}

/// `POST /{phone}/block_users`.
pub async fn block(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    body: Bytes,
) -> Result<Response, Refused> {
    token.line(&shared.world(), "post", &id)?;
    let (mut added, mut failed) = (Vec::new(), Vec::new());
    let mut world = shared.world();
    let now = world.clock.now();
    for (input, key) in named(&world, &parsed(&body))? {
        let chat = key.as_ref().and_then(|key| world.chats.get_mut(&(id.clone(), key.clone())));
        let lately = chat.filter(|chat| chat.wrote_at.is_some_and(|at| now - at < LATELY));
        match (lately, key) {
            (Some(chat), Some(wa_id)) => {
                chat.blocked_by_business = true;
                added.push(json!({"input": input, "wa_id": wa_id}));
            }
            (_, wa_id) => failed.push(json!({"input": input, "wa_id": wa_id, "errors": [{"code": 131_047,
                "message": "Re-engagement required", "error_data": {"details": "The user did not write in 24 hours."}}]})),
        }
    }
    if added.is_empty() && !failed.is_empty() {
        return Err(GraphError::detailed(139_100, "Failed to block some users").into());
    }
    let users = json!({"added_users": added, "failed_users": failed});
    Ok(Json(json!({"messaging_product": "whatsapp", "block_users": users})).into_response())
}

/// `DELETE /{phone}/block_users`.
pub async fn unblock(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    body: Bytes,
) -> Result<Response, Refused> {
    let mut world = shared.world();
    token.line(&world, "delete", &id)?;
    let mut removed = Vec::new();
    for (input, key) in named(&world, &parsed(&body))? {
        if let Some(chat) = key.as_ref().and_then(|key| world.chats.get_mut(&(id.clone(), key.clone()))) {
            chat.blocked_by_business = false;
            removed.push(json!({"input": input, "wa_id": key}));
        }
    }
    let users = json!({"removed_users": removed});
    Ok(Json(json!({"messaging_product": "whatsapp", "block_users": users})).into_response())
}

/// The people a body names, as written and as known.
fn named(world: &World, body: &Value) -> Result<Vec<(String, Option<String>)>, GraphError> {
    let users = body.get("block_users").and_then(Value::as_array);
    let users = users.ok_or_else(|| GraphError::required("block_users"))?;
    let input = |user: &Value| user.get("user").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(users.iter().map(input).map(|input| (input.clone(), world.customer_key(&input))).collect())
}

/// `GET /{phone}/settings` and the like: what was set, or what is usual.
pub async fn settings(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    let world = shared.world();
    let line = token.line(&world, "get", &id)?;
    let mut all = json!({"calling": {"status": "DISABLED"},
        "storage_configuration": {"status": "IN_COUNTRY_STORAGE_DISABLED"}});
    if let Some(map) = all.as_object_mut() {
        let set = line.settings.iter().filter(|(name, _)| SETTINGS.contains(&name.as_str()));
        map.extend(set.map(|(name, value)| (name.clone(), value.clone())));
    }
    Ok(Json(all).into_response())
}

/// `POST /{phone}/settings`.
pub async fn change_settings(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    body: Bytes,
) -> Result<Response, Refused> {
    let mut world = shared.world();
    token.line(&world, "post", &id)?;
    let Value::Object(change) = parsed(&body) else {
        return Err(GraphError::new(100, "(#100) Invalid parameter".to_owned()).into());
    };
    if let Some(name) = change.keys().find(|name| !SETTINGS.contains(&name.as_str())) {
        return Err(GraphError::param(name, "is not a setting.").into());
    }
    if let Some(line) = world.lines.get_mut(&id) {
        line.settings.extend(change);
    }
    Ok(success())
}

/// `GET /{phone}/whatsapp_commerce_settings`.
pub async fn commerce(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    let world = shared.world();
    let line = token.line(&world, "get", &id)?;
    let is = |name: &str| line.settings.get(name).and_then(Value::as_bool).unwrap_or(false);
    let data = json!({"id": id, "is_cart_enabled": is("is_cart_enabled"), "is_catalog_visible": is("is_catalog_visible")});
    Ok(Json(json!({"data": [data]})).into_response())
}

/// `POST /{phone}/whatsapp_commerce_settings?is_cart_enabled=&is_catalog_visible=`.
pub async fn change_commerce(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    Query(query): Parameters,
    token: Token,
) -> Result<Response, Refused> {
    let mut world = shared.world();
    token.line(&world, "post", &id)?;
    let mut change = Map::new();
    for (name, value) in query.iter().filter(|(name, _)| name.starts_with("is_")) {
        let on = value.parse::<bool>().map_err(|_| GraphError::param(name, "must be a boolean."))?;
        change.insert(name.clone(), on.into());
    }
    if let Some(line) = world.lines.get_mut(&id) {
        line.settings.extend(change);
    }
    Ok(success())
}

/// `POST /{phone}/request_code`: the numbers here are verified already.
pub async fn request_code(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    token.line(&shared.world(), "post", &id)?;
    Err(GraphError::of(136_024).into())
}

/// `POST /{phone}/smb_app_data`: asks for the Business app's address book or history, once each.
pub async fn hand_over(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    body: Bytes,
) -> Result<Response, Refused> {
    let kind = parsed(&body).get("sync_type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let sync = match kind.as_str() {
        "history" => Sync::History { people: Vec::new(), messages: 6, days: 60 },
        "smb_app_state_sync" => Sync::Contacts(Vec::new()),
        _ => {
            return Err(
                GraphError::param("sync_type", "must be one of {history, smb_app_state_sync}.").into()
            );
        }
    };
    {
        let mut world = shared.world();
        let line = token.line(&world, "post", &id)?;
        if !line.setup.coexistence || line.setup.provider != LineProvider::Meta {
            return Err(GraphError::no_object("post", &id).into());
        }
        let key = format!("synced_{kind}");
        if line.settings.contains_key(&key) {
            return Err(GraphError::of(2_593_107).into());
        }
        if let Some(line) = world.lines.get_mut(&id) {
            line.settings.insert(key, true.into());
        }
    }
    coexist::sync(&shared, &id, sync).map_err(|_| GraphError::of(131_016))?;
    Ok(Json(json!({"messaging_product": "whatsapp", "request_id": crate::ids::plain(20)})).into_response())
}
