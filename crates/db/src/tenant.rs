//! Transactions bound to a tenant: the only way to tenant tables.

use crate::{Db, DbError};
use prosa_domain::id::TenantId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, TransactionTrait};
use sqlx::{PgConnection, Postgres, Transaction};

/// A transaction in which only one tenant's rows exist. Nothing is stored until [`TenantTx::commit`].
#[derive(Debug)]
pub struct TenantTx {
    tenant: TenantId,
    tx: Transaction<'static, Postgres>,
}

/// The same through SeaORM, for entities.
#[derive(Debug)]
pub struct OrmTx {
    tenant: TenantId,
    tx: DatabaseTransaction,
}

impl Db {
    /// Begins a transaction for one tenant.
    ///
    /// # Errors
    /// When Postgres is away or busy.
    pub async fn tenant(&self, tenant: TenantId) -> Result<TenantTx, DbError> {
        let mut tx = self.pool().begin().await?;
        sqlx::query("select set_config('app.current_tenant', $1, true)")
            .bind(tenant.uuid().to_string())
            .execute(&mut *tx)
            .await?;
        Ok(TenantTx { tenant, tx })
    }

    /// Begins a SeaORM transaction for one tenant.
    ///
    /// # Errors
    /// When Postgres is away or busy.
    pub async fn tenant_orm(&self, tenant: TenantId) -> Result<OrmTx, DbError> {
        let tx = self.orm().begin().await?;
        tx.execute_raw(Statement::from_sql_and_values(
            sea_orm::DbBackend::Postgres,
            "select set_config('app.current_tenant', $1, true)",
            [tenant.uuid().to_string().into()],
        ))
        .await?;
        Ok(OrmTx { tenant, tx })
    }
}

impl TenantTx {
    /// Whose rows this sees.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The connection, for a statement.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Makes everything done here durable.
    ///
    /// # Errors
    /// When Postgres went away: then nothing was stored, or it cannot be told, and the caller repeats by key.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.tx.commit().await?)
    }
}

impl OrmTx {
    /// Whose rows this sees.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The connection, for entities.
    #[must_use]
    pub const fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Makes everything done here durable.
    ///
    /// # Errors
    /// When Postgres went away.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.tx.commit().await?)
    }
}
