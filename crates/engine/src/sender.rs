//! What people see and do of the sender: lines that stopped, their pace, and sends that were given up.

use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    DbError, TenantTx,
    event::{self, NewEvent},
    line,
    outbound::{
        dead::{self, DeadRow},
        pace::{self, LinePaceRow},
        panic,
    },
};
use prosa_domain::{
    access::Action,
    delivery::reason_key,
    event::EventKind,
    id::LineId,
    panic::Stop,
    phone,
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::{
    inbox::RetrySend,
    line::LineView,
    sender::{
        DeadLetter, DeadLetterPage, DeadReason, DeadSelection, LinePaceForm, LineStopView, Requeued, Shelf,
    },
};

/// Sends that were given up on one page.
const PAGE: i64 = 50;
/// Sends put back by one command.
const REQUEUE_MAX: i64 = 200;
/// The most a pace can be set to.
const PACE_MAX: u16 = 1_000;

/// Opens the way of a line, as if it had never stopped.
pub(crate) async fn clear(tx: &mut TenantTx, id: LineId) -> Result<(), DbError> {
    let mut watched = panic::lock(tx, &[id]).await?;
    for one in &mut watched {
        one.watch.recover();
        one.probe = None;
    }
    panic::store(tx, &watched).await
}

pub(crate) const fn stop_view(stop: Stop) -> LineStopView {
    LineStopView { since: stop.since, reason: stop.reason, probe_at: stop.probe_at, probes: stop.probes }
}

impl Engine {
    /// Lets a line that stopped by itself send again at once.
    ///
    /// # Errors
    /// `not-found`, `forbidden`, `database-away`.
    pub async fn recover_line(&self, caller: &Caller, id: LineId) -> Reply<LineView> {
        caller.may(Action::ManageLines)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        line::find(&mut tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))?;
        let was = panic::stop_of(&mut tx, id).await.map_err(refuse_db)?;
        clear(&mut tx, id).await.map_err(refuse_db)?;
        panic::reopen(&mut tx, id).await.map_err(refuse_db)?;
        if was.is_some() {
            let kinds = [EventKind::LineUpdated, EventKind::LineRecovered];
            let events = kinds.map(|kind| NewEvent::of(kind).by(caller.member));
            event::append(&mut tx, self.now(), &events).await.map_err(refuse_db)?;
        }
        let row = line::find(&mut tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))?;
        tx.commit().await.map_err(refuse_db)?;
        self.wake.sends_of(caller.tenant);
        self.line_view(&keys, &row, &[]).map_err(refuse_db)
    }

    /// Sets how fast a line sends.
    ///
    /// # Errors
    /// `field-invalid`, `not-found`, `forbidden`, `database-away`.
    pub async fn set_line_pace(&self, caller: &Caller, id: LineId, form: LinePaceForm) -> Reply<()> {
        caller.may(Action::ManageLines)?;
        for (name, value) in [("per_second", form.per_second), ("per_minute", form.per_minute)] {
            if value.is_some_and(|value| value > PACE_MAX) {
                return Err(Refusal::new(Code::FieldInvalid).with("field", name));
            }
        }
        let row = LinePaceRow {
            per_second: form.per_second.map(i32::from),
            per_minute: form.per_minute.map(i32::from),
        };
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if !pace::set_line(&mut tx, id, row).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::NotFound));
        }
        let event = NewEvent::of(EventKind::LineUpdated).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.wake.sends_of(caller.tenant);
        Ok(())
    }

    /// Sends that were given up, the newest first. `cursor` is the `next` of the page before.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn dead_letters(&self, caller: &Caller, cursor: Option<i64>) -> Reply<DeadLetterPage> {
        self.shelved(caller, Shelf::GivenUp, cursor).await
    }

    /// Sends on a shelf, the newest first. `cursor` is the `next` of the page before; reasons are counted for those that
    /// somebody should look at.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn shelved(&self, caller: &Caller, shelf: Shelf, cursor: Option<i64>) -> Reply<DeadLetterPage> {
        caller.may(Action::SendMessage)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let rows = dead::list(&mut tx, shelf, cursor, None, PAGE).await.map_err(refuse_db)?;
        let counts = match shelf {
            Shelf::GivenUp => dead::counts(&mut tx).await.map_err(refuse_db)?,
            Shelf::Discarded => Vec::new(),
        };
        tx.commit().await.map_err(refuse_db)?;
        let is_last = i64::try_from(rows.len()).unwrap_or(PAGE) < PAGE;
        let next = rows.last().map(|row| row.lane).filter(|_| !is_last);
        let letters =
            rows.iter().map(|row| letter(&keys, row)).collect::<Result<_, _>>().map_err(refuse_db)?;
        let reasons = counts
            .into_iter()
            .map(|(code, count)| DeadReason {
                code,
                reason_key: reason_key(code).to_owned(),
                count: u32::try_from(count).unwrap_or(u32::MAX),
            })
            .collect();
        Ok(DeadLetterPage { letters, reasons, next })
    }

    /// Queues sends that were given up again. Each passes the gate as it would by itself; what is refused stays given up.
    ///
    /// # Errors
    /// `forbidden`, `database-away`; for a single message also what [`Engine::retry_send`] refuses.
    pub async fn requeue_dead(&self, caller: &Caller, which: DeadSelection) -> Reply<Requeued> {
        caller.may(Action::SendMessage)?;
        let code = match which {
            DeadSelection::Message { conversation_id, message_id } => {
                self.retry_send(caller, RetrySend { conversation_id, message_id }).await?;
                return Ok(Requeued { queued: 1, ..Requeued::default() });
            }
            DeadSelection::Code(code) => code,
        };
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut rows =
            dead::list(&mut tx, Shelf::GivenUp, None, Some(code), REQUEUE_MAX).await.map_err(refuse_db)?;
        let total = dead::counts(&mut tx).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        // The oldest first: within a conversation they go out as they were written.
        rows.reverse();
        let mut done = Requeued::default();
        for row in &rows {
            let retry = RetrySend { conversation_id: row.conversation(), message_id: row.message() };
            match self.retry_send(caller, retry).await {
                Ok(()) => done.queued += 1,
                Err(refusal) if refusal.code == Code::DatabaseAway => return Err(refusal),
                Err(_) => done.refused += 1,
            }
        }
        let all = total.iter().find(|(one, _)| *one == code).map_or(0, |(_, count)| *count);
        let seen = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        done.left = u32::try_from(all.saturating_sub(seen)).unwrap_or_default();
        Ok(done)
    }

    /// Puts sends that were given up away: they leave the list, their messages stay failed. Returns how many.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn discard_dead(&self, caller: &Caller, which: DeadSelection) -> Reply<u32> {
        caller.may(Action::ManageLines)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let by = (caller.member, self.now());
        let gone = match which {
            DeadSelection::Message { message_id, .. } => {
                dead::discard(&mut tx, &[message_id], None, by).await
            }
            DeadSelection::Code(code) => dead::discard(&mut tx, &[], Some(code), by).await,
        };
        let gone = gone.map_err(refuse_db)?;
        if gone > 0 {
            tracing::info!(member = %caller.member, count = gone, "sends that were given up were put away");
            let event = NewEvent::of(EventKind::LineUpdated).by(caller.member);
            event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        }
        tx.commit().await.map_err(refuse_db)?;
        Ok(u32::try_from(gone).unwrap_or(u32::MAX))
    }
}

fn letter(keys: &TenantKeys, row: &DeadRow) -> Result<DeadLetter, DbError> {
    let open = |purpose: Purpose, sealed: &Option<Vec<u8>>| {
        sealed.as_deref().map(|one| keys.open_text(purpose, one)).transpose()
    };
    let number = open(Purpose::Phone, &row.wa_id_ct)?;
    Ok(DeadLetter {
        message_id: row.message(),
        conversation_id: row.conversation(),
        contact_id: row.contact(),
        name: open(Purpose::PersonName, &row.name_ct)?.unwrap_or_default(),
        phone: number.map(|digits| phone::display(&digits)).unwrap_or_default(),
        line_id: row.line(),
        line_label: row.line_label.clone(),
        code: row.code,
        reason_key: reason_key(row.code).to_owned(),
        attempts: u16::try_from(row.attempts).unwrap_or_default(),
        queued_at: row.queued_at,
        failed_at: row.failed_at,
        discarded_at: row.discarded_at,
        discarded_by: open(Purpose::PersonName, &row.discarded_by_ct)?.unwrap_or_default(),
    })
}
