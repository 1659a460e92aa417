//! Opened keys of one scope and when to look at the stored ones again.

use super::{FRESH_MAX, SETTLE};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::keys::StoredKey;
use prosa_vault::DataKeys;
use std::{collections::HashMap, sync::Arc};

/// The stored keys are not read more often than this for one unknown key.
const ASK_EVERY: TimeDelta = TimeDelta::seconds(1);

pub(super) struct Shelf {
    keys: Arc<DataKeys>,
    /// Until when nothing needs to be read.
    fresh_until: DateTime<Utc>,
    /// Unknown keys, and when they were last asked for.
    asked: HashMap<u32, DateTime<Utc>>,
}

impl Shelf {
    pub fn new(keys: Arc<DataKeys>, stored: &[StoredKey], now: DateTime<Utc>) -> Self {
        Self { keys, fresh_until: fresh_until(stored, now), asked: HashMap::new() }
    }

    pub fn keys(&self) -> Arc<DataKeys> {
        Arc::clone(&self.keys)
    }

    /// Whether nothing is to be done, told without writing.
    pub fn is_quiet(&self, now: DateTime<Utc>) -> bool {
        now < self.fresh_until && self.keys.missed().is_none()
    }

    /// Whether the stored keys are to be read now; notes that they were asked for.
    pub fn is_due(&mut self, now: DateTime<Utc>) -> bool {
        if now >= self.fresh_until {
            return true;
        }
        let Some(missed) = self.keys.missed() else { return false };
        self.asked.retain(|_, at| now - *at < ASK_EVERY);
        if self.asked.contains_key(&missed) {
            return false;
        }
        self.asked.insert(missed, now);
        true
    }

    pub fn renew(&mut self, keys: Arc<DataKeys>, stored: &[StoredKey], now: DateTime<Utc>) {
        self.keys = keys;
        self.fresh_until = fresh_until(stored, now);
    }
}

/// A key that still rests begins to seal on time.
fn fresh_until(stored: &[StoredKey], now: DateTime<Utc>) -> DateTime<Utc> {
    let wakes = stored.iter().map(|one| one.created_at + SETTLE).filter(|at| *at > now).min();
    wakes.map_or(now + FRESH_MAX, |at| at.min(now + FRESH_MAX))
}
