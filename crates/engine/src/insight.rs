//! What a conversation comes to: worked out by rules when somebody asks (summary, what was said since they last looked, next step,
//! facts, promises), with no model and no network, from a bounded stretch of the thread. Where somebody asked a model, what it told
//! stands beside it while nothing newer is said.

mod rules;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_told;
mod told;

use crate::{Caller, Engine, Reply, assist::Digested, refuse_db};
use chrono::{DateTime, NaiveDateTime, Utc};
use prosa_db::{
    DbError, TenantTx, content, cost,
    digest::{self, Digest},
    view::insight,
    visit,
};
use prosa_domain::{
    access::Action,
    assist::{digest::Told, heard},
    id::{ConversationId, MessageId},
    refusal::{Code, Refusal},
    window::{self, WindowState},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::insight::Brief;
use rules::{Reading, Worked};
use told::Source;

/// Messages that are looked at.
const LINES_MAX: u16 = 200;

/// What came of asking a model just now.
enum Asked {
    /// Nobody did.
    Not,
    /// It told this.
    Told(Digest),
    /// It told nothing.
    Refused(Refusal),
}

impl Engine {
    /// What a conversation comes to, and that the caller looked at it.
    ///
    /// # Errors
    /// `not-found` when the conversation is not there or another tenant's.
    pub async fn brief(&self, caller: &Caller, id: ConversationId) -> Reply<Brief> {
        caller.may(Action::ViewInbox)?;
        self.read_brief(caller, id, Asked::Not).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))
    }

    /// The same, told by a language model: one question, one answer, kept sealed until something newer is said. Where none
    /// answers, or what it says may not be shown, the rules' own words stand and the reason is with them.
    ///
    /// # Errors
    /// `not-found`, `forbidden`; `message-empty` of a conversation without words.
    pub async fn tell_brief(&self, caller: &Caller, id: ConversationId) -> Reply<Brief> {
        // It costs the company money, so it takes the right to work in the inbox.
        caller.may(Action::SendMessage)?;
        let (newest, at) = (self.newest(caller, id).await.map_err(refuse_db)?, self.now());
        let asked = match self.ask_digest(caller, id).await {
            Ok(digested) => {
                Asked::Told(self.keep_digest(caller, (id, newest, at), digested).await.map_err(refuse_db)?)
            }
            Err(refusal) if is_ours(refusal.code) => return Err(refusal),
            Err(refusal) => Asked::Refused(refusal),
        };
        self.read_brief(caller, id, asked).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))
    }

    /// The newest message, read before the question: one that comes while a model thinks makes its answer old.
    async fn newest(&self, caller: &Caller, id: ConversationId) -> Result<Option<MessageId>, DbError> {
        let mut tx = self.db.tenant(caller.tenant).await?;
        digest::newest(&mut tx, id).await
    }

    async fn keep_digest(
        &self,
        caller: &Caller,
        (id, newest, at): (ConversationId, Option<MessageId>, DateTime<Utc>),
        digested: Digested,
    ) -> Result<Digest, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let told = serde_json::to_vec(&digested.told).map_err(|error| DbError::Decode(error.to_string()))?;
        let Digested { language, model: (kind, model), .. } = digested;
        let told_ct = keys.seal(Purpose::AssistText, &told);
        let kept = Digest { told_ct, kind, model, language, at };
        if let Some(newest) = newest {
            let mut tx = self.db.tenant(caller.tenant).await?;
            digest::put(&mut tx, (id, newest), &kept, caller.member).await?;
            tx.commit().await?;
        }
        Ok(kept)
    }

    async fn read_brief(
        &self,
        caller: &Caller,
        id: ConversationId,
        asked: Asked,
    ) -> Result<Option<Brief>, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let now = self.now();
        let mut tx = self.db.tenant(caller.tenant).await?;
        let Some(context) = content::send_context(&mut tx, id).await? else { return Ok(None) };
        let lines = insight::lines(&mut tx, &keys, id, LINES_MAX).await?;
        let local = insight::local_now(&mut tx, now).await?;
        let own = cost::calendar(&mut tx, now).await?.currency;
        let looked_at = visit::note(&mut tx, id, caller.member, now).await?;
        let standing = digest::standing(&mut tx, id, caller.member).await?;
        let window = match window::state(context.last_inbound_at, now) {
            WindowState::Open { left } => Some(left.num_minutes()),
            WindowState::Closed { .. } | WindowState::Never => None,
        };
        let reading = Reading { lines: &lines, local, own, looked_at, window };
        let mut worked = rules::work(&reading);
        let (kept, instead_of) = match asked {
            Asked::Not => (standing.told, None),
            Asked::Told(kept) => (Some(kept), None),
            Asked::Refused(refusal) => (standing.told, Some(refusal)),
        };
        if let Some(source) = kept.and_then(|kept| opened(&keys, kept)) {
            let (view, moments) = told::ground(source, &reading, &worked.brief, &*self.classifier);
            worked.brief.told = Some(view);
            worked.told_owed = moments;
        }
        sign(&mut worked.brief);
        worked.brief.instead_of = instead_of;
        worked.brief.asks = standing.asks;
        let brief = date(&mut tx, worked).await?;
        tx.commit().await?;
        Ok(Some(brief))
    }
}

/// Puts signs where marks tell a machine what was said and what stood in a picture.
fn sign(brief: &mut Brief) {
    let pieces = brief.summary.iter_mut().chain(brief.since.iter_mut().flat_map(|since| &mut since.pieces));
    let told = brief.told.iter_mut();
    let owed = brief.owed.iter_mut().chain(told.flat_map(|told| &mut told.owed));
    let texts = pieces.map(|piece| &mut piece.text).chain(owed.map(|one| &mut one.text));
    for text in texts.chain(brief.bant.iter_mut().map(|sign| &mut sign.text)) {
        *text = heard::shown(text);
    }
}

/// Refusals that are not about models.
const fn is_ours(code: Code) -> bool {
    matches!(code, Code::NotFound | Code::Forbidden | Code::Internal | Code::MessageEmpty)
}

/// What a model told; none where it was kept in a shape that is no longer read.
fn opened(keys: &TenantKeys, kept: Digest) -> Option<Source> {
    let text = keys.open_text(Purpose::AssistText, &kept.told_ct).ok()?;
    let told: Told = serde_json::from_str(&text).ok()?;
    Some(Source { told, model: format!("{}/{}", kept.kind, kept.model), at: kept.at })
}

/// Puts local moments into the brief as moments: only Postgres knows the tenant's clock.
async fn date(tx: &mut TenantTx, worked: Worked) -> Result<Brief, DbError> {
    let Worked { mut brief, facts, owed, told_owed } = worked;
    let locals: Vec<NaiveDateTime> = facts.iter().chain(&owed).chain(&told_owed).flatten().copied().collect();
    let mut moments = insight::moments(tx, &locals).await?.into_iter();
    for (fact, local) in brief.facts.iter_mut().zip(&facts) {
        fact.moment = local.and_then(|_| moments.next());
    }
    for (one, local) in brief.owed.iter_mut().zip(&owed) {
        one.due = local.and_then(|_| moments.next());
    }
    let told = brief.told.iter_mut().flat_map(|told| &mut told.owed);
    for (one, local) in told.zip(&told_owed) {
        one.due = local.and_then(|_| moments.next());
    }
    Ok(brief)
}
