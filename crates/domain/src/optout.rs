//! Reads out of a message whether the person wants no more of them, or wants them again. Words first, no model: whoever
//! writes PARAR must be heard by the same rule every time, and the rule must be explainable.
//!
//! A message is a whole stop word (with politeness, repetition, one slip of the finger), or holds a sentence that says it.
//! Leaving something else (a queue, an order, a course) is not meant, nor is the hour of a message or one thing of many.

mod everyday;
mod own;
mod phrase;
#[cfg(test)]
mod sentences;
#[cfg(test)]
mod tests;
mod words;

pub use own::{
    Heard, OwnWords, REPLY_LENGTH_MAX, WORD_LENGTH_MAX, WORDS_MAX as OWN_WORDS_MAX, check_reply, check_word,
    hear,
};

use crate::{consent::ConsentAct, search::fold};

/// What the person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// No more messages.
    Stop,
    /// Messages again.
    Resume,
}

impl Wish {
    /// What the ledger has to write down, given what it says now about the same purpose. A stop always; wanting messages
    /// again only undoes a stop: "quero receber" from somebody who never left may be about a parcel, and is no proof of an
    /// informed consent (LGPD art. 8 §4).
    #[must_use]
    pub fn act(self, now: Option<ConsentAct>) -> Option<ConsentAct> {
        match (self, now) {
            (Self::Stop, _) => Some(ConsentAct::Withdrawn),
            (Self::Resume, Some(ConsentAct::Withdrawn)) => Some(ConsentAct::Given),
            (Self::Resume, Some(ConsentAct::Given) | None) => None,
        }
    }
}

/// Words of a message that are looked at; who wants out does not write a letter.
const WORDS_MAX: usize = 24;
/// Letters of a single word in which one may be wrong.
const NEAR_WORD: usize = 5;
/// Letters of several words together in which one may be wrong.
const NEAR_WORDS: usize = 12;

/// What a message says, folded.
struct Said {
    /// Its words without politeness.
    plain: Vec<String>,
    /// The words without politeness and haste: how many, and joined.
    count: usize,
    whole: String,
}

/// Folds a message; none when it is a letter or has no words.
fn says(text: &str) -> Option<Said> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX + 1)
        .collect();
    if words.is_empty() || words.len() > WORDS_MAX {
        return None;
    }
    let mut plain: Vec<&str> =
        words.iter().copied().filter(|word| !words::COURTESIES.contains(word)).collect();
    plain.dedup();
    let bare: Vec<&str> = plain.iter().copied().filter(|word| !words::HASTES.contains(word)).collect();
    let (count, whole) = (bare.len(), bare.join(" "));
    Some(Said { plain: plain.into_iter().map(str::to_owned).collect(), count, whole })
}

/// Reads a message; none when it says neither.
#[must_use]
pub fn read(text: &str) -> Option<Wish> {
    let said = says(text)?;
    if words::RESUMES.contains(&said.whole.as_str()) {
        return Some(Wish::Resume);
    }
    // "Parar?" asks what is meant by it.
    let asks = said.count == 1 && text.contains('?');
    let stops = !asks && words::STOPS.iter().any(|stop| is_near(&said.whole, stop));
    let plain: Vec<&str> = said.plain.iter().map(String::as_str).collect();
    (stops || phrase::says_stop(&plain)).then_some(Wish::Stop)
}

/// The same, the same with letters held down, or one letter off in what is long enough not to become another word.
fn is_near(found: &str, wanted: &str) -> bool {
    if found == wanted || (found.len() > 3 && single(found).eq(single(wanted))) {
        return true;
    }
    let enough = if wanted.contains(' ') { NEAR_WORDS } else { NEAR_WORD };
    wanted.len() >= enough && !words::NEIGHBOURS.contains(&found) && is_one_off(found, wanted)
}

/// The letters of a word, each once where it stands several times in a row.
fn single(word: &str) -> impl Iterator<Item = char> {
    let mut last = None;
    word.chars().filter(move |letter| last.replace(*letter) != Some(*letter))
}

/// Whether one letter was added, left out, changed, or two neighbours were swapped.
fn is_one_off(one: &str, other: &str) -> bool {
    // A letter has four bytes at most; nearly every message ends here.
    if one.len().abs_diff(other.len()) > 4 {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let head = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let tail = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take(one.len().min(other.len()).saturating_sub(head))
        .take_while(|(a, b)| a == b)
        .count();
    let left = |all: &[char]| all.get(head..all.len().saturating_sub(tail)).unwrap_or_default().to_vec();
    match (left(&one).as_slice(), left(&other).as_slice()) {
        ([_], [_] | []) | ([], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}
