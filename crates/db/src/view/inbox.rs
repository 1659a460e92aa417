//! The list of conversations: keyset pages, rows by id, and the figures of the tabs.

use crate::{DbError, TenantTx, view::open_text};
use chrono::{DateTime, Utc};
use prosa_domain::{
    conversation::ConversationStatus,
    id::{ContactId, ConversationId, LineId, MemberId},
    label::{Intent, Sentiment},
    message::status::DeliveryState,
    phone,
    standing::Priority,
    window,
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::{
    inbox::{ConversationRow, Direction, InboxCounts, InboxCursor, InboxFilter, LineRef, Order, Scope},
    team::MemberRef,
};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// Counters stop here; a screen shows them as "100+".
const COUNT_MAX: i64 = 101;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    contact_id: Uuid,
    line_id: Uuid,
    status: String,
    assignee_id: Option<Uuid>,
    unread: i32,
    last_inbound_at: Option<DateTime<Utc>>,
    last_message_at: DateTime<Utc>,
    last_direction: Option<String>,
    last_kind: Option<String>,
    last_state: Option<String>,
    preview_ct: Option<Vec<u8>>,
    last_in_group: bool,
    contact_name_ct: Option<Vec<u8>>,
    username_ct: Option<Vec<u8>>,
    wa_id_ct: Option<Vec<u8>>,
    label: String,
    badge: i16,
    assignee_name_ct: Option<Vec<u8>>,
    intent: Option<String>,
    intent_confidence: Option<f32>,
    sentiment: Option<String>,
    priority: i16,
}

const SELECT: &str =
    "select v.id, v.contact_id, v.line_id, v.status, v.assignee_id, v.unread, v.last_inbound_at,
       v.last_message_at, v.last_direction, v.last_kind, v.last_state, v.preview_ct, v.last_in_group,
       c.name_ct as contact_name_ct, c.username_ct, c.wa_id_ct, l.label, l.badge, m.name_ct as assignee_name_ct,
       v.intent, v.intent_confidence, v.sentiment, v.priority
from conversation v
join contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
join line l on l.tenant_id = v.tenant_id and l.id = v.line_id
left join member m on m.tenant_id = v.tenant_id and m.id = v.assignee_id";

/// A page of the list in its order, and where the next one begins.
///
/// # Errors
/// When Postgres refuses.
pub async fn page(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    member: MemberId,
    filter: InboxFilter,
    after: Option<InboxCursor>,
    limit: u16,
) -> Result<(Vec<ConversationRow>, Option<InboxCursor>), DbError> {
    let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(page_sql(filter, after)))
        .bind(tx.tenant().0)
        .bind(member.0)
        .bind(filter.status.map(ConversationStatus::as_str))
        .bind(filter.line_id.map(|id| id.0))
        .bind(after.map(|cursor| cursor.last_message_at))
        .bind(after.map(|cursor| cursor.id.0))
        .bind(i64::from(limit) + 1)
        .bind(filter.intent.map(Intent::id))
        .bind(filter.sentiment.map(Sentiment::id))
        .bind(filter.priority.map(|priority| Priority::rank(Some(priority))))
        .fetch_all(tx.conn())
        .await?;
    let wanted = usize::from(limit);
    let more = rows.len() > wanted;
    let rows: Vec<ConversationRow> = rows.into_iter().take(wanted).map(|row| to_wire(keys, row)).collect();
    let next = rows.last().filter(|_| more).map(|row| InboxCursor {
        last_message_at: row.last_message_at,
        id: row.id,
        priority: row.priority,
    });
    Ok((rows, next))
}

/// The statement of a page. Every placeholder is named in every shape of it, so that the values are bound the same way.
fn page_sql(filter: InboxFilter, after: Option<InboxCursor>) -> String {
    let mut wanted = String::from("v.tenant_id = $1");
    wanted.push_str(match filter.scope {
        Scope::Mine => " and v.assignee_id = $2",
        Scope::Unassigned => " and v.assignee_id is null and $2::uuid is not null",
        Scope::All => " and $2::uuid is not null",
    });
    wanted.push_str(if filter.status.is_some() { " and v.status = $3" } else { " and $3::text is null" });
    wanted.push_str(if filter.line_id.is_some() { " and v.line_id = $4" } else { " and $4::uuid is null" });
    wanted.push_str(if filter.intent.is_some() { " and v.intent = $8" } else { " and $8::text is null" });
    wanted.push_str(if filter.sentiment.is_some() {
        " and v.sentiment = $9"
    } else {
        " and $9::text is null"
    });
    wanted.push_str(if filter.priority.is_some() {
        " and v.priority = $10"
    } else {
        " and $10::smallint is null"
    });
    let newest = "order by v.last_message_at desc, v.id desc limit $7";
    let older = match after {
        Some(_) => "and (v.last_message_at, v.id) < ($5, $6)",
        None => "and $5::timestamptz is null and $6::uuid is null",
    };
    if filter.order == Order::Newest {
        return format!("{SELECT} where {wanted} {older} {newest}");
    }
    // One stretch for each priority, each along an index that stands newest first; the first ones fill the page.
    let from = after.map_or(i16::MAX, |cursor| Priority::rank(cursor.priority));
    let unbound = "and ($5::timestamptz is null or $5 is not null) and ($6::uuid is null or $6 is not null)";
    let stretches: Vec<String> = [2_i16, 1, 0]
        .into_iter()
        .filter(|rank| *rank <= from)
        .map(|rank| {
            let bound = if rank == from { older } else { unbound };
            format!("({SELECT} where {wanted} and v.priority = {rank} {bound} {newest})")
        })
        .collect();
    let order = "order by priority desc, last_message_at desc, id desc limit $7";
    format!("select * from ({}) as stretch {order}", stretches.join(" union all "))
}

/// The rows of the given conversations, newest first; ids that do not exist are left out.
///
/// # Errors
/// When Postgres refuses.
pub async fn rows(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    ids: &[ConversationId],
) -> Result<Vec<ConversationRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{SELECT} where v.tenant_id = $1 and v.id = any ($2) order by v.last_message_at desc, v.id desc"
    );
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<Row> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(tx.tenant().0).bind(ids).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| to_wire(keys, row)).collect())
}

fn to_wire(keys: &TenantKeys, row: Row) -> ConversationRow {
    let direction = row.last_direction.as_deref().and_then(Direction::parse).unwrap_or(Direction::In);
    let state = row.last_state.as_deref().and_then(DeliveryState::parse);
    ConversationRow {
        id: ConversationId(row.id),
        contact_id: ContactId(row.contact_id),
        contact_name: contact_name(
            keys,
            row.contact_name_ct.as_deref(),
            row.username_ct.as_deref(),
            row.wa_id_ct.as_deref(),
        ),
        line: LineRef { id: LineId(row.line_id), label: row.label, badge: row.badge },
        status: ConversationStatus::parse(&row.status).unwrap_or_default(),
        assignee: row.assignee_id.map(|id| MemberRef {
            id: MemberId(id),
            name: open_text(keys, Purpose::PersonName, row.assignee_name_ct.as_deref()),
        }),
        unread: row.unread,
        last_message_at: row.last_message_at,
        last_direction: direction,
        last_kind: row.last_kind.unwrap_or_default(),
        last_state: state.filter(|_| direction == Direction::Out),
        preview: open_text(keys, Purpose::Preview, row.preview_ct.as_deref()),
        last_in_group: row.last_in_group,
        window_closes_at: row.last_inbound_at.map(window::closes_at),
        intent: row.intent.as_deref().and_then(Intent::parse),
        // Only a person is entirely sure.
        confirmed: row.intent_confidence.is_some_and(|score| score >= 1.0),
        sentiment: row.sentiment.as_deref().and_then(Sentiment::parse),
        priority: Priority::of_rank(row.priority),
    }
}

/// What to call a person: the profile name, else the WhatsApp user name, else the number as people write it, else nothing.
pub(crate) fn contact_name(
    keys: &TenantKeys,
    name_ct: Option<&[u8]>,
    username_ct: Option<&[u8]>,
    wa_id_ct: Option<&[u8]>,
) -> String {
    let name = open_text(keys, Purpose::PersonName, name_ct);
    if !name.trim().is_empty() {
        return name;
    }
    let username = open_text(keys, Purpose::PersonName, username_ct);
    if !username.trim().is_empty() {
        return format!("@{username}");
    }
    phone::display(&open_text(keys, Purpose::Phone, wa_id_ct))
}

/// Open conversations per tab, each counted up to 101.
///
/// # Errors
/// When Postgres refuses.
pub async fn counts(tx: &mut TenantTx, member: MemberId) -> Result<InboxCounts, DbError> {
    let row: (i64, i64, i64) = sqlx::query_as(
        "select
            (select count(*) from (select 1 from conversation
                where tenant_id = $1 and assignee_id = $2 and status = 'open' limit $3) as mine),
            (select count(*) from (select 1 from conversation
                where tenant_id = $1 and assignee_id is null and status = 'open' limit $3) as unassigned),
            (select count(*) from (select 1 from conversation
                where tenant_id = $1 and status = 'open' limit $3) as everyone)",
    )
    .bind(tx.tenant().0)
    .bind(member.0)
    .bind(COUNT_MAX)
    .fetch_one(tx.conn())
    .await?;
    let figure = |count: i64| u32::try_from(count).unwrap_or_default();
    Ok(InboxCounts { mine: figure(row.0), unassigned: figure(row.1), all: figure(row.2) })
}

/// The tenant's lines as names, by badge; those taken away too, since their history stays.
///
/// # Errors
/// When Postgres refuses.
pub async fn lines(tx: &mut TenantTx) -> Result<Vec<LineRef>, DbError> {
    let rows: Vec<(Uuid, String, i16)> =
        sqlx::query_as("select id, label, badge from line where tenant_id = $1 order by badge, id")
            .bind(tx.tenant().0)
            .fetch_all(tx.conn())
            .await?;
    Ok(rows.into_iter().map(|(id, label, badge)| LineRef { id: LineId(id), label, badge }).collect())
}

/// Members who may answer, by name.
///
/// # Errors
/// When Postgres refuses.
pub async fn members(tx: &mut TenantTx, keys: &TenantKeys) -> Result<Vec<MemberRef>, DbError> {
    let rows: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(
        "select id, name_ct from member where tenant_id = $1 and state = 'active' and role <> 'viewer' order by id",
    )
    .bind(tx.tenant().0)
    .fetch_all(tx.conn())
    .await?;
    let mut members: Vec<MemberRef> = rows
        .into_iter()
        .map(|(id, name)| MemberRef {
            id: MemberId(id),
            name: open_text(keys, Purpose::PersonName, Some(&name)),
        })
        .collect();
    members.sort_by_key(|member| member.name.to_lowercase());
    Ok(members)
}

/// Names of the given members, removed ones too: what they wrote stays theirs.
///
/// # Errors
/// When Postgres refuses.
pub async fn member_names(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    ids: &[Uuid],
) -> Result<Vec<MemberRef>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Uuid, Vec<u8>)> =
        sqlx::query_as("select id, name_ct from member where tenant_id = $1 and id = any ($2)")
            .bind(tx.tenant().0)
            .bind(ids)
            .fetch_all(tx.conn())
            .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| MemberRef {
            id: MemberId(id),
            name: open_text(keys, Purpose::PersonName, Some(&name)),
        })
        .collect())
}
