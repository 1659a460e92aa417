//! The one gate: whether a message may be sent now. The same for a person, a rule, a campaign and the API.

use crate::{
    line::LineState,
    refusal::{Code, Refusal},
    window::{self, WindowState},
};
use chrono::{DateTime, Utc};

/// Characters of a text at most (Meta, "Text messages").
pub const TEXT_LENGTH_MAX: usize = 4_096;

/// What the gate looks at.
#[derive(Clone, Copy, Debug)]
pub struct SendFacts {
    /// Now.
    pub now: DateTime<Utc>,
    /// The contact's last message, by the provider's time.
    pub last_inbound_at: Option<DateTime<Utc>>,
    /// Since when the contact is not to be contacted.
    pub do_not_contact: Option<DateTime<Utc>>,
    /// How far the line is.
    pub line_state: LineState,
}

/// Allows the send or says why not. What cannot be mended by waiting is told first.
///
/// # Errors
/// `line-not-connected`, `do-not-contact` or `window-closed`.
pub fn decide(facts: &SendFacts) -> Result<(), Refusal> {
    if facts.line_state != LineState::Connected {
        return Err(Refusal::new(Code::LineNotConnected).with("state", facts.line_state.as_str()));
    }
    if let Some(since) = facts.do_not_contact {
        return Err(Refusal::new(Code::DoNotContact).with("since", since.to_rfc3339()));
    }
    match window::state(facts.last_inbound_at, facts.now) {
        WindowState::Open { .. } => Ok(()),
        WindowState::Closed { since } => {
            Err(Refusal::new(Code::WindowClosed).with("closed_at", since.to_rfc3339()))
        }
        WindowState::Never => Err(Refusal::new(Code::WindowClosed).with("closed_at", "")),
    }
}

/// Whether a text can be sent at all.
///
/// # Errors
/// `message-empty` or `message-too-long`.
pub fn check_text(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new(Code::MessageEmpty));
    }
    if text.chars().count() > TEXT_LENGTH_MAX {
        return Err(Refusal::new(Code::MessageTooLong).with("length_max", TEXT_LENGTH_MAX));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;

    fn facts(
        hours_ago: Option<i64>,
        do_not_contact: Option<DateTime<Utc>>,
        line_state: LineState,
    ) -> SendFacts {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
        SendFacts {
            now,
            last_inbound_at: hours_ago.map(|hours| now - Duration::hours(hours)),
            do_not_contact,
            line_state,
        }
    }

    #[test]
    fn the_whole_matrix_decides_as_written() {
        let since = DateTime::from_timestamp(1_794_000_000, 0);
        for line_state in LineState::ALL {
            for (hours, open) in
                [(Some(0), true), (Some(23), true), (Some(24), false), (Some(900), false), (None, false)]
            {
                for blocked in [None, since] {
                    let wanted = match (line_state, blocked, open) {
                        (LineState::Connected, None, true) => None,
                        (LineState::Connected, None, false) => Some(Code::WindowClosed),
                        (LineState::Connected, Some(_), _) => Some(Code::DoNotContact),
                        _ => Some(Code::LineNotConnected),
                    };
                    let got = decide(&facts(hours, blocked, line_state)).err().map(|refusal| refusal.code);
                    assert_eq!(got, wanted, "{line_state:?} {hours:?} {blocked:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_passes_outside_the_window(minutes in 24 * 60_i64..1_000_000) {
            let mut facts = facts(None, None, LineState::Connected);
            facts.last_inbound_at = Some(facts.now - Duration::minutes(minutes));
            prop_assert!(decide(&facts).is_err());
        }

        #[test]
        fn a_text_passes_exactly_when_it_has_1_to_4096_characters_to_read(length in 0_usize..5_000) {
            let text = "é".repeat(length);
            prop_assert_eq!(check_text(&text).is_ok(), (1..=TEXT_LENGTH_MAX).contains(&length));
        }
    }
}
