//! The engine: everything the verbs need, shared behind one cheap handle.

use crate::{
    aside::Aside,
    assist::Assist,
    blob::BlobStore,
    consent::Wordings,
    head::Heads,
    keyring::Keyring,
    live::Hub,
    path::Wake,
    people::People,
    port::{Classifier, Clock, Embedder, Mailer},
};
use chrono::{DateTime, Utc};
use prosa_db::Db;
use prosa_domain::{
    id::Entropy,
    pace::{self, Pairs},
};
use prosa_provider::Registry;
use std::{ops::Deref, sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// Pictures unpacked at the same time: each may take much memory for a moment.
const LOOKS: usize = 2;

/// Bounds and addresses, from the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach this installation, without a slash at the end.
    pub public_url: String,
    /// Base address of Meta's Graph API for new lines.
    pub graph_base: String,
    /// Base address of 360dialog for new lines.
    pub dialog360_base: String,
    /// Base address of Twilio for new lines.
    pub twilio_base: String,
    /// Graph API version for new lines.
    pub graph_version: String,
    /// How long a session lives without being used.
    pub session_idle_max: Duration,
    /// How long a session lives at most.
    pub session_age_max: Duration,
    /// Wrong passwords before an address is locked.
    pub login_failures_max: u32,
    /// How long it stays locked.
    pub login_lock: Duration,
    /// How long an invitation link works.
    pub invitation_age_max: Duration,
    /// How long a password-reset link works.
    pub reset_age_max: Duration,
    /// Most deliveries read in one turn of ingest.
    pub ingest_batch_max: u32,
    /// Tenants read at the same time.
    pub ingest_lanes: u32,
    /// Sends in flight at the same time.
    pub deliver_concurrency: u32,
    /// Attempts before a send is given up.
    pub deliver_attempts_max: u16,
    /// How fast is sent where neither line nor tenant says otherwise.
    pub pace: Pace,
    /// How long a claimed send may go without an outcome before it is unknown.
    pub deliver_lease: Duration,
    /// How long events are kept for clients that were away.
    pub event_keep: Duration,
    /// Live connections one member may have.
    pub live_clients_max: u32,
    /// Largest file that is fetched, in bytes.
    pub media_bytes_max: u64,
    /// How long files are kept; none means as long as their messages.
    pub media_keep: Option<Duration>,
    /// Language models.
    pub assist: AssistSettings,
}

/// Where language models may be, and how long they may take.
#[derive(Clone, Debug)]
pub struct AssistSettings {
    /// Hosts that may be private or without TLS: `host` or `host:port`.
    pub allow_local: Vec<String>,
    /// Time for a whole question, repeats and others asked instead included.
    pub within: Duration,
    /// Time for the first word of an answer.
    pub first_word: Duration,
    /// Time between two words of an answer.
    pub between: Duration,
}

impl Default for AssistSettings {
    fn default() -> Self {
        Self {
            allow_local: Vec::new(),
            within: Duration::from_secs(60),
            first_word: Duration::from_secs(25),
            between: Duration::from_secs(15),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            graph_base: "https://graph.facebook.com".to_owned(),
            dialog360_base: "https://waba-v2.360dialog.io".to_owned(),
            twilio_base: "https://api.twilio.com".to_owned(),
            graph_version: "v26.0".to_owned(),
            session_idle_max: Duration::from_secs(14 * 86_400),
            session_age_max: Duration::from_secs(90 * 86_400),
            login_failures_max: 5,
            login_lock: Duration::from_secs(15 * 60),
            invitation_age_max: Duration::from_secs(7 * 86_400),
            reset_age_max: Duration::from_secs(60 * 60),
            ingest_batch_max: 1_000,
            ingest_lanes: 4,
            deliver_concurrency: 128,
            deliver_attempts_max: 8,
            pace: Pace::default(),
            deliver_lease: Duration::from_secs(90),
            event_keep: Duration::from_secs(7 * 86_400),
            live_clients_max: 8,
            media_bytes_max: prosa_domain::media::BYTES_MAX,
            media_keep: None,
            assist: AssistSettings::default(),
        }
    }
}

/// How fast is sent where neither line nor tenant says otherwise. None is without limit.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Messages a second of a line.
    pub line_per_second: Option<u32>,
    /// Messages a minute of a tenant over all its lines.
    pub tenant_per_minute: Option<u32>,
    /// Bursts to one person.
    pub pairs: Pairs,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            line_per_second: Some(pace::LINE_PER_SECOND),
            tenant_per_minute: Some(pace::TENANT_PER_MINUTE),
            pairs: Pairs::Paced,
        }
    }
}

impl Pace {
    /// As fast as it goes: for measuring.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self { line_per_second: None, tenant_per_minute: None, pairs: Pairs::Free }
    }
}

/// What the engine is put together from.
pub struct Parts {
    /// The database, as the app's role.
    pub db: Db,
    /// Keys, opened by the key provider.
    pub keyring: Keyring,
    /// Time and randomness.
    pub clock: Arc<dyn Clock>,
    /// Mail.
    pub mailer: Arc<dyn Mailer>,
    /// The classifier.
    pub classifier: Arc<dyn Classifier>,
    /// What makes vectors of texts.
    pub embedder: Arc<dyn Embedder>,
    /// Where files are.
    pub blobs: Arc<dyn BlobStore>,
    /// WhatsApp providers by name.
    pub providers: Registry,
    /// Bounds and addresses.
    pub settings: Settings,
}

/// What stands behind the handle.
pub struct State {
    /// The database, as the app's role.
    pub db: Db,
    /// Keys.
    pub keyring: Keyring,
    /// Time and randomness.
    pub clock: Arc<dyn Clock>,
    /// Mail.
    pub mailer: Arc<dyn Mailer>,
    /// The classifier.
    pub classifier: Arc<dyn Classifier>,
    /// What makes vectors of texts.
    pub embedder: Arc<dyn Embedder>,
    /// Models beside the message path.
    pub aside: Aside,
    /// Where files are.
    pub blobs: Arc<dyn BlobStore>,
    /// WhatsApp providers by name.
    pub providers: Registry,
    /// Bounds and addresses.
    pub settings: Settings,
    /// Room for pictures being unpacked at once.
    pub looks: Arc<Semaphore>,
    /// Live listeners of this node.
    pub hub: Hub,
    /// Wakes the workers of this node.
    pub wake: Wake,
    /// What the people verbs keep in memory.
    pub people: People,
    /// What tenants say to who leaves, and by which words.
    pub wordings: Wordings,
    /// What tenants taught the classifier.
    pub heads: Heads,
    /// Language models.
    pub assist: Assist,
}

/// A cheap handle to the engine. Clone it freely.
#[derive(Clone)]
pub struct Engine(Arc<State>);

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

impl Deref for Engine {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl Engine {
    /// Puts the engine together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { db, keyring, clock, mailer, classifier, embedder, blobs, providers, settings } = parts;
        let hub = Hub::new(settings.live_clients_max);
        let wake = Wake::default();
        let assist = Assist::new(&settings.assist);
        Self(Arc::new(State {
            db,
            keyring,
            clock,
            mailer,
            classifier,
            embedder,
            aside: Aside::default(),
            blobs,
            providers,
            settings,
            looks: Arc::new(Semaphore::new(LOOKS)),
            hub,
            wake,
            people: People::default(),
            wordings: Wordings::default(),
            heads: Heads::default(),
            assist,
        }))
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new id of any kind, from the engine's clock.
    #[must_use]
    pub fn new_id<T>(&self, make: fn(u64, &Entropy) -> T) -> T {
        let unix_ms = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or_default();
        make(unix_ms, &self.clock.entropy())
    }
}
