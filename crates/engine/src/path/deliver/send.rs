//! One claimed send: open, call, settle.

use super::Worker;
use crate::{
    Engine, chain,
    media::provide::{Way, forget_refused, provide},
    path::{ingest::message_key, track},
};
use prosa_db::{
    DbError, TenantTx,
    content::StoredContent,
    event::{self, NewEvent},
    line, outbound,
    outbound::{AttemptNote, Claimed, Settlement},
    path::contacts,
};
use prosa_domain::{
    delivery::{Next, Outcome, next},
    event::EventKind,
    id::{LineId, TenantId},
    line::LineState,
    phone,
};
use prosa_provider::{LineCredentials, OutboundMessage, Provider, Recipient};
use prosa_vault::{IndexPurpose, Purpose, TenantKeys};
use secrecy::SecretString;
use std::{sync::Arc, time::Duration};

/// How often the outcome of a call is written again when the database is away.
const SETTLE_TRIES: u32 = 40;

/// Sends one message and writes the outcome down, however long the database is away.
pub(super) async fn send(worker: Arc<Worker>, tenant: TenantId, claim: Claimed) {
    let engine = &worker.engine;
    let Ok(_slot) = worker.slots.acquire().await else { return };
    let outcome = if worker.stopping.is_cancelled() { None } else { call(engine, tenant, &claim).await };
    let mut pause = Duration::from_millis(100);
    for _ in 0..SETTLE_TRIES {
        match settle(engine, tenant, &claim, outcome.as_ref()).await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(%tenant, outbound = %claim.id, error = %chain(&error), "an outcome waits to be written");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
        }
    }
    tracing::error!(%tenant, outbound = %claim.id, "an outcome could not be written; the send will be shown as unknown");
}

/// Calls the provider. None: it was not called at all.
async fn call(engine: &Engine, tenant: TenantId, claim: &Claimed) -> Option<Outcome> {
    let started = tokio::time::Instant::now();
    let prepared = match prepare(engine, tenant, claim).await {
        Ok(prepared) => prepared,
        Err(error) => {
            tracing::warn!(%tenant, outbound = %claim.id, error = %chain(&error), "a send could not be prepared");
            return None;
        }
    };
    let provider = engine.providers.get(&prepared.provider)?;
    let outcome = with_files(engine, tenant, claim, provider, prepared).await;
    metrics::histogram!("prosa_send_seconds").record(started.elapsed().as_secs_f64());
    Some(outcome)
}

/// Sends a message whose file, if it has one, is at the provider. A file the provider does not know any more is brought
/// once again: it refused, so nothing was sent.
async fn with_files(
    engine: &Engine,
    tenant: TenantId,
    claim: &Claimed,
    provider: &dyn Provider,
    prepared: Prepared,
) -> Outcome {
    let Prepared { keys, credentials, mut message, .. } = prepared;
    let way = Way { tenant, keys: &keys, line: claim.line, credentials: &credentials, provider };
    let written = message.content.clone();
    message.content = match provide(engine, way, written.clone()).await {
        Ok(content) => content,
        Err(outcome) => return outcome,
    };
    let outcome = provider.send(&credentials, &message).await;
    match forget_refused(engine, way, &written, &outcome).await {
        Ok(true) => {}
        Ok(false) => return outcome,
        Err(error) => {
            tracing::warn!(%tenant, outbound = %claim.id, error = %chain(&error), "a file's id could not be forgotten");
            return outcome;
        }
    }
    match provide(engine, way, written).await {
        Ok(content) => message.content = content,
        Err(outcome) => return outcome,
    }
    provider.send(&credentials, &message).await
}

struct Prepared {
    keys: Arc<TenantKeys>,
    provider: String,
    credentials: LineCredentials,
    message: OutboundMessage,
}

async fn prepare(engine: &Engine, tenant: TenantId, claim: &Claimed) -> Result<Prepared, DbError> {
    let keys = engine.keyring.tenant(tenant).await?;
    let mut tx = engine.db.tenant(tenant).await?;
    let row = line::find(&mut tx, claim.line).await?;
    let to = recipient(&mut tx, &keys, claim).await?;
    tx.commit().await?;
    let row = row.ok_or_else(|| DbError::Decode("a send without a line".to_owned()))?;
    let stored = stored_content(&keys, claim)?;
    let message = OutboundMessage { to, content: stored.content, callback_data: claim.id.to_string() };
    let credentials = credentials(&keys, &row)?;
    Ok(Prepared { keys, provider: row.provider.clone(), credentials, message })
}

/// The line's address and token, opened.
pub(crate) fn credentials(keys: &TenantKeys, row: &line::LineRow) -> Result<LineCredentials, DbError> {
    Ok(LineCredentials {
        graph_base: row.graph_base.clone(),
        graph_version: row.graph_version.clone(),
        phone_number_id: row.phone_number_id.clone(),
        account_id: row.account_id.clone(),
        token: SecretString::from(text(keys, Purpose::ProviderToken, &row.token_ct)?),
    })
}

fn stored_content(keys: &TenantKeys, claim: &Claimed) -> Result<StoredContent, DbError> {
    StoredContent::open(keys, &claim.content_ct)
}

/// The number as long as it is this person's: every kind of message may go to a number, some may not go to a user id, and
/// a status then names it. Once the number has been handed on to somebody else, or was never told, the user id.
async fn recipient(tx: &mut TenantTx, keys: &TenantKeys, claim: &Claimed) -> Result<Recipient, DbError> {
    let open = |sealed: &Vec<u8>| text(keys, Purpose::Phone, sealed);
    let user = claim.bsuid_ct.as_ref().map(open).transpose()?;
    let number = claim.wa_id_ct.as_ref().map(open).transpose()?;
    match (number, user) {
        (Some(number), Some(user)) => {
            let hashes: Vec<Vec<u8>> = phone::variants(&number)
                .iter()
                .map(|digits| keys.blind_index(IndexPurpose::Phone, digits).to_vec())
                .collect();
            let theirs = contacts::is_reached_by(tx, claim.contact, &hashes).await?;
            Ok(if theirs { Recipient::Phone(number) } else { Recipient::User(user) })
        }
        (Some(number), None) => Ok(Recipient::Phone(number)),
        (None, Some(user)) => Ok(Recipient::User(user)),
        (None, None) => Err(DbError::Decode("a contact without an address".to_owned())),
    }
}

fn text(keys: &TenantKeys, purpose: Purpose, sealed: &[u8]) -> Result<String, DbError> {
    let plain = keys.open(purpose, sealed)?;
    String::from_utf8(plain.to_vec()).map_err(|_| DbError::Decode("sealed text".to_owned()))
}

async fn settle(
    engine: &Engine,
    tenant: TenantId,
    claim: &Claimed,
    outcome: Option<&Outcome>,
) -> Result<(), DbError> {
    let now = engine.now();
    let keys = engine.keyring.tenant(tenant).await?;
    let jitter = f64::from(engine.clock.entropy().first().copied().unwrap_or_default()) / 255.0;
    let decision = outcome
        .map(|outcome| next(outcome, claim.attempts, engine.settings.deliver_attempts_max, now, jitter));
    let (settlement, note) = match (outcome, &decision) {
        (Some(outcome), Some(decision)) => {
            (settlement(&keys, claim, outcome, decision)?, note(&keys, outcome))
        }
        _ => (Settlement::Returned, AttemptNote { outcome: "returned", ..AttemptNote::default() }),
    };
    metrics::counter!("prosa_send_outcomes_total", "outcome" => note.outcome).increment(1);
    let mut tx = engine.db.tenant_path(tenant).await?;
    let ours = outbound::settle(&mut tx, claim, &settlement, &note, now).await?;
    let mut events = Vec::new();
    if ours {
        events.push(
            NewEvent::of(EventKind::MessageUpdated)
                .conversation(claim.place.conversation)
                .message(claim.place.id),
        );
    }
    if let Settlement::Accepted { provider_key, .. } = &settlement {
        // Statuses may have come before the answer.
        track::settle(&mut tx, &[(claim.line, provider_key.clone())], &mut events).await?;
    }
    if let Some(Next::PauseLine { reason, .. }) = &decision {
        pause_line(&mut tx, tenant, claim.line, reason).await?;
        events.push(NewEvent::of(EventKind::LineUpdated));
    }
    event::append(&mut tx, now, &events).await?;
    tx.commit().await
}

async fn pause_line(
    tx: &mut prosa_db::TenantTx,
    tenant: TenantId,
    id: LineId,
    reason: &str,
) -> Result<(), DbError> {
    tracing::error!(%tenant, line = %id, reason, "a line was paused by itself");
    metrics::counter!("prosa_lines_paused_total", "reason" => reason.to_owned()).increment(1);
    line::set_state(tx, id, LineState::Paused, Some(reason)).await?;
    Ok(())
}

fn settlement(
    keys: &TenantKeys,
    claim: &Claimed,
    outcome: &Outcome,
    decision: &Next,
) -> Result<Settlement, DbError> {
    Ok(match (decision, outcome) {
        (Next::Done, Outcome::Accepted { provider_message_id, .. }) => {
            let stored = stored_content(keys, claim)?;
            Settlement::Accepted {
                provider_key: message_key(keys, provider_message_id),
                content_ct: StoredContent::seal(keys, &stored.content, provider_message_id),
            }
        }
        (Next::RetryAt(at), _) => Settlement::Retry { at: *at },
        (Next::Unknown, _) => Settlement::Unknown,
        _ => Settlement::Failed,
    })
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
