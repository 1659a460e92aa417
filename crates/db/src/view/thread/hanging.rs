//! What hangs on a page of messages, read for the whole page at once.

use super::{Place, Row};
use crate::{
    DbError, TenantTx,
    content::StoredContent,
    media::view::{self, Files},
    view::{inbox, open_content, open_text},
};
use chrono::{DateTime, Utc};
use prosa_domain::{
    assist::task::MadeBy,
    id::{CommandId, MediaId, MemberId, MessageId},
    media::MediaKind,
    message::{content::Content, status::DeliveryState},
};
use prosa_vault::{IndexPurpose, Purpose, TenantKeys};
use prosa_wire::{
    inbox::{Direction, EarlierText, MachineMark, QuoteView, ReactionView, StateAt},
    team::MemberRef,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Keyed hash of a provider's message id.
type Key = Vec<u8>;

/// Everything a page's messages refer to, by what they know of it.
#[derive(Default)]
pub(super) struct Hanging {
    pub members: HashMap<MemberId, MemberRef>,
    pub reactions: HashMap<Key, Vec<ReactionView>>,
    /// The texts edits gave to messages, oldest first.
    pub edits: HashMap<Key, Vec<EarlierText>>,
    statuses: HashMap<Key, Vec<StateAt>>,
    sends: HashMap<Uuid, SendFacts>,
    /// Files of the messages.
    pub files: Files,
    quotes: HashMap<Key, QuoteView>,
    /// Targets of reactions, edits and deletions that are known here.
    targets: HashSet<Key>,
}

type Opened = (Row, Option<StoredContent>);

/// Reads what hangs on the given messages.
pub(super) async fn read(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    place: Place,
    opened: &[Opened],
) -> Result<Hanging, DbError> {
    let own: Vec<Key> = opened.iter().filter_map(|(row, _)| row.provider_key.clone()).collect();
    let ours: Vec<Key> = opened
        .iter()
        .filter(|(row, _)| row.direction == Direction::Out.as_str())
        .filter_map(|(row, _)| row.provider_key.clone())
        .collect();
    let sent: Vec<Uuid> = opened
        .iter()
        .filter(|(row, _)| row.direction == Direction::Out.as_str())
        .map(|(row, _)| row.id)
        .collect();
    let quoted: Vec<Key> = opened.iter().filter_map(|(row, _)| row.quoted_key.clone()).collect();
    let targets: Vec<Key> =
        opened.iter().filter_map(|(_, stored)| target_key(keys, stored.as_ref())).collect();
    let authors: HashSet<Uuid> =
        opened.iter().flat_map(|(row, _)| [row.member_id, row.read.labelled_by]).flatten().collect();
    let authors: Vec<Uuid> = authors.into_iter().collect();
    let members = inbox::member_names(tx, keys, &authors).await?;
    Ok(Hanging {
        members: members.into_iter().map(|member| (member.id, member)).collect(),
        reactions: reactions(tx, keys, place, &own).await?,
        edits: edits(tx, keys, place, opened).await?,
        statuses: statuses(tx, place, &ours).await?,
        sends: sends(tx, &sent).await?,
        quotes: quotes(tx, keys, place, &quoted).await?,
        targets: known(tx, place, &targets).await?,
        files: files(tx, keys, opened).await?,
    })
}

/// Files of the messages that have one.
async fn files(tx: &mut TenantTx, keys: &TenantKeys, opened: &[Opened]) -> Result<Files, DbError> {
    let has_file = |row: &&Row| MediaKind::parse(&row.kind).is_some();
    let with: Vec<MessageId> =
        opened.iter().map(|(row, _)| row).filter(has_file).map(|row| MessageId(row.id)).collect();
    let named: Vec<MediaId> =
        opened.iter().filter_map(|(_, stored)| stored.as_ref()?.content.file()).collect();
    view::files(tx, keys, &with, &named).await
}

impl Hanging {
    /// Whether the message is only told through its target: a reaction, an edit or a deletion of a message known here.
    /// A reaction of ours that failed is shown by itself, so that it is seen.
    pub fn carried_by_target(&self, keys: &TenantKeys, row: &Row, stored: Option<&StoredContent>) -> bool {
        let troubled = row.direction == Direction::Out.as_str()
            && [DeliveryState::Failed, DeliveryState::Unknown]
                .iter()
                .any(|state| state.as_str() == row.state);
        !troubled && target_key(keys, stored).is_some_and(|key| self.targets.contains(&key))
    }

    /// When a message of ours reached each state, in order.
    pub fn history(&self, id: &Uuid, key: Option<&Key>, queued_at: DateTime<Utc>) -> Vec<StateAt> {
        let mut history = vec![StateAt { state: DeliveryState::Queued, at: queued_at }];
        let accepted_at = self.sends.get(id).and_then(|send| send.accepted_at);
        history.extend(accepted_at.map(|at| StateAt { state: DeliveryState::Accepted, at }));
        history.extend(key.and_then(|key| self.statuses.get(key)).into_iter().flatten().copied());
        history
    }

    /// The client's command that made a message of ours.
    pub fn command(&self, id: &Uuid) -> Option<CommandId> {
        self.sends.get(id).map(|send| send.command)
    }

    /// When a message of ours is to be sent, while that is still to come.
    pub fn send_at(&self, id: &Uuid) -> Option<DateTime<Utc>> {
        self.sends.get(id)?.send_at
    }

    /// The machine behind a message of ours.
    pub fn machine(&self, id: &Uuid) -> Option<MachineMark> {
        self.sends.get(id)?.machine.clone()
    }

    /// The quoted message; an unknown one is shown as such.
    pub fn quote(&self, key: &Key) -> QuoteView {
        self.quotes.get(key).cloned().unwrap_or(QuoteView {
            message_id: None,
            direction: None,
            kind: String::new(),
            text: String::new(),
        })
    }
}

/// What a reaction, an edit or a deletion points at.
fn target_key(keys: &TenantKeys, stored: Option<&StoredContent>) -> Option<Key> {
    let target = match &stored?.content {
        Content::Reaction(reaction) => Some(&reaction.target),
        Content::Edit(change) | Content::Revoke(change) => change.target.as_ref(),
        _ => None,
    }?;
    Some(keys.short_index(IndexPurpose::ProviderMessage, target).to_vec())
}

async fn reactions(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    place: Place,
    own: &[Key],
) -> Result<HashMap<Key, Vec<ReactionView>>, DbError> {
    if own.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Key, String, Vec<u8>)> = sqlx::query_as(
        "select target_key, actor, emoji_ct from reaction
         where tenant_id = $1 and line_id = $2 and target_key = any ($3) and emoji_ct is not null order by at",
    )
    .bind(tx.tenant().0)
    .bind(place.line.0)
    .bind(own)
    .fetch_all(tx.conn())
    .await?;
    let mut found: HashMap<Key, Vec<ReactionView>> = HashMap::new();
    for (key, actor, sealed) in rows {
        let emoji = open_text(keys, Purpose::MessageContent, Some(&sealed));
        if !emoji.is_empty() {
            let direction = if actor == "contact" { Direction::In } else { Direction::Out };
            found.entry(key).or_default().push(ReactionView { emoji, direction });
        }
    }
    Ok(found)
}

/// The newest text of the page's edited messages. Edits are messages of the same conversation, at most minutes later.
async fn edits(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    place: Place,
    opened: &[Opened],
) -> Result<HashMap<Key, Vec<EarlierText>>, DbError> {
    let edited = opened.iter().filter(|(row, _)| row.edited_at.is_some());
    let span = edited.fold(None, |span: Option<(DateTime<Utc>, DateTime<Utc>)>, (row, _)| {
        let end = row.edited_at.unwrap_or(row.provider_at);
        Some(span.map_or((row.provider_at, end), |(from, to)| (from.min(row.provider_at), to.max(end))))
    });
    let Some((from, to)) = span else { return Ok(HashMap::new()) };
    let rows: Vec<(Vec<u8>, DateTime<Utc>)> = sqlx::query_as(
        "select content_ct, provider_at from message
         where tenant_id = $1 and conversation_id = $2 and kind = 'edit' and provider_at between $3 and $4
         order by provider_at, sequence limit 500",
    )
    .bind(tx.tenant().0)
    .bind(place.conversation.0)
    .bind(from)
    .bind(to)
    .fetch_all(tx.conn())
    .await?;
    let mut texts: HashMap<Key, Vec<EarlierText>> = HashMap::new();
    for (sealed, at) in rows {
        let stored = open_content(keys, &sealed);
        let text = stored.as_ref().map(|stored| stored.content.text().into_owned()).unwrap_or_default();
        if let Some(key) = target_key(keys, stored.as_ref()).filter(|_| !text.is_empty()) {
            texts.entry(key).or_default().push(EarlierText { at, text });
        }
    }
    Ok(texts)
}

async fn statuses(
    tx: &mut TenantTx,
    place: Place,
    ours: &[Key],
) -> Result<HashMap<Key, Vec<StateAt>>, DbError> {
    if ours.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Key, String, DateTime<Utc>)> = sqlx::query_as(
        "select provider_key, status, at from message_status
         where tenant_id = $1 and line_id = $2 and provider_key = any ($3) order by at, received_at",
    )
    .bind(tx.tenant().0)
    .bind(place.line.0)
    .bind(ours)
    .fetch_all(tx.conn())
    .await?;
    let mut found: HashMap<Key, Vec<StateAt>> = HashMap::new();
    for (key, state, at) in rows {
        if let Some(state) = DeliveryState::parse(&state) {
            found.entry(key).or_default().push(StateAt { state, at });
        }
    }
    Ok(found)
}

/// What the queue knows of a message of ours.
#[derive(Clone, Debug)]
pub(super) struct SendFacts {
    /// The client's command that made it.
    pub command: CommandId,
    /// When the provider took it.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it is to be sent, while that is still to come.
    pub send_at: Option<DateTime<Utc>>,
    /// The machine behind it.
    pub machine: Option<MachineMark>,
}

async fn sends(tx: &mut TenantTx, sent: &[Uuid]) -> Result<HashMap<Uuid, SendFacts>, DbError> {
    if sent.is_empty() {
        return Ok(HashMap::new());
    }
    type Sent = (
        Uuid,
        Uuid,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
        Option<String>,
        Option<String>,
        Option<bool>,
        Option<String>,
    );
    // A message that only waits its turn is not one for later.
    let rows: Vec<Sent> = sqlx::query_as(
        "select o.message_id, o.command_id, max(a.finished_at) filter (where a.outcome = 'accepted'),
                max(o.not_before) filter (where o.state = 'queued' and o.attempts = 0
                                            and o.not_before > o.created_at + interval '30 seconds'),
                max(w.made_by), max(w.kind || '/' || w.model), bool_or(w.edited),
                max(y.name)
         from outbound o left join outbound_attempt a on a.tenant_id = o.tenant_id and a.outbound_id = o.id
         left join message_machine w on w.tenant_id = o.tenant_id and w.message_id = o.message_id
         left join assistant y on y.tenant_id = w.tenant_id and y.id = w.assistant_id
         where o.tenant_id = $1 and o.message_id = any ($2)
         group by o.message_id, o.command_id",
    )
    .bind(tx.tenant().0)
    .bind(sent)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(message, command, accepted_at, send_at, made_by, model, edited, assistant)| {
            let mark = |made_by| MachineMark {
                made_by,
                model: model.unwrap_or_default(),
                edited: edited.unwrap_or_default(),
                assistant,
            };
            let machine = made_by.as_deref().and_then(MadeBy::parse).map(mark);
            (message, SendFacts { command: CommandId(command), accepted_at, send_at, machine })
        })
        .collect())
}

type QuoteRow = (Key, Uuid, String, String, Vec<u8>, Option<DateTime<Utc>>);

async fn quotes(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    place: Place,
    quoted: &[Key],
) -> Result<HashMap<Key, QuoteView>, DbError> {
    if quoted.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<QuoteRow> = sqlx::query_as(
        "select r.provider_key, m.id, m.direction, m.kind, m.content_ct, m.revoked_at
         from message_ref r
         join message m on m.tenant_id = r.tenant_id and m.conversation_id = r.conversation_id
              and m.provider_at = r.provider_at and m.sequence = r.sequence
         where r.tenant_id = $1 and r.line_id = $2 and r.conversation_id = $4 and r.provider_key = any ($3)",
    )
    .bind(tx.tenant().0)
    .bind(place.line.0)
    .bind(quoted)
    .bind(place.conversation.0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(key, id, direction, kind, sealed, revoked_at)| {
            let stored = open_content(keys, &sealed).filter(|_| revoked_at.is_none());
            let text = stored.as_ref().map(|stored| stored.content.preview().text).unwrap_or_default();
            let quote = QuoteView {
                message_id: Some(MessageId(id)),
                direction: Direction::parse(&direction),
                kind,
                text,
            };
            (key, quote)
        })
        .collect())
}

/// Which of the given provider ids are known in this conversation.
async fn known(tx: &mut TenantTx, place: Place, targets: &[Key]) -> Result<HashSet<Key>, DbError> {
    if targets.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<(Key,)> = sqlx::query_as(
        "select provider_key from message_ref
         where tenant_id = $1 and line_id = $2 and conversation_id = $4 and provider_key = any ($3)",
    )
    .bind(tx.tenant().0)
    .bind(place.line.0)
    .bind(targets)
    .bind(place.conversation.0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}
