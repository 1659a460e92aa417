//! Calls webhooks: one courier per callback and app secret takes updates from a bounded queue, packs them into batches,
//! signs the bytes and repeats a POST that was not answered with 200, first at once, then ever more slowly.

use crate::{
    ids,
    shared::{Shared, count},
    sign,
    update::{self, Layout, Update},
    world::State,
};
use axum::http::{HeaderName, HeaderValue};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::sync::CancellationToken;

/// Updates waiting for one callback at most.
const QUEUE_MAX: usize = 50_000;
/// POSTs of one callback on their way or waiting to be repeated at most; beyond it the queue fills.
const PARCELS_MAX: usize = 1_000;
/// Updates in a POST at most (Meta).
const BATCH_MAX: usize = 1_000;
/// Callbacks at most.
const TARGETS_MAX: usize = 1_000;

/// A callback and the secret its bodies are signed with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// Address.
    pub url: String,
    /// App secret; Twilio's auth token.
    pub secret: String,
    /// Whose way of calling it is.
    pub style: Style,
}

/// Whose way of calling a webhook it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// Meta: JSON, signed over its bytes.
    Meta,
    /// 360dialog: Meta's JSON with headers of the business's own, unsigned.
    Dialog360(Vec<(String, String)>),
    /// Twilio: one form for each update, signed over address and fields.
    Twilio,
}

/// Whether a name and a value can be a header.
pub fn is_header(name: &str, value: &str) -> bool {
    HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok()
}

/// How webhooks behave. Changed through the control API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// Updates in a POST at most.
    pub batch: usize,
    /// Milliseconds to wait for a batch to fill.
    pub linger_ms: u64,
    /// How updates share a POST.
    pub layout: Layout,
    /// Every how many POSTs one is made twice; 0 never.
    pub duplicate_every: u64,
    /// Milliseconds before a POST.
    pub delay_ms: u64,
    /// Whether updates leave in random order, within what waits.
    pub shuffle: bool,
    /// Whether nothing leaves.
    pub paused: bool,
    /// POSTs under way at once.
    pub parallel: usize,
    /// Milliseconds an answer may take.
    pub timeout_ms: u64,
    /// Milliseconds before the second repeat; doubles each time.
    pub retry_ms: u64,
    /// Longest time between repeats.
    pub retry_most_ms: u64,
    /// Attempts before a POST is given up.
    pub attempts: u32,
    /// Sign with a wrong secret.
    pub forge: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            batch: 1,
            linger_ms: 0,
            layout: Layout::Changes,
            duplicate_every: 0,
            delay_ms: 0,
            shuffle: false,
            paused: false,
            parallel: 1,
            timeout_ms: 10_000,
            retry_ms: 1_000,
            retry_most_ms: 30_000,
            attempts: 200,
            forge: false,
        }
    }
}

/// A POST: the bytes never change between repeats.
#[derive(Clone)]
struct Parcel {
    body: Bytes,
    headers: Vec<(String, String)>,
    updates: usize,
    messages: Vec<String>,
}

/// What waits for one callback, and the end of everything that waits.
struct Queue {
    sender: mpsc::Sender<Update>,
    end: CancellationToken,
}

/// The couriers of a sandbox.
pub struct Couriers {
    queues: Mutex<BTreeMap<Target, Queue>>,
    /// How they behave now.
    pub behaviour: watch::Sender<Behaviour>,
}

impl Default for Couriers {
    fn default() -> Self {
        Self { queues: Mutex::default(), behaviour: watch::Sender::new(Behaviour::default()) }
    }
}

impl Couriers {
    /// Puts an update into the queue of its callback. False when it is full.
    pub fn hand(&self, shared: &Arc<Shared>, target: Target, update: Update) -> bool {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if !queues.contains_key(&target) && queues.len() >= TARGETS_MAX {
            return false;
        }
        let queue = queues.entry(target).or_insert_with_key(|target| {
            let (sender, receiver) = mpsc::channel(QUEUE_MAX);
            let end = shared.stop.child_token();
            tokio::spawn(work(shared.clone(), target.clone(), receiver, end.clone()));
            Queue { sender, end }
        });
        queue.sender.try_send(update).is_ok()
    }

    /// Updates waiting in all queues.
    pub fn waiting(&self) -> usize {
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.values().map(|queue| queue.sender.max_capacity() - queue.sender.capacity()).sum()
    }

    /// Forgets what waits and what is being repeated.
    pub fn clear(&self) {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, queue) in std::mem::take(&mut *queues) {
            queue.end.cancel();
        }
    }
}

/// Takes, packs and sends until the sandbox stops or its queue is forgotten.
async fn work(
    shared: Arc<Shared>,
    target: Target,
    mut queue: mpsc::Receiver<Update>,
    end: CancellationToken,
) {
    let room = Arc::new(Semaphore::new(PARCELS_MAX));
    let permits = Arc::new(Semaphore::new(1));
    let mut turn = Turn { parallel: 1, permits, posts: 0, end: end.clone() };
    let run = async {
        while let Some(first) = queue.recv().await {
            let behaviour = ready(&shared).await;
            let pool = gather(&mut queue, first, &behaviour).await;
            let most = if target.style == Style::Twilio { 1 } else { behaviour.batch.clamp(1, BATCH_MAX) };
            for batch in pool.chunks(most) {
                turn.send(&shared, &target, &behaviour, batch, &room).await;
            }
        }
    };
    tokio::select! {
        () = end.cancelled() => {}
        () = run => {}
    }
}

/// Waits while paused, then for the delay; tells the behaviour that holds now.
async fn ready(shared: &Shared) -> Behaviour {
    let mut watched = shared.couriers.behaviour.subscribe();
    let behaviour = match watched.wait_for(|behaviour| !behaviour.paused).await {
        Ok(behaviour) => behaviour.clone(),
        // The sender lives as long as the sandbox.
        Err(_) => Behaviour::default(),
    };
    tokio::time::sleep(Duration::from_millis(behaviour.delay_ms)).await;
    behaviour
}

/// Fills a batch, or a larger pool when the order is to be mixed.
async fn gather(queue: &mut mpsc::Receiver<Update>, first: Update, behaviour: &Behaviour) -> Vec<Update> {
    let batch = behaviour.batch.clamp(1, BATCH_MAX);
    let most = if behaviour.shuffle { batch.max(64) } else { batch };
    let until = Instant::now() + Duration::from_millis(behaviour.linger_ms);
    let mut pool = vec![first];
    while pool.len() < most {
        match tokio::time::timeout_at(until.into(), queue.recv()).await {
            Ok(Some(update)) => pool.push(update),
            Ok(None) | Err(_) => break,
        }
    }
    while pool.len() < most {
        let Ok(update) = queue.try_recv() else { break };
        pool.push(update);
    }
    if behaviour.shuffle {
        ids::shuffle(&mut pool);
    }
    pool
}

/// Who may post at once, and how many posts there were.
struct Turn {
    parallel: usize,
    permits: Arc<Semaphore>,
    posts: u64,
    end: CancellationToken,
}

impl Turn {
    async fn send(
        &mut self,
        shared: &Arc<Shared>,
        target: &Target,
        behaviour: &Behaviour,
        batch: &[Update],
        room: &Arc<Semaphore>,
    ) {
        if self.parallel != behaviour.parallel {
            self.parallel = behaviour.parallel;
            self.permits = Arc::new(Semaphore::new(behaviour.parallel.clamp(1, 64)));
        }
        let parcel = pack(target, behaviour, batch, shared.now());
        self.posts += 1;
        let twice = behaviour.duplicate_every > 0 && self.posts.is_multiple_of(behaviour.duplicate_every);
        for copy in 0..=u8::from(twice) {
            let (Ok(place), Ok(permit)) =
                (room.clone().acquire_owned().await, self.permits.clone().acquire_owned().await)
            else {
                return;
            };
            let mut parcel = parcel.clone();
            if copy > 0 {
                parcel.updates = 0;
            }
            let (shared, target, behaviour) = (shared.clone(), target.clone(), behaviour.clone());
            let end = self.end.clone();
            tokio::spawn(async move {
                tokio::select! {
                    () = end.cancelled() => {}
                    () = deliver(&shared, &target, &behaviour, &parcel, permit) => {}
                }
                drop(place);
            });
        }
    }
}

fn pack(target: &Target, behaviour: &Behaviour, batch: &[Update], now: i64) -> Parcel {
    let secret = if behaviour.forge { "not-the-secret" } else { &target.secret };
    let header = |name: &str, value: String| (name.to_owned(), value);
    let json = || sign::wire(&update::body(batch, behaviour.layout, now));
    let (body, headers) = match &target.style {
        Style::Meta => {
            let body = json();
            let signature = header("x-hub-signature-256", sign::signature(secret, &body));
            (body, vec![header("content-type", "application/json".to_owned()), signature])
        }
        Style::Dialog360(own) => {
            let mut headers = vec![header("content-type", "application/json".to_owned())];
            if !behaviour.forge {
                headers.extend(own.iter().cloned());
            }
            (json(), headers)
        }
        Style::Twilio => {
            let fields =
                batch.first().and_then(|update| update.value.as_object()).cloned().unwrap_or_default();
            let kind = header("content-type", "application/x-www-form-urlencoded".to_owned());
            let signature = header("x-twilio-signature", sign::twilio(secret, &target.url, &fields));
            (sign::form(&fields), vec![kind, signature])
        }
    };
    Parcel {
        headers,
        body: Bytes::from(body),
        updates: batch.len(),
        messages: batch.iter().filter_map(|update| update.message.clone()).collect(),
    }
}

/// Posts until answered with 200. The permit is given back after the first attempt, so that a failing POST does not hold
/// the others up: order is not promised.
async fn deliver(
    shared: &Arc<Shared>,
    target: &Target,
    behaviour: &Behaviour,
    parcel: &Parcel,
    permit: tokio::sync::OwnedSemaphorePermit,
) {
    let mut permit = Some(permit);
    let mut wait = Duration::from_millis(behaviour.retry_ms);
    for attempt in 0..behaviour.attempts.max(1) {
        let answered = post(shared, target, parcel, Duration::from_millis(behaviour.timeout_ms)).await;
        count(&shared.stats.posts, 1);
        if answered {
            count(&shared.stats.delivered, parcel.updates);
            arrived(shared, &parcel.messages);
            return;
        }
        count(&shared.stats.post_failures, 1);
        permit.take();
        if attempt > 0 {
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(Duration::from_millis(behaviour.retry_most_ms));
        }
    }
    count(&shared.stats.dropped, parcel.updates);
    tracing::warn!(updates = parcel.updates, "webhook gave no 200, given up");
}

async fn post(shared: &Shared, target: &Target, parcel: &Parcel, timeout: Duration) -> bool {
    let mut request = shared.http.post(&target.url).timeout(timeout).body(parcel.body.clone());
    for (name, value) in &parcel.headers {
        request = request.header(name, value);
    }
    match request.send().await {
        // Twilio is content with any success, such as 204.
        Ok(answer) if target.style == Style::Twilio => answer.status().is_success(),
        Ok(answer) => answer.status() == reqwest::StatusCode::OK,
        Err(_) => false,
    }
}

/// Gives customers' messages their second tick.
fn arrived(shared: &Shared, messages: &[String]) {
    let mut chats = Vec::new();
    {
        let mut world = shared.world();
        for id in messages {
            if let Some(message) = world.messages.get_mut(id) {
                message.state = message.state.max(State::Delivered);
                chats.push((message.line.clone(), message.customer.clone()));
            }
        }
    }
    chats.dedup();
    for (line, customer) in chats {
        shared.tell(&line, &customer);
    }
}

/// A body posted as it is, once, for tests of the door. Tells the HTTP status, none when there was no answer.
pub async fn post_raw(
    shared: &Shared,
    target: &Target,
    body: Bytes,
    signature: Option<String>,
) -> Option<u16> {
    let mut request = shared.http.post(&target.url).header("content-type", "application/json");
    if let Some(signature) = signature {
        request = request.header("x-hub-signature-256", signature);
    }
    let answer = request.timeout(Duration::from_secs(30)).body(body).send().await.ok()?;
    Some(answer.status().as_u16())
}

/// Asks a callback to prove itself, as Meta does when an address is saved. True when the challenge comes back.
pub async fn challenge(shared: &Shared, url: &str, verify_token: &str) -> Result<(), u16> {
    let challenge = ids::number(9_999_999_999).to_string();
    let query = [
        ("hub.mode", "subscribe"),
        ("hub.challenge", challenge.as_str()),
        ("hub.verify_token", verify_token),
    ];
    let request = shared.http.get(url).query(&query).timeout(Duration::from_secs(10));
    let answer = request.send().await.map_err(|_| 0_u16)?;
    let status = answer.status().as_u16();
    let body = answer.text().await.map_err(|_| status)?;
    if status == 200 && body == challenge { Ok(()) } else { Err(status) }
}
