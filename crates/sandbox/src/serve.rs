//! Listening. Connections are served one by one here rather than by the framework, so that an order to fail can drop one
//! without an answer.

use crate::{
    config::SandboxConfig,
    control, dialog360,
    graph::{self, call::Cut},
    llm, page,
    shared::Shared,
    status, twilio,
    world::World,
};
use axum::{Router, body::Body, extract::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{convert::Infallible, future::Future, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

/// Connections at most.
const CONNECTIONS_MAX: usize = 4_096;
/// How long a client may take to send its headers.
const HEADER_TIME: Duration = Duration::from_secs(20);

/// Why a sandbox does not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address is taken or not ours.
    #[error("the sandbox cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// No HTTP client for webhooks.
    #[error("the sandbox cannot make a client for webhooks")]
    Client(#[from] reqwest::Error),
}

/// A sandbox that listens, ready to serve.
pub struct Sandbox {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Sandbox {
    /// Takes the address.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn bind(config: SandboxConfig) -> Result<Self, SandboxError> {
        let wanted = config.listen;
        let failed = |source| SandboxError::Listen { address: wanted, source };
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("facebookexternalua")
            .no_proxy()
            .build()?;
        Ok(Self {
            listener,
            address,
            shared: Arc::new(Shared::new(World::new(config), http, format!("http://{address}"))),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Everything it serves, for callers with their own listener. Connections cannot be dropped then.
    pub fn router(&self) -> Router {
        routes(&self.shared)
    }

    /// Serves until told to stop. Requests under way are cut off: nothing here is worth waiting for.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send) {
        let Self { listener, shared, .. } = self;
        tokio::spawn(status::run(shared.clone()));
        let routes = routes(&shared);
        let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let accept = async {
            loop {
                let Ok(place) = room.clone().acquire_owned().await else { return };
                match listener.accept().await {
                    Ok((stream, _)) => {
                        let (routes, stop) = (routes.clone(), shared.stop.clone());
                        tokio::spawn(async move {
                            tokio::select! {
                                () = stop.cancelled() => {}
                                () = connection(stream, routes) => {}
                            }
                            drop(place);
                        });
                    }
                    // Too many open files, or a client that went away.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        };
        tokio::select! {
            () = shutdown => {}
            () = accept => {}
        }
        shared.stop.cancel();
    }
}

fn routes(shared: &Arc<Shared>) -> Router {
    page::router()
        .merge(control::router(shared.clone()))
        .merge(dialog360::router(shared.clone()))
        .merge(twilio::router(shared.clone()))
        .merge(llm::router(shared.clone()))
        .merge(graph::router(shared.clone()))
}

/// Serves one connection until it ends or a handler cuts it.
async fn connection(stream: TcpStream, routes: Router) {
    let cut = Cut(tokio_util::sync::CancellationToken::new());
    // Small answers must not wait for the client's acknowledgement.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let mark = cut.clone();
    let service = tower_service(routes, mark);
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        () = cut.0.cancelled() => {}
        // A client that goes away is its own affair.
        _ = served => {}
    }
}

fn tower_service(
    routes: Router,
    cut: Cut,
) -> impl hyper::service::Service<
    hyper::Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future = impl Future<Output = Result<axum::response::Response, Infallible>> + Send,
> {
    hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(cut.clone());
        let routes = TowerToHyperService::new(routes.clone());
        async move { hyper::service::Service::call(&routes, request).await }
    })
}
