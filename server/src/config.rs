//! The typed configuration: one section per file, each default beside its key.
//!
//! Order, the later wins: defaults, the TOML file, `DATABASE_URL`, environment `PROSA__SECTION__KEY`; flags of the
//! command line come over all of it. A key that is not known is refused by name. Secrets may stand in files (`*_file`) and are never printed.

mod assist;
mod database;
mod intelligence;
mod log;
mod mail;
mod media;
mod network;
mod path;
mod print;
mod secret;
mod server;
mod sessions;

pub use self::{
    assist::Assist,
    database::{Database, Embedded},
    intelligence::Intelligence,
    log::{Log, LogFormat},
    mail::{Mail, SmtpSecurity},
    media::{Media, MediaStore},
    network::Networks,
    path::{MessagePath, WhatsApp},
    server::{Server, Vault},
    sessions::Sessions,
};

use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// The file that is read when none is named and it is there.
pub const FILE_DEFAULT: &str = "prosa.toml";

/// Everything that can be set.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Addresses and limits of HTTP.
    pub server: Server,
    /// The database.
    pub database: Database,
    /// The Postgres that is started when no database is named.
    pub embedded: Embedded,
    /// Keys.
    pub vault: Vault,
    /// Mail.
    pub mail: Mail,
    /// Files of messages.
    pub media: Media,
    /// What machines read here.
    pub intelligence: Intelligence,
    /// Language models.
    pub assist: Assist,
    /// WhatsApp.
    pub whatsapp: WhatsApp,
    /// The message path.
    pub path: MessagePath,
    /// Signing in.
    pub sessions: Sessions,
    /// Logs.
    pub log: Log,
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The named file is not there.
    #[error("the configuration file {0} cannot be read. Check the path given to --config")]
    NoFile(PathBuf),
    /// Not TOML, an unknown key, or a value of the wrong type.
    #[error("the configuration cannot be used: {0}")]
    Wrong(String),
    /// A value that cannot work.
    #[error("the configuration cannot be used: {key} {problem}")]
    Value {
        /// The key, with its section.
        key: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A file with a secret.
    #[error("the file {path} named by {key} cannot be read: {source}")]
    SecretFile {
        /// The key, with its section.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl ConfigError {
    fn value(key: &'static str, problem: impl Into<String>) -> Self {
        Self::Value { key, problem: problem.into() }
    }
}

impl Config {
    /// Reads the file and the environment.
    ///
    /// # Errors
    /// In words: which key, and what is wrong with it.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::load_with(file, std::env::vars_os().filter_map(text_pair).collect())
    }

    fn load_with(file: Option<&Path>, environment: HashMap<String, String>) -> Result<Self, ConfigError> {
        let mut builder = config::Config::builder();
        let default = Path::new(FILE_DEFAULT);
        match file {
            Some(path) if !path.is_file() => return Err(ConfigError::NoFile(path.to_owned())),
            Some(path) => builder = builder.add_source(toml_file(path)),
            None if default.is_file() => builder = builder.add_source(toml_file(default)),
            None => {}
        }
        for (variable, key) in
            [("DATABASE_URL", "database.url"), ("DATABASE_OWNER_URL", "database.owner_url")]
        {
            let value = environment.get(variable).filter(|value| !value.is_empty());
            builder = builder.set_override_option(key, value.cloned()).map_err(wrong)?;
        }
        let merged = builder.build().map_err(wrong)?;
        let merged = config::Config::builder()
            .add_source(merged)
            .add_source(variables(environment))
            .build()
            .map_err(wrong)?;
        let mut config: Self = merged.try_deserialize().map_err(wrong)?;
        config.read_secrets()?;
        config.check()?;
        Ok(config)
    }

    fn read_secrets(&mut self) -> Result<(), ConfigError> {
        let database = &mut self.database;
        secret::read("database.url_file", database.url_file.as_deref(), &mut database.url)?;
        secret::read("database.owner_url_file", database.owner_url_file.as_deref(), &mut database.owner_url)?;
        let mail = &mut self.mail;
        secret::read("mail.smtp_password_file", mail.smtp_password_file.as_deref(), &mut mail.smtp_password)?;
        let intelligence = &mut self.intelligence;
        secret::read(
            "intelligence.transcriber_key_file",
            intelligence.transcriber_key_file.as_deref(),
            &mut intelligence.transcriber_key,
        )?;
        let media = &mut self.media;
        secret::read(
            "media.bucket_secret_key_file",
            media.bucket_secret_key_file.as_deref(),
            &mut media.bucket_secret_key,
        )
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.server.check()?;
        self.database.check()?;
        self.mail.check()?;
        self.media.check()?;
        self.intelligence.check()?;
        self.assist.check()?;
        self.whatsapp.check()?;
        self.path.check()?;
        self.sessions.check()?;
        self.log.check()
    }

    /// Where people reach this installation, without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            return format!("http://{}", self.server.listen);
        }
        self.server.public_url.trim_end_matches('/').to_owned()
    }

    /// The whole configuration as TOML, secrets masked: what `prosa check-config` prints.
    #[must_use]
    pub fn describe(&self) -> String {
        print::describe(self)
    }
}

fn toml_file(path: &Path) -> config::File<config::FileSourceFile, config::FileFormat> {
    config::File::from(path).format(config::FileFormat::Toml)
}

fn variables(environment: HashMap<String, String>) -> config::Environment {
    config::Environment::with_prefix("PROSA")
        .prefix_separator("__")
        .separator("__")
        .list_separator(",")
        .with_list_parse_key("server.trusted_proxies")
        .with_list_parse_key("server.metrics_from")
        .with_list_parse_key("assist.allow_local")
        .try_parsing(true)
        .ignore_empty(true)
        .source(Some(environment))
}

fn text_pair((name, value): (std::ffi::OsString, std::ffi::OsString)) -> Option<(String, String)> {
    Some((name.into_string().ok()?, value.into_string().ok()?))
}

/// The loader's words, which name the key; values are left out where they might be secret.
fn wrong(error: config::ConfigError) -> ConfigError {
    ConfigError::Wrong(error.to_string())
}

/// Refuses zero.
fn positive<N: Default + PartialEq>(key: &'static str, value: N) -> Result<(), ConfigError> {
    if value == N::default() {
        return Err(ConfigError::value(key, "must be more than 0"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
