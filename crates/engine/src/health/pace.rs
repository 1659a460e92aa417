//! What is known of a line's health becomes the pace of the sender: how far its portfolio reaches, how fast its number is.

use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    event::NewEvent,
    health::{self, Heard},
    line::LineRow,
    outbound::{pace, reach},
};
use prosa_domain::{
    event::EventKind,
    id::LineId,
    line_health::Facts,
    pace::{ReachLimit, Speed},
};
use prosa_vault::TenantKeys;

/// What was told of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    pub line: &'a LineRow,
    /// What is new.
    pub newer: &'a Facts,
    /// All that is known with it.
    pub known: &'a Facts,
}

/// Takes over what is told of portfolio, speed and reach. Lines before pools, as the sender locks them.
///
/// # Errors
/// When Postgres refuses.
pub(super) async fn follow(tx: &mut TenantTx, told: &[Told<'_>]) -> Result<(), DbError> {
    for Told { line, newer, known } in told {
        if let Some(portfolio) = &newer.portfolio {
            reach::learn_portfolio(tx, &line.provider, &line.account_id, portfolio).await?;
        }
        // What is new may be half of it: a number in the phone's app stays slow when only its level is told.
        if Speed::of(newer).is_some()
            && let Some(speed) = Speed::of(known)
        {
            pace::set_speed(tx, LineId(line.id), speed).await?;
        }
    }
    for Told { line, newer, .. } in told {
        let people = match newer.messaging_limit.as_deref().and_then(ReachLimit::parse) {
            Some(ReachLimit::People(people)) => Some(i32::try_from(people).unwrap_or(i32::MAX)),
            Some(ReachLimit::Unlimited) => None,
            None => continue,
        };
        reach::set_limit(tx, LineId(line.id), people).await?;
    }
    Ok(())
}

/// Learns that numbers are used in the phone's app, because what is written there came from them. One statement, and
/// nothing more, once that is known.
///
/// # Errors
/// When Postgres refuses.
pub(crate) async fn seen_on_phone(
    tx: &mut TenantTx,
    keys: &TenantKeys,
    lines: &[LineId],
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    if lines.is_empty() {
        return Ok(());
    }
    let facts = Facts { on_phone: Some(true), ..Facts::default() };
    let fresh = pace::slow_down(tx, lines).await?;
    for line in &fresh {
        health::learn(tx, keys, *line, &facts, Heard::Told, now).await?;
    }
    if !fresh.is_empty() {
        events.push(NewEvent::of(EventKind::LineUpdated));
    }
    Ok(())
}
