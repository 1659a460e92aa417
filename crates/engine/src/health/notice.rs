//! What notices say about lines, taken over in the transaction that keeps them.

use super::pace::{Told, follow};
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    event::NewEvent,
    health::{self, Heard},
    line::{self, LineRow},
};
use prosa_domain::{
    event::EventKind,
    id::LineId,
    line_health::{About, Facts},
    phone,
};
use prosa_provider::{Item, meta};
use prosa_vault::{Purpose, TenantKeys};
use std::collections::BTreeMap;

/// What one notice says about lines.
#[derive(Clone, Debug)]
pub(crate) struct HealthNote {
    /// The line it came through.
    line: LineId,
    about: About,
    facts: Facts,
}

impl HealthNote {
    /// Reads an update; none when it says nothing about a line's health.
    pub(crate) fn of(line: LineId, item: &Item) -> Option<Self> {
        let Item::Other { field, raw } = item else { return None };
        let (about, facts) = meta::notice::health(field, raw)?;
        Some(Self { line, about, facts })
    }
}

/// Takes over what notices say. Nothing is asked of the database when they say nothing, which is nearly always.
///
/// # Errors
/// When Postgres refuses.
pub(crate) async fn learn(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    notes: &[HealthNote],
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    if notes.is_empty() {
        return Ok(());
    }
    let rows = line::list(tx).await?;
    let mut facts: BTreeMap<LineId, Facts> = BTreeMap::new();
    for note in notes {
        for line in concerned(keys, &rows, note) {
            facts.entry(line).or_default().learn(note.facts.clone());
        }
    }
    let mut known = BTreeMap::new();
    for (line, facts) in &facts {
        known.insert(*line, health::learn(tx, keys, *line, facts, Heard::Told, now).await?.facts);
    }
    let told: Vec<Told<'_>> = rows
        .iter()
        .filter_map(|line| {
            let id = LineId(line.id);
            Some(Told { line, newer: facts.get(&id)?, known: known.get(&id)? })
        })
        .collect();
    follow(tx, &told).await?;
    events.push(NewEvent::of(EventKind::LineUpdated));
    Ok(())
}

/// The lines a note is about; of a number we do not know, none: it is not the one it came through.
fn concerned(keys: &TenantKeys, rows: &[LineRow], note: &HealthNote) -> Vec<LineId> {
    let Some(via) = rows.iter().find(|row| row.id == note.line.0) else { return Vec::new() };
    let of_account =
        rows.iter().filter(|row| row.account_id == via.account_id && row.provider == via.provider);
    let all: Vec<&LineRow> = of_account.collect();
    let fits = |row: &&&LineRow| match &note.about {
        About::Account => true,
        About::NumberId(id) => row.phone_number_id == *id,
        About::Number(digits) => {
            shown(keys, row).is_some_and(|own| phone::variants(&own).iter().any(|variant| variant == digits))
        }
    };
    let found: Vec<LineId> = all.iter().filter(fits).map(|row| LineId(row.id)).collect();
    match (&note.about, all.as_slice()) {
        // The account has one number, and its digits were never read: it can be no other.
        (About::Number(_), [only]) if found.is_empty() && only.display_phone_ct.is_none() => {
            vec![LineId(only.id)]
        }
        _ => found,
    }
}

fn shown(keys: &TenantKeys, row: &LineRow) -> Option<String> {
    keys.open_text(Purpose::Phone, row.display_phone_ct.as_deref()?).ok()
}
