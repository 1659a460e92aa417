//! Lines, as the path and the numbers screen need them. Secrets come and go sealed.

use crate::{Db, DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{LineId, TenantId},
    line::LineState,
};
use uuid::Uuid;

/// A stored line, secrets still sealed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LineRow {
    /// The line.
    pub id: Uuid,
    /// Provider, such as `meta`.
    pub provider: String,
    /// Name inside the company.
    pub label: String,
    /// State word; read with [`LineRow::state`].
    #[sqlx(rename = "state")]
    pub state_word: String,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// The provider's id of the number.
    pub phone_number_id: String,
    /// The provider's id of the account.
    pub account_id: String,
    /// Sealed display number.
    pub display_phone_ct: Option<Vec<u8>>,
    /// Base address of the API.
    pub graph_base: String,
    /// API version.
    pub graph_version: String,
    /// Sealed access token.
    pub token_ct: Vec<u8>,
    /// Sealed app secret.
    pub app_secret_ct: Vec<u8>,
    /// Sealed verify token.
    pub verify_token_ct: Vec<u8>,
    /// Number drawn on avatars.
    pub badge: i16,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Last message received.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// When the provider last verified the webhook address.
    pub verified_webhook_at: Option<DateTime<Utc>>,
    /// When it was last checked live.
    pub checked_at: Option<DateTime<Utc>>,
    /// The last live check.
    pub check_result: Option<serde_json::Value>,
    /// The business portfolio, once it is known.
    pub portfolio_id: Option<String>,
    /// Where the people it reaches are counted: its portfolio, or its account while that is not known.
    pub reach_pool: String,
}

impl LineRow {
    /// How far the line is.
    ///
    /// # Errors
    /// When the stored word is unknown.
    pub fn state(&self) -> Result<LineState, DbError> {
        LineState::parse(&self.state_word)
            .ok_or_else(|| DbError::Decode(format!("line state {}", self.state_word)))
    }
}

const COLUMNS: &str = "id, provider, label, state, pause_reason, phone_number_id, account_id, display_phone_ct, graph_base,
    graph_version, token_ct, app_secret_ct, verify_token_ct, badge, created_at, last_inbound_at, verified_webhook_at,
    checked_at, check_result, portfolio_id, reach_pool";

/// All lines of the tenant that are not taken away, oldest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<LineRow>, DbError> {
    let sql = format!(
        "select {COLUMNS} from line where tenant_id = $1 and state <> 'disconnected' order by badge, id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(tx.tenant().0).fetch_all(tx.conn()).await?)
}

/// One line.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(tx: &mut TenantTx, id: LineId) -> Result<Option<LineRow>, DbError> {
    let sql = format!("select {COLUMNS} from line where tenant_id = $1 and id = $2");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(tx.tenant().0)
        .bind(id.0)
        .fetch_optional(tx.conn())
        .await?)
}

/// What the connect form stores.
#[derive(Clone, Debug)]
pub struct LineWrite {
    /// The line.
    pub id: LineId,
    /// Provider.
    pub provider: String,
    /// Name inside the company.
    pub label: String,
    /// The provider's id of the number.
    pub phone_number_id: String,
    /// The provider's id of the account.
    pub account_id: String,
    /// Base address of the API.
    pub graph_base: String,
    /// API version.
    pub graph_version: String,
    /// Sealed access token; none keeps the stored one.
    pub token_ct: Option<Vec<u8>>,
    /// Sealed app secret; none keeps the stored one.
    pub app_secret_ct: Option<Vec<u8>>,
    /// Sealed verify token; none keeps the stored one.
    pub verify_token_ct: Option<Vec<u8>>,
}

/// Creates or changes a line. A new one begins as a draft and must bring all three secrets.
///
/// # Errors
/// `Duplicate` when the number is connected already, here or in another tenant.
pub async fn save(tx: &mut TenantTx, line: &LineWrite, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into line (tenant_id, id, provider, label, state, phone_number_id, account_id, graph_base, graph_version,
                           token_ct, app_secret_ct, verify_token_ct, badge, created_at)
         select $1, $2, $3, $4, 'draft', $5, $6, $7, $8, coalesce($9, ''::bytea), coalesce($10, ''::bytea),
                coalesce($11, ''::bytea), coalesce((select max(badge) from line where tenant_id = $1), 0) + 1, $12
         on conflict (tenant_id, id) do update set
             label = excluded.label, phone_number_id = excluded.phone_number_id, account_id = excluded.account_id,
             graph_base = excluded.graph_base, graph_version = excluded.graph_version,
             token_ct = coalesce($9, line.token_ct), app_secret_ct = coalesce($10, line.app_secret_ct),
             verify_token_ct = coalesce($11, line.verify_token_ct)",
    )
    .bind(tx.tenant().0)
    .bind(line.id.0)
    .bind(&line.provider)
    .bind(&line.label)
    .bind(&line.phone_number_id)
    .bind(&line.account_id)
    .bind(&line.graph_base)
    .bind(&line.graph_version)
    .bind(&line.token_ct)
    .bind(&line.app_secret_ct)
    .bind(&line.verify_token_ct)
    .bind(now)
    .execute(tx.conn())
    .await?;
    wake_lines(tx).await
}

/// Puts a line into a state, with the reason when it is paused.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_state(
    tx: &mut TenantTx,
    id: LineId,
    state: LineState,
    reason: Option<&str>,
) -> Result<bool, DbError> {
    let done = sqlx::query("update line set state = $3, pause_reason = $4 where tenant_id = $1 and id = $2")
        .bind(tx.tenant().0)
        .bind(id.0)
        .bind(state.as_str())
        .bind(reason)
        .execute(tx.conn())
        .await?;
    wake_lines(tx).await?;
    Ok(done.rows_affected() == 1)
}

/// Stores the outcome of a live check, and the display number when it was read.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_check(
    tx: &mut TenantTx,
    id: LineId,
    check: &serde_json::Value,
    display_phone_ct: Option<&[u8]>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sqlx::query(
        "update line set checked_at = $3, check_result = $4, display_phone_ct = coalesce($5, display_phone_ct)
         where tenant_id = $1 and id = $2",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(now)
    .bind(check)
    .bind(display_phone_ct)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that the provider verified the webhook address with this line's token.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_webhook_verified(
    db: &Db,
    tenant: TenantId,
    id: LineId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let mut tx = db.tenant(tenant).await?;
    sqlx::query("update line set verified_webhook_at = $3 where tenant_id = $1 and id = $2")
        .bind(tenant.0)
        .bind(id.0)
        .bind(now)
        .execute(tx.conn())
        .await?;
    tx.commit().await
}

/// Tells every node that door secrets and routes are stale.
async fn wake_lines(tx: &mut TenantTx) -> Result<(), DbError> {
    sqlx::query("select pg_notify('prosa_wake', 'lines')").execute(tx.conn()).await?;
    Ok(())
}
