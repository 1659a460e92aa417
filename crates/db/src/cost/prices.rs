//! The price table.

use super::{read_currency, read_market};
use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDate, Utc};
use prosa_domain::{
    id::{MemberId, PriceId},
    price::{Category, Currency, Money, PriceRow, Source},
};
use uuid::Uuid;

type Row = (Uuid, String, String, String, i64, NaiveDate, Option<NaiveDate>, String);

/// All rates of the tenant, or those of one category and currency.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(tx: &mut TenantTx, only: Option<(Category, Currency)>) -> Result<Vec<PriceRow>, DbError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, market, category, currency, amount, valid_from, valid_until, source from price
         where tenant_id = $1 and ($2::text is null or category = $2) and ($3::text is null or currency = $3)
         order by market = 'rest', market, category, currency, valid_from",
    )
    .bind(tx.tenant().0)
    .bind(only.map(|(category, _)| category.as_str()))
    .bind(only.map(|(_, currency)| currency.to_string()))
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<PriceRow, DbError> {
    let (id, market, category, currency, amount, valid_from, valid_until, source) = row;
    Ok(PriceRow {
        id: PriceId(id),
        market: read_market(&market)?,
        category: Category::parse(&category)
            .ok_or_else(|| DbError::Decode(format!("price category {category}")))?,
        price: Money::of(amount, read_currency(&currency)?),
        valid_from,
        valid_until,
        source: Source::parse(&source).ok_or_else(|| DbError::Decode(format!("price source {source}")))?,
    })
}

/// Stores a new rate.
///
/// # Errors
/// When Postgres refuses; `Duplicate` when one of the same kind begins on the same day.
pub async fn add(tx: &mut TenantTx, row: &PriceRow, by: MemberId, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into price (tenant_id, id, market, category, currency, amount, valid_from, valid_until, source, created_at,
                            created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(tx.tenant().0)
    .bind(row.id.0)
    .bind(row.market.as_str())
    .bind(row.category.as_str())
    .bind(row.price.currency.as_str())
    .bind(row.price.units)
    .bind(row.valid_from)
    .bind(row.valid_until)
    .bind(row.source.as_str())
    .bind(now)
    .bind(by.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a rate: `until` is the first day on which it no longer holds. One that would never have held goes.
///
/// # Errors
/// When Postgres refuses.
pub async fn end(tx: &mut TenantTx, id: PriceId, until: NaiveDate) -> Result<bool, DbError> {
    let (found,): (bool,) = sqlx::query_as(
        "with gone as (
            delete from price where tenant_id = $1 and id = $2 and valid_from >= $3 returning 1
         ), ended as (
            update price set valid_until = $3 where tenant_id = $1 and id = $2 and valid_from < $3 returning 1
         )
         select exists (select 1 from gone) or exists (select 1 from ended)",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(until)
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}
