//! Who reads the pictures of contacts: one model of the tenant's own, and who agreed that pictures go to it.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{MemberId, ModelId};
use uuid::Uuid;

/// The choice of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The model.
    pub model: ModelId,
    /// When somebody agreed that pictures leave.
    pub agreed_at: DateTime<Utc>,
    /// Who.
    pub agreed_by: MemberId,
    /// Whether the model is on; one that is off reads nothing.
    pub is_on: bool,
}

/// The choice; none when nobody reads pictures.
///
/// # Errors
/// When Postgres refuses.
pub async fn chosen(tx: &mut TenantTx) -> Result<Option<Chosen>, DbError> {
    let row: Option<(Uuid, DateTime<Utc>, Uuid, bool)> = sqlx::query_as(
        "select r.model_id, r.agreed_at, r.agreed_by, p.state = 'on' from picture_reader r
         join assistant_provider p on p.tenant_id = r.tenant_id and p.id = r.model_id where r.tenant_id = $1",
    )
    .bind(tx.tenant().0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(model, agreed_at, agreed_by, is_on)| Chosen {
        model: ModelId(model),
        agreed_at,
        agreed_by: MemberId(agreed_by),
        is_on,
    }))
}

/// Has a model read pictures. False when the tenant has no such model.
///
/// # Errors
/// When Postgres refuses.
pub async fn choose(
    tx: &mut TenantTx,
    model: ModelId,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "insert into picture_reader (tenant_id, model_id, agreed_at, agreed_by)
         select $1, id, $3, $4 from assistant_provider where tenant_id = $1 and id = $2
         on conflict (tenant_id) do update set model_id = excluded.model_id, agreed_at = excluded.agreed_at,
                agreed_by = excluded.agreed_by",
    )
    .bind(tx.tenant().0)
    .bind(model.0)
    .bind(now)
    .bind(by.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Has nobody read pictures any more.
///
/// # Errors
/// When Postgres refuses.
pub async fn stop(tx: &mut TenantTx) -> Result<(), DbError> {
    sqlx::query("delete from picture_reader where tenant_id = $1")
        .bind(tx.tenant().0)
        .execute(tx.conn())
        .await?;
    Ok(())
}
