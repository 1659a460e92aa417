//! What a sentence is embedded by: its words, the stems of its long words, and runs of three to five letters, all hashed into
//! one table. Training and reading share it.

use crate::{hash::Rolling, num, text, token::Kind};

/// Rows of the table, as a power of two.
pub(crate) const BITS: u32 = 15;
/// Rows of the table.
pub(crate) const ROWS: usize = 1 << BITS;
/// Characters that are read. A passage of the knowledge base is shorter.
const LENGTH_MAX: usize = 4_000;
/// Letters of a word that carry its meaning; endings vary.
const STEM: usize = 5;
/// Shortest and longest run of letters.
const RUN: std::ops::RangeInclusive<usize> = 3..=5;

/// The features of a text: rows of the table with their counts, in two blocks. Kept between texts to spare allocations.
#[derive(Debug, Default)]
pub(crate) struct Features {
    folded: String,
    words: Vec<u32>,
    runs: Vec<u32>,
}

/// A row and what it counts in a text.
pub(crate) type Weighed = (u32, f32);

impl Features {
    /// Reads a text into rows with weights, the words and the runs of letters each scaled to a length of their own.
    pub(crate) fn read(&mut self, message: &str, idf: &[f32], into: &mut Vec<Weighed>) {
        into.clear();
        self.rows(message);
        for (block, share) in [(&self.words, WORDS), (&self.runs, RUNS)] {
            let start = into.len();
            for run in block.chunk_by(|one, other| one == other) {
                let Some(row) = run.first() else { continue };
                let rarity = idf.get(num::index(*row)).copied().unwrap_or(1.0);
                into.push((*row, (1.0 + num::ln(num::float(run.len()))) * rarity));
            }
            scale(into.get_mut(start..).unwrap_or_default(), share);
        }
    }

    /// The rows a text touches, each once.
    pub(crate) fn touched(&mut self, message: &str) -> Vec<u32> {
        self.rows(message);
        let mut all: Vec<u32> = self.words.iter().chain(&self.runs).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn rows(&mut self, message: &str) {
        self.words.clear();
        self.runs.clear();
        text::fold(message, LENGTH_MAX, &mut self.folded);
        for piece in self.folded.split_whitespace() {
            if let Some(stand) = text::stand_in(piece) {
                self.words.push(Rolling::of_kind(20).text(stand).bucket(BITS));
                continue;
            }
            let words = piece.split(|letter| text::kind(letter) != Kind::Word);
            for word in words.filter(|word| !word.is_empty()) {
                word_rows(word, &mut self.words, &mut self.runs);
            }
            // An emoji is a word; a mark of punctuation says nothing about what is meant.
            for symbol in piece.chars().filter(|letter| text::kind(*letter) == Kind::Symbol) {
                let mut buffer = [0_u8; 4];
                self.words.push(Rolling::of_kind(20).text(symbol.encode_utf8(&mut buffer)).bucket(BITS));
            }
        }
        self.words.sort_unstable();
        self.runs.sort_unstable();
    }
}

/// What the two blocks count.
const WORDS: f32 = 1.0;
const RUNS: f32 = 0.7;

fn word_rows(word: &str, words: &mut Vec<u32>, runs: &mut Vec<u32>) {
    // Two rows a word: where one is shared with another word, the other seldom is.
    words.push(Rolling::of_kind(20).text(word).bucket(BITS));
    words.push(Rolling::of_kind(21).text(word).bucket(BITS));
    if let Some((end, _)) = word.char_indices().nth(STEM) {
        words.push(Rolling::of_kind(22).text(word.get(..end).unwrap_or(word)).bucket(BITS));
    }
    let framed = || std::iter::once('<').chain(word.chars()).chain(std::iter::once('>'));
    let mut rest = framed();
    loop {
        let mut rolling = Rolling::of_kind(23);
        let mut buffer = [0_u8; 4];
        for (position, letter) in rest.clone().take(*RUN.end()).enumerate() {
            rolling = letter.encode_utf8(&mut buffer).bytes().fold(rolling, Rolling::add);
            if position + 1 >= *RUN.start() {
                runs.push(rolling.bucket(BITS));
            }
        }
        if rest.next().is_none() {
            return;
        }
    }
}

fn scale(weights: &mut [Weighed], share: f32) {
    let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        weights.iter_mut().for_each(|(_, weight)| *weight *= share / length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_in_capitals_and_without_accents_touches_the_same_rows() {
        let mut features = Features::default();
        let plain = features.touched("nao chegou a encomenda");
        assert_eq!(features.touched("NÃO chegou, a encomenda!!"), plain);
        assert!(!plain.is_empty());
    }

    #[test]
    fn each_block_has_its_length_whatever_the_text() {
        let (mut features, mut into) = (Features::default(), Vec::new());
        let idf = vec![1.0; ROWS];
        for text in ["oi", "quanto custa o corte de cabelo", "a a a b", "👍"] {
            features.read(text, &idf, &mut into);
            let length: f32 = into.iter().map(|(_, weight)| weight * weight).sum();
            let most = WORDS * WORDS + RUNS * RUNS;
            assert!(length > 0.99 && length < most + 0.01, "{text}: {length}");
        }
        features.read("", &idf, &mut into);
        assert!(into.is_empty());
    }
}
