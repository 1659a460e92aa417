//! Money in whole ten-thousandths: message rates have four decimals, and sums of them are never rounded.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Units of one whole of a currency.
pub const UNITS: i64 = 10_000;
/// Digits after the decimal point.
const DECIMALS: usize = 4;

/// A currency by its three letters (ISO 4217).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The Brazilian real.
    pub const BRL: Self = Self(*b"BRL");
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");

    /// Reads three capital letters.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let letters: [u8; 3] = word.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

impl TryFrom<String> for Currency {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        Self::parse(&word).ok_or("a currency has three capital letters")
    }
}

/// An amount of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Ten-thousandths of the currency.
    pub units: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Nothing.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { units: 0, currency }
    }

    /// An amount in ten-thousandths.
    #[must_use]
    pub const fn of(units: i64, currency: Currency) -> Self {
        Self { units, currency }
    }

    /// Reads a decimal number with a point or a comma and at most four decimals, such as `0.0350` or `1500,5`. None for
    /// anything else: signs, thousands, exponents, amounts nobody has.
    #[must_use]
    pub fn parse(text: &str, currency: Currency) -> Option<Self> {
        let (whole, rest) = text.trim().split_once(['.', ',']).unwrap_or((text.trim(), ""));
        let digits = |part: &str| part.chars().all(|digit| digit.is_ascii_digit());
        if whole.is_empty() || whole.len() > 12 || rest.len() > DECIMALS || !digits(whole) || !digits(rest) {
            return None;
        }
        let fraction: i64 = format!("{rest:0<DECIMALS$}").parse().ok()?;
        let units = whole.parse::<i64>().ok()?.checked_mul(UNITS)?.checked_add(fraction)?;
        Some(Self { units, currency })
    }

    /// Reads what a provider billed, such as Twilio's `-0.00750`: the sign only says in which direction it went, and what
    /// is below a ten-thousandth is rounded, half up. None for anything else.
    #[must_use]
    pub fn billed(text: &str, currency: Currency) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('-').unwrap_or(text);
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let kept: String = rest.chars().take(DECIMALS).collect();
        let below: String = rest.chars().skip(DECIMALS).collect();
        if !below.chars().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let money = Self::parse(&format!("{whole}.{kept}"), currency)?;
        let up = i64::from(below.chars().next().is_some_and(|digit| digit >= '5'));
        Some(Self { units: money.units.checked_add(up)?, currency })
    }

    /// The decimal number with a point: two decimals, four when they are needed. What [`Money::parse`] reads.
    #[must_use]
    pub fn decimal(&self) -> String {
        let sign = if self.units < 0 { "-" } else { "" };
        let units = self.units.unsigned_abs();
        let scale = UNITS.unsigned_abs();
        let (whole, fraction) = (units / scale, units % scale);
        if fraction.is_multiple_of(100) {
            format!("{sign}{whole}.{:02}", fraction / 100)
        } else {
            format!("{sign}{whole}.{fraction:04}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, units) in [
            ("0.0350", Some(350)),
            ("0,3217", Some(3_217)),
            ("1500,5", Some(15_005_000)),
            (" 12 ", Some(120_000)),
            ("0.03505", None),
            ("1.500,00", None),
            ("-1", None),
            (".5", None),
            ("", None),
            ("9999999999999", None),
        ] {
            assert_eq!(Money::parse(text, Currency::BRL).map(|money| money.units), units, "{text}");
        }
        assert_eq!(Money::of(-350, Currency::USD).decimal(), "-0.0350");
        assert_eq!(Money::of(15_005_000, Currency::USD).decimal(), "1500.50");
    }

    #[test]
    fn what_was_billed_has_a_sign_and_more_decimals_than_we_keep() {
        for (text, units) in [
            ("-0.00750", Some(75)),
            ("-0.00645", Some(65)),
            ("0.00644", Some(64)),
            ("-0.3", Some(3_000)),
            ("-2", Some(20_000)),
            ("0.99999", Some(10_000)),
            ("", None),
            ("-", None),
            ("--1", None),
            ("-1e3", None),
            ("-0.00x5", None),
            ("-0.0000x", None),
        ] {
            assert_eq!(Money::billed(text, Currency::USD).map(|money| money.units), units, "{text}");
        }
    }

    #[test]
    fn currencies_are_three_capitals() {
        assert_eq!(Currency::parse("BRL"), Some(Currency::BRL));
        for word in ["brl", "BR", "BRLX", "B1L", "ÉÉ"] {
            assert_eq!(Currency::parse(word), None, "{word}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(units in 0_i64..1_000_000_000_000) {
            let money = Money::of(units, Currency::USD);
            prop_assert_eq!(Money::parse(&money.decimal(), Currency::USD), Some(money));
        }

        #[test]
        fn nothing_that_is_typed_panics(text in "\\PC{0,24}") {
            let _ = (Money::parse(&text, Currency::BRL), Money::billed(&text, Currency::BRL), Currency::parse(&text));
        }
    }
}
