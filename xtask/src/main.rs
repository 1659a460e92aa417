//! `cargo xtask`: the repository's own tools. One module per command; nothing here is shipped.

mod bench;
mod tidy;
mod web;

use anyhow::Context;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Parser)]
#[command(name = "xtask", about = "Tools of the Prosa repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds what browsers load: WASM, style sheet, compressed, with hashed names.
    Web(web::Options),
    /// Measures the message path, and crashes it.
    Bench(bench::Options),
    /// Checks the house rules a machine can check.
    Tidy,
}

/// The repository's folder. Asked for when it runs: a target folder may be shared by several checkouts, and a program built
/// in one of them is run in another.
fn root() -> anyhow::Result<PathBuf> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").context("xtask is run by `cargo xtask`")?;
    Ok(Path::new(&own).parent().context("xtask has a parent folder")?.to_path_buf())
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Web(options) => web::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Tidy => tidy::run(),
    }
}
