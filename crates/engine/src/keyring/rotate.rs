//! Changing keys under a running installation: new data keys, old texts under new keys, new wrappings.

use super::{Keyring, SETTLE};
use chrono::TimeDelta;
use prosa_db::{
    DbError,
    keys::{self, StoredKey},
    reseal::{self, INSTALLATION_COLUMNS, TENANT_COLUMNS, Window},
};
use prosa_domain::id::TenantId;
use prosa_vault::{DataKeys, KeyKind, Scope, TenantKeys, WrappedKey};

/// A text that was being written under the old key while its column was walked is found by the next walk.
const WALKS_MAX: u32 = 4;

/// What putting old texts under the current key did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Ciphertexts put under the current key.
    pub resealed: u64,
    /// Ciphertexts that no key opens; they stay as they are.
    pub unreadable: u64,
}

impl Keyring {
    /// Makes a new data key for a scope and returns its number. It seals after [`SETTLE`], on every node; older ciphertexts
    /// stay readable.
    ///
    /// # Errors
    /// When Postgres or the key provider refuses, or somebody else is making one.
    pub async fn add_data_key(&self, scope: Scope) -> Result<u32, DbError> {
        let stored = wrapped(&self.stored(scope).await?);
        let next = DataKeys::rotate(self.provider.as_ref(), scope, &stored).await?;
        let now = self.clock.now();
        match scope {
            Scope::Installation => keys::add_installation(&self.db, &next, now).await?,
            Scope::Tenant(tenant) => {
                let mut tx = self.db.tenant(tenant).await?;
                keys::add(&mut tx, &next, now).await?;
                tx.commit().await?;
            }
        }
        Ok(next.key_id)
    }

    /// How long the newest data key of a scope still rests.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn rests_for(&self, scope: Scope) -> Result<TimeDelta, DbError> {
        let stored = self.stored(scope).await?;
        let newest =
            stored.iter().filter(|one| one.key.kind == KeyKind::Data).max_by_key(|one| one.key.key_id);
        let wakes = newest.map(|one| one.created_at + SETTLE).unwrap_or_default();
        Ok((wakes - self.clock.now()).max(TimeDelta::zero()))
    }

    /// Puts everything of a scope that an older key made under the key that seals now. Can be stopped and begun again at
    /// any point, beside running servers.
    ///
    /// # Errors
    /// When Postgres is away; what was done so far stays.
    pub async fn reseal(&self, scope: Scope) -> Result<Resealed, DbError> {
        let mut total = Resealed::default();
        for _ in 0..WALKS_MAX {
            let walk = match scope {
                Scope::Installation => self.walk_installation().await?,
                Scope::Tenant(tenant) => self.walk_tenant(tenant).await?,
            };
            total = Resealed { resealed: total.resealed + walk.resealed, unreadable: walk.unreadable };
            if walk.resealed == 0 {
                break;
            }
        }
        Ok(total)
    }

    async fn walk_tenant(&self, tenant: TenantId) -> Result<Resealed, DbError> {
        let mut done = Resealed::default();
        for column in TENANT_COLUMNS {
            let mut after: Option<Vec<String>> = None;
            loop {
                let keys = self.tenant(tenant).await?;
                // In turn with reading and settling, which write to the same rows.
                let mut tx = self.db.tenant_path(tenant).await?;
                let window = reseal::tenant_window(&mut tx, &keys, column, after.as_deref()).await?;
                tx.commit().await?;
                done.add(&window);
                after = window.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(done)
    }

    async fn walk_installation(&self) -> Result<Resealed, DbError> {
        let mut done = Resealed::default();
        for column in INSTALLATION_COLUMNS {
            let mut after: Option<Vec<String>> = None;
            loop {
                let keys = self.refresh_installation().await?;
                let window = reseal::installation_window(&self.db, &keys, column, after.as_deref()).await?;
                done.add(&window);
                after = window.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(done)
    }

    /// Wraps every key anew with the provider's current key-encryption key: the installation's and all tenants'.
    /// Returns how many keys were wrapped.
    ///
    /// # Errors
    /// When Postgres or the key provider refuses; what was wrapped so far stays valid.
    pub async fn rewrap_all(&self) -> Result<usize, DbError> {
        let stored = wrapped(&self.stored(Scope::Installation).await?);
        let fresh = TenantKeys::rewrap(self.provider.as_ref(), Scope::Installation, &stored).await?;
        keys::store_installation(&self.db, &fresh, self.clock.now()).await?;
        let mut count = fresh.len();
        for tenant in self.db.list_tenants().await? {
            let mut tx = self.db.tenant(tenant).await?;
            let stored = wrapped(&keys::list(&mut tx).await?);
            let fresh = TenantKeys::rewrap(self.provider.as_ref(), Scope::Tenant(tenant), &stored).await?;
            keys::store(&mut tx, &fresh, self.clock.now()).await?;
            tx.commit().await?;
            count += fresh.len();
        }
        Ok(count)
    }

    /// Every scope there is: the installation first, then its tenants.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn scopes(&self) -> Result<Vec<Scope>, DbError> {
        let tenants = self.db.list_tenants().await?.into_iter().map(Scope::Tenant);
        Ok(std::iter::once(Scope::Installation).chain(tenants).collect())
    }

    async fn stored(&self, scope: Scope) -> Result<Vec<StoredKey>, DbError> {
        match scope {
            Scope::Installation => keys::list_installation(&self.db).await,
            Scope::Tenant(tenant) => {
                let mut tx = self.db.tenant(tenant).await?;
                let stored = keys::list(&mut tx).await?;
                tx.commit().await?;
                Ok(stored)
            }
        }
    }
}

impl Resealed {
    fn add(&mut self, window: &Window) {
        self.resealed += window.resealed;
        self.unreadable += window.unreadable;
    }
}

fn wrapped(stored: &[StoredKey]) -> Vec<WrappedKey> {
    stored.iter().map(|one| one.key.clone()).collect()
}
