//! Statements of the message path. Each takes a slice and is one statement for the whole batch.

pub mod contacts;
pub mod conversations;
pub mod messages;
pub mod parts;
pub mod reread;
pub mod statuses;

use crate::{Db, DbError, TenantTx};
use prosa_domain::id::TenantId;

impl Db {
    /// Begins a transaction on the message path of one tenant and waits for its turn: within a tenant, reading deliveries
    /// and settling sends never overlap, so a status and the message it belongs to always find each other.
    ///
    /// # Errors
    /// When Postgres is away or busy.
    pub async fn tenant_path(&self, tenant: TenantId) -> Result<TenantTx, DbError> {
        let mut tx = self.tenant(tenant).await?;
        let (high, low) = tenant.uuid().as_u64_pair();
        let key = i64::from_be_bytes((high ^ low).to_be_bytes());
        sqlx::query("select pg_advisory_xact_lock($1)").bind(key).execute(tx.conn()).await?;
        Ok(tx)
    }
}
