//! What is known of a line's health becomes the pace of the sender: how far its account reaches, how fast its number is.

use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    event::NewEvent,
    health::{self, Heard},
    line::LineRow,
    outbound::pace,
};
use prosa_domain::{
    event::EventKind,
    id::LineId,
    line_health::Facts,
    pace::{ReachLimit, Speed},
};
use prosa_vault::TenantKeys;

/// Takes over what `newer` facts say of reach and speed; `known` is all that is known with them.
///
/// # Errors
/// When Postgres refuses.
pub(super) async fn follow(
    tx: &mut TenantTx,
    line: &LineRow,
    newer: &Facts,
    known: &Facts,
) -> Result<(), DbError> {
    match newer.messaging_limit.as_deref().and_then(ReachLimit::parse) {
        Some(ReachLimit::People(people)) => {
            let people = i32::try_from(people).unwrap_or(i32::MAX);
            pace::set_reach_limit(tx, &line.account_id, Some(people)).await?;
        }
        Some(ReachLimit::Unlimited) => pace::set_reach_limit(tx, &line.account_id, None).await?,
        None => {}
    }
    // What is new may be half of it: a number in the phone's app stays slow when only its level is told.
    if Speed::of(newer).is_some()
        && let Some(speed) = Speed::of(known)
    {
        pace::set_speed(tx, LineId(line.id), speed).await?;
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
