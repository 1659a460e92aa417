//! Accepts connections: bounded in number, cut when headers come too slowly, finished in peace when stopping.

use crate::config::Config;
use axum::{Router, extract::ConnectInfo};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// Serves until `stopping`, then lets running requests finish, at most the configured time.
pub(crate) async fn serve(listener: TcpListener, router: Router, config: &Config, stopping: CancellationToken) {
    let graceful = GracefulShutdown::new();
    let seats = Arc::new(Semaphore::new(config.server.connections_max));
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(config.server.header_seconds_max))
        .max_buf_size(64 * 1024);
    builder.http2().timer(TokioTimer::new()).max_concurrent_streams(128).keep_alive_interval(Duration::from_secs(30));
    loop {
        let (stream, address) = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, or a client that hung up: others must not suffer.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
        };
        let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else {
            metrics::counter!("prosa_connections_refused_total").increment(1);
            drop(stream);
            continue;
        };
        no_delay(&stream);
        let service = router.clone().map_request(move |mut request: axum::http::Request<_>| {
            request.extensions_mut().insert(ConnectInfo(address));
            request
        });
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            // A client that hangs up in the middle is its own affair.
            let _ = connection.await;
            drop(seat);
        });
    }
    let longest = Duration::from_secs(config.server.stop_seconds_max);
    if tokio::time::timeout(longest, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

fn no_delay(stream: &TcpStream) {
    // Only latency is at stake.
    let _ = stream.set_nodelay(true);
}
