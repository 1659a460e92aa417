//! Members of a tenant.

use super::{lang, role};
use crate::{DbError, OrmTx, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    access::Role,
    id::{ConversationId, MemberId},
    lang::Lang,
};
use prosa_entity::member;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement, sea_query::Expr,
};
use uuid::Uuid;

const ACTIVE: &str = "active";
const REMOVED: &str = "removed";

/// A stored member, sealed.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// The member.
    pub id: MemberId,
    /// Sealed e-mail.
    pub email_ct: Vec<u8>,
    /// Sealed name.
    pub name_ct: Vec<u8>,
    /// Password hash in PHC form.
    pub password_hash: String,
    /// What the member may do.
    pub role: Role,
    /// Language kept for this member.
    pub language: Option<Lang>,
    /// Theme word kept for this member.
    pub theme: Option<String>,
    /// When the member joined.
    pub created_at: DateTime<Utc>,
}

/// A member to store.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// The member.
    pub id: MemberId,
    /// Keyed hash of the e-mail, under the installation's keys: log-in knows no tenant.
    pub email_index: [u8; 32],
    /// Sealed e-mail.
    pub email_ct: Vec<u8>,
    /// Sealed name.
    pub name_ct: Vec<u8>,
    /// Password hash in PHC form.
    pub password_hash: String,
    /// What the member may do.
    pub role: Role,
    /// Language to begin with.
    pub language: Option<Lang>,
    /// Now.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<member::Model> for MemberRow {
    type Error = DbError;

    fn try_from(row: member::Model) -> Result<Self, DbError> {
        Ok(Self {
            id: MemberId(row.id),
            email_ct: row.email_ct,
            name_ct: row.name_ct,
            password_hash: row.password_hash,
            role: role(&row.role)?,
            language: lang(row.language.as_deref()),
            theme: row.theme,
            created_at: row.created_at,
        })
    }
}

/// Stores the first member of a new tenant, in the transaction that makes the tenant.
///
/// # Errors
/// `Duplicate` of `member_email` when the address signs in elsewhere; otherwise when Postgres refuses.
pub async fn create_first(tx: &mut TenantTx, new: &NewMember) -> Result<(), DbError> {
    sqlx::query(
        "insert into member (tenant_id, id, email_index, email_ct, name_ct, password_hash, role, language, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(tx.tenant().0)
    .bind(new.id.0)
    .bind(new.email_index.as_slice())
    .bind(&new.email_ct)
    .bind(&new.name_ct)
    .bind(&new.password_hash)
    .bind(new.role.as_str())
    .bind(new.language.map(Lang::tag))
    .bind(new.created_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores a further member.
///
/// # Errors
/// `Duplicate` of `member_email` when the address signs in elsewhere; otherwise when Postgres refuses.
pub async fn create(tx: &OrmTx, new: NewMember) -> Result<(), DbError> {
    let row = member::ActiveModel {
        tenant_id: Set(tx.tenant().0),
        id: Set(new.id.0),
        email_index: Set(new.email_index.to_vec()),
        email_ct: Set(new.email_ct),
        name_ct: Set(new.name_ct),
        password_hash: Set(new.password_hash),
        role: Set(new.role.as_str().to_owned()),
        state: Set(ACTIVE.to_owned()),
        language: Set(new.language.map(|lang| lang.tag().to_owned())),
        theme: Set(None),
        created_at: Set(new.created_at),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

fn active(tx: &OrmTx) -> sea_orm::Select<member::Entity> {
    member::Entity::find()
        .filter(member::Column::TenantId.eq(tx.tenant().0))
        .filter(member::Column::State.eq(ACTIVE))
}

/// An active member.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(tx: &OrmTx, id: MemberId) -> Result<Option<MemberRow>, DbError> {
    active(tx).filter(member::Column::Id.eq(id.0)).one(tx.conn()).await?.map(MemberRow::try_from).transpose()
}

/// Whether an address belongs to an active member of this tenant.
///
/// # Errors
/// When Postgres refuses.
pub async fn has_email(tx: &OrmTx, email_index: &[u8; 32]) -> Result<bool, DbError> {
    let found = active(tx).filter(member::Column::EmailIndex.eq(email_index.to_vec())).one(tx.conn()).await?;
    Ok(found.is_some())
}

/// Active members, oldest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(tx: &OrmTx) -> Result<Vec<MemberRow>, DbError> {
    let rows = active(tx)
        .order_by_asc(member::Column::CreatedAt)
        .order_by_asc(member::Column::Id)
        .all(tx.conn())
        .await?;
    rows.into_iter().map(MemberRow::try_from).collect()
}

/// The owners, locked until commit, so that two owners cannot leave at the same time.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock_owners(tx: &OrmTx) -> Result<Vec<MemberId>, DbError> {
    let rows = active(tx)
        .filter(member::Column::Role.eq(Role::Owner.as_str()))
        .order_by_asc(member::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| MemberId(row.id)).collect())
}

async fn set(tx: &OrmTx, id: MemberId, column: member::Column, value: Expr) -> Result<bool, DbError> {
    let done = member::Entity::update_many()
        .col_expr(column, value)
        .filter(member::Column::TenantId.eq(tx.tenant().0))
        .filter(member::Column::Id.eq(id.0))
        .filter(member::Column::State.eq(ACTIVE))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives a member another role.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_role(tx: &OrmTx, id: MemberId, role: Role) -> Result<bool, DbError> {
    set(tx, id, member::Column::Role, Expr::value(role.as_str())).await
}

/// Gives a member another password.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_password(tx: &OrmTx, id: MemberId, hash: &str) -> Result<bool, DbError> {
    set(tx, id, member::Column::PasswordHash, Expr::value(hash)).await
}

/// Keeps a member's language; none means the browser's.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_language(tx: &OrmTx, id: MemberId, language: Option<Lang>) -> Result<bool, DbError> {
    set(tx, id, member::Column::Language, Expr::value(language.map(Lang::tag))).await
}

/// Keeps a member's theme.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_theme(tx: &OrmTx, id: MemberId, theme: &str) -> Result<bool, DbError> {
    set(tx, id, member::Column::Theme, Expr::value(theme)).await
}

/// Removes a member: the row stays for history, the address becomes free.
///
/// # Errors
/// When Postgres refuses.
pub async fn remove(tx: &OrmTx, id: MemberId) -> Result<bool, DbError> {
    set(tx, id, member::Column::State, Expr::value(REMOVED)).await
}

/// Gives a member's open conversations to nobody. Returns them.
///
/// # Errors
/// When Postgres refuses.
pub async fn release_conversations(tx: &OrmTx, id: MemberId) -> Result<Vec<ConversationId>, DbError> {
    let sql = "update conversation set assignee_id = null
               where tenant_id = $1 and assignee_id = $2 and status <> 'resolved' returning id";
    let values = [tx.tenant().0.into(), id.0.into()];
    let rows =
        tx.conn().query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    rows.into_iter().map(|row| Ok(ConversationId(row.try_get::<Uuid>("", "id")?))).collect()
}
