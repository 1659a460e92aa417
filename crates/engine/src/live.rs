//! Step 10: live updates. One connection listens for this node; every wake-up reads the tenant's new events once and hands
//! them to all of its listeners. A listener that falls behind is told so and reads the gap from the table.

use crate::{Caller, Engine, Reply, chain, refuse_db};
use prosa_db::{DbError, event};
use prosa_domain::{
    event::Event,
    id::{MemberId, TenantId},
    refusal::{Code, Refusal},
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// Batches a listener may be behind before it has to read the gap from the table.
const BEHIND_MAX: usize = 256;
/// Events read at once.
const PAGE: i64 = 1_000;
/// How often the table is looked at without a wake-up, so that a lost notification delays, never hides.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What a listener hears.
#[derive(Clone, Debug)]
pub enum LiveSignal {
    /// New events, in order.
    Events(Arc<[Event]>),
    /// The listener was too slow: read the gap from the table.
    Lagged,
    /// The node is going away: connect again elsewhere.
    Closed,
}

/// A page of the event stream.
#[derive(Clone, Debug)]
pub struct EventPage {
    /// Events after the one asked for, in order.
    pub events: Vec<Event>,
    /// First event still kept.
    pub first_kept: i64,
    /// Last event there is.
    pub last: i64,
}

struct Room {
    sender: broadcast::Sender<Arc<[Event]>>,
    /// Last event handed out.
    last: i64,
    listeners: HashMap<MemberId, u32>,
}

/// The listeners of this node, by tenant.
pub struct Hub {
    rooms: Arc<Mutex<HashMap<TenantId, Room>>>,
    clients_max: u32,
}

/// One listener. Dropping it leaves the room.
pub struct Subscription {
    receiver: broadcast::Receiver<Arc<[Event]>>,
    rooms: Arc<Mutex<HashMap<TenantId, Room>>>,
    tenant: TenantId,
    member: MemberId,
}

impl Hub {
    /// An empty hub.
    #[must_use]
    pub fn new(clients_max: u32) -> Self {
        Self { rooms: Arc::default(), clients_max }
    }

    /// Joins a tenant's room; a new room begins after event `last`.
    ///
    /// # Errors
    /// `rate-limited` when the member listens too often already.
    fn join(&self, tenant: TenantId, member: MemberId, last: i64) -> Reply<Subscription> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let room = rooms.entry(tenant).or_insert_with(|| Room {
            sender: broadcast::channel(BEHIND_MAX).0,
            last,
            listeners: HashMap::new(),
        });
        let count = room.listeners.entry(member).or_default();
        if *count >= self.clients_max {
            return Err(Refusal::new(Code::RateLimited).with("seconds", 30));
        }
        *count += 1;
        let receiver = room.sender.subscribe();
        metrics::gauge!("prosa_live_clients").increment(1.0);
        Ok(Subscription { receiver, rooms: Arc::clone(&self.rooms), tenant, member })
    }

    /// Listeners on this node.
    #[must_use]
    pub fn clients(&self) -> u64 {
        let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.values().flat_map(|room| room.listeners.values()).map(|count| u64::from(*count)).sum()
    }

    fn tenants(&self) -> Vec<(TenantId, i64)> {
        let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.iter().map(|(tenant, room)| (*tenant, room.last)).collect()
    }

    fn hand_out(&self, tenant: TenantId, events: Vec<Event>) {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(room) = rooms.get_mut(&tenant) else { return };
        let fresh: Vec<Event> = events.into_iter().filter(|event| event.sequence > room.last).collect();
        let Some(last) = fresh.last() else { return };
        room.last = last.sequence;
        // Nobody listening is fine.
        let _ = room.sender.send(fresh.into());
    }
}

impl Subscription {
    /// The next thing to tell the client.
    pub async fn recv(&mut self) -> LiveSignal {
        match self.receiver.recv().await {
            Ok(events) => LiveSignal::Events(events),
            Err(broadcast::error::RecvError::Lagged(_)) => LiveSignal::Lagged,
            Err(broadcast::error::RecvError::Closed) => LiveSignal::Closed,
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        metrics::gauge!("prosa_live_clients").decrement(1.0);
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(room) = rooms.get_mut(&self.tenant) else { return };
        if let Some(count) = room.listeners.get_mut(&self.member) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                room.listeners.remove(&self.member);
            }
        }
        if room.listeners.is_empty() {
            rooms.remove(&self.tenant);
        }
    }
}

impl Engine {
    /// Joins the live updates. Subscribe first, then read what was missed with [`Engine::events_since`], then listen and
    /// skip what was read already: nothing falls between.
    ///
    /// # Errors
    /// `rate-limited` when the member listens too often already, `database-away` when Postgres is.
    pub async fn subscribe(&self, caller: &Caller) -> Reply<Subscription> {
        let page = self.events_since(caller, i64::MAX, 1).await?;
        self.hub.join(caller.tenant, caller.member, page.last)
    }

    /// Events after `after`, at most `limit`, with the ends of the stream.
    ///
    /// # Errors
    /// `database-away` when Postgres is.
    pub async fn events_since(&self, caller: &Caller, after: i64, limit: i64) -> Reply<EventPage> {
        read_since(self, caller.tenant, after, limit.clamp(1, PAGE)).await.map_err(refuse_db)
    }
}

async fn read_since(engine: &Engine, tenant: TenantId, after: i64, limit: i64) -> Result<EventPage, DbError> {
    let mut tx = engine.db.tenant(tenant).await?;
    let (first_kept, last) = event::range(&mut tx).await?;
    let events = if last > after { event::since(&mut tx, after, limit).await? } else { Vec::new() };
    Ok(EventPage { events, first_kept, last })
}

/// Listens until `shutdown`. Survives a database that goes away: what was missed is read when it is back.
pub async fn run(engine: Engine, shutdown: CancellationToken) {
    let mut pause = Duration::from_millis(100);
    while !shutdown.is_cancelled() {
        match listen(&engine, &shutdown).await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(error = %chain(&error), "live updates paused");
                tokio::select! {
                    () = shutdown.cancelled() => return,
                    () = tokio::time::sleep(pause) => {}
                }
                pause = (pause * 2).min(Duration::from_secs(5));
            }
        }
    }
}

async fn listen(engine: &Engine, shutdown: &CancellationToken) -> Result<(), DbError> {
    let mut listener = engine.db.listen(&["prosa_event", "prosa_wake"]).await?;
    // Whatever happened while nobody listened.
    engine.wake.lines.notify_one();
    engine.heads.forget_all();
    catch_up(engine, None).await?;
    loop {
        let first = tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            first = listener.next() => Some(first?),
            () = tokio::time::sleep(LOOK_EVERY) => None,
        };
        let Some(first) = first else {
            catch_up(engine, None).await?;
            continue;
        };
        let mut tenants = HashSet::new();
        note(engine, &first, &mut tenants);
        while let Some(more) = listener.next_ready() {
            note(engine, &more?, &mut tenants);
        }
        catch_up(engine, Some(&tenants)).await?;
    }
}

/// `<tenant> <sequence>` on the event channel; a worker's name, or `head <tenant>`, on the wake channel.
fn note(engine: &Engine, payload: &str, tenants: &mut HashSet<TenantId>) {
    match payload {
        "ingest" => engine.wake.ingest.notify_one(),
        "deliver" => engine.wake.deliver.notify_one(),
        "lines" => engine.wake.lines.notify_one(),
        event => {
            let mut words = event.split(' ');
            let first = words.next().unwrap_or_default();
            if let ("head", Some(tenant)) = (first, words.next().and_then(|id| id.parse().ok())) {
                engine.heads.forget(tenant);
            } else if let Ok(tenant) = first.parse() {
                tenants.insert(tenant);
            }
        }
    }
}

async fn catch_up(engine: &Engine, only: Option<&HashSet<TenantId>>) -> Result<(), DbError> {
    for (tenant, last) in engine.hub.tenants() {
        if only.is_some_and(|wanted| !wanted.contains(&tenant)) {
            continue;
        }
        let mut after = last;
        loop {
            let page = read_since(engine, tenant, after, PAGE).await?;
            let Some(end) = page.events.last().map(|event| event.sequence) else { break };
            engine.hub.hand_out(tenant, page.events);
            after = end;
        }
    }
    Ok(())
}
