//! What a message would cost and whether a budget has room for it; and what is held for one that was queued.
//!
//! Sends of a tenant take turns on the path's lock, so what is weighed and what is held in one transaction is never passed by
//! a burst.

use super::alarm::BudgetCheck;
use crate::{Caller, Engine, Reply, job, refuse_db};
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    cost::{
        budgets::{self, BudgetRow, Which},
        facts::{self, Hold, PriceFacts},
        prices,
    },
    path::messages::MessagePlace,
};
use prosa_domain::{
    access::Action,
    budget::{Standing, steps_to_tell, stopping},
    id::{ConversationId, LineId, MemberId},
    phone,
    policy::BudgetFact,
    price::{Asked, Category, Door, Market, Money, PriceTable, Quote, SERVICE_FREE_MONTHLY, quote},
    refusal::{Code, Refusal},
    sms,
    window::{self, WindowState},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::cost::{QuoteAsk, QuoteView};

/// A message about to be queued, weighed against the budgets.
#[derive(Clone, Debug)]
pub struct Weighed {
    line: LineId,
    member: Option<MemberId>,
    category: Category,
    facts: PriceFacts,
    quote: Quote,
    rows: Vec<BudgetRow>,
}

impl Weighed {
    /// What it would cost.
    #[must_use]
    pub const fn quote(&self) -> Quote {
        self.quote
    }

    /// The budget that stops it, if one does.
    #[must_use]
    pub fn stopped_by(&self) -> Option<Standing> {
        let standings: Vec<Standing> = self.rows.iter().map(|row| row.standing).collect();
        stopping(&standings, self.quote.amount.map(|money| money.units)).copied()
    }

    /// What the gate is told.
    #[must_use]
    pub fn fact(&self) -> BudgetFact {
        if self.stopped_by().is_some() { BudgetFact::Stopped } else { BudgetFact::Fits }
    }
}

impl Engine {
    /// What a message to a conversation would cost.
    ///
    /// # Errors
    /// `not-found`, `forbidden`, `database-away`.
    pub async fn quote_send(&self, caller: &Caller, ask: QuoteAsk) -> Reply<QuoteView> {
        caller.may(Action::SendMessage)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let at = ask.send_at.unwrap_or_else(|| self.now());
        let facts = facts::of_conversation(&mut tx, ask.conversation_id, at)
            .await
            .map_err(refuse_db)?
            .ok_or(Refusal::new(Code::NotFound))?;
        let which = Which::Of(facts.line, Some(caller.member));
        let rows = budgets::standings(&mut tx, which, facts.day).await.map_err(refuse_db)?;
        let rows = in_currency(rows, &facts);
        let quote = price(&mut tx, &keys, &facts, ask.category, at).await.map_err(refuse_db)?;
        let market = market(&keys, &facts).map_err(refuse_db)?;
        let free_left = i64::try_from(SERVICE_FREE_MONTHLY).unwrap_or(i64::MAX) - facts.free_used;
        let weighed = Weighed {
            line: facts.line,
            member: Some(caller.member),
            category: ask.category,
            facts,
            quote,
            rows,
        };
        let stopped_by = match weighed.stopped_by() {
            Some(standing) => Some(self.budget_view(&mut tx, &keys, standing).await.map_err(refuse_db)?),
            None => None,
        };
        Ok(QuoteView {
            category: ask.category,
            market,
            amount: quote.amount,
            why: quote.why,
            free_left: free_left.max(0),
            stopped_by,
        })
    }

    /// Weighs a message against the budgets it counts against; none when there are no such budgets, so that nothing has to be
    /// asked or held. Must be called in a transaction of the tenant's path.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub(crate) async fn weigh(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        to: (ConversationId, Option<MemberId>),
        category: Category,
        at: DateTime<Utc>,
    ) -> Result<Option<Weighed>, DbError> {
        let (conversation, member) = to;
        if !budgets::any(tx).await? {
            return Ok(None);
        }
        let Some(facts) = facts::of_conversation(tx, conversation, at).await? else { return Ok(None) };
        let rows = budgets::standings(tx, Which::Of(facts.line, member), facts.day).await?;
        let rows = in_currency(rows, &facts);
        let quote = price(tx, keys, &facts, category, at).await?;
        Ok(Some(Weighed { line: facts.line, member, category, facts, quote, rows }))
    }

    /// Weighs a text message to phones, all its parts, against the budgets of the line it goes through; none when there
    /// are none. Must be called in a transaction of the tenant's path.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub(crate) async fn weigh_text(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        (conversation, line): (ConversationId, LineId),
        text: &str,
    ) -> Result<Option<Weighed>, DbError> {
        let Some(weighed) = self.weigh(tx, keys, (conversation, None), Category::Sms, self.now()).await?
        else {
            return Ok(None);
        };
        let rows = budgets::standings(tx, Which::Of(line, None), weighed.facts.day).await?;
        let rows = in_currency(rows, &weighed.facts);
        let parts = i64::try_from(sms::parts(text)).unwrap_or(i64::MAX);
        let amount = weighed.quote.amount.map(|one| Money::of(one.units.saturating_mul(parts), one.currency));
        Ok(Some(Weighed { line, rows, quote: Quote { amount, ..weighed.quote }, ..weighed }))
    }

    /// As [`Engine::weigh`], refusing what a budget stops.
    ///
    /// # Errors
    /// `budget-spent`, `database-away`.
    pub(crate) async fn admit(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        to: (ConversationId, Option<MemberId>),
        category: Category,
        at: DateTime<Utc>,
    ) -> Reply<Option<Weighed>> {
        let weighed = self.weigh(tx, keys, to, category, at).await.map_err(refuse_db)?;
        if let Some(standing) = weighed.as_ref().and_then(Weighed::stopped_by) {
            let currency = standing.limit.currency;
            return Err(Refusal::new(Code::BudgetSpent)
                .with("limit", standing.limit.decimal())
                .with("used", Money::of(standing.used(), currency).decimal())
                .with("currency", currency));
        }
        Ok(weighed)
    }

    /// Holds what a weighed message will cost until its price is booked, and has steps told that it reaches.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub(crate) async fn hold(
        &self,
        tx: &mut TenantTx,
        weighed: &Weighed,
        place: MessagePlace,
    ) -> Result<(), DbError> {
        // Of what has no known price nothing can be held.
        let Some(price) = weighed.quote.amount else { return Ok(()) };
        let hold = Hold {
            place,
            line: weighed.line,
            member: weighed.member,
            category: weighed.category,
            day: weighed.facts.day,
            price,
        };
        facts::hold(tx, &hold, self.now()).await?;
        let reaches = |row: &BudgetRow| {
            let after =
                Standing { reserved: row.standing.reserved.saturating_add(price.units), ..row.standing };
            !steps_to_tell(&after, &row.told).is_empty()
        };
        if weighed.rows.iter().any(reaches) {
            let check = BudgetCheck { tenant: tx.tenant() };
            job::enqueue_once(tx, &check, &check.key()).await?;
        }
        Ok(())
    }
}

/// Budgets are kept in the tenant's currency; a row of another one cannot be counted against.
fn in_currency(rows: Vec<BudgetRow>, facts: &PriceFacts) -> Vec<BudgetRow> {
    rows.into_iter().filter(|row| row.standing.limit.currency == facts.currency).collect()
}

fn market(keys: &TenantKeys, facts: &PriceFacts) -> Result<Option<Market>, DbError> {
    if let Some(sealed) = &facts.wa_id_ct {
        let number = keys.open_text(Purpose::Phone, sealed)?;
        if let Some(market) = Market::of_phone(&phone::digits(&number)) {
            return Ok(Some(market));
        }
    }
    let Some(sealed) = &facts.bsuid_ct else { return Ok(None) };
    Ok(Market::of_user(&keys.open_text(Purpose::Phone, sealed)?))
}

async fn price(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    facts: &PriceFacts,
    category: Category,
    at: DateTime<Utc>,
) -> Result<Quote, DbError> {
    let table = PriceTable::new(prices::list(tx, Some((category, facts.currency))).await?);
    let open = |is_open| if is_open { Door::Open } else { Door::Closed };
    let window = matches!(window::state(facts.last_inbound_at, at), WindowState::Open { .. });
    let asked = Asked {
        market: market(keys, facts)?,
        category,
        currency: facts.currency,
        day: facts.day,
        window: open(window),
        free_entry: open(facts.free_until.is_some_and(|until| at < until)),
        free_used: u64::try_from(facts.free_used).unwrap_or_default(),
    };
    Ok(quote(&table, &asked))
}
