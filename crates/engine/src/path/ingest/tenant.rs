//! One tenant's turn: all its parts in one transaction.

use super::{
    Part, people,
    prepare::{self, Batch, Draft, Effect, IdentityChange, Origin},
    wishes,
};
use crate::{Engine, media::arrive, path::track};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use prosa_db::{
    DbError, TenantTx,
    event::{self, NewEvent},
    health,
    path::{
        contacts,
        conversations::{self, ConversationMove, NewConversation, StandingMove},
        messages::{self, ContactEdit, NewMessage, NewReaction},
        parts,
        reread::{self, Reread},
    },
};
use prosa_domain::{
    event::EventKind,
    id::{ContactId, ConversationId, LineId, MessageId, TenantId},
    standing::Step,
    window,
};
use prosa_vault::TenantKeys;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

/// Stores the parts: contacts, conversations, messages, statuses, notices, then their events.
pub(super) async fn store(engine: &Engine, tenant: TenantId, parts: &[Part]) -> Result<(), DbError> {
    let keys = engine.keyring.tenant(tenant).await?;
    let new_uuid = || engine.new_id(MessageId::from_parts).0;
    let wording = engine.wording(tenant, &keys).await?;
    let reader = engine.reader(tenant, &keys).await?;
    let mut batch = prepare::prepare(&keys, reader.as_ref(), wording, parts, new_uuid);
    let now = engine.now();
    let mut tx = engine.db.tenant_path(tenant).await?;
    let mut events = Vec::new();
    if !batch.changes.is_empty() {
        change_identities(&mut tx, &keys, &batch.changes, now).await?;
    }
    if !batch.drafts.is_empty() || !batch.preferences.is_empty() {
        store_messages(engine, &mut tx, &keys, &mut batch, now, &mut events).await?;
    }
    if !batch.statuses.is_empty() {
        let repeated = track::store(&mut tx, &batch.statuses, now, &mut events).await?;
        count_repeats(&mut batch, repeated);
    }
    crate::template::sync::note_events(engine, &mut tx, &keys, parts, &mut events).await?;
    parts::keep_notices(&mut tx, &batch.notices).await?;
    crate::health::learn(&mut tx, &keys, &batch.health, now, &mut events).await?;
    crate::health::seen_on_phone(&mut tx, &keys, &batch.on_phone, now, &mut events).await?;
    parts::write(&mut tx, &batch.parts, now).await?;
    health::note_inbound(&mut tx, &heard(&batch), now).await?;
    event::append(&mut tx, now, &events).await?;
    tx.commit().await?;
    count_labels(&batch.drafts);
    metrics::counter!("prosa_ingest_messages_total")
        .increment(u64::try_from(batch.drafts.len()).unwrap_or_default());
    metrics::counter!("prosa_ingest_statuses_total")
        .increment(u64::try_from(batch.statuses.len()).unwrap_or_default());
    Ok(())
}

/// How often each intent was read, and how often the classifier would not name one.
fn count_labels(drafts: &[Draft]) {
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    for label in drafts.iter().filter_map(|draft| draft.label.as_ref()) {
        let id = label.intents.first().map_or("none", |primary| primary.id.id());
        *counts.entry(id).or_default() += 1;
    }
    for (label, count) in counts {
        metrics::counter!("prosa_labels_total", "label" => label).increment(count);
    }
}

/// The lines of a batch, each with its new messages. A delivery that came before counts none.
fn heard(batch: &Batch) -> Vec<(LineId, i32)> {
    let mut lines: BTreeMap<LineId, i32> = BTreeMap::new();
    for part in &batch.parts {
        let fresh = part.message_count.saturating_sub(part.repeated_count).max(0);
        let count = lines.entry(part.line).or_default();
        *count = count.saturating_add(fresh);
    }
    lines.into_iter().collect()
}

/// Writes down that a part failed, so that the journal screen shows it.
pub(super) async fn note_failure(
    engine: &Engine,
    tenant: TenantId,
    part: &Part,
    reason: &str,
) -> Result<(), DbError> {
    let keys = engine.keyring.tenant(tenant).await?;
    let new_uuid = || engine.new_id(MessageId::from_parts).0;
    let parts = std::slice::from_ref(part);
    let mut batch = prepare::prepare(&keys, engine.classifier.as_ref(), Arc::default(), parts, new_uuid);
    for row in &mut batch.parts {
        row.reason = Some(reason.to_owned());
    }
    let mut tx = engine.db.tenant(tenant).await?;
    parts::write(&mut tx, &batch.parts, engine.now()).await?;
    tx.commit().await
}

fn count_repeats(batch: &mut Batch, repeated: HashMap<i64, i32>) {
    for part in &mut batch.parts {
        part.repeated_count += repeated.get(&part.journal_id).copied().unwrap_or_default();
    }
}

async fn change_identities(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    changes: &[IdentityChange],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    for change in changes {
        let users: Vec<Vec<u8>> = change.before.user.iter().map(|key| key.to_vec()).collect();
        let phones: Vec<Vec<u8>> = change.before.phones.iter().map(|key| key.to_vec()).collect();
        let found = contacts::find(tx, &users, &phones).await?;
        let by_user = found.iter().find(|one| one.phone_index.is_none());
        let Some(contact) = by_user.or_else(|| found.first()) else { continue };
        let taken = match change.after.user {
            Some(user) => !contacts::find(tx, &[user.to_vec()], &[]).await?.is_empty(),
            None => true,
        };
        let sealed = people::seal_identity(keys, change.user.as_deref(), change.wa_id.as_deref());
        let row = contacts::ContactChange {
            id: contact.id,
            bsuid_index: change.after.user.filter(|_| !taken).map(|key| key.to_vec()),
            bsuid_ct: sealed.0.filter(|_| !taken),
            wa_id_ct: sealed.1,
            name_ct: None,
            username_ct: None,
        };
        contacts::change(tx, &[row], now).await?;
        // Deliveries come late and out of order: the old user id keeps leading here, too.
        let points: Vec<(Vec<u8>, ContactId)> = change
            .after
            .phones
            .iter()
            .chain(&change.before.user)
            .map(|key| (key.to_vec(), contact.id))
            .collect();
        contacts::point_phones(tx, &points).await?;
    }
    Ok(())
}

async fn store_messages(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    batch: &mut Batch,
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    // The provider's time is the order; within one second, arrival.
    batch.drafts.sort_by_key(|draft| draft.at);
    ensure_months(tx, &batch.drafts, now).await?;
    let contacts = people::resolve(engine, tx, keys, &batch.people, now).await?;
    let rows = to_rows(engine, tx, &batch.drafts, &contacts, now).await?;
    let fresh = messages::claim(tx, &rows).await?;
    let inserts: Vec<(i64, &NewMessage)> =
        rows.iter().filter_map(|row| fresh.get(&row.id).map(|sequence| (*sequence, row))).collect();
    messages::insert(tx, &inserts).await?;
    let late = late_files(tx, &batch.drafts, &rows, &fresh).await?;
    let files = batch.drafts.iter().zip(&rows).filter(|(_, row)| fresh.contains_key(&row.id));
    let files = files.chain(late.iter().map(|(draft, row)| (*draft, row)));
    arrive::note(engine, tx, files.filter_map(|(draft, row)| Some((row, draft.file.as_ref()?))), now).await?;
    let moves = moves(&batch.drafts, &rows, &fresh, now);
    conversations::advance(tx, &moves).await?;
    tell(&batch.drafts, &rows, &fresh, events);
    apply_effects(tx, &batch.drafts, &rows, &fresh, events).await?;
    heed_wishes(
        engine,
        tx,
        keys,
        batch,
        &Stored { rows: &rows, fresh: &fresh, contacts: &contacts },
        now,
        events,
    )
    .await?;
    let mut repeated: HashMap<i64, i32> = HashMap::new();
    for (draft, row) in batch.drafts.iter().zip(&rows) {
        if !fresh.contains_key(&row.id) {
            *repeated.entry(draft.journal_id).or_default() += 1;
        }
    }
    count_repeats(batch, repeated);
    Ok(())
}

/// Files of the past come after the messages they belong to (Meta, "history webhook"): a placeholder becomes what it was.
async fn late_files<'a>(
    tx: &mut TenantTx,
    drafts: &'a [Draft],
    rows: &[NewMessage],
    fresh: &HashMap<MessageId, i64>,
) -> Result<Vec<(&'a Draft, NewMessage)>, DbError> {
    let is_late = |draft: &Draft, row: &NewMessage| {
        let past = matches!(draft.origin, Origin::PastIn | Origin::PastOut(_));
        past && draft.file.is_some() && !fresh.contains_key(&row.id)
    };
    let late: Vec<(&Draft, &NewMessage)> =
        drafts.iter().zip(rows).filter(|(draft, row)| is_late(draft, row)).collect();
    let wanted: Vec<&NewMessage> = late.iter().map(|(_, row)| *row).collect();
    let mut filled = messages::fill_placeholders(tx, &wanted).await?;
    Ok(late
        .into_iter()
        .filter_map(|(draft, row)| {
            let id = filled.remove(row.provider_key.as_ref()?)?;
            Some((draft, NewMessage { id, ..row.clone() }))
        })
        .collect())
}

/// What became of a batch's drafts.
struct Stored<'a> {
    rows: &'a [NewMessage],
    fresh: &'a HashMap<MessageId, i64>,
    contacts: &'a [ContactId],
}

async fn heed_wishes(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    batch: &Batch,
    stored: &Stored<'_>,
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let contact = |person: usize| stored.contacts.get(person).copied();
    let said: Vec<(&Draft, &NewMessage, ContactId)> = batch
        .drafts
        .iter()
        .zip(stored.rows)
        .filter(|(draft, row)| draft.wished.is_some() && stored.fresh.contains_key(&row.id))
        .filter_map(|(draft, row)| Some((draft, row, contact(draft.person)?)))
        .collect();
    wishes::heed(engine, tx, keys, (&said, &batch.wording), now, events).await?;
    let chosen: Vec<(&wishes::Preference, ContactId)> = batch
        .preferences
        .iter()
        .filter_map(|preference| Some((preference, contact(preference.person)?)))
        .collect();
    if chosen.is_empty() { Ok(()) } else { wishes::prefer(tx, &chosen, now, events).await }
}

/// Months outside the ones made ahead get their partition before the first row.
async fn ensure_months(tx: &mut TenantTx, drafts: &[Draft], now: DateTime<Utc>) -> Result<(), DbError> {
    let near = |at: &DateTime<Utc>| (now - *at).num_days().abs() < 32;
    let months: BTreeSet<NaiveDate> = drafts
        .iter()
        .map(|draft| draft.at)
        .filter(|at| !near(at))
        .filter_map(|at| NaiveDate::from_ymd_opt(at.year(), at.month(), 1))
        .collect();
    if months.is_empty() {
        return Ok(());
    }
    messages::ensure_partitions(tx, &months.into_iter().collect::<Vec<_>>()).await
}

async fn to_rows(
    engine: &Engine,
    tx: &mut TenantTx,
    drafts: &[Draft],
    contacts: &[ContactId],
    now: DateTime<Utc>,
) -> Result<Vec<NewMessage>, DbError> {
    let contact_of = |draft: &Draft| contacts.get(draft.person).copied().unwrap_or(ContactId(Uuid::nil()));
    let pairs: BTreeMap<(LineId, ContactId), DateTime<Utc>> =
        drafts.iter().rev().map(|draft| ((draft.line, contact_of(draft)), draft.at)).collect();
    let wanted: Vec<(LineId, ContactId)> = pairs.keys().copied().collect();
    let mut known = conversations::find(tx, &wanted).await?;
    let new: Vec<NewConversation> = pairs
        .into_iter()
        .filter(|(pair, _)| !known.contains_key(pair))
        .map(|((line, contact), at)| NewConversation {
            id: engine.new_id(ConversationId::from_parts),
            line,
            contact,
            at,
        })
        .collect();
    conversations::insert(tx, &new, now).await?;
    known.extend(new.iter().map(|one| ((one.line, one.contact), one.id)));
    drafts
        .iter()
        .map(|draft| {
            let conversation = known
                .get(&(draft.line, contact_of(draft)))
                .copied()
                .ok_or_else(|| DbError::Decode("a message without a conversation".to_owned()))?;
            Ok(NewMessage {
                id: engine.new_id(MessageId::from_parts),
                conversation,
                line: draft.line,
                provider_at: draft.at,
                direction: draft.origin.direction(),
                kind: draft.kind.clone(),
                state: draft.origin.state().as_str(),
                content_ct: draft.content_ct.clone(),
                provider_key: Some(draft.provider_key.clone()),
                quoted_key: draft.quoted_key.clone(),
                member: None,
                tokens: draft.tokens.clone(),
                journal_id: Some(draft.journal_id),
                label: draft.label.clone(),
            })
        })
        .collect()
}

/// What the new messages do to their conversations. Drafts are in the provider's order, so the last one wins.
fn moves(
    drafts: &[Draft],
    rows: &[NewMessage],
    fresh: &HashMap<MessageId, i64>,
    now: DateTime<Utc>,
) -> Vec<ConversationMove> {
    let mut moves: BTreeMap<ConversationId, ConversationMove> = BTreeMap::new();
    for (draft, row) in drafts.iter().zip(rows).filter(|(_, row)| fresh.contains_key(&row.id)) {
        let entry = moves.entry(row.conversation).or_insert_with(|| ConversationMove {
            id: row.conversation,
            unread: 0,
            inbound_at: None,
            at: draft.at,
            message: row.id,
            direction: row.direction,
            kind: draft.kind.clone(),
            state: row.state,
            preview_ct: draft.preview_ct.clone(),
            standing: None,
            in_group: draft.in_group,
        });
        // Whether a reaction opens the window is not documented; edits and system notes do not. Only speech counts.
        let speaks = matches!(draft.effect, Effect::Speaks);
        let opens = match draft.origin {
            Origin::Contact => speaks,
            // What was written before the line was connected here opens its window as long as that lasts, and no more.
            Origin::PastIn => speaks && window::closes_at(draft.at) > now,
            Origin::Echo | Origin::PastOut(_) => false,
        };
        entry.unread += i32::from(speaks && draft.origin == Origin::Contact);
        entry.inbound_at = if opens { entry.inbound_at.max(Some(draft.at)) } else { entry.inbound_at };
        entry.at = draft.at;
        entry.message = row.id;
        entry.direction = row.direction;
        entry.in_group = draft.in_group;
        entry.state = row.state;
        entry.kind.clone_from(&draft.kind);
        entry.preview_ct.clone_from(&draft.preview_ct);
        if let Some(step) = draft.step {
            let before = entry.standing.map_or(Step::STILL, |standing| standing.step);
            entry.standing = Some(StandingMove { at: draft.at, step: before.then(step) });
        }
    }
    moves.into_values().collect()
}

/// What is told of the new messages: each one, but of a past that is read in only that its conversations changed.
fn tell(drafts: &[Draft], rows: &[NewMessage], fresh: &HashMap<MessageId, i64>, events: &mut Vec<NewEvent>) {
    let mut past: BTreeSet<ConversationId> = BTreeSet::new();
    for (draft, row) in drafts.iter().zip(rows).filter(|(_, row)| fresh.contains_key(&row.id)) {
        let kind = match draft.origin {
            Origin::Contact => EventKind::MessageReceived,
            Origin::Echo => EventKind::MessageQueued,
            Origin::PastIn | Origin::PastOut(_) => {
                past.insert(row.conversation);
                continue;
            }
        };
        events.push(NewEvent::of(kind).conversation(row.conversation).message(row.id));
    }
    let changed = |id| NewEvent::of(EventKind::ConversationUpdated).conversation(id);
    events.extend(past.into_iter().map(changed));
}

async fn apply_effects(
    tx: &mut TenantTx,
    drafts: &[Draft],
    rows: &[NewMessage],
    fresh: &HashMap<MessageId, i64>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let mut touched: HashSet<(MessageId, ConversationId)> = HashSet::new();
    // The newest change of a message is the last one: drafts are in the provider's order.
    let mut rereads: BTreeMap<MessageId, Reread> = BTreeMap::new();
    for (draft, row) in drafts.iter().zip(rows).filter(|(_, row)| fresh.contains_key(&row.id)) {
        let edit = match &draft.effect {
            Effect::Speaks | Effect::Tells => continue,
            Effect::Reacts { target_key, emoji_ct } => {
                let reaction = NewReaction {
                    line: draft.line,
                    target_key: target_key.clone(),
                    actor: draft.origin.actor(),
                    emoji_ct: emoji_ct.clone(),
                    at: draft.at,
                };
                touched.extend(messages::react(tx, &[reaction]).await?);
                continue;
            }
            Effect::Edits { target_key } => (target_key, ContactEdit::Edited),
            Effect::Revokes { target_key } => (target_key, ContactEdit::Revoked),
        };
        if let Some(id) = messages::mark_changed(tx, draft.line, edit.0, edit.1, draft.at).await? {
            touched.insert((id, row.conversation));
            if let Some(label) = draft.reread.clone() {
                let (conversation, at) = (row.conversation, draft.at);
                rereads.insert(id, Reread { message: id, conversation, at, label });
            }
        }
    }
    reread::reread(tx, &rereads.into_values().collect::<Vec<_>>()).await?;
    for (id, conversation) in touched {
        events.push(NewEvent::of(EventKind::MessageUpdated).conversation(conversation).message(id));
    }
    Ok(())
}
