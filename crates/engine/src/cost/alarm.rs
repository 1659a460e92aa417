//! Alarms: a budget reached a step, a line is silent. An event for the screens, a letter to each who leads.

use crate::{
    Engine,
    job::{self, JobError, Task},
    people::letter,
    port::Letter,
};
use chrono::{DateTime, NaiveDate, Utc};
use prosa_db::{
    DbError, TenantTx, alarm,
    cost::{self, budgets},
    event::{self, NewEvent},
    line,
};
use prosa_domain::{
    access::Role,
    assistant::Handed,
    budget::{Scope, Standing, steps_to_tell},
    event::EventKind,
    id::{AssistantId, BudgetId, LineId, MemberId, TenantId},
    price::Money,
};
use prosa_i18n::{Arg, Translator};
use prosa_vault::{Purpose, TenantKeys};
use serde::{Deserialize, Serialize};

/// The least role that is written to.
const LEAST_ROLE: Role = Role::Manager;

/// Looks at a tenant's budgets after something was booked or held, and tells steps that were reached.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct BudgetCheck {
    /// Whose.
    pub tenant: TenantId,
}

impl BudgetCheck {
    /// One look per tenant waits at a time.
    pub(crate) fn key(self) -> String {
        format!("budgets:{}", self.tenant)
    }
}

impl Task for BudgetCheck {
    const NAME: &'static str = "budget_check";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        let now = engine.now();
        let mut tx = engine.db.tenant(self.tenant).await?;
        let today = cost::calendar(&mut tx, now).await?.today;
        let mut told = 0_u32;
        for row in budgets::standings(&mut tx, budgets::Which::All, today).await? {
            told += tell_steps(&mut tx, &row, today, now).await?;
        }
        if told > 0 {
            event::append(&mut tx, now, &[NewEvent::of(EventKind::CostUpdated)]).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Notes the steps a budget reached, and writes about the highest of them.
async fn tell_steps(
    tx: &mut TenantTx,
    row: &budgets::BudgetRow,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<u32, DbError> {
    let mut highest = None;
    for percent in steps_to_tell(&row.standing, &row.told) {
        if budgets::note_told(tx, row.standing.id, today, percent, now).await? {
            highest = Some(percent);
        }
    }
    let Some(percent) = highest else { return Ok(0) };
    let budget = row.standing.id;
    tell(tx, Alarm::Budget { budget, percent, day: today }).await?;
    Ok(1)
}

/// What a letter is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// A budget reached a step in the month of a day.
    Budget {
        /// Which.
        budget: BudgetId,
        /// Percent of its limit.
        percent: u8,
        /// A day of the month.
        day: NaiveDate,
    },
    /// A line is silent although the hour is a busy one.
    Silence {
        /// Which.
        line: LineId,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// An assistant cannot answer for a reason of the company's own.
    Assistant {
        /// Which.
        assistant: AssistantId,
        /// The reason.
        handed: Handed,
    },
}

/// The letter of an alarm to one member.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct AlarmLetter {
    tenant: TenantId,
    member: MemberId,
    alarm: Alarm,
}

impl Task for AlarmLetter {
    const NAME: &'static str = "alarm_letter";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        match engine.write_alarm(self).await? {
            Some(letter) => letter::send(&engine, &letter).await,
            None => Ok(()),
        }
    }
}

/// Enqueues a letter to everybody who leads, in the transaction that raises the alarm.
pub(crate) async fn tell(tx: &mut TenantTx, alarm: Alarm) -> Result<(), DbError> {
    let tenant = tx.tenant();
    for member in prosa_db::alarm::members_from(tx, LEAST_ROLE).await? {
        let letter = AlarmLetter { tenant, member, alarm };
        job::enqueue(tx, AlarmLetter::NAME, &letter).await?;
    }
    Ok(())
}

/// What is needed to write to one member.
struct Desk<'a> {
    keys: &'a TenantKeys,
    speak: Translator,
    name: String,
}

impl Engine {
    /// Writes the letter; none when its member, budget or line is gone.
    async fn write_alarm(&self, task: AlarmLetter) -> Result<Option<Letter>, JobError> {
        let keys = self.keyring.tenant(task.tenant).await?;
        let mut tx = self.db.tenant(task.tenant).await?;
        let Some(to) = alarm::addressee(&mut tx, task.member, self.now()).await? else { return Ok(None) };
        let open = |purpose, sealed: &[u8]| keys.open_text(purpose, sealed).map_err(DbError::from);
        let desk = Desk {
            keys: &keys,
            speak: Translator::for_lang(to.language).with_utc_offset(to.offset_minutes),
            name: open(Purpose::PersonName, &to.name_ct)?,
        };
        let email = open(Purpose::Email, &to.email_ct)?;
        match task.alarm {
            Alarm::Budget { budget, percent, day } => {
                let rows = budgets::standings(&mut tx, budgets::Which::All, day).await?;
                let Some(row) = rows.into_iter().find(|row| row.standing.id == budget) else {
                    return Ok(None);
                };
                let scope = desk.scope(&mut tx, row.standing.scope).await?;
                Ok(Some(self.budget_letter(&desk, email, &row.standing, percent, &scope)))
            }
            Alarm::Silence { line: id, since } => {
                let Some(row) = line::find(&mut tx, id).await? else { return Ok(None) };
                Ok(Some(self.silence_letter(&desk, email, &row.label, since)))
            }
            Alarm::Assistant { assistant, handed } => {
                let rows = prosa_db::assistant::list(&mut tx).await?;
                let row = rows.into_iter().find(|row| row.id == assistant);
                Ok(row.map(|row| self.assistant_letter(&desk, email, &row.name, handed)))
            }
        }
    }

    fn budget_letter(
        &self,
        desk: &Desk<'_>,
        to: String,
        standing: &Standing,
        percent: u8,
        scope: &str,
    ) -> Letter {
        let percent = desk.speak.percent(i64::from(percent));
        let used = desk.speak.price(Money::of(standing.used(), standing.limit.currency));
        let limit = desk.speak.price(standing.limit);
        let link = format!("{}/configuracoes/custos", self.settings.public_url);
        let args = [
            ("name", Arg::Text(&desk.name)),
            ("scope", Arg::Text(scope)),
            ("percent", Arg::Text(&percent)),
            ("used", Arg::Text(&used)),
            ("limit", Arg::Text(&limit)),
            ("link", Arg::Text(&link)),
        ];
        let over = standing.used() >= standing.limit.units;
        let kind = match standing.at_limit {
            prosa_domain::budget::AtLimit::Stop if over => "budget-stopped",
            _ => "budget",
        };
        desk.letter(kind, to, &args)
    }

    fn silence_letter(&self, desk: &Desk<'_>, to: String, label: &str, since: DateTime<Utc>) -> Letter {
        let since = desk.speak.date_time(since);
        let link = format!("{}/configuracoes/numeros", self.settings.public_url);
        let args = [
            ("name", Arg::Text(&desk.name)),
            ("line", Arg::Text(label)),
            ("since", Arg::Text(&since)),
            ("link", Arg::Text(&link)),
        ];
        desk.letter("silence", to, &args)
    }

    fn assistant_letter(&self, desk: &Desk<'_>, to: String, assistant: &str, handed: Handed) -> Letter {
        let reason = desk.speak.t(&format!("mail-assistant-{}", handed.as_str()));
        let link = format!("{}/configuracoes/ia", self.settings.public_url);
        let args = [
            ("name", Arg::Text(&desk.name)),
            ("assistant", Arg::Text(assistant)),
            ("reason", Arg::Text(&reason)),
            ("link", Arg::Text(&link)),
        ];
        desk.letter("assistant", to, &args)
    }
}

impl Desk<'_> {
    /// Whose budget it is, in words.
    async fn scope(&self, tx: &mut TenantTx, scope: Scope) -> Result<String, DbError> {
        match scope {
            Scope::Tenant => Ok(self.speak.t("mail-budget-tenant")),
            Scope::Line(id) => Ok(line::find(tx, id).await?.map(|row| row.label).unwrap_or_default()),
            Scope::Member(id) => {
                let names = alarm::member_names(tx).await?;
                let sealed = names.into_iter().find(|(member, _)| *member == id).map(|(_, name)| name);
                let name =
                    sealed.map(|sealed| self.keys.open_text(Purpose::PersonName, &sealed)).transpose()?;
                Ok(name.unwrap_or_default())
            }
        }
    }

    fn letter(&self, kind: &str, to: String, args: &[(&str, Arg<'_>)]) -> Letter {
        Letter {
            to,
            subject: self.speak.t_args(&format!("mail-{kind}-subject"), args),
            text: self.speak.t_args(&format!("mail-{kind}-text"), args),
        }
    }
}
