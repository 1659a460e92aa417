//! A piece of a passage around what was asked for, with the words marked that were found.

use super::terms::Words;
use crate::{lang::Lang, search::fold};
use serde::{Deserialize, Serialize};

/// A piece of text, found or between.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is one of the words asked for.
    pub is_hit: bool,
}

/// The piece of `text` that holds the most of the question's words, at most `length` characters and dots, with those words
/// marked. Line breaks stay.
#[must_use]
pub fn snippet(text: &str, question: &str, language: Lang, length: usize) -> Vec<Piece> {
    let words = Words::of(language);
    let asked = words.asked(question);
    let marked = mark(text, &words, &asked);
    let total: usize = marked.iter().map(|piece| piece.text.chars().count()).sum();
    if total <= length {
        return marked;
    }
    window(&marked, length)
}

/// The text in runs of letters and of other signs, found words marked; runs that are not marked are joined.
fn mark(text: &str, words: &Words, asked: &[String]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = rest.find(|letter: char| is_same_run(letter, is_word)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        let is_hit = is_word && asked.contains(&words.stem(&fold(run)));
        match pieces.last_mut().filter(|last| !last.is_hit && !is_hit) {
            Some(last) => last.text.push_str(run),
            None => pieces.push(Piece { text: run.to_owned(), is_hit }),
        }
    }
    pieces
}

/// Whether a letter begins another run.
fn is_same_run(letter: char, is_word: bool) -> bool {
    letter.is_alphanumeric() != is_word && !unicode_normalization::char::is_combining_mark(letter)
}

/// The stretch with the most found words; it begins a little before the first of them.
fn window(pieces: &[Piece], length: usize) -> Vec<Piece> {
    let letters: Vec<(char, bool)> =
        pieces.iter().flat_map(|piece| piece.text.chars().map(|letter| (letter, piece.is_hit))).collect();
    let starts = letters.iter().enumerate().filter(|(at, (_, is_hit))| {
        *is_hit && at.checked_sub(1).and_then(|before| letters.get(before)).is_none_or(|(_, before)| !before)
    });
    let best = starts
        .map(|(at, _)| {
            let from = at.saturating_sub(length / 4);
            let hits = letters.iter().skip(from).take(length).filter(|(_, is_hit)| *is_hit).count();
            (hits, std::cmp::Reverse(from))
        })
        .max();
    let from = best.map_or(0, |(_, std::cmp::Reverse(from))| from);
    let mut out: Vec<Piece> = Vec::new();
    let mut push = |letter: char, is_hit: bool| match out.last_mut().filter(|last| last.is_hit == is_hit) {
        Some(last) => last.text.push(letter),
        None => out.push(Piece { text: letter.to_string(), is_hit }),
    };
    if from > 0 {
        push('…', false);
    }
    for (letter, is_hit) in letters.iter().skip(from).take(length) {
        push(*letter, *is_hit);
    }
    if letters.len() > from + length {
        push('…', false);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|one| if one.is_hit { format!("[{}]", one.text) } else { one.text.clone() })
            .collect()
    }

    #[test]
    fn found_words_are_marked_in_any_form() {
        let text = "As entregas no interior levam 5 dias.";
        let found = snippet(text, "qual o prazo de ENTREGA pro interiór?", Lang::PtBr, 200);
        assert_eq!(shown(&found), "As [entregas] no [interior] levam 5 dias.");
        assert_eq!(shown(&snippet(text, "", Lang::PtBr, 200)), text);
    }

    #[test]
    fn a_long_text_is_cut_where_the_most_was_found() {
        let filler = "palavras que não dizem nada ".repeat(20);
        let text = format!("A troca existe. {filler} A troca do sofá tem prazo. {filler}");
        let found = shown(&snippet(&text, "prazo para troca do sofá", Lang::PtBr, 80));
        assert!(found.contains("[troca] do [sofá] tem [prazo]"), "{found}");
        assert!(found.starts_with('…') && found.ends_with('…'));
    }

    proptest! {
        #[test]
        fn a_snippet_is_a_stretch_of_the_text(text in any::<String>(), question in any::<String>(), length in 1_usize..60) {
            let found = snippet(&text, &question, Lang::En, length);
            let whole: String = found.iter().map(|piece| piece.text.as_str()).collect();
            prop_assert!(whole.chars().count() <= length + 2);
            let bare = whole.strip_prefix('…').filter(|_| !text.starts_with('…')).unwrap_or(&whole);
            let bare = bare.strip_suffix('…').unwrap_or(bare);
            prop_assert!(text.contains(bare));
        }
    }
}
