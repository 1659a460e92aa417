//! `prosa serve`: pages, door, live updates and workers in one process, started in order and stopped in peace.

use crate::{
    aside, boot,
    cmd::{sandbox, say},
    config::Config,
    http::{self, App},
    telemetry,
};
use anyhow::{Context as _, Result, bail};
use metrics_exporter_prometheus::PrometheusHandle;
use prosa_engine::{Engine, job, live, path::accept::Door, path::deliver, path::ingest};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, signal::unix::SignalKind, sync::Semaphore};
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
    let sandbox = options
        .demo
        .then(|| SocketAddr::new(config.server.listen.ip(), config.server.listen.port().wrapping_add(1)));
    if let Some(address) = sandbox {
        // One stand-in for all three, under the paths each of them has.
        config.whatsapp.graph_base = format!("http://{address}");
        // The demo's language models live there, too.
        config.assist.allow_local.push(address.to_string());
        config.whatsapp.dialog360_base = format!("http://{address}/360dialog");
        config.whatsapp.twilio_base = format!("http://{address}");
    }
    telemetry::start_logs(&config.log);
    let metrics = telemetry::start_metrics()?;
    let stop = Stop::listen()?;
    let listener = listen(config.server.listen).await?;
    if let Some(address) = sandbox {
        if TcpListener::bind(address).await.is_err() {
            let port = address.port();
            bail!(
                "port {port} is busy: the phone page of the demo needs it. Choose another pair with --port"
            );
        }
    }
    let site = match options.role {
        Role::Worker => None,
        Role::Web | Role::All => Some(http::find_site(&config.server.site_dir)?),
    };
    let _folder = boot::hold_folder(&config)?;
    let database = boot::database(&config).await?;
    let node = Node { config, role: options.role, sandbox, stop };
    let outcome = tokio::select! {
        outcome = node.work(listener, site, metrics, &database) => outcome,
        () = node.stop.forced.cancelled() => {
            tracing::warn!("stopped at once");
            Ok(())
        }
    };
    if let Some(embedded) = &database.embedded {
        // The folder is held, so nobody else can be using it, whoever started it.
        embedded.stop_anyway()?;
    }
    outcome
}

/// Signals of the person or the system: the first asks for a stop in peace, the second for one at once.
struct Stop {
    asked: CancellationToken,
    forced: CancellationToken,
}

impl Stop {
    fn listen() -> Result<Self> {
        let mut terminate = tokio::signal::unix::signal(SignalKind::terminate())?;
        let mut interrupt = tokio::signal::unix::signal(SignalKind::interrupt())?;
        let stop = Self { asked: CancellationToken::new(), forced: CancellationToken::new() };
        let (asked, forced) = (stop.asked.clone(), stop.forced.clone());
        tokio::spawn(async move {
            for token in [asked, forced] {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                token.cancel();
            }
        });
        Ok(stop)
    }
}

/// A node that is being run.
struct Node {
    config: Config,
    role: Role,
    /// Where the stand-in for Meta listens, in a demo.
    sandbox: Option<SocketAddr>,
    stop: Stop,
}

impl Node {
    async fn work(
        &self,
        listener: TcpListener,
        site: Option<http::Site>,
        metrics: PrometheusHandle,
        database: &boot::Database,
    ) -> Result<()> {
        if database.owner_url.is_some() {
            boot::migrate(database).await?;
        }
        let engine = boot::engine(&self.config, &database.app_url).await?;
        if self.role != Role::Web {
            aside::load(&self.config.intelligence, &engine.aside).await?;
        }
        let stopping = CancellationToken::new();
        let workers = TaskTracker::new();
        if let Some(address) = self.sandbox {
            self.start_demo(&engine, address, &workers, &stopping).await?;
        }
        if let Some(embedded) = &database.embedded {
            workers.spawn(boot::keep_running(Arc::clone(embedded), stopping.clone()));
        }
        // The door outlives the requests it answers: it stops after them.
        let door_stop = CancellationToken::new();
        let app = App {
            door: Door::start(engine.clone(), door_stop.clone()),
            engine: engine.clone(),
            config: Arc::new(self.config.clone()),
            metrics,
            body_room: Arc::new(Semaphore::new(http::BODY_ROOM_KIB)),
            pace: Arc::default(),
            stopping: stopping.clone(),
        };
        self.start_workers(&app, &workers);
        let address = listener.local_addr()?;
        let router = match site {
            Some(site) => http::router(app, site),
            None => http::probes(app),
        };
        let server = tokio::spawn({
            let (config, stopping) = (self.config.clone(), stopping.clone());
            async move { http::accept::serve(listener, router, &config, stopping).await }
        });
        greet(&self.config, address, self.sandbox);
        self.stop.asked.cancelled().await;
        tracing::info!("stopping");
        stopping.cancel();
        stop_within(&self.config, &engine, server, &workers, door_stop).await;
        Ok(())
    }

    async fn start_demo(
        &self,
        engine: &Engine,
        address: SocketAddr,
        workers: &TaskTracker,
        stopping: &CancellationToken,
    ) -> Result<()> {
        prosa_engine::seed::run(engine).await?;
        let templates = prosa_engine::seed::remembered(engine).await?;
        let sandbox =
            sandbox::start_demo(address, &format!("http://{}", self.config.server.listen), templates).await?;
        let stop = stopping.clone();
        workers.spawn(sandbox.serve(async move { stop.cancelled().await }));
        let engine = engine.clone();
        workers.spawn(async move { prosa_engine::seed::check_lines(&engine).await });
        Ok(())
    }

    fn start_workers(&self, app: &App, workers: &TaskTracker) {
        let (engine, stopping) = (&app.engine, &app.stopping);
        workers.spawn(live::run(engine.clone(), stopping.clone()));
        workers.spawn(http::health::watch(app.clone()));
        if self.role != Role::Web {
            workers.spawn(ingest::run(engine.clone(), stopping.clone()));
            workers.spawn(deliver::run(engine.clone(), stopping.clone()));
            workers.spawn(job::run(engine.clone(), stopping.clone()));
        }
    }
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
    if tokio::time::timeout(longest, peace).await.is_err() {
        tracing::warn!("not everything finished in time; what was claimed is given back by its lease");
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!(
                "port {} is busy. Stop the program that uses it, or choose another with --port",
                address.port()
            )
        }
        Err(error) => Err(error).with_context(|| format!("{address} cannot be listened on")),
    }
}

fn greet(config: &Config, address: SocketAddr, sandbox: Option<SocketAddr>) {
    let url =
        if config.server.public_url.is_empty() { format!("http://{address}") } else { config.public_url() };
    say(&format!("\n  Prosa        {url}"));
    if let Some(sandbox) = sandbox {
        say(&format!("  Phone page   http://{sandbox}/   (play the customer)"));
        say("\n  Demo logins");
        for login in prosa_engine::seed::LOGINS {
            say(&format!(
                "    {:<34} {}   ({})",
                login.email,
                prosa_engine::seed::PASSWORD,
                login.role.as_str()
            ));
        }
        say(&format!("\n  Letters are written to {}", config.server.data_dir.join("mail").display()));
    }
    say("\n  Ctrl-C stops everything.\n");
}
