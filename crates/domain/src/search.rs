//! Words for blind full-text search: folded (no case, no accents) and stemmed, the same way for what is stored and for what
//! is asked.

use rust_stemmers::{Algorithm, Stemmer};
use std::{borrow::Cow, collections::BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// Words of one text at most.
const WORDS_MAX: usize = 256;
/// Characters of a word that count.
const WORD_LENGTH_MAX: usize = 40;

/// The distinct words of a text as search sees them: lower case, without accents, by Portuguese stem. Numbers stay whole;
/// single letters are dropped. Text with composed and with loose accents (as some phones send) gives the same words.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::Portuguese);
    let folded = fold(text);
    let mut found = BTreeSet::new();
    for word in folded.split(|letter: char| !letter.is_alphanumeric()) {
        let word = shorten(word);
        let has_digit = word.chars().any(|letter| letter.is_ascii_digit());
        let stem = if has_digit { Cow::Borrowed(word) } else { stem(&stemmer, word) };
        if stem.chars().nth(1).is_some() && !found.contains(stem.as_ref()) {
            found.insert(stem.into_owned());
        }
        if found.len() >= WORDS_MAX {
            break;
        }
    }
    found.into_iter().collect()
}

/// A piece of a text around the first word that was asked for, at most `length` characters; the beginning when none is
/// there. Line breaks become spaces, and dots show where something was left out.
#[must_use]
pub fn snippet(text: &str, asked: &[String], length: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_asked = |word: &&str| words(word).iter().any(|stem| asked.contains(stem));
    let found = flat.split(' ').find(is_asked).and_then(|word| flat.find(word)).unwrap_or_default();
    let before = flat.get(..found).map_or(0, |before| before.chars().count());
    // A third of the room stands before the word.
    let first = before.saturating_sub(length / 3);
    let mut piece: String = flat.chars().skip(first).take(length).collect();
    if first > 0 {
        piece.insert(0, '…');
    }
    if flat.chars().count() > first + length {
        piece.push('…');
    }
    piece
}

/// The first letters of a word.
fn shorten(word: &str) -> &str {
    word.char_indices().nth(WORD_LENGTH_MAX).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// The stem of a folded word. Without its accents the stemmer no longer knows the plurals that change their ending
/// (`colchões`, `canais`, `itens`), so these become singular first.
fn stem<'a>(stemmer: &Stemmer, word: &'a str) -> Cow<'a, str> {
    let long = word.len() > 4;
    for (plural, singular) in [("oes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m")] {
        if let Some(trunk) = word.strip_suffix(plural).filter(|_| long) {
            let word = format!("{trunk}{singular}");
            return Cow::Owned(stemmer.stem(&word).into_owned());
        }
    }
    stemmer.stem(word)
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
    use proptest::prelude::*;

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
    fn plurals_meet_their_singular() {
        for (one, many) in [
            ("informação", "informações"),
            ("colchão", "Colchões"),
            ("promoção", "promocoes"),
            ("mesa", "mesas"),
            ("cadeira", "cadeiras"),
            ("canal", "canais"),
            ("papel", "papéis"),
            ("farol", "faróis"),
            ("item", "itens"),
            ("armazém", "armazéns"),
            ("pedido", "pedidos"),
        ] {
            assert_eq!(words(one), words(many), "{one} / {many}");
        }
    }

    #[test]
    fn words_that_differ_stay_apart() {
        for (one, other) in [("mesa", "cama"), ("entrega", "cadeira"), ("sofá", "colchão"), ("4471", "4472")]
        {
            assert_ne!(words(one), words(other), "{one} / {other}");
        }
    }

    #[test]
    fn loose_accents_are_the_same_as_composed_ones() {
        let loose: String = "A instalação não começou às três".nfd().collect();
        assert_eq!(words(&loose), words("A instalação não começou às três"));
    }

    #[test]
    fn numbers_stay_whole_and_single_letters_go() {
        assert_eq!(words("Pedido 4471 e a NF-118!"), ["118", "4471", "nf", "ped"]);
    }

    #[test]
    fn signs_and_pictures_are_no_words() {
        assert!(words("!!! 👍🏽 — … 🎉 ?").is_empty());
        assert!(words("").is_empty());
    }

    #[test]
    fn a_snippet_stands_around_the_word_that_was_asked_for() {
        let text = "Bom dia!\nA senhora pode me dizer se o sofá de três lugares já saiu para entrega ou se ainda demora?";
        let piece = snippet(text, &words("ENTREGAS"), 30);
        assert!(piece.starts_with('…') && piece.ends_with('…') && piece.contains("entrega"), "{piece}");
        assert!(piece.chars().count() <= 32, "{piece}");
        assert_eq!(snippet("Oi, tudo bem?", &words("sofá"), 40), "Oi, tudo bem?");
        assert_eq!(snippet("", &words("sofá"), 40), "");
    }

    #[test]
    fn a_flood_of_words_is_bounded() {
        let text: String = (0..5_000).map(|number| format!("palavra{number} ")).collect();
        assert_eq!(words(&text).len(), WORDS_MAX);
        let endless = "ã".repeat(100_000);
        assert!(words(&endless).iter().all(|word| word.chars().count() <= WORD_LENGTH_MAX));
    }

    proptest! {
        #[test]
        fn any_text_gives_sorted_words_once_each_and_never_panics(text in any::<String>()) {
            let found = words(&text);
            prop_assert!(found.is_sorted_by(|one, next| one < next));
            prop_assert!(found.len() <= WORDS_MAX);
            prop_assert!(found.iter().all(|word| word.chars().count() > 1));
        }

        #[test]
        fn a_text_is_found_by_each_of_its_words(text in "[a-zà-üA-ZÀ-Ü0-9 ,.!]{0,200}") {
            let stored = words(&text);
            for word in text.split([' ', ',', '.', '!']) {
                prop_assert!(words(word).iter().all(|part| stored.contains(part)), "{word}");
            }
        }

        #[test]
        fn capitals_and_loose_accents_change_nothing(text in "[a-zà-öø-ü ]{0,120}") {
            prop_assert_eq!(words(&text.to_uppercase()), words(&text));
            prop_assert_eq!(words(&text.nfd().collect::<String>()), words(&text));
        }
    }
}
