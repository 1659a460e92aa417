//! Writes outcomes down: what ended since the last time, one transaction per tenant.

use super::{shown::first_shown, watch};
use crate::{
    Engine, chain,
    path::{ingest::message_key, track},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, stream};
use prosa_db::{
    DbError,
    content::StoredContent,
    event::{self, NewEvent},
    outbound::{
        claim::Claimed,
        settle::{self, AttemptNote, Ended, Settlement},
    },
    path::{
        conversations::{self, ConversationMove},
        messages::MessagePlace,
    },
};
use prosa_domain::{
    delivery::{Next, Outcome, next},
    event::EventKind,
    id::{LineId, OutboundId, TenantId},
    panic,
};
use prosa_vault::{Purpose, TenantKeys};
use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

/// How often outcomes are written again when the database is away.
const SETTLE_TRIES: u32 = 40;
/// Outcomes written at once.
const BATCH_MAX: usize = 512;
/// Tenants written at once.
const TENANTS_AT_ONCE: usize = 4;
/// How long outcomes wait for others while many sends are under way, and how many are many: less is written at once, and
/// oftener, for people than for crowds.
const LINGER: [(usize, Duration); 2] = [(64, Duration::from_millis(40)), (16, Duration::from_millis(8))];
/// Seconds until a send that could not be prepared is looked at again.
const UNPREPARED_SECONDS: i64 = 5;

/// A call that ended.
pub(super) struct Finished {
    pub(super) tenant: TenantId,
    pub(super) claim: Claimed,
    /// None: it was not called at all.
    pub(super) outcome: Option<Outcome>,
}

/// Writes outcomes until nobody can hand one in, however long the database is away.
pub(super) async fn run(engine: Engine, mut finished: mpsc::Receiver<Finished>, flying: TaskTracker) {
    let mut waiting = Vec::new();
    while finished.recv_many(&mut waiting, BATCH_MAX).await > 0 {
        let linger = LINGER.iter().find(|(many, _)| flying.len() >= *many);
        if let Some((_, linger)) = linger.filter(|_| waiting.len() < BATCH_MAX / 4) {
            let room = BATCH_MAX - waiting.len();
            tokio::time::sleep(*linger).await;
            while waiting.len() < room {
                let Ok(one) = finished.try_recv() else { break };
                waiting.push(one);
            }
        }
        let mut tenants: BTreeMap<TenantId, Vec<Finished>> = BTreeMap::new();
        for one in waiting.drain(..) {
            tenants.entry(one.tenant).or_default().push(one);
        }
        stream::iter(tenants)
            .for_each_concurrent(TENANTS_AT_ONCE, |(tenant, ended)| write_down(&engine, tenant, ended))
            .await;
        // Conversations and slots are free again.
        engine.wake.deliver.notify_one();
    }
}

async fn write_down(engine: &Engine, tenant: TenantId, ended: Vec<Finished>) {
    let mut pause = Duration::from_millis(100);
    for _ in 0..SETTLE_TRIES {
        match write(engine, tenant, &ended).await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(%tenant, count = ended.len(), error = %chain(&error), "outcomes wait to be written");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
        }
    }
    tracing::error!(%tenant, count = ended.len(), "outcomes could not be written; their sends will be shown as unknown");
}

async fn write(engine: &Engine, tenant: TenantId, finished: &[Finished]) -> Result<(), DbError> {
    let now = engine.now();
    let keys = engine.keyring.tenant(tenant).await?;
    let ended: Vec<Ended> = finished.iter().map(|one| ended(engine, &keys, one, now)).collect();
    let mut tx = engine.db.tenant_path(tenant).await?;
    let ours = settle::settle(&mut tx, &ended, now).await?;
    let kept = ended.iter().filter(|one| ours.contains(&one.claim.id));
    let moves: Vec<ConversationMove> = kept.filter_map(|one| first_shown(&keys, one)).collect();
    conversations::advance(&mut tx, &moves).await?;
    let mut events: Vec<NewEvent> = ended
        .iter()
        .filter(|one| ours.contains(&one.claim.id))
        .map(|one| {
            let place = one.claim.place;
            NewEvent::of(EventKind::MessageUpdated).conversation(place.conversation).message(place.id)
        })
        .collect();
    let named: Vec<(LineId, Vec<u8>)> = ended
        .iter()
        .filter_map(|one| match &one.settlement {
            Settlement::Accepted { provider_key, .. } => Some((one.claim.line, provider_key.clone())),
            _ => None,
        })
        .collect();
    // Statuses may have come before the answers.
    track::settle(&mut tx, &named, &mut events).await?;
    crate::sms::ask(&mut tx, &failed(&ended, &ours)).await?;
    let heard: Vec<watch::Heard> = finished.iter().map(heard).collect();
    watch::note(&mut tx, &heard, now, &mut events).await?;
    event::append(&mut tx, now, &events).await?;
    tx.commit().await?;
    for one in &ended {
        metrics::counter!("prosa_send_outcomes_total", "outcome" => one.note.outcome).increment(1);
    }
    Ok(())
}

/// What was given up just now, each with its code.
fn failed(ended: &[Ended], ours: &HashSet<OutboundId>) -> Vec<(MessagePlace, i32)> {
    let given_up = ended.iter().filter(|one| matches!(one.settlement, Settlement::Failed));
    given_up
        .filter(|one| ours.contains(&one.claim.id))
        .filter_map(|one| Some((one.claim.place, one.note.error_code?)))
        .collect()
}

fn heard(one: &Finished) -> watch::Heard {
    watch::Heard {
        line: one.claim.line,
        attempt: Some(one.claim.attempt),
        verdict: one.outcome.as_ref().map(panic::verdict),
    }
}

fn ended(engine: &Engine, keys: &TenantKeys, one: &Finished, now: DateTime<Utc>) -> Ended {
    let jitter = f64::from(engine.clock.entropy().first().copied().unwrap_or_default()) / 255.0;
    let (settlement, note) = match &one.outcome {
        Some(outcome) => {
            let decision =
                next(outcome, one.claim.attempts, engine.settings.deliver_attempts_max, now, jitter);
            (settlement(keys, &one.claim, outcome, &decision, now), note(keys, outcome))
        }
        None => {
            let at = now + TimeDelta::seconds(UNPREPARED_SECONDS);
            (Settlement::Returned { at }, AttemptNote { outcome: "returned", ..AttemptNote::default() })
        }
    };
    Ended { claim: one.claim.clone(), settlement, note }
}

fn settlement(
    keys: &TenantKeys,
    claim: &Claimed,
    outcome: &Outcome,
    decision: &Next,
    now: DateTime<Utc>,
) -> Settlement {
    match (decision, outcome) {
        (Next::Done, Outcome::Accepted { provider_message_id, .. }) => {
            let stored = StoredContent::open(keys, &claim.content_ct).ok();
            Settlement::Accepted {
                provider_key: message_key(keys, provider_message_id),
                content_ct: stored.map(|one| StoredContent::seal(keys, &one.content, provider_message_id)),
            }
        }
        (Next::RetryAt(at), _) => Settlement::Retry { at: *at },
        (Next::Unknown, _) => Settlement::Unknown,
        // The line was refused, not the message: it waits until the line sends again.
        (Next::PauseLine { .. }, _) => Settlement::Returned { at: now },
        _ => Settlement::Failed,
    }
}

fn note(keys: &TenantKeys, outcome: &Outcome) -> AttemptNote {
    let detail = |text: &str| (!text.is_empty()).then(|| keys.seal(Purpose::StatusDetail, text.as_bytes()));
    let status = |status: u16| i16::try_from(status).ok();
    match outcome {
        Outcome::Accepted { .. } => {
            AttemptNote { outcome: "accepted", http_status: Some(200), ..AttemptNote::default() }
        }
        Outcome::Refused { http_status, code, detail: text } => AttemptNote {
            outcome: "refused",
            http_status: status(*http_status),
            error_code: Some(*code),
            detail_ct: detail(text),
        },
        Outcome::Throttled { http_status, code } => AttemptNote {
            outcome: "throttled",
            http_status: status(*http_status),
            error_code: *code,
            detail_ct: None,
        },
        Outcome::ServerError { http_status } => AttemptNote {
            outcome: "server-error",
            http_status: status(*http_status),
            ..AttemptNote::default()
        },
        Outcome::NetworkBeforeSend => AttemptNote { outcome: "not-reached", ..AttemptNote::default() },
        Outcome::NoAnswer => AttemptNote { outcome: "no-answer", ..AttemptNote::default() },
    }
}
