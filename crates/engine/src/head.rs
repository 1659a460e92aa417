//! What tenants taught the classifier: learned as background work from their corrections, remembered so that reading
//! messages asks the database once in a while and not for each.
//!
//! A change acts on every node as soon as it hears of it, and within [`FRESH`] where the word was lost.

use crate::{
    Caller, Engine, Reply,
    job::{self, JobError, Task},
    port::Classifier,
    refuse_db,
};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    DbError, TenantTx,
    head::{self, HeadRow, LearnedHead, Use},
};
use prosa_domain::{access::Action, id::TenantId};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::reading::{OwnHead, Reader};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How long what was read stays good.
const FRESH: TimeDelta = TimeDelta::seconds(30);
/// Tenants remembered. A head takes up to a megabyte.
const TENANTS_MAX: usize = 1_000;
/// Times learning begins again because something changed meanwhile.
const TRIES: u8 = 3;

#[derive(Clone)]
struct Known {
    /// Who reads; none when the shipped model does.
    own: Option<Arc<dyn Classifier>>,
    revision: i64,
    at: DateTime<Utc>,
}

#[derive(Default)]
struct Inner {
    known: HashMap<TenantId, Known>,
    changes: u64,
}

/// What is remembered.
#[derive(Default)]
pub struct Heads(Mutex<Inner>);

impl Heads {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known, and how many changes there were when it was looked up.
    fn find(&self, tenant: TenantId) -> (Option<Known>, u64) {
        let inner = self.inner();
        (inner.known.get(&tenant).cloned(), inner.changes)
    }

    /// Keeps what was read, unless something changed meanwhile.
    fn keep(&self, tenant: TenantId, known: Known, changes: u64) {
        let mut inner = self.inner();
        if inner.changes != changes {
            return;
        }
        if inner.known.len() >= TENANTS_MAX {
            let now = known.at;
            inner.known.retain(|_, one| now - one.at < FRESH);
        }
        if inner.known.len() < TENANTS_MAX {
            inner.known.insert(tenant, known);
        }
    }

    pub(crate) fn forget(&self, tenant: TenantId) {
        let mut inner = self.inner();
        inner.changes += 1;
        inner.known.remove(&tenant);
    }

    pub(crate) fn forget_all(&self) {
        let mut inner = self.inner();
        inner.changes += 1;
        inner.known.clear();
    }
}

/// Learning a tenant's examples anew.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LearnHead {
    /// Whose.
    pub tenant: TenantId,
}

impl LearnHead {
    fn key(self) -> String {
        format!("learn-head-{}", self.tenant)
    }
}

impl Task for LearnHead {
    const NAME: &'static str = "learn_head";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        for _ in 0..TRIES {
            if learn(&engine, self.tenant).await? {
                engine.heads.forget(self.tenant);
                return Ok(());
            }
        }
        Err(JobError::Other("the tenant's examples keep changing".to_owned()))
    }
}

/// Has a tenant's examples learned soon after the commit. Called several times before it begins it is done once.
///
/// # Errors
/// When Postgres refuses.
pub(crate) async fn learn_soon(tx: &mut TenantTx) -> Result<(), DbError> {
    let task = LearnHead { tenant: tx.tenant() };
    job::enqueue_once(tx, &task, &task.key()).await
}

/// Learns all examples from the first on. Returns whether it was kept; something else may have changed meanwhile.
async fn learn(engine: &Engine, tenant: TenantId) -> Result<bool, JobError> {
    let keys = engine.keyring.tenant(tenant).await?;
    let mut tx = engine.db.tenant(tenant).await?;
    let HeadRow { revision, .. } = head::load(&mut tx, None).await?;
    let examples = head::examples(&mut tx, &keys).await?;
    tx.commit().await?;
    let count = examples.len();
    let classifier = Arc::clone(&engine.classifier);
    let learned = tokio::task::spawn_blocking(move || classifier.learn(&examples))
        .await
        .map_err(|error| JobError::Other(format!("learning panicked: {error}")))?;
    let Some(learned) = learned else { return Ok(true) };
    let row = LearnedHead {
        model: engine.classifier.card().version,
        version: learned.version,
        examples: i32::try_from(count).unwrap_or(i32::MAX),
        weights_ct: (!learned.weights.is_empty()).then(|| keys.seal(Purpose::TenantHead, &learned.weights)),
        score: learned.score,
    };
    let mut tx = engine.db.tenant(tenant).await?;
    let kept = head::keep(&mut tx, &row, revision, engine.now()).await?;
    tx.commit().await?;
    metrics::counter!("prosa_heads_learned_total").increment(u64::from(kept));
    Ok(kept)
}

impl Engine {
    /// Who reads a tenant's messages.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub(crate) async fn reader(
        &self,
        tenant: TenantId,
        keys: &TenantKeys,
    ) -> Result<Arc<dyn Classifier>, DbError> {
        let now = self.now();
        let shipped = || Arc::clone(&self.classifier);
        let model = self.classifier.card().version;
        if model.is_empty() {
            return Ok(shipped());
        }
        let (known, changes) = self.heads.find(tenant);
        if let Some(known) = known.as_ref().filter(|one| (TimeDelta::zero()..FRESH).contains(&(now - one.at)))
        {
            return Ok(known.own.clone().unwrap_or_else(shipped));
        }
        let mut tx = self.db.tenant_path(tenant).await?;
        let row = head::load(&mut tx, known.as_ref().map(|one| one.revision)).await?;
        // Learned on another model, or never: what was taught is learned anew.
        if row.taught > 0 && row.model.as_deref() != Some(model.as_str()) {
            learn_soon(&mut tx).await?;
        }
        tx.commit().await?;
        let same = known.filter(|one| one.revision == row.revision).map(|one| one.own);
        let own = same.unwrap_or_else(|| self.open_head(&row, &model, keys));
        self.heads.keep(tenant, Known { own: own.clone(), revision: row.revision, at: now }, changes);
        Ok(own.unwrap_or_else(shipped))
    }

    /// The classifier a row makes; none when the shipped model reads.
    fn open_head(&self, row: &HeadRow, model: &str, keys: &TenantKeys) -> Option<Arc<dyn Classifier>> {
        let sealed =
            row.weights_ct.as_deref().filter(|_| row.enabled && row.model.as_deref() == Some(model))?;
        let opened = keys.open(Purpose::TenantHead, sealed).ok();
        let own = opened.and_then(|weights| self.classifier.with_head(&weights));
        if own.is_none() {
            tracing::warn!("what a tenant taught cannot be opened; the shipped model reads");
        }
        own
    }

    /// What the tenant taught, as the settings show it.
    pub(crate) async fn own_head(&self, tx: &mut TenantTx) -> Result<OwnHead, DbError> {
        let row = head::load(tx, None).await?;
        let count = |count: i64| u32::try_from(count).unwrap_or_default();
        Ok(OwnHead {
            reader: if row.enabled { Reader::Own } else { Reader::Shipped },
            version: row.version,
            learned: count(i64::from(row.examples)),
            taught: count(row.taught),
            score: row.score,
            at: row.learned_at,
        })
    }

    /// Decides who reads the tenant's messages from now on: the shipped model alone, or with what was taught.
    ///
    /// # Errors
    /// `forbidden` by role.
    pub async fn choose_reader(&self, caller: &Caller, reader: Reader) -> Reply<()> {
        caller.may(Action::ManagePolicy)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let used = match reader {
            Reader::Own => Use::Own,
            Reader::Shipped => Use::Shipped,
        };
        head::switch(&mut tx, used).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.heads.forget(caller.tenant);
        Ok(())
    }

    /// Forgets what was taught. The corrections stay with their messages; they teach nothing any more.
    ///
    /// # Errors
    /// `forbidden` by role.
    pub async fn forget_taught(&self, caller: &Caller) -> Reply<()> {
        caller.may(Action::ManagePolicy)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        head::reset(&mut tx, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.heads.forget(caller.tenant);
        Ok(())
    }
}
