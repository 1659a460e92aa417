//! WhatsApp providers behind one port. Wire formats are pure and apart from sockets: parsing a delivery and building a
//! request need no network and are tested from saved JSON. Language models live beside them under the same rules: [`llm`].

mod answer;
pub mod dialog360;
pub mod file;
pub mod llm;
pub mod meta;
mod pricing;
pub mod template;
pub mod twilio;

pub use pricing::{Bill, Pricing};

use chrono::{DateTime, Utc};
use file::{FetchedFile, FileToBring, FileWay, RemoteFile};
use prosa_domain::{
    contact::Identity,
    delivery::Outcome,
    line_health::Facts,
    media::fetch::FetchFailure,
    message::{content::Content, status::DeliveryState},
    template::Draft,
};
use secrecy::SecretString;
use serde_json::Value;
use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc};
use template::{SampleFile, Submitted, TemplateEvent, TemplatePage, TemplateWay};

/// A future behind a trait object.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Headers of a delivery that matter to a signature, names in lower case.
pub type Headers = BTreeMap<String, String>;

/// One update of a delivery. Every update of a delivery is returned, in order; nothing is skipped.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The provider's id of the number it is for.
    pub phone_number_id: Option<String>,
    /// The provider's id of the account.
    pub account_id: Option<String>,
    /// Webhook field, such as `messages`.
    pub field: String,
    /// What it says.
    pub item: Item,
}

/// What an update says.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A message of a contact.
    Message(Box<Message>),
    /// A message of ours that was written on the phone; its identity is the contact's.
    Echo(Box<Message>),
    /// A message of the time before the line was connected here.
    History(Box<HistoryMessage>),
    /// A delivery state of one of ours.
    Status(Box<Status>),
    /// A contact's user id or number changed.
    SystemChange(Box<SystemChange>),
    /// Anything else: account fields, value errors, progress of a history, fields Meta invents tomorrow. Kept whole.
    Other {
        /// The field, with a detail when it helps (`messages.errors`).
        field: String,
        /// The provider's object.
        raw: Value,
    },
    /// An element that is not what its place asks for. Kept whole; its neighbours are read.
    Malformed {
        /// What is wrong, as a short word.
        reason: &'static str,
        /// The provider's object.
        raw: Value,
    },
}

/// A message of a contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The provider's id.
    pub provider_message_id: String,
    /// Who wrote it.
    pub identity: Identity,
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// What it says.
    pub content: Content,
    /// The group it was written in.
    pub group_id: Option<String>,
}

/// A message of the time before the line was connected here.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryMessage {
    /// The message; its identity is the contact's, whoever wrote it.
    pub message: Message,
    /// Who wrote it.
    pub author: Author,
    /// How far it got.
    pub state: DeliveryState,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The contact.
    Contact,
    /// The business, on the phone.
    Business,
}

/// A delivery state of one of our messages.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// The provider's id of the message.
    pub provider_message_id: String,
    /// The state.
    pub state: DeliveryState,
    /// Provider's time.
    pub at: DateTime<Utc>,
    /// Errors, when it failed.
    pub errors: Vec<StatusError>,
    /// What we sent along with the message.
    pub callback_data: Option<String>,
    /// Errors, pricing and whatever else came, whole; null when nothing did.
    pub detail: Value,
}

/// One error of a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusError {
    /// The provider's code.
    pub code: i32,
}

/// A contact's user id or number changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SystemChange {
    /// User id before.
    pub old_bsuid: Option<String>,
    /// User id now.
    pub new_bsuid: Option<String>,
    /// Digits before.
    pub old_wa_id: Option<String>,
    /// Digits now.
    pub new_wa_id: Option<String>,
    /// The provider's object.
    pub raw: Value,
}

/// Why a whole delivery cannot be read. It is kept all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InboundError {
    /// No JSON, cut off, or nested too deeply.
    #[error("not readable as JSON")]
    NotJson,
    /// JSON, but no delivery of this provider.
    #[error("not a delivery of this provider")]
    NotADelivery,
    /// More updates than any provider puts into one delivery.
    #[error("more updates than a delivery has")]
    TooMany,
}

impl InboundError {
    /// A short word for logs and the journal.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotJson => "not-json",
            Self::NotADelivery => "not-a-delivery",
            Self::TooMany => "too-many",
        }
    }
}

/// Where a line's provider is and how to get in.
#[derive(Clone, Debug)]
pub struct LineCredentials {
    /// Base address of the API.
    pub graph_base: String,
    /// API version.
    pub graph_version: String,
    /// The provider's id of the number.
    pub phone_number_id: String,
    /// The provider's id of the account.
    pub account_id: String,
    /// Access token.
    pub token: SecretString,
}

/// To whom a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// Digits of a number.
    Phone(String),
    /// A business-scoped user id.
    User(String),
}

/// A message to send.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundMessage {
    /// To whom.
    pub to: Recipient,
    /// What.
    pub content: Content,
    /// Comes back in every status of the message.
    pub callback_data: String,
}

/// Whether the contact sees us typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// Shown until we reply, or 25 seconds.
    Shown,
    /// Only marked as read.
    Hidden,
}

/// Why a call other than a send failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The provider refused.
    #[error("the provider refused with code {code}")]
    Refused {
        /// Its code.
        code: i32,
        /// Its details.
        detail: String,
    },
    /// The provider did not answer.
    #[error("the provider did not answer")]
    Unreachable,
}

impl CallError {
    /// What a provider answers that cannot do it at all (Meta's code 131051, "unsupported").
    #[must_use]
    pub fn not_supported() -> Self {
        Self::Refused { code: 131_051, detail: "not supported by this provider".to_owned() }
    }
}

/// One step of a live check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckStep {
    /// What was looked at: `token`, `number`, `account`, `subscription`.
    pub key: &'static str,
    /// How it went: the fact found, or why not.
    pub result: Result<String, CallError>,
}

/// A live check of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineCheck {
    /// Steps, in order.
    pub steps: Vec<CheckStep>,
    /// The number, when it was read.
    pub display_phone: Option<String>,
}

/// What a provider answered about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineAnswer {
    /// What it told.
    pub facts: Facts,
    /// Whether it answered about the number itself.
    pub number: Result<(), CallError>,
}

/// A WhatsApp provider.
pub trait Provider: Send + Sync + 'static {
    /// Its name in the address of the door and in the database.
    fn name(&self) -> &'static str;

    /// Whether the raw body is signed with one of the secrets. Constant time, and against every secret.
    fn verify(&self, raw: &[u8], headers: &Headers, secrets: &[SecretString]) -> bool;

    /// Reads every update of a delivery. `received_at` stands in where the provider tells no time.
    ///
    /// # Errors
    /// When the body as a whole is not a delivery.
    fn parse_inbound(&self, raw: &[u8], received_at: DateTime<Utc>) -> Result<Vec<Update>, InboundError>;

    /// Sends one message. Never retries.
    fn send<'a>(&'a self, line: &'a LineCredentials, message: &'a OutboundMessage) -> Boxed<'a, Outcome>;

    /// Marks a message and all before it as read, and may show us typing.
    fn mark_read<'a>(
        &'a self,
        line: &'a LineCredentials,
        provider_message_id: &'a str,
        typing: Typing,
    ) -> Boxed<'a, Result<(), CallError>>;

    /// How it comes by files to send.
    fn files(&self) -> FileWay {
        FileWay::Brought
    }

    /// Begins to fetch a file of a message; one larger than `bytes_max` is refused before or on the way.
    fn fetch_media<'a>(
        &'a self,
        line: &'a LineCredentials,
        file: &'a RemoteFile,
        bytes_max: u64,
    ) -> Boxed<'a, Result<FetchedFile, FetchFailure>> {
        let _ = (line, file, bytes_max);
        Box::pin(std::future::ready(Err(FetchFailure::Refused)))
    }

    /// Brings a file to the provider and returns its id there. Never retries.
    fn upload_media<'a>(
        &'a self,
        line: &'a LineCredentials,
        file: FileToBring,
    ) -> Boxed<'a, Result<String, CallError>> {
        let _ = (line, file);
        let detail = "files cannot be sent through this provider".to_owned();
        Box::pin(std::future::ready(Err(CallError::Refused { code: 131_053, detail })))
    }

    /// Looks at a line live, and subscribes to its messages when that is missing.
    fn check_line<'a>(&'a self, line: &'a LineCredentials) -> Boxed<'a, LineCheck>;

    /// How it is told which template to send.
    fn templates(&self) -> TemplateWay {
        TemplateWay::Named
    }

    /// Lists the templates of a line's account, a page at a time.
    fn list_templates<'a>(
        &'a self,
        _line: &'a LineCredentials,
        _after: Option<&'a str>,
    ) -> Boxed<'a, Result<TemplatePage, CallError>> {
        Box::pin(std::future::ready(Err(CallError::not_supported())))
    }

    /// Hands a new template in for review.
    fn create_template<'a>(
        &'a self,
        _line: &'a LineCredentials,
        _draft: &'a Draft,
    ) -> Boxed<'a, Result<Submitted, CallError>> {
        Box::pin(std::future::ready(Err(CallError::not_supported())))
    }

    /// Hands in a new version of a template the provider has.
    fn edit_template<'a>(
        &'a self,
        _line: &'a LineCredentials,
        _id: &'a str,
        _draft: &'a Draft,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(std::future::ready(Err(CallError::not_supported())))
    }

    /// Removes one language of a template.
    fn delete_template<'a>(
        &'a self,
        _line: &'a LineCredentials,
        _name: &'a str,
        _id: &'a str,
    ) -> Boxed<'a, Result<(), CallError>> {
        Box::pin(std::future::ready(Err(CallError::not_supported())))
    }

    /// Hands over a sample file for a header; answers with its handle.
    fn upload_sample<'a>(
        &'a self,
        _line: &'a LineCredentials,
        _file: &'a SampleFile,
    ) -> Boxed<'a, Result<String, CallError>> {
        Box::pin(std::future::ready(Err(CallError::not_supported())))
    }

    /// Reads an update that is about a template; none when it is about anything else.
    fn template_event(&self, _field: &str, _value: &Value) -> Option<TemplateEvent> {
        None
    }

    /// Asks what a message was billed that the statuses told no price of. None when the provider has no such question.
    fn bill<'a>(
        &'a self,
        _line: &'a LineCredentials,
        _provider_message_id: &'a str,
    ) -> Boxed<'a, Option<Result<Bill, CallError>>> {
        Box::pin(std::future::ready(None))
    }

    /// Asks how a line is; changes nothing. None when the provider has no such question. The app's secret lets the token's end
    /// be read.
    fn line_facts<'a>(
        &'a self,
        _line: &'a LineCredentials,
        _app_secret: &'a SecretString,
    ) -> Boxed<'a, Option<LineAnswer>> {
        Box::pin(std::future::ready(None))
    }
}

/// Providers by name. The one place a provider is announced.
#[derive(Clone, Default)]
pub struct Registry(BTreeMap<&'static str, Arc<dyn Provider>>);

impl Registry {
    /// All providers of this build. `public_url` is where Prosa is reached from outside: some sign it.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn standard(public_url: &str) -> Result<Self, reqwest::Error> {
        let timeouts = meta::Timeouts::default();
        let meta: Arc<dyn Provider> = Arc::new(meta::Meta::new(timeouts)?);
        let dialog360: Arc<dyn Provider> = Arc::new(dialog360::Dialog360::new(timeouts)?);
        let twilio: Arc<dyn Provider> = Arc::new(twilio::Twilio::new(timeouts, public_url)?);
        let sms: Arc<dyn Provider> = Arc::new(twilio::Twilio::sms(timeouts, public_url)?);
        Ok(Self::with([meta, dialog360, twilio, sms]))
    }

    /// The given providers.
    #[must_use]
    pub fn with(providers: impl IntoIterator<Item = Arc<dyn Provider>>) -> Self {
        Self(providers.into_iter().map(|provider| (provider.name(), provider)).collect())
    }

    /// A provider by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&dyn Provider> {
        self.0.get(name).map(AsRef::as_ref)
    }

    /// Names of all providers.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }
}
