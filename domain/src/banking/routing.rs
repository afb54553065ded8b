//! A routing number: nine digits that name a bank, the last of them a check on the others.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A bank's nine-digit routing number with a check digit that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoutingNumber(u32);

/// Text that isn't a routing number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoutingError {
    /// Not nine digits.
    #[error("“{0}” is not a routing number: it must have nine digits")]
    NotNineDigits(String),
    /// The last digit contradicts the first eight.
    #[error(
        "“{given}” is not a routing number: its last digit would have to be {expected}; please look for a typing error"
    )]
    CheckDigit {
        /// What was given.
        given: String,
        /// The digit that would fit the first eight.
        expected: u8,
    },
    /// All zeros: passes the check and names no bank.
    #[error("“000000000” names no bank")]
    Zero,
}

/// The check digit of eight digits: weighted 3, 7, 1, … the nine add up to a multiple of ten.
///
/// Returns `None` when there are not eight digits.
/// Source: American Bankers Association, Key to Routing Numbers.
pub fn check_digit(eight: &[u8]) -> Option<u8> {
    if eight.len() != 8 || !eight.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let weights = [3, 7, 1].into_iter().cycle();
    let sum: u32 = eight.iter().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    u8::try_from((10 - sum % 10) % 10).ok()
}

impl RoutingNumber {
    /// The eight digits that name the bank, as ACH entries carry them.
    pub const fn aba8(self) -> u32 {
        self.0 / 10
    }
}

impl FromStr for RoutingNumber {
    type Err = RoutingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let expected = text.as_bytes().get(..8).and_then(check_digit);
        match (expected, text.as_bytes(), text.parse()) {
            (Some(expected), [_, _, _, _, _, _, _, _, last], Ok(number)) if last.is_ascii_digit() => {
                if *last != b'0' + expected {
                    Err(RoutingError::CheckDigit { given: text.to_owned(), expected })
                } else if number == 0 {
                    Err(RoutingError::Zero)
                } else {
                    Ok(Self(number))
                }
            }
            _ => Err(RoutingError::NotNineDigits(text.to_owned())),
        }
    }
}

impl fmt::Display for RoutingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

impl TryFrom<String> for RoutingNumber {
    type Error = RoutingError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RoutingNumber> for String {
    fn from(number: RoutingNumber) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_wrong_digit_is_named_with_the_right_one() {
        let refused = "121042881".parse::<RoutingNumber>().unwrap_err();
        assert_eq!(refused, RoutingError::CheckDigit { given: "121042881".into(), expected: 2 });
    }

    #[test]
    fn nine_zeros_name_no_bank() {
        assert_eq!("000000000".parse::<RoutingNumber>(), Err(RoutingError::Zero));
    }

    proptest! {
        #[test]
        fn every_single_wrong_digit_is_found(eight in 1_000_000_u32..99_999_999, place in 0_usize..9, wrong in 1_u8..10) {
            let eight = format!("{eight:08}");
            let right = format!("{eight}{}", check_digit(eight.as_bytes()).unwrap());
            prop_assert_eq!(right.parse::<RoutingNumber>().unwrap().to_string(), right.clone());
            let mut typed = right.into_bytes();
            typed[place] = b'0' + (typed[place] - b'0' + wrong) % 10;
            prop_assert!(String::from_utf8(typed).unwrap().parse::<RoutingNumber>().is_err());
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,12}") {
            let _read_or_refused = text.parse::<RoutingNumber>();
        }
    }
}
