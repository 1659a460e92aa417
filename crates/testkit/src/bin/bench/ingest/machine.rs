//! What the machine says: memory, processor time, write-ahead log.

use crate::stage::Stage;
use anyhow::{Context as _, Result};
use prosa_db::embedded::Embedded;
use std::fs;

/// Clock ticks of a second in `/proc`; Linux has told programs 100 for decades.
const TICKS: f64 = 100.0;

fn field(path: &str, name: &str) -> Result<f64> {
    let text = fs::read_to_string(path)?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).context("no such field")?;
    Ok(line.split_whitespace().next().context("no figure")?.parse()?)
}

/// Resident memory of the program.
pub(super) fn server_mb(pid: u32) -> Result<f64> {
    Ok(field(&format!("/proc/{pid}/status"), "VmRSS:")? / 1024.0)
}

/// The server process of Postgres and those it started.
fn family(embedded: &Embedded) -> Result<Vec<u32>> {
    let root = embedded.pid().context("Postgres does not run")?;
    let mut all = vec![root];
    for entry in fs::read_dir("/proc")? {
        let Ok(pid) = entry?.file_name().to_string_lossy().parse::<u32>() else { continue };
        // One that ended meanwhile has no parent to tell.
        if field(&format!("/proc/{pid}/status"), "PPid:").is_ok_and(|parent| parent as u32 == root) {
            all.push(pid);
        }
    }
    Ok(all)
}

/// Memory of all processes of Postgres; what they share is counted once.
pub(super) fn postgres_mb(embedded: &Embedded) -> Result<f64> {
    let parts = family(embedded)?;
    Ok(parts.iter().filter_map(|pid| field(&format!("/proc/{pid}/smaps_rollup"), "Pss:").ok()).sum::<f64>()
        / 1024.0)
}

/// Seconds of processor time a process has taken.
pub(crate) fn cpu(pid: u32) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let rest = text.rsplit_once(')').context("no name")?.1;
    let ticks: Vec<f64> =
        rest.split_whitespace().skip(11).take(2).filter_map(|word| word.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() / TICKS)
}

/// The same of all processes of Postgres that still run.
pub(crate) fn postgres_cpu(embedded: &Embedded) -> Result<f64> {
    Ok(family(embedded)?.into_iter().filter_map(|pid| cpu(pid).ok()).sum())
}

/// Bytes of write-ahead log ever written.
pub(super) async fn wal(stage: &Stage) -> Result<i64> {
    stage.figure("select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint").await
}

/// The machine in words.
pub(crate) async fn words(stage: &Stage) -> Result<String> {
    let cpu = fs::read_to_string("/proc/cpuinfo")?;
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let load = fs::read_to_string("/proc/loadavg")?;
    let memory = field("/proc/meminfo", "MemTotal:")? / 1024.0 / 1024.0;
    let (postgres,): (String,) =
        sqlx::query_as("show server_version").fetch_one(&mut stage.admin().await?).await?;
    Ok(format!(
        "{cores} x {}, {memory:.0} GiB, Linux {}, Postgres {postgres}, load before: {}",
        model.trim_start_matches([' ', '\t', ':']),
        kernel.trim(),
        load.split(' ').take(3).collect::<Vec<_>>().join(" ")
    ))
}
