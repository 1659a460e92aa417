//! `prosa replay`: puts kept deliveries back into the queue; a running worker reads them.

use crate::{boot, cmd::say, config::Config};

/// What to replay.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Every delivery that failed or belonged to nobody.
    #[arg(long, conflicts_with = "id", required_unless_present = "id")]
    all: bool,
    /// One delivery by its number; may be given several times.
    #[arg(long)]
    id: Vec<i64>,
}

/// Replays.
pub(crate) async fn run(config: Config, options: Options) -> anyhow::Result<()> {
    let database = boot::database(&config).await?;
    let engine = boot::engine(&config, &database.app_url).await?;
    let ids = if options.all { Vec::new() } else { options.id };
    let count = engine.db.journal_replay(&ids).await?;
    say(&format!("{count} deliveries wait to be read again."));
    engine.db.close().await;
    if let Some(embedded) = &database.embedded {
        embedded.stop()?;
    }
    Ok(())
}
