//! The phone page: one HTML file with its style and script beside it, under a strict content security policy.

use axum::{
    Router,
    http::{
        HeaderName, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
    routing::get,
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: \
                      blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The page and its parts.
pub fn router() -> Router {
    let html = || async { part("text/html; charset=utf-8", include_str!("../assets/phone.html")) };
    Router::new()
        .route("/", get(html))
        .route("/phone", get(html))
        .route(
            "/assets/phone.css",
            get(|| async { part("text/css; charset=utf-8", include_str!("../assets/phone.css")) }),
        )
        .route(
            "/assets/tokens.css",
            get(|| async { part("text/css; charset=utf-8", include_str!("../assets/tokens.css")) }),
        )
        .route(
            "/assets/phone.js",
            get(|| async { part("text/javascript; charset=utf-8", include_str!("../assets/phone.js")) }),
        )
        .route(
            "/assets/draw.js",
            get(|| async { part("text/javascript; charset=utf-8", include_str!("../assets/draw.js")) }),
        )
        .route(
            "/assets/offers.js",
            get(|| async { part("text/javascript; charset=utf-8", include_str!("../assets/offers.js")) }),
        )
        .route(
            "/assets/icon.svg",
            get(|| async { part("image/svg+xml", include_str!("../assets/icon.svg")) }),
        )
}

fn part(kind: &'static str, body: &'static str) -> Response {
    let headers: [(HeaderName, HeaderValue); 4] = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, body).into_response()
}
