//! What the machine read, in the panel: intent with how sure it is, mood over time, language. Drawn whole on the server and
//! put in as it is, so that the browser carries nothing to draw it; one listener hears the presses of its buttons.

use super::{bubbles::Bubbles, compose::tool::Tool, store::use_inbox};
use leptos::{ev::MouseEvent, prelude::*, wasm_bindgen::JsCast};

/// The block of the panel; nothing when nothing was read.
#[component]
pub fn Insight(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let inbox = use_inbox();
    let press = move |event: MouseEvent| {
        let pressed = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let button = pressed.and_then(|element| element.closest("[data-read]").ok().flatten());
        match button.and_then(|button| button.get_attribute("data-read")).as_deref() {
            Some("confirm") => inbox.confirm_reading(bubbles),
            Some("fix") => {
                bubbles.fixing.set(None);
                bubbles.tool.set(Some(Tool::Reading));
            }
            _ => {}
        }
    };
    view! { <div on:click=press inner_html=move || bubbles.insight.get()></div> }.into_any()
}

#[cfg(feature = "ssr")]
pub use draw::{Hands, before, draw};

#[cfg(feature = "ssr")]
mod draw {
    use crate::kit::Glyph;
    use prosa_domain::label::{Intent, Sentiment};
    use prosa_i18n::Translator;
    use prosa_wire::reading::{Insights, MoodPoint, ReadBefore, ReadingView};
    use std::fmt::Write as _;

    /// Width of the line of moods.
    const WIDTH: u32 = 288;
    /// Most distance between two of its points.
    const STEP_MAX: u32 = 24;

    /// What the buttons are for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Hands {
        /// Whoever looks may put it right.
        Free,
        /// They may look only.
        Tied,
    }

    /// The block as HTML; empty when nothing was read.
    #[must_use]
    pub fn draw(tr: Translator, insights: &Insights, hands: Hands) -> String {
        let Some((_, reading)) = &insights.newest else { return String::new() };
        let mut html = String::with_capacity(2_048);
        let title = tr.t("label-insights");
        // Writing to a String cannot fail.
        let _ = write!(
            html,
            r#"<section class="blk"><h3>{}{title}</h3><p class="guesses">"#,
            Glyph::Spark.svg("i i16")
        );
        guesses(tr, reading, &mut html);
        html.push_str("</p>");
        html.push_str(&before(tr, &insights.before));
        facts(tr, reading, &mut html);
        line(tr, &insights.moods, &mut html);
        if hands == Hands::Free {
            buttons(tr, reading, &mut html);
        }
        html.push_str("</section>");
        html
    }

    /// What a changed message was read as, oldest first; empty of one that was not changed.
    #[must_use]
    pub fn before(tr: Translator, all: &[ReadBefore]) -> String {
        let said = |one: &ReadBefore| {
            let intent = one.intent.map_or_else(|| tr.t("label-unsure"), |intent| word(tr, intent));
            let when = tr.date_time(one.until);
            let args = [("intent", intent.as_str().into()), ("when", when.as_str().into())];
            format!(r#"<p class="text-meta text-ink-2">{}</p>"#, tr.t_args("label-before", &args))
        };
        all.iter().map(said).collect()
    }

    /// The words of an intent.
    fn word(tr: Translator, intent: Intent) -> String {
        tr.t(&format!("label-{}", intent.id()))
    }

    fn guesses(tr: Translator, reading: &ReadingView, html: &mut String) {
        let spark = Glyph::Spark.svg("i i12");
        if reading.intents.is_empty() {
            let _ = write!(html, r#"<span class="chip machine">{spark}{}</span>"#, tr.t("label-unsure"));
        }
        for (place, guess) in reading.intents.iter().enumerate() {
            let word = word(tr, guess.id);
            let _ = match &reading.by {
                Some(by) if place == 0 => {
                    let by = escape(&tr.t_args("label-by", &[("name", (&by.name).into())]));
                    let check = Glyph::Check.svg("i i12");
                    write!(
                        html,
                        r#"<span class="chip" title="{by}">{check}{word}<span class="sr-only">, {by}</span></span>"#
                    )
                }
                _ => {
                    let percent = tr.t_args("label-percent", &[("percent", i64::from(guess.percent).into())]);
                    let machine = read_by(tr, &reading.model);
                    write!(
                        html,
                        r#"<span class="chip machine" title="{machine}">{spark}{word} <span class="tabular-nums">{percent}</span></span>"#
                    )
                }
            };
        }
    }

    /// Whose model read, with its name.
    fn read_by(tr: Translator, model: &str) -> String {
        let whose = if model.contains('+') { "label-read-own" } else { "label-read-shipped" };
        escape(&format!("{}: {} ({model})", tr.t("label-by-machine"), tr.t(whose)))
    }

    fn facts(tr: Translator, reading: &ReadingView, html: &mut String) {
        html.push_str(r#"<dl class="facts">"#);
        let mut fact = |name: &str, value: String| {
            let _ = write!(html, "<dt>{}</dt><dd>{value}</dd>", tr.t(name));
        };
        if let Some(mood) = reading.sentiment {
            fact("label-mood", tr.t(&format!("label-mood-{}", mood.id())));
        }
        if let Some(language) = reading.language {
            fact("label-language", tr.t(&format!("label-lang-{}", language.id())));
        }
        html.push_str("</dl>");
    }

    /// Moods one after the other: how high a point stands says which, its colour only repeats it.
    fn line(tr: Translator, moods: &[MoodPoint], html: &mut String) {
        let Some(gaps) =
            u32::try_from(moods.len()).ok().and_then(|count| count.checked_sub(1)).filter(|gaps| *gaps > 0)
        else {
            return;
        };
        let step = (WIDTH / gaps).min(STEP_MAX);
        let count = |mood| {
            i64::try_from(moods.iter().filter(|point| point.sentiment == mood).count()).unwrap_or(i64::MAX)
        };
        let words = tr.t_args(
            "label-moods-line",
            &[
                ("count", i64::from(gaps + 1).into()),
                ("negative", count(Sentiment::Negative).into()),
                ("neutral", count(Sentiment::Neutral).into()),
                ("positive", count(Sentiment::Positive).into()),
            ],
        );
        let places: Vec<(u32, u32, &MoodPoint)> = (0_u32..)
            .zip(moods)
            .map(|(place, point)| (place * step + 6, height(point.sentiment), point))
            .collect();
        let path: Vec<String> = places.iter().map(|(x, y, _)| format!("{x},{y}")).collect();
        let _ = write!(
            html,
            r#"<svg class="moods" viewBox="0 0 300 40" role="img" aria-label="{words}"><path d="M6 20H294"/><polyline points="{}"/>"#,
            path.join(" ")
        );
        for (x, y, point) in places {
            let mood = point.sentiment.id();
            let told = format!("{}: {}", tr.date_time(point.at), tr.t(&format!("label-mood-{mood}")));
            let _ = write!(
                html,
                r#"<circle class="{mood}" cx="{x}" cy="{y}" r="3"><title>{told}</title></circle>"#
            );
        }
        html.push_str("</svg>");
    }

    const fn height(mood: Sentiment) -> u32 {
        match mood {
            Sentiment::Negative => 34,
            Sentiment::Neutral => 20,
            Sentiment::Positive => 6,
        }
    }

    fn buttons(tr: Translator, reading: &ReadingView, html: &mut String) {
        html.push_str(r#"<div class="flex gap-1.5 mt-2">"#);
        let mut button = |act: &str, glyph: Glyph, key: &str| {
            let _ = write!(
                html,
                r#"<button type="button" class="btn sm" data-read="{act}">{}{}</button>"#,
                glyph.svg("i i14"),
                tr.t(key)
            );
        };
        if reading.by.is_none() && !reading.intents.is_empty() {
            button("confirm", Glyph::Check, "label-confirm");
        }
        button("fix", Glyph::Edit, "label-fix");
        html.push_str("</div>");
    }

    /// A name as text: it is the only word here that a person wrote.
    fn escape(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }

    #[cfg(test)]
    mod tests {
        #![allow(clippy::unwrap_used)]
        use super::*;
        use chrono::DateTime;
        use prosa_domain::{
            id::{MemberId, MessageId},
            label::Language,
            lang::Lang,
        };
        use prosa_wire::{reading::Guess, team::MemberRef};
        use uuid::Uuid;

        fn insights(by: Option<&str>) -> Insights {
            let reading = ReadingView {
                intents: vec![
                    Guess { id: Intent::Purchase, percent: 94 },
                    Guess { id: Intent::Greeting, percent: 41 },
                ],
                sentiment: Some(Sentiment::Positive),
                sentiment_percent: 80,
                language: Some(Language::Portuguese),
                model: "m".to_owned(),
                by: by.map(|name| MemberRef { id: MemberId(Uuid::nil()), name: name.to_owned() }),
            };
            let point =
                |second, sentiment| MoodPoint { at: DateTime::from_timestamp(second, 0).unwrap(), sentiment };
            let moods = vec![point(1, Sentiment::Negative), point(2, Sentiment::Positive)];
            Insights { newest: Some((MessageId(Uuid::nil()), reading)), before: Vec::new(), moods }
        }

        fn drawn(insights: &Insights, hands: Hands) -> String {
            draw(Translator::for_lang(Lang::PtBr), insights, hands)
        }

        #[test]
        fn a_machines_word_has_its_figure_and_a_persons_word_their_name() {
            let machine = drawn(&insights(None), Hands::Free);
            assert!(machine.contains("Quer comprar <span class=\"tabular-nums\">94%"), "{machine}");
            assert!(machine.contains("Cumprimentou") && machine.contains("data-read=\"confirm\""));
            assert!(machine.contains("2 mensagens: 1 insatisfeitas, 0 neutras, 1 satisfeitas"), "{machine}");
            let person = drawn(&insights(Some("<b>Bia</b>")), Hands::Free);
            assert!(person.contains("Confirmado por &lt;b&gt;Bia") && !person.contains("<b>Bia"), "{person}");
            assert!(!person.contains("data-read=\"confirm\"") && person.contains("data-read=\"fix\""));
        }

        #[test]
        fn a_changed_message_says_what_it_was_read_as() {
            let mut changed = insights(None);
            let until = DateTime::from_timestamp(1_795_269_600, 0).unwrap();
            let read = |intent| ReadBefore { intent, sentiment: None, until };
            changed.before = vec![read(Some(Intent::Pricing)), read(None)];
            let html = drawn(&changed, Hands::Tied);
            assert!(html.contains("antes: Quer saber o preço (até 21/11/2026"), "{html}");
            assert!(html.contains("antes: Sem certeza"), "{html}");
            assert!(!drawn(&insights(None), Hands::Tied).contains("antes:"));
        }

        #[test]
        fn who_may_only_look_has_no_buttons_and_nothing_read_is_nothing_drawn() {
            assert!(!drawn(&insights(None), Hands::Tied).contains("<button"));
            assert_eq!(drawn(&Insights::default(), Hands::Free), "");
            let mut unsure = insights(None);
            unsure.newest.as_mut().unwrap().1.intents.clear();
            unsure.moods.truncate(1);
            let html = drawn(&unsure, Hands::Free);
            assert!(html.contains("Sem certeza") && !html.contains("<polyline"), "{html}");
        }
    }
}
