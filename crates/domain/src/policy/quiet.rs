//! Quiet hours: when people are left alone by what nobody waits for.

use super::facts::QuietFact;
use crate::holiday;
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// Days ahead that are looked through for an open time.
const DAYS_MAX: i64 = 30;
/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

/// Whether holidays are quiet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holidays {
    /// Quiet all day.
    #[default]
    Quiet,
    /// Days like others.
    Open,
}

/// When people are left alone. From and until are minutes of the local day; from after until means over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuietHours {
    /// First quiet minute.
    pub from: u16,
    /// First open minute.
    pub until: u16,
    /// National holidays.
    pub holidays: Holidays,
}

impl Default for QuietHours {
    /// From eight in the evening until eight in the morning, and holidays.
    fn default() -> Self {
        Self { from: 20 * 60, until: 8 * 60, holidays: Holidays::Quiet }
    }
}

impl QuietHours {
    fn is_quiet_minute(self, minute: u16) -> bool {
        if self.from <= self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }

    fn is_quiet_day(self, day: NaiveDate) -> bool {
        self.holidays == Holidays::Quiet && holiday::national(day).is_some()
    }

    /// Whether people are left alone now, and until when.
    #[must_use]
    pub fn at(self, now: DateTime<Utc>, offset: FixedOffset) -> QuietFact {
        let local = now.with_timezone(&offset).naive_local();
        let minute =
            |time: NaiveDateTime| u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(u16::MAX);
        if !self.is_quiet_day(local.date()) && !self.is_quiet_minute(minute(local)) {
            return QuietFact::Open;
        }
        let open = (0..DAYS_MAX)
            .map(|days| local.date() + Duration::days(days))
            .filter(|day| !self.is_quiet_day(*day))
            .flat_map(|day| self.opens(day))
            .find(|time| *time > local);
        let until = open.and_then(|time| time.and_local_timezone(offset).single());
        // Somebody who is quiet all day and every day has no open time: look again tomorrow.
        QuietFact::Quiet { until: until.map_or(now + Duration::days(1), |time| time.with_timezone(&Utc)) }
    }

    /// Times of a day at which it may become open: its beginning, and the end of quiet.
    fn opens(self, day: NaiveDate) -> impl Iterator<Item = NaiveDateTime> {
        [0, self.until.min(DAY_MINUTES)]
            .into_iter()
            .filter(move |minute| !self.is_quiet_minute(*minute))
            .filter_map(move |minute| {
                let begin = day.and_hms_opt(0, 0, 0)?;
                Some(begin + Duration::minutes(i64::from(minute)))
            })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    fn brasilia() -> FixedOffset {
        FixedOffset::west_opt(3 * 3_600).unwrap()
    }

    fn local(text: &str) -> DateTime<Utc> {
        let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        brasilia().from_local_datetime(&time).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn quiet_ends_in_the_morning_of_the_next_day_that_is_no_holiday() {
        let hours = QuietHours::default();
        for (now, until) in [
            ("2026-11-21 12:00", None),
            ("2026-11-21 08:00", None),
            ("2026-11-21 19:59", None),
            ("2026-11-21 20:00", Some("2026-11-22 08:00")),
            ("2026-11-22 02:00", Some("2026-11-22 08:00")),
            // 20 November is a holiday, and so the evening before leads to the day after.
            ("2026-11-19 21:00", Some("2026-11-21 08:00")),
            ("2026-11-20 12:00", Some("2026-11-21 08:00")),
            ("2026-12-24 23:00", Some("2026-12-26 08:00")),
        ] {
            let wanted = until.map_or(QuietFact::Open, |until| QuietFact::Quiet { until: local(until) });
            assert_eq!(hours.at(local(now), brasilia()), wanted, "{now}");
        }
        let open = QuietHours { holidays: Holidays::Open, ..hours };
        assert_eq!(open.at(local("2026-11-20 12:00"), brasilia()), QuietFact::Open);
    }

    #[test]
    fn hours_within_one_day_and_none_at_all() {
        let noon = QuietHours { from: 720, until: 780, holidays: Holidays::Open };
        let wanted = QuietFact::Quiet { until: local("2026-11-21 13:00") };
        assert_eq!(noon.at(local("2026-11-21 12:30"), brasilia()), wanted);
        let never = QuietHours { from: 0, until: 0, holidays: Holidays::Open };
        assert_eq!(never.at(local("2026-11-21 03:00"), brasilia()), QuietFact::Open);
    }

    proptest! {
        #[test]
        fn the_end_of_quiet_is_later_and_open(from in 0..1_440_u16, until in 0..1_440_u16, minutes in 0..600_000_i64) {
            let hours = QuietHours { from, until, holidays: Holidays::Quiet };
            let now = local("2026-01-01 00:00") + Duration::minutes(minutes);
            if let QuietFact::Quiet { until } = hours.at(now, brasilia()) {
                prop_assert!(until > now);
                prop_assert_eq!(hours.at(until, brasilia()), QuietFact::Open);
            }
        }
    }
}
