//! The crash proof: updates shuffled, repeated and batched, replies sent meanwhile, the program killed hard and Postgres
//! restarted under it. Whoever sends does as Meta does: what was not answered 200 is sent again.

mod check;
mod desk;
mod people;
mod provider;

use crate::{
    rng::Rng,
    stage::{Company, Stage},
};
use anyhow::{Context as _, Result};
use desk::Desk;
use people::{Person, Plan};
use prosa_db::embedded::{Durability, Role};
use prosa_domain::id::ConversationId;
use prosa_engine::Caller;
use prosa_wire::inbox::{InboxFilter, Scope};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// Companies, each with one number.
const COMPANIES: usize = 8;
/// Connections that deliver.
const SENDERS: usize = 12;
/// Longest time to read what is left once everything was taken.
const CALM_MAX: Duration = Duration::from_secs(240);

/// How to run it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Messages and statuses together.
    #[arg(long, default_value_t = 100_000)]
    updates: usize,
    /// Hard kills of the server; without it one for every 5,000 updates, at least 4.
    #[arg(long)]
    kills: Option<usize>,
    /// Clean and unclean restarts of Postgres.
    #[arg(long, default_value_t = 2)]
    restarts: usize,
    /// The same seed makes the same updates in the same batches.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program.
    #[arg(long)]
    binary: PathBuf,
}

/// Runs it. True when every invariant holds.
pub(crate) async fn run(options: Options) -> Result<bool> {
    let began = Instant::now();
    let kills = options.kills.unwrap_or((options.updates / 5_000).max(4));
    let desk = Arc::new(Desk::new(options.seed));
    let provider = provider::start(Arc::clone(&desk), options.seed).await?;
    let base = format!("http://127.0.0.1:{}", provider.port);
    // A killed server's sends come to their end within the run.
    let mut stage = Stage::open(
        &options.binary,
        &base,
        "[path]\ndeliver_lease_seconds = 2\ntenant_sends_per_minute = 0\npair_pace = false",
    )
    .await?;
    let mut companies = Vec::new();
    for place in 0..COMPANIES {
        companies.push(stage.company(place).await?);
    }
    let plan = people::plan(options.seed, options.updates, &companies);
    stage.serve().await?;
    desk.open(stage.port, stage.engine.clone());
    for _ in 0..SENDERS {
        tokio::spawn(Arc::clone(&desk).work());
    }
    desk.put(plan.hellos());
    desk.idle().await;
    let conversations = conversations(&stage, &companies, &plan).await?;
    let total = desk.put(plan.rest(&companies, &conversations));
    let watch = check::Watch::start(stage.embedded.url_of(Role::Superuser, "prosa"));
    let restarts = trouble(&mut stage, &desk, kills, options.restarts, total, options.seed).await?;
    desk.idle().await;
    calm(&stage, &desk).await?;
    println!(
        "{} updates in {} deliveries ({} sent again), {} replies, {kills} kills, {restarts} restarts of Postgres, seed {}, {:.0} s",
        plan.messages.len() + provider.statuses(),
        desk.taken(),
        desk.refused(),
        plan.replies,
        options.seed,
        began.elapsed().as_secs_f64()
    );
    let holds = check::run(&stage, &companies, &plan, &desk, &provider, watch).await?;
    if !holds {
        println!("the program's log: {}", stage.keep_log("prosa-bench-crash.log")?.display());
    }
    Ok(holds)
}

/// Kills and restarts, each at a moment of chance in its slice of the work. Gives the restarts made.
async fn trouble(
    stage: &mut Stage,
    desk: &Desk,
    kills: usize,
    restarts: usize,
    total: usize,
    seed: u64,
) -> Result<usize> {
    let mut rng = Rng::new(seed ^ 0x4b49_4c4c);
    let (start, mut made) = (desk.taken(), 0);
    for kill in 0..kills {
        let slice = total / (kills + 1);
        desk.until(start + kill * slice + rng.below(slice)).await;
        tokio::time::sleep(Duration::from_millis(rng.bits() % 120)).await;
        let restart = made < restarts && kill * restarts >= made * kills + kills / 2;
        if restart {
            // One as a power cut, one in peace; the program runs on and must find it again.
            if made.is_multiple_of(2) {
                stage.embedded.crash()?
            } else {
                stage.embedded.stop_anyway()?
            }
            stage.embedded.restart(Durability::Full).await?;
            made += 1;
        }
        stage.kill()?;
        stage.serve().await?;
    }
    Ok(made)
}

/// Waits until nothing is left to read, send or tell.
async fn calm(stage: &Stage, desk: &Desk) -> Result<()> {
    let deadline = Instant::now() + CALM_MAX;
    loop {
        desk.idle().await;
        let left = stage
            .figure(
                "select (select count(*) from journal where state = 0)
                      + (select count(*) from outbound where state in ('queued', 'sending'))",
            )
            .await?;
        if left == 0 && desk.open_work() == 0 {
            return Ok(());
        }
        anyhow::ensure!(
            Instant::now() < deadline,
            "{left} deliveries or replies were never finished; log {}",
            stage.keep_log("prosa-bench-crash.log")?.display()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The conversation of every person, as their company's owner sees it.
async fn conversations(
    stage: &Stage,
    companies: &[Company],
    plan: &Plan,
) -> Result<HashMap<Person, ConversationId>> {
    let deadline = Instant::now() + CALM_MAX;
    loop {
        let mut found = HashMap::new();
        for (place, company) in companies.iter().enumerate() {
            for row in rows(stage, &company.caller).await? {
                let person =
                    Person::named(&row.contact_name).context("a conversation with nobody we know")?;
                anyhow::ensure!(person.company == place, "a conversation of another company");
                found.insert(person, row.id);
            }
        }
        if found.len() == plan.people.len() {
            return Ok(found);
        }
        anyhow::ensure!(
            Instant::now() < deadline,
            "only {} of {} conversations came to be",
            found.len(),
            plan.people.len()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Every row of a company's list.
async fn rows(stage: &Stage, caller: &Caller) -> Result<Vec<prosa_wire::inbox::ConversationRow>> {
    let filter = InboxFilter { scope: Scope::All, ..InboxFilter::default() };
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = stage
            .engine
            .inbox_page(caller, filter, after)
            .await
            .map_err(|refusal| anyhow::anyhow!("the list could not be read: {refusal:?}"))?;
        all.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}
