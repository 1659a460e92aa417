//! Promises and tasks in a message: who owes what until when. Rules of words: a first person that will do something, or an
//! order to the other side. What is asked, denied, doubted or over is none.

mod words;

use crate::{
    entity::when::{self, When},
    scan::{self, Gap, Token},
};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// A side of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The business: a member, a rule, an assistant.
    Business,
    /// The customer.
    Customer,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Business => Self::Customer,
            Self::Customer => Self::Business,
        }
    }
}

/// How it came to be owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Who owes it said so.
    Promised,
    /// The other side asked for it.
    Asked,
}

/// Something owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Who owes it.
    pub owes: Side,
    /// How it came to be owed.
    pub origin: Origin,
    /// First byte of what is owed.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// Until when, local, where it was told; [`When::due`] is the last moment.
    pub due: Option<When>,
}

/// What a message of one side promises and asks for. `now` is the local time at which it was written.
#[must_use]
pub fn find(text: &str, side: Side, now: NaiveDateTime) -> Vec<Promise> {
    let tokens = scan::tokens(text);
    let mut found = Vec::new();
    let mut first = 0;
    for behind in 1..=tokens.len() {
        if behind == tokens.len() || is_break(&tokens, behind) {
            let sentence = tokens.get(first..behind).unwrap_or_default();
            found.extend(read(sentence, side, now));
            first = behind;
        }
    }
    found
}

/// Whether a sentence begins at this token.
pub(crate) fn is_break(tokens: &[Token<'_>], at: usize) -> bool {
    let ends = at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(Token::ends_sentence);
    tokens.get(at).is_some_and(|token| token.gap == Gap::Line || (ends && token.gap != Gap::Glued))
}

fn read(sentence: &[Token<'_>], side: Side, now: NaiveDateTime) -> Option<Promise> {
    let asks = sentence.last().is_some_and(|token| token.is('?'));
    let doubted = (0..sentence.len()).any(|at| scan::says_any(sentence, at, words::DOUBTS).is_some());
    let times = when::find(sentence, now);
    // What lies behind is told, not promised.
    let due = times.iter().map(|(when, ..)| *when).find(|when| when.due() >= now);
    let past = due.is_none() && !times.is_empty();
    if doubted || past {
        return None;
    }
    let promised =
        (!asks).then(|| promise_at(sentence, if due.is_some() { Told::Dated } else { Told::Open })).flatten();
    let asked = || ask_at(sentence, due.is_some().then_some(()).map_or(Told::Open, |()| Told::Dated));
    let (at, origin, owes) = match promised {
        Some(at) => (at, Origin::Promised, side),
        None => (asked()?, Origin::Asked, side.other()),
    };
    // "Amanhã te mando": the day before the verb belongs to it.
    let first = times.iter().map(|(_, first, _)| *first).chain([at]).min()?;
    let last = sentence.iter().rposition(|token| !token.ends_sentence())?;
    let (start, end) = (sentence.get(first.min(last))?.start, sentence.get(last)?.end);
    Some(Promise { owes, origin, start, end, due })
}

/// Whether a time was told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Dated,
    Open,
}

/// Where a promise begins in a sentence.
fn promise_at(sentence: &[Token<'_>], told: Told) -> Option<usize> {
    (0..sentence.len()).find(|at| {
        let denied = is_denied(sentence, *at);
        let sure = scan::says_any(sentence, *at, words::SURE).is_some();
        let willing = scan::says_any(sentence, *at, words::WILL).is_some_and(|behind| {
            let verb = sentence.get(behind).filter(|token| token.is_word());
            verb.is_some_and(|verb| {
                let does = words::DOES.iter().any(|stem| verb.fold.starts_with(stem));
                // "Te mando" is already the verb; "vou" needs one that does something.
                does || (told == Told::Dated
                    && !words::NO_DEED.contains(&verb.fold.as_str())
                    && verb.fold.len() > 2)
            })
        });
        let dated = told == Told::Dated
            && sentence.get(*at).is_some_and(|token| words::DATED.contains(&token.fold.as_str()));
        (sure || willing || dated) && !denied
    })
}

/// Where a demand of the other side begins.
fn ask_at(sentence: &[Token<'_>], told: Told) -> Option<usize> {
    (0..sentence.len()).find(|at| {
        let always = scan::says_any(sentence, *at, words::ASKS).is_some();
        let dated = told == Told::Dated && scan::says_any(sentence, *at, words::ASKS_DATED).is_some();
        (always || dated) && !is_denied(sentence, *at)
    })
}

fn is_denied(sentence: &[Token<'_>], at: usize) -> bool {
    let before = sentence.get(at.saturating_sub(3)..at).unwrap_or_default();
    // "Não se preocupe, te mando": a comma ends the denial.
    let near = before.iter().rev().take_while(|token| !token.is(','));
    near.into_iter().any(|token| {
        matches!(
            token.fold.as_str(),
            "nao"
                | "n"
                | "nunca"
                | "not"
                | "never"
                | "no"
                | "nem"
                | "se"
                | "if"
                | "si"
                | "quando"
                | "when"
                | "cuando"
                | "que"
        )
    })
}

#[cfg(test)]
mod tests;
