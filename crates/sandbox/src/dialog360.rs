//! 360dialog at `/360dialog`: Meta's bodies under another address, a key for each number in `D360-API-KEY`, webhooks with
//! headers of one's own instead of Meta's signature, and addresses of files that still name Meta's host (360dialog,
//! "Messaging API").

use crate::{
    config::LineProvider,
    courier,
    graph::{
        call::{Cut, Refused, Token},
        error::GraphError,
        media, send, template,
    },
    shared::Shared,
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequestParts, Multipart, Path, Query, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// Host of the addresses of files, which callers replace by 360dialog's own.
const META_FILES: &str = "https://lookaside.fbsbx.com";
/// Bytes of an upload at most.
const UPLOAD_MAX: usize = 101 << 20;
/// Headers a webhook can be given at most.
const HEADERS_MAX: usize = 20;

/// The number whose key a call carries.
#[derive(Clone, Debug)]
pub struct Key {
    line: String,
    waba: String,
    token: Token,
}

impl FromRequestParts<Arc<Shared>> for Key {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Response> {
        let given =
            parts.headers.get("d360-api-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let world = shared.world();
        let meant = world.lines.values().find(|line| {
            line.setup.provider == LineProvider::Dialog360 && world.token(line) == given && !given.is_empty()
        });
        let fault = world.token_fault(given);
        match meant.filter(|_| fault.is_none()) {
            Some(line) => Ok(Self {
                line: line.setup.phone_number_id.clone(),
                waba: line.setup.waba_id.clone(),
                token: Token(given.to_owned()),
            }),
            None => Err(refused(StatusCode::UNAUTHORIZED, "Invalid api key")),
        }
    }
}

fn refused(status: StatusCode, words: &str) -> Response {
    let meta = json!({"api_status": "stable", "success": false, "http_code": status.as_u16(),
        "developer_message": words, "360dialog_trace_id": crate::ids::plain(24)});
    (status, Json(json!({"meta": meta}))).into_response()
}

/// All calls.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/360dialog/messages", post(messages))
        .route("/360dialog/{id}", get(lookup).delete(remove))
        .route("/360dialog/sandbox-media/{id}/{key}", get(download))
        .route("/360dialog/v1/configs/webhook", get(webhook).post(set_webhook))
        .route("/360dialog/v1/configs/templates", get(templates).post(create_template))
        .route("/360dialog/v1/configs/templates/{name}", axum::routing::delete(delete_template))
        .merge(Router::new().route("/360dialog/media", post(upload)).layer(DefaultBodyLimit::max(UPLOAD_MAX)))
        .with_state(shared)
}

async fn messages(
    State(shared): State<Arc<Shared>>,
    key: Key,
    connection: Option<Cut>,
    body: Bytes,
) -> Response {
    send::take(&shared, &key.line, &key.token, connection, &body).await
}

async fn upload(State(shared): State<Arc<Shared>>, key: Key, form: Multipart) -> Result<Response, Refused> {
    media::take_in(&shared, key.line, form).await
}

async fn lookup(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    key: Key,
) -> Result<Response, Refused> {
    let file = media::describe(&shared, &key.token, &id, META_FILES).await?;
    let file = file.ok_or_else(|| GraphError::no_object("get", &id))?;
    Ok(Json(file).into_response())
}

async fn remove(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    key: Key,
) -> Result<Response, Refused> {
    media::discard(&shared, &key.token, &id)
}

async fn download(
    State(shared): State<Arc<Shared>>,
    Path((id, given)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    key: Key,
    connection: Option<Cut>,
) -> Response {
    let until: i64 = query.get("ext").and_then(|ext| ext.parse().ok()).unwrap_or(0);
    media::fetch(&shared, &key.token, (&id, &given, until), connection).await
}

async fn webhook(State(shared): State<Arc<Shared>>, key: Key) -> Json<Value> {
    let world = shared.world();
    let hook = world.lines.get(&key.line).and_then(|line| line.hook.clone());
    let (url, headers) = hook.unwrap_or_default();
    let headers: BTreeMap<String, String> = headers.into_iter().collect();
    Json(json!({"url": url, "headers": headers}))
}

async fn set_webhook(State(shared): State<Arc<Shared>>, key: Key, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let url = body.get("url").and_then(Value::as_str).unwrap_or_default();
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return refused(StatusCode::BAD_REQUEST, "url: Not a valid URL.");
    }
    let mut headers = Vec::new();
    for (name, value) in body.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        if !courier::is_header(name, value) {
            return refused(StatusCode::BAD_REQUEST, "headers: Not a valid header.");
        }
        headers.push((name.clone(), value.to_owned()));
    }
    headers.truncate(HEADERS_MAX);
    if let Some(line) = shared.world().lines.get_mut(&key.line) {
        line.hook = Some((url.to_owned(), headers));
    }
    Json(json!({"url": url})).into_response()
}

async fn templates(State(shared): State<Arc<Shared>>, key: Key) -> Json<Value> {
    let world = shared.world();
    let all = world.templates.get(&key.waba).map(Vec::as_slice).unwrap_or_default();
    let nodes: Vec<Value> = all
        .iter()
        .map(|template| {
            let mut node = template.node();
            if let Some(map) = node.as_object_mut() {
                // The old form of the interface has words in lower case.
                map.insert("status".to_owned(), template.status.to_lowercase().into());
            }
            node
        })
        .collect();
    Json(
        json!({"waba_templates": nodes, "count": all.len(), "total": all.len(), "limit": 1_000, "offset": 0}),
    )
}

async fn create_template(
    State(shared): State<Arc<Shared>>,
    key: Key,
    body: Bytes,
) -> Result<Response, Refused> {
    let answer = template::add(&shared, &key.waba, &body)?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

async fn delete_template(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    key: Key,
) -> Result<Response, Refused> {
    template::delete(&shared, &key.waba, &BTreeMap::from([("name".to_owned(), name)]))?;
    Ok(StatusCode::OK.into_response())
}
