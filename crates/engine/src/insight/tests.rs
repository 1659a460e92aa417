//! What the rules make of whole conversations.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::rules::{Reading, Worked, work};
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use prosa_db::view::insight::SaidLine;
use prosa_domain::{
    id::MessageId,
    label::{Intent, Sentiment},
    price::Currency,
    promise::{Origin, Side},
    summary::next::{Action, Reason},
};
use prosa_wire::insight::FactKind;
use uuid::Uuid;

/// Saturday, 21 November 2026, 14:00.
fn start() -> NaiveDateTime {
    DateTime::from_timestamp(1_795_269_600, 0).unwrap().naive_utc()
}

fn said(number: i64, side: Side, text: &str, intents: &[Intent]) -> SaidLine {
    let local = start() + TimeDelta::minutes(number);
    SaidLine {
        id: MessageId(Uuid::from_u128(u128::try_from(number).unwrap())),
        side,
        at: local.and_utc() + TimeDelta::hours(3),
        local,
        text: text.to_owned(),
        intents: intents.to_vec(),
        sentiment: Some(Sentiment::Neutral),
    }
}

fn worked(lines: &[SaidLine], minutes: i64, looked: Option<i64>, window: Option<i64>) -> Worked {
    let own = Currency::parse("BRL").unwrap();
    let local = start() + TimeDelta::minutes(minutes);
    let looked_at =
        looked.map(|number| (start() + TimeDelta::minutes(number) + TimeDelta::hours(3)).and_utc());
    work(&Reading { lines, local, own, looked_at, window })
}

#[test]
fn a_promise_has_its_owner_its_words_and_its_day_and_is_late_only_in_silence() {
    let lines = [
        said(1, Side::Customer, "Preciso da nota fiscal do pedido", &[Intent::Support]),
        said(2, Side::Business, "Claro. Vou enviar a nota até segunda", &[]),
    ];
    let told = worked(&lines, 10, None, Some(600));
    let owed = &told.brief.owed;
    let ours =
        owed.iter().position(|one| one.owes == Side::Business && one.origin == Origin::Promised).unwrap();
    assert!(owed[ours].text.contains("enviar a nota"), "{owed:?}");
    assert_eq!(owed[ours].message_id, lines[1].id);
    assert_eq!(told.owed[ours].unwrap().format("%d/%m %H:%M").to_string(), "23/11 23:59");
    // Three days later nothing was written: it is late.
    let late = worked(&lines, 3 * 1_440, None, Some(600)).brief.next.unwrap();
    assert_eq!((late.action, late.reasons[0]), (Action::KeepPromise, Reason::PromiseLate));
    // Something was written since, so perhaps it was kept.
    let mut kept = lines.to_vec();
    kept.push(said(4_000, Side::Business, "Segue a nota", &[]));
    let next = worked(&kept, 3 * 1_440, None, Some(600)).brief.next.unwrap();
    assert_ne!(next.action, Action::KeepPromise);
    assert!(worked(&lines, 20 * 1_440, None, None).brief.owed.iter().all(|one| one.due.is_none()));
}

#[test]
fn since_the_last_look_tells_only_what_came_after_it() {
    let lines = [
        said(1, Side::Customer, "Quero comprar uma mesa de jantar para oito pessoas", &[Intent::Purchase]),
        said(2, Side::Business, "Temos a mesa Jatobá por R$ 8.460,00", &[]),
        said(90, Side::Customer, "Consegue entregar antes de 18/12?", &[Intent::Scheduling]),
    ];
    let since = worked(&lines, 100, Some(60), Some(600)).brief.since.unwrap();
    assert_eq!(since.messages, 1);
    assert!(since.pieces.iter().all(|piece| piece.message_id == lines[2].id), "{:?}", since.pieces);
    assert!(worked(&lines, 100, Some(95), Some(600)).brief.since.is_none(), "nothing came since");
    let first = worked(&lines, 100, None, Some(600)).brief;
    assert!(first.since.is_none());
    assert!(first.summary.iter().any(|piece| piece.text.contains("mesa de jantar")));
    assert_eq!(first.unanswered, 1);
}

#[test]
fn facts_are_told_once_papers_in_part_and_each_names_its_message() {
    let lines = [
        said(1, Side::Customer, "meu cpf é 529.982.247-25 e o e-mail Ana@Casa.com", &[]),
        said(2, Side::Customer, "de novo: 529.982.247-25, são R$ 1.250,00", &[]),
    ];
    let told = worked(&lines, 10, None, Some(600)).brief;
    let of = |kind: FactKind| told.facts.iter().filter(|fact| fact.kind == kind).collect::<Vec<_>>();
    let cpf = of(FactKind::Cpf);
    assert_eq!(cpf.len(), 1);
    assert_eq!((cpf[0].shown.as_str(), cpf[0].copy.as_str()), ("•••982247••", "52998224725"));
    assert_eq!(cpf[0].message_id, lines[1].id);
    assert_eq!(of(FactKind::Email)[0].copy, "ana@casa.com");
    assert_eq!(of(FactKind::Money)[0].shown, "R$ 1.250,00");
}

#[test]
fn the_next_step_follows_the_last_wish_and_the_window() {
    let lines = [said(1, Side::Customer, "Quanto custa o corte?", &[Intent::Pricing])];
    let open = worked(&lines, 10, None, Some(600)).brief.next.unwrap();
    assert_eq!((open.action, open.message_id), (Action::Quote, Some(lines[0].id)));
    let closed = worked(&lines, 2_000, None, None).brief.next.unwrap();
    assert_eq!((closed.action, closed.reasons[0]), (Action::Template, Reason::WindowClosed));
    assert_eq!(worked(&[], 10, None, None).brief.next, None);
}
