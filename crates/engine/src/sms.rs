//! What WhatsApp could not deliver goes as SMS, when the tenant says so: as a message of its own in the same thread, with a
//! status of its own, once. Outcomes and statuses only ask for it, a whole batch at a time; the work is a job's.

use crate::{
    Caller, Engine, Reply,
    job::{self, JobError, Task},
    policy::{Ask, facts},
    refuse_db,
};
use prosa_db::{
    DbError, TenantTx,
    content::{self, StoredContent},
    event::{self, NewEvent},
    line::{self, LineRow},
    outbound::{self, NewOutbound},
    path::{
        conversations::{self, ConversationMove},
        messages::{self, MessagePlace, NewMessage},
    },
    sms::{self, Failed},
};
use prosa_domain::{
    access::Action,
    event::EventKind,
    id::{CommandId, ConversationId, LineId, MessageId, OutboundId, TenantId},
    line::LineState,
    message::{
        content::{Content, Text, Via},
        status::DeliveryState,
    },
    pace::Priority,
    policy::{
        self, ConsentFact, LanguageFact, PanicFact, Purpose, ReachFact, SendFacts, Sender, Shape,
        TemplateFact, TemplateStanding,
    },
    refusal::{Code, Refusal},
    sms::{Agreed, Number, Undelivered, fall_back, is_undeliverable},
};
use prosa_provider::twilio::Twilio;
use prosa_vault::{Purpose as SealedFor, TenantKeys};
use prosa_wire::sms::{SmsChoice, SmsFallbackView};
use serde::{Deserialize, Serialize};

/// Sends as SMS what could not be delivered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SmsFallback {
    /// Whose.
    pub tenant: TenantId,
    /// Messages that failed.
    pub messages: Vec<(ConversationId, MessageId)>,
}

impl Task for SmsFallback {
    const NAME: &'static str = "sms_fallback";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        for (conversation, message) in self.messages {
            engine.text_instead(self.tenant, conversation, message).await?;
        }
        Ok(())
    }
}

/// Asks for what could not be delivered to go as SMS, in the transaction that wrote the failures down. Nothing is asked of
/// the database unless there is one.
///
/// # Errors
/// When Postgres refuses.
pub(crate) async fn ask(tx: &mut TenantTx, failed: &[(MessagePlace, i32)]) -> Result<(), DbError> {
    let messages: Vec<(ConversationId, MessageId)> = failed
        .iter()
        .filter(|(_, code)| is_undeliverable(*code))
        .map(|(place, _)| (place.conversation, place.id))
        .collect();
    if messages.is_empty() || sms::line(tx).await?.is_none() {
        return Ok(());
    }
    let task = SmsFallback { tenant: tx.tenant(), messages };
    job::enqueue(tx, SmsFallback::NAME, &task).await
}

impl Engine {
    /// Through which number goes what WhatsApp cannot deliver, and which could be chosen.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn sms_fallback(&self, caller: &Caller) -> Reply<SmsFallbackView> {
        caller.may(Action::ViewLines)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let line_id = sms::line(&mut tx).await.map_err(refuse_db)?;
        let rows = line::list(&mut tx).await.map_err(refuse_db)?;
        let choices = rows
            .into_iter()
            .filter(|row| row.provider == Twilio::SMS)
            .map(|row| SmsChoice { line_id: LineId(row.id), label: row.label })
            .collect();
        Ok(SmsFallbackView { line_id, choices })
    }

    /// Lets what WhatsApp cannot deliver go as SMS through a number; none ends it.
    ///
    /// # Errors
    /// `forbidden`, `not-found` for a line that is not there, `field-invalid` for one that sends no text messages.
    pub async fn save_sms_fallback(&self, caller: &Caller, line: Option<LineId>) -> Reply<()> {
        caller.may(Action::ManagePolicy)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if let Some(id) = line {
            let row =
                line::find(&mut tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))?;
            if row.provider != Twilio::SMS {
                return Err(Refusal::new(Code::FieldInvalid).with("field", "line_id"));
            }
        }
        sms::set_line(&mut tx, line, self.now()).await.map_err(refuse_db)?;
        let event = NewEvent::of(EventKind::LineUpdated).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Queues the words of one message that could not be delivered, unless something speaks against it. Its command id is
    /// the message's: however often it fails and however often this runs, it goes once.
    async fn text_instead(
        &self,
        tenant: TenantId,
        conversation: ConversationId,
        message: MessageId,
    ) -> Result<(), DbError> {
        let keys = self.keyring.tenant(tenant).await?;
        let mut tx = self.db.tenant_path(tenant).await?;
        let Some(line) = sms::line(&mut tx).await? else { return Ok(()) };
        let Some(line) = line::find(&mut tx, line).await? else { return Ok(()) };
        let Some(failed) = sms::failed(&mut tx, conversation, message).await? else { return Ok(()) };
        let again = outbound::find_command(&mut tx, CommandId(message.0)).await?.is_some();
        if again || line.state()? != LineState::Connected {
            return Ok(());
        }
        let said = StoredContent::open(&keys, &failed.content_ct)?.content;
        let Some((text, purpose)) = self.allowed(&mut tx, &keys, conversation, &failed, &said).await? else {
            return Ok(());
        };
        let to = (conversation, LineId(line.id));
        let weighed = self.weigh_text(&mut tx, &keys, to, &text).await?;
        if weighed.as_ref().is_some_and(|weighed| weighed.stopped_by().is_some()) {
            tracing::info!(%tenant, %conversation, "a budget that is spent lets no text message through");
            return Ok(());
        }
        let content = Content::Text(Text { body: text, via: Via::Sms, ..Text::default() });
        let place =
            self.queue_text(&mut tx, &keys, &line, (conversation, message), &content, purpose).await?;
        if let Some(weighed) = weighed {
            self.hold(&mut tx, &weighed, place).await?;
        }
        tx.commit().await?;
        self.wake.sends_of(tenant);
        metrics::counter!("prosa_sms_fallbacks_total").increment(1);
        Ok(())
    }

    /// The words and what they are for; none when the rule or the gate is against it.
    async fn allowed(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        conversation: ConversationId,
        failed: &Failed,
        said: &Content,
    ) -> Result<Option<(String, Purpose)>, DbError> {
        let Some(context) = content::send_context(tx, conversation).await? else { return Ok(None) };
        let known = facts(self, tx, &context, Ask::of(said, Sender::Rule)).await?;
        let known = beside_whatsapp(known);
        let number =
            failed.wa_id_ct.as_deref().and_then(|sealed| keys.open_text(SealedFor::Phone, sealed).ok());
        let asked = Undelivered {
            code: failed.error_code,
            content: said,
            number: if number.is_some() { Number::Known } else { Number::Unknown },
            agreed: if known.consent == ConsentFact::Given { Agreed::Yes } else { Agreed::No },
        };
        match (fall_back(&asked), policy::decide(&known)) {
            (Ok(text), Ok(())) => Ok(Some((text, known.weight()))),
            (Err(kept), _) => {
                tracing::debug!(?kept, "an undelivered message stays as it is");
                Ok(None)
            }
            (Ok(_), Err(refusal)) => {
                tracing::debug!(code = refusal.code.as_str(), "the gate lets no text message through");
                Ok(None)
            }
        }
    }

    async fn queue_text(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        line: &LineRow,
        (conversation, undelivered): (ConversationId, MessageId),
        content: &Content,
        purpose: Purpose,
    ) -> Result<MessagePlace, DbError> {
        let now = self.now();
        let context = content::send_context(tx, conversation).await?;
        let last = context.and_then(|context| context.last_message_at);
        let words = prosa_domain::search::words(&content.search_text());
        let row = NewMessage {
            id: self.new_id(MessageId::from_parts),
            conversation,
            line: LineId(line.id),
            provider_at: last.map_or(now, |last| now.max(last)),
            direction: "out",
            kind: content.kind().to_owned(),
            state: DeliveryState::Queued.as_str(),
            content_ct: StoredContent::seal(keys, content, ""),
            provider_key: None,
            quoted_key: None,
            member: None,
            tokens: keys.search_tokens(words.iter().map(String::as_str)),
            journal_id: None,
            label: None,
        };
        let sequence = messages::next_sequence(tx).await?;
        messages::insert(tx, &[(sequence, &row)]).await?;
        let place = MessagePlace { id: row.id, conversation, provider_at: row.provider_at, sequence };
        let send = NewOutbound {
            id: self.new_id(OutboundId::from_parts),
            command: CommandId(undelivered.0),
            line: row.line,
            place,
            priority: Priority::Rule,
            not_before: now,
        };
        outbound::queue(tx, &send, now).await?;
        if purpose != Purpose::Service {
            outbound::purpose::note(tx, send.id, purpose).await?;
        }
        let step = ConversationMove {
            id: conversation,
            unread: 0,
            inbound_at: None,
            at: row.provider_at,
            message: row.id,
            direction: "out",
            kind: row.kind.clone(),
            state: row.state,
            preview_ct: Some(keys.seal(SealedFor::Preview, content.preview().text.as_bytes())),
            standing: None,
            in_group: false,
        };
        conversations::advance(tx, &[step]).await?;
        let event = NewEvent::of(EventKind::MessageQueued).conversation(conversation).message(row.id);
        event::append(tx, now, &[event]).await?;
        Ok(place)
    }
}

/// The facts without those that are WhatsApp's alone: its window, its reach, its line.
fn beside_whatsapp(known: SendFacts) -> SendFacts {
    let shape = match known.shape {
        Shape::Free => Shape::Template(TemplateFact {
            category: known.purpose,
            standing: TemplateStanding::Approved,
            language: LanguageFact::There,
            values_missing: 0,
        }),
        template @ Shape::Template(_) => template,
    };
    SendFacts {
        shape,
        line_state: LineState::Connected,
        panic: PanicFact::Calm,
        reach: ReachFact::Left,
        ..known
    }
}
