//! A statement laid out on pages: what stands where, before anything is drawn.

use super::{Head, customer};
use crate::statements::pages::{BODY, Face, Faces, SMALL};
use domain::run::RunStatus;
use domain::view::{PartnerRef, StatementLine, capitalised};
use domain::{Cents, Currency, Refusal, Rounding};
use std::mem;

/// Points from the edge of the sheet to what stands on it.
pub(super) const MARGIN: f32 = 42.0;
/// Where the first page and the others begin, and how far all go from the bottom.
const TOPS: (f32, f32) = (MARGIN, MARGIN + 22.0);
const BOTTOM: f32 = MARGIN + 18.0;
/// From one line of text to the next.
pub(super) const LEADING: f32 = 11.5;
/// Between the texts of two columns.
const GUTTER: f32 = 8.0;

/// A piece of a page, as wide as the page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// Who sends it, and what it is.
    Title { operator: String, title: String, to: String },
    /// What the statement comes to, large.
    Figure { words: &'static str, amount: String },
    /// Two facts beside each other, each with its name.
    Facts([(&'static str, String); 2]),
    /// A heading; never the last on its page.
    Heading(&'static str),
    /// The names of the columns, on every page that has lines.
    Columns,
    /// A line of the statement: for each column its text, broken where it is too long.
    Line(Vec<Vec<String>>),
    /// A sum.
    Sum { words: String, amount: String, is_total: bool },
    /// A row of a small table: words, and up to three figures beside them.
    Row { cells: [String; 4], is_head: bool },
    /// A line of text.
    Text(String),
    /// Room.
    Gap(f32),
}

impl Piece {
    pub(super) fn height(&self) -> f32 {
        match self {
            Self::Title { .. } => 74.0,
            Self::Figure { .. } => 44.0,
            Self::Facts(_) => 27.0,
            Self::Heading(_) => 24.0,
            Self::Columns => 18.0,
            Self::Line(cells) => {
                let lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
                LEADING * f32::from(u16::try_from(lines).unwrap_or(u16::MAX)) + 3.0
            }
            Self::Sum { .. } | Self::Row { .. } => 15.0,
            Self::Text(_) => LEADING,
            Self::Gap(height) => *height,
        }
    }

    /// The room that must be left after it.
    fn keeps(&self) -> f32 {
        if matches!(self, Self::Heading(_) | Self::Columns | Self::Row { is_head: true, .. }) {
            3.0 * LEADING
        } else {
            0.0
        }
    }
}

/// Where a column stands, and whether it holds figures, which end at its right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Column {
    pub name: &'static str,
    pub left: f32,
    pub right: f32,
    pub is_figure: bool,
}

/// A statement on pages.
#[derive(Debug)]
pub(super) struct Paper {
    /// Width and height of a sheet in points.
    pub size: (f32, f32),
    /// What it is, for the reader's program, and at the head of each page but the first.
    pub title: String,
    /// At the foot of each page.
    pub foot: String,
    pub columns: Vec<Column>,
    /// The pages: each piece with the distance of its top from the sheet's.
    pub pages: Vec<Vec<(f32, Piece)>>,
}

impl Paper {
    pub(super) fn of(head: &Head, lines: &[StatementLine]) -> Result<Self, Refusal> {
        let faces = Faces::read()?;
        let of = &head.statement;
        let size = sheet(head.tenant.currency);
        let columns = columns(size.0);
        let mut pieces = opening(head);
        pieces.push(Piece::Heading("Lines"));
        pieces.push(Piece::Columns);
        pieces.extend(lines.iter().map(|line| Piece::Line(cells(head, line, &columns, &faces.regular))));
        pieces.extend(closing(head, size.0 - 2.0 * MARGIN, &faces.regular));
        Ok(Self {
            size,
            title: format!("Commission statement {}, {}", of.month.label(), of.partner.name),
            foot: format!("{} · {} · {} · version {}", head.tenant.name, of.partner.code, of.month, of.version),
            columns,
            pages: paginate(pieces, TOPS, size.1 - BOTTOM),
        })
    }

    /// Other pieces than a statement's.
    pub(super) fn of_pieces(currency: Currency, title: String, foot: String, pieces: Vec<Piece>) -> Self {
        let size = sheet(currency);
        Self { size, title, foot, columns: Vec::new(), pages: paginate(pieces, TOPS, size.1 - BOTTOM) }
    }
}

/// The width of what stands on a sheet.
pub(super) const fn width_of(currency: Currency) -> f32 {
    sheet(currency).0 - 2.0 * MARGIN
}

/// Letter where it is usual, A4 elsewhere.
const fn sheet(currency: Currency) -> (f32, f32) {
    match currency {
        Currency::Usd | Currency::Cad => (612.0, 792.0),
        Currency::Eur | Currency::Gbp => (595.0, 842.0),
    }
}

fn columns(width: f32) -> Vec<Column> {
    let inner = width - 2.0 * MARGIN;
    // The rule has what the others leave.
    let widths = [88.0, 96.0, inner - 397.0, 74.0, 56.0, 83.0];
    let names = ["Customer", "Fact", "Rule", "Base", "Rate", "Amount"];
    let mut left = MARGIN;
    let column = |((at, name), width): ((usize, &'static str), f32)| {
        let column = Column { name, left, right: left + width - GUTTER, is_figure: at > 2 };
        left += width;
        column
    };
    let mut columns: Vec<_> = names.into_iter().enumerate().zip(widths).map(column).collect();
    if let Some(last) = columns.last_mut() {
        last.right += GUTTER;
    }
    columns
}

/// What the first page begins with.
fn opening(head: &Head) -> Vec<Piece> {
    let (of, currency) = (&head.statement, head.tenant.currency);
    let PartnerRef { name, code, .. } = &of.partner;
    let to = if name == code { name.clone() } else { format!("{name} ({code})") };
    let booked = head
        .booked
        .map_or_else(|| "nothing to book".to_owned(), |booked| format!("{}, entry {}", booked.day, booked.entry));
    let paid = head.paid.as_ref().map_or_else(
        || "not yet".to_owned(),
        |payout| format!("payout {}, {}", payout.batch_name(), payout.state.label().to_lowercase()),
    );
    let mut pieces = vec![
        Piece::Title { operator: head.tenant.name.clone(), title: "Commission statement".to_owned(), to },
        Piece::Figure { words: "Commission", amount: currency.show(of.commission) },
        Piece::Facts([("Month", of.month.label()), ("Version", of.version.to_string())]),
        Piece::Facts([("Plan", of.plan.clone()), ("Status", of.status.label().to_owned())]),
        Piece::Facts([("Billed revenue", currency.show(of.billed)), ("Currency", currency.label().to_owned())]),
        Piece::Facts([("Booked", booked), ("Paid with", paid)]),
    ];
    if of.status < RunStatus::Approved {
        pieces.push(Piece::Text("It isn’t approved yet; its figures may still change.".to_owned()));
    }
    pieces
}

fn cells(head: &Head, line: &StatementLine, columns: &[Column], face: &Face) -> Vec<Vec<String>> {
    let from = line.from_partner.as_ref().map(|code| format!(", from sales of {code}")).unwrap_or_default();
    let texts = [
        customer(line).to_owned(),
        line.fact_in_words(head.statement.month),
        format!("{}{from}", line.rule_in_words()),
        line.base.to_string(),
        line.rate.to_string(),
        line.amount.to_string(),
    ];
    let broken = |(text, column): (String, &Column)| face.broken(&text, BODY, column.right - column.left);
    texts.into_iter().zip(columns).map(broken).collect()
}

/// What follows the lines.
fn closing(head: &Head, width: f32, face: &Face) -> Vec<Piece> {
    let currency = head.tenant.currency;
    let sum = |words: String, amount: Cents| Piece::Sum { words, amount: currency.show(amount), is_total: false };
    let mut pieces = vec![Piece::Gap(4.0)];
    pieces.extend(head.sums.iter().map(|(kind, amount)| sum(capitalised(kind.label()), *amount)));
    let amount = currency.show(head.statement.commission);
    pieces.push(Piece::Sum { words: "Commission: the sum of all lines".to_owned(), amount, is_total: true });
    let left = head.left();
    if !left.is_empty() {
        pieces.push(Piece::Heading("Left for later months"));
        pieces.extend(left.into_iter().map(|(words, amount)| sum(words.into_owned(), amount)));
    }
    if !head.rules.is_empty() {
        pieces.push(Piece::Heading("How it is computed"));
    }
    let rules = (1..).zip(&head.rules).map(|(number, rule)| format!("{number}. {rule}"));
    let rounding = match head.tenant.rounding {
        Rounding::HalfEven => "to the even cent",
        Rounding::HalfUp => "up",
    };
    let note = format!(
        "An amount is base × rate, or what its fact adds to a running sum of them; half a cent rounds {rounding}."
    );
    for text in rules.chain([note]) {
        pieces.extend(face.broken(&text, SMALL, width).into_iter().map(Piece::Text));
    }
    pieces
}

/// Pieces on pages, none beyond the bottom. Lines that go on have the names of their columns above them again.
fn paginate(pieces: Vec<Piece>, tops: (f32, f32), bottom: f32) -> Vec<Vec<(f32, Piece)>> {
    let (mut pages, mut page, mut y) = (Vec::new(), Vec::new(), tops.0);
    for piece in pieces {
        if y + piece.height() + piece.keeps() > bottom && !page.is_empty() {
            pages.push(mem::take(&mut page));
            y = tops.1;
            if matches!(piece, Piece::Line(_)) {
                page.push((y, Piece::Columns));
                y += Piece::Columns.height();
            }
        }
        let height = piece.height();
        page.push((y, piece));
        y += height;
    }
    pages.push(page);
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: usize) -> Piece {
        Piece::Line(vec![vec![number.to_string()]])
    }

    #[test]
    fn every_line_is_on_one_page_in_order_below_the_names_of_its_columns() {
        let pieces = [Piece::Heading("Lines"), Piece::Columns].into_iter().chain((0..1_000).map(line)).collect();
        let pages = paginate(pieces, (40.0, 60.0), 700.0);
        assert!(pages.len() > 20, "{}", pages.len());
        let lines = pages.iter().flatten().filter(|(_, piece)| matches!(piece, Piece::Line(_)));
        assert!(lines.map(|(_, piece)| piece.clone()).eq((0..1_000).map(line)));
        for page in &pages {
            let heads = page.iter().filter(|(_, piece)| *piece == Piece::Columns).count();
            assert_eq!(heads, 1);
            assert!(page.iter().all(|(y, piece)| y + piece.height() <= 700.0));
            let ends = page.iter().map(|(y, piece)| y + piece.height());
            assert!(
                ends.zip(page.iter().skip(1)).all(|(end, (next, _))| (end - next).abs() < 0.01),
                "no gap, no overlap"
            );
        }
    }

    #[test]
    fn a_heading_is_never_the_last_of_its_page() {
        for lines in 0..60 {
            let pieces = (0..lines).map(line).chain([Piece::Heading("After"), Piece::Text("x".into())]).collect();
            let pages = paginate(pieces, (40.0, 60.0), 400.0);
            let last = pages.last().unwrap();
            assert!(last.iter().any(|(_, piece)| matches!(piece, Piece::Heading(_))), "{lines} lines");
        }
    }

    #[test]
    fn a_line_that_is_broken_takes_more_room_and_columns_fill_the_sheet() {
        let broken = Piece::Line(vec![vec!["a".into()], vec!["b".into(), "c".into()]]);
        assert!((broken.height() - line(1).height() - LEADING).abs() < 0.01);
        for currency in Currency::ALL {
            let (width, _) = sheet(*currency);
            let columns = columns(width);
            assert!((columns[0].left - MARGIN).abs() < 0.01 && (columns[5].right - (width - MARGIN)).abs() < 0.01);
            assert!(columns.iter().all(|column| column.right - column.left > 45.0));
        }
    }
}
