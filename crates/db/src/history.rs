//! Writes down what happened before this installation began: sends that are over, conversations as they stand. Used by the
//! demo; live traffic never comes here.

use crate::{DbError, TenantTx, path::messages::MessagePlace};
use chrono::{DateTime, Utc};
use prosa_domain::id::{ConversationId, LineId, MemberId, OutboundId};
use std::collections::HashMap;
use uuid::Uuid;

/// A send that is over.
#[derive(Clone, Copy, Debug)]
pub struct PastSend {
    /// Its id; the command's id is the same.
    pub id: OutboundId,
    /// The line.
    pub line: LineId,
    /// Where the message stands.
    pub place: MessagePlace,
    /// Whether it failed for good.
    pub end: SendEnd,
}

/// How a send ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendEnd {
    /// The provider took it.
    Done,
    /// It failed for good.
    Failed,
}

/// Conversations of messages, by the keyed hash of their provider id.
///
/// # Errors
/// When Postgres refuses.
pub async fn conversations_of(
    tx: &mut TenantTx,
    provider_keys: &[Vec<u8>],
) -> Result<HashMap<Vec<u8>, ConversationId>, DbError> {
    let rows: Vec<(Vec<u8>, Uuid)> = sqlx::query_as(
        "select provider_key, conversation_id from message_ref where tenant_id = $1 and provider_key = any ($2)",
    )
    .bind(tx.tenant().0)
    .bind(provider_keys)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(key, id)| (key, ConversationId(id))).collect())
}

/// Writes the queue rows of sends that are over, so that a failed one can be sent again.
///
/// # Errors
/// When Postgres refuses.
pub async fn keep_sends(tx: &mut TenantTx, sends: &[PastSend]) -> Result<(), DbError> {
    let column = |get: fn(&PastSend) -> Uuid| sends.iter().map(get).collect::<Vec<Uuid>>();
    let times: Vec<DateTime<Utc>> = sends.iter().map(|one| one.place.provider_at).collect();
    let sequences: Vec<i64> = sends.iter().map(|one| one.place.sequence).collect();
    let states: Vec<&str> =
        sends.iter().map(|one| if one.end == SendEnd::Done { "done" } else { "failed" }).collect();
    sqlx::query(
        "insert into outbound (tenant_id, id, command_id, line_id, conversation_id, message_id, provider_at, sequence,
                               state, attempts, not_before, created_at)
         select $1, s.id, s.id, s.line_id, s.conversation_id, s.message_id, s.at, s.sequence, s.state, 1, s.at, s.at
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::bigint[], $8::text[])
             as s (id, line_id, conversation_id, message_id, at, sequence, state)
         on conflict do nothing",
    )
    .bind(tx.tenant().0)
    .bind(column(|one| one.id.0))
    .bind(column(|one| one.line.0))
    .bind(column(|one| one.place.conversation.0))
    .bind(column(|one| one.place.id.0))
    .bind(times)
    .bind(sequences)
    .bind(states)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How a conversation stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Which.
    pub id: ConversationId,
    /// Status word.
    pub status: &'static str,
    /// Who has it.
    pub assignee: Option<MemberId>,
    /// Messages nobody has seen.
    pub unread: i32,
}

/// Sets conversations as they stand.
///
/// # Errors
/// When Postgres refuses.
pub async fn settle(tx: &mut TenantTx, standings: &[Standing]) -> Result<(), DbError> {
    let ids: Vec<Uuid> = standings.iter().map(|one| one.id.0).collect();
    let statuses: Vec<&str> = standings.iter().map(|one| one.status).collect();
    let assignees: Vec<Option<Uuid>> = standings.iter().map(|one| one.assignee.map(|id| id.0)).collect();
    let unread: Vec<i32> = standings.iter().map(|one| one.unread).collect();
    sqlx::query(
        "update conversation c set status = s.status, assignee_id = s.assignee_id, unread = s.unread
         from unnest($2::uuid[], $3::text[], $4::uuid[], $5::int[]) as s (id, status, assignee_id, unread)
         where c.tenant_id = $1 and c.id = s.id",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(statuses)
    .bind(assignees)
    .bind(unread)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Deliveries of the past were read when they came, not when they were written down.
///
/// # Errors
/// When Postgres refuses.
pub async fn backdate_parts(tx: &mut TenantTx) -> Result<(), DbError> {
    sqlx::query(
        "update journal_part set processed_at = received_at + make_interval(secs => 0.018 + (journal_id % 23) * 0.002)
         where tenant_id = $1",
    )
    .bind(tx.tenant().0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Points the given lines at another address of the API.
///
/// # Errors
/// When Postgres refuses.
pub async fn repoint_lines(
    tx: &mut TenantTx,
    phone_number_ids: &[&str],
    graph_base: &str,
) -> Result<(), DbError> {
    sqlx::query("update line set graph_base = $3 where tenant_id = $1 and phone_number_id = any ($2)")
        .bind(tx.tenant().0)
        .bind(phone_number_ids)
        .bind(graph_base)
        .execute(tx.conn())
        .await?;
    Ok(())
}
