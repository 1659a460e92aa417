//! The proofs of the message path: how fast it reads, how it sends, and that a crash costs nothing but time.
//!
//! Started by `cargo xtask bench`. All run the real program against a Postgres of their own at full durability.
#![allow(clippy::print_stdout, clippy::indexing_slicing, clippy::as_conversions)]

mod crash;
mod http;
mod ingest;
mod knowledge;
mod rng;
mod send;
mod stage;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// How many messages a second, how soon acknowledged, how soon on a screen.
    Ingest(ingest::Options),
    /// Kills the server again and again and looks for what is lost, doubled or misplaced.
    Crash(crash::Options),
    /// How well and how fast knowledge is found.
    Knowledge(knowledge::Options),
    /// Sends through many lines: how fast, how evenly, in order and once each although the server is killed.
    Send(send::Options),
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let holds = match Arguments::parse().command {
        Command::Ingest(options) => ingest::run(options).await?,
        Command::Crash(options) => crash::run(options).await?,
        Command::Knowledge(options) => knowledge::run(options).await?,
        Command::Send(options) => send::run(options).await?,
    };
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
