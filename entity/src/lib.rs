//! SeaORM tables: people, sessions, links and lines. The message path speaks plain SQL and has no entities.
//!
//! Nothing here decides or decrypts: columns ending in `_ct` are ciphertext, columns ending in `_index` are keyed hashes.
#![allow(
    missing_docs,
    reason = "columns are documented in migration/sql; the derive adds undocumented items"
)]

pub mod invitation;
pub mod line;
pub mod member;
pub mod password_reset;
pub mod session;
pub mod tenant;
