//! WhatsApp's marks in a text: \*bold\*, \_italic\_, \~struck\~, \`code\`, \`\`\`mono\`\`\`, quotes, lists, and links.
//!
//! The parser only cuts: put together again, its pieces are the text, letter by letter. What it finds is drawn as elements
//! with text in them, so that nothing a contact writes is ever read as markup.

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Words.
    Plain,
    /// Somebody's words, after `> `.
    Quote,
    /// An item, after `- ` or `* `.
    Bullet,
    /// An item with its number, after `1. `.
    Number,
}

/// A line of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// What it is.
    pub kind: LineKind,
    /// What made it that, such as `> `; empty for words.
    pub mark: &'a str,
    /// What stands in it.
    pub runs: Vec<Run<'a>>,
    /// The line break after it; empty at the end.
    pub end: &'a str,
}

/// How words are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Between asterisks.
    Bold,
    /// Between underscores.
    Italic,
    /// Between tildes.
    Struck,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run<'a> {
    /// Words.
    Words(&'a str),
    /// An address, shown as it is written.
    Link(&'a str),
    /// Words with a style, and the mark on both sides of them.
    Styled {
        /// Which.
        style: Style,
        /// The mark.
        mark: &'a str,
        /// What stands between.
        inside: Vec<Run<'a>>,
    },
    /// Letters of one width; nothing inside is read.
    Code {
        /// The mark on both sides: one or three backticks.
        mark: &'a str,
        /// What stands between; between three it may have line breaks.
        text: &'a str,
    },
}

const FENCE: &str = "```";
const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// Reads a text.
#[must_use]
pub fn read(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (kind, mark) = line_mark(rest);
        let body = rest.get(mark.len()..).unwrap_or_default();
        let end = line_end(body);
        let (line, after) = body.split_at(end);
        let end = if after.starts_with('\n') { after.get(..1).unwrap_or_default() } else { "" };
        lines.push(Line { kind, mark, runs: read_runs(line), end });
        rest = after.get(end.len()..).unwrap_or_default();
    }
    lines
}

/// Where the line ends: at its break, unless that is between two fences.
fn line_end(body: &str) -> usize {
    let mut from = 0;
    loop {
        let rest = body.get(from..).unwrap_or_default();
        let line_break = rest.find('\n').unwrap_or(rest.len());
        match rest.find(FENCE).filter(|open| *open < line_break) {
            Some(open) => match fenced(rest.get(open..).unwrap_or_default()) {
                Some(text) => from += open + text.len() + 2 * FENCE.len(),
                None => return from + line_break,
            },
            None => return from + line_break,
        }
    }
}

/// What stands between the fence at the start and the next one.
fn fenced(text: &str) -> Option<&str> {
    let inside = text.strip_prefix(FENCE)?;
    let inside = inside.get(..inside.find(FENCE)?)?;
    (!inside.trim().is_empty()).then_some(inside)
}

fn line_mark(text: &str) -> (LineKind, &str) {
    let is_empty_after = |length: usize| {
        text.get(length..)
            .is_none_or(|rest| rest.trim_start_matches(' ').is_empty() || rest.starts_with('\n'))
    };
    let (kind, length) = if text.starts_with("> ") {
        (LineKind::Quote, 2)
    } else if text.starts_with("- ") || text.starts_with("* ") {
        (LineKind::Bullet, 2)
    } else {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let numbered =
            (1..=3).contains(&digits) && text.get(digits..).is_some_and(|rest| rest.starts_with(". "));
        (if numbered { LineKind::Number } else { LineKind::Plain }, if numbered { digits + 2 } else { 0 })
    };
    if kind == LineKind::Plain || is_empty_after(length) {
        return (LineKind::Plain, "");
    }
    (kind, text.get(..length).unwrap_or_default())
}

/// Marks that have no partner in the rest of what is read; looking once is enough.
#[derive(Default)]
struct Alone(Vec<u8>);

fn read_runs(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut alone = Alone::default();
    let (mut words, mut at) = (0, 0);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        match run_at(text, at, &mut alone) {
            Some((run, length)) => {
                push_words(&mut runs, text.get(words..at));
                runs.push(run);
                at += length;
                words = at;
            }
            None => at += first.len_utf8(),
        }
    }
    push_words(&mut runs, text.get(words..));
    runs
}

fn push_words<'a>(runs: &mut Vec<Run<'a>>, words: Option<&'a str>) {
    runs.extend(words.filter(|words| !words.is_empty()).map(Run::Words));
}

/// The run that begins here, and its length with its marks.
fn run_at<'a>(text: &'a str, at: usize, alone: &mut Alone) -> Option<(Run<'a>, usize)> {
    let rest = text.get(at..)?;
    let first = rest.bytes().next()?;
    let before = text.get(..at)?.chars().next_back();
    let in_word = before.is_some_and(char::is_alphanumeric);
    match first {
        b'h' | b'H' | b'm' | b'M' | b't' | b'T' if !in_word => {
            let address = address(rest)?;
            Some((Run::Link(address), address.len()))
        }
        b'`' if rest.starts_with(FENCE) => {
            let inside = fenced(rest)?;
            Some((Run::Code { mark: FENCE, text: inside }, inside.len() + 2 * FENCE.len()))
        }
        b'*' | b'_' | b'~' | b'`' if !in_word => marked(rest, first, alone),
        _ => None,
    }
}

fn marked<'a>(rest: &'a str, first: u8, alone: &mut Alone) -> Option<(Run<'a>, usize)> {
    if alone.0.contains(&first) {
        return None;
    }
    let (mark, body) = rest.split_at_checked(1)?;
    // An opening mark touches its words, and two in a row are no mark.
    if body.starts_with(char::is_whitespace) || body.starts_with(mark) || body.is_empty() {
        return None;
    }
    let Some(end) = closing(body, mark) else {
        alone.0.push(first);
        return None;
    };
    let inside = body.get(..end)?;
    let style = match first {
        b'*' => Style::Bold,
        b'_' => Style::Italic,
        b'~' => Style::Struck,
        _ => return Some((Run::Code { mark, text: inside }, end + 2)),
    };
    Some((Run::Styled { style, mark, inside: read_runs(inside) }, end + 2))
}

/// Where the mark stands that closes: after a letter, before something that is none, on the same line.
fn closing(body: &str, mark: &str) -> Option<usize> {
    let line = body.get(..body.find('\n').unwrap_or(body.len()))?;
    line.match_indices(mark).map(|(place, _)| place).find(|place| {
        let before = line.get(..*place).and_then(|text| text.chars().next_back());
        let after = line.get(place + 1..).and_then(|text| text.chars().next());
        before.is_some_and(|letter| !letter.is_whitespace())
            && !after.is_some_and(|letter| letter.is_alphanumeric() || mark.starts_with(letter))
    })
}

/// The address a text begins with. The mark that ends a sentence is not part of it.
fn address(text: &str) -> Option<&str> {
    let scheme = SCHEMES
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))?;
    let end = text.find(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '"' | '`'));
    let address = text.get(..end.unwrap_or(text.len()))?;
    let address =
        address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '»', '*', '_', '~', '…']);
    let begins = |letter: char| match scheme {
        "tel:" => letter.is_ascii_digit() || letter == '+',
        _ => letter.is_alphanumeric() || letter == '[',
    };
    let told = address.get(scheme.len()..)?;
    (told.starts_with(begins) && (scheme != "mailto:" || told.contains('@'))).then_some(address)
}

/// What is read of a text: its words without the marks, in one line, for names of controls and screen readers.
#[must_use]
pub fn plain(text: &str) -> String {
    fn add(out: &mut String, runs: &[Run<'_>]) {
        for run in runs {
            match run {
                Run::Words(words) | Run::Link(words) | Run::Code { text: words, .. } => out.push_str(words),
                Run::Styled { inside, .. } => add(out, inside),
            }
        }
    }
    let mut out = String::with_capacity(text.len());
    for line in read(text) {
        add(&mut out, &line.runs);
        out.push(' ');
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
