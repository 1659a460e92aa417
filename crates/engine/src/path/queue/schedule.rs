//! Messages for later: when one may leave, and how one is taken back.

use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    event::{self, NewEvent},
    outbound::purpose,
};
use prosa_domain::{
    access::Action,
    event::EventKind,
    refusal::{Code, Refusal},
};
use prosa_wire::inbox::CancelScheduled;

/// How far ahead a message may be written: beyond, nobody remembers it.
const AHEAD_MAX: TimeDelta = TimeDelta::days(366);

/// Whether a message may leave then.
///
/// # Errors
/// `field-invalid` for a time that has passed or is more than a year ahead.
pub(super) fn check(at: DateTime<Utc>, now: DateTime<Utc>) -> Reply<DateTime<Utc>> {
    if at <= now || at > now + AHEAD_MAX {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "send_at"));
    }
    Ok(at)
}

impl Engine {
    /// Takes back a message that is to be sent later. It was never sent, so nothing of it stays.
    ///
    /// # Errors
    /// `not-found` when it is not waiting for its time any more; `forbidden` without the right to write.
    pub async fn cancel_scheduled(&self, caller: &Caller, cancel: CancelScheduled) -> Reply<()> {
        caller.may(Action::SendMessage)?;
        let now = self.now();
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        let gone = purpose::take_back(&mut tx, cancel.conversation_id, cancel.message_id, now)
            .await
            .map_err(refuse_db)?;
        if !gone {
            return Err(Refusal::new(Code::NotFound));
        }
        let event = NewEvent::of(EventKind::MessageUpdated)
            .conversation(cancel.conversation_id)
            .message(cancel.message_id)
            .by(caller.member);
        event::append(&mut tx, now, &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }
}
