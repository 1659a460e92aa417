//! Invitations to join a tenant.

use super::role;
use crate::{DbError, OrmTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    access::Role,
    id::{InvitationId, MemberId},
};
use prosa_entity::invitation::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

/// Invitations shown at most.
const LIST_MAX: u64 = 500;

/// A stored invitation, sealed.
#[derive(Clone, Debug)]
pub struct InvitationRow {
    /// The invitation.
    pub id: InvitationId,
    /// Keyed hash of the invited e-mail.
    pub email_index: Vec<u8>,
    /// Sealed e-mail.
    pub email_ct: Vec<u8>,
    /// The role offered.
    pub role: Role,
    /// The member who invites.
    pub invited_by: MemberId,
    /// When its link stops working.
    pub expires_at: DateTime<Utc>,
    /// Whether it was accepted or withdrawn.
    pub closed: bool,
}

/// An invitation to store. Its token comes with the letter.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The invitation.
    pub id: InvitationId,
    /// Keyed hash of the invited e-mail.
    pub email_index: [u8; 32],
    /// Sealed e-mail.
    pub email_ct: Vec<u8>,
    /// The role offered.
    pub role: Role,
    /// The member who invites.
    pub invited_by: MemberId,
    /// Now.
    pub created_at: DateTime<Utc>,
    /// When its link stops working.
    pub expires_at: DateTime<Utc>,
}

impl InvitationRow {
    /// Whether its link works at a moment.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        !self.closed && now < self.expires_at
    }
}

impl TryFrom<Model> for InvitationRow {
    type Error = DbError;

    fn try_from(row: Model) -> Result<Self, DbError> {
        Ok(Self {
            id: InvitationId(row.id),
            email_index: row.email_index,
            email_ct: row.email_ct,
            role: role(&row.role)?,
            invited_by: MemberId(row.invited_by),
            expires_at: row.expires_at,
            closed: row.accepted_at.is_some() || row.revoked_at.is_some(),
        })
    }
}

/// Stores an invitation.
///
/// # Errors
/// When Postgres refuses.
pub async fn create(tx: &OrmTx, new: NewInvitation) -> Result<(), DbError> {
    let row = ActiveModel {
        tenant_id: Set(tx.tenant().0),
        id: Set(new.id.0),
        email_index: Set(new.email_index.to_vec()),
        email_ct: Set(new.email_ct),
        role: Set(new.role.as_str().to_owned()),
        token_hash: Set(None),
        invited_by: Set(new.invited_by.0),
        created_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
        accepted_at: Set(None),
        revoked_at: Set(None),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// An invitation, also a closed one, locked until commit so that a link is used once.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock(tx: &OrmTx, id: InvitationId) -> Result<Option<InvitationRow>, DbError> {
    let row = Entity::find_by_id((tx.tenant().0, id.0)).lock_exclusive().one(tx.conn()).await?;
    row.map(InvitationRow::try_from).transpose()
}

/// Invitations whose link works, newest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn list_open(tx: &OrmTx, now: DateTime<Utc>) -> Result<Vec<InvitationRow>, DbError> {
    let rows = Entity::find()
        .filter(Column::TenantId.eq(tx.tenant().0))
        .filter(Column::AcceptedAt.is_null())
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(LIST_MAX)
        .all(tx.conn())
        .await?;
    rows.into_iter().map(InvitationRow::try_from).collect()
}

/// Gives an open invitation its token; an earlier token stops working. Returns whether it was still open.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_token(tx: &OrmTx, id: InvitationId, hash: &[u8; 32]) -> Result<bool, DbError> {
    let value = Expr::value(hash.to_vec());
    Ok(change(tx, Condition::all().add(Column::Id.eq(id.0)), Column::TokenHash, value).await? == 1)
}

/// Closes an invitation as accepted. Returns whether it was open.
///
/// # Errors
/// When Postgres refuses.
pub async fn accept(tx: &OrmTx, id: InvitationId, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(change(tx, Condition::all().add(Column::Id.eq(id.0)), Column::AcceptedAt, Expr::value(now)).await?
        == 1)
}

/// Withdraws an invitation. Returns whether it was open.
///
/// # Errors
/// When Postgres refuses.
pub async fn withdraw(tx: &OrmTx, id: InvitationId, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(change(tx, Condition::all().add(Column::Id.eq(id.0)), Column::RevokedAt, Expr::value(now)).await? == 1)
}

/// Withdraws every open invitation of an address: the newest one counts.
///
/// # Errors
/// When Postgres refuses.
pub async fn withdraw_of(tx: &OrmTx, email_index: &[u8; 32], now: DateTime<Utc>) -> Result<u64, DbError> {
    let which = Condition::all().add(Column::EmailIndex.eq(email_index.to_vec()));
    change(tx, which, Column::RevokedAt, Expr::value(now)).await
}

async fn change(tx: &OrmTx, which: Condition, column: Column, value: Expr) -> Result<u64, DbError> {
    let done = Entity::update_many()
        .col_expr(column, value)
        .filter(Column::TenantId.eq(tx.tenant().0))
        .filter(Column::AcceptedAt.is_null())
        .filter(Column::RevokedAt.is_null())
        .filter(which)
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}
