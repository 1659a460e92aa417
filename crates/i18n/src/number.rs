//! Numbers, money, durations, sizes and phone numbers, as the language writes them.
//!
//! The separators and orders come from `locales/<tag>/format.ftl`; the arithmetic is on integers.

use crate::{Arg, Translator};

/// Key of the mark between groups of three digits.
pub(crate) const GROUP_KEY: &str = "format-group";
/// Key of the mark before the decimals.
const DECIMAL_KEY: &str = "format-decimal";

/// Puts a separator between groups of three digits of a plain whole number.
pub(crate) fn group(plain: &str, separator: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    if digits.len() <= 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return plain.to_owned();
    }
    let mut out = String::with_capacity(plain.len() + digits.len() / 3);
    out.push_str(sign);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}

impl Translator {
    /// A whole number: 12.345 in Portuguese, 12,345 in English.
    #[must_use]
    pub fn number(self, value: i64) -> String {
        group(&value.to_string(), &self.t(GROUP_KEY))
    }

    /// A number given in its smallest unit, with so many decimals: `decimal(1234, 2)` is 12,34 in Portuguese.
    #[must_use]
    pub fn decimal(self, scaled: i64, decimals: u32) -> String {
        let unit = 10_u64.saturating_pow(decimals);
        let size = scaled.unsigned_abs();
        let sign = if scaled < 0 { "-" } else { "" };
        let whole = group(&(size / unit).to_string(), &self.t(GROUP_KEY));
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        let width = usize::try_from(decimals).unwrap_or_default();
        format!("{sign}{whole}{}{:0width$}", self.t(DECIMAL_KEY), size % unit)
    }

    /// A share of a hundred: 34%.
    #[must_use]
    pub fn percent(self, value: i64) -> String {
        format!("{}%", self.number(value))
    }

    /// Money in minor units and its ISO currency: R$ 1.234,56.
    #[must_use]
    pub fn money(self, minor: i64, currency: &str) -> String {
        let symbol = match currency {
            "BRL" => "R$",
            "USD" => "US$",
            "EUR" => "€",
            other => other,
        };
        let amount = self.decimal(minor.saturating_abs(), 2);
        let text =
            self.t_args("format-money", &[("symbol", Arg::Text(symbol)), ("amount", Arg::Text(&amount))]);
        if minor < 0 { format!("-{text}") } else { text }
    }

    /// A length of time told as people read a timer: `38 min`, `21 h 54`, `3 d 4 h`. Under a minute is 0 min.
    #[must_use]
    pub fn minutes(self, minutes: i64) -> String {
        let minutes = minutes.max(0);
        let (days, hours, rest) = (minutes / 1_440, minutes % 1_440 / 60, minutes % 60);
        if days > 0 {
            return self
                .t_args("format-days-hours", &[("days", Arg::Count(days)), ("hours", Arg::Count(hours))]);
        }
        if hours > 0 {
            let rest = format!("{rest:02}");
            return self.t_args(
                "format-hours-minutes",
                &[("hours", Arg::Count(hours)), ("minutes", Arg::Text(&rest))],
            );
        }
        self.t_args("format-minutes", &[("minutes", Arg::Count(rest))])
    }

    /// A file size: 48 kB, 1,2 MB.
    #[must_use]
    pub fn bytes(self, bytes: i64) -> String {
        match bytes.max(0) {
            small @ 0..1_000 => format!("{small} B"),
            kilo @ 1_000..1_000_000 => format!("{} kB", self.number(kilo / 1_000)),
            mega @ 1_000_000..1_000_000_000 => format!("{} MB", self.decimal(mega / 100_000, 1)),
            giga => format!("{} GB", self.decimal(giga / 100_000_000, 1)),
        }
    }

    /// A phone number with its digits in groups: +55 11 98765-4321. Anything that is not a number stays as it is.
    #[must_use]
    pub fn phone(self, text: &str) -> String {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let foreign = text.chars().any(|letter| !letter.is_ascii_digit() && !"+-() .".contains(letter));
        if foreign || !(8..=15).contains(&digits.len()) {
            return text.to_owned();
        }
        brazilian(&digits).unwrap_or_else(|| international(&digits))
    }
}

fn brazilian(digits: &str) -> Option<String> {
    let national = digits.strip_prefix("55")?;
    if !matches!(national.len(), 10 | 11) {
        return None;
    }
    let (area, number) = national.split_at_checked(2)?;
    let (first, last) = number.split_at_checked(number.len() - 4)?;
    Some(format!("+55 {area} {first}-{last}"))
}

/// Country codes of one and two digits; the rest have three (ITU-T E.164 annex).
fn country_length(digits: &str) -> usize {
    const TWO: &[&str] = &[
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
        "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
        "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    match digits.get(..2) {
        Some(head) if head.starts_with('1') || head.starts_with('7') => 1,
        Some(head) if TWO.contains(&head) => 2,
        _ => 3,
    }
}

fn international(digits: &str) -> String {
    let (country, mut rest) = digits.split_at_checked(country_length(digits)).unwrap_or((digits, ""));
    let mut out = format!("+{country}");
    while !rest.is_empty() {
        let take = if rest.len() <= 4 { rest.len() } else { 3 };
        let (part, left) = rest.split_at_checked(take).unwrap_or((rest, ""));
        out.push(' ');
        out.push_str(part);
        rest = left;
    }
    out
}
