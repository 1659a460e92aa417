//! How far a message got. States only move forward, whatever order the provider tells them in.

use serde::{Deserialize, Serialize};

/// Delivery state of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// In our queue.
    Queued,
    /// We called the provider and got no answer: it may or may not have been sent.
    Unknown,
    /// The provider took it.
    Accepted,
    /// It left the provider.
    Sent,
    /// It could not be delivered.
    Failed,
    /// It reached the device.
    Delivered,
    /// It was read.
    Read,
    /// A voice note was played.
    Played,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Unknown,
        Self::Accepted,
        Self::Sent,
        Self::Failed,
        Self::Delivered,
        Self::Read,
        Self::Played,
    ];

    /// The word stored in the database and sent over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Unknown => "unknown",
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether a person may send the message again.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::Failed | Self::Unknown)
    }
}

/// The state after hearing `told` while at `current`; none when nothing changes.
///
/// Forward only: sent < delivered < read < played. `failed` replaces what has not reached the device, and a later
/// delivery replaces `failed`, because the device has the last word (Meta's status reference; order is not promised).
#[must_use]
pub fn advance(current: DeliveryState, told: DeliveryState) -> Option<DeliveryState> {
    (told > current).then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_state() -> impl Strategy<Value = DeliveryState> {
        proptest::sample::select(DeliveryState::ALL.to_vec())
    }

    #[test]
    fn failed_replaces_what_has_not_reached_the_device_only() {
        use DeliveryState::{Accepted, Delivered, Failed, Queued, Read, Sent};
        for before in [Queued, Accepted, Sent] {
            assert_eq!(advance(before, Failed), Some(Failed));
        }
        for before in [Delivered, Read] {
            assert_eq!(advance(before, Failed), None);
        }
    }

    #[test]
    fn an_unknown_send_becomes_whatever_the_provider_tells() {
        for told in
            [DeliveryState::Sent, DeliveryState::Delivered, DeliveryState::Read, DeliveryState::Failed]
        {
            assert_eq!(advance(DeliveryState::Unknown, told), Some(told));
        }
    }

    proptest! {
        #[test]
        fn any_order_of_statuses_ends_in_the_same_state(told in proptest::collection::vec(any_state(), 0..12)) {
            let end = |list: &[DeliveryState]| {
                list.iter().fold(DeliveryState::Queued, |at, next| advance(at, *next).unwrap_or(at))
            };
            let mut shuffled = told.clone();
            shuffled.reverse();
            prop_assert_eq!(end(&told), end(&shuffled));
        }

        #[test]
        fn words_are_read_back(state in any_state()) {
            prop_assert_eq!(DeliveryState::parse(state.as_str()), Some(state));
        }
    }
}
