//! Words that mean the same: chat spellings written out, and concepts (a price, a delay, a wish) with their words in the
//! three languages. They carry what was learned from one word over to words that training never saw.
//!
//! The lists stand in `data/lexicon`. A concept's entry may end in `*` (any word that begins so) and may hold several words
//! joined by `_`.

use crate::{
    hash::{ByHash, Rolling},
    text,
};

const SPELLINGS: &str = include_str!("../data/lexicon/spelling.txt");
const CONCEPTS: &str = include_str!("../data/lexicon/concepts.txt");
/// Shortest beginning of a word that an entry may name.
const STEM_MIN: usize = 3;

/// Both lists, read once.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    spellings: ByHash<String>,
    words: ByHash<Vec<u16>>,
    stems: ByHash<Vec<u16>>,
    phrases: ByHash<Vec<u16>>,
    /// First words of phrases, so that most words are not looked at twice.
    openers: ByHash<u8>,
    names: Vec<String>,
}

impl Lexicon {
    /// The lists as they stand in the program.
    pub(crate) const fn lists() -> [&'static str; 2] {
        [SPELLINGS, CONCEPTS]
    }

    /// Reads the lists that stand in the program.
    pub(crate) fn shipped() -> Self {
        let mut lexicon = Self::default();
        lexicon.read_spellings(SPELLINGS);
        lexicon.read_concepts(CONCEPTS);
        lexicon
    }

    /// How a chat spelling is written out.
    pub(crate) fn spelling(&self, word: &str) -> Option<&str> {
        self.spellings.get(&Rolling::start().text(word).end()).map(String::as_str)
    }

    /// Name of a concept.
    #[cfg(test)]
    pub(crate) fn name(&self, concept: u16) -> &str {
        self.names.get(usize::from(concept)).map(String::as_str).unwrap_or_default()
    }

    /// Adds the concepts of the words that begin at the first of these, the longest phrase first; says how many words were
    /// taken.
    pub(crate) fn concepts<'a>(
        &self,
        words: impl Iterator<Item = &'a str> + Clone,
        into: &mut Vec<u16>,
    ) -> usize {
        let Some(first) = words.clone().next() else { return 1 };
        let mut rolling = Rolling::start();
        for (position, byte) in first.bytes().enumerate() {
            rolling = rolling.add(byte);
            if position + 1 >= STEM_MIN {
                into.extend(self.stems.get(&rolling.end()).into_iter().flatten());
            }
        }
        let whole = rolling.end();
        into.extend(self.words.get(&whole).into_iter().flatten());
        let Some(longest) = self.openers.get(&whole) else { return 1 };
        let mut taken = 1;
        for (position, word) in words.take(usize::from(*longest)).enumerate().skip(1) {
            rolling = word.bytes().fold(rolling.add(b'_'), Rolling::add);
            if let Some(found) = self.phrases.get(&rolling.end()) {
                into.extend(found);
                taken = position + 1;
            }
        }
        taken
    }

    fn read_spellings(&mut self, list: &str) {
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let Some((meant, written)) = line.split_once(" = ") else { continue };
            for short in written.split_whitespace() {
                let short = folded(short);
                if short != meant {
                    self.spellings
                        .entry(Rolling::start().text(&short).end())
                        .or_insert_with(|| meant.to_owned());
                }
            }
        }
    }

    fn read_concepts(&mut self, list: &str) {
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, entries)) = line.split_once(':') else { continue };
            let known = self.names.iter().position(|known| known == name);
            let concept = u16::try_from(known.unwrap_or(self.names.len())).unwrap_or(u16::MAX);
            if known.is_none() {
                self.names.push(name.to_owned());
            }
            for entry in entries.split_whitespace() {
                self.add(&folded(entry), concept);
            }
        }
    }

    fn add(&mut self, entry: &str, concept: u16) {
        let key = |text: &str| text.bytes().fold(Rolling::start(), Rolling::add).end();
        let (list, text) = match entry.strip_suffix('*') {
            Some(stem) => (&mut self.stems, stem),
            None if entry.contains('_') => (&mut self.phrases, entry),
            None => (&mut self.words, entry),
        };
        let found = list.entry(key(text)).or_default();
        if !found.contains(&concept) {
            found.push(concept);
        }
        if let Some((first, rest)) = text.split_once('_') {
            let length = u8::try_from(rest.split('_').count() + 1).unwrap_or(u8::MAX);
            let longest = self.openers.entry(key(first)).or_default();
            *longest = length.max(*longest);
        }
    }
}

fn folded(entry: &str) -> String {
    let mut into = String::new();
    text::fold(entry, entry.len(), &mut into);
    into
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let lexicon = Lexicon::shipped();
        let mut found = Vec::new();
        lexicon.concepts(text.split(' '), &mut found);
        found.iter().map(|concept| lexicon.name(*concept).to_owned()).collect()
    }

    #[test]
    fn words_of_three_languages_meet_in_a_concept() {
        for word in ["preco", "precio", "price", "orcamento", "valor"] {
            assert!(names(word).contains(&"PRICE".to_owned()), "{word}");
        }
        assert!(names("reagendamos").contains(&"MOVE".to_owned()));
        assert_eq!(names("xyzzy"), Vec::<String>::new());
    }

    #[test]
    fn a_phrase_is_found_whole() {
        let lexicon = Lexicon::shipped();
        let mut found = Vec::new();
        let taken = lexicon.concepts("lista de espera por favor".split(' '), &mut found);
        assert_eq!(taken, 3);
        assert!(found.iter().any(|concept| lexicon.name(*concept) == "WAITLIST"));
    }

    #[test]
    fn chat_spellings_are_written_out_once_and_lead_to_no_other_spelling() {
        let lexicon = Lexicon::shipped();
        assert_eq!(lexicon.spelling("vc"), Some("voce"));
        assert_eq!(lexicon.spelling("casa"), None);
        for whole in lexicon.spellings.values() {
            assert_eq!(lexicon.spelling(whole), None, "{whole}");
        }
    }
}
