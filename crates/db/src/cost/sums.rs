//! What a month cost: by line, member, category and day.

use crate::{DbError, TenantTx};
use chrono::NaiveDate;
use prosa_domain::{
    id::{LineId, MemberId},
    price::{Category, month_after, month_of},
};
use uuid::Uuid;

/// One sum of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySum {
    /// The tenant's day.
    pub day: NaiveDate,
    /// The line.
    pub line: LineId,
    /// Who sent; none when no member did.
    pub member: Option<MemberId>,
    /// What it was billed as; none for words unknown here.
    pub category: Option<Category>,
    /// Messages with a price, free ones included.
    pub messages: i64,
    /// Of them billed.
    pub billed: i64,
    /// Of the billed ones, those without a known rate.
    pub unpriced: i64,
    /// Of the free ones, those of the number's allowance.
    pub allowance: i64,
    /// Ten-thousandths of the currency.
    pub amount: i64,
}

type Row = (NaiveDate, Uuid, Uuid, String, i64, i64, i64, i64, i64);

/// The sums of a day's month in one currency, by day.
///
/// # Errors
/// When Postgres refuses.
pub async fn of_month(tx: &mut TenantTx, day: NaiveDate, currency: &str) -> Result<Vec<DaySum>, DbError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select day, line_id, member_id, category, messages, billed, unpriced, allowance, amount from cost_day
         where tenant_id = $1 and day >= $2 and day < $3 and currency = $4
         order by day, line_id, member_id, category",
    )
    .bind(tx.tenant().0)
    .bind(month_of(day))
    .bind(month_after(day))
    .bind(currency)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(day, line, member, category, messages, billed, unpriced, allowance, amount)| DaySum {
            day,
            line: LineId(line),
            member: Some(MemberId(member)).filter(|member| !member.0.is_nil()),
            category: Category::parse(&category),
            messages,
            billed,
            unpriced,
            allowance,
            amount,
        })
        .collect())
}
