//! What the provider tells of templates: events of the webhook as they come, and a listing every hour, which heals whatever
//! an event missed.

use super::{Opened, refuse_call, seal};
use crate::{
    Caller, Engine, Reply,
    job::{self, JobError, Task},
    path::{deliver::credentials, ingest::Part},
    refuse_db,
};
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    event::{self, NewEvent},
    line::{self, LineRow},
    template::{self, NewTemplate, Told},
};
use prosa_domain::{
    access::Action,
    event::EventKind,
    id::{TemplateId, TenantId},
    line::LineState,
    template::{TemplateStatus, normal_language, suggest::suggest},
};
use prosa_provider::{
    CallError, Item,
    template::{RemoteTemplate, TemplateChange, TemplateEvent},
};
use prosa_vault::{Purpose, TenantKeys};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Pages of one listing at most: Meta keeps 6,000 templates, a hundred a page.
const PAGES_MAX: usize = 100;

/// The hourly round: one listing for each tenant.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct TemplateRound {}

impl Task for TemplateRound {
    const NAME: &'static str = "template_round";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        for tenant in engine.db.list_tenants().await? {
            let key = format!("template_sync:{tenant}");
            job::enqueue_alone(&engine.db, &TemplateSync { tenant }, Some(&key)).await?;
        }
        Ok(())
    }
}

/// Lists one tenant's templates.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct TemplateSync {
    /// Whose.
    pub tenant: TenantId,
}

impl Task for TemplateSync {
    const NAME: &'static str = "template_sync";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        match engine.sync_tenant(self.tenant).await {
            Ok(_) => Ok(()),
            Err(SyncError::Db(error)) => Err(error.into()),
            Err(SyncError::Call(CallError::Unreachable)) => {
                Err(JobError::Other("the provider did not answer".to_owned()))
            }
            // A token that is refused is told at the line; asking again would not help.
            Err(SyncError::Call(CallError::Refused { code, .. })) => {
                tracing::warn!(tenant = %self.tenant, code, "templates could not be listed");
                Ok(())
            }
        }
    }
}

enum SyncError {
    Db(DbError),
    Call(CallError),
}

impl From<DbError> for SyncError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl Engine {
    /// Lists the templates of every account now. Returns how many changed here.
    ///
    /// # Errors
    /// `forbidden`, `provider-refused`, `provider-unreachable`, `database-away`.
    pub async fn sync_templates(&self, caller: &Caller) -> Reply<u32> {
        caller.may(Action::ManageTemplates)?;
        self.sync_tenant(caller.tenant).await.map_err(|error| match error {
            SyncError::Db(error) => refuse_db(error),
            SyncError::Call(error) => refuse_call(&error),
        })
    }

    async fn sync_tenant(&self, tenant: TenantId) -> Result<u32, SyncError> {
        let keys = self.keyring.tenant(tenant).await?;
        let mut tx = self.db.tenant(tenant).await?;
        let lines = line::list(&mut tx).await?;
        tx.commit().await?;
        // Two providers may know the same account, and one of them its templates.
        let mut accounts: BTreeMap<(&str, &str), &LineRow> = BTreeMap::new();
        for line in
            lines.iter().rev().filter(|line| line.state().is_ok_and(|state| state == LineState::Connected))
        {
            accounts.insert((&line.provider, &line.account_id), line);
        }
        let mut changed = 0;
        let mut failed = None;
        // One account that cannot be asked does not keep the others waiting.
        for line in accounts.into_values() {
            match self.sync_account(tenant, &keys, line).await {
                Ok(count) => changed += count,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(changed), Err)
    }

    async fn sync_account(
        &self,
        tenant: TenantId,
        keys: &TenantKeys,
        line: &LineRow,
    ) -> Result<u32, SyncError> {
        let Some(provider) = self.providers.get(&line.provider) else { return Ok(0) };
        let credentials = credentials(keys, line)?;
        let asked_at = self.now();
        let mut listing = Listing::default();
        let mut after = None;
        for _ in 0..PAGES_MAX {
            let page = match provider.list_templates(&credentials, after.as_deref()).await {
                Ok(page) => page,
                // One that lists none has nothing to tell, which is no failure.
                Err(error) if error == CallError::not_supported() => return Ok(0),
                Err(error) => return Err(SyncError::Call(error)),
            };
            listing.unreadable += page.unreadable;
            listing.templates.extend(page.templates);
            listing.is_whole = page.next.is_none();
            after = page.next;
            if listing.is_whole {
                break;
            }
        }
        let mut tx = self.db.tenant(tenant).await?;
        let changed = self.adopt(&mut tx, keys, line, &listing, asked_at).await?;
        if changed > 0 {
            event::append(&mut tx, self.now(), &[NewEvent::of(EventKind::TemplateUpdated)]).await?;
        }
        tx.commit().await?;
        tracing::info!(%tenant, templates = listing.templates.len(), unreadable = listing.unreadable, changed, "templates were listed");
        Ok(changed)
    }

    /// Makes what is here what the provider has. Words being written here stay.
    async fn adopt(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        line: &LineRow,
        listing: &Listing,
        asked_at: DateTime<Utc>,
    ) -> Result<u32, DbError> {
        let mut here = Vec::new();
        for row in template::of_account(tx, &line.account_id).await? {
            here.push(Opened::of(keys, row)?);
        }
        let mut changed = 0;
        let (mut taken, mut fresh) = (BTreeSet::new(), BTreeSet::new());
        for remote in &listing.templates {
            let name = (remote.draft.name.as_str(), remote.draft.language.as_str());
            let anew = || replaced(&here, listing, name).filter(|one| !taken.contains(&one.row.id));
            match find(&here, &remote.id, name).or_else(anew) {
                Some(known) => {
                    taken.insert(known.row.id);
                    // What was told after the listing was asked for is newer than the listing.
                    if known.row.status_at.is_some_and(|at| at > asked_at) {
                        continue;
                    }
                    if let Some(told) = difference(keys, known, remote) {
                        template::note_told(tx, known.id(), &told, asked_at).await?;
                        changed += 1;
                    }
                }
                None if remote.status == TemplateStatus::Deleted => {}
                // A name stands once in an account; where the provider has it twice, the known or the first one holds.
                None if here.iter().any(|one| one.is_named(name))
                    || !fresh.insert((name.0, normal_language(name.1))) => {}
                None => {
                    let new = self.found(keys, line, remote);
                    template::insert(tx, &new, asked_at).await?;
                    template::add_first_version(tx, new.id, asked_at).await?;
                    changed += 1;
                }
            }
        }
        if listing.is_complete() {
            let is_old = |known: &&Opened| known.row.status_at.is_some_and(|at| at <= asked_at);
            for known in here.iter().filter(is_old).filter(|known| !taken.contains(&known.row.id)) {
                let is_there = |remote: &RemoteTemplate| Some(&remote.id) == known.row.provider_id.as_ref();
                if known.row.provider_id.is_some() && !listing.templates.iter().any(is_there) {
                    template::delete(tx, known.id(), asked_at).await?;
                    changed += 1;
                }
            }
        }
        Ok(changed)
    }

    fn found(&self, keys: &TenantKeys, line: &LineRow, remote: &RemoteTemplate) -> NewTemplate {
        // Nobody here said yet where its values come from; who looks at it sees the guess and may change it.
        let sources = suggest(&remote.draft);
        NewTemplate {
            id: self.new_id(TemplateId::from_parts),
            provider: line.provider.clone(),
            account_id: line.account_id.clone(),
            name: remote.draft.name.clone(),
            language: remote.draft.language.clone(),
            category: remote.draft.category,
            status: remote.status,
            quality: remote.quality,
            provider_id: Some(remote.id.clone()),
            reason: remote.reason.clone(),
            content_ct: Some(seal(keys, &remote.draft)),
            draft_ct: None,
            sources_ct: (!sources.is_empty()).then(|| seal(keys, &sources)),
        }
    }
}

/// A listing of one account.
#[derive(Default)]
struct Listing {
    templates: Vec<RemoteTemplate>,
    unreadable: usize,
    is_whole: bool,
}

impl Listing {
    /// Whether what is not in it is not there.
    const fn is_complete(&self) -> bool {
        self.is_whole && self.unreadable == 0
    }
}

/// The template here an id or a name and language lead to. The id decides; a name without an id was handed in by an
/// answer that was lost.
fn find<'a>(here: &'a [Opened], id: &str, (name, language): (&str, &str)) -> Option<&'a Opened> {
    let by_id = here.iter().find(|one| !id.is_empty() && one.row.provider_id.as_deref() == Some(id));
    by_id.or_else(|| {
        here.iter()
            .find(|one| one.is_named((name, language)) && (one.row.provider_id.is_none() || id.is_empty()))
    })
}

/// The template of that name whose id the provider knows no more: it was made anew there under another.
fn replaced<'a>(here: &'a [Opened], listing: &Listing, name: (&str, &str)) -> Option<&'a Opened> {
    if !listing.is_complete() {
        return None;
    }
    here.iter().find(|one| {
        let is_there = |remote: &RemoteTemplate| Some(&remote.id) == one.row.provider_id.as_ref();
        one.is_named(name) && one.row.provider_id.is_some() && !listing.templates.iter().any(is_there)
    })
}

/// What the provider has that is not here; none when nothing differs.
fn difference(keys: &TenantKeys, known: &Opened, remote: &RemoteTemplate) -> Option<Told> {
    let row = &known.row;
    let same_status = row.status_word == remote.status.as_str() && row.reason == remote.reason;
    let same_words = known.current.as_ref().is_some_and(|current| current.says_the_same(&remote.draft));
    let warned = remote.correct_category.filter(|to| row.warned_category.as_deref() != Some(to.as_str()));
    let told = Told {
        provider_id: (row.provider_id.as_deref() != Some(&remote.id)).then(|| remote.id.clone()),
        status: (!same_status).then(|| (remote.status, remote.reason.clone(), None)),
        quality: (row.quality() != remote.quality).then_some(remote.quality),
        category: (row.category_word != remote.draft.category.as_str()).then_some(remote.draft.category),
        warned: warned.map(|to| (to, None)),
        content_ct: (!same_words).then(|| seal(keys, &remote.draft)),
    };
    let differs = told.provider_id.is_some()
        || told.status.is_some()
        || told.quality.is_some()
        || told.category.is_some()
        || told.warned.is_some()
        || told.content_ct.is_some();
    differs.then_some(told)
}

/// Events about templates among the updates of a turn, with the account and when they came.
fn events_of(engine: &Engine, parts: &[Part]) -> Vec<(String, DateTime<Utc>, TemplateEvent)> {
    let mut found = Vec::new();
    for part in parts {
        for (_, update) in &part.updates {
            let (Item::Other { field, raw }, Some(account)) = (&update.item, &update.account_id) else {
                continue;
            };
            if !field.contains("template") {
                continue;
            }
            let providers =
                engine.providers.names().into_iter().filter_map(|name| engine.providers.get(name));
            let mut read = providers.filter_map(|provider| provider.template_event(field, raw));
            if let Some(event) = read.next() {
                found.push((account.clone(), part.received_at, event));
            }
        }
    }
    found
}

/// Stores the events about templates of one turn of reading, in its transaction. Turns without such events ask nothing.
///
/// # Errors
/// When Postgres refuses.
pub(crate) async fn note_events(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    parts: &[Part],
    live: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let events = events_of(engine, parts);
    if events.is_empty() {
        return Ok(());
    }
    let mut read_again = false;
    for (account, at, event) in &events {
        let mut here = Vec::new();
        for row in template::of_account(tx, account).await? {
            here.push(Opened::of(keys, row)?);
        }
        let Some(known) = find(&here, &event.of.id, (&event.of.name, &event.of.language)) else {
            read_again = true;
            continue;
        };
        read_again |= apply(tx, keys, known, event, *at).await?;
    }
    if read_again {
        job::enqueue(tx, TemplateSync::NAME, &TemplateSync { tenant: tx.tenant() }).await?;
    }
    live.push(NewEvent::of(EventKind::TemplateUpdated));
    Ok(())
}

/// Stores one event. Returns whether the template has to be read again.
async fn apply(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    known: &Opened,
    event: &TemplateEvent,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let mut told =
        Told { provider_id: Some(event.of.id.clone()).filter(|id| !id.is_empty()), ..Told::default() };
    match &event.change {
        TemplateChange::Status { status: TemplateStatus::Deleted, .. } => {
            template::delete(tx, known.id(), at).await?;
            return Ok(false);
        }
        TemplateChange::Status { status, reason, detail, category } => {
            let detail = (!detail.is_empty()).then(|| keys.seal(Purpose::StatusDetail, detail.as_bytes()));
            told.status = Some((*status, reason.clone(), detail));
            told.category = category.filter(|category| category.as_str() != known.row.category_word);
        }
        TemplateChange::Quality(quality) => told.quality = Some(*quality),
        TemplateChange::Category(category) => told.category = Some(*category),
        TemplateChange::CategoryWarning { to, at } => told.warned = Some((*to, *at)),
        TemplateChange::Components => return Ok(true),
    }
    template::note_told(tx, known.id(), &told, at).await?;
    Ok(false)
}
