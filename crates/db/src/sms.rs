//! The number through which goes what WhatsApp could not deliver.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{ConversationId, LineId, MessageId};
use uuid::Uuid;

/// The tenant's number for text messages; none when it wants none.
///
/// # Errors
/// When Postgres refuses.
pub async fn line(tx: &mut TenantTx) -> Result<Option<LineId>, DbError> {
    let row: Option<(Uuid,)> = sqlx::query_as("select line_id from sms_fallback where tenant_id = $1")
        .bind(tx.tenant().0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|(id,)| LineId(id)))
}

/// Chooses the number; none ends it.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_line(tx: &mut TenantTx, line: Option<LineId>, now: DateTime<Utc>) -> Result<(), DbError> {
    let query = match line {
        Some(line) => sqlx::query(
            "insert into sms_fallback (tenant_id, line_id, updated_at) values ($1, $2, $3)
             on conflict (tenant_id) do update set line_id = excluded.line_id, updated_at = excluded.updated_at",
        )
        .bind(tx.tenant().0)
        .bind(line.0)
        .bind(now),
        None => sqlx::query("delete from sms_fallback where tenant_id = $1").bind(tx.tenant().0),
    };
    query.execute(tx.conn()).await?;
    Ok(())
}

/// A message of ours that failed, still sealed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Failed {
    /// Its content.
    pub content_ct: Vec<u8>,
    /// What it failed with.
    pub error_code: i32,
    /// The contact's number; none when only a user id is known.
    pub wa_id_ct: Option<Vec<u8>>,
}

/// One message of ours that failed with a code, locked until the transaction ends; none when it did not or does no more.
///
/// # Errors
/// When Postgres refuses.
pub async fn failed(
    tx: &mut TenantTx,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Option<Failed>, DbError> {
    Ok(sqlx::query_as(
        "select m.content_ct, m.error_code, c.wa_id_ct
         from message m
         join conversation v on v.tenant_id = m.tenant_id and v.id = m.conversation_id
         join contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
         where m.tenant_id = $1 and m.conversation_id = $2 and m.id = $3
           and m.direction = 'out' and m.state = 'failed' and m.error_code is not null
         for update of m",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(message.0)
    .fetch_optional(tx.conn())
    .await?)
}
