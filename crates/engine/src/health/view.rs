//! The health panel of a line, and the notices of the provider.

use super::ask::AskLine;
use crate::{Caller, Engine, Reply, job::Task as _, refuse_db};
use prosa_db::{
    DbError, cost, event,
    health::{self, HealthRow, NoticeRow},
    line::{self, LineRow},
    outbound::overview::{self, LineRoom},
};
use prosa_domain::{
    access::{Action, Permit, allows},
    id::LineId,
    line_health::Notice,
    price::Currency,
    refusal::{Code, Refusal},
};
use prosa_provider::meta;
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::line::{LineHealth, LineHealthList, NoticeCursor, NoticePage, NoticeView};

/// Notices on a page.
const PAGE: u8 = 50;

impl Engine {
    /// How a line is.
    ///
    /// # Errors
    /// `not-found`, `forbidden`, `database-away`.
    pub async fn line_health(&self, caller: &Caller, id: LineId) -> Reply<LineHealth> {
        caller.may(Action::ViewLines)?;
        let lines = self.healths(caller, Some(id)).await.map_err(refuse_db)?;
        lines.into_iter().next().ok_or(Refusal::new(Code::NotFound))
    }

    /// How every line is.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn lines_health(&self, caller: &Caller) -> Reply<LineHealthList> {
        caller.may(Action::ViewLines)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        // First: what happens while the rest is read is told again.
        let (_, sequence) = event::range(&mut tx).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        Ok(LineHealthList {
            lines: self.healths(caller, None).await.map_err(refuse_db)?,
            may_manage: allows(caller.role, Action::ManageLines) == Permit::Allowed,
            sequence,
        })
    }

    /// Asks the provider how a line is, now. What it does not answer is kept as not answered.
    ///
    /// # Errors
    /// `not-found`, `forbidden`, `database-away`.
    pub async fn ask_line_health(&self, caller: &Caller, id: LineId) -> Reply<LineHealth> {
        caller.may(Action::ManageLines)?;
        self.line_health(caller, id).await?;
        let ask = AskLine { tenant: caller.tenant, line: id };
        ask.run(self.clone()).await.map_err(|error| {
            tracing::error!(error = %crate::chain(&error), "a line could not be asked about");
            Refusal::new(Code::Internal)
        })?;
        self.line_health(caller, id).await
    }

    async fn healths(&self, caller: &Caller, only: Option<LineId>) -> Result<Vec<LineHealth>, DbError> {
        let now = self.now();
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        let currency = cost::calendar(&mut tx, now).await?.currency;
        let rooms = overview::rooms(&mut tx, now).await?;
        let mut healths = Vec::new();
        for row in line::list(&mut tx).await? {
            if only.is_some_and(|id| id.0 != row.id) {
                continue;
            }
            let health = health::find(&mut tx, &keys, LineId(row.id)).await?;
            let room = rooms.iter().find(|room| room.line_id == row.id);
            healths.push(line_health(&row, health, room, currency)?);
        }
        Ok(healths)
    }

    /// What the provider told besides messages and statuses, newest first: of a line, or of all.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn line_notices(
        &self,
        caller: &Caller,
        line: Option<LineId>,
        before: Option<NoticeCursor>,
    ) -> Reply<NoticePage> {
        caller.may(Action::ViewJournal)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let before = before.map(|cursor| (cursor.at, cursor.id));
        let rows = health::notices(&mut tx, line, before, i64::from(PAGE) + 1).await.map_err(refuse_db)?;
        let more = rows.len() > usize::from(PAGE);
        let notices: Vec<NoticeView> = rows
            .iter()
            .take(usize::from(PAGE))
            .map(|row| notice_view(&keys, row))
            .collect::<Result<_, DbError>>()
            .map_err(refuse_db)?;
        let next = notices.last().filter(|_| more).map(|last| NoticeCursor { at: last.at, id: last.id });
        Ok(NoticePage { notices, next })
    }
}

fn notice_view(keys: &TenantKeys, row: &NoticeRow) -> Result<NoticeView, DbError> {
    let notice = match row.kind.split_once(':') {
        Some(("malformed", _)) => Notice::Unreadable,
        Some(("other", field)) => {
            let raw = keys.open_text(Purpose::MessageContent, &row.content_ct)?;
            meta::notice::read(field, &serde_json::from_str(&raw).unwrap_or_default())
        }
        _ => Notice::Identity,
    };
    Ok(NoticeView {
        id: row.id,
        line_id: LineId(row.line_id),
        at: row.received_at,
        field: row.field.clone(),
        notice,
    })
}

fn line_health(
    row: &LineRow,
    health: HealthRow,
    room: Option<&LineRoom>,
    currency: Currency,
) -> Result<LineHealth, DbError> {
    let billed_in = health.facts.account_currency.as_deref();
    Ok(LineHealth {
        line_id: LineId(row.id),
        label: row.label.clone(),
        state: row.state()?,
        currency_differs: billed_in.is_some_and(|word| word != currency.as_str()),
        facts: health.facts,
        token_error: health.token_error,
        asked_at: health.asked_at,
        ask_error: health.ask_error,
        told_at: health.told_at,
        verified_webhook_at: row.verified_webhook_at,
        last_inbound_at: row.last_inbound_at,
        silent_since: health.silent_since,
        learnt: health.learnt,
        reached: room.map_or(0, |room| room.reached),
        reach_limit: room.and_then(|room| room.reach_limit),
    })
}
