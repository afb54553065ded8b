//! Draws a statement that is laid out, as a PDF in a typeface that travels with it.

use super::paper::{LEADING, MARGIN, Paper, Piece};
use domain::Refusal;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

/// Sizes of text in points: of lines, and of what is beside them.
pub(super) const BODY: f32 = 8.5;
pub(super) const SMALL: f32 = 8.0;

/// Liberation Sans has Latin, Greek and Cyrillic letters; what it lacks is drawn as a box and stays searchable.
const REGULAR: &[u8] = include_bytes!("../../fonts/LiberationSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/LiberationSans-Bold.ttf");

const INK: (u8, u8, u8) = (22, 24, 29);
const QUIET: (u8, u8, u8) = (91, 98, 112);
const RULE: (u8, u8, u8) = (205, 209, 217);

/// A typeface: what letters are looked up and measured by, and what they are drawn by.
pub(super) struct Face {
    letters: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    font: Font,
}

/// The two weights.
pub(super) struct Faces {
    pub regular: Face,
    bold: Face,
}

impl Faces {
    pub(super) fn read() -> Result<Self, Refusal> {
        Ok(Self { regular: Face::read(REGULAR)?, bold: Face::read(BOLD)? })
    }
}

impl Face {
    fn read(file: &'static [u8]) -> Result<Self, Refusal> {
        let (known, font) = (FontRef::new(file), Font::new(file.into(), 0));
        let (Ok(known), Some(font)) = (known, font) else {
            tracing::error!("the typeface of statements can't be read");
            return Err(Refusal::Unavailable);
        };
        let widths = known.glyph_metrics(Size::new(1.0), LocationRef::default());
        Ok(Self { letters: known.charmap(), widths, font })
    }

    /// The glyphs of a text, each as wide as at a size of 1.
    fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let id = self.letters.map(letter).unwrap_or_default();
            let width = self.widths.advance_width(id).unwrap_or_default();
            KrillaGlyph::new(GlyphId::new(id.to_u32()), width, 0.0, 0.0, 0.0, at..at + letter.len_utf8(), None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// How wide a text is at a size.
    fn width(&self, text: &str, size: f32) -> f32 {
        self.glyphs(text).iter().map(|glyph| glyph.x_advance).sum::<f32>() * size
    }

    /// A text in lines no wider than so much: between words, or within one that is too long by itself.
    pub(super) fn broken(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, size) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if self.width(&line, size) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        lines.push(line);
        lines
    }
}

/// The pages as a PDF.
pub(super) fn draw(paper: &Paper) -> Result<Vec<u8>, Refusal> {
    let faces = Faces::read()?;
    let mut document = Document::new();
    let about = Metadata::new().title(paper.title.clone()).language("en".to_owned()).creator("Tributary".to_owned());
    document.set_metadata(about);
    let count = paper.pages.len();
    for (at, pieces) in paper.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(paper.size.0, paper.size.1).ok_or(Refusal::Unavailable)?;
        let mut page = document.start_page_with(settings);
        let mut pen = Pen { surface: page.surface(), faces: &faces, paper };
        if at > 0 {
            pen.text((MARGIN, MARGIN + SMALL), &paper.title, &faces.regular, SMALL, QUIET);
        }
        for (y, piece) in pieces {
            pen.piece(*y, piece);
        }
        pen.foot(at + 1, count);
        drop(pen);
        page.finish();
    }
    document.finish().map_err(|error| {
        tracing::error!(?error, "a statement's pages weren't written");
        Refusal::Unavailable
    })
}

struct Pen<'a> {
    surface: Surface<'a>,
    faces: &'a Faces,
    paper: &'a Paper,
}

impl Pen<'_> {
    /// A text from a point on its baseline.
    fn text(&mut self, (x, y): (f32, f32), text: &str, face: &Face, size: f32, (red, green, blue): (u8, u8, u8)) {
        let paint = rgb::Color::new(red, green, blue).into();
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill { paint, opacity: NormalizedF32::ONE, ..Fill::default() }));
        self.surface.draw_glyphs(Point::from_xy(x, y), &face.glyphs(text), face.font.clone(), text, size, false);
    }

    /// A text up to a point on its baseline.
    fn up_to(&mut self, (x, y): (f32, f32), text: &str, face: &Face, size: f32, ink: (u8, u8, u8)) {
        self.text((x - face.width(text, size), y), text, face, size, ink);
    }

    /// A line across the page.
    fn rule(&mut self, y: f32, width: f32, (red, green, blue): (u8, u8, u8)) {
        let mut path = PathBuilder::new();
        path.move_to(MARGIN, y);
        path.line_to(self.paper.size.0 - MARGIN, y);
        let Some(path) = path.finish() else { return };
        let paint = rgb::Color::new(red, green, blue).into();
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint, width, ..Stroke::default() }));
        self.surface.draw_path(&path);
    }

    fn piece(&mut self, top: f32, piece: &Piece) {
        let Faces { regular, bold } = self.faces;
        let (paper, right) = (self.paper, self.paper.size.0 - MARGIN);
        match piece {
            Piece::Title { operator, title, to } => {
                self.text((MARGIN, top + 11.0), operator, bold, 11.0, INK);
                self.text((MARGIN, top + 38.0), title, bold, 20.0, INK);
                self.text((MARGIN, top + 56.0), to, regular, 11.0, INK);
                self.rule(top + 68.0, 1.0, RULE);
            }
            Piece::Figure { words, amount } => {
                self.text((MARGIN, top + 10.0), words, regular, SMALL, QUIET);
                self.text((MARGIN, top + 32.0), amount, bold, 20.0, INK);
            }
            Piece::Facts(facts) => {
                for ((name, value), x) in facts.iter().zip([MARGIN, MARGIN + (right - MARGIN) * 0.5]) {
                    self.text((x, top + 8.0), name, regular, 7.0, QUIET);
                    self.text((x, top + 19.0), value, regular, BODY, INK);
                }
            }
            Piece::Heading(words) => self.text((MARGIN, top + 18.0), words, bold, 11.0, INK),
            Piece::Columns => {
                for column in &paper.columns {
                    let y = top + 10.0;
                    if column.is_figure {
                        self.up_to((column.right, y), column.name, bold, SMALL, INK);
                    } else {
                        self.text((column.left, y), column.name, bold, SMALL, INK);
                    }
                }
                self.rule(top + 15.0, 1.0, INK);
            }
            Piece::Line(cells) => {
                for (column, lines) in paper.columns.iter().zip(cells) {
                    let mut y = top + 10.0;
                    for line in lines {
                        if column.is_figure {
                            self.up_to((column.right, y), line, regular, BODY, INK);
                        } else {
                            self.text((column.left, y), line, regular, BODY, INK);
                        }
                        y += LEADING;
                    }
                }
                self.rule(top + piece.height(), 0.5, RULE);
            }
            Piece::Sum { words, amount, is_total } => {
                let face = if *is_total { bold } else { regular };
                if *is_total {
                    self.rule(top + 1.0, 1.0, INK);
                }
                self.text((MARGIN, top + 11.5), words, face, BODY, INK);
                self.up_to((right, top + 11.5), amount, face, BODY, INK);
            }
            Piece::Row { cells, is_head } => {
                let face = if *is_head { bold } else { regular };
                // The words have what three columns of figures leave.
                for (cell, left) in cells.iter().zip([None, Some(2.0_f32), Some(1.0), Some(0.0)]) {
                    match left {
                        None => self.text((MARGIN, top + 11.0), cell, face, BODY, INK),
                        Some(left) => self.up_to((right - left * 110.0, top + 11.0), cell, face, BODY, INK),
                    }
                }
                self.rule(top + 15.0, if *is_head { 1.0 } else { 0.5 }, if *is_head { INK } else { RULE });
            }
            Piece::Text(words) => self.text((MARGIN, top + 8.0), words, regular, SMALL, INK),
            Piece::Gap(_) => {}
        }
    }

    fn foot(&mut self, page: usize, pages: usize) {
        let y = self.paper.size.1 - MARGIN;
        let regular = &self.faces.regular;
        self.text((MARGIN, y), &self.paper.foot, regular, SMALL, QUIET);
        self.up_to((self.paper.size.0 - MARGIN, y), &format!("Page {page} of {pages}"), regular, SMALL, QUIET);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_accents_have_their_letters() {
        let face = Face::read(REGULAR).unwrap();
        for letter in "ÁçñøœßšžłőğĐΩЖ’–…×€£".chars() {
            let glyph = face.glyphs(&letter.to_string()).remove(0);
            assert_ne!(glyph.glyph_id, GlyphId::new(0), "{letter}");
        }
        assert_eq!(face.glyphs("中").remove(0).glyph_id, GlyphId::new(0), "a box");
    }

    #[test]
    fn a_text_is_broken_between_words_and_none_is_lost() {
        let face = Face::read(REGULAR).unwrap();
        let text = "Tiers of the month's billed revenue, 0199a2b47e3070008000000000000001 and more";
        let lines = face.broken(text, BODY, 90.0);
        assert!(lines.len() > 3, "{lines:?}");
        assert!(lines.iter().all(|line| face.width(line, BODY) <= 90.0), "{lines:?}");
        let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
        assert_eq!(letters(&lines.concat()), letters(text));
        assert_eq!(face.broken("", BODY, 90.0), [""]);
        assert!((face.width("0.00", BODY) - face.width("8.11", BODY)).abs() < 0.01, "figures are equally wide");
    }
}
