//! `prosa rotate-keys`: changes keys beside running servers. What each key is for stands in `docs/guide/keys.md`.

use crate::{boot, cmd::say, config::Config};
use anyhow::{Context as _, bail};
use prosa_domain::id::TenantId;
use prosa_engine::{Engine, keyring::Resealed};
use prosa_vault::{FileKeyProvider, Scope};
use std::time::Duration;

/// What to change.
#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Options {
    /// Puts a new key-encryption key into the key file and wraps every data key with it.
    #[arg(long, conflicts_with = "wrap")]
    kek: bool,
    /// Wraps every data key with the first key of the key file; for several machines, after each has the new file.
    #[arg(long)]
    wrap: bool,
    /// Gives the installation and every tenant a new data key, and puts what is stored under it.
    #[arg(long, conflicts_with_all = ["tenant", "installation"])]
    all: bool,
    /// The same for one tenant; may be given several times.
    #[arg(long, value_name = "ID")]
    tenant: Vec<TenantId>,
    /// The same for the installation's own key, which seals kept deliveries.
    #[arg(long)]
    installation: bool,
}

/// Goes on where an earlier run was stopped.
#[derive(clap::Args)]
pub(crate) struct Resume {
    /// Makes no new data key: only puts what is still under older ones under the newest.
    #[arg(long)]
    resume: bool,
}

/// Changes keys.
pub(crate) async fn run(config: Config, options: Options, resume: Resume) -> anyhow::Result<()> {
    let database = boot::database(&config).await?;
    if options.kek {
        let file = boot::key_file(&config);
        let name = format!("kek-{}", chrono::Utc::now().format("%Y%m%d%H%M%S"));
        FileKeyProvider::add_key(&file, &name)?;
        say(&format!(
            "The key file {} has a new first key, {name}. Copy the file into your backup now.",
            file.display()
        ));
    }
    let engine = boot::engine(&config, &database.app_url).await?;
    let outcome = change(&engine, &options, &resume).await;
    engine.db.close().await;
    if let Some(embedded) = &database.embedded {
        embedded.stop()?;
    }
    outcome
}

async fn change(engine: &Engine, options: &Options, resume: &Resume) -> anyhow::Result<()> {
    if options.kek || options.wrap {
        let count = engine
            .keyring
            .rewrap_all()
            .await
            .context("the keys could not all be wrapped; run it again with --wrap")?;
        say(&format!(
            "{count} keys are wrapped with the first key of the file. Older keys in it are not needed any more."
        ));
    }
    let scopes = scopes(engine, options).await?;
    if scopes.is_empty() {
        return Ok(());
    }
    if !resume.resume {
        for scope in &scopes {
            let id = engine.keyring.add_data_key(*scope).await?;
            say(&format!("{}: data key {id} is made.", name(*scope)));
        }
    }
    rest(engine, &scopes).await?;
    for scope in scopes {
        let done = engine
            .keyring
            .reseal(scope)
            .await
            .context("stopped on the way; run it again with --resume to go on")?;
        say(&told(scope, done));
    }
    Ok(())
}

async fn scopes(engine: &Engine, options: &Options) -> anyhow::Result<Vec<Scope>> {
    let known = engine.keyring.scopes().await?;
    if options.all {
        return Ok(known);
    }
    let installation = options.installation.then_some(Scope::Installation);
    let chosen: Vec<Scope> =
        installation.into_iter().chain(options.tenant.iter().copied().map(Scope::Tenant)).collect();
    if let Some(scope) = chosen.iter().find(|scope| !known.contains(scope)) {
        bail!("{} is not here", name(*scope));
    }
    Ok(chosen)
}

/// Waits until every running server knows the new keys and seals with them.
async fn rest(engine: &Engine, scopes: &[Scope]) -> anyhow::Result<()> {
    let mut longest = Duration::ZERO;
    for scope in scopes {
        longest = longest.max(engine.keyring.rests_for(*scope).await?.to_std().unwrap_or_default());
    }
    if !longest.is_zero() {
        say(&format!(
            "Waiting {} seconds, until every running server knows the new keys.",
            longest.as_secs() + 1
        ));
        tokio::time::sleep(longest).await;
    }
    Ok(())
}

fn name(scope: Scope) -> String {
    match scope {
        Scope::Installation => "The installation".to_owned(),
        Scope::Tenant(tenant) => format!("Tenant {tenant}"),
    }
}

fn told(scope: Scope, done: Resealed) -> String {
    let name = name(scope);
    match done.unreadable {
        0 => format!("{name}: {} stored values are under the newest key now.", done.resealed),
        bad => format!(
            "{name}: {} stored values are under the newest key now; {bad} do not open and stay as they are.",
            done.resealed
        ),
    }
}
