//! `/healthz` (the process lives), `/readyz` (it can work), `/metrics` (Prometheus, for configured addresses only).

use super::{
    App,
    peer::{self, Through},
};
use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use std::time::Duration;

pub(super) fn router(app: App) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(app)
}

async fn ready(State(app): State<App>) -> Response {
    if app.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match tokio::time::timeout(Duration::from_secs(2), app.engine.db.ping()).await {
        Ok(Ok(())) => "ready\n".into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "2")], "the database is away\n")
            .into_response(),
    }
}

async fn metrics(State(app): State<App>, request: Request) -> Response {
    let peer = peer::of(&app.config, &request);
    // A proxy on this machine that is not configured would lend its own address to everybody.
    let lent = peer.through == Through::Direct
        && ["x-forwarded-for", "forwarded", "via"].iter().any(|name| request.headers().contains_key(*name));
    if lent || !app.config.server.metrics_from.contains(&peer.ip) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (open, idle) = app.engine.db.usage();
    metrics::gauge!("prosa_pool_connections").set(f64::from(open));
    metrics::gauge!("prosa_pool_idle").set(f64::from(u32::try_from(idle).unwrap_or(u32::MAX)));
    let text = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (text, app.metrics.render()).into_response()
}

/// Measures what only the database knows, every few seconds.
pub(crate) async fn watch(app: App) {
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
        }
        if let Ok(depth) = app.engine.db.journal_depth().await {
            metrics::gauge!("prosa_journal_waiting").set(count(depth.waiting));
            metrics::gauge!("prosa_journal_stuck").set(count(depth.stuck));
            let lag = depth.oldest_waiting_at.map(|at| app.engine.now() - at).unwrap_or_default();
            metrics::gauge!("prosa_journal_lag_seconds").set(lag.to_std().unwrap_or_default().as_secs_f64());
        }
        if let Some(bytes) = resident_bytes() {
            metrics::gauge!("prosa_process_resident_bytes").set(bytes);
        }
        if let Ok((waiting, given_up)) = prosa_db::job::depth(&app.engine.db).await {
            metrics::gauge!("prosa_jobs_waiting").set(count(waiting));
            metrics::gauge!("prosa_jobs_given_up").set(count(given_up));
        }
        if let Ok(states) = app.engine.db.outbound_depth().await {
            for (state, total) in states {
                metrics::gauge!("prosa_outbound_depth", "state" => state).set(count(total));
            }
        }
    }
}

/// Memory of this process, as Linux tells it.
fn resident_bytes() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u32 = line.split_whitespace().next()?.parse().ok()?;
    Some(f64::from(kib) * 1024.0)
}

fn count(value: i64) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}
