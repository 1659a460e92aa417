//! Sending templates: which can be sent in a conversation, with which values, and what stands in for one that cannot.

use super::Opened;
use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{DateTime, NaiveDate, Utc};
use prosa_db::{
    DbError, TenantTx, content, line,
    template::{self, TemplateRow},
};
use prosa_domain::{
    access::Action,
    id::{ConversationId, MemberId, MessageId, TemplateId},
    message::content::{TemplateById, TemplateMessage},
    policy::{LanguageFact, Purpose, TemplateFact, TemplateStanding},
    refusal::{Code, Refusal},
    template::{
        TemplateCategory, TemplateStatus,
        fill::{self, Filled, Values},
        source::{Known, Sources},
    },
};
use prosa_provider::{Provider, template::TemplateWay};
use prosa_vault::TenantKeys;
use prosa_wire::template::TemplateOption;

/// A template with its values, ready to become a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilledTemplate {
    /// The template that is sent, which may stand in for the chosen one.
    pub template: TemplateId,
    /// Its name.
    pub name: String,
    /// Its language code.
    pub language: String,
    /// What it is billed as.
    pub category: TemplateCategory,
    /// Its values, and what the contact reads.
    pub filled: Filled,
    /// How the provider is told of it, when it knows no names.
    pub by_id: Option<TemplateById>,
}

impl FilledTemplate {
    /// The message it becomes.
    #[must_use]
    pub fn message(self) -> TemplateMessage {
        let named = (self.name, self.language);
        let message = TemplateMessage::filled(self.template, named, self.category, self.filled);
        TemplateMessage { by_id: self.by_id, ..message }
    }
}

/// For whom a template is filled.
#[derive(Clone, Copy, Debug)]
pub struct FillFor {
    /// In which conversation.
    pub conversation: ConversationId,
    /// By whom.
    pub member: MemberId,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What the gate asks of a chosen template with its values, and the purpose it serves; none when there is no such template
/// in the conversation's account. One that gives way to another is judged by the other.
///
/// # Errors
/// When Postgres refuses.
pub async fn template_fact(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    to: FillFor,
    (id, values): (TemplateId, &Values),
) -> Result<Option<(TemplateFact, Purpose)>, DbError> {
    let Some((row, status)) = choose(tx, to.conversation, id).await? else { return Ok(None) };
    let Some(known) = known(tx, keys, to, &row.language).await? else { return Ok(None) };
    let opened = Opened::of(keys, row)?;
    let values = complete(values, &opened.sources, &known);
    let slots = opened.current.as_ref().map(fill::slots).unwrap_or_default();
    let is_missing = |slot: &&fill::Slot| values.get(&slot.key).is_none_or(|value| value.trim().is_empty());
    let standing = match status {
        TemplateStatus::Approved | TemplateStatus::Flagged => TemplateStanding::Approved,
        TemplateStatus::Draft
        | TemplateStatus::Pending
        | TemplateStatus::InAppeal
        | TemplateStatus::LimitExceeded => TemplateStanding::Pending,
        TemplateStatus::Rejected => TemplateStanding::Rejected,
        TemplateStatus::Paused | TemplateStatus::Locked => TemplateStanding::Paused,
        TemplateStatus::Disabled
        | TemplateStatus::Archived
        | TemplateStatus::PendingDeletion
        | TemplateStatus::Deleted => TemplateStanding::Gone,
    };
    let purpose = match opened.row.category()? {
        TemplateCategory::Marketing => Purpose::Marketing,
        // A code is asked for by the person who gets it.
        TemplateCategory::Utility | TemplateCategory::Authentication => Purpose::Utility,
    };
    let fact = TemplateFact {
        category: purpose,
        standing,
        language: LanguageFact::There,
        values_missing: u8::try_from(slots.iter().filter(is_missing).count()).unwrap_or(u8::MAX),
    };
    Ok(Some((fact, purpose)))
}

/// What is known for the variables of a template in a language.
async fn known(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    to: FillFor,
    language: &str,
) -> Result<Option<Known>, DbError> {
    let known = template::known(tx, keys, to.conversation, to.member, to.now).await?;
    Ok(known.map(|(known, today)| Known { today: day(today, language), ..known }))
}

/// Fills a template for one send, in the transaction that queues it, and counts the use. One that is paused or stopped
/// gives way to the one agreed on. Values not given come from the template's own sources.
///
/// # Errors
/// `not-found`, `template-not-sendable`, `template-value-missing`, `template-value-invalid`, `field-too-long`,
/// `message-too-long`, `database-away`.
pub async fn fill(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    to: FillFor,
    (id, values): (TemplateId, &Values),
) -> Reply<FilledTemplate> {
    let opened = sendable(tx, keys, to.conversation, id).await?;
    let status = || opened.row.status_word.clone();
    let stuck = || Refusal::new(Code::TemplateNotSendable).with("status", status());
    let draft = opened.current.as_ref().ok_or_else(stuck)?;
    let known = known(tx, keys, to, &opened.row.language).await.map_err(refuse_db)?;
    let known = known.ok_or(Refusal::new(Code::NotFound))?;
    let values = complete(values, &opened.sources, &known);
    let filled = fill::fill(draft, &values)?;
    let way = engine.providers.get(&opened.row.provider).map(Provider::templates);
    let by_id = opened.row.provider_id.clone().filter(|_| way == Some(TemplateWay::ById));
    let by_id = by_id.map(|id| TemplateById { id, variables: fill::variables(draft, &values) });
    let use_id = engine.new_id(MessageId::from_parts).0;
    template::note_send(tx, use_id, opened.id(), to.conversation, to.member, to.now)
        .await
        .map_err(refuse_db)?;
    Ok(FilledTemplate {
        template: opened.id(),
        name: opened.row.name.clone(),
        language: opened.row.language.clone(),
        category: opened.row.category().map_err(refuse_db)?,
        filled,
        by_id,
    })
}

/// The chosen template, or the one agreed on while the chosen one cannot be sent.
async fn sendable(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    conversation: ConversationId,
    id: TemplateId,
) -> Reply<Opened> {
    let chosen = choose(tx, conversation, id).await.map_err(refuse_db)?;
    let (row, status) = chosen.ok_or(Refusal::new(Code::NotFound))?;
    if !status.is_sendable() {
        return Err(Refusal::new(Code::TemplateNotSendable).with("status", status.as_str()));
    }
    Opened::of(keys, row).map_err(refuse_db)
}

/// What the one that would be sent in place of a template is for; none when nothing can be.
pub(crate) async fn stand_in_of(
    tx: &mut TenantTx,
    conversation: ConversationId,
    id: TemplateId,
) -> Result<Option<TemplateCategory>, DbError> {
    let chosen = choose(tx, conversation, id).await?;
    let other = chosen.filter(|(row, status)| row.id != id.0 && status.is_sendable());
    other.map(|(row, _)| row.category()).transpose()
}

/// The row that would be sent and how far it is: the agreed one where the chosen one cannot be sent and it can, else the
/// chosen one. None for another account's. A stand-in has no stand-in of its own.
async fn choose(
    tx: &mut TenantTx,
    conversation: ConversationId,
    id: TemplateId,
) -> Result<Option<(TemplateRow, TemplateStatus)>, DbError> {
    let Some(context) = content::send_context(tx, conversation).await? else { return Ok(None) };
    let Some(line) = line::find(tx, context.line).await? else { return Ok(None) };
    let Some(row) = template::find(tx, id).await? else { return Ok(None) };
    if row.account_id != line.account_id {
        return Ok(None);
    }
    let status = row.status()?;
    let other = row.fallback_id.map(TemplateId).filter(|_| !status.is_sendable());
    if let Some(other) = other {
        let found = template::find(tx, other).await?.filter(|found| found.account_id == line.account_id);
        if let Some(found) = found {
            let own = found.status()?;
            if own.is_sendable() {
                return Ok(Some((found, own)));
            }
        }
    }
    Ok(Some((row, status)))
}

/// Given values, and for the rest what the sources know.
fn complete(values: &Values, sources: &Sources, known: &Known) -> Values {
    let mut all: Values =
        sources.iter().filter_map(|(key, source)| Some((key.clone(), source.value(known)?))).collect();
    let given = values.iter().filter(|(_, value)| !value.trim().is_empty());
    all.extend(given.map(|(key, value)| (key.clone(), value.clone())));
    all
}

/// A day as the language writes it.
fn day(day: NaiveDate, language: &str) -> String {
    let format = if language.starts_with("en") { "%-d %b %Y" } else { "%d/%m/%Y" };
    day.format(format).to_string()
}

impl Engine {
    /// The templates that can be sent in a conversation, each with what it asks for and what is known already.
    ///
    /// # Errors
    /// `not-found`, `forbidden`, `database-away`.
    pub async fn template_options(
        &self,
        caller: &Caller,
        conversation: ConversationId,
    ) -> Reply<Vec<TemplateOption>> {
        caller.may(Action::ViewTemplates)?;
        self.read_options(caller, conversation).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))
    }

    async fn read_options(
        &self,
        caller: &Caller,
        conversation: ConversationId,
    ) -> Result<Option<Vec<TemplateOption>>, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        let Some(context) = content::send_context(&mut tx, conversation).await? else { return Ok(None) };
        let Some(line) = line::find(&mut tx, context.line).await? else { return Ok(None) };
        let known = template::known(&mut tx, &keys, conversation, caller.member, self.now()).await?;
        let Some((known, today)) = known else { return Ok(None) };
        // A number for text messages may share its account with one of WhatsApp.
        if self.providers.get(&line.provider).is_some_and(|one| one.templates() == TemplateWay::None) {
            return Ok(Some(Vec::new()));
        }
        let mut options = Vec::new();
        for row in template::of_account(&mut tx, &line.account_id).await? {
            if !row.status()?.is_sendable() {
                continue;
            }
            let quality = row.quality();
            let known = Known { today: day(today, &row.language), ..known.clone() };
            let opened = Opened::of(&keys, row)?;
            let Some(draft) = &opened.current else { continue };
            let found = complete(&Values::new(), &opened.sources, &known);
            let slots = fill::slots(draft)
                .into_iter()
                .map(|slot| {
                    let value = found.get(&slot.key).cloned().unwrap_or_default();
                    (slot, value)
                })
                .collect();
            options.push(TemplateOption { id: opened.id(), draft: draft.clone(), slots, quality });
        }
        options.sort_by(|one, other| one.draft.name.cmp(&other.draft.name));
        Ok(Some(options))
    }
}
