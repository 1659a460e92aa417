//! Business numbers: lookup of their fields, registration, public profile. One path serves every object by its id.

use super::{
    call::{Refused, Token},
    error::GraphError,
    media, template, upload,
};
use crate::{
    courier,
    shared::Shared,
    world::{Line, World},
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc};

type Parameters = Query<BTreeMap<String, String>>;

const PROFILE: &[(&str, usize)] =
    &[("about", 139), ("address", 256), ("description", 512), ("email", 128), ("vertical", 64)];

/// `GET /{id}`: a number, an account or a file.
pub async fn lookup(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    Query(query): Parameters,
    token: Token,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let fields = query.get("fields").map(String::as_str);
    if let Some(session) = id.strip_prefix(upload::PREFIX) {
        return upload::progress(&shared, session);
    }
    if let Some(file) = media::describe(&shared, &token, &id, &media::origin(&headers)).await? {
        return Ok(Json(file).into_response());
    }
    let world = shared.world();
    if let Some(found) = template::describe(&world, &token, &id, fields) {
        return Ok(Json(found?).into_response());
    }
    let found = if token.account(&world, "get", &id).is_ok() {
        select(
            &super::account::describe(&world, &id),
            fields.unwrap_or("id,name,currency,timezone_id"),
            "WhatsAppBusinessAccount",
        )
    } else {
        let line = token.line(&world, "get", &id)?;
        let usual = "id,verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,\
                     throughput,webhook_configuration";
        select(&describe(&world, line), fields.unwrap_or(usual), "WhatsAppBusinessPhoneNumber")
    };
    Ok(Json(found?).into_response())
}

/// Everything that is known of a number.
pub fn describe(world: &World, line: &Line) -> Value {
    let setup = &line.setup;
    let url = setup.webhook_url.as_ref().unwrap_or(&world.config.webhook_url);
    let mut hook = json!({"application": url});
    if let (Some((own, _)), Some(map)) = (world.overrides.get(&setup.waba_id), hook.as_object_mut()) {
        map.insert("whatsapp_business_account".to_owned(), own.clone().into());
    }
    json!({
        "id": setup.phone_number_id,
        "verified_name": setup.verified_name,
        "display_phone_number": setup.display_phone_number,
        "code_verification_status": "VERIFIED",
        "quality_rating": line.quality,
        "quality_score": {"score": line.quality},
        "platform_type": "CLOUD_API",
        "name_status": line.name_status,
        "new_name_status": "NONE",
        "status": line.status,
        "account_mode": "LIVE",
        "is_official_business_account": false,
        "is_pin_enabled": true,
        "is_on_biz_app": setup.coexistence,
        "throughput": {"level": line.throughput},
        "messaging_limit_tier": line.tier,
        "whatsapp_business_manager_messaging_limit": line.tier,
        "webhook_configuration": hook,
        "health_status": health(world, line),
    })
}

/// Whether a number may send, and which of its surroundings says no (Meta, "Messaging health status").
fn health(world: &World, line: &Line) -> Value {
    let setup = &line.setup;
    let number = match line.status.as_str() {
        "CONNECTED" => "AVAILABLE",
        "FLAGGED" | "RATE_LIMITED" => "LIMITED",
        _ => "BLOCKED",
    };
    let account = world.accounts.get(&setup.waba_id).map_or("AVAILABLE", |account| account.can_send.as_str());
    let whole = [number, account].into_iter().max_by_key(|state| match *state {
        "BLOCKED" => 2,
        "LIMITED" => 1,
        _ => 0,
    });
    let portfolio = super::send::check::portfolio(line);
    let entity = |kind: &str, id: &str, state: &str| {
        let mut entity = json!({"entity_type": kind, "id": id, "can_send_message": state});
        if let (Some(map), true) = (entity.as_object_mut(), state != "AVAILABLE") {
            let error = json!({"error_code": 141_000, "error_description": format!("{kind} may not send as usual."),
                "possible_solution": "See the account's quality in WhatsApp Manager."});
            map.insert("errors".to_owned(), json!([error]));
        }
        entity
    };
    json!({"can_send_message": whole, "entities": [
        entity("PHONE_NUMBER", &setup.phone_number_id, number),
        entity("WABA", &setup.waba_id, account),
        entity("BUSINESS", &portfolio, "AVAILABLE"),
        entity("APP", super::account::APP_ID, "AVAILABLE"),
    ]})
}

/// The asked fields; the id always comes along.
pub fn select(whole: &Value, fields: &str, node: &str) -> Result<Value, GraphError> {
    let mut chosen = Map::new();
    for field in fields.split(',').map(str::trim).filter(|field| !field.is_empty()) {
        let name = field.split(['.', '{', '(']).next().unwrap_or(field);
        let Some(value) = whole.get(name) else {
            let message = format!("(#100) Tried accessing nonexisting field ({name}) on node type ({node})");
            return Err(GraphError::new(100, message));
        };
        chosen.insert(name.to_owned(), value.clone());
    }
    if let Some(id) = whole.get("id") {
        chosen.insert("id".to_owned(), id.clone());
    }
    Ok(Value::Object(chosen))
}

/// `POST /{id}`: the callback of one number or its PIN, the edit of a template, or the bytes of an upload.
pub async fn change(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    if let Some(session) = id.strip_prefix(upload::PREFIX) {
        return upload::write(&shared, session, &headers, &body);
    }
    if let Some(edited) = template::edit(&shared, &token, &id, &body) {
        return Ok(Json(edited?).into_response());
    }
    token.line(&shared.world(), "post", &id)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let Some(pin) = body.get("pin") {
        pin_of(pin)?;
    }
    if let Some(hook) = body.get("webhook_configuration") {
        let text = |name: &str| hook.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (url, verify) = (text("override_callback_uri"), text("verify_token"));
        if !url.is_empty() {
            courier::challenge(&shared, &url, &verify).await.map_err(super::account::unverified)?;
        }
        if let Some(line) = shared.world().lines.get_mut(&id) {
            line.setup.webhook_url = (!url.is_empty()).then_some(url);
        }
    }
    Ok(success())
}

fn success() -> Response {
    Json(json!({"success": true})).into_response()
}

fn pin_of(pin: &Value) -> Result<(), GraphError> {
    let good =
        pin.as_str().is_some_and(|pin| pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit()));
    if good { Ok(()) } else { Err(GraphError::param("pin", "must be 6 characters long.")) }
}

/// `POST /{phone}/register`.
pub async fn register(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    body: Bytes,
) -> Result<Response, Refused> {
    token.line(&shared.world(), "post", &id)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    if body.get("messaging_product").and_then(Value::as_str) != Some("whatsapp") {
        return Err(GraphError::required("messaging_product").into());
    }
    pin_of(body.get("pin").ok_or_else(|| GraphError::required("pin"))?)?;
    set_status(&shared, &id, "CONNECTED");
    Ok(success())
}

/// `POST /{phone}/deregister`.
pub async fn deregister(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    token.line(&shared.world(), "post", &id)?;
    set_status(&shared, &id, "DISCONNECTED");
    Ok(success())
}

fn set_status(shared: &Shared, id: &str, status: &str) {
    if let Some(line) = shared.world().lines.get_mut(id) {
        status.clone_into(&mut line.status);
    }
}

/// `GET /{phone}/whatsapp_business_profile`.
pub async fn profile(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    Query(query): Parameters,
    token: Token,
) -> Result<Response, Refused> {
    let world = shared.world();
    let line = token.line(&world, "get", &id)?;
    let asked: Vec<&str> = query.get("fields").map(|fields| fields.split(',').collect()).unwrap_or_default();
    let mut profile: Map<String, Value> = line
        .profile
        .iter()
        .filter(|(name, _)| asked.contains(&name.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    profile.insert("messaging_product".to_owned(), "whatsapp".into());
    Ok(Json(json!({"data": [profile]})).into_response())
}

/// `POST /{phone}/whatsapp_business_profile`.
pub async fn change_profile(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    body: Bytes,
) -> Result<Response, Refused> {
    let mut world = shared.world();
    token.line(&world, "post", &id)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    if body.get("messaging_product").and_then(Value::as_str) != Some("whatsapp") {
        return Err(GraphError::required("messaging_product").into());
    }
    let mut change = BTreeMap::new();
    for (name, most) in PROFILE {
        let Some(value) = body.get(*name) else { continue };
        if value.as_str().is_none_or(|text| text.chars().count() > *most) {
            return Err(GraphError::param(name, &format!("must be at most {most} characters long.")).into());
        }
        change.insert((*name).to_owned(), value.clone());
    }
    if let Some(sites) = body.get("websites") {
        if sites.as_array().is_none_or(|sites| sites.len() > 2) {
            return Err(GraphError::param("websites", "must have at most 2 elements.").into());
        }
        change.insert("websites".to_owned(), sites.clone());
    }
    if let Some(line) = world.lines.get_mut(&id) {
        line.profile.extend(change);
    }
    Ok(success())
}
