//! Hourly upkeep: partitions ahead, and forgetting what is no longer needed.

use super::{JobError, Task};
use crate::{Engine, media};
use chrono::TimeDelta;
use prosa_db::{assist, assistant, cost, digest, event, health, outbound, people, template, view::dashboard};
use prosa_domain::id::TenantId;
use serde::{Deserialize, Serialize};

/// Months of message partitions made ahead.
const MONTHS_AHEAD: i32 = 2;
/// How long ended sessions and links are kept, for those who ask what happened.
const KEEP_ENDED: TimeDelta = TimeDelta::days(30);
/// How long the use of templates is kept; thirty days of it are shown.
const KEEP_USES: TimeDelta = TimeDelta::days(90);
/// How long money is held for a message without a price; the provider tells it within 30 days.
const KEEP_HELD: TimeDelta = TimeDelta::days(31);
/// How long hours are counted: what is usual is learned from eight weeks, before a silence of two.
const KEEP_HOURS: TimeDelta = TimeDelta::weeks(12);
/// How long readings are counted for the dashboard, which shows ninety days.
const KEEP_READINGS: TimeDelta = TimeDelta::days(400);
/// How long questions to language models are kept, without their words: a year can be compared with the one before.
const KEEP_ASKS: TimeDelta = TimeDelta::days(400);
/// How long what a model told of a conversation is kept: nobody looks at an older one again.
const KEEP_DIGESTS: TimeDelta = TimeDelta::days(30);
/// How long counted tries are kept.
const KEEP_TRIES: TimeDelta = TimeDelta::days(1);

/// The hourly upkeep.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Maintenance {}

impl Task for Maintenance {
    const NAME: &'static str = "maintenance";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        let now = engine.now();
        prosa_db::job::ensure_message_partitions(&engine.db, now.date_naive(), MONTHS_AHEAD).await?;
        let tries = people::throttle::forget_before(&engine.db, now - KEEP_TRIES, now).await?;
        let mut forgotten = 0;
        for tenant in engine.db.list_tenants().await? {
            forgotten += forget(&engine, tenant).await?;
            let kept = media::keep::keep(&engine, tenant).await?;
            forgotten += kept.unsent + kept.old + kept.objects;
        }
        tracing::info!(tries, rows = forgotten, "upkeep is done");
        Ok(())
    }
}

async fn forget(engine: &Engine, tenant: TenantId) -> Result<u64, JobError> {
    let now = engine.now();
    let event_keep = TimeDelta::from_std(engine.settings.event_keep).unwrap_or(TimeDelta::MAX);
    let mut tx = engine.db.tenant(tenant).await?;
    let events = event::forget_before(&mut tx, now - event_keep).await?;
    let uses = template::forget_uses_before(&mut tx, now - KEEP_USES).await?;
    let pace = outbound::pace::forget(&mut tx, now).await?;
    let held = cost::facts::let_go_before(&mut tx, now - KEEP_HELD).await?;
    let hours = health::forget_hours_before(&mut tx, now - KEEP_HOURS).await?;
    let readings = dashboard::forget_before(&mut tx, now - KEEP_READINGS).await?;
    let asks = assist::ask::forget(&mut tx, now, now - KEEP_ASKS).await?;
    let digests = digest::forget_before(&mut tx, now - KEEP_DIGESTS).await?;
    let turns = assistant::log::forget_before(&mut tx, now - KEEP_ASKS).await?;
    tx.commit().await?;
    let tx = engine.db.tenant_orm(tenant).await?;
    let sessions = people::sessions::forget_before(&tx, now - KEEP_ENDED).await?;
    let resets = people::resets::forget_before(&tx, now - KEEP_ENDED).await?;
    tx.commit().await?;
    Ok(events + uses + pace + held + hours + readings + asks + digests + turns + sessions + resets)
}
