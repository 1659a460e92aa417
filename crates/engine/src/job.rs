//! Background work that is not a send: letters, read receipts, upkeep. The queue is `graphile_worker` in the schema `jobs`.
//!
//! Work is enqueued inside the transaction that causes it and may run twice, so every task is safe to repeat. Payloads hold
//! ids and keyed hashes only. A new task is an `impl Task` and its line in [`registry`].

pub mod maintenance;
mod registry;
mod worker;

pub use worker::run;

use crate::Engine;
use chrono::{DateTime, Utc};
use prosa_db::{Db, DbError, OrmTx, PoolOptions, TenantTx, job::JobOrder};
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;

/// Schema of the queue.
pub const SCHEMA: &str = prosa_db::job::SCHEMA;
/// Grows when what [`install`] does changes, so that templates of test databases are made anew.
pub const INSTALL_VERSION: u32 = 1;
/// Attempts before work is given up, unless its task says otherwise; with the queue's back-off that is about a day.
const ATTEMPTS_MAX: i32 = 16;

/// A kind of background work; the value itself is the payload.
pub trait Task: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Name in the queue.
    const NAME: &'static str;

    /// Does the work. May be called again after it succeeded.
    fn run(self, engine: Engine) -> impl Future<Output = Result<(), JobError>> + Send + 'static;
}

/// Why work was not done. What it says is stored and logged, so it never holds a body, an address, a name or a token.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The database.
    #[error("database: {0}")]
    Db(#[from] DbError),
    /// Mail.
    #[error("mail: {0}")]
    Mail(#[from] crate::port::MailError),
    /// Anything else, in words without personal data.
    #[error("{0}")]
    Other(String),
}

/// Why the queue could not be installed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The queue's own schema.
    #[error("the job queue's schema could not be brought up to date: {0}")]
    Schema(String),
    /// The app's rights on it.
    #[error("the app's rights on the job queue could not be granted")]
    Grant(#[from] DbError),
}

/// Brings the queue's schema up to date and lets the app's role work it. `owner_url` is of the role that owns the database.
///
/// # Errors
/// When the database refuses.
pub async fn install(owner_url: &str) -> Result<(), InstallError> {
    let options = PoolOptions { connections_max: 2, ..PoolOptions::default() };
    let owner = Db::open(owner_url, options)?;
    let utils = graphile_worker::WorkerUtils::new(owner.pool().clone(), SCHEMA);
    utils.migrate().await.map_err(|error| InstallError::Schema(crate::chain(&error)))?;
    prosa_db::job::grant_to_app(&owner).await?;
    owner.close().await;
    Ok(())
}

fn payload_of<P: Serialize>(payload: &P) -> Result<serde_json::Value, DbError> {
    serde_json::to_value(payload).map_err(|error| DbError::Decode(error.to_string()))
}

const fn order<'a>(task: &'a str, payload: &'a serde_json::Value, key: Option<&'a str>) -> JobOrder<'a> {
    JobOrder { task, payload, key, attempts_max: ATTEMPTS_MAX }
}

/// Enqueues work by the name of its task, in the caller's transaction.
///
/// # Errors
/// When Postgres refuses.
pub async fn enqueue<P: Serialize>(tx: &mut TenantTx, task: &str, payload: &P) -> Result<(), DbError> {
    let payload = payload_of(payload)?;
    prosa_db::job::enqueue(tx, order(task, &payload, None)).await
}

/// Enqueues a task in the caller's transaction. Tasks with the same key that still wait are one.
///
/// # Errors
/// When Postgres refuses.
pub async fn enqueue_once<T: Task>(tx: &mut TenantTx, task: &T, key: &str) -> Result<(), DbError> {
    let payload = payload_of(task)?;
    prosa_db::job::enqueue(tx, order(T::NAME, &payload, Some(key))).await
}

/// Enqueues a task in the caller's transaction, to be done at a time.
///
/// # Errors
/// When Postgres refuses.
pub async fn enqueue_at<T: Task>(tx: &mut TenantTx, task: &T, at: DateTime<Utc>) -> Result<(), DbError> {
    let payload = payload_of(task)?;
    prosa_db::job::enqueue_at(tx, order(T::NAME, &payload, None), at).await
}

/// Enqueues a task in the caller's SeaORM transaction.
///
/// # Errors
/// When Postgres refuses.
pub async fn enqueue_orm<T: Task>(tx: &OrmTx, task: &T) -> Result<(), DbError> {
    let payload = payload_of(task)?;
    prosa_db::job::enqueue_orm(tx, order(T::NAME, &payload, None)).await
}

/// Enqueues a task that no transaction causes. Tasks with the same key that still wait are one.
///
/// # Errors
/// When Postgres refuses.
pub async fn enqueue_alone<T: Task>(db: &Db, task: &T, key: Option<&str>) -> Result<(), DbError> {
    let payload = payload_of(task)?;
    prosa_db::job::enqueue_alone(db, order(T::NAME, &payload, key)).await
}
