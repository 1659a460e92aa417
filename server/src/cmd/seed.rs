//! `prosa seed`: the demo tenant in an empty installation.

use crate::{boot, cmd::say, config::Config};

/// Seeds when there is no tenant yet.
pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    let database = boot::database(&config).await?;
    boot::migrate(&database).await?;
    let engine = boot::engine(&config, &database.app_url).await?;
    let seeded = prosa_engine::seed::run(&engine).await?;
    say(if seeded { "The demo tenant is there." } else { "There is data already; nothing was changed." });
    engine.db.close().await;
    if let Some(embedded) = &database.embedded {
        embedded.stop()?;
    }
    Ok(())
}
