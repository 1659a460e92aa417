//! `[log]`: what is written about the work.

use super::ConfigError;
use serde::{Deserialize, Serialize};

/// The log.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// How lines look.
    pub format: LogFormat,
    /// What is written, in the words of `tracing`: `info`, `warn,prosa_engine=debug`.
    pub filter: String,
}

/// How lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One JSON object per line.
    #[default]
    Json,
    /// For people.
    Text,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Json, filter: "info,sqlx=warn,graphile_worker=warn".to_owned() }
    }
}

impl Log {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        match tracing_subscriber::EnvFilter::try_new(&self.filter) {
            Ok(_) => Ok(()),
            Err(error) => Err(ConfigError::value("log.filter", format!("cannot be read: {error}"))),
        }
    }
}
