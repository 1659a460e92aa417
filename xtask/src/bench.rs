//! `cargo xtask bench`: builds the program and hands over to the proofs in `crates/testkit/src/bin/bench`, which need far
//! more crates than this tool should wait for.

use anyhow::{Context as _, Result, bail};
use std::{path::PathBuf, process::Command};

/// Which proof, with which options.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    proof: Proof,
}

#[derive(clap::Subcommand)]
enum Proof {
    /// Measures how fast messages are received, acknowledged and shown.
    Ingest(Rest),
    /// Kills the server again and again and checks that nothing is lost, doubled or misplaced.
    Crash(Rest),
    /// Sends through many lines and checks pace, order and that nothing is sent twice.
    Send(Rest),
    /// Measures how well and how fast knowledge is found.
    Knowledge(Words),
    /// Measures the classifier on text it was not trained on, and its speed.
    Classify(Words),
}

#[derive(clap::Args)]
struct Words {
    /// Options of the measurement; `cargo xtask bench classify -- --help` tells them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<String>,
}

#[derive(clap::Args)]
struct Rest {
    /// The program to run; without it a release build is made.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Options of the proof itself; `cargo xtask bench crash -- --help` tells them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<String>,
}

/// Builds and runs.
pub(crate) fn run(options: &Options) -> Result<()> {
    let (name, rest) = match &options.proof {
        Proof::Ingest(rest) => ("ingest", rest),
        Proof::Crash(rest) => ("crash", rest),
        Proof::Send(rest) => ("send", rest),
        Proof::Knowledge(words) => {
            let arguments =
                ["run", "--locked", "--quiet", "--release", "--package", "prosa-testkit", "--bin", "bench"];
            let options = words.options.iter().map(String::as_str);
            return cargo(&arguments, &["--", "knowledge"].into_iter().chain(options).collect::<Vec<_>>());
        }
        Proof::Classify(words) => {
            let arguments = [
                "run",
                "--locked",
                "--quiet",
                "--release",
                "--package",
                "prosa-classify",
                // The shipped models need none of what larger ones do.
                "--no-default-features",
            ];
            let options = words.options.iter().map(String::as_str);
            return cargo(&arguments, &std::iter::once("--").chain(options).collect::<Vec<_>>());
        }
    };
    // A slow sender would measure itself; a crash is as hard with a quick build of it.
    let is_release = name == "ingest" || rest.binary.is_none();
    let binary = match &rest.binary {
        Some(binary) => binary.clone(),
        None => {
            cargo(&["build", "--locked", "--release", "--package", "prosa-server"], &[])?;
            target_dir()?.join("release/prosa")
        }
    };
    let mut arguments = vec!["run", "--locked", "--quiet", "--package", "prosa-testkit", "--bin", "bench"];
    if is_release {
        arguments.push("--release");
    }
    let binary = binary.to_str().context("the program's path is not text")?;
    let mut handed = vec!["--", name, "--binary", binary];
    handed.extend(rest.options.iter().map(String::as_str));
    cargo(&arguments, &handed)
}

fn target_dir() -> Result<PathBuf> {
    let own = || Ok(crate::root()?.join("target"));
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(own, |shared| Ok(PathBuf::from(shared)))
}

fn cargo(arguments: &[&str], handed: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(arguments).args(handed).status()?;
    if !status.success() {
        bail!("cargo {} ended with {status}", arguments.join(" "));
    }
    Ok(())
}
