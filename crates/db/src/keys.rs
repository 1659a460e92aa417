//! Wrapped keys, as stored. Opening them is the vault's.

use crate::{Db, DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_vault::{KeyKind, WrappedKey};
use sqlx::PgConnection;

/// A stored key.
#[derive(Clone, Debug)]
pub struct StoredKey {
    /// The key, wrapped.
    pub key: WrappedKey,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

type Row = (i32, String, Vec<u8>, String, DateTime<Utc>);

fn to_key((key_id, kind, wrapped, kek_id, created_at): Row) -> Result<StoredKey, DbError> {
    let key = WrappedKey {
        key_id: u32::try_from(key_id).map_err(|_| DbError::Decode(format!("key id {key_id}")))?,
        kind: KeyKind::parse(&kind).ok_or_else(|| DbError::Decode(format!("key kind {kind}")))?,
        wrapped,
        kek_id,
    };
    Ok(StoredKey { key, created_at })
}

/// The tenant's keys.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<StoredKey>, DbError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select key_id, kind, wrapped, kek_id, created_at from tenant_key where tenant_id = $1 order by key_id",
    )
    .bind(tx.tenant().0)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(to_key).collect()
}

/// Stores keys of the tenant; a key that is there already gets its new wrapping.
///
/// # Errors
/// When Postgres refuses.
pub async fn store(tx: &mut TenantTx, keys: &[WrappedKey], now: DateTime<Utc>) -> Result<(), DbError> {
    let tenant = tx.tenant().0;
    for key in keys {
        sqlx::query(
            "insert into tenant_key (tenant_id, key_id, kind, wrapped, kek_id, created_at) values ($1, $2, $3, $4, $5, $6)
             on conflict (tenant_id, key_id) do update set wrapped = excluded.wrapped, kek_id = excluded.kek_id",
        )
        .bind(tenant)
        .bind(i32::try_from(key.key_id).unwrap_or(i32::MAX))
        .bind(key.kind.as_str())
        .bind(&key.wrapped)
        .bind(&key.kek_id)
        .bind(now)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Stores a new key of the tenant.
///
/// # Errors
/// `Duplicate` when somebody else just made a key of the same number: theirs stands.
pub async fn add(tx: &mut TenantTx, key: &WrappedKey, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into tenant_key (tenant_id, key_id, kind, wrapped, kek_id, created_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(tx.tenant().0)
    .bind(i32::try_from(key.key_id).unwrap_or(i32::MAX))
    .bind(key.kind.as_str())
    .bind(&key.wrapped)
    .bind(&key.kek_id)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores a new key of the installation.
///
/// # Errors
/// As [`add`].
pub async fn add_installation(db: &Db, key: &WrappedKey, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into installation_key (key_id, kind, wrapped, kek_id, created_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(i32::try_from(key.key_id).unwrap_or(i32::MAX))
    .bind(key.kind.as_str())
    .bind(&key.wrapped)
    .bind(&key.kek_id)
    .bind(now)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// The installation's keys.
///
/// # Errors
/// When Postgres refuses.
pub async fn list_installation(db: &Db) -> Result<Vec<StoredKey>, DbError> {
    let mut connection = db.pool().acquire().await?;
    select_installation(&mut connection).await?.into_iter().map(to_key).collect()
}

/// The installation's keys, making them with `make` when there are none; two nodes that start at once agree.
///
/// # Errors
/// When Postgres refuses or `make` fails.
pub async fn installation<F>(db: &Db, now: DateTime<Utc>, make: F) -> Result<Vec<StoredKey>, DbError>
where
    F: AsyncFnOnce() -> Result<Vec<WrappedKey>, DbError>,
{
    let mut tx = db.pool().begin().await?;
    sqlx::query("select pg_advisory_xact_lock(5787213827046133841)").execute(&mut *tx).await?;
    let rows = select_installation(&mut tx).await?;
    if !rows.is_empty() {
        return rows.into_iter().map(to_key).collect();
    }
    let fresh = make().await?;
    store_installation_rows(&mut tx, &fresh, now).await?;
    tx.commit().await?;
    Ok(fresh.into_iter().map(|key| StoredKey { key, created_at: now }).collect())
}

/// Stores new wrappings or new keys of the installation.
///
/// # Errors
/// When Postgres refuses.
pub async fn store_installation(db: &Db, keys: &[WrappedKey], now: DateTime<Utc>) -> Result<(), DbError> {
    let mut tx = db.pool().begin().await?;
    store_installation_rows(&mut tx, keys, now).await?;
    Ok(tx.commit().await?)
}

async fn select_installation(connection: &mut PgConnection) -> Result<Vec<Row>, DbError> {
    Ok(sqlx::query_as(
        "select key_id, kind, wrapped, kek_id, created_at from installation_key order by key_id",
    )
    .fetch_all(connection)
    .await?)
}

async fn store_installation_rows(
    connection: &mut PgConnection,
    keys: &[WrappedKey],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    for key in keys {
        sqlx::query(
            "insert into installation_key (key_id, kind, wrapped, kek_id, created_at) values ($1, $2, $3, $4, $5)
             on conflict (key_id) do update set wrapped = excluded.wrapped, kek_id = excluded.kek_id",
        )
        .bind(i32::try_from(key.key_id).unwrap_or(i32::MAX))
        .bind(key.kind.as_str())
        .bind(&key.wrapped)
        .bind(&key.kek_id)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
