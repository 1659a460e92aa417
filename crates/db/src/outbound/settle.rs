//! Outcomes of claimed sends, a whole batch at once: attempts, queue rows, messages, ticks of conversations.

use super::{claim::Claimed, refer};
use crate::{
    DbError, TenantTx,
    path::statuses::{self, StateChange},
};
use chrono::{DateTime, Utc};
use prosa_domain::{id::OutboundId, message::status::DeliveryState};
use std::collections::HashSet;
use uuid::Uuid;

/// How a claimed send ended.
#[derive(Clone, Debug)]
pub enum Settlement {
    /// The provider took it under this id.
    Accepted {
        /// Keyed hash of the provider's id.
        provider_key: Vec<u8>,
        /// Sealed content with the provider's id in it; none keeps what is stored.
        content_ct: Option<Vec<u8>>,
    },
    /// Try again then.
    Retry {
        /// When.
        at: DateTime<Utc>,
    },
    /// Given up.
    Failed,
    /// No answer came: it may or may not have been sent.
    Unknown,
    /// Given back as if it had not been claimed: it was not tried, or its line was refused and not the message.
    Returned {
        /// When it may be claimed again.
        at: DateTime<Utc>,
    },
}

/// What the attempt's record says.
#[derive(Clone, Debug, Default)]
pub struct AttemptNote {
    /// Word for the outcome.
    pub outcome: &'static str,
    /// HTTP status, when there was an answer.
    pub http_status: Option<i16>,
    /// Provider's error code.
    pub error_code: Option<i32>,
    /// Sealed details.
    pub detail_ct: Option<Vec<u8>>,
}

/// One send that ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The claim.
    pub claim: Claimed,
    /// How it ended.
    pub settlement: Settlement,
    /// What its attempt says.
    pub note: AttemptNote,
}

impl Ended {
    const fn row_state(&self) -> &'static str {
        match self.settlement {
            Settlement::Accepted { .. } => "done",
            Settlement::Retry { .. } | Settlement::Returned { .. } => "queued",
            Settlement::Failed => "failed",
            Settlement::Unknown => "unknown",
        }
    }

    const fn message_state(&self) -> Option<DeliveryState> {
        match self.settlement {
            Settlement::Accepted { .. } => Some(DeliveryState::Accepted),
            Settlement::Failed => Some(DeliveryState::Failed),
            Settlement::Unknown => Some(DeliveryState::Unknown),
            Settlement::Retry { .. } | Settlement::Returned { .. } => None,
        }
    }

    const fn not_before(&self) -> Option<DateTime<Utc>> {
        match self.settlement {
            Settlement::Retry { at } | Settlement::Returned { at } => Some(at),
            _ => None,
        }
    }

    /// A late truth is welcome even after the lease ran out: an accepted send must never stay unknown.
    const fn is_welcome_late(&self) -> bool {
        matches!(self.settlement, Settlement::Accepted { .. })
    }
}

/// Writes outcomes. Returns the rows that were still ours: a claim whose lease ran out, or that somebody settled, is left as
/// it is.
///
/// # Errors
/// When Postgres refuses.
pub async fn settle(
    tx: &mut TenantTx,
    ended: &[Ended],
    now: DateTime<Utc>,
) -> Result<HashSet<OutboundId>, DbError> {
    finish_attempts(tx, ended, now).await?;
    let ours = settle_rows(tx, ended).await?;
    let kept: Vec<&Ended> = ended.iter().filter(|one| ours.contains(&one.claim.id)).collect();
    let named: Vec<_> = kept
        .iter()
        .filter_map(|one| match &one.settlement {
            Settlement::Accepted { provider_key, content_ct } => {
                Some((one.claim.line, one.claim.place, provider_key.as_slice(), content_ct.as_deref()))
            }
            _ => None,
        })
        .collect();
    refer(tx, &named).await?;
    let changes: Vec<StateChange> = kept
        .iter()
        .filter_map(|one| {
            let state = one.message_state()?;
            Some(StateChange { place: one.claim.place, state, error_code: one.note.error_code })
        })
        .collect();
    statuses::set_states(tx, &changes).await?;
    Ok(ours)
}

async fn finish_attempts(tx: &mut TenantTx, ended: &[Ended], now: DateTime<Utc>) -> Result<(), DbError> {
    let ids: Vec<Uuid> = ended.iter().map(|one| one.claim.attempt.0).collect();
    let outcomes: Vec<&str> = ended.iter().map(|one| one.note.outcome).collect();
    let statuses: Vec<Option<i16>> = ended.iter().map(|one| one.note.http_status).collect();
    let codes: Vec<Option<i32>> = ended.iter().map(|one| one.note.error_code).collect();
    let details: Vec<Option<&[u8]>> = ended.iter().map(|one| one.note.detail_ct.as_deref()).collect();
    sqlx::query(
        "update outbound_attempt a
         set finished_at = $2, outcome = w.outcome, http_status = w.status, error_code = w.code, detail_ct = w.detail
         from unnest($3::uuid[], $4::text[], $5::smallint[], $6::int[], $7::bytea[])
              as w (id, outcome, status, code, detail)
         where a.tenant_id = $1 and a.id = w.id",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(ids)
    .bind(outcomes)
    .bind(statuses)
    .bind(codes)
    .bind(details)
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn settle_rows(tx: &mut TenantTx, ended: &[Ended]) -> Result<HashSet<OutboundId>, DbError> {
    let ids: Vec<Uuid> = ended.iter().map(|one| one.claim.id.0).collect();
    let attempts: Vec<Uuid> = ended.iter().map(|one| one.claim.attempt.0).collect();
    let states: Vec<&str> = ended.iter().map(Ended::row_state).collect();
    let times: Vec<Option<DateTime<Utc>>> = ended.iter().map(Ended::not_before).collect();
    let late: Vec<bool> = ended.iter().map(Ended::is_welcome_late).collect();
    let given_back: Vec<i16> =
        ended.iter().map(|one| i16::from(matches!(one.settlement, Settlement::Returned { .. }))).collect();
    let codes: Vec<Option<i32>> = ended.iter().map(|one| one.note.error_code).collect();
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "update outbound o set state = w.state, not_before = coalesce(w.not_before, o.not_before), lease_until = null,
                claimed_by = null, attempts = o.attempts - w.given_back,
                error_code = case when w.state = 'failed' then w.code end
         from unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::bool[], $7::smallint[], $8::int[])
              as w (id, attempt, state, not_before, late, given_back, code)
         where o.tenant_id = $1 and o.id = w.id and o.attempt_id = w.attempt
           and (o.state = 'sending' or (w.late and o.state = 'unknown'))
         returning o.id",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(attempts)
    .bind(states)
    .bind(times)
    .bind(late)
    .bind(given_back)
    .bind(codes)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| OutboundId(id)).collect())
}
