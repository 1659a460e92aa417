//! `[mail]`: how letters leave.

use super::{ConfigError, secret};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Mail: SMTP when a host is set, else a folder of `.eml` files.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
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
    #[serde(serialize_with = "secret::mask")]
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

impl Mail {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.smtp_user.is_empty() == secret::is_set(&self.smtp_password) {
            let problem = "go together: set both, or neither";
            return Err(ConfigError::value("mail.smtp_user and mail.smtp_password", problem));
        }
        if self.smtp_host.is_empty() && !self.smtp_user.is_empty() {
            return Err(ConfigError::value("mail.smtp_host", "is missing: mail.smtp_user is set"));
        }
        Ok(())
    }
}
