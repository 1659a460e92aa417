//! Conversations as the message path touches them: found or made, then moved on by what came in.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ContactId, ConversationId, LineId, MessageId},
    label::Sentiment,
    standing::{Priority, Shift, Step},
};
use std::collections::HashMap;
use uuid::Uuid;

/// A conversation to make, if the pair has none yet.
#[derive(Clone, Copy, Debug)]
pub struct NewConversation {
    /// Its id.
    pub id: ConversationId,
    /// The line.
    pub line: LineId,
    /// The contact.
    pub contact: ContactId,
    /// Provider's time of its first message.
    pub at: DateTime<Utc>,
}

/// What a batch of messages did to one conversation.
#[derive(Clone, Debug)]
pub struct ConversationMove {
    /// Which.
    pub id: ConversationId,
    /// Messages of the contact that nobody has seen.
    pub unread: i32,
    /// Provider's time of the contact's newest message here; none when only we wrote.
    pub inbound_at: Option<DateTime<Utc>>,
    /// Provider's time of the newest message here.
    pub at: DateTime<Utc>,
    /// That message.
    pub message: MessageId,
    /// `in` or `out`.
    pub direction: &'static str,
    /// Its kind.
    pub kind: String,
    /// Its delivery state.
    pub state: &'static str,
    /// Sealed beginning of its text.
    pub preview_ct: Option<Vec<u8>>,
    /// Whether it was written in a group.
    pub in_group: bool,
    /// What the contact's messages did to where they stand; none when none of them was read.
    pub standing: Option<StandingMove>,
}

/// What messages that were read did to where their contact stands.
#[derive(Clone, Copy, Debug)]
pub struct StandingMove {
    /// Provider's time of the newest of them.
    pub at: DateTime<Utc>,
    /// What they did.
    pub step: Step,
}

/// Conversations of the given pairs that exist.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(
    tx: &mut TenantTx,
    pairs: &[(LineId, ContactId)],
) -> Result<HashMap<(LineId, ContactId), ConversationId>, DbError> {
    let lines: Vec<Uuid> = pairs.iter().map(|(line, _)| line.0).collect();
    let contacts: Vec<Uuid> = pairs.iter().map(|(_, contact)| contact.0).collect();
    let rows: Vec<(Uuid, Uuid, Uuid)> = sqlx::query_as(
        "select c.id, c.line_id, c.contact_id from conversation c
         join unnest($2::uuid[], $3::uuid[]) as p (line_id, contact_id)
             on c.line_id = p.line_id and c.contact_id = p.contact_id
         where c.tenant_id = $1",
    )
    .bind(tx.tenant().0)
    .bind(lines)
    .bind(contacts)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, line, contact)| ((LineId(line), ContactId(contact)), ConversationId(id)))
        .collect())
}

/// Makes conversations.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(
    tx: &mut TenantTx,
    conversations: &[NewConversation],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if conversations.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = conversations.iter().map(|one| one.id.0).collect();
    let lines: Vec<Uuid> = conversations.iter().map(|one| one.line.0).collect();
    let contacts: Vec<Uuid> = conversations.iter().map(|one| one.contact.0).collect();
    let times: Vec<DateTime<Utc>> = conversations.iter().map(|one| one.at).collect();
    sqlx::query(
        "insert into conversation (tenant_id, id, line_id, contact_id, last_message_at, created_at)
         select $1, c.id, c.line_id, c.contact_id, c.at, $2
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[]) as c (id, line_id, contact_id, at)
         on conflict (tenant_id, line_id, contact_id) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(ids)
    .bind(lines)
    .bind(contacts)
    .bind(times)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Moves conversations on: unread count, last message (only forward in the provider's time), window, where the contact
/// stands, and open again when the contact wrote. What was said in a matter that is resolved does not count for the next.
///
/// # Errors
/// When Postgres refuses.
pub async fn advance(tx: &mut TenantTx, moves: &[ConversationMove]) -> Result<(), DbError> {
    if moves.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = moves.iter().map(|one| one.id.0).collect();
    let unread: Vec<i32> = moves.iter().map(|one| one.unread).collect();
    let inbound: Vec<Option<DateTime<Utc>>> = moves.iter().map(|one| one.inbound_at).collect();
    let times: Vec<DateTime<Utc>> = moves.iter().map(|one| one.at).collect();
    let messages: Vec<Uuid> = moves.iter().map(|one| one.message.0).collect();
    let directions: Vec<&str> = moves.iter().map(|one| one.direction).collect();
    let kinds: Vec<&str> = moves.iter().map(|one| one.kind.as_str()).collect();
    let states: Vec<&str> = moves.iter().map(|one| one.state).collect();
    let previews: Vec<Option<&[u8]>> = moves.iter().map(|one| one.preview_ct.as_deref()).collect();
    let groups: Vec<bool> = moves.iter().map(|one| one.in_group).collect();
    let intent = |one: Step| one.intent;
    let rank = |get: fn(Shift) -> Option<Priority>| read(moves, |step| Priority::rank(get(step.shift)));
    sqlx::query(ADVANCE)
        .bind(tx.tenant().0)
        .bind(ids)
        .bind(unread)
        .bind(inbound)
        .bind(times)
        .bind(messages)
        .bind(directions)
        .bind(kinds)
        .bind(states)
        .bind(previews)
        .bind(moves.iter().map(|one| one.standing.map(|standing| standing.at)).collect::<Vec<_>>())
        .bind(flat(read(moves, |step| intent(step).map(|one| one.id.id()))))
        .bind(flat(read(moves, |step| intent(step).map(|one| one.score))))
        .bind(flat(read(moves, |step| step.sentiment.map(Sentiment::id))))
        .bind(rank(|shift| shift.from_none))
        .bind(rank(|shift| shift.from_ready))
        .bind(rank(|shift| shift.from_angry))
        .bind(groups)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A column of what was read; nothing where nothing was.
fn read<T>(moves: &[ConversationMove], get: impl Fn(Step) -> T) -> Vec<Option<T>> {
    moves.iter().map(|one| one.standing.map(|standing| get(standing.step))).collect()
}

fn flat<T>(column: Vec<Option<Option<T>>>) -> Vec<Option<T>> {
    column.into_iter().map(Option::flatten).collect()
}

/// What a contact wrote on a line an assistant serves is due to be looked at when they have been silent for its seconds; a job
/// of that conversation is put off to then. Both in the same statement: the path asks nothing more.
const ADVANCE: &str = "with moved as (update conversation c set
         unread = c.unread + m.unread,
         status = case when m.inbound_at is null then c.status else 'open' end,
         last_inbound_at = greatest(c.last_inbound_at, m.inbound_at),
         last_message_id = case when m.at >= c.last_message_at then m.message_id else c.last_message_id end,
         last_direction = case when m.at >= c.last_message_at then m.direction else c.last_direction end,
         last_kind = case when m.at >= c.last_message_at then m.kind else c.last_kind end,
         last_state = case when m.at >= c.last_message_at then m.state else c.last_state end,
         preview_ct = case when m.at >= c.last_message_at then m.preview_ct else c.preview_ct end,
         last_in_group = case when m.at >= c.last_message_at then m.in_group else c.last_in_group end,
         last_message_at = greatest(c.last_message_at, m.at),
         intent = case when m.read_at is null or m.read_at < c.read_at then c.intent
                       when m.intent is not null then m.intent
                       when c.read_at <= c.read_from then null else c.intent end,
         intent_confidence = case when m.read_at is null or m.read_at < c.read_at then c.intent_confidence
                                  when m.intent is not null then m.intent_confidence
                                  when c.read_at <= c.read_from then null else c.intent_confidence end,
         sentiment = case when m.read_at is null or m.read_at < c.read_at then c.sentiment
                          else coalesce(m.sentiment, c.sentiment) end,
         priority = case when m.read_at is null or m.read_at < c.read_at then c.priority
                         when c.priority = 2 then m.from_angry when c.priority = 1 then m.from_ready else m.from_none end,
         read_at = greatest(c.read_at, m.read_at)
     from unnest($2::uuid[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::text[], $8::text[],
                 $9::text[], $10::bytea[], $11::timestamptz[], $12::text[], $13::real[], $14::text[], $15::smallint[],
                 $16::smallint[], $17::smallint[], $18::bool[])
         as m (id, unread, inbound_at, at, message_id, direction, kind, state, preview_ct, read_at, intent,
               intent_confidence, sentiment, from_none, from_ready, from_angry, in_group)
     where c.tenant_id = $1 and c.id = m.id
     returning c.id, c.line_id, c.assignee_id, m.unread, m.in_group, m.inbound_at),
     watched as (
         insert into assistant_case as k (tenant_id, conversation_id, assistant_id, state, due_at)
         select $1, v.id, a.id, case when v.assignee_id is null then 'serving' else 'with_person' end, v.inbound_at + make_interval(secs => a.quiet_seconds)
         from moved v join assistant a on a.tenant_id = $1 and a.mode <> 'off' and v.line_id = any (a.line_ids)
         where v.unread > 0 and v.inbound_at is not null and not v.in_group
         on conflict (tenant_id, conversation_id) do update
             set assistant_id = excluded.assistant_id, due_at = greatest(k.due_at, excluded.due_at)
             where k.state = 'serving'
         returning conversation_id, due_at, state
     )
     select 1 from watched w cross join lateral jobs.add_job(
         'assistant-turn', json_build_object('tenant', $1::uuid, 'conversation', w.conversation_id),
         job_key := 'assistant:' || w.conversation_id, max_attempts := 8, run_at := w.due_at) as put
     where w.state = 'serving'";
