//! Words of passages and of questions, counted the same way on both sides: folded, by stem of their language, and pieces of
//! words for misspellings and endings.

use crate::{lang::Lang, search::fold};
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::BTreeMap;

/// Different words of one passage at most.
const WORDS_MAX: usize = 600;
/// Characters of a word that count.
const WORD_LENGTH_MAX: usize = 40;
/// Lengths of the pieces of words, in characters.
const PIECES: [usize; 3] = [3, 4, 5];

/// Words that carry no meaning of their own. They are left out of what is looked for, not of what is counted.
const EMPTY_PT: &[&str] = &[
    "a", "o", "as", "os", "ao", "aos", "um", "uma", "uns", "umas", "de", "da", "do", "das", "dos", "e", "em",
    "na", "no", "nas", "nos", "por", "pelo", "pela", "pra", "pro", "para", "com", "que", "se", "eu", "voce",
    "vc", "vcs", "voces", "me", "meu", "minha", "seu", "sua", "ele", "ela", "isso", "esse", "essa", "este",
    "esta", "foi", "ser", "sao", "eh", "ou", "mas", "q", "ja", "la", "num", "numa",
];
const EMPTY_ES: &[&str] = &[
    "a", "el", "la", "los", "las", "un", "una", "unos", "unas", "de", "del", "al", "y", "e", "en", "por",
    "para", "con", "que", "se", "yo", "tu", "usted", "me", "mi", "su", "ella", "eso", "ese", "esa", "este",
    "esta", "fue", "ser", "es", "son", "o", "pero", "ya", "lo", "le",
];
const EMPTY_EN: &[&str] = &[
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "is", "are", "was", "be", "i", "you",
    "my", "your", "it", "its", "this", "that", "do", "does", "with", "me", "we", "he", "she",
];

/// How often each thing stands in a text.
pub type Counts = BTreeMap<String, u32>;

/// Cuts words of one language.
pub struct Words {
    language: Lang,
    stemmer: Stemmer,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Words {
    /// For a language.
    #[must_use]
    pub fn of(language: Lang) -> Self {
        let algorithm = match language {
            Lang::PtBr => Algorithm::Portuguese,
            Lang::Es => Algorithm::Spanish,
            Lang::En => Algorithm::English,
        };
        Self { language, stemmer: Stemmer::create(algorithm) }
    }

    /// The stem of a folded word. Numbers and codes stay whole.
    #[must_use]
    pub fn stem(&self, word: &str) -> String {
        if word.chars().any(|letter| letter.is_ascii_digit()) {
            return word.to_owned();
        }
        let plurals: &[(&str, &str)] = match self.language {
            // Without its accents the stemmer no longer knows the plurals that change their ending.
            Lang::PtBr => {
                &[("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m")]
            }
            Lang::Es => &[("ces", "z")],
            Lang::En => &[],
        };
        let long = word.len() > 4;
        for (plural, singular) in plurals {
            if let Some(trunk) = word.strip_suffix(plural).filter(|_| long) {
                return self.stemmer.stem(&format!("{trunk}{singular}")).into_owned();
            }
        }
        self.stemmer.stem(word).into_owned()
    }

    /// How often each stem stands in a text. Single letters are dropped.
    #[must_use]
    pub fn count(&self, text: &str) -> Counts {
        let mut counts = Counts::new();
        for word in split(&fold(text)) {
            let stem = self.stem(word);
            if stem.chars().nth(1).is_none() {
                continue;
            }
            if counts.len() < WORDS_MAX || counts.contains_key(&stem) {
                *counts.entry(stem).or_default() += 1;
            }
        }
        counts
    }

    /// The stems a question is looked for by: without words that carry no meaning, unless it has no others.
    #[must_use]
    pub fn asked(&self, question: &str) -> Vec<String> {
        let folded = fold(question);
        let empty = match self.language {
            Lang::PtBr => EMPTY_PT,
            Lang::Es => EMPTY_ES,
            Lang::En => EMPTY_EN,
        };
        let full: Vec<&str> = split(&folded).filter(|word| !empty.contains(word)).collect();
        let text = if full.is_empty() { folded.clone() } else { full.join(" ") };
        self.count(&text).into_keys().collect()
    }
}

/// The words of a folded text.
fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(shorten)
}

fn shorten(word: &str) -> &str {
    word.char_indices().nth(WORD_LENGTH_MAX).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// Pieces of words by their hash with how often each stands in a text, in the order of the hashes.
pub type Pieces = Vec<(u32, u32)>;

/// How often each piece of a word stands in a text, with the edges of words marked. Two pieces may share a hash; over a
/// passage that is rare enough not to matter.
#[must_use]
pub fn pieces(text: &str) -> Pieces {
    let mut hashes = Vec::new();
    let mut letters: Vec<char> = Vec::new();
    for word in split(&fold(text)) {
        letters.clear();
        letters.push(' ');
        letters.extend(word.chars());
        letters.push(' ');
        for length in PIECES {
            hashes.extend(letters.windows(length).map(hash));
        }
    }
    hashes.sort_unstable();
    hashes.chunk_by(|one, other| one == other).filter_map(counted).collect()
}

fn counted(run: &[u32]) -> Option<(u32, u32)> {
    Some((*run.first()?, u32::try_from(run.len()).unwrap_or(u32::MAX)))
}

/// Both together.
#[must_use]
pub fn join(one: &[(u32, u32)], other: &[(u32, u32)]) -> Pieces {
    let mut sum: Pieces = one.iter().chain(other).copied().collect();
    sum.sort_unstable_by_key(|(hash, _)| *hash);
    let add = |run: &[(u32, u32)]| {
        Some((run.first()?.0, run.iter().fold(0_u32, |all, (_, count)| all.saturating_add(*count))))
    };
    sum.chunk_by(|one, other| one.0 == other.0).filter_map(add).collect()
}

/// FNV-1a over the letters.
fn hash(piece: &[char]) -> u32 {
    piece.iter().fold(0x811c_9dc5, |hash, letter| (hash ^ u32::from(*letter)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plurals_and_accents_meet_in_each_language() {
        for (language, one, many) in [
            (Lang::PtBr, "Informação", "informacoes"),
            (Lang::PtBr, "capitães", "CAPITÃO"),
            (Lang::PtBr, "entrega", "entregas"),
            (Lang::Es, "envío", "envios"),
            (Lang::Es, "luz", "luces"),
            (Lang::En, "delivery", "deliveries"),
            (Lang::En, "refund", "refunds"),
        ] {
            let words = Words::of(language);
            assert_eq!(words.count(one), words.count(many), "{one} / {many}");
        }
    }

    #[test]
    fn a_question_is_looked_for_by_what_it_is_about() {
        assert_eq!(
            Words::of(Lang::PtBr).asked("Qual é o prazo de entrega para a Bahia?"),
            ["bah", "entreg", "praz", "qual"]
        );
        assert_eq!(
            Words::of(Lang::En).asked("to be or to do"),
            ["be", "do", "or", "to"],
            "nothing else to go by"
        );
        assert!(Words::of(Lang::Es).asked("¿?").is_empty());
    }

    #[test]
    fn repeated_words_are_counted() {
        let counts = Words::of(Lang::PtBr).count("Pix, pix e PIX ou boleto 4471");
        assert_eq!(counts.get("pix"), Some(&3));
        assert_eq!(counts.get("4471"), Some(&1));
    }

    proptest! {
        #[test]
        fn any_text_is_counted_within_bounds(text in any::<String>()) {
            for language in Lang::ALL {
                let words = Words::of(*language);
                let counts = words.count(&text);
                prop_assert!(counts.len() <= WORDS_MAX);
                prop_assert!(words.asked(&text).iter().all(|word| counts.contains_key(word)));
            }
            let found = pieces(&text);
            prop_assert!(found.is_sorted_by(|one, next| one.0 < next.0));
            let twice = join(&found, &found);
            prop_assert!(twice.iter().zip(&found).all(|(two, one)| two.0 == one.0 && two.1 == 2 * one.1));
        }

        #[test]
        fn capitals_change_nothing(text in "[a-zà-öø-ü ]{0,120}") {
            let words = Words::of(Lang::PtBr);
            prop_assert_eq!(words.count(&text.to_uppercase()), words.count(&text));
        }
    }
}
