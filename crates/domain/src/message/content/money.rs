//! Amounts in catalogues and orders: whole minor units and the currency's code.

use serde::{Deserialize, Serialize};

/// An amount in the smallest unit of its currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: cents for BRL.
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

impl Money {
    /// Reads a decimal number such as `39.9` as minor units of the currency, rounding half up what is finer than that.
    /// None when it is no number or beyond counting.
    #[must_use]
    pub fn parse(decimal: &str, currency: &str) -> Option<Self> {
        let text = decimal.trim();
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        // Meta sends plain numbers; anything with an exponent comes from a float of ours.
        let plain = if digits.contains(['e', 'E']) {
            digits
                .parse::<f64>()
                .ok()
                .filter(|value| value.is_finite() && *value < 1e15)
                .map(|v| format!("{v:.6}"))?
        } else {
            digits.to_owned()
        };
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let places = decimals(currency);
        let mut kept: String = part.chars().chain(std::iter::repeat('0')).take(places).collect();
        kept.insert_str(0, whole);
        let mut minor = if kept.is_empty() { 0 } else { kept.parse::<i64>().ok()? };
        if part.as_bytes().get(places).is_some_and(|next| *next >= b'5') {
            minor = minor.checked_add(1)?;
        }
        Some(Self { minor: if negative { -minor } else { minor }, currency: currency.to_owned() })
    }

    /// The amount as a plain decimal with a dot, such as `39.90`; screens write it in the reader's language.
    #[must_use]
    pub fn decimal(&self) -> String {
        let places = decimals(&self.currency);
        let digits = format!("{:0width$}", self.minor.unsigned_abs(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        let sign = if self.minor < 0 { "-" } else { "" };
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
}

/// Digits after the point of a currency (ISO 4217); two for those not listed.
#[must_use]
pub fn decimals(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimal_prices_become_minor_units_of_their_currency() {
        for (text, currency, minor) in [
            ("39.9", "BRL", Some(3_990)),
            ("39", "BRL", Some(3_900)),
            ("0.005", "BRL", Some(1)),
            ("0.004", "BRL", Some(0)),
            (".5", "BRL", Some(50)),
            ("-1.25", "USD", Some(-125)),
            ("1000", "CLP", Some(1_000)),
            ("999.5", "PYG", Some(1_000)),
            ("1.2345", "KWD", Some(1_235)),
            ("1e3", "BRL", Some(100_000)),
            ("", "BRL", None),
            (".", "BRL", None),
            ("12,50", "BRL", None),
            ("99999999999999999999", "BRL", None),
        ] {
            assert_eq!(Money::parse(text, currency).map(|money| money.minor), minor, "{text} {currency}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_written_down_reads_back(minor in -1_000_000_000_000_i64..1_000_000_000_000, currency in "BRL|CLP|KWD") {
            let money = Money { minor, currency: currency.clone() };
            prop_assert_eq!(Money::parse(&money.decimal(), &currency), Some(money));
        }
    }
}
