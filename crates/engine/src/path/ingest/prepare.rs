//! Turns parsed updates into rows, without a database: keys are hashed, contents sealed, words tokenised, here and in
//! parallel, so that the transaction that follows is short.

use super::{
    Part,
    wishes::{Preference, Wished},
};
use crate::{
    consent::{self, Wording},
    health::HealthNote,
    media::arrive,
    port::Classifier,
};
use chrono::{DateTime, Utc};
use prosa_db::{
    content::StoredContent,
    cost::booking::NewCharge,
    path::{
        messages::MessageLabel,
        parts::{NewNotice, NewPart},
        statuses::NewStatus,
    },
};
use prosa_domain::{
    contact::{Identity, Key, Probe},
    id::{LineId, OutboundId},
    message::{
        content::{CallBy, Content},
        status::DeliveryState,
    },
    optout::{self, Heard, OwnWords, Wish},
    phone, quick,
    standing::{Said, Step},
};
use prosa_provider::{Author, HistoryMessage, Item, Message, Status, SystemChange};
use prosa_vault::{IndexPurpose, Purpose, TenantKeys};
use serde_json::Value;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::time::Instant;
use uuid::Uuid;

/// The person behind messages, as one identity of the batch.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub probe: Probe,
    pub user: Option<String>,
    pub wa_id: Option<String>,
    pub name: Option<String>,
    pub username: Option<String>,
}

/// A message before its contact is known.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub line: LineId,
    pub journal_id: i64,
    /// Place of the person in [`Batch::people`].
    pub person: usize,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub content_ct: Vec<u8>,
    pub provider_key: Vec<u8>,
    pub quoted_key: Option<Vec<u8>>,
    pub tokens: Vec<i64>,
    pub preview_ct: Option<Vec<u8>>,
    /// Whether it was written in a group.
    pub in_group: bool,
    pub effect: Effect,
    pub origin: Origin,
    pub label: Option<MessageLabel>,
    /// What was read out of the new text that it gives to another message.
    pub reread: Option<MessageLabel>,
    /// What the standing of the person makes of it.
    pub step: Option<Step>,
    /// The file it came with.
    pub file: Option<arrive::Draft>,
    /// What the person wants of our messages, when that is what they wrote.
    pub wished: Option<Wished>,
}

/// Who wrote a message, and when it came to be known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The contact, just now.
    Contact,
    /// The business, on the phone.
    Echo,
    /// The contact, before the line was connected here.
    PastIn,
    /// The business, before the line was connected here; how far it got.
    PastOut(DeliveryState),
}

impl Origin {
    const fn of_past(past: &HistoryMessage) -> Self {
        match past.author {
            Author::Contact => Self::PastIn,
            Author::Business => Self::PastOut(past.state),
        }
    }

    /// The stored direction.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Contact | Self::PastIn => "in",
            Self::Echo | Self::PastOut(_) => "out",
        }
    }

    /// How far the message is.
    pub const fn state(self) -> DeliveryState {
        match self {
            Self::Contact | Self::PastIn => DeliveryState::Delivered,
            Self::Echo => DeliveryState::Sent,
            Self::PastOut(state) => state,
        }
    }

    /// Whose reactions its reaction is.
    pub const fn actor(self) -> &'static str {
        match self {
            Self::Contact | Self::PastIn => "contact",
            Self::Echo | Self::PastOut(_) => "business",
        }
    }
}

/// What a message does besides being one.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    /// Nothing: it is a message to read and answer.
    Speaks,
    /// Sets or takes back a reaction on the target.
    Reacts { target_key: Vec<u8>, emoji_ct: Option<Vec<u8>> },
    /// Edits the target.
    Edits { target_key: Vec<u8> },
    /// Deletes the target.
    Revokes { target_key: Vec<u8> },
    /// Says something about the system, which is not an answer to anybody.
    Tells,
}

/// A status, and the outbound row it names itself, for sends whose answer was lost.
#[derive(Clone, Debug)]
pub(crate) struct StatusDraft {
    pub journal_id: i64,
    pub status: NewStatus,
    pub names: Option<OutboundId>,
    pub charge: Option<NewCharge>,
    /// The provider's id of a text message with a price.
    pub text_id: Option<String>,
}

/// Everything of one tenant's turn.
#[derive(Default)]
pub(super) struct Batch {
    pub people: Vec<Person>,
    pub drafts: Vec<Draft>,
    pub statuses: Vec<StatusDraft>,
    pub notices: Vec<NewNotice>,
    pub parts: Vec<NewPart>,
    pub changes: Vec<IdentityChange>,
    pub health: Vec<HealthNote>,
    pub preferences: Vec<Preference>,
    /// Lines with messages written in the phone's app.
    pub on_phone: Vec<LineId>,
    /// What contacts said, with the place of its draft.
    said: Vec<(usize, String)>,
    /// The tenant's own words for leaving, and what is answered.
    pub wording: Arc<Wording>,
    seats: HashMap<Identity, usize>,
}

/// A person whose user id or number changed, as the provider told.
#[derive(Clone, Debug)]
pub(super) struct IdentityChange {
    pub before: Probe,
    pub after: Probe,
    pub user: Option<String>,
    pub wa_id: Option<String>,
}

/// Prepares all parts of a tenant.
pub(super) fn prepare(
    keys: &TenantKeys,
    classifier: &dyn Classifier,
    wording: Arc<Wording>,
    parts: &[Part],
    mut new_uuid: impl FnMut() -> Uuid,
) -> Batch {
    let mut batch = Batch { wording, ..Batch::default() };
    for part in parts {
        let mut row = NewPart {
            journal_id: part.journal_id,
            line: part.line,
            received_at: part.received_at,
            kinds: Vec::new(),
            message_count: 0,
            status_count: 0,
            other_count: 0,
            repeated_count: 0,
            body_bytes: part.body_bytes,
            reason: None,
        };
        for (place, update) in &part.updates {
            let kind = match &update.item {
                Item::Message(message) => {
                    row.message_count += 1;
                    batch.add_message(keys, part, (message, Origin::Contact))
                }
                Item::Echo(message) => {
                    row.message_count += 1;
                    batch.on_phone.push(part.line);
                    batch.add_message(keys, part, (message, Origin::Echo))
                }
                Item::History(past) => {
                    row.message_count += 1;
                    batch.on_phone.push(part.line);
                    batch.add_message(keys, part, (&past.message, Origin::of_past(past)))
                }
                Item::Status(status) => {
                    row.status_count += 1;
                    batch.add_status(keys, part, status)
                }
                other => {
                    row.other_count += 1;
                    if let Item::SystemChange(change) = other {
                        batch.changes.push(identity_change(keys, change));
                    }
                    batch.health.extend(HealthNote::of(part.line, other));
                    if let Item::Other { field, raw } = other
                        && field == "user_preferences"
                    {
                        batch.add_preferences(keys, raw);
                    }
                    let notice = notice(keys, part, *place, &update.field, other, new_uuid());
                    let kind = notice.kind.clone();
                    batch.notices.push(notice);
                    kind
                }
            };
            if !row.kinds.contains(&kind) {
                row.kinds.push(kind);
            }
        }
        batch.parts.push(row);
    }
    batch.on_phone.sort_unstable();
    batch.on_phone.dedup();
    batch.read(classifier);
    batch
}

impl Batch {
    /// Has everything read that contacts said, in one go.
    fn read(&mut self, classifier: &dyn Classifier) {
        let said = std::mem::take(&mut self.said);
        if said.is_empty() {
            return;
        }
        let texts: Vec<&str> = said.iter().map(|(_, text)| text.as_str()).collect();
        let model = classifier.card().version;
        let started = Instant::now();
        let readings = classifier.read_all(&texts);
        // Texts of a delivery are read together, so each took its share.
        let share =
            u32::try_from(texts.len()).map_or(Duration::ZERO, |count| started.elapsed() / count.max(1));
        let step = Some(quick::step(share));
        for ((place, _), reading) in said.iter().zip(readings) {
            let (Some(draft), Some(reading)) = (self.drafts.get_mut(*place), reading) else { continue };
            // The past tells what was said, but nobody has to hurry for it now, nor for what was said in a group.
            let is_now = draft.origin == Origin::Contact && matches!(draft.effect, Effect::Speaks);
            let label = MessageLabel { step, ..MessageLabel::of(reading, &model) };
            if matches!(draft.effect, Effect::Edits { .. }) {
                draft.reread = Some(label);
                continue;
            }
            let said = Said { intents: &label.intents, sentiment: Some(label.sentiment) };
            draft.step = is_now.then(|| Step::of(said));
            draft.label = Some(label);
        }
    }

    fn add_message(
        &mut self,
        keys: &TenantKeys,
        part: &Part,
        (message, origin): (&Message, Origin),
    ) -> String {
        let kind = message.content.kind().to_owned();
        let provider_key = message_key(keys, &message.provider_message_id);
        let preview = message.content.preview().text;
        let effect = match effect(keys, &message.content) {
            // What is said in a group is not said to us alone: nothing is known of it opening a window with its author.
            Effect::Speaks if message.group_id.is_some() => Effect::Tells,
            effect => effect,
        };
        let person = self.seat(keys, &message.identity);
        let words = prosa_domain::search::words(&message.content.search_text());
        // Only what contacts say is read, also when it was said before the line was connected here.
        let said = message.content.said().or_else(|| message.content.says_now());
        if let (Origin::Contact | Origin::PastIn, Some(said)) = (origin, said) {
            self.said.push((self.drafts.len(), said.to_owned()));
        }
        self.drafts.push(Draft {
            line: part.line,
            journal_id: part.journal_id,
            person,
            at: message.at,
            kind: kind.clone(),
            in_group: message.group_id.is_some(),
            content_ct: StoredContent::seal_said(
                keys,
                &message.content,
                &message.provider_message_id,
                message.group_id.as_deref(),
            ),
            provider_key,
            quoted_key: message.content.quoted().map(|id| message_key(keys, id)),
            tokens: keys.search_tokens(words.iter().map(String::as_str)),
            preview_ct: (!preview.is_empty()).then(|| keys.seal(Purpose::Preview, preview.as_bytes())),
            effect,
            label: None,
            reread: None,
            step: None,
            file: arrive::draft(keys, &message.content),
            wished: if origin == Origin::Contact {
                wished(keys, &message.content, &self.wording.own)
            } else {
                None
            },
            origin,
        });
        kind
    }

    /// The person's choice in WhatsApp itself (Meta, webhook field `user_preferences`).
    fn add_preferences(&mut self, keys: &TenantKeys, raw: &Value) {
        let list =
            raw.get("user_preferences").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for one in list {
            let text = |name: &str| one.get(name).and_then(Value::as_str).filter(|value| !value.is_empty());
            let identity = Identity {
                bsuid: text("user_id").map(str::to_owned),
                wa_id: text("wa_id").map(str::to_owned),
                ..Identity::default()
            };
            let wish = match text("value") {
                Some("stop") => Wish::Stop,
                Some("resume" | "signup") => Wish::Resume,
                _ => continue,
            };
            let seconds =
                one.get("timestamp").and_then(|at| at.as_i64().or_else(|| at.as_str()?.parse().ok()));
            let Some(at) = seconds.and_then(|at| DateTime::from_timestamp(at, 0)) else { continue };
            if !identity.is_empty() {
                let person = self.seat(keys, &identity);
                self.preferences.push(Preference { person, wish, at });
            }
        }
    }

    fn add_status(&mut self, keys: &TenantKeys, part: &Part, status: &Status) -> String {
        let detail = (!status.detail.is_null())
            .then(|| keys.seal(Purpose::StatusDetail, status.detail.to_string().as_bytes()));
        let names = status.callback_data.as_deref().and_then(|data| data.parse().ok());
        let provider_key = message_key(keys, &status.provider_message_id);
        let charge = crate::cost::booking::charge(part.line, &provider_key, status);
        self.statuses.push(StatusDraft {
            journal_id: part.journal_id,
            text_id: crate::cost::booking::text_id(charge.as_ref(), status),
            charge,
            status: NewStatus {
                line: part.line,
                provider_key,
                state: status.state,
                at: status.at,
                error_code: status.errors.first().map(|error| error.code),
                detail_ct: detail,
            },
            names,
        });
        format!("status:{}", status.state.as_str())
    }

    fn seat(&mut self, keys: &TenantKeys, identity: &Identity) -> usize {
        if let Some(seat) = self.seats.get(identity) {
            return *seat;
        }
        let seat = self.people.len();
        self.people.push(Person {
            probe: probe(keys, identity.bsuid.as_deref(), identity.wa_id.as_deref()),
            user: identity.bsuid.clone(),
            wa_id: identity.wa_id.clone(),
            name: identity.profile_name.clone().filter(|name| !name.trim().is_empty()),
            username: identity.username.clone().filter(|name| !name.trim().is_empty()),
        });
        self.seats.insert(identity.clone(), seat);
        seat
    }
}

/// What the person wants of our messages: only what they typed or the button they pressed is read.
fn wished(keys: &TenantKeys, content: &Content, own: &OwnWords) -> Option<Wished> {
    let text = match content {
        Content::Text(_) | Content::Button(_) => content.text(),
        _ => return None,
    };
    let Heard { wish, lang } = optout::hear(&text, own)?;
    Some(Wished { wish, lang, proof: consent::proof(keys, &text) })
}

/// The keyed hash that stands for a provider's message id.
pub(crate) fn message_key(keys: &TenantKeys, provider_message_id: &str) -> Vec<u8> {
    keys.short_index(IndexPurpose::ProviderMessage, provider_message_id).to_vec()
}

pub(super) fn probe(keys: &TenantKeys, user: Option<&str>, wa_id: Option<&str>) -> Probe {
    let variants = wa_id.map(phone::variants).unwrap_or_default();
    Probe {
        user: user.map(|user| -> Key { keys.blind_index(IndexPurpose::UserId, user) }),
        phones: variants.iter().map(|digits| keys.blind_index(IndexPurpose::Phone, digits)).collect(),
    }
}

fn effect(keys: &TenantKeys, content: &Content) -> Effect {
    match content {
        Content::Reaction(reaction) => Effect::Reacts {
            target_key: message_key(keys, &reaction.target),
            emoji_ct: reaction
                .emoji
                .as_ref()
                .map(|emoji| keys.seal(Purpose::MessageContent, emoji.as_bytes())),
        },
        Content::Edit(edit) => match &edit.target {
            Some(target) => Effect::Edits { target_key: message_key(keys, target) },
            None => Effect::Tells,
        },
        Content::Revoke(revoke) => match &revoke.target {
            Some(target) => Effect::Revokes { target_key: message_key(keys, target) },
            None => Effect::Tells,
        },
        Content::System(_) => Effect::Tells,
        // A call of the contact opens the window as a message does (Meta, "Customer service windows"); one of ours does not.
        Content::Call(call) if call.by == CallBy::Business => Effect::Tells,
        _ => Effect::Speaks,
    }
}

fn identity_change(keys: &TenantKeys, change: &SystemChange) -> IdentityChange {
    IdentityChange {
        before: probe(keys, change.old_bsuid.as_deref(), change.old_wa_id.as_deref()),
        after: probe(keys, change.new_bsuid.as_deref(), change.new_wa_id.as_deref()),
        user: change.new_bsuid.clone(),
        wa_id: change.new_wa_id.clone(),
    }
}

fn notice(keys: &TenantKeys, part: &Part, place: i32, field: &str, item: &Item, id: Uuid) -> NewNotice {
    let (kind, raw) = match item {
        Item::Malformed { reason, raw } => (format!("malformed:{reason}"), raw.to_string()),
        Item::SystemChange(change) => ("system-change".to_owned(), change.raw.to_string()),
        Item::Other { field, raw } => (format!("other:{field}"), raw.to_string()),
        Item::Message(_) | Item::Echo(_) | Item::History(_) | Item::Status(_) => {
            (String::new(), String::new())
        }
    };
    NewNotice {
        id,
        line: part.line,
        journal_id: part.journal_id,
        ordinal: place,
        field: field.to_owned(),
        kind: kind.replace(',', " "),
        content_ct: keys.seal(Purpose::MessageContent, raw.as_bytes()),
        received_at: part.received_at,
    }
}
