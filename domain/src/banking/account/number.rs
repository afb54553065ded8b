//! A bank account's number: kept in memory as long as needed, and never printed by accident.

use std::fmt;
use std::str::FromStr;
use zeroize::Zeroize;

/// Fewest characters of a number.
const LENGTH_MIN: usize = 4;
/// Most characters of a number: the width of its field in an ACH entry.
const LENGTH_MAX: usize = 17;

/// A bank account's number: 4 to 17 letters, digits and hyphens.
///
/// `Debug` and `Display` show its end only, it is neither serialised nor sent as it is, and its memory is wiped.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber(String);

/// Text that isn't an account number. It doesn't repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountNumberError {
    /// Too short or too long.
    #[error("give 4 to 17 characters, as they stand on a check or in the bank’s papers")]
    Length,
    /// A character that no number has.
    #[error("use digits, letters and hyphens only")]
    Character,
    /// Nothing but zeros and hyphens.
    #[error("zeros alone are no account; give the whole number")]
    Zero,
}

impl AccountNumber {
    /// The number itself, for a bank's file, a vault, or a person who has given a reason.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The end by which people know the account: four characters, or two of a number so short that four would tell most
    /// of it.
    pub fn ending(&self) -> &str {
        let shown = if self.0.len() < 8 { 2 } else { 4 };
        self.0.get(self.0.len() - shown..).unwrap_or_default()
    }
}

/// An end with what stands for the rest.
pub(super) fn masked(ending: &str) -> String {
    format!("••••{ending}")
}

impl FromStr for AccountNumber {
    type Err = AccountNumberError;

    /// Reads a number; blanks, by which people part it, are left out.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Where the text grows it would leave a copy behind.
        let mut number = String::with_capacity(text.len());
        text.chars().filter(|c| !c.is_whitespace()).for_each(|c| number.push(c.to_ascii_uppercase()));
        let number = Self(number);
        if !number.0.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            Err(AccountNumberError::Character)
        } else if !(LENGTH_MIN..=LENGTH_MAX).contains(&number.0.len()) {
            Err(AccountNumberError::Length)
        } else if number.0.chars().all(|c| matches!(c, '0' | '-')) {
            Err(AccountNumberError::Zero)
        } else {
            Ok(number)
        }
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(self.ending()))
    }
}

impl Drop for AccountNumber {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let number: AccountNumber = " 1234 5678-90a ".parse().unwrap();
        assert_eq!((number.expose(), number.ending()), ("12345678-90A", "-90A"));
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        let read = |text: &str| text.parse::<AccountNumber>().unwrap_err();
        assert_eq!([read("123"), read("123456789012345678")], [AccountNumberError::Length; 2]);
        assert_eq!([read("1234/5678"), read("１２３４５")], [AccountNumberError::Character; 2]);
        assert_eq!(read("0000-0000"), AccountNumberError::Zero);
    }

    proptest! {
        #[test]
        fn a_number_never_prints_more_than_its_end(text in "[1-9][0-9A-Z-]{3,16}") {
            let number: AccountNumber = text.parse().unwrap();
            let shown = format!("{number} {number:?}");
            prop_assert!(!shown.contains(&text));
            prop_assert!(number.ending().len() <= 4 && number.ending().len() * 2 <= text.len());
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,30}") {
            let _read_or_refused = text.parse::<AccountNumber>();
        }
    }
}
