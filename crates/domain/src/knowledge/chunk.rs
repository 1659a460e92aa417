//! Cuts a text into passages: short enough to be an answer, long enough to be understood alone.
//!
//! A passage has at most three sentences or about six hundred characters. It never crosses a heading and carries the headings
//! above it. A list stays with the line that opens it, a table with its head, a question with its answer.

use super::{Body, Pair};
use serde::{Deserialize, Serialize};

/// Sentences of a passage.
const SENTENCES_MAX: usize = 3;
/// Characters of a passage.
const LENGTH_MAX: usize = 600;
/// Characters an answer may have to stay whole with its question.
const ANSWER_MAX: usize = 1_200;
/// Characters of the headings above a passage, and of a question.
pub const HEADING_MAX: usize = 400;
/// Passages of one source. What a text of the greatest length gives stays below it.
pub const CHUNKS_MAX: usize = 6_000;
/// Abbreviations whose dot ends no sentence, in three languages.
const ABBREVIATIONS: &[&str] = &[
    "sr", "sra", "srs", "sras", "dr", "dra", "prof", "profa", "av", "r", "al", "pça", "art", "inc", "cia",
    "ltda", "etc", "ex", "obs", "tel", "cel", "nº", "no", "núm", "num", "pág", "pag", "p", "vol", "cap",
    "fig", "ed", "jan", "fev", "mar", "abr", "jun", "jul", "ago", "set", "out", "nov", "dez", "ud", "uds",
    "d", "dña", "mr", "mrs", "ms", "st", "vs", "e.g", "i.e", "p.ex", "min", "máx", "max", "aprox", "kg",
];

/// A passage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// The headings above it, joined by ` › `; the question, for an answer; may be empty.
    pub heading: String,
    /// What it says.
    pub text: String,
}

impl Chunk {
    /// All that it is found by.
    #[must_use]
    pub fn whole(&self) -> String {
        if self.heading.is_empty() { self.text.clone() } else { format!("{}\n{}", self.heading, self.text) }
    }
}

/// The passages of a source, in their order.
#[must_use]
pub fn cut(body: &Body) -> Vec<Chunk> {
    let mut chunks = match body {
        Body::Text { text } => cut_text(text, ""),
        Body::Faq { pairs } => pairs.iter().flat_map(cut_pair).collect(),
    };
    chunks.truncate(CHUNKS_MAX);
    chunks
}

fn cut_pair(pair: &Pair) -> Vec<Chunk> {
    let (question, answer) = (one_line(&pair.question), pair.answer.trim());
    if question.is_empty() || answer.is_empty() {
        return Vec::new();
    }
    if length(answer) <= ANSWER_MAX {
        return vec![Chunk { heading: cut_off(&question, HEADING_MAX), text: answer.to_owned() }];
    }
    cut_text(answer, &question)
}

/// A run of lines of one sort.
enum Block {
    Heading { level: usize, text: String },
    Sentences(Vec<String>),
    Items(Vec<String>),
    Rows(Vec<String>),
}

fn cut_text(text: &str, above: &str) -> Vec<Chunk> {
    let mut packer = Packer::new(above);
    for block in blocks(text) {
        match block {
            Block::Heading { level, text } => packer.head(level, text),
            Block::Sentences(sentences) => packer.paragraph(&sentences),
            Block::Items(items) => packer.items(&items),
            Block::Rows(rows) => packer.rows(&rows),
        }
    }
    packer.flush();
    packer.done
}

#[derive(Default)]
struct Packer {
    above: String,
    headings: Vec<(usize, String)>,
    open: Vec<String>,
    done: Vec<Chunk>,
}

impl Packer {
    fn new(above: &str) -> Self {
        Self { above: above.to_owned(), ..Self::default() }
    }

    fn put(&mut self, lines: &[String], between: &str) {
        let parts = std::iter::once(self.above.as_str())
            .chain(self.headings.iter().map(|(_, text)| text.as_str()))
            .filter(|part| !part.is_empty());
        let heading = cut_off(&parts.collect::<Vec<_>>().join(" › "), HEADING_MAX);
        if !lines.is_empty() {
            self.done.push(Chunk { heading, text: lines.join(between) });
        }
    }

    fn flush(&mut self) {
        let open = std::mem::take(&mut self.open);
        self.put(&open, " ");
    }

    fn head(&mut self, level: usize, text: String) {
        self.flush();
        self.headings.retain(|(above, _)| *above < level);
        self.headings.push((level, text));
    }

    fn paragraph(&mut self, sentences: &[String]) {
        for piece in sentences.iter().flat_map(|sentence| shorten(sentence)) {
            let used: usize = self.open.iter().map(|sentence| length(sentence) + 1).sum();
            if self.open.len() >= SENTENCES_MAX || used + length(&piece) > LENGTH_MAX {
                self.flush();
            }
            self.open.push(piece);
        }
    }

    /// A list, with the line that opens it above every piece.
    fn items(&mut self, items: &[String]) {
        let opens = |last: &String| last.ends_with(':') && length(last) <= HEADING_MAX;
        let opener = if self.open.last().is_some_and(opens) { self.open.pop() } else { None };
        self.flush();
        self.grouped(opener, items);
    }

    /// A table, with its head above every piece.
    fn rows(&mut self, rows: &[String]) {
        self.flush();
        match rows {
            [head, rest @ ..] if !rest.is_empty() && length(head) <= HEADING_MAX => {
                self.grouped(Some(head.clone()), rest);
            }
            _ => self.grouped(None, rows),
        }
    }

    fn grouped(&mut self, head: Option<String>, lines: &[String]) {
        let mut group: Vec<String> = head.iter().cloned().collect();
        let empty = group.len();
        for piece in lines.iter().flat_map(|line| shorten(line)) {
            let used: usize = group.iter().map(|line| length(line) + 1).sum();
            if group.len() > empty && used + length(&piece) > LENGTH_MAX {
                self.put(&group, "\n");
                group.truncate(empty);
            }
            group.push(piece);
        }
        if group.len() > empty {
            self.put(&group, "\n");
        }
    }
}

/// The runs of a text.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_running = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            is_running = false;
            continue;
        }
        let sort = sort_of(line);
        match (sort, blocks.last_mut().filter(|_| is_running)) {
            (Block::Items(more), Some(Block::Items(items))) => items.extend(more),
            (Block::Rows(more), Some(Block::Rows(rows))) => rows.extend(more),
            // A line that goes on where the one before ended.
            (Block::Sentences(more), Some(Block::Sentences(lines) | Block::Items(lines))) => {
                join(lines, &more.concat());
            }
            (sort, _) => blocks.push(sort),
        }
        is_running = true;
    }
    blocks.retain(|block| !matches!(block, Block::Rows(rows) if rows.is_empty()));
    for block in &mut blocks {
        if let Block::Sentences(lines) = block {
            *lines = sentences(&lines.join(" "));
        }
    }
    blocks
}

fn join(lines: &mut Vec<String>, more: &str) {
    match lines.last_mut() {
        Some(last) => {
            last.push(' ');
            last.push_str(more);
        }
        None => lines.push(more.to_owned()),
    }
}

fn sort_of(line: &str) -> Block {
    let hashes = line.chars().take_while(|sign| *sign == '#').count();
    let rest = line.trim_start_matches('#').trim();
    if (1..=6).contains(&hashes) && line.chars().nth(hashes) == Some(' ') && !rest.is_empty() {
        return Block::Heading { level: hashes, text: one_line(rest) };
    }
    if line.starts_with('|') && line.chars().filter(|sign| *sign == '|').count() > 1 {
        let is_rule = line.chars().all(|sign| matches!(sign, '|' | '-' | ':' | ' ' | '+'));
        return Block::Rows(if is_rule { Vec::new() } else { vec![one_line(line)] });
    }
    if is_item(line) { Block::Items(vec![one_line(line)]) } else { Block::Sentences(vec![one_line(line)]) }
}

fn is_item(line: &str) -> bool {
    if ["- ", "* ", "• ", "– ", "· "].iter().any(|mark| line.starts_with(mark)) {
        return true;
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let mut behind = line.chars().skip(digits);
    (1..=3).contains(&digits) && matches!(behind.next(), Some('.' | ')')) && behind.next() == Some(' ')
}

/// The sentences of a paragraph.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = String::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        if !open.is_empty() {
            open.push(' ');
        }
        open.push_str(word);
        let next = words.peek().and_then(|next| next.chars().find(|letter| letter.is_alphanumeric()));
        if ends_sentence(word) && next.is_none_or(|letter| !letter.is_lowercase()) {
            found.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        found.push(open);
    }
    found
}

fn ends_sentence(word: &str) -> bool {
    let bare = word.trim_end_matches(['"', '\'', ')', '”', '’', '»', '*', '_']);
    if bare.ends_with(['!', '?', '…']) {
        return true;
    }
    let Some(before) = bare.strip_suffix('.') else { return false };
    let letters = before.trim_start_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
    // An initial (`J. Silva`) or an abbreviation.
    !(ABBREVIATIONS.contains(&letters.as_str())
        || (letters.chars().count() == 1 && !letters.chars().all(|one| one.is_ascii_digit())))
}

/// A sentence in pieces that fit, broken between words.
fn shorten(text: &str) -> Vec<String> {
    if length(text) <= LENGTH_MAX {
        return vec![text.to_owned()];
    }
    let (mut pieces, mut open, mut used) = (Vec::new(), String::new(), 0);
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for part in letters.chunks(LENGTH_MAX) {
            if used > 0 && used + part.len() >= LENGTH_MAX {
                pieces.push(std::mem::take(&mut open));
                used = 0;
            }
            if used > 0 {
                open.push(' ');
            }
            open.extend(part);
            used += part.len() + 1;
        }
    }
    if !open.is_empty() {
        pieces.push(open);
    }
    pieces
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut_off(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests;
