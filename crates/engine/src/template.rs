//! Templates: the list, one opened, and what is done with it. Writing is in [`edit`], what Meta tells in [`sync`], sending
//! in [`send`].

mod edit;
pub mod send;
pub mod sync;

pub use edit::NewFrom;
pub use send::{FillFor, FilledTemplate, fill, template_fact};

use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    DbError, TenantTx, event,
    line::{self, LineRow},
    template::{self, TemplateRow},
    view::inbox,
};
use prosa_domain::{
    access::{Action, Permit, allows},
    id::{LineId, TemplateId},
    line::LineState,
    refusal::{Code, Refusal},
    template::{Draft, TemplateCategory, life, normal_language, source::Sources},
};
use prosa_provider::CallError;
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::template::{
    AccountRef, LanguageRef, TemplateForm, TemplateList, TemplateRef, TemplateRowView, TemplateView,
    VersionView,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The time uses are counted in.
const USE_WINDOW: TimeDelta = TimeDelta::days(30);
/// Characters of a text in the list.
const PREVIEW_MAX: usize = 120;

/// Seals a value of ours as JSON.
pub(crate) fn seal<T: serde::Serialize>(keys: &TenantKeys, value: &T) -> Vec<u8> {
    keys.seal(Purpose::MessageContent, &serde_json::to_vec(value).unwrap_or_default())
}

/// Opens what [`seal`] sealed.
pub(crate) fn open<T: serde::de::DeserializeOwned>(keys: &TenantKeys, sealed: &[u8]) -> Result<T, DbError> {
    let plain = keys.open(Purpose::MessageContent, sealed)?;
    serde_json::from_slice(&plain).map_err(|error| DbError::Decode(format!("template: {error}")))
}

/// A stored template, opened.
pub(crate) struct Opened {
    pub row: TemplateRow,
    /// What the provider has.
    pub current: Option<Draft>,
    /// What is being written.
    pub draft: Option<Draft>,
    pub sources: Sources,
}

impl Opened {
    pub(crate) fn of(keys: &TenantKeys, row: TemplateRow) -> Result<Self, DbError> {
        let words = |sealed: &Option<Vec<u8>>| sealed.as_deref().map(|sealed| open(keys, sealed)).transpose();
        let current = words(&row.content_ct)?;
        let draft = words(&row.draft_ct)?;
        let sources = row.sources_ct.as_deref().map(|sealed| open(keys, sealed)).transpose()?;
        Ok(Self { current, draft, sources: sources.unwrap_or_default(), row })
    }

    /// What the editor begins with.
    fn newest(&self) -> Draft {
        self.draft.clone().or_else(|| self.current.clone()).unwrap_or_default()
    }

    /// Whether it has that name in that language.
    fn is_named(&self, (name, language): (&str, &str)) -> bool {
        self.row.name == name && normal_language(&self.row.language) == normal_language(language)
    }

    pub(crate) fn id(&self) -> TemplateId {
        TemplateId(self.row.id)
    }
}

/// A provider's answer that was no, as a refusal.
pub(crate) fn refuse_call(error: &CallError) -> Refusal {
    match error {
        CallError::Refused { code, detail } => {
            Refusal::new(Code::ProviderRefused).with("provider_code", code).with("detail", detail)
        }
        CallError::Unreachable => Refusal::new(Code::ProviderUnreachable),
    }
}

/// Accounts of the tenant, each under its first connected line.
fn accounts(lines: &[LineRow]) -> Vec<AccountRef> {
    let mut found: Vec<AccountRef> = Vec::new();
    for line in lines.iter().filter(|line| line.state().is_ok_and(|state| state == LineState::Connected)) {
        match found.iter_mut().find(|known| known.account_id == line.account_id) {
            Some(known) => known.label = format!("{}, {}", known.label, line.label),
            None => found.push(AccountRef {
                line: LineId(line.id),
                account_id: line.account_id.clone(),
                label: line.label.clone(),
            }),
        }
    }
    found
}

/// Uses by template, as a sum and by member.
#[derive(Default)]
struct Uses(BTreeMap<Uuid, Vec<(Option<Uuid>, u32)>>);

impl Uses {
    async fn load(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<Self, DbError> {
        let mut uses = Self::default();
        for (template, member, count) in template::uses(tx, now - USE_WINDOW).await? {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            uses.0.entry(template).or_default().push((member, count));
        }
        Ok(uses)
    }

    fn count(&self, id: Uuid) -> u32 {
        self.of(id).iter().map(|(_, count)| *count).fold(0, u32::saturating_add)
    }

    fn of(&self, id: Uuid) -> &[(Option<Uuid>, u32)] {
        self.0.get(&id).map(Vec::as_slice).unwrap_or_default()
    }
}

fn may_manage(caller: &Caller) -> bool {
    allows(caller.role, Action::ManageTemplates) == Permit::Allowed
}

impl Engine {
    /// Every template of the tenant.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn templates(&self, caller: &Caller) -> Reply<TemplateList> {
        caller.may(Action::ViewTemplates)?;
        self.read_templates(caller).await.map_err(refuse_db)
    }

    async fn read_templates(&self, caller: &Caller) -> Result<TemplateList, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        // First of all, so that whatever happens while the rest is read is told again by an event.
        let (_, sequence) = event::range(&mut tx).await?;
        let rows = template::list(&mut tx).await?;
        let uses = Uses::load(&mut tx, self.now()).await?;
        let accounts = accounts(&line::list(&mut tx).await?);
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            let opened = Opened::of(&keys, row)?;
            list.push(row_view(&opened, &uses, &accounts)?);
        }
        Ok(TemplateList { rows: list, accounts, may_manage: may_manage(caller), sequence })
    }

    /// One template with its languages, history and use.
    ///
    /// # Errors
    /// `not-found`, `forbidden`, `database-away`.
    pub async fn template(&self, caller: &Caller, id: TemplateId) -> Reply<TemplateView> {
        caller.may(Action::ViewTemplates)?;
        self.read_template(caller, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))
    }

    async fn read_template(&self, caller: &Caller, id: TemplateId) -> Result<Option<TemplateView>, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        // First of all, as in the list.
        let (_, sequence) = event::range(&mut tx).await?;
        let rows = template::list(&mut tx).await?;
        let uses = Uses::load(&mut tx, self.now()).await?;
        let versions = template::versions(&mut tx, id).await?;
        let accounts = accounts(&line::list(&mut tx).await?);
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            all.push(Opened::of(&keys, row)?);
        }
        let Some(own) = all.iter().find(|one| one.id() == id) else { return Ok(None) };
        let mut people: Vec<Uuid> = versions.iter().filter_map(|version| version.member_id).collect();
        people.extend(uses.of(id.0).iter().filter_map(|(member, _)| *member));
        let names: BTreeMap<Uuid, String> = inbox::member_names(&mut tx, &keys, &people)
            .await?
            .into_iter()
            .map(|member| (member.id.0, member.name))
            .collect();
        let name_of = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
        let versions = versions.into_iter().map(|version| {
            Ok(VersionView {
                number: u32::try_from(version.number).unwrap_or_default(),
                at: version.at,
                by: name_of(version.member_id),
                draft: open(&keys, &version.content_ct)?,
            })
        });
        let mut view = own_view(&keys, own, &all, self.now())?;
        view.versions = versions.collect::<Result<_, DbError>>()?;
        view.users = uses.of(id.0).iter().map(|(member, count)| (name_of(*member), *count)).collect();
        view.use_count = uses.count(id.0);
        view.accounts = accounts;
        view.company = template::company(&mut tx, &keys).await?;
        view.may_manage = may_manage(caller);
        view.sequence = sequence;
        Ok(Some(view))
    }
}

fn row_view(opened: &Opened, uses: &Uses, accounts: &[AccountRef]) -> Result<TemplateRowView, DbError> {
    let row = &opened.row;
    let newest = opened.newest();
    let account = accounts.iter().find(|account| account.account_id == row.account_id);
    let preview = newest.body.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(TemplateRowView {
        id: opened.id(),
        name: row.name.clone(),
        language: row.language.clone(),
        category: row.category()?,
        status: row.status()?,
        quality: row.quality(),
        account: account.map(|account| account.label.clone()).unwrap_or_default(),
        preview: preview.chars().take(PREVIEW_MAX).collect(),
        use_count: uses.count(row.id),
        has_draft: opened.draft.is_some() && opened.current.is_some(),
        warned_category: row.warned_category.as_deref().and_then(TemplateCategory::parse),
    })
}

/// What the template and its neighbours say, without what has to be asked for.
fn own_view(
    keys: &TenantKeys,
    own: &Opened,
    all: &[Opened],
    now: DateTime<Utc>,
) -> Result<TemplateView, DbError> {
    let row = &own.row;
    let detail =
        row.detail_ct.as_deref().map(|sealed| keys.open_text(Purpose::StatusDetail, sealed)).transpose()?;
    let mut form = TemplateForm::of(&own.newest(), &own.sources);
    form.id = Some(own.id());
    form.fallback = row.fallback_id.map(|id| id.to_string()).unwrap_or_default();
    let mut languages = Vec::new();
    let mut stand_ins = Vec::new();
    for one in all.iter().filter(|one| one.row.account_id == row.account_id) {
        let status = one.row.status()?;
        if one.row.name == row.name {
            languages.push(LanguageRef {
                id: one.id(),
                language: one.row.language.clone(),
                status,
                body: one.newest().body,
            });
        } else if normal_language(&one.row.language) == normal_language(&row.language)
            && one.current.is_some()
        {
            stand_ins.push(TemplateRef { id: one.id(), name: one.row.name.clone() });
        }
    }
    let status = row.status()?;
    Ok(TemplateView {
        id: Some(own.id()),
        form,
        status,
        quality: row.quality(),
        reason: row.reason.clone(),
        detail: detail.unwrap_or_default(),
        version: u32::try_from(row.version).unwrap_or_default(),
        has_draft: own.draft.is_some(),
        is_submitted: row.provider_id.is_some(),
        edits_stop_until: if status.is_sendable() { life::edits_stop_until(&row.edits, now) } else { None },
        warned: row
            .warned_category
            .as_deref()
            .and_then(TemplateCategory::parse)
            .map(|to| (to, row.warned_at)),
        languages,
        versions: Vec::new(),
        users: Vec::new(),
        use_count: 0,
        stand_ins,
        accounts: Vec::new(),
        company: String::new(),
        may_manage: false,
        sequence: 0,
    })
}
