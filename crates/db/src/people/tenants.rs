//! The tenant itself.

use crate::{DbError, OrmTx, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::lang::Lang;
use prosa_entity::tenant;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};

/// A stored tenant, name still sealed.
#[derive(Clone, Debug)]
pub struct TenantRow {
    /// Sealed name.
    pub name_ct: Vec<u8>,
    /// IANA time zone.
    pub time_zone: String,
    /// Language it began with.
    pub language: Lang,
}

/// Makes the tenant of this transaction and its event counter. It has no name yet: its keys come after its row.
///
/// # Errors
/// When Postgres refuses.
pub async fn create(tx: &mut TenantTx, language: Lang, now: DateTime<Utc>) -> Result<(), DbError> {
    let tenant = tx.tenant().0;
    sqlx::query(
        "insert into tenant (tenant_id, name_ct, language, created_at) values ($1, ''::bytea, $2, $3)",
    )
    .bind(tenant)
    .bind(language.tag())
    .bind(now)
    .execute(tx.conn())
    .await?;
    sqlx::query("insert into tenant_counter (tenant_id) values ($1)").bind(tenant).execute(tx.conn()).await?;
    Ok(())
}

/// Gives the tenant its name.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_name(tx: &mut TenantTx, name_ct: &[u8]) -> Result<(), DbError> {
    sqlx::query("update tenant set name_ct = $2 where tenant_id = $1")
        .bind(tx.tenant().0)
        .bind(name_ct)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The tenant.
///
/// # Errors
/// When Postgres refuses, or there is no such tenant.
pub async fn get(tx: &OrmTx) -> Result<TenantRow, DbError> {
    let row = tenant::Entity::find_by_id(tx.tenant().0).one(tx.conn()).await?;
    let row = row.ok_or_else(|| DbError::Decode("the tenant is gone".to_owned()))?;
    Ok(TenantRow {
        name_ct: row.name_ct,
        time_zone: row.time_zone,
        language: Lang::parse(&row.language).unwrap_or_default(),
    })
}

/// The tenant's distance from UTC at a moment, in minutes: Postgres knows the zones and their changes.
///
/// # Errors
/// When Postgres refuses, or does not know the zone.
pub async fn utc_offset_minutes(tx: &OrmTx, at: DateTime<Utc>) -> Result<i32, DbError> {
    let sql = "select (extract(epoch from ($2 at time zone time_zone) - ($2 at time zone 'UTC')) / 60)::int4 as minutes
               from tenant where tenant_id = $1";
    let values = [tx.tenant().0.into(), at.into()];
    let row =
        tx.conn().query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    match row {
        Some(row) => Ok(row.try_get("", "minutes")?),
        None => Err(DbError::Decode("the tenant is gone".to_owned())),
    }
}
