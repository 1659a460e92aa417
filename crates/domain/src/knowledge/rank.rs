//! Puts passages in order: by the words they share with a question, by pieces of words, and by nearness of meaning, fused by
//! reciprocal rank.
//!
//! Words are weighed as in BM25, with the counts of the whole collection; a passage is also judged by its neighbours of the
//! same source, for an answer often leaves out what the sentence before it named.

use super::terms::{Counts, Pieces, Words, join, pieces};
use crate::lang::Lang;
use std::collections::BTreeMap;

/// How much a rank weighs: the constant of reciprocal rank fusion.
const RRF_K: f64 = 60.0;
/// BM25: how soon a repeated word stops to count, and how much a long passage is held back.
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// How far a neighbour of the same source may stand.
const NEIGHBOURS: u32 = 2;

/// How much each view of a passage weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Words of the passage itself.
    pub own: f64,
    /// Words of the passage with its neighbours.
    pub around: f64,
    /// Pieces of words, of the passage itself.
    pub pieces: f64,
    /// Pieces of words, with its neighbours.
    pub pieces_around: f64,
    /// The rank by meaning, against the rank by words.
    pub meaning: f64,
    /// What is left of a passage in another language than the question's.
    pub foreign: f64,
}

/// Chosen on the training questions of FaQuAD; `docs/benchmarks.md` tells what they reach.
pub const WEIGHTS: Weights =
    Weights { own: 0.4, around: 0.6, pieces: 1.0, pieces_around: 1.0, meaning: 0.1, foreign: 0.9 };

/// A passage that may answer.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// What it belongs to: passages of one source have the same number.
    pub source: u128,
    /// Where it stands in its source.
    pub ordinal: u32,
    /// Its language.
    pub language: Lang,
    /// Its headings and its text.
    pub text: &'a str,
    /// How near its meaning is to the question's, −1 to 1; none when nobody compared them.
    pub nearness: Option<f64>,
}

/// What is known of the whole collection.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    /// How many passages it has.
    pub passages: u32,
    /// In how many of them each word asked for stands.
    pub with_word: BTreeMap<String, u32>,
}

/// A passage with what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Which of the candidates.
    pub index: usize,
    /// How well it fits, 0 to 1: 1 is first in every order.
    pub score: f64,
    /// Share of the question's weight in words that it has, 0 to 1.
    pub words: f64,
    /// Its place by words, from 1; none when it shares none.
    pub words_rank: Option<u32>,
    /// Its place by meaning, from 1.
    pub meaning_rank: Option<u32>,
}

/// The candidates in order, best first.
#[must_use]
pub fn rank(
    question: &str,
    language: Option<Lang>,
    candidates: &[Candidate<'_>],
    collection: &Collection,
) -> Vec<Ranked> {
    rank_by(&WEIGHTS, question, language, candidates, collection)
}

/// The same with other weights, for measuring.
#[must_use]
pub fn rank_by(
    weights: &Weights,
    question: &str,
    language: Option<Lang>,
    candidates: &[Candidate<'_>],
    collection: &Collection,
) -> Vec<Ranked> {
    let own = |one: &Candidate<'_>| {
        if language.is_none_or(|asked| asked == one.language) { 1.0 } else { weights.foreign }
    };
    let (by_words, shares) = word_scores(question, candidates, collection, weights);
    let grams: Vec<Pieces> = candidates.iter().map(|one| pieces(one.text)).collect();
    let by_pieces = piece_scores(question, candidates, &grams, weights);
    let asked_pieces = asked_pieces(question);
    let fits = |index: usize| {
        let Some(one) = candidates.get(index) else { return false };
        let held = asked_pieces
            .get(&one.language)
            .zip(grams.get(index))
            .map_or(0.0, |(asked, own)| held(asked, own));
        is_near(shares.get(index).copied().unwrap_or_default(), held, one.nearness)
    };
    let lexical: Vec<f64> = by_words
        .iter()
        .zip(&by_pieces)
        .zip(candidates)
        .map(|((words, pieces), one)| (words + pieces) * own(one))
        .collect();
    let lexical_ranks = ranks(&lexical);
    let nearness: Vec<f64> = candidates
        .iter()
        .map(|one| one.nearness.filter(|near| *near > 0.0).unwrap_or_default() * own(one))
        .collect();
    let meaning_ranks = ranks(&nearness);
    let part = |rank: Option<u32>| rank.map_or(0.0, |rank| (RRF_K + 1.0) / (RRF_K + f64::from(rank)));
    let mut ranked: Vec<Ranked> = (0..candidates.len())
        .map(|index| {
            let words_rank = lexical_ranks.get(index).copied().flatten();
            let meaning_rank = meaning_ranks.get(index).copied().flatten();
            let sum = part(words_rank) + weights.meaning * part(meaning_rank);
            let words = shares.get(index).copied().unwrap_or_default();
            Ranked { index, score: sum / (1.0 + weights.meaning), words, words_rank, meaning_rank }
        })
        .filter(|one| one.score > 0.0 && fits(one.index))
        .collect();
    ranked.sort_by(|one, other| {
        let (by_one, by_other) = (lexical.get(one.index), lexical.get(other.index));
        other
            .score
            .total_cmp(&one.score)
            .then(by_other.partial_cmp(&by_one).unwrap_or(std::cmp::Ordering::Equal))
    });
    ranked
}

/// The place of each score, from 1; equal scores share one, and no place for what has none.
fn ranks(scores: &[f64]) -> Vec<Option<u32>> {
    let mut order: Vec<(usize, f64)> =
        scores.iter().copied().enumerate().filter(|(_, score)| *score > 0.0).collect();
    order.sort_by(|one, other| other.1.total_cmp(&one.1));
    let mut ranks = vec![None; scores.len()];
    let (mut place, mut last) = (0, f64::INFINITY);
    for (position, (index, score)) in order.into_iter().enumerate() {
        if score < last {
            place = u32::try_from(position + 1).unwrap_or(u32::MAX);
            last = score;
        }
        if let Some(rank) = ranks.get_mut(index) {
            *rank = Some(place);
        }
    }
    ranks
}

/// Of each passage the places of those of the same source that stand near it, itself included.
fn neighbours(candidates: &[Candidate<'_>]) -> Vec<Vec<usize>> {
    let mut by_source: BTreeMap<u128, Vec<(u32, usize)>> = BTreeMap::new();
    for (index, one) in candidates.iter().enumerate() {
        by_source.entry(one.source).or_default().push((one.ordinal, index));
    }
    let near = |one: &Candidate<'_>| {
        let same = by_source.get(&one.source).map(Vec::as_slice).unwrap_or_default();
        let near = same.iter().filter(|(ordinal, _)| ordinal.abs_diff(one.ordinal) <= NEIGHBOURS);
        near.map(|(_, index)| *index).collect()
    };
    candidates.iter().map(near).collect()
}

fn joined_words(near: &[Vec<usize>], counts: &[Counts]) -> Vec<Counts> {
    let join = |places: &Vec<usize>| {
        let mut sum = Counts::new();
        for (word, count) in places.iter().filter_map(|place| counts.get(*place)).flatten() {
            *sum.entry(word.clone()).or_default() += count;
        }
        sum
    };
    near.iter().map(join).collect()
}

fn joined_pieces(near: &[Vec<usize>], counts: &[Pieces]) -> Vec<Pieces> {
    let sum = |places: &Vec<usize>| {
        places.iter().filter_map(|place| counts.get(*place)).fold(Pieces::new(), |sum, one| join(&sum, one))
    };
    near.iter().map(sum).collect()
}

fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

fn size(counts: &Counts) -> f64 {
    counts.values().map(|count| f64::from(*count)).sum()
}

/// Of each candidate: its weight in words, and the share of the question's weight it has.
fn word_scores(
    question: &str,
    candidates: &[Candidate<'_>],
    collection: &Collection,
    weights: &Weights,
) -> (Vec<f64>, Vec<f64>) {
    let languages: BTreeMap<Lang, (Words, Vec<(String, f64)>)> = Lang::ALL
        .iter()
        .map(|language| {
            let words = Words::of(*language);
            let asked = words.asked(question).into_iter().map(|word| {
                let weight = rarity(collection, &word);
                (word, weight)
            });
            let asked = asked.collect();
            (*language, (words, asked))
        })
        .collect();
    let counts: Vec<Counts> = candidates
        .iter()
        .map(|one| languages.get(&one.language).map(|(words, _)| words.count(one.text)).unwrap_or_default())
        .collect();
    let wide = joined_words(&neighbours(candidates), &counts);
    let mean = |all: &[Counts]| (all.iter().map(size).sum::<f64>() / real(all.len().max(1))).max(1.0);
    let (mean_own, mean_wide) = (mean(&counts), mean(&wide));
    candidates
        .iter()
        .zip(counts.iter().zip(&wide))
        .map(|(one, (own, wide))| {
            let asked = languages.get(&one.language).map(|(_, asked)| asked.as_slice()).unwrap_or_default();
            let most: f64 = asked.iter().map(|(_, weight)| weight * (K1 + 1.0)).sum();
            if most <= 0.0 {
                return (0.0, 0.0);
            }
            let has = |(word, weight): &(String, f64)| if own.contains_key(word) { *weight } else { 0.0 };
            let share = asked.iter().map(has).sum::<f64>() * (K1 + 1.0) / most;
            let score =
                weights.own * bm25(asked, own, mean_own) + weights.around * bm25(asked, wide, mean_wide);
            // Without a word of its own a passage is only the neighbour of one that has it.
            (if share > 0.0 { score / most } else { 0.0 }, share)
        })
        .unzip()
}

fn bm25(asked: &[(String, f64)], counts: &Counts, mean: f64) -> f64 {
    let held_back = K1 * (1.0 - B + B * size(counts) / mean);
    let part = |(word, weight): &(String, f64)| {
        let often = counts.get(word).map_or(0.0, |count| f64::from(*count));
        weight * often * (K1 + 1.0) / (often + held_back)
    };
    asked.iter().map(part).sum()
}

/// How much a word tells: the less passages have it, the more.
#[must_use]
pub fn rarity(collection: &Collection, word: &str) -> f64 {
    let all = f64::from(collection.passages.max(1));
    let with = f64::from(collection.with_word.get(word).copied().unwrap_or_default()).min(all);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

/// Nearness in pieces of words: those of the question weigh by how few candidates have them.
fn piece_scores(
    question: &str,
    candidates: &[Candidate<'_>],
    counts: &[Pieces],
    weights: &Weights,
) -> Vec<f64> {
    let all = real(candidates.len());
    let asked: Vec<(u32, f64)> = pieces(question)
        .into_iter()
        .map(|(piece, count)| {
            let with = real(counts.iter().filter(|counts| find(counts, piece).is_some()).count());
            (piece, damped(count) * (1.0 + all / (1.0 + with)).ln())
        })
        .collect();
    let asked_norm = asked.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    let cosine = |counts: &Pieces| {
        let shared = asked.iter().filter_map(|(piece, weight)| Some(weight * damped(find(counts, *piece)?)));
        let norm = counts.iter().map(|(_, count)| damped(*count).powi(2)).sum::<f64>().sqrt();
        let norms = asked_norm * norm;
        if norms > 0.0 { shared.sum::<f64>() / norms } else { 0.0 }
    };
    let wide = joined_pieces(&neighbours(candidates), counts);
    let both = counts.iter().zip(&wide);
    both.map(|(own, wide)| weights.pieces * cosine(own) + weights.pieces_around * cosine(wide)).collect()
}

/// The pieces of the words a question is about, as each language sees them.
fn asked_pieces(question: &str) -> BTreeMap<Lang, Pieces> {
    Lang::ALL
        .iter()
        .map(|language| (*language, pieces(&Words::of(*language).asked(question).join(" "))))
        .collect()
}

/// Share of a question's pieces that a passage has, 0 to 1.
fn held(asked: &Pieces, own: &Pieces) -> f64 {
    let held = asked.iter().filter(|(piece, _)| find(own, *piece).is_some()).count();
    if asked.is_empty() { 0.0 } else { real(held) / real(asked.len()) }
}

/// Share of a question's pieces, and nearness in meaning, from which a passage without any of its words is found at all. Among
/// the passages of FaQuAD, words of random letters reach 0.14 to 0.29 of their pieces (99 of 100 of them) and a nearness of
/// 0.47; a word with one letter wrong reaches 0.40 of its pieces and the right passage a nearness of 0.77 (half of them, measured
/// on the training questions).
const PIECES_NEAR: f64 = 0.3;
const MEANING_NEAR: f64 = 0.55;

/// Whether a passage has anything to do with a question: a word of it, much of a misspelt one, or a near meaning. Something is
/// always nearest, and pieces of three letters stand everywhere; that alone is no find.
#[must_use]
pub fn is_near(words: f64, pieces: f64, nearness: Option<f64>) -> bool {
    words > 0.0 || pieces >= PIECES_NEAR || nearness.is_some_and(|near| near >= MEANING_NEAR)
}

fn find(counts: &[(u32, u32)], piece: u32) -> Option<u32> {
    let place = counts.binary_search_by_key(&piece, |(hash, _)| *hash).ok()?;
    counts.get(place).map(|(_, count)| *count)
}

fn damped(count: u32) -> f64 {
    (1.0 + f64::from(count)).ln()
}

/// Share of a question's weight in words, and nearness in meaning, from which a passage is offered as an answer unasked.
const ANSWER_WORDS: f64 = 0.34;
const ANSWER_NEARNESS: f64 = 0.72;

/// Whether a passage fits well enough to be suggested without anybody having searched.
#[must_use]
pub fn is_answer(words: f64, nearness: Option<f64>) -> bool {
    words >= ANSWER_WORDS || nearness.is_some_and(|near| near >= ANSWER_NEARNESS)
}

#[cfg(test)]
mod tests;
