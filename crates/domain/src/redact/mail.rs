//! E-mail addresses, written and spelled out ("maria arroba exemplo ponto com").

use super::{Category, Finding};
use crate::scan::{Kind, Token};

/// Tokens of an address on one side of its sign at most.
const SIDE_MAX: usize = 24;

/// Mail houses that need no proof.
const HOSTS: &[&str] =
    &["gmail", "hotmail", "outlook", "yahoo", "icloud", "live", "uol", "bol", "terra", "proton"];

/// Finds them in a text's tokens.
pub(super) fn find(tokens: &[Token<'_>], found: &mut Vec<Finding>) {
    for at in 0..tokens.len() {
        let place = written(tokens, at).or_else(|| spelled(tokens, at));
        if let Some((first, last)) = place {
            let (Some(first), Some(last)) = (tokens.get(first), tokens.get(last)) else { continue };
            found.push(Finding { category: Category::Email, start: first.start, end: last.end });
        }
    }
}

fn is_local(kind: Kind) -> bool {
    matches!(kind, Kind::Word | Kind::Digits | Kind::Sign('.' | '_' | '-' | '+' | '%'))
}

/// First and last token of an address around the sign at `at`.
fn written(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    tokens.get(at).filter(|token| token.is('@'))?;
    let mut first = at;
    // The token after the one looked at must be glued to it; one space around the sign is a slip of the thumb.
    while let Some(before) = first.checked_sub(1).filter(|before| at - before <= SIDE_MAX) {
        let joined = tokens.get(first).is_some_and(Token::is_glued) || first == at;
        if !joined || !tokens.get(before).is_some_and(|token| is_local(token.kind)) {
            break;
        }
        first = before;
    }
    let last = domain(tokens, at + 1)?;
    // "com @loja.oficial" names an account, "maria @ gmail.com" and "maria @gmail.com" are addresses.
    let spaced = !tokens.get(at)?.is_glued();
    let host = tokens.get(at + 1)?;
    let mail = !spaced || !host.is_glued() || HOSTS.contains(&host.fold.as_str());
    (first < at && mail).then_some((first, last))
}

/// The last token of a host name that begins at `at`: words and dots, the end of letters only.
fn domain(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let mut last = None;
    let mut dotted = false;
    for (place, token) in tokens.iter().enumerate().skip(at).take(SIDE_MAX) {
        // "gmail .com"
        let slip = token.is('.')
            && tokens.get(place - 1).is_some_and(|host| HOSTS.contains(&host.fold.as_str()))
            && tokens.get(place + 1).is_some_and(Token::is_glued);
        if place > at && !token.is_glued() && !slip {
            break;
        }
        match token.kind {
            Kind::Word if dotted && token.raw.len() > 1 => last = Some(place),
            Kind::Word | Kind::Digits | Kind::Sign('-') => {}
            Kind::Sign('.') => dotted = true,
            Kind::Sign(_) => break,
        }
    }
    last
}

/// "maria arroba exemplo ponto com", "maria at example dot com", "maria (at) exemplo.com".
fn spelled(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize)> {
    let sign = tokens.get(at)?;
    let bracket = at
        .checked_sub(1)
        .and_then(|before| tokens.get(before))
        .is_some_and(|token| matches!(token.kind, Kind::Sign('(' | '[')));
    let sure = sign.fold == "arroba" || (sign.fold == "at" && bracket);
    if !sure && sign.fold != "at" {
        return None;
    }
    let skip = usize::from(bracket);
    let before = at.checked_sub(1 + skip)?;
    tokens.get(before).filter(|token| matches!(token.kind, Kind::Word | Kind::Digits))?;
    // "me at example.com" is English, "maria at example dot com" is an address.
    if !sure && domain(tokens, at + 1).is_some() {
        return None;
    }
    let last = spelled_domain(tokens, at + 1 + skip)?;
    Some((spelled_local(tokens, before), last))
}

/// The first token of a spelled local part that ends at `last`: "maria ponto silva", "maria.silva".
fn spelled_local(tokens: &[Token<'_>], last: usize) -> usize {
    let mut first = last;
    while let Some(before) = first.checked_sub(1).filter(|before| last - before <= SIDE_MAX) {
        let Some(token) = tokens.get(before) else { break };
        let glued = tokens.get(first).is_some_and(Token::is_glued) && is_local(token.kind);
        let is_joint =
            |token: &Token<'_>| is_spelled_dot(token) || matches!(token.fold.as_str(), "underline" | "traco");
        let behind_joint = tokens.get(first).is_some_and(is_joint) && is_local(token.kind);
        if !glued && !behind_joint && !is_joint(token) {
            break;
        }
        first = before;
    }
    first
}

fn is_spelled_dot(token: &Token<'_>) -> bool {
    matches!(token.fold.as_str(), "ponto" | "dot" | "punto")
}

/// The last token of "exemplo ponto com ponto br" or "exemplo.com".
fn spelled_domain(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    if let Some(last) = domain(tokens, at) {
        return Some(last);
    }
    let mut place = at;
    let mut last = None;
    tokens.get(place).filter(|token| matches!(token.kind, Kind::Word | Kind::Digits))?;
    while tokens.get(place + 1).is_some_and(is_spelled_dot)
        && tokens.get(place + 2).is_some_and(Token::is_word)
    {
        place += 2;
        last = Some(place);
        if place - at > SIDE_MAX {
            break;
        }
    }
    last
}
