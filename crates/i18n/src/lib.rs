//! Fluent on both sides: the same sentences, numbers and dates on the server and, as WASM, in the browser.
//!
//! The language of a page is fixed when it loads, so a [`Translator`] is a plain copyable value and nothing here is
//! reactive. Sentences live in `locales/<tag>/<area>.ftl`; this room must not know a sentence, a database or HTTP.

mod catalogue;
mod date;
mod notice;
mod number;
mod price;

pub use catalogue::{Files, files, install};
pub use date::{DayName, RelativeDay};

use fluent_bundle::{FluentArgs, FluentValue};
use prosa_domain::{lang::Lang, refusal::Refusal};

/// Speaks one language, in one time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Translator {
    lang: Lang,
    utc_offset_minutes: i32,
}

/// A value for a placeholder of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    /// Words, put in as they are.
    Text(&'a str),
    /// A whole number: chooses the plural and is grouped as the language does.
    Count(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl From<i64> for Arg<'_> {
    fn from(value: i64) -> Self {
        Self::Count(value)
    }
}

impl From<i32> for Arg<'_> {
    fn from(value: i32) -> Self {
        Self::Count(i64::from(value))
    }
}

impl From<u32> for Arg<'_> {
    fn from(value: u32) -> Self {
        Self::Count(i64::from(value))
    }
}

impl Translator {
    /// A translator in UTC.
    #[must_use]
    pub const fn for_lang(lang: Lang) -> Self {
        Self { lang, utc_offset_minutes: 0 }
    }

    /// The same, telling times at this distance from UTC (minutes, negative is west).
    #[must_use]
    pub const fn with_utc_offset(self, utc_offset_minutes: i32) -> Self {
        Self { utc_offset_minutes, ..self }
    }

    /// The language it speaks.
    #[must_use]
    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// The distance from UTC in minutes, negative is west.
    #[must_use]
    pub const fn utc_offset_minutes(self) -> i32 {
        self.utc_offset_minutes
    }

    /// The sentence of a key. A key that does not exist is shown as itself, so that it is seen.
    #[must_use]
    pub fn t(self, key: &str) -> String {
        catalogue::sentence(self.lang, key, None)
    }

    /// The sentence of a key with its placeholders filled.
    #[must_use]
    pub fn t_args(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value {
                Arg::Text(text) => values.set((*name).to_owned(), FluentValue::from(*text)),
                Arg::Count(count) => values.set((*name).to_owned(), FluentValue::from(*count)),
            }
        }
        catalogue::sentence(self.lang, key, Some(&values))
    }

    /// Whether the key has a sentence in this language.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        catalogue::has(self.lang, key)
    }

    /// A refusal in words. Whole numbers choose plurals, a moment (`closed_at`) is told in the reader's zone, and a
    /// field is told by its name.
    #[must_use]
    pub fn refusal(self, refusal: &Refusal) -> String {
        let mut values = FluentArgs::with_capacity(refusal.args.len());
        for (name, text) in &refusal.args {
            values.set(name.clone(), self.refusal_value(name, text));
        }
        catalogue::sentence(self.lang, &format!("error-{}", refusal.code.as_str()), Some(&values))
    }

    fn refusal_value(self, name: &str, text: &str) -> FluentValue<'static> {
        if name == "provider_code" {
            return FluentValue::from(text.to_owned());
        }
        if name == "field" {
            let key = format!("field-{text}");
            let label = if self.has(&key) { self.t(&key) } else { text.to_owned() };
            return FluentValue::from(label);
        }
        if let Ok(count) = text.parse::<i64>() {
            return FluentValue::from(count);
        }
        match text.parse::<chrono::DateTime<chrono::Utc>>() {
            Ok(moment) => FluentValue::from(self.date_time(moment)),
            Err(_) => FluentValue::from(text.to_owned()),
        }
    }
}
