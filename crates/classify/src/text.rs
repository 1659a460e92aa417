//! Folding of text and questions about single characters and words.

use crate::token::Kind;
use unicode_normalization::UnicodeNormalization as _;

/// Writes the message in lower case, without accents, digits as 0, three or more of a letter in a row as one.
pub(crate) fn fold(message: &str, length_max: usize, into: &mut String) {
    into.clear();
    let mut held = ('\0', 0_usize);
    for letter in message.chars().take(length_max) {
        if letter.is_ascii() {
            push(letter.to_ascii_lowercase(), &mut held, into);
            continue;
        }
        for plain in std::iter::once(letter).nfd().flat_map(char::to_lowercase) {
            if !is_silent(plain) {
                push(plain, &mut held, into);
            }
        }
    }
}

/// Adds a letter; the third of a row takes the second away.
fn push(letter: char, held: &mut (char, usize), into: &mut String) {
    let letter = match letter {
        digit if digit.is_ascii_digit() => '0',
        '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2013}' | '\u{2014}' => '-',
        other => other,
    };
    // "don't" and "dont" are one word.
    if letter == '\'' {
        return;
    }
    *held = if letter == held.0 { (letter, held.1 + 1) } else { (letter, 1) };
    if letter.is_alphabetic() && held.1 > 2 {
        if held.1 == 3 {
            into.pop();
        }
        return;
    }
    into.push(letter);
}

/// Marks without a sound of their own: accents cut loose, joiners, variation selectors, skin tones.
fn is_silent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{2060}' | '\u{feff}')
}

/// What a character begins.
pub(crate) fn kind(letter: char) -> Kind {
    if letter.is_alphanumeric() || letter == '$' {
        Kind::Word
    } else if letter.is_ascii() || matches!(letter, '¿' | '¡' | '…' | 'º' | 'ª') {
        Kind::Mark
    } else {
        Kind::Symbol
    }
}

/// The placeholder for a web address, an e-mail address or a user name.
pub(crate) fn stand_in(piece: &str) -> Option<&'static str> {
    let is_link = piece.starts_with("http:") || piece.starts_with("https:") || piece.starts_with("www.");
    if is_link || ["wa.me/", "bit.ly/", "t.me/"].iter().any(|start| piece.starts_with(start)) {
        return Some("<link>");
    }
    match piece.split_once('@') {
        Some(("", name)) if name.chars().next().is_some_and(char::is_alphanumeric) => Some("<user>"),
        Some((name, host)) if !name.is_empty() && host.contains('.') => Some("<mail>"),
        _ => None,
    }
}

/// Written laughter: kkk, rsrs, haha, jaja, hehe, lol, in any length.
pub(crate) fn is_laughter(word: &str) -> bool {
    if matches!(word, "kk" | "rs" | "lol" | "lmao" | "rofl" | "hua" | "k") {
        return true;
    }
    word.len() >= 4
        && [
            &['h', 'a', 'u'][..],
            &['r', 's'],
            &['h', 'e'],
            &['j', 'a'],
            &['j', 'e'],
            &['k', 's'],
            &['h', 'i'],
        ]
        .iter()
        .any(|letters| word.chars().all(|letter| letters.contains(&letter)))
        && word.chars().any(|letter| matches!(letter, 'h' | 's' | 'j'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut into = String::new();
        fold(text, 1_000, &mut into);
        into
    }

    #[test]
    fn case_accents_held_letters_and_digits_do_not_matter() {
        assert_eq!(folded("NÃO Chegouuuu"), "nao chegou");
        assert_eq!(folded("Ação às 14:30, R$ 1.500"), "acao as 00:00, r$ 0.000");
        assert_eq!(folded("I don’t carry"), "i dont carry");
        assert_eq!(folded("👍🏽❤️"), "👍❤");
    }

    #[test]
    fn a_text_with_loose_accents_folds_like_one_with_composed_ones() {
        assert_eq!(folded("na\u{303}o e\u{301}"), folded("não é"));
    }

    #[test]
    fn only_so_many_characters_are_read() {
        let mut into = String::new();
        fold(&"ab".repeat(5_000), 100, &mut into);
        assert_eq!(into.len(), 100);
    }

    #[test]
    fn addresses_become_placeholders_and_prices_do_not() {
        assert_eq!(stand_in("https://x.example/a"), Some("<link>"));
        assert_eq!(stand_in("ana@casa.example"), Some("<mail>"));
        assert_eq!(stand_in("@ana"), Some("<user>"));
        assert_eq!(stand_in("r$00@"), None);
        assert_eq!(stand_in("@"), None);
    }

    #[test]
    fn laughter_is_told_from_words() {
        for laughter in ["kk", "rsrs", "haha", "hahaha", "jajaja", "hehe", "huahua"] {
            assert!(is_laughter(laughter), "{laughter}");
        }
        for word in ["ajuda", "casa", "res", "ela", "hi", "ha", "ja"] {
            assert!(!is_laughter(word), "{word}");
        }
    }
}
