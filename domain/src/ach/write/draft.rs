//! A record that is being written: each field fits its columns or is refused.

use crate::ach::layout::{Field, Kind, Layout, RECORD_LENGTH};
use crate::ach::record::Record;

/// A value that doesn't fit its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Longer than the field.
    #[error("“{value}” is too long: {max} characters fit")]
    TooLong {
        /// What was given.
        value: String,
        /// Columns of the field.
        max: usize,
    },
    /// Characters that banks don't take.
    #[error("“{0}” has characters other than plain letters, digits and signs; write it without accents")]
    Foreign(String),
}

/// A record being filled in; fixed fields are in place, the others blank.
pub struct Draft {
    record: Record,
    /// Fields that were refused.
    pub unfit: Vec<(Field, Unfit)>,
}

impl Draft {
    pub fn of(layout: &'static Layout) -> Self {
        let record = Record { line: 0, layout, columns: [b' '; RECORD_LENGTH], length: RECORD_LENGTH };
        let mut draft = Self { record, unfit: Vec::new() };
        for field in layout.fields {
            if let Kind::Fixed(value) = field.kind {
                draft.put(*field, value);
            }
        }
        draft
    }

    /// Text at the left of its field.
    pub fn text(mut self, field: Field, text: &str) -> Self {
        let text = text.trim();
        if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            self.unfit.push((field, Unfit::Foreign(text.to_owned())));
        } else if text.len() > field.width() {
            self.unfit.push((field, Unfit::TooLong { value: text.to_owned(), max: field.width() }));
        } else {
            self.put(field, text);
        }
        self
    }

    /// A number at the right of its field, filled with zeros.
    pub fn number(self, field: Field, number: u64) -> Self {
        let digits = format!("{number:0width$}", width = field.width());
        self.text(field, &digits)
    }

    /// The record, with its line end.
    pub fn line(&self) -> String {
        format!("{}\n", self.record.as_str())
    }

    fn put(&mut self, field: Field, text: &str) {
        let columns = self.record.columns.iter_mut().skip(usize::from(field.from) - 1).take(field.width());
        columns.zip(text.bytes()).for_each(|(column, byte)| *column = byte);
    }
}
