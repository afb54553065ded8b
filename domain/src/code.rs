//! One macro for enums that are stored and sent as words in `snake_case`.
//!
//! Words are read by one function for all enums: what serde would derive for each weighs 3 kB in the browser's module.

use crate::refusal::UnknownWord;
use serde::de::{Error, Visitor};
use std::fmt;

/// The position of a word in a coded list; spaces and hyphens count as underscores, case doesn't matter.
pub(crate) fn position(text: &str, words: &[&str]) -> Result<usize, UnknownWord> {
    let word = text.trim().to_ascii_lowercase().replace([' ', '-'], "_");
    let unknown = || UnknownWord { word: text.trim().to_owned(), known: words.join(", ") };
    words.iter().position(|known| *known == word).ok_or_else(unknown)
}

/// The words of a coded list; a word that was sent becomes its position.
pub(crate) struct Words(pub &'static [&'static str]);

impl Visitor<'_> for Words {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word of a list")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<usize, E> {
        self.0.iter().position(|known| *known == word).ok_or_else(|| E::unknown_variant(word, self.0))
    }
}

/// Declares an enum whose variants have a fixed word (`code`), a label for people, and a list of all.
///
/// With the feature `sql` the word is also its database coding.
macro_rules! coded {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $code:literal, $label:literal; )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(type_name = "text"))]
        pub enum $name {
            $( $(#[$vmeta])* #[cfg_attr(feature = "sql", sqlx(rename = $code))] $variant, )+
        }

        impl $name {
            /// Every variant, in the order people expect to see them.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// Every variant as its word and its label, to be chosen from.
            pub fn options() -> Vec<(String, String)> {
                Self::ALL.iter().map(|one| (one.code().to_owned(), one.label().to_owned())).collect()
            }

            const CODES: &'static [&'static str] = &[ $( $code, )+ ];

            /// The stable word used in the database, in URLs and in exchanged files.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )+ }
            }

            /// The words people read.
            pub const fn label(self) -> &'static str {
                match self { $( Self::$variant => $label, )+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.label())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::code::Words(Self::CODES)).map(|position| Self::ALL[position])
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::refusal::UnknownWord;

            /// Reads the stable word; spaces and hyphens count as underscores, case doesn't matter.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::code::position(text, Self::CODES).map(|position| Self::ALL[position])
            }
        }
    };
}

pub(crate) use coded;
