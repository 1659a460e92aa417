//! The outbound queue: order kept per conversation, attempts written before the call, outcomes after it.

pub mod purpose;

use crate::{Db, DbError, TenantTx, path::messages::MessagePlace};
use chrono::{DateTime, Utc};
use prosa_domain::id::{
    AttemptId, CommandId, ContactId, ConversationId, LineId, MessageId, OutboundId, TenantId,
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
}

/// A claimed send: ours until the lease ends.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The queue row.
    pub id: OutboundId,
    /// The attempt written for this claim.
    pub attempt: AttemptId,
    /// Attempts so far, this one included.
    pub attempts: u16,
    /// Through which line.
    pub line: LineId,
    /// Where the message stands.
    pub place: MessagePlace,
    /// Sealed content of the message.
    pub content_ct: Vec<u8>,
    /// Keyed hash of the quoted message's provider id.
    pub quoted_key: Option<Vec<u8>>,
    /// To whom.
    pub contact: ContactId,
    /// Contact's sealed `wa_id`.
    pub wa_id_ct: Option<Vec<u8>>,
    /// Contact's sealed user id.
    pub bsuid_ct: Option<Vec<u8>>,
}

impl Db {
    /// Tenants that have something to send now, or an attempt whose lease ran out.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn due_outbound_tenants(&self, now: DateTime<Utc>) -> Result<Vec<TenantId>, DbError> {
        let rows: Vec<(Uuid,)> = sqlx::query_as("select tenant_id from due_outbound_tenants($1)")
            .bind(now)
            .fetch_all(self.pool())
            .await?;
        Ok(rows.into_iter().map(|(id,)| TenantId(id)).collect())
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
                               state, not_before, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10)
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
                lane = nextval('outbound_sequence')
         where tenant_id = $1 and conversation_id = $2 and message_id = $3 and state in ('failed', 'unknown', 'done')
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

type ClaimRow = (
    Uuid,
    i16,
    Uuid,
    Uuid,
    Uuid,
    DateTime<Utc>,
    i64,
    Vec<u8>,
    Option<Vec<u8>>,
    Uuid,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
);

/// Claims what is due, at most one per conversation (its oldest unfinished one), on connected lines only, and writes the
/// attempts. `attempts` gives one id per row that may be claimed.
///
/// # Errors
/// When Postgres refuses.
pub async fn claim(
    tx: &mut TenantTx,
    attempts: &[AttemptId],
    node: Uuid,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Vec<Claimed>, DbError> {
    let rows: Vec<ClaimRow> = sqlx::query_as(
        "with due as (
            select o.id from outbound o join line l on l.tenant_id = o.tenant_id and l.id = o.line_id
            where o.tenant_id = $1 and o.state = 'queued' and o.not_before <= $2 and l.state = 'connected'
              and not exists (select 1 from outbound e where e.tenant_id = $1 and e.conversation_id = o.conversation_id
                              and e.state in ('queued', 'sending') and e.lane < o.lane)
            order by o.priority desc, o.lane limit $3 for update of o skip locked
         ), taken as (
            update outbound o set state = 'sending', attempts = o.attempts + 1, lease_until = $4, claimed_by = $5
            from due where o.tenant_id = $1 and o.id = due.id
            returning o.*
         )
         select t.id, t.attempts, t.line_id, t.message_id, t.conversation_id, t.provider_at, t.sequence,
                m.content_ct, m.quoted_key, c.id, c.wa_id_ct, c.bsuid_ct
         from taken t
         join message m on m.tenant_id = $1 and m.conversation_id = t.conversation_id and m.provider_at = t.provider_at
              and m.sequence = t.sequence
         join conversation v on v.tenant_id = $1 and v.id = t.conversation_id
         join contact c on c.tenant_id = $1 and c.id = v.contact_id
         order by t.lane",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(i64::try_from(attempts.len()).unwrap_or(i64::MAX))
    .bind(lease_until)
    .bind(node)
    .fetch_all(tx.conn())
    .await?;
    let claimed: Vec<Claimed> =
        rows.into_iter().zip(attempts).map(|(row, attempt)| to_claimed(row, *attempt)).collect();
    write_attempts(tx, &claimed, now).await?;
    Ok(claimed)
}

fn to_claimed(row: ClaimRow, attempt: AttemptId) -> Claimed {
    let (
        id,
        attempts,
        line,
        message,
        conversation,
        provider_at,
        sequence,
        content_ct,
        quoted_key,
        contact,
        wa_id_ct,
        bsuid_ct,
    ) = row;
    Claimed {
        id: OutboundId(id),
        attempt,
        attempts: u16::try_from(attempts).unwrap_or_default(),
        line: LineId(line),
        place: MessagePlace {
            id: MessageId(message),
            conversation: ConversationId(conversation),
            provider_at,
            sequence,
        },
        content_ct,
        quoted_key,
        contact: ContactId(contact),
        wa_id_ct,
        bsuid_ct,
    }
}

async fn write_attempts(tx: &mut TenantTx, claimed: &[Claimed], now: DateTime<Utc>) -> Result<(), DbError> {
    if claimed.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = claimed.iter().map(|one| one.attempt.0).collect();
    let rows: Vec<Uuid> = claimed.iter().map(|one| one.id.0).collect();
    let numbers: Vec<i16> =
        claimed.iter().map(|one| i16::try_from(one.attempts).unwrap_or(i16::MAX)).collect();
    sqlx::query(
        "insert into outbound_attempt (tenant_id, id, outbound_id, number, started_at)
         select $1, a.id, a.outbound_id, a.number, $2
         from unnest($3::uuid[], $4::uuid[], $5::smallint[]) as a (id, outbound_id, number)",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(ids)
    .bind(rows)
    .bind(numbers)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How a claimed send ended.
#[derive(Clone, Debug)]
pub enum Settlement {
    /// The provider took it under this id.
    Accepted {
        /// Keyed hash of the provider's id.
        provider_key: Vec<u8>,
        /// Sealed content with the provider's id in it.
        content_ct: Vec<u8>,
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
    /// Given back untried, as if it had not been claimed.
    Returned,
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

/// Writes the outcome of a claimed send: attempt, queue row, message, tick of the conversation's row. Returns false when
/// the claim was no longer ours (its lease ran out and somebody settled it).
///
/// # Errors
/// When Postgres refuses.
pub async fn settle(
    tx: &mut TenantTx,
    claimed: &Claimed,
    settlement: &Settlement,
    note: &AttemptNote,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    finish_attempt(tx, claimed.attempt, note, now).await?;
    let (state, message_state, not_before, given_back) = match settlement {
        Settlement::Accepted { .. } => ("done", Some("accepted"), None, 0_i16),
        Settlement::Retry { at } => ("queued", None, Some(*at), 0),
        Settlement::Failed => ("failed", Some("failed"), None, 0),
        Settlement::Unknown => ("unknown", Some("unknown"), None, 0),
        Settlement::Returned => ("queued", None, Some(now), 1),
    };
    // A late truth is welcome even after the lease ran out: an accepted send must never stay unknown.
    let late = matches!(settlement, Settlement::Accepted { .. });
    let row = sqlx::query(
        "update outbound set state = $3, not_before = coalesce($4, not_before), lease_until = null, claimed_by = null,
                attempts = attempts - $6
         where tenant_id = $1 and id = $2 and (state = 'sending' or ($5 and state = 'unknown'))",
    )
    .bind(tx.tenant().0)
    .bind(claimed.id.0)
    .bind(state)
    .bind(not_before)
    .bind(late)
    .bind(given_back)
    .execute(tx.conn())
    .await?;
    if row.rows_affected() == 0 {
        return Ok(false);
    }
    if let Settlement::Accepted { provider_key, content_ct } = settlement {
        name_message(tx, claimed.line, &claimed.place, provider_key, Some(content_ct)).await?;
    }
    if let Some(message_state) = message_state {
        set_message_state(tx, &claimed.place, message_state, note.error_code).await?;
    }
    Ok(true)
}

async fn finish_attempt(
    tx: &mut TenantTx,
    attempt: AttemptId,
    note: &AttemptNote,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "update outbound_attempt set finished_at = $3, outcome = $4, http_status = $5, error_code = $6, detail_ct = $7
         where tenant_id = $1 and id = $2",
    )
    .bind(tx.tenant().0)
    .bind(attempt.0)
    .bind(now)
    .bind(note.outcome)
    .bind(note.http_status)
    .bind(note.error_code)
    .bind(&note.detail_ct)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a message its provider's id: from now on statuses and quotes find it.
async fn name_message(
    tx: &mut TenantTx,
    line: LineId,
    place: &MessagePlace,
    provider_key: &[u8],
    content_ct: Option<&Vec<u8>>,
) -> Result<(), DbError> {
    sqlx::query(
        "with ref as (
            insert into message_ref (tenant_id, line_id, provider_key, message_id, conversation_id, provider_at, sequence)
            values ($1, $2, $3, $4, $5, $6, $7) on conflict (line_id, provider_key) do nothing
         )
         update message set provider_key = $3, content_ct = coalesce($8, content_ct)
         where tenant_id = $1 and conversation_id = $5 and provider_at = $6 and sequence = $7",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(provider_key)
    .bind(place.id.0)
    .bind(place.conversation.0)
    .bind(place.provider_at)
    .bind(place.sequence)
    .bind(content_ct)
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
    for place in &places {
        set_message_state(tx, place, "unknown", None).await?;
    }
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
    name_message(tx, line, &place, provider_key, None).await?;
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
