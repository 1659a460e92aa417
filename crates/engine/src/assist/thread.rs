//! A conversation as models are told it, and whose names stand in it.

use super::question::Turn;
use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    alarm,
    assist::provider,
    content, cost,
    view::{
        inbox,
        thread::{self, Place},
    },
};
use prosa_domain::{
    assist::{
        heard::{self, Heard},
        prompt,
        window::Speaker,
    },
    id::{ConversationId, TenantId},
    label::Language,
    lang::Lang,
    price::Currency,
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;
use prosa_wire::{
    inbox::{Direction, MessageView},
    media::TranscriptView,
};

/// Messages that are told at most.
const MESSAGES: u16 = 40;

/// What is known of a conversation.
pub(super) struct Talk {
    /// Its newest messages with words, oldest first. What was said in a voice note or stands in a picture is told in the text,
    /// behind a mark ([`heard`]).
    pub messages: Vec<MessageView>,
    /// Names of the contact and the members.
    pub names: Vec<String>,
    /// The tenant's currency.
    pub currency: Currency,
    /// Hosts an answer may link to.
    pub hosts: Vec<String>,
}

impl Talk {
    /// As models are told it; what the company wrote last is followed by a wish to go on.
    pub fn turns(&self) -> Vec<Turn> {
        let turn = |message: &MessageView| {
            let speaker = if message.direction == Direction::In { Speaker::User } else { Speaker::Assistant };
            Turn { speaker, text: message.text.clone() }
        };
        let mut turns: Vec<Turn> = self.messages.iter().map(turn).collect();
        if turns.last().is_none_or(|last| last.speaker == Speaker::Assistant) {
            turns.push(Turn { speaker: Speaker::User, text: prompt::go_on().to_owned() });
        }
        turns
    }

    /// What the company itself wrote: it may be said again.
    pub fn own_words(&self) -> Vec<String> {
        let own = self.messages.iter().filter(|message| message.direction == Direction::Out);
        own.map(|message| message.text.clone()).collect()
    }

    /// The language the contact was last read to write in.
    pub fn language(&self) -> Option<Lang> {
        let readings = self.messages.iter().rev().filter_map(|message| message.reading.as_ref());
        readings.filter_map(|reading| reading.language).next().map(Language::lang)
    }

    /// What the contact wrote since the company last did; their last words where the company wrote last.
    pub fn asked(&self) -> String {
        let open: Vec<String> = self
            .messages
            .iter()
            .rev()
            .take_while(|message| message.direction == Direction::In)
            .map(|message| heard::bare(&message.text))
            .collect();
        if open.is_empty() {
            let last = self.messages.iter().rev().find(|message| message.direction == Direction::In);
            return last.map(|message| heard::bare(&message.text)).unwrap_or_default();
        }
        open.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

impl Engine {
    /// Reads a conversation.
    pub(super) async fn talk(&self, caller: &Caller, id: ConversationId) -> Reply<Talk> {
        self.talk_of(caller.tenant, id).await
    }

    /// The same for who is no member.
    pub(super) async fn talk_of(&self, tenant: TenantId, id: ConversationId) -> Reply<Talk> {
        let keys = self.keyring.tenant(tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(tenant).await.map_err(refuse_db)?;
        let context = content::send_context(&mut tx, id).await.map_err(refuse_db)?;
        let context = context.ok_or(Refusal::new(Code::NotFound))?;
        let contact = thread::contact(&mut tx, &keys, context.contact).await.map_err(refuse_db)?;
        let row = inbox::rows(&mut tx, &keys, &[id]).await.map_err(refuse_db)?.pop();
        let place = Place { conversation: id, line: context.line };
        let page = thread::page(&mut tx, &keys, place, None, MESSAGES).await.map_err(refuse_db)?;
        let members = alarm::member_names(&mut tx).await.map_err(refuse_db)?;
        let currency = cost::calendar(&mut tx, self.now()).await.map_err(refuse_db)?.currency;
        let limits = provider::limits(&mut tx).await.map_err(refuse_db)?;
        let member = |sealed: &Vec<u8>| keys.open_text(Purpose::PersonName, sealed).ok();
        let mut names: Vec<String> = members.iter().filter_map(|(_, sealed)| member(sealed)).collect();
        names.extend(contact.into_iter().flat_map(|card| [card.name, card.username]));
        names.extend(row.map(|row| row.contact_name));
        names.retain(|name| name.chars().any(char::is_alphabetic));
        let said = |message: &MessageView| !message.text.trim().is_empty() && message.revoked_at.is_none();
        Ok(Talk {
            messages: page.messages.into_iter().map(with_heard).filter(said).collect(),
            names,
            currency,
            hosts: limits.map(|limits| limits.link_hosts).unwrap_or_default(),
        })
    }
}

/// A message with the words of its voice note or its picture, which came with the page, in its text.
fn with_heard(mut message: MessageView) -> MessageView {
    let Some(media) = &message.media else { return message };
    if let (Some(TranscriptView::Done(words)), Some(heard)) = (&media.transcript, Heard::parse(&media.kind)) {
        message.text = heard::told(&message.text, heard, words);
    }
    message
}
