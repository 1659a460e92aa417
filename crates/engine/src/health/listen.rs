//! Listens for silence that the hour does not explain: an event for the screens, a letter to each who leads.

use crate::{
    Engine,
    cost::alarm::{self, Alarm},
    job::{JobError, Task},
};
use chrono::TimeDelta;
use prosa_db::{
    DbError, TenantTx,
    event::{self, NewEvent},
    health,
    line::{self, LineRow},
};
use prosa_domain::{
    event::EventKind,
    id::{LineId, TenantId},
    line::LineState,
    line_health::{Silence, WEEKS_MAX, silence},
};
use serde::{Deserialize, Serialize};

/// Weeks of hours read: those learned from, and those a silence may last.
const WEEKS_READ: i64 = WEEKS_MAX + 2;

/// Listens to every connected line.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ListenLines {}

impl Task for ListenLines {
    const NAME: &'static str = "listen_lines";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        for tenant in engine.db.list_tenants().await? {
            engine.listen(tenant).await?;
        }
        Ok(())
    }
}

impl Engine {
    async fn listen(&self, tenant: TenantId) -> Result<(), JobError> {
        let now = self.now();
        let mut tx = self.db.tenant(tenant).await?;
        let mut news = false;
        for row in line::list(&mut tx).await? {
            if row.state()? == LineState::Connected {
                news |= self.listen_to(&mut tx, &row).await?;
            }
        }
        if news {
            event::append(&mut tx, now, &[NewEvent::of(EventKind::LineUpdated)]).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn listen_to(&self, tx: &mut TenantTx, row: &LineRow) -> Result<bool, DbError> {
        let Some(last) = row.last_inbound_at else { return Ok(false) };
        let (now, id) = (self.now(), LineId(row.id));
        let history = health::hours(tx, id, now - TimeDelta::weeks(WEEKS_READ)).await?;
        let (local_now, local_last) = (health::local(tx, now).await?, health::local(tx, last).await?);
        match silence(&history, local_now, local_last) {
            Silence::Unusual { .. } => {
                let news = health::set_silent(tx, id, Some(last)).await?;
                if news {
                    tracing::warn!(line = %id, "a line is silent at a busy hour");
                    alarm::tell(tx, Alarm::Silence { line: id, since: last }).await?;
                }
                Ok(news)
            }
            Silence::Usual => {
                // Only a delivery ends a silence, not the night that follows it.
                match health::silent_since(tx, id).await? {
                    Some(since) if last > since => health::set_silent(tx, id, None).await,
                    _ => Ok(false),
                }
            }
        }
    }
}
