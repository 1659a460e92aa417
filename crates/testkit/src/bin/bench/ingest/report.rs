//! The figures, beside what they must reach.

use serde_json::{Value, json};
use std::time::Duration;

/// Messages a second, held for the whole load.
const RATE_MIN: f64 = 2_000.0;
/// Milliseconds to the acknowledgement, of 99 in 100.
const ANSWER_MAX: f64 = 50.0;
/// Milliseconds to another member's screen, of 95 in 100.
const SCREEN_MAX: f64 = 300.0;
/// Megabytes of the server under load.
const SERVER_MAX: f64 = 512.0;
/// Megabytes of the server when idle.
const IDLE_MAX: f64 = 150.0;
/// A backlog that takes longer than this to read shows that reading did not keep up.
const BEHIND_MAX: Duration = Duration::from_secs(2);

/// One offered rate.
pub(super) struct Throughput {
    pub batch: usize,
    pub offered: f64,
    /// Messages a second in `message` when the load ended.
    pub stored: f64,
    /// How long the rest took.
    pub behind: Duration,
    pub answers: Vec<f64>,
    pub refused: usize,
    pub wal_per_message: f64,
    /// Cores taken.
    pub server_cpu: f64,
    pub postgres_cpu: f64,
}

impl Throughput {
    /// Whether the offered rate was held to the end.
    fn holds(&self) -> bool {
        self.behind <= BEHIND_MAX && self.stored >= self.offered * 0.97
    }
}

/// Everything measured.
#[derive(Default)]
pub(super) struct Report {
    machine: String,
    pub throughput: Vec<Throughput>,
    pub calm_answers: Vec<f64>,
    pub screens: Vec<f64>,
    pub refused: usize,
    pub wal_per_message: f64,
    pub server_mb: f64,
    pub server_mb_max: f64,
    pub postgres_mb: f64,
    pub idle_mb: f64,
    pub idle_cpu: f64,
    /// Messages a second of a bare client.
    pub raw: Option<f64>,
}

/// The value that `share` of a sorted list does not exceed.
fn at(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied().unwrap_or(f64::INFINITY)
}

impl Report {
    pub(super) fn of(machine: String) -> Self {
        Self { machine, ..Self::default() }
    }

    /// The highest rate that was held.
    fn best(&self) -> f64 {
        self.throughput.iter().filter(|one| one.holds()).map(|one| one.stored).fold(0.0, f64::max)
    }

    fn targets(&self) -> [(&'static str, bool, String); 5] {
        let best = self.best();
        let answer = at(&self.calm_answers, 0.99);
        let screen = at(&self.screens, 0.95);
        let server = self.server_mb.max(self.server_mb_max);
        [
            ("messages/s held", best >= RATE_MIN, format!("{best:.0} of {RATE_MIN:.0}")),
            ("acknowledged, p99 at 300/s", answer < ANSWER_MAX, format!("{answer:.1} ms of {ANSWER_MAX:.0}")),
            ("on a screen, p95 at 300/s", screen < SCREEN_MAX, format!("{screen:.1} ms of {SCREEN_MAX:.0}")),
            ("server under load", server < SERVER_MAX, format!("{server:.0} MB of {SERVER_MAX:.0}")),
            ("server idle", self.idle_mb < IDLE_MAX, format!("{:.0} MB of {IDLE_MAX:.0}", self.idle_mb)),
        ]
    }

    /// Whether everything that must be reached is.
    pub(super) fn reaches(&self) -> bool {
        self.targets().iter().all(|(_, reached, _)| *reached)
    }

    pub(super) fn print(&self) {
        println!("{}\n", self.machine);
        println!(
            "messages in  offered/s  stored/s  behind s  ack p50/p95/p99 ms      refused  WAL B/msg  cores server/Postgres"
        );
        for one in &self.throughput {
            println!(
                "{:>11}  {:>9.0}  {:>8.0}  {:>8.2}  {:>6.1} /{:>7.1} /{:>8.1}  {:>7}  {:>9.0}  {:.2} / {:.2}{}",
                one.batch,
                one.offered,
                one.stored,
                one.behind.as_secs_f64(),
                at(&one.answers, 0.5),
                at(&one.answers, 0.95),
                at(&one.answers, 0.99),
                one.refused,
                one.wal_per_message,
                one.server_cpu,
                one.postgres_cpu,
                if one.holds() { "" } else { "  not held" }
            );
        }
        let (answers, screens) = (&self.calm_answers, &self.screens);
        println!(
            "\n300 deliveries/s of one message each ({} of them, {} refused):",
            answers.len(),
            self.refused
        );
        println!(
            "  acknowledged  p50 {:.1}  p95 {:.1}  p99 {:.1} ms",
            at(answers, 0.5),
            at(answers, 0.95),
            at(answers, 0.99)
        );
        println!(
            "  on a screen   p50 {:.1}  p95 {:.1}  p99 {:.1} ms",
            at(screens, 0.5),
            at(screens, 0.95),
            at(screens, 0.99)
        );
        println!(
            "  server {:.0} MB, write-ahead log {:.0} bytes a message",
            self.server_mb, self.wal_per_message
        );
        println!("highest load: server {:.0} MB, Postgres {:.0} MB", self.server_mb_max, self.postgres_mb);
        println!("idle: server {:.0} MB, {:.2} % of a core", self.idle_mb, self.idle_cpu * 100.0);
        if let Some(raw) = self.raw {
            println!(
                "raw limit: {raw:.0} messages/s; Prosa reaches {:.0} % of it\n",
                self.best() / raw * 100.0
            );
        }
        for (name, reached, figure) in self.targets() {
            println!("{} {name:<28} {figure}", if reached { "ok    " } else { "SHORT " });
        }
    }

    pub(super) fn json(&self) -> Value {
        let shares =
            |list: &[f64]| json!({"p50": at(list, 0.5), "p95": at(list, 0.95), "p99": at(list, 0.99)});
        let throughput: Vec<Value> = self.throughput.iter().map(|one| json!({
            "batch": one.batch, "offered": one.offered, "stored": one.stored, "behind_s": one.behind.as_secs_f64(),
            "ack_ms": shares(&one.answers), "refused": one.refused, "wal_bytes_per_message": one.wal_per_message,
            "server_cores": one.server_cpu, "postgres_cores": one.postgres_cpu, "held": one.holds(),
        })).collect();
        json!({
            "machine": self.machine, "throughput": throughput, "calm_ack_ms": shares(&self.calm_answers),
            "calm_screen_ms": shares(&self.screens), "calm_refused": self.refused,
            "wal_bytes_per_message": self.wal_per_message, "server_mb": self.server_mb,
            "server_mb_max": self.server_mb_max, "postgres_mb": self.postgres_mb, "idle_mb": self.idle_mb,
            "idle_cores": self.idle_cpu, "raw_messages_per_s": self.raw, "messages_per_s": self.best(),
        })
    }
}
