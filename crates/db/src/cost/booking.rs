//! Booking what statuses tell, each message once, one statement for a whole batch.

use crate::{DbError, TenantTx};
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::LineId,
    price::{Category, Market, Money},
};
use uuid::Uuid;

/// A price told by a status.
#[derive(Clone, Debug)]
pub struct NewCharge {
    /// Line.
    pub line: LineId,
    /// Keyed hash of the message's provider id.
    pub provider_key: Vec<u8>,
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// What it is billed as; none when the word is unknown.
    pub category: Option<Category>,
    /// The provider's word for why it costs or not.
    pub kind: String,
    /// Whether it is billed.
    pub billable: bool,
    /// Where the recipient is.
    pub market: Option<Market>,
    /// End of the free entry point.
    pub free_until: Option<DateTime<Utc>>,
    /// What it cost, where the provider told; counts in the tenant's currency only.
    pub told: Option<Money>,
    /// In how many parts it went; a rate is of one.
    pub parts: i32,
}

/// What a booking did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Booked {
    /// Messages booked for the first time, or taken back.
    pub changed: i64,
    /// Whether the tenant has budgets to look at.
    pub has_budgets: bool,
    /// Text messages booked for the first time and by rate: their provider can be asked what they cost.
    pub texts: Vec<Vec<u8>>,
}

/// Books prices told by statuses; the first of a message counts. Must follow the keeping of the same statuses: a message that
/// failed and never reached a device is not billed, and its charge is taken back, unless it is a text message: its carrier is
/// paid all the same. What was held for it is let go.
///
/// `ended` are the messages whose statuses told no price but that they failed.
///
/// # Errors
/// When Postgres refuses.
pub async fn book(
    tx: &mut TenantTx,
    charges: &[NewCharge],
    ended: &[(LineId, Vec<u8>)],
) -> Result<Booked, DbError> {
    if charges.is_empty() && ended.is_empty() {
        return Ok(Booked::default());
    }
    let lines: Vec<Uuid> = charges.iter().map(|one| one.line.0).collect();
    let keys: Vec<&[u8]> = charges.iter().map(|one| one.provider_key.as_slice()).collect();
    let times: Vec<DateTime<Utc>> = charges.iter().map(|one| one.at).collect();
    let categories: Vec<Option<&str>> =
        charges.iter().map(|one| one.category.map(Category::as_str)).collect();
    let kinds: Vec<&str> = charges.iter().map(|one| one.kind.as_str()).collect();
    let billable: Vec<bool> = charges.iter().map(|one| one.billable).collect();
    let markets: Vec<Option<String>> =
        charges.iter().map(|one| one.market.map(|market| market.to_string())).collect();
    let free_until: Vec<Option<DateTime<Utc>>> = charges.iter().map(|one| one.free_until).collect();
    let ended_lines: Vec<Uuid> = ended.iter().map(|(line, _)| line.0).collect();
    let ended_keys: Vec<&[u8]> = ended.iter().map(|(_, key)| key.as_slice()).collect();
    let told: Vec<Option<i64>> = charges.iter().map(|one| one.told.map(|money| money.units)).collect();
    let told_in: Vec<Option<String>> =
        charges.iter().map(|one| one.told.map(|money| money.currency.to_string())).collect();
    let parts: Vec<i32> = charges.iter().map(|one| one.parts.max(1)).collect();
    let (changed, has_budgets, texts): (i64, bool, Vec<Vec<u8>>) = sqlx::query_as(BOOK)
        .bind(tx.tenant().0)
        .bind(lines)
        .bind(keys)
        .bind(times)
        .bind(categories)
        .bind(kinds)
        .bind(billable)
        .bind(markets)
        .bind(free_until)
        .bind(ended_lines)
        .bind(ended_keys)
        .bind(told)
        .bind(told_in)
        .bind(parts)
        .fetch_one(tx.conn())
        .await?;
    Ok(Booked { changed, has_budgets, texts })
}

/// The rate is looked up as `domain::price::PriceTable::price` does; a test holds both against each other.
const BOOK: &str = "
with given as (
    select distinct on (line_id, provider_key) *
    from unnest($2::uuid[], $3::bytea[], $4::timestamptz[], $5::text[], $6::text[], $7::bool[], $8::text[], $9::timestamptz[],
                $12::bigint[], $13::text[], $14::int[])
        with ordinality
        as g (line_id, provider_key, at, category, kind, billable, market, free_until, told, told_in, parts, place)
    order by line_id, provider_key, place
), touched as (
    select line_id, provider_key from given
    union
    select line_id, provider_key from unnest($10::uuid[], $11::bytea[]) as e (line_id, provider_key)
), fate as (
    select t.line_id, t.provider_key, coalesce(bool_or(s.status = 'failed'), false)
           and not coalesce(bool_or(s.status in ('delivered', 'read', 'played')), false) as void
    from touched t
    left join message_status s on s.line_id = t.line_id and s.provider_key = t.provider_key and s.tenant_id = $1
    group by t.line_id, t.provider_key
), known as (
    select g.*, (g.at at time zone t.time_zone)::date as day, coalesce(s.currency, 'BRL') as currency,
           f.void and g.category is distinct from 'sms' as void,
           r.message_id, r.conversation_id, m.member_id
    from given g
    join fate f on f.line_id = g.line_id and f.provider_key = g.provider_key
    join tenant t on t.tenant_id = $1
    left join cost_setting s on s.tenant_id = $1
    left join message_ref r on r.tenant_id = $1 and r.line_id = g.line_id and r.provider_key = g.provider_key
    left join message m on m.tenant_id = $1 and m.conversation_id = r.conversation_id and m.provider_at = r.provider_at
         and m.sequence = r.sequence
), booked as (
    insert into charge (tenant_id, line_id, provider_key, message_id, conversation_id, member_id, at, day, category, kind,
                        billable, market, currency, amount, void, free_until, parts)
    select $1, k.line_id, k.provider_key, k.message_id, k.conversation_id, k.member_id, k.at, k.day, k.category, k.kind,
           k.billable, k.market, k.currency,
           case when not k.billable then 0 when k.told_in = k.currency then k.told else p.amount * k.parts end,
           k.void, k.free_until, k.parts
    from known k
    left join lateral (
        select p.amount from price p
        where p.tenant_id = $1 and p.category = k.category and p.currency = k.currency and p.market in (k.market, 'rest')
          and p.valid_from <= k.day and (p.valid_until is null or k.day < p.valid_until)
        order by p.market = 'rest' limit 1
    ) p on true
    on conflict (line_id, provider_key) do nothing
    returning *
), turned as (
    update charge c set void = f.void from fate f
    where c.tenant_id = $1 and c.line_id = f.line_id and c.provider_key = f.provider_key and c.void <> f.void
      and c.category is distinct from 'sms'
    returning c.*
), delta as (
    select *, 1 as sign from booked where not void
    union all
    select *, case when void then -1 else 1 end from turned
), summed as (
    insert into cost_day as d (tenant_id, day, line_id, member_id, category, currency, messages, billed, unpriced, allowance, amount)
    select $1, day, line_id, coalesce(member_id, '00000000-0000-0000-0000-000000000000'), coalesce(category, 'other'), currency,
           sum(sign), coalesce(sum(sign) filter (where billable), 0),
           coalesce(sum(sign) filter (where amount is null), 0),
           coalesce(sum(sign) filter (where kind in ('free_customer_service', 'free_group_customer_service')), 0),
           coalesce(sum(sign * amount), 0)
    from delta group by 2, 3, 4, 5, 6
    on conflict (tenant_id, day, line_id, member_id, category, currency) do update set
        messages = d.messages + excluded.messages, billed = d.billed + excluded.billed,
        unpriced = d.unpriced + excluded.unpriced, allowance = d.allowance + excluded.allowance,
        amount = d.amount + excluded.amount
), freed as (
    delete from cost_reserved r using known k where r.tenant_id = $1 and r.message_id = k.message_id
)
select (select count(*) from delta), exists (select 1 from budget where tenant_id = $1),
       (select coalesce(array_agg(b.provider_key), '{}') from booked b
        join known k on k.line_id = b.line_id and k.provider_key = b.provider_key
        where b.category = 'sms' and k.told_in is distinct from b.currency)";

/// What a message cost, as its provider told when it was asked.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Keyed hash of the message's provider id.
    pub provider_key: Vec<u8>,
    /// The amount; counts in the charge's currency only.
    pub amount: Option<Money>,
    /// In how many parts it went.
    pub parts: i32,
}

/// Puts what messages of a line cost in the place of what a rate said. In another currency, or without an amount, the rate
/// stays, for as many parts as were told. A second time changes nothing.
///
/// # Errors
/// When Postgres refuses.
pub async fn correct(tx: &mut TenantTx, line: LineId, corrections: &[Correction]) -> Result<(), DbError> {
    let keys: Vec<&[u8]> = corrections.iter().map(|one| one.provider_key.as_slice()).collect();
    let amounts: Vec<Option<i64>> =
        corrections.iter().map(|one| one.amount.map(|money| money.units)).collect();
    let currencies: Vec<Option<String>> =
        corrections.iter().map(|one| one.amount.map(|money| money.currency.to_string())).collect();
    let parts: Vec<i32> = corrections.iter().map(|one| one.parts.max(1)).collect();
    sqlx::query(CORRECT)
        .bind(tx.tenant().0)
        .bind(line.0)
        .bind(keys)
        .bind(amounts)
        .bind(currencies)
        .bind(parts)
        .execute(tx.conn())
        .await?;
    Ok(())
}

const CORRECT: &str = "
with given as (
    select distinct on (provider_key) *
    from unnest($3::bytea[], $4::bigint[], $5::text[], $6::int[]) as g (provider_key, amount, currency, parts)
    order by provider_key
), before as (
    select c.* from charge c join given g on g.provider_key = c.provider_key
    where c.tenant_id = $1 and c.line_id = $2 and c.billable for update of c
), changed as (
    update charge c set parts = g.parts,
           amount = case when g.currency = b.currency then g.amount else b.amount / b.parts * g.parts end
    from given g join before b on b.provider_key = g.provider_key
    where c.tenant_id = $1 and c.line_id = $2 and c.provider_key = g.provider_key
    returning c.provider_key, c.amount
)
update cost_day d set amount = d.amount + s.amount, unpriced = d.unpriced + s.unpriced
from (
    select b.day, coalesce(b.member_id, '00000000-0000-0000-0000-000000000000') as member_id,
           coalesce(b.category, 'other') as category, b.currency,
           sum(coalesce(c.amount, 0) - coalesce(b.amount, 0)) as amount,
           sum((c.amount is null)::int - (b.amount is null)::int) as unpriced
    from changed c join before b on b.provider_key = c.provider_key
    where not b.void group by 1, 2, 3, 4
) s
where d.tenant_id = $1 and d.line_id = $2 and d.day = s.day and d.member_id = s.member_id and d.category = s.category
  and d.currency = s.currency";
