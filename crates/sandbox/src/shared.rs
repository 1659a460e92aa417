//! What every request and task of one sandbox shares: the world behind its lock, the couriers, the timers, the news for
//! open phone pages.

use crate::{
    clock::Clock, config::LineProvider, courier::Couriers, llm::Ledger, status::Action, twilio::form,
    update::Update, world::World,
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;

/// Timed actions at most; beyond it sends are answered as an overload.
pub const TIMERS_MAX: usize = 50_000;
/// News kept for a slow phone page; one that falls further behind reads everything again.
const NEWS_MAX: usize = 512;

/// News for phone pages: which chat changed.
#[derive(Clone, Debug, Serialize)]
pub struct News {
    /// The line, when one chat changed.
    pub line: String,
    /// The customer; empty when more than one chat changed.
    pub customer: String,
}

/// What happened since the start.
#[derive(Debug, Default)]
pub struct Stats {
    /// Sends accepted.
    pub accepted: AtomicU64,
    /// Sends and other calls refused.
    pub refused: AtomicU64,
    /// Updates handed to the couriers.
    pub updates: AtomicU64,
    /// Updates whose POST was answered with 200, repeats not counted.
    pub delivered: AtomicU64,
    /// POSTs made.
    pub posts: AtomicU64,
    /// POSTs not answered with 200.
    pub post_failures: AtomicU64,
    /// Updates given up: queue full or every attempt used.
    pub dropped: AtomicU64,
}

impl Stats {
    /// Begins at nothing again.
    pub fn reset(&self) {
        let all = [&self.accepted, &self.refused, &self.updates, &self.delivered, &self.posts];
        for counter in all.into_iter().chain([&self.post_failures, &self.dropped]) {
            counter.store(0, Ordering::Relaxed);
        }
    }
}

/// Counts one.
pub fn count(counter: &AtomicU64, by: usize) {
    counter.fetch_add(u64::try_from(by).unwrap_or(0), Ordering::Relaxed);
}

/// Everything a sandbox shares.
pub struct Shared {
    world: Mutex<World>,
    timers: Mutex<BTreeMap<(Instant, u64), Action>>,
    /// Wakes the timer task.
    pub timer_set: Notify,
    /// Webhook queues.
    pub couriers: Couriers,
    /// News for phone pages.
    pub news: broadcast::Sender<News>,
    /// Counters.
    pub stats: Stats,
    /// The time.
    pub clock: Clock,
    /// Scheme, host and port it listens on, for addresses of files.
    pub origin: String,
    /// For webhooks.
    pub http: reqwest::Client,
    /// Ends every task and connection.
    pub stop: CancellationToken,
    /// Orders to the language models, and what they were asked.
    pub llm: Ledger,
    sequence: AtomicU64,
}

impl Shared {
    /// Shares a world.
    pub fn new(world: World, http: reqwest::Client, origin: String) -> Self {
        Self {
            clock: world.clock.clone(),
            world: Mutex::new(world),
            timers: Mutex::new(BTreeMap::new()),
            timer_set: Notify::new(),
            couriers: Couriers::default(),
            news: broadcast::channel(NEWS_MAX).0,
            stats: Stats::default(),
            http,
            origin,
            stop: CancellationToken::new(),
            llm: Ledger::default(),
            sequence: AtomicU64::new(0),
        }
    }

    /// The world, locked. Never hold it across an await.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Whether no more timers fit.
    pub fn is_full(&self) -> bool {
        self.timers.lock().unwrap_or_else(PoisonError::into_inner).len() >= TIMERS_MAX
    }

    /// Does something later.
    pub fn later(&self, delay: Duration, action: Action) {
        let key = (Instant::now() + delay, self.sequence.fetch_add(1, Ordering::Relaxed));
        self.timers.lock().unwrap_or_else(PoisonError::into_inner).insert(key, action);
        self.timer_set.notify_one();
    }

    /// What is due now, and when the next thing is.
    pub fn due(&self) -> (Vec<Action>, Option<Instant>) {
        let mut timers = self.timers.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = timers.split_off(&(Instant::now(), u64::MAX));
        let due = std::mem::replace(&mut *timers, rest);
        (due.into_values().collect(), timers.keys().next().map(|(at, _)| *at))
    }

    /// Forgets everything timed.
    pub fn clear_timers(&self) {
        self.timers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Tells phone pages that a chat changed.
    pub fn tell(&self, line: &str, customer: &str) {
        // No page open is no error.
        let _ = self.news.send(News { line: line.to_owned(), customer: customer.to_owned() });
    }

    /// Hands an update to the courier of its line's callback. False when the queue is full.
    pub fn post(self: &std::sync::Arc<Self>, update: Update) -> bool {
        let (target, update) = {
            let mut world = self.world();
            let line = world.lines.get(&update.line);
            let twilio = line.is_some_and(|line| line.setup.provider == LineProvider::Twilio);
            let target = line.and_then(|line| world.target(line));
            let update = if twilio { form::convert(&mut world, update, &self.origin) } else { Some(update) };
            (target, update)
        };
        // Not subscribed, or nothing that the provider tells: nobody hears.
        let (Some(mut target), Some(update)) = (target, update) else { return true };
        if let Some(direct) = &update.direct {
            target.url.clone_from(direct);
        }
        count(&self.stats.updates, 1);
        let taken = self.couriers.hand(self, target, update);
        if !taken {
            count(&self.stats.dropped, 1);
        }
        taken
    }
}
