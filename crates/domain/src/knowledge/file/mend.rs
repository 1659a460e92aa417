//! From lines of pages to running text: what repeats on every page goes, words that were cut at the end of a line become
//! whole, lines become paragraphs, lists and tables.

use std::collections::BTreeMap;

/// Lines at the top and at the foot of a page that may repeat.
const EDGE: usize = 2;
/// Pages from which repeating means something.
const PAGES_MIN: usize = 3;
/// Longest line at the edge of a page that is taken for its clothes, in characters.
const EDGE_LETTERS: usize = 160;
/// Pronouns that Portuguese and Spanish hang behind a verb: a hyphen before them belongs to the word.
const HANGING: &[&str] = &[
    "se", "me", "te", "lhe", "lhes", "o", "a", "os", "as", "lo", "la", "los", "las", "no", "na", "nos",
    "nas", "vos",
];
/// Marks of lists as printers write them.
const MARKS: &[char] = &['•', '●', '▪', '■', '◦', '○', '·', '➢', '✓', '\u{f0b7}', '\u{f0a7}'];

/// How a line stands to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Right below it.
    Below,
    /// Apart: a paragraph begins.
    Apart,
    /// In another column or at the top of a page: only the words tell.
    Elsewhere,
}

/// A line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its words.
    pub text: String,
    /// How high a heading it is; 0 for none.
    pub level: usize,
    /// How it stands to the one before.
    pub start: Start,
}

/// Takes out heads and feet: what stands at the edge of most pages, numbers aside, and bare page numbers.
pub fn drop_repeated(pages: &mut [Vec<Line>]) {
    let written = pages.iter().filter(|page| !page.is_empty()).count();
    if written < PAGES_MIN {
        return;
    }
    let mut counts: BTreeMap<(Edge, String), usize> = BTreeMap::new();
    for page in pages.iter() {
        let mut keys: Vec<(Edge, String)> =
            edges(page.len()).filter_map(|(at, edge)| Some((edge, bare(page.get(at)?)?))).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    // Books print one head on left pages and another on right ones.
    let enough = (written * 2).div_ceil(5).max(PAGES_MIN);
    for page in pages.iter_mut() {
        let repeats = |(at, edge): (usize, Edge)| {
            let key = (edge, bare(page.get(at)?)?);
            (counts.get(&key).copied().unwrap_or_default() >= enough).then_some(at)
        };
        let gone: Vec<usize> = edges(page.len()).filter_map(repeats).collect();
        let mut at = 0_usize;
        page.retain(|_| {
            let stays = !gone.contains(&at);
            at += 1;
            stays
        });
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    Head,
    Foot,
}

/// The lines at both edges of a page of so many; a line of a short page may be at both.
fn edges(lines: usize) -> impl Iterator<Item = (usize, Edge)> {
    let heads = (0..EDGE.min(lines)).map(|at| (at, Edge::Head));
    heads.chain((lines.saturating_sub(EDGE)..lines).map(|at| (at, Edge::Foot)))
}

/// A line without its numbers; none when it is too long to be clothes.
fn bare(line: &Line) -> Option<String> {
    if line.text.chars().count() > EDGE_LETTERS {
        return None;
    }
    let mut bare = String::with_capacity(line.text.len());
    for letter in line.text.chars().filter(|letter| !letter.is_whitespace()) {
        if !letter.is_ascii_digit() {
            bare.extend(letter.to_lowercase());
        } else if !bare.ends_with('#') {
            bare.push('#');
        }
    }
    Some(bare)
}

/// Running text of pages.
#[must_use]
pub fn flow(pages: &[Vec<Line>]) -> String {
    let mut flow = Flow::default();
    for page in pages {
        for (at, line) in page.iter().enumerate() {
            let start = if at == 0 { Start::Elsewhere } else { line.start };
            flow.put(&Line { start, ..line.clone() });
        }
    }
    flow.close();
    flow.out.trim().to_owned()
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sort {
    #[default]
    None,
    Heading(usize),
    Item,
    Row,
    Words,
}

#[derive(Default)]
struct Flow {
    out: String,
    open: String,
    sort: Sort,
}

impl Flow {
    fn put(&mut self, line: &Line) {
        let text = tidy(&line.text);
        if text.is_empty() {
            return;
        }
        let sort = sort_of(&text, line.level);
        let text = match sort {
            Sort::Item => item(&text),
            _ => text,
        };
        if self.goes_on(sort, &text, line.start) {
            join(&mut self.open, &text);
            return;
        }
        self.close();
        // A list or a table stays together, everything else stands apart.
        let is_same = sort == self.sort && matches!(sort, Sort::Item | Sort::Row);
        if !self.out.is_empty() {
            self.out.push_str(if is_same { "\n" } else { "\n\n" });
        }
        self.sort = sort;
        self.open = text;
    }

    /// Whether a line goes on where the open one ended.
    fn goes_on(&self, sort: Sort, text: &str, start: Start) -> bool {
        if self.open.is_empty() {
            return false;
        }
        let is_cut = is_cut(&self.open, text);
        match (self.sort, sort) {
            (Sort::Heading(one), Sort::Heading(other)) => one == other && start == Start::Below,
            (Sort::Words | Sort::Item, Sort::Words) => match start {
                Start::Below => self.sort == Sort::Words || is_cut || !ends(&self.open),
                Start::Apart => is_cut && text.starts_with(char::is_lowercase),
                Start::Elsewhere => !ends(&self.open) && text.starts_with(char::is_lowercase),
            },
            _ => false,
        }
    }

    fn close(&mut self) {
        let open = std::mem::take(&mut self.open);
        if open.is_empty() {
            return;
        }
        match self.sort {
            Sort::Heading(level) => {
                (0..level).for_each(|_| self.out.push('#'));
                self.out.push(' ');
            }
            Sort::Item => self.out.push_str(if is_numbered(&open) { "" } else { "- " }),
            Sort::None | Sort::Row | Sort::Words => {}
        }
        self.out.push_str(&open);
    }
}

fn sort_of(text: &str, level: usize) -> Sort {
    let is_item =
        text.starts_with(MARKS) || text.starts_with("- ") || text.starts_with("– ") || is_numbered(text);
    match level {
        0 if text.starts_with("| ") && text.ends_with('|') => Sort::Row,
        _ if level == 0 && is_item => Sort::Item,
        0 => Sort::Words,
        level => Sort::Heading(level),
    }
}

fn is_numbered(text: &str) -> bool {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let mut behind = text.chars().skip(digits);
    (1..=2).contains(&digits) && matches!(behind.next(), Some('.' | ')')) && behind.next() == Some(' ')
}

fn item(text: &str) -> String {
    text.trim_start_matches(|sign| MARKS.contains(&sign) || matches!(sign, '-' | '–' | ' ')).to_owned()
}

/// Whether a text ends where a sentence does.
fn ends(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')', '»']).ends_with(['.', '!', '?', ':', ';', '…'])
}

/// Whether a word was cut between two lines.
fn is_cut(open: &str, next: &str) -> bool {
    let Some(before) = open.strip_suffix(['-', '\u{ad}', '‐']) else { return false };
    before.ends_with(char::is_alphabetic) && next.starts_with(char::is_lowercase)
}

/// Hangs a line behind what is open, a cut word made whole. The hyphen stays before a pronoun, where it belongs to the word;
/// in a compound that was cut at its own hyphen it is lost, for the lines do not tell.
fn join(open: &mut String, next: &str) {
    if open.ends_with('\u{ad}') || is_cut(open, next) {
        let word: String = next.chars().take_while(|letter| letter.is_alphabetic()).collect();
        let hangs = open.ends_with(['-', '‐']) && HANGING.contains(&word.as_str());
        if !hangs {
            open.pop();
        }
    } else {
        open.push(' ');
    }
    open.push_str(next);
}

/// One line of clean words: soft hyphens inside go, joined letters are written apart.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let end = text.trim_end();
    for (at, letter) in end.char_indices() {
        match letter {
            'ﬀ' => tidy.push_str("ff"),
            'ﬁ' => tidy.push_str("fi"),
            'ﬂ' => tidy.push_str("fl"),
            'ﬃ' => tidy.push_str("ffi"),
            'ﬄ' => tidy.push_str("ffl"),
            // At the end it says that the word goes on.
            '\u{ad}' if at + letter.len_utf8() < end.len() => {}
            letter if letter.is_whitespace() => {
                if !tidy.ends_with(' ') {
                    tidy.push(' ');
                }
            }
            letter if letter.is_control() || letter == '\u{fffd}' => {}
            letter => tidy.push(letter),
        }
    }
    tidy.trim().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn line(text: &str, start: Start) -> Line {
        Line { text: text.to_owned(), level: 0, start }
    }

    fn below(texts: &[&str]) -> Vec<Line> {
        texts.iter().map(|text| line(text, Start::Below)).collect()
    }

    #[test]
    fn a_word_cut_at_the_end_of_a_line_becomes_whole() {
        for (lines, whole) in [
            (&["a informa-", "ção chega"][..], "a informação chega"),
            (&["pode dirigir-", "se à loja"], "pode dirigir-se à loja"),
            (&["trata-", "se de"], "trata-se de"),
            (&["entre\u{ad}", "gamos"], "entregamos"),
            (&["en\u{ad}tre\u{ad}gamos hoje"], "entregamos hoje"),
            (&["de 10 -", "20 dias"], "de 10 - 20 dias"),
            (&["linha São-", "Paulo"], "linha São- Paulo"),
            (&["o preﬁxo", "e o ﬂuxo"], "o prefixo e o fluxo"),
        ] {
            assert_eq!(flow(&[below(lines)]), whole);
        }
    }

    #[test]
    fn heads_feet_and_page_numbers_go_and_what_is_said_once_stays() {
        let page = |number: usize, words: &str| {
            below(&[
                "Casa Aurora — Manual",
                words,
                &format!("fala da página {number} {words}"),
                &format!("Página {number} de 4"),
            ])
        };
        let mut pages = vec![page(1, "Entregas"), page(2, "Trocas"), page(3, "Garantia"), page(4, "Pix")];
        drop_repeated(&mut pages);
        for (page, words) in pages.iter().zip(["Entregas", "Trocas", "Garantia", "Pix"]) {
            let texts: Vec<&str> = page.iter().map(|line| line.text.as_str()).collect();
            assert_eq!(texts.len(), 2, "{texts:?}");
            assert_eq!(texts[0], words);
        }
        let mut two = vec![below(&["Casa", "a"]), below(&["Casa", "b"])];
        let before = two.clone();
        drop_repeated(&mut two);
        assert_eq!(two, before, "two pages tell nothing");
    }

    #[test]
    fn left_and_right_pages_may_have_heads_of_their_own() {
        let mut pages: Vec<Vec<Line>> = (0..6)
            .map(|at| {
                below(&[
                    if at % 2 == 0 { "Manual" } else { "Casa Aurora" },
                    &"palavra ".repeat(at + 1),
                    "x y",
                    "z w",
                    "fim",
                ])
            })
            .collect();
        for (at, page) in pages.iter_mut().enumerate() {
            for line in page.iter_mut().skip(2) {
                line.text.push_str(&"a".repeat(at));
            }
        }
        drop_repeated(&mut pages);
        assert!(pages.iter().flatten().all(|line| line.text != "Manual" && line.text != "Casa Aurora"));
        assert!(pages.iter().all(|page| page.len() == 4));
    }

    #[test]
    fn lines_become_paragraphs_lists_tables_and_headings() {
        let mut lines = vec![Line { text: "Trocas e".into(), level: 2, start: Start::Apart }];
        lines.push(Line { text: "devoluções".into(), level: 2, start: Start::Below });
        lines.extend(below(&["Você troca em", "trinta dias."]));
        lines.push(line("Leve:", Start::Apart));
        lines.extend(below(&[
            "• a nota",
            "fiscal",
            "• o produto",
            "1. espere",
            "| Onde | Prazo |",
            "| SP | 2 dias |",
        ]));
        let text = "## Trocas e devoluções\n\nVocê troca em trinta dias.\n\nLeve:\n\n- a nota fiscal\n- o produto\n1. espere\n\n| Onde | Prazo |\n| SP | 2 dias |";
        assert_eq!(flow(&[lines]), text);
    }

    #[test]
    fn a_sentence_goes_on_over_the_end_of_a_page() {
        let pages = [below(&["O prazo conta a partir da"]), below(&["data da compra.", "Fim."])];
        assert_eq!(flow(&pages), "O prazo conta a partir da data da compra. Fim.");
        let pages = [below(&["Acabou."]), below(&["Outro assunto."])];
        assert_eq!(flow(&pages), "Acabou.\n\nOutro assunto.");
    }

    proptest! {
        #[test]
        fn nothing_that_is_said_once_is_lost(words in prop::collection::btree_set("[a-z]{4,9}", 1..40), wide in 1_usize..6) {
            let words: Vec<String> = words.into_iter().collect();
            let mut pages: Vec<Vec<Line>> = words
                .chunks(wide * 3)
                .map(|page| page.chunks(3).map(|words| line(&words.join(" "), Start::Below)).collect())
                .collect();
            drop_repeated(&mut pages);
            let text = flow(&pages);
            let found: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(found, words);
        }
    }
}
