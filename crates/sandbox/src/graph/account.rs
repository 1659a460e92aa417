//! Business accounts: lookup, numbers, subscription of the app, token check.

use super::{
    call::{Refused, Token},
    error::GraphError,
    number,
};
use crate::{courier, shared::Shared, world::World};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

type Parameters = Query<BTreeMap<String, String>>;

/// Id of the one app.
pub const APP_ID: &str = "100200300400500";

/// Everything that is known of an account.
pub fn describe(world: &World, id: &str) -> Value {
    let line = world.lines.values().find(|line| line.setup.waba_id == id);
    let name = line.map(|line| line.setup.verified_name.clone()).unwrap_or_default();
    let account = world.accounts.get(id).cloned().unwrap_or_default();
    json!({
        "id": id,
        "name": name,
        "currency": "BRL",
        "timezone_id": "25",
        "country": "BR",
        "message_template_namespace": "00000000_0000_0000_0000_000000000000",
        "account_review_status": account.review,
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "health_status": {"can_send_message": account.can_send, "entities":
            [{"entity_type": "WABA", "id": id, "can_send_message": account.can_send}]},
    })
}

fn page(data: Vec<Value>) -> Response {
    Json(json!({"data": data, "paging": {"cursors": {"before": "MAZDZD", "after": "MAZDZD"}}}))
        .into_response()
}

/// `GET /{waba}/phone_numbers`.
pub async fn phone_numbers(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    Query(query): Parameters,
    token: Token,
) -> Result<Response, Refused> {
    let world = shared.world();
    token.account(&world, "get", &id)?;
    let usual =
        "verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput";
    let fields = query.get("fields").map_or(usual, String::as_str);
    let lines = world.lines.values().filter(|line| line.setup.waba_id == id);
    let data = lines
        .map(|line| number::select(&number::describe(&world, line), fields, "WhatsAppBusinessPhoneNumber"))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(page(data))
}

/// `GET /{waba}/subscribed_apps`.
pub async fn subscriptions(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    let world = shared.world();
    token.account(&world, "get", &id)?;
    let mut data = Vec::new();
    if world.subscribed.contains(&id) {
        let app = json!({"id": APP_ID, "name": "Sandbox", "link": "https://www.facebook.com/games/?app_id=100200300400500"});
        let mut row = json!({"whatsapp_business_api_data": app});
        if let (Some((url, _)), Some(map)) = (world.overrides.get(&id), row.as_object_mut()) {
            map.insert("override_callback_uri".to_owned(), url.clone().into());
        }
        data.push(row);
    }
    Ok(Json(json!({"data": data})).into_response())
}

/// `POST /{waba}/subscribed_apps`, with or without a callback of its own, which must prove itself first.
pub async fn subscribe(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
    body: Bytes,
) -> Result<Response, Refused> {
    token.account(&shared.world(), "post", &id)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let own = match text("override_callback_uri") {
        Some(url) => {
            let verify = text("verify_token").ok_or_else(|| GraphError::required("verify_token"))?;
            if url.len() > 200 {
                let must = "must be at most 200 characters long.";
                return Err(GraphError::param("override_callback_uri", must).into());
            }
            courier::challenge(&shared, &url, &verify).await.map_err(unverified)?;
            Some((url, verify))
        }
        None => None,
    };
    let mut world = shared.world();
    world.subscribed.insert(id.clone());
    match own {
        Some(own) => world.overrides.insert(id, own),
        None => world.overrides.remove(&id),
    };
    Ok(Json(json!({"success": true})).into_response())
}

/// What Meta says when a callback does not answer its challenge.
pub fn unverified(status: u16) -> GraphError {
    let message = format!(
        "(#2200) Callback verification failed with the following errors: HTTP Status Code = {status}; HTTP Message = …"
    );
    GraphError::new(2200, message)
}

/// `DELETE /{waba}/subscribed_apps`.
pub async fn unsubscribe(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    let mut world = shared.world();
    token.account(&world, "delete", &id)?;
    world.subscribed.remove(&id);
    world.overrides.remove(&id);
    Ok(Json(json!({"success": true})).into_response())
}

/// `GET /debug_token?input_token=…`.
pub async fn debug_token(
    State(shared): State<Arc<Shared>>,
    Query(query): Parameters,
    token: Token,
) -> Result<Response, Refused> {
    let asked = query.get("input_token").ok_or_else(|| GraphError::required("input_token"))?;
    let world = shared.world();
    let lines: Vec<_> = world.lines.values().filter(|line| world.token(line) == asked).collect();
    let known = (*asked == token.0 || !lines.is_empty()) && world.token_fault(asked).is_none();
    if !known {
        let error = json!({"code": 190, "message": "Invalid OAuth access token."});
        return Ok(Json(json!({"data": {"is_valid": false, "scopes": [], "error": error}})).into_response());
    }
    let accounts: Vec<_> = lines.iter().map(|line| line.setup.waba_id.clone()).collect();
    let scopes = ["whatsapp_business_management", "whatsapp_business_messaging"];
    let granular: Vec<Value> =
        scopes.iter().map(|scope| json!({"scope": scope, "target_ids": accounts})).collect();
    Ok(Json(
        json!({"data": {"app_id": APP_ID, "type": "SYSTEM_USER", "application": "Sandbox", "expires_at": world.token_end(asked),
        "data_access_expires_at": 0, "is_valid": true, "issued_at": 1_795_000_000, "scopes": scopes,
        "granular_scopes": granular, "user_id": "122100000000000000"}}),
    )
    .into_response())
}
