//! Codes of letters and digits about persons: keys for Pix, papers with letters, accounts, access keys.

use super::{
    Category, Finding, check,
    cue::{self, Cue},
};
use crate::scan::{Gap, Kind, Token};

/// Tokens of one code at most.
const TOKENS_MAX: usize = 64;
/// Letters of a code nobody makes up by hand, from which on it is taken for a secret.
const SECRET_LENGTH: usize = 32;
/// Bytes of a Pix payload at most.
const PAYLOAD_MAX: usize = 600;
/// How keys of well-known services begin, and how long they are at least.
const KEYS: &[(&str, usize)] = &[
    ("sk-", 16),
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("pk_live_", 16),
    ("rk_live_", 16),
    ("ghp_", 20),
    ("gho_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("akia", 16),
    ("aiza", 20),
    ("eaa", 24),
    ("eyj", 24),
    ("ya29.", 20),
    ("app_usr-", 16),
    ("test-", 40),
    ("$aact_", 20),
    ("whsec_", 16),
    ("hf_", 20),
];

/// Finds them in a text's tokens.
pub(super) fn find(text: &str, tokens: &[Token<'_>], found: &mut Vec<Finding>) {
    let mut at = 0;
    while at < tokens.len() {
        if let Some((category, end, next)) = payload(text, tokens, at).or_else(|| spaced_iban(tokens, at)) {
            let start = tokens.get(at).map_or(0, |token| token.start);
            found.push(Finding { category, start, end });
            at = next;
            continue;
        }
        let end = run(tokens, at);
        read(text, tokens, (at, end), found);
        at = end.max(at + 1);
    }
}

/// The end of what hangs together from `at` on.
fn run(tokens: &[Token<'_>], at: usize) -> usize {
    let mut end = at;
    while let Some(token) = tokens.get(end) {
        let joins = matches!(token.kind, Kind::Word | Kind::Digits | Kind::Sign('.' | '-' | '/' | '_' | '$'));
        if !joins || (end > at && !token.is_glued()) || end - at >= TOKENS_MAX {
            break;
        }
        end += 1;
    }
    end
}

fn read(text: &str, tokens: &[Token<'_>], run: (usize, usize), found: &mut Vec<Finding>) {
    let (at, mut end) = run;
    // A dot or dash behind the code is the sentence's.
    while end > at + 1
        && tokens.get(end - 1).is_some_and(|token| matches!(token.kind, Kind::Sign('.' | '-' | '/')))
    {
        end -= 1;
    }
    let (Some(first), Some(last)) = (tokens.get(at), tokens.get(end.saturating_sub(1))) else { return };
    let Some(code) = text.get(first.start..last.end) else { return };
    let mixed = code.chars().any(|letter| letter.is_ascii_digit()) && code.chars().any(char::is_alphabetic);
    if !mixed || code.len() < 6 {
        return;
    }
    let linked = at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| {
        first.is_glued() && matches!(before.kind, Kind::Sign('=' | '/' | '?' | '&' | '%' | '@' | ':'))
    });
    let cue = cue::before(tokens, at);
    if let Some(category) = judge(code, cue, if linked { Place::InLink } else { Place::Free }) {
        found.push(Finding { category, start: first.start, end: last.end });
    }
}

/// Where a code stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Free,
    InLink,
}

fn judge(code: &str, cue: Option<Cue>, place: Place) -> Option<Category> {
    let lower = code.to_ascii_lowercase();
    if KEYS.iter().any(|(head, least)| lower.starts_with(head) && code.len() >= *least && is_dense(code)) {
        return Some(Category::Secret);
    }
    if is_uuid(&lower) {
        return (cue != Some(Cue::Order) && place == Place::Free).then_some(Category::PixKey);
    }
    let bare: String = code.chars().filter(|letter| !matches!(letter, '.' | '-' | '/')).collect();
    let written = code.contains('/') && code.contains('.');
    let loud = !bare.chars().any(char::is_lowercase);
    if check::is_cnpj(&bare) && (written || loud || cue == Some(Cue::Cnpj)) && cue != Some(Cue::Order) {
        return Some(Category::Cnpj);
    }
    if cue == Some(Cue::Cnpj) && bare.len() == 14 {
        return Some(Category::Cnpj);
    }
    if cue == Some(Cue::Order)
        || place == Place::InLink
        || lower.starts_with("http")
        || lower.starts_with("www.")
    {
        return None;
    }
    if check::is_iban(&bare) && loud {
        return Some(Category::Account);
    }
    if check::is_dni(&bare) || is_curp(&bare) || is_rfc(&bare) {
        return Some(Category::Paper);
    }
    if cue == Some(Cue::Paper) && (5..=18).contains(&bare.len()) && digits(&bare) >= 5 {
        return Some(Category::Paper);
    }
    let secret =
        code.len() >= SECRET_LENGTH && is_dense(code) && !code.contains(['.', '/']) && digits(code) >= 4;
    secret.then_some(Category::Secret)
}

fn digits(code: &str) -> usize {
    code.chars().filter(char::is_ascii_digit).count()
}

/// Whether it looks drawn by lot rather than written: several digits in it, or capitals among small letters.
fn is_dense(code: &str) -> bool {
    let big = code.chars().filter(char::is_ascii_uppercase).count();
    let small = code.chars().filter(char::is_ascii_lowercase).count();
    digits(code) >= 3 || (digits(code) >= 1 && ((big >= 3 && small >= 3) || big >= 12))
}

/// Five groups of hexadecimal digits.
fn is_uuid(code: &str) -> bool {
    let groups: Vec<&str> = code.split('-').collect();
    let lengths = groups.iter().map(|group| group.len());
    lengths.eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.chars().all(|letter| letter.is_ascii_hexdigit()))
}

/// Whether the letters of a code follow a shape: `A` a letter, `0` a digit, `?` either.
fn has_shape(code: &str, shape: &str) -> bool {
    code.len() == shape.len()
        && code.chars().zip(shape.chars()).all(|(letter, wanted)| match wanted {
            'A' => letter.is_ascii_alphabetic(),
            '0' => letter.is_ascii_digit(),
            _ => letter.is_ascii_alphanumeric(),
        })
}

/// Six digits that are year, month and day.
fn is_short_date(code: &str) -> bool {
    let number = |from: usize| code.get(from..from + 2).and_then(|two| two.parse::<u32>().ok());
    number(2).is_some_and(|month| (1..=12).contains(&month))
        && number(4).is_some_and(|day| (1..=31).contains(&day))
}

/// Mexico's population code.
fn is_curp(code: &str) -> bool {
    has_shape(code, "AAAA000000AAAAAA?0") && code.get(4..10).is_some_and(is_short_date)
}

/// Mexico's tax code of a person or a company.
fn is_rfc(code: &str) -> bool {
    let person = has_shape(code, "AAAA000000???") && code.get(4..10).is_some_and(is_short_date);
    let company = has_shape(code, "AAA000000???") && code.get(3..9).is_some_and(is_short_date);
    person || company
}

/// An IBAN in groups of four.
fn spaced_iban(tokens: &[Token<'_>], at: usize) -> Option<(Category, usize, usize)> {
    let head = tokens.get(at).filter(|token| token.is_word() && token.raw.len() == 2)?;
    tokens.get(at + 1).filter(|token| token.is_digits() && token.is_glued())?;
    let mut code = String::from(head.raw);
    let mut best = None;
    for (next, token) in tokens.iter().enumerate().skip(at + 1).take(40) {
        if token.gap == Gap::Line || !matches!(token.kind, Kind::Word | Kind::Digits) || code.len() > 34 {
            break;
        }
        code.push_str(token.raw);
        if code.is_ascii() && check::is_iban(&code) {
            best = Some((Category::Account, token.end, next + 1));
        }
    }
    best
}

/// A Pix payment to copy and paste (BR Code, EMV MPM): fields of two digits' number, two digits' length, value; the last is
/// 63, the checksum. What does not follow that is taken up to its first space.
fn payload(text: &str, tokens: &[Token<'_>], at: usize) -> Option<(Category, usize, usize)> {
    let first = tokens.get(at).filter(|token| token.is_digits() && token.raw.starts_with("000201"))?;
    let rest = text.get(first.start..)?;
    let spaced = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let length = fields(rest).or_else(|| checksum(rest)).unwrap_or(spaced).max(spaced);
    if length < 30 {
        return None;
    }
    let end = first.start + length;
    let next = tokens.iter().skip(at).take_while(|token| token.start < end).count() + at;
    let end = tokens.get(next.checked_sub(1)?).map_or(end, |token| token.end.max(end));
    Some((Category::PixKey, end.min(text.len()), next))
}

/// The end of a payload whose fields do not add up, by its checksum on the same line.
fn checksum(text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    let mut short = line.char_indices().take_while(|(at, _)| *at < PAYLOAD_MAX);
    let end = short.by_ref().last().map_or(0, |(at, letter)| at + letter.len_utf8());
    let at = line.get(..end)?.rfind("6304")?;
    let sum = line.get(at + 4..at + 8)?;
    sum.chars().all(|letter| letter.is_ascii_alphanumeric()).then_some(at + 8)
}

/// The length of a payload whose fields add up to a checksum.
fn fields(text: &str) -> Option<usize> {
    let mut at = 0;
    for _ in 0..40 {
        let tag = text.get(at..at + 2)?;
        let length: usize = text.get(at + 2..at + 4)?.parse().ok()?;
        let value = text.get(at + 4..)?;
        let behind = value.char_indices().nth(length).map_or(value.len(), |(place, _)| place);
        at += 4 + behind;
        if tag == "63" {
            return Some(at);
        }
    }
    None
}
