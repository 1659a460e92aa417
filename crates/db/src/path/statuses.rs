//! Statuses: each kept once, matched to its message when that is known, now or later.

use crate::{DbError, TenantTx, path::messages::MessagePlace};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ConversationId, LineId, MessageId},
    message::status::DeliveryState,
};
use std::collections::HashSet;
use uuid::Uuid;

/// A status the provider told.
#[derive(Clone, Debug)]
pub struct NewStatus {
    /// Line.
    pub line: LineId,
    /// Keyed hash of the message's provider id.
    pub provider_key: Vec<u8>,
    /// What it says.
    pub state: DeliveryState,
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// Provider's error code, when it failed.
    pub error_code: Option<i32>,
    /// Sealed details: errors, pricing, whatever else came.
    pub detail_ct: Option<Vec<u8>>,
}

/// A status and the message it belongs to.
#[derive(Clone, Debug)]
pub struct MatchedStatus {
    /// Where the message stands.
    pub place: MessagePlace,
    /// The message's state before.
    pub current: DeliveryState,
    /// What the status says.
    pub state: DeliveryState,
    /// Error code, when it failed.
    pub error_code: Option<i32>,
}

/// Keeps statuses; those already here are left out of the answer. Returns, for each new one, its place in `statuses`.
///
/// # Errors
/// When Postgres refuses.
pub async fn keep(
    tx: &mut TenantTx,
    statuses: &[NewStatus],
    now: DateTime<Utc>,
) -> Result<HashSet<usize>, DbError> {
    if statuses.is_empty() {
        return Ok(HashSet::new());
    }
    let lines: Vec<Uuid> = statuses.iter().map(|one| one.line.0).collect();
    let keys: Vec<&[u8]> = statuses.iter().map(|one| one.provider_key.as_slice()).collect();
    let states: Vec<&str> = statuses.iter().map(|one| one.state.as_str()).collect();
    let times: Vec<DateTime<Utc>> = statuses.iter().map(|one| one.at).collect();
    let codes: Vec<Option<i32>> = statuses.iter().map(|one| one.error_code).collect();
    let details: Vec<Option<&[u8]>> = statuses.iter().map(|one| one.detail_ct.as_deref()).collect();
    let rows: Vec<(Uuid, Vec<u8>, String)> = sqlx::query_as(
        "insert into message_status (tenant_id, line_id, provider_key, status, at, received_at, matched, error_code, detail_ct)
         select $1, s.line_id, s.provider_key, s.status, s.at, $2, false, s.error_code, s.detail_ct
         from unnest($3::uuid[], $4::bytea[], $5::text[], $6::timestamptz[], $7::int[], $8::bytea[])
             as s (line_id, provider_key, status, at, error_code, detail_ct)
         on conflict (line_id, provider_key, status) do nothing
         returning line_id, provider_key, status",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(lines)
    .bind(keys)
    .bind(states)
    .bind(times)
    .bind(codes)
    .bind(details)
    .fetch_all(tx.conn())
    .await?;
    let mut fresh: HashSet<(Uuid, Vec<u8>, String)> = rows.into_iter().collect();
    // Of the same status twice in one call, the first is the new one.
    Ok(statuses
        .iter()
        .enumerate()
        .filter(|(_, one)| {
            fresh.remove(&(one.line.0, one.provider_key.clone(), one.state.as_str().to_owned()))
        })
        .map(|(place, _)| place)
        .collect())
}

type MatchRow = (Uuid, Uuid, DateTime<Utc>, i64, String, String, Option<i32>);

/// Marks the unmatched statuses of the given provider ids whose message is known as matched, and returns them in the
/// provider's order.
///
/// # Errors
/// When Postgres refuses.
pub async fn take_matched(
    tx: &mut TenantTx,
    keys: &[(LineId, Vec<u8>)],
) -> Result<Vec<MatchedStatus>, DbError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let lines: Vec<Uuid> = keys.iter().map(|(line, _)| line.0).collect();
    let hashes: Vec<&[u8]> = keys.iter().map(|(_, key)| key.as_slice()).collect();
    let rows: Vec<MatchRow> = sqlx::query_as(
        "with wanted as (
            select distinct k.line_id, k.provider_key from unnest($2::uuid[], $3::bytea[]) as k (line_id, provider_key)
         ), taken as (
            update message_status s set matched = true
            from wanted k join message_ref r on r.line_id = k.line_id and r.provider_key = k.provider_key
            where s.tenant_id = $1 and s.line_id = k.line_id and s.provider_key = k.provider_key and not s.matched
            returning r.message_id, r.conversation_id, r.provider_at, r.sequence, s.status, s.at, s.error_code
         )
         select t.message_id, t.conversation_id, t.provider_at, t.sequence, m.state, t.status, t.error_code
         from taken t join message m on m.tenant_id = $1 and m.conversation_id = t.conversation_id
              and m.provider_at = t.provider_at and m.sequence = t.sequence
         order by t.at",
    )
    .bind(tx.tenant().0)
    .bind(lines)
    .bind(hashes)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(matched).collect()
}

fn matched(row: MatchRow) -> Result<MatchedStatus, DbError> {
    let (id, conversation, provider_at, sequence, current, state, error_code) = row;
    let read = |word: &str| {
        DeliveryState::parse(word).ok_or_else(|| DbError::Decode(format!("delivery state {word}")))
    };
    Ok(MatchedStatus {
        place: MessagePlace {
            id: MessageId(id),
            conversation: ConversationId(conversation),
            provider_at,
            sequence,
        },
        current: read(&current)?,
        state: read(&state)?,
        error_code,
    })
}

/// A message's new delivery state.
#[derive(Clone, Copy, Debug)]
pub struct StateChange {
    /// Where the message stands.
    pub place: MessagePlace,
    /// Its new state.
    pub state: DeliveryState,
    /// Error code, when it failed.
    pub error_code: Option<i32>,
}

/// Sets delivery states, and the tick of the conversation's row when the message is its last. Each message once per call.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_states(tx: &mut TenantTx, changes: &[StateChange]) -> Result<(), DbError> {
    if changes.is_empty() {
        return Ok(());
    }
    let conversations: Vec<Uuid> = changes.iter().map(|one| one.place.conversation.0).collect();
    let times: Vec<DateTime<Utc>> = changes.iter().map(|one| one.place.provider_at).collect();
    let sequences: Vec<i64> = changes.iter().map(|one| one.place.sequence).collect();
    let states: Vec<&str> = changes.iter().map(|one| one.state.as_str()).collect();
    let codes: Vec<Option<i32>> = changes.iter().map(|one| one.error_code).collect();
    let ids: Vec<Uuid> = changes.iter().map(|one| one.place.id.0).collect();
    sqlx::query(
        "with c as (
            select * from unnest($2::uuid[], $3::timestamptz[], $4::bigint[], $5::text[], $6::int[], $7::uuid[])
                as c (conversation_id, provider_at, sequence, state, error_code, message_id)
         ), row as (
            update conversation v set last_state = c.state from c
            where v.tenant_id = $1 and v.id = c.conversation_id and v.last_message_id = c.message_id
         )
         update message m set state = c.state, error_code = c.error_code from c
         where m.tenant_id = $1 and m.conversation_id = c.conversation_id and m.provider_at = c.provider_at
           and m.sequence = c.sequence",
    )
    .bind(tx.tenant().0)
    .bind(conversations)
    .bind(times)
    .bind(sequences)
    .bind(states)
    .bind(codes)
    .bind(ids)
    .execute(tx.conn())
    .await?;
    Ok(())
}
