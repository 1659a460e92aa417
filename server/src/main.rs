//! The binary `prosa`: one program for serving, working, migrating and repairing.

// The nested types of the screens are laid out here.
#![recursion_limit = "512"]

mod aside;
mod boot;
mod cmd;
mod config;
mod embedder;
mod http;
mod reader;
mod telemetry;

use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

#[derive(Parser)]
#[command(name = "prosa", version, about = "Prosa: an open CRM around WhatsApp")]
struct Arguments {
    /// Configuration file; `prosa.toml` in the working folder unless told.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Folder for everything this installation keeps.
    #[arg(long, global = true)]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves pages and the webhook door, and works the queues.
    Serve(cmd::serve::Options),
    /// Brings the database schema up to date.
    Migrate,
    /// Reads the configuration and prints what is in force, secrets masked.
    CheckConfig,
    /// Fills an empty installation with the demo tenant.
    Seed,
    /// Puts kept deliveries back into the queue.
    Replay(cmd::replay::Options),
    /// Checks the consent ledger of every tenant.
    VerifyConsent,
    /// Changes keys: of the key file, of tenants, of the installation. Servers go on running.
    RotateKeys {
        #[command(flatten)]
        options: cmd::rotate_keys::Options,
        #[command(flatten)]
        resume: cmd::rotate_keys::Resume,
    },
    /// Runs the stand-in for Meta with its phone page.
    Sandbox(cmd::sandbox::Options),
    /// Reads messages from standard input, one a line, and prints intents, mood and language as JSON.
    Classify,
    /// Trains the classifier's file.
    Train(cmd::train::Options),
    /// Prints messages that a larger model reads otherwise than the small one, to train with.
    Disagreements(cmd::disagreements::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Both TLS users share this provider; a second one would make rustls give up at run time.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the last word to the person who started it")]
            {
                eprintln!("prosa: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    // Neither needs configuration, a database or a network.
    match &arguments.command {
        Command::Classify => return cmd::classify::run(),
        Command::Train(options) => return cmd::train::run(options),
        _ => {}
    }
    let mut config = config::Config::load(arguments.config.as_deref())?;
    if let Some(folder) = arguments.data_dir {
        config.server.data_dir = folder;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        match arguments.command {
            Command::Serve(options) => cmd::serve::run(config, options).await,
            Command::Migrate => cmd::migrate::run(&config).await,
            Command::CheckConfig => cmd::check_config::run(&config),
            Command::Seed => cmd::seed::run(config).await,
            Command::Replay(options) => cmd::replay::run(config, options).await,
            Command::VerifyConsent => cmd::verify_consent::run(config).await,
            Command::RotateKeys { options, resume } => cmd::rotate_keys::run(config, options, resume).await,
            Command::Sandbox(options) => cmd::sandbox::run(options).await,
            Command::Classify => cmd::classify::run(),
            Command::Train(options) => cmd::train::run(&options),
            Command::Disagreements(options) => cmd::disagreements::run(config, options).await,
        }
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    outcome
}
