//! Who wrote: look-up by keyed hashes, creation, and what changes about a person.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::ContactId;
use uuid::Uuid;

/// A contact that one of the hashes led to.
#[derive(Clone, Debug)]
pub struct FoundContact {
    /// The contact.
    pub id: ContactId,
    /// Hash of its business-scoped user id, when known.
    pub bsuid_index: Option<Vec<u8>>,
    /// The phone hash that led here; none when the user id did.
    pub phone_index: Option<Vec<u8>>,
    /// Sealed name.
    pub name_ct: Option<Vec<u8>>,
    /// Sealed WhatsApp user name.
    pub username_ct: Option<Vec<u8>>,
}

/// A contact to create.
#[derive(Clone, Debug)]
pub struct NewContact {
    /// Its id.
    pub id: ContactId,
    /// Hash of its business-scoped user id.
    pub bsuid_index: Option<Vec<u8>>,
    /// Sealed user id.
    pub bsuid_ct: Option<Vec<u8>>,
    /// Sealed `wa_id`.
    pub wa_id_ct: Option<Vec<u8>>,
    /// Sealed name.
    pub name_ct: Option<Vec<u8>>,
    /// Sealed WhatsApp user name.
    pub username_ct: Option<Vec<u8>>,
}

/// New facts about a known contact; none leaves what is stored.
#[derive(Clone, Debug)]
pub struct ContactChange {
    /// Whose.
    pub id: ContactId,
    /// Hash of the user id.
    pub bsuid_index: Option<Vec<u8>>,
    /// Sealed user id.
    pub bsuid_ct: Option<Vec<u8>>,
    /// Sealed `wa_id`.
    pub wa_id_ct: Option<Vec<u8>>,
    /// Sealed name.
    pub name_ct: Option<Vec<u8>>,
    /// Sealed WhatsApp user name.
    pub username_ct: Option<Vec<u8>>,
}

type FoundRow = (Uuid, Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>);

/// Contacts that any of the hashes leads to.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(
    tx: &mut TenantTx,
    bsuids: &[Vec<u8>],
    phones: &[Vec<u8>],
) -> Result<Vec<FoundContact>, DbError> {
    let rows: Vec<FoundRow> = sqlx::query_as(
        "select c.id, c.bsuid_index, null::bytea, c.name_ct, c.username_ct from contact c
         where c.tenant_id = $1 and c.bsuid_index = any ($2)
         union all
         select c.id, c.bsuid_index, p.phone_index, c.name_ct, c.username_ct
         from contact_phone p join contact c on c.tenant_id = p.tenant_id and c.id = p.contact_id
         where p.tenant_id = $1 and p.phone_index = any ($3)",
    )
    .bind(tx.tenant().0)
    .bind(bsuids)
    .bind(phones)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, bsuid_index, phone_index, name_ct, username_ct)| FoundContact {
            id: ContactId(id),
            bsuid_index,
            phone_index,
            name_ct,
            username_ct,
        })
        .collect())
}

/// Whether any of the phone hashes leads to the contact now; a number that was handed on leads to somebody else.
///
/// # Errors
/// When Postgres refuses.
pub async fn is_reached_by(
    tx: &mut TenantTx,
    contact: ContactId,
    phones: &[Vec<u8>],
) -> Result<bool, DbError> {
    let row: (bool,) = sqlx::query_as(
        "select exists (select 1 from contact_phone where tenant_id = $1 and phone_index = any ($2) and contact_id = $3)",
    )
    .bind(tx.tenant().0)
    .bind(phones)
    .bind(contact.0)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.0)
}

/// Creates contacts.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(tx: &mut TenantTx, contacts: &[NewContact], now: DateTime<Utc>) -> Result<(), DbError> {
    if contacts.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = contacts.iter().map(|contact| contact.id.0).collect();
    let indexes: Vec<Option<&[u8]>> = contacts.iter().map(|contact| contact.bsuid_index.as_deref()).collect();
    let bsuids: Vec<Option<&[u8]>> = contacts.iter().map(|contact| contact.bsuid_ct.as_deref()).collect();
    let wa_ids: Vec<Option<&[u8]>> = contacts.iter().map(|contact| contact.wa_id_ct.as_deref()).collect();
    let names: Vec<Option<&[u8]>> = contacts.iter().map(|contact| contact.name_ct.as_deref()).collect();
    let users: Vec<Option<&[u8]>> = contacts.iter().map(|contact| contact.username_ct.as_deref()).collect();
    sqlx::query(
        "insert into contact (tenant_id, id, bsuid_index, bsuid_ct, wa_id_ct, name_ct, username_ct, created_at, updated_at)
         select $1, c.id, c.bsuid_index, c.bsuid_ct, c.wa_id_ct, c.name_ct, c.username_ct, $2, $2
         from unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[])
             as c (id, bsuid_index, bsuid_ct, wa_id_ct, name_ct, username_ct)",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(ids)
    .bind(indexes)
    .bind(bsuids)
    .bind(wa_ids)
    .bind(names)
    .bind(users)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes down new facts about contacts.
///
/// # Errors
/// When Postgres refuses.
pub async fn change(tx: &mut TenantTx, changes: &[ContactChange], now: DateTime<Utc>) -> Result<(), DbError> {
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = changes.iter().map(|change| change.id.0).collect();
    let indexes: Vec<Option<&[u8]>> = changes.iter().map(|change| change.bsuid_index.as_deref()).collect();
    let bsuids: Vec<Option<&[u8]>> = changes.iter().map(|change| change.bsuid_ct.as_deref()).collect();
    let wa_ids: Vec<Option<&[u8]>> = changes.iter().map(|change| change.wa_id_ct.as_deref()).collect();
    let names: Vec<Option<&[u8]>> = changes.iter().map(|change| change.name_ct.as_deref()).collect();
    let users: Vec<Option<&[u8]>> = changes.iter().map(|change| change.username_ct.as_deref()).collect();
    sqlx::query(
        "update contact set
             bsuid_index = coalesce(c.bsuid_index, contact.bsuid_index),
             bsuid_ct = coalesce(c.bsuid_ct, contact.bsuid_ct),
             wa_id_ct = coalesce(c.wa_id_ct, contact.wa_id_ct),
             name_ct = coalesce(c.name_ct, contact.name_ct),
             username_ct = coalesce(c.username_ct, contact.username_ct),
             updated_at = $2
         from unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[])
             as c (id, bsuid_index, bsuid_ct, wa_id_ct, name_ct, username_ct)
         where contact.tenant_id = $1 and contact.id = c.id",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(ids)
    .bind(indexes)
    .bind(bsuids)
    .bind(wa_ids)
    .bind(names)
    .bind(users)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Points phone hashes at contacts; a hash that led elsewhere now leads here (numbers are handed on).
/// A hash must not stand twice in one call.
///
/// # Errors
/// When Postgres refuses.
pub async fn point_phones(tx: &mut TenantTx, phones: &[(Vec<u8>, ContactId)]) -> Result<(), DbError> {
    if phones.is_empty() {
        return Ok(());
    }
    let indexes: Vec<&[u8]> = phones.iter().map(|(index, _)| index.as_slice()).collect();
    let ids: Vec<Uuid> = phones.iter().map(|(_, id)| id.0).collect();
    sqlx::query(
        "insert into contact_phone (tenant_id, phone_index, contact_id)
         select $1, p.phone_index, p.contact_id from unnest($2::bytea[], $3::uuid[]) as p (phone_index, contact_id)
         on conflict (tenant_id, phone_index) do update set contact_id = excluded.contact_id",
    )
    .bind(tx.tenant().0)
    .bind(indexes)
    .bind(ids)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds a contact with the numbers that lead to it. False, and then nothing of it may be committed, when one of them leads to
/// somebody already.
///
/// # Errors
/// When Postgres refuses.
pub async fn add(
    tx: &mut TenantTx,
    contact: NewContact,
    phones: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let id = contact.id;
    insert(tx, &[contact], now).await?;
    let done = sqlx::query(
        "insert into contact_phone (tenant_id, phone_index, contact_id)
         select $1, p.phone_index, $3 from unnest($2::bytea[]) as p (phone_index)
         on conflict (tenant_id, phone_index) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(phones)
    .bind(id.0)
    .execute(tx.conn())
    .await?;
    Ok(usize::try_from(done.rows_affected()).is_ok_and(|rows| rows == phones.len()))
}
