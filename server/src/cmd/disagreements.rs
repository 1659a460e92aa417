//! `prosa disagreements`: messages the larger model reads otherwise than the small one, as lines `prosa train --taught` takes.
//! They hold what people wrote: keep the file as you keep the database.

use crate::{boot, cmd::say, config::Config};
use prosa_domain::id::TenantId;

/// Which, and how many.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only those of this company.
    #[arg(long)]
    tenant: Option<TenantId>,
    /// Messages of each company at most, newest first.
    #[arg(long, default_value_t = 10_000)]
    limit: u32,
}

/// Prints one JSON object a line.
pub(crate) async fn run(config: Config, options: Options) -> anyhow::Result<()> {
    let database = boot::database(&config).await?;
    let engine = boot::engine(&config, &database.app_url).await?;
    let tenants = match options.tenant {
        Some(tenant) => vec![tenant],
        None => engine.db.list_tenants().await?,
    };
    for tenant in tenants {
        for soft in prosa_engine::second::disagreements(&engine, tenant, options.limit).await? {
            say(&serde_json::to_string(&soft)?);
        }
    }
    engine.db.close().await;
    if let Some(embedded) = &database.embedded {
        embedded.stop()?;
    }
    Ok(())
}
