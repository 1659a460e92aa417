//! Templates that cannot be sent and have another agreed on for that.

use crate::{DbError, TenantTx, path::messages::MessagePlace};
use prosa_domain::{id::TemplateId, template::TemplateStatus};
use std::collections::HashSet;
use uuid::Uuid;

/// Those of the given templates that cannot be sent now and have a stand-in.
///
/// # Errors
/// When Postgres refuses.
pub async fn stuck(tx: &mut TenantTx, templates: &[TemplateId]) -> Result<HashSet<TemplateId>, DbError> {
    let ids: Vec<Uuid> = templates.iter().map(|id| id.0).collect();
    let good: Vec<&str> =
        TemplateStatus::ALL.iter().filter(|one| one.is_sendable()).map(|one| one.as_str()).collect();
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "select id from template where tenant_id = $1 and id = any ($2) and fallback_id is not null
           and deleted_at is null and status <> all ($3)",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .bind(good)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| TemplateId(id)).collect())
}

/// Puts other words into a message that has not left yet.
///
/// # Errors
/// When Postgres refuses.
pub async fn replace(
    tx: &mut TenantTx,
    place: &MessagePlace,
    content_ct: &[u8],
    tokens: &[i64],
) -> Result<(), DbError> {
    sqlx::query(
        "update message set content_ct = $5, tokens = $6
         where tenant_id = $1 and conversation_id = $2 and provider_at = $3 and sequence = $4",
    )
    .bind(tx.tenant().0)
    .bind(place.conversation.0)
    .bind(place.provider_at)
    .bind(place.sequence)
    .bind(content_ct)
    .bind(tokens)
    .execute(tx.conn())
    .await?;
    Ok(())
}
