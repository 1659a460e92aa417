//! Secrets: never printed, and readable from a file instead of standing in the configuration.

use super::ConfigError;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serializer;
use std::path::Path;

/// What is printed in place of a secret.
pub(super) const MASK: &str = "(set)";

/// Puts the content of the file into the secret.
pub(super) fn read(
    key: &'static str,
    file: Option<&Path>,
    secret: &mut SecretString,
) -> Result<(), ConfigError> {
    let Some(path) = file else { return Ok(()) };
    if is_set(secret) {
        return Err(ConfigError::value(key, "is set, and so is the key without _file: keep one of the two"));
    }
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::SecretFile {
        key,
        path: path.to_owned(),
        source,
    })?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(ConfigError::value(key, "names an empty file"));
    }
    *secret = SecretString::from(text);
    Ok(())
}

/// Whether there is one.
pub(super) fn is_set(secret: &SecretString) -> bool {
    !secret.expose_secret().is_empty()
}

/// Serialises whether there is a secret, and nothing of it.
pub(super) fn mask<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if is_set(secret) { MASK } else { "" })
}
