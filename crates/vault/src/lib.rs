//! Envelope encryption, blind indexes and key providers. The database and HTTP are not known here.
//!
//! Every tenant has data keys (AES-256-GCM) and one index secret, each wrapped by a key-encryption key that never leaves
//! its provider. A ciphertext says which data key made it, so keys rotate without rewriting what is stored.

mod file;
mod keys;
mod provider;
mod stream;

pub use file::{FileKeyError, FileKeyProvider};
pub use keys::{DataKeys, InstallationKeys, KeyKind, Scope, TenantKeys, WrappedKey};
pub use provider::{Boxed, Kek, KeyProvider};
pub use stream::{FileKey, FileLayout, FileSealer, PIECE};

/// What a ciphertext is for. It is bound into the ciphertext: a name can never be passed off as a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Content of a message.
    MessageContent,
    /// Beginning of a message's text, for the list.
    Preview,
    /// Name of a person or company.
    PersonName,
    /// Phone number or user id.
    Phone,
    /// E-mail address.
    Email,
    /// Access token, app secret, verify token.
    ProviderToken,
    /// Raw body in the journal.
    JournalBody,
    /// Browser and address of a session.
    SessionDetail,
    /// Errors and prices told by the provider.
    StatusDetail,
    /// Key of one stored file.
    FileKey,
    /// Name of a file, as somebody gave it.
    FileName,
    /// What a provider calls a file.
    FileSource,
    /// Words that prove a consent.
    ConsentProof,
    /// Words a member told the classifier the meaning of.
    LabelExample,
    /// What a tenant taught its classifier.
    TenantHead,
    /// What a language model wrote, and what it leaned on.
    AssistText,
    /// Titles, texts and passages of what a company knows.
    Knowledge,
}

impl Purpose {
    const fn tag(self) -> u8 {
        match self {
            Self::MessageContent => 1,
            Self::Preview => 2,
            Self::PersonName => 3,
            Self::Phone => 4,
            Self::Email => 5,
            Self::ProviderToken => 6,
            Self::JournalBody => 7,
            Self::SessionDetail => 8,
            Self::StatusDetail => 9,
            Self::FileKey => 40,
            Self::FileName => 41,
            Self::FileSource => 42,
            Self::ConsentProof => 50,
            Self::LabelExample => 70,
            Self::TenantHead => 71,
            Self::AssistText => 90,
            Self::Knowledge => 80,
        }
    }
}

/// What a keyed hash is for. The same value hashes differently for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IndexPurpose {
    /// Business-scoped user id.
    UserId,
    /// Digits of a phone number.
    Phone,
    /// E-mail address, folded.
    Email,
    /// A provider's message id.
    ProviderMessage,
    /// Raw body of a delivery.
    JournalDigest,
    /// Word of a message.
    SearchWord,
    /// Network address or e-mail in the log-in throttle.
    Throttle,
    /// Secret token of a link or a session.
    Token,
    /// Bytes of a file.
    FileDigest,
    /// Link to a file.
    FileLink,
    /// Words that prove a consent.
    ConsentProof,
    /// A question to a language model.
    AssistAsk,
}

impl IndexPurpose {
    const fn tag(self) -> u8 {
        match self {
            Self::UserId => 1,
            Self::Phone => 2,
            Self::Email => 3,
            Self::ProviderMessage => 4,
            Self::JournalDigest => 5,
            Self::SearchWord => 6,
            Self::Throttle => 7,
            Self::Token => 8,
            Self::FileDigest => 40,
            Self::FileLink => 41,
            Self::ConsentProof => 50,
            Self::AssistAsk => 90,
        }
    }
}

/// Why a vault operation failed. Says nothing about the plaintext.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Too short, or of an unknown version.
    #[error("not a ciphertext of this vault")]
    Malformed,
    /// Made by a key that is not loaded here.
    #[error("made by key {0}, which is not loaded")]
    UnknownKey(u32),
    /// Changed, moved to another purpose or tenant, or made by another key.
    #[error("the ciphertext does not open")]
    Tampered,
    /// The key-encryption key that wrapped a data key is not there.
    #[error("a key-encryption key is missing")]
    MissingKek,
    /// The key provider cannot be reached.
    #[error("the key provider is away")]
    ProviderAway,
    /// No data key or no index secret.
    #[error("no usable key")]
    NoKey,
    /// The operating system gave no randomness.
    #[error("no randomness")]
    NoRandomness,
}
