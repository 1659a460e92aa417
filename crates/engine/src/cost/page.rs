//! The whole screen of costs in one answer, and the change of a rate in one step.

use crate::{Caller, Engine, Reply, refuse_db};
use chrono::NaiveDate;
use prosa_db::{
    DbError, TenantTx, alarm,
    cost::{facts, prices},
    event, line,
};
use prosa_domain::{
    access::{Action, Permit, Role, allows},
    budget::Scope,
    id::{LineId, PriceId},
    price::{PriceRow, PriceTable, SERVICE_FREE_MONTHLY, Source},
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::cost::{Allowance, CostPage, CostView, ReplacePrice, ScopeChoice};
use std::collections::HashMap;

impl Engine {
    /// The screen of costs for the month of the given day, or the current one.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn cost_page(&self, caller: &Caller, month: Option<NaiveDate>) -> Reply<CostPage> {
        caller.may(Action::ViewCost)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        // First: what happens while the rest is read is told again.
        let (_, sequence) = event::range(&mut tx).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        let overview = self.cost_overview(caller, month).await?;
        let prices = self.prices(caller).await?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let allowances = allowances(&mut tx, overview.month).await.map_err(refuse_db)?;
        let scopes = scopes(&mut tx, &keys, &overview).await.map_err(refuse_db)?;
        Ok(CostPage {
            overview,
            allowances,
            prices,
            scopes,
            may_manage: allows(caller.role, Action::ManageCost) == Permit::Allowed,
            sequence,
        })
    }

    /// Replaces a rate from a day on, until the day the old one would have ended. What is booked already keeps its amount.
    ///
    /// # Errors
    /// `not-found`, `field-invalid` for a day after the rate's end, a price below nothing or too high, or another currency;
    /// `forbidden`.
    pub async fn replace_price(&self, caller: &Caller, change: ReplacePrice) -> Reply<PriceRow> {
        caller.may(Action::ManageCost)?;
        super::prices::check_price(change.price)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        let rows = prices::list(&mut tx, None).await.map_err(refuse_db)?;
        let old = rows.iter().find(|row| row.id == change.id).copied().ok_or(Refusal::new(Code::NotFound))?;
        if change.price.currency != old.price.currency {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "price"));
        }
        if old.valid_until.is_some_and(|until| change.from >= until) {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "valid_from"));
        }
        let new = PriceRow {
            id: self.new_id(PriceId::from_parts),
            price: change.price,
            valid_from: change.from,
            source: Source::Own,
            ..old
        };
        // The new rate may begin before the old one did, and meet the one before that.
        let others = PriceTable::new(rows.into_iter().filter(|row| row.id != old.id).collect());
        if let Some(other) = others.overlap(&new) {
            return Err(super::prices::overlap(other));
        }
        prices::end(&mut tx, old.id, change.from).await.map_err(refuse_db)?;
        prices::add(&mut tx, &new, caller.member, self.now()).await.map_err(refuse_db)?;
        self.prices_changed(caller, tx).await?;
        Ok(new)
    }
}

async fn allowances(tx: &mut TenantTx, month: NaiveDate) -> Result<Vec<Allowance>, DbError> {
    let used: HashMap<LineId, i64> = facts::allowance_used(tx, month).await?.into_iter().collect();
    let total = i64::try_from(SERVICE_FREE_MONTHLY).unwrap_or(i64::MAX);
    let rows = line::list(tx).await?;
    Ok(rows
        .into_iter()
        .map(|row| Allowance {
            line_id: LineId(row.id),
            label: row.label,
            used: used.get(&LineId(row.id)).copied().unwrap_or_default(),
            total,
        })
        .collect())
}

async fn scopes(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    overview: &CostView,
) -> Result<Vec<ScopeChoice>, DbError> {
    let mut choices: Vec<ScopeChoice> = line::list(tx)
        .await?
        .into_iter()
        .map(|row| ScopeChoice { scope: Scope::Line(LineId(row.id)), label: row.label })
        .collect();
    let here = alarm::members_from(tx, Role::Viewer).await?;
    for (member, sealed) in alarm::member_names(tx).await? {
        if !here.contains(&member) {
            continue;
        }
        let label = keys.open_text(Purpose::PersonName, &sealed)?;
        choices.push(ScopeChoice { scope: Scope::Member(member), label });
    }
    let taken: Vec<Scope> = overview.budgets.iter().map(|budget| budget.standing.scope).collect();
    choices.retain(|choice| !taken.contains(&choice.scope));
    Ok(choices)
}
