//! Text of an office document: paragraphs, headings by their styles, lists, tables row by row.
//!
//! Of the archive only two parts are unpacked, each within bounds. Heads, feet, footnotes and comments stay outside; so does
//! what was struck out under review.

use flate2::read::DeflateDecoder;
use prosa_domain::knowledge::file::{EXTRACTED_MAX, Trouble};
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
    time::Instant,
};
use zip::{CompressionMethod, ZipArchive};

/// Most bytes of a part, unpacked.
const PART_MAX: u64 = 64 * 1024 * 1024;
/// How many times larger than packed a part may be; small parts may be more.
const RATIO_MAX: u64 = 200;
const RATIO_FROM: u64 = 4 * 1024 * 1024;
/// Parts of an archive.
const PARTS_MAX: usize = 10_000;
/// How deep elements may stand in each other.
const DEPTH_MAX: usize = 256;
/// Elements between two looks at the clock.
const STEPS: usize = 4_096;

/// Reads an office document.
pub(super) fn read(bytes: &[u8], until: Instant) -> Result<String, Trouble> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Trouble::Broken)?;
    if archive.len() > PARTS_MAX {
        return Err(Trouble::Heavy);
    }
    let Some(document) = part(&mut archive, "word/document.xml")? else { return Err(Trouble::Foreign) };
    let styles = part(&mut archive, "word/styles.xml")?;
    let styles = styles.map(|styles| headings(&styles, until)).transpose()?.unwrap_or_default();
    let mut writer = Writer { styles, ..Writer::default() };
    walk(&document, until, &mut |step| writer.step(step))?;
    Ok(writer.out.trim().to_owned())
}

/// A part of the archive; none when it has none of this name.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<Vec<u8>>, Trouble> {
    let Some(index) = archive.index_for_name(name) else { return Ok(None) };
    let file = archive.by_index_raw(index).map_err(|_| Trouble::Broken)?;
    if file.encrypted() {
        return Err(Trouble::Locked);
    }
    let most = file.compressed_size().saturating_mul(RATIO_MAX).clamp(RATIO_FROM, PART_MAX);
    let bound = most.saturating_add(1);
    // What the archive says of its size is not believed: it is counted.
    let mut bytes = Vec::new();
    let read = match file.compression() {
        CompressionMethod::DEFLATE => DeflateDecoder::new(file).take(bound).read_to_end(&mut bytes),
        CompressionMethod::STORE => file.take(bound).read_to_end(&mut bytes),
        _ => return Err(Trouble::Broken),
    };
    if u64::try_from(bytes.len()).is_ok_and(|length| length > most) {
        return Err(Trouble::Heavy);
    }
    read.map_err(|_| Trouble::Broken)?;
    Ok(Some(bytes))
}

/// What a part has, one after the other.
enum Step<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Close(&'a str),
    Text(&'a str),
}

/// Walks through a part. Elements are told without the prefix of their name space; an empty one opens and closes.
fn walk(
    xml: &[u8],
    until: Instant,
    each: &mut dyn FnMut(Step<'_>) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().check_end_names = true;
    let (mut depth, mut steps) = (0_usize, 0_usize);
    loop {
        steps += 1;
        if steps.is_multiple_of(STEPS) && Instant::now() > until {
            return Err(Trouble::Heavy);
        }
        match reader.read_event().map_err(|_| Trouble::Broken)? {
            Event::Start(element) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(Trouble::Heavy);
                }
                each(Step::Open(&name(element.local_name().as_ref()), &element))?;
            }
            Event::Empty(element) => {
                let name = name(element.local_name().as_ref());
                each(Step::Open(&name, &element))?;
                each(Step::Close(&name))?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                each(Step::Close(&name(element.local_name().as_ref())))?;
            }
            Event::Text(text) => each(Step::Text(&text.decode().map_err(|_| Trouble::Broken)?))?,
            Event::CData(text) => each(Step::Text(&text.decode().map_err(|_| Trouble::Broken)?))?,
            Event::GeneralRef(entity) => {
                let letter = match entity.resolve_char_ref() {
                    Ok(Some(letter)) => Some(letter),
                    Ok(None) => named(&entity.decode().map_err(|_| Trouble::Broken)?),
                    Err(_) => None,
                };
                each(Step::Text(letter.ok_or(Trouble::Broken)?.encode_utf8(&mut [0; 4])))?;
            }
            // No document of an office declares entities of its own; those that do mean harm.
            Event::DocType(_) => return Err(Trouble::Broken),
            Event::Eof if depth > 0 => return Err(Trouble::Broken),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The five entities XML has by itself.
fn named(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// An attribute by its name without prefix.
fn attribute(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    element
        .attributes()
        .flatten()
        .find(|one| one.key.local_name().as_ref() == wanted.as_bytes())
        .and_then(|one| one.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned))
}

/// How high a heading each style is, from 1: as the style says, or as it is called.
fn headings(xml: &[u8], until: Instant) -> Result<BTreeMap<String, usize>, Trouble> {
    let mut found = BTreeMap::new();
    let mut style = String::new();
    walk(xml, until, &mut |step| {
        if let Step::Open(name, element) = step {
            let value = attribute(element, "val").unwrap_or_default();
            match name {
                "style" => style = attribute(element, "styleId").unwrap_or_default(),
                "name" => {
                    if let Some(level) = named_heading(&value) {
                        found.insert(style.clone(), level);
                    }
                }
                "outlineLvl" => {
                    if let Some(level) = outline(&value) {
                        found.insert(style.clone(), level);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// A heading by the name of its style, in the languages offices are sold in here.
fn named_heading(style: &str) -> Option<usize> {
    let style = style.to_lowercase().replace([' ', '-', '_'], "");
    if matches!(style.as_str(), "title" | "título" | "titulo" | "ttulo") {
        return Some(1);
    }
    let number = ["heading", "título", "titulo", "ttulo"].iter().find_map(|word| style.strip_prefix(word))?;
    number.parse().ok().filter(|level| (1..=9).contains(level)).map(|level: usize| level.min(6))
}

/// A level as files write it, from 0; 9 is running text.
fn outline(value: &str) -> Option<usize> {
    value.parse::<usize>().ok().filter(|level| *level < 9).map(|level| (level + 1).min(6))
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sort {
    #[default]
    Words,
    Heading(usize),
    Item,
    Row,
}

#[derive(Default)]
struct Writer {
    styles: BTreeMap<String, usize>,
    out: String,
    last: Sort,
    /// The paragraph that is open.
    words: String,
    sort: Sort,
    /// Depth of tables, and the cells of the row of the outermost one.
    tables: usize,
    cells: Vec<String>,
    /// Depth of what is passed over.
    silent: usize,
    /// Whether letters that come are text.
    in_text: bool,
}

/// What is passed over with all that is in it: the second telling of a drawing, and what was moved away or struck out.
const SILENT: &[&str] = &["Fallback", "moveFrom", "del"];

impl Writer {
    fn step(&mut self, step: Step<'_>) -> Result<(), Trouble> {
        match step {
            Step::Open(name, _) if SILENT.contains(&name) => self.silent += 1,
            Step::Close(name) if SILENT.contains(&name) => self.silent = self.silent.saturating_sub(1),
            _ if self.silent > 0 => {}
            Step::Open(name, element) => self.open(name, element),
            Step::Close(name) => self.close(name),
            Step::Text(text) if self.in_text => self.words.push_str(text),
            Step::Text(_) => {}
        }
        if self.out.len() + self.words.len() > EXTRACTED_MAX { Err(Trouble::Long) } else { Ok(()) }
    }

    fn open(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "t" => self.in_text = true,
            "p" if self.tables == 0 => {
                // A box of text inside of a paragraph has paragraphs of its own.
                self.end_paragraph();
            }
            "pStyle" => {
                let style = attribute(element, "val").unwrap_or_default();
                let level = self.styles.get(&style).copied().or_else(|| named_heading(&style));
                self.sort = level.map_or(self.sort, Sort::Heading);
            }
            "outlineLvl" => {
                let level = attribute(element, "val").and_then(|value| outline(&value));
                self.sort = level.map_or(self.sort, Sort::Heading);
            }
            "numPr" if self.sort == Sort::Words => self.sort = Sort::Item,
            "tab" | "br" | "cr" => self.words.push(' '),
            "noBreakHyphen" => self.words.push('-'),
            "tbl" => {
                if self.tables == 0 {
                    self.end_paragraph();
                }
                self.tables += 1;
            }
            "tr" if self.tables == 1 => self.cells.clear(),
            "tc" if self.tables == 1 => self.cells.push(String::new()),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" if self.tables > 0 => self.end_cell_paragraph(),
            "p" => self.end_paragraph(),
            "tr" if self.tables == 1 => {
                let row = std::mem::take(&mut self.cells);
                if row.iter().any(|cell| !cell.is_empty()) {
                    self.put(&format!("| {} |", row.join(" | ")), Sort::Row);
                }
            }
            "tbl" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
    }

    fn end_cell_paragraph(&mut self) {
        let words = one_line(&std::mem::take(&mut self.words)).replace('|', "/");
        self.sort = Sort::Words;
        if let Some(cell) = self.cells.last_mut().filter(|_| !words.is_empty()) {
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(&words);
        }
    }

    fn end_paragraph(&mut self) {
        let words = one_line(&std::mem::take(&mut self.words));
        let sort = std::mem::take(&mut self.sort);
        if words.is_empty() {
            return;
        }
        match sort {
            Sort::Heading(level) => self.put(&format!("{} {words}", "#".repeat(level)), sort),
            Sort::Item => self.put(&format!("- {words}"), sort),
            Sort::Words | Sort::Row => self.put(&words, Sort::Words),
        }
    }

    /// Writes a line; lists and tables stay together, everything else stands apart.
    fn put(&mut self, line: &str, sort: Sort) {
        if !self.out.is_empty() {
            let is_same = sort == self.last && matches!(sort, Sort::Item | Sort::Row);
            self.out.push_str(if is_same { "\n" } else { "\n\n" });
        }
        self.out.push_str(line);
        self.last = sort;
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
