//! The Graph API: `/{version}/{object}/…`. Every call is checked for its bearer token, then for orders to fail; objects
//! that the token may not see do not exist.

pub mod account;
pub mod call;
pub mod error;
pub mod media;
pub mod number;
pub mod rate;
pub mod send;
pub mod settings;
pub mod template;
pub mod upload;
pub mod validate;

use crate::shared::Shared;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, header::HeaderName},
    response::Response,
    routing::{delete, get, post},
};
use error::GraphError;
use std::sync::Arc;

/// Bytes of a JSON call at most.
const JSON_MAX: usize = 1 << 20;
/// Bytes of an upload at most: Meta's largest document and the form around it.
const UPLOAD_MAX: usize = 101 << 20;

/// All calls.
pub fn router(shared: Arc<Shared>) -> Router {
    let json = Router::new()
        .route("/{version}/debug_token", get(account::debug_token))
        .route("/{version}/{id}", get(number::lookup).delete(media::remove))
        .route("/{version}/{id}/messages", post(send::messages))
        .route("/{version}/{id}/marketing_messages", post(send::marketing))
        .route("/{version}/{id}/phone_numbers", get(account::phone_numbers))
        .route(
            "/{version}/{id}/subscribed_apps",
            get(account::subscriptions).post(account::subscribe).delete(account::unsubscribe),
        )
        .route(
            "/{version}/{id}/message_templates",
            get(template::list).post(template::create).delete(template::remove),
        )
        .route("/{version}/{id}/unpause", post(template::unpause))
        .route("/{version}/{id}/register", post(number::register))
        .route("/{version}/{id}/deregister", post(number::deregister))
        .route("/{version}/{id}/whatsapp_business_profile", get(number::profile).post(number::change_profile))
        .route("/{version}/{id}/request_code", post(settings::request_code))
        .route(
            "/{version}/{id}/block_users",
            get(settings::blocked).post(settings::block).delete(settings::unblock),
        )
        .route("/{version}/{id}/settings", get(settings::settings).post(settings::change_settings))
        .route(
            "/{version}/{id}/whatsapp_commerce_settings",
            get(settings::commerce).post(settings::change_commerce),
        )
        .route("/{version}/{id}/smb_app_data", post(settings::hand_over))
        .route("/sandbox-media/{id}/{key}", get(media::download))
        .layer(DefaultBodyLimit::max(JSON_MAX));
    let upload = Router::new()
        .route("/{version}/{id}", post(number::change))
        .route("/{version}/{id}/uploads", post(upload::begin))
        .route("/{version}/{id}/media", post(media::upload))
        .layer(DefaultBodyLimit::max(UPLOAD_MAX));
    let rest = Router::new()
        .route("/{version}/{id}/{*rest}", get(unknown).post(unknown).merge(delete(unknown)))
        .merge(json)
        .merge(upload);
    rest.layer(axum::middleware::map_response(version)).with_state(shared)
}

async fn version(mut answer: Response) -> Response {
    let name = HeaderName::from_static("facebook-api-version");
    answer.headers_mut().insert(name, HeaderValue::from_static("v26.0"));
    answer
}

/// A path that Meta does not know either.
async fn unknown(axum::extract::OriginalUri(uri): axum::extract::OriginalUri) -> GraphError {
    let last = uri.path().rsplit('/').next().unwrap_or_default();
    GraphError::new(2500, format!("Unknown path components: /{last}")).status(400)
}
