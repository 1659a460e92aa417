//! What an assistant sends by itself: through the same gate, budget and queue as a member's message, without a member.

use super::{Send, category_of};
use crate::{Engine, Reply, policy::Ask, refuse_db};
use prosa_db::{TenantTx, outbound};
use prosa_domain::{
    id::{CommandId, ConversationId, MessageId},
    message::content::Content,
    pace::Priority,
    policy::Sender,
};
use prosa_vault::TenantKeys;

/// A text an assistant sends.
pub(crate) struct ByItself<'a> {
    /// The tenant's keys.
    pub keys: &'a TenantKeys,
    /// Where.
    pub conversation: ConversationId,
    /// Made from what is answered, so that it is sent once whatever happens between.
    pub command: CommandId,
    /// The words.
    pub text: String,
}

impl Engine {
    /// Queues a text of an assistant in the caller's transaction, which must be one of the path. The same command twice is
    /// one message: none the second time.
    ///
    /// # Errors
    /// Every refusal of the gate to a machine; `message-too-long`; `budget-spent`.
    pub(crate) async fn send_by_itself(
        &self,
        tx: &mut TenantTx,
        text: ByItself<'_>,
    ) -> Reply<Option<MessageId>> {
        let ByItself { keys, conversation, command, text } = text;
        if outbound::find_command(tx, command).await.map_err(refuse_db)?.is_some() {
            return Ok(None);
        }
        let now = self.now();
        prosa_domain::policy::check_text(&text)?;
        let content = Content::outbound_text(text, None);
        let ask = Ask::of(&content, Sender::Rule);
        let context = self.gate(tx, conversation, ask, None).await?;
        let weighed = self.admit(tx, keys, (conversation, None), category_of(&content), now).await?;
        let send = Send {
            member: None,
            priority: Priority::Rule,
            keys,
            command,
            context,
            content,
            quoted_key: None,
            later: None,
            purpose: ask.purpose,
        };
        let place = self.put(tx, send).await.map_err(refuse_db)?;
        if let Some(weighed) = weighed {
            self.hold(tx, &weighed, place).await.map_err(refuse_db)?;
        }
        Ok(Some(place.id))
    }
}
