//! The job queue's tables, as the app's role needs them, and putting work into it.
//!
//! The queue is graphile_worker's, in the schema `jobs`. Work is enqueued inside the transaction that causes it.

use crate::{Db, DbError, OrmTx, TenantTx};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Schema of the queue.
pub const SCHEMA: &str = "jobs";

/// How work is put into the queue.
#[derive(Clone, Copy, Debug)]
pub struct JobOrder<'a> {
    /// Name of the task.
    pub task: &'a str,
    /// Ids it works on.
    pub payload: &'a serde_json::Value,
    /// Orders with the same key that still wait are one; none means each is done.
    pub key: Option<&'a str>,
    /// Attempts before it is given up.
    pub attempts_max: i32,
}

const ADD: &str = "select 1 from jobs.add_job($1, $2::jsonb::json, job_key := $3, max_attempts := $4)";

/// Enqueues work in a plain transaction.
///
/// # Errors
/// When Postgres refuses.
pub async fn enqueue(tx: &mut TenantTx, order: JobOrder<'_>) -> Result<(), DbError> {
    sqlx::query(ADD)
        .bind(order.task)
        .bind(order.payload)
        .bind(order.key)
        .bind(order.attempts_max)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Enqueues work in a SeaORM transaction.
///
/// # Errors
/// When Postgres refuses.
pub async fn enqueue_orm(tx: &OrmTx, order: JobOrder<'_>) -> Result<(), DbError> {
    let values: [sea_orm::Value; 4] = [
        order.task.into(),
        order.payload.clone().into(),
        order.key.map(str::to_owned).into(),
        order.attempts_max.into(),
    ];
    tx.conn().execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, ADD, values)).await?;
    Ok(())
}

/// Enqueues work outside of any tenant's transaction.
///
/// # Errors
/// When Postgres refuses.
pub async fn enqueue_alone(db: &Db, order: JobOrder<'_>) -> Result<(), DbError> {
    sqlx::query(ADD)
        .bind(order.task)
        .bind(order.payload)
        .bind(order.key)
        .bind(order.attempts_max)
        .execute(db.pool())
        .await?;
    Ok(())
}

/// Rights of the app's role on the queue's tables. They have row-level security on and hold no tenant's data, only ids,
/// so the policy lets the app's role through; everybody else stays out.
const GRANT: &str = "
grant usage on schema jobs to prosa_app;
grant select, insert, update, delete on all tables in schema jobs to prosa_app;
grant usage, select on all sequences in schema jobs to prosa_app;
grant execute on all functions in schema jobs to prosa_app;
revoke insert, update, delete on jobs.migrations from prosa_app;
do $$
declare
    part regclass;
begin
    for part in
        select c.oid::regclass from pg_class c
        where c.relnamespace = 'jobs'::regnamespace and c.relkind = 'r' and c.relrowsecurity
          and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'app_works')
    loop
        execute format('create policy app_works on %s to prosa_app using (true) with check (true)', part);
    end loop;
end $$;";

/// Lets the app's role work the queue. `owner` must be a handle of the role that owns the schema.
///
/// # Errors
/// When Postgres refuses.
pub async fn grant_to_app(owner: &Db) -> Result<(), DbError> {
    sqlx::raw_sql(GRANT).execute(owner.pool()).await?;
    Ok(())
}

/// Makes sure that messages of this and the next months have a partition.
///
/// # Errors
/// When Postgres refuses.
pub async fn ensure_message_partitions(
    db: &Db,
    today: chrono::NaiveDate,
    months_ahead: i32,
) -> Result<(), DbError> {
    sqlx::query(
        "select ensure_message_partition(($1::date + make_interval(months => n))::date) from generate_series(0, $2) n",
    )
    .bind(today)
    .bind(months_ahead)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Jobs that wait, and jobs that were given up.
///
/// # Errors
/// When Postgres refuses.
pub async fn depth(db: &Db) -> Result<(i64, i64), DbError> {
    Ok(sqlx::query_as(
        "select count(*) filter (where attempts < max_attempts), count(*) filter (where attempts >= max_attempts) from jobs.jobs",
    )
    .fetch_one(db.pool())
    .await?)
}

/// Enqueues work for a time. Orders with the same key that still wait are one, and the last one's time counts.
///
/// # Errors
/// When Postgres refuses.
pub async fn enqueue_at(
    tx: &mut TenantTx,
    order: JobOrder<'_>,
    run_at: chrono::DateTime<chrono::Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "select 1 from jobs.add_job($1, $2::jsonb::json, job_key := $3, max_attempts := $4, run_at := $5)",
    )
    .bind(order.task)
    .bind(order.payload)
    .bind(order.key)
    .bind(order.attempts_max)
    .bind(run_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}
