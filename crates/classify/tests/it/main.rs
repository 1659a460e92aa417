//! Models out of folders: real files, real loading, real computing, on models small enough for a test.
#![cfg(feature = "large")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    missing_docs
)]

mod large;
mod speech;
mod tiny;
