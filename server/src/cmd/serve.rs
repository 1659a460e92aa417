//! `prosa serve`: pages, door, live updates and workers in one process, started in order and stopped in peace.

use crate::{
    boot,
    cmd::{sandbox, say},
    config::Config,
    http::{self, App},
    telemetry,
};
use anyhow::{Context as _, Result, bail};
use prosa_engine::{Engine, job, live, path::accept::Door, path::deliver, path::ingest};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Role {
    /// Pages, door and live updates.
    Web,
    /// Reading the journal, sending, background work.
    Worker,
    /// Both.
    All,
}

/// How to serve.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// What this node does.
    #[arg(long, value_enum, default_value = "all")]
    role: Role,
    /// Port to listen on.
    #[arg(long)]
    port: Option<u16>,
    /// Where people reach this installation, such as `https://prosa.example.com`.
    #[arg(long)]
    public_url: Option<String>,
    /// Fills an empty installation with the demo tenant and runs the stand-in for Meta on the next port.
    #[arg(long)]
    demo: bool,
}

/// Serves until a signal comes.
pub(crate) async fn run(mut config: Config, options: Options) -> Result<()> {
    if let Some(port) = options.port {
        config.server.listen.set_port(port);
    }
    if let Some(url) = options.public_url {
        config.server.public_url = url;
    }
    let sandbox_address = SocketAddr::new(config.server.listen.ip(), config.server.listen.port().wrapping_add(1));
    if options.demo {
        config.whatsapp.graph_base = format!("http://{sandbox_address}");
    }
    telemetry::start_logs(&config.log);
    let metrics = telemetry::start_metrics()?;
    let listener = listen(config.server.listen).await?;
    let sandbox_listener_free = !options.demo || TcpListener::bind(sandbox_address).await.is_ok();
    if !sandbox_listener_free {
        bail!("port {} is busy: the phone page of the demo needs it. Choose another pair with --port", sandbox_address.port());
    }
    let site = http::find_site(&config.server.site_dir)?;
    let database = boot::database(&config).await?;
    let outcome = work(&config, &options.role, options.demo, sandbox_address, listener, site, metrics, &database).await;
    if let Some(embedded) = &database.embedded {
        embedded.stop()?;
    }
    outcome
}

#[expect(clippy::too_many_arguments, reason = "one call, everything already made by the caller")]
async fn work(
    config: &Config,
    role: &Role,
    demo: bool,
    sandbox_address: SocketAddr,
    listener: TcpListener,
    site: http::Site,
    metrics: metrics_exporter_prometheus::PrometheusHandle,
    database: &boot::Database,
) -> Result<()> {
    if database.owner_url.is_some() {
        boot::migrate(database).await?;
    }
    let engine = boot::engine(config, &database.app_url).await?;
    let stopping = CancellationToken::new();
    let workers = TaskTracker::new();
    if demo {
        prosa_engine::seed::run(&engine).await?;
        let sandbox = sandbox::start_demo(sandbox_address, &config.public_url()).await?;
        let stop = stopping.clone();
        workers.spawn(sandbox.serve(async move { stop.cancelled().await }));
    }
    // The door outlives the requests it answers: it stops after them.
    let door_stop = CancellationToken::new();
    let app = App {
        door: Door::start(engine.clone(), door_stop.clone()),
        engine: engine.clone(),
        config: Arc::new(config.clone()),
        metrics,
        stopping: stopping.clone(),
    };
    workers.spawn(live::run(engine.clone(), stopping.clone()));
    workers.spawn(http::health::watch(app.clone()));
    if *role != Role::Web {
        workers.spawn(ingest::run(engine.clone(), stopping.clone()));
        workers.spawn(deliver::run(engine.clone(), stopping.clone()));
        workers.spawn(job::run(engine.clone(), stopping.clone()));
    }
    let address = listener.local_addr()?;
    let router = http::router(app, site);
    let server = tokio::spawn({
        let config = config.clone();
        let stopping = stopping.clone();
        async move { http::accept::serve(listener, router, &config, stopping).await }
    });
    greet(config, address, demo.then_some(sandbox_address));
    signal().await?;
    tracing::info!("stopping");
    stopping.cancel();
    stop_within(config, &engine, server, &workers, door_stop).await;
    Ok(())
}

/// Requests finish first, then the door commits what it took, then the workers give back what they hold.
async fn stop_within(
    config: &Config,
    engine: &Engine,
    server: tokio::task::JoinHandle<()>,
    workers: &TaskTracker,
    door_stop: CancellationToken,
) {
    let longest = Duration::from_secs(config.server.stop_seconds_max);
    let peace = async {
        // A panic of the server was logged where it happened.
        let _ = server.await;
        door_stop.cancel();
        workers.close();
        workers.wait().await;
        engine.db.close().await;
    };
    tokio::select! {
        done = tokio::time::timeout(longest, peace) => {
            if done.is_err() {
                tracing::warn!("not everything finished in time; what was claimed is given back by its lease");
            }
        }
        _ = signal() => tracing::warn!("stopped at once"),
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!("port {} is busy. Stop the program that uses it, or choose another with --port", address.port())
        }
        Err(error) => Err(error).with_context(|| format!("{address} cannot be listened on")),
    }
}

async fn signal() -> Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

fn greet(config: &Config, address: SocketAddr, sandbox: Option<SocketAddr>) {
    let url = if config.server.public_url.is_empty() { format!("http://{address}") } else { config.public_url() };
    say(&format!("\n  Prosa        {url}"));
    if let Some(sandbox) = sandbox {
        say(&format!("  Phone page   http://{sandbox}/   (play the customer)"));
        say("\n  Demo logins");
        for login in prosa_engine::seed::LOGINS {
            say(&format!("    {:<34} {}   ({})", login.email, prosa_engine::seed::PASSWORD, login.role.as_str()));
        }
        say(&format!("\n  Letters are written to {}", config.server.data_dir.join("mail").display()));
    }
    say("\n  Ctrl-C stops everything.\n");
}
