//! People reached outside their window, counted in pools: one per business portfolio, or per account while the portfolio
//! is not known.

use super::claim::DAY;
use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::id::{ContactId, LineId};
use uuid::Uuid;

/// How many more people each pool may reach in this moving day; pools without a limit are left out. Locked until the
/// transaction ends, in the order of their names.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock(
    tx: &mut TenantTx,
    pools: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<(String, i64)>, DbError> {
    if pools.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query(
        "select 1 from reach_limit where tenant_id = $1 and pool = any ($2) order by pool for update",
    )
    .bind(tx.tenant().0)
    .bind(pools)
    .execute(tx.conn())
    .await?;
    // Counted in a statement of its own, which sees what the one before us wrote.
    let rows: Vec<(String, i32, i64)> = sqlx::query_as(
        "select l.pool, l.contacts,
                (select count(*) from reach r where r.tenant_id = $1 and r.pool = l.pool and r.at > $3)
         from reach_limit l where l.tenant_id = $1 and l.pool = any ($2)",
    )
    .bind(tx.tenant().0)
    .bind(pools)
    .bind(now - DAY)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(pool, limit, used)| (pool, (i64::from(limit) - used).max(0))).collect())
}

/// Notes people reached outside their window, each with the pool.
///
/// # Errors
/// When Postgres refuses.
pub async fn note(
    tx: &mut TenantTx,
    reached: &[(String, ContactId)],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if reached.is_empty() {
        return Ok(());
    }
    let pools: Vec<&str> = reached.iter().map(|(pool, _)| pool.as_str()).collect();
    let contacts: Vec<Uuid> = reached.iter().map(|(_, contact)| contact.0).collect();
    sqlx::query(
        "insert into reach (tenant_id, pool, contact_id, at)
         select distinct $1, w.pool, w.contact_id, $2
         from unnest($3::text[], $4::uuid[]) as w (pool, contact_id)
         on conflict (tenant_id, pool, contact_id) do update set at = excluded.at where reach.at <= $5",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(pools)
    .bind(contacts)
    .bind(now - DAY)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sets how many people a line's pool may reach in a moving day; none is without limit.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_limit(tx: &mut TenantTx, line: LineId, contacts: Option<i32>) -> Result<(), DbError> {
    let query = match contacts {
        Some(contacts) => sqlx::query(
            "insert into reach_limit (tenant_id, pool, contacts) 
             select tenant_id, reach_pool, $3 from line where tenant_id = $1 and id = $2
             on conflict (tenant_id, pool) do update set contacts = excluded.contacts",
        )
        .bind(tx.tenant().0)
        .bind(line.0)
        .bind(contacts),
        None => sqlx::query(
            "delete from reach_limit m using line l where m.tenant_id = $1 and l.tenant_id = $1 and l.id = $2
                and m.pool = l.reach_pool",
        )
        .bind(tx.tenant().0)
        .bind(line.0),
    };
    query.execute(tx.conn()).await?;
    Ok(())
}

/// Learns the portfolio of an account: all its lines are counted there from now on, with whom they reached in the moving
/// day. An account that leaves one portfolio for another leaves behind what it reached for the lines that stay.
///
/// # Errors
/// When Postgres refuses.
pub async fn learn_portfolio(
    tx: &mut TenantTx,
    provider: &str,
    account: &str,
    portfolio: &str,
) -> Result<(), DbError> {
    let news: (bool,) = sqlx::query_as(
        "select exists (select 1 from line where tenant_id = $1 and provider = $2 and account_id = $3
                        and portfolio_id is distinct from $4)",
    )
    .bind(tx.tenant().0)
    .bind(provider)
    .bind(account)
    .bind(portfolio)
    .fetch_one(tx.conn())
    .await?;
    if !news.0 {
        return Ok(());
    }
    // Nobody gives out departures of these lines while their pool changes.
    sqlx::query(
        "select 1 from line_pace where tenant_id = $1 and line_id in (
            select id from line where tenant_id = $1 and provider = $2 and account_id = $3)
         order by line_id for update",
    )
    .bind(tx.tenant().0)
    .bind(provider)
    .bind(account)
    .execute(tx.conn())
    .await?;
    let before: Vec<(String,)> = sqlx::query_as(
        "with moved as (
            update line l set portfolio_id = $4 from line o
            where o.tenant_id = l.tenant_id and o.id = l.id and l.tenant_id = $1 and l.provider = $2
              and l.account_id = $3 and l.portfolio_id is distinct from $4
            returning o.reach_pool
         )
         select distinct reach_pool from moved",
    )
    .bind(tx.tenant().0)
    .bind(provider)
    .bind(account)
    .bind(portfolio)
    .fetch_all(tx.conn())
    .await?;
    for (pool,) in before {
        pour(tx, &pool, portfolio).await?;
    }
    Ok(())
}

/// Pours a pool without lines into another. A limit that is known there already stays: it was told of the portfolio.
async fn pour(tx: &mut TenantTx, from: &str, into: &str) -> Result<(), DbError> {
    let left: (bool,) =
        sqlx::query_as("select exists (select 1 from line where tenant_id = $1 and reach_pool = $2)")
            .bind(tx.tenant().0)
            .bind(from)
            .fetch_one(tx.conn())
            .await?;
    if left.0 {
        return Ok(());
    }
    for sql in [
        "insert into reach_limit (tenant_id, pool, contacts)
         select tenant_id, $3, contacts from reach_limit where tenant_id = $1 and pool = $2
         on conflict (tenant_id, pool) do nothing",
        "insert into reach as r (tenant_id, pool, contact_id, at)
         select tenant_id, $3, contact_id, at from reach where tenant_id = $1 and pool = $2
         on conflict (tenant_id, pool, contact_id) do update set at = greatest(r.at, excluded.at)",
        "delete from reach_limit where tenant_id = $1 and pool = $2 and pool <> $3",
        "delete from reach where tenant_id = $1 and pool = $2 and pool <> $3",
    ] {
        sqlx::query(sql).bind(tx.tenant().0).bind(from).bind(into).execute(tx.conn()).await?;
    }
    Ok(())
}
