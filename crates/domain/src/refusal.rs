//! Why something was refused: a code and its arguments. The UI translates the code; text never crosses the wire.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $word:literal, $status:literal);+ $(;)?) => {
        /// Everything a use case can answer instead of doing what it was asked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $word)] $name),+
        }

        impl Code {
            /// Every code, for the test that walks all codes in all languages.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable word, also the Fluent key after `error-`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// The HTTP status a door answers with.
            #[must_use]
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$name => $status),+ }
            }
        }
    };
}

codes! {
    /// No session, or it ended.
    SignedOut => "signed-out", 401;
    /// The role may not do this.
    Forbidden => "forbidden", 403;
    /// Not there, or another tenant's.
    NotFound => "not-found", 404;
    /// E-mail or password wrong (which one is not told).
    BadCredentials => "bad-credentials", 401;
    /// Too many wrong passwords; argument `minutes`.
    LockedOut => "locked-out", 429;
    /// Too many requests; argument `seconds`.
    RateLimited => "rate-limited", 429;
    /// The e-mail is already used.
    EmailTaken => "email-taken", 409;
    /// Not an e-mail address.
    EmailInvalid => "email-invalid", 422;
    /// Too short or too common; argument `length_min`.
    PasswordWeak => "password-weak", 422;
    /// A link that expired, was used or was withdrawn.
    LinkExpired => "link-expired", 410;
    /// A required field is empty; argument `field`.
    FieldMissing => "field-missing", 422;
    /// A field is too long; arguments `field`, `length_max`.
    FieldTooLong => "field-too-long", 422;
    /// A field has a value that cannot be; argument `field`.
    FieldInvalid => "field-invalid", 422;
    /// More than fit; arguments `field`, `count_max`.
    TooMany => "too-many", 422;
    /// The last owner cannot be removed or demoted.
    LastOwner => "last-owner", 409;
    /// The 24-hour window is closed; argument `closed_at`.
    WindowClosed => "window-closed", 409;
    /// The contact asked not to be contacted.
    DoNotContact => "do-not-contact", 409;
    /// The business has the contact blocked; argument `since`.
    ContactBlocked => "contact-blocked", 409;
    /// The person took back their consent; arguments `purpose`, `since`.
    OptedOut => "opted-out", 409;
    /// The person never agreed; argument `purpose`.
    ConsentMissing => "consent-missing", 409;
    /// Nobody with this number is known here.
    ContactUnknown => "contact-unknown", 404;
    /// The template cannot be sent as it stands; argument `status`.
    TemplateNotApproved => "template-not-approved", 409;
    /// The template is not there in the language asked for.
    TemplateLanguage => "template-language", 409;
    /// Variables of the template have no value; argument `count`.
    TemplateUnfilled => "template-unfilled", 422;
    /// A budget with a hard stop is spent.
    BudgetSpent => "budget-spent", 409;
    /// The line stopped itself; argument `until`.
    LinePanic => "line-panic", 409;
    /// The portfolio's limit of people to write to first is reached; argument `limit`.
    ReachSpent => "reach-spent", 409;
    /// Enough marketing for this person; arguments `count`, `days`.
    FrequencyCap => "frequency-cap", 409;
    /// Quiet hours or a holiday where the person lives; argument `until`.
    QuietHours => "quiet-hours", 409;
    /// A stop word that people write about other things; argument `word`.
    StopWordEveryday => "stop-word-everyday", 422;
    /// The line is not connected; argument `state`.
    LineNotConnected => "line-not-connected", 409;
    /// Nothing to send.
    MessageEmpty => "message-empty", 422;
    /// Longer than WhatsApp takes; argument `length_max`.
    MessageTooLong => "message-too-long", 422;
    /// The file is larger than WhatsApp takes; arguments `kind`, `size`, `size_max`.
    MediaTooLarge => "media-too-large", 413;
    /// WhatsApp does not take this type as this kind; arguments `kind`, `mime`, `types`.
    MediaType => "media-type", 415;
    /// The file has no bytes.
    MediaEmpty => "media-empty", 422;
    /// The file cannot be read as what it is, or is far too large when unpacked; argument `kind`.
    MediaBroken => "media-broken", 422;
    /// The file is not here: not fetched yet, or kept no longer.
    MediaNotHere => "media-not-here", 409;
    /// The store of files is away or full; nothing was stored.
    StorageAway => "storage-away", 503;
    /// Only a failed or unknown message can be sent again.
    NotRetryable => "not-retryable", 409;
    /// The number is already connected, here or in another tenant.
    LineTaken => "line-taken", 409;
    /// The linter found errors; arguments `count`.
    TemplateFaulty => "template-faulty", 422;
    /// A template of this name and language is already there.
    TemplateTaken => "template-taken", 409;
    /// Meta takes no new version in this state; argument `status`.
    TemplateNotEditable => "template-not-editable", 409;
    /// What can never change once Meta has it; argument `field`.
    TemplateFixed => "template-fixed", 409;
    /// Edited too often; argument `until`.
    TemplateEditLimit => "template-edit-limit", 409;
    /// The name was deleted and is locked; argument `until`.
    TemplateNameLocked => "template-name-locked", 409;
    /// It cannot be sent now; argument `status`.
    TemplateNotSendable => "template-not-sendable", 409;
    /// A variable has no value; argument `variable`.
    TemplateValueMissing => "template-value-missing", 422;
    /// A value Meta would refuse; argument `variable`.
    TemplateValueInvalid => "template-value-invalid", 422;
    /// Another price of the same market and category holds on some of these days; arguments `from`, `until`.
    PriceOverlap => "price-overlap", 409;
    /// There is a budget of this kind already.
    BudgetTaken => "budget-taken", 409;
    /// The currency cannot change while there are budgets in it; argument `currency`.
    CurrencyInUse => "currency-in-use", 409;
    /// Somebody else saved the text in the meantime; argument `version`.
    KnowledgeChanged => "knowledge-changed", 409;
    /// A page without words: all of it is program or picture.
    KnowledgeNoText => "knowledge-no-text", 422;
    /// A file larger than is taken; argument `size_max`, in megabytes.
    KnowledgeFileLarge => "knowledge-file-large", 413;
    /// A file of no format that is read.
    KnowledgeFileType => "knowledge-file-type", 415;
    /// A file that is not what it claims to be, or is cut off.
    KnowledgeFileBroken => "knowledge-file-broken", 422;
    /// A file under a password or with its text locked.
    KnowledgeFileLocked => "knowledge-file-locked", 422;
    /// A file of pictures, or with letters that stand for nothing.
    KnowledgeFilePictures => "knowledge-file-pictures", 422;
    /// A file without a word.
    KnowledgeFileWordless => "knowledge-file-wordless", 422;
    /// A file far larger inside than outside, too deep or too slow to read; argument `pages_max`.
    KnowledgeFileHeavy => "knowledge-file-heavy", 422;
    /// A file with more text than one source may have; argument `length_max`.
    KnowledgeFileLong => "knowledge-file-long", 422;
    /// The provider refused; arguments `provider_code`, `detail`.
    ProviderRefused => "provider-refused", 502;
    /// The provider did not answer.
    ProviderUnreachable => "provider-unreachable", 502;
    /// No language model is set up, or none is on.
    AssistNoProvider => "assist-no-provider", 409;
    /// No model answered; argument `reason`.
    AssistUnavailable => "assist-unavailable", 502;
    /// The day's money for models is spent.
    AssistMoneySpent => "assist-money-spent", 409;
    /// The day's tokens are used.
    AssistTokensSpent => "assist-tokens-spent", 409;
    /// There is a limit in money and a model without a price.
    AssistNoPrice => "assist-no-price", 409;
    /// The answer was held back by the filter; argument `flaw`.
    AssistUnsafe => "assist-unsafe", 422;
    /// Only a model can do this, and none is set up.
    AssistNeedsModel => "assist-needs-model", 409;
    /// Neither a model nor the knowledge base has an answer.
    AssistNothingKnown => "assist-nothing-known", 404;
    /// The address of a model may not be called; argument `reason`.
    AssistAddress => "assist-address", 422;
    /// The provider needs a key.
    AssistKeyMissing => "assist-key-missing", 422;
    /// The same question was asked already.
    AssistAsked => "assist-asked", 409;
    /// An assistant is to answer by itself, and nobody confirmed what that means.
    AssistantUnconfirmed => "assistant-unconfirmed", 409;
    /// Another assistant works on one of these lines (`name`).
    AssistantLineTaken => "assistant-line-taken", 409;
    /// The database is away; everything acknowledged is kept.
    DatabaseAway => "database-away", 503;
    /// The browser did not reach the server, or what answered was not Prosa.
    Unreachable => "unreachable", 503;
    /// Too much at once; try again soon.
    Overloaded => "overloaded", 503;
    /// A cross-site request was refused.
    CrossSite => "cross-site", 403;
    /// Our fault; argument `request_id`.
    Internal => "internal", 500;
}

/// A refusal as it crosses the wire: code and arguments, no prose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What happened.
    pub code: Code,
    /// Values for the placeholders of the translated sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Refusal {
    /// A refusal without arguments.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, args: BTreeMap::new() }
    }

    /// Adds one argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl std::error::Error for Refusal {}
