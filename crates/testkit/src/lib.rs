//! What tests stand on: a real Postgres, a fresh database each, a clock that does as told, a tenant with a line.
//!
//! One Postgres serves all test processes of a user. It lives in a temporary folder, is started by the first test that needs
//! it and goes on running, so that the next run is quick; `cargo run -p prosa-testkit --bin stop-test-postgres` ends it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

pub mod classifier;
pub mod clock;
pub mod database;
pub mod embedder;
pub mod fixtures;
pub mod meta;
pub mod world;

pub use clock::FakeClock;
pub use database::TestDb;
pub use world::World;
