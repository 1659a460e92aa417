//! Opened keys, per tenant and of the installation. Wrapped keys live in the database; opened ones only in memory.

use chrono::{DateTime, Utc};
use prosa_db::{Db, DbError, TenantTx, keys};
use prosa_domain::id::TenantId;
use prosa_vault::{InstallationKeys, KeyProvider, Scope, TenantKeys};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

/// Opens keys once and keeps them.
pub struct Keyring {
    db: Db,
    provider: Arc<dyn KeyProvider>,
    installation: RwLock<Arc<InstallationKeys>>,
    tenants: RwLock<HashMap<TenantId, Arc<TenantKeys>>>,
}

impl Keyring {
    /// Opens the installation's keys, making them on the very first start.
    ///
    /// # Errors
    /// When Postgres is away, or the key-encryption key that wrapped them is gone.
    pub async fn open(db: Db, provider: Arc<dyn KeyProvider>, now: DateTime<Utc>) -> Result<Self, DbError> {
        let maker = Arc::clone(&provider);
        let make = async move || Ok(TenantKeys::create(maker.as_ref(), Scope::Installation).await?);
        let stored = keys::installation(&db, now, make).await?;
        let opened = InstallationKeys::open_all(provider.as_ref(), Scope::Installation, &stored).await?;
        Ok(Self { db, provider, installation: RwLock::new(Arc::new(opened)), tenants: RwLock::default() })
    }

    /// The installation's keys.
    #[must_use]
    pub fn installation(&self) -> Arc<InstallationKeys> {
        Arc::clone(&self.installation.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A tenant's keys.
    ///
    /// # Errors
    /// When Postgres is away, the tenant has no keys, or they do not open.
    pub async fn tenant(&self, tenant: TenantId) -> Result<Arc<TenantKeys>, DbError> {
        let known = self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).map(Arc::clone);
        if let Some(keys) = known {
            return Ok(keys);
        }
        let mut tx = self.db.tenant(tenant).await?;
        let stored = keys::list(&mut tx).await?;
        tx.commit().await?;
        let opened = TenantKeys::open_all(self.provider.as_ref(), Scope::Tenant(tenant), &stored).await?;
        let opened = Arc::new(opened);
        self.keep(tenant, Arc::clone(&opened));
        Ok(opened)
    }

    fn keep(&self, tenant: TenantId, keys: Arc<TenantKeys>) {
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).insert(tenant, keys);
    }

    /// Makes a new tenant's keys inside the transaction that makes the tenant. They are kept in memory only after
    /// [`Keyring::tenant`] finds them committed.
    ///
    /// # Errors
    /// When Postgres or the key provider refuses.
    pub async fn create_tenant_keys(
        &self,
        tx: &mut TenantTx,
        now: DateTime<Utc>,
    ) -> Result<TenantKeys, DbError> {
        let scope = Scope::Tenant(tx.tenant());
        let fresh = TenantKeys::create(self.provider.as_ref(), scope).await?;
        keys::store(tx, &fresh, now).await?;
        Ok(TenantKeys::open_all(self.provider.as_ref(), scope, &fresh).await?)
    }

    /// Gives a tenant a new data key: what is sealed from now on uses it, older ciphertexts stay readable.
    ///
    /// # Errors
    /// When Postgres or the key provider refuses.
    pub async fn rotate_tenant(&self, tenant: TenantId, now: DateTime<Utc>) -> Result<(), DbError> {
        let scope = Scope::Tenant(tenant);
        let mut tx = self.db.tenant(tenant).await?;
        let stored = keys::list(&mut tx).await?;
        let next = TenantKeys::rotate(self.provider.as_ref(), scope, &stored).await?;
        keys::store(&mut tx, &[next], now).await?;
        let stored = keys::list(&mut tx).await?;
        tx.commit().await?;
        let opened = TenantKeys::open_all(self.provider.as_ref(), scope, &stored).await?;
        self.keep(tenant, Arc::new(opened));
        Ok(())
    }

    /// Wraps every key anew with the provider's current key-encryption key: the installation's and all tenants'.
    /// Returns how many keys were wrapped.
    ///
    /// # Errors
    /// When Postgres or the key provider refuses; what was wrapped so far stays valid.
    pub async fn rewrap_all(&self, now: DateTime<Utc>) -> Result<usize, DbError> {
        let stored = keys::installation(&self.db, now, async || Ok(Vec::new())).await?;
        let fresh = TenantKeys::rewrap(self.provider.as_ref(), Scope::Installation, &stored).await?;
        keys::store_installation(&self.db, &fresh, now).await?;
        let mut count = fresh.len();
        for tenant in self.db.list_tenants().await? {
            let mut tx = self.db.tenant(tenant).await?;
            let stored = keys::list(&mut tx).await?;
            let fresh = TenantKeys::rewrap(self.provider.as_ref(), Scope::Tenant(tenant), &stored).await?;
            keys::store(&mut tx, &fresh, now).await?;
            tx.commit().await?;
            count += fresh.len();
        }
        Ok(count)
    }
}
