//! `[assist]`: language models.

use super::{ConfigError, positive};
use serde::{Deserialize, Serialize};

/// Language models. Which are asked is a matter of each tenant; where they may be, of who runs the installation.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Assist {
    /// Hosts that may be private or without TLS, such as `ollama` or `127.0.0.1:11434`. All others have to be public and
    /// begin with `https`.
    pub allow_local: Vec<String>,
    /// Seconds a whole question may take, other models asked instead included.
    pub answer_seconds_max: u64,
    /// Seconds until the first word of an answer.
    pub first_word_seconds_max: u64,
}

impl Default for Assist {
    fn default() -> Self {
        Self { allow_local: Vec::new(), answer_seconds_max: 60, first_word_seconds_max: 25 }
    }
}

impl Assist {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        positive("assist.answer_seconds_max", self.answer_seconds_max)?;
        positive("assist.first_word_seconds_max", self.first_word_seconds_max)
    }
}
