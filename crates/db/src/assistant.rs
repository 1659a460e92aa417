//! Assistants: as companies set them up, where they stand in conversations, and what they did.

pub mod case;
pub mod log;

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    assistant::{Mode, Rules},
    id::{AssistantId, LineId, MemberId},
};
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

/// An assistant as stored.
#[derive(Clone, Debug)]
pub struct AssistantRow {
    /// Its id.
    pub id: AssistantId,
    /// What it is called.
    pub name: String,
    /// Whether it works.
    pub mode: Mode,
    /// The lines it serves.
    pub lines: Vec<LineId>,
    /// What it may do.
    pub rules: Rules,
    /// Its own words, sealed.
    pub words_ct: Vec<u8>,
    /// When somebody changed it last.
    pub updated_at: DateTime<Utc>,
    /// Who.
    pub updated_by: MemberId,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    mode: String,
    line_ids: Vec<Uuid>,
    rules: Json<Rules>,
    words_ct: Vec<u8>,
    updated_at: DateTime<Utc>,
    updated_by: Uuid,
}

impl Row {
    fn read(self) -> Result<AssistantRow, DbError> {
        let mode = Mode::parse(&self.mode);
        Ok(AssistantRow {
            id: AssistantId(self.id),
            name: self.name,
            mode: mode.ok_or_else(|| DbError::Decode(format!("assistant mode {}", self.mode)))?,
            lines: self.line_ids.into_iter().map(LineId).collect(),
            rules: self.rules.0,
            words_ct: self.words_ct,
            updated_at: self.updated_at,
            updated_by: MemberId(self.updated_by),
        })
    }
}

/// Assistants that were not removed, the oldest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<AssistantRow>, DbError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, name, mode, line_ids, rules, words_ct, updated_at, updated_by from assistant
         where tenant_id = $1 and removed_at is null order by created_at, id",
    )
    .bind(tx.tenant().0)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Lets one change of assistants after the other happen, until the transaction ends: no two may serve one line.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock(tx: &mut TenantTx) -> Result<(), DbError> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('assistant ' || $1::text, 0))")
        .bind(tx.tenant().0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An assistant to write.
#[derive(Clone, Debug)]
pub struct AssistantWrite {
    /// Its id.
    pub id: AssistantId,
    /// What it is called.
    pub name: String,
    /// The lines it serves.
    pub lines: Vec<LineId>,
    /// What it may do.
    pub rules: Rules,
    /// Its own words, sealed.
    pub words_ct: Vec<u8>,
}

/// Writes an assistant. A new one is off; one that is there keeps its mode.
///
/// # Errors
/// When Postgres refuses.
pub async fn save(
    tx: &mut TenantTx,
    write: &AssistantWrite,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let quiet = i16::try_from(write.rules.limits.quiet_seconds).unwrap_or(600);
    sqlx::query(
        "insert into assistant (tenant_id, id, name, mode, line_ids, quiet_seconds, rules, words_ct, created_at, updated_at,
                updated_by)
         values ($1, $2, $3, 'off', $4, $5, $6, $7, $8, $8, $9)
         on conflict (tenant_id, id) do update set name = excluded.name, line_ids = excluded.line_ids,
                quiet_seconds = excluded.quiet_seconds, rules = excluded.rules, words_ct = excluded.words_ct,
                updated_at = excluded.updated_at, updated_by = excluded.updated_by",
    )
    .bind(tx.tenant().0)
    .bind(write.id.0)
    .bind(&write.name)
    .bind(write.lines.iter().map(|line| line.0).collect::<Vec<_>>())
    .bind(quiet)
    .bind(Json(&write.rules))
    .bind(&write.words_ct)
    .bind(now)
    .bind(by.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Turns an assistant on, off, or into a rehearsal. Returns whether that changed anything.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_mode(
    tx: &mut TenantTx,
    id: AssistantId,
    mode: Mode,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "update assistant set mode = $3, updated_at = $4, updated_by = $5
         where tenant_id = $1 and id = $2 and mode <> $3 and removed_at is null",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(mode.as_str())
    .bind(now)
    .bind(by.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes an assistant away. Its name stays with what it wrote. Returns whether it was there.
///
/// # Errors
/// When Postgres refuses.
pub async fn remove(
    tx: &mut TenantTx,
    id: AssistantId,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "update assistant set mode = 'off', removed_at = $3, updated_at = $3, updated_by = $4
         where tenant_id = $1 and id = $2 and removed_at is null",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(now)
    .bind(by.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
