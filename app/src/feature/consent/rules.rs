//! The rules of sending: quiet hours, holidays, how often, and what who stops is told.

use super::{Faces, RULES, api, days::Days, may, stop::StopCard};
use crate::{
    call::CallError,
    feature::people::form::{Refused, RefusedBand},
    frame::PageHead,
    i18n::{DayName, text, use_translator},
    kit::{
        Band, BandTone, Button, ButtonSize, Checkbox, ErrorFace, Field, Glyph, Input, Skeleton,
        SkeletonShape, Tone, use_toasts,
    },
    loaded::load_blocking,
};
use chrono::{Datelike as _, NaiveDate, NaiveTime};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use prosa_domain::{
    access::Action,
    policy::{Holidays, UtilityConsent},
};
use prosa_i18n::Translator;
use prosa_wire::consent::{PolicyForm, PolicyView, clock};

/// Fields that show what is wrong with them.
const FIELDS: &[&str] = &[
    "quiet_from",
    "quiet_until",
    "quiet_day_1",
    "quiet_day_2",
    "quiet_day_3",
    "quiet_day_4",
    "quiet_day_5",
    "quiet_day_6",
    "quiet_day_7",
    "frequency_max",
    "frequency_days",
];

/// The screen.
#[component]
pub(super) fn RulesScreen() -> impl IntoView {
    let tr = use_translator();
    let reload = RwSignal::new(0_u32);
    let view = load_blocking(move || reload.get(), |_| api::policy());
    view! {
        <Title text=tr.t("consent-tab-rules") />
        <PageHead title=text("settings-consent") />
        <Faces here=RULES />
        <Transition fallback=move || {
            view! {
                <div class="two">
                    <Skeleton shape=SkeletonShape::Rows label=tr.t("consent-loading") />
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match view.await {
                    Ok(view) => view! { <Whole view /> }.into_any(),
                    Err(CallError(refusal)) => {
                        view! {
                            <ErrorFace
                                title=text("consent-rules-failed")
                                refusal=Signal::stored(refusal)
                                on_retry=move |()| reload.update(|count| *count += 1)
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Whole(view: PolicyView) -> impl IntoView {
    let PolicyView { form, holidays, stop, lang, resume_reply } = view;
    view! {
        <div class="two">
            <RulesForm form />
            <div class="grid gap-3 min-w-0">
                <StopCard stop lang resume_reply /> <HolidayCard holidays />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn RulesForm(form: PolicyForm) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let can = may(Action::ManagePolicy);
    let action = ServerAction::<api::CallSavePolicy>::new();
    let refused = Refused::of(move || action.value().get());
    Effect::new(move |_| {
        if let Some(Ok(())) = action.value().get() {
            toasts.done(tr.t("consent-rules-saved"));
        }
    });
    let end = if can {
        view! {
            <div class="px-4 pb-4">
                <Button tone=Tone::Primary size=ButtonSize::Form glyph=Glyph::Check loading=action.pending()>
                    {tr.t("consent-rules-save")}
                </Button>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="px-4 pb-4">
                <Band tone=BandTone::Blue glyph=Glyph::Lock boxed=true>
                    {tr.t("consent-rules-read-only")}
                </Band>
            </div>
        }
        .into_any()
    };
    view! {
        <ActionForm action attr:class="card fm min-w-0">
            <fieldset class="conrules" disabled=!can>
                <RefusedBand text=refused.elsewhere(FIELDS) />
                <Quiet form refused />
                <Often form refused />
            </fieldset>
            {end}
        </ActionForm>
    }
    .into_any()
}

/// When people are left alone.
#[component]
fn Quiet(form: PolicyForm, refused: Refused) -> impl IntoView {
    let tr = use_translator();
    let holidays = RwSignal::new(form.holidays == Holidays::Quiet);
    view! {
        <section class="conpart">
            <h2 class="text-body font-semibold">{tr.t("consent-rules-quiet")}</h2>
            <p class="text-small text-ink-2">{tr.t("consent-rules-quiet-text")}</p>
            <div class="g2">
                <Time name="quiet_from" asks="consent-rules-from" minute=form.quiet_from error=refused.at("quiet_from") />
                <Time name="quiet_until" asks="consent-rules-until" minute=form.quiet_until error=refused.at("quiet_until") />
            </div>
            <p class="text-meta text-ink-3">{tr.t("consent-rules-never")}</p>
            <Days form refused />
            <Checkbox name="fields[holidays]" checked=holidays>
                {tr.t("consent-rules-holidays")}
            </Checkbox>
        </section>
    }
    .into_any()
}

/// How often, and what orders need.
#[component]
fn Often(form: PolicyForm, refused: Refused) -> impl IntoView {
    let tr = use_translator();
    let max = RwSignal::new(form.frequency_max.map(|max| max.to_string()).unwrap_or_default());
    let days = RwSignal::new(form.frequency_days.to_string());
    let utility = RwSignal::new(form.utility_consent == UtilityConsent::Needed);
    view! {
        <section class="conpart">
            <h2 class="text-body font-semibold">{tr.t("consent-rules-frequency")}</h2>
            <div class="g2">
                <Input
                    name="fields[frequency_max]"
                    label=text("consent-rules-max")
                    value=max
                    hint=text("consent-rules-max-hint")
                    error=refused.at("frequency_max")
                />
                <Input
                    name="fields[frequency_days]"
                    label=text("consent-rules-days")
                    value=days
                    hint=text("consent-rules-days-hint")
                    error=refused.at("frequency_days")
                />
            </div>
        </section>
        <section class="conpart">
            <h2 class="text-body font-semibold">{tr.t("consent-rules-utility")}</h2>
            <Checkbox name="fields[utility_consent]" checked=utility>
                {tr.t("consent-rules-utility-check")}
            </Checkbox>
        </section>
    }
    .into_any()
}

/// A time of the day.
#[component]
fn Time(name: &'static str, asks: &'static str, minute: u16, error: Signal<Option<String>>) -> impl IntoView {
    let id = format!("field-{name}");
    let help = format!("{id}-help");
    view! {
        <Field id=id.clone() label=text(asks) error>
            <span class="field">
                <input
                    id=id
                    type="time"
                    name=format!("fields[{name}]")
                    value=clock(minute)
                    aria-describedby=help
                    aria-invalid=move || error.get().map(|_| "true")
                />
            </span>
        </Field>
    }
    .into_any()
}

#[component]
fn HolidayCard(holidays: Vec<(NaiveDate, String)>) -> impl IntoView {
    let tr = use_translator();
    let Some(year) = holidays.first().map(|(day, _)| day.year()) else { return ().into_any() };
    let rows = holidays
        .into_iter()
        .map(|(day, key)| {
            view! {
                <li class="conday">
                    <span class="tabular-nums">{day_words(tr, day)}</span>
                    <span>{tr.t(&format!("holiday-{key}"))}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card p-4" aria-labelledby="holiday-title">
            <h2 class="text-body font-semibold mb-2" id="holiday-title">
                {tr.t_args("consent-rules-holidays-year", &[("year", (&year.to_string()).into())])}
            </h2>
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

/// A day with its weekday.
fn day_words(tr: Translator, day: NaiveDate) -> String {
    let noon = day.and_time(NaiveTime::MIN).and_utc() + chrono::Duration::hours(12);
    format!("{} {}", tr.weekday(day.weekday(), DayName::Short), tr.with_utc_offset(0).date(noon))
}
