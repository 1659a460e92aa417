//! What the sandbox knows: lines, customers, chats, messages. Plain data behind one lock; no sockets here.

use crate::{
    clock::Clock,
    config::{History, LineProvider, SandboxConfig, SandboxCustomer, SandboxLine, SandboxTemplate},
    courier::{Style, Target},
    failure::Failure,
    graph::rate::{Limits, Rates},
    graph::upload::Session,
    ids,
    media::MediaStore,
    media_order::MediaOrder,
    phone,
    pricing::{Pricing, Used},
    reach::Reach,
    received::Log,
    template::{Template, life::Locks, review::Review},
    token::TokenState,
};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// Messages kept; the oldest go first.
const MESSAGES_MAX: usize = 200_000;
/// Messages listed per chat.
const CHAT_MAX: usize = 1_000;
/// Customers at most.
pub const CUSTOMERS_MAX: usize = 20_000;
/// Lines at most.
pub const LINES_MAX: usize = 500;

/// A line and a customer.
pub type ChatKey = (String, String);

/// Everything the sandbox knows.
pub struct World {
    /// The time.
    pub clock: Clock,
    /// The defaults lines fall back to.
    pub config: SandboxConfig,
    /// Business numbers by id.
    pub lines: BTreeMap<String, Line>,
    /// People by `wa_id`.
    pub customers: BTreeMap<String, Customer>,
    /// `wa_id` by user id.
    pub users: HashMap<String, String>,
    /// `wa_id` by the one spelling all spellings of a number share.
    pub spellings: HashMap<String, String>,
    /// Chats by line and `wa_id`.
    pub chats: BTreeMap<ChatKey, Chat>,
    /// Messages by id.
    pub messages: HashMap<String, Message>,
    /// Ids of messages, oldest first.
    pub order: VecDeque<String>,
    /// Uploaded and received files.
    pub media: MediaStore,
    /// Accounts that are not as new.
    pub accounts: BTreeMap<String, Account>,
    /// Tokens that do not work for ever.
    pub tokens: HashMap<String, TokenState>,
    /// What is free.
    pub pricing: Pricing,
    /// Service messages counted.
    pub used: Used,
    /// People reached, by portfolio.
    pub reached: HashMap<String, Reach>,
    /// Send calls.
    pub received: Log,
    /// Orders about files.
    pub media_orders: Vec<MediaOrder>,
    /// Resumable uploads, the oldest first.
    pub uploads: VecDeque<Session>,
    /// Orders to fail.
    pub failures: Vec<Failure>,
    /// Templates by account.
    pub templates: BTreeMap<String, Vec<Template>>,
    /// How templates are reviewed.
    pub review: Review,
    /// Names of deleted templates that may not be used again yet.
    pub locks: Locks,
    /// When templates were made lately, by account.
    pub creations: HashMap<String, VecDeque<i64>>,
    /// Sends that wait for the quality of their template, by its id.
    pub held: HashMap<String, Vec<String>>,
    /// Accounts whose webhooks the app gets.
    pub subscribed: BTreeSet<String>,
    /// Callback of an account that replaces the app's: address and verify token.
    pub overrides: BTreeMap<String, (String, String)>,
    /// Sending limits.
    pub limits: Limits,
    /// What was sent lately, for the limits.
    pub rates: Rates,
    /// How statuses are paced.
    pub pace: crate::status::Pace,
    /// What to make of messages from before the start.
    pub history: History,
}

/// A business number at work.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it was made with.
    pub setup: SandboxLine,
    /// `CONNECTED` and so on.
    pub status: String,
    /// `GREEN` and so on.
    pub quality: String,
    /// `APPROVED` and so on, of the name.
    pub name_status: String,
    /// `STANDARD` or `HIGH`.
    pub throughput: String,
    /// Messaging limit of its portfolio.
    pub tier: String,
    /// Settings kept for the business.
    pub settings: BTreeMap<String, Value>,
    /// Callback and headers of 360dialog's own setting.
    pub hook: Option<(String, Vec<(String, String)>)>,
    /// Public profile.
    pub profile: BTreeMap<String, Value>,
}

/// A person at work.
#[derive(Clone, Debug)]
pub struct Customer {
    /// What it was made with.
    pub setup: SandboxCustomer,
    /// Whether the phone has a connection.
    pub online: bool,
    /// Business messages waiting for the phone to come back.
    pub waiting: VecDeque<String>,
    /// Own messages waiting for the phone to come back.
    pub unsent: VecDeque<crate::update::Update>,
    /// Portfolios whose advertising the person stopped.
    pub stopped: BTreeSet<String>,
}

/// State of an account.
#[derive(Clone, Debug)]
pub struct Account {
    /// `AVAILABLE`, `LIMITED` or `BLOCKED`.
    pub can_send: String,
    /// `APPROVED` and so on.
    pub review: String,
}

impl Default for Account {
    fn default() -> Self {
        Self { can_send: "AVAILABLE".to_owned(), review: "APPROVED".to_owned() }
    }
}

/// What a line and a customer said to each other.
#[derive(Clone, Debug, Default)]
pub struct Chat {
    /// Message ids, oldest first.
    pub messages: VecDeque<String>,
    /// When the customer last wrote, Unix seconds.
    pub wrote_at: Option<i64>,
    /// When the business's typing sign goes out, Unix milliseconds.
    pub typing_until: i64,
    /// When the customer came by an ad that was not answered yet, Unix seconds.
    pub ad_at: Option<i64>,
    /// Until when everything is free, Unix seconds.
    pub free_until: Option<i64>,
    /// Whether the customer blocked the business.
    pub blocked: bool,
    /// Whether the business blocked the customer.
    pub blocked_by_business: bool,
    /// Phone pages that show this chat now.
    pub viewers: u32,
}

/// Who wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The customer.
    Customer,
    /// The business.
    Business,
}

/// How far a message got. For a customer's message, the webhook is the other phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for the customer's phone to be online, or accepted from the business.
    Waiting,
    /// With the sandbox.
    Sent,
    /// On the other side: the phone, or a webhook answered with 200.
    Delivered,
    /// Read on the other side.
    Read,
    /// A voice message was played.
    Played,
    /// Refused after it was accepted.
    Failed,
}

/// A message of either side.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// The business number.
    pub line: String,
    /// The customer's `wa_id`.
    pub customer: String,
    /// Who wrote it.
    pub author: Author,
    /// `text`, `image` and so on.
    pub kind: String,
    /// The kind's object.
    pub content: Value,
    /// The quoted message.
    pub quote: Option<String>,
    /// Unix seconds.
    pub at: i64,
    /// How far it got.
    pub state: State,
    /// Error code, when it failed.
    pub error: Option<i32>,
    /// Reactions: the customer's and the business's.
    pub reactions: BTreeMap<&'static str, String>,
    /// Whether it was edited or withdrawn.
    pub changed: Option<&'static str>,
    /// A template as the phone shows it.
    pub shown: Option<Value>,
    /// What carried it.
    pub channel: Channel,
    /// How a business message was addressed and what it carried.
    pub sent: Option<Sent>,
}

/// What belongs to a message of the business only.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The request's body as it came.
    pub body: Value,
    /// Whether it was addressed to a user id.
    pub to_user: bool,
    /// Echoed in statuses.
    pub callback: Option<String>,
    /// `service`, `utility` and so on.
    pub category: String,
    /// Whether pricing was told already.
    pub priced: bool,
    /// The callback of its statuses, instead of the line's.
    pub told_to: Option<String>,
    /// When it arrived, in Unix milliseconds of the real time.
    pub arrived_ms: i64,
}

/// What carries a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// WhatsApp.
    #[default]
    WhatsApp,
    /// A text message, through Twilio only.
    Sms,
}

impl World {
    /// A world as configured.
    pub fn new(config: SandboxConfig) -> Self {
        let mut world = Self {
            clock: Clock::default(),
            history: config.history,
            lines: BTreeMap::new(),
            customers: BTreeMap::new(),
            users: HashMap::new(),
            spellings: HashMap::new(),
            chats: BTreeMap::new(),
            messages: HashMap::new(),
            order: VecDeque::new(),
            media: MediaStore::default(),
            accounts: BTreeMap::new(),
            tokens: HashMap::new(),
            pricing: Pricing::default(),
            used: Used::new(),
            reached: HashMap::new(),
            received: Log::default(),
            media_orders: Vec::new(),
            uploads: VecDeque::new(),
            failures: Vec::new(),
            templates: BTreeMap::new(),
            review: Review::default(),
            locks: Locks::new(),
            creations: HashMap::new(),
            held: HashMap::new(),
            subscribed: BTreeSet::new(),
            overrides: BTreeMap::new(),
            limits: Limits::default(),
            rates: Rates::default(),
            pace: crate::status::Pace::default(),
            config: SandboxConfig {
                lines: Vec::new(),
                customers: Vec::new(),
                templates: Vec::new(),
                ..config.clone()
            },
        };
        for line in config.lines {
            world.add_line(line);
        }
        for customer in config.customers {
            world.add_customer(customer);
        }
        for setup in config.templates {
            world.add_template(setup);
        }
        world
    }

    /// Adds or replaces a template of an account that is there.
    fn add_template(&mut self, setup: SandboxTemplate) {
        let now = self.clock.now();
        let Some(all) = self.templates.get_mut(&setup.waba_id) else { return };
        let template = match serde_json::from_value::<Template>(setup.template) {
            Ok(template) => template.complete(now),
            Err(error) => {
                tracing::warn!(%error, "a template of the start cannot be read");
                return;
            }
        };
        all.retain(|known| known.name != template.name || known.language != template.language);
        all.push(template);
    }

    /// Adds or replaces a line. False when there are too many.
    pub fn add_line(&mut self, setup: SandboxLine) -> bool {
        if self.lines.len() >= LINES_MAX && !self.lines.contains_key(&setup.phone_number_id) {
            return false;
        }
        if setup.subscribed {
            self.subscribed.insert(setup.waba_id.clone());
        }
        let now = self.clock.now();
        self.templates.entry(setup.waba_id.clone()).or_insert_with(|| crate::template::seeded(now));
        let line = Line {
            status: "CONNECTED".to_owned(),
            quality: "GREEN".to_owned(),
            name_status: "APPROVED".to_owned(),
            throughput: "STANDARD".to_owned(),
            tier: setup.tier.clone().unwrap_or_else(|| "TIER_2K".to_owned()),
            settings: BTreeMap::new(),
            hook: None,
            profile: BTreeMap::new(),
            setup: setup.clone(),
        };
        self.lines.insert(setup.phone_number_id, line);
        true
    }

    /// Adds or replaces a customer. False when there are too many.
    pub fn add_customer(&mut self, mut setup: SandboxCustomer) -> bool {
        setup.wa_id = phone::digits(&setup.wa_id);
        if self.customers.len() >= CUSTOMERS_MAX && !self.customers.contains_key(&setup.wa_id) {
            return false;
        }
        if setup.bsuid.is_empty() {
            setup.bsuid = ids::user_of(&setup.wa_id);
        }
        self.users.insert(setup.bsuid.clone(), setup.wa_id.clone());
        let wa_id = setup.wa_id.clone();
        self.spellings.insert(phone::wa_id(&wa_id), wa_id.clone());
        let customer = Customer {
            setup,
            online: true,
            waiting: VecDeque::new(),
            unsent: VecDeque::new(),
            stopped: BTreeSet::new(),
        };
        self.customers.insert(wa_id, customer);
        true
    }

    /// The `wa_id` of a customer named by number (any spelling) or user id.
    pub fn customer_key(&self, name: &str) -> Option<String> {
        if let Some(wa_id) = self.users.get(name) {
            return Some(wa_id.clone());
        }
        let digits = phone::digits(name);
        if self.customers.contains_key(&digits) {
            return Some(digits);
        }
        self.spellings.get(&phone::wa_id(&digits)).cloned()
    }

    /// Where a line's updates go; none when its account is not subscribed.
    pub fn target(&self, line: &Line) -> Option<Target> {
        match line.setup.provider {
            LineProvider::Meta => self.meta_target(line),
            LineProvider::Dialog360 => {
                let own = line.setup.webhook_url.as_ref().unwrap_or(&self.config.webhook_url);
                let (url, headers) = line.hook.clone().unwrap_or_else(|| (own.clone(), Vec::new()));
                let style = Style::Dialog360(headers);
                (!url.is_empty()).then(|| Target { url, secret: String::new(), style })
            }
            LineProvider::Twilio => {
                let url = line.setup.webhook_url.as_ref().unwrap_or(&self.config.webhook_url).clone();
                let secret = self.token(line).to_owned();
                (!url.is_empty()).then_some(Target { url, secret, style: Style::Twilio })
            }
        }
    }

    fn meta_target(&self, line: &Line) -> Option<Target> {
        if !self.subscribed.contains(&line.setup.waba_id) {
            return None;
        }
        let own = line.setup.webhook_url.as_ref().unwrap_or(&self.config.webhook_url);
        let url = self.overrides.get(&line.setup.waba_id).map_or(own, |(url, _)| url);
        let secret = line.setup.app_secret.as_ref().unwrap_or(&self.config.app_secret);
        (!url.is_empty()).then(|| Target { url: url.clone(), secret: secret.clone(), style: Style::Meta })
    }

    /// The bearer token of a line.
    pub fn token<'a>(&'a self, line: &'a Line) -> &'a str {
        line.setup.access_token.as_ref().unwrap_or(&self.config.access_token)
    }

    /// A chat.
    pub fn chat(&self, line: &str, customer: &str) -> Option<&Chat> {
        self.chats.get(&(line.to_owned(), customer.to_owned()))
    }

    /// Keeps a message and lists it in its chat; the oldest message goes when there are too many.
    pub fn keep(&mut self, message: Message) {
        let key = (message.line.clone(), message.customer.clone());
        let chat = self.chats.entry(key).or_default();
        chat.messages.push_back(message.id.clone());
        if chat.messages.len() > CHAT_MAX {
            chat.messages.pop_front();
        }
        self.order.push_back(message.id.clone());
        self.messages.insert(message.id.clone(), message);
        while self.order.len() > MESSAGES_MAX {
            if let Some(old) = self.order.pop_front() {
                self.messages.remove(&old);
            }
        }
    }

    /// Forgets what was said and ordered; lines, customers and templates stay.
    pub fn reset(&mut self) {
        let mut fresh =
            Self::new(SandboxConfig { lines: Vec::new(), customers: Vec::new(), ..self.config.clone() });
        fresh.lines = std::mem::take(&mut self.lines);
        fresh.customers = std::mem::take(&mut self.customers);
        fresh.users = std::mem::take(&mut self.users);
        fresh.spellings = std::mem::take(&mut self.spellings);
        self.clock.reset();
        fresh.clock = self.clock.clone();
        fresh.templates = std::mem::take(&mut self.templates);
        fresh.subscribed = std::mem::take(&mut self.subscribed);
        fresh.overrides = std::mem::take(&mut self.overrides);
        for customer in fresh.customers.values_mut() {
            customer.online = true;
            customer.waiting.clear();
            customer.unsent.clear();
        }
        // Open phone pages stay open: their viewers are counted down when they go.
        for (key, chat) in &self.chats {
            if chat.viewers > 0 {
                fresh.chats.insert(key.clone(), Chat { viewers: chat.viewers, ..Chat::default() });
            }
        }
        *self = fresh;
    }
}
