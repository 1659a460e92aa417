//! Step 4: reads journal rows in order and turns them into contacts, conversations, messages, statuses and events.
//!
//! One node reads at a time (a Postgres advisory lock says which), tenants side by side, each in one transaction per turn.
//! Reading a row twice changes nothing, so a crash anywhere only costs time.

mod people;
mod prepare;
mod tenant;
mod wishes;

pub(crate) use prepare::{StatusDraft, message_key};

use crate::{Engine, chain};
use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use prosa_db::{
    DbError,
    journal::{JournalOutcome, JournalRow, JournalState},
    routing::Route,
};
use prosa_domain::id::{LineId, TenantId};
use prosa_provider::Update;
use prosa_vault::Purpose;
use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// How long to wait for a wake-up before looking anyway.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long a node waits before it asks again for the turn.
const LEADER_RETRY: Duration = Duration::from_secs(2);
/// Name of the advisory lock of the reading node.
const LEADER_LOCK: i64 = 0x5052_4f53_4101;
/// Largest pause after failed turns.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// What one delivery holds for one line, read but not yet stored.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub journal_id: i64,
    pub line: LineId,
    pub received_at: DateTime<Utc>,
    pub body_bytes: i32,
    /// Updates with their place in the delivery.
    pub updates: Vec<(i32, Update)>,
}

/// The outcome of one turn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Turn {
    /// Journal rows read.
    pub rows: usize,
    /// Whether more may be waiting.
    pub more: bool,
}

/// Reads until `shutdown`. Survives a database that goes away.
pub async fn run(engine: Engine, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        if let Err(error) = lead(&engine, &shutdown).await {
            tracing::warn!(error = %chain(&error), "reading the journal paused");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LEADER_RETRY) => {}
        }
    }
}

/// Holds the lock on a connection of its own while reading.
async fn lead(engine: &Engine, shutdown: &CancellationToken) -> Result<(), DbError> {
    let Some(mut seat) = engine.db.try_lead(LEADER_LOCK).await? else { return Ok(()) };
    tracing::info!("this node reads the journal");
    let mut pause = Duration::ZERO;
    let mut routes = Routes::default();
    let mut checked = tokio::time::Instant::now();
    while !shutdown.is_cancelled() {
        if checked.elapsed() > Duration::from_secs(5) {
            seat.still_held().await?;
            checked = tokio::time::Instant::now();
        }
        match turn(engine, &mut routes).await {
            Ok(turn) if turn.more => pause = Duration::ZERO,
            Ok(_) => {
                pause = Duration::ZERO;
                tokio::select! {
                    () = shutdown.cancelled() => break,
                    () = engine.wake.ingest.notified() => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                }
            }
            Err(error) => {
                pause = (pause * 2).clamp(Duration::from_millis(100), PAUSE_MAX);
                tracing::warn!(error = %chain(&error), pause_ms = pause.as_millis(), "a turn of reading failed");
                seat.still_held().await?;
                tokio::time::sleep(pause).await;
            }
        }
    }
    seat.leave().await
}

/// Routes of provider numbers to lines, read again when lines change or after half a minute.
#[derive(Default)]
pub struct Routes {
    known: HashMap<String, Vec<Route>>,
    read_at: Option<tokio::time::Instant>,
}

impl Routes {
    async fn learn(&mut self, engine: &Engine, ids: Vec<String>) -> Result<(), DbError> {
        if self.read_at.is_none_or(|at| at.elapsed() > Duration::from_secs(30)) {
            self.known.clear();
            self.read_at = Some(tokio::time::Instant::now());
        }
        let unknown: Vec<String> = ids.into_iter().filter(|id| !self.known.contains_key(id)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        for route in engine.db.route_lines(&unknown).await? {
            self.known.entry(route.phone_number_id.clone()).or_default().push(route.clone());
            self.known.entry(route.account_id.clone()).or_default().push(route);
        }
        Ok(())
    }

    /// The line an update is for: by its number; account-level updates go to the account's first line.
    fn of(&self, provider: &str, update: &Update) -> Option<&Route> {
        let by = |id: Option<&String>| self.known.get(id?)?.iter().find(|route| route.provider == provider);
        match &update.phone_number_id {
            Some(number) => by(Some(number)).filter(|route| &route.phone_number_id == number),
            None => by(update.account_id.as_ref()),
        }
    }
}

/// One turn: claims waiting rows, reads them, stores them per tenant, settles them.
///
/// # Errors
/// When the database is away: nothing is lost, the rows still wait.
pub async fn turn(engine: &Engine, routes: &mut Routes) -> Result<Turn, DbError> {
    let limit = i64::from(engine.settings.ingest_batch_max);
    let rows = engine.db.journal_waiting(0, limit).await?;
    let Some(oldest) = rows.first() else { return Ok(Turn::default()) };
    let started = tokio::time::Instant::now();
    let lag = (engine.now() - oldest.received_at).to_std().unwrap_or_default();
    metrics::gauge!("prosa_ingest_lag_seconds").set(lag.as_secs_f64());
    let count = rows.len();
    let (work, mut outcomes) = sort_out(engine, routes, rows).await?;
    let lanes = usize::try_from(engine.settings.ingest_lanes).unwrap_or(1).max(1);
    let results: Vec<Result<BTreeMap<i64, Option<String>>, DbError>> = stream::iter(work)
        .map(|(tenant, parts)| {
            let engine = engine.clone();
            async move {
                let task = tokio::spawn(async move { store(&engine, tenant, parts).await });
                task.await.unwrap_or_else(|panic| Err(DbError::Decode(format!("reading panicked: {panic}"))))
            }
        })
        .buffer_unordered(lanes)
        .collect()
        .await;
    let mut away = None;
    for result in results {
        match result {
            Ok(settled) => outcomes.merge(settled),
            Err(error) => away = Some(error),
        }
    }
    if let Some(error) = away {
        return Err(error);
    }
    engine.db.journal_settle(&outcomes.list(), engine.now()).await?;
    metrics::counter!("prosa_ingest_rows_total").increment(u64::try_from(count).unwrap_or_default());
    metrics::histogram!("prosa_ingest_turn_seconds").record(started.elapsed().as_secs_f64());
    Ok(Turn { rows: count, more: i64::try_from(count).unwrap_or_default() >= limit })
}

/// Outcomes per journal row; a failure in any part is the row's.
#[derive(Default)]
struct Outcomes(BTreeMap<i64, (JournalState, Option<String>)>);

impl Outcomes {
    fn fail(&mut self, id: i64, reason: &str) {
        self.0.insert(id, (JournalState::Failed, Some(reason.to_owned())));
    }

    fn merge(&mut self, settled: BTreeMap<i64, Option<String>>) {
        for (id, reason) in settled {
            match reason {
                Some(reason) => self.fail(id, &reason),
                None => {
                    self.0.entry(id).or_insert((JournalState::Processed, None));
                }
            }
        }
    }

    fn list(self) -> Vec<JournalOutcome> {
        self.0.into_iter().map(|(id, (state, reason))| JournalOutcome { id, state, reason }).collect()
    }
}

/// Opens and parses rows and sorts their updates by tenant. What cannot be read or belongs to nobody is settled at once.
async fn sort_out(
    engine: &Engine,
    routes: &mut Routes,
    rows: Vec<JournalRow>,
) -> Result<(BTreeMap<TenantId, Vec<Part>>, Outcomes), DbError> {
    let mut outcomes = Outcomes::default();
    let mut parsed = Vec::with_capacity(rows.len());
    engine.keyring.refresh_installation().await?;
    for row in rows {
        let mut updates = read(engine, &row);
        if matches!(updates, Err("sealed-unreadable")) {
            // Perhaps another node sealed it with a key that is not known here yet.
            engine.keyring.refresh_installation().await?;
            updates = read(engine, &row);
        }
        match updates {
            Ok(updates) => parsed.push((row, updates)),
            Err(reason) => {
                tracing::error!(
                    journal_id = row.id,
                    reason,
                    "a delivery cannot be read; it is kept for a replay"
                );
                metrics::counter!("prosa_journal_failed_total", "reason" => reason).increment(1);
                outcomes.fail(row.id, reason);
            }
        }
    }
    let ids = parsed
        .iter()
        .flat_map(|(_, updates)| updates)
        .flat_map(|update| update.phone_number_id.iter().chain(update.account_id.iter()))
        .cloned()
        .collect::<std::collections::BTreeSet<String>>();
    routes.learn(engine, ids.into_iter().collect()).await?;
    let mut work: BTreeMap<TenantId, Vec<Part>> = BTreeMap::new();
    for (row, updates) in parsed {
        split(routes, &row, updates, &mut work, &mut outcomes);
    }
    Ok((work, outcomes))
}

fn read(engine: &Engine, row: &JournalRow) -> Result<Vec<Update>, &'static str> {
    let body = engine
        .keyring
        .installation()
        .open(Purpose::JournalBody, &row.body_ct)
        .map_err(|_| "sealed-unreadable")?;
    let provider = engine.providers.get(&row.provider).ok_or("provider-unknown")?;
    provider.parse_inbound(&body, row.received_at).map_err(|error| error.reason())
}

/// Splits one delivery by line.
fn split(
    routes: &Routes,
    row: &JournalRow,
    updates: Vec<Update>,
    work: &mut BTreeMap<TenantId, Vec<Part>>,
    outcomes: &mut Outcomes,
) {
    let mut lines: BTreeMap<(TenantId, LineId), Vec<(i32, Update)>> = BTreeMap::new();
    let mut strangers = 0_u64;
    let total = updates.len();
    for (place, update) in updates.into_iter().enumerate() {
        match routes.of(&row.provider, &update) {
            Some(route) => {
                let place = i32::try_from(place).unwrap_or(i32::MAX);
                lines.entry((route.tenant, route.line)).or_default().push((place, update));
            }
            None => strangers += 1,
        }
    }
    if strangers > 0 || total == 0 {
        tracing::error!(
            journal_id = row.id,
            strangers,
            "a delivery is for a number nobody connected; it is kept"
        );
        metrics::counter!("prosa_journal_nobodys_total").increment(strangers.max(1));
        outcomes.0.insert(row.id, (JournalState::Nobodys, Some("number-unknown".to_owned())));
    }
    for ((tenant, line), updates) in lines {
        work.entry(tenant).or_default().push(Part {
            journal_id: row.id,
            line,
            received_at: row.received_at,
            body_bytes: row.body_bytes,
            updates,
        });
    }
}

/// Stores one tenant's parts in one transaction. When something in them cannot be stored, each part is tried by itself, so
/// that one bad delivery never holds back its neighbours.
async fn store(
    engine: &Engine,
    tenant: TenantId,
    parts: Vec<Part>,
) -> Result<BTreeMap<i64, Option<String>>, DbError> {
    match tenant::store(engine, tenant, &parts).await {
        Ok(()) => return Ok(parts.iter().map(|part| (part.journal_id, None)).collect()),
        Err(error) if error.is_transient() => return Err(error),
        Err(error) if parts.len() == 1 => {
            let part = parts.first();
            return fail_one(engine, tenant, part, &error).await;
        }
        Err(error) => {
            tracing::error!(%tenant, error = %chain(&error), "a batch could not be stored; trying its parts one by one");
        }
    }
    let mut settled = BTreeMap::new();
    for part in parts {
        let alone = std::slice::from_ref(&part);
        match tenant::store(engine, tenant, alone).await {
            Ok(()) => {
                settled.entry(part.journal_id).or_insert(None);
            }
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => settled.extend(fail_one(engine, tenant, Some(&part), &error).await?),
        }
    }
    Ok(settled)
}

async fn fail_one(
    engine: &Engine,
    tenant: TenantId,
    part: Option<&Part>,
    error: &DbError,
) -> Result<BTreeMap<i64, Option<String>>, DbError> {
    let Some(part) = part else { return Ok(BTreeMap::new()) };
    let reason = "not-stored";
    tracing::error!(%tenant, journal_id = part.journal_id, error = %chain(error), "a delivery could not be stored; it is kept");
    metrics::counter!("prosa_journal_failed_total", "reason" => reason).increment(1);
    tenant::note_failure(engine, tenant, part, reason).await?;
    Ok(BTreeMap::from([(part.journal_id, Some(reason.to_owned()))]))
}
