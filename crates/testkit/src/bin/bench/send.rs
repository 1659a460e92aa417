//! The sending proof: a queue over many lines against the sandbox in its own process, the program killed in the middle.
//! What arrived there is what counts: how fast, how evenly, in which order, and how often.

mod check;
mod queue;
mod sandbox;

use crate::{
    ingest::machine,
    stage::{Company, Stage},
};
use anyhow::{Result, ensure};
use check::Verdict;
use sandbox::Sandbox;
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// Longest time for everything to leave once nothing stands in the way.
const CALM_MAX: Duration = Duration::from_secs(600);
/// Messages a second over all lines when no pace is kept.
const RATE_MIN: f64 = 1_000.0;

/// How to run it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Messages in the queue.
    #[arg(long, default_value_t = 20_000)]
    messages: usize,
    /// Lines, each of a company of its own.
    #[arg(long, default_value_t = 10)]
    lines: usize,
    /// People of each line.
    #[arg(long, default_value_t = 100)]
    people: usize,
    /// Pace of a line; 0 is as fast as it goes.
    #[arg(long, default_value_t = 0)]
    per_second: usize,
    /// Leaves the program alive.
    #[arg(long)]
    no_kill: bool,
    /// Reports how fast it was without judging it: for quick builds and busy machines.
    #[arg(long)]
    no_rate_target: bool,
    /// Milliseconds of a second that are not looked at: what a busy machine is late.
    #[arg(long, default_value_t = 0)]
    slack_ms: i64,
    /// Tells statuses while messages leave, instead of afterwards.
    #[arg(long)]
    statuses: bool,
    /// The program.
    #[arg(long)]
    binary: PathBuf,
}

/// What the stretch until the kill took.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    sent: usize,
    seconds: f64,
    server_cpu: f64,
    postgres_cpu: f64,
}

/// Runs it. True when everything holds.
pub(crate) async fn run(options: Options) -> Result<bool> {
    let port = sandbox::free_port()?;
    let sections = format!(
        "[path]\ndeliver_lease_seconds = 3\ntenant_sends_per_minute = 0\npair_pace = false\nline_sends_per_second = {}",
        options.per_second
    );
    let mut stage = Stage::open(&options.binary, &format!("http://127.0.0.1:{port}"), &sections).await?;
    let mut companies = Vec::new();
    for place in 0..options.lines {
        companies.push(stage.company(place).await?);
    }
    let sandbox = Sandbox::start(&options.binary, port, stage.port).await?;
    let numbers: Vec<&str> = companies.iter().map(|company| company.number.as_str()).collect();
    sandbox.people(&numbers, options.people).await?;
    sandbox.hold_statuses(!options.statuses).await?;
    queue::fill(&stage, &companies, &options).await?;
    println!("{}", machine::words(&stage).await?);
    stage.serve().await?;
    let half = if options.no_kill { options.messages } else { options.messages / 2 };
    let stretch = watch(&stage, &sandbox, half).await?;
    if !options.no_kill {
        stage.kill()?;
        stage.serve().await?;
    }
    let unknown = calm(&stage).await?;
    sandbox.hold_statuses(false).await?;
    let sent = sandbox.sent(&numbers).await?;
    let verdict = check::judge(&sent, &stretch, &options, unknown);
    if !report(&verdict, &stretch, &options) {
        println!("the program's log: {}", stage.keep_log("prosa-bench-send.log")?.display());
        return Ok(false);
    }
    Ok(true)
}

/// Waits until so many arrived.
async fn watch(stage: &Stage, sandbox: &Sandbox, count: usize) -> Result<Stretch> {
    let (pid, postgres) = (stage.pid()?, machine::postgres_cpu(&stage.embedded)?);
    let server = machine::cpu(pid)?;
    let deadline = Instant::now() + CALM_MAX;
    let mut began = None;
    loop {
        let sent = sandbox.accepted().await?;
        if sent > 0 {
            let began = *began.get_or_insert((Instant::now(), sent));
            if sent >= count {
                return Ok(Stretch {
                    sent: sent - began.1,
                    seconds: began.0.elapsed().as_secs_f64(),
                    server_cpu: machine::cpu(pid)? - server,
                    postgres_cpu: machine::postgres_cpu(&stage.embedded)? - postgres,
                });
            }
        }
        ensure!(Instant::now() < deadline, "only {sent} of {count} messages arrived");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until nothing waits or flies; gives how many sends are unknown.
async fn calm(stage: &Stage) -> Result<usize> {
    let deadline = Instant::now() + CALM_MAX;
    loop {
        let left = stage.figure("select count(*) from outbound where state in ('queued', 'sending')").await?;
        if left == 0 {
            let unknown = stage.figure("select count(*) from outbound where state = 'unknown'").await?;
            return Ok(usize::try_from(unknown)?);
        }
        ensure!(Instant::now() < deadline, "{left} messages were never sent");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn report(verdict: &Verdict, stretch: &Stretch, options: &Options) -> bool {
    let rate = stretch.sent as f64 / stretch.seconds;
    let each = |seconds: f64| seconds * 1_000.0 / stretch.sent as f64;
    println!("{} messages over {} lines, {} arrived", options.messages, options.lines, verdict.arrived);
    println!("rate over all lines   {rate:.0} a second in {:.1} s", stretch.seconds);
    println!(
        "CPU per message       server {:.2} ms, Postgres {:.2} ms",
        each(stretch.server_cpu),
        each(stretch.postgres_cpu)
    );
    println!("sent twice            {}", verdict.doubled);
    println!("out of order          {}", verdict.misplaced);
    println!("neither sent nor told {}", verdict.missing);
    println!("unknown after kill    {}", verdict.unknown);
    let mut holds = verdict.doubled == 0 && verdict.misplaced == 0 && verdict.missing == 0;
    if options.per_second > 0 {
        println!(
            "most in any second    {} of {}, {:.1} s after the first; pace {:.1} % of the allowed",
            verdict.most_in_a_second, options.per_second, verdict.most_after, verdict.pace_percent
        );
        holds &= verdict.most_in_a_second <= options.per_second;
        holds &= options.no_rate_target || verdict.pace_percent >= 98.0;
    } else if !options.no_rate_target {
        holds &= rate >= RATE_MIN;
    }
    println!("{}", if holds { "holds" } else { "DOES NOT HOLD" });
    holds
}

/// The company's place in the run, as its texts and its people carry it.
fn wa_id(line: usize, person: usize) -> String {
    format!("55119{:08}", 10_000_000 + line * 10_000 + person)
}

/// What a text says: the conversation and the place in it.
fn text(line: usize, person: usize, turn: usize) -> String {
    format!("{line}/{person}/{turn}")
}

type Companies = [Company];
