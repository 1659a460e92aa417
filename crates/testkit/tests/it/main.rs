//! What tests stand on stands: the embedded Postgres starts, is found, comes back; every test has a database of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod database;
mod embedded;
