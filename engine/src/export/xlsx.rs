//! Tables as a workbook: figures are numbers with their formats, words are words.

use super::{Cell, Row, Rows, not_written};
use domain::{Cents, Refusal};
use futures_util::stream::TryStreamExt;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Rows that a sheet can hold beside its head.
const ROWS_MAX: u32 = 1_048_575;
/// Characters that a column is wide at most, and the share of a narrow one.
const WIDTHS: (usize, usize) = (8, 40);

/// A workbook with one sheet, which lies on disk while it grows.
pub(super) async fn workbook(columns: &'static [&'static str], mut rows: Rows) -> Result<Vec<u8>, Refusal> {
    let mut sheet = Sheet::new(columns).map_err(|error| not_written(&error))?;
    while let Some(block) = rows.try_next().await? {
        if usize::try_from(ROWS_MAX - sheet.rows).unwrap_or(0) < block.len() {
            return Err(Refusal::not_now("It has more rows than a workbook can hold; take it as CSV."));
        }
        sheet.add(&block).map_err(|error| not_written(&error))?;
    }
    let finished = tokio::task::spawn_blocking(move || sheet.finish()).await.map_err(|_| Refusal::Unavailable)?;
    finished.map_err(|error| not_written(&error))
}

struct Formats {
    head: Format,
    money: Format,
    rate: Format,
    day: Format,
    moment: Format,
}

impl Formats {
    fn new() -> Self {
        let of = |format: &str| Format::new().set_num_format(format);
        Self {
            head: Format::new().set_bold(),
            money: of("#,##0.00"),
            rate: of("0.00##%"),
            day: of("yyyy-mm-dd"),
            moment: of("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

struct Sheet {
    workbook: Workbook,
    formats: Formats,
    /// The longest text of each column so far.
    widths: Vec<usize>,
    rows: u32,
}

impl Sheet {
    fn new(columns: &[&str]) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let formats = Formats::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(columns) {
            sheet.write_string_with_format(0, column, *name, &formats.head)?;
        }
        let widths = columns.iter().map(|name| name.len()).collect();
        Ok(Self { workbook, formats, widths, rows: 0 })
    }

    fn add(&mut self, block: &[Row]) -> Result<(), XlsxError> {
        let Self { workbook, formats, widths, rows } = self;
        let sheet = workbook.worksheet_from_index(0)?;
        for row in block {
            *rows += 1;
            for ((column, cell), width) in (0..).zip(row).zip(widths.iter_mut()) {
                *width = (*width).max(write(sheet, formats, (*rows, column), cell)?);
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, width) in (0..).zip(&self.widths) {
            let width = u32::try_from((*width).clamp(WIDTHS.0, WIDTHS.1) + 2).unwrap_or_default();
            sheet.set_column_width(column, f64::from(width))?;
        }
        let last = u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, self.rows, last)?;
        self.workbook.save_to_buffer()
    }
}

/// Writes a cell and tells how many characters it takes.
fn write(sheet: &mut Worksheet, formats: &Formats, (row, column): (u32, u16), cell: &Cell) -> Result<usize, XlsxError> {
    let width = match cell {
        Cell::Nothing => 0,
        Cell::Text(words) => {
            sheet.write_string(row, column, words)?;
            words.chars().count()
        }
        Cell::Number(number) => {
            sheet.write_number(row, column, nearest(&number.to_string()))?;
            8
        }
        Cell::Money(amount) => {
            sheet.write_number_with_format(row, column, major(*amount), &formats.money)?;
            14
        }
        Cell::Rate(rate) => {
            let factor = nearest(&rate.to_decimal().to_string());
            sheet.write_number_with_format(row, column, factor, &formats.rate)?;
            8
        }
        Cell::Day(day) => {
            let day = ExcelDateTime::parse_from_str(&day.to_string())?;
            sheet.write_datetime_with_format(row, column, day, &formats.day)?;
            10
        }
        Cell::Moment(at) => {
            let at = ExcelDateTime::parse_from_str(&at.format("%Y-%m-%dT%H:%M:%S").to_string())?;
            sheet.write_datetime_with_format(row, column, at, &formats.moment)?;
            19
        }
    };
    Ok(width)
}

/// An amount in major units. A workbook keeps fifteen digits: exact up to ten million millions.
fn major(amount: Cents) -> f64 {
    nearest(&amount.to_decimal().to_string())
}

/// The number nearest to a decimal.
fn nearest(decimal: &str) -> f64 {
    decimal.parse().unwrap_or_default()
}
