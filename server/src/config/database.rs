//! `[database]` and `[embedded]`: which Postgres.

use super::{ConfigError, secret};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The database. Without an address the embedded Postgres is found or started.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// Address for the app's role, which owns nothing; empty is the embedded Postgres.
    #[serde(serialize_with = "secret::mask")]
    pub url: SecretString,
    /// File with that address.
    pub url_file: Option<PathBuf>,
    /// Address for the role that owns the database and migrates it.
    #[serde(serialize_with = "secret::mask")]
    pub owner_url: SecretString,
    /// File with that address.
    pub owner_url_file: Option<PathBuf>,
    /// Connections at once.
    pub connections_max: u32,
    /// Longest wait for a free connection.
    pub wait_seconds: u64,
    /// Longest time of one statement.
    pub statement_seconds: u64,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: SecretString::default(),
            url_file: None,
            owner_url: SecretString::default(),
            owner_url_file: None,
            connections_max: 24,
            wait_seconds: 3,
            statement_seconds: 15,
        }
    }
}

impl Database {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for (key, url) in [("database.url", &self.url), ("database.owner_url", &self.owner_url)] {
            let url = url.expose_secret();
            if !(url.is_empty() || url.starts_with("postgres://") || url.starts_with("postgresql://")) {
                return Err(ConfigError::value(key, "must begin with postgres://"));
            }
        }
        if secret::is_set(&self.owner_url) && !secret::is_set(&self.url) {
            return Err(ConfigError::value(
                "database.url",
                "is missing: database.owner_url alone is not enough",
            ));
        }
        if self.connections_max < 4 {
            return Err(ConfigError::value("database.connections_max", "must be at least 4"));
        }
        if self.wait_seconds == 0 || self.statement_seconds == 0 {
            return Err(ConfigError::value(
                "database.wait_seconds, statement_seconds",
                "must be more than 0",
            ));
        }
        Ok(())
    }
}

/// The Postgres that is started when no database is named.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Embedded {
    /// Folder with `bin/postgres`; none looks where `./start` puts it.
    pub install_dir: Option<PathBuf>,
    /// Port on loopback; none takes the one used before, or a free one.
    pub port: Option<u16>,
}
