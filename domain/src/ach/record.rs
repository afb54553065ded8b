//! One record: 94 columns of ASCII and the layout that says what they mean.

use super::layout::{Field, Layout, RECORD_LENGTH, Role};
use std::fmt;

/// A record as it was read or will be written.
#[derive(Clone)]
pub struct Record {
    /// Line in the file, from 1; in an unbroken stream the number of the record.
    pub line: u64,
    pub(crate) layout: &'static Layout,
    pub(crate) columns: [u8; RECORD_LENGTH],
    /// Columns that were there; less than 94 when the line was cut off.
    pub(crate) length: usize,
}

impl Record {
    /// What the record is for.
    pub fn role(&self) -> Role {
        self.layout.role
    }

    /// Which record it is, with the meaning of its columns.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// The characters of a field as they stand.
    pub fn raw(&self, field: Field) -> &str {
        let columns = self.columns.get(usize::from(field.from) - 1..usize::from(field.to)).unwrap_or_default();
        // Columns are ASCII: what wasn't became a question mark when the line was read.
        std::str::from_utf8(columns).unwrap_or_default()
    }

    /// The characters of a field without the blanks around them.
    pub fn text(&self, field: Field) -> &str {
        self.raw(field).trim_matches(' ')
    }

    /// The number in a field; `None` unless it is all digits.
    pub fn number(&self, field: Field) -> Option<u64> {
        let digits = self.raw(field);
        digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    }

    /// Whether the record has this layout.
    pub(crate) fn is(&self, layout: &'static Layout) -> bool {
        std::ptr::eq(self.layout, layout)
    }

    /// Whether the line was cut off within or before this field.
    pub(crate) fn is_cut(&self, field: Field) -> bool {
        self.length < usize::from(field.to)
    }

    /// The whole record as it stands in a file.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.columns).unwrap_or_default()
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns && self.is(other.layout)
    }
}

impl Eq for Record {}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.as_str())
    }
}

/// A line as 94 columns, and what didn't fit into them.
#[derive(Debug)]
pub(crate) struct Columns {
    pub characters: [u8; RECORD_LENGTH],
    /// Characters of the line, trailing blanks beyond column 94 left out.
    pub length: usize,
    /// Blanks beyond column 94 that nothing follows.
    pub trailing_blanks: usize,
    /// Columns (from 1) of characters that are not printable ASCII, and what stood there.
    pub foreign: Vec<(usize, char)>,
}

impl Columns {
    /// A column is a character: text that isn't UTF-8 is taken byte by byte.
    pub fn of(line: &[u8]) -> Self {
        let mut read = Self { characters: [b' '; RECORD_LENGTH], length: 0, trailing_blanks: 0, foreign: Vec::new() };
        match std::str::from_utf8(line) {
            Ok(text) => read.take(text.chars()),
            Err(_) => read.take(line.iter().copied().map(char::from)),
        }
        read
    }

    fn take(&mut self, characters: impl Iterator<Item = char>) {
        for (index, character) in characters.enumerate() {
            let printable = matches!(character, ' '..='~');
            match self.characters.get_mut(index) {
                Some(column) => {
                    *column = u8::try_from(character).ok().filter(|_| printable).unwrap_or(b'?');
                    self.length = index + 1;
                }
                None if character == ' ' => self.trailing_blanks += 1,
                None => {
                    self.length = index + 1;
                    self.trailing_blanks = 0;
                }
            }
            if !printable && index < RECORD_LENGTH {
                self.foreign.push((index + 1, character));
            }
        }
    }
}
