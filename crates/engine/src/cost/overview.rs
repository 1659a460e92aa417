//! A month of costs: by line, member, category and day.

use crate::{Caller, Engine, Reply, refuse_db};
use chrono::NaiveDate;
use prosa_db::{
    DbError, TenantTx, alarm,
    cost::{
        self,
        budgets::{self, Which},
        facts,
        sums::{self, DaySum},
    },
    line,
};
use prosa_domain::{
    access::Action,
    id::{LineId, MemberId},
    price::{Currency, Money, month_of},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::cost::{CategoryCost, CostSum, CostView, DayCost, LineCost, MemberCost};
use std::collections::{BTreeMap, HashMap};

impl Engine {
    /// What a month cost: the one of the given day, or the current one.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn cost_overview(&self, caller: &Caller, month: Option<NaiveDate>) -> Reply<CostView> {
        caller.may(Action::ViewCost)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        self.overview(&mut tx, &keys, month).await.map_err(refuse_db)
    }

    async fn overview(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        month: Option<NaiveDate>,
    ) -> Result<CostView, DbError> {
        let calendar = cost::calendar(tx, self.now()).await?;
        let day = month.unwrap_or(calendar.today);
        let sums = sums::of_month(tx, day, calendar.currency.as_str()).await?;
        let mut budgets = Vec::new();
        for row in budgets::standings(tx, Which::All, day).await? {
            budgets.push(self.budget_view(tx, keys, row.standing).await?);
        }
        let currency = calendar.currency;
        let mut total = empty(currency);
        sums.iter().for_each(|one| add(&mut total, one));
        Ok(CostView {
            month: month_of(day),
            today: calendar.today,
            currency,
            total,
            lines: lines(tx, &sums, currency, day).await?,
            members: members(tx, keys, &sums, currency).await?,
            categories: dearest(group(&sums, currency, |one| one.category))
                .into_iter()
                .map(|(category, sum)| CategoryCost { category, sum })
                .collect(),
            days: group(&sums, currency, |one| one.day)
                .into_iter()
                .map(|(day, sum)| DayCost { day, sum })
                .collect(),
            budgets,
        })
    }
}

const fn empty(currency: Currency) -> CostSum {
    CostSum { messages: 0, billed: 0, unpriced: 0, amount: Money::zero(currency) }
}

const fn add(sum: &mut CostSum, one: &DaySum) {
    sum.messages += one.messages;
    sum.billed += one.billed;
    sum.unpriced += one.unpriced;
    sum.amount.units += one.amount;
}

fn group<K: Ord>(sums: &[DaySum], currency: Currency, key: impl Fn(&DaySum) -> K) -> BTreeMap<K, CostSum> {
    let mut groups = BTreeMap::new();
    for one in sums {
        add(groups.entry(key(one)).or_insert_with(|| empty(currency)), one);
    }
    groups
}

/// Dearest first, then the busiest.
fn dearest<K>(groups: BTreeMap<K, CostSum>) -> Vec<(K, CostSum)> {
    let mut list: Vec<(K, CostSum)> = groups.into_iter().collect();
    list.sort_by_key(|(_, sum)| std::cmp::Reverse((sum.amount.units, sum.messages)));
    list
}

async fn lines(
    tx: &mut TenantTx,
    sums: &[DaySum],
    currency: Currency,
    day: NaiveDate,
) -> Result<Vec<LineCost>, DbError> {
    let labels: HashMap<LineId, String> =
        line::list(tx).await?.into_iter().map(|row| (LineId(row.id), row.label)).collect();
    let used: HashMap<LineId, i64> = facts::allowance_used(tx, day).await?.into_iter().collect();
    Ok(dearest(group(sums, currency, |one| one.line))
        .into_iter()
        .map(|(line_id, sum)| LineCost {
            line_id,
            label: labels.get(&line_id).cloned().unwrap_or_default(),
            sum,
            free_used: used.get(&line_id).copied().unwrap_or_default(),
        })
        .collect())
}

async fn members(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    sums: &[DaySum],
    currency: Currency,
) -> Result<Vec<MemberCost>, DbError> {
    let names: HashMap<MemberId, Vec<u8>> = alarm::member_names(tx).await?.into_iter().collect();
    dearest(group(sums, currency, |one| one.member))
        .into_iter()
        .map(|(member_id, sum)| {
            let sealed = member_id.and_then(|id| names.get(&id));
            let name = sealed.map(|sealed| keys.open_text(Purpose::PersonName, sealed)).transpose()?;
            Ok(MemberCost { member_id, name: name.unwrap_or_default(), sum })
        })
        .collect()
}
