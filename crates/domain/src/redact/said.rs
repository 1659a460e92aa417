//! What people tell in words: names, birth dates, passwords.

mod words;

use self::words::{
    BIRTHS, ENDS, LINKS, LONG_SECRETS, MONTHS, NAMED, NO_NAMES, NO_SECRETS, OWN, PARTICLES, PERHAPS_NAMED,
    SECRETS, TELLS,
};
use super::{Category, Finding};
use crate::scan::{Gap, Kind, Token, says_any};

/// Words of a name at most.
const NAME_MAX: usize = 6;
/// Words of a name written without capitals at most.
const SMALL_NAME_MAX: usize = 3;
/// Tokens between the word for birth and the day at most.
const BIRTH_MAX: usize = 7;

/// Finds them in a text's tokens. `known` are folded words of names that are known already.
pub(super) fn find(tokens: &[Token<'_>], known: &[Vec<String>], found: &mut Vec<Finding>) {
    for at in 0..tokens.len() {
        let places = [
            name(tokens, at).map(|place| (Category::Name, place)),
            known_name(tokens, at, known).map(|place| (Category::Name, place)),
            birth(tokens, at).map(|place| (Category::Birth, place)),
            secret(tokens, at).map(|place| (Category::Secret, place)),
        ];
        for (category, (first, last)) in places.into_iter().flatten() {
            let (Some(first), Some(last)) = (tokens.get(first), tokens.get(last)) else { continue };
            found.push(Finding { category, start: first.start, end: last.end });
        }
    }
}

/// First and last token of a name behind words that announce one.
fn name(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    let (mut first, sure) = match says_any(tokens, at, NAMED) {
        Some(behind) => (behind, true),
        None => (says_any(tokens, at, PERHAPS_NAMED)?, false),
    };
    while tokens.get(first).is_some_and(|token| {
        (token.is_word() && PARTICLES.contains(&token.fold.as_str()) && token.raw.chars().count() <= 2)
            || matches!(token.kind, Kind::Sign(':' | '"' | '*' | ',' | '-'))
    }) {
        first += 1;
    }
    let token = tokens.get(first).filter(|token| token.is_word() && token.raw.chars().count() > 1)?;
    // In shouting every word has a capital, which then says nothing.
    let shouts = token.raw.chars().all(char::is_uppercase) && token.raw.chars().count() > 1;
    let capital = (sure || !shouts) && token.is_capital();
    if !capital && !sure {
        return None;
    }
    let no_name = if sure { ENDS } else { NO_NAMES };
    if no_name.contains(&token.fold.as_str()) || (!sure && MONTHS.contains(&token.fold.as_str())) {
        return None;
    }
    let last = if capital && !shouts { capital_end(tokens, first) } else { small_end(tokens, first) };
    Some((first, last))
}

/// The last word of a name with capitals, particles between.
fn capital_end(tokens: &[Token<'_>], first: usize) -> usize {
    let mut last = first;
    for (place, token) in tokens.iter().enumerate().skip(first + 1).take(NAME_MAX + 3) {
        let dotted =
            token.is('.') && tokens.get(place - 1).is_some_and(|token| token.raw.chars().count() == 1);
        if token.is_capital() && token.gap != Gap::Line {
            last = place;
        } else if !(dotted || (token.is_word() && PARTICLES.contains(&token.fold.as_str()))) {
            break;
        }
    }
    last
}

/// The last word of a name written small: until a word that is none.
fn small_end(tokens: &[Token<'_>], first: usize) -> usize {
    let mut last = first;
    let mut words = 1;
    for (place, token) in tokens.iter().enumerate().skip(first + 1) {
        let word = token.fold.as_str();
        let within = matches!(word, "de" | "da" | "do" | "dos" | "das")
            && tokens
                .get(place + 1)
                .is_some_and(|next| next.is_word() && !ENDS.contains(&next.fold.as_str()));
        if words >= SMALL_NAME_MAX
            || token.gap == Gap::Line
            || !token.is_word()
            || (!within && ENDS.contains(&word))
        {
            break;
        }
        if !within {
            last = place;
            words += 1;
        }
    }
    last
}

/// A name the caller knows, whole or one of its words.
fn known_name(tokens: &[Token<'_>], at: usize, known: &[Vec<String>]) -> Option<(usize, usize)> {
    let fold = &tokens.get(at).filter(|token| token.is_word())?.fold;
    let last = known.iter().filter_map(|name| {
        let begins = name.iter().position(|word| word == fold)?;
        // Particles alone are nobody's name, and words of two letters only where the whole name stands.
        let whole = begins == 0
            && name
                .iter()
                .enumerate()
                .all(|(back, word)| tokens.get(at + back).is_some_and(|token| token.fold == *word));
        if whole {
            return Some(at + name.len() - 1);
        }
        let own = fold.chars().count() > 2 && !PARTICLES.contains(&fold.as_str());
        own.then_some(at)
    });
    last.max().map(|last| (at, last))
}

/// A day told as that of a birth.
fn birth(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    let word = tokens.get(at).filter(|token| BIRTHS.contains(&token.fold.as_str()))?;
    let party = matches!(word.fold.as_str(), "aniversario" | "niver" | "birthday" | "cumpleanos");
    let own = tokens.get(at.saturating_sub(2)..at).unwrap_or_default();
    if party && !own.iter().any(|token| OWN.contains(&token.fold.as_str())) {
        return None;
    }
    let first = (at + 1..=at + BIRTH_MAX).find(|place| {
        tokens.get(*place).is_some_and(|token| token.is_digits() || MONTHS.contains(&token.fold.as_str()))
    })?;
    let crossed = tokens.get(at + 1..first)?.iter().any(|token| matches!(token.kind, Kind::Sign('!' | '?')));
    let mut last = first;
    for (place, token) in tokens.iter().enumerate().skip(first).take(9) {
        let fold = token.fold.as_str();
        if token.is_digits() || MONTHS.contains(&fold) {
            last = place;
        } else if !matches!(
            fold,
            "/" | "-" | "." | "de" | "del" | "of" | "th" | "st" | "nd" | "rd" | "," | "do"
        ) {
            break;
        }
    }
    (last > first && !crossed).then_some((first, last))
}

/// A password, a code, a key told as such.
fn secret(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    let mut next = says_any(tokens, at, LONG_SECRETS)
        .or_else(|| tokens.get(at).filter(|token| SECRETS.contains(&token.fold.as_str())).map(|_| at + 1))?;
    let mut told = tokens.get(at).is_some_and(|token| token.fold == "bearer");
    for _ in 0..6 {
        let Some(token) = tokens.get(next).filter(|token| LINKS.contains(&token.fold.as_str())) else {
            break;
        };
        // A link that is the last word of the sentence is the secret itself.
        told |= TELLS.contains(&token.fold.as_str());
        next += 1;
    }
    let first = tokens.get(next).filter(|token| !token.ends_sentence() && !token.is(','))?;
    let last = value_end(tokens, next);
    let value = tokens.get(next..=last)?;
    let digits = value.iter().filter(|token| token.is_digits()).map(|token| token.fold.len()).sum::<usize>();
    let signs = value
        .iter()
        .any(|token| matches!(token.kind, Kind::Sign(sign) if !matches!(sign, '.' | ',' | '?' | '!')));
    let plain = NO_SECRETS.contains(&first.fold.as_str());
    let length: usize = value.iter().map(|token| token.raw.chars().count()).sum();
    let hidden = !plain && length >= 3 && (told || digits >= 3 || (digits > 0 && signs));
    hidden.then_some((next, last))
}

/// The last token of what hangs together, without the sentence's end.
fn value_end(tokens: &[Token<'_>], first: usize) -> usize {
    let mut last = first;
    for (place, token) in tokens.iter().enumerate().skip(first + 1) {
        // Codes are also told in groups: "123 456".
        let group = token.gap == Gap::Space
            && token.is_digits()
            && tokens.get(place - 1).is_some_and(Token::is_digits);
        if !token.is_glued() && !group {
            break;
        }
        last = place;
    }
    while last > first
        && tokens
            .get(last)
            .is_some_and(|token| matches!(token.kind, Kind::Sign('.' | ',' | '"' | '\'' | ')')))
    {
        last -= 1;
    }
    last
}
