//! A connected sender number.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub provider: String,
    pub label: String,
    pub state: String,
    pub pause_reason: Option<String>,
    pub phone_number_id: String,
    pub account_id: String,
    pub display_phone_ct: Option<Vec<u8>>,
    pub graph_base: String,
    pub graph_version: String,
    pub token_ct: Vec<u8>,
    pub app_secret_ct: Vec<u8>,
    pub verify_token_ct: Vec<u8>,
    pub badge: i16,
    pub created_at: DateTimeUtc,
    pub last_inbound_at: Option<DateTimeUtc>,
    pub verified_webhook_at: Option<DateTimeUtc>,
    pub checked_at: Option<DateTimeUtc>,
    pub check_result: Option<Json>,
    pub portfolio_id: Option<String>,
    pub reach_pool: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
