//! The screen of the send queue: what waits, how fast it goes, and the pace of the whole company.

use crate::{Caller, Engine, Reply, refuse_db, sender};
use prosa_db::{
    DbError,
    event::{self, NewEvent},
    line::{self, LineRow},
    outbound::{
        overview::{self, LineRoom, QueueRow},
        pace, panic,
    },
};
use prosa_domain::{
    access::{Action, Permit, allows},
    event::EventKind,
    id::LineId,
    panic::Stop,
    phone,
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::sending::{QueueView, SendingLine, SendingView};
use std::collections::HashMap;
use uuid::Uuid;

/// The most a pace can be set to.
const PACE_MAX: u16 = 1_000;

/// What is known of the tenant's lines besides their rows.
struct Known {
    queues: HashMap<Uuid, QueueRow>,
    rooms: HashMap<Uuid, LineRoom>,
    stops: HashMap<LineId, Stop>,
}

impl Engine {
    /// What waits to be sent, per line, and how fast each goes.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn sending(&self, caller: &Caller) -> Reply<SendingView> {
        caller.may(Action::ViewLines)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        self.sending_view(caller, &keys).await.map_err(refuse_db)
    }

    async fn sending_view(&self, caller: &Caller, keys: &TenantKeys) -> Result<SendingView, DbError> {
        let now = self.now();
        let mut tx = self.db.tenant(caller.tenant).await?;
        let (_, sequence) = event::range(&mut tx).await?;
        let rows = line::list(&mut tx).await?;
        let known = Known {
            queues: overview::queues(&mut tx, now).await?.into_iter().map(|row| (row.line_id, row)).collect(),
            rooms: overview::rooms(&mut tx, now).await?.into_iter().map(|row| (row.line_id, row)).collect(),
            stops: panic::stopped(&mut tx).await?.into_iter().collect(),
        };
        let own = overview::tenant_per_minute(&mut tx).await?;
        tx.commit().await?;
        let mut lines = rows.iter().map(|row| known.line(keys, row)).collect::<Result<Vec<_>, DbError>>()?;
        lines.sort_by(|one, two| one.label.cmp(&two.label));
        Ok(SendingView {
            lines,
            default_per_second: self.settings.pace.line_per_second,
            tenant_per_minute: small(own),
            default_per_minute: self.settings.pace.tenant_per_minute,
            may_manage: allows(caller.role, Action::ManageLines) == Permit::Allowed,
            sequence,
        })
    }

    /// Sets how many messages a minute the company sends over all its lines; none is the default, 0 without limit.
    ///
    /// # Errors
    /// `field-invalid`, `forbidden`, `database-away`.
    pub async fn set_tenant_pace(&self, caller: &Caller, per_minute: Option<u16>) -> Reply<()> {
        caller.may(Action::ManageLines)?;
        if per_minute.is_some_and(|value| value > PACE_MAX) {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "per_minute"));
        }
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        pace::set_tenant(&mut tx, per_minute.map(i32::from)).await.map_err(refuse_db)?;
        let event = NewEvent::of(EventKind::LineUpdated).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.wake.sends_of(caller.tenant);
        Ok(())
    }
}

impl Known {
    fn line(&self, keys: &TenantKeys, row: &LineRow) -> Result<SendingLine, DbError> {
        let display = row
            .display_phone_ct
            .as_deref()
            .map(|sealed| keys.open_text(Purpose::Phone, sealed))
            .transpose()?;
        let room = self.rooms.get(&row.id);
        Ok(SendingLine {
            id: LineId(row.id),
            label: row.label.clone(),
            display_phone: display.map(|digits| phone::display(&digits)).unwrap_or_default(),
            state: row.state()?,
            pause_reason: row.pause_reason.clone().unwrap_or_default(),
            stop: self.stops.get(&LineId(row.id)).map(|stop| sender::stop_view(*stop)),
            per_second: small(room.and_then(|room| room.per_second)),
            per_minute: small(room.and_then(|room| room.per_minute)),
            queue: self.queues.get(&row.id).map(queue).unwrap_or_default(),
            reached: room.map_or(0, |room| room.reached),
            reach_limit: room.and_then(|room| room.reach_limit),
        })
    }
}

/// Paces are stored between 0 and 1,000.
fn small(value: Option<i32>) -> Option<u16> {
    value.and_then(|value| u16::try_from(value).ok())
}

const fn queue(row: &QueueRow) -> QueueView {
    QueueView {
        replies: row.replies,
        rules: row.rules,
        campaigns: row.campaigns,
        scheduled: row.scheduled,
        again: row.again,
        sending: row.sending,
        unknown: row.unknown,
        oldest_at: row.oldest_at,
    }
}
