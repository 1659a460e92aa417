//! Where quoted words stand in a conversation. What stands nowhere was made up.

use crate::scan::{self, Token};

/// Letters and digits a quote needs at least: less would stand anywhere.
const LETTERS_MIN: usize = 2;

/// Where words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Which of the texts.
    pub line: usize,
    /// First byte.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
}

/// The texts of a conversation, oldest first, cut once for many quotes.
#[derive(Debug)]
pub struct Thread<'a> {
    lines: Vec<Vec<Token<'a>>>,
}

impl<'a> Thread<'a> {
    /// These texts.
    #[must_use]
    pub fn new(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self { lines: texts.into_iter().map(scan::tokens).collect() }
    }

    /// The newest place where these words stand one after the other; accents, capitals and spaces do not count, and what stands
    /// around a quote, such as a full stop, neither. `wanted` says which texts count.
    #[must_use]
    pub fn find(&self, quote: &str, wanted: impl Fn(usize) -> bool) -> Option<Spot> {
        let tokens = scan::tokens(quote);
        let quote = core(&tokens);
        let letters: usize = quote.iter().filter(|token| counts(token)).map(|token| token.fold.len()).sum();
        if letters < LETTERS_MIN {
            return None;
        }
        let lines = self.lines.iter().enumerate().rev().filter(|(line, _)| wanted(*line));
        lines.into_iter().find_map(|(line, tokens)| {
            let place = tokens.windows(quote.len()).rev().find(|window| same(window, quote))?;
            Some(Spot { line, start: place.first()?.start, end: place.last()?.end })
        })
    }
}

fn counts(token: &Token<'_>) -> bool {
    token.is_word() || token.is_digits()
}

/// Without the signs around it.
fn core<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let first = tokens.iter().position(counts).unwrap_or(tokens.len());
    let behind = tokens.iter().rposition(counts).map_or(first, |last| last + 1);
    tokens.get(first..behind).unwrap_or_default()
}

fn same(one: &[Token<'_>], other: &[Token<'_>]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.kind == other.kind && one.fold == other.fold)
}
