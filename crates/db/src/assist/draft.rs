//! Words a machine offered, and messages it wrote.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    assist::task::{DraftState, MadeBy, Use},
    id::{ConversationId, DraftId, MemberId, MessageId},
};

/// Words to keep.
#[derive(Clone, Debug)]
pub struct NewDraft {
    /// Their id.
    pub id: DraftId,
    /// Where they are offered.
    pub conversation: ConversationId,
    /// What they are for.
    pub use_: Use,
    /// Who made them.
    pub made_by: MadeBy,
    /// Whose model and which, when one did.
    pub model: Option<(String, String)>,
    /// The words, sealed.
    pub text_ct: Vec<u8>,
    /// What they lean on, a sealed list.
    pub sources_ct: Vec<u8>,
    /// To whom they are offered; none for an assistant's own.
    pub member: Option<MemberId>,
}

/// Keeps offered words.
///
/// # Errors
/// When Postgres refuses.
pub async fn offer(tx: &mut TenantTx, draft: &NewDraft, now: DateTime<Utc>) -> Result<(), DbError> {
    let (kind, model) = draft.model.as_ref().map(|(kind, model)| (kind.as_str(), model.as_str())).unzip();
    sqlx::query(
        "insert into assistant_draft (tenant_id, id, conversation_id, use, made_by, kind, model, text_ct, sources_ct, state,
                member_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'offered', $10, $11)",
    )
    .bind(tx.tenant().0)
    .bind(draft.id.0)
    .bind(draft.conversation.0)
    .bind(draft.use_.as_str())
    .bind(draft.made_by.as_str())
    .bind(kind)
    .bind(model)
    .bind(&draft.text_ct)
    .bind(&draft.sources_ct)
    .bind(draft.member.map(|id| id.0))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes what a member did with words offered to them. What was sent stays so. Returns whether there are such words.
///
/// # Errors
/// When Postgres refuses.
pub async fn decide(
    tx: &mut TenantTx,
    id: DraftId,
    member: MemberId,
    state: DraftState,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "update assistant_draft set decided_at = case when state in ('sent', 'edited') then decided_at else $5 end,
                state = case when state in ('sent', 'edited') then state else $4 end
         where tenant_id = $1 and id = $2 and member_id = $3",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(member.0)
    .bind(state.as_str())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Words that may be in a message.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DraftRow {
    /// Who made them.
    pub made_by: String,
    /// Whose model.
    pub kind: Option<String>,
    /// Which model.
    pub model: Option<String>,
    /// The words, sealed.
    pub text_ct: Vec<u8>,
}

/// Words of a conversation that were offered; none when there are none of this id.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(
    tx: &mut TenantTx,
    id: DraftId,
    conversation: ConversationId,
) -> Result<Option<DraftRow>, DbError> {
    Ok(sqlx::query_as(
        "select made_by, kind, model, text_ct from assistant_draft
         where tenant_id = $1 and id = $2 and conversation_id = $3",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(conversation.0)
    .fetch_optional(tx.conn())
    .await?)
}

/// Marks a message as written by a machine from offered words, as they were or changed.
///
/// # Errors
/// When Postgres refuses.
pub async fn mark(
    tx: &mut TenantTx,
    message: MessageId,
    conversation: ConversationId,
    draft: DraftId,
    state: DraftState,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "with sent as (
             update assistant_draft set state = $5, message_id = $3, decided_at = $6
             where tenant_id = $1 and id = $2 and conversation_id = $4
             returning id, made_by, kind, model
         )
         insert into message_machine (tenant_id, message_id, conversation_id, draft_id, made_by, kind, model, edited, at)
         select $1, $3, $4, id, made_by, kind, model, $5 = 'edited', $6 from sent
         on conflict (tenant_id, message_id) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(draft.0)
    .bind(message.0)
    .bind(conversation.0)
    .bind(state.as_str())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
