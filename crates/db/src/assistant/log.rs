//! What assistants did, and who changed them.

use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDate, Utc};
use prosa_domain::{
    assistant::{Handed, Mode},
    id::{AskId, AssistantId, ConversationId, MemberId, MessageId, TurnId},
};
use sqlx::FromRow;
use uuid::Uuid;

/// What a turn came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It answered, or would have.
    Answered,
    /// It greeted back, or would have.
    Greeted,
    /// A person has to answer.
    Handed(Handed),
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Greeted => "greeted",
            Self::Handed(_) => "handed",
        }
    }

    /// Why a person has to answer.
    #[must_use]
    pub const fn handed(self) -> Option<Handed> {
        match self {
            Self::Handed(handed) => Some(handed),
            Self::Answered | Self::Greeted => None,
        }
    }
}

/// A turn to write.
#[derive(Clone, Debug)]
pub struct NewTurn {
    /// Its id.
    pub id: TurnId,
    /// Whose.
    pub assistant: AssistantId,
    /// Where.
    pub conversation: ConversationId,
    /// The newest message it looked at.
    pub answers: MessageId,
    /// In a rehearsal or in earnest.
    pub mode: Mode,
    /// What it came to.
    pub outcome: Outcome,
    /// What was said or would have been, sealed.
    pub text_ct: Option<Vec<u8>>,
    /// The question it asked models, if any.
    pub ask: Option<AskId>,
    /// The message it sent, if any.
    pub message: Option<MessageId>,
    /// The tenant's day.
    pub day: NaiveDate,
}

/// Writes a turn. False when there is one of the same message already: then nothing may be done for it.
///
/// # Errors
/// When Postgres refuses.
pub async fn write(tx: &mut TenantTx, turn: &NewTurn, now: DateTime<Utc>) -> Result<bool, DbError> {
    let done = sqlx::query(
        "insert into assistant_turn (tenant_id, id, assistant_id, conversation_id, answers, mode, outcome, reason, text_ct, ask_id,
                message_id, day, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (tenant_id, answers) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(turn.id.0)
    .bind(turn.assistant.0)
    .bind(turn.conversation.0)
    .bind(turn.answers.0)
    .bind(turn.mode.as_str())
    .bind(turn.outcome.as_str())
    .bind(turn.outcome.handed().map(Handed::as_str))
    .bind(&turn.text_ct)
    .bind(turn.ask.map(|id| id.0))
    .bind(turn.message.map(|id| id.0))
    .bind(turn.day)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Marks a message as an assistant's.
///
/// # Errors
/// When Postgres refuses.
pub async fn mark(
    tx: &mut TenantTx,
    (message, conversation): (MessageId, ConversationId),
    assistant: AssistantId,
    model: Option<&(String, String)>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let (kind, name) = model.map(|(kind, model)| (kind.as_str(), model.as_str())).unzip();
    sqlx::query(
        "insert into message_machine (tenant_id, message_id, conversation_id, made_by, kind, model, edited, at, assistant_id)
         values ($1, $2, $3, case when $4::text is null then 'rules' else 'model' end, $4, $5, false, $6, $7)
         on conflict (tenant_id, message_id) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(message.0)
    .bind(conversation.0)
    .bind(kind)
    .bind(name)
    .bind(now)
    .bind(assistant.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A turn as shown.
#[derive(Clone, Debug, FromRow)]
pub struct TurnRow {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub name: String,
    /// Where.
    pub conversation_id: Uuid,
    /// In a rehearsal or in earnest.
    pub mode: String,
    /// Whether it greeted back.
    pub greeted: bool,
    /// Why a person had to answer.
    pub reason: Option<String>,
    /// What was said, sealed.
    pub text_ct: Option<Vec<u8>>,
    /// When.
    pub at: DateTime<Utc>,
    /// What its question cost in millionths; none without a question or a price.
    pub micros: Option<i64>,
    /// In which currency.
    pub currency: Option<String>,
    /// Tokens of its question.
    pub tokens: Option<i64>,
    /// Whose model answered and which.
    pub model: Option<String>,
}

/// What assistants did lately, newest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn recent(tx: &mut TenantTx, limit: u16) -> Result<Vec<TurnRow>, DbError> {
    Ok(sqlx::query_as(
        "select t.id, a.name, t.conversation_id, t.mode, t.outcome = 'greeted' as greeted, t.reason, t.text_ct, t.at,
                c.micros, c.currency, c.tokens, c.model
         from assistant_turn t
         join assistant a on a.tenant_id = t.tenant_id and a.id = t.assistant_id
         left join lateral (
             select sum(cost_micros)::bigint as micros, max(currency) as currency,
                    sum(tokens_in + tokens_out)::bigint as tokens,
                    max(kind || '/' || model) filter (where outcome in ('complete', 'length')) as model
             from assistant_call where tenant_id = t.tenant_id and ask_id = t.ask_id
         ) c on true
         where t.tenant_id = $1 order by t.at desc, t.id desc limit $2",
    )
    .bind(tx.tenant().0)
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?)
}

/// How often an assistant answered and handed over since a day, and what its questions cost in millionths of a currency.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Tally {
    /// Whose.
    pub assistant_id: Uuid,
    /// Answers.
    pub answered: i64,
    /// Hand-overs.
    pub handed: i64,
    /// Cost.
    pub micros: i64,
}

/// Tallies since a day.
///
/// # Errors
/// When Postgres refuses.
pub async fn tallies(tx: &mut TenantTx, since: NaiveDate, currency: &str) -> Result<Vec<Tally>, DbError> {
    Ok(sqlx::query_as(
        "select t.assistant_id, count(*) filter (where t.outcome = 'answered') as answered,
                count(*) filter (where t.outcome = 'handed') as handed,
                coalesce(sum((select sum(c.cost_micros) from assistant_call c
                              where c.tenant_id = t.tenant_id and c.ask_id = t.ask_id and c.currency = $3)), 0)::bigint as micros
         from assistant_turn t where t.tenant_id = $1 and t.day >= $2 group by t.assistant_id",
    )
    .bind(tx.tenant().0)
    .bind(since)
    .bind(currency)
    .fetch_all(tx.conn())
    .await?)
}

/// Writes down who changed an assistant.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_change(
    tx: &mut TenantTx,
    id: TurnId,
    assistant: AssistantId,
    change: &str,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "insert into assistant_change (tenant_id, id, assistant_id, change, member_id, at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(assistant.0)
    .bind(change)
    .bind(by.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A change as shown.
#[derive(Clone, Debug, FromRow)]
pub struct ChangeRow {
    /// Which assistant.
    pub name: String,
    /// What.
    pub change: String,
    /// Who, sealed.
    pub member_ct: Option<Vec<u8>>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who changed assistants lately, newest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn changes(tx: &mut TenantTx, limit: u16) -> Result<Vec<ChangeRow>, DbError> {
    Ok(sqlx::query_as(
        "select a.name, c.change, m.name_ct as member_ct, c.at from assistant_change c
         join assistant a on a.tenant_id = c.tenant_id and a.id = c.assistant_id
         left join member m on m.tenant_id = c.tenant_id and m.id = c.member_id
         where c.tenant_id = $1 order by c.at desc, c.id desc limit $2",
    )
    .bind(tx.tenant().0)
    .bind(i64::from(limit))
    .fetch_all(tx.conn())
    .await?)
}

/// Forgets what assistants did before a moment. Returns how many turns.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_before(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let done = sqlx::query("delete from assistant_turn where tenant_id = $1 and at < $2")
        .bind(tx.tenant().0)
        .bind(before)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Whether a turn is the first hand-over of its reason on its day: of the others nobody needs to be told again.
///
/// # Errors
/// When Postgres refuses.
pub async fn is_first_today(tx: &mut TenantTx, turn: &NewTurn) -> Result<bool, DbError> {
    let (others,): (bool,) = sqlx::query_as(
        "select exists (select 1 from assistant_turn where tenant_id = $1 and day = $2 and reason = $3 and id <> $4)",
    )
    .bind(tx.tenant().0)
    .bind(turn.day)
    .bind(turn.outcome.handed().map(Handed::as_str))
    .bind(turn.id.0)
    .fetch_one(tx.conn())
    .await?;
    Ok(!others)
}
