//! People who asked not to be contacted: the gate sends them nothing, and what waits for them is called off.

use super::{CODE_STOPPED, changed};
use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    event::{self, NewEvent},
    left_alone,
};
use prosa_domain::{
    access::Action,
    event::EventKind,
    id::ContactId,
    refusal::{Code, Refusal},
};

impl Engine {
    /// Notes that a person asked not to be contacted. What waits for them is stopped in the same transaction; nothing is sent
    /// to them from now on (`prosa_domain::policy`), and what they write keeps arriving.
    ///
    /// # Errors
    /// `forbidden`, `not-found`.
    pub async fn leave_alone(&self, caller: &Caller, contact: ContactId) -> Reply<()> {
        caller.may(Action::RecordConsent)?;
        let now = self.now();
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let said = Some((now, caller.member));
        if !left_alone::set(&mut tx, contact, said, now).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::NotFound));
        }
        let mut events = Vec::new();
        let stopped = left_alone::stop_waiting(&mut tx, contact, CODE_STOPPED).await.map_err(refuse_db)?;
        for (conversation, message) in stopped {
            events.push(NewEvent::of(EventKind::MessageUpdated).conversation(conversation).message(message));
        }
        changed(&mut tx, &[contact], Some(caller.member), &mut events).await.map_err(refuse_db)?;
        event::append(&mut tx, now, &events).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Notes that a person may be contacted again. What was called off stays so.
    ///
    /// # Errors
    /// `forbidden`, `not-found`.
    pub async fn contact_again(&self, caller: &Caller, contact: ContactId) -> Reply<()> {
        caller.may(Action::RecordConsent)?;
        let now = self.now();
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if !left_alone::set(&mut tx, contact, None, now).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::NotFound));
        }
        let mut events = Vec::new();
        changed(&mut tx, &[contact], Some(caller.member), &mut events).await.map_err(refuse_db)?;
        event::append(&mut tx, now, &events).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }
}
