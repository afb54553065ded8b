//! Where each field of each record stands: the one table that reading, writing and error positions share.
//!
//! Source: Nacha Operating Rules, Appendix Three (record format specifications), as documented by moov-io/ach.

pub mod addenda;
pub mod controls;
pub mod entries;
pub mod headers;

/// Characters of a record.
pub const RECORD_LENGTH: usize = 94;

/// Records of a block: a file is filled up to whole blocks.
pub const BLOCKING_FACTOR: u64 = 10;

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// These characters and no others.
    Fixed(&'static str),
    /// Digits, right-justified and filled with zeros.
    Digits,
    /// Digits as above, or nothing.
    DigitsOrBlank,
    /// Printable ASCII, left-justified and filled with blanks; not only blanks and zeros.
    Mandatory,
    /// Printable ASCII, left-justified and filled with blanks.
    Text,
    /// Printable ASCII whose position within the field has no meaning.
    Free,
    /// Kept for later, or for the ACH operator: blank in what is originated.
    Reserved,
}

impl Kind {
    /// Whether a record may end before this field, the missing blanks being understood.
    pub const fn may_be_blank(self) -> bool {
        matches!(self, Self::DigitsOrBlank | Self::Text | Self::Free | Self::Reserved)
    }
}

/// One field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// As the Nacha rules call it.
    pub name: &'static str,
    /// First column, from 1.
    pub from: u8,
    /// Last column, inclusive.
    pub to: u8,
    /// What may stand there.
    pub kind: Kind,
}

impl Field {
    /// Columns of the field.
    pub const fn width(self) -> usize {
        (self.to - self.from) as usize + 1
    }
}

/// What a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// `1`: who sends the file to whom.
    FileHeader,
    /// `5`: who pays or collects, why and when.
    BatchHeader,
    /// `6`: one movement of money.
    Entry,
    /// `7`: more about the entry before it.
    Addenda,
    /// `8`: counts and totals of a batch.
    BatchControl,
    /// `9`: counts and totals of the file.
    FileControl,
    /// All nines: fills the last block.
    Filler,
    /// Starts with none of these.
    Unknown,
}

/// The fields of one kind of record, in order and without gaps.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// As people call it.
    pub name: &'static str,
    /// What it is for.
    pub role: Role,
    /// Its fields, from column 1 to 94.
    pub fields: &'static [Field],
}

impl Layout {
    /// The field that this column (from 1) belongs to.
    pub fn field_at(&self, column: usize) -> Option<Field> {
        self.fields.iter().copied().find(|field| (usize::from(field.from)..=usize::from(field.to)).contains(&column))
    }
}

/// Declares a module with a constant for each field and the `LAYOUT` that lists them.
macro_rules! record {
    ($module:ident = $role:ident, $title:literal; $( $field:ident $from:literal - $to:literal $kind:expr, $name:literal; )+) => {
        #[doc = concat!("The ", $title, " record.")]
        pub mod $module {
            use super::*;
            $(
                #[doc = concat!("Columns ", $from, " to ", $to, ": ", $name, ".")]
                pub const $field: Field = Field { name: $name, from: $from, to: $to, kind: $kind };
            )+
            /// All fields in order.
            pub static LAYOUT: Layout =
                Layout { name: $title, role: $crate::ach::layout::Role::$role, fields: &[ $( $field, )+ ] };
        }
    };
}
pub(crate) use record;

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<&'static Layout> {
        [headers::ALL, entries::ALL, addenda::ALL, controls::ALL].concat()
    }

    #[test]
    fn the_fields_of_every_record_fill_its_94_columns_without_gap_or_overlap() {
        for layout in all() {
            let mut next = 1;
            for field in layout.fields {
                assert_eq!(field.from, next, "{}: {}", layout.name, field.name);
                assert!(field.to >= field.from);
                next = field.to + 1;
            }
            assert_eq!(usize::from(next), RECORD_LENGTH + 1, "{}", layout.name);
        }
    }

    #[test]
    fn fixed_text_is_as_wide_as_its_field() {
        for field in all().iter().flat_map(|layout| layout.fields) {
            if let Kind::Fixed(text) = field.kind {
                assert_eq!(text.len(), field.width(), "{}", field.name);
            }
        }
    }
}
