//! Claims what may leave: departures are given out under the lines' locks, attempts written, addresses opened.

use super::{Worker, standin::stand_in};
use crate::Pace;
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    DbError, TenantTx,
    line::LineRow,
    outbound::{
        claim::{self, Candidate, Claimant, Claimed, ReadyLine, Want},
        pace, panic, reach,
    },
};
use prosa_domain::{
    id::{AttemptId, ContactId, ConversationId, LineId, OutboundId, TenantId},
    pace::{Bucket, LinePace, MinuteCap, Pairs, Speed, per_second},
    phone,
};
use prosa_provider::{LineCredentials, Recipient};
use prosa_vault::{IndexPurpose, Purpose, TenantKeys};
use secrecy::SecretString;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

/// How far ahead departures are given out: a node reserves this much of a line's pace at once.
const AHEAD: TimeDelta = TimeDelta::milliseconds(500);

/// What a claim brought.
#[derive(Default)]
pub(super) struct Batch {
    /// Sends, each with its moment.
    pub(super) sends: Vec<Ready>,
    /// When the pace lets more through.
    pub(super) again_at: Option<DateTime<Utc>>,
}

/// A claimed send with everything its call needs.
pub(super) struct Ready {
    pub(super) claim: Claimed,
    pub(super) line: Arc<Access>,
    /// None when the contact has no address that opens.
    pub(super) to: Option<Recipient>,
    pub(super) depart_at: DateTime<Utc>,
}

/// A line's provider, address and opened token.
pub(super) struct Access {
    pub(super) provider: String,
    /// None when its token does not open.
    pub(super) credentials: Option<LineCredentials>,
    /// Messages a second.
    pub(super) per_second: Option<u32>,
    /// Whether another node sends through it, too.
    pub(super) is_shared: bool,
}

/// The line's address and token, opened.
pub(crate) fn credentials(keys: &TenantKeys, row: &LineRow) -> Result<LineCredentials, DbError> {
    Ok(LineCredentials {
        graph_base: row.graph_base.clone(),
        graph_version: row.graph_version.clone(),
        phone_number_id: row.phone_number_id.clone(),
        account_id: row.account_id.clone(),
        token: SecretString::from(keys.open_text(Purpose::ProviderToken, &row.token_ct)?),
    })
}

/// Claims at most `free` sends of a tenant.
pub(super) async fn claim(worker: &Worker, tenant: TenantId, free: usize) -> Result<Batch, DbError> {
    let engine = &worker.engine;
    let now = engine.now();
    let keys = engine.keyring.tenant(tenant).await?;
    let mut tx = engine.db.tenant(tenant).await?;
    let lines = claim::lock_lines(&mut tx, worker.node, now).await?;
    if lines.is_empty() {
        return Ok(Batch::default());
    }
    let mut plan = Plan::open(&mut tx, lines, engine.settings.pace, now).await?;
    let wants = plan.wants(free);
    let found = claim::candidates(&mut tx, &wants, plan.settings.pairs, now).await?;
    let chosen = plan.choose(&found, free);
    if chosen.is_empty() {
        return Ok(Batch { sends: Vec::new(), again_at: plan.again_at });
    }
    let rows: Vec<(OutboundId, AttemptId, DateTime<Utc>)> = chosen
        .into_iter()
        .map(|id| (id, engine.new_id(AttemptId::from_parts), plan.departs_at(id)))
        .collect();
    let lease = TimeDelta::from_std(engine.settings.deliver_lease).unwrap_or_default();
    let claimant = Claimant { node: worker.node, lease_until: now + lease };
    let mut claimed = claim::take(&mut tx, &rows, claimant).await?;
    stand_in(engine, &mut tx, &keys, &mut claimed).await?;
    plan.note(&mut tx, &claimed).await?;
    let addresses = Addresses::read(&mut tx, &keys, &claimed).await?;
    tx.commit().await?;
    Ok(plan.batch(&keys, claimed, &addresses))
}

/// A line while its departures are given out.
struct LinePlan {
    ready: ReadyLine,
    pace: LinePace,
    per_second: Option<u32>,
    cap: Cap,
    is_full: bool,
}

/// Which cap by the minute holds for a line.
enum Cap {
    None,
    Own(MinuteCap),
    Tenants,
}

struct Plan {
    settings: Pace,
    now: DateTime<Utc>,
    lines: BTreeMap<LineId, LinePlan>,
    tenant_cap: Option<MinuteCap>,
    /// People a pool may still reach.
    reach_left: BTreeMap<String, i64>,
    departures: HashMap<OutboundId, DateTime<Utc>>,
    pairs: Vec<(ConversationId, DateTime<Utc>)>,
    reached: Vec<(String, ContactId)>,
    again_at: Option<DateTime<Utc>>,
}

/// A stored limit over the installation's: none stored is the installation's, 0 is without limit.
fn limit(stored: Option<i32>, default: Option<u32>) -> Option<u32> {
    match stored {
        Some(own) => u32::try_from(own).ok().filter(|own| *own > 0),
        None => default,
    }
}

impl Plan {
    async fn open(
        tx: &mut TenantTx,
        mut lines: Vec<ReadyLine>,
        settings: Pace,
        now: DateTime<Utc>,
    ) -> Result<Self, DbError> {
        // Another node may have begun to try a stopped line while we came to its lock.
        let stopped: Vec<LineId> = lines.iter().filter(|line| line.stopped).map(ReadyLine::id).collect();
        if !stopped.is_empty() {
            let open = panic::lock(tx, &stopped).await?;
            let open: HashSet<LineId> =
                open.iter().filter(|one| one.watch.may_probe(now)).map(|one| one.line).collect();
            lines.retain(|line| !line.stopped || open.contains(&line.id()));
        }
        let limited: Vec<&str> = lines
            .iter()
            .filter(|line| line.has_reach_limit)
            .map(|line| line.row.reach_pool.as_str())
            .collect();
        let reach_left = reach::lock(tx, &limited, now).await?.into_iter().collect();
        let lines: BTreeMap<LineId, LinePlan> =
            lines.into_iter().map(|ready| (ready.id(), LinePlan::of(ready, settings))).collect();
        let tenant_limit = lines
            .values()
            .find(|line| matches!(line.cap, Cap::Tenants))
            .and_then(|line| limit(line.ready.tenant_per_minute, settings.tenant_per_minute));
        let tenant_cap = match tenant_limit {
            Some(limit) => Some(MinuteCap::new(limit, pace::lock_tenant(tx).await?)),
            None => None,
        };
        Ok(Self {
            settings,
            now,
            lines,
            tenant_cap,
            reach_left,
            departures: HashMap::new(),
            pairs: Vec::new(),
            reached: Vec::new(),
            again_at: None,
        })
    }

    /// What to look for: per line as much as its pace and the free calls let through.
    fn wants(&mut self, free: usize) -> Vec<Want> {
        let until = self.now + AHEAD;
        let share = free.div_ceil(self.lines.len().max(1));
        let mut wants = Vec::new();
        for (id, line) in &self.lines {
            let cap = match &line.cap {
                Cap::Own(cap) => Some(cap),
                Cap::Tenants => self.tenant_cap.as_ref(),
                Cap::None => None,
            };
            let next = line.pace.next(cap, self.now);
            if next >= until {
                self.again_at = earlier(self.again_at, next);
                continue;
            }
            let count = if line.ready.stopped { 1 } else { share };
            let pool = line.ready.row.reach_pool.clone();
            wants.push(Want {
                line: *id,
                count: i32::try_from(count).unwrap_or(i32::MAX),
                is_reach_spent: self.reach_left.get(&pool) == Some(&0),
                pool,
            });
        }
        wants
    }

    /// Gives departures out, the most urgent first.
    fn choose(&mut self, found: &[Candidate], free: usize) -> Vec<OutboundId> {
        let mut chosen = Vec::new();
        for row in found {
            if chosen.len() >= free {
                break;
            }
            if let Some(at) = self.depart(row) {
                let id = OutboundId(row.id);
                self.departures.insert(id, at);
                chosen.push(id);
            }
        }
        chosen
    }

    fn depart(&mut self, row: &Candidate) -> Option<DateTime<Utc>> {
        let line = self.lines.get_mut(&LineId(row.line_id)).filter(|line| !line.is_full)?;
        let pool = &line.ready.row.reach_pool;
        let is_new = row.outside && !row.reached;
        let contact = ContactId(row.contact_id);
        let is_counted = |(one, who): &(String, ContactId)| one == pool && *who == contact;
        let spends = is_new && !self.reached.iter().any(is_counted);
        if spends && self.reach_left.get(pool) == Some(&0) {
            return None;
        }
        let cap = match &mut line.cap {
            Cap::Own(cap) => Some(cap),
            Cap::Tenants => self.tenant_cap.as_mut(),
            Cap::None => None,
        };
        let Some(at) = line.pace.depart(cap, self.now, self.now + AHEAD) else {
            line.is_full = true;
            let cap = match &line.cap {
                Cap::Own(cap) => Some(cap),
                Cap::Tenants => self.tenant_cap.as_ref(),
                Cap::None => None,
            };
            self.again_at = earlier(self.again_at, line.pace.next(cap, self.now));
            return None;
        };
        if self.settings.pairs == Pairs::Paced {
            self.pairs
                .push((ConversationId(row.conversation_id), Bucket::pair().taken(row.pair_full_at, at)));
        }
        if spends {
            if let Some(left) = self.reach_left.get_mut(pool) {
                *left -= 1;
            }
            self.reached.push((pool.clone(), contact));
        }
        Some(at)
    }

    /// The moment that was given to a message.
    fn departs_at(&self, id: OutboundId) -> DateTime<Utc> {
        self.departures.get(&id).copied().unwrap_or(self.now)
    }

    /// Stores the pace, and which attempt tries a stopped line.
    async fn note(&self, tx: &mut TenantTx, claimed: &[Claimed]) -> Result<(), DbError> {
        let buckets: Vec<(LineId, DateTime<Utc>)> = self
            .lines
            .iter()
            .filter_map(|(id, line)| line.pace.bucket.and(line.pace.full_at).map(|at| (*id, at)))
            .collect();
        pace::note_buckets(tx, &buckets, &self.pairs).await?;
        reach::note(tx, &self.reached, self.now).await?;
        if let Some(cap) = &self.tenant_cap {
            pace::note_tenant(tx, cap.recent()).await?;
        }
        for (id, line) in &self.lines {
            if let Cap::Own(cap) = &line.cap {
                pace::note_line_minute(tx, *id, cap.recent()).await?;
            }
        }
        let is_probe = |claim: &&Claimed| self.lines.get(&claim.line).is_some_and(|line| line.ready.stopped);
        let probes: HashMap<LineId, AttemptId> =
            claimed.iter().filter(is_probe).map(|claim| (claim.line, claim.attempt)).collect();
        if probes.is_empty() {
            return Ok(());
        }
        let lines: Vec<LineId> = probes.keys().copied().collect();
        let mut watched = panic::lock(tx, &lines).await?;
        for one in &mut watched {
            one.watch.probe(self.now);
            one.probe = probes.get(&one.line).copied();
        }
        panic::store(tx, &watched).await
    }

    fn batch(self, keys: &TenantKeys, claimed: Vec<Claimed>, addresses: &Addresses) -> Batch {
        let access: HashMap<LineId, Arc<Access>> =
            self.lines.iter().map(|(id, line)| (*id, Arc::new(line.access(keys)))).collect();
        let sends = claimed
            .into_iter()
            .filter_map(|claim| {
                Some(Ready {
                    line: Arc::clone(access.get(&claim.line)?),
                    to: addresses.of(&claim),
                    depart_at: self.departs_at(claim.id),
                    claim,
                })
            })
            .collect();
        Batch { sends, again_at: self.again_at }
    }
}

impl LinePlan {
    fn of(ready: ReadyLine, settings: Pace) -> Self {
        let own = ready.per_second.and_then(|own| u32::try_from(own).ok());
        let speed = Speed::parse(ready.speed.as_deref());
        let per_second = per_second(own, speed, settings.line_per_second);
        let pace = LinePace { bucket: per_second.map(Bucket::line), full_at: ready.full_at };
        let cap = match ready.per_minute {
            Some(own) => match u32::try_from(own) {
                Ok(own) if own > 0 => Cap::Own(MinuteCap::new(own, ready.recent.clone())),
                _ => Cap::None,
            },
            None if limit(ready.tenant_per_minute, settings.tenant_per_minute).is_some() => Cap::Tenants,
            None => Cap::None,
        };
        Self { ready, pace, per_second, cap, is_full: false }
    }

    fn access(&self, keys: &TenantKeys) -> Access {
        Access {
            provider: self.ready.row.provider.clone(),
            credentials: credentials(keys, &self.ready.row).ok(),
            per_second: self.per_second,
            is_shared: self.ready.is_shared,
        }
    }
}

/// The earlier moment to look again: half of what is given out ahead before the next departure.
fn earlier(before: Option<DateTime<Utc>>, next: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = next - AHEAD / 2;
    Some(before.map_or(at, |before| before.min(at)))
}

/// Where messages go: opened addresses, and whose number still is theirs.
struct Addresses {
    opened: HashMap<ContactId, (Option<String>, Option<String>)>,
    theirs: HashSet<ContactId>,
}

impl Addresses {
    async fn read(tx: &mut TenantTx, keys: &TenantKeys, claimed: &[Claimed]) -> Result<Self, DbError> {
        let open = |sealed: &Option<Vec<u8>>| {
            sealed.as_ref().and_then(|one| keys.open_text(Purpose::Phone, one).ok())
        };
        let opened: HashMap<ContactId, (Option<String>, Option<String>)> = claimed
            .iter()
            .map(|claim| (claim.contact, (open(&claim.wa_id_ct), open(&claim.bsuid_ct))))
            .collect();
        let pairs: Vec<(ContactId, Vec<u8>)> = opened
            .iter()
            .filter_map(|(contact, (number, user))| {
                user.as_ref().and(number.as_ref()).map(|to| (*contact, to))
            })
            .flat_map(|(contact, number)| {
                let hash = |digits: &String| keys.blind_index(IndexPurpose::Phone, digits).to_vec();
                phone::variants(number).iter().map(|digits| (contact, hash(digits))).collect::<Vec<_>>()
            })
            .collect();
        let theirs = claim::reached_by(tx, &pairs).await?;
        Ok(Self { opened, theirs })
    }

    /// The number as long as it is this person's: every kind of message may go to a number, some may not go to a user id,
    /// and a status then names it. Once the number has been handed on to somebody else, or was never told, the user id.
    fn of(&self, claim: &Claimed) -> Option<Recipient> {
        match self.opened.get(&claim.contact)? {
            (Some(number), Some(_)) if self.theirs.contains(&claim.contact) => {
                Some(Recipient::Phone(number.clone()))
            }
            (_, Some(user)) => Some(Recipient::User(user.clone())),
            (Some(number), None) => Some(Recipient::Phone(number.clone())),
            (None, None) => None,
        }
    }
}
