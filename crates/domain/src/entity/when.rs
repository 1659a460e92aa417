//! Days and hours as people tell them, against a given now: amanhã, segunda que vem, 12/03, dia 5 às 14h, em 3 dias.
//!
//! Choices: a weekday alone is the next one after today; "que vem" and "next" mean the week that begins on the coming
//! Monday; a day without a year is the one nearest, at most half a year back; an hour without a day is the next one.

use super::number;
use crate::scan::{self, Token};
use chrono::{
    DateTime, Datelike, Days, Duration, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeZone,
    Utc, Weekday,
};

/// How exactly a moment was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// To the minute.
    Minute,
    /// Morning, afternoon, evening.
    Part,
    /// A day.
    Day,
    /// A week, told as its Monday.
    Week,
    /// A month, told as its first day.
    Month,
}

/// A moment that was told, in the local time of who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// Its day.
    pub day: NaiveDate,
    /// Its time of day; for a part of the day its end.
    pub time: Option<NaiveTime>,
    /// How exactly it was told.
    pub precision: Precision,
}

impl When {
    /// The last moment that still keeps it: a day lasts until its end, a week until Sunday, a month until its last day.
    #[must_use]
    pub fn due(&self) -> NaiveDateTime {
        let last = match self.precision {
            Precision::Week => self.day.checked_add_days(Days::new(6)),
            Precision::Month => self.day.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()),
            Precision::Minute | Precision::Part | Precision::Day => None,
        };
        let time = self.time.or_else(|| NaiveTime::from_hms_opt(23, 59, 0)).unwrap_or_default();
        last.unwrap_or(self.day).and_time(time)
    }

    /// The same in a zone. An hour the clocks skip is the first one after it.
    pub fn due_in<Z: TimeZone>(&self, zone: &Z) -> Option<DateTime<Utc>> {
        let local = self.due();
        let found = match zone.from_local_datetime(&local) {
            LocalResult::None => zone.from_local_datetime(&(local + Duration::hours(1))).earliest(),
            found => found.earliest(),
        };
        found.map(|moment| moment.with_timezone(&Utc))
    }
}

/// A moment and its place in tokens: first, and the one behind.
pub(crate) type Told = (When, usize, usize);

/// All moments of a text's tokens.
pub(crate) fn find(tokens: &[Token<'_>], now: NaiveDateTime) -> Vec<Told> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((when, behind)) = moment(tokens, at, now) {
            found.push((when, at, behind));
            at = behind.max(at + 1);
        } else {
            // A number that is no moment is passed over whole.
            let digits = tokens.get(at).is_some_and(Token::is_digits);
            let next = number::at(tokens, at).filter(|_| digits).map_or(at + 1, |number| number.behind);
            at = next.max(at + 1);
        }
    }
    found
}

fn moment(tokens: &[Token<'_>], at: usize, now: NaiveDateTime) -> Option<(When, usize)> {
    if let Some(told) = distance(tokens, at, now) {
        return Some(told);
    }
    if let Some((mut when, behind)) = day(tokens, at, now.date()) {
        let (time, end) = time_behind(tokens, behind).map_or((None, behind), |(time, end)| (Some(time), end));
        if let (Some((time, precision)), true) = (time, when.precision == Precision::Day) {
            when.time = Some(time);
            when.precision = precision;
            return Some((when, end));
        }
        return Some((when, behind));
    }
    let ((time, precision), behind) = time(tokens, at)?;
    // "às 14h de amanhã", "14h30 na sexta"
    let skip = usize::from(tokens.get(behind).is_some_and(|token| {
        matches!(token.fold.as_str(), "de" | "da" | "do" | "on" | "na" | "no" | "del" | "el" | ",")
    }));
    if let Some((when, end)) =
        day(tokens, behind + skip, now.date()).filter(|(when, _)| when.precision == Precision::Day)
    {
        return Some((When { time: Some(time), precision, ..when }, end));
    }
    let today = now.date();
    let day = if time > now.time() { today } else { today.succ_opt()? };
    Some((When { day, time: Some(time), precision }, behind))
}

fn is(tokens: &[Token<'_>], at: usize, words: &[&str]) -> bool {
    tokens.get(at).is_some_and(|token| words.contains(&token.fold.as_str()))
}

/// "em 3 dias", "daqui a duas semanas", "in 2 hours".
fn distance(tokens: &[Token<'_>], at: usize, now: NaiveDateTime) -> Option<(When, usize)> {
    const HEADS: &[&str] =
        &["daqui a", "daqui", "dentro de", "em ate", "em", "en", "in", "within", "nos proximos"];
    let from = scan::says_any(tokens, at, HEADS)?;
    let number =
        number::at(tokens, from).filter(|number| !number.scaled && number.milli % number::MILLI == 0)?;
    let count = number.milli / number::MILLI;
    let mut unit = number.behind;
    unit += usize::from(is(tokens, unit, &["-"]));
    let days = |days: i64| {
        let day = now.date().checked_add_signed(Duration::days(days))?;
        Some(When { day, time: None, precision: Precision::Day })
    };
    let later = |minutes: i64| {
        let moment = now.checked_add_signed(Duration::minutes(minutes))?;
        Some(When { day: moment.date(), time: Some(moment.time()), precision: Precision::Minute })
    };
    if !(1..=999).contains(&count) {
        return None;
    }
    let when = match tokens.get(unit)?.fold.as_str() {
        "dia" | "dias" | "day" | "days" => days(count)?,
        "semana" | "semanas" | "week" | "weeks" => days(count * 7)?,
        "mes" | "meses" | "month" | "months" => {
            let months = Months::new(u32::try_from(count).ok()?);
            When { day: now.date().checked_add_months(months)?, time: None, precision: Precision::Day }
        }
        "hora" | "horas" | "hour" | "hours" | "h" | "hs" => later(count * 60)?,
        "minuto" | "minutos" | "min" | "mins" | "minute" | "minutes" => later(count)?,
        _ => return None,
    };
    Some((when, unit + 1))
}

/// A day: a word for it, a weekday, a date.
fn day(tokens: &[Token<'_>], at: usize, today: NaiveDate) -> Option<(When, usize)> {
    let whole = |day: NaiveDate| When { day, time: None, precision: Precision::Day };
    relative(tokens, at, today)
        .or_else(|| weekday(tokens, at, today).map(|(day, behind)| (whole(day), behind)))
        .or_else(|| date(tokens, at, today).map(|(day, behind)| (whole(day), behind)))
}

/// Words for a day, a week, a month, with how many days they lie from today.
fn relative(tokens: &[Token<'_>], at: usize, today: NaiveDate) -> Option<(When, usize)> {
    const DAYS: &[(&str, i64)] = &[
        ("depois de amanha", 2),
        ("pasado manana", 2),
        ("day after tomorrow", 2),
        ("amanha", 1),
        ("amanhã", 1),
        ("amnh", 1),
        ("amn", 1),
        ("tomorrow", 1),
        ("tmrw", 1),
        ("manana", 1),
        ("hoje", 0),
        ("hj", 0),
        ("today", 0),
        ("tonight", 0),
        ("hoy", 0),
        ("anteontem", -2),
        ("ontem", -1),
        ("yesterday", -1),
        ("ayer", -1),
    ];
    const WEEKS: &[&str] = &[
        "semana que vem",
        "proxima semana",
        "next week",
        "semana que viene",
        "proxima semana",
        "semana proxima",
        "sem que vem",
    ];
    const MONTHS: &[&str] = &["mes que vem", "proximo mes", "next month", "mes que viene", "mes proximo"];
    const WEEKENDS: &[&str] = &["fim de semana", "final de semana", "weekend", "fin de semana", "fds"];
    const MONTH_ENDS: &[&str] =
        &["fim do mes", "final do mes", "end of the month", "fin de mes", "end of month"];
    if let Some((words, days)) = DAYS
        .iter()
        .filter(|(words, _)| scan::says(tokens, at, words).is_some())
        .max_by_key(|(words, _)| words.len())
    {
        // "por la mañana", "de la mañana", "a la mañana" are hours.
        let morning =
            *words == "manana" && at.checked_sub(1).is_some_and(|before| is(tokens, before, &["la"]));
        let day = today.checked_add_signed(Duration::days(*days)).filter(|_| !morning)?;
        return Some((When { day, time: None, precision: Precision::Day }, scan::says(tokens, at, words)?));
    }
    let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
    if let Some(behind) = scan::says_any(tokens, at, WEEKS) {
        return Some((
            When { day: monday.checked_add_days(Days::new(7))?, time: None, precision: Precision::Week },
            behind,
        ));
    }
    if let Some(behind) = scan::says_any(tokens, at, MONTHS) {
        let day = today.with_day(1)?.checked_add_months(Months::new(1))?;
        return Some((When { day, time: None, precision: Precision::Month }, behind));
    }
    if let Some(behind) = scan::says_any(tokens, at, WEEKENDS) {
        let saturday = monday.checked_add_days(Days::new(5))?.max(today);
        return Some((When { day: saturday, time: None, precision: Precision::Day }, behind));
    }
    let behind = scan::says_any(tokens, at, MONTH_ENDS)?;
    let last = today.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()?;
    Some((When { day: last, time: None, precision: Precision::Day }, behind))
}

const WEEKDAYS: &[(Weekday, &[&str])] = &[
    (Weekday::Mon, &["segunda", "monday", "lunes"]),
    (Weekday::Tue, &["terca", "tuesday", "martes"]),
    (Weekday::Wed, &["quarta", "wednesday", "miercoles"]),
    (Weekday::Thu, &["quinta", "thursday", "jueves"]),
    (Weekday::Fri, &["sexta", "friday", "viernes"]),
    (Weekday::Sat, &["sabado", "saturday"]),
    (Weekday::Sun, &["domingo", "sunday"]),
];
/// Words behind an ordinal that make it none of the week.
#[rustfmt::skip]
const ORDINALS: &[&str] = &[
    "via", "vez", "opcao", "parcela", "mao", "linha", "serie", "geracao", "unidade", "compra", "chamada", "etapa", "dose", "parte", "pessoa", "loja", "tentativa", "parte",
    "cadeira", "mesa", "cor", "quadra", "rua", "casa", "avenida", "edicao", "turma", "aula", "idade",
];

fn weekday(tokens: &[Token<'_>], at: usize, today: NaiveDate) -> Option<(NaiveDate, usize)> {
    const NEXT: &[&str] = &["proxima", "proximo", "next", "prox"];
    const THIS: &[&str] = &["essa", "esta", "este", "nessa", "nesta", "neste", "this", "esse", "nesse"];
    let head = is(tokens, at, NEXT) || is(tokens, at, THIS);
    let mut place = at + usize::from(head);
    let name = &tokens.get(place)?.fold;
    let (wanted, _) = WEEKDAYS.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    place += 1;
    if is(tokens, place, ORDINALS) {
        return None;
    }
    if scan::says(tokens, place, "- feira").is_some() {
        place += 2;
    } else if is(tokens, place, &["feira"]) {
        place += 1;
    }
    let behind = scan::says_any(tokens, place, &["que vem", "que viene", "próxima", "proxima"]);
    let from_monday = u64::from(wanted.num_days_from_monday());
    let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
    if behind.is_some() || is(tokens, at, NEXT) {
        return Some((monday.checked_add_days(Days::new(7 + from_monday))?, behind.unwrap_or(place)));
    }
    let here = monday.checked_add_days(Days::new(from_monday))?;
    let stays = here > today || (here == today && is(tokens, at, THIS));
    Some((if stays { here } else { here.checked_add_days(Days::new(7))? }, place))
}

const MONTHS: &[(u32, &[&str])] = &[
    (1, &["janeiro", "enero", "january", "jan"]),
    (2, &["fevereiro", "febrero", "february", "fev", "feb"]),
    (3, &["marco", "marzo", "march", "mar"]),
    (4, &["abril", "april", "abr", "apr"]),
    (5, &["maio", "mayo", "may", "mai"]),
    (6, &["junho", "junio", "june", "jun"]),
    (7, &["julho", "julio", "july", "jul"]),
    (8, &["agosto", "august", "ago", "aug"]),
    (9, &["setembro", "septiembre", "setiembre", "september", "set", "sep"]),
    (10, &["outubro", "octubre", "october", "out", "oct"]),
    (11, &["novembro", "noviembre", "november", "nov"]),
    (12, &["dezembro", "diciembre", "december", "dez", "dec", "dic"]),
];

fn month(tokens: &[Token<'_>], at: usize) -> Option<u32> {
    let fold = &tokens.get(at)?.fold;
    MONTHS.iter().find(|(_, names)| names.contains(&fold.as_str())).map(|(month, _)| *month)
}

fn digits(tokens: &[Token<'_>], at: usize, most: usize) -> Option<u32> {
    let token = tokens.get(at).filter(|token| token.is_digits() && token.fold.len() <= most)?;
    token.fold.parse().ok()
}

/// A date in digits or with its month's name, or "dia 5".
fn date(tokens: &[Token<'_>], at: usize, today: NaiveDate) -> Option<(NaiveDate, usize)> {
    written(tokens, at, today).or_else(|| named(tokens, at, today)).or_else(|| {
        let head = scan::says_any(tokens, at, &["dia", "el dia", "o dia", "el"])?;
        let number = digits(tokens, head, 2)?;
        // "dia 5/6" and "dia 5 de março" first.
        if let Some(full) = written(tokens, head, today).or_else(|| named(tokens, head, today)) {
            return Some(full);
        }
        let dia = tokens.get(head - 1)?.fold == "dia";
        let month = (0..3)
            .filter_map(|ahead| today.with_day(1)?.checked_add_months(Months::new(ahead))?.with_day(number));
        let next = month.into_iter().find(|day| *day >= today)?;
        dia.then_some((next, head + 1))
    })
}

/// 12/03, 12/03/2026, 12-03-26, 12.03.2026, 2026-03-12.
fn written(tokens: &[Token<'_>], at: usize, today: NaiveDate) -> Option<(NaiveDate, usize)> {
    let first = digits(tokens, at, 4)?;
    let sign = tokens
        .get(at + 1)
        .filter(|sign| sign.is_glued() && (sign.is('/') || sign.is('-') || sign.is('.')))?;
    let glued = |place: usize| tokens.get(place).is_some_and(Token::is_glued);
    let second = digits(tokens, at + 2, 2).filter(|_| glued(at + 2))?;
    let again =
        tokens.get(at + 3).is_some_and(|other| other.kind == sign.kind && other.is_glued()) && glued(at + 4);
    let third = digits(tokens, at + 4, 4).filter(|_| again);
    let long = tokens.get(at).is_some_and(|token| token.fold.len() == 4);
    if long {
        return Some((NaiveDate::from_ymd_opt(i32::try_from(first).ok()?, second, third?)?, at + 5));
    }
    if let Some(year) = third {
        let year = if year < 100 { 2_000 + year } else { year };
        return Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, second, first)?, at + 5));
    }
    // Without a year only with a slash, and not what is said of round-the-clock or of scores.
    let wide = tokens.get(at).is_some_and(|token| token.fold.len() == 2)
        || tokens.get(at + 2).is_some_and(|token| token.fold.len() == 2);
    let day_word =
        at.checked_sub(1).is_some_and(|before| is(tokens, before, &["dia", "em", "ate", "no", "on"]));
    if !sign.is('/') || (first, second) == (24, 7) || !(wide || day_word) {
        return None;
    }
    Some((nearest(first, second, today)?, at + 3))
}

/// The day of a month that lies nearest, at most half a year back.
fn nearest(day: u32, month: u32, today: NaiveDate) -> Option<NaiveDate> {
    let years = [today.year(), today.year() + 1, today.year() + 2, today.year() + 3];
    let early = today.checked_sub_signed(Duration::days(180))?;
    years.into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|date| *date >= early)
}

/// "5 de março (de 2026)", "5 March", "March 5th".
fn named(tokens: &[Token<'_>], at: usize, today: NaiveDate) -> Option<(NaiveDate, usize)> {
    let (number, which, mut behind) = if let Some(number) = digits(tokens, at, 2) {
        let mut place = at + 1;
        place += usize::from(is(tokens, place, &["o", "º", "th", "st", "nd", "rd"]));
        place += usize::from(is(tokens, place, &["de", "of", "del"]));
        (number, month(tokens, place)?, place + 1)
    } else {
        let which = month(tokens, at)?;
        let number = digits(tokens, at + 1, 2)?;
        // "march 5 pm" and "set 10 peças": English puts the month first, with its whole name.
        tokens.get(at).filter(|token| token.fold.len() > 3 || token.is_capital())?;
        let place = at + 2 + usize::from(is(tokens, at + 2, &["th", "st", "nd", "rd"]));
        (number, which, place)
    };
    let link = usize::from(is(tokens, behind, &["de", "del", ",", "of", "/"]));
    if let Some(year) = digits(tokens, behind + link, 4).filter(|year| (1_900..2_200).contains(year)) {
        behind += link + 1;
        return Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, which, number)?, behind));
    }
    Some((nearest(number, which, today)?, behind))
}

type Hour = (NaiveTime, Precision);

/// The time behind a day, with a few words between.
fn time_behind(tokens: &[Token<'_>], behind: usize) -> Option<(Hour, usize)> {
    let comma = usize::from(is(tokens, behind, &[","]));
    time(tokens, behind + comma)
}

/// "às 14h30", "14:30", "3 pm", "a las 5 de la tarde", "de manhã", "meio-dia".
fn time(tokens: &[Token<'_>], at: usize) -> Option<(Hour, usize)> {
    const HEADS: &[&str] = &[
        "ate as",
        "ate a",
        "antes das",
        "antes da",
        "a partir das",
        "depois das",
        "por volta das",
        "la pelas",
        "umas",
        "as",
        "a las",
        "antes de las",
        "hasta las",
        "at",
        "by",
        "until",
        "before",
        "after",
        "around",
        "pelas",
        "das",
        "la por las",
        "ate",
    ];
    let parts: &[(&str, u32)] = &[
        ("de manha cedo", 10),
        ("de manha", 12),
        ("pela manha", 12),
        ("a tarde", 18),
        ("de tarde", 18),
        ("da tarde", 18),
        ("a noite", 22),
        ("de noite", 22),
        ("in the morning", 12),
        ("in the afternoon", 18),
        ("in the evening", 22),
        ("por la manana", 12),
        ("por la tarde", 18),
        ("por la noche", 22),
        ("morning", 12),
        ("afternoon", 18),
        ("evening", 22),
        ("cedo", 12),
        ("no fim da tarde", 18),
        ("fim do dia", 18),
        ("no fim do dia", 18),
        ("fim da tarde", 18),
        ("end of day", 18),
    ];
    let head = scan::says_any(tokens, at, HEADS);
    let from = head.unwrap_or(at);
    for (words, hour) in [
        ("meio - dia", 12),
        ("meio dia", 12),
        ("noon", 12),
        ("mediodia", 12),
        ("midnight", 0),
        ("meia - noite", 0),
        ("meia noite", 0),
    ] {
        if let Some(behind) = scan::says(tokens, from, words) {
            return Some(((NaiveTime::from_hms_opt(hour, 0, 0)?, Precision::Minute), behind));
        }
    }
    if let Some(found) = clock(tokens, from, if head.is_some() { Head::Headed } else { Head::Bare }) {
        return Some(found);
    }
    let found = parts
        .iter()
        .filter_map(|(words, hour)| Some((scan::says(tokens, at, words)?, *hour)))
        .max_by_key(|(behind, _)| *behind);
    let (behind, hour) = found?;
    Some(((NaiveTime::from_hms_opt(hour, 0, 0)?, Precision::Part), behind))
}

/// Whether a word stands before the number that makes it an hour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Headed,
    Bare,
}

fn clock(tokens: &[Token<'_>], at: usize, told: Head) -> Option<(Hour, usize)> {
    let mut hour = digits(tokens, at, 2)?;
    let mut behind = at + 1;
    let mut minute = 0;
    let mut marked = told == Head::Headed;
    let glued = |place: usize| tokens.get(place).is_some_and(Token::is_glued);
    if is(tokens, behind, &[":"]) && glued(behind) && glued(behind + 1) {
        minute = digits(tokens, behind + 1, 2)?;
        behind += 2;
        marked = true;
    }
    if is(tokens, behind, &["h", "hs", "hrs", "horas", "hora", "hr", "o'clock"]) {
        marked |= glued(behind)
            || told == Head::Headed
            || tokens.get(behind).is_some_and(|token| token.fold == "h");
        behind += 1;
        if let Some(minutes) = digits(tokens, behind, 2).filter(|_| glued(behind)) {
            minute = minutes;
            behind += 1;
            behind += usize::from(is(tokens, behind, &["min", "m"]) && glued(behind));
        }
    }
    if scan::says(tokens, behind, "e meia").is_some() || scan::says(tokens, behind, "y media").is_some() {
        minute = 30;
        behind += 2;
    }
    const AFTERNOON: &[&str] = &[
        "da tarde",
        "de la tarde",
        "da noite",
        "de la noche",
        "pm",
        "p . m",
        "in the afternoon",
        "in the evening",
    ];
    const MORNING: &[&str] = &["da manha", "de la manana", "am", "a . m", "in the morning", "da madrugada"];
    if let Some(end) = scan::says_any(tokens, behind, AFTERNOON) {
        hour = if hour < 12 { hour + 12 } else { hour };
        (behind, marked) = (end, true);
    } else if let Some(end) = scan::says_any(tokens, behind, MORNING) {
        hour = if hour == 12 { 0 } else { hour };
        (behind, marked) = (end, true);
    }
    // "às 10 peças", "até 12 vezes", "das 3 opções" are no hours.
    let counted = tokens.get(behind).is_some_and(|next| {
        next.is_word() && told == Head::Headed && behind == at + 1 && !is(tokens, behind, AFTER_HOUR)
    });
    let shared = is(tokens, behind, &["%", "/", "x"])
        || (is(tokens, behind, &[",", "."])
            && glued(behind + 1)
            && tokens.get(behind + 1).is_some_and(Token::is_digits));
    (marked && !counted && !shared).then_some(())?;
    Some(((NaiveTime::from_hms_opt(hour, minute, 0)?, Precision::Minute), behind))
}

/// Words that may follow an hour told without its unit.
#[rustfmt::skip]
const AFTER_HOUR: &[&str] = &[
    "de", "da", "do", "e", "em", "pode", "ok", "te", "eu", "no", "na", "amanha", "hoje", "por", "pra", "para", "and", "or", "ou", "on", "tomorrow", "today", "sem", "te", "mando", "to",
    "pf", "hoy", "manana", "please", "segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo", "que", "o", "a", "te", "blz", "certo", "com", "se", "mas", "del", "el", "la", "in", "i", "can", "is",
];
