//! Budgets, where they stand, and what was told about them.

use super::read_currency;
use crate::{DbError, TenantTx};
use chrono::{DateTime, NaiveDate, Utc};
use prosa_domain::{
    budget::{AtLimit, Scope, Standing},
    id::{BudgetId, LineId, MemberId},
    price::{Money, month_after, month_of},
};
use uuid::Uuid;

/// A budget where it stands, and the steps told this month.
#[derive(Clone, Debug)]
pub struct BudgetRow {
    /// Where it stands.
    pub standing: Standing,
    /// Percent already told.
    pub told: Vec<u8>,
}

/// Whose budgets are asked for.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// All of the tenant.
    All,
    /// Those a message of this line and member counts against.
    Of(LineId, Option<MemberId>),
}

/// Whether the tenant has budgets at all.
///
/// # Errors
/// When Postgres refuses.
pub async fn any(tx: &mut TenantTx) -> Result<bool, DbError> {
    let (any,): (bool,) = sqlx::query_as("select exists (select 1 from budget where tenant_id = $1)")
        .bind(tx.tenant().0)
        .fetch_one(tx.conn())
        .await?;
    Ok(any)
}

type Row = (Uuid, Option<Uuid>, Option<Uuid>, i64, String, bool, i64, i64, Vec<i16>);

/// Budgets and where they stand in a day's month: booked, and held for messages that did not fail.
///
/// # Errors
/// When Postgres refuses.
pub async fn standings(tx: &mut TenantTx, which: Which, day: NaiveDate) -> Result<Vec<BudgetRow>, DbError> {
    let (all, line, member) = match which {
        Which::All => (true, None, None),
        Which::Of(line, member) => (false, Some(line.0), member.map(|member| member.0)),
    };
    let rows: Vec<Row> = sqlx::query_as(
        "select b.id, b.line_id, b.member_id, b.amount, b.currency, b.hard_stop,
                (select coalesce(sum(d.amount), 0)::bigint from cost_day d
                 where d.tenant_id = $1 and d.day >= $2 and d.day < $3 and d.currency = b.currency
                   and (b.line_id is null or d.line_id = b.line_id) and (b.member_id is null or d.member_id = b.member_id)),
                (select coalesce(sum(r.amount), 0)::bigint from cost_reserved r
                 join message m on m.tenant_id = $1 and m.conversation_id = r.conversation_id
                      and m.provider_at = r.provider_at and m.sequence = r.sequence
                 where r.tenant_id = $1 and r.day >= $2 and r.day < $3 and r.currency = b.currency and m.state <> 'failed'
                   and (b.line_id is null or r.line_id = b.line_id) and (b.member_id is null or r.member_id = b.member_id)),
                array(select a.percent from budget_alarm a where a.tenant_id = $1 and a.budget_id = b.id and a.month = $2)
         from budget b
         where b.tenant_id = $1
           and ($4 or ((b.line_id is null or b.line_id = $5) and (b.member_id is null or b.member_id = $6)))
         order by b.line_id nulls first, b.member_id nulls first",
    )
    .bind(tx.tenant().0)
    .bind(month_of(day))
    .bind(month_after(day))
    .bind(all)
    .bind(line)
    .bind(member)
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<BudgetRow, DbError> {
    let (id, line, member, amount, currency, hard_stop, spent, reserved, told) = row;
    let scope = match (line, member) {
        (Some(line), _) => Scope::Line(LineId(line)),
        (None, Some(member)) => Scope::Member(MemberId(member)),
        (None, None) => Scope::Tenant,
    };
    let standing = Standing {
        id: BudgetId(id),
        scope,
        limit: Money::of(amount, read_currency(&currency)?),
        at_limit: if hard_stop { AtLimit::Stop } else { AtLimit::Tell },
        spent,
        reserved,
    };
    Ok(BudgetRow {
        standing,
        told: told.into_iter().filter_map(|percent| u8::try_from(percent).ok()).collect(),
    })
}

/// A budget as it is saved.
#[derive(Clone, Copy, Debug)]
pub struct BudgetWrite {
    /// The budget.
    pub id: BudgetId,
    /// Whose spending.
    pub scope: Scope,
    /// Limit of a month.
    pub limit: Money,
    /// What happens at it.
    pub at_limit: AtLimit,
}

/// Creates a budget, or changes the limit of one that is here. Its scope stays.
///
/// # Errors
/// `Duplicate` of `budget_scope` when there is one of the same scope.
pub async fn save(
    tx: &mut TenantTx,
    budget: &BudgetWrite,
    by: MemberId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let (line, member) = match budget.scope {
        Scope::Tenant => (None, None),
        Scope::Line(line) => (Some(line.0), None),
        Scope::Member(member) => (None, Some(member.0)),
    };
    sqlx::query(
        "insert into budget (tenant_id, id, line_id, member_id, currency, amount, hard_stop, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant_id, id) do update set
             currency = excluded.currency, amount = excluded.amount, hard_stop = excluded.hard_stop",
    )
    .bind(tx.tenant().0)
    .bind(budget.id.0)
    .bind(line)
    .bind(member)
    .bind(budget.limit.currency.as_str())
    .bind(budget.limit.units)
    .bind(budget.at_limit == AtLimit::Stop)
    .bind(now)
    .bind(by.0)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets the steps told in a day's month: a limit that moved is told about anew.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_told(tx: &mut TenantTx, id: BudgetId, day: NaiveDate) -> Result<(), DbError> {
    sqlx::query("delete from budget_alarm where tenant_id = $1 and budget_id = $2 and month = $3")
        .bind(tx.tenant().0)
        .bind(id.0)
        .bind(month_of(day))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes a budget away.
///
/// # Errors
/// When Postgres refuses.
pub async fn remove(tx: &mut TenantTx, id: BudgetId) -> Result<bool, DbError> {
    let done = sqlx::query("delete from budget where tenant_id = $1 and id = $2")
        .bind(tx.tenant().0)
        .bind(id.0)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that a step was told. False when it was told before.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_told(
    tx: &mut TenantTx,
    id: BudgetId,
    day: NaiveDate,
    percent: u8,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "insert into budget_alarm (tenant_id, budget_id, month, percent, at) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(month_of(day))
    .bind(i16::from(percent))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
