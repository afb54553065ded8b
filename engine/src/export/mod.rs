//! Tables that are taken away as files: one model, written as CSV or as a workbook.
//!
//! Rows come block by block, and a block is all that is held; only a workbook is whole before it leaves, on disk while
//! it grows.

mod csv;
mod xlsx;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Cents, FileFormat, Month, Rate, Refusal};
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

/// What stands in a place of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// Words. They never become a formula, whatever they begin with.
    Text(String),
    /// A count.
    Number(i64),
    /// An amount, in major units.
    Money(Cents),
    /// A rate, as a factor: 10 % is 0.1.
    Rate(Rate),
    /// A day.
    Day(NaiveDate),
    /// An instant, in UTC.
    Moment(DateTime<Utc>),
}

impl Cell {
    /// What may be there, or nothing.
    pub fn or_nothing<T>(value: Option<T>) -> Self
    where
        Self: From<T>,
    {
        value.map_or(Self::Nothing, Self::from)
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        if words.is_empty() { Self::Nothing } else { Self::Text(words) }
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Cents> for Cell {
    fn from(amount: Cents) -> Self {
        Self::Money(amount)
    }
}

impl From<Rate> for Cell {
    fn from(rate: Rate) -> Self {
        Self::Rate(rate)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Moment(at)
    }
}

impl From<Month> for Cell {
    fn from(month: Month) -> Self {
        Self::Text(month.to_string())
    }
}

/// A row: a cell for each column.
pub type Row = Vec<Cell>;

/// Rows as they are read.
pub type Rows = BoxStream<'static, Result<Vec<Row>, Refusal>>;

/// A table with a name for its file, without the ending.
pub struct Table {
    name: String,
    columns: &'static [&'static str],
    rows: Rows,
}

impl Table {
    /// A table whose rows are read as they are wanted.
    pub fn new(name: impl Into<String>, columns: &'static [&'static str], rows: Rows) -> Self {
        Self { name: name.into(), columns, rows }
    }

    /// A table that is read already.
    pub fn of(name: impl Into<String>, columns: &'static [&'static str], rows: Vec<Row>) -> Self {
        Self::new(name, columns, stream::once(async { Ok(rows) }).boxed())
    }

    /// The table as CSV, block by block, each with how many rows it has.
    pub(crate) fn csv(self) -> BoxStream<'static, Result<(u64, String), Refusal>> {
        csv::blocks(self.columns, self.rows)
    }

    /// The table as a file.
    pub async fn file(self, format: FileFormat) -> Result<Download, Refusal> {
        let name = format!("{}.{}", self.name, format.code());
        let content = match format {
            FileFormat::Csv => Content::Blocks(self.csv().map_ok(|(_, block)| block.into_bytes()).boxed()),
            FileFormat::Xlsx => Content::Whole(xlsx::workbook(self.columns, self.rows).await?),
            FileFormat::Pdf => return Err(Refusal::invalid("format", "choose csv or xlsx")),
        };
        Ok(Download { name, format, content })
    }
}

/// A file to take away.
pub struct Download {
    /// Its name.
    pub name: String,
    /// What it is.
    pub format: FileFormat,
    /// What is in it.
    pub content: Content,
}

/// What is in a file.
pub enum Content {
    /// It is made as it is fetched. An error in the middle means that the file isn't whole.
    Blocks(BoxStream<'static, Result<Vec<u8>, Refusal>>),
    /// All of it.
    Whole(Vec<u8>),
}

/// Writing to memory doesn't fail, and a workbook's own limits are kept; so this is a fault of ours or of the disk.
fn not_written(error: &(dyn std::error::Error + 'static)) -> Refusal {
    tracing::error!(error, "a file to take away wasn't written");
    Refusal::Unavailable
}

#[cfg(test)]
mod tests;
