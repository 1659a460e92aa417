//! How a number is, as far as the provider told: each fact in words with the time it was learnt. What nobody told is said to
//! be unknown.

use super::api;
use crate::{
    call::CallError,
    clock::use_now,
    i18n::{Translator, use_translator},
    kit::{Button, ButtonSize, Glyph, Icon, IconSize, use_toasts},
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use prosa_domain::{id::LineId, pace::ReachLimit};
use prosa_wire::line::{LineHealth, LineHealthList};

/// How good a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grade {
    Good,
    Care,
    Bad,
    Plain,
    Unknown,
}

impl Grade {
    const fn sign(self) -> (Glyph, &'static str) {
        match self {
            Self::Good => (Glyph::Check, "text-brand"),
            Self::Care => (Glyph::Warning, "text-amber"),
            Self::Bad => (Glyph::Warning, "text-red"),
            Self::Plain => (Glyph::Info, "text-ink-3"),
            Self::Unknown => (Glyph::Question, "text-ink-3"),
        }
    }
}

/// One fact: its name, its words, how good it is, when it was learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fact {
    key: &'static str,
    words: String,
    grade: Grade,
    at: Option<DateTime<Utc>>,
}

/// The panel of one line, as it is now.
#[component]
pub(super) fn HealthPanel(id: LineId, shown: RwSignal<LineHealthList>) -> impl IntoView {
    let tr = use_translator();
    let now = use_now();
    let health =
        Memo::new(move |_| shown.with(|all| all.lines.iter().find(|line| line.line_id == id).cloned()));
    let may_manage = shown.with_untracked(|all| all.may_manage);
    let label =
        health.with_untracked(|health| health.as_ref().map(|one| one.label.clone()).unwrap_or_default());
    let name = tr.t_args("health-title-of", &[("name", (&label).into())]);
    let rows = move || {
        health.with(|health| health.as_ref().map(|health| facts(tr, health))).map(|facts| {
            facts
                .into_iter()
                .map(|fact| {
                    let (glyph, class) = fact.grade.sign();
                    let at = fact.at;
                    view! {
                        <li>
                            <span class=class><Icon glyph size=IconSize::Small /></span>
                            <span>{tr.t(fact.key)}</span>
                            <span>{fact.words}</span>
                            <span>{move || at.map(|at| tr.ago(at, now.get()))}</span>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    let asked = move || health.with(|health| health.as_ref().map(|health| asked(tr, health)));
    view! {
        <section class="health" aria-label=name>
            <div class="flex flex-wrap items-center gap-2">
                <h3 class="text-small font-semibold grow">{tr.t("health-title")}</h3>
                {may_manage.then(|| view! { <Ask id shown /> })}
            </div>
            <ul>{rows}</ul>
            <p class="text-meta text-ink-3">{asked}</p>
        </section>
    }
    .into_any()
}

/// Asks the provider now.
#[component]
fn Ask(id: LineId, shown: RwSignal<LineHealthList>) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let ask = Action::new_local(move |()| api::ask_health(id));
    Effect::new(move |_| match ask.value().get() {
        Some(Ok(fresh)) => {
            toasts.done(tr.t("health-asked-now"));
            shown.update(|all| {
                if let Some(line) = all.lines.iter_mut().find(|line| line.line_id == id) {
                    *line = fresh;
                }
            });
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
    view! {
        <Button size=ButtonSize::Small glyph=Glyph::Refresh loading=ask.pending() on_press=move |()| { ask.dispatch(()); }>
            {tr.t("health-ask")}
        </Button>
    }
    .into_any()
}

/// When the provider was last asked, and whether it answered.
fn asked(tr: Translator, health: &LineHealth) -> String {
    let at = |at: DateTime<Utc>| tr.date_time(at);
    match (health.asked_at, health.ask_error) {
        (None, _) => tr.t("health-never-asked"),
        (Some(when), None) => tr.t_args("health-asked", &[("at", (&at(when)).into())]),
        (Some(when), Some(0)) => tr.t_args("health-not-reached", &[("at", (&at(when)).into())]),
        (Some(when), Some(code)) => tr.t_args(
            "health-not-answered",
            &[("at", (&at(when)).into()), ("code", (&code.to_string()).into())],
        ),
    }
}

/// What is known, in a fixed order.
fn facts(tr: Translator, health: &LineHealth) -> Vec<Fact> {
    let learnt = |name: &str| health.learnt.get(name).copied().or(health.told_at).or(health.asked_at);
    let told = |key: &'static str, name: &str, word: Option<&String>| match word {
        Some(word) => Fact { key, words: tr.provider_word(word), grade: grade(word), at: learnt(name) },
        None => unknown(tr, key),
    };
    let facts = &health.facts;
    let mut list = vec![
        told("health-quality", "quality", facts.quality.as_ref()),
        told("health-number", "number_status", facts.number_status.as_ref()),
        told("health-can-send", "can_send", facts.can_send.as_ref()),
        limit(tr, health, learnt("messaging_limit")),
        throughput(tr, health, learnt("throughput")),
        name(tr, health, learnt("name_status")),
        token(tr, health),
        subscription(tr, health, learnt("subscribed")),
        moment(tr, "health-webhook", "health-webhook-at", health.verified_webhook_at, Grade::Care),
        moment(tr, "health-inbound", "health-inbound-at", health.last_inbound_at, Grade::Plain),
        silence(tr, health),
    ];
    // What is only there when something is wrong.
    for (key, name, word) in [
        ("health-review", "review", facts.review.as_ref()),
        ("health-restriction", "restriction", facts.restriction.as_ref()),
        ("health-alert", "alert", facts.alert.as_ref()),
        ("health-ban", "ban", facts.ban.as_ref()),
    ] {
        if word.is_some() {
            list.push(told(key, name, word));
        }
    }
    list
}

/// Words of the provider that say good or bad.
fn grade(word: &str) -> Grade {
    match word {
        "GREEN" | "CONNECTED" | "AVAILABLE" | "APPROVED" | "REINSTATE" => Grade::Good,
        "YELLOW"
        | "FLAGGED"
        | "LIMITED"
        | "PENDING"
        | "PENDING_REVIEW"
        | "DEFERRED"
        | "RATE_LIMITED"
        | "SCHEDULE_FOR_DISABLE" => Grade::Care,
        "RED" | "RESTRICTED" | "BANNED" | "BLOCKED" | "DECLINED" | "REJECTED" | "DISABLE"
        | "DISCONNECTED" => Grade::Bad,
        _ => Grade::Plain,
    }
}

fn unknown(tr: Translator, key: &'static str) -> Fact {
    Fact { key, words: tr.t("health-unknown"), grade: Grade::Unknown, at: None }
}

/// People who may be written to outside the window in a moving day, and how many were.
fn limit(tr: Translator, health: &LineHealth, at: Option<DateTime<Utc>>) -> Fact {
    let used = tr.t_args("health-reached", &[("count", health.reached.into())]);
    let key = "health-limit";
    // Another number of the portfolio may have been told another limit since: what holds for all is what counts.
    let told = health.facts.messaging_limit.as_deref();
    let same = |limit: i32| {
        let said = told.and_then(ReachLimit::parse);
        u32::try_from(limit).is_ok_and(|limit| said == Some(ReachLimit::People(limit)))
    };
    let limit = match (told, health.reach_limit) {
        (_, Some(limit)) if !same(limit) => tr.number(i64::from(limit)),
        (Some(word), _) => tr.provider_word(word),
        (None, _) => return Fact { words: format!("{} {used}", tr.t("health-unknown")), ..unknown(tr, key) },
    };
    let limit = tr.t_args("health-limit-words", &[("limit", (&limit).into())]);
    let share = health.reach_limit.filter(|limit| *limit > 0);
    let percent = share.map(|limit| health.reached.saturating_mul(100) / i64::from(limit));
    let grade = match percent {
        Some(100..) => Grade::Bad,
        Some(80..) => Grade::Care,
        _ => Grade::Good,
    };
    let share = percent.map(|percent| format!(" ({})", tr.percent(percent))).unwrap_or_default();
    Fact { key, words: format!("{limit} {used}{share}"), grade, at }
}

fn throughput(tr: Translator, health: &LineHealth, at: Option<DateTime<Utc>>) -> Fact {
    let key = "health-throughput";
    let Some(word) = &health.facts.throughput else { return unknown(tr, key) };
    let known = format!("health-throughput-{}", word.to_lowercase());
    let plain = matches!(word.as_str(), "STANDARD" | "HIGH");
    let words = if plain { tr.t(&known) } else { tr.provider_word(word) };
    Fact { key, words, grade: Grade::Plain, at }
}

fn name(tr: Translator, health: &LineHealth, at: Option<DateTime<Utc>>) -> Fact {
    let key = "health-name";
    let facts = &health.facts;
    match (&facts.name_status, &facts.verified_name) {
        (Some(status), Some(name)) => {
            Fact { key, words: format!("{name}: {}", tr.provider_word(status)), grade: grade(status), at }
        }
        (Some(status), None) => Fact { key, words: tr.provider_word(status), grade: grade(status), at },
        (None, Some(name)) => Fact {
            key,
            words: format!("{name}: {}", tr.t("health-name-unknown")),
            grade: Grade::Unknown,
            at: health.learnt.get("verified_name").copied(),
        },
        (None, None) => unknown(tr, key),
    }
}

fn token(tr: Translator, health: &LineHealth) -> Fact {
    let key = "health-token";
    let at = health.asked_at;
    match (health.token_error, health.facts.token_expires_at, at) {
        (Some(code), ..) => {
            let words = tr.t_args("health-token-refused", &[("code", (&code.to_string()).into())]);
            Fact { key, words, grade: Grade::Bad, at }
        }
        (None, Some(until), _) => {
            let words = tr.t_args("health-token-until", &[("at", (&tr.date_time(until)).into())]);
            let soon = at.is_some_and(|at| until - at < chrono::TimeDelta::days(7));
            Fact { key, words, grade: if soon { Grade::Care } else { Grade::Good }, at }
        }
        (None, None, Some(_)) if health.ask_error.is_none() => {
            Fact { key, words: tr.t("health-token-open"), grade: Grade::Good, at }
        }
        _ => unknown(tr, key),
    }
}

fn subscription(tr: Translator, health: &LineHealth, at: Option<DateTime<Utc>>) -> Fact {
    let key = "health-subscription";
    match health.facts.subscribed {
        Some(true) => Fact { key, words: tr.t("health-subscribed"), grade: Grade::Good, at },
        Some(false) => Fact { key, words: tr.t("health-not-subscribed"), grade: Grade::Bad, at },
        None => unknown(tr, key),
    }
}

/// Something that happened at a moment, or never.
fn moment(
    tr: Translator,
    key: &'static str,
    words: &'static str,
    at: Option<DateTime<Utc>>,
    never: Grade,
) -> Fact {
    match at {
        Some(at) => {
            let words = tr.t_args(words, &[("at", (&tr.date_time(at)).into())]);
            Fact { key, words, grade: Grade::Good, at: Some(at) }
        }
        None => Fact { key, words: tr.t("health-never"), grade: never, at: None },
    }
}

fn silence(tr: Translator, health: &LineHealth) -> Fact {
    let key = "health-silence";
    match (health.silent_since, health.last_inbound_at) {
        (Some(since), _) => {
            let words = tr.t_args("health-silent", &[("at", (&tr.date_time(since)).into())]);
            Fact { key, words, grade: Grade::Care, at: Some(since) }
        }
        // Without one message there is nothing to compare a silence with.
        (None, None) => unknown(tr, key),
        (None, Some(_)) => Fact { key, words: tr.t("health-not-silent"), grade: Grade::Good, at: None },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;
    use prosa_domain::{lang::Lang, line::LineState, line_health::Facts};
    use std::collections::BTreeMap;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
    }

    fn blank() -> LineHealth {
        LineHealth {
            line_id: LineId(uuid::Uuid::nil()),
            label: "Loja".to_owned(),
            state: LineState::Connected,
            facts: Facts::default(),
            currency_differs: false,
            token_error: None,
            asked_at: None,
            ask_error: None,
            told_at: None,
            verified_webhook_at: None,
            last_inbound_at: None,
            silent_since: None,
            learnt: BTreeMap::new(),
            reached: 0,
            reach_limit: None,
        }
    }

    fn fact(health: &LineHealth, key: &str) -> Fact {
        facts(Translator::for_lang(Lang::PtBr), health).into_iter().find(|fact| fact.key == key).unwrap()
    }

    #[test]
    fn what_nobody_told_is_unknown_and_never_called_good() {
        for fact in facts(Translator::for_lang(Lang::PtBr), &blank()) {
            assert_ne!(fact.grade, Grade::Good, "{fact:?}");
            assert_eq!(fact.at, None, "{fact:?}");
        }
        assert_eq!(fact(&blank(), "health-quality").words, "desconhecido: a Meta ainda não contou");
    }

    #[test]
    fn each_fact_has_the_time_it_was_told() {
        let mut health = LineHealth {
            asked_at: Some(at(0)),
            told_at: Some(at(50)),
            facts: Facts {
                quality: Some("YELLOW".to_owned()),
                messaging_limit: Some("TIER_10K".to_owned()),
                ..Facts::default()
            },
            reached: 9_000,
            reach_limit: Some(10_000),
            ..blank()
        };
        health.learnt.insert("quality".to_owned(), at(0));
        health.learnt.insert("messaging_limit".to_owned(), at(50));
        let quality = fact(&health, "health-quality");
        assert_eq!((quality.at, quality.grade, quality.words.as_str()), (Some(at(0)), Grade::Care, "média"));
        let limit = fact(&health, "health-limit");
        assert_eq!((limit.at, limit.grade), (Some(at(50)), Grade::Care));
        assert!(limit.words.contains("10 mil") && limit.words.ends_with("(90%)"), "{}", limit.words);
    }

    #[test]
    fn the_limit_shown_is_the_one_that_holds_for_the_whole_portfolio() {
        let with = |told: Option<&str>, reach_limit| LineHealth {
            facts: Facts { messaging_limit: told.map(str::to_owned), ..Facts::default() },
            reach_limit,
            ..blank()
        };
        for (told, reach_limit, words) in [
            (Some("TIER_10K"), Some(10_000), "10 mil"),
            (Some("TIER_10K"), Some(2_000), "2.000"),
            (None, Some(250), "250"),
            (Some("TIER_10K"), None, "10 mil"),
            (None, None, "desconhecido"),
        ] {
            let limit = fact(&with(told, reach_limit), "health-limit");
            assert!(limit.words.starts_with(words), "{told:?} {reach_limit:?}: {}", limit.words);
        }
    }

    #[test]
    fn a_token_is_good_only_when_the_provider_took_it() {
        let asked = LineHealth { asked_at: Some(at(0)), ..blank() };
        let not_reached = LineHealth { ask_error: Some(0), ..asked.clone() };
        let refused = LineHealth { token_error: Some(190), ask_error: Some(190), ..asked.clone() };
        let soon = LineHealth {
            facts: Facts { token_expires_at: Some(at(3_600)), ..Facts::default() },
            ..asked.clone()
        };
        for (health, grade) in [
            (&asked, Grade::Good),
            (&not_reached, Grade::Unknown),
            (&refused, Grade::Bad),
            (&soon, Grade::Care),
        ] {
            assert_eq!(fact(health, "health-token").grade, grade, "{health:?}");
        }
        assert!(fact(&refused, "health-token").words.contains("190"));
    }

    #[test]
    fn every_name_of_a_fact_has_words_in_every_language() {
        let full = LineHealth {
            facts: Facts {
                review: Some("APPROVED".to_owned()),
                restriction: Some("RESTRICTED_BIZ_INITIATED_MESSAGING".to_owned()),
                alert: Some("OTHER".to_owned()),
                ban: Some("DISABLE".to_owned()),
                throughput: Some("HIGH".to_owned()),
                subscribed: Some(false),
                ..Facts::default()
            },
            silent_since: Some(at(0)),
            ..blank()
        };
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            for fact in facts(tr, &full) {
                assert!(tr.has(fact.key), "{} in {lang:?}", fact.key);
                assert!(!fact.words.contains("health-"), "{fact:?} in {lang:?}");
            }
        }
    }
}
