//! The featuriser, shared by training and serving: a message becomes ids with weights in three blocks.
//!
//! 1. *Letters*: 2 to 5 characters within words.
//! 2. *Words*: single ones and pairs, marks and emojis included, pairs over the filling words between them.
//! 3. *Concepts*: of the lexicon, in pairs and by place, with marks of form (length, question, hello at the start).
//!
//! A weight is `(1 + ln count) · idf`, each block scaled to a length of its own. A hello at the start is taken out of the first two
//! blocks when more follows, so that "oi bom dia quanto custa" weighs as "quanto custa" and a mark.

use crate::{
    hash::Rolling,
    lexicon::Lexicon,
    num,
    token::{Kind, Token, Tokens},
};

/// Buckets of the letter block, as a power of two.
pub(crate) const LETTER_BITS: u32 = 20;
/// Buckets of the word block.
pub(crate) const WORD_BITS: u32 = 20;
/// Buckets of the concept block.
pub(crate) const CONCEPT_BITS: u32 = 18;
/// Where each block begins, and the end of the last.
pub(crate) const BLOCKS: [u32; 4] = [
    0,
    1 << LETTER_BITS,
    (1 << LETTER_BITS) + (1 << WORD_BITS),
    (1 << LETTER_BITS) + (1 << WORD_BITS) + (1 << CONCEPT_BITS),
];
/// Features there can be.
pub(crate) const COUNT: u32 = BLOCKS[3];

/// A feature of one message, by id or by row, and its weight.
pub(crate) type Weighed = (u32, f32);

/// The ids of one message with their counts, by block, rising. Kept between messages to spare allocations.
#[derive(Debug, Default)]
pub(crate) struct Featuriser {
    tokens: Tokens,
    concepts: Vec<(u16, usize)>,
    found: Vec<u16>,
    ids: Vec<u32>,
    has_letters: bool,
}

impl Featuriser {
    /// Reads a message into ids, sorted, an id as often as it occurs.
    pub(crate) fn ids(&mut self, message: &str, lexicon: &Lexicon) -> &[u32] {
        self.ids.clear();
        self.concepts.clear();
        let mut tokens = std::mem::take(&mut self.tokens);
        tokens.read(message, lexicon);
        self.has_letters = tokens
            .all()
            .iter()
            .any(|token| token.kind == Kind::Word && tokens.text(*token).chars().any(char::is_alphabetic));
        self.find_concepts(&tokens, lexicon);
        let hello = hello_end(&tokens);
        self.letters(&tokens, hello);
        self.words(&tokens, hello);
        self.forms(&tokens, hello);
        self.pairs_of_concepts();
        self.ids.sort_unstable();
        self.tokens = tokens;
        &self.ids
    }

    /// The ids of the message read last.
    pub(crate) fn last(&self) -> &[u32] {
        &self.ids
    }

    /// Whether the message read last held letters at all.
    pub(crate) const fn has_letters(&self) -> bool {
        self.has_letters
    }

    fn letters(&mut self, tokens: &Tokens, from: usize) {
        let start = Rolling::of_kind(1);
        for token in tokens.all().iter().skip(from).filter(|token| token.kind == Kind::Word) {
            self.letters_of(tokens.text(*token), start);
        }
        // What was written out counts as it stood too: a habit of spelling tells a language.
        for raw in tokens.replaced() {
            self.letters_of(raw, start);
        }
    }

    fn letters_of(&mut self, word: &str, start: Rolling) {
        let framed = || std::iter::once('<').chain(word.chars()).chain(std::iter::once('>'));
        let mut rest = framed();
        loop {
            let mut rolling = start;
            let mut buffer = [0_u8; 4];
            for (position, letter) in rest.clone().take(5).enumerate() {
                rolling = letter.encode_utf8(&mut buffer).bytes().fold(rolling, Rolling::add);
                if position > 0 {
                    self.ids.push(rolling.bucket(LETTER_BITS));
                }
            }
            if rest.next().is_none() {
                return;
            }
        }
    }

    fn words(&mut self, tokens: &Tokens, from: usize) {
        let base = BLOCKS[1];
        let mut before: Option<&str> = None;
        let mut content: Option<&str> = None;
        for token in tokens.all().iter().skip(from) {
            let word = tokens.text(*token);
            self.ids.push(base + Rolling::of_kind(2).text(word).bucket(WORD_BITS));
            let pair = Rolling::of_kind(3).text(before.unwrap_or("^")).add(b' ').text(word);
            self.ids.push(base + pair.bucket(WORD_BITS));
            before = Some(word);
            if token.kind == Kind::Word && word.len() > 3 {
                let stem = stem(word);
                self.ids.push(base + Rolling::of_kind(4).text(stem).bucket(WORD_BITS));
                let over = Rolling::of_kind(5).text(content.unwrap_or("^")).add(b' ').text(stem);
                self.ids.push(base + over.bucket(WORD_BITS));
                content = Some(stem);
            }
        }
        let last = Rolling::of_kind(3).text(before.unwrap_or("^")).add(b' ').text("$");
        self.ids.push(base + last.bucket(WORD_BITS));
        for raw in tokens.replaced() {
            self.ids.push(base + Rolling::of_kind(2).text(raw).bucket(WORD_BITS));
        }
    }

    fn find_concepts(&mut self, tokens: &Tokens, lexicon: &Lexicon) {
        let all = tokens.all();
        let mut covered = 0;
        for position in 0..all.len() {
            let rest = all.get(position..).unwrap_or_default();
            self.found.clear();
            let taken = lexicon.concepts(rest.iter().map(|token| tokens.text(*token)), &mut self.found);
            // Inside a phrase that was taken whole a word speaks only through longer phrases.
            if position < covered && taken == 1 {
                continue;
            }
            covered = covered.max(position + taken);
            self.found.sort_unstable();
            self.found.dedup();
            for concept in &self.found {
                self.concepts.push((*concept, position));
            }
        }
    }

    fn concept(&mut self, rolling: Rolling) {
        self.ids.push(BLOCKS[2] + rolling.bucket(CONCEPT_BITS));
    }

    fn pairs_of_concepts(&mut self) {
        let concepts = std::mem::take(&mut self.concepts);
        for (position, (concept, place)) in concepts.iter().enumerate() {
            self.concept(Rolling::of_kind(6).number(*concept));
            let after = concepts.get(position + 1..).unwrap_or_default();
            for (next, other) in after.iter().filter(|(_, other)| *other > *place).take(PAIRS_MAX) {
                self.concept(Rolling::of_kind(7).number(*concept).number(*next));
                if other - place <= NEAR {
                    self.concept(Rolling::of_kind(8).number(*concept).number(*next));
                }
            }
        }
        if let Some((last, _)) = concepts.last() {
            self.concept(Rolling::of_kind(9).number(*last));
        }
        self.concepts = concepts;
    }

    /// Marks of form.
    fn forms(&mut self, tokens: &Tokens, hello: usize) {
        let all = tokens.all();
        let words = all.iter().skip(hello).filter(|token| token.kind == Kind::Word).count();
        let size = match words {
            0..=3 => words,
            4..=6 => 4,
            7..=10 => 5,
            11..=18 => 6,
            19..=30 => 7,
            _ => 8,
        };
        self.concept(Rolling::of_kind(10).number(u16::try_from(size).unwrap_or_default()));
        if hello > 0 {
            self.concept(Rolling::of_kind(11));
        }
        let asks = |token: &Token| tokens.text(*token).starts_with('?');
        if all.iter().any(asks) {
            self.concept(Rolling::of_kind(12));
        }
        if all.last().is_some_and(asks) {
            self.concept(Rolling::of_kind(13));
        }
        if all.iter().any(|token| tokens.text(*token).contains('0')) {
            self.concept(Rolling::of_kind(14));
        }
        if !self.has_letters {
            self.concept(Rolling::of_kind(15));
        }
    }
}

/// Pairs that one concept opens.
const PAIRS_MAX: usize = 10;
/// Words between two concepts that stand together.
const NEAR: usize = 2;
/// Letters of a word that carry its meaning; endings vary.
const STEM: usize = 6;

fn stem(word: &str) -> &str {
    word.char_indices().nth(STEM).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// Words a message opens with before it says what it wants.
const HELLOS: &[&str] = &[
    "oi",
    "ola",
    "opa",
    "oie",
    "oii",
    "eai",
    "bom",
    "boa",
    "dia",
    "tarde",
    "noite",
    "alo",
    "hola",
    "buenas",
    "buenos",
    "buen",
    "dias",
    "tardes",
    "noches",
    "hi",
    "hello",
    "hey",
    "hiya",
    "morning",
    "good",
    "afternoon",
    "evening",
    "there",
    "salve",
    "pessoal",
    "gente",
    "tudo",
    "bem",
    "bueno",
    "que",
    "tal",
    "como",
    "vai",
    "estan",
    "amigo",
    "amiga",
    "moca",
    "moco",
    "querida",
    "team",
    "guys",
    "iai",
    "e",
    "ai",
    "bommm",
    "meu",
    "minha",
];
/// Of these, the ones that are a hello by themselves.
const GREETERS: &[&str] = &[
    "oi", "ola", "opa", "oie", "oii", "eai", "alo", "hola", "buenas", "hi", "hello", "hey", "hiya", "salve",
    "iai", "bom", "boa", "buenos", "buen", "good", "morning",
];
/// What must follow a word that only begins a hello.
const HALVES: &[(&str, &[&str])] = &[
    ("bom", &["dia"]),
    ("boa", &["tarde", "noite", "dia"]),
    ("buenos", &["dias"]),
    ("buen", &["dia"]),
    ("good", &["morning", "afternoon", "evening", "day"]),
];

/// How many tokens at the start are a hello; 0 when there is none or nothing follows it.
fn hello_end(tokens: &Tokens) -> usize {
    let all = tokens.all();
    let word = |position: usize| all.get(position).map_or("", |token| tokens.text(*token));
    if !GREETERS.contains(&word(0)) {
        return 0;
    }
    let half = HALVES.iter().find(|(half, _)| *half == word(0));
    if half.is_some_and(|(_, wholes)| !wholes.contains(&word(1))) {
        return 0;
    }
    let mut end = 0;
    while let Some(token) = all.get(end) {
        let is_hello = match token.kind {
            Kind::Word => HELLOS.contains(&word(end)),
            _ => !word(end).starts_with('?') || HELLOS.contains(&word(end + 1)) || asks_how(word(end - 1)),
        };
        if !is_hello {
            break;
        }
        end += 1;
    }
    let has_more = all.iter().skip(end).any(|token| token.kind == Kind::Word);
    // "oi, como funciona" keeps its "como".
    while end > 1
        && matches!(word(end - 1), "que" | "como" | "e" | "tudo" | "meu" | "minha" | "good" | "bom" | "boa")
    {
        end -= 1;
    }
    if has_more { end } else { 0 }
}

/// "tudo bem?" is part of a hello, question mark included.
fn asks_how(word: &str) -> bool {
    matches!(word, "bem" | "bom" | "vai" | "tal" | "estan")
}

/// Length of each block: concepts speak half as loud, which cross-validation likes best.
const SHARES: [f32; 3] = [1.0, 1.0, 0.5];

/// Weighs ids: `(1 + ln count) · idf`, each block scaled to its length. The ids must be sorted. `known` gives what a feature
/// is called from here on and its idf; one that is not known counts nothing.
pub(crate) fn weigh(ids: &[u32], known: impl Fn(u32) -> Option<Weighed>, into: &mut Vec<Weighed>) {
    into.clear();
    let mut rest = ids;
    for (end, share) in BLOCKS.iter().skip(1).zip(SHARES) {
        let start = into.len();
        while let Some(first) = rest.first().filter(|id| *id < end) {
            let count = rest.iter().take_while(|id| *id == first).count();
            let tf = if count == 1 { 1.0 } else { 1.0 + num::ln(num::float(count)) };
            into.extend(known(*first).map(|(name, idf)| (name, tf * idf)));
            rest = rest.get(count..).unwrap_or_default();
        }
        let block = into.get_mut(start..).unwrap_or_default();
        let norm = block.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (_, weight) in block.iter_mut() {
            *weight *= share / norm.max(f32::MIN_POSITIVE);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn ids(text: &str) -> Vec<u32> {
        Featuriser::default().ids(text, &Lexicon::shipped()).to_vec()
    }

    fn digest(text: &str) -> (usize, u32) {
        let ids = ids(text);
        (ids.len(), ids.iter().fold(0, |sum, id| sum ^ id.rotate_left(sum % 31).wrapping_mul(0x9e37_79b9)))
    }

    #[test]
    fn the_ids_never_change_while_the_shipped_weights_stay() {
        let texts = [
            "oi",
            "Bom dia! Quanto custa o frete pra Niterói?",
            "vc n me mandou o boletooo 😡😡",
            "¿Dónde está mi pedido #12345? https://x.example/a",
            "I don't want any more texts, take me off your list",
        ];
        assert_eq!(texts.map(digest), GOLDEN);
    }

    const GOLDEN: [(usize, u32); 5] = [
        (12, 2_663_593_444),
        (131, 1_445_272_871),
        (118, 4_167_384_720),
        (115, 1_707_861_639),
        (206, 1_798_241_044),
    ];

    #[test]
    fn spelling_case_and_accents_of_chats_change_little() {
        assert_eq!(ids("Quanto custa?"), ids("QUANTO CUSTAAAA?"));
        let (whole, chat) = (ids("você não mandou a mensagem"), ids("vc n mandou a msg"));
        let shared = whole.iter().filter(|id| chat.contains(id)).count();
        assert!(shared == whole.len(), "{shared} of {}", whole.len());
    }

    #[test]
    fn a_hello_before_a_request_leaves_its_words_alone() {
        let letters =
            |text: &str| -> Vec<u32> { ids(text).into_iter().filter(|id| *id < BLOCKS[2]).collect() };
        assert_eq!(letters("Oi, bom dia! quanto custa o corte"), letters("quanto custa o corte"));
        assert_eq!(letters("oi tudo bem? tem vaga hoje"), letters("tem vaga hoje"));
        assert_ne!(letters("bom preço"), letters("preço"));
        assert_ne!(letters("bom dia"), Vec::<u32>::new());
    }

    #[test]
    fn a_text_without_letters_says_so_and_still_has_features() {
        let mut featuriser = Featuriser::default();
        assert!(!featuriser.ids("👍👍 12", &Lexicon::shipped()).is_empty());
        assert!(!featuriser.has_letters());
        assert!(!featuriser.ids("ok", &Lexicon::shipped()).is_empty());
        assert!(featuriser.has_letters());
    }

    proptest! {
        #[test]
        fn any_text_gives_known_ids_in_order_and_blocks_of_their_length(text in "\\PC{0,200}") {
            let mut featuriser = Featuriser::default();
            let ids = featuriser.ids(&text, &Lexicon::shipped()).to_vec();
            prop_assert!(ids.is_sorted() && ids.iter().all(|id| *id < COUNT));
            let mut weighed = Vec::new();
            weigh(&ids, |id| Some((id, 1.0)), &mut weighed);
            for (ends, share) in BLOCKS.windows(2).zip(SHARES) {
                let block: f32 = weighed
                    .iter()
                    .filter(|(id, _)| (ends[0]..ends[1]).contains(id))
                    .map(|(_, weight)| weight * weight)
                    .sum();
                prop_assert!(block == 0.0 || (block.sqrt() - share).abs() < 1e-3);
            }
        }
    }
}
