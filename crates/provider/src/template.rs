//! Templates as providers tell of them: a listing, an answer, an event.

use chrono::{DateTime, Utc};
use prosa_domain::template::{Draft, Quality, TemplateCategory, TemplateStatus};

/// How a provider is told which template to send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TemplateWay {
    /// It has none.
    None,
    /// By name and language.
    #[default]
    Named,
    /// By its own id of it, and every value under the variable's own name.
    ById,
}

/// A template as the provider has it.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteTemplate {
    /// The provider's id.
    pub id: String,
    /// What it says.
    pub draft: Draft,
    /// How far it is.
    pub status: TemplateStatus,
    /// What people do with it.
    pub quality: Quality,
    /// Why it was rejected, as Meta's word; empty when it was not.
    pub reason: String,
    /// The category it is about to be moved to.
    pub correct_category: Option<TemplateCategory>,
}

/// One page of a listing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TemplatePage {
    /// Templates that could be read.
    pub templates: Vec<RemoteTemplate>,
    /// Entries that could not be read.
    pub unreadable: usize,
    /// Where the next page begins; none after the last.
    pub next: Option<String>,
}

/// What the provider answers to a new template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Its id there.
    pub id: String,
    /// How far it is at once.
    pub status: TemplateStatus,
    /// The category it was given, which may be another than was asked for.
    pub category: Option<TemplateCategory>,
}

/// A file the reviewers see in a header.
#[derive(Clone, Debug)]
pub struct SampleFile {
    /// Its name.
    pub name: String,
    /// Its type.
    pub mime: String,
    /// Its bytes.
    pub bytes: bytes::Bytes,
}

/// Which template an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateRef {
    /// The provider's id; empty when it was not told.
    pub id: String,
    /// Name.
    pub name: String,
    /// Language code, as it came.
    pub language: String,
}

/// Something that happened to a template.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateEvent {
    /// Which.
    pub of: TemplateRef,
    /// What.
    pub change: TemplateChange,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplateChange {
    /// The review decided, or quality stopped it.
    Status {
        /// How far it is now.
        status: TemplateStatus,
        /// Why, as Meta's word; empty when nothing is told.
        reason: String,
        /// Meta's own sentence about it; empty when there is none.
        detail: String,
        /// Its category, when told.
        category: Option<TemplateCategory>,
    },
    /// People like it more or less.
    Quality(Quality),
    /// It was moved to another category.
    Category(TemplateCategory),
    /// It will be moved to another category.
    CategoryWarning {
        /// Which.
        to: TemplateCategory,
        /// When, if told.
        at: Option<DateTime<Utc>>,
    },
    /// Its words changed: read it again.
    Components,
}
