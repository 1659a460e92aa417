//! What a conversation comes to, worked out by rules when somebody asks: summary, what was said since they last looked, next
//! step, facts, promises. No model, no network, a bounded stretch of the thread.

mod rules;
#[cfg(test)]
mod tests;

use crate::{Caller, Engine, Reply, refuse_db};
use chrono::NaiveDateTime;
use prosa_db::{DbError, TenantTx, content, cost, view::insight, visit};
use prosa_domain::{
    access::Action,
    id::ConversationId,
    refusal::{Code, Refusal},
    window::{self, WindowState},
};
use prosa_wire::insight::Brief;
use rules::{Reading, Worked};

/// Messages that are looked at.
const LINES_MAX: u16 = 200;

impl Engine {
    /// What a conversation comes to, and that the caller looked at it.
    ///
    /// # Errors
    /// `not-found` when the conversation is not there or another tenant's.
    pub async fn brief(&self, caller: &Caller, id: ConversationId) -> Reply<Brief> {
        caller.may(Action::ViewInbox)?;
        self.read_brief(caller, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))
    }

    async fn read_brief(&self, caller: &Caller, id: ConversationId) -> Result<Option<Brief>, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let now = self.now();
        let mut tx = self.db.tenant(caller.tenant).await?;
        let Some(context) = content::send_context(&mut tx, id).await? else { return Ok(None) };
        let lines = insight::lines(&mut tx, &keys, id, LINES_MAX).await?;
        let local = insight::local_now(&mut tx, now).await?;
        let own = cost::calendar(&mut tx, now).await?.currency;
        let looked_at = visit::note(&mut tx, id, caller.member, now).await?;
        let window = match window::state(context.last_inbound_at, now) {
            WindowState::Open { left } => Some(left.num_minutes()),
            WindowState::Closed { .. } | WindowState::Never => None,
        };
        let worked = rules::work(&Reading { lines: &lines, local, own, looked_at, window });
        let brief = date(&mut tx, worked).await?;
        tx.commit().await?;
        Ok(Some(brief))
    }
}

/// Puts local moments into the brief as moments: only Postgres knows the tenant's clock.
async fn date(tx: &mut TenantTx, worked: Worked) -> Result<Brief, DbError> {
    let Worked { mut brief, facts, owed } = worked;
    let locals: Vec<NaiveDateTime> = facts.iter().chain(&owed).flatten().copied().collect();
    let mut moments = insight::moments(tx, &locals).await?.into_iter();
    for (fact, local) in brief.facts.iter_mut().zip(&facts) {
        fact.moment = local.and_then(|_| moments.next());
    }
    for (owed, local) in brief.owed.iter_mut().zip(&owed) {
        owed.due = local.and_then(|_| moments.next());
    }
    Ok(brief)
}
