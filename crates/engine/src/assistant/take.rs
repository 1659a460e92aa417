//! A person takes a conversation from the assistant, or gives it back.

use crate::{Caller, Engine, Reply, inbox, refuse_db};
use prosa_db::{
    assistant::case,
    conversation,
    event::{self, NewEvent},
};
use prosa_domain::{
    access::Action,
    assistant::Standing,
    event::EventKind,
    id::ConversationId,
    refusal::{Code, Refusal},
};
use prosa_wire::assistant::AssistantNear;

impl Engine {
    /// The assistant that answers in a conversation by itself; none when none is on for its line.
    ///
    /// # Errors
    /// `not-found`, `forbidden`.
    pub async fn assistant_near(&self, caller: &Caller, id: ConversationId) -> Reply<Option<AssistantNear>> {
        caller.may(Action::ViewInbox)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        inbox::find(&mut tx, id).await?;
        let near = case::near(&mut tx, id).await.map_err(refuse_db)?;
        Ok(near
            .map(|(_, name, standing)| AssistantNear { name, with_person: standing == Standing::WithPerson }))
    }

    /// Takes a conversation: it is the caller's, and the assistant keeps silent in it until it is resolved or given back.
    ///
    /// # Errors
    /// `not-found` for a conversation that is not there or has no assistant; `forbidden` by role.
    pub async fn take_over(&self, caller: &Caller, id: ConversationId) -> Reply<()> {
        caller.may(Action::AssignSelf)?;
        // After what is being sent in this tenant, or before it: never beside it.
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        inbox::find(&mut tx, id).await?;
        let near = case::near(&mut tx, id).await.map_err(refuse_db)?;
        let (assistant, ..) = near.ok_or(Refusal::new(Code::NotFound))?;
        case::take(&mut tx, id, assistant, self.now()).await.map_err(refuse_db)?;
        conversation::assign(&mut tx, id, Some(caller.member)).await.map_err(refuse_db)?;
        let event = NewEvent::of(EventKind::ConversationUpdated).conversation(id).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Gives a conversation back to its assistant, which answers what the contact writes from now on.
    ///
    /// # Errors
    /// `not-found` for a conversation that is not there or has no assistant; `forbidden` by role.
    pub async fn give_back(&self, caller: &Caller, id: ConversationId) -> Reply<()> {
        caller.may(Action::AssignSelf)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        inbox::find(&mut tx, id).await?;
        if case::near(&mut tx, id).await.map_err(refuse_db)?.is_none() {
            return Err(Refusal::new(Code::NotFound));
        }
        case::give_back(&mut tx, id).await.map_err(refuse_db)?;
        conversation::assign(&mut tx, id, None).await.map_err(refuse_db)?;
        let event = NewEvent::of(EventKind::ConversationUpdated).conversation(id).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }
}
