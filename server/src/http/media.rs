//! `/media`: files brought by members, and files read by them. A file is read by an address that is signed, ends soon and
//! works for its tenant only; what a browser would run is never shown in the page.

use super::{App, bring, pace, walls};
use axum::{
    Extension, Json, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use prosa_domain::{
    id::{ConversationId, MediaId},
    media::MediaKind,
    refusal::{Code, Refusal},
};
use prosa_engine::{
    Caller,
    media::{
        link::Variant,
        serve::{Address, OpenFile},
        upload::Announced,
    },
};
use prosa_wire::media::Uploaded;
use serde::Deserialize;
use std::time::Duration;

/// Nothing of a file is run, and it reaches nothing.
const POLICY: &str =
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";

/// Uploads and readings of files, behind the same walls as calls; uploads may take longer.
pub(super) fn router(app: &App) -> Router {
    Router::new()
        .route("/media/uploads", post(upload))
        .route("/media/{id}", get(read))
        .layer(middleware::from_fn_with_state(app.clone(), pace::paced))
        .layer(middleware::from_fn_with_state(app.clone(), walls::who))
        .layer(middleware::from_fn_with_state(app.clone(), walls::same_site))
        .layer(middleware::from_fn_with_state(walls::Gate::for_files(&app.config), walls::bounded))
        .with_state(app.clone())
        .merge(given_router(app))
}

/// Files for providers that fetch what they send: nobody is signed in there, and the address is all there is to show.
fn given_router(app: &App) -> Router {
    Router::new()
        .route("/media/given/{tenant}/{id}", get(read_given))
        .layer(middleware::from_fn_with_state(walls::Gate::for_files(&app.config), walls::bounded))
        .with_state(app.clone())
}

async fn read_given(
    State(app): State<App>,
    Path((tenant, id)): Path<(String, String)>,
    Query(signed): Query<Signed>,
    headers: HeaderMap,
) -> Response {
    let answered = async {
        let not_found = || Refusal::new(Code::NotFound);
        let tenant = tenant.parse().map_err(|_| not_found())?;
        let id = id.parse().map_err(|_| not_found())?;
        let file = app.engine.open_given(tenant, (id, signed.e), &signed.s).await?;
        let address = Address { id, variant: Variant::Full, until: signed.e, signature: signed.s };
        answer(&app, &address, file, &headers).await
    };
    answered.await.unwrap_or_else(|refusal| walls::refuse(&refusal))
}

#[derive(Deserialize)]
struct What {
    conversation: Option<ConversationId>,
    #[serde(default)]
    name: String,
    /// Sent as this, whatever its type would be sent as: a picture as a document.
    kind: Option<String>,
}

pub(super) type Asker = (Extension<Option<Caller>>, Option<Extension<Refusal>>);

/// Who asks, or why that is not known.
pub(super) fn asker((caller, trouble): Asker) -> Result<Caller, Refusal> {
    match (caller.0, trouble) {
        (Some(caller), _) => Ok(caller),
        (None, Some(Extension(refusal))) => Err(refusal),
        (None, None) => Err(Refusal::new(Code::SignedOut)),
    }
}

async fn upload(
    State(app): State<App>,
    caller: Extension<Option<Caller>>,
    trouble: Option<Extension<Refusal>>,
    Query(what): Query<What>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let taken = async {
        let caller = asker((caller, trouble))?;
        take(&app, &caller, what, &headers, body).await
    };
    match taken.await {
        Ok(id) => Json(Uploaded { id }).into_response(),
        Err(refusal) => walls::refuse(&refusal),
    }
}

async fn take(
    app: &App,
    caller: &Caller,
    what: What,
    headers: &HeaderMap,
    body: Body,
) -> Result<MediaId, Refusal> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = match &what.kind {
        Some(word) => {
            Some(MediaKind::parse(word).ok_or(Refusal::new(Code::FieldInvalid).with("field", "kind"))?)
        }
        None => None,
    };
    let length = bring::length(headers);
    let announced = Announced {
        conversation: what.conversation,
        kind,
        mime: text(header::CONTENT_TYPE).unwrap_or_default().to_owned(),
        name: what.name,
        bytes: length,
    };
    let mut receiving = app.engine.begin_upload(caller, announced).await?;
    let silence = Duration::from_secs(app.config.server.body_seconds_max);
    bring::pour(body, length, silence, &mut receiving).await?;
    receiving.finish().await
}

#[derive(Deserialize)]
struct Signed {
    #[serde(default)]
    v: String,
    #[serde(default)]
    e: i64,
    #[serde(default)]
    s: String,
}

async fn read(
    State(app): State<App>,
    caller: Extension<Option<Caller>>,
    trouble: Option<Extension<Refusal>>,
    Path(id): Path<String>,
    Query(signed): Query<Signed>,
    headers: HeaderMap,
) -> Response {
    let answered = async {
        let caller = asker((caller, trouble))?;
        let not_found = || Refusal::new(Code::NotFound);
        let address = Address {
            id: id.parse().map_err(|_| not_found())?,
            variant: Variant::parse(&signed.v).ok_or_else(not_found)?,
            until: signed.e,
            signature: signed.s,
        };
        let file = app.engine.open_media(&caller, &address).await?;
        answer(&app, &address, file, &headers).await
    };
    answered.await.unwrap_or_else(|refusal| walls::refuse(&refusal))
}

/// A stretch of a file: from the first to the last byte, both included.
type Stretch = (u64, u64);

/// What a request wants of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Stretch),
    /// A stretch the file does not have.
    Nothing,
}

/// Reads one range; several at once, and what is no range, mean the whole file (RFC 9110, 14.2).
fn wanted(range: Option<&str>, bytes: u64) -> Wanted {
    let Some((from, to)) = range.and_then(|range| range.trim().strip_prefix("bytes=")?.split_once('-'))
    else {
        return Wanted::All;
    };
    let (from, to) = (from.trim(), to.trim());
    let last = bytes.saturating_sub(1);
    let stretch = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => (from, to.min(last)),
        (Ok(from), Err(_)) if to.is_empty() => (from, last),
        (Err(_), Ok(tail)) if from.is_empty() && tail > 0 => (bytes.saturating_sub(tail), last),
        (Err(_), Ok(0)) if from.is_empty() => return Wanted::Nothing,
        _ => return Wanted::All,
    };
    if stretch.0 >= bytes { Wanted::Nothing } else { Wanted::Part(stretch) }
}

async fn answer(
    app: &App,
    address: &Address,
    file: OpenFile,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // The bytes behind an id never change.
    let tag = format!("\"{}-{}\"", address.id, address.variant.as_str());
    let known = text(header::IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|one| one.trim() == tag));
    let left = address.until.saturating_sub(app.engine.now().timestamp()).max(0);
    let mut fixed = vec![
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, format!("private, max-age={left}, immutable")),
    ];
    if known {
        return Ok(with_headers(StatusCode::NOT_MODIFIED, Body::empty(), fixed));
    }
    let bytes = file.bytes;
    let same = text(header::IF_RANGE).is_none_or(|condition| condition == tag);
    let wanted = wanted(text(header::RANGE).filter(|_| same), bytes);
    fixed.extend([
        (header::CONTENT_TYPE, file.settled_type(address.variant).await?),
        (header::CONTENT_DISPOSITION, file.disposition.clone()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ]);
    let (status, stretch) = match wanted {
        Wanted::All => (StatusCode::OK, (0, bytes.saturating_sub(1))),
        Wanted::Part(stretch) => {
            let told = format!("bytes {}-{}/{bytes}", stretch.0, stretch.1);
            fixed.push((header::CONTENT_RANGE, told));
            (StatusCode::PARTIAL_CONTENT, stretch)
        }
        Wanted::Nothing => {
            fixed.push((header::CONTENT_RANGE, format!("bytes */{bytes}")));
            return Ok(with_headers(StatusCode::RANGE_NOT_SATISFIABLE, Body::empty(), fixed));
        }
    };
    let length = if bytes == 0 { 0 } else { stretch.1.saturating_sub(stretch.0).saturating_add(1) };
    fixed.push((header::CONTENT_LENGTH, length.to_string()));
    Ok(with_headers(status, Body::from_stream(file.read(stretch.0, stretch.1)), fixed))
}

fn with_headers(status: StatusCode, body: Body, headers: Vec<(HeaderName, String)>) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_stretch_of_the_file_or_the_whole_or_nothing() {
        for (range, expected) in [
            (None, Wanted::All),
            (Some("bytes=0-9"), Wanted::Part((0, 9))),
            (Some("bytes=5-"), Wanted::Part((5, 99))),
            (Some("bytes=90-500"), Wanted::Part((90, 99))),
            (Some("bytes=-10"), Wanted::Part((90, 99))),
            (Some("bytes=-500"), Wanted::Part((0, 99))),
            (Some("bytes=99-99"), Wanted::Part((99, 99))),
            (Some("bytes=100-"), Wanted::Nothing),
            (Some("bytes=-0"), Wanted::Nothing),
            (Some("bytes=9-5"), Wanted::All),
            (Some("bytes=0-1,5-6"), Wanted::All),
            (Some("lines=1-2"), Wanted::All),
            (Some("bytes=x-y"), Wanted::All),
            (Some("bytes=18446744073709551616-"), Wanted::All),
        ] {
            assert_eq!(wanted(range, 100), expected, "{range:?}");
        }
        assert_eq!(wanted(Some("bytes=0-"), 0), Wanted::Nothing);
    }
}
