//! The blocks as HTML. Names of keys are the rules' own words; whatever a person wrote is escaped.

use crate::kit::Glyph;
use chrono::{DateTime, Utc};
use prosa_domain::{
    access::{Action as Right, Permit, Role, allows},
    id::MessageId,
    promise::{Origin, Side},
    summary::next::Action,
};
use prosa_i18n::Translator;
use prosa_wire::insight::{Brief, MadeBy, NextStep, PieceView, ToldView};
use serde::Serialize;
use std::fmt::Write as _;

/// The blocks; empty of an empty conversation.
#[must_use]
pub fn draw(tr: Translator, brief: &Brief, role: Role, now: DateTime<Utc>) -> String {
    let mut html = String::with_capacity(4_096);
    if brief.looked == 0 {
        return html;
    }
    let by = made_by(tr, &brief.made_by);
    if let Some(next) = &brief.next {
        step(tr, (next, brief.told.as_ref()), role, &by, &mut html);
    }
    summary(tr, brief, role, &by, &mut html);
    owed(tr, brief, &by, now, &mut html);
    facts(tr, brief, &by, &mut html);
    ready(tr, brief, &by, &mut html);
    html
}

/// What made it, as a chip.
fn made_by(tr: Translator, by: &MadeBy) -> String {
    let (words, title) = match by {
        MadeBy::Rules | MadeBy::Retrieval => (tr.t("insight-rules"), tr.t("insight-rules-title")),
        MadeBy::Model(name) => (escape(name), String::new()),
    };
    format!(r#"<span class="chip made" title="{title}">{words}</span>"#)
}

/// A model's name as a chip, with what it means.
fn told_by(tr: Translator, told: &ToldView) -> String {
    let name = told.model.split_once('/').map_or(told.model.as_str(), |(_, name)| name);
    let title = tr.t("insight-told-title");
    format!(r#"<span class="chip made" title="{title}">{}</span>"#, escape(name))
}

/// The word a value has on the wire, which its key ends with.
fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn open(html: &mut String, class: &str, title: &str, by: &str) {
    // Writing to a String cannot fail.
    let _ = write!(html, r#"<section class="blk {class}"><h3>{title}{by}</h3>"#);
}

/// A button that brings a message into view.
fn jump(tr: Translator, id: MessageId, words: &str) -> String {
    format!(
        r#"<button type="button" class="said-at" data-jump="{id}" title="{}">{words}</button>"#,
        tr.t("insight-see")
    )
}

fn step(
    tr: Translator,
    (next, told): (&NextStep, Option<&ToldView>),
    role: Role,
    by: &str,
    html: &mut String,
) {
    let title = format!("{}{}", Glyph::Spark.svg("i i16"), tr.t("insight-next"));
    // What a model would do comes in the rules' place only where they leave the choice, and is marked as its word.
    let (action, why, by) = match told.and_then(|told| Some((told, told.step.as_ref()?))) {
        Some((told, step)) => (step.action, escape(&step.why), told_by(tr, told)),
        None => {
            let why = next.reasons.iter().map(|reason| tr.t(&format!("insight-why-{}", word(reason))));
            (next.action, why.collect::<Vec<_>>().join("; "), by.to_owned())
        }
    };
    open(html, "nba", &title, &by);
    let _ = write!(
        html,
        r#"<p class="font-medium">{}</p><p class="text-small text-ink-2">{why}</p><div class="flex gap-1.5 mt-2 flex-wrap">"#,
        tr.t(&format!("insight-act-{}", word(&action)))
    );
    if let Some((act, _)) = verb(action).filter(|(_, right)| matches!(allows(role, *right), Permit::Allowed))
    {
        let to = next.message_id.map(|id| format!(r#" data-to="{id}""#)).unwrap_or_default();
        let words = tr.t(&format!("insight-do-{act}"));
        let _ =
            write!(html, r#"<button type="button" class="btn sm pri" data-do="{act}"{to}>{words}</button>"#);
    }
    if let Some(id) = next.message_id {
        let words = tr.t("insight-see");
        let _ =
            write!(html, r#"<button type="button" class="btn sm quiet" data-jump="{id}">{words}</button>"#);
    }
    html.push_str("</div></section>");
}

/// What does a step, and the right it takes; none when there is nothing to press.
const fn verb(action: Action) -> Option<(&'static str, Right)> {
    Some(match action {
        Action::RespectOptOut => ("leave", Right::RecordConsent),
        Action::MarkSpam => ("block", Right::RecordConsent),
        Action::HandOver => ("take", Right::AssignSelf),
        Action::Template => ("template", Right::SendMessage),
        Action::CloseSale | Action::HelpPay | Action::Remind => ("charge", Right::SendMessage),
        Action::Finish => ("finish", Right::ChangeConversation),
        Action::Wait => return None,
        Action::Solve
        | Action::KeepPromise
        | Action::TellStatus
        | Action::Refund
        | Action::Schedule
        | Action::Quote
        | Action::Persuade
        | Action::Answer
        | Action::FollowUp => ("reply", Right::SendMessage),
    })
}

fn summary(tr: Translator, brief: &Brief, role: Role, by: &str, html: &mut String) {
    match &brief.told {
        Some(told) => told_summary(tr, told, by, html),
        None => open(html, "", &tr.t("insight-summary"), by),
    }
    if brief.summary.is_empty() {
        let _ = write!(html, r#"<p class="text-small text-ink-2">{}</p>"#, tr.t("insight-summary-none"));
    }
    pieces(tr, &brief.summary, html);
    if brief.told.is_some() {
        html.push_str("</details>");
    }
    ask(tr, brief, role, html);
    if let Some(since) = &brief.since {
        let when = tr.date_time(since.at);
        let words = tr.t_args(
            "insight-since",
            &[("when", (&when).into()), ("count", i64::from(since.messages).into())],
        );
        let _ = write!(html, r#"<p class="text-small font-medium mt-2">{words}</p>"#);
        pieces(tr, &since.pieces, html);
    }
    let mut notes = vec![tr.t_args("insight-looked", &[("count", i64::from(brief.looked).into())])];
    if brief.unanswered > 0 {
        notes.push(tr.t_args("insight-unanswered", &[("count", i64::from(brief.unanswered).into())]));
    }
    let _ = write!(html, r#"<p class="text-meta text-ink-2 mt-1">{}</p></section>"#, notes.join(" · "));
}

/// A model's sentences; those the rules picked stay behind a line that opens them.
fn told_summary(tr: Translator, told: &ToldView, by: &str, html: &mut String) {
    open(html, "", &tr.t("insight-summary"), &told_by(tr, told));
    for sentence in &told.summary {
        let _ = write!(html, r#"<p class="mt-1">{}</p>"#, escape(sentence));
    }
    let at = tr.date_time(told.at);
    let note = tr.t_args("insight-told-note", &[("when", (&at).into())]);
    let own = tr.t("insight-own-sentences");
    let _ = write!(
        html,
        r#"<p class="text-meta text-ink-2 mt-1">{note}</p><details class="mt-2"><summary>{own}{by}</summary>"#
    );
}

/// The button that asks a model, and why the last one asked told nothing.
fn ask(tr: Translator, brief: &Brief, role: Role, html: &mut String) {
    if let Some(refusal) = &brief.instead_of {
        let why = escape(&tr.refusal(refusal));
        let words = tr.t("insight-told-not");
        let _ = write!(html, r#"<p class="text-small mt-2" role="status">{words} {why}</p>"#);
    }
    let may = matches!(allows(role, Right::SendMessage), Permit::Allowed);
    if brief.asks && brief.told.is_none() && may {
        let _ = write!(
            html,
            r#"<p class="mt-2"><button type="button" class="btn sm" data-do="tell">{}{}</button></p>"#,
            Glyph::Spark.svg("i i14"),
            tr.t("insight-tell")
        );
    }
}

fn pieces(tr: Translator, pieces: &[PieceView], html: &mut String) {
    if pieces.is_empty() {
        return;
    }
    html.push_str(r#"<ul class="pieces">"#);
    for piece in pieces {
        let who = tr.t(side(piece.side));
        let why: Vec<String> =
            piece.why.iter().map(|why| tr.t(&format!("insight-piece-{}", word(why)))).collect();
        let told = format!("{who}, {}: {}", tr.date_time(piece.at), why.join(", "));
        let _ = write!(
            html,
            r#"<li>{}<span class="text-meta text-ink-2">{told}</span></li>"#,
            jump(tr, piece.message_id, &escape(&piece.text))
        );
    }
    html.push_str("</ul>");
}

const fn side(side: Side) -> &'static str {
    match side {
        Side::Business => "insight-us",
        Side::Customer => "insight-them",
    }
}

/// What the rules found, and behind it what a model told, each of those with its mark.
fn both<'a, T>(
    tr: Translator,
    found: &'a [T],
    told: Option<&'a ToldView>,
    of: fn(&'a ToldView) -> &'a [T],
) -> Vec<(&'a T, String)> {
    let mark = told.map(|told| told_by(tr, told)).unwrap_or_default();
    let named = told.map(of).unwrap_or_default();
    let found = found.iter().map(|one| (one, String::new()));
    found.chain(named.iter().map(|one| (one, mark.clone()))).collect()
}

fn owed(tr: Translator, brief: &Brief, by: &str, now: DateTime<Utc>, html: &mut String) {
    let all = both(tr, &brief.owed, brief.told.as_ref(), |told| &told.owed);
    if all.is_empty() {
        return;
    }
    open(html, "", &tr.t("insight-owed"), if brief.owed.is_empty() { "" } else { by });
    html.push_str(r#"<ul class="pieces">"#);
    for (owed, mark) in all {
        let who = tr.t(if owed.owes == Side::Business { "insight-owed-us" } else { "insight-owed-them" });
        let key =
            if owed.origin == Origin::Promised { "insight-owed-promised" } else { "insight-owed-asked" };
        let who = tr.t_args(key, &[("who", (&who).into())]);
        let (late, due) = match owed.due {
            None => ("", tr.t("insight-due-none")),
            Some(due) => {
                let when = tr.date_time(due);
                let (class, key) =
                    if due < now { (" late", "insight-due-late") } else { ("", "insight-due") };
                (class, tr.t_args(key, &[("when", (&when).into())]))
            }
        };
        let _ = write!(
            html,
            r#"<li>{}<span class="text-meta text-ink-2{late}">{who} · {due}{mark}</span></li>"#,
            jump(tr, owed.message_id, &escape(&owed.text))
        );
    }
    html.push_str("</ul></section>");
}

fn facts(tr: Translator, brief: &Brief, by: &str, html: &mut String) {
    let all = both(tr, &brief.facts, brief.told.as_ref(), |told| &told.facts);
    if all.is_empty() {
        return;
    }
    open(html, "", &tr.t("insight-facts"), if brief.facts.is_empty() { "" } else { by });
    html.push_str(r#"<ul class="found-facts">"#);
    for (fact, mark) in all {
        let kind = tr.t(&format!("insight-fact-{}", fact.kind.as_str()));
        let moment = fact.moment.map(|moment| format!(" ({})", tr.date_time(moment))).unwrap_or_default();
        let shown = escape(&format!("{}{moment}", fact.shown));
        let copy = escape(&fact.copy);
        let label = format!("{}: {kind}", tr.t("insight-copy"));
        let _ = write!(
            html,
            r#"<li><span class="text-ink-2">{kind}{mark}</span>{}<button type="button" class="ib sm" data-copy="{copy}" aria-label="{label}" title="{label}">{}</button></li>"#,
            jump(tr, fact.message_id, &shown),
            Glyph::Copy.svg("i i14")
        );
    }
    html.push_str("</ul></section>");
}

fn ready(tr: Translator, brief: &Brief, by: &str, html: &mut String) {
    let all = both(tr, &brief.bant, brief.told.as_ref(), |told| &told.signs);
    if all.is_empty() {
        return;
    }
    let points = tr.t_args("insight-points", &[("points", i64::from(brief.ready).into())]);
    open(html, "", &format!(r#"{} <span class="n">{points}</span>"#, tr.t("insight-ready")), by);
    html.push_str(r#"<ul class="found-facts">"#);
    for (one, mark) in all {
        // A model's word gives no points.
        let points = if one.points == 0 { String::new() } else { one.points.to_string() };
        let fact = tr.t(&format!("insight-bant-{}", word(&one.fact)));
        let _ = write!(
            html,
            r#"<li><span class="text-ink-2">{fact}{mark}</span>{}<span class="text-meta text-ink-2 tabular-nums">{points}</span></li>"#,
            jump(tr, one.message_id, &escape(&one.text))
        );
    }
    html.push_str("</ul></section>");
}

/// What a person wrote as text.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use prosa_domain::{
        lang::Lang,
        refusal::{Code, Refusal},
        summary::{Why, next::Reason},
    };
    use prosa_wire::insight::{FactKind, FactView, OwedView, ToldStep};
    use uuid::Uuid;

    fn brief() -> Brief {
        let message_id = MessageId(Uuid::from_u128(7));
        let at = DateTime::from_timestamp(1_795_269_600, 0).unwrap();
        Brief {
            looked: 2,
            summary: vec![PieceView {
                message_id,
                side: Side::Customer,
                at,
                text: "<b>Quanto</b> custa?".to_owned(),
                why: vec![Why::Unanswered],
            }],
            next: Some(NextStep {
                action: Action::Quote,
                reasons: vec![Reason::Intent, Reason::Unanswered],
                message_id: Some(message_id),
            }),
            facts: vec![FactView {
                kind: FactKind::Cpf,
                shown: "•••".to_owned(),
                copy: "52998224725".to_owned(),
                moment: None,
                message_id,
            }],
            owed: vec![OwedView {
                owes: Side::Business,
                origin: Origin::Promised,
                text: "enviar a nota".to_owned(),
                due: Some(at),
                message_id,
            }],
            ..Brief::default()
        }
    }

    fn drawn(lang: Lang, role: Role, second: i64) -> String {
        let now = DateTime::from_timestamp(second, 0).unwrap();
        draw(Translator::for_lang(lang), &brief(), role, now)
    }

    #[test]
    fn every_block_says_what_made_it_and_leads_to_its_message() {
        let html = drawn(Lang::PtBr, Role::Agent, 1_795_269_000);
        assert_eq!(
            html.matches("por regras").count(),
            html.matches("<section").count() + html.matches("Feito aqui por regras").count()
        );
        assert!(
            html.contains("Informar o preço") && html.contains("é o que a última mensagem pede; há pergunta")
        );
        assert!(html.contains("data-do=\"reply\"") && html.contains("A empresa prometeu · até 21/11/2026"));
        assert!(html.contains("&lt;b&gt;Quanto&lt;/b&gt;") && !html.contains("<b>Quanto"));
        assert_eq!(html.matches("data-jump=\"00000000-0000-0000-0000-000000000007\"").count(), 4);
    }

    fn told() -> Brief {
        let brief = brief();
        let told = ToldView {
            model: "openai/gpt <b>".to_owned(),
            at: DateTime::from_timestamp(1_795_269_600, 0).unwrap(),
            summary: vec!["Quer <i>a mesa</i>.".to_owned()],
            step: Some(ToldStep { action: Action::Persuade, why: "achou <u>caro</u>".to_owned() }),
            facts: vec![FactView {
                kind: FactKind::Product,
                shown: "mesa Ipê".to_owned(),
                copy: "mesa Ipê".to_owned(),
                moment: None,
                message_id: brief.facts[0].message_id,
            }],
            signs: Vec::new(),
            owed: Vec::new(),
        };
        Brief { told: Some(told), asks: true, ..brief }
    }

    #[test]
    fn what_a_model_told_leads_with_its_name_and_the_rules_sentences_stay() {
        let now = DateTime::from_timestamp(1_795_269_000, 0).unwrap();
        let html = draw(Translator::for_lang(Lang::PtBr), &told(), Role::Agent, now);
        assert!(
            html.contains("Quer &lt;i&gt;a mesa&lt;/i&gt;.") && html.contains("gpt &lt;b&gt;</span>"),
            "{html}"
        );
        assert!(
            html.contains("Responder à dúvida sobre preço ou prazo") && html.contains("achou &lt;u&gt;caro")
        );
        assert!(!html.contains("Informar o preço"), "one step is shown");
        assert!(html.contains("<details") && html.contains("&lt;b&gt;Quanto&lt;/b&gt;"), "{html}");
        assert!(html.contains("Produto<span class=\"chip made\"") && html.contains("mesa Ipê"));
        assert!(!html.contains("data-do=\"tell\""), "it was told already");
    }

    #[test]
    fn a_model_is_asked_only_where_one_is_on_by_who_works_here_and_a_failure_says_why() {
        let now = DateTime::from_timestamp(1_795_269_000, 0).unwrap();
        let tr = Translator::for_lang(Lang::PtBr);
        let on = Brief { asks: true, ..brief() };
        assert!(draw(tr, &on, Role::Agent, now).contains("data-do=\"tell\""));
        assert!(!draw(tr, &on, Role::Viewer, now).contains("data-do=\"tell\""));
        assert!(!draw(tr, &brief(), Role::Agent, now).contains("data-do=\"tell\""));
        let refusal = Refusal::new(Code::AssistUnavailable).with("reason", "timeout");
        let failed = Brief { instead_of: Some(refusal), ..on };
        let html = draw(tr, &failed, Role::Agent, now);
        assert!(
            html.contains("valem as regras. O modelo demorou demais") && html.contains("data-do=\"tell\""),
            "{html}"
        );
        for lang in Lang::ALL {
            for brief in [&told(), &failed] {
                let html = draw(Translator::for_lang(*lang), brief, Role::Agent, now);
                assert!(!html.contains("insight-"), "{html}");
            }
        }
    }

    #[test]
    fn who_only_looks_has_no_button_that_does_something_and_what_is_late_says_so() {
        let html = drawn(Lang::PtBr, Role::Viewer, 1_795_270_000);
        assert!(!html.contains("data-do") && html.contains("data-copy=\"52998224725\""));
        assert!(html.contains("venceu em 21/11/2026"));
        assert_eq!(
            draw(Translator::for_lang(Lang::En), &Brief::default(), Role::Owner, DateTime::UNIX_EPOCH),
            ""
        );
    }

    #[test]
    fn every_step_and_reason_has_words_in_every_language() {
        for lang in Lang::ALL {
            let html = drawn(*lang, Role::Agent, 1_795_269_000);
            assert!(!html.contains("insight-"), "{html}");
        }
    }
}
