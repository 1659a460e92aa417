//! What text messages cost: booked by rate at once, and asked of the provider some time later, when it knows.

use super::alarm::BudgetCheck;
use crate::{
    Engine,
    job::{self, JobError, Task},
    path::{
        deliver::credentials,
        ingest::{StatusDraft, message_key},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    DbError, TenantTx,
    cost::booking::{self, Correction},
    line,
};
use prosa_domain::id::{LineId, TenantId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How long after a turn the next one comes, in minutes; after the last the rate stands.
const TURNS: [i64; 5] = [1, 5, 30, 240, 1_440];

/// Asks what text messages of a line cost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TextPrices {
    /// Whose.
    pub tenant: TenantId,
    /// Through which line they went.
    pub line: LineId,
    /// The provider's ids of them.
    pub messages: Vec<String>,
    /// How often was asked before.
    pub turn: usize,
}

impl Task for TextPrices {
    const NAME: &'static str = "text_prices";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        let keys = engine.keyring.tenant(self.tenant).await?;
        let mut tx = engine.db.tenant(self.tenant).await?;
        let Some(row) = line::find(&mut tx, self.line).await? else { return Ok(()) };
        // No transaction is open while the provider is asked.
        tx.commit().await?;
        let Some(provider) = engine.providers.get(&row.provider) else { return Ok(()) };
        let access = credentials(&keys, &row)?;
        let (mut corrections, mut open) = (Vec::new(), Vec::new());
        for id in self.messages {
            match provider.bill(&access, &id).await {
                None => return Ok(()),
                Some(Ok(bill)) => {
                    corrections.push(Correction {
                        provider_key: message_key(&keys, &id),
                        amount: bill.amount,
                        parts: i32::try_from(bill.parts).unwrap_or(1),
                    });
                    if bill.amount.is_none() {
                        open.push(id);
                    }
                }
                Some(Err(_)) => open.push(id),
            }
        }
        let mut tx = engine.db.tenant(self.tenant).await?;
        booking::correct(&mut tx, self.line, &corrections).await?;
        if !corrections.is_empty() {
            let check = BudgetCheck { tenant: self.tenant };
            job::enqueue_once(&mut tx, &check, &check.key()).await?;
        }
        let next = Self { messages: open, turn: self.turn.saturating_add(1), ..self };
        next.enqueue(&mut tx, engine.now()).await?;
        Ok(tx.commit().await?)
    }
}

impl TextPrices {
    /// Has the question asked when its turn comes; none when there is nothing left to ask, or nobody to wait for.
    async fn enqueue(self, tx: &mut TenantTx, now: DateTime<Utc>) -> Result<(), DbError> {
        let Some(minutes) = TURNS.get(self.turn).filter(|_| !self.messages.is_empty()) else { return Ok(()) };
        job::enqueue_at(tx, &self, now + TimeDelta::minutes(*minutes)).await
    }
}

/// Has the provider asked about text messages that were just booked by rate: one order for each line of a batch, none for
/// a batch without text messages.
///
/// # Errors
/// When Postgres refuses.
pub(super) async fn ask(
    tx: &mut TenantTx,
    drafts: &[StatusDraft],
    booked: &[Vec<u8>],
) -> Result<(), DbError> {
    let booked: HashSet<&[u8]> = booked.iter().map(Vec::as_slice).collect();
    let mut asked: BTreeMap<LineId, (DateTime<Utc>, BTreeSet<String>)> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| booked.contains(draft.status.provider_key.as_slice())) {
        if let Some(id) = &draft.text_id {
            let (at, ids) = asked.entry(draft.status.line).or_insert((draft.status.at, BTreeSet::new()));
            *at = draft.status.at.max(*at);
            ids.insert(id.clone());
        }
    }
    for (line, (at, messages)) in asked {
        let order =
            TextPrices { tenant: tx.tenant(), line, messages: messages.into_iter().collect(), turn: 0 };
        order.enqueue(tx, at).await?;
    }
    Ok(())
}
