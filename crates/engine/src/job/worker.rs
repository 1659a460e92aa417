//! The worker and its supervisor: a lost connection ends the queue's worker, so it is started again until shutdown.

use super::{SCHEMA, registry};
use crate::Engine;
use graphile_worker::{Worker, WorkerOptions, WorkerRecoveryConfig, WorkerShutdownConfig};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Tasks worked on at the same time.
const CONCURRENCY: usize = 8;
/// How often the queue is looked at when no notification comes.
const POLL: Duration = Duration::from_secs(2);
/// Time for tasks in hand at shutdown.
const GRACE: Duration = Duration::from_secs(10);
/// Shortest and longest pause before the worker is started again.
const RESTART: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));

/// Works the queue until shutdown.
pub async fn run(engine: Engine, shutdown: CancellationToken) {
    let mut pause = RESTART.0;
    while !shutdown.is_cancelled() {
        match turn(&engine, &shutdown).await {
            Ok(()) => pause = RESTART.0,
            Err(error) => {
                tracing::warn!(%error, pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX), "the job worker stopped; it starts again");
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = shutdown.cancelled() => {}
                }
                pause = (pause * 2).min(RESTART.1);
            }
        }
    }
}

async fn turn(engine: &Engine, shutdown: &CancellationToken) -> Result<(), String> {
    let worker = build(engine, shutdown.clone()).await?;
    worker.run().await.map_err(|error| crate::chain(&error))
}

async fn build(engine: &Engine, shutdown: CancellationToken) -> Result<Worker, String> {
    let stop = WorkerShutdownConfig::default()
        .listen_os_shutdown_signals(false)
        .grace_period(GRACE)
        .interrupted_job_retry_delay(Duration::from_secs(1))
        .shutdown_signal(async move { shutdown.cancelled().await });
    // No local queue: in graphile_worker 0.14 its fetch wakes itself, and an idle node would ask the database without end.
    let options = WorkerOptions::default()
        .pg_pool(engine.db.pool().clone())
        .schema(SCHEMA)
        .concurrency(CONCURRENCY)
        .poll_interval(POLL)
        .worker_recovery(WorkerRecoveryConfig::default().enabled(true))
        .worker_shutdown(stop)
        .add_extension(engine.clone());
    registry::tasks(options).init().await.map_err(|error| crate::chain(&error))
}
