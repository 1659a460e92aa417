//! A text as tokens with their places: words, runs of digits and single signs. What reads facts out of messages
//! (`redact`, `entity`, `guard`, `promise`) walks these by hand: one pass, no backtracking, nothing a long text can blow up.

use crate::search::fold;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters.
    Word,
    /// Digits.
    Digits,
    /// One other character that is no space. Dashes of all lengths are `-`.
    Sign(char),
}

/// What stands before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: it is glued to the one before.
    Glued,
    /// Spaces.
    Space,
    /// A line break, or the beginning of the text.
    Line,
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub(crate) struct Token<'a> {
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// What stands before it.
    pub gap: Gap,
    /// As written.
    pub raw: &'a str,
    /// Small letters without accents; digits of other scripts as ASCII; characters without width are gone.
    pub fold: String,
}

impl Token<'_> {
    /// Whether it is this sign.
    pub fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// Whether it is a run of digits.
    pub fn is_digits(&self) -> bool {
        self.kind == Kind::Digits
    }

    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    /// Whether it is a word that begins with a capital letter.
    pub fn is_capital(&self) -> bool {
        self.is_word() && self.raw.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether nothing stands between it and the token before.
    pub fn is_glued(&self) -> bool {
        self.gap == Gap::Glued
    }

    /// Whether a sentence ends here.
    pub fn ends_sentence(&self) -> bool {
        matches!(self.kind, Kind::Sign('.' | '!' | '?' | '…' | ';'))
    }
}

/// Characters that show nothing and are put into words to hide them from filters.
pub(crate) fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The value of a digit: ASCII, full width, Arabic.
fn digit(letter: char) -> Option<u32> {
    letter.to_digit(10).or_else(|| {
        let code = u32::from(letter);
        [0xff10, 0x0660, 0x06f0]
            .into_iter()
            .find_map(|zero| code.checked_sub(zero).filter(|value| *value < 10))
    })
}

fn kind_of(letter: char) -> Kind {
    match letter {
        _ if digit(letter).is_some() => Kind::Digits,
        _ if letter.is_alphabetic() || unicode_normalization::char::is_combining_mark(letter) => Kind::Word,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => Kind::Sign('-'),
        '\u{ff0e}' | '\u{2024}' => Kind::Sign('.'),
        '\u{ff20}' => Kind::Sign('@'),
        '“' | '”' | '«' | '»' => Kind::Sign('"'),
        other => Kind::Sign(other),
    }
}

/// Cuts a text into tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut open: Option<(usize, Kind)> = None;
    let mut gap = Gap::Line;
    for (at, letter) in text.char_indices() {
        if is_hidden(letter) {
            continue;
        }
        let kind = kind_of(letter);
        let space = letter.is_whitespace();
        if let Some((start, running)) = open {
            if !space && running == kind && !matches!(kind, Kind::Sign(_)) {
                continue;
            }
            push(&mut found, text, (start, at), running, gap);
            gap = Gap::Glued;
        }
        open = (!space).then_some((at, kind));
        if matches!(letter, '\n' | '\r') {
            gap = Gap::Line;
        } else if space && gap == Gap::Glued {
            gap = Gap::Space;
        }
    }
    if let Some((start, running)) = open {
        push(&mut found, text, (start, text.len()), running, gap);
    }
    found
}

fn push<'a>(found: &mut Vec<Token<'a>>, text: &'a str, place: (usize, usize), kind: Kind, gap: Gap) {
    let (start, mut end) = place;
    let mut raw = text.get(start..end).unwrap_or_default();
    // Hidden characters behind the last letter belong to nobody.
    while let Some(letter) = raw.chars().next_back().filter(|letter| is_hidden(*letter)) {
        end -= letter.len_utf8();
        raw = text.get(start..end).unwrap_or_default();
    }
    let folded = match kind {
        Kind::Digits => {
            raw.chars().filter_map(digit).filter_map(|value| char::from_digit(value, 10)).collect()
        }
        Kind::Word if raw.chars().any(is_hidden) => {
            fold(&raw.chars().filter(|letter| !is_hidden(*letter)).collect::<String>())
        }
        Kind::Word => fold(raw),
        Kind::Sign(sign) => sign.to_string(),
    };
    found.push(Token { start, end, kind, gap, raw, fold: folded });
}

/// Whether the folded tokens from `at` on are these words.
pub(crate) fn says(tokens: &[Token<'_>], at: usize, words: &str) -> Option<usize> {
    let mut next = at;
    for word in words.split(' ') {
        if tokens.get(next)?.fold != word {
            return None;
        }
        next += 1;
    }
    Some(next)
}

/// The place behind the longest of some phrases that begins at `at`.
pub(crate) fn says_any(tokens: &[Token<'_>], at: usize, phrases: &[&str]) -> Option<usize> {
    phrases.iter().filter_map(|phrase| says(tokens, at, phrase)).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folds(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.fold).collect()
    }

    #[test]
    fn words_digits_and_signs_come_apart() {
        assert_eq!(folds("Olá, R$ 1.234,5"), ["ola", ",", "r", "$", "1", ".", "234", ",", "5"]);
        assert_eq!(folds("a\u{301}b 12\u{2011}3"), ["ab", "12", "-", "3"]);
        assert_eq!(folds("se\u{200b}nha 1２"), ["senha", "12"]);
        assert!(folds("").is_empty() && folds(" \n ").is_empty());
    }

    #[test]
    fn a_gap_tells_what_stands_between() {
        let gaps: Vec<Gap> = tokens("a1 b\nc").into_iter().map(|token| token.gap).collect();
        assert_eq!(gaps, [Gap::Line, Gap::Glued, Gap::Space, Gap::Line]);
    }

    proptest! {
        #[test]
        fn tokens_stand_where_they_say(text in any::<String>()) {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(token.start >= last && token.end > token.start);
                prop_assert_eq!(text.get(token.start..token.end), Some(token.raw));
                last = token.end;
            }
        }
    }
}
