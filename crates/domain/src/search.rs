//! Words for blind full-text search: folded (no case, no accents) and stemmed, the same way for what is stored and for what
//! is asked.

use rust_stemmers::{Algorithm, Stemmer};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Words of one text at most.
const WORDS_MAX: usize = 256;
/// Characters of a word that count.
const WORD_LENGTH_MAX: usize = 40;

/// The distinct words of a text as search sees them: lower case, without accents, by Portuguese stem. Numbers stay whole;
/// single letters are dropped.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::Portuguese);
    let mut found = BTreeSet::new();
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let word: String = word.chars().take(WORD_LENGTH_MAX).flat_map(char::to_lowercase).collect();
        let stem =
            if word.chars().any(|letter| letter.is_ascii_digit()) { word } else { stem(&stemmer, &word) };
        if stem.chars().count() > 1 {
            found.insert(stem);
        }
        if found.len() >= WORDS_MAX {
            break;
        }
    }
    found.into_iter().collect()
}

/// Folded first, then stemmed, so that `informacoes` and `informações` meet.
fn stem(stemmer: &Stemmer, word: &str) -> String {
    let folded = fold(word);
    stemmer.stem(&folded).into_owned()
}

/// A word without case and accents.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_endings_do_not_matter() {
        for (stored, asked) in [
            ("Informações", "informacoes"),
            ("orçamentos", "ORCAMENTO"),
            ("entregamos", "entregamos"),
            ("AÇÃO", "acao"),
        ] {
            assert_eq!(words(stored), words(asked), "{stored} / {asked}");
        }
    }

    #[test]
    fn numbers_stay_whole_and_single_letters_go() {
        assert_eq!(words("Pedido 4471 e a NF-118!"), ["118", "4471", "nf", "ped"]);
    }

    #[test]
    fn a_flood_of_words_is_bounded() {
        let text: String = (0..5_000).map(|number| format!("palavra{number} ")).collect();
        assert_eq!(words(&text).len(), WORDS_MAX);
    }
}
