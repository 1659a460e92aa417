//! Who wants no more messages, or wants them again: written into the ledger with the very message as proof, what waits is
//! stopped, and the person is told once. All in the transaction that stores the message; nothing is asked of the database
//! when nobody wished anything.

use crate::{
    Engine,
    consent::{self as ledger, Wording},
    path::ingest::prepare::Draft,
    policy::{Ask, facts},
};
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    consent::{self, NewConsent},
    content::{self, StoredContent},
    event::NewEvent,
    outbound::{self, NewOutbound},
    path::{
        conversations::{self, ConversationMove},
        messages::{self, MessagePlace, NewMessage},
    },
};
use prosa_domain::{
    consent::{ConsentAct, ConsentSource},
    event::EventKind,
    id::{CommandId, ContactId, MessageId, OutboundId},
    lang::Lang,
    message::{content::Content, status::DeliveryState},
    optout::Wish,
    pace::Priority,
    policy::{self, Purpose as SendPurpose},
};
use prosa_i18n::Translator;
use prosa_vault::{Purpose, TenantKeys};
use std::collections::{HashMap, HashSet};

/// A person's choice in WhatsApp itself.
#[derive(Clone, Debug)]
pub(super) struct Preference {
    /// Place of the person in the batch.
    pub person: usize,
    /// What they chose.
    pub wish: Wish,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a draft may have wished: place in the batch, wish, and the proof, sealed.
#[derive(Clone, Debug)]
pub(super) struct Wished {
    /// What.
    pub wish: Wish,
    /// The language of the tenant's own word that said it; none for the program's words.
    pub lang: Option<Lang>,
    /// The words, sealed, and their fingerprint.
    pub proof: (Vec<u8>, Vec<u8>),
}

/// Writes down what the fresh messages wished.
pub(super) async fn heed(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    (said, wording): (&[(&Draft, &NewMessage, ContactId)], &Wording),
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let wished: Vec<(&Wished, &NewMessage, ContactId)> = said
        .iter()
        .filter_map(|(draft, row, contact)| Some((draft.wished.as_ref()?, *row, *contact)))
        .collect();
    if wished.is_empty() {
        return Ok(());
    }
    let people: Vec<ContactId> = wished.iter().map(|(_, _, contact)| *contact).collect();
    let mut known: HashMap<ContactId, ConsentAct> =
        consent::marketing_now(tx, &people).await?.into_iter().collect();
    let mut heard: Vec<Heard<'_>> = Vec::new();
    for (wished, row, contact) in wished {
        let Some(act) = wished.wish.act(known.get(&contact).copied()) else { continue };
        let changed = known.insert(contact, act) != Some(act);
        heard.push(Heard { wished, row, contact, act, changed });
    }
    if heard.is_empty() {
        return Ok(());
    }
    let entries: Vec<NewConsent> = heard.iter().map(Heard::entry).collect();
    ledger::write(tx, &entries, now, events).await?;
    let mut told: HashSet<ContactId> = HashSet::new();
    let lang = consent::language(tx).await?;
    for heard in heard.iter().filter(|heard| heard.changed) {
        // Who says it three times is told once.
        if told.insert(heard.contact) && may_confirm(engine, tx, heard.row).await? {
            let lang = heard.wished.lang.unwrap_or(lang);
            let text = match heard.wished.wish {
                Wish::Stop => wording.stop_reply(lang),
                Wish::Resume => Translator::for_lang(lang).t("policy-resume-heard"),
            };
            confirm(engine, tx, keys, (heard.row, text), now, events).await?;
        }
    }
    Ok(())
}

/// A wish that the ledger has to know of.
struct Heard<'a> {
    wished: &'a Wished,
    row: &'a NewMessage,
    contact: ContactId,
    act: ConsentAct,
    /// Whether it differs from what held before.
    changed: bool,
}

impl Heard<'_> {
    fn entry(&self) -> NewConsent {
        NewConsent {
            contact: self.contact,
            purpose: SendPurpose::Marketing,
            act: self.act,
            source: ConsentSource::Message,
            reference: Some(self.row.id.0),
            proof: Some(self.wished.proof.clone()),
            at: self.row.provider_at,
            member: None,
        }
    }
}

/// Whether the gate lets an answer through: not to who is blocked or wants nothing at all, not for a delivery read late.
async fn may_confirm(engine: &Engine, tx: &mut TenantTx, heard: &NewMessage) -> Result<bool, DbError> {
    let Some(context) = content::send_context(tx, heard.conversation).await? else { return Ok(false) };
    Ok(policy::decide(&facts(engine, tx, &context, Ask::ANSWER).await?).is_ok())
}

/// Writes down what people chose in WhatsApp itself.
pub(super) async fn prefer(
    tx: &mut TenantTx,
    chosen: &[(&Preference, ContactId)],
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let entries: Vec<NewConsent> = chosen
        .iter()
        .map(|(preference, contact)| NewConsent {
            contact: *contact,
            purpose: SendPurpose::Marketing,
            act: match preference.wish {
                Wish::Stop => ConsentAct::Withdrawn,
                Wish::Resume => ConsentAct::Given,
            },
            source: ConsentSource::Preference,
            reference: None,
            proof: None,
            at: preference.at,
            member: None,
        })
        .collect();
    ledger::write(tx, &entries, now, events).await?;
    // No message tells of it, as one does of a wish in words.
    let people: Vec<ContactId> = chosen.iter().map(|(_, contact)| *contact).collect();
    ledger::changed(tx, &people, None, events).await
}

/// The command of the answer to a message: made from the message's id, so that the same message is answered once, and
/// another than it, since a thread knows what it shows by these. What stops a person's sends knows it by the same rule
/// (`prosa_db::consent::stop_marketing`).
fn answer_to(message: MessageId) -> CommandId {
    let digest = ledger::hash(format!("heard {}", message.0).as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    CommandId(uuid::Uuid::from_bytes(bytes))
}

/// Queues the one sentence that says it was heard.
async fn confirm(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    (heard, text): (&NewMessage, String),
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let content = Content::outbound_text(text, None);
    let id = engine.new_id(MessageId::from_parts);
    let words = prosa_domain::search::words(&content.search_text());
    let row = NewMessage {
        id,
        conversation: heard.conversation,
        line: heard.line,
        provider_at: now.max(heard.provider_at),
        direction: "out",
        kind: content.kind().to_owned(),
        state: DeliveryState::Queued.as_str(),
        content_ct: StoredContent::seal(keys, &content, ""),
        provider_key: None,
        quoted_key: None,
        member: None,
        tokens: keys.search_tokens(words.iter().map(String::as_str)),
        journal_id: None,
        label: None,
    };
    let sequence = messages::next_sequence(tx).await?;
    messages::insert(tx, &[(sequence, &row)]).await?;
    let place = MessagePlace { id, conversation: row.conversation, provider_at: row.provider_at, sequence };
    let send = NewOutbound {
        id: engine.new_id(OutboundId::from_parts),
        command: answer_to(heard.id),
        line: row.line,
        place,
        priority: Priority::Rule,
        not_before: now,
    };
    outbound::queue(tx, &send, now).await?;
    let step = ConversationMove {
        id: row.conversation,
        unread: 0,
        inbound_at: None,
        at: row.provider_at,
        message: id,
        direction: "out",
        kind: row.kind.clone(),
        state: row.state,
        preview_ct: Some(keys.seal(Purpose::Preview, content.preview().text.as_bytes())),
        standing: None,
        in_group: false,
    };
    conversations::advance(tx, &[step]).await?;
    events.push(NewEvent::of(EventKind::MessageQueued).conversation(row.conversation).message(id));
    Ok(())
}
