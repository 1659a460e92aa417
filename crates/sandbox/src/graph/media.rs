//! Files: upload, lookup, download, removal.

use super::{
    call::{self, Cut, Refused, Token},
    error::GraphError,
};
use crate::{
    media::{self, Media, RULES},
    media_order::{self, MediaOrder, Step, Trouble},
    shared::Shared,
    world::World,
};
use aws_lc_rs::hmac;
use axum::{
    Json,
    body::Body,
    extract::{Multipart, Path, Query, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HOST},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::StreamExt;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// Milliseconds a slow step takes when the order does not say.
const SLOW_MS: u64 = 5_000;

/// `POST /{phone}/media`.
pub async fn upload(
    State(shared): State<Arc<Shared>>,
    Path((_, line)): Path<(String, String)>,
    token: Token,
    form: Multipart,
) -> Result<Response, Refused> {
    token.line(&shared.world(), "post", &line)?;
    take_in(&shared, line, form).await
}

/// Takes a file in: a form with `messaging_product`, `type` and `file`.
pub async fn take_in(shared: &Shared, line: String, form: Multipart) -> Result<Response, Refused> {
    let form = read(form).await?;
    let order = media_order::take(&mut shared.world().media_orders, Step::Upload, "", &line);
    if let Some(order) = order {
        trouble(&order).await?;
    }
    if form.product.as_deref() != Some("whatsapp") {
        return Err(GraphError::required("messaging_product").into());
    }
    let (bytes, filename) = form.file.ok_or_else(|| GraphError::required("file"))?;
    let mime = form.mime.or(form.file_mime).ok_or_else(|| GraphError::required("type"))?;
    let Some(most) = media::limit(&mime, &bytes) else {
        let types: Vec<&str> = RULES.iter().flat_map(|(_, types, _)| types.iter().copied()).collect();
        let must = format!(
            "must be a file with one of the following types: {}. Received file of type '{mime}'.",
            types.join(", ")
        );
        return Err(GraphError::param("file", &must).into());
    };
    if bytes.is_empty() || bytes.len() > most {
        return Err(
            GraphError::detailed(131_053, format!("File size must be from 1 to {most} bytes.")).into()
        );
    }
    let until = shared.now() + media::UPLOAD_SECONDS;
    let id = shared.world().media.add(Media { mime, filename, bytes, line, until });
    Ok(Json(json!({"id": id})).into_response())
}

#[derive(Default)]
struct Form {
    product: Option<String>,
    mime: Option<String>,
    file_mime: Option<String>,
    file: Option<(Bytes, Option<String>)>,
}

async fn read(mut form: Multipart) -> Result<Form, GraphError> {
    let broken = |_| GraphError::new(100, "(#100) Invalid parameter: the form cannot be read".to_owned());
    let mut read = Form::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "messaging_product" => read.product = Some(field.text().await.map_err(broken)?),
            "type" => read.mime = Some(field.text().await.map_err(broken)?),
            "file" => {
                read.file_mime = field.content_type().map(str::to_owned);
                let filename = field.file_name().map(str::to_owned);
                read.file = Some((field.bytes().await.map_err(broken)?, filename));
            }
            _ => drop(field.bytes().await.map_err(broken)?),
        }
    }
    Ok(read)
}

/// Does what an order about a step says before the step: waits, or refuses.
async fn trouble(order: &MediaOrder) -> Result<(), GraphError> {
    match order.mode {
        Trouble::Slow => {
            tokio::time::sleep(Duration::from_millis(order.ms.unwrap_or(SLOW_MS))).await;
            Ok(())
        }
        Trouble::Error => {
            Err(GraphError::of(order.code.unwrap_or(131_000)).status(order.http.unwrap_or(500)))
        }
        _ => Ok(()),
    }
}

/// What a file is and where its bytes are for the next five minutes; none when the id is no file's. `origin` is the scheme
/// and host the address begins with.
pub async fn describe(
    shared: &Shared,
    token: &Token,
    id: &str,
    origin: &str,
) -> Result<Option<Value>, GraphError> {
    let (media, order) = {
        let mut world = shared.world();
        let Some(media) = visible(&world, token, id).cloned() else { return Ok(None) };
        let order = media_order::take(&mut world.media_orders, Step::Lookup, id, &media.line);
        (media, order)
    };
    if let Some(order) = &order {
        trouble(order).await?;
    }
    let mode = order.map(|order| order.mode);
    if mode == Some(Trouble::Gone) {
        return Err(GraphError::no_object("get", id));
    }
    let lasts = if mode == Some(Trouble::Expired) { -1 } else { media::URL_SECONDS };
    let until = shared.now() + lasts;
    let secret = shared.world().config.app_secret.clone();
    let mime =
        if mode == Some(Trouble::WrongType) { "application/octet-stream" } else { media.mime.as_str() };
    let sha = if mode == Some(Trouble::WrongHash) { "0".repeat(64) } else { media.sha_hex() };
    Ok(Some(json!({
        "messaging_product": "whatsapp",
        "url": format!("{origin}/sandbox-media/{id}/{}?ext={until}", key(&secret, id, until)),
        "mime_type": mime,
        "sha256": sha,
        "file_size": media.bytes.len(),
        "id": id,
    })))
}

/// Scheme and host of a call.
pub fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}")
}

/// A file that a token may see.
pub fn visible<'a>(world: &'a World, token: &Token, id: &str) -> Option<&'a Media> {
    let media = world.media.find(id, world.clock.now())?;
    let line = world.lines.get(&media.line)?;
    (world.token(line) == token.0).then_some(media)
}

/// Proves that an address came from a lookup and until when it works.
fn key(secret: &str, id: &str, until: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hex::encode(hmac::sign(&key, format!("{id}/{until}").as_bytes()))
}

/// The bytes behind an address from a lookup. Needs the token too; an address that is over is not found.
pub async fn download(
    State(shared): State<Arc<Shared>>,
    Path((id, given)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    token: Token,
    connection: Option<Cut>,
) -> Response {
    let until: i64 = query.get("ext").and_then(|ext| ext.parse().ok()).unwrap_or(0);
    fetch(&shared, &token, (&id, &given, until), connection).await
}

/// Hands out the bytes of an address, unless an order says otherwise.
pub async fn fetch(
    shared: &Shared,
    token: &Token,
    (id, given, until): (&str, &str, i64),
    connection: Option<Cut>,
) -> Response {
    let (media, order) = {
        let mut world = shared.world();
        let good = key(&world.config.app_secret, id, until) == given && until > world.clock.now();
        let Some(media) = visible(&world, token, id).filter(|_| good).cloned() else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let order = media_order::take(&mut world.media_orders, Step::Download, id, &media.line);
        (media, order)
    };
    let Some(order) = order else { return bytes(media) };
    if let Err(error) = trouble(&order).await {
        return error.into_response();
    }
    let half = media.bytes.slice(..media.bytes.len() / 2);
    match order.mode {
        Trouble::Truncated => bytes(Media { bytes: half, ..media }),
        Trouble::WrongType => bytes(Media { mime: "application/octet-stream".to_owned(), ..media }),
        Trouble::Cut => cut_short(media, half, connection),
        _ => bytes(media),
    }
}

/// Promises every byte, sends half of them and drops the connection.
fn cut_short(media: Media, half: Bytes, connection: Option<Cut>) -> Response {
    let length = HeaderValue::from(media.bytes.len());
    let mut answer = bytes(media);
    let first = futures::stream::once(async move { Ok::<_, std::io::Error>(half) });
    let then = futures::stream::once(async move {
        // What was written must leave before the connection does.
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(call::cut(connection).await);
        Err(std::io::Error::other("cut"))
    });
    *answer.body_mut() = Body::from_stream(first.chain(then));
    answer.headers_mut().insert(CONTENT_LENGTH, length);
    answer
}

/// A file's bytes with its type.
pub fn bytes(media: Media) -> Response {
    let name = media.filename.unwrap_or_default().replace(['"', '\r', '\n'], "");
    let disposition = format!("inline; filename=\"{name}\"");
    let mut answer = media.bytes.into_response();
    for (header, value) in [(CONTENT_TYPE, media.mime), (CONTENT_DISPOSITION, disposition)] {
        if let Ok(value) = value.parse() {
            answer.headers_mut().insert(header, value);
        }
    }
    answer
}

/// `DELETE /{media}`.
pub async fn remove(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    discard(&shared, &token, &id)
}

/// Forgets a file.
pub fn discard(shared: &Shared, token: &Token, id: &str) -> Result<Response, Refused> {
    let mut world = shared.world();
    if visible(&world, token, id).is_none() || !world.media.remove(id) {
        return Err(GraphError::no_object("delete", id).into());
    }
    Ok(Json(json!({"success": true})).into_response())
}
