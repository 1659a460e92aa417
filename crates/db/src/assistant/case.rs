//! Where an assistant stands in a conversation: whose it is, when it looks next, who looks.

use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use prosa_domain::{
    assistant::Standing,
    id::{AssistantId, ConversationId, MessageId},
};
use sqlx::FromRow;
use uuid::Uuid;

/// A conversation that is ours to look at until the lease ends.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Claim {
    /// Which.
    pub conversation_id: Uuid,
    /// Whose.
    pub assistant_id: Uuid,
    /// Since when it is due: a later message of the contact moves it.
    pub due_at: DateTime<Utc>,
    /// When the lease ends; it also tells this claim from every other one.
    pub lease_until: DateTime<Utc>,
}

/// Takes a conversation whose time has come. Nobody else gets it before the lease ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn claim(
    tx: &mut TenantTx,
    conversation: ConversationId,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<Claim>, DbError> {
    Ok(sqlx::query_as(
        "update assistant_case set lease_until = $4
         where tenant_id = $1 and conversation_id = $2 and due_at <= $3 and (lease_until is null or lease_until <= $3)
         returning conversation_id, assistant_id, due_at, lease_until",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(now)
    .bind(lease_until)
    .fetch_optional(tx.conn())
    .await?)
}

/// When a conversation is to be looked at next: when it is due, and not while somebody looks.
///
/// # Errors
/// When Postgres refuses.
pub async fn next_due(
    tx: &mut TenantTx,
    conversation: ConversationId,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: Option<(Option<DateTime<Utc>>,)> = sqlx::query_as(
        "select greatest(due_at, lease_until) from assistant_case
         where tenant_id = $1 and conversation_id = $2 and due_at is not null",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|(at,)| at))
}

/// Conversations whose time has come, the longest waiting first.
///
/// # Errors
/// When Postgres refuses.
pub async fn due(tx: &mut TenantTx, now: DateTime<Utc>, limit: u16) -> Result<Vec<ConversationId>, DbError> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "select conversation_id from assistant_case
         where tenant_id = $1 and due_at <= $2 and (lease_until is null or lease_until <= $2)
         order by due_at limit $3",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
}

/// Lets a claim go: looked at next then, or not before the contact writes again. What became due meanwhile stays due.
///
/// # Errors
/// When Postgres refuses.
pub async fn release(tx: &mut TenantTx, claim: &Claim, next: Option<DateTime<Utc>>) -> Result<(), DbError> {
    sqlx::query(
        "update assistant_case set lease_until = null, due_at = case when due_at = $4 then $5 else due_at end
         where tenant_id = $1 and conversation_id = $2 and lease_until = $3",
    )
    .bind(tx.tenant().0)
    .bind(claim.conversation_id)
    .bind(claim.lease_until)
    .bind(claim.due_at)
    .bind(next)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the decision needs of a conversation, besides its words.
#[derive(Clone, Debug, FromRow)]
struct StateRow {
    state: String,
    typed_at: Option<DateTime<Utc>>,
    told_at: Option<DateTime<Utc>>,
    person_at: Option<DateTime<Utc>>,
    newest: Option<Uuid>,
    newest_at: Option<DateTime<Utc>>,
    other_kinds: i64,
    spoken: Vec<Uuid>,
    unheard_at: Option<DateTime<Utc>>,
    coming: i64,
    coming_at: Option<DateTime<Utc>>,
    waiting: Vec<Uuid>,
    is_greeted: bool,
    local: NaiveDateTime,
    today: NaiveDate,
    answered_here: i64,
    answered_today: i64,
}

/// What the decision needs of a conversation, besides its words.
#[derive(Clone, Debug)]
pub struct CaseState {
    /// Whose it is.
    pub standing: Standing,
    /// Whether the contact was told that a person comes.
    pub is_told: bool,
    /// When a person of the team last wrote or typed.
    pub person_at: Option<DateTime<Utc>>,
    /// The contact's newest message that waits for an answer, and its time.
    pub newest: Option<(MessageId, DateTime<Utc>)>,
    /// The contact's messages since the company last wrote.
    pub waiting: Vec<MessageId>,
    /// Those of them that are no text and of which nobody has words, nor is about to.
    pub other_kinds: usize,
    /// Those of them that are voice notes whose words were written down; there may be none in them.
    pub spoken: Vec<MessageId>,
    /// When the newest one came whose words are being written down.
    pub unheard_at: Option<DateTime<Utc>>,
    /// Voice notes whose file is still on its way, and when the newest of them came: what becomes of them depends on whether
    /// somebody listens here.
    pub coming: (usize, Option<DateTime<Utc>>),
    /// Whether they were greeted within the length of a window.
    pub is_greeted: bool,
    /// Now on the tenant's clock.
    pub local: NaiveDateTime,
    /// The tenant's day.
    pub today: NaiveDate,
    /// Answers in this conversation today.
    pub answered_here: u32,
    /// Answers of the tenant today, greetings included.
    pub answered_today: u32,
}

/// Messages looked back at; who wrote more in a row is answered to the newest of them.
const BACK: &str = "40";

/// Reads where a conversation stands, and holds it until the transaction ends: who takes it comes before or after. None when no assistant was ever near it.
///
/// # Errors
/// When Postgres refuses.
pub async fn state(
    tx: &mut TenantTx,
    conversation: ConversationId,
    now: DateTime<Utc>,
) -> Result<Option<CaseState>, DbError> {
    let sql = format!(
        "with said as (
            select m.id, m.direction, m.kind, m.provider_at, m.sequence, m.revoked_at,
                   m.direction = 'out' and (m.member_id is not null or m.journal_id is not null) as by_person
            from message m
            where m.tenant_id = $1 and m.conversation_id = $2 and (m.direction = 'in' or m.provider_at <= $3 + interval '1 minute')
              and m.kind not in ('reaction', 'edit', 'revoke', 'system', 'call') and m.state not in ('failed', 'cancelled')
            order by m.provider_at desc, m.sequence desc limit {BACK}
         ),
         waiting as (select s.*, f.created_at as came_at,
                            case when w.state = 'done' then 'spoken' when w.state = 'pending' then 'unheard'
                                 when w.state is null and f.state in ('waiting', 'fetching') then 'coming' end as voice
                     from said s
                     left join media f on f.tenant_id = $1 and f.message_id = s.id and s.kind = 'audio'
                     left join transcript w on w.tenant_id = $1 and w.media_id = f.id
                     where s.direction = 'in' and s.revoked_at is null
                       and s.sequence > (select coalesce(max(sequence), 0) from said where direction = 'out'))
         select k.state, k.typed_at, k.told_at,
                (select max(provider_at) from said where by_person) as person_at,
                (select id from waiting order by provider_at desc, sequence desc limit 1) as newest,
                (select max(provider_at) from waiting) as newest_at,
                (select count(*) from waiting where kind not in ('text', 'button', 'interactive') and voice is null) as other_kinds,
                array(select id from waiting where voice = 'spoken') as spoken,
                (select max(came_at) from waiting where voice = 'unheard') as unheard_at,
                (select count(*) from waiting where voice = 'coming') as coming,
                (select max(came_at) from waiting where voice = 'coming') as coming_at,
                exists (select 1 from assistant_turn a where a.tenant_id = $1 and a.conversation_id = $2
                    and a.outcome = 'greeted' and a.at > $3 - interval '24 hours'
                    and a.day >= ($3 at time zone t.time_zone)::date - 1) as is_greeted,
                array(select id from waiting) as waiting,
                $3 at time zone t.time_zone as local, ($3 at time zone t.time_zone)::date as today,
                (select count(*) from assistant_turn a where a.tenant_id = $1 and a.conversation_id = $2
                    and a.outcome = 'answered' and a.day = ($3 at time zone t.time_zone)::date) as answered_here,
                (select count(*) from assistant_turn a where a.tenant_id = $1
                    and a.outcome in ('answered', 'greeted') and a.day = ($3 at time zone t.time_zone)::date) as answered_today
         from assistant_case k
         join tenant t on t.tenant_id = k.tenant_id
         where k.tenant_id = $1 and k.conversation_id = $2 for update of k"
    );
    let row: Option<StateRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(conversation.0)
        .bind(now)
        .fetch_optional(tx.conn())
        .await?;
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(row.map(|row| CaseState {
        standing: if row.state == "serving" { Standing::Serving } else { Standing::WithPerson },
        is_told: row.told_at.is_some(),
        person_at: row.person_at.max(row.typed_at),
        newest: row.newest.map(MessageId).zip(row.newest_at),
        waiting: row.waiting.into_iter().map(MessageId).collect(),
        other_kinds: usize::try_from(row.other_kinds).unwrap_or(usize::MAX),
        spoken: row.spoken.into_iter().map(MessageId).collect(),
        unheard_at: row.unheard_at,
        coming: (usize::try_from(row.coming).unwrap_or(usize::MAX), row.coming_at),
        is_greeted: row.is_greeted,
        local: row.local,
        today: row.today,
        answered_here: count(row.answered_here),
        answered_today: count(row.answered_today),
    }))
}

/// A voice note of the contact has words now, or will have none: whoever waits for them looks as soon as the contact was silent
/// long enough. Gives when; none when nobody waits. While somebody looks, it makes them look once more.
///
/// # Errors
/// When Postgres refuses.
pub async fn heard(
    tx: &mut TenantTx,
    conversation: ConversationId,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: Option<(DateTime<Utc>,)> = sqlx::query_as(
        "update assistant_case k set due_at = greatest($3, v.last_inbound_at + make_interval(secs => a.quiet_seconds))
         from conversation v, assistant a
         where k.tenant_id = $1 and k.conversation_id = $2 and k.state = 'serving'
           and v.tenant_id = $1 and v.id = k.conversation_id and a.tenant_id = $1 and a.id = k.assistant_id and a.mode <> 'off'
           and (k.lease_until > $3 or k.due_at > greatest($3, v.last_inbound_at + make_interval(secs => a.quiet_seconds)))
         returning k.due_at",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(at,)| at))
}

/// A person has the conversation from now on: the assistant looks no more until it is given back or resolved.
///
/// # Errors
/// When Postgres refuses.
pub async fn hand_over(tx: &mut TenantTx, conversation: ConversationId) -> Result<bool, DbError> {
    let done = sqlx::query(
        "update assistant_case set state = 'with_person', due_at = null, lease_until = null
         where tenant_id = $1 and conversation_id = $2 and state = 'serving'",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says in the list that the conversation needs a person, unless it already says something somebody has to act on.
///
/// # Errors
/// When Postgres refuses.
pub async fn ask_for_person(tx: &mut TenantTx, conversation: ConversationId) -> Result<(), DbError> {
    sqlx::query(
        "update conversation set status = 'open', intent_confidence = 1,
                intent = 'human'
         where tenant_id = $1 and id = $2
           and (intent is null or intent not in ('purchase', 'complaint', 'cancel_refund', 'human', 'opt_out'))",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that the contact was told that a person comes.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_told(
    tx: &mut TenantTx,
    conversation: ConversationId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query("update assistant_case set told_at = $3 where tenant_id = $1 and conversation_id = $2")
        .bind(tx.tenant().0)
        .bind(conversation.0)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes that a member shows the contact that they write: the assistant keeps out of it.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_typing(
    tx: &mut TenantTx,
    conversation: ConversationId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query("update assistant_case set typed_at = $3 where tenant_id = $1 and conversation_id = $2")
        .bind(tx.tenant().0)
        .bind(conversation.0)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The assistant that works in a conversation now, with whose it is; none when none works on its line.
///
/// # Errors
/// When Postgres refuses.
pub async fn near(
    tx: &mut TenantTx,
    conversation: ConversationId,
) -> Result<Option<(AssistantId, String, Standing)>, DbError> {
    let row: Option<(Uuid, String, Option<String>, bool)> = sqlx::query_as(
        "select a.id, a.name, k.state, v.assignee_id is not null
         from conversation v
         join assistant a on a.tenant_id = v.tenant_id and v.line_id = any (a.line_ids) and a.mode = 'on'
         left join assistant_case k on k.tenant_id = v.tenant_id and k.conversation_id = v.id
         where v.tenant_id = $1 and v.id = $2 limit 1",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(id, name, state, is_assigned)| {
        let away = state.map_or(is_assigned, |state| state == "with_person");
        (AssistantId(id), name, if away { Standing::WithPerson } else { Standing::Serving })
    }))
}
