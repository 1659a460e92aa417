//! A message that was written for later becomes the last of its conversation only when its time has come.

use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    content::StoredContent,
    outbound::settle::{Ended, Settlement},
    path::conversations::ConversationMove,
};
use prosa_domain::{id::MessageId, message::status::DeliveryState};
use prosa_vault::{Purpose, TenantKeys};

/// A message stands this much after its making at least when it was written for later. Clocks of providers and ours differ
/// by less; one that is taken for later wrongly is shown where it is already.
const LATER_MIN: TimeDelta = TimeDelta::seconds(2);

/// What the end of a send does to its conversation; none for one that was shown when it was written.
pub(super) fn first_shown(keys: &TenantKeys, one: &Ended) -> Option<ConversationMove> {
    let state = match one.settlement {
        Settlement::Accepted { .. } => DeliveryState::Accepted,
        Settlement::Failed => DeliveryState::Failed,
        Settlement::Unknown => DeliveryState::Unknown,
        Settlement::Retry { .. } | Settlement::Returned { .. } => return None,
    };
    let place = one.claim.place;
    if place.provider_at - made_at(place.id)? < LATER_MIN {
        return None;
    }
    let stored = StoredContent::open(keys, &one.claim.content_ct).ok()?;
    let preview = stored.content.preview();
    Some(ConversationMove {
        id: place.conversation,
        unread: 0,
        inbound_at: None,
        at: place.provider_at,
        message: place.id,
        direction: "out",
        kind: preview.kind.to_owned(),
        state: state.as_str(),
        preview_ct: Some(keys.seal(Purpose::Preview, preview.text.as_bytes())),
        standing: None,
        in_group: false,
    })
}

/// When a message was made: its id says so (UUID version 7).
fn made_at(id: MessageId) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}
