//! What may go: uploads nobody sent, files that are kept no longer, objects no row has.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};

/// Removes uploads that were never sent.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_unsent(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let done = sqlx::query(
        "delete from media where tenant_id = $1 and direction = 'out' and message_id is null and created_at < $2",
    )
    .bind(tx.tenant().0)
    .bind(before)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Lets go of files that came or went before this; their messages stay and say so.
///
/// # Errors
/// When Postgres refuses.
pub async fn let_go(
    tx: &mut TenantTx,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<u64, DbError> {
    let done = sqlx::query(
        // Materialized, here and below, so that the limit holds however the rows are joined.
        "with old as materialized (
             select id from media where tenant_id = $1 and state = 'stored' and created_at < $2
             order by created_at limit $4 for update skip locked)
         update media m set state = 'removed', digest = null, failure = 'removed', changed_at = $3 from old
         where m.tenant_id = $1 and m.id = old.id",
    )
    .bind(tx.tenant().0)
    .bind(before)
    .bind(now)
    .bind(limit)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Takes stored files that no file of a message and nothing a company knows has any more out of the books; their objects become loose.
///
/// # Errors
/// When Postgres refuses.
pub async fn drop_unused(tx: &mut TenantTx, now: DateTime<Utc>, limit: i64) -> Result<u64, DbError> {
    let done = sqlx::query(
        "with unused as materialized (
             select c.digest from media_blob c where c.tenant_id = $1
               and not exists (select 1 from media m where m.tenant_id = $1 and m.digest = c.digest)
               and not exists (select 1 from knowledge_file k where k.tenant_id = $1 and k.digest = c.digest)
             limit $3 for update skip locked),
         gone as (
             delete from media_blob b using unused where b.tenant_id = $1 and b.digest = unused.digest
             returning b.object, b.thumb_object)
         insert into media_loose (tenant_id, object, since)
         select $1, o, $2 from gone, unnest(array[gone.object, gone.thumb_object]) as o where o is not null
         on conflict (tenant_id, object) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(limit)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Objects that have been loose since before this.
///
/// # Errors
/// When Postgres refuses.
pub async fn loose_before(
    tx: &mut TenantTx,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select object from media_loose where tenant_id = $1 and since < $2 order by since limit $3",
    )
    .bind(tx.tenant().0)
    .bind(before)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// Forgets objects that are gone from the store.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_loose(tx: &mut TenantTx, objects: &[String]) -> Result<(), DbError> {
    sqlx::query("delete from media_loose where tenant_id = $1 and object = any ($2)")
        .bind(tx.tenant().0)
        .bind(objects)
        .execute(tx.conn())
        .await?;
    Ok(())
}
