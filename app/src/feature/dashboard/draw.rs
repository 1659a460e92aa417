//! The dashboard as HTML. Everything in it is a figure or a word of ours.

use super::chart::{self, Bar};
use crate::kit::Glyph;
use prosa_domain::{
    drift,
    label::{Intent, Sentiment},
};
use prosa_i18n::Translator;
use prosa_wire::dashboard::{DayRead, IaDashboard};
use std::fmt::Write as _;

/// Pairs of what was read and what was meant that are told.
const PAIRS_MAX: usize = 12;

/// The whole page below its head.
#[must_use]
pub fn draw(tr: Translator, told: &IaDashboard) -> String {
    let mut html = String::with_capacity(16_384);
    if told.read() == 0 && told.confused.is_empty() && told.offered.count == 0 && told.calls.is_empty() {
        let _ = write!(
            html,
            r#"<div class="empty">{}<h2>{}</h2><p>{}</p></div>"#,
            Glyph::Chart.svg("i"),
            tr.t("dashboard-empty"),
            tr.t("dashboard-empty-text")
        );
        return html;
    }
    figures(tr, told, &mut html);
    days(tr, told, &mut html);
    moods(tr, told, &mut html);
    intents(tr, told, &mut html);
    agreement(tr, told, &mut html);
    drifted(tr, told, &mut html);
    scores(tr, told, &mut html);
    offered(tr, told, &mut html);
    html
}

fn number(tr: Translator, count: u32) -> String {
    tr.number(i64::from(count))
}

/// Microseconds as milliseconds, as fine as the scale they were counted on.
fn milliseconds(tr: Translator, micros: u64) -> String {
    // Hundredths of a millisecond; less than one is told as one.
    let hundredths = i64::try_from(micros.div_ceil(10)).unwrap_or(i64::MAX);
    format!("{} ms", tr.decimal(hundredths, 2))
}

/// A part of a whole in percent; nothing of nothing.
fn percent(tr: Translator, part: u32, whole: u32) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let share = (u64::from(part) * 100 + u64::from(whole) / 2) / u64::from(whole);
    tr.t_args("label-percent", &[("percent", i64::try_from(share).unwrap_or_default().into())])
}

fn figures(tr: Translator, told: &IaDashboard, html: &mut String) {
    let (agreed, spoken) = told.agreed();
    let read = told.read();
    html.push_str(r#"<section class="card"><dl class="figs">"#);
    let mut figure = |key: &str, value: String, note: String| {
        let _ =
            write!(html, r#"<div><dt>{}</dt><dd>{value}</dd><dd class="note">{note}</dd></div>"#, tr.t(key));
    };
    let of = |count: u32| tr.t_args("dashboard-of", &[("count", (&number(tr, count)).into())]);
    figure("dashboard-read", number(tr, read), tr.t("dashboard-read-note"));
    figure("dashboard-unsure", percent(tr, told.unsure(), read), of(read));
    figure("dashboard-negative", percent(tr, told.in_mood(Sentiment::Negative), read), of(read));
    figure("dashboard-corrected", number(tr, spoken - agreed), of(spoken));
    figure("dashboard-agreed", percent(tr, agreed, spoken), of(spoken));
    figure("dashboard-own", percent(tr, told.by_own, read), of(read));
    if let Some(speed) = told.speed {
        let slowest = milliseconds(tr, speed.slowest_micros);
        let note = tr.t_args("dashboard-speed-note", &[("time", (&slowest).into())]);
        figure("dashboard-speed", milliseconds(tr, speed.median_micros), note);
    }
    html.push_str("</dl></section>");
}

/// Opens a card; `id` names it for its heading.
fn card(tr: Translator, id: &str, title: &str, text: &str, html: &mut String) {
    let (title, text) = (tr.t(title), tr.t(text));
    let _ = write!(
        html,
        r#"<section class="card" aria-labelledby="{id}"><div class="px-4 pt-3 pb-2"><h2 class="text-body font-semibold" id="{id}">{title}</h2><p class="text-small text-ink-2">{text}</p></div>"#
    );
}

/// A table of days behind a line that opens it.
fn table_of_days(
    tr: Translator,
    told: &IaDashboard,
    keys: &[&str],
    cells: fn(&DayRead) -> Vec<u32>,
    html: &mut String,
) {
    let _ = write!(html, r#"<details class="px-4 pb-3"><summary>{}</summary>"#, tr.t("dashboard-table"));
    let _ = write!(
        html,
        r#"<div class="scroll-x" tabindex="0" role="region" aria-label="{}"><table class="tb"><thead><tr><th scope="col">{}</th>"#,
        tr.t("dashboard-table"),
        tr.t("dashboard-day")
    );
    for key in keys {
        let _ = write!(html, r#"<th class="r" scope="col">{}</th>"#, tr.t(key));
    }
    html.push_str("</tr></thead><tbody>");
    for day in told.days.iter().rev() {
        let _ = write!(html, r#"<tr><th scope="row">{}</th>"#, tr.date_of(day.day));
        for cell in cells(day) {
            let _ = write!(html, r#"<td class="r">{}</td>"#, number(tr, cell));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div></details></section>");
}

/// A word of a chart's key with its colour.
fn legend(tr: Translator, entries: &[(&str, &str)], html: &mut String) {
    html.push_str(r#"<p class="legend">"#);
    for (class, key) in entries {
        let _ = write!(html, r#"<span><i class="{class}"></i>{}</span>"#, tr.t(key));
    }
    html.push_str("</p>");
}

fn days(tr: Translator, told: &IaDashboard, html: &mut String) {
    card(tr, "dashboard-by-day", "dashboard-days-title", "dashboard-days-text", html);
    let bars: Vec<Bar> = told
        .days
        .iter()
        .map(|day| Bar {
            title: format!("{}: {}", tr.date_of(day.day), number(tr, day.read)),
            parts: vec![("named", day.read - day.unsure), ("unsure", day.unsure)],
        })
        .collect();
    let words = tr.t_args(
        "dashboard-days-words",
        &[("read", (&number(tr, told.read())).into()), ("unsure", (&number(tr, told.unsure())).into())],
    );
    let _ = write!(html, r#"<div class="px-4">{}</div>"#, chart::bars(&words, &bars));
    legend(tr, &[("named", "dashboard-named"), ("unsure", "dashboard-unsure")], html);
    let keys = ["dashboard-read", "dashboard-unsure"];
    table_of_days(tr, told, &keys, |day| vec![day.read, day.unsure], html);
}

fn moods(tr: Translator, told: &IaDashboard, html: &mut String) {
    card(tr, "dashboard-by-mood", "dashboard-moods-title", "dashboard-moods-text", html);
    let bars: Vec<Bar> = told
        .days
        .iter()
        .map(|day| Bar {
            title: tr.date_of(day.day),
            parts: vec![("negative", day.negative), ("neutral", day.neutral), ("positive", day.positive)],
        })
        .collect();
    let count = |mood: Sentiment| number(tr, told.in_mood(mood));
    let words = tr.t_args(
        "dashboard-moods-words",
        &[
            ("negative", (&count(Sentiment::Negative)).into()),
            ("neutral", (&count(Sentiment::Neutral)).into()),
            ("positive", (&count(Sentiment::Positive)).into()),
        ],
    );
    let _ = write!(html, r#"<div class="px-4">{}</div>"#, chart::bars(&words, &bars));
    let keys = ["label-mood-negative", "label-mood-neutral", "label-mood-positive"];
    legend(tr, &[("negative", keys[0]), ("neutral", keys[1]), ("positive", keys[2])], html);
    table_of_days(tr, told, &keys, |day| vec![day.negative, day.neutral, day.positive], html);
}

fn intents(tr: Translator, told: &IaDashboard, html: &mut String) {
    card(tr, "dashboard-by-intent", "dashboard-intents-title", "dashboard-intents-text", html);
    let _ = write!(
        html,
        r#"<table class="tb"><thead><tr><th scope="col">{}</th><th class="r" scope="col">{}</th><th class="r" scope="col">{}</th><th aria-hidden="true"></th></tr></thead><tbody>"#,
        tr.t("label-filter-intent"),
        tr.t("label-own-count"),
        tr.t("dashboard-share")
    );
    let whole = told.read();
    for (intent, count) in &told.intents {
        let _ = write!(
            html,
            r#"<tr><th scope="row">{}</th><td class="r">{}</td><td class="r">{}</td><td class="share-cell">{}</td></tr>"#,
            word(tr, *intent),
            number(tr, *count),
            percent(tr, *count, whole),
            chart::share(*count, whole)
        );
    }
    html.push_str("</tbody></table></section>");
}

fn word(tr: Translator, intent: Intent) -> String {
    tr.t(&format!("label-{}", intent.id()))
}

/// By intent how often members agreed, and what they said instead of what.
fn agreement(tr: Translator, told: &IaDashboard, html: &mut String) {
    card(tr, "dashboard-agreement", "dashboard-agreement-title", "dashboard-agreement-text", html);
    if told.confused.is_empty() {
        let _ = write!(
            html,
            r#"<p class="px-4 pb-3 text-small text-ink-2">{}</p></section>"#,
            tr.t("label-examples-none")
        );
        return;
    }
    let _ = write!(
        html,
        r#"<table class="tb"><thead><tr><th scope="col">{}</th><th scope="col">{}</th><th class="r" scope="col">{}</th></tr></thead><tbody>"#,
        tr.t("dashboard-was"),
        tr.t("dashboard-is"),
        tr.t("label-own-count")
    );
    for pair in told.confused.iter().take(PAIRS_MAX) {
        let was = pair.was.map_or_else(|| tr.t("label-unsure"), |was| word(tr, was));
        let is = if pair.was == Some(pair.is) {
            format!("{} {}", Glyph::Check.svg("i i14"), tr.t("dashboard-confirmed"))
        } else {
            word(tr, pair.is)
        };
        let _ = write!(
            html,
            r#"<tr><th scope="row">{was}</th><td>{is}</td><td class="r">{}</td></tr>"#,
            number(tr, pair.count)
        );
    }
    html.push_str("</tbody></table></section>");
}

fn drifted(tr: Translator, told: &IaDashboard, html: &mut String) {
    card(tr, "dashboard-drift", "dashboard-drift-title", "dashboard-drift-text", html);
    let drift = &told.drift;
    let count = |count: u64| tr.number(i64::try_from(count).unwrap_or(i64::MAX));
    let counts = [("now", count(drift.now)), ("before", count(drift.before))];
    let counts = counts.each_ref().map(|(name, value)| (*name, value.into()));
    let said = match drift.distance {
        None => tr.t("label-own-few"),
        Some(distance) => {
            let distance = percent(tr, u32::from(distance), 1_000);
            let limit = percent(tr, u32::from(drift::DISTANCE_MAX), 1_000);
            let key = if drift.is_far() { "dashboard-drift-far" } else { "dashboard-drift-near" };
            tr.t_args(key, &[("distance", (&distance).into()), ("limit", (&limit).into())])
        }
    };
    let _ = write!(
        html,
        r#"<p class="px-4 text-small{}">{said}</p><p class="px-4 pb-3 text-meta text-ink-2">{}</p></section>"#,
        if drift.is_far() { " font-medium" } else { "" },
        tr.t_args("dashboard-drift-counts", &counts)
    );
}

/// The shipped model and the company's own beside each other.
fn scores(tr: Translator, told: &IaDashboard, html: &mut String) {
    card(tr, "dashboard-scores", "dashboard-scores-title", "label-own-note", html);
    let Some(score) = &told.own.score else {
        let _ = write!(
            html,
            r#"<p class="px-4 pb-3 text-small text-ink-2">{}</p></section>"#,
            tr.t("label-learn-none")
        );
        return;
    };
    let _ = write!(
        html,
        r#"<table class="tb"><thead><tr><th scope="col">{}</th><th class="r" scope="col">{}</th><th class="r" scope="col">{}</th><th class="r" scope="col">{}</th></tr></thead><tbody>"#,
        tr.t("label-own-what"),
        tr.t("label-own-count"),
        tr.t("label-own-shipped"),
        tr.t("label-own-own")
    );
    let rows = [
        ("label-own-before", score.before),
        ("label-own-apart", score.apart),
        ("label-own-guard", score.guard),
    ];
    for (key, tally) in rows {
        let cells = match tally.percent() {
            Some((shipped, own)) => {
                let cell = |share: u32| format!(r#"<td class="r">{}</td>"#, percent(tr, share, 100));
                format!("{}{}", cell(shipped), cell(own))
            }
            None => format!(r#"<td class="r text-ink-2" colspan="2">{}</td>"#, tr.t("label-own-few")),
        };
        let _ = write!(
            html,
            r#"<tr><th scope="row">{}</th><td class="r">{}</td>{cells}</tr>"#,
            tr.t(key),
            number(tr, tally.count)
        );
    }
    html.push_str("</tbody></table></section>");
}

/// What became of words machines offered, and what models cost; nothing where neither happened.
fn offered(tr: Translator, told: &IaDashboard, html: &mut String) {
    if told.offered.count == 0 && told.calls.is_empty() {
        return;
    }
    card(tr, "dashboard-offered", "dashboard-offered-title", "dashboard-offered-text", html);
    let all = told.offered.count;
    html.push_str(r#"<dl class="figs">"#);
    let of = tr.t_args("dashboard-of", &[("count", (&number(tr, all)).into())]);
    let figures = [
        ("dashboard-offered-taken", told.offered.taken),
        ("dashboard-offered-edited", told.offered.edited),
        ("dashboard-offered-discarded", told.offered.discarded),
        ("dashboard-offered-sent", told.offered.sent),
    ];
    for (key, count) in figures {
        let (key, share) = (tr.t(key), percent(tr, count, all));
        let _ = write!(html, r#"<div><dt>{key}</dt><dd>{share}</dd><dd class="note">{of}</dd></div>"#);
    }
    html.push_str("</dl>");
    calls(tr, told, html);
    html.push_str("</section>");
}

fn calls(tr: Translator, told: &IaDashboard, html: &mut String) {
    if told.calls.is_empty() {
        return;
    }
    html.push_str(r#"<table class="tb"><thead><tr>"#);
    let keys = ["model", "calls", "failed", "tokens", "cost", "median", "slowest"];
    for (place, key) in keys.into_iter().enumerate() {
        let class = if place == 0 { "" } else { r#" class="r""# };
        let _ = write!(html, r#"<th{class} scope="col">{}</th>"#, tr.t(&format!("dashboard-calls-{key}")));
    }
    html.push_str("</tr></thead><tbody>");
    for call in &told.calls {
        let cost = call.cost_micros.map_or_else(
            || tr.t("dashboard-calls-unpriced"),
            |micros| format!("{} {}", call.currency, tr.decimal(micros / 100, 4)),
        );
        let milliseconds = |count: u32| format!("{} ms", number(tr, count));
        let cells = [
            number(tr, call.count),
            number(tr, call.failed),
            tr.number(i64::try_from(call.tokens).unwrap_or(i64::MAX)),
            cost,
            milliseconds(call.ms_median),
            milliseconds(call.ms_slowest),
        ];
        // A member typed the model's name.
        let name = call.model.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _ = write!(html, r#"<tr><th scope="row">{name}</th>"#);
        for cell in cells {
            let _ = write!(html, r#"<td class="r">{cell}</td>"#);
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::NaiveDate;
    use prosa_domain::{drift::Drift, lang::Lang};
    use prosa_wire::dashboard::{Confused, ModelCalls, Offered, Period, ReadSpeed};

    fn told() -> IaDashboard {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        IaDashboard {
            period: Period::Week,
            days: vec![DayRead { day, read: 40, unsure: 4, negative: 10, neutral: 25, positive: 5 }],
            intents: vec![(Intent::Pricing, 30), (Intent::Complaint, 6)],
            confused: vec![
                Confused { was: Some(Intent::Pricing), is: Intent::Pricing, count: 3 },
                Confused { was: None, is: Intent::Scheduling, count: 1 },
            ],
            drift: Drift::between(&[60, 40], &[40, 60]),
            offered: Offered { count: 10, taken: 5, edited: 2, discarded: 1, sent: 4 },
            calls: vec![ModelCalls {
                model: "<i>m</i>".to_owned(),
                count: 12,
                cost_micros: Some(1_234_500),
                currency: "USD".to_owned(),
                ..ModelCalls::default()
            }],
            speed: Some(ReadSpeed { messages: 40, median_micros: 142, slowest_micros: 1_024 }),
            ..IaDashboard::default()
        }
    }

    #[test]
    fn the_speed_is_told_by_half_and_by_ninety_nine_of_a_hundred_and_not_where_nothing_was_measured() {
        let tr = Translator::for_lang(Lang::PtBr);
        let html = draw(tr, &told());
        assert!(html.contains("<dd>0,15 ms</dd><dd class=\"note\">99 de 100 em até 1,03 ms</dd>"), "{html}");
        let unmeasured = IaDashboard { speed: None, ..told() };
        assert!(!draw(tr, &unmeasured).contains(" ms</dd>"));
    }

    #[test]
    fn figures_are_told_with_what_they_are_a_part_of() {
        let html = draw(Translator::for_lang(Lang::PtBr), &told());
        assert!(html.contains("<dd>40</dd>") && html.contains("<dd>10%</dd>"), "{html}");
        assert!(html.contains("Quer saber o preço</th><td class=\"r\">30</td><td class=\"r\">75%</td>"));
        assert!(html.contains("Sem certeza do assunto</th><td>Quer agendar</td><td class=\"r\">1</td>"));
        assert!(
            html.contains("<dd>50%</dd>") && html.contains("USD 1,2345") && !html.contains("<i>m"),
            "{html}"
        );
        assert!(html.contains("20%") && html.contains("15%"), "the distance and its limit");
        assert_eq!(html.matches("<svg class=\"bars\"").count(), html.matches("<details").count());
    }

    #[test]
    fn nothing_read_is_an_empty_page_that_says_so_and_every_language_has_its_words() {
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            for html in [draw(tr, &told()), draw(tr, &IaDashboard::default())] {
                assert!(!html.contains(">dashboard-") && !html.contains("\">label-"), "{html}");
            }
        }
        assert!(draw(Translator::for_lang(Lang::PtBr), &IaDashboard::default()).contains("class=\"empty\""));
    }
}
