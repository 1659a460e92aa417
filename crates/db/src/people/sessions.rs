//! Signed-in browsers and phones.

use crate::{DbError, OrmTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{MemberId, SessionId};
use prosa_entity::session::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Sessions shown and kept at most per member.
const LIST_MAX: u64 = 100;

/// A stored session, sealed.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// The session.
    pub id: SessionId,
    /// Whose.
    pub member_id: MemberId,
    /// Sealed browser and address.
    pub device_ct: Option<Vec<u8>>,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// When it was ended by hand.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A session to store.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The session.
    pub id: SessionId,
    /// Whose.
    pub member_id: MemberId,
    /// Keyed hash of its token.
    pub token_hash: [u8; 32],
    /// Sealed browser and address.
    pub device_ct: Vec<u8>,
    /// Now.
    pub created_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}

impl From<Model> for SessionRow {
    fn from(row: Model) -> Self {
        Self {
            id: SessionId(row.id),
            member_id: MemberId(row.member_id),
            device_ct: row.device_ct,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        }
    }
}

/// Stores a session.
///
/// # Errors
/// When Postgres refuses.
pub async fn create(tx: &OrmTx, new: NewSession) -> Result<(), DbError> {
    let row = ActiveModel {
        tenant_id: Set(tx.tenant().0),
        id: Set(new.id.0),
        member_id: Set(new.member_id.0),
        token_hash: Set(new.token_hash.to_vec()),
        device_ct: Set(Some(new.device_ct)),
        created_at: Set(new.created_at),
        last_seen_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
        revoked_at: Set(None),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// A session, also one that ended.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(tx: &OrmTx, id: SessionId) -> Result<Option<SessionRow>, DbError> {
    Ok(Entity::find_by_id((tx.tenant().0, id.0)).one(tx.conn()).await?.map(SessionRow::from))
}

/// Sessions of a member that were not ended and did not end by age, last used first.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(tx: &OrmTx, member: MemberId, now: DateTime<Utc>) -> Result<Vec<SessionRow>, DbError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tx.tenant().0))
        .filter(Column::MemberId.eq(member.0))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .order_by_desc(Column::LastSeenAt)
        .order_by_desc(Column::Id)
        .limit(LIST_MAX)
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(SessionRow::from).collect())
}

/// When each member was last here.
///
/// # Errors
/// When Postgres refuses.
pub async fn last_seen(tx: &OrmTx) -> Result<HashMap<MemberId, DateTime<Utc>>, DbError> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = Entity::find()
        .select_only()
        .column(Column::MemberId)
        .column_as(Column::LastSeenAt.max(), "last_seen")
        .filter(Column::TenantId.eq(tx.tenant().0))
        .group_by(Column::MemberId)
        .into_tuple()
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|(member, at)| (MemberId(member), at)).collect())
}

/// Notes that a session was used.
///
/// # Errors
/// When Postgres refuses.
pub async fn touch(tx: &OrmTx, id: SessionId, now: DateTime<Utc>) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .filter(Column::TenantId.eq(tx.tenant().0))
        .filter(Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn end(tx: &OrmTx, which: Condition, now: DateTime<Utc>) -> Result<u64, DbError> {
    let done = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::TenantId.eq(tx.tenant().0))
        .filter(Column::RevokedAt.is_null())
        .filter(which)
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}

/// Ends one session of a member. Returns whether there was one to end.
///
/// # Errors
/// When Postgres refuses.
pub async fn revoke(
    tx: &OrmTx,
    member: MemberId,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let which = Condition::all().add(Column::MemberId.eq(member.0)).add(Column::Id.eq(id.0));
    Ok(end(tx, which, now).await? == 1)
}

/// Ends every session of a member, except one if given. Returns how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn revoke_all(
    tx: &OrmTx,
    member: MemberId,
    except: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<u64, DbError> {
    let which =
        Condition::all().add(Column::MemberId.eq(member.0)).add_option(except.map(|id| Column::Id.ne(id.0)));
    end(tx, which, now).await
}

/// Deletes sessions that ended before a moment. Returns how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_before(tx: &OrmTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let ended = Condition::any().add(Column::ExpiresAt.lt(before)).add(Column::RevokedAt.lt(before));
    let done = Entity::delete_many()
        .filter(Column::TenantId.eq(tx.tenant().0))
        .filter(ended)
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}
