//! Message templates: what Meta reviews before a business may write first. The draft a person edits, what Meta says of it,
//! its variables, the linter, the limits of editing, and a library to begin with.
//!
//! Facts are of Meta's pages "Templates: overview, components, management, categorization, pausing".

pub mod draft;
pub mod fill;
pub mod library;
pub mod life;
pub mod lint;
pub mod source;
pub mod suggest;
pub mod variable;

pub use draft::{AuthText, Button, Draft, Header, MediaFormat, OtpApp, OtpKind, VariableFormat};
pub use life::{Quality, TemplateStatus};
pub use lint::{Finding, Place, Rule, Severity, lint};

use serde::{Deserialize, Serialize};

/// What a template is for, as Meta bills and limits it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateCategory {
    /// Offers, news, greetings, and everything mixed with them.
    Marketing,
    /// Asked for or expected, tied to one transaction or account, without any promotion.
    #[default]
    Utility,
    /// One-time codes only.
    Authentication,
}

impl TemplateCategory {
    /// Every category.
    pub const ALL: [Self; 3] = [Self::Marketing, Self::Utility, Self::Authentication];

    /// The word stored in the database and sent over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Utility => "utility",
            Self::Authentication => "authentication",
        }
    }

    /// Reads the stored word, or Meta's in capitals.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str().eq_ignore_ascii_case(word))
    }
}

/// Meta's codes of the languages the editor offers, with the language's own name, the usual ones first. Templates in other
/// languages are read and sent all the same.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("pt_BR", "Português (Brasil)"),
    ("es", "Español"),
    ("en", "English"),
    ("en_US", "English (US)"),
    ("en_GB", "English (UK)"),
    ("es_AR", "Español (Argentina)"),
    ("es_ES", "Español (España)"),
    ("es_MX", "Español (México)"),
    ("pt_PT", "Português (Portugal)"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("it", "Italiano"),
];

/// A language code as it is compared: Meta writes both `pt_BR` and `pt-BR`.
#[must_use]
pub fn normal_language(code: &str) -> String {
    code.trim().replace('-', "_").to_ascii_lowercase()
}
