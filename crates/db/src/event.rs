//! The tenant's event stream: what happened, in commit order, without holes.

use crate::{DbError, OrmTx, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    event::{Event, EventKind},
    id::{ConversationId, MemberId, MessageId},
};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

/// An event before it has its place in the stream.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// The conversation concerned.
    pub conversation_id: Option<ConversationId>,
    /// The message concerned.
    pub message_id: Option<MessageId>,
    /// The member who did it.
    pub member_id: Option<MemberId>,
}

impl NewEvent {
    /// An event about nothing in particular.
    #[must_use]
    pub const fn of(kind: EventKind) -> Self {
        Self { kind, conversation_id: None, message_id: None, member_id: None }
    }

    /// About a conversation.
    #[must_use]
    pub const fn conversation(mut self, id: ConversationId) -> Self {
        self.conversation_id = Some(id);
        self
    }

    /// About a message.
    #[must_use]
    pub const fn message(mut self, id: MessageId) -> Self {
        self.message_id = Some(id);
        self
    }

    /// Done by a member.
    #[must_use]
    pub const fn by(mut self, id: MemberId) -> Self {
        self.member_id = Some(id);
        self
    }
}

/// One statement: takes the range of numbers (the row lock is held until commit, so call this last in a transaction),
/// writes the events and wakes listeners once.
const APPEND: &str = "with taken as (
    update tenant_counter set event_sequence = event_sequence + $6 where tenant_id = $1
    returning event_sequence - $6 as base, event_sequence as last
), written as (
    insert into event (tenant_id, sequence, at, kind, conversation_id, message_id, member_id)
    select $1, taken.base + e.n, $2, e.kind, e.conversation_id, e.message_id, e.member_id
    from taken, unnest($3::text[], $4::uuid[], $5::uuid[], $7::uuid[])
        with ordinality as e (kind, conversation_id, message_id, member_id, n)
)
select last, pg_notify('prosa_event', $1::text || ' ' || last) from taken";

/// The same for one event whose columns are bound one by one.
const APPEND_ONE: &str = "with taken as (
    update tenant_counter set event_sequence = event_sequence + 1 where tenant_id = $1 returning event_sequence as last
), written as (
    insert into event (tenant_id, sequence, at, kind, conversation_id, message_id, member_id)
    select $1, taken.last, $2, $3, $4, $5, $6 from taken
)
select last, pg_notify('prosa_event', $1::text || ' ' || last) from taken";

/// Appends events at the end of the stream. Call it last before the commit. Returns the last number.
///
/// # Errors
/// When Postgres refuses, or the tenant has no counter.
pub async fn append(tx: &mut TenantTx, at: DateTime<Utc>, events: &[NewEvent]) -> Result<i64, DbError> {
    if events.is_empty() {
        return Ok(0);
    }
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    let conversations: Vec<Option<Uuid>> =
        events.iter().map(|event| event.conversation_id.map(|id| id.0)).collect();
    let messages: Vec<Option<Uuid>> = events.iter().map(|event| event.message_id.map(|id| id.0)).collect();
    let members: Vec<Option<Uuid>> = events.iter().map(|event| event.member_id.map(|id| id.0)).collect();
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let tenant = tx.tenant().0;
    let row: (i64,) = sqlx::query_as(APPEND)
        .bind(tenant)
        .bind(at)
        .bind(kinds)
        .bind(conversations)
        .bind(messages)
        .bind(count)
        .bind(members)
        .fetch_one(tx.conn())
        .await?;
    Ok(row.0)
}

/// The same for a SeaORM transaction and a single event.
///
/// # Errors
/// When Postgres refuses.
pub async fn append_one(tx: &OrmTx, at: DateTime<Utc>, event: NewEvent) -> Result<(), DbError> {
    let values: [sea_orm::Value; 6] = [
        tx.tenant().0.into(),
        at.into(),
        event.kind.as_str().into(),
        event.conversation_id.map(|id| id.0).into(),
        event.message_id.map(|id| id.0).into(),
        event.member_id.map(|id| id.0).into(),
    ];
    tx.conn()
        .execute_raw(Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, APPEND_ONE, values))
        .await?;
    Ok(())
}

/// Events after `after`, in order, at most `limit`.
///
/// # Errors
/// When Postgres refuses.
pub async fn since(tx: &mut TenantTx, after: i64, limit: i64) -> Result<Vec<Event>, DbError> {
    type Row = (i64, String, Option<Uuid>, Option<Uuid>, Option<Uuid>);
    let rows: Vec<Row> = sqlx::query_as(
        "select sequence, kind, conversation_id, message_id, member_id from event
         where tenant_id = $1 and sequence > $2 order by sequence limit $3",
    )
    .bind(tx.tenant().0)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|(sequence, kind, conversation, message, member)| {
            let kind =
                EventKind::parse(&kind).ok_or_else(|| DbError::Decode(format!("event kind {kind}")))?;
            Ok(Event {
                sequence,
                kind,
                conversation_id: conversation.map(ConversationId),
                message_id: message.map(MessageId),
                member_id: member.map(MemberId),
            })
        })
        .collect()
}

/// The stream's first and last number still kept; `(0, 0)` when it is empty.
///
/// # Errors
/// When Postgres refuses.
pub async fn range(tx: &mut TenantTx) -> Result<(i64, i64), DbError> {
    let row: (Option<i64>, Option<i64>) = sqlx::query_as(
        "select (select min(sequence) from event where tenant_id = $1),
                (select event_sequence from tenant_counter where tenant_id = $1)",
    )
    .bind(tx.tenant().0)
    .fetch_one(tx.conn())
    .await?;
    Ok((row.0.unwrap_or(0), row.1.unwrap_or(0)))
}

/// Forgets events older than `before`; clients that far behind are told to load afresh.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_before(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let done = sqlx::query("delete from event where tenant_id = $1 and at < $2")
        .bind(tx.tenant().0)
        .bind(before)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}
