//! Middleware: bounds, request ids and one log line, who asks, same-site only, security headers.

use super::{
    App,
    peer::{self, Peer, Through},
};
use crate::config::Config;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use prosa_domain::refusal::{Code, Refusal};
use prosa_engine::Caller;
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use tracing::Instrument as _;

/// Cookie of the session.
pub(crate) const SESSION_COOKIE: &str = "prosa_session";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A refusal as an answer, with its status.
pub(crate) fn refuse(refusal: &Refusal) -> Response {
    let status =
        StatusCode::from_u16(refusal.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(refusal)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

/// Seats for requests in work, and the longest a request may take.
#[derive(Clone)]
pub(crate) struct Gate {
    seats: Arc<Semaphore>,
    longest: Duration,
}

impl Gate {
    /// As configured.
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            seats: Arc::new(Semaphore::new(config.server.requests_max)),
            longest: Duration::from_secs(config.server.request_seconds_max),
        }
    }

    /// For files: a slow line may take its time for a large one, and has no seat of the others meanwhile.
    pub(crate) fn for_files(config: &Config) -> Self {
        Self {
            seats: Arc::new(Semaphore::new(config.server.requests_max)),
            longest: Duration::from_secs(config.server.request_seconds_max).saturating_mul(30),
        }
    }
}

/// Takes a request only when there is a seat for it; what is too much is told to come again. Live connections leave
/// their seat when the stream begins.
pub(crate) async fn bounded(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let Ok(_seat) = gate.seats.try_acquire() else {
        metrics::counter!("prosa_requests_refused_total").increment(1);
        return refuse(&Refusal::new(Code::Overloaded));
    };
    match tokio::time::timeout(gate.longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => refuse(&Refusal::new(Code::Overloaded)),
    }
}

/// Gives the request its id and peer, and writes its line when it is answered. A panic becomes an answer, too.
pub(crate) async fn log(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = tokio::time::Instant::now();
    let peer = peer::of(&app.config, &request);
    let id = request_id(&app, peer, request.headers());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(peer);
    let span = tracing::info_span!("request", request_id = id);
    let task = tokio::spawn(next.run(request).instrument(span));
    let mut response = match task.await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(request_id = id, error = %panic, "a request panicked");
            refuse(&Refusal::new(Code::Internal).with("request_id", &id))
        }
    };
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let status = response.status().as_u16();
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let area = area(&path);
    if status >= 500 || (area != "webhooks" && area != "asset") {
        tracing::info!(request_id = id, %method, area, status, took_ms, "request");
    } else {
        tracing::debug!(request_id = id, %method, area, status, took_ms, "request");
    }
    metrics::histogram!("prosa_http_seconds", "area" => area).record(started.elapsed().as_secs_f64());
    metrics::counter!("prosa_http_requests_total", "area" => area, "status" => status.to_string())
        .increment(1);
    response
}

/// The part of the house a path belongs to: never the path itself, which may hold a link's token.
fn area(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "webhooks" => "webhooks",
        "pkg" => "asset",
        "api" => "api",
        "media" => "media",
        "healthz" | "readyz" | "metrics" => "health",
        _ => "page",
    }
}

fn request_id(app: &App, peer: Peer, headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let fits =
        |id: &&str| (8..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match given.filter(fits) {
        Some(id) if peer.through == Through::Proxy => id.to_owned(),
        _ => app.engine.new_id(prosa_domain::id::CommandId::from_parts).uuid().simple().to_string(),
    }
}

/// Finds the session of the cookie and puts its caller into the request.
pub(crate) async fn who(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let caller: Option<Caller> = match cookie(request.headers(), SESSION_COOKIE) {
        Some(token) => match app.engine.resolve_session(&token).await {
            Ok(caller) => caller,
            Err(refusal) => {
                tracing::warn!(code = refusal.code.as_str(), "a session could not be looked up");
                if request.uri().path().starts_with("/api/") {
                    // Not knowing who asks is not the same as nobody asking.
                    return refuse(&refusal);
                }
                request.extensions_mut().insert(refusal);
                None
            }
        },
        None => None,
    };
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// A cookie's value.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).map(str::trim);
    pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

/// Refuses what changes something when another site asks for it. The session cookie is `SameSite=Lax` besides.
pub(crate) async fn same_site(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || comes_from_us(&app.config, request.headers()) {
        return next.run(request).await;
    }
    metrics::counter!("prosa_cross_site_refused_total").increment(1);
    refuse(&Refusal::new(Code::CrossSite))
}

pub(super) fn comes_from_us(config: &Config, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    let host = text(header::HOST).unwrap_or_default();
    let origin_host = origin.split_once("://").map(|(_, host)| host).unwrap_or_default();
    origin == config.public_url() || (!host.is_empty() && origin_host == host)
}

/// Headers every page carries; the policy for scripts is the page's own, because of its nonce.
pub(crate) async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response: Response<Body> = next.run(request).await;
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(self), payment=()",
        ),
    ];
    for (name, value) in fixed {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.config.public_url().starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ));
    response
}
