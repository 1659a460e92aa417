//! Dates and times in the reader's zone: 21/11/2026 14:05, Hoje, Ontem, sábado.
//!
//! The present moment is always given; nothing here reads a clock.

use crate::{Arg, Translator};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc, Weekday};

/// How far a day is from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelativeDay {
    /// The day it is.
    Today,
    /// The day before.
    Yesterday,
    /// Two to six days back: the weekday says it.
    ThisWeek(Weekday),
    /// Any other day.
    Other,
}

/// How much of a weekday's name is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayName {
    /// `sexta-feira`.
    Long,
    /// `sexta`.
    Short,
}

const fn weekday_key(day: Weekday, name: DayName) -> &'static str {
    match (name, day) {
        (DayName::Long, Weekday::Mon) => "format-weekday-1",
        (DayName::Long, Weekday::Tue) => "format-weekday-2",
        (DayName::Long, Weekday::Wed) => "format-weekday-3",
        (DayName::Long, Weekday::Thu) => "format-weekday-4",
        (DayName::Long, Weekday::Fri) => "format-weekday-5",
        (DayName::Long, Weekday::Sat) => "format-weekday-6",
        (DayName::Long, Weekday::Sun) => "format-weekday-7",
        (DayName::Short, Weekday::Mon) => "format-weekday-short-1",
        (DayName::Short, Weekday::Tue) => "format-weekday-short-2",
        (DayName::Short, Weekday::Wed) => "format-weekday-short-3",
        (DayName::Short, Weekday::Thu) => "format-weekday-short-4",
        (DayName::Short, Weekday::Fri) => "format-weekday-short-5",
        (DayName::Short, Weekday::Sat) => "format-weekday-short-6",
        (DayName::Short, Weekday::Sun) => "format-weekday-short-7",
    }
}

impl Translator {
    /// The moment on the reader's clock.
    #[must_use]
    pub fn local(self, moment: DateTime<Utc>) -> DateTime<FixedOffset> {
        let seconds = self.utc_offset_minutes().saturating_mul(60);
        let zone = FixedOffset::east_opt(seconds).unwrap_or_else(|| chrono::Offset::fix(&Utc));
        moment.with_timezone(&zone)
    }

    /// 21/11/2026.
    #[must_use]
    pub fn date(self, moment: DateTime<Utc>) -> String {
        self.date_of(self.local(moment).date_naive())
    }

    /// A day of a calendar, whatever the clock: 21/11/2026.
    #[must_use]
    pub fn date_of(self, date: NaiveDate) -> String {
        let (day, month, year) = (two(date.day()), two(date.month()), date.year().to_string());
        let args = [("day", Arg::Text(&day)), ("month", Arg::Text(&month)), ("year", Arg::Text(&year))];
        self.t_args("format-date", &args)
    }

    /// 14:05.
    #[must_use]
    pub fn time(self, moment: DateTime<Utc>) -> String {
        let local = self.local(moment);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// 14:05:02, for exact times.
    #[must_use]
    pub fn time_exact(self, moment: DateTime<Utc>) -> String {
        format!("{}:{:02}", self.time(moment), self.local(moment).second())
    }

    /// 21/11/2026 14:05.
    #[must_use]
    pub fn date_time(self, moment: DateTime<Utc>) -> String {
        format!("{} {}", self.date(moment), self.time(moment))
    }

    /// How far the moment's day is from the present's.
    #[must_use]
    pub fn relative_day(self, moment: DateTime<Utc>, now: DateTime<Utc>) -> RelativeDay {
        let day = self.local(moment).date_naive();
        match self.local(now).date_naive().signed_duration_since(day).num_days() {
            0 => RelativeDay::Today,
            1 => RelativeDay::Yesterday,
            2..=6 => RelativeDay::ThisWeek(day.weekday()),
            _ => RelativeDay::Other,
        }
    }

    /// The name of a weekday.
    #[must_use]
    pub fn weekday(self, day: Weekday, name: DayName) -> String {
        self.t(weekday_key(day, name))
    }

    /// What a row of a list says about when: 14:05 today, `ontem`, `sexta` within a week, 12/11/2026 before.
    #[must_use]
    pub fn when_short(self, moment: DateTime<Utc>, now: DateTime<Utc>) -> String {
        match self.relative_day(moment, now) {
            RelativeDay::Today => self.time(moment),
            RelativeDay::Yesterday => self.t("format-yesterday-short"),
            RelativeDay::ThisWeek(day) => self.weekday(day, DayName::Short),
            RelativeDay::Other => self.date(moment),
        }
    }

    /// What a day separator says: `Hoje, 21/11/2026`, `Ontem, 20/11/2026`, `Quinta-feira, 19/11/2026`.
    #[must_use]
    pub fn day_heading(self, moment: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let date = self.date(moment);
        let name = match self.relative_day(moment, now) {
            RelativeDay::Today => self.t("format-today"),
            RelativeDay::Yesterday => self.t("format-yesterday"),
            RelativeDay::ThisWeek(_) | RelativeDay::Other => {
                capital(&self.weekday(self.local(moment).weekday(), DayName::Long))
            }
        };
        format!("{name}, {date}")
    }

    /// How long ago, in words: `agora`, `há 5 min`, `há 3 h`, `há 2 dias`, else the date.
    #[must_use]
    pub fn ago(self, moment: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let minutes = now.signed_duration_since(moment).num_minutes();
        match minutes {
            ..1 => self.t("format-now"),
            1..60 => self.t_args("format-ago-minutes", &[("n", Arg::Count(minutes))]),
            60..1_440 => self.t_args("format-ago-hours", &[("n", Arg::Count(minutes / 60))]),
            1_440..10_080 => self.t_args("format-ago-days", &[("n", Arg::Count(minutes / 1_440))]),
            _ => self.date(moment),
        }
    }
}

fn two(value: u32) -> String {
    format!("{value:02}")
}

/// The text with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
