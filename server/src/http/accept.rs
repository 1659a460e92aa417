//! Accepts connections: bounded in number, cut when headers come too slowly, finished in peace when stopping.

use crate::config::Config;
use axum::{Router, extract::ConnectInfo};
use hyper::server::conn::http1::Builder;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// What a client hears when there is no seat for its connection.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Serves until `stopping`, then lets running requests finish, at most the configured time.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    config: &Config,
    stopping: CancellationToken,
) {
    let graceful = GracefulShutdown::new();
    let seats = Arc::new(Semaphore::new(config.server.connections_max));
    // HTTP/1.1 only: telling versions apart would wait for the first bytes without a limit, and a proxy that speaks
    // HTTP/2 to browsers speaks HTTP/1.1 to us.
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(config.server.header_seconds_max))
        .max_buf_size(64 * 1024);
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
            tokio::spawn(turn_away(stream));
            continue;
        };
        no_delay(&stream);
        let service = router.clone().map_request(move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(address));
            request
        });
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
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

/// Says why, to a client that listens; one that does not is not waited for.
async fn turn_away(stream: TcpStream) {
    let tell = async {
        stream.writable().await?;
        stream.try_write(FULL)
    };
    // Whether it was heard changes nothing.
    let _ = tokio::time::timeout(Duration::from_millis(500), tell).await;
}

fn no_delay(stream: &TcpStream) {
    // Only latency is at stake.
    let _ = stream.set_nodelay(true);
}
