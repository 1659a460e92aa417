//! Files: upload, lookup, download, removal.

use super::{
    call::{Refused, Token},
    error::GraphError,
};
use crate::{
    media::{self, Media, RULES},
    shared::Shared,
};
use aws_lc_rs::hmac;
use axum::{
    Json,
    extract::{Multipart, Path, Query, State},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE, HOST},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// A form with `messaging_product`, `type` and `file`.
pub async fn upload(
    State(shared): State<Arc<Shared>>,
    Path((_, line)): Path<(String, String)>,
    token: Token,
    form: Multipart,
) -> Result<Response, Refused> {
    token.line(&shared.world(), "post", &line)?;
    let form = read(form).await?;
    if form.product.as_deref() != Some("whatsapp") {
        return Err(GraphError::required("messaging_product").into());
    }
    let (bytes, filename) = form.file.ok_or_else(|| GraphError::required("file"))?;
    let mime = form.mime.or(form.file_mime).ok_or_else(|| GraphError::required("type"))?;
    let Some(most) = media::limit(&mime) else {
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
    let id = shared.world().media.add(Media { mime, filename, bytes, line });
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

/// What a file is and where its bytes are for the next five minutes.
pub fn describe(shared: &Shared, token: &Token, id: &str, headers: &HeaderMap) -> Option<Value> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost").to_owned();
    let world = shared.world();
    let media = visible(&world, token, id)?;
    let until = Shared::now() + media::URL_SECONDS;
    Some(json!({
        "messaging_product": "whatsapp",
        "url": format!("http://{host}/sandbox-media/{id}/{}?ext={until}", key(&world.config.app_secret, id, until)),
        "mime_type": media.mime,
        "sha256": media.sha_hex(),
        "file_size": media.bytes.len(),
        "id": id,
    }))
}

fn visible<'a>(world: &'a crate::world::World, token: &Token, id: &str) -> Option<&'a Media> {
    let media = world.media.find(id)?;
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
) -> Response {
    let until: i64 = query.get("ext").and_then(|ext| ext.parse().ok()).unwrap_or(0);
    let media = {
        let world = shared.world();
        let good = key(&world.config.app_secret, &id, until) == given && until > Shared::now();
        visible(&world, &token, &id).filter(|_| good).cloned()
    };
    match media {
        Some(media) => bytes(media),
        None => StatusCode::NOT_FOUND.into_response(),
    }
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

/// Forgets a file.
pub async fn remove(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    token: Token,
) -> Result<Response, Refused> {
    let mut world = shared.world();
    if visible(&world, &token, &id).is_none() || !world.media.remove(&id) {
        return Err(GraphError::no_object("delete", &id).into());
    }
    Ok(Json(json!({"success": true})).into_response())
}
