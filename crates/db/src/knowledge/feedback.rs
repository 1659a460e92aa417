//! What members said of answers that were suggested to them.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{ConversationId, KnowledgeId, MemberId};

/// A member's word on a suggested answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It was put into the draft.
    Used,
    /// It helped.
    Useful,
    /// It did not.
    Useless,
}

/// Writes a member's word down; a later word takes the place of an earlier one, having been used stays. False when source
/// or conversation are not there.
///
/// # Errors
/// When Postgres refuses.
pub async fn say(
    tx: &mut TenantTx,
    (source, conversation): (KnowledgeId, ConversationId),
    member: MemberId,
    word: Word,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let verdict = match word {
        Word::Used => None,
        Word::Useful => Some("useful"),
        Word::Useless => Some("useless"),
    };
    let done = sqlx::query(
        "insert into knowledge_feedback as f (tenant_id, source_id, conversation_id, member_id, version, verdict, used_at, at)
         select s.tenant_id, s.id, c.id, $4, s.version, $5, $6, $7
         from knowledge_source s join conversation c on c.tenant_id = s.tenant_id and c.id = $3
         where s.tenant_id = $1 and s.id = $2
         on conflict (tenant_id, source_id, conversation_id, member_id) do update
         set version = excluded.version, verdict = coalesce(excluded.verdict, f.verdict),
             used_at = coalesce(excluded.used_at, f.used_at), at = excluded.at",
    )
    .bind(tx.tenant().0)
    .bind(source.0)
    .bind(conversation.0)
    .bind(member.0)
    .bind(verdict)
    .bind((word == Word::Used).then_some(now))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}
