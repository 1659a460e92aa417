//! The binary as it runs: doors, walls, live updates, bad days.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]
#![recursion_limit = "512"]

mod assist;
mod call;
mod day;
mod door;
mod examples;
mod export;
mod knowledge;
mod live;
mod media;
mod node;
mod wall;
