//! Templates, as they cross the wire.

mod form;

pub use form::{ButtonForm, SampleForm, TemplateForm};

use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{LineId, TemplateId},
    template::{Draft, Quality, TemplateCategory, TemplateStatus, fill::Slot},
};
use serde::{Deserialize, Serialize};

/// The list of templates and the accounts they can be made in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TemplateList {
    /// Templates, by name and language.
    pub rows: Vec<TemplateRowView>,
    /// Where new ones can be made.
    pub accounts: Vec<AccountRef>,
    /// Whether the reader may write them.
    pub may_manage: bool,
    /// The newest event when this was read: what comes later is told live.
    pub sequence: i64,
}

/// An account of a provider, named by one of its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRef {
    /// A line of it.
    pub line: LineId,
    /// The provider's id of it.
    pub account_id: String,
    /// Names of its lines.
    pub label: String,
}

/// A template in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateRowView {
    /// The template.
    pub id: TemplateId,
    /// Name.
    pub name: String,
    /// Language code.
    pub language: String,
    /// What it is for.
    pub category: TemplateCategory,
    /// How far it is.
    pub status: TemplateStatus,
    /// What people do with it.
    pub quality: Quality,
    /// Names of its account's lines.
    pub account: String,
    /// Beginning of its text.
    pub preview: String,
    /// Times it was sent in thirty days.
    pub use_count: u32,
    /// Whether a version is being written that was not handed in.
    pub has_draft: bool,
    /// The category it will be moved to.
    pub warned_category: Option<TemplateCategory>,
}

/// A template opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateView {
    /// The template; none for one that is only being written.
    pub id: Option<TemplateId>,
    /// What the editor begins with.
    pub form: TemplateForm,
    /// How far it is.
    pub status: TemplateStatus,
    /// What people do with it.
    pub quality: Quality,
    /// Why it was rejected or stopped, as the provider's word; empty when nothing was told.
    pub reason: String,
    /// The provider's sentence about it; empty when there is none.
    pub detail: String,
    /// The newest version that was handed in; 0 before the first.
    pub version: u32,
    /// Whether what the editor begins with differs from what the provider has.
    pub has_draft: bool,
    /// Whether the provider has it: name and language stay then.
    pub is_submitted: bool,
    /// Until when no further edit is taken.
    pub edits_stop_until: Option<DateTime<Utc>>,
    /// The category it will be moved to, and when.
    pub warned: Option<(TemplateCategory, Option<DateTime<Utc>>)>,
    /// The same name in every language.
    pub languages: Vec<LanguageRef>,
    /// History, newest first.
    pub versions: Vec<VersionView>,
    /// Who sent it in thirty days, and how often.
    pub users: Vec<(String, u32)>,
    /// Times it was sent in thirty days.
    pub use_count: u32,
    /// Templates that can stand in for it.
    pub stand_ins: Vec<TemplateRef>,
    /// Where it can be made.
    pub accounts: Vec<AccountRef>,
    /// The company's name, for the preview.
    pub company: String,
    /// Whether the reader may write it.
    pub may_manage: bool,
    /// The tenant's newest event when this was read; live updates go on after it.
    pub sequence: i64,
}

/// A template by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRef {
    /// The template.
    pub id: TemplateId,
    /// Its name.
    pub name: String,
}

/// One language of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageRef {
    /// The template.
    pub id: TemplateId,
    /// Language code.
    pub language: String,
    /// How far it is.
    pub status: TemplateStatus,
    /// Its text, for reading languages side by side.
    pub body: String,
}

/// One version of the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionView {
    /// Its number.
    pub number: u32,
    /// When it was handed in or found.
    pub at: DateTime<Utc>,
    /// Who handed it in; empty when it was found at the provider.
    pub by: String,
    /// Its words.
    pub draft: Draft,
}

/// A template that can be sent in a conversation, with what it asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateOption {
    /// The template.
    pub id: TemplateId,
    /// What it says, for the preview.
    pub draft: Draft,
    /// What it asks for, each with the value that is known already.
    pub slots: Vec<(Slot, String)>,
    /// What people do with it.
    pub quality: Quality,
}
