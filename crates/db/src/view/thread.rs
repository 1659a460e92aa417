//! One conversation: the person, and pages of messages with everything that hangs on them (quotes, reactions, the times of
//! their states, why they failed). A page costs a handful of statements, however many messages it has.

mod hanging;

use crate::{
    DbError, TenantTx,
    content::StoredContent,
    view::{inbox, open_content, open_text, reading::ReadRow},
};
use chrono::{DateTime, Utc};
use hanging::Hanging;
use prosa_domain::{
    consent::{ConsentAct, ConsentSource},
    delivery,
    id::{ContactId, ConversationId, LineId, MemberId, MessageId},
    message::{
        content::{Around, Content},
        status::DeliveryState,
    },
    phone,
    policy::Purpose as SendPurpose,
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::{
    consent::ConsentState,
    inbox::{Body, ContactCard, Direction, EarlierText, Failure, MessagePage, MessageView, ThreadCursor},
};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// A message as stored.
#[derive(Debug, FromRow)]
pub(crate) struct Row {
    pub id: Uuid,
    pub provider_at: DateTime<Utc>,
    pub sequence: i64,
    pub direction: String,
    pub kind: String,
    pub state: String,
    pub content_ct: Vec<u8>,
    pub provider_key: Option<Vec<u8>>,
    pub quoted_key: Option<Vec<u8>>,
    pub member_id: Option<Uuid>,
    pub error_code: Option<i32>,
    pub edited_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    pub read: ReadRow,
}

const COLUMNS: &str =
    "id, provider_at, sequence, direction, kind, state, content_ct, provider_key, quoted_key, member_id,
    error_code, edited_at, revoked_at, label, label_confidence, label_more::text as label_more, label_model, sentiment,
    sentiment_confidence, language, labelled_by";

/// How many of the newest messages are looked through before the whole conversation is.
const RECENT: i64 = 300;

/// Which conversation, and through which line its provider ids are known.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its line.
    pub line: LineId,
}

/// The person of a conversation; none when it is not there.
///
/// # Errors
/// When Postgres refuses.
pub async fn contact(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    id: ContactId,
) -> Result<Option<ContactCard>, DbError> {
    let row: Option<Card> = sqlx::query_as(
        "select c.name_ct, c.username_ct, c.wa_id_ct, c.do_not_contact_at, c.blocked_at, c.created_at,
                (select m.name_ct from member m where m.tenant_id = c.tenant_id and m.id = c.do_not_contact_by) as by_ct,
                array_agg(n.purpose order by n.purpose) filter (where e.sequence is not null) as purposes,
                array_agg(n.act order by n.purpose) filter (where e.sequence is not null) as acts,
                array_agg(e.source order by n.purpose) filter (where e.sequence is not null) as sources,
                array_agg(n.at order by n.purpose) filter (where e.sequence is not null) as times
         from contact c
         left join consent_now n on n.tenant_id = c.tenant_id and n.contact_id = c.id
         left join consent_entry e on e.tenant_id = n.tenant_id and e.sequence = n.sequence
         where c.tenant_id = $1 and c.id = $2
         group by c.tenant_id, c.id",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|card| ContactCard {
        id,
        name: inbox::contact_name(keys, card.name_ct.as_deref(), card.username_ct.as_deref(), None),
        phone: phone::display(&open_text(keys, Purpose::Phone, card.wa_id_ct.as_deref())),
        username: open_text(keys, Purpose::PersonName, card.username_ct.as_deref()),
        do_not_contact_at: card.do_not_contact_at,
        do_not_contact_by: open_text(keys, Purpose::PersonName, card.by_ct.as_deref()),
        blocked_at: card.blocked_at,
        consents: card.consents(),
        created_at: card.created_at,
    }))
}

/// A contact, and what they last said about each purpose: equally long lists.
#[derive(FromRow)]
struct Card {
    name_ct: Option<Vec<u8>>,
    username_ct: Option<Vec<u8>>,
    wa_id_ct: Option<Vec<u8>>,
    do_not_contact_at: Option<DateTime<Utc>>,
    by_ct: Option<Vec<u8>>,
    blocked_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    purposes: Option<Vec<String>>,
    acts: Option<Vec<String>>,
    sources: Option<Vec<String>>,
    times: Option<Vec<DateTime<Utc>>>,
}

impl Card {
    fn consents(&self) -> Vec<ConsentState> {
        let lists = (&self.purposes, &self.acts, &self.sources, &self.times);
        let (Some(purposes), Some(acts), Some(sources), Some(times)) = lists else { return Vec::new() };
        let said = purposes.iter().zip(acts).zip(sources).zip(times);
        said.filter_map(|(((purpose, act), source), at)| {
            Some(ConsentState {
                purpose: SendPurpose::parse(purpose)?,
                act: ConsentAct::parse(act)?,
                at: *at,
                source: ConsentSource::parse(source)?,
            })
        })
        .collect()
    }
}

/// A page of messages, oldest first: the newest ones, or those strictly before the cursor.
///
/// # Errors
/// When Postgres refuses.
pub async fn page(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    place: Place,
    before: Option<ThreadCursor>,
    limit: u16,
) -> Result<MessagePage, DbError> {
    let bound = if before.is_some() {
        "and (provider_at, sequence) < ($3, $4)"
    } else {
        "and $3::timestamptz is null and $4::bigint is null"
    };
    let sql = format!(
        "select {COLUMNS} from message where tenant_id = $1 and conversation_id = $2 {bound}
         order by provider_at desc, sequence desc limit $5"
    );
    let mut rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(place.conversation.0)
        .bind(before.map(|cursor| cursor.at))
        .bind(before.map(|cursor| cursor.sequence))
        .bind(i64::from(limit) + 1)
        .fetch_all(tx.conn())
        .await?;
    let more = rows.len() > usize::from(limit);
    rows.truncate(usize::from(limit));
    let older =
        rows.last().filter(|_| more).map(|row| ThreadCursor { at: row.provider_at, sequence: row.sequence });
    rows.reverse();
    Ok(MessagePage { messages: views(tx, keys, place, rows).await?, older })
}

/// Messages after the cursor, oldest first, and where the next begin; none when these were the last.
///
/// # Errors
/// When Postgres refuses.
pub async fn page_after(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    place: Place,
    after: Option<ThreadCursor>,
    limit: u16,
) -> Result<(Vec<MessageView>, Option<ThreadCursor>), DbError> {
    let sql = format!(
        "select {COLUMNS} from message where tenant_id = $1 and conversation_id = $2
           and ($3::timestamptz is null or (provider_at, sequence) > ($3, $4))
         order by provider_at, sequence limit $5"
    );
    let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(place.conversation.0)
        .bind(after.map(|cursor| cursor.at))
        .bind(after.map(|cursor| cursor.sequence))
        .bind(i64::from(limit))
        .fetch_all(tx.conn())
        .await?;
    let next = rows
        .last()
        .filter(|_| rows.len() >= usize::from(limit))
        .map(|row| ThreadCursor { at: row.provider_at, sequence: row.sequence });
    Ok((views(tx, keys, place, rows).await?, next))
}

/// The given messages of one conversation, oldest first; ids that are not there are left out.
///
/// # Errors
/// When Postgres refuses.
pub async fn by_ids(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    place: Place,
    ids: &[MessageId],
) -> Result<Vec<MessageView>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let recent = format!(
        "select * from (select {COLUMNS} from message where tenant_id = $1 and conversation_id = $2
                        order by provider_at desc, sequence desc limit $4) as recent
         where id = any ($3) order by provider_at, sequence"
    );
    let mut rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(recent))
        .bind(tx.tenant().0)
        .bind(place.conversation.0)
        .bind(&wanted)
        .bind(RECENT)
        .fetch_all(tx.conn())
        .await?;
    if rows.len() < wanted.len() {
        let every = format!(
            "select {COLUMNS} from message where tenant_id = $1 and conversation_id = $2 and id = any ($3)
             order by provider_at, sequence"
        );
        rows = sqlx::query_as(AssertSqlSafe(every))
            .bind(tx.tenant().0)
            .bind(place.conversation.0)
            .bind(&wanted)
            .fetch_all(tx.conn())
            .await?;
    }
    views(tx, keys, place, rows).await
}

/// Opens rows and hangs on them what belongs to them.
async fn views(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    place: Place,
    rows: Vec<Row>,
) -> Result<Vec<MessageView>, DbError> {
    let opened: Vec<(Row, Option<StoredContent>)> = rows
        .into_iter()
        .map(|row| {
            let stored = open_content(keys, &row.content_ct);
            (row, stored)
        })
        .collect();
    let mut hanging = hanging::read(tx, keys, place, &opened).await?;
    let mut shown = Vec::with_capacity(opened.len());
    for (row, stored) in opened {
        if !hanging.carried_by_target(keys, &row, stored.as_ref()) {
            shown.push(view(row, stored, &mut hanging));
        }
    }
    Ok(shown)
}

fn view(row: Row, stored: Option<StoredContent>, hanging: &mut Hanging) -> MessageView {
    let direction = Direction::parse(&row.direction).unwrap_or(Direction::In);
    let state = DeliveryState::parse(&row.state).filter(|_| direction == Direction::Out);
    let edits = row.provider_key.as_ref().and_then(|key| hanging.edits.remove(key)).unwrap_or_default();
    // What the contact deleted is kept, but no longer shown.
    let content = stored.as_ref().map(|stored| &stored.content).filter(|_| row.revoked_at.is_none());
    let said = content.map(|content| words(content, row.provider_at, edits)).unwrap_or_default();
    let around = content.and_then(Content::around);
    MessageView {
        id: MessageId(row.id),
        command_id: hanging.command(&row.id),
        direction,
        kind: row.kind,
        raw_kind: content.map(Content::raw_kind).unwrap_or_default().to_owned(),
        text: said.text,
        detail: content.map(Content::detail).unwrap_or_default().to_owned(),
        forwarded: content.is_some_and(|content| content.forwarded().is_some()),
        in_group: stored.as_ref().is_some_and(|stored| stored.in_group.is_some()),
        at: row.provider_at,
        sequence: row.sequence,
        author: row.member_id.and_then(|id| hanging.members.get(&MemberId(id)).cloned()),
        state,
        history: state
            .map(|_| hanging.history(&row.id, row.provider_key.as_ref(), row.provider_at))
            .unwrap_or_default(),
        failure: state.and_then(|state| failure(state, row.error_code)),
        quote: row.quoted_key.as_ref().map(|key| hanging.quote(key)),
        reactions: row
            .provider_key
            .as_ref()
            .and_then(|key| hanging.reactions.remove(key))
            .unwrap_or_default(),
        edited_at: row.edited_at,
        revoked_at: row.revoked_at,
        media: hanging
            .files
            .of(MessageId(row.id), content.and_then(Content::file))
            .filter(|_| content.is_some()),
        body: said.body,
        referral: around.and_then(Around::referral),
        product: around.and_then(Around::product),
        earlier: said.earlier,
        send_at: hanging.send_at(&row.id),
        reading: row.read.view(|member| hanging.members.get(&member).cloned()).filter(|_| content.is_some()),
        machine: hanging.machine(&row.id),
    }
}

/// The words of a message as they stand now, and as they stood before.
struct Words {
    text: String,
    body: Body,
    earlier: Vec<EarlierText>,
}

impl Default for Words {
    /// Of what was deleted or cannot be opened.
    fn default() -> Self {
        Self { text: String::new(), body: Body::Gone, earlier: Vec::new() }
    }
}

fn words(content: &Content, at: DateTime<Utc>, mut edits: Vec<EarlierText>) -> Words {
    let text = content.text().into_owned();
    let body = Body::of(content);
    match edits.pop() {
        None => Words { text, body, earlier: Vec::new() },
        Some(now) => {
            edits.insert(0, EarlierText { at, text });
            Words { body: body.edited(&now.text), text: now.text, earlier: edits }
        }
    }
}

/// Why a message of ours is not where it should be. A person may always try again: the gate and the provider decide anew.
fn failure(state: DeliveryState, code: Option<i32>) -> Option<Failure> {
    match state {
        DeliveryState::Failed => {
            let code = code.unwrap_or_default();
            Some(Failure { code, reason_key: delivery::reason_key(code).to_owned(), retryable: true })
        }
        DeliveryState::Unknown => Some(Failure {
            code: code.unwrap_or_default(),
            reason_key: "inbox-send-unknown".to_owned(),
            retryable: true,
        }),
        _ => None,
    }
}
