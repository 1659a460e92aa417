//! Files of messages: fetched from the provider, brought by members, kept sealed, looked at, served and let go.
//!
//! A file never holds up its message: the message is stored first and says how far its file is.

pub mod arrive;
pub mod attach;
pub mod fetch;
pub mod hear;
pub(crate) mod intake;
pub mod keep;
pub mod link;
mod look;
pub mod picture;
pub(crate) mod prepare;
pub mod provide;
pub mod serve;
mod sound;
pub mod upload;
mod words;
mod written;

use serde::{Deserialize, Serialize};

/// What a provider calls a file, as it is stored sealed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Source {
    /// Its id there.
    id: String,
    /// Its SHA-256 as the message told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}
