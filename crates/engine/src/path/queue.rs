//! Step 7: a command becomes a queued message. One gate for everybody; message, queue row and event in one transaction.

mod alone;
mod compose;
mod schedule;

pub(crate) use alone::ByItself;

use crate::{
    Caller, Engine, Reply,
    media::attach,
    path::ingest::message_key,
    policy::{Ask, facts},
    refuse_db,
    template::send::FillFor,
};
use chrono::{DateTime, Datelike, Utc};
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
    id::{CommandId, ConversationId, MemberId, MessageId, OutboundId},
    message::{
        content::{Content, Reaction, TemplateCategory},
        limits,
        status::DeliveryState,
    },
    pace::Priority,
    policy::{self, Purpose, Sender},
    price::Category,
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose as SealedFor, TenantKeys};
use prosa_wire::inbox::{OutgoingBody, React, RetrySend, SendMessage, SendText};

impl Engine {
    /// Queues a text. The same command twice is one message.
    ///
    /// # Errors
    /// As [`Engine::send`].
    pub async fn send_text(&self, caller: &Caller, command: SendText) -> Reply<MessageId> {
        let SendText { command_id, conversation_id, text, quoted } = command;
        let body = OutgoingBody::text(text);
        let send = SendMessage { command_id, conversation_id, body, quoted, send_at: None, machine: None };
        self.send(caller, send).await
    }

    /// Queues a message of any kind, now or for later. The same command twice is one message.
    ///
    /// # Errors
    /// Every refusal of the gate, at the moment it is to leave; `not-found` for another tenant's conversation or quote;
    /// what Meta would refuse, with the field and its limit; what a template or a file refuses.
    pub async fn send(&self, caller: &Caller, command: SendMessage) -> Reply<MessageId> {
        caller.may(Action::SendMessage)?;
        let now = self.now();
        let later = command.send_at.map(|at| schedule::check(at, now)).transpose()?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        if let Some(message) = outbound::find_command(&mut tx, command.command_id).await.map_err(refuse_db)? {
            return Ok(message);
        }
        let to = FillFor { conversation: command.conversation_id, member: caller.member, now };
        let mut content = compose::content(self, &mut tx, &keys, to, command.body).await?;
        limits::check(&content)?;
        limits::check_times(&content, later.unwrap_or(now))?;
        let ask = Ask::of(&content, Sender::Person);
        let context = self.gate(&mut tx, command.conversation_id, ask, later).await?;
        let mut quoted_key = None;
        if let (Some(message), Some(around)) = (command.quoted, content.around_mut()) {
            let id = self.quoted_id(&mut tx, &keys, command.conversation_id, message).await?;
            quoted_key = Some(message_key(&keys, &id));
            around.quoted = Some(id);
        }
        let said = content.said().unwrap_or_default().to_owned();
        let send = Send {
            member: Some(caller.member),
            priority: Priority::Reply,
            keys: &keys,
            command: command.command_id,
            context,
            content,
            quoted_key,
            later,
            purpose: ask.purpose,
        };
        let to = (command.conversation_id, Some(caller.member));
        let category = category_of(&send.content);
        let weighed = self.admit(&mut tx, &keys, to, category, later.unwrap_or(now)).await?;
        let place = self.put(&mut tx, send).await.map_err(refuse_db)?;
        if let Some(weighed) = weighed {
            self.hold(&mut tx, &weighed, place).await.map_err(refuse_db)?;
        }
        let id = place.id;
        if let Some(draft) = command.machine {
            self.mark_machine(&mut tx, &keys, (command.conversation_id, id), draft, &said).await?;
        }
        tx.commit().await.map_err(refuse_db)?;
        self.wake.sends_of(caller.tenant);
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
        let context = self.gate(&mut tx, command.conversation_id, Ask::ANSWER, None).await?;
        let target = self.quoted_id(&mut tx, &keys, command.conversation_id, command.message_id).await?;
        let content = Content::Reaction(Reaction { target: target.clone(), emoji: command.emoji.clone() });
        limits::check(&content)?;
        let reaction = NewReaction {
            line: context.line,
            target_key: message_key(&keys, &target),
            actor: "business",
            emoji_ct: command
                .emoji
                .as_ref()
                .map(|emoji| keys.seal(SealedFor::MessageContent, emoji.as_bytes())),
            at: self.now(),
        };
        let touched = messages::react(&mut tx, &[reaction]).await.map_err(refuse_db)?;
        let content = Content::Reaction(Reaction { target, emoji: command.emoji.clone() });
        let send = Send {
            member: Some(caller.member),
            priority: Priority::Reply,
            keys: &keys,
            command: command.command_id,
            context,
            content,
            quoted_key: None,
            later: None,
            purpose: Purpose::Service,
        };
        let id = self.put(&mut tx, send).await.map_err(refuse_db)?.id;
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
        self.wake.sends_of(caller.tenant);
        Ok(id)
    }

    /// Sends a failed or unknown message again, as a new attempt.
    ///
    /// # Errors
    /// `not-retryable` when it neither failed nor is unknown; every refusal of the gate.
    pub async fn retry_send(&self, caller: &Caller, retry: RetrySend) -> Reply<()> {
        caller.may(Action::SendMessage)?;
        let now = self.now();
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        let (ask, category) = self.ask_again(&mut tx, caller, retry).await?;
        self.gate(&mut tx, retry.conversation_id, ask, None).await?;
        let to = (retry.conversation_id, Some(caller.member));
        let weighed = self.admit(&mut tx, &keys, to, category, now).await?;
        let place = outbound::requeue(&mut tx, retry.conversation_id, retry.message_id, now)
            .await
            .map_err(refuse_db)?
            .ok_or(Refusal::new(Code::NotRetryable))?;
        let queued = DeliveryState::Queued.as_str();
        outbound::set_message_state(&mut tx, &place, queued, None).await.map_err(refuse_db)?;
        if let Some(weighed) = weighed {
            self.hold(&mut tx, &weighed, place).await.map_err(refuse_db)?;
        }
        let event = NewEvent::of(EventKind::MessageUpdated)
            .conversation(retry.conversation_id)
            .message(retry.message_id)
            .by(caller.member);
        event::append(&mut tx, now, &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.wake.sends_of(caller.tenant);
        Ok(())
    }

    /// The one gate: facts from the database, decision from the domain. What leaves later is judged by the window as it
    /// will stand then.
    async fn gate(
        &self,
        tx: &mut TenantTx,
        conversation: ConversationId,
        ask: Ask,
        later: Option<DateTime<Utc>>,
    ) -> Reply<SendContext> {
        let context = content::send_context(tx, conversation)
            .await
            .map_err(refuse_db)?
            .ok_or(Refusal::new(Code::NotFound))?;
        let facts = facts(self, tx, &context, ask.leaving(later)).await.map_err(refuse_db)?;
        policy::decide(&facts)?;
        Ok(context)
    }

    /// What a message that was written before asks of the gate.
    async fn ask_again(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        retry: RetrySend,
    ) -> Reply<(Ask, Category)> {
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let content = content::content_of(tx, &keys, retry.conversation_id, retry.message_id)
            .await
            .map_err(refuse_db)?
            .ok_or(Refusal::new(Code::NotFound))?;
        Ok((Ask::of(&content, Sender::Person), category_of(&content)))
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

    async fn put(&self, tx: &mut TenantTx, send: Send<'_>) -> Result<MessagePlace, DbError> {
        let now = self.now();
        let id = self.new_id(MessageId::from_parts);
        let row = self.row(&send, id);
        if let Some(at) = send.later {
            messages::ensure_partitions(tx, &[at.date_naive().with_day(1).unwrap_or(at.date_naive())])
                .await?;
        }
        let sequence = messages::next_sequence(tx).await?;
        messages::insert(tx, &[(sequence, &row)]).await?;
        let place =
            MessagePlace { id, conversation: row.conversation, provider_at: row.provider_at, sequence };
        let outbound = NewOutbound {
            id: self.new_id(OutboundId::from_parts),
            command: send.command,
            line: row.line,
            place,
            not_before: send.later.unwrap_or(now),
            priority: send.priority,
        };
        outbound::queue(tx, &outbound, now).await?;
        if send.purpose != Purpose::Service {
            outbound::purpose::note(tx, outbound.id, send.purpose).await?;
        }
        attach::note(tx, &send.content, row.conversation, id).await?;
        // What is sent later is the conversation's last message only then.
        if send.later.is_none() && !matches!(send.content, Content::Reaction(_)) {
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
                preview_ct: Some(send.keys.seal(SealedFor::Preview, preview.as_bytes())),
                standing: None,
                in_group: false,
            };
            conversations::advance(tx, &[step]).await?;
        }
        let event = NewEvent::of(EventKind::MessageQueued).conversation(row.conversation).message(id);
        let event = send.member.map_or(event, |member| event.by(member));
        event::append(tx, now, &[event]).await?;
        Ok(place)
    }

    fn row(&self, send: &Send<'_>, id: MessageId) -> NewMessage {
        let words = prosa_domain::search::words(&send.content.search_text());
        // Our clock may stand before the provider's: a reply never sorts before what it answers.
        let at = send.later.unwrap_or_else(|| self.now());
        let at = send.context.last_message_at.map_or(at, |last| at.max(last));
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
            member: send.member,
            tokens: send.keys.search_tokens(words.iter().map(String::as_str)),
            journal_id: None,
            label: None,
        }
    }
}

/// What a content is billed as.
const fn category_of(content: &Content) -> Category {
    match content {
        Content::Template(template) => match template.category {
            TemplateCategory::Marketing => Category::Marketing,
            TemplateCategory::Utility => Category::Utility,
            TemplateCategory::Authentication => Category::Authentication,
        },
        _ => Category::Service,
    }
}

/// A message that passed the gate.
struct Send<'a> {
    /// Who wrote it; none for an assistant.
    member: Option<MemberId>,
    priority: Priority,
    keys: &'a TenantKeys,
    command: CommandId,
    context: SendContext,
    content: Content,
    quoted_key: Option<Vec<u8>>,
    /// When it is to leave; none for now.
    later: Option<DateTime<Utc>>,
    purpose: Purpose,
}
