//! Amounts, rates and months as a plan or facts file writes them: as text, so that nothing is lost on the way.
//!
//! An amount is major units (`"1200.00"`), a rate a factor or a percentage (`"0.055"`, `"5.5%"`), a month `"2026-01"`.
//! Each module is for serde's `with`.

use crate::{Cents, Rate};
use rust_decimal::Decimal;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// A value that a file writes as text.
pub(super) trait Written: Sized {
    /// How it is written, for the person who wrote something else.
    const EXPECTED: &'static str;

    fn read(text: &str) -> Result<Self, String>;

    fn write(&self) -> String;
}

impl Written for Cents {
    const EXPECTED: &'static str = "an amount as text, such as \"1200.00\"";

    fn read(text: &str) -> Result<Self, String> {
        text.parse::<Self>().map_err(|error| error.to_string())
    }

    fn write(&self) -> String {
        self.to_decimal().to_string()
    }
}

impl Written for Rate {
    const EXPECTED: &'static str = "a rate as text, such as \"0.055\" or \"5.5%\"";

    fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (number, unit) = match text.strip_suffix('%') {
            Some(percent) => (percent.trim_end(), Decimal::new(1, 2)),
            None => (text, Decimal::ONE),
        };
        let number = Decimal::from_str_exact(number)
            .map_err(|_| format!("“{text}” is not a rate; write it like 0.055 or 5.5%"))?;
        let factor = number.checked_mul(unit).and_then(Self::from_decimal);
        factor.ok_or_else(|| format!("“{text}” is not a rate that can be kept; give at most six decimals"))
    }

    fn write(&self) -> String {
        self.to_decimal().normalize().to_string()
    }
}

impl Written for crate::Month {
    const EXPECTED: &'static str = "a month as text, such as \"2026-01\"";

    fn read(text: &str) -> Result<Self, String> {
        text.parse::<Self>().map_err(|error| error.to_string())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// For a field that must be there.
pub(super) mod text {
    use super::{Deserializer, Serializer, TextOf, Written};
    use std::marker::PhantomData;

    pub(in crate::commission) fn serialize<T: Written, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&value.write())
    }

    pub(in crate::commission) fn deserialize<'de, T: Written, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        from.deserialize_str(TextOf(PhantomData))
    }
}

/// For a field that may be missing or null.
pub(super) mod optional {
    use super::{Deserializer, OptionOf, Serializer, Written};
    use std::marker::PhantomData;

    #[expect(clippy::ref_option, reason = "the signature that serde calls")]
    pub(in crate::commission) fn serialize<T: Written, S: Serializer>(
        value: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => to.serialize_some(&value.write()),
            None => to.serialize_none(),
        }
    }

    pub(in crate::commission) fn deserialize<'de, T: Written, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        from.deserialize_option(OptionOf(PhantomData))
    }
}

struct TextOf<T>(PhantomData<T>);

impl<T: Written> Visitor<'_> for TextOf<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::read(text).map_err(E::custom)
    }
}

struct OptionOf<T>(PhantomData<T>);

impl<'de, T: Written> Visitor<'de> for OptionOf<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Option<T>, D::Error> {
        text::deserialize(from).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_rate_is_a_factor_or_a_percentage() {
        assert_eq!(Rate::read("0.055"), Ok(Rate(55_000)));
        assert_eq!(Rate::read("5.5 %"), Ok(Rate(55_000)));
        assert_eq!(Rate::read("7"), Ok(Rate(7_000_000)));
        for wrong in ["", "%", "five", "0.0000001", "99999999999999999999", "1e3"] {
            assert!(Rate::read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(number in any::<i64>()) {
            prop_assert_eq!(Rate::read(&Rate(number).write()), Ok(Rate(number)));
            prop_assert_eq!(Cents::read(&Cents(number).write()), Ok(Cents(number)));
        }
    }
}
