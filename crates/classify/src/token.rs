//! Cuts a message into folded tokens: lower case, no accents, digits as 0, held-down letters once, addresses and laughter as
//! one token each, chat spellings written out.

use crate::{lexicon::Lexicon, text};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters or digits.
    Word,
    /// A punctuation mark or a run of the same.
    Mark,
    /// An emoji or another symbol.
    Symbol,
    /// A placeholder for an address, a name, laughter.
    Stand,
}

/// A token: a piece of the text of [`Tokens`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

/// The tokens of one message. Kept between messages to spare allocations.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    text: String,
    all: Vec<Token>,
    /// Spellings that were replaced.
    raw: Vec<(usize, usize)>,
    folded: String,
}

/// Characters of a message that are read; what a person wants stands before them.
const LENGTH_MAX: usize = 1_200;

impl Tokens {
    /// Reads a message.
    pub(crate) fn read(&mut self, message: &str, lexicon: &Lexicon) {
        self.text.clear();
        self.all.clear();
        self.raw.clear();
        let mut folded = std::mem::take(&mut self.folded);
        text::fold(message, LENGTH_MAX, &mut folded);
        for piece in folded.split_whitespace() {
            match text::stand_in(piece) {
                Some(stand) => self.push(stand, Kind::Stand),
                None => self.piece(piece, lexicon),
            }
        }
        self.folded = folded;
    }

    pub(crate) fn all(&self) -> &[Token] {
        &self.all
    }

    pub(crate) fn text(&self, token: Token) -> &str {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    /// Spellings that were written out, as they stood.
    pub(crate) fn replaced(&self) -> impl Iterator<Item = &str> {
        self.raw.iter().map(|(start, end)| self.text.get(*start..*end).unwrap_or_default())
    }

    /// A piece between spaces: words, marks and symbols in turn.
    fn piece(&mut self, piece: &str, lexicon: &Lexicon) {
        let mut rest = piece;
        while let Some(first) = rest.chars().next() {
            let kind = text::kind(first);
            let length = match kind {
                Kind::Word => rest.find(|next| text::kind(next) != Kind::Word).unwrap_or(rest.len()),
                // "!!!" and "😡😡" are one token: how often is a matter of temper, not of meaning.
                _ => rest.find(|next| next != first).unwrap_or(rest.len()),
            };
            let (run, after) = rest.split_at(length);
            if kind == Kind::Word {
                self.word(run, lexicon);
            } else if first != '-' || after.is_empty() {
                let single = run.get(..first.len_utf8()).unwrap_or(run);
                self.push(single, kind);
                if length > first.len_utf8() && matches!(first, '?' | '!' | '.') {
                    let double = run.get(..2).unwrap_or(run);
                    self.push(double, kind);
                }
            }
            rest = after;
        }
    }

    fn word(&mut self, word: &str, lexicon: &Lexicon) {
        if text::is_laughter(word) {
            self.push("<haha>", Kind::Stand);
            return;
        }
        let Some(written_out) = lexicon.spelling(word) else {
            self.push(word, Kind::Word);
            return;
        };
        let start = self.text.len();
        self.text.push_str(word);
        self.raw.push((start, self.text.len()));
        for part in written_out.split(' ') {
            self.push(part, Kind::Word);
        }
    }

    fn push(&mut self, text: &str, kind: Kind) {
        let start = self.text.len();
        self.text.push_str(text);
        self.all.push(Token { start, end: self.text.len(), kind });
    }
}
