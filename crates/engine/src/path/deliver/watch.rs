//! Watches over lines: what sends and statuses say of them, and what follows when one stops or opens again.

use crate::{
    job,
    people::letter::{LineLetter, LineNews},
};
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    event::NewEvent,
    outbound::panic::{self, LineWatch},
};
use prosa_domain::{
    event::EventKind,
    id::{AttemptId, LineId},
    panic::{Change, Reason, Verdict},
};
use std::collections::BTreeSet;

/// What one send or status says of its line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    /// The line.
    pub(crate) line: LineId,
    /// The attempt, when it was one of ours.
    pub(crate) attempt: Option<AttemptId>,
    /// What it says; none when the provider was not called.
    pub(crate) verdict: Option<Verdict>,
}

/// Notes what was heard, stops and opens lines, and tells people.
pub(crate) async fn note(
    tx: &mut TenantTx,
    heard: &[Heard],
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let lines: Vec<LineId> = heard.iter().map(|one| one.line).collect::<BTreeSet<_>>().into_iter().collect();
    if lines.is_empty() {
        return Ok(());
    }
    let mut watched = panic::lock(tx, &lines).await?;
    for one in &mut watched {
        if let Some(change) = apply(one, heard, now) {
            follow(tx, one.line, change, events).await?;
        }
    }
    panic::store(tx, &watched).await
}

fn apply(one: &mut LineWatch, heard: &[Heard], now: DateTime<Utc>) -> Option<Change> {
    let (probe, others): (Vec<&Heard>, Vec<&Heard>) = heard
        .iter()
        .filter(|heard| heard.line == one.line)
        .partition(|heard| heard.attempt.is_some() && heard.attempt == one.probe);
    let verdicts: Vec<Verdict> = others.iter().filter_map(|heard| heard.verdict).collect();
    let noted = one.watch.note(&verdicts, now);
    let Some(tried) = probe.first() else { return noted };
    one.probe = None;
    match tried.verdict {
        Some(verdict) => one.watch.probed(verdict),
        // Given back untried: the next node may try at once.
        None => {
            if let Some(stop) = &mut one.watch.stop {
                stop.probe_at = now;
            }
            None
        }
    }
}

async fn follow(
    tx: &mut TenantTx,
    line: LineId,
    change: Change,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let tenant = tx.tenant();
    events.push(NewEvent::of(EventKind::LineUpdated));
    let news = match change {
        Change::Stays => return Ok(()),
        Change::Stopped(reason) => {
            tracing::error!(%tenant, %line, reason = reason.as_str(), "a line stopped by itself");
            metrics::counter!("prosa_lines_paused_total", "reason" => reason.as_str()).increment(1);
            // A refused token or account is a pause that people see and mend; the others end by themselves.
            if matches!(reason, Reason::Auth | Reason::Account) {
                panic::pause(tx, line, reason).await?;
            }
            events.push(NewEvent::of(EventKind::LineStopped));
            LineNews::Stopped(reason)
        }
        Change::Recovered => {
            tracing::warn!(%tenant, %line, "a line sends again");
            panic::reopen(tx, line).await?;
            events.push(NewEvent::of(EventKind::LineRecovered));
            LineNews::Recovered
        }
    };
    for member in panic::answerable(tx).await? {
        let letter = LineLetter { tenant, line, member, news };
        job::enqueue(tx, <LineLetter as job::Task>::NAME, &letter).await?;
    }
    Ok(())
}
