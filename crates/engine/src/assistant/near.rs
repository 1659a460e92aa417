//! The assistant beside a conversation. A person takes the conversation by being given it, and gives it back by leaving it to
//! nobody ([`Engine::assign`]).

use crate::{Caller, Engine, Reply, inbox, refuse_db};
use prosa_db::assistant::case;
use prosa_domain::{access::Action, assistant::Standing, id::ConversationId};
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
}
