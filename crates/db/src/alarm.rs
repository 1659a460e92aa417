//! Whom an alarm is told, and in which words.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{access::Role, id::MemberId, lang::Lang};
use uuid::Uuid;

/// Active members of at least a role.
///
/// # Errors
/// When Postgres refuses.
pub async fn members_from(tx: &mut TenantTx, least: Role) -> Result<Vec<MemberId>, DbError> {
    let roles: Vec<&str> = Role::ALL.into_iter().filter(|role| *role >= least).map(Role::as_str).collect();
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "select id from member where tenant_id = $1 and state = 'active' and role = any ($2) order by id",
    )
    .bind(tx.tenant().0)
    .bind(roles)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| MemberId(id)).collect())
}

/// To whom a letter goes, sealed.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// Sealed e-mail.
    pub email_ct: Vec<u8>,
    /// Sealed name.
    pub name_ct: Vec<u8>,
    /// The language the member reads.
    pub language: Lang,
    /// Distance of the tenant's time from UTC, in minutes.
    pub offset_minutes: i32,
}

/// An active member as addressee; none when they left.
///
/// # Errors
/// When Postgres refuses.
pub async fn addressee(
    tx: &mut TenantTx,
    member: MemberId,
    at: DateTime<Utc>,
) -> Result<Option<Addressee>, DbError> {
    let row: Option<(Vec<u8>, Vec<u8>, String, i32)> = sqlx::query_as(
        "select m.email_ct, m.name_ct, coalesce(m.language, t.language),
                (extract(epoch from ($3 at time zone t.time_zone) - ($3 at time zone 'UTC')) / 60)::int4
         from member m join tenant t on t.tenant_id = m.tenant_id
         where m.tenant_id = $1 and m.id = $2 and m.state = 'active'",
    )
    .bind(tx.tenant().0)
    .bind(member.0)
    .bind(at)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(email_ct, name_ct, language, offset_minutes)| Addressee {
        email_ct,
        name_ct,
        language: Lang::parse(&language).unwrap_or_default(),
        offset_minutes,
    }))
}

/// Sealed names of members, those who left included.
///
/// # Errors
/// When Postgres refuses.
pub async fn member_names(tx: &mut TenantTx) -> Result<Vec<(MemberId, Vec<u8>)>, DbError> {
    let rows: Vec<(Uuid, Vec<u8>)> = sqlx::query_as("select id, name_ct from member where tenant_id = $1")
        .bind(tx.tenant().0)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (MemberId(id), name)).collect())
}
