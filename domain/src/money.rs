//! Money as integer minor units; decimals only inside a calculation, rounding always named.

use crate::code::coded;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

/// An amount in minor units (cents) of the currency it is kept beside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(transparent))]
pub struct Cents(pub i64);

/// Text that isn't an amount of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a decimal number.
    #[error("“{0}” is not an amount; write it like 1234.50")]
    NotANumber(String),
    /// More decimals than the currency has.
    #[error("“{0}” has parts of a cent; give at most two decimals")]
    TooPrecise(String),
    /// Beyond what can be kept.
    #[error("“{0}” is too large an amount")]
    TooLarge(String),
}

impl Cents {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// The amount in major units (dollars), exact.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// A decimal amount in major units, rounded to cents as named.
    ///
    /// Returns `None` when the amount doesn't fit.
    pub fn from_decimal(amount: Decimal, rounding: Rounding) -> Option<Self> {
        let cents = amount.checked_mul(Decimal::ONE_HUNDRED)?;
        cents.round_dp_with_strategy(0, rounding.strategy()).to_i64().map(Self)
    }

    /// Sum that refuses to wrap around.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl FromStr for Cents {
    type Err = MoneyError;

    /// Reads an amount in major units and refuses to lose precision.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let amount = Decimal::from_str_exact(text).map_err(|_| MoneyError::NotANumber(text.to_owned()))?;
        let cents = amount.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(|| MoneyError::TooLarge(text.to_owned()))?;
        if !cents.fract().is_zero() {
            return Err(MoneyError::TooPrecise(text.to_owned()));
        }
        cents.to_i64().map(Self).ok_or_else(|| MoneyError::TooLarge(text.to_owned()))
    }
}

impl fmt::Display for Cents {
    /// Grouped major units without a currency sign: `-1,234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        let (major, minor) = (group_thousands(cents / 100), cents % 100);
        f.pad_integral(true, "", &format!("{sign}{major}.{minor:02}"))
    }
}

/// `1234567` as `1,234,567`.
pub fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

coded! {
    /// Currencies with two decimals that Tributary keeps books in.
    Currency {
        /// United States dollar.
        Usd = "usd", "USD";
        /// Euro.
        Eur = "eur", "EUR";
        /// Canadian dollar.
        Cad = "cad", "CAD";
        /// Pound sterling.
        Gbp = "gbp", "GBP";
    }
}

impl Currency {
    /// The sign written before an amount.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Usd => "$",
            Self::Eur => "€",
            Self::Cad => "CA$",
            Self::Gbp => "£",
        }
    }

    /// `$1,234.50`, `-$0.99`.
    pub fn show(self, amount: Cents) -> String {
        let (sign, amount) = (self.sign(), amount.to_string());
        amount.strip_prefix('-').map_or_else(|| format!("{sign}{amount}"), |owed| format!("-{sign}{owed}"))
    }
}

coded! {
    /// What happens to half a cent.
    Rounding {
        /// Half to the even cent (banker's rounding): the default.
        HalfEven = "half_even", "half to even";
        /// Half away from zero.
        HalfUp = "half_up", "half up";
    }
}

impl Rounding {
    /// The strategy of the decimal library.
    pub const fn strategy(self) -> RoundingStrategy {
        match self {
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
        }
    }
}

/// A rate in parts per million: 5.5 % is 55,000. Exact to a ten-thousandth of a percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(transparent))]
pub struct Rate(pub i64);

impl Rate {
    /// Whole percents.
    pub const fn percent(percent: i64) -> Self {
        Self(percent * 10_000)
    }

    /// The rate as a factor: 10 % is 0.10.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 6)
    }

    /// A factor (0.10 is 10 %) as a rate; `None` where it is finer than a millionth or doesn't fit.
    pub fn from_decimal(factor: Decimal) -> Option<Self> {
        let parts = factor.checked_mul(Decimal::from(1_000_000))?;
        if parts.fract().is_zero() { parts.to_i64().map(Self) } else { None }
    }
}

impl fmt::Display for Rate {
    /// `5.5 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", Decimal::new(self.0, 4).normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_amount_is_grouped_and_keeps_its_sign() {
        assert_eq!(Cents(-123_456_789).to_string(), "-1,234,567.89");
        assert_eq!(Cents(5).to_string(), "0.05");
        assert_eq!(Currency::Usd.show(Cents(-99)), "-$0.99");
        assert_eq!(Currency::Eur.show(Cents(i64::MIN)), "-€92,233,720,368,547,758.08");
    }

    #[test]
    fn an_amount_finer_than_a_cent_is_refused() {
        assert_eq!("1.005".parse::<Cents>(), Err(MoneyError::TooPrecise("1.005".into())));
        assert_eq!("1.500".parse::<Cents>(), Ok(Cents(150)));
        assert!("12,5".parse::<Cents>().is_err());
        assert!("99999999999999999999".parse::<Cents>().is_err());
    }

    #[test]
    fn half_a_cent_goes_where_the_rounding_says() {
        let half = Decimal::new(10_125, 3); // 10.125
        assert_eq!(Cents::from_decimal(half, Rounding::HalfEven), Some(Cents(1012)));
        assert_eq!(Cents::from_decimal(half, Rounding::HalfUp), Some(Cents(1013)));
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_from_its_decimal_text(cents in any::<i32>()) {
            let amount = Cents(i64::from(cents));
            prop_assert_eq!(amount.to_decimal().to_string().parse::<Cents>(), Ok(amount));
        }
    }
}
