//! What the contact learns of us besides messages: that we read theirs, and that we are writing.

use crate::{Caller, Engine, Reply, inbox::find, job, path::deliver::credentials, refuse_db};
use prosa_db::{DbError, assistant::case, content, conversation, line};
use prosa_domain::{
    access::Action,
    id::{ConversationId, TenantId},
    line::LineState,
    window::{self, WindowState},
};
use prosa_provider::{LineCredentials, Typing};
use serde::{Deserialize, Serialize};

/// Name of the background task that sends read receipts.
pub const READ_RECEIPT_TASK: &str = "read_receipt";

/// A read receipt to send: the contact's newest message of a conversation was read.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadReceipt {
    /// Whose.
    pub tenant: TenantId,
    /// Where.
    pub conversation: ConversationId,
}

impl Engine {
    /// Notes that everything so far was seen, tells the members, and lets the contact know later.
    ///
    /// # Errors
    /// `not-found` when the conversation is not there; `forbidden` for those who only look on (a viewer's glance is not an
    /// answer, so it leaves the count to those who can).
    pub async fn mark_seen(&self, caller: &Caller, id: ConversationId) -> Reply<()> {
        caller.may(Action::SendMessage)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        find(&mut tx, id).await?;
        if !conversation::mark_seen(&mut tx, id).await.map_err(refuse_db)? {
            return Ok(());
        }
        let receipt = ReadReceipt { tenant: caller.tenant, conversation: id };
        job::enqueue(&mut tx, READ_RECEIPT_TASK, &receipt).await.map_err(refuse_db)?;
        self.tell(caller, tx, id, true).await
    }

    /// Shows the contact that somebody is writing. Says nothing when the gate would refuse to send anyway.
    ///
    /// # Errors
    /// `not-found` when the conversation is not there; `forbidden` for those who cannot answer.
    pub async fn typing(&self, caller: &Caller, id: ConversationId) -> Reply<()> {
        caller.may(Action::SendMessage)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        find(&mut tx, id).await?;
        // An assistant keeps out of what a person writes.
        case::note_typing(&mut tx, id, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        // A courtesy: when it cannot be shown, the member is not bothered with it.
        if let Err(error) =
            self.acknowledge(ReadReceipt { tenant: caller.tenant, conversation: id }, Typing::Shown).await
        {
            tracing::debug!(%error, "the typing sign was not shown");
        }
        Ok(())
    }

    /// Tells the provider that the contact's newest message was read. No transaction is open during the call.
    async fn acknowledge(&self, receipt: ReadReceipt, typing: Typing) -> Result<(), DbError> {
        let Some(call) = self.acknowledgement(receipt).await? else { return Ok(()) };
        let Some(provider) = self.providers.get(&call.provider) else { return Ok(()) };
        let outcome = provider.mark_read(&call.credentials, &call.provider_message_id, typing).await;
        metrics::counter!("prosa_read_receipts_total", "outcome" => if outcome.is_ok() { "sent" } else { "failed" })
            .increment(1);
        outcome.map_err(|error| DbError::Decode(format!("read receipt: {error}")))
    }

    /// What the call needs; none when there is nothing to acknowledge any more.
    async fn acknowledgement(&self, receipt: ReadReceipt) -> Result<Option<Acknowledgement>, DbError> {
        let keys = self.keyring.tenant(receipt.tenant).await?;
        let mut tx = self.db.tenant(receipt.tenant).await?;
        let Some(context) = content::send_context(&mut tx, receipt.conversation).await? else {
            return Ok(None);
        };
        let open = matches!(window::state(context.last_inbound_at, self.now()), WindowState::Open { .. });
        if !open || context.line_state != LineState::Connected {
            return Ok(None);
        }
        let Some(row) = line::find(&mut tx, context.line).await? else { return Ok(None) };
        let found = content::newest_inbound(&mut tx, &keys, receipt.conversation).await?;
        let Some(provider_message_id) = found else { return Ok(None) };
        Ok(Some(Acknowledgement {
            provider: row.provider.clone(),
            credentials: credentials(&keys, &row)?,
            provider_message_id,
        }))
    }
}

struct Acknowledgement {
    provider: String,
    credentials: LineCredentials,
    provider_message_id: String,
}

/// The background task: sends one read receipt. Repeating it changes nothing.
///
/// # Errors
/// When the database or the provider is away; the task is tried again later.
pub async fn send_read_receipt(engine: &Engine, receipt: ReadReceipt) -> Result<(), DbError> {
    engine.acknowledge(receipt, Typing::Hidden).await
}
