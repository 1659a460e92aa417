//! `[intelligence]`: what machines read here.

use serde::{Deserialize, Serialize};

/// What machines read here.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Intelligence {
    /// Whether the model inside the program reads intent, mood and language of what customers write. Nothing leaves the
    /// machine for it.
    pub enabled: bool,
}

impl Default for Intelligence {
    fn default() -> Self {
        Self { enabled: true }
    }
}
