//! `[intelligence]`: what machines read and hear here.

use super::{ConfigError, secret};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What machines read and hear here.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Intelligence {
    /// Whether the model inside the program reads intent, mood and language of what customers write. Nothing leaves the
    /// machine for it.
    pub enabled: bool,
    /// Folder of a larger model that reads messages again in the background; empty for none. Nothing leaves the machine
    /// for it.
    pub larger_model: PathBuf,
    /// Who writes down voice notes: the folder of a Whisper model, or the address of a server that transcribes as OpenAI
    /// does, with `/v1`; empty for nobody. With an address, voice notes leave the machine.
    pub transcriber: String,
    /// The model's name at that address.
    pub transcriber_model: String,
    /// Key for that address; empty for none.
    #[serde(serialize_with = "secret::mask")]
    pub transcriber_key: SecretString,
    /// File with that key.
    pub transcriber_key_file: Option<PathBuf>,
}

impl Default for Intelligence {
    fn default() -> Self {
        Self {
            enabled: true,
            larger_model: PathBuf::new(),
            transcriber: String::new(),
            transcriber_model: "whisper-1".to_owned(),
            transcriber_key: SecretString::default(),
            transcriber_key_file: None,
        }
    }
}

impl Intelligence {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.is_remote() && self.transcriber_model.is_empty() {
            return Err(ConfigError::value(
                "intelligence.transcriber_model",
                "is missing: intelligence.transcriber is an address",
            ));
        }
        if !self.is_remote() && secret::is_set(&self.transcriber_key) {
            return Err(ConfigError::value(
                "intelligence.transcriber_key",
                "is set, but intelligence.transcriber is no address",
            ));
        }
        Ok(())
    }

    /// Whether voice notes are written down elsewhere.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.transcriber.starts_with("http://") || self.transcriber.starts_with("https://")
    }
}
