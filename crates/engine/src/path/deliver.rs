//! Step 8: takes queued messages to the provider. Attempt written, then the call (no transaction open), then the outcome.
//!
//! One unfinished send per conversation keeps its order. An attempt without an outcome becomes unknown and is never sent
//! again by itself; the provider's status may still tell the truth.

mod send;

pub(crate) use send::credentials;

use crate::{Engine, chain};
use futures::{StreamExt, stream};
use prosa_db::{
    DbError,
    event::{self, NewEvent},
    outbound,
};
use prosa_domain::{
    event::EventKind,
    id::{AttemptId, TenantId},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

/// How long to wait for a wake-up before looking anyway; retries become due without one.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Sends claimed at once for one tenant.
const CLAIM_MAX: u32 = 64;
/// Tenants served at once.
const TENANTS_AT_ONCE: usize = 4;

/// The worker's own state.
pub(crate) struct Worker {
    engine: Engine,
    /// This process, in the claims.
    node: Uuid,
    /// Sends in flight at once.
    slots: Arc<Semaphore>,
    flying: TaskTracker,
    stopping: CancellationToken,
}

/// Delivers until `shutdown`, then waits for calls in flight.
pub async fn run(engine: Engine, shutdown: CancellationToken) {
    let slots = usize::try_from(engine.settings.deliver_concurrency).unwrap_or(1).max(1);
    let worker = Arc::new(Worker {
        node: engine.new_id(AttemptId::from_parts).0,
        slots: Arc::new(Semaphore::new(slots)),
        flying: TaskTracker::new(),
        stopping: shutdown.clone(),
        engine,
    });
    let mut pause = Duration::ZERO;
    while !shutdown.is_cancelled() {
        let wait = match turn(&worker).await {
            Ok(0) => LOOK_EVERY,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                pause = (pause * 2).clamp(LOOK_EVERY, Duration::from_secs(5));
                tracing::warn!(error = %chain(&error), "delivering paused");
                pause
            }
        };
        if wait.is_zero() {
            pause = Duration::ZERO;
            continue;
        }
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = worker.engine.wake.deliver.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    worker.flying.close();
    worker.flying.wait().await;
}

/// Claims what is due for every tenant and starts its calls. Returns how many were started.
async fn turn(worker: &Arc<Worker>) -> Result<usize, DbError> {
    let tenants = worker.engine.db.due_outbound_tenants(worker.engine.now()).await?;
    let started: Vec<Result<usize, DbError>> = stream::iter(tenants)
        .map(|tenant| {
            let worker = Arc::clone(worker);
            async move { serve(&worker, tenant).await }
        })
        .buffer_unordered(TENANTS_AT_ONCE)
        .collect()
        .await;
    started.into_iter().try_fold(0, |sum, one| one.map(|count| sum + count))
}

async fn serve(worker: &Arc<Worker>, tenant: TenantId) -> Result<usize, DbError> {
    let engine = &worker.engine;
    expire(engine, tenant).await?;
    let free = u32::try_from(worker.slots.available_permits()).unwrap_or_default().min(CLAIM_MAX);
    if free == 0 || worker.stopping.is_cancelled() {
        return Ok(0);
    }
    let now = engine.now();
    let lease = chrono::Duration::from_std(engine.settings.deliver_lease).unwrap_or_default();
    let attempts: Vec<AttemptId> = (0..free).map(|_| engine.new_id(AttemptId::from_parts)).collect();
    let mut tx = engine.db.tenant(tenant).await?;
    let claimed = outbound::claim(&mut tx, &attempts, worker.node, now, now + lease).await?;
    tx.commit().await?;
    let count = claimed.len();
    for claim in claimed {
        let worker = Arc::clone(worker);
        let flying = worker.flying.clone();
        flying.spawn(async move { send::send(worker, tenant, claim).await });
    }
    Ok(count)
}

/// Attempts whose lease ran out become unknown, in words on the bubble.
async fn expire(engine: &Engine, tenant: TenantId) -> Result<(), DbError> {
    let now = engine.now();
    let mut tx = engine.db.tenant_path(tenant).await?;
    let lost = outbound::expire_leases(&mut tx, now).await?;
    if lost.is_empty() {
        return Ok(());
    }
    tracing::warn!(%tenant, count = lost.len(), "attempts ended without an outcome");
    metrics::counter!("prosa_send_outcomes_total", "outcome" => "unknown")
        .increment(u64::try_from(lost.len()).unwrap_or_default());
    let events: Vec<NewEvent> = lost
        .iter()
        .map(|place| {
            NewEvent::of(EventKind::MessageUpdated).conversation(place.conversation).message(place.id)
        })
        .collect();
    event::append(&mut tx, now, &events).await?;
    tx.commit().await
}
