//! The ways a text can be read: as written, without disguise, decoded. A filter looks at each.

use super::words as w;
use crate::{scan, search::fold};
use unicode_normalization::UnicodeNormalization;

/// Characters of a text that are looked at; what is longer is judged by its beginning and its end.
const LENGTH_MAX: usize = 20_000;
/// Words longer than one letter that a disguise by single letters may be mixed with.
const SINGLE_MIN: usize = 6;
/// Characters of an encoded piece at least.
const ENCODED_MIN: usize = 16;

/// How a reading was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disguise {
    /// None: as written.
    None,
    /// Letters replaced, spread or hidden.
    Spelling,
    /// Base64, hexadecimal, percent, entities, numbers for letters.
    Code,
    /// rot13 and backwards, which every text can be read by.
    Turned,
}

/// One way to read a text.
pub(super) struct View {
    /// How it was found.
    pub disguise: Disguise,
    /// Its words, folded.
    pub words: Vec<String>,
    /// Its letters without anything between, only where words were taken apart.
    pub squeezed: Option<String>,
}

/// Letters of other scripts that look like Latin ones.
const TWINS: &[(char, char)] = &[
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('к', 'k'),
    ('м', 'm'),
    ('т', 't'),
    ('в', 'b'),
    ('н', 'h'),
    ('п', 'n'),
    ('г', 'r'),
    ('ԁ', 'd'),
    ('ӏ', 'l'),
    ('ɡ', 'g'),
    ('α', 'a'),
    ('ο', 'o'),
    ('ε', 'e'),
    ('ι', 'i'),
    ('ν', 'v'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'u'),
    ('χ', 'x'),
    ('κ', 'k'),
    ('σ', 'o'),
    ('η', 'n'),
    ('ω', 'w'),
    ('ᴀ', 'a'),
    ('ʙ', 'b'),
    ('ᴄ', 'c'),
    ('ᴅ', 'd'),
    ('ᴇ', 'e'),
    ('ꜰ', 'f'),
    ('ɢ', 'g'),
    ('ʜ', 'h'),
    ('ɪ', 'i'),
    ('ᴊ', 'j'),
    ('ᴋ', 'k'),
    ('ʟ', 'l'),
    ('ᴍ', 'm'),
    ('ɴ', 'n'),
    ('ᴏ', 'o'),
    ('ᴘ', 'p'),
    ('ʀ', 'r'),
    ('ꜱ', 's'),
    ('ᴛ', 't'),
    ('ᴜ', 'u'),
    ('ᴠ', 'v'),
    ('ᴡ', 'w'),
    ('ʏ', 'y'),
    ('ᴢ', 'z'),
    ('ı', 'i'),
    ('ⅼ', 'l'),
];

/// Digits and signs that stand for letters; for `1` there are two.
pub(super) fn unleet(letter: char, one: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '!' | '|' => one,
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        other => other,
    }
}

/// The text without hidden characters, twins made Latin, compatibility forms plain, folded. Tag characters, which show
/// nothing and spell ASCII, are read as what they spell.
pub(super) fn plain(text: &str) -> String {
    let shown = text.chars().filter_map(|letter| match letter {
        '\u{e0020}'..='\u{e007e}' => char::from_u32(u32::from(letter) - 0xe0000),
        hidden if scan::is_hidden(hidden) => None,
        other => Some(other),
    });
    let compatible: String = shown.nfkc().collect();
    let lower = fold(&compatible);
    lower
        .chars()
        .map(|letter| TWINS.iter().find(|(twin, _)| *twin == letter).map_or(letter, |(_, latin)| *latin))
        .collect()
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(str::to_owned).collect()
}

/// Every way to read a text, the plain one first.
pub(super) fn views(text: &str) -> Vec<View> {
    let bounded = bounded(text);
    let plain_text = plain(&bounded);
    let hidden = plain_text != fold(&bounded);
    let disguise = if hidden { Disguise::Spelling } else { Disguise::None };
    let mut views = vec![View { disguise, words: words(&plain_text), squeezed: squeezed(&plain_text) }];
    for choice in [One::Letter, One::Best] {
        if let Some(leet) = leet(&plain_text, choice) {
            let squeezed = squeezed(&leet);
            views.push(View { disguise: Disguise::Spelling, words: words(&leet), squeezed });
        }
    }
    if let Some(joined) = joined(&plain_text) {
        views.push(View { disguise: Disguise::Spelling, words: words(&joined), squeezed: None });
    }
    let view = |disguise, text: &str| View { disguise, words: words(&plain(text)), squeezed: None };
    views.extend(decoded(&bounded).iter().map(|text| view(Disguise::Code, text)));
    views.extend(turned(&bounded).iter().map(|text| view(Disguise::Turned, text)));
    views
}

fn bounded(text: &str) -> String {
    let length = text.chars().count();
    if length <= LENGTH_MAX {
        return text.to_owned();
    }
    let half = LENGTH_MAX / 2;
    let head = text.chars().take(half);
    head.chain(std::iter::once('\n')).chain(text.chars().skip(length - half)).collect()
}

/// How `1` is read: always as i, or in each word as the letter that makes a word of an attempt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum One {
    Letter,
    Best,
}

fn is_any(word: &str, lists: &[&[&str]]) -> bool {
    lists.iter().any(|list| super::input::is(word, list))
}

/// The text with signs read as letters, in words that mix both. None where no word does.
fn leet(text: &str, choice: One) -> Option<String> {
    let mut changed = false;
    let read: Vec<String> = text
        .split_whitespace()
        .map(|word| {
            let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
            let inner = word.trim_end_matches(['!', '.', ',', '?']);
            let signs = inner
                .chars()
                .filter(|letter| !letter.is_alphabetic() && unleet(*letter, 'i').is_alphabetic())
                .count();
            if letters == 0 || signs == 0 {
                return word.to_owned();
            }
            changed = true;
            let with = |one: char| inner.chars().map(|letter| unleet(letter, one)).collect::<String>();
            let (i, l) = (with('i'), with('l'));
            let known = |word: &str| is_any(word, &[w::IGNORE, w::RULES, w::TELL, w::SECRET_WORDS]);
            let best = if known(&l) && !known(&i) { l } else { i.clone() };
            if choice == One::Best { best } else { i }
        })
        .collect();
    changed.then(|| read.join(" "))
}

/// All letters in a row, where words were pulled apart ("i g n o r e", "ig-no-re").
fn squeezed(text: &str) -> Option<String> {
    let parts: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let single = parts.iter().filter(|part| part.chars().count() == 1).count();
    let joints = text.as_bytes().windows(3).filter(|three| match three {
        [before, b'-' | b'.' | b'_' | b'*' | b'/', after] => {
            before.is_ascii_alphabetic() && after.is_ascii_alphabetic()
        }
        _ => false,
    });
    (single >= SINGLE_MIN || joints.count() >= 3).then(|| parts.concat())
}

/// What encoded pieces of a text say, and the text turned around and shifted by 13 letters.
fn decoded(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in text.split(|letter: char| {
        letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | ':' | '(' | ')' | ',')
    }) {
        if piece.len() >= ENCODED_MIN {
            found.extend(hexadecimal(piece).or_else(|| base64(piece)));
        }
    }
    if text.contains('%') {
        found.extend(percent(text));
    }
    if text.contains("&#") {
        found.extend(entities(text));
    }
    found.extend(numbered(text));
    found
}

/// The text shifted by 13 letters, and from its end.
fn turned(text: &str) -> [String; 2] {
    [text.chars().map(rot13).collect(), text.chars().rev().collect()]
}

/// Numbers of a row that stand for letters, at least.
const NUMBERED_MIN: usize = 8;

/// Reads "18 5 22 5 1 12 / 25 15" as letters, a at 1; other signs part words. None where they are few.
fn numbered(text: &str) -> Option<String> {
    let (mut out, mut count) = (String::new(), 0);
    for piece in text.split_whitespace().flat_map(|piece| piece.split_inclusive('/')) {
        let (digits, parted) = piece.strip_suffix('/').map_or((piece, false), |digits| (digits, true));
        let digits = digits.trim_matches([',', '-', '.']);
        match digits.parse::<u8>().ok().filter(|number| (1..=26).contains(number)) {
            Some(number) => {
                out.push(char::from(b'a' + number - 1));
                count += 1;
            }
            None if digits.is_empty() => out.push(' '),
            None => {
                out.push(' ');
                out.push_str(digits);
                out.push(' ');
            }
        }
        if parted {
            out.push(' ');
        }
    }
    (count >= NUMBERED_MIN).then_some(out)
}

/// Signs between letters, at least, before a text counts as pulled apart by them.
const SIGNS_MIN: usize = 3;

/// The text with words put together that a sign ("r.e.v.e.l.a", "ig🔥no🔥re") or single spaces ("m o s t r a  o") pull apart.
fn joined(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let between = |at: usize| {
        let is_letter =
            |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|at| at.is_alphanumeric());
        is_letter(at.checked_sub(1)) && is_letter(at.checked_add(1))
    };
    let mut signs: Vec<(char, usize)> = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() && !letter.is_whitespace() && between(at) {
            match signs.iter_mut().find(|(sign, _)| sign == letter) {
                Some((_, count)) => *count += 1,
                None => signs.push((*letter, 1)),
            }
        }
    }
    let sign = signs.into_iter().filter(|(_, count)| *count >= SIGNS_MIN).max_by_key(|(_, count)| *count);
    let whole = sign.map(|(sign, _)| text.replace(sign, ""));
    let base = whole.as_deref().unwrap_or(text);
    let is_spread = base.split("  ").any(|part| single_letters(part) > 2);
    let spread = is_spread.then(|| {
        let together =
            |part: &str| if single_letters(part) > 0 { part.replace(' ', "") } else { part.to_owned() };
        base.split("  ").map(together).collect::<Vec<_>>().join(" ")
    });
    spread.or(whole)
}

/// How many letters a piece of text is, if a space stands between each; 0 if it holds words.
fn single_letters(part: &str) -> usize {
    let words = part.split(' ').filter(|word| !word.is_empty());
    if words.clone().all(|word| word.chars().count() == 1) { words.count() } else { 0 }
}

fn rot13(letter: char) -> char {
    let turn = |first: u8| {
        let place = u32::from(letter) - u32::from(first);
        char::from_u32(u32::from(first) + (place + 13) % 26).unwrap_or(letter)
    };
    match letter {
        'a'..='z' => turn(b'a'),
        'A'..='Z' => turn(b'A'),
        other => other,
    }
}

/// Bytes as text, if they are mostly letters and spaces.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let all = text.chars().count();
    let fine = text
        .chars()
        .filter(|letter| letter.is_alphanumeric() || letter.is_whitespace() || letter.is_ascii_punctuation())
        .count();
    (all > 5 && fine * 10 >= all * 9).then_some(text)
}

/// Reads base64, the plain and the web alphabet, with padding or without.
pub(super) fn base64(piece: &str) -> Option<String> {
    let mut bits: u32 = 0;
    let mut held = 0;
    let mut bytes = Vec::new();
    for letter in piece.trim_end_matches('=').chars() {
        let value = match letter {
            'A'..='Z' => u32::from(letter) - u32::from('A'),
            'a'..='z' => u32::from(letter) - u32::from('a') + 26,
            '0'..='9' => u32::from(letter) - u32::from('0') + 52,
            '+' | '-' => 62,
            '/' | '_' => 63,
            _ => return None,
        };
        bits = ((bits << 6) | value) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
        }
    }
    readable(bytes)
}

fn hexadecimal(piece: &str) -> Option<String> {
    let digits: Vec<u32> = piece.chars().map(|letter| letter.to_digit(16)).collect::<Option<_>>()?;
    let byte = |pair: &[u32]| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    };
    readable(digits.chunks(2).map(byte).collect::<Option<_>>()?)
}

fn percent(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let pair = (ahead.next().and_then(hex_digit), ahead.next().and_then(hex_digit));
        if let (b'%', (Some(high), Some(low))) = (byte, pair) {
            bytes.push(high * 16 + low);
            rest = ahead;
        } else {
            bytes.push(byte);
        }
    }
    readable(bytes)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Reads `&#105;` and `&#x69;`.
fn entities(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("&#") {
        out.push_str(before);
        let (code, behind) = after.split_once(';')?;
        let value = match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => code.parse().ok(),
        };
        out.push(value.and_then(char::from_u32)?);
        rest = behind;
    }
    out.push_str(rest);
    Some(out)
}
