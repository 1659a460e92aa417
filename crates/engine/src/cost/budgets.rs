//! Budgets: seen, saved, taken away.

use super::alarm::BudgetCheck;
use crate::{Caller, Engine, Reply, job, refuse_db};
use prosa_db::{
    DbError, TenantTx, alarm,
    cost::{
        self,
        budgets::{self, BudgetWrite, Which},
    },
    event::{self, NewEvent},
    line,
};
use prosa_domain::{
    access::Action,
    budget::{Scope, Standing},
    event::EventKind,
    id::BudgetId,
    price::Currency,
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::cost::{BudgetForm, BudgetView};

/// Whole units of the largest limit; a longer number is a slip of the hand.
const LIMIT_MAX: i64 = 1_000_000_000;

impl Engine {
    /// Budgets and where they stand this month.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn budgets(&self, caller: &Caller) -> Reply<Vec<BudgetView>> {
        caller.may(Action::ViewCost)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let today = cost::calendar(&mut tx, self.now()).await.map_err(refuse_db)?.today;
        let mut views = Vec::new();
        for row in budgets::standings(&mut tx, Which::All, today).await.map_err(refuse_db)? {
            views.push(self.budget_view(&mut tx, &keys, row.standing).await.map_err(refuse_db)?);
        }
        Ok(views)
    }

    /// Saves a budget. One whose limit moves is told about anew.
    ///
    /// # Errors
    /// `field-invalid` for a limit that is nothing, too much or in another currency than the tenant's, `budget-taken`,
    /// `not-found` for a budget, line or member that is not there, `forbidden`.
    pub async fn save_budget(&self, caller: &Caller, form: BudgetForm) -> Reply<BudgetView> {
        caller.may(Action::ManageCost)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let now = self.now();
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        let calendar = cost::calendar(&mut tx, now).await.map_err(refuse_db)?;
        let fits = form.limit.units > 0 && form.limit.units / prosa_domain::price::UNITS <= LIMIT_MAX;
        if !fits || form.limit.currency != calendar.currency {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "limit"));
        }
        let rows = budgets::standings(&mut tx, Which::All, calendar.today).await.map_err(refuse_db)?;
        let (id, scope) = match form.id {
            Some(id) => {
                let known = rows.iter().find(|row| row.standing.id == id);
                (id, known.ok_or(Refusal::new(Code::NotFound))?.standing.scope)
            }
            None => (self.new_id(BudgetId::from_parts), form.scope),
        };
        self.check_scope(&mut tx, scope).await?;
        let write = BudgetWrite { id, scope, limit: form.limit, at_limit: form.at_limit };
        budgets::save(&mut tx, &write, caller.member, now).await.map_err(|error| match error {
            DbError::Duplicate { .. } => Refusal::new(Code::BudgetTaken),
            other => refuse_db(other),
        })?;
        let view = self.saved(&mut tx, &keys, caller, &write).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        view.ok_or(Refusal::new(Code::Internal))
    }

    async fn saved(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        caller: &Caller,
        write: &BudgetWrite,
    ) -> Result<Option<BudgetView>, DbError> {
        let now = self.now();
        let today = cost::calendar(tx, now).await?.today;
        budgets::forget_told(tx, write.id, today).await?;
        let check = BudgetCheck { tenant: caller.tenant };
        job::enqueue_once(tx, &check, &check.key()).await?;
        let rows = budgets::standings(tx, Which::All, today).await?;
        let row = rows.into_iter().find(|row| row.standing.id == write.id);
        let view = match row {
            Some(row) => Some(self.budget_view(tx, keys, row.standing).await?),
            None => None,
        };
        event::append(tx, now, &[NewEvent::of(EventKind::CostUpdated).by(caller.member)]).await?;
        Ok(view)
    }

    /// Takes a budget away.
    ///
    /// # Errors
    /// `not-found`, `forbidden`.
    pub async fn remove_budget(&self, caller: &Caller, id: BudgetId) -> Reply<()> {
        caller.may(Action::ManageCost)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        if !budgets::remove(&mut tx, id).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::NotFound));
        }
        let event = NewEvent::of(EventKind::CostUpdated).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Sets what the tenant is billed in.
    ///
    /// # Errors
    /// `currency-in-use` while there are budgets in the old one, `forbidden`.
    pub async fn set_cost_currency(&self, caller: &Caller, currency: Currency) -> Reply<()> {
        caller.may(Action::ManageCost)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        let calendar = cost::calendar(&mut tx, self.now()).await.map_err(refuse_db)?;
        if calendar.currency != currency && budgets::any(&mut tx).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::CurrencyInUse).with("currency", calendar.currency));
        }
        cost::set_currency(&mut tx, currency).await.map_err(refuse_db)?;
        let event = NewEvent::of(EventKind::CostUpdated).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    async fn check_scope(&self, tx: &mut TenantTx, scope: Scope) -> Reply<()> {
        let there = match scope {
            Scope::Tenant => true,
            Scope::Line(id) => line::find(tx, id).await.map_err(refuse_db)?.is_some(),
            Scope::Member(id) => {
                let names = alarm::member_names(tx).await.map_err(refuse_db)?;
                names.iter().any(|(member, _)| *member == id)
            }
        };
        if there { Ok(()) } else { Err(Refusal::new(Code::NotFound)) }
    }

    pub(super) async fn budget_view(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        standing: Standing,
    ) -> Result<BudgetView, DbError> {
        let label = match standing.scope {
            Scope::Tenant => String::new(),
            Scope::Line(id) => line::find(tx, id).await?.map(|row| row.label).unwrap_or_default(),
            Scope::Member(id) => {
                let names = alarm::member_names(tx).await?;
                let sealed = names.into_iter().find(|(member, _)| *member == id).map(|(_, name)| name);
                let name = sealed.map(|sealed| keys.open_text(Purpose::PersonName, &sealed)).transpose()?;
                name.unwrap_or_default()
            }
        };
        Ok(BudgetView { standing, label, step: standing.step() })
    }
}
