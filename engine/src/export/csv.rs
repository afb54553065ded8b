//! Tables as CSV: RFC 4180, and nothing in it that a spreadsheet takes for a formula.

use super::{Cell, Row, Rows, not_written};
use chrono::SecondsFormat;
use domain::Refusal;
use futures_util::stream::{self, BoxStream, StreamExt};
use std::borrow::Cow;

/// The names of the columns, then the rows, block by block, each with how many rows it has.
pub(super) fn blocks(
    columns: &'static [&'static str],
    rows: Rows,
) -> BoxStream<'static, Result<(u64, String), Refusal>> {
    let head = stream::once(async move { Ok((0, written(|out| out.write_record(columns))?)) });
    let body = rows.map(|block| block.and_then(|rows| Ok((rows.len() as u64, body(&rows)?))));
    head.chain(body).boxed()
}

fn body(rows: &[Row]) -> Result<String, Refusal> {
    written(|out| {
        rows.iter().try_for_each(|row| {
            row.iter().try_for_each(|cell| out.write_field(field(cell).as_bytes()))?;
            out.write_record(None::<&[u8]>)
        })
    })
}

type Writer = csv::Writer<Vec<u8>>;

fn written(write: impl FnOnce(&mut Writer) -> Result<(), csv::Error>) -> Result<String, Refusal> {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    write(&mut out).map_err(|error| not_written(&error))?;
    let bytes = out.into_inner().map_err(|error| not_written(&error))?;
    String::from_utf8(bytes).map_err(|error| not_written(&error))
}

/// A cell as text: a number to every spreadsheet, a day as ISO 8601 has it.
fn field(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Nothing => Cow::default(),
        Cell::Text(words) => text(words),
        Cell::Number(number) => number.to_string().into(),
        Cell::Money(amount) => amount.to_decimal().to_string().into(),
        Cell::Rate(rate) => rate.to_decimal().normalize().to_string().into(),
        Cell::Day(day) => day.to_string().into(),
        Cell::Moment(at) => at.to_rfc3339_opts(SecondsFormat::Millis, true).into(),
    }
}

/// Text that no spreadsheet takes for a formula: one that begins like it gets an apostrophe.
///
/// Source: OWASP, CSV Injection.
pub(super) fn text(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}").into() } else { cell.into() }
}
