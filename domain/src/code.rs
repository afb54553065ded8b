//! One macro for enums that are stored and sent as words in `snake_case`.

/// Declares an enum whose variants have a fixed word (`code`), a label for people, and a list of all.
///
/// With the feature `sql` the word is also its database coding.
macro_rules! coded {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $code:literal, $label:literal; )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(type_name = "text"))]
        pub enum $name {
            $( $(#[$vmeta])* #[serde(rename = $code)] #[cfg_attr(feature = "sql", sqlx(rename = $code))] $variant, )+
        }

        impl $name {
            /// Every variant, in the order people expect to see them.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

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

        impl std::str::FromStr for $name {
            type Err = $crate::refusal::UnknownWord;

            /// Reads the stable word; spaces and hyphens count as underscores, case doesn't matter.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let word = text.trim().to_lowercase().replace([' ', '-'], "_");
                Self::ALL.iter().copied().find(|v| v.code() == word).ok_or_else(|| {
                    $crate::refusal::UnknownWord {
                        word: text.trim().to_owned(),
                        known: Self::ALL.iter().map(|v| v.code()).collect::<Vec<_>>().join(", "),
                    }
                })
            }
        }
    };
}

pub(crate) use coded;
