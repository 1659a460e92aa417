//! Resumable uploads: a session under an app, then the bytes, then a handle for samples of templates and for pictures of
//! profiles (Meta, "Resumable Upload API").

use super::{
    call::{Refused, Token},
    error::GraphError,
};
use crate::{ids, shared::Shared, world::World};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};

/// What begins the id of a session.
pub const PREFIX: &str = "upload:";
/// Sessions and handles at most; the oldest go first.
const SESSIONS_MAX: usize = 2_000;
/// Bytes of one upload at most: Meta's largest document.
const FILE_MAX: usize = 100 << 20;
/// Types that can be uploaded this way (Meta: JPEG, PNG, MP4 and PDF).
const TYPES: &[&str] = &["application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"];

/// A session: how much of a file is there.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id, without what begins it.
    pub id: String,
    /// The file's type.
    pub mime: String,
    /// Bytes announced.
    pub length: usize,
    /// Bytes received.
    pub offset: usize,
    /// The handle, once every byte is there.
    pub handle: Option<String>,
}

impl World {
    /// The type of the file a handle stands for; none when the handle is not known.
    pub fn handle_type(&self, handle: &str) -> Option<&str> {
        let known = self.uploads.iter().find(|session| session.handle.as_deref() == Some(handle));
        known.map(|session| session.mime.as_str())
    }
}

/// `POST /{app}/uploads?file_name=&file_length=&file_type=`.
pub async fn begin(
    State(shared): State<Arc<Shared>>,
    Path((_, _app)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    _token: Token,
) -> Result<Response, Refused> {
    let text = |name: &str| query.get(name).ok_or_else(|| GraphError::required(name));
    let length = text("file_length")?.parse().ok().filter(|length| (1..=FILE_MAX).contains(length));
    let length = length.ok_or_else(|| GraphError::param("file_length", "must be a size up to 100 MB."))?;
    let mime = text("file_type")?.to_ascii_lowercase();
    if !TYPES.contains(&mime.as_str()) {
        let must = format!("must be one of {{{}}} - got \"{mime}\".", TYPES.join(", "));
        return Err(GraphError::param("file_type", &must).into());
    }
    let id = format!("MTphdHRhY2htZW50{}", ids::plain(24));
    let mut world = shared.world();
    if world.uploads.len() >= SESSIONS_MAX {
        world.uploads.pop_front();
    }
    world.uploads.push_back(Session { id: id.clone(), mime, length, offset: 0, handle: None });
    // Meta's ids carry a query of their own.
    Ok(Json(json!({"id": format!("{PREFIX}{id}?sig=AR{}", ids::plain(10))})).into_response())
}

/// `POST /upload:{session}` with the bytes from `file_offset` on; tells the handle once every byte is there.
pub fn write(shared: &Shared, id: &str, headers: &HeaderMap, body: &Bytes) -> Result<Response, Refused> {
    let offset = headers.get("file_offset").and_then(|value| value.to_str().ok());
    let offset: usize =
        offset.and_then(|offset| offset.parse().ok()).ok_or_else(|| GraphError::required("file_offset"))?;
    let mut world = shared.world();
    let session = world.uploads.iter_mut().find(|session| session.id == id);
    let session = session.ok_or_else(|| GraphError::no_object("post", id))?;
    if offset != session.offset || session.offset + body.len() > session.length {
        let must = format!("does not fit: {} of {} bytes are there.", session.offset, session.length);
        return Err(GraphError::param("file_offset", &must).into());
    }
    session.offset += body.len();
    if session.offset < session.length {
        return Ok(
            Json(json!({"id": format!("{PREFIX}{id}"), "file_offset": session.offset})).into_response()
        );
    }
    let handle = session.handle.get_or_insert_with(|| format!("4::aW{}", ids::plain(40))).clone();
    Ok(Json(json!({"h": handle})).into_response())
}

/// `GET /upload:{session}`: how far an upload got.
pub fn progress(shared: &Shared, id: &str) -> Result<Response, Refused> {
    let world = shared.world();
    let session = world.uploads.iter().find(|session| session.id == id);
    let session = session.ok_or_else(|| GraphError::no_object("get", id))?;
    Ok(Json(json!({"id": format!("{PREFIX}{id}"), "file_offset": session.offset})).into_response())
}
