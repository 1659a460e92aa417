//! A conversation in its own sentences, and the table of next steps.
#![allow(clippy::unwrap_used)]

use super::{
    next::{Action, Facts, Reason, next, to_answer},
    *,
};
use chrono::NaiveDate;
use proptest::prelude::*;

fn line<'a>(side: Side, text: &'a str, intents: &'a [Intent]) -> Line<'a> {
    let at = NaiveDate::from_ymd_opt(2026, 11, 18).unwrap().and_hms_opt(12, 0, 0).unwrap();
    Line { side, text, at, intents, sentiment: None }
}

fn talk() -> Vec<Line<'static>> {
    use Side::{Business, Customer};
    vec![
        line(
            Customer,
            "Oi, bom dia! Comprei uma mesa e ela chegou com o tampo riscado.",
            &[Intent::Complaint],
        ),
        line(Business, "Bom dia, Ana. Sinto muito.", &[]),
        line(Business, "Pode me dizer o número do pedido?", &[]),
        line(Customer, "pedido 4471", &[Intent::Other]),
        line(Customer, "comprei a mesa e chegou com o tampo riscado!!", &[Intent::Complaint]),
        line(Business, "Obrigado. Te mando a coleta amanhã até as 10h.", &[]),
        line(Customer, "ok", &[Intent::Other]),
        line(Customer, "E quanto tempo leva a troca? Posso escolher outra cor?", &[Intent::CancelRefund]),
    ]
}

fn told<'a>(lines: &[Line<'a>], pieces: &[Piece]) -> Vec<&'a str> {
    pieces
        .iter()
        .map(|piece| lines.get(piece.line).and_then(|line| line.text.get(piece.start..piece.end)).unwrap())
        .collect()
}

#[test]
fn a_summary_is_made_of_the_sentences_that_weigh() {
    let lines = talk();
    let summary = summarise(&lines, 0, 4, Currency::BRL);
    assert_eq!(
        told(&lines, &summary.pieces),
        [
            "Comprei uma mesa e ela chegou com o tampo riscado.",
            "Te mando a coleta amanhã até as 10h.",
            "E quanto tempo leva a troca?",
            "Posso escolher outra cor?"
        ]
    );
    let promise = summary.pieces.iter().find(|piece| piece.line == 5).unwrap();
    assert_eq!(promise.why, [Why::Promise, Why::Facts, Why::Recent]);
}

#[test]
fn questions_after_which_nobody_wrote_are_open() {
    let mut lines = talk();
    let open = summarise(&lines, 0, 4, Currency::BRL).unanswered;
    assert_eq!(told(&lines, &open), ["E quanto tempo leva a troca?", "Posso escolher outra cor?"]);
    lines.push(line(Side::Business, "Cinco dias, e sim.", &[]));
    assert!(summarise(&lines, 0, 4, Currency::BRL).unanswered.is_empty());
}

#[test]
fn since_you_last_looked_holds_only_what_is_new() {
    let lines = talk();
    let summary = summarise(&lines, 6, 3, Currency::BRL);
    assert!(summary.pieces.iter().all(|piece| piece.line >= 6) && !summary.pieces.is_empty());
    assert_eq!(summarise(&lines, 8, 3, Currency::BRL), Summary::default());
    assert_eq!(summarise(&[], 0, 3, Currency::BRL), Summary::default());
}

#[test]
fn a_word_between_sentences_is_no_part_of_a_summary_and_alone_it_is() {
    let lines = [line(Side::Customer, "beleza. o tapete de 2x2,5 sai por quanto", &[Intent::Pricing])];
    let summary = summarise(&lines, 0, 3, Currency::BRL);
    assert_eq!(told(&lines, &summary.pieces), ["o tapete de 2x2,5 sai por quanto"]);
    let lines = [line(Side::Customer, "cancelem", &[Intent::CancelRefund])];
    assert_eq!(told(&lines, &summarise(&lines, 0, 3, Currency::BRL).pieces), ["cancelem"]);
}

#[test]
fn the_same_thing_is_said_once() {
    let lines = talk();
    let summary = summarise(&lines, 0, 8, Currency::BRL);
    let scratched = told(&lines, &summary.pieces).iter().filter(|text| text.contains("riscado")).count();
    assert_eq!(scratched, 1);
}

#[test]
fn the_table_of_next_steps_decides_as_written() {
    let open = Facts { window: Some(600), unanswered: 1, ..Facts::default() };
    let idle = Facts { window: Some(600), ..Facts::default() };
    let with = |facts: Facts, intent: Intent| Facts { intent: Some(intent), ..facts };
    for (facts, action, reasons) in [
        (with(open, Intent::OptOut), Action::RespectOptOut, vec![Reason::Intent]),
        (with(open, Intent::Spam), Action::MarkSpam, vec![Reason::Intent]),
        (
            with(Facts { window: None, ..open }, Intent::Human),
            Action::HandOver,
            vec![Reason::Intent, Reason::Unanswered],
        ),
        (with(open, Intent::Complaint), Action::Solve, vec![Reason::Intent, Reason::Unanswered]),
        (
            Facts { sentiment: Some(Sentiment::Negative), ..with(open, Intent::OrderStatus) },
            Action::Solve,
            vec![Reason::Mood, Reason::Unanswered],
        ),
        (with(open, Intent::OrderStatus), Action::TellStatus, vec![Reason::Intent, Reason::Unanswered]),
        (with(open, Intent::Pricing), Action::Quote, vec![Reason::Intent, Reason::Unanswered]),
        (with(open, Intent::Scheduling), Action::Schedule, vec![Reason::Intent, Reason::Unanswered]),
        (with(open, Intent::Payment), Action::HelpPay, vec![Reason::Intent, Reason::Unanswered]),
        (with(open, Intent::Objection), Action::Persuade, vec![Reason::Intent, Reason::Unanswered]),
        (with(idle, Intent::Purchase), Action::CloseSale, vec![Reason::Intent]),
        (with(open, Intent::Other), Action::Answer, vec![Reason::Unanswered]),
        (
            Facts { window: Some(30), ..with(open, Intent::Other) },
            Action::Answer,
            vec![Reason::Unanswered, Reason::WindowClosing],
        ),
        (Facts { window: None, ..open }, Action::Template, vec![Reason::WindowClosed, Reason::Unanswered]),
        (Facts { window: None, ..idle }, Action::Wait, vec![Reason::NothingOpen]),
        (
            Facts { window: None, unpaid: 1, ..idle },
            Action::Template,
            vec![Reason::WindowClosed, Reason::Unpaid],
        ),
        (
            Facts { promise: Some(-5), ..open },
            Action::KeepPromise,
            vec![Reason::PromiseLate, Reason::Unanswered],
        ),
        (Facts { promise: Some(60), ..idle }, Action::KeepPromise, vec![Reason::PromiseDue]),
        (Facts { promise: Some(2_000), ..idle }, Action::Wait, vec![Reason::NothingOpen]),
        (Facts { awaited: Some(-60), ..idle }, Action::FollowUp, vec![Reason::AwaitedLate]),
        (Facts { unpaid: 1, ..idle }, Action::Remind, vec![Reason::Unpaid]),
        (Facts { ready: 75, ..idle }, Action::CloseSale, vec![Reason::Ready]),
        (with(idle, Intent::Thanks), Action::Finish, vec![Reason::Intent]),
        (with(idle, Intent::Greeting), Action::Wait, vec![Reason::NothingOpen]),
    ] {
        let found = next(&facts);
        assert_eq!((found.action, found.reasons), (action, reasons), "{facts:?}");
    }
}

#[test]
fn what_is_to_be_answered_is_the_newest_message_that_wants_something() {
    let (complaint, other, thanks) = (Some(Intent::Complaint), Some(Intent::Other), Some(Intent::Thanks));
    assert_eq!(to_answer(&[complaint, other]), Some(0));
    assert_eq!(to_answer(&[complaint, Some(Intent::Pricing), thanks, None]), Some(1));
    assert_eq!(to_answer(&[other, thanks]), Some(1));
    assert_eq!(to_answer(&[]), None);
}

proptest! {
    #[test]
    fn pieces_stand_in_order_and_are_never_more_than_asked_for(texts in prop::collection::vec("\\PC{0,60}|[a-zà-ú ?.!0-9]{0,60}", 0..6), most in 0_usize..5, since in 0_usize..6) {
        let lines: Vec<Line<'_>> = texts.iter().map(|text| line(Side::Customer, text, &[Intent::Pricing])).collect();
        let summary = summarise(&lines, since, most, Currency::BRL);
        prop_assert!(summary.pieces.len() <= most);
        prop_assert!(summary.pieces.is_sorted_by_key(|piece| (piece.line, piece.start)));
        for piece in summary.pieces.iter().chain(&summary.unanswered) {
            prop_assert!(piece.line >= since);
            prop_assert!(lines.get(piece.line).is_some_and(|line| line.text.get(piece.start..piece.end).is_some()));
        }
    }

    #[test]
    fn a_closed_window_never_proposes_to_write_freely(unanswered in 0_usize..3, unpaid in 0_usize..2, promise in prop::option::of(-9_i64..9), which in 0_usize..16) {
        let facts = Facts { intent: Intent::ALL.get(which).copied(), window: None, unanswered, unpaid, promise, ..Facts::default() };
        let action = next(&facts).action;
        prop_assert!(matches!(action, Action::Template | Action::Wait | Action::RespectOptOut | Action::HandOver | Action::MarkSpam));
    }
}
