//! What is known before a send: who gets it, what is free, what is held.

use super::read_currency;
use crate::{DbError, TenantTx, path::messages::MessagePlace};
use chrono::{DateTime, NaiveDate, Utc};
use prosa_domain::{
    id::{ConversationId, LineId, MemberId},
    price::{Category, Currency, Money, month_after, month_of},
};
use uuid::Uuid;

/// What a price before sending needs to know of a conversation.
#[derive(Clone, Debug)]
pub struct PriceFacts {
    /// Its line.
    pub line: LineId,
    /// The contact's sealed number.
    pub wa_id_ct: Option<Vec<u8>>,
    /// The contact's sealed user id.
    pub bsuid_ct: Option<Vec<u8>>,
    /// The contact's last message.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// End of the last free entry point.
    pub free_until: Option<DateTime<Utc>>,
    /// The tenant's day.
    pub day: NaiveDate,
    /// What the tenant is billed in.
    pub currency: Currency,
    /// Free service messages of the line this month, those on their way included.
    pub free_used: i64,
}

type Row = (
    Uuid,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    NaiveDate,
    String,
    i64,
);

/// Reads the facts of one conversation at a moment; none when the tenant has no such conversation.
///
/// # Errors
/// When Postgres refuses.
pub async fn of_conversation(
    tx: &mut TenantTx,
    id: ConversationId,
    at: DateTime<Utc>,
) -> Result<Option<PriceFacts>, DbError> {
    let row: Option<Row> = sqlx::query_as(
        "with setting as (
            select ($3 at time zone t.time_zone)::date as day, coalesce(s.currency, 'BRL') as currency
            from tenant t left join cost_setting s on s.tenant_id = t.tenant_id where t.tenant_id = $1
         )
         select v.line_id, c.wa_id_ct, c.bsuid_ct, v.last_inbound_at,
                (select max(g.free_until) from charge g
                 where g.tenant_id = $1 and g.conversation_id = v.id and g.free_until is not null),
                t.day, t.currency,
                (select coalesce(sum(d.allowance), 0)::bigint from cost_day d
                 where d.tenant_id = $1 and d.line_id = v.line_id and d.day >= date_trunc('month', t.day)::date
                   and d.day < (date_trunc('month', t.day) + interval '1 month')::date)
                + (select count(*) from cost_reserved r
                   where r.tenant_id = $1 and r.line_id = v.line_id and r.category = 'service' and r.amount = 0
                     and r.day >= date_trunc('month', t.day)::date
                     and r.day < (date_trunc('month', t.day) + interval '1 month')::date)
         from conversation v cross join setting t
         join contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id
         where v.tenant_id = $1 and v.id = $2",
    )
    .bind(tx.tenant().0)
    .bind(id.0)
    .bind(at)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|(line, wa_id_ct, bsuid_ct, last_inbound_at, free_until, day, currency, free_used)| {
        Ok(PriceFacts {
            line: LineId(line),
            wa_id_ct,
            bsuid_ct,
            last_inbound_at,
            free_until,
            day,
            currency: read_currency(&currency)?,
            free_used,
        })
    })
    .transpose()
}

/// What is held for one message on its way.
#[derive(Clone, Copy, Debug)]
pub struct Hold {
    /// Where the message stands.
    pub place: MessagePlace,
    /// Its line.
    pub line: LineId,
    /// Who sent it; none when no member did.
    pub member: Option<MemberId>,
    /// What it will be billed as.
    pub category: Category,
    /// The tenant's day on which it is to go.
    pub day: NaiveDate,
    /// What it will cost.
    pub price: Money,
}

/// Holds what a message will cost until its price is booked.
///
/// # Errors
/// When Postgres refuses.
pub async fn hold(tx: &mut TenantTx, hold: &Hold, now: DateTime<Utc>) -> Result<(), DbError> {
    sqlx::query(
        "insert into cost_reserved (tenant_id, message_id, conversation_id, provider_at, sequence, line_id, member_id,
                                    category, day, currency, amount, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (tenant_id, message_id) do nothing",
    )
    .bind(tx.tenant().0)
    .bind(hold.place.id.0)
    .bind(hold.place.conversation.0)
    .bind(hold.place.provider_at)
    .bind(hold.place.sequence)
    .bind(hold.line.0)
    .bind(hold.member.map(|member| member.0))
    .bind(hold.category.as_str())
    .bind(hold.day)
    .bind(hold.price.currency.as_str())
    .bind(hold.price.units)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets go what is held since before `before`: no price came, and none will (the provider tells it within 30 days).
///
/// # Errors
/// When Postgres refuses.
pub async fn let_go_before(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let done = sqlx::query("delete from cost_reserved where tenant_id = $1 and created_at < $2")
        .bind(tx.tenant().0)
        .bind(before)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Free service messages per line in a day's month.
///
/// # Errors
/// When Postgres refuses.
pub async fn allowance_used(tx: &mut TenantTx, day: NaiveDate) -> Result<Vec<(LineId, i64)>, DbError> {
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "select line_id, sum(allowance)::bigint from cost_day
         where tenant_id = $1 and day >= $2 and day < $3 group by line_id",
    )
    .bind(tx.tenant().0)
    .bind(month_of(day))
    .bind(month_after(day))
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(line, used)| (LineId(line), used)).collect())
}
