//! What of a thread fits into a model: the oldest whole turns go first; instructions, sources and the last question stay.

use serde::{Deserialize, Serialize};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The one who asks.
    User,
    /// The model.
    Assistant,
}

/// One message of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Who speaks.
    pub speaker: Speaker,
    /// Its tokens.
    pub tokens: u32,
}

/// The room a model has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Tokens of question and answer together.
    pub window: u32,
    /// Tokens kept free for the answer.
    pub output: u32,
    /// Tokens of what always stays: instructions and sources.
    pub fixed: u32,
}

/// What stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// How many of the oldest messages go.
    pub dropped: usize,
    /// Tokens of the question as it then is, what always stays included.
    pub tokens: u64,
}

/// Not even the last question fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the last question needs {needed} tokens and there is room for {room}")]
pub struct TooLong {
    /// Tokens of what has to stay, the answer included.
    pub needed: u64,
    /// Tokens of the model.
    pub room: u64,
}

/// Drops as few of the oldest turns as possible. A turn is what the user says up to the end of what is answered to it, so
/// a thread that is cut begins with the user.
///
/// # Errors
/// When what always stays, the last turn and the answer do not fit together.
pub fn fit(room: &Room, thread: &[Piece]) -> Result<Fit, TooLong> {
    let window = u64::from(room.window);
    let base = u64::from(room.fixed) + u64::from(room.output);
    // From the end: how much each possible beginning needs.
    let mut needed = base;
    let mut best: Option<Fit> = None;
    let mut last_turn_seen = None;
    for (at, piece) in thread.iter().enumerate().rev() {
        needed = needed.saturating_add(u64::from(piece.tokens));
        let before = at.checked_sub(1).and_then(|before| thread.get(before)).map(|piece| piece.speaker);
        let begins = at == 0 || (piece.speaker == Speaker::User && before == Some(Speaker::Assistant));
        if begins {
            last_turn_seen.get_or_insert(needed);
            if needed > window {
                break;
            }
            best = Some(Fit { dropped: at, tokens: needed - u64::from(room.output) });
        }
    }
    if thread.is_empty() && base <= window {
        return Ok(Fit { dropped: 0, tokens: u64::from(room.fixed) });
    }
    best.ok_or(TooLong { needed: last_turn_seen.unwrap_or(needed), room: window })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use Speaker::{Assistant, User};
    use proptest::prelude::*;

    fn thread(pieces: &[(Speaker, u32)]) -> Vec<Piece> {
        pieces.iter().map(|(speaker, tokens)| Piece { speaker: *speaker, tokens: *tokens }).collect()
    }

    #[test]
    fn the_oldest_whole_turns_go_first() {
        let talk = thread(&[(User, 10), (Assistant, 10), (User, 5), (User, 5), (Assistant, 20), (User, 7)]);
        for (window, dropped) in [
            (1_000, Some(0)),
            (107, Some(0)),
            (106, Some(2)),
            (87, Some(2)),
            (86, Some(5)),
            (57, Some(5)),
            (56, None),
        ] {
            let room = Room { window, output: 30, fixed: 20 };
            assert_eq!(fit(&room, &talk).ok().map(|fit| fit.dropped), dropped, "{window}");
        }
    }

    #[test]
    fn a_thread_that_the_assistant_began_is_kept_whole_while_it_fits() {
        let talk = thread(&[(Assistant, 10), (User, 5)]);
        assert_eq!(fit(&Room { window: 15, output: 0, fixed: 0 }, &talk).unwrap().dropped, 0);
        assert_eq!(fit(&Room { window: 14, output: 0, fixed: 0 }, &talk).unwrap().dropped, 1);
    }

    #[test]
    fn what_cannot_fit_is_told_with_what_it_needs() {
        let talk = thread(&[(User, 50), (Assistant, 1), (User, 90)]);
        let error = fit(&Room { window: 100, output: 10, fixed: 5 }, &talk).unwrap_err();
        assert_eq!(error, TooLong { needed: 105, room: 100 });
        let full = Room { window: 10, output: 10, fixed: 1 };
        assert!(fit(&full, &[]).is_err());
    }

    fn any_thread() -> impl Strategy<Value = Vec<Piece>> {
        proptest::collection::vec((any::<bool>(), 0_u32..500), 0..30).prop_map(|pieces| {
            let speaker = |user| if user { User } else { Assistant };
            pieces.into_iter().map(|(user, tokens)| Piece { speaker: speaker(user), tokens }).collect()
        })
    }

    proptest! {
        #[test]
        fn what_stays_fits_and_one_turn_more_would_not(
            talk in any_thread(), window in 0_u32..5_000, output in 0_u32..500, fixed in 0_u32..500,
        ) {
            let room = Room { window, output, fixed };
            let sum = |from: usize| talk[from..].iter().map(|piece| u64::from(piece.tokens)).sum::<u64>();
            let all = |from: usize| sum(from) + u64::from(fixed) + u64::from(output);
            let begins = |at: usize| {
                at == 0 || (talk[at].speaker == User && talk[at - 1].speaker == Assistant)
            };
            match fit(&room, &talk) {
                Ok(fit) => {
                    prop_assert!(all(fit.dropped) <= u64::from(window));
                    prop_assert_eq!(fit.tokens, sum(fit.dropped) + u64::from(fixed));
                    prop_assert!(talk.is_empty() || fit.dropped < talk.len());
                    if let Some(longer) = (0..fit.dropped).rev().find(|at| begins(*at)) {
                        prop_assert!(all(longer) > u64::from(window));
                    }
                }
                Err(error) => {
                    let last = (0..talk.len()).rev().find(|at| begins(*at)).unwrap_or(0);
                    prop_assert!(all(last) > u64::from(window));
                    prop_assert_eq!(error.needed, all(last));
                }
            }
        }
    }
}
