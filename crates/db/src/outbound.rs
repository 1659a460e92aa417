//! The outbound queue: order kept per conversation, attempts written before the call, outcomes after it.

pub mod claim;
pub mod dead;
pub mod overview;
pub mod pace;
pub mod panic;
pub mod purpose;
pub mod reach;
pub mod settle;

use crate::{
    Db, DbError, TenantTx,
    path::{
        messages::MessagePlace,
        statuses::{self, StateChange},
    },
};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{CommandId, ConversationId, LineId, MessageId, OutboundId, TenantId},
    message::status::DeliveryState,
    pace::Priority,
};
use uuid::Uuid;

/// A message to queue. The message itself is already written in the same transaction.
#[derive(Clone, Copy, Debug)]
pub struct NewOutbound {
    /// Its id.
    pub id: OutboundId,
    /// The client's command; the same command twice is one row.
    pub command: CommandId,
    /// Through which line.
    pub line: LineId,
    /// Where the message stands.
    pub place: MessagePlace,
    /// Not before.
    pub not_before: DateTime<Utc>,
    /// Who waits for it.
    pub priority: Priority,
}

/// When a tenant needs the sender.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Agenda {
    tenant_id: Uuid,
    /// When something may leave; none when nothing waits.
    pub send_at: Option<DateTime<Utc>>,
    /// When an attempt in flight becomes unknown; none when there is none.
    pub lease_at: Option<DateTime<Utc>>,
}

impl Agenda {
    /// Whose.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        TenantId(self.tenant_id)
    }
}

impl Db {
    /// Tenants with something to send or an attempt in flight, each with the first moments at which it may need us.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn outbound_agenda(&self) -> Result<Vec<Agenda>, DbError> {
        Ok(sqlx::query_as(
            "select tenant_id, min(send_at) as send_at, min(lease_at) as lease_at from outbound_agenda()
             group by tenant_id",
        )
        .fetch_all(self.pool())
        .await?)
    }

    /// Rows per state, for metrics.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn outbound_depth(&self) -> Result<Vec<(String, i64)>, DbError> {
        Ok(sqlx::query_as("select state, total from outbound_depth()").fetch_all(self.pool()).await?)
    }
}

/// Queues a message. Returns false when the command was already here.
///
/// # Errors
/// When Postgres refuses.
pub async fn queue(tx: &mut TenantTx, row: &NewOutbound, now: DateTime<Utc>) -> Result<bool, DbError> {
    let done = sqlx::query(
        "insert into outbound (tenant_id, id, command_id, line_id, conversation_id, message_id, provider_at, sequence,
                               state, not_before, created_at, priority)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10, $11)
         on conflict (tenant_id, command_id) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(row.id.0)
    .bind(row.command.0)
    .bind(row.line.0)
    .bind(row.place.conversation.0)
    .bind(row.place.id.0)
    .bind(row.place.provider_at)
    .bind(row.place.sequence)
    .bind(row.not_before)
    .bind(now)
    .bind(row.priority.rank())
    .execute(tx.conn())
    .await?;
    sqlx::query("select pg_notify('prosa_wake', 'deliver')").execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// The message a command made, if it was here before.
///
/// # Errors
/// When Postgres refuses.
pub async fn find_command(tx: &mut TenantTx, command: CommandId) -> Result<Option<MessageId>, DbError> {
    let row: Option<(Uuid,)> =
        sqlx::query_as("select message_id from outbound where tenant_id = $1 and command_id = $2")
            .bind(tx.tenant().0)
            .bind(command.0)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.map(|(id,)| MessageId(id)))
}

/// Puts a failed or unknown send back into the queue, at the end of its conversation. Returns where the message stands.
///
/// # Errors
/// When Postgres refuses.
pub async fn requeue(
    tx: &mut TenantTx,
    conversation: ConversationId,
    message: MessageId,
    now: DateTime<Utc>,
) -> Result<Option<MessagePlace>, DbError> {
    let row: Option<(DateTime<Utc>, i64)> = sqlx::query_as(
        "update outbound set state = 'queued', not_before = $4, attempts = 0, lease_until = null, claimed_by = null,
                error_code = null, lane = nextval('outbound_sequence')
         where tenant_id = $1 and conversation_id = $2 and message_id = $3 and state in ('failed', 'unknown', 'done', 'discarded')
           and exists (select 1 from message m where m.tenant_id = $1 and m.conversation_id = $2
                       and m.provider_at = outbound.provider_at and m.sequence = outbound.sequence
                       and m.state in ('failed', 'unknown'))
         returning provider_at, sequence",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(message.0)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    sqlx::query("select pg_notify('prosa_wake', 'deliver')").execute(tx.conn()).await?;
    Ok(row.map(|(provider_at, sequence)| MessagePlace { id: message, conversation, provider_at, sequence }))
}

/// Gives messages their provider's ids: from now on statuses and quotes find them.
async fn refer(
    tx: &mut TenantTx,
    named: &[(LineId, MessagePlace, &[u8], Option<&[u8]>)],
) -> Result<(), DbError> {
    if named.is_empty() {
        return Ok(());
    }
    let lines: Vec<Uuid> = named.iter().map(|(line, ..)| line.0).collect();
    let ids: Vec<Uuid> = named.iter().map(|(_, place, ..)| place.id.0).collect();
    let conversations: Vec<Uuid> = named.iter().map(|(_, place, ..)| place.conversation.0).collect();
    let times: Vec<DateTime<Utc>> = named.iter().map(|(_, place, ..)| place.provider_at).collect();
    let sequences: Vec<i64> = named.iter().map(|(_, place, ..)| place.sequence).collect();
    let keys: Vec<&[u8]> = named.iter().map(|(_, _, key, _)| *key).collect();
    let contents: Vec<Option<&[u8]>> = named.iter().map(|(.., content)| *content).collect();
    sqlx::query(
        "with named as (
            select * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::bigint[], $7::bytea[], $8::bytea[])
                as w (line_id, message_id, conversation_id, provider_at, sequence, provider_key, content_ct)
         ), ref as (
            insert into message_ref (tenant_id, line_id, provider_key, message_id, conversation_id, provider_at, sequence)
            select $1, line_id, provider_key, message_id, conversation_id, provider_at, sequence from named
            on conflict (line_id, provider_key) do nothing
         )
         update message m set provider_key = n.provider_key, content_ct = coalesce(n.content_ct, m.content_ct)
         from named n
         where m.tenant_id = $1 and m.conversation_id = n.conversation_id and m.provider_at = n.provider_at
           and m.sequence = n.sequence",
    )
    .bind(tx.tenant().0)
    .bind(lines)
    .bind(ids)
    .bind(conversations)
    .bind(times)
    .bind(sequences)
    .bind(keys)
    .bind(contents)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sets the delivery state of one message and of its conversation's row.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_message_state(
    tx: &mut TenantTx,
    place: &MessagePlace,
    state: &str,
    error_code: Option<i32>,
) -> Result<(), DbError> {
    sqlx::query(
        "with row as (
            update conversation set last_state = $5 where tenant_id = $1 and id = $2 and last_message_id = $7
         )
         update message set state = $5, error_code = $6
         where tenant_id = $1 and conversation_id = $2 and provider_at = $3 and sequence = $4",
    )
    .bind(tx.tenant().0)
    .bind(place.conversation.0)
    .bind(place.provider_at)
    .bind(place.sequence)
    .bind(state)
    .bind(error_code)
    .bind(place.id.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Settles attempts whose lease ran out: nobody knows whether they were sent, so they become unknown and are never sent
/// again by themselves. Returns the messages concerned.
///
/// # Errors
/// When Postgres refuses.
pub async fn expire_leases(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<Vec<MessagePlace>, DbError> {
    let rows: Vec<(Uuid, Uuid, DateTime<Utc>, i64)> = sqlx::query_as(
        "with lost as (
            update outbound set state = 'unknown', lease_until = null, claimed_by = null
            where tenant_id = $1 and state = 'sending' and lease_until <= $2
            returning id, message_id, conversation_id, provider_at, sequence
         ), noted as (
            update outbound_attempt a set finished_at = $2, outcome = 'unknown'
            from lost where a.tenant_id = $1 and a.outbound_id = lost.id and a.finished_at is null
         )
         select message_id, conversation_id, provider_at, sequence from lost",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .fetch_all(tx.conn())
    .await?;
    let places: Vec<MessagePlace> = rows
        .into_iter()
        .map(|(id, conversation, provider_at, sequence)| MessagePlace {
            id: MessageId(id),
            conversation: ConversationId(conversation),
            provider_at,
            sequence,
        })
        .collect();
    let changes: Vec<StateChange> = places
        .iter()
        .map(|place| StateChange { place: *place, state: DeliveryState::Unknown, error_code: None })
        .collect();
    statuses::set_states(tx, &changes).await?;
    Ok(places)
}

/// A status named its queue row: the send did reach the provider under this id, whatever we thought.
///
/// # Errors
/// When Postgres refuses.
pub async fn adopt(
    tx: &mut TenantTx,
    id: OutboundId,
    line: LineId,
    provider_key: &[u8],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row: Option<(Uuid, Uuid, DateTime<Utc>, i64)> = sqlx::query_as(
        "select o.message_id, o.conversation_id, o.provider_at, o.sequence
         from outbound o join message m on m.tenant_id = $1 and m.conversation_id = o.conversation_id
              and m.provider_at = o.provider_at and m.sequence = o.sequence
         where o.tenant_id = $1 and o.id = $2 and o.line_id = $3 and m.provider_key is null",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(line.0)
    .fetch_optional(tx.conn())
    .await?;
    let Some((message, conversation, provider_at, sequence)) = row else { return Ok(()) };
    let place = MessagePlace {
        id: MessageId(message),
        conversation: ConversationId(conversation),
        provider_at,
        sequence,
    };
    refer(tx, &[(line, place, provider_key, None)]).await?;
    sqlx::query(
        "with noted as (
            update outbound_attempt set outcome = 'accepted', finished_at = coalesce(finished_at, $3)
            where tenant_id = $1 and outbound_id = $2 and outcome in ('unknown', 'started')
         )
         update outbound set state = 'done', lease_until = null, claimed_by = null
         where tenant_id = $1 and id = $2 and state in ('unknown', 'sending')",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
