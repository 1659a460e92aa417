//! The questions that come before a tenant is known. Each is one narrow function in the database.

use crate::{Db, DbError};
use prosa_domain::id::{LineId, TenantId};
use uuid::Uuid;

/// Where a provider's number leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Provider, such as `meta`.
    pub provider: String,
    /// The provider's id of the number.
    pub phone_number_id: String,
    /// The provider's id of the account.
    pub account_id: String,
    /// Whose.
    pub tenant: TenantId,
    /// Which line.
    pub line: LineId,
}

/// What the door needs of one line, still sealed.
#[derive(Clone, Debug)]
pub struct DoorLine {
    /// Provider, such as `meta`.
    pub provider: String,
    /// Whose.
    pub tenant: TenantId,
    /// Which line.
    pub line: LineId,
    /// Sealed app secret.
    pub app_secret_ct: Vec<u8>,
    /// Sealed verify token.
    pub verify_token_ct: Vec<u8>,
}

impl Db {
    /// Lines whose number or account is among `ids`.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn route_lines(&self, ids: &[String]) -> Result<Vec<Route>, DbError> {
        let rows: Vec<(String, String, String, Uuid, Uuid)> = sqlx::query_as(
            "select provider, phone_number_id, account_id, tenant_id, line_id from route_lines($1)",
        )
        .bind(ids)
        .fetch_all(self.pool())
        .await?;
        Ok(rows
            .into_iter()
            .map(|(provider, phone_number_id, account_id, tenant, line)| Route {
                provider,
                phone_number_id,
                account_id,
                tenant: TenantId(tenant),
                line: LineId(line),
            })
            .collect())
    }

    /// Every line's sealed door secrets.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn door_lines(&self) -> Result<Vec<DoorLine>, DbError> {
        let rows: Vec<(String, Uuid, Uuid, Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "select provider, tenant_id, line_id, app_secret_ct, verify_token_ct from door_lines()",
        )
        .fetch_all(self.pool())
        .await?;
        Ok(rows
            .into_iter()
            .map(|(provider, tenant, line, app_secret_ct, verify_token_ct)| DoorLine {
                provider,
                tenant: TenantId(tenant),
                line: LineId(line),
                app_secret_ct,
                verify_token_ct,
            })
            .collect())
    }

    /// The member an e-mail's index signs in as.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn find_login(&self, email_index: &[u8]) -> Result<Option<(TenantId, Uuid)>, DbError> {
        self.find_by_hash("select tenant_id, member_id from find_login($1)", email_index).await
    }

    /// The session of a token's hash.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn find_session(&self, token_hash: &[u8]) -> Result<Option<(TenantId, Uuid)>, DbError> {
        self.find_by_hash("select tenant_id, session_id from find_session($1)", token_hash).await
    }

    /// The invitation of a token's hash.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn find_invitation(&self, token_hash: &[u8]) -> Result<Option<(TenantId, Uuid)>, DbError> {
        self.find_by_hash("select tenant_id, invitation_id from find_invitation($1)", token_hash).await
    }

    /// The password reset of a token's hash.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn find_password_reset(&self, token_hash: &[u8]) -> Result<Option<(TenantId, Uuid)>, DbError> {
        self.find_by_hash("select tenant_id, reset_id from find_password_reset($1)", token_hash).await
    }

    async fn find_by_hash(
        &self,
        sql: &'static str,
        hash: &[u8],
    ) -> Result<Option<(TenantId, Uuid)>, DbError> {
        let row: Option<(Uuid, Uuid)> = sqlx::query_as(sql).bind(hash).fetch_optional(self.pool()).await?;
        Ok(row.map(|(tenant, id)| (TenantId(tenant), id)))
    }

    /// Every tenant, for maintenance.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn list_tenants(&self) -> Result<Vec<TenantId>, DbError> {
        let rows: Vec<(Uuid,)> =
            sqlx::query_as("select tenant_id from list_tenants()").fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(|(id,)| TenantId(id)).collect())
    }
}
