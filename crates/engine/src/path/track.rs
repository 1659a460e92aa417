//! Step 9: statuses. Kept once each, matched to their message now or when it becomes known; states only move forward.

use super::{deliver::watch, ingest::StatusDraft};
use crate::{cost, sms};
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    event::NewEvent,
    outbound::{self, dead},
    path::{
        messages::MessagePlace,
        statuses::{self, MatchedStatus, NewStatus, StateChange},
    },
};
use prosa_domain::{
    event::EventKind,
    id::{LineId, MessageId},
    message::status::{DeliveryState, advance},
    panic,
};
use std::collections::{BTreeMap, HashMap};

/// Stores statuses and moves their messages on. Returns, per journal row, how many had come before.
pub(super) async fn store(
    tx: &mut TenantTx,
    drafts: &[StatusDraft],
    now: DateTime<Utc>,
    events: &mut Vec<NewEvent>,
) -> Result<HashMap<i64, i32>, DbError> {
    // A status that names its outbound row tells the truth about a send whose answer was lost.
    for draft in drafts {
        if let Some(outbound) = draft.names {
            outbound::adopt(tx, outbound, draft.status.line, &draft.status.provider_key, now).await?;
        }
    }
    let rows: Vec<NewStatus> = drafts.iter().map(|draft| draft.status.clone()).collect();
    let fresh = statuses::keep(tx, &rows, now).await?;
    let keys: Vec<(LineId, Vec<u8>)> =
        rows.iter().map(|status| (status.line, status.provider_key.clone())).collect();
    settle(tx, &keys, events).await?;
    // What fails after it was taken says as much of a line as what is refused at once.
    let failed: Vec<watch::Heard> = drafts
        .iter()
        .enumerate()
        .filter(|(place, _)| fresh.contains(place))
        .filter_map(|(_, draft)| heard(draft))
        .collect();
    watch::note(tx, &failed, now, events).await?;
    cost::booking::book(tx, drafts).await?;
    Ok(repeats(drafts, fresh))
}

fn heard(draft: &StatusDraft) -> Option<watch::Heard> {
    let code = draft.status.error_code.filter(|_| draft.status.state == DeliveryState::Failed)?;
    Some(watch::Heard { line: draft.status.line, attempt: None, verdict: Some(panic::later(code)) })
}

/// Applies the waiting statuses of the given provider ids to their messages, forward only.
///
/// # Errors
/// When Postgres refuses.
pub(crate) async fn settle(
    tx: &mut TenantTx,
    keys: &[(LineId, Vec<u8>)],
    events: &mut Vec<NewEvent>,
) -> Result<(), DbError> {
    let matched = statuses::take_matched(tx, keys).await?;
    let changes = fold(matched);
    statuses::set_states(tx, &changes).await?;
    let undelivered: Vec<_> = changes
        .iter()
        .filter(|change| change.state == DeliveryState::Failed)
        .map(|change| (change.place.conversation, change.place.id, change.error_code))
        .collect();
    dead::note_undelivered(tx, &undelivered).await?;
    let failed: Vec<(MessagePlace, i32)> = changes
        .iter()
        .filter(|change| change.state == DeliveryState::Failed)
        .filter_map(|change| Some((change.place, change.error_code?)))
        .collect();
    sms::ask(tx, &failed).await?;
    for change in changes {
        events.push(
            NewEvent::of(EventKind::MessageUpdated)
                .conversation(change.place.conversation)
                .message(change.place.id),
        );
    }
    Ok(())
}

/// The state each message ends in.
fn fold(matched: Vec<MatchedStatus>) -> Vec<StateChange> {
    let mut ends: BTreeMap<MessageId, (MatchedStatus, DeliveryState, Option<i32>)> = BTreeMap::new();
    for status in matched {
        let start = status.current;
        let (_, current, code) = ends.entry(status.place.id).or_insert_with(|| (status.clone(), start, None));
        if let Some(next) = advance(*current, status.state) {
            *current = next;
            *code = status.error_code;
        }
    }
    ends.into_values()
        .filter(|(first, end, _)| first.current != *end)
        .map(|(first, state, error_code)| StateChange { place: first.place, state, error_code })
        .collect()
}

fn repeats(drafts: &[StatusDraft], fresh: std::collections::HashSet<usize>) -> HashMap<i64, i32> {
    let mut repeats = HashMap::new();
    for (place, draft) in drafts.iter().enumerate() {
        if !fresh.contains(&place) {
            *repeats.entry(draft.journal_id).or_default() += 1;
        }
    }
    repeats
}
