//! Text of a PDF: letters with their places from `hayro`, an interpreter that allows no unsafe code; their order and the
//! mending are our own (`domain::knowledge::file`).
//!
//! Text that stands across the page is left out: it is a watermark more often than a sentence. Letters a font does not tell
//! are left out, too, and where most are of that sort the file counts as pictures.

use super::{stop, weigh};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask,
    font::{Glyph, GlyphRun, PositionedGlyph},
    hayro_cmap::BfString,
    hayro_syntax::{LoadPdfError, Pdf, page::Page as PdfPage},
    interpret_page,
    kurbo::{Affine, BezPath, Point, Rect, Vec2},
};
use prosa_domain::knowledge::file::{
    EXTRACTED_MAX, PAGES_MAX, Trouble,
    layout::{Letter, Page, body_size},
    mend,
};
use std::time::Instant;

/// Steps of drawing between two looks at the clock.
const STEPS: u32 = 512;
/// Steps of drawing of one file.
const STEPS_MAX: u64 = 50_000_000;
/// Units in which fonts measure.
const UNITS: f64 = 1_000.0;

/// Reads a PDF.
pub(super) fn read(bytes: Vec<u8>, until: Instant) -> Result<String, Trouble> {
    weigh::check(&bytes, until)?;
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Trouble::Locked,
        LoadPdfError::Invalid => Trouble::Broken,
    })?;
    let pages = pdf.pages();
    if pages.len() > PAGES_MAX {
        return Err(Trouble::Heavy);
    }
    if pages.is_empty() {
        return Err(Trouble::Broken);
    }
    let cache = InterpreterCache::new();
    let mut seen = Seen::default();
    let mut read = Vec::with_capacity(pages.len());
    for page in pages.iter() {
        read.push(read_page(page, &pdf, &cache, &mut seen, until));
    }
    if seen.letters == 0 || seen.unknown > seen.letters {
        let has_marks = seen.pictures > 0 || seen.unknown > 0;
        return Err(if has_marks { Trouble::Pictures } else { Trouble::Wordless });
    }
    let body = body_size(&read);
    let mut lines: Vec<Vec<mend::Line>> = read.into_iter().map(|page| page.lines(body)).collect();
    mend::drop_repeated(&mut lines);
    Ok(mend::flow(&lines))
}

/// What was met in the whole file.
#[derive(Default)]
struct Seen {
    letters: u64,
    unknown: u64,
    pictures: u64,
    steps: u64,
    bytes: usize,
}

fn read_page<'a>(
    page: &PdfPage<'a>,
    pdf: &'a Pdf,
    cache: &InterpreterCache<'a>,
    seen: &mut Seen,
    until: Instant,
) -> Page {
    let place = Affine::new(page.initial_transform(true).as_coeffs());
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(place, bounds, cache, pdf.xref(), InterpreterSettings::default());
    let mut reader = Reader { page: Page::default(), seen, until, last: None };
    reader.look_at_clock();
    interpret_page(page, &mut context, &mut reader);
    let page = reader.page;
    seen.bytes = seen.bytes.saturating_add(page.length());
    if seen.bytes > EXTRACTED_MAX {
        stop(Trouble::Long);
    }
    page
}

/// Hears what a page draws and keeps its letters.
struct Reader<'r> {
    page: Page,
    seen: &'r mut Seen,
    until: Instant,
    /// Where the last run began: a run may be told twice, once filled and once drawn along its edges.
    last: Option<Point>,
}

impl Reader<'_> {
    fn look_at_clock(&self) {
        if Instant::now() > self.until {
            stop(Trouble::Heavy);
        }
    }

    fn step(&mut self) {
        self.seen.steps = self.seen.steps.saturating_add(1);
        if self.seen.steps > STEPS_MAX {
            stop(Trouble::Heavy);
        }
        if self.seen.steps.is_multiple_of(u64::from(STEPS)) {
            self.look_at_clock();
        }
    }

    fn letter(&mut self, glyph: &PositionedGlyph<'_>, place: Affine) {
        self.step();
        let place = place * glyph.transform();
        let origin = place * Point::ZERO;
        let up = place * Point::new(0.0, UNITS) - origin;
        let width = match &**glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let along = place * Point::new(width.map_or(UNITS / 2.0, f64::from), 0.0) - origin;
        let text = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        if text.is_empty()
            || text.chars().all(|letter| letter == '\u{fffd}' || ('\u{e000}'..='\u{efff}').contains(&letter))
        {
            self.seen.unknown = self.seen.unknown.saturating_add(1);
            return;
        }
        self.seen.letters = self.seen.letters.saturating_add(1);
        if !is_upright(up) {
            return;
        }
        self.page.put(&Letter { text, x: origin.x, y: origin.y, size: up.hypot(), width: along.x.abs() });
        if self.page.length() > EXTRACTED_MAX {
            stop(Trouble::Long);
        }
    }
}

/// Whether letters stand upright, within ten degrees. Heights grow downwards here.
fn is_upright(up: Vec2) -> bool {
    up.y < 0.0 && up.x.abs() <= 0.18 * up.y.abs()
}

impl<'a> Device<'a> for Reader<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.step();
        let place = props.transform;
        let first = run.glyphs().first().map(|glyph| place * glyph.transform() * Point::ZERO);
        if matches!(mode, DrawMode::Stroke(_)) && first == self.last {
            return;
        }
        self.last = first;
        for glyph in run.glyphs() {
            self.letter(glyph, place);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.step();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.step();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.step();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.step();
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.step();
        self.seen.pictures = self.seen.pictures.saturating_add(1);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {
        self.step();
    }
}
