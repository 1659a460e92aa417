//! One claimed send: waits for its departure, calls, hands its outcome in.

use super::{Worker, claim::Ready, depart::Flight, settle::Finished};
use crate::{
    Engine, chain,
    media::provide::{Way, forget_refused, provide},
};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{DbError, content::StoredContent, outbound::pace};
use prosa_domain::{
    delivery::Outcome,
    id::{LineId, TenantId},
    pace::Bucket,
};
use prosa_provider::OutboundMessage;
use prosa_vault::TenantKeys;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// How late a message of a line that other nodes use, too, may leave without harm to the pace, and how often one that is
/// later takes a new moment: on a machine that is always late it must leave some time.
const LATE: TimeDelta = TimeDelta::milliseconds(8);
const LATE_TURNS: u32 = 3;

/// Sends one message and hands its outcome to the settler.
pub(super) async fn send(worker: &Worker, tenant: TenantId, ready: Ready, slot: OwnedSemaphorePermit) {
    // Before its moment, so that what leaves evenly also arrives evenly.
    let prepared = prepare(&worker.engine, tenant, &ready).await.inspect_err(|error| {
        tracing::warn!(%tenant, outbound = %ready.claim.id, error = %chain(error), "a send could not be prepared");
    });
    let outcome = match prepared {
        Ok(prepared) => match departs(worker, tenant, &ready, slot).await {
            // Both held until the call ended.
            Some(_going) => call(&worker.engine, tenant, &ready, prepared).await,
            None => None,
        },
        Err(_) => None,
    };
    let finished = Finished { tenant, claim: ready.claim, outcome };
    if worker.ended.send(finished).await.is_err() {
        tracing::error!(%tenant, "an outcome could not be handed in; the send will be shown as unknown");
    }
}

/// Waits for the moment that was given to it. Its slot is free for others meanwhile: what waits is bounded by the pace.
/// None when the node stops before.
async fn departs<'a>(
    worker: &'a Worker,
    tenant: TenantId,
    ready: &Ready,
    mut slot: OwnedSemaphorePermit,
) -> Option<(OwnedSemaphorePermit, Option<Flight<'a>>)> {
    let Some(per_second) = ready.line.per_second else {
        return (!worker.stopping.is_cancelled()).then_some((slot, None));
    };
    let mut depart_at = ready.depart_at;
    let mut turn = 0;
    let flight = loop {
        if let Ok(wait) = (depart_at - worker.engine.now()).to_std() {
            drop(slot);
            tokio::select! {
                biased;
                () = worker.stopping.cancelled() => return None,
                () = tokio::time::sleep(wait) => {}
            }
            slot = Arc::clone(&worker.slots).acquire_owned().await.ok()?;
        }
        let flight = worker.departures.leave(ready.claim.line, per_second).await;
        // Alone, what left within the last second decides, and that was just looked at.
        if !ready.line.is_shared || worker.engine.now() - depart_at <= LATE || turn == LATE_TURNS {
            break flight;
        }
        turn += 1;
        flight.stay();
        // Another node's messages leave on time: one that missed its moment goes behind what is given out.
        let every = Bucket::line(per_second).every();
        match reserve(&worker.engine, tenant, ready.claim.line, every).await {
            Ok(at) => depart_at = at,
            Err(error) => tracing::warn!(%tenant, error = %chain(&error), "a late message leaves as it is"),
        }
    };
    (!worker.stopping.is_cancelled()).then_some((slot, Some(flight)))
}

async fn reserve(
    engine: &Engine,
    tenant: TenantId,
    line: LineId,
    every: TimeDelta,
) -> Result<DateTime<Utc>, DbError> {
    let mut tx = engine.db.tenant(tenant).await?;
    let full_at = pace::reserve(&mut tx, line, every, engine.now()).await?;
    tx.commit().await?;
    Ok(full_at - every)
}

/// Calls the provider. None: it was not called at all.
async fn call(
    engine: &Engine,
    tenant: TenantId,
    ready: &Ready,
    (keys, message): (Arc<TenantKeys>, OutboundMessage),
) -> Option<Outcome> {
    let started = tokio::time::Instant::now();
    let way = Way {
        tenant,
        keys: &keys,
        line: ready.claim.line,
        send: ready.claim.id,
        credentials: ready.line.credentials.as_ref()?,
        provider: engine.providers.get(&ready.line.provider)?,
    };
    let outcome = with_files(engine, way, message).await;
    metrics::histogram!("prosa_send_seconds").record(started.elapsed().as_secs_f64());
    Some(outcome)
}

/// Sends a message whose file, if it has one, is at the provider. A file the provider does not know any more is brought
/// once again: it refused, so nothing was sent.
async fn with_files(engine: &Engine, way: Way<'_>, mut message: OutboundMessage) -> Outcome {
    let written = message.content.clone();
    message.content = match provide(engine, way, written.clone()).await {
        Ok(content) => content,
        Err(outcome) => return outcome,
    };
    let outcome = way.provider.send(way.credentials, &message).await;
    match forget_refused(engine, way, &written, &outcome).await {
        Ok(true) => {}
        Ok(false) => return outcome,
        Err(error) => {
            tracing::warn!(tenant = %way.tenant, outbound = %way.send, error = %chain(&error), "a file's id could not be forgotten");
            return outcome;
        }
    }
    match provide(engine, way, written).await {
        Ok(content) => message.content = content,
        Err(outcome) => return outcome,
    }
    way.provider.send(way.credentials, &message).await
}

async fn prepare(
    engine: &Engine,
    tenant: TenantId,
    ready: &Ready,
) -> Result<(Arc<TenantKeys>, OutboundMessage), DbError> {
    let keys = engine.keyring.tenant(tenant).await?;
    let stored = StoredContent::open(&keys, &ready.claim.content_ct)?;
    let to = ready.to.clone().ok_or_else(|| DbError::Decode("a contact without an address".to_owned()))?;
    let message = OutboundMessage { to, content: stored.content, callback_data: ready.claim.id.to_string() };
    Ok((keys, message))
}
