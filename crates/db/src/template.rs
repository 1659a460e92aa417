//! Templates, their versions and their use. Words come and go sealed.

pub mod standin;

use crate::{DbError, TenantTx, view::open_text};
use chrono::{DateTime, NaiveDate, Utc};
use prosa_domain::{
    id::{ConversationId, MemberId, TemplateId},
    template::{Quality, TemplateCategory, TemplateStatus, source::Known},
};
use prosa_vault::{Purpose, TenantKeys};
use uuid::Uuid;

/// A stored template, words still sealed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TemplateRow {
    /// The template.
    pub id: Uuid,
    /// Provider, such as `whatsapp`.
    pub provider: String,
    /// The provider's id of the account.
    pub account_id: String,
    /// Name.
    pub name: String,
    /// Language code.
    pub language: String,
    /// Category word.
    #[sqlx(rename = "category")]
    pub category_word: String,
    /// Status word.
    #[sqlx(rename = "status")]
    pub status_word: String,
    /// Quality word.
    #[sqlx(rename = "quality")]
    pub quality_word: String,
    /// The provider's id of it.
    pub provider_id: Option<String>,
    /// Why it was rejected or stopped; empty when nothing was told.
    pub reason: String,
    /// The provider's sentence about it, sealed.
    pub detail_ct: Option<Vec<u8>>,
    /// What the provider has, sealed.
    pub content_ct: Option<Vec<u8>>,
    /// What is being written, sealed.
    pub draft_ct: Option<Vec<u8>>,
    /// Where values come from, sealed.
    pub sources_ct: Option<Vec<u8>>,
    /// The newest version that was handed in; 0 before the first.
    pub version: i32,
    /// Submissions while it was approved.
    pub edits: Vec<DateTime<Utc>>,
    /// The category it will be moved to.
    pub warned_category: Option<String>,
    /// When it will be moved.
    pub warned_at: Option<DateTime<Utc>>,
    /// Sent instead while this one cannot be.
    pub fallback_id: Option<Uuid>,
    /// Last change here.
    pub updated_at: DateTime<Utc>,
    /// When the status was told.
    pub status_at: Option<DateTime<Utc>>,
}

impl TemplateRow {
    /// How far it is.
    ///
    /// # Errors
    /// When the stored word is unknown.
    pub fn status(&self) -> Result<TemplateStatus, DbError> {
        TemplateStatus::parse(&self.status_word)
            .ok_or_else(|| DbError::Decode(format!("template status {}", self.status_word)))
    }

    /// What it is for.
    ///
    /// # Errors
    /// When the stored word is unknown.
    pub fn category(&self) -> Result<TemplateCategory, DbError> {
        TemplateCategory::parse(&self.category_word)
            .ok_or_else(|| DbError::Decode(format!("template category {}", self.category_word)))
    }

    /// What people do with it; an unknown word is no grade.
    #[must_use]
    pub fn quality(&self) -> Quality {
        Quality::parse(&self.quality_word).unwrap_or_default()
    }
}

const COLUMNS: &str = "id, provider, account_id, name, language, category, status, quality, provider_id, reason, detail_ct,
    content_ct, draft_ct, sources_ct, version, edits, warned_category, warned_at, fallback_id, updated_at, status_at";

/// Every template of the tenant, by name and language.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<TemplateRow>, DbError> {
    let sql = format!(
        "select {COLUMNS} from template where tenant_id = $1 and deleted_at is null order by name, language, id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(tx.tenant().0).fetch_all(tx.conn()).await?)
}

/// Every template of one account.
///
/// # Errors
/// When Postgres refuses.
pub async fn of_account(tx: &mut TenantTx, account_id: &str) -> Result<Vec<TemplateRow>, DbError> {
    let sql = format!(
        "select {COLUMNS} from template where tenant_id = $1 and account_id = $2 and deleted_at is null order by id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(account_id)
        .fetch_all(tx.conn())
        .await?)
}

/// One template that is not deleted.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(tx: &mut TenantTx, id: TemplateId) -> Result<Option<TemplateRow>, DbError> {
    let sql =
        format!("select {COLUMNS} from template where tenant_id = $1 and id = $2 and deleted_at is null");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?)
}

/// When a name of an account was last deleted.
///
/// # Errors
/// When Postgres refuses.
pub async fn name_deleted_at(
    tx: &mut TenantTx,
    account_id: &str,
    name: &str,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: (Option<DateTime<Utc>>,) = sqlx::query_as(
        "select max(deleted_at) from template where tenant_id = $1 and account_id = $2 and name = $3",
    )
    .bind(tx.tenant().0)
    .bind(account_id)
    .bind(name)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.0)
}

/// A template to store.
#[derive(Clone, Debug)]
pub struct NewTemplate {
    /// The template.
    pub id: TemplateId,
    /// Provider.
    pub provider: String,
    /// The provider's id of the account.
    pub account_id: String,
    /// Name.
    pub name: String,
    /// Language code.
    pub language: String,
    /// What it is for.
    pub category: TemplateCategory,
    /// How far it is.
    pub status: TemplateStatus,
    /// What people do with it.
    pub quality: Quality,
    /// The provider's id of it; none for one that is only here.
    pub provider_id: Option<String>,
    /// Why it was rejected; empty when it was not.
    pub reason: String,
    /// What the provider has.
    pub content_ct: Option<Vec<u8>>,
    /// What is being written.
    pub draft_ct: Option<Vec<u8>>,
    /// Where values come from.
    pub sources_ct: Option<Vec<u8>>,
}

/// Stores a new template.
///
/// # Errors
/// `Duplicate` when the account has one of this name and language.
pub async fn insert(tx: &mut TenantTx, new: &NewTemplate, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into template (tenant_id, id, provider, account_id, name, language, category, status, quality, provider_id,
                               reason, content_ct, draft_ct, sources_ct, version, created_at, updated_at, status_at, synced_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, case when $12::bytea is null then 0 else 1 end,
                 $15, $15, case when $12::bytea is null then null else $15 end,
                 case when $12::bytea is null then null else $15 end)",
    )
    .bind(tx.tenant().0)
    .bind(new.id.0)
    .bind(&new.provider)
    .bind(&new.account_id)
    .bind(&new.name)
    .bind(&new.language)
    .bind(new.category.as_str())
    .bind(new.status.as_str())
    .bind(new.quality.as_str())
    .bind(&new.provider_id)
    .bind(&new.reason)
    .bind(&new.content_ct)
    .bind(&new.draft_ct)
    .bind(&new.sources_ct)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the editor stores.
#[derive(Clone, Debug)]
pub struct DraftWrite {
    /// The template.
    pub id: TemplateId,
    /// Its name; the provider's stays once it has one.
    pub name: String,
    /// Its language; likewise.
    pub language: String,
    /// Its category; shown for what was never handed in.
    pub category: TemplateCategory,
    /// What is being written; none when it is what the provider has.
    pub draft_ct: Option<Vec<u8>>,
    /// Where values come from.
    pub sources_ct: Vec<u8>,
    /// Sent instead while this one cannot be.
    pub fallback: Option<TemplateId>,
}

/// Stores what is being written.
///
/// # Errors
/// `Duplicate` when the account has one of this name and language.
pub async fn save_draft(tx: &mut TenantTx, write: &DraftWrite, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "update template set
             name = case when provider_id is null then $3 else name end,
             language = case when provider_id is null then $4 else language end,
             category = case when provider_id is null then $5 else category end,
             draft_ct = $6, sources_ct = $7, fallback_id = $8, updated_at = $9
         where tenant_id = $1 and id = $2",
    )
    .bind(tx.tenant().0)
    .bind(write.id.0)
    .bind(&write.name)
    .bind(&write.language)
    .bind(write.category.as_str())
    .bind(&write.draft_ct)
    .bind(&write.sources_ct)
    .bind(write.fallback.map(|id| id.0))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A version that was handed in.
#[derive(Clone, Debug)]
pub struct SubmittedVersion {
    /// The template.
    pub id: TemplateId,
    /// The provider's id of it.
    pub provider_id: String,
    /// How far it is at once.
    pub status: TemplateStatus,
    /// Its category now.
    pub category: TemplateCategory,
    /// The version's words.
    pub content_ct: Vec<u8>,
    /// Whether the provider counts it as an edit of an approved template.
    pub counts: Counts,
    /// Who handed it in.
    pub member: MemberId,
    /// Before the call: what was told after it is newer.
    pub called_at: DateTime<Utc>,
}

/// Whether a submission counts against the provider's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// It was approved: it counts.
    Edit,
    /// It was new, rejected or paused.
    Free,
}

/// Notes a version that the provider took, and writes it into the history. A status told by the webhook in the meantime
/// stays.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_submitted(
    tx: &mut TenantTx,
    version: &SubmittedVersion,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "with changed as (
             update template set
                 provider_id = $3, category = $4, content_ct = $5, draft_ct = null, version = version + 1, updated_at = $6,
                 status = case when status_at >= $7 and provider_id is not distinct from $3 then status else $8 end,
                 status_at = greatest(status_at, $7),
                 reason = '', detail_ct = null,
                 edits = case when $9 then edits || $6::timestamptz else edits end
             where tenant_id = $1 and id = $2 returning version
         )
         insert into template_version (tenant_id, template_id, number, content_ct, origin, member_id, at)
         select $1, $2, version, $5, 'here', $10, $6 from changed",
    )
    .bind(tx.tenant().0)
    .bind(version.id.0)
    .bind(&version.provider_id)
    .bind(version.category.as_str())
    .bind(&version.content_ct)
    .bind(now)
    .bind(version.called_at)
    .bind(version.status.as_str())
    .bind(version.counts == Counts::Edit)
    .bind(version.member.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the provider told of a template.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Its id there.
    pub provider_id: Option<String>,
    /// How far it is, and why (the provider's word and its sealed sentence).
    pub status: Option<(TemplateStatus, String, Option<Vec<u8>>)>,
    /// What people do with it.
    pub quality: Option<Quality>,
    /// Its category now.
    pub category: Option<TemplateCategory>,
    /// The category it will be moved to, and when.
    pub warned: Option<(TemplateCategory, Option<DateTime<Utc>>)>,
    /// New words.
    pub content_ct: Option<Vec<u8>>,
}

/// Stores what was told; a status only when nothing newer was told before. New words become a version of the history.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_told(
    tx: &mut TenantTx,
    id: TemplateId,
    told: &Told,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let (status, reason, detail) = match &told.status {
        Some((status, reason, detail)) => (Some(status.as_str()), Some(reason.as_str()), detail.as_deref()),
        None => (None, None, None),
    };
    sqlx::query(
        "with changed as (
             update template set
                 provider_id = coalesce($3, provider_id),
                 status = case when $4::text is not null and (status_at is null or status_at <= $5) then $4 else status end,
                 reason = case when $4::text is not null and (status_at is null or status_at <= $5) then $6 else reason end,
                 detail_ct = case when $4::text is not null and (status_at is null or status_at <= $5) then $7 else detail_ct end,
                 status_at = case when $4::text is not null then greatest(status_at, $5) else status_at end,
                 quality = coalesce($8, quality),
                 warned_category = case when $10::text is not null then $10 when $9::text is not null then null
                                        else warned_category end,
                 warned_at = case when $10::text is not null then $11 when $9::text is not null then null else warned_at end,
                 category = coalesce($9, category),
                 content_ct = coalesce($12, content_ct),
                 version = case when $12::bytea is null then version else version + 1 end,
                 synced_at = $5, updated_at = greatest(updated_at, $5)
             where tenant_id = $1 and id = $2 returning version
         )
         insert into template_version (tenant_id, template_id, number, content_ct, origin, at)
         select $1, $2, version, $12, 'provider', $5 from changed where $12::bytea is not null",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(&told.provider_id)
    .bind(status)
    .bind(at)
    .bind(reason)
    .bind(detail)
    .bind(told.quality.map(Quality::as_str))
    .bind(told.category.map(TemplateCategory::as_str))
    .bind(told.warned.map(|(category, _)| category.as_str()))
    .bind(told.warned.and_then(|(_, at)| at))
    .bind(&told.content_ct)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes the first version of a template that was found at the provider.
///
/// # Errors
/// When Postgres refuses.
pub async fn add_first_version(tx: &mut TenantTx, id: TemplateId, at: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into template_version (tenant_id, template_id, number, content_ct, origin, at)
         select tenant_id, id, version, content_ct, 'provider', $3 from template
         where tenant_id = $1 and id = $2 and content_ct is not null",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks a template as deleted, so that its name stays locked; one that was never handed in goes at once.
///
/// # Errors
/// When Postgres refuses.
pub async fn delete(tx: &mut TenantTx, id: TemplateId, now: DateTime<Utc>) -> Result<(), DbError> {
    let (tenant, id) = (tx.tenant().0, id.0);
    sqlx::query("update template set fallback_id = null where tenant_id = $1 and fallback_id = $2")
        .bind(tenant)
        .bind(id)
        .execute(tx.conn())
        .await?;
    sqlx::query("delete from template where tenant_id = $1 and id = $2 and provider_id is null")
        .bind(tenant)
        .bind(id)
        .execute(tx.conn())
        .await?;
    sqlx::query("update template set deleted_at = $3, updated_at = $3 where tenant_id = $1 and id = $2")
        .bind(tenant)
        .bind(id)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// One version of a template's history.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct VersionRow {
    /// Its number, from 1.
    pub number: i32,
    /// Its words, sealed.
    pub content_ct: Vec<u8>,
    /// `here` or `provider`.
    pub origin: String,
    /// Who handed it in.
    pub member_id: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The newest versions first, fifty at most.
///
/// # Errors
/// When Postgres refuses.
pub async fn versions(tx: &mut TenantTx, id: TemplateId) -> Result<Vec<VersionRow>, DbError> {
    Ok(sqlx::query_as(
        "select number, content_ct, origin, member_id, at from template_version
         where tenant_id = $1 and template_id = $2 order by number desc limit 50",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .fetch_all(tx.conn())
    .await?)
}

/// Notes that a template was put into the queue.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_send(
    tx: &mut TenantTx,
    id: Uuid,
    template: TemplateId,
    conversation: ConversationId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "insert into template_send (tenant_id, id, template_id, conversation_id, member_id, at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(tx.tenant().0)
    .bind(id)
    .bind(template.0)
    .bind(conversation.0)
    .bind(member.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How often each template was sent since a moment, by member.
///
/// # Errors
/// When Postgres refuses.
pub async fn uses(
    tx: &mut TenantTx,
    since: DateTime<Utc>,
) -> Result<Vec<(Uuid, Option<Uuid>, i64)>, DbError> {
    Ok(sqlx::query_as(
        "select template_id, member_id, count(*) from template_send where tenant_id = $1 and at >= $2
         group by template_id, member_id order by count(*) desc",
    )
    .bind(tx.tenant().0)
    .bind(since)
    .fetch_all(tx.conn())
    .await?)
}

/// Forgets uses before a moment. Returns how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_uses_before(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let done = sqlx::query("delete from template_send where tenant_id = $1 and at < $2")
        .bind(tx.tenant().0)
        .bind(before)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// What variables can be filled with in one conversation.
///
/// # Errors
/// When Postgres refuses.
pub async fn known(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<Option<(Known, NaiveDate)>, DbError> {
    type Row = (Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>, Vec<u8>, NaiveDate);
    let row: Option<Row> = sqlx::query_as(
        "select c.name_ct, c.wa_id_ct, m.name_ct, t.name_ct, ($4 at time zone t.time_zone)::date
         from conversation v
         join contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
         join tenant t on t.tenant_id = v.tenant_id
         left join member m on m.tenant_id = v.tenant_id and m.id = $3
         where v.tenant_id = $1 and v.id = $2",
    )
    .bind(tx.tenant().0)
    .bind(conversation.0)
    .bind(member.0)
    .bind(now)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(contact, phone, member, tenant, today)| {
        let name = |sealed: Option<&[u8]>| open_text(keys, Purpose::PersonName, sealed);
        let known = Known {
            contact_name: name(contact.as_deref()),
            contact_phone: prosa_domain::phone::display(&open_text(keys, Purpose::Phone, phone.as_deref())),
            member_name: name(member.as_deref()),
            company_name: name(Some(&tenant)),
            today: String::new(),
        };
        (known, today)
    }))
}

/// The company's name, for the preview.
///
/// # Errors
/// When Postgres refuses.
pub async fn company(tx: &mut TenantTx, keys: &TenantKeys) -> Result<String, DbError> {
    let row: (Vec<u8>,) = sqlx::query_as("select name_ct from tenant where tenant_id = $1")
        .bind(tx.tenant().0)
        .fetch_one(tx.conn())
        .await?;
    Ok(open_text(keys, Purpose::PersonName, Some(&row.0)))
}
