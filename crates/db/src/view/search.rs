//! Messages by their words, over the whole history: keyed hashes are compared, never texts.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_wire::inbox::ThreadCursor;
use uuid::Uuid;

/// A message that has the words, still sealed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Hit {
    /// The message.
    pub id: Uuid,
    /// Its conversation.
    pub conversation_id: Uuid,
    /// Provider's time.
    pub provider_at: DateTime<Utc>,
    /// Tie-breaker within the same second.
    pub sequence: i64,
    /// `in` or `out`.
    pub direction: String,
    /// Kind word.
    pub kind: String,
    /// Sealed content.
    pub content_ct: Vec<u8>,
}

/// Messages that have all of the words, newest first; what was deleted is not found.
///
/// # Errors
/// When Postgres refuses.
pub async fn messages(
    tx: &mut TenantTx,
    tokens: &[i64],
    before: Option<ThreadCursor>,
    limit: u16,
) -> Result<Vec<Hit>, DbError> {
    Ok(sqlx::query_as(
        "select m.id, m.conversation_id, m.provider_at, m.sequence, m.direction, m.kind, m.content_ct
         from message_search($2, $3, $4, $5) found
         join message m on m.tenant_id = $1 and m.conversation_id = found.conversation_id
           and m.provider_at = found.provider_at and m.sequence = found.sequence
         order by m.provider_at desc, m.sequence desc",
    )
    .bind(tx.tenant().0)
    .bind(tokens)
    .bind(before.map(|cursor| cursor.at))
    .bind(before.map(|cursor| cursor.sequence))
    .bind(i32::from(limit))
    .fetch_all(tx.conn())
    .await?)
}
