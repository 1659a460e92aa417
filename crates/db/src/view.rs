//! Read models, one module per screen: what a page needs in as few statements as it takes, opened with the tenant's keys.
//!
//! Nothing here decides who may see a row (engine verbs do) and nothing here writes. A ciphertext that cannot be opened
//! costs its own text, never the page.

pub mod dashboard;
pub mod inbox;
pub mod insight;
pub mod journal;
pub mod reading;
pub mod search;
pub mod thread;

use crate::{DbError, content::StoredContent};
use prosa_vault::{Purpose, TenantKeys};
use std::error::Error;

/// Opens a short sealed text; nothing stored or nothing readable is an empty text.
pub(crate) fn open_text(keys: &TenantKeys, purpose: Purpose, sealed: Option<&[u8]>) -> String {
    let Some(sealed) = sealed else { return String::new() };
    match keys.open(purpose, sealed) {
        Ok(plain) => String::from_utf8_lossy(&plain).into_owned(),
        Err(error) => {
            tracing::error!(%error, "a stored text cannot be opened");
            String::new()
        }
    }
}

/// Opens a sealed content; none when it cannot be opened or read.
pub(crate) fn open_content(keys: &TenantKeys, sealed: &[u8]) -> Option<StoredContent> {
    StoredContent::open(keys, sealed)
        .inspect_err(|error: &DbError| {
            let cause = error.source().map(ToString::to_string).unwrap_or_default();
            tracing::error!(%error, cause, "a message's content cannot be opened");
        })
        .ok()
}
