//! Step 8: takes queued messages to the provider. Attempt written, then the call (no transaction open), then the outcome.
//!
//! One unfinished send per conversation keeps its order; departures given out in the database keep the pace, however many
//! nodes send. An attempt without an outcome becomes unknown and is never sent again by itself; the provider's status may
//! still tell the truth.

mod claim;
mod depart;
pub(super) mod rest;
mod send;
mod settle;
mod shown;
mod standin;
pub(crate) mod watch;

pub(crate) use claim::credentials;

use crate::{Engine, chain};
use chrono::{DateTime, Utc};
use depart::Departures;
use futures::{StreamExt, stream};
use prosa_db::{
    DbError,
    event::{self, NewEvent},
    outbound::{self, Agenda},
};
use prosa_domain::{
    event::EventKind,
    id::{AttemptId, TenantId},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

/// How long to wait for a wake-up before looking anyway. What is scheduled is waited for exactly.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Sends claimed at once for one tenant.
const CLAIM_MAX: usize = 128;
/// Slots one tenant may claim at once however many others wait.
const SHARE_MIN: usize = 8;
/// Tenants served at once.
const TENANTS_AT_ONCE: usize = 4;
/// Outcomes that may wait to be written down.
const ENDED_WAITING_MAX: usize = 1_024;

/// The worker's own state.
pub(crate) struct Worker {
    engine: Engine,
    /// This process, in the claims.
    node: Uuid,
    /// Sends in flight at once.
    slots: Arc<Semaphore>,
    flying: TaskTracker,
    stopping: CancellationToken,
    departures: Departures,
    ended: mpsc::Sender<settle::Finished>,
}

/// Delivers until `shutdown`, then waits for calls in flight and for their outcomes to be written.
pub async fn run(engine: Engine, shutdown: CancellationToken) {
    let slots = usize::try_from(engine.settings.deliver_concurrency).unwrap_or(1).max(1);
    let (ended, finished) = mpsc::channel(ENDED_WAITING_MAX);
    let flying = TaskTracker::new();
    let settler = tokio::spawn(settle::run(engine.clone(), finished, flying.clone()));
    let worker = Arc::new(Worker {
        node: engine.new_id(AttemptId::from_parts).0,
        slots: Arc::new(Semaphore::new(slots)),
        flying,
        stopping: shutdown.clone(),
        departures: Departures::default(),
        ended,
        engine,
    });
    rounds(&worker, &shutdown).await;
    worker.flying.close();
    worker.flying.wait().await;
    // The last sender goes, and with it the settler once it wrote everything.
    drop(worker);
    if settler.await.is_err() {
        tracing::error!("outcomes could not be written; their sends will be shown as unknown");
    }
}

async fn rounds(worker: &Arc<Worker>, shutdown: &CancellationToken) {
    let mut pause = Duration::ZERO;
    while !shutdown.is_cancelled() {
        let wait = match turn(worker).await {
            Ok(turn) if turn.started > 0 => {
                pause = Duration::ZERO;
                continue;
            }
            Ok(turn) => until(turn.again_at, worker.engine.now()),
            Err(error) => {
                pause = (pause * 2).clamp(LOOK_EVERY, Duration::from_secs(5));
                tracing::warn!(error = %chain(&error), "delivering paused");
                pause
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = worker.engine.wake.deliver.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// The time until a moment, never longer than a look takes and never nothing.
fn until(moment: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    let exact = moment.and_then(|moment| (moment - now).to_std().ok());
    exact.unwrap_or(LOOK_EVERY).clamp(Duration::from_millis(1), LOOK_EVERY)
}

/// What a look at all tenants brought.
#[derive(Clone, Copy, Debug, Default)]
struct Turn {
    /// Calls started.
    started: usize,
    /// When to look again at the latest.
    again_at: Option<DateTime<Utc>>,
}

impl Turn {
    fn and(self, other: Self) -> Self {
        let again_at = [self.again_at, other.again_at].into_iter().flatten().min();
        Self { started: self.started + other.started, again_at }
    }
}

/// Claims what is due for every tenant and starts its calls.
async fn turn(worker: &Arc<Worker>) -> Result<Turn, DbError> {
    let agenda = worker.engine.db.outbound_agenda().await?;
    let now = worker.engine.now();
    let later = |at: Option<DateTime<Utc>>| at.filter(|at| *at > now);
    let due = agenda.iter().filter(|one| one.send_at.is_some_and(|at| at <= now)).count();
    let share = share(worker.slots.available_permits(), due);
    let again_at = agenda.iter().flat_map(|one| [later(one.send_at), later(one.lease_at)]).flatten().min();
    let turns: Vec<Result<Turn, DbError>> = stream::iter(agenda)
        .map(|one| {
            let worker = Arc::clone(worker);
            async move { serve(&worker, one, share, now).await }
        })
        .buffer_unordered(TENANTS_AT_ONCE)
        .collect()
        .await;
    let start = Turn { started: 0, again_at };
    turns.into_iter().try_fold(start, |sum, one| one.map(|turn| sum.and(turn)))
}

/// What one tenant may claim at once, so that those served beside it find slots, too.
fn share(free: usize, due: usize) -> usize {
    (free / due.clamp(1, TENANTS_AT_ONCE)).clamp(SHARE_MIN, CLAIM_MAX)
}

async fn serve(
    worker: &Arc<Worker>,
    agenda: Agenda,
    share: usize,
    now: DateTime<Utc>,
) -> Result<Turn, DbError> {
    let tenant = agenda.tenant();
    if agenda.lease_at.is_some_and(|at| at <= now) {
        expire(&worker.engine, tenant).await?;
    }
    if agenda.send_at.is_none_or(|at| at > now) || worker.stopping.is_cancelled() {
        return Ok(Turn::default());
    }
    if let Some(until) = worker.engine.wake.rests.of(tenant, now) {
        return Ok(Turn { started: 0, again_at: Some(until) });
    }
    let free = worker.slots.available_permits().min(share);
    let Ok(permits) = u32::try_from(free) else { return Ok(Turn::default()) };
    // Somebody else of this turn may have taken them: then their outcomes wake us.
    let Ok(mut permit) = Arc::clone(&worker.slots).try_acquire_many_owned(permits) else {
        return Ok(Turn::default());
    };
    if free == 0 {
        return Ok(Turn::default());
    }
    let look = worker.engine.wake.rests.look(tenant);
    let batch = claim::claim(worker, tenant, free).await?;
    worker.engine.wake.rests.note(tenant, look, batch.again_at, worker.engine.now());
    let started = batch.sends.len();
    for ready in batch.sends {
        let Some(one) = permit.split(1) else { break };
        let flyer = Arc::clone(worker);
        worker.flying.spawn(async move { send::send(&flyer, tenant, ready, one).await });
    }
    Ok(Turn { started, again_at: batch.again_at })
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
