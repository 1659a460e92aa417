//! Hourly upkeep of files: uploads nobody sent, files past their time, objects no row has.

use super::fetch;
use crate::{Engine, blob::BlobName, job::JobError};
use chrono::TimeDelta;
use prosa_db::media::{self, keep};
use prosa_domain::id::TenantId;

/// How long an upload waits to be sent.
const UNSENT: TimeDelta = TimeDelta::hours(24);
/// How long an object may be loose: longer than putting one may take.
const LOOSE: TimeDelta = TimeDelta::hours(6);
/// Rows in one step.
const STEP: i64 = 500;

/// What upkeep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Uploads removed because nobody sent them.
    pub unsent: u64,
    /// Files let go because of their age.
    pub old: u64,
    /// Objects removed from the store.
    pub objects: u64,
}

/// Lets go of a tenant's files that may go, and asks for those that wait.
///
/// # Errors
/// When Postgres refuses. What the store refuses is tried again an hour later.
pub async fn keep(engine: &Engine, tenant: TenantId) -> Result<Kept, JobError> {
    let now = engine.now();
    let mut kept = Kept::default();
    let mut tx = engine.db.tenant(tenant).await?;
    kept.unsent = keep::forget_unsent(&mut tx, now - UNSENT).await?;
    // A job that was lost for good leaves its files waiting: here they are found.
    if media::next_due(&mut tx).await?.is_some_and(|due| due <= now) {
        fetch::ask(&mut tx).await?;
    }
    tx.commit().await?;
    if let Some(age) = engine.settings.media_keep.and_then(|age| TimeDelta::from_std(age).ok()) {
        kept.old = let_go(engine, tenant, age).await?;
    }
    loop {
        let mut tx = engine.db.tenant(tenant).await?;
        let dropped = keep::drop_unused(&mut tx, now, STEP).await?;
        tx.commit().await?;
        if dropped == 0 {
            break;
        }
    }
    kept.objects = sweep(engine, tenant).await?;
    Ok(kept)
}

async fn let_go(engine: &Engine, tenant: TenantId, age: TimeDelta) -> Result<u64, JobError> {
    let now = engine.now();
    let mut total = 0;
    loop {
        let mut tx = engine.db.tenant(tenant).await?;
        let gone = keep::let_go(&mut tx, now - age, now, STEP).await?;
        tx.commit().await?;
        total += gone;
        if gone == 0 {
            return Ok(total);
        }
    }
}

/// Removes loose objects from the store. The row goes after the object, so that a crash between them costs a second try.
async fn sweep(engine: &Engine, tenant: TenantId) -> Result<u64, JobError> {
    let before = engine.now() - LOOSE;
    let mut total = 0;
    loop {
        let mut tx = engine.db.tenant(tenant).await?;
        let loose = keep::loose_before(&mut tx, before, STEP).await?;
        tx.commit().await?;
        let mut gone = Vec::new();
        for object in loose {
            let removed = match BlobName::parse(&object) {
                Some(name) => engine.blobs.remove(&name).await,
                None => Ok(()),
            };
            match removed {
                Ok(()) => gone.push(object),
                Err(error) => tracing::warn!(%tenant, %error, "an object could not be removed"),
            }
        }
        if gone.is_empty() {
            return Ok(total);
        }
        total += u64::try_from(gone.len()).unwrap_or_default();
        let mut tx = engine.db.tenant(tenant).await?;
        keep::forget_loose(&mut tx, &gone).await?;
        tx.commit().await?;
    }
}
