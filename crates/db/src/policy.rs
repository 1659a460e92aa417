//! What the gate asks of a line: whether it stopped by itself, and whom its portfolio may still write to first.

use crate::{DbError, TenantTx, outbound::claim::DAY};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ContactId, LineId},
    policy::{PanicFact, ReachFact},
};

/// Reads both in one statement. People reached outside their window in the moving day count for the whole portfolio; the
/// one asked about counts once.
///
/// # Errors
/// When Postgres refuses, or the tenant has no such line.
pub async fn line_facts(
    tx: &mut TenantTx,
    line: LineId,
    contact: ContactId,
    now: DateTime<Utc>,
) -> Result<(PanicFact, ReachFact), DbError> {
    let (probe_at, limit, others): (Option<DateTime<Utc>>, Option<i32>, i64) = sqlx::query_as(
        "select p.probe_at, m.contacts,
                case when m.contacts is null then 0 else (
                    select count(*) from reach r where r.tenant_id = $1 and r.pool = l.reach_pool and r.at > $4
                      and r.contact_id <> $3
                ) end
         from line l
         left join line_panic p on p.tenant_id = l.tenant_id and p.line_id = l.id
         left join reach_limit m on m.tenant_id = l.tenant_id and m.pool = l.reach_pool
         where l.tenant_id = $1 and l.id = $2",
    )
    .bind(tx.tenant().0)
    .bind(line.0)
    .bind(contact.0)
    .bind(now - DAY)
    .fetch_one(tx.conn())
    .await?;
    let panic = probe_at.map_or(PanicFact::Calm, |probe_at| PanicFact::Panicking { probe_at });
    let spent = limit.filter(|limit| others >= i64::from(*limit));
    let reach = spent.and_then(|limit| u32::try_from(limit).ok());
    Ok((panic, reach.map_or(ReachFact::Left, |limit| ReachFact::Spent { limit })))
}
