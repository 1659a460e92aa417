//! The typed configuration. Defaults are compiled in, a TOML file lies over them, the environment over both
//! (`PROSA__SECTION__KEY`). Unknown keys are refused. Secrets may stand in files (`*_file`).

use anyhow::{Context as _, Result, bail};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

/// Everything that can be set.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Addresses and bounds of HTTP.
    pub server: Server,
    /// Postgres.
    pub database: Database,
    /// Keys.
    pub vault: Vault,
    /// Mail.
    pub mail: Mail,
    /// WhatsApp.
    pub whatsapp: WhatsApp,
    /// The message path.
    pub path: MessagePath,
    /// Signing in.
    pub sessions: Sessions,
    /// Logs.
    pub log: Log,
}

/// Addresses and bounds of HTTP.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where people reach this installation; empty is `http://` and the address listened on.
    pub public_url: String,
    /// Folder for everything this installation keeps.
    pub data_dir: PathBuf,
    /// Folder of the web build; empty looks beside the program.
    pub site_dir: PathBuf,
    /// Proxies whose forwarded headers are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Addresses that may read `/metrics`.
    pub metrics_from: Vec<IpAddr>,
    /// Requests in work at once; more are told to come again.
    pub requests_max: usize,
    /// Connections open at once.
    pub connections_max: usize,
    /// Seconds a client may take for its headers.
    pub header_seconds_max: u64,
    /// Seconds a client may take for its body.
    pub body_seconds_max: u64,
    /// Seconds a request may take.
    pub request_seconds_max: u64,
    /// Seconds a graceful stop may take.
    pub stop_seconds_max: u64,
}

impl Default for Server {
    fn default() -> Self {
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Self {
            listen: SocketAddr::new(loopback, 8080),
            public_url: String::new(),
            data_dir: PathBuf::from("data"),
            site_dir: PathBuf::new(),
            trusted_proxies: Vec::new(),
            metrics_from: vec![loopback],
            requests_max: 512,
            connections_max: 4_096,
            header_seconds_max: 10,
            body_seconds_max: 20,
            request_seconds_max: 30,
            stop_seconds_max: 20,
        }
    }
}

/// Postgres. Without an address the embedded one is used.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// Address for the app's role.
    #[serde(serialize_with = "masked")]
    pub url: SecretString,
    /// File with that address.
    pub url_file: Option<PathBuf>,
    /// Address for the role that owns the database; only migrating needs it.
    #[serde(serialize_with = "masked")]
    pub owner_url: SecretString,
    /// File with that address.
    pub owner_url_file: Option<PathBuf>,
    /// Connections at most; 0 is 24.
    pub connections_max: u32,
}

/// Keys.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vault {
    /// File of key-encryption keys; empty is `keys` in the data folder.
    pub key_file: PathBuf,
}

/// Mail: SMTP when a host is set, else a folder of `.eml` files.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Name of the relay; empty writes files.
    pub smtp_host: String,
    /// Port of the relay; none is the usual one of the protection.
    pub smtp_port: Option<u16>,
    /// Protection of the connection.
    pub smtp_security: SmtpSecurity,
    /// Name to sign in with; empty does not sign in.
    pub smtp_user: String,
    /// Password to sign in with.
    #[serde(serialize_with = "masked")]
    pub smtp_password: SecretString,
    /// File with that password.
    pub smtp_password_file: Option<PathBuf>,
    /// Sender; empty is `Prosa <prosa@localhost>`.
    pub from: String,
    /// Folder for letters when there is no relay; empty is `mail` in the data folder.
    pub folder: PathBuf,
}

/// How the connection to the relay is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpSecurity {
    /// TLS from the first byte.
    #[default]
    Tls,
    /// TLS after `STARTTLS`.
    StartTls,
    /// None; only for a relay on this machine.
    Plain,
}

/// WhatsApp.
    pub whatsapp: WhatsApp,
    /// The message path.
    pub path: MessagePath,
    /// Signing in.
    pub sessions: Sessions,
    /// Logs.
    pub log: Log,
}

/// Addresses and bounds of HTTP.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where people reach this installation; empty is `http://` and the address listened on.
    pub public_url: String,
    /// Folder for everything this installation keeps.
    pub data_dir: PathBuf,
    /// Folder of the web build; empty looks beside the program.
    pub site_dir: PathBuf,
    /// Proxies whose forwarded headers are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Addresses that may read `/metrics`.
    pub metrics_from: Vec<IpAddr>,
    /// Requests in work at once; more are told to come again.
    pub requests_max: usize,
    /// Connections open at once.
    pub connections_max: usize,
    /// Seconds a client may take for its headers.
    pub header_seconds_max: u64,
    /// Seconds a client may take for its body.
    pub body_seconds_max: u64,
    /// Seconds a request may take.
    pub request_seconds_max: u64,
    /// Seconds a graceful stop may take.
    pub stop_seconds_max: u64,
}

impl Default for Server {
    fn default() -> Self {
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Self {
            listen: SocketAddr::new(loopback, 8080),
            public_url: String::new(),
            data_dir: PathBuf::from("data"),
            site_dir: PathBuf::new(),
            trusted_proxies: Vec::new(),
            metrics_from: vec![loopback],
            requests_max: 512,
            connections_max: 4_096,
            header_seconds_max: 10,
            body_seconds_max: 20,
            request_seconds_max: 30,
            stop_seconds_max: 20,
        }
    }
}

/// Postgres. Without an address the embedded one is used.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// Address for the app's role.
    #[serde(serialize_with = "masked")]
    pub url: SecretString,
    /// File with that address.
    pub url_file: Option<PathBuf>,
    /// Address for the role that owns the database; only migrating needs it.
    #[serde(serialize_with = "masked")]
    pub owner_url: SecretString,
    /// File with that address.
    pub owner_url_file: Option<PathBuf>,
    /// Connections at most; 0 is 24.
    pub connections_max: u32,
}

/// Keys.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vault {
    /// File of key-encryption keys; empty is `keys` in the data folder.
    pub key_file: PathBuf,
}

/// Mail: SMTP when a host is set, else a folder of `.eml` files.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// `smtp://` or `smtps://` address of the mail server; empty writes files.
    #[serde(serialize_with = "masked")]
    pub smtp_url: SecretString,
    /// File with that address.
    pub smtp_url_file: Option<PathBuf>,
    /// Sender; empty is `prosa@localhost`.
    pub from: String,
    /// Folder for letters when there is no server; empty is `mail` in the data folder.
    pub folder: PathBuf,
}

/// WhatsApp.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct WhatsApp {
    /// Base address of the Graph API.
    pub graph_base: String,
    /// Graph API version of new lines.
    pub graph_version: String,
}

impl Default for WhatsApp {
    fn default() -> Self {
        Self { graph_base: "https://graph.facebook.com".to_owned(), graph_version: "v26.0".to_owned() }
    }
}

/// The message path.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct MessagePath {
    /// Deliveries read in one turn at most.
    pub ingest_batch_max: u32,
    /// Tenants read at the same time.
    pub ingest_lanes: u32,
    /// Sends in flight at once.
    pub deliver_concurrency: u32,
    /// Attempts before a send is given up.
    pub deliver_attempts_max: u16,
    /// Seconds after which an attempt without outcome is unknown.
    pub deliver_lease_seconds: u64,
    /// Live connections one member may have.
    pub live_clients_max: u32,
}

impl Default for MessagePath {
    fn default() -> Self {
        Self {
            ingest_batch_max: 1_000,
            ingest_lanes: 4,
            deliver_concurrency: 32,
            deliver_attempts_max: 8,
            deliver_lease_seconds: 90,
            live_clients_max: 8,
        }
    }
}

/// Signing in.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sessions {
    /// Days a session lives without being used.
    pub idle_days_max: u64,
    /// Days a session lives at most.
    pub age_days_max: u64,
    /// Wrong passwords before an address is locked.
    pub failures_max: u32,
    /// Minutes it stays locked.
    pub lock_minutes: u64,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { idle_days_max: 14, age_days_max: 90, failures_max: 5, lock_minutes: 15 }
    }
}

/// Logs.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Filter, such as `info,prosa_engine=debug`.
    pub filter: String,
    /// How lines look.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One JSON object a line.
    #[default]
    Json,
    /// For people.
    Text,
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info,sqlx=warn,graphile_worker=warn".to_owned(), format: LogFormat::Json }
    }
}

fn masked<S: serde::Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if secret.expose_secret().is_empty() { "" } else { "(set)" })
}

impl Config {
    /// Reads defaults, the file and the environment.
    ///
    /// # Errors
    /// In words: a file that cannot be read, a key nobody knows, a value that cannot be.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let mut builder = config::Config::builder();
        match file {
            Some(path) => builder = builder.add_source(config::File::from(path).format(config::FileFormat::Toml)),
            None => {
                let path = Path::new("prosa.toml");
                builder = builder.add_source(config::File::from(path).format(config::FileFormat::Toml).required(false));
            }
        }
        let environment = config::Environment::with_prefix("PROSA").prefix_separator("__").separator("__").try_parsing(true);
        builder = builder.add_source(environment);
        let mut read: Self = builder
            .build()
            .context("the configuration cannot be read")?
            .try_deserialize()
            .context("the configuration has a key or a value that cannot be")?;
        if read.database.url.expose_secret().is_empty() {
            read.database.url = SecretString::from(std::env::var("DATABASE_URL").unwrap_or_default());
        }
        for (secret, file) in [
            (&mut read.database.url, &read.database.url_file),
            (&mut read.database.owner_url, &read.database.owner_url_file),
            (&mut read.mail.smtp_password, &read.mail.smtp_password_file),
        ] {
            if let Some(path) = file {
                let text = std::fs::read_to_string(path).with_context(|| format!("the secret file {} cannot be read", path.display()))?;
                *secret = SecretString::from(text.trim());
            }
        }
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> Result<()> {
        for (name, value) in [("server.requests_max", self.server.requests_max), ("server.connections_max", self.server.connections_max)] {
            if value == 0 {
                bail!("{name} must be at least 1");
            }
        }
        if !self.server.public_url.is_empty() && !self.server.public_url.starts_with("http") {
            bail!("server.public_url must begin with http:// or https://");
        }
        if self.path.deliver_attempts_max == 0 || self.path.ingest_batch_max == 0 || self.path.ingest_lanes == 0 {
            bail!("path.deliver_attempts_max, path.ingest_batch_max and path.ingest_lanes must be at least 1");
        }
        Ok(())
    }

    /// Where people reach this installation, without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            return format!("http://{}", self.server.listen);
        }
        self.server.public_url.trim_end_matches('/').to_owned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config> {
        let dir = std::env::temp_dir().join(format!("prosa-config-{}-{}", std::process::id(), text.len()));
        std::fs::create_dir_all(&dir).unwrap();
        let path = dir.join("prosa.toml");
        std::fs::write(&path, text).unwrap();
        let config = Config::load(Some(&path));
        std::fs::remove_dir_all(&dir).unwrap();
        config
    }

    #[test]
    fn a_file_lies_over_the_defaults() {
        let config = load("[server]\nlisten = \"127.0.0.1:9000\"\n").unwrap();
        assert_eq!(config.server.listen.port(), 9000);
        assert_eq!(config.path.ingest_lanes, 4);
        assert_eq!(config.public_url(), "http://127.0.0.1:9000");
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = format!("{:#}", load("[server]\nlistenn = \"127.0.0.1:9000\"\n").unwrap_err());
        assert!(error.contains("listenn"), "{error}");
    }

    #[test]
    fn secrets_are_never_shown() {
        let config = load("[database]\nurl = \"postgres://prosa_app:hunter2@db/prosa\"\n").unwrap();
        let shown = serde_json::to_string(&config).unwrap() + &format!("{config:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
