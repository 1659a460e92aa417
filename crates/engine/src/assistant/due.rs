//! When an assistant looks at a conversation: one job of it waits, and the last word about its time counts.

use super::AssistantTurn;
use crate::job::Task as _;
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    assistant::case,
    job::{JobOrder, enqueue_at},
};
use prosa_domain::id::ConversationId;

/// Puts the look at a conversation to a moment.
pub(super) async fn look_at(
    tx: &mut TenantTx,
    conversation: ConversationId,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let task = AssistantTurn { tenant: tx.tenant(), conversation };
    let payload = serde_json::to_value(task).map_err(|error| DbError::Decode(error.to_string()))?;
    let key = format!("assistant:{conversation}");
    let order = JobOrder { task: AssistantTurn::NAME, payload: &payload, key: Some(&key), attempts_max: 8 };
    enqueue_at(tx, order, at).await
}

/// A voice note has words now, or it is known that it will have none: an assistant that waits for them looks.
///
/// # Errors
/// When Postgres refuses.
pub(crate) async fn heard(
    tx: &mut TenantTx,
    conversation: ConversationId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    match case::heard(tx, conversation, now).await? {
        Some(at) => look_at(tx, conversation, at).await,
        None => Ok(()),
    }
}
