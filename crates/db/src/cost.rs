//! Prices, what messages cost, budgets. Amounts are ten-thousandths of the currency; days are the tenant's.

pub mod booking;
pub mod budgets;
pub mod facts;
pub mod prices;
pub mod sums;

use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDate, Utc};
use prosa_domain::price::{Currency, Market};

/// What a tenant is billed in, and its calendar.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    /// The currency.
    pub currency: Currency,
    /// The day of the moment asked about.
    pub today: NaiveDate,
}

/// The tenant's currency and the day of a moment in its time zone.
///
/// # Errors
/// When Postgres refuses.
pub async fn calendar(tx: &mut TenantTx, at: DateTime<Utc>) -> Result<Calendar, DbError> {
    let (currency, today): (String, NaiveDate) = sqlx::query_as(
        "select coalesce(s.currency, 'BRL'), ($2 at time zone t.time_zone)::date
         from tenant t left join cost_setting s on s.tenant_id = t.tenant_id where t.tenant_id = $1",
    )
    .bind(tx.tenant().0)
    .bind(at)
    .fetch_one(tx.conn())
    .await?;
    Ok(Calendar { currency: read_currency(&currency)?, today })
}

/// Sets what the tenant is billed in.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_currency(tx: &mut TenantTx, currency: Currency) -> Result<(), DbError> {
    sqlx::query(
        "insert into cost_setting (tenant_id, currency) values ($1, $2)
         on conflict (tenant_id) do update set currency = excluded.currency",
    )
    .bind(tx.tenant().0)
    .bind(currency.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn read_currency(word: &str) -> Result<Currency, DbError> {
    Currency::parse(word).ok_or_else(|| DbError::Decode(format!("currency {word}")))
}

fn read_market(word: &str) -> Result<Market, DbError> {
    Market::parse(word).ok_or_else(|| DbError::Decode(format!("market {word}")))
}
