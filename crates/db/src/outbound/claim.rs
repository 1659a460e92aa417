//! Claiming: the lines of a tenant that have something to send, what may leave, and taking it. Lines that another node
//! holds at the moment are passed over, so nobody waits and no departure is given out twice.

use crate::{DbError, TenantTx, line::LineRow, path::messages::MessagePlace};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_domain::{
    id::{AttemptId, ContactId, ConversationId, LineId, MemberId, MessageId, OutboundId},
    pace::{PAIR_BURST, PAIR_SECONDS, Pairs},
};
use uuid::Uuid;

/// Hours of the moving day in which a portfolio's reach is counted, and of the window of a conversation.
pub(crate) const DAY: TimeDelta = TimeDelta::hours(24);

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
    /// Kind of the message.
    pub kind: String,
    /// Who wrote it; none for a machine.
    pub member: Option<MemberId>,
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

/// A line with something to send, locked until the transaction ends, with its pace.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ReadyLine {
    /// The line with its address and sealed token.
    #[sqlx(flatten)]
    pub row: LineRow,
    /// Messages a second set for it; none is the installation's default, 0 without limit.
    pub per_second: Option<i32>,
    /// The word of the speed the provider gave it; none is the ordinary one.
    pub speed: Option<String>,
    /// Messages a minute set for it; none is the tenant's, 0 without limit.
    pub per_minute: Option<i32>,
    /// Messages a minute set for the tenant; none is the installation's default, 0 without limit.
    pub tenant_per_minute: Option<i32>,
    /// When its bucket is full again.
    pub full_at: Option<DateTime<Utc>>,
    /// Departures of its last minute, while it has a limit by the minute.
    pub recent: Vec<DateTime<Utc>>,
    /// Whether it is stopped, so that only one message may try the way.
    pub stopped: bool,
    /// Whether its portfolio has a limit of people reached.
    pub has_reach_limit: bool,
    /// Whether another node is sending through it, too.
    pub is_shared: bool,
}

impl ReadyLine {
    /// The line's id.
    #[must_use]
    pub const fn id(&self) -> LineId {
        LineId(self.row.id)
    }
}

/// Locks the tenant's lines that have something to send now and that no other node than `node` holds.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock_lines(
    tx: &mut TenantTx,
    node: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<ReadyLine>, DbError> {
    Ok(sqlx::query_as(
        "select l.*, p.per_second, p.speed, p.per_minute, p.full_at, p.recent, (s.since is not null) as stopped,
                t.per_minute as tenant_per_minute,
                exists (select 1 from reach_limit r where r.tenant_id = $1 and r.pool = l.reach_pool)
                    as has_reach_limit,
                exists (select 1 from outbound f where f.tenant_id = $1 and f.line_id = p.line_id
                        and f.state = 'sending' and f.claimed_by <> $3) as is_shared
         from line_pace p
         join line l on l.tenant_id = p.tenant_id and l.id = p.line_id
         join line_panic s on s.tenant_id = p.tenant_id and s.line_id = p.line_id
         join tenant_pace t on t.tenant_id = p.tenant_id
         where p.tenant_id = $1 and (s.since is null or s.probe_at <= $2)
           and (l.state = 'connected'
                or (l.state = 'paused' and l.pause_reason in ('auth', 'account') and s.since is not null))
           and exists (select 1 from outbound o where o.tenant_id = $1 and o.line_id = p.line_id
                       and o.state = 'queued' and o.not_before <= $2)
         order by p.line_id
         for update of p skip locked",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(node)
    .fetch_all(tx.conn())
    .await?)
}

/// How much of a line is wanted.
#[derive(Clone, Debug)]
pub struct Want {
    /// The line.
    pub line: LineId,
    /// Rows at most.
    pub count: i32,
    /// Whether its portfolio has reached everybody it may: only people it reached already, or in their window.
    pub is_reach_spent: bool,
    /// Where the people it reaches are counted.
    pub pool: String,
}

/// A row that may leave.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Candidate {
    /// The queue row.
    pub id: Uuid,
    /// Its line.
    pub line_id: Uuid,
    /// Its conversation.
    pub conversation_id: Uuid,
    /// To whom.
    pub contact_id: Uuid,
    /// When the bucket of line and person is full again.
    pub pair_full_at: Option<DateTime<Utc>>,
    /// Whether the person's window is closed.
    pub outside: bool,
    /// Whether the portfolio reached this person within the day.
    pub reached: bool,
}

/// What may leave now, per line the most urgent first; never more than one of a conversation, and none of a conversation
/// with a send in flight. A message scheduled for later holds nobody up; one that waits for another attempt does.
///
/// # Errors
/// When Postgres refuses.
pub async fn candidates(
    tx: &mut TenantTx,
    wants: &[Want],
    pairs: Pairs,
    now: DateTime<Utc>,
) -> Result<Vec<Candidate>, DbError> {
    if wants.is_empty() {
        return Ok(Vec::new());
    }
    let lines: Vec<Uuid> = wants.iter().map(|want| want.line.0).collect();
    let counts: Vec<i32> = wants.iter().map(|want| want.count).collect();
    let spent: Vec<bool> = wants.iter().map(|want| want.is_reach_spent).collect();
    let pools: Vec<&str> = wants.iter().map(|want| want.pool.as_str()).collect();
    // From this moment of a full bucket on, a person has taken all that may be borrowed.
    let borrowed = match pairs {
        Pairs::Paced => TimeDelta::seconds(PAIR_SECONDS * i64::from(PAIR_BURST.saturating_sub(1))),
        Pairs::Free => TimeDelta::days(10_000),
    };
    Ok(sqlx::query_as(
        "select o.id, o.line_id, o.conversation_id, v.contact_id, k.full_at as pair_full_at,
                (v.last_inbound_at is null or v.last_inbound_at <= $3) as outside,
                exists (select 1 from reach r where r.tenant_id = $1 and r.pool = w.pool
                        and r.contact_id = v.contact_id and r.at > $3) as reached
         from unnest($4::uuid[], $5::int[], $6::bool[], $7::text[]) as w (line_id, count, spent, pool)
         cross join lateral (
            select o.id, o.line_id, o.conversation_id, o.priority, o.lane
            from outbound o
            where o.tenant_id = $1 and o.line_id = w.line_id and o.state = 'queued' and o.not_before <= $2
              and not exists (select 1 from outbound e where e.tenant_id = $1
                              and e.conversation_id = o.conversation_id and e.state = 'sending')
              and not exists (select 1 from outbound e where e.tenant_id = $1
                              and e.conversation_id = o.conversation_id and e.state = 'queued' and e.lane < o.lane
                              and (e.attempts > 0 or e.not_before <= $2))
              and not exists (select 1 from pair_pace k where k.tenant_id = $1
                              and k.conversation_id = o.conversation_id and k.full_at > $8)
              and (not w.spent or exists (
                    select 1 from conversation v where v.tenant_id = $1 and v.id = o.conversation_id
                      and (v.last_inbound_at > $3 or exists (
                            select 1 from reach r where r.tenant_id = $1 and r.pool = w.pool
                              and r.contact_id = v.contact_id and r.at > $3))))
            order by o.priority, o.lane limit w.count
         ) o
         join conversation v on v.tenant_id = $1 and v.id = o.conversation_id
         left join pair_pace k on k.tenant_id = $1 and k.conversation_id = o.conversation_id
         order by o.priority, o.lane",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(now - DAY)
    .bind(lines)
    .bind(counts)
    .bind(spent)
    .bind(pools)
    .bind(now + borrowed)
    .fetch_all(tx.conn())
    .await?)
}

/// Who claims, and until when.
#[derive(Clone, Copy, Debug)]
pub struct Claimant {
    /// The process.
    pub node: Uuid,
    /// When a claim without an outcome is unknown.
    pub lease_until: DateTime<Utc>,
}

type ClaimRow = (
    Uuid,
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
    String,
    Option<Uuid>,
);

/// Takes rows that still wait and writes their attempts, each with the moment at which it leaves, in one statement.
///
/// # Errors
/// When Postgres refuses.
pub async fn take(
    tx: &mut TenantTx,
    rows: &[(OutboundId, AttemptId, DateTime<Utc>)],
    claimant: Claimant,
) -> Result<Vec<Claimed>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|(id, ..)| id.0).collect();
    let attempts: Vec<Uuid> = rows.iter().map(|(_, attempt, _)| attempt.0).collect();
    let departures: Vec<DateTime<Utc>> = rows.iter().map(|(.., at)| *at).collect();
    let rows: Vec<ClaimRow> = sqlx::query_as(
        "with taken as (
            update outbound o set state = 'sending', attempts = o.attempts + 1, lease_until = $3, claimed_by = $4,
                   attempt_id = w.attempt
            from unnest($5::uuid[], $6::uuid[]) as w (id, attempt)
            where o.tenant_id = $1 and o.id = w.id and o.state = 'queued'
            returning o.*
         ), noted as (
            insert into outbound_attempt (tenant_id, id, outbound_id, number, started_at)
            select $1, t.attempt_id, t.id, t.attempts, w.departs_at from taken t
            join unnest($6::uuid[], $2::timestamptz[]) as w (attempt, departs_at) on w.attempt = t.attempt_id
         )
         select t.id, t.attempt_id, t.attempts, t.line_id, t.message_id, t.conversation_id, t.provider_at, t.sequence,
                m.content_ct, m.quoted_key, c.id, c.wa_id_ct, c.bsuid_ct, m.kind, m.member_id
         from taken t
         join message m on m.tenant_id = $1 and m.conversation_id = t.conversation_id and m.provider_at = t.provider_at
              and m.sequence = t.sequence
         join conversation v on v.tenant_id = $1 and v.id = t.conversation_id
         join contact c on c.tenant_id = $1 and c.id = v.contact_id",
    )
    .bind(tx.tenant().0)
    .bind(departures)
    .bind(claimant.lease_until)
    .bind(claimant.node)
    .bind(ids)
    .bind(attempts)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(to_claimed).collect())
}

fn to_claimed(row: ClaimRow) -> Claimed {
    let (id, attempt, attempts, line, message, conversation, provider_at, sequence, content_ct, ..) = &row;
    let (id, attempt, attempts, line) = (*id, *attempt, *attempts, *line);
    let place = MessagePlace {
        id: MessageId(*message),
        conversation: ConversationId(*conversation),
        provider_at: *provider_at,
        sequence: *sequence,
    };
    let content_ct = content_ct.clone();
    let (.., quoted_key, contact, wa_id_ct, bsuid_ct, kind, member) = row;
    Claimed {
        id: OutboundId(id),
        attempt: AttemptId(attempt),
        attempts: u16::try_from(attempts).unwrap_or_default(),
        line: LineId(line),
        place,
        kind,
        member: member.map(MemberId),
        content_ct,
        quoted_key,
        contact: ContactId(contact),
        wa_id_ct,
        bsuid_ct,
    }
}

/// Of pairs of a contact and a phone's hash, the contacts that one of theirs leads to now; a number that was handed on
/// leads to somebody else.
///
/// # Errors
/// When Postgres refuses.
pub async fn reached_by(
    tx: &mut TenantTx,
    pairs: &[(ContactId, Vec<u8>)],
) -> Result<std::collections::HashSet<ContactId>, DbError> {
    if pairs.is_empty() {
        return Ok(std::collections::HashSet::new());
    }
    let contacts: Vec<Uuid> = pairs.iter().map(|(contact, _)| contact.0).collect();
    let hashes: Vec<&[u8]> = pairs.iter().map(|(_, hash)| hash.as_slice()).collect();
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "select distinct p.contact_id from unnest($2::uuid[], $3::bytea[]) as w (contact_id, phone_index)
         join contact_phone p on p.tenant_id = $1 and p.phone_index = w.phone_index and p.contact_id = w.contact_id",
    )
    .bind(tx.tenant().0)
    .bind(contacts)
    .bind(hashes)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| ContactId(id)).collect())
}
