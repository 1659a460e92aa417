//! Readings as members use them: what was read in a conversation, a message put right with one tap, and what the tenant's
//! people taught so far.

use crate::{Caller, Engine, Reply, head, refuse_db};
use prosa_db::{
    DbError, TenantTx, content,
    content::StoredContent,
    event::{self, NewEvent},
    label::{self, Correction},
    transcript,
    view::{reading, thread},
};
use prosa_domain::{
    access::{Action, Permit, allows},
    event::EventKind,
    id::{ConversationId, MessageId},
    label::Sentiment,
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::reading::{ClassifierView, CorrectReading, Insights, ReadBefore};

/// Corrections shown at once.
const EXAMPLES: u16 = 50;

impl Engine {
    /// What was read in a conversation.
    ///
    /// # Errors
    /// `not-found` when the conversation is not there or another tenant's.
    pub async fn insights(&self, caller: &Caller, id: ConversationId) -> Reply<Insights> {
        caller.may(Action::ViewInbox)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if content::send_context(&mut tx, id).await.map_err(refuse_db)?.is_none() {
            return Err(Refusal::new(Code::NotFound));
        }
        reading::insights(&mut tx, &keys, id).await.map_err(refuse_db)
    }

    /// What a message was read as before its contact changed the text, oldest first.
    ///
    /// # Errors
    /// `not-found` when the conversation is not there or another tenant's.
    pub async fn read_before(
        &self,
        caller: &Caller,
        id: ConversationId,
        message: MessageId,
    ) -> Reply<Vec<ReadBefore>> {
        caller.may(Action::ViewInbox)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if content::send_context(&mut tx, id).await.map_err(refuse_db)?.is_none() {
            return Err(Refusal::new(Code::NotFound));
        }
        reading::before(&mut tx, id, message).await.map_err(refuse_db)
    }

    /// Says what a message of the contact means. It becomes the tenant's example; the same word again confirms it.
    ///
    /// # Errors
    /// `not-found` for a message that is not there, not the contact's, or deleted; `field-invalid` for one without words;
    /// `forbidden` by role.
    pub async fn correct_reading(&self, caller: &Caller, command: CorrectReading) -> Reply<()> {
        caller.may(Action::ChangeConversation)?;
        self.write_correction(caller, command).await.map_err(refuse_db)?
    }

    async fn write_correction(&self, caller: &Caller, command: CorrectReading) -> Result<Reply<()>, DbError> {
        let CorrectReading { conversation_id, message_id, intent, sentiment } = command;
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        let Some(found) = label::hold(&mut tx, conversation_id, message_id).await? else {
            return Ok(Err(Refusal::new(Code::NotFound)));
        };
        let stored = StoredContent::open(&keys, &found.content_ct)?;
        let heard = transcript::texts(&mut tx, &keys, &[message_id]).await?;
        let now_says = self.edited_text(&mut tx, &keys, (conversation_id, message_id)).await?;
        let said = now_says
            .as_deref()
            .or_else(|| stored.content.said())
            .or_else(|| heard.get(&message_id).map(String::as_str));
        let Some(said) = said else {
            return Ok(Err(Refusal::new(Code::FieldInvalid).with("field", "message_id")));
        };
        let correction = Correction {
            conversation: conversation_id,
            message: message_id,
            text_ct: keys.seal(Purpose::LabelExample, said.as_bytes()),
            intent,
            sentiment: sentiment.or(found.sentiment).unwrap_or(Sentiment::Neutral),
            member: caller.member,
        };
        let now = self.now();
        label::correct(&mut tx, &correction, now).await?;
        let event = NewEvent::of(EventKind::MessageUpdated)
            .conversation(conversation_id)
            .message(message_id)
            .by(caller.member);
        head::learn_soon(&mut tx).await?;
        event::append(&mut tx, now, &[event]).await?;
        tx.commit().await?;
        let kind = if found.intent == Some(intent) { "confirmed" } else { "corrected" };
        metrics::counter!("prosa_label_corrections_total", "kind" => kind).increment(1);
        Ok(Ok(()))
    }

    /// What a message says now, where its contact changed the text: that is what a member puts right.
    async fn edited_text(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        (conversation, message): (ConversationId, MessageId),
    ) -> Result<Option<String>, DbError> {
        let Some(context) = content::send_context(tx, conversation).await? else { return Ok(None) };
        let place = thread::Place { conversation, line: context.line };
        let found = thread::by_ids(tx, keys, place, &[message]).await?;
        let edited = found.into_iter().find(|view| view.id == message && view.edited_at.is_some());
        Ok(edited.map(|view| view.text).filter(|text| !text.trim().is_empty()))
    }

    /// Takes a correction back: the message says again what the model had read.
    ///
    /// # Errors
    /// `not-found` when there is no such correction; `forbidden` by role.
    pub async fn undo_correction(&self, caller: &Caller, message: MessageId) -> Reply<()> {
        caller.may(Action::ChangeConversation)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let undone = label::take_back(&mut tx, message).await.map_err(refuse_db)?;
        let conversation = undone.ok_or(Refusal::new(Code::NotFound))?;
        let event = NewEvent::of(EventKind::MessageUpdated)
            .conversation(conversation)
            .message(message)
            .by(caller.member);
        head::learn_soon(&mut tx).await.map_err(refuse_db)?;
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// The model, and what the tenant's people taught.
    ///
    /// # Errors
    /// `forbidden` without the right to see the inbox.
    pub async fn classifier_page(&self, caller: &Caller) -> Reply<ClassifierView> {
        caller.may(Action::ViewInbox)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let (corrections, examples) = reading::examples(&mut tx, &keys, EXAMPLES).await.map_err(refuse_db)?;
        let own = self.own_head(&mut tx).await.map_err(refuse_db)?;
        let card = self.classifier.card();
        let may = |action: Action| !matches!(allows(caller.role, action), Permit::Denied);
        Ok(ClassifierView {
            model: card.version,
            score: card.score,
            corrections,
            examples,
            may_undo: may(Action::ChangeConversation),
            own,
            may_manage: may(Action::ManagePolicy),
        })
    }
}
