//! `prosa check-config`.

use crate::{cmd::say, config::Config};

/// Prints what is in force, secrets masked.
pub(crate) fn run(config: &Config) -> anyhow::Result<()> {
    say(&config.describe());
    Ok(())
}
