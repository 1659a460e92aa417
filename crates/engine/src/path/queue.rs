//! Step 7: a command becomes a queued message. One gate for everybody; message, queue row and event in one transaction.

use crate::{
    Caller, Engine, Reply,
    path::ingest::message_key,
    policy::{Ask, facts},
    refuse_db,
};
use prosa_db::{
    DbError, TenantTx,
    content::{self, SendContext, StoredContent},
    event::{self, NewEvent},
    outbound::{self, NewOutbound},
    path::{
        conversations::{self, ConversationMove},
        messages::{self, MessagePlace, NewMessage, NewReaction},
    },
};
use prosa_domain::{
    access::Action,
    event::EventKind,
    id::{CommandId, ConversationId, MessageId, OutboundId},
    message::{
        content::{Content, Reaction},
        status::DeliveryState,
    },
    pace::Priority,
    policy,
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::inbox::{React, RetrySend, SendText};

impl Engine {
    /// Queues a text. The same command twice is one message.
    ///
    /// # Errors
    /// Every refusal of the gate, `not-found` for another tenant's conversation, `message-empty`, `message-too-long`.
    pub async fn send_text(&self, caller: &Caller, command: SendText) -> Reply<MessageId> {
        caller.may(Action::SendMessage)?;
        let text = command.text.trim_end().to_owned();
        policy::check_text(&text)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        if let Some(message) = outbound::find_command(&mut tx, command.command_id).await.map_err(refuse_db)? {
            return Ok(message);
        }
        let context = self.gate(&mut tx, command.conversation_id).await?;
        let quoted = match command.quoted {
            Some(message) => Some(self.quoted_id(&mut tx, &keys, command.conversation_id, message).await?),
            None => None,
        };
        let content = Content::outbound_text(text, quoted.clone());
        let quoted_key = quoted.map(|id| message_key(&keys, &id));
        let send = Send { caller, keys: &keys, command: command.command_id, context, content, quoted_key };
        let id = self.put(&mut tx, send).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.wake.deliver.notify_one();
        Ok(id)
    }

    /// Queues a reaction to a message of the contact; none takes it back.
    ///
    /// # Errors
    /// As [`Engine::send_text`]; `not-found` when the message has no provider id to react to.
    pub async fn react(&self, caller: &Caller, command: React) -> Reply<MessageId> {
        caller.may(Action::SendMessage)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        if let Some(message) = outbound::find_command(&mut tx, command.command_id).await.map_err(refuse_db)? {
            return Ok(message);
        }
        let context = self.gate(&mut tx, command.conversation_id).await?;
        let target = self.quoted_id(&mut tx, &keys, command.conversation_id, command.message_id).await?;
        if command.emoji.as_ref().is_some_and(|emoji| emoji.chars().count() > 16) {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "emoji"));
        }
        let reaction = NewReaction {
            line: context.line,
            target_key: message_key(&keys, &target),
            actor: "business",
            emoji_ct: command
                .emoji
                .as_ref()
                .map(|emoji| keys.seal(Purpose::MessageContent, emoji.as_bytes())),
            at: self.now(),
        };
        let touched = messages::react(&mut tx, &[reaction]).await.map_err(refuse_db)?;
        let content = Content::Reaction(Reaction { target, emoji: command.emoji.clone() });
        let send =
            Send { caller, keys: &keys, command: command.command_id, context, content, quoted_key: None };
        let id = self.put(&mut tx, send).await.map_err(refuse_db)?;
        // The message reacted to looks different now.
        let events: Vec<NewEvent> = touched
            .into_iter()
            .map(|(message, conversation)| {
                NewEvent::of(EventKind::MessageUpdated)
                    .conversation(conversation)
                    .message(message)
                    .by(caller.member)
            })
            .collect();
        event::append(&mut tx, self.now(), &events).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.wake.deliver.notify_one();
        Ok(id)
    }

    /// Sends a failed or unknown message again, as a new attempt.
    ///
    /// # Errors
    /// `not-retryable` when it neither failed nor is unknown; every refusal of the gate.
    pub async fn retry_send(&self, caller: &Caller, retry: RetrySend) -> Reply<()> {
        caller.may(Action::SendMessage)?;
        let now = self.now();
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        self.gate(&mut tx, retry.conversation_id).await?;
        let place = outbound::requeue(&mut tx, retry.conversation_id, retry.message_id, now)
            .await
            .map_err(refuse_db)?
            .ok_or(Refusal::new(Code::NotRetryable))?;
        let queued = DeliveryState::Queued.as_str();
        outbound::set_message_state(&mut tx, &place, queued, None).await.map_err(refuse_db)?;
        let event = NewEvent::of(EventKind::MessageUpdated)
            .conversation(retry.conversation_id)
            .message(retry.message_id)
            .by(caller.member);
        event::append(&mut tx, now, &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.wake.deliver.notify_one();
        Ok(())
    }

    /// The one gate: facts from the database, decision from the domain.
    async fn gate(&self, tx: &mut TenantTx, conversation: ConversationId) -> Reply<SendContext> {
        let context = content::send_context(tx, conversation)
            .await
            .map_err(refuse_db)?
            .ok_or(Refusal::new(Code::NotFound))?;
        let facts = facts(self, tx, &context, Ask::ANSWER).await.map_err(refuse_db)?;
        policy::decide(&facts)?;
        Ok(context)
    }

    async fn quoted_id(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        conversation: ConversationId,
        message: MessageId,
    ) -> Reply<String> {
        content::provider_id_of(tx, keys, conversation, message)
            .await
            .map_err(refuse_db)?
            .ok_or(Refusal::new(Code::NotFound))
    }

    async fn put(&self, tx: &mut TenantTx, send: Send<'_>) -> Result<MessageId, DbError> {
        let now = self.now();
        let id = self.new_id(MessageId::from_parts);
        let row = self.row(&send, id);
        let sequence = messages::next_sequence(tx).await?;
        messages::insert(tx, &[(sequence, &row)]).await?;
        let place =
            MessagePlace { id, conversation: row.conversation, provider_at: row.provider_at, sequence };
        let outbound = NewOutbound {
            id: self.new_id(OutboundId::from_parts),
            command: send.command,
            line: row.line,
            place,
            not_before: now,
            priority: Priority::Reply,
        };
        outbound::queue(tx, &outbound, now).await?;
        if !matches!(send.content, Content::Reaction(_)) {
            let preview = send.content.preview().text;
            let step = ConversationMove {
                id: row.conversation,
                unread: 0,
                inbound_at: None,
                at: row.provider_at,
                message: id,
                direction: "out",
                kind: row.kind.clone(),
                state: row.state,
                preview_ct: Some(send.keys.seal(Purpose::Preview, preview.as_bytes())),
            };
            conversations::advance(tx, &[step]).await?;
        }
        let event = NewEvent::of(EventKind::MessageQueued)
            .conversation(row.conversation)
            .message(id)
            .by(send.caller.member);
        event::append(tx, now, &[event]).await?;
        Ok(id)
    }

    fn row(&self, send: &Send<'_>, id: MessageId) -> NewMessage {
        let words = prosa_domain::search::words(&send.content.search_text());
        // Our clock may stand before the provider's: a reply never sorts before what it answers.
        let at = send.context.last_message_at.map_or(self.now(), |last| self.now().max(last));
        NewMessage {
            id,
            conversation: send.context.conversation,
            line: send.context.line,
            provider_at: at,
            direction: "out",
            kind: send.content.kind().to_owned(),
            state: DeliveryState::Queued.as_str(),
            content_ct: StoredContent::seal(send.keys, &send.content, ""),
            provider_key: None,
            quoted_key: send.quoted_key.clone(),
            member: Some(send.caller.member),
            tokens: send.keys.search_tokens(words.iter().map(String::as_str)),
            journal_id: None,
            label: None,
        }
    }
}

/// A message that passed the gate.
struct Send<'a> {
    caller: &'a Caller,
    keys: &'a TenantKeys,
    command: CommandId,
    context: SendContext,
    content: Content,
    quoted_key: Option<Vec<u8>>,
}
