//! The 24-hour service window: a business may write freely for 24 hours after the contact's last message, by the
//! provider's time (Meta, "Send messages", customer service window).

use chrono::{DateTime, Duration, Utc};

/// Length of the window in hours.
pub const WINDOW_HOURS: i64 = 24;

/// Where the window stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowState {
    /// Open, with this much time left.
    Open {
        /// Time left, more than zero.
        left: Duration,
    },
    /// Closed since then.
    Closed {
        /// When it closed.
        since: DateTime<Utc>,
    },
    /// The contact never wrote.
    Never,
}

/// When the window of a message closes.
#[must_use]
pub fn closes_at(last_inbound_at: DateTime<Utc>) -> DateTime<Utc> {
    last_inbound_at + Duration::hours(WINDOW_HOURS)
}

/// Where the window stands now.
#[must_use]
pub fn state(last_inbound_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> WindowState {
    let Some(last) = last_inbound_at else { return WindowState::Never };
    let closes = closes_at(last);
    if now < closes {
        WindowState::Open { left: closes - now }
    } else {
        WindowState::Closed { since: closes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_left_and_what_has_passed_add_up_to_a_day(ago in -86_400_i64..1_000_000) {
            let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
            let last = now - Duration::seconds(ago);
            match state(Some(last), now) {
                WindowState::Open { left } => {
                    prop_assert!(ago < 86_400 && left > Duration::zero());
                    prop_assert_eq!(left, Duration::seconds(86_400 - ago));
                }
                WindowState::Closed { since } => {
                    prop_assert!(ago >= 86_400);
                    prop_assert_eq!(since, closes_at(last));
                }
                WindowState::Never => prop_assert!(false, "a contact who wrote"),
            }
        }
    }

    #[test]
    fn the_window_closes_to_the_second() {
        let at = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
        assert_eq!(
            state(Some(at), at + Duration::hours(24) - Duration::seconds(1)),
            WindowState::Open { left: Duration::seconds(1) }
        );
        assert_eq!(
            state(Some(at), at + Duration::hours(24)),
            WindowState::Closed { since: at + Duration::hours(24) }
        );
        assert_eq!(state(None, at), WindowState::Never);
    }
}
