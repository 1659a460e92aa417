//! Numbers as people write them: 1.234,56 and 1,234.56, 1,5 mil, 2k, duzentos e cinquenta.

use crate::scan::{Gap, Kind, Token};

/// Thousandths in one.
pub(crate) const MILLI: i64 = 1_000;
/// Largest whole number that is read.
const WHOLE_MAX: i64 = 1_000_000_000_000;

/// A number that stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Thousandths.
    pub milli: i64,
    /// Its first token.
    pub first: usize,
    /// The token behind it.
    pub behind: usize,
    /// Whether it was told in thousands or millions ("1,5 mil", "2k").
    pub scaled: bool,
}

/// The number that begins at a token, in digits or in words.
pub(crate) fn at(tokens: &[Token<'_>], first: usize) -> Option<Number> {
    let number = in_digits(tokens, first).or_else(|| in_words(tokens, first))?;
    Some(scaled(tokens, number))
}

fn in_digits(tokens: &[Token<'_>], first: usize) -> Option<Number> {
    let head = tokens.get(first).filter(|token| token.is_digits())?;
    let mut groups = vec![(' ', head.fold.as_str())];
    let mut behind = first + 1;
    while let (Some(sign), Some(digits)) = (tokens.get(behind), tokens.get(behind + 1)) {
        let Kind::Sign(mark @ ('.' | ',')) = sign.kind else { break };
        if !sign.is_glued() || !digits.is_digits() || !digits.is_glued() {
            break;
        }
        groups.push((mark, digits.fold.as_str()));
        behind += 2;
    }
    let milli = join(&groups)?;
    Some(Number { milli, first, behind, scaled: false })
}

/// Thousandths out of groups of digits with the sign before each. The last sign is the decimal one when it differs from
/// those before it, or when it stands alone and not before three digits.
fn join(groups: &[(char, &str)]) -> Option<i64> {
    let (last, before) = groups.split_last()?;
    let (mark, tail) = *last;
    let same_before = before.iter().skip(1).all(|(other, group)| *other != mark && group.len() == 3);
    let alone = before.len() == 1;
    let decimal = !before.is_empty() && tail.len() <= 3 && if alone { tail.len() != 3 } else { same_before };
    let (whole, fraction) = if decimal { (before, tail) } else { (groups, "") };
    if whole.iter().skip(1).any(|(_, group)| group.len() != 3) {
        return None;
    }
    let text: String = whole.iter().map(|(_, group)| *group).collect();
    let whole: i64 = text.parse().ok().filter(|whole| *whole <= WHOLE_MAX)?;
    let fraction: i64 = if fraction.is_empty() { 0 } else { format!("{fraction:0<3}").parse().ok()? };
    whole.checked_mul(MILLI)?.checked_add(fraction)
}

/// Takes "mil", "k" and "milhões" behind a number.
fn scaled(tokens: &[Token<'_>], number: Number) -> Number {
    let Some(next) = tokens.get(number.behind).filter(|next| next.gap != Gap::Line) else { return number };
    let factor = match next.fold.as_str() {
        "mil" | "thousand" => 1_000,
        "k" if next.is_glued() => 1_000,
        "milhao" | "milhoes" | "million" | "millon" | "millones" => 1_000_000,
        _ => return number,
    };
    match number.milli.checked_mul(factor) {
        Some(milli) => Number { milli, behind: number.behind + 1, scaled: true, ..number },
        None => number,
    }
}

#[rustfmt::skip]
const WORDS: &[(i64, &[&str])] = &[
    (1, &["um", "uma", "un", "una", "uno", "one"]), (2, &["dois", "duas", "dos", "two"]), (3, &["tres", "three"]),
    (4, &["quatro", "cuatro", "four"]), (5, &["cinco", "five"]), (6, &["seis", "six"]), (7, &["sete", "siete", "seven"]),
    (8, &["oito", "ocho", "eight"]), (9, &["nove", "nueve", "nine"]), (10, &["dez", "diez", "ten"]), (11, &["onze", "once", "eleven"]),
    (12, &["doze", "doce", "twelve"]), (13, &["treze", "trece", "thirteen"]), (14, &["quatorze", "catorze", "catorce", "fourteen"]),
    (15, &["quinze", "quince", "fifteen"]), (16, &["dezesseis", "dieciseis", "sixteen"]),
    (17, &["dezessete", "diecisiete", "seventeen"]), (18, &["dezoito", "dieciocho", "eighteen"]),
    (19, &["dezenove", "diecinueve", "nineteen"]), (20, &["vinte", "veinte", "twenty"]), (30, &["trinta", "treinta", "thirty"]),
    (40, &["quarenta", "cuarenta", "forty"]), (50, &["cinquenta", "cincoenta", "cincuenta", "fifty"]),
    (60, &["sessenta", "sesenta", "sixty"]), (70, &["setenta", "seventy"]), (80, &["oitenta", "ochenta", "eighty"]),
    (90, &["noventa", "ninety"]), (100, &["cem", "cento", "cien", "ciento", "hundred"]), (200, &["duzentos", "doscientos"]),
    (300, &["trezentos", "trescientos"]), (400, &["quatrocentos", "cuatrocientos"]), (500, &["quinhentos", "quinientos"]),
    (600, &["seiscentos", "seiscientos"]), (700, &["setecentos", "setecientos"]), (800, &["oitocentos", "ochocientos"]),
    (900, &["novecentos", "novecientos"]),
];

fn word(fold: &str) -> Option<i64> {
    WORDS.iter().find(|(_, words)| words.contains(&fold)).map(|(value, _)| *value)
}

/// "duzentos e cinquenta", "mil e quinhentos", "dois mil e trezentos", "two hundred".
fn in_words(tokens: &[Token<'_>], first: usize) -> Option<Number> {
    let mut total = 0;
    let mut part = 0;
    let mut smallest = i64::MAX;
    let mut behind = first;
    let mut scaled = false;
    for (place, token) in tokens.iter().enumerate().skip(first).take(12) {
        let fold = token.fold.as_str();
        if let Some(value) = word(fold) {
            let hundreds = fold == "hundred" && part > 0;
            if !hundreds && value >= smallest {
                break;
            }
            part = if hundreds { part * value } else { part + value };
            smallest = value;
            behind = place + 1;
        } else if matches!(fold, "mil" | "thousand") && total == 0 {
            total = part.max(1) * 1_000;
            part = 0;
            smallest = 1_000;
            behind = place + 1;
            scaled = true;
        } else if !matches!(fold, "e" | "y" | "and" | "-") || place == first {
            break;
        }
    }
    (behind > first).then_some(Number { milli: (total + part) * MILLI, first, behind, scaled })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, milli) in [
            ("1.234,56", 1_234_560),
            ("1,234.56", 1_234_560),
            ("1234", 1_234_000),
            ("1.234", 1_234_000),
            ("1,5", 1_500),
            ("1.5 mil", 1_500_000),
            ("2k", 2_000_000),
            ("199,90", 199_900),
            ("1.000.000,00", 1_000_000_000),
            ("3 milhões", 3_000_000_000),
            ("duzentos e cinquenta", 250_000),
            ("mil e quinhentos", 1_500_000),
            ("dois mil e trezentos", 2_300_000),
            ("cem", 100_000),
            ("two hundred", 200_000),
            ("cento e vinte e cinco", 125_000),
        ] {
            let tokens = scan::tokens(text);
            let number = at(&tokens, 0);
            assert_eq!(
                number.map(|number| (number.milli, number.behind)),
                Some((milli, tokens.len())),
                "{text}"
            );
        }
        assert_eq!(at(&scan::tokens("reais"), 0), None);
        assert_eq!(at(&scan::tokens("99999999999999999999"), 0), None);
    }
}
