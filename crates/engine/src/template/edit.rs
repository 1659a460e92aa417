//! Writing templates: take one from the library, save, hand in, delete. No transaction is open while the provider is asked.

use super::{Opened, accounts, may_manage, refuse_call, seal};
use crate::{Caller, Engine, Reply, media::link::Variant, path::deliver::credentials, refuse_db};
use bytes::BytesMut;
use futures::StreamExt as _;
use prosa_db::{
    DbError, TenantTx,
    event::{self, NewEvent},
    line,
    template::{self, Counts, DraftWrite, NewTemplate, SubmittedVersion},
};
use prosa_domain::{
    access::Action,
    event::EventKind,
    id::{LineId, MediaId, TemplateId},
    refusal::{Code, Refusal},
    template::{
        Draft, Header, Quality, TemplateCategory, TemplateStatus, library,
        life::{self, SubmitFacts},
        lint, source,
    },
};
use prosa_provider::{LineCredentials, template::SampleFile};
use prosa_vault::TenantKeys;
use prosa_wire::template::{TemplateForm, TemplateView};

/// Bytes of a stored draft at most: far above what Meta takes, far below what hurts.
const DRAFT_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a sample file at most; it is held in memory.
pub const SAMPLE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What a new template begins as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewFrom {
    /// Nothing, in a language.
    Blank(String),
    /// A purpose of the library, in a language.
    Library(String, String),
    /// Another language of one that is here.
    Language(TemplateId, String),
}

impl Engine {
    /// What the editor begins with for a new template. Nothing is stored.
    ///
    /// # Errors
    /// `not-found` for a purpose or a template that is not there, `forbidden`.
    pub async fn new_template(&self, caller: &Caller, from: NewFrom) -> Reply<TemplateView> {
        caller.may(Action::ManageTemplates)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let missing = || Refusal::new(Code::NotFound);
        let draft = match from {
            NewFrom::Blank(language) => Draft { language, ..Draft::default() },
            NewFrom::Library(purpose, language) => library::get(&purpose, &language).ok_or_else(missing)?,
            NewFrom::Language(id, language) => {
                let opened = find(&mut tx, &keys, id).await?;
                Draft { language, ..opened.newest() }
            }
        };
        let names = prosa_domain::template::fill::slots(&draft);
        let sources = names
            .into_iter()
            .filter_map(|slot| {
                let field = source::suggested(&slot.key)?;
                Some((slot.key, source::Source { field: Some(field), fallback: String::new() }))
            })
            .collect();
        let accounts = accounts(&line::list(&mut tx).await.map_err(refuse_db)?);
        let company = template::company(&mut tx, &keys).await.map_err(refuse_db)?;
        Ok(TemplateView {
            id: None,
            form: TemplateForm::of(&draft, &sources),
            status: TemplateStatus::Draft,
            quality: Quality::Unknown,
            reason: String::new(),
            detail: String::new(),
            version: 0,
            has_draft: true,
            is_submitted: false,
            edits_stop_until: None,
            warned: None,
            languages: Vec::new(),
            versions: Vec::new(),
            users: Vec::new(),
            use_count: 0,
            stand_ins: Vec::new(),
            accounts,
            company,
            may_manage: may_manage(caller),
            sequence: 0,
        })
    }

    /// Stores what is being written. Nothing is handed in.
    ///
    /// # Errors
    /// `field-missing`, `field-too-long`, `template-taken`, `template-fixed` for name and language the provider has,
    /// `line-not-connected` without an account, `not-found`, `forbidden`.
    pub async fn save_template(&self, caller: &Caller, form: TemplateForm) -> Reply<TemplateId> {
        caller.may(Action::ManageTemplates)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let draft = form.draft();
        check_size(&draft)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let id = match form.id {
            Some(id) => self.change_draft(&mut tx, &keys, id, &form, &draft).await?,
            None => self.add_draft(&mut tx, &keys, &form, &draft).await?,
        };
        let event = NewEvent::of(EventKind::TemplateUpdated).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        Ok(id)
    }

    async fn add_draft(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        form: &TemplateForm,
        draft: &Draft,
    ) -> Reply<TemplateId> {
        let lines = line::list(tx).await.map_err(refuse_db)?;
        let accounts = accounts(&lines);
        let account = match form.line {
            Some(line) => accounts.iter().find(|account| account.line == line),
            None => accounts.first(),
        };
        let account = account.ok_or(Refusal::new(Code::LineNotConnected).with("state", "draft"))?;
        let provider = lines.iter().find(|line| LineId(line.id) == account.line);
        let id = self.new_id(TemplateId::from_parts);
        let new = NewTemplate {
            id,
            provider: provider.map(|line| line.provider.clone()).unwrap_or_default(),
            account_id: account.account_id.clone(),
            name: draft.name.clone(),
            language: draft.language.clone(),
            category: draft.category,
            status: TemplateStatus::Draft,
            quality: Quality::Unknown,
            provider_id: None,
            reason: String::new(),
            content_ct: None,
            draft_ct: Some(seal(keys, draft)),
            sources_ct: Some(seal(keys, &form.sources())),
        };
        template::insert(tx, &new, self.now()).await.map_err(refuse_taken)?;
        Ok(id)
    }

    async fn change_draft(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        id: TemplateId,
        form: &TemplateForm,
        draft: &Draft,
    ) -> Reply<TemplateId> {
        let opened = find(tx, keys, id).await?;
        if opened.row.provider_id.is_some() {
            for (field, same) in
                [("name", draft.name == opened.row.name), ("language", draft.language == opened.row.language)]
            {
                if !same {
                    return Err(Refusal::new(Code::TemplateFixed).with("field", field));
                }
            }
        }
        let fallback = form.fallback_id().filter(|fallback| *fallback != id);
        if let Some(fallback) = fallback {
            find(tx, keys, fallback).await?;
        }
        let differs = opened.current.as_ref().is_none_or(|current| current != draft);
        let write = DraftWrite {
            id,
            name: draft.name.clone(),
            language: draft.language.clone(),
            category: draft.category,
            draft_ct: differs.then(|| seal(keys, draft)),
            sources_ct: seal(keys, &form.sources()),
            fallback,
        };
        template::save_draft(tx, &write, self.now()).await.map_err(refuse_taken)?;
        Ok(id)
    }

    /// Hands a template in for review: a new one, or a new version of one the provider has.
    ///
    /// # Errors
    /// `template-faulty` (count), `template-name-locked`, `template-edit-limit`, `template-not-editable`,
    /// `template-fixed`, `provider-refused`, `provider-unreachable`, `line-not-connected`, `not-found`, `forbidden`.
    pub async fn submit_template(&self, caller: &Caller, id: TemplateId) -> Reply<TemplateStatus> {
        caller.may(Action::ManageTemplates)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let opened = find(&mut tx, &keys, id).await?;
        let draft = opened.newest();
        let errors = lint::errors(&lint::lint(&draft));
        if errors > 0 {
            return Err(Refusal::new(Code::TemplateFaulty).with("count", errors));
        }
        let name_deleted_at = template::name_deleted_at(&mut tx, &opened.row.account_id, &draft.name);
        let facts = SubmitFacts {
            now: self.now(),
            status: opened.row.status().map_err(refuse_db)?,
            current: opened.current.as_ref().filter(|_| opened.row.provider_id.is_some()),
            edits: &opened.row.edits,
            name_deleted_at: name_deleted_at.await.map_err(refuse_db)?,
        };
        life::may_submit(&draft, &facts)?;
        let line = line_of(&mut tx, &keys, &opened.row.account_id).await?;
        tx.commit().await.map_err(refuse_db)?;
        let version = self.hand_in(caller, &keys, &opened, &draft, &line).await?;
        let status = version.status;
        self.store_version(caller, &version).await.map_err(refuse_db)?;
        Ok(status)
    }

    /// The call, with no transaction open.
    async fn hand_in(
        &self,
        caller: &Caller,
        keys: &TenantKeys,
        opened: &Opened,
        draft: &Draft,
        line: &LineCredentials,
    ) -> Reply<SubmittedVersion> {
        let provider = self.providers.get(&opened.row.provider).ok_or(Refusal::new(Code::Internal))?;
        let called_at = self.now();
        let version = |provider_id: String, status, category, counts| SubmittedVersion {
            id: opened.id(),
            provider_id,
            status,
            category,
            content_ct: seal(keys, &Draft { category, ..draft.clone() }),
            counts,
            member: caller.member,
            called_at,
        };
        match &opened.row.provider_id {
            Some(provider_id) => {
                let edited = provider.edit_template(line, provider_id, draft).await;
                edited.map_err(|error| refuse_call(&error))?;
                let was = opened.row.status().map_err(refuse_db)?;
                let counts = if was.is_sendable() { Counts::Edit } else { Counts::Free };
                Ok(version(provider_id.clone(), TemplateStatus::Pending, draft.category, counts))
            }
            None => {
                let made =
                    provider.create_template(line, draft).await.map_err(|error| refuse_call(&error))?;
                let category = made.category.unwrap_or(draft.category);
                Ok(version(made.id, made.status, category, Counts::Free))
            }
        }
    }

    async fn store_version(&self, caller: &Caller, version: &SubmittedVersion) -> Result<(), DbError> {
        let mut tx = self.db.tenant(caller.tenant).await?;
        let now = self.now();
        template::note_submitted(&mut tx, version, now).await?;
        let event = NewEvent::of(EventKind::TemplateUpdated).by(caller.member);
        event::append(&mut tx, now, &[event]).await?;
        tx.commit().await
    }

    /// Deletes one language of a template, here and at the provider. Its name stays locked for thirty days.
    ///
    /// # Errors
    /// `template-not-editable` for a disabled one, `provider-refused`, `provider-unreachable`, `not-found`, `forbidden`.
    pub async fn delete_template(&self, caller: &Caller, id: TemplateId) -> Reply<()> {
        caller.may(Action::ManageTemplates)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let opened = find(&mut tx, &keys, id).await?;
        life::may_delete(opened.row.status().map_err(refuse_db)?)?;
        if let Some(provider_id) = &opened.row.provider_id {
            let line = line_of(&mut tx, &keys, &opened.row.account_id).await?;
            tx.commit().await.map_err(refuse_db)?;
            let provider = self.providers.get(&opened.row.provider).ok_or(Refusal::new(Code::Internal))?;
            let deleted = provider.delete_template(&line, &opened.row.name, provider_id).await;
            deleted.map_err(|error| refuse_call(&error))?;
            tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        }
        let now = self.now();
        template::delete(&mut tx, id, now).await.map_err(refuse_db)?;
        let event = NewEvent::of(EventKind::TemplateUpdated).by(caller.member);
        event::append(&mut tx, now, &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Hands the sample file of a header to the provider and keeps its handle in the draft.
    ///
    /// # Errors
    /// `field-invalid` for a header without a file or a type it does not take, `media-too-large` over 16 MiB,
    /// `provider-refused`, `provider-unreachable`, `not-found`, `forbidden`.
    pub async fn upload_template_sample(
        &self,
        caller: &Caller,
        id: TemplateId,
        file: SampleFile,
    ) -> Reply<String> {
        caller.may(Action::ManageTemplates)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let opened = find(&mut tx, &keys, id).await?;
        let invalid = || Refusal::new(Code::FieldInvalid).with("field", "header_file");
        let Some(Header::Media { format, .. }) = opened.newest().header else { return Err(invalid()) };
        let (types, bytes_max) = format.accepts();
        if !types.contains(&file.mime.as_str()) {
            return Err(invalid());
        }
        let bytes_max = usize::try_from(bytes_max).unwrap_or(usize::MAX).min(SAMPLE_BYTES_MAX);
        if file.bytes.len() > bytes_max {
            return Err(too_large(bytes_max));
        }
        let line = line_of(&mut tx, &keys, &opened.row.account_id).await?;
        tx.commit().await.map_err(refuse_db)?;
        let provider = self.providers.get(&opened.row.provider).ok_or(Refusal::new(Code::Internal))?;
        let handle = provider.upload_sample(&line, &file).await.map_err(|error| refuse_call(&error))?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        // Somebody may have written in the meantime: only the handle is ours.
        let opened = find(&mut tx, &keys, id).await?;
        let mut draft = opened.newest();
        if let Some(Header::Media { handle: kept, .. }) = &mut draft.header {
            kept.clone_from(&handle);
        }
        let mut form = TemplateForm::of(&draft, &opened.sources);
        form.fallback = opened.row.fallback_id.map(|id| id.to_string()).unwrap_or_default();
        self.change_draft(&mut tx, &keys, id, &form, &draft).await?;
        tx.commit().await.map_err(refuse_db)?;
        Ok(handle)
    }
}

impl Engine {
    /// Hands a file that a member brought to the provider as the sample of a header.
    ///
    /// # Errors
    /// As [`Engine::upload_template_sample`]; `not-found` for another tenant's file; `storage-away`, `media-broken`.
    pub async fn template_sample(&self, caller: &Caller, id: TemplateId, media: MediaId) -> Reply<String> {
        caller.may(Action::ManageTemplates)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let file = self.read_media(caller, &keys, media, Variant::Full).await?;
        let (mime, length) = (file.mime.clone(), usize::try_from(file.bytes).unwrap_or(usize::MAX));
        if length > SAMPLE_BYTES_MAX {
            return Err(too_large(SAMPLE_BYTES_MAX));
        }
        let last = file.bytes.saturating_sub(1);
        let mut bytes = BytesMut::with_capacity(length);
        let mut chunks = Box::pin(file.read(0, last));
        while let Some(chunk) = chunks.next().await {
            bytes.extend_from_slice(&chunk.map_err(|error| {
                tracing::error!(error = %crate::chain(&error), "a stored file cannot be read");
                Refusal::new(Code::StorageAway)
            })?);
        }
        // Only reviewers see it, so its own name says nothing; names may hold a person's.
        let name = mime.replace('/', ".");
        self.upload_template_sample(caller, id, SampleFile { name, mime, bytes: bytes.freeze() }).await
    }
}

fn too_large(bytes_max: usize) -> Refusal {
    let megabytes = format!("{} MB", bytes_max / (1024 * 1024));
    Refusal::new(Code::MediaTooLarge).with("size_max", megabytes)
}

fn check_size(draft: &Draft) -> Reply<()> {
    for (field, value) in [("name", &draft.name), ("language", &draft.language)] {
        if value.is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", field));
        }
    }
    if draft.name.chars().count() > lint::NAME_MAX {
        return Err(Refusal::new(Code::FieldTooLong)
            .with("field", "name")
            .with("length_max", lint::NAME_MAX));
    }
    if draft.language.len() > 16 {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "language"));
    }
    let bytes = serde_json::to_vec(draft).map(|json| json.len()).unwrap_or(usize::MAX);
    if bytes > DRAFT_BYTES_MAX {
        return Err(Refusal::new(Code::FieldTooLong)
            .with("field", "text")
            .with("length_max", lint::BODY_MAX));
    }
    // A category the form did not know is the default one; a code is never sent by mistake as anything else.
    if draft.category == TemplateCategory::Authentication && !draft.body.is_empty() {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "category"));
    }
    Ok(())
}

fn refuse_taken(error: DbError) -> Refusal {
    match error {
        DbError::Duplicate { .. } => Refusal::new(Code::TemplateTaken),
        other => refuse_db(other),
    }
}

async fn find(tx: &mut TenantTx, keys: &TenantKeys, id: TemplateId) -> Reply<Opened> {
    let row = template::find(tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))?;
    Opened::of(keys, row).map_err(refuse_db)
}

/// How to get in at an account: through its first connected line.
async fn line_of(tx: &mut TenantTx, keys: &TenantKeys, account_id: &str) -> Reply<LineCredentials> {
    let lines = line::list(tx).await.map_err(refuse_db)?;
    let accounts = accounts(&lines);
    let line = accounts.iter().find(|account| account.account_id == account_id).map(|account| account.line);
    let row = lines.iter().find(|row| Some(LineId(row.id)) == line);
    let row = row.ok_or(Refusal::new(Code::LineNotConnected).with("state", "disconnected"))?;
    credentials(keys, row).map_err(refuse_db)
}
