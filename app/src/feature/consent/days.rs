//! Days of the week with quiet hours of their own, folded away while there are none.
//!
//! Plain fields: which hours are shown follows the choice by style alone, so that it works before WASM is there.

use crate::{
    feature::people::form::Refused,
    i18n::{DayName, use_translator},
    kit::{Field, Glyph, Icon, IconSize},
};
use chrono::Weekday;
use leptos::prelude::*;
use prosa_domain::policy::{QuietDay, QuietSpan};
use prosa_wire::consent::{PolicyForm, QuietDayMode, clock};

/// The days with the names of their fields.
const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "quiet_day_1"),
    (Weekday::Tue, "quiet_day_2"),
    (Weekday::Wed, "quiet_day_3"),
    (Weekday::Thu, "quiet_day_4"),
    (Weekday::Fri, "quiet_day_5"),
    (Weekday::Sat, "quiet_day_6"),
    (Weekday::Sun, "quiet_day_7"),
];

/// The seven days.
#[component]
pub(super) fn Days(form: PolicyForm, refused: Refused) -> impl IntoView {
    let tr = use_translator();
    let usual = QuietSpan { from: form.quiet_from, until: form.quiet_until };
    let any = form.days.iter().any(|day| *day != QuietDay::Usual);
    let rows = DAYS
        .into_iter()
        .zip(form.days)
        .enumerate()
        .map(|(place, ((day, field), kept))| row(place, day, field, kept, usual, refused))
        .collect_view();
    view! {
        <details class="fold" open=any>
            <summary>{tr.t("consent-rules-days-own")}</summary>
            <p class="text-meta text-ink-3 my-2">{tr.t("consent-rules-days-text")}</p>
            <ul>{rows}</ul>
        </details>
    }
    .into_any()
}

fn row(
    place: usize,
    day: Weekday,
    field: &'static str,
    kept: QuietDay,
    usual: QuietSpan,
    refused: Refused,
) -> AnyView {
    let tr = use_translator();
    let mode = QuietDayMode::of(kept);
    // Who chooses hours of its own begins from those of every day.
    let span = match kept {
        QuietDay::Own(span) if mode == QuietDayMode::Own => span,
        QuietDay::Own(_) | QuietDay::Usual => usual,
    };
    let options = QuietDayMode::ALL.map(|one| {
        view! {
            <option value=one.as_str() selected=one == mode>
                {tr.t(&format!("consent-rules-day-{}", one.as_str()))}
            </option>
        }
    });
    let named = move |part: &str| format!("fields[days][{place}][{part}]");
    let time = |part: &'static str, asks: &str, minute: u16| {
        let label = tr.t_args(asks, &[("day", (&tr.weekday(day, DayName::Long)).into())]);
        view! {
            <span class="field">
                <input type="time" name=named(part) value=clock(minute) aria-label=label />
            </span>
        }
    };
    let id = format!("field-{field}");
    view! {
        <li class="conweek">
            <Field id=id.clone() label=tr.weekday(day, DayName::Long) error=refused.at(field)>
                <span class="field">
                    <select id=id.clone() name=named("mode") aria-describedby=format!("{id}-help")>
                        {options}
                    </select>
                    <Icon glyph=Glyph::Down size=IconSize::Medium />
                </span>
            </Field>
            {time("from", "consent-rules-day-from", span.from)}
            {time("until", "consent-rules-day-until", span.until)}
        </li>
    }
    .into_any()
}
