//! The health panel of a line, and the notices of the provider.

use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    DbError, cost,
    health::{self, NoticeRow},
    line,
};
use prosa_domain::{
    access::Action,
    id::LineId,
    line_health::Notice,
    refusal::{Code, Refusal},
};
use prosa_provider::meta;
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::line::{LineHealth, NoticeCursor, NoticePage, NoticeView};

/// Notices on a page.
const PAGE: u8 = 50;

impl Engine {
    /// How a line is.
    ///
    /// # Errors
    /// `not-found`, `forbidden`, `database-away`.
    pub async fn line_health(&self, caller: &Caller, id: LineId) -> Reply<LineHealth> {
        caller.may(Action::ViewLines)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let row = line::find(&mut tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))?;
        let health = health::find(&mut tx, &keys, id).await.map_err(refuse_db)?;
        let currency = cost::calendar(&mut tx, self.now()).await.map_err(refuse_db)?.currency;
        let billed_in = health.facts.account_currency.as_deref();
        Ok(LineHealth {
            line_id: id,
            label: row.label.clone(),
            state: row.state().map_err(refuse_db)?,
            currency_differs: billed_in.is_some_and(|word| word != currency.as_str()),
            facts: health.facts,
            token_error: health.token_error,
            asked_at: health.asked_at,
            ask_error: health.ask_error,
            told_at: health.told_at,
            verified_webhook_at: row.verified_webhook_at,
            last_inbound_at: row.last_inbound_at,
            silent_since: health.silent_since,
        })
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
