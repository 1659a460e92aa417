//! Who wants no more messages, or wants them again: written into the ledger with the very message as proof, what waits is
//! stopped, and the person is told once. All in the transaction that stores the message; nothing is asked of the database
//! when nobody wished anything.

use crate::{Engine, consent as ledger, path::ingest::prepare::Draft};
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    consent::{self, NewConsent},
    content::StoredContent,
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
    policy::Purpose as SendPurpose,
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
    /// The words, sealed, and their fingerprint.
    pub proof: (Vec<u8>, Vec<u8>),
}

const fn act(wish: Wish) -> ConsentAct {
    match wish {
        Wish::Stop => ConsentAct::Withdrawn,
        Wish::Resume => ConsentAct::Given,
    }
}

/// Writes down what the fresh messages wished.
pub(super) async fn heed(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    said: &[(&Draft, &NewMessage, ContactId)],
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
    let entries: Vec<NewConsent> = wished
        .iter()
        .map(|(wished, row, contact)| NewConsent {
            contact: *contact,
            purpose: SendPurpose::Marketing,
            act: act(wished.wish),
            source: ConsentSource::Message,
            reference: Some(row.id.0),
            proof: Some(wished.proof.clone()),
            at: row.provider_at,
            member: None,
        })
        .collect();
    ledger::write(tx, &entries, now, events).await?;
    let mut told: HashSet<ContactId> = HashSet::new();
    let lang = consent::language(tx).await?;
    for (wished, row, contact) in &wished {
        let changed = known.insert(*contact, act(wished.wish)) != Some(act(wished.wish));
        // Who says it three times is told once; old deliveries that are read late are not answered.
        let fresh = now - row.provider_at < chrono::Duration::hours(24);
        if changed && fresh && told.insert(*contact) {
            confirm(engine, tx, keys, lang, row, wished.wish, now, events).await?;
        }
    }
    Ok(())
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
            act: act(preference.wish),
            source: ConsentSource::Preference,
            reference: None,
            proof: None,
            at: preference.at,
            member: None,
        })
        .collect();
    ledger::write(tx, &entries, now, events).await
}

/// Queues the one sentence that says it was heard. Its command id is the message's: the same message is answered once.
#[expect(clippy::too_many_arguments, reason = "each is one of the hands of the transaction")]
async fn confirm(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    lang: Lang,
    heard: &NewMessage,
    wish: Wish,
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let key = match wish {
        Wish::Stop => "policy-stop-heard",
        Wish::Resume => "policy-resume-heard",
    };
    let content = Content::outbound_text(Translator::for_lang(lang).t(key), None);
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
        command: CommandId(heard.id.0),
        line: row.line,
        place,
        not_before: now,
        priority: prosa_domain::pace::Priority::Rule,
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
    };
    conversations::advance(tx, &[step]).await?;
    events.push(NewEvent::of(EventKind::MessageQueued).conversation(row.conversation).message(id));
    Ok(())
}
