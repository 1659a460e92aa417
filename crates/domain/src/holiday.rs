//! National holidays of Brazil, computed: fixed dates and those that move with Easter.
//!
//! Sources: Lei 662/1949 as changed by Lei 10.607/2002 (fixed dates), Lei 6.802/1980 (12 October), Lei 14.759/2023
//! (20 November), Lei 9.093/1995 (Good Friday as a religious holiday kept everywhere).

use chrono::{Datelike, Duration, NaiveDate};

/// A holiday's name, as a Fluent key after `holiday-`.
pub type HolidayKey = &'static str;

const FIXED: [(u32, u32, HolidayKey); 9] = [
    (1, 1, "new-year"),
    (4, 21, "tiradentes"),
    (5, 1, "labour"),
    (9, 7, "independence"),
    (10, 12, "aparecida"),
    (11, 2, "all-souls"),
    (11, 15, "republic"),
    (11, 20, "black-awareness"),
    (12, 25, "christmas"),
];

/// The first year with the holiday of 20 November in the whole country.
const BLACK_AWARENESS_SINCE: i32 = 2024;

/// Easter Sunday of a year in the Gregorian calendar (Meeus, "Astronomical Algorithms", chapter 8).
#[must_use]
pub fn easter(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c.div_euclid(4), c.rem_euclid(4));
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l).div_euclid(451);
    let sum = h + l - 7 * m + 114;
    let (month, day) = (sum.div_euclid(31), sum.rem_euclid(31) + 1);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// The national holiday of a day, if it is one.
#[must_use]
pub fn national(day: NaiveDate) -> Option<HolidayKey> {
    let fixed = FIXED.iter().find(|(month, date, _)| (day.month(), day.day()) == (*month, *date));
    if let Some((_, _, key)) = fixed {
        let too_early = *key == "black-awareness" && day.year() < BLACK_AWARENESS_SINCE;
        return (!too_early).then_some(*key);
    }
    (easter(day.year())? - Duration::days(2) == day).then_some("good-friday")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, date: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, date).unwrap()
    }

    #[test]
    fn easter_falls_where_the_almanac_has_it() {
        for (year, month, date) in [
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2019, 4, 21),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            (2100, 3, 28),
        ] {
            assert_eq!(easter(year), Some(day(year, month, date)), "{year}");
        }
    }

    #[test]
    fn the_holidays_of_2026_are_ten() {
        let of_year: Vec<(u32, u32)> = day(2026, 1, 1)
            .iter_days()
            .take(365)
            .filter(|day| national(*day).is_some())
            .map(|day| (day.month(), day.day()))
            .collect();
        let wanted =
            [(1, 1), (4, 3), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (11, 20), (12, 25)];
        assert_eq!(of_year, wanted);
        assert_eq!(national(day(2023, 11, 20)), None);
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_in_spring_of_the_north(year in 1583..4_000_i32) {
            let easter = easter(year).unwrap();
            prop_assert_eq!(easter.weekday(), chrono::Weekday::Sun);
            prop_assert!((day(year, 3, 22)..=day(year, 4, 25)).contains(&easter));
        }
    }
}
