//! Sends that were given up: listed by reason, put back or put away.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{ContactId, ConversationId, LineId, MemberId, MessageId};
use prosa_wire::sender::Shelf;
use uuid::Uuid;

/// A send that was given up.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DeadRow {
    /// Its place in the list; the list goes down.
    pub lane: i64,
    /// The message.
    pub message_id: Uuid,
    /// Its conversation.
    pub conversation_id: Uuid,
    /// To whom.
    pub contact_id: Uuid,
    /// Sealed name of the contact.
    pub name_ct: Option<Vec<u8>>,
    /// Sealed number of the contact.
    pub wa_id_ct: Option<Vec<u8>>,
    /// Through which line.
    pub line_id: Uuid,
    /// The line's name.
    pub line_label: String,
    /// Provider's code; 0 when the provider was never reached.
    pub code: i32,
    /// Attempts made.
    pub attempts: i16,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// When the last attempt ended.
    pub failed_at: Option<DateTime<Utc>>,
    /// When it was put away.
    pub discarded_at: Option<DateTime<Utc>>,
    /// Sealed name of who put it away.
    pub discarded_by_ct: Option<Vec<u8>>,
}

impl DeadRow {
    /// The message.
    #[must_use]
    pub const fn message(&self) -> MessageId {
        MessageId(self.message_id)
    }

    /// Its conversation.
    #[must_use]
    pub const fn conversation(&self) -> ConversationId {
        ConversationId(self.conversation_id)
    }

    /// To whom.
    #[must_use]
    pub const fn contact(&self) -> ContactId {
        ContactId(self.contact_id)
    }

    /// Through which line.
    #[must_use]
    pub const fn line(&self) -> LineId {
        LineId(self.line_id)
    }
}

/// Sends on a shelf, the newest first, from below `before`, of one code or of all.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(
    tx: &mut TenantTx,
    shelf: Shelf,
    before: Option<i64>,
    code: Option<i32>,
    limit: i64,
) -> Result<Vec<DeadRow>, DbError> {
    Ok(sqlx::query_as(
        "select o.lane, o.message_id, o.conversation_id, v.contact_id, c.name_ct, c.wa_id_ct, o.line_id,
                l.label as line_label, coalesce(o.error_code, 0) as code, o.attempts, o.created_at as queued_at,
                (select max(a.finished_at) from outbound_attempt a where a.tenant_id = $1 and a.outbound_id = o.id)
                    as failed_at,
                -- Of what was put away and queued again, the past is not told.
                case when o.state = 'discarded' then o.discarded_at end as discarded_at,
                (select m.name_ct from member m where m.tenant_id = $1 and m.id = o.discarded_by) as discarded_by_ct
         from outbound o
         join line l on l.tenant_id = $1 and l.id = o.line_id
         join conversation v on v.tenant_id = $1 and v.id = o.conversation_id
         join contact c on c.tenant_id = $1 and c.id = v.contact_id
         where o.tenant_id = $1 and o.state = $5 and ($2::bigint is null or o.lane < $2)
           and ($3::int is null or coalesce(o.error_code, 0) = $3)
         order by o.lane desc limit $4",
    )
    .bind(tx.tenant().0)
    .bind(before)
    .bind(code)
    .bind(limit)
    .bind(match shelf {
        Shelf::GivenUp => "failed",
        Shelf::Discarded => "discarded",
    })
    .fetch_all(tx.conn())
    .await?)
}

/// Notes sends that were taken and told later that they failed: they are given up like those that are refused at once.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_undelivered(
    tx: &mut TenantTx,
    failed: &[(ConversationId, MessageId, Option<i32>)],
) -> Result<(), DbError> {
    if failed.is_empty() {
        return Ok(());
    }
    let conversations: Vec<Uuid> = failed.iter().map(|(id, ..)| id.0).collect();
    let messages: Vec<Uuid> = failed.iter().map(|(_, id, _)| id.0).collect();
    let codes: Vec<Option<i32>> = failed.iter().map(|(.., code)| *code).collect();
    sqlx::query(
        "update outbound o set state = 'failed', error_code = w.code
         from unnest($2::uuid[], $3::uuid[], $4::int[]) as w (conversation_id, message_id, code)
         where o.tenant_id = $1 and o.conversation_id = w.conversation_id and o.message_id = w.message_id
           and o.state = 'done'",
    )
    .bind(tx.tenant().0)
    .bind(conversations)
    .bind(messages)
    .bind(codes)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many were given up, by code, the most first.
///
/// # Errors
/// When Postgres refuses.
pub async fn counts(tx: &mut TenantTx) -> Result<Vec<(i32, i64)>, DbError> {
    Ok(sqlx::query_as(
        "select coalesce(error_code, 0), count(*) from outbound where tenant_id = $1 and state = 'failed'
         group by 1 order by 2 desc, 1",
    )
    .bind(tx.tenant().0)
    .fetch_all(tx.conn())
    .await?)
}

/// Puts sends that were given up away: they leave the list, their messages stay failed. Without ids, all of the code.
/// Who did it and when is kept.
///
/// # Errors
/// When Postgres refuses.
pub async fn discard(
    tx: &mut TenantTx,
    messages: &[MessageId],
    code: Option<i32>,
    (by, at): (MemberId, DateTime<Utc>),
) -> Result<u64, DbError> {
    let ids: Vec<Uuid> = messages.iter().map(|id| id.0).collect();
    let done = sqlx::query(
        "update outbound set state = 'discarded', discarded_by = $4, discarded_at = $5
         where tenant_id = $1 and state = 'failed'
           and (message_id = any ($2) or (cardinality($2) = 0 and coalesce(error_code, 0) = $3))",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(code)
    .bind(by.0)
    .bind(at)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
