//! What a conversation is about, in its own sentences, and what to do next.
//!
//! The summary is extractive: it picks sentences that were written and adds none, so it can be shown as what it is. Each
//! picked sentence tells why. The next step comes from a table of rules over a few facts.

pub mod next;
#[cfg(test)]
mod tests;

use crate::{
    entity,
    label::{Intent, Sentiment},
    price::Currency,
    promise::{self, Side},
    scan::{self, Token},
    search,
};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// Share of a sentence's words, in hundredths, that may stand in one picked before.
const SAME_MAX: usize = 60;
/// Bytes of one message that are looked at.
const TEXT_MAX: usize = 4_096;
/// Messages that count: the latest ones.
const LINES_MAX: usize = 200;

/// A message of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Who wrote it.
    pub side: Side,
    /// Its text.
    pub text: &'a str,
    /// When, local.
    pub at: NaiveDateTime,
    /// What a classifier read, the primary one first.
    pub intents: &'a [Intent],
    /// The mood, where one was read.
    pub sentiment: Option<Sentiment>,
}

/// Why a sentence was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A question of the customer that nobody answered.
    Unanswered,
    /// Something is promised or asked for.
    Promise,
    /// The message wants something that weighs.
    Intent,
    /// Money, a day, an order or the like stands in it.
    Facts,
    /// The mood is bad.
    Mood,
    /// With it the conversation began.
    Opening,
    /// It is among the latest.
    Recent,
}

/// A sentence of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Which message.
    pub line: usize,
    /// First byte in it.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// Weight by which it was picked.
    pub score: u32,
    /// Why, in order.
    pub why: Vec<Why>,
}

/// A conversation in a few of its sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The picked sentences in the order they were written.
    pub pieces: Vec<Piece>,
    /// Questions of the customer after which the business wrote nothing.
    pub unanswered: Vec<Piece>,
}

/// Picks at most `most` sentences of the lines from `since` on (0 for all; the first line not yet looked at for "since you
/// last looked"). `own` is the tenant's currency.
#[must_use]
pub fn summarise(lines: &[Line<'_>], since: usize, most: usize, own: Currency) -> Summary {
    let first = since.max(lines.len().saturating_sub(LINES_MAX));
    let answered = lines.iter().rposition(|line| line.side == Side::Business);
    let mut all: Vec<(Piece, Vec<String>)> = Vec::new();
    for (number, line) in lines.iter().enumerate().skip(first) {
        let open = line.side == Side::Customer && answered.is_none_or(|last| last < number);
        let place = Place { number, first, count: lines.len(), open };
        all.extend(sentences(line, &place, own));
    }
    let unanswered = all
        .iter()
        .map(|(piece, _)| piece)
        .filter(|piece| piece.why.contains(&Why::Unanswered))
        .cloned()
        .collect();
    Summary { pieces: pick(all, most), unanswered }
}

/// Where a line stands.
struct Place {
    number: usize,
    first: usize,
    count: usize,
    /// Whether the customer wrote it and nobody answered.
    open: bool,
}

/// The best sentences that do not say the same, in the order they were written.
fn pick(mut all: Vec<(Piece, Vec<String>)>, most: usize) -> Vec<Piece> {
    // Of equals the later one: it is what holds now.
    all.sort_by_key(|(piece, _)| {
        (std::cmp::Reverse(piece.score), std::cmp::Reverse((piece.line, piece.start)))
    });
    let mut picked: Vec<(Piece, Vec<String>)> = Vec::new();
    for (piece, words) in all {
        if picked.len() >= most || piece.score == 0 {
            break;
        }
        let says_same = |other: &Vec<String>| {
            let same = words.iter().filter(|word| other.binary_search(word).is_ok()).count();
            same * 100 > words.len() * SAME_MAX
        };
        if !picked.iter().any(|(_, other)| says_same(other)) {
            picked.push((piece, words));
        }
    }
    let mut pieces: Vec<Piece> = picked.into_iter().map(|(piece, _)| piece).collect();
    pieces.sort_by_key(|piece| (piece.line, piece.start));
    pieces
}

/// The sentences of a line with their weight and their words.
fn sentences(line: &Line<'_>, place: &Place, own: Currency) -> Vec<(Piece, Vec<String>)> {
    let end =
        (0..=line.text.len().min(TEXT_MAX)).rev().find(|at| line.text.is_char_boundary(*at)).unwrap_or(0);
    let text = line.text.get(..end).unwrap_or_default();
    let tokens = scan::tokens(text);
    let mut found = Vec::new();
    let mut first = 0;
    for behind in 1..=tokens.len() {
        if behind < tokens.len() && !promise::is_break(&tokens, behind) {
            continue;
        }
        let sentence = tokens.get(first..behind).unwrap_or_default();
        first = behind;
        let (Some(head), Some(tail)) = (sentence.first(), sentence.last()) else { continue };
        let Some(written) = text.get(head.start..tail.end) else { continue };
        let words = search::words(written);
        if words.is_empty() {
            continue;
        }
        let (score, why) = weigh(line, place, sentence, written, own);
        found.push((Piece { line: place.number, start: head.start, end: tail.end, score, why }, words));
    }
    quiet_asides(&mut found);
    found
}

/// What a message is about is said by its sentences, not by the "beleza." or "ok!" between them.
fn quiet_asides(sentences: &mut [(Piece, Vec<String>)]) {
    if sentences.iter().all(|(_, words)| words.len() < 2) {
        return;
    }
    for (piece, words) in sentences {
        let says_more = [Why::Unanswered, Why::Promise, Why::Facts].iter().any(|why| piece.why.contains(why));
        if words.len() < 2 && !says_more {
            piece.score = 0;
        }
    }
}

/// What a sentence weighs, and why.
fn weigh(
    line: &Line<'_>,
    place: &Place,
    sentence: &[Token<'_>],
    written: &str,
    own: Currency,
) -> (u32, Vec<Why>) {
    let mut why = Vec::new();
    let mut score = 0;
    let mut add = |reason: Why, points: u32| {
        if points > 0 {
            score += points;
            why.push(reason);
        }
    };
    let words = sentence.iter().filter(|token| token.is_word()).count();
    if place.open && is_question(sentence) {
        add(Why::Unanswered, 10);
    }
    if !promise::find(written, line.side, line.at).is_empty() {
        add(Why::Promise, 7);
    }
    add(Why::Intent, line.intents.first().map_or(0, |intent| weight(*intent)));
    let facts = entity::find(written, line.at, own).len();
    add(Why::Facts, u32::try_from(facts.min(3)).unwrap_or(0) * 2);
    if line.side == Side::Customer && line.sentiment == Some(Sentiment::Negative) {
        add(Why::Mood, 4);
    }
    // Short ones say little by themselves; a greeting is one of them.
    if words > 3 {
        if place.number == place.first && line.side == Side::Customer {
            add(Why::Opening, 3);
        }
        let back = place.count.saturating_sub(place.number);
        add(Why::Recent, u32::try_from(4_usize.saturating_sub(back)).unwrap_or(0));
    }
    let short = words < 3 && facts == 0;
    (if short { score / 2 } else { score }, why)
}

/// What an intent adds to its sentences.
const fn weight(intent: Intent) -> u32 {
    match intent {
        Intent::Complaint | Intent::CancelRefund | Intent::Purchase | Intent::OptOut | Intent::Human => 6,
        Intent::OrderStatus | Intent::Payment | Intent::Scheduling | Intent::Objection | Intent::Support => 5,
        Intent::Pricing | Intent::ProductInfo => 4,
        Intent::Greeting | Intent::Thanks | Intent::Spam | Intent::Other => 0,
    }
}

/// Words a question begins with, folded.
#[rustfmt::skip]
const QUESTIONS: &[&str] = &[
    "quanto", "quantos", "quantas", "qual", "quais", "quando", "onde", "cade", "como", "quem", "por que", "porque nao", "o que", "que horas", "vcs tem", "voces tem", "tem como", "da pra", "sera que", "pode me", "how", "what", "when",
    "where", "who", "why", "which", "do you", "can you", "is there", "cuanto", "cuando", "donde", "cual", "como puedo", "quien", "tienen", "hay",
];

/// Whether a sentence asks, with its sign or by its first words.
fn is_question(sentence: &[Token<'_>]) -> bool {
    let sign = sentence.iter().rev().take_while(|token| token.ends_sentence()).any(|token| token.is('?'));
    sign || scan::says_any(sentence, 0, QUESTIONS).is_some()
}
