//! `cargo xtask`: the repository's own tools. One module per command; nothing here is shipped.

mod bench;
mod tidy;
mod web;

use clap::{Parser, Subcommand};

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

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Web(options) => web::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Tidy => tidy::run(),
    }
}
