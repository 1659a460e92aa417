//! `prosa migrate`.

use crate::{boot, cmd::say, config::Config};

/// Brings the schema up to date.
pub(crate) async fn run(config: &Config) -> anyhow::Result<()> {
    let database = boot::database(config).await?;
    let applied = boot::migrate(&database).await?;
    match applied.len() {
        0 => say("The schema is up to date."),
        _ => say(&format!("Applied: {}", applied.join(", "))),
    }
    if let Some(embedded) = &database.embedded {
        embedded.stop()?;
    }
    Ok(())
}
