//! Everything that answers HTTP: the webhook door, pages, live updates, health, and the walls around them.

pub(crate) mod accept;
mod assets;
mod door;
pub(crate) mod health;
mod live;
mod pages;
mod peer;
mod walls;

use crate::config::Config;
use axum::{Router, middleware, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;
use prosa_engine::{Engine, path::accept::Door};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub(crate) use assets::{Site, find_site};

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
    /// Ends live connections and keeps `/readyz` from answering yes.
    pub stopping: CancellationToken,
}

/// All routes with their walls.
pub(crate) fn router(app: App, site: Site) -> Router {
    let pages = pages::router(&app, &site)
        .layer(middleware::from_fn_with_state(app.clone(), walls::who))
        .layer(middleware::from_fn_with_state(app.clone(), walls::same_site))
        .layer(middleware::from_fn(walls::headers))
        .layer(tower_http::compression::CompressionLayer::new().gzip(true).br(true));
    let live = Router::new()
        .route("/api/live", get(live::stream))
        .layer(middleware::from_fn_with_state(app.clone(), walls::who))
        .with_state(app.clone());
    let door = door::router(app.clone());
    let health = health::router(app.clone());
    Router::new()
        .merge(door)
        .merge(live)
        .merge(pages)
        .layer(middleware::from_fn_with_state(walls::Gate::new(&app.config), walls::bounded))
        .merge(health)
        .layer(middleware::from_fn_with_state(app, walls::log))
}
