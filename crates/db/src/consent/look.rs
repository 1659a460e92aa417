//! What the screens look up beside the ledger: entries by what is asked, who has a number, where a proof stands, and the
//! tenant's clock.

use super::{COLUMNS, Row, StoredConsent};
use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use prosa_domain::{
    consent::ConsentAct,
    id::{ContactId, ConversationId, MessageId},
    policy::Purpose,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Which entries.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Of one person.
    pub contact: Option<ContactId>,
    /// For one purpose.
    pub purpose: Option<Purpose>,
    /// Only given, or only withdrawn.
    pub act: Option<ConsentAct>,
    /// Strictly before this place.
    pub before: Option<i64>,
}

/// A stretch of the ledger, newest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn newest(tx: &mut TenantTx, wanted: Wanted, limit: i64) -> Result<Vec<StoredConsent>, DbError> {
    let sql = format!(
        "select {COLUMNS} from consent_entry where tenant_id = $1 and ($2::bigint is null or sequence < $2)
         and ($3::uuid is null or contact_id = $3) and ($4::text is null or purpose = $4)
         and ($5::text is null or act = $5) order by sequence desc limit $6"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(wanted.before)
        .bind(wanted.contact.map(|contact| contact.0))
        .bind(wanted.purpose.map(Purpose::as_str))
        .bind(wanted.act.map(ConsentAct::as_str))
        .bind(limit)
        .fetch_all(tx.conn())
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Where the messages stand that prove entries: an entry's time is its message's.
///
/// # Errors
/// When Postgres refuses.
pub async fn proofs(
    tx: &mut TenantTx,
    wanted: &[(MessageId, ContactId, DateTime<Utc>)],
) -> Result<HashMap<MessageId, ConversationId>, DbError> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let (messages, rest): (Vec<Uuid>, Vec<(Uuid, DateTime<Utc>)>) =
        wanted.iter().map(|(message, contact, at)| (message.0, (contact.0, *at))).unzip();
    let (contacts, times): (Vec<Uuid>, Vec<DateTime<Utc>>) = rest.into_iter().unzip();
    // By way of the lines, of which there are few: a conversation is found by its line and its contact.
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "select m.id, m.conversation_id from unnest($2::uuid[], $3::uuid[], $4::timestamptz[]) as w (id, contact_id, at)
         join line l on l.tenant_id = $1
         join conversation v on v.tenant_id = $1 and v.line_id = l.id and v.contact_id = w.contact_id
         join message m on m.tenant_id = $1 and m.conversation_id = v.id and m.provider_at = w.at and m.id = w.id",
    )
    .bind(tx.tenant().0)
    .bind(messages)
    .bind(contacts)
    .bind(times)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(message, conversation)| (MessageId(message), ConversationId(conversation)))
        .collect())
}

/// Who has one of these numbers, given as keyed hashes.
///
/// # Errors
/// When Postgres refuses.
pub async fn contact_by_numbers(tx: &mut TenantTx, hashes: &[Vec<u8>]) -> Result<Option<ContactId>, DbError> {
    let row: Option<(Uuid,)> = sqlx::query_as(
        "select contact_id from contact_phone where tenant_id = $1 and phone_index = any ($2) order by contact_id limit 1",
    )
    .bind(tx.tenant().0)
    .bind(hashes)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(id,)| ContactId(id)))
}

/// The conversations of people.
///
/// # Errors
/// When Postgres refuses.
pub async fn conversations_of(
    tx: &mut TenantTx,
    contacts: &[ContactId],
) -> Result<Vec<ConversationId>, DbError> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = contacts.iter().map(|contact| contact.0).collect();
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "select v.id from line l join conversation v on v.tenant_id = $1 and v.line_id = l.id and v.contact_id = any ($2)
         where l.tenant_id = $1 order by v.id",
    )
    .bind(tx.tenant().0)
    .bind(ids)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
}

/// A time of the tenant's clock as a moment.
///
/// # Errors
/// When Postgres refuses.
pub async fn local_moment(tx: &mut TenantTx, local: NaiveDateTime) -> Result<DateTime<Utc>, DbError> {
    let (at,): (DateTime<Utc>,) =
        sqlx::query_as("select $2::timestamp at time zone time_zone from tenant where tenant_id = $1")
            .bind(tx.tenant().0)
            .bind(local)
            .fetch_one(tx.conn())
            .await?;
    Ok(at)
}

/// The day on the tenant's clock.
///
/// # Errors
/// When Postgres refuses.
pub async fn local_day(tx: &mut TenantTx, at: DateTime<Utc>) -> Result<NaiveDate, DbError> {
    let (day,): (NaiveDate,) =
        sqlx::query_as("select ($2 at time zone time_zone)::date from tenant where tenant_id = $1")
            .bind(tx.tenant().0)
            .bind(at)
            .fetch_one(tx.conn())
            .await?;
    Ok(day)
}
