//! `prosa verify-consent`: checks the consent ledger of every tenant, entry by entry.

use crate::{boot, cmd::say, config::Config};
use anyhow::bail;

/// Checks. Fails when a ledger does not hold together.
pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    let database = boot::database(&config).await?;
    let engine = boot::engine(&config, &database.app_url).await?;
    let mut broken = 0_u32;
    for tenant in engine.db.list_tenants().await? {
        let found = engine.verify_consent_ledger(tenant).await?;
        match found.broken {
            None => say(&format!("{tenant}: {} entries hold together, head {}", found.entries, found.head)),
            Some(place) => {
                broken += 1;
                say(&format!("{tenant}: {} entries hold, then it breaks: {place:?}", found.entries));
            }
        }
    }
    engine.db.close().await;
    if let Some(embedded) = &database.embedded {
        embedded.stop()?;
    }
    if broken > 0 {
        bail!("{broken} ledgers do not hold together");
    }
    Ok(())
}
