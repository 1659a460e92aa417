//! Opened keys, per tenant and of the installation. Wrapped keys live in the database; opened ones only in memory.
//!
//! Keys change under a running program. Every node reads the stored keys again at least every [`FRESH_MAX`], and a new data
//! key seals only [`SETTLE`] after it was made, so each node knows it before any ciphertext needs it. Should a ciphertext
//! ask for an unknown key anyway, the stored keys are read again at the next use, at most once per second for each key.

mod rotate;
mod shelf;

pub use rotate::Resealed;

use crate::port::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    Db, DbError, TenantTx,
    keys::{self, StoredKey},
};
use prosa_domain::id::TenantId;
use prosa_vault::{DataKeys, InstallationKeys, KeyKind, KeyProvider, Scope, TenantKeys, WrappedKey};
use shelf::Shelf;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

/// How long opened keys are used before the stored ones are looked at again.
pub const FRESH_MAX: TimeDelta = TimeDelta::seconds(20);
/// How long a new data key rests before it seals.
pub const SETTLE: TimeDelta = TimeDelta::seconds(45);

/// Opens keys and keeps them.
pub struct Keyring {
    db: Db,
    provider: Arc<dyn KeyProvider>,
    clock: Arc<dyn Clock>,
    installation: RwLock<Shelf>,
    tenants: RwLock<HashMap<TenantId, Shelf>>,
}

impl Keyring {
    /// Opens the installation's keys, making them on the very first start.
    ///
    /// # Errors
    /// When Postgres is away, or the key-encryption key that wrapped them is gone.
    pub async fn open(
        db: Db,
        provider: Arc<dyn KeyProvider>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DbError> {
        let maker = Arc::clone(&provider);
        let make = async move || Ok(TenantKeys::create(maker.as_ref(), Scope::Installation).await?);
        let now = clock.now();
        let stored = keys::installation(&db, now, make).await?;
        let shelf =
            Shelf::new(unlock(provider.as_ref(), Scope::Installation, &stored, now).await?, &stored, now);
        Ok(Self { db, provider, clock, installation: RwLock::new(shelf), tenants: RwLock::default() })
    }

    /// The installation's keys, as they were last read.
    #[must_use]
    pub fn installation(&self) -> Arc<InstallationKeys> {
        self.installation.read().unwrap_or_else(PoisonError::into_inner).keys()
    }

    /// Reads the installation's keys again when it is time to, or when a ciphertext asked for an unknown one. Call it
    /// before opening many; it mostly costs nothing.
    ///
    /// # Errors
    /// When Postgres is away or a key does not open; the keys known so far stay in use.
    pub async fn refresh_installation(&self) -> Result<Arc<InstallationKeys>, DbError> {
        let now = self.clock.now();
        let due = self.installation.write().unwrap_or_else(PoisonError::into_inner).is_due(now);
        if due {
            let stored = keys::list_installation(&self.db).await?;
            let opened = unlock(self.provider.as_ref(), Scope::Installation, &stored, now).await?;
            self.installation.write().unwrap_or_else(PoisonError::into_inner).renew(opened, &stored, now);
        }
        Ok(self.installation())
    }

    /// A tenant's keys.
    ///
    /// # Errors
    /// When Postgres is away, the tenant has no keys, or they do not open.
    pub async fn tenant(&self, tenant: TenantId) -> Result<Arc<TenantKeys>, DbError> {
        let now = self.clock.now();
        if let Some(keys) = self.fresh(tenant, now) {
            return Ok(keys);
        }
        let mut tx = self.db.tenant(tenant).await?;
        let stored = keys::list(&mut tx).await?;
        tx.commit().await?;
        let opened = unlock(self.provider.as_ref(), Scope::Tenant(tenant), &stored, now).await?;
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        let shelf = tenants.entry(tenant).or_insert_with(|| Shelf::new(Arc::clone(&opened), &stored, now));
        shelf.renew(opened, &stored, now);
        Ok(shelf.keys())
    }

    /// The keys in memory, unless they must be read again.
    fn fresh(&self, tenant: TenantId, now: DateTime<Utc>) -> Option<Arc<TenantKeys>> {
        {
            let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
            let shelf = tenants.get(&tenant)?;
            if shelf.is_quiet(now) {
                return Some(shelf.keys());
            }
        }
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        let shelf = tenants.get_mut(&tenant)?;
        (!shelf.is_due(now)).then(|| shelf.keys())
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
}

/// Opens stored keys; the newest data key that has rested long enough seals.
async fn unlock(
    provider: &dyn KeyProvider,
    scope: Scope,
    stored: &[StoredKey],
    now: DateTime<Utc>,
) -> Result<Arc<DataKeys>, DbError> {
    let rested = |one: &&StoredKey| one.key.kind == KeyKind::Data && one.created_at + SETTLE <= now;
    let newest = stored.iter().filter(rested).map(|one| one.key.key_id).max().unwrap_or_default();
    let wrapped: Vec<WrappedKey> = stored.iter().map(|one| one.key.clone()).collect();
    Ok(Arc::new(DataKeys::open_sealing(provider, scope, &wrapped, newest).await?))
}
