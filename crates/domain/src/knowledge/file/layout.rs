//! From letters on a page to lines in the order people read them: columns one after the other, tables row by row, headings
//! told by their size.
//!
//! A page of a PDF is letters at places and nothing else. What stands here is how far places tell; lengths are in points.

use super::mend::{Line, Start};

/// Segments of a page that are put in order; a page with more keeps the order they were written in.
const SEGMENTS_MAX: usize = 3_000;
/// Parts of a page within parts.
const DEPTH_MAX: usize = 8;
/// Characters of a line of running text, at least, for it to make a column.
const COLUMN_LETTERS: usize = 20;
/// Longest heading, in characters.
const HEADING_LETTERS: usize = 120;

/// A letter where it stands. `y` grows downwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// What it stands for; may be several letters.
    pub text: String,
    /// Its left edge.
    pub x: f64,
    /// Its base line.
    pub y: f64,
    /// Its size.
    pub size: f64,
    /// How far it reaches to the right.
    pub width: f64,
}

/// A stretch of letters on one line without a wide gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    text: String,
    x0: f64,
    x1: f64,
    y: f64,
    size: f64,
}

/// A page while its letters come.
#[derive(Clone, Debug, Default)]
pub struct Page {
    segments: Vec<Segment>,
    letters: usize,
}

impl Page {
    /// How many bytes of text came.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.letters
    }

    /// Takes the next letter, in the order the page writes them.
    pub fn put(&mut self, letter: &Letter) {
        let Letter { text, x, y, size, width } = letter;
        let (x, y, size, width) = (*x, *y, *size, *width);
        if ![x, y, size, width].into_iter().all(f64::is_finite) || size <= 0.0 {
            return;
        }
        self.letters = self.letters.saturating_add(text.len());
        let is_blank = text.chars().all(char::is_whitespace);
        if let Some(last) =
            self.segments.last_mut().filter(|last| (last.y - y).abs() < 0.35 * size.max(last.size))
        {
            let gap = x - last.x1;
            if gap > -0.5 * size && gap < size {
                if (is_blank || gap > 0.18 * size) && !last.text.ends_with(' ') {
                    last.text.push(' ');
                }
                if !is_blank {
                    last.text.push_str(text);
                    last.size = last.size.max(size);
                }
                last.x1 = last.x1.max(x + width);
                return;
            }
        }
        if !is_blank {
            self.segments.push(Segment { text: text.clone(), x0: x, x1: x + width, y, size });
        }
    }

    /// How many characters of each size it has, sizes in tenths of a point.
    #[must_use]
    pub fn sizes(&self) -> Vec<(u32, usize)> {
        self.segments.iter().map(|one| (tenths(one.size), one.text.chars().count())).collect()
    }

    /// Its lines in the order they are read, given the size of running text in tenths of a point.
    #[must_use]
    pub fn lines(mut self, body: u32) -> Vec<Line> {
        // Some programs print a line twice to make it bold.
        self.segments.dedup_by(|next, one| {
            next.text == one.text
                && (next.x0 - one.x0).abs() < 0.2 * one.size
                && (next.y - one.y).abs() < 0.2 * one.size
        });
        for segment in &mut self.segments {
            segment.text = segment.text.trim().to_owned();
        }
        self.segments.retain(|segment| !segment.text.is_empty());
        let rows =
            if self.segments.len() > SEGMENTS_MAX { rows(self.segments) } else { read(self.segments, 0) };
        told(&rows, f64::from(body) / 10.0)
    }
}

/// A length in tenths of a point.
fn tenths(length: f64) -> u32 {
    let whole = format!("{:.0}", (length * 10.0).clamp(0.0, 100_000.0));
    whole.parse().unwrap_or_default()
}

/// The size most characters of a document have, in tenths of a point.
#[must_use]
pub fn body_size(pages: &[Page]) -> u32 {
    let mut counts: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    for (size, count) in pages.iter().flat_map(Page::sizes) {
        *counts.entry(size).or_default() += count;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(size, _)| size)
}

/// Segments on one base line, left to right.
type Row = Vec<Segment>;

/// Columns one after the other, and what spans them where it stands.
fn read(segments: Vec<Segment>, depth: usize) -> Vec<Row> {
    if depth >= DEPTH_MAX {
        return rows(segments);
    }
    let mut sorted = segments;
    sorted.sort_by(|one, other| one.y.total_cmp(&other.y));
    let Some(gutter) = gutter(&sorted) else { return read_parts(sorted, depth) };
    let mut found = Vec::new();
    let mut band: Vec<Segment> = Vec::new();
    for segment in sorted {
        if segment.x0 < gutter && segment.x1 > gutter {
            found.extend(read_band(std::mem::take(&mut band), gutter, depth));
            found.push(vec![segment]);
        } else {
            band.push(segment);
        }
    }
    found.extend(read_band(band, gutter, depth));
    found
}

/// Above and below the widest gap, when it is wide: columns may stand over a table.
fn read_parts(mut above: Vec<Segment>, depth: usize) -> Vec<Row> {
    let gaps = above.windows(2).enumerate().filter_map(|(at, pair)| {
        let (one, next) = (pair.first()?, pair.get(1)?);
        let gap = next.y - one.y;
        (gap > 2.5 * one.size.max(next.size)).then_some((at + 1, gap))
    });
    let Some((at, _)) = gaps.max_by(|one, other| one.1.total_cmp(&other.1)) else { return rows(above) };
    let below = above.split_off(at);
    let mut found = read(above, depth + 1);
    found.extend(read(below, depth + 1));
    found
}

fn read_band(band: Vec<Segment>, gutter: f64, depth: usize) -> Vec<Row> {
    let (left, right): (Vec<Segment>, Vec<Segment>) = band.into_iter().partition(|one| one.x1 <= gutter);
    if left.len() < 2 || right.len() < 2 {
        return rows(left.into_iter().chain(right).collect());
    }
    let mut found = read(left, depth + 1);
    found.extend(read(right, depth + 1));
    found
}

/// Where two columns of running text meet, if they do: few lines cross there, and both sides are filled.
fn gutter(segments: &[Segment]) -> Option<f64> {
    let left = segments.iter().map(|one| one.x0).fold(f64::INFINITY, f64::min);
    let right = segments.iter().map(|one| one.x1).fold(f64::NEG_INFINITY, f64::max);
    let mut best: Option<(usize, f64)> = None;
    for step in 4..=36_u32 {
        let at = left + (right - left) * f64::from(step) / 40.0;
        let (before, behind): (Vec<&Segment>, Vec<&Segment>) =
            segments.iter().filter(|one| one.x1 <= at || one.x0 >= at).partition(|one| one.x1 <= at);
        let crossing = segments.len() - before.len() - behind.len();
        let least = before.len().min(behind.len());
        if least < 3 || crossing * 4 > segments.len() || !is_filled(&before) || !is_filled(&behind) {
            continue;
        }
        let worth = (least * 2).saturating_sub(crossing * 3);
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, at));
        }
    }
    best.map(|(_, at)| at)
}

/// Whether lines are running text: long, and most of them as wide as their column.
fn is_filled(lines: &[&Segment]) -> bool {
    let letters: usize = lines.iter().map(|one| one.text.chars().count()).sum();
    let widest = lines.iter().map(|one| one.x1 - one.x0).fold(0.0, f64::max);
    let full = lines.iter().filter(|one| one.x1 - one.x0 >= 0.7 * widest).count();
    letters >= COLUMN_LETTERS * lines.len() && full * 2 >= lines.len()
}

fn rows(mut segments: Vec<Segment>) -> Vec<Row> {
    segments.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut rows: Vec<Row> = Vec::new();
    for segment in segments {
        match rows.last_mut() {
            Some(row)
                if row
                    .first()
                    .is_some_and(|one| (one.y - segment.y).abs() < 0.4 * one.size.max(segment.size)) =>
            {
                row.push(segment);
            }
            _ => rows.push(vec![segment]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.x0.total_cmp(&other.x0));
    }
    rows
}

/// The cells of a row: a mark of a list belongs to what follows it.
fn cells(row: &Row) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    let mut edge = f64::NEG_INFINITY;
    for one in row {
        match cells.last_mut() {
            Some(last) if one.x0 - edge < 1.5 * one.size || is_mark(last) => {
                last.push(' ');
                last.push_str(&one.text);
            }
            _ => cells.push(one.text.clone()),
        }
        edge = one.x1;
    }
    cells
}

fn is_mark(text: &str) -> bool {
    let text = text.trim();
    let is_number = text.len() <= 4 && text.ends_with(['.', ')']) && text.chars().any(char::is_alphanumeric);
    is_number
        || matches!(text, "•" | "●" | "▪" | "■" | "◦" | "○" | "–" | "-" | "*" | "·" | "\u{f0b7}" | "➢" | "✓")
}

fn told(rows: &[Row], body: f64) -> Vec<Line> {
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let step = leading(rows);
    let has_cells = |at: Option<usize>| at.and_then(|at| cells.get(at)).is_some_and(|cells| cells.len() > 1);
    let mut lines = Vec::with_capacity(rows.len());
    let mut above: Option<&Row> = None;
    for (at, row) in rows.iter().enumerate() {
        let parts = cells.get(at).map(Vec::as_slice).unwrap_or_default();
        // One row with a gap is a line with a gap; two are a table.
        let is_table = parts.len() > 1 && (has_cells(at.checked_sub(1)) || has_cells(at.checked_add(1)));
        let text = if is_table { format!("| {} |", parts.join(" | ")) } else { parts.join(" ") };
        let level = if is_table { 0 } else { level(row, &text, body) };
        lines.push(Line { text, level, start: start(above, row, step) });
        above = Some(row);
    }
    lines
}

/// How high a heading stands; 0 for running text.
fn level(row: &Row, text: &str, body: f64) -> usize {
    let size = row.iter().map(|one| one.size).fold(0.0, f64::max);
    let is_word = text.chars().filter(|letter| letter.is_alphabetic()).count() >= 2;
    if body <= 0.0 || !is_word || text.chars().count() > HEADING_LETTERS {
        return 0;
    }
    match size / body {
        by if by >= 1.6 => 1,
        by if by >= 1.3 => 2,
        by if by >= 1.12 => 3,
        _ => 0,
    }
}

/// The usual distance of two lines: a short one, for paragraphs and headings stand farther apart and never nearer.
fn leading(rows: &[Row]) -> f64 {
    let mut steps: Vec<f64> = rows
        .windows(2)
        .filter_map(|pair| {
            let (one, next) = (pair.first()?.first()?, pair.get(1)?.first()?);
            Some(next.y - one.y).filter(|step| *step > 0.0 && *step < 3.0 * one.size)
        })
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len().saturating_sub(1) / 3).copied().unwrap_or_default()
}

fn start(above: Option<&Row>, row: &Row, step: f64) -> Start {
    let (Some(above), Some(first)) = (above, row.first()) else { return Start::Apart };
    let (Some(one), Some(end)) = (above.first(), above.last()) else { return Start::Apart };
    let down = first.y - one.y;
    if down <= 0.0 || down > 12.0 * first.size.max(one.size) {
        return Start::Elsewhere;
    }
    let is_far = down > 1.35 * step.max(first.size);
    let is_indented = first.x0 - one.x0 > 0.8 * first.size && end.text.ends_with(['.', '!', '?', ':']);
    if is_far || is_indented { Start::Apart } else { Start::Below }
}

#[cfg(test)]
mod tests;
