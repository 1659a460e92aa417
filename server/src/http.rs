//! Everything that answers HTTP: the webhook door, pages, live updates, health, and the walls around them.

pub(crate) mod accept;
mod assets;
mod assist;
mod bring;
mod door;
mod export;
pub(crate) mod health;
mod knowledge;
mod live;
mod media;
mod pace;
mod pages;
mod peer;
mod walls;

use crate::config::Config;
use axum::{Router, middleware, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;
use prosa_engine::{Engine, path::accept::Door};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

pub(crate) use assets::{Site, find_site};
pub(crate) use pace::Pace;

/// Largest body of a call or a form.
const CALL_BYTES_MAX: usize = 1024 * 1024;
/// Room for the bodies of deliveries at the door, all together.
pub(crate) const BODY_ROOM_KIB: usize = 64 * 1024;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    /// The engine.
    pub engine: Engine,
    /// The door, on nodes that have one.
    pub door: Door,
    /// Configuration in force.
    pub config: Arc<Config>,
    /// Counters.
    pub metrics: PrometheusHandle,
    /// Room for the bodies of deliveries, in KiB.
    pub body_room: Arc<Semaphore>,
    /// Calls per session and address.
    pub pace: Arc<Pace>,
    /// Ends live connections and keeps `/readyz` from answering yes.
    pub stopping: CancellationToken,
}

/// What a node without pages answers: whether it lives and works.
pub(crate) fn probes(app: App) -> Router {
    health::router(app.clone())
        .layer(middleware::from_fn_with_state(app.clone(), walls::headers))
        .layer(middleware::from_fn_with_state(app, walls::log))
}

/// All routes with their walls.
pub(crate) fn router(app: App, site: Site) -> Router {
    let pages = pages::router(&app, &site)
        .layer(tower_http::limit::RequestBodyLimitLayer::new(CALL_BYTES_MAX))
        .layer(middleware::from_fn_with_state(app.clone(), pace::paced))
        .layer(middleware::from_fn_with_state(app.clone(), walls::who))
        .layer(middleware::from_fn_with_state(app.clone(), walls::same_site))
        .layer(tower_http::compression::CompressionLayer::new().gzip(true).br(true));
    let written = Router::new()
        .route("/api/assist/draft/{conversation}", get(assist::draft))
        .layer(middleware::from_fn_with_state(app.clone(), walls::who))
        .with_state(app.clone());
    let live = Router::new()
        .route("/api/live", get(live::stream))
        .layer(middleware::from_fn_with_state(app.clone(), walls::who))
        .with_state(app.clone());
    let door = door::router(app.clone());
    let health = health::router(app.clone());
    Router::new()
        .merge(door)
        .merge(live)
        .merge(written)
        .merge(pages)
        .layer(middleware::from_fn_with_state(walls::Gate::new(&app.config), walls::bounded))
        .merge(media::router(&app))
        .merge(knowledge::router(&app))
        .merge(export::router(&app))
        .merge(health)
        .layer(middleware::from_fn_with_state(app.clone(), walls::headers))
        .layer(middleware::from_fn_with_state(app, walls::log))
}
