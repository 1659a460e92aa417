//! The list of sources and one of them, for the screen.

use crate::{
    DbError, TenantTx,
    view::{inbox, open_text},
};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{KnowledgeId, MediaId, MemberId},
    knowledge::{Audience, Body, Kind, State},
    lang::Lang,
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::knowledge::{FileView, KnowledgeCursor, KnowledgeFilter, SourceRow, SourceView, VersionRow};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    title_ct: Vec<u8>,
    origin_ct: Option<Vec<u8>>,
    language: String,
    audience: String,
    state: String,
    version: i32,
    passages: i32,
    updated_by: Uuid,
    updated_at: DateTime<Utc>,
    used: i64,
    useful: i64,
    useless: i64,
}

const COLUMNS: &str =
    "s.id, s.kind, s.title_ct, s.origin_ct, s.language, s.audience, s.state, s.version, s.passages,
    s.updated_by, s.updated_at, f.used, f.useful, f.useless
    from knowledge_source s cross join lateral (
        select count(used_at) as used, count(*) filter (where verdict = 'useful') as useful,
               count(*) filter (where verdict = 'useless') as useless
        from knowledge_feedback f where f.tenant_id = s.tenant_id and f.source_id = s.id
    ) f";

impl Row {
    fn row(self, keys: &TenantKeys, by: Option<&prosa_wire::team::MemberRef>) -> Option<SourceRow> {
        let whole = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        Some(SourceRow {
            id: KnowledgeId(self.id),
            kind: Kind::parse(&self.kind)?,
            title: open_text(keys, Purpose::Knowledge, Some(&self.title_ct)),
            origin: open_text(keys, Purpose::Knowledge, self.origin_ct.as_deref()),
            language: Lang::parse(&self.language)?,
            audience: Audience::parse(&self.audience)?,
            state: State::parse(&self.state)?,
            version: self.version,
            passages: u32::try_from(self.passages).unwrap_or_default(),
            by: by.cloned(),
            at: self.updated_at,
            used: whole(self.used),
            useful: whole(self.useful),
            useless: whole(self.useless),
        })
    }
}

/// Sources, last changed first.
///
/// # Errors
/// When Postgres refuses.
pub async fn sources(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    filter: KnowledgeFilter,
    after: Option<KnowledgeCursor>,
    most: i64,
) -> Result<Vec<SourceRow>, DbError> {
    let sql = format!(
        "select {COLUMNS} where s.tenant_id = $1 and s.state = $2 and ($3::text is null or s.kind = $3)
           and ($4::text is null or s.audience = $4)
           and ($5::timestamptz is null or (s.updated_at, s.id) < ($5, $6))
         order by s.updated_at desc, s.id desc limit $7"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(filter.state.as_str())
        .bind(filter.kind.map(Kind::as_str))
        .bind(filter.audience.map(Audience::as_str))
        .bind(after.map(|cursor| cursor.at))
        .bind(after.map(|cursor| cursor.id.0))
        .bind(most)
        .fetch_all(tx.conn())
        .await?;
    let who: Vec<Uuid> = rows.iter().map(|row| row.updated_by).collect();
    let members = inbox::member_names(tx, keys, &who).await?;
    let named = |row: Row| {
        let by = members.iter().find(|member| member.id.0 == row.updated_by);
        row.row(keys, by)
    };
    Ok(rows.into_iter().filter_map(named).collect())
}

/// One source with its newest text and its versions; none when it is not there.
///
/// # Errors
/// When Postgres refuses.
pub async fn source(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    id: KnowledgeId,
) -> Result<Option<SourceView>, DbError> {
    let sql = format!("select {COLUMNS} where s.tenant_id = $1 and s.id = $2");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let number = row.version;
    let rows: Vec<(i32, Vec<u8>, Option<i32>, Uuid, DateTime<Utc>)> = sqlx::query_as(
        "select number, title_ct, restored_from, member_id, at from knowledge_version
         where tenant_id = $1 and source_id = $2 order by number desc limit 200",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .fetch_all(tx.conn())
    .await?;
    let who: Vec<Uuid> = rows.iter().map(|row| row.3).chain([row.updated_by]).collect();
    let members = inbox::member_names(tx, keys, &who).await?;
    let name = |member: Uuid| members.iter().find(|one| one.id == MemberId(member)).cloned();
    let by = name(row.updated_by);
    let versions = rows
        .into_iter()
        .map(|(number, title_ct, restored_from, member, at)| VersionRow {
            number,
            title: open_text(keys, Purpose::Knowledge, Some(&title_ct)),
            restored_from,
            by: name(member),
            at,
        })
        .collect();
    let file = super::file::of_version(tx, id, number).await?.map(|row| file_view(keys, row));
    let body = super::version(tx, id, number).await?.and_then(|version| body(keys, &version.body_ct));
    let row = row.row(keys, by.as_ref());
    Ok(row.zip(body).map(|(row, body)| SourceView { row, body, file, versions, may_manage: false }))
}

/// The file behind a version, without an address.
fn file_view(keys: &TenantKeys, row: super::file::FileRow) -> FileView {
    FileView {
        id: MediaId(row.id),
        name: open_text(keys, Purpose::FileName, Some(&row.name_ct)),
        mime: row.mime,
        bytes: u64::try_from(row.bytes).unwrap_or_default(),
        sha256: open_text(keys, Purpose::Knowledge, Some(&row.sha256_ct)),
        at: row.created_at,
        url: String::new(),
    }
}

/// Opens what a version says; none when it cannot be opened.
#[must_use]
pub fn body(keys: &TenantKeys, sealed: &[u8]) -> Option<Body> {
    serde_json::from_str(&open_text(keys, Purpose::Knowledge, Some(sealed))).ok()
}
