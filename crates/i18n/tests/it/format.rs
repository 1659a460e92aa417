//! Numbers, money, phones and dates as each language writes them.

use chrono::{DateTime, Utc, Weekday};
use prosa_domain::lang::Lang;
use prosa_i18n::{RelativeDay, Translator};

fn pt() -> Translator {
    Translator::for_lang(Lang::PtBr).with_utc_offset(-180)
}

fn en() -> Translator {
    Translator::for_lang(Lang::En)
}

fn es() -> Translator {
    Translator::for_lang(Lang::Es).with_utc_offset(60)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

#[test]
fn numbers_are_grouped_by_threes() {
    assert_eq!(pt().number(0), "0");
    assert_eq!(pt().number(999), "999");
    assert_eq!(pt().number(1_000), "1.000");
    assert_eq!(pt().number(-1_234_567), "-1.234.567");
    assert_eq!(en().number(12_345), "12,345");
    assert_eq!(pt().decimal(-5, 2), "-0,05");
    assert_eq!(en().decimal(1_234_567, 3), "1,234.567");
    assert_eq!(pt().decimal(7, 0), "7");
}

#[test]
fn money_is_told_in_minor_units() {
    assert_eq!(pt().money(123_456, "BRL"), "R$ 1.234,56");
    assert_eq!(pt().money(-50, "BRL"), "-R$ 0,50");
    assert_eq!(en().money(123_456, "BRL"), "R$ 1,234.56");
    assert_eq!(es().money(846_000, "USD"), "US$ 8.460,00");
}

#[test]
fn dates_are_told_in_the_readers_zone() {
    let moment = at("2026-11-21T01:05:02Z");
    assert_eq!(pt().date_time(moment), "20/11/2026 22:05");
    assert_eq!(pt().time_exact(moment), "22:05:02");
    assert_eq!(en().date_time(moment), "2026-11-21 01:05");
    assert_eq!(es().date_time(moment), "21/11/2026 02:05");
}

#[test]
fn days_are_relative_to_the_readers_today() {
    let now = at("2026-11-21T17:05:00Z");
    assert_eq!(pt().relative_day(at("2026-11-21T03:00:00Z"), now), RelativeDay::Today);
    assert_eq!(pt().relative_day(at("2026-11-21T02:59:00Z"), now), RelativeDay::Yesterday);
    assert_eq!(pt().relative_day(at("2026-11-19T12:00:00Z"), now), RelativeDay::ThisWeek(Weekday::Thu));
    assert_eq!(pt().relative_day(at("2026-11-14T12:00:00Z"), now), RelativeDay::Other);
    assert_eq!(pt().relative_day(at("2026-11-23T12:00:00Z"), now), RelativeDay::Other);
}

#[test]
fn lists_and_separators_name_the_day() {
    let now = at("2026-11-21T17:05:00Z");
    assert_eq!(pt().when_short(at("2026-11-21T17:04:00Z"), now), "14:04");
    assert_eq!(pt().when_short(at("2026-11-20T17:04:00Z"), now), "ontem");
    assert_eq!(pt().when_short(at("2026-11-19T17:04:00Z"), now), "quinta");
    assert_eq!(pt().when_short(at("2026-10-01T17:04:00Z"), now), "01/10/2026");
    assert_eq!(pt().day_heading(now, now), "Hoje, 21/11/2026");
    assert_eq!(pt().day_heading(at("2026-11-20T17:00:00Z"), now), "Ontem, 20/11/2026");
    assert_eq!(pt().day_heading(at("2026-11-19T17:00:00Z"), now), "Quinta-feira, 19/11/2026");
    assert_eq!(es().day_heading(at("2026-11-18T17:00:00Z"), now), "Miércoles, 18/11/2026");
}

#[test]
fn time_that_went_by_is_told_in_words() {
    let now = at("2026-11-21T17:05:00Z");
    assert_eq!(pt().ago(at("2026-11-21T17:04:31Z"), now), "agora");
    assert_eq!(pt().ago(at("2026-11-21T17:00:00Z"), now), "há 5 min");
    assert_eq!(en().ago(at("2026-11-20T17:05:00Z"), now), "1 day ago");
    assert_eq!(pt().ago(at("2026-11-19T16:05:00Z"), now), "há 2 dias");
}

#[test]
fn lengths_of_time_read_like_a_timer() {
    assert_eq!(pt().minutes(-4), "0 min");
    assert_eq!(pt().minutes(38), "38 min");
    assert_eq!(pt().minutes(200), "3 h 20");
    assert_eq!(pt().minutes(605), "10 h 05");
    assert_eq!(pt().minutes(3_000), "2 d 2 h");
}

#[test]
fn file_sizes_are_rounded_down_to_what_reads_well() {
    assert_eq!(pt().bytes(999), "999 B");
    assert_eq!(pt().bytes(48_300), "48 kB");
    assert_eq!(pt().bytes(1_290_000), "1,2 MB");
    assert_eq!(en().bytes(2_500_000_000), "2.5 GB");
}

#[test]
fn phone_numbers_are_grouped_and_other_texts_left_alone() {
    assert_eq!(pt().phone("5511987654321"), "+55 11 98765-4321");
    assert_eq!(pt().phone("+55 (11) 3456-7890"), "+55 11 3456-7890");
    assert_eq!(pt().phone("14155552671"), "+1 415 555 2671");
    assert_eq!(pt().phone("351912345678"), "+351 912 345 678");
    assert_eq!(pt().phone("BR.12345abc"), "BR.12345abc");
    assert_eq!(pt().phone("123"), "123");
}
