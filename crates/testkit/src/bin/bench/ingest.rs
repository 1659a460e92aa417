//! The speed proof. Deliveries leave on a schedule that waits for nobody, and their time counts from when they were due,
//! so that a slow server cannot slow its own examiner.

mod load;
pub(crate) mod machine;
mod raw;
mod report;
mod screen;

use crate::stage::{Company, Stage};
use anyhow::Result;
use load::{Load, Script};
use report::{Report, Throughput};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// Companies, each with one number.
const COMPANIES: usize = 20;
/// People of all companies together.
const PEOPLE: usize = 2_000;
/// Deliveries a second of the calm run.
const CALM_RATE: f64 = 300.0;
/// How long the idle server is watched.
const IDLE: Duration = Duration::from_secs(20);

/// How to run it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The program.
    #[arg(long)]
    binary: PathBuf,
    /// Seconds of each load.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Messages a second offered in batches of 50; may be given several times.
    #[arg(long, default_values_t = [2_000, 5_000])]
    rate: Vec<u32>,
    /// Messages a second offered one by one; may be given several times.
    #[arg(long, default_values_t = [2_000])]
    single_rate: Vec<u32>,
    /// Writes the figures here, too.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// Runs it. True when every target is reached.
pub(crate) async fn run(options: Options) -> Result<bool> {
    let mut stage = Stage::open(&options.binary, "http://127.0.0.1:9", "").await?;
    let mut companies = Vec::new();
    for place in 0..COMPANIES {
        companies.push(stage.company(place).await?);
    }
    stage.serve().await?;
    let length = Duration::from_secs(options.seconds);
    let mut script = Script::new(&companies, PEOPLE);
    let mut report = Report::of(machine::words(&stage).await?);
    // Every person has written once, so that the loads meet contacts and conversations that exist.
    load::greet(&stage, &mut script).await?;
    stage.kill()?;
    stage.serve().await?;
    idle(&stage, &mut report).await?;
    calm(&stage, &companies, &mut script, length, &mut report).await?;
    for (batch, rates) in [(1, &options.single_rate), (50, &options.rate)] {
        for rate in rates {
            let outcome = throughput(&stage, &mut script, f64::from(*rate), batch, length).await?;
            report.throughput.push(outcome);
            report.server_mb_max = report.server_mb_max.max(machine::server_mb(stage.pid()?)?);
            report.postgres_mb = report.postgres_mb.max(machine::postgres_mb(&stage.embedded)?);
        }
    }
    stage.kill()?;
    report.raw = Some(raw::run(&stage).await?);
    report.print();
    if let Some(path) = options.json {
        std::fs::write(path, serde_json::to_vec_pretty(&report.json())?)?;
    }
    Ok(report.reaches())
}

/// A fresh server that has nothing to do.
async fn idle(stage: &Stage, report: &mut Report) -> Result<()> {
    tokio::time::sleep(Duration::from_secs(2)).await;
    report.idle_mb = machine::server_mb(stage.pid()?)?;
    let before = machine::cpu(stage.pid()?)?;
    tokio::time::sleep(IDLE).await;
    report.idle_cpu = (machine::cpu(stage.pid()?)? - before) / IDLE.as_secs_f64();
    Ok(())
}

/// Single messages at a pace any server should hold: how soon acknowledged, how soon on another member's screen.
async fn calm(
    stage: &Stage,
    companies: &[Company],
    script: &mut Script,
    length: Duration,
    report: &mut Report,
) -> Result<()> {
    let screens = screen::open(stage.port, companies).await?;
    let wal = machine::wal(stage).await?;
    let load = Load { rate: CALM_RATE, batch: 1, length };
    let outcome = load.run(stage.port, script).await?;
    settled(stage).await?;
    report.calm_answers = outcome.answers;
    report.refused += outcome.refused;
    report.wal_per_message = (machine::wal(stage).await? - wal) as f64 / outcome.messages.max(1) as f64;
    report.screens = screen::delays(stage, screens, &outcome.due).await?;
    report.server_mb = machine::server_mb(stage.pid()?)?;
    Ok(())
}

/// Waits until the journal is read. Gives how long that took.
async fn settled(stage: &Stage) -> Result<Duration> {
    let began = Instant::now();
    while stage.figure("select count(*) from journal where state = 0").await? > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(began.elapsed())
}

/// As many as the rate says, and what of it stands in `message` when the time is over.
async fn throughput(
    stage: &Stage,
    script: &mut Script,
    rate: f64,
    batch: usize,
    length: Duration,
) -> Result<Throughput> {
    let count = "select count(*) from message";
    let (before, wal) = (stage.figure(count).await?, machine::wal(stage).await?);
    let (server, postgres) = (machine::cpu(stage.pid()?)?, machine::postgres_cpu(&stage.embedded)?);
    let began = Instant::now();
    let load = Load { rate: rate / batch as f64, batch, length };
    let outcome = load.run(stage.port, script).await?;
    let took = began.elapsed();
    let stored = stage.figure(count).await? - before;
    let behind = settled(stage).await?;
    let all = stage.figure(count).await? - before;
    anyhow::ensure!(all as usize == outcome.messages, "{all} of {} messages are stored", outcome.messages);
    let seconds = took.as_secs_f64() + behind.as_secs_f64();
    Ok(Throughput {
        batch,
        offered: rate,
        stored: stored as f64 / took.as_secs_f64(),
        behind,
        answers: outcome.answers,
        refused: outcome.refused,
        wal_per_message: (machine::wal(stage).await? - wal) as f64 / all.max(1) as f64,
        server_cpu: (machine::cpu(stage.pid()?)? - server) / seconds,
        postgres_cpu: (machine::postgres_cpu(&stage.embedded)? - postgres) / seconds,
    })
}
