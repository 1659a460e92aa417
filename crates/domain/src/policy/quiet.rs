//! Quiet hours: when people are left alone by what nobody waits for.

use super::facts::QuietFact;
use crate::holiday;
use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

/// Ends of quiet that are looked through for an open time: three a day of a month.
const ENDS_MAX: usize = 90;
/// Minutes of a day: the largest a span can name.
pub const DAY_MINUTES: u16 = 24 * 60;

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

/// A stretch of quiet, in minutes of the local day it begins on. From after until means over midnight: it ends on the day
/// after, and belongs to the day it begins on. Equal means none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuietSpan {
    /// First quiet minute, 0 to 1,440.
    pub from: u16,
    /// First open minute, 0 to 1,440.
    pub until: u16,
}

impl QuietSpan {
    /// No quiet.
    pub const NONE: Self = Self { from: 0, until: 0 };
    /// Quiet from midnight to midnight.
    pub const WHOLE_DAY: Self = Self { from: 0, until: DAY_MINUTES };

    /// Beginning and end of the stretch that begins on a day; none when there is no quiet.
    fn on(self, day: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let midnight = day.and_time(NaiveTime::MIN);
        let after = |minutes: u16| Duration::minutes(i64::from(minutes));
        let over = if self.from > self.until { Duration::days(1) } else { Duration::zero() };
        (self.from != self.until).then(|| (midnight + after(self.from), midnight + after(self.until) + over))
    }
}

/// Quiet of one day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuietDay {
    /// As on every day.
    #[default]
    Usual,
    /// Its own, or none.
    Own(QuietSpan),
}

/// The days of a week, Monday first.
pub type QuietWeek = [QuietDay; 7];

/// When people are left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuietHours {
    /// On every day that says nothing of its own.
    pub usual: QuietSpan,
    /// Days of the week.
    pub days: QuietWeek,
    /// National holidays. A holiday is quiet all day, and its evening leads into the next morning as on its day of the week.
    pub holidays: Holidays,
}

impl Default for QuietHours {
    /// From eight in the evening until eight in the morning on every day, and holidays.
    fn default() -> Self {
        Self {
            usual: QuietSpan { from: 20 * 60, until: 8 * 60 },
            days: [QuietDay::Usual; 7],
            holidays: Holidays::Quiet,
        }
    }
}

impl QuietHours {
    /// What holds on a day of the week.
    #[must_use]
    pub fn of(self, day: Weekday) -> QuietSpan {
        let place = usize::try_from(day.num_days_from_monday()).unwrap_or_default();
        match self.days.get(place) {
            Some(QuietDay::Own(span)) => *span,
            Some(QuietDay::Usual) | None => self.usual,
        }
    }

    /// Whether people are left alone now, and until when.
    #[must_use]
    pub fn at(self, now: DateTime<Utc>, offset: FixedOffset) -> QuietFact {
        let mut time = now.with_timezone(&offset).naive_local();
        let Some(first) = self.end(time) else { return QuietFact::Open };
        time = first;
        for _ in 0..ENDS_MAX {
            let Some(later) = self.end(time) else {
                let open = time.and_local_timezone(offset).single();
                return QuietFact::Quiet { until: open.map_or(now, |open| open.with_timezone(&Utc)) };
            };
            time = later;
        }
        // Somebody who is quiet all day and every day has no open time: look again tomorrow.
        QuietFact::Quiet { until: now + Duration::days(1) }
    }

    /// The latest end of what is quiet at a local moment: the stretch of this day, the one that came over midnight, the
    /// holiday. None when it is an open moment.
    fn end(self, local: NaiveDateTime) -> Option<NaiveDateTime> {
        let today = local.date();
        let is_holiday = self.holidays == Holidays::Quiet && holiday::national(today).is_some();
        let stretches = [
            today.pred_opt().and_then(|day| self.of(day.weekday()).on(day)),
            self.of(today.weekday()).on(today),
            QuietSpan::WHOLE_DAY.on(today).filter(|_| is_holiday),
        ];
        let holding =
            stretches.into_iter().flatten().filter(|(from, until)| (*from..*until).contains(&local));
        holding.map(|(_, until)| until).max()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

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
        let open = |from, until| QuietHours {
            usual: QuietSpan { from, until },
            holidays: Holidays::Open,
            ..QuietHours::default()
        };
        let noon = open(720, 780);
        let wanted = QuietFact::Quiet { until: local("2026-11-21 13:00") };
        assert_eq!(noon.at(local("2026-11-21 12:30"), brasilia()), wanted);
        let never = open(0, 0);
        assert_eq!(never.at(local("2026-11-21 03:00"), brasilia()), QuietFact::Open);
    }

    fn own(from: u16, until: u16) -> QuietDay {
        QuietDay::Own(QuietSpan { from, until })
    }

    #[test]
    fn a_day_has_its_own_hours_or_none_and_a_night_belongs_to_the_day_it_begins_on() {
        // Wednesday from noon to one, Saturday from two in the afternoon until ten on Sunday, nothing on Sunday itself.
        let mut days = [QuietDay::Usual; 7];
        days[2] = own(720, 780);
        days[5] = own(14 * 60, 10 * 60);
        days[6] = own(0, 0);
        let hours = QuietHours { days, holidays: Holidays::Open, ..QuietHours::default() };
        for (now, until) in [
            // Tuesday's night reaches into Wednesday.
            ("2026-11-24 23:00", Some("2026-11-25 08:00")),
            ("2026-11-25 07:59", Some("2026-11-25 08:00")),
            ("2026-11-25 08:00", None),
            ("2026-11-25 12:30", Some("2026-11-25 13:00")),
            ("2026-11-25 23:00", None),
            // No night began on Wednesday.
            ("2026-11-26 02:00", None),
            ("2026-11-26 20:00", Some("2026-11-27 08:00")),
            ("2026-11-28 13:59", None),
            ("2026-11-28 14:00", Some("2026-11-29 10:00")),
            ("2026-11-29 09:59", Some("2026-11-29 10:00")),
            ("2026-11-29 10:00", None),
            ("2026-11-29 22:00", None),
            ("2026-11-30 03:00", None),
            ("2026-11-30 20:00", Some("2026-12-01 08:00")),
        ] {
            let wanted = until.map_or(QuietFact::Open, |until| QuietFact::Quiet { until: local(until) });
            assert_eq!(hours.at(local(now), brasilia()), wanted, "{now}");
        }
    }

    #[test]
    fn a_whole_day_of_quiet_runs_into_the_night_before_and_after() {
        let mut days = [QuietDay::Usual; 7];
        days[6] = QuietDay::Own(QuietSpan::WHOLE_DAY);
        let hours = QuietHours { days, ..QuietHours::default() };
        let monday = QuietFact::Quiet { until: local("2026-11-30 00:00") };
        for now in ["2026-11-28 20:00", "2026-11-29 12:00", "2026-11-29 23:59"] {
            assert_eq!(hours.at(local(now), brasilia()), monday, "{now}");
        }
        let always =
            QuietHours { usual: QuietSpan::WHOLE_DAY, holidays: Holidays::Open, ..QuietHours::default() };
        let now = local("2026-11-28 20:00");
        assert_eq!(always.at(now, brasilia()), QuietFact::Quiet { until: now + Duration::days(1) });
    }

    #[test]
    fn the_day_is_the_one_where_the_business_is() {
        let mut days = [QuietDay::Own(QuietSpan::NONE); 7];
        days[0] = own(0, 60);
        let hours = QuietHours { days, holidays: Holidays::Open, ..QuietHours::default() };
        // Monday begins in Brasília at three in the morning of UTC, in Tokyo on Sunday afternoon.
        let monday = DateTime::parse_from_rfc3339("2026-11-30T03:30:00Z").unwrap().with_timezone(&Utc);
        assert!(matches!(hours.at(monday, brasilia()), QuietFact::Quiet { .. }));
        let tokyo = FixedOffset::east_opt(9 * 3_600).unwrap();
        assert_eq!(hours.at(monday, tokyo), QuietFact::Open);
        assert!(matches!(hours.at(monday - Duration::hours(12), tokyo), QuietFact::Quiet { .. }));
    }

    fn any_day() -> impl Strategy<Value = QuietDay> {
        prop_oneof![
            Just(QuietDay::Usual),
            Just(QuietDay::Own(QuietSpan::NONE)),
            (0..1_440_u16, 0..1_440_u16).prop_map(|(from, until)| own(from, until)),
        ]
    }

    proptest! {
        #[test]
        fn the_end_of_quiet_is_later_and_open(
            from in 0..1_440_u16,
            until in 0..1_440_u16,
            days in proptest::array::uniform7(any_day()),
            minutes in 0..600_000_i64,
        ) {
            let usual = QuietSpan { from, until };
            let hours = QuietHours { usual, days, holidays: Holidays::Quiet };
            let now = local("2026-01-01 00:00") + Duration::minutes(minutes);
            if let QuietFact::Quiet { until } = hours.at(now, brasilia()) {
                prop_assert!(until > now);
                // Nights can join so that no minute of the week is open; then it is asked again a day later.
                let never = until == now + Duration::days(1);
                prop_assert!(never || hours.at(until, brasilia()) == QuietFact::Open);
            }
        }

        #[test]
        fn a_week_of_days_that_say_the_same_is_the_usual_week(
            from in 0..1_440_u16,
            until in 0..1_440_u16,
            minutes in 0..600_000_i64,
        ) {
            let plain = QuietHours { usual: QuietSpan { from, until }, ..QuietHours::default() };
            let told = QuietHours { days: [own(from, until); 7], ..QuietHours::default() };
            let now = local("2026-01-01 00:00") + Duration::minutes(minutes);
            prop_assert_eq!(plain.at(now, brasilia()), told.at(now, brasilia()));
        }
    }
}
