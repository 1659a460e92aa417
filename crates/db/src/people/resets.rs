//! Wishes for a new password.

use crate::{DbError, OrmTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{MemberId, PasswordResetId};
use prosa_entity::password_reset::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};

/// A stored wish.
#[derive(Clone, Copy, Debug)]
pub struct ResetRow {
    /// Whose password.
    pub member_id: MemberId,
    /// When its link stops working.
    pub expires_at: DateTime<Utc>,
    /// Whether its link was used or replaced.
    pub used: bool,
}

impl ResetRow {
    /// Whether its link works at a moment.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        !self.used && now < self.expires_at
    }
}

/// Stores a wish; its token comes with the letter. Earlier ones of the member stop working.
///
/// # Errors
/// When Postgres refuses.
pub async fn create(
    tx: &OrmTx,
    id: PasswordResetId,
    member: MemberId,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), DbError> {
    close_all(tx, member, created_at).await?;
    let row = ActiveModel {
        tenant_id: Set(tx.tenant().0),
        id: Set(id.0),
        member_id: Set(member.0),
        token_hash: Set(None),
        created_at: Set(created_at),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// A wish, also a used one, locked until commit so that a link is used once.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock(tx: &OrmTx, id: PasswordResetId) -> Result<Option<ResetRow>, DbError> {
    let row = Entity::find_by_id((tx.tenant().0, id.0)).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(|row| ResetRow {
        member_id: MemberId(row.member_id),
        expires_at: row.expires_at,
        used: row.used_at.is_some(),
    }))
}

/// Gives an open wish its token; an earlier token stops working. Returns whether it was still open.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_token(tx: &OrmTx, id: PasswordResetId, hash: &[u8; 32]) -> Result<bool, DbError> {
    let done = Entity::update_many()
        .col_expr(Column::TokenHash, Expr::value(hash.to_vec()))
        .filter(Column::TenantId.eq(tx.tenant().0))
        .filter(Column::Id.eq(id.0))
        .filter(Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Closes every open wish of a member.
///
/// # Errors
/// When Postgres refuses.
pub async fn close_all(tx: &OrmTx, member: MemberId, now: DateTime<Utc>) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::TenantId.eq(tx.tenant().0))
        .filter(Column::MemberId.eq(member.0))
        .filter(Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Deletes wishes that expired before a moment. Returns how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_before(tx: &OrmTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let done = Entity::delete_many()
        .filter(Column::TenantId.eq(tx.tenant().0))
        .filter(Column::ExpiresAt.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}
