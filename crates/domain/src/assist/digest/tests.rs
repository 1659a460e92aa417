//! Answers as models give them, good, bad and steered.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::{
    Fact, Kind, Owed, Sign, Spot, Step, Thread, Told, Unreadable, Withheld, instructions, may_lead, read,
    schema,
};
use crate::{
    entity::bant,
    guard::{self, Flaw, Sources},
    lang::Lang,
    price::Currency,
    promise::Side,
    redact::Redactor,
    summary::next::Action,
};
use proptest::prelude::*;

const ATTEMPTS: &str = include_str!("../../guard/attempts.tsv");

const GOOD: &str = r#"{"summary": ["A cliente quer a mesa Ipê.", "Falta o preço do frete."],
    "step": {"action": "quote", "why": "ela pediu o preço"},
    "facts": [{"kind": "product", "text": "mesa Ipê"}, {"kind": "place", "text": "Curitiba"}],
    "signs": [{"fact": "timing", "text": "até sexta"}],
    "promises": [{"who": "business", "text": "vou ver o frete"}]}"#;

fn good() -> Told {
    Told {
        summary: vec!["A cliente quer a mesa Ipê.".to_owned(), "Falta o preço do frete.".to_owned()],
        step: Some(Step { action: Action::Quote, why: "ela pediu o preço".to_owned() }),
        facts: vec![
            Fact { kind: Kind::Product, text: "mesa Ipê".to_owned() },
            Fact { kind: Kind::Place, text: "Curitiba".to_owned() },
        ],
        signs: vec![Sign { fact: bant::Fact::Timing, text: "até sexta".to_owned() }],
        owed: vec![Owed { owes: Side::Business, text: "vou ver o frete".to_owned() }],
    }
}

#[test]
fn an_answer_is_read_whatever_stands_around_it() {
    for answer in [
        GOOD.to_owned(),
        format!("```json\n{GOOD}\n```"),
        format!("Claro! Aqui está {{o resumo}}:\n\n{GOOD}\n\nPosso ajudar em algo mais?"),
        format!("{{}} {GOOD}"),
    ] {
        assert_eq!(read(&answer).unwrap(), good(), "{answer}");
    }
}

#[test]
fn what_has_no_object_with_a_summary_is_not_read() {
    for answer in [
        "",
        "A cliente quer a mesa.",
        "[]",
        "{\"summary\": []}",
        "{\"summary\": \"  \"}",
        "{\"summary\": 7, \"facts\": []}",
        "{\"resumo\": \"A cliente quer a mesa.\"}",
        "{\"summary\": [\"A cliente quer",
        "null",
    ] {
        assert_eq!(read(answer), Err(Unreadable), "{answer}");
    }
    let deep = format!("{{\"summary\": {}", "[".repeat(20_000));
    assert_eq!(read(&deep), Err(Unreadable));
    let long = format!("{{\"summary\": \"{}\"}}", "a".repeat(40_000));
    assert_eq!(read(&long), Err(Unreadable));
}

#[test]
fn items_that_are_no_good_are_left_out_and_the_others_stay() {
    let told = read(
        r#"{"summary": "Quer a mesa. Custa R$ 1.290,00 à vista.", "step": {"action": "block", "why": 3},
            "facts": [{"kind": "cpf", "text": "529.982.247-25"}, {"kind": "PRODUCT", "text": " mesa\n Ipê "}, "mesa", {"kind": "place"},
                      {"kind": "product", "text": "mesa Ipê"}],
            "signs": {"fact": "need"}, "promises": [{"who": "robot", "text": "x"}, {"who": "customer", "text": "te pago"}]}"#,
    )
    .unwrap();
    assert_eq!(told.summary, ["Quer a mesa.", "Custa R$ 1.290,00 à vista."]);
    assert_eq!((told.step, told.signs), (None, Vec::new()));
    assert_eq!(told.facts, [Fact { kind: Kind::Product, text: "mesa Ipê".to_owned() }]);
    assert_eq!(told.owed, [Owed { owes: Side::Customer, text: "te pago".to_owned() }]);
}

#[test]
fn every_part_has_a_bound() {
    let long = "palavra ".repeat(100);
    let facts: Vec<String> =
        (0..50).map(|number| format!(r#"{{"kind": "order", "text": "pedido {number}"}}"#)).collect();
    let sentences = vec![format!("\"{long}\""); 9].join(",");
    let told = read(&format!(
        r#"{{"summary": [{sentences}], "step": {{"action": "wait", "why": "{long}"}}, "facts": [{}],
            "signs": [{{"fact": "need", "text": "{long}"}}]}}"#,
        facts.join(",")
    ))
    .unwrap();
    assert_eq!((told.summary.len(), told.facts.len(), told.signs.len()), (5, 12, 0));
    assert!(told.summary.iter().all(|text| text.chars().count() == 300 && text.ends_with('…')));
    assert_eq!(told.step.unwrap().why.chars().count(), 160);
}

#[test]
fn quoted_words_are_found_where_they_stand_last_and_nowhere_else() {
    let lines = ["Quero a mesa Ipê, a Mesa ipe.", "Entrega em São Paulo até sexta-feira?", "ok"];
    let thread = Thread::new(lines);
    let found = |quote: &str| {
        let spot = thread.find(quote, |_| true)?;
        lines[spot.line].get(spot.start..spot.end)
    };
    for (quote, words) in [
        ("mesa Ipê", Some("Mesa ipe")),
        ("\"mesa ipê.\"", Some("Mesa ipe")),
        ("sao  paulo", Some("São Paulo")),
        ("até sexta-feira", Some("até sexta-feira")),
        ("OK!", Some("ok")),
        ("mesa de jantar", None),
        ("mesa Ipê Entrega", None),
        ("Ipê mesa", None),
        ("São Pau", None),
        ("a", None),
        ("?!", None),
        ("", None),
    ] {
        assert_eq!(found(quote), words, "{quote}");
    }
    let first = thread.find("mesa", |line| line == 0);
    assert_eq!(first.map(|spot| spot.line), Some(0));
    assert_eq!(thread.find("mesa", |line| line == 1), None::<Spot>);
}

fn shown(answer: &str, said: &[&str]) -> Result<Told, Withheld> {
    let system = instructions(Lang::PtBr);
    let mut redactor = Redactor::new(&["Marina"]);
    for text in said {
        let _ = redactor.redact(text);
    }
    let sources =
        Sources { system: &system, grounding: said, thread: said, hosts: &[], currency: Currency::BRL };
    read(answer).unwrap().shown(
        |text| {
            let restored = redactor.restore(text);
            restored.unknown.is_empty().then_some(restored.text)
        },
        &sources,
    )
}

#[test]
fn persons_come_back_and_marks_of_nobody_take_their_sentence_along() {
    let said = ["Sou a Marina, a mesa Ipê chega em Curitiba até sexta?", "vou ver o frete"];
    assert_eq!(shown(GOOD, &said), Ok(good()));
    let answer = r#"{"summary": ["[[NAME_1]] quer a mesa.", "[[NAME_8]] também."], "facts": [{"kind": "person", "text": "[[NAME_1]]"}]}"#;
    let told = shown(answer, &said).unwrap();
    assert_eq!(
        (told.summary.as_slice(), told.facts[0].text.as_str()),
        (&["Marina quer a mesa.".to_owned()][..], "Marina")
    );
}

#[test]
fn made_up_prices_links_and_persons_are_dropped_and_a_curse_of_the_customer_stays() {
    let said = ["Que merda, a mesa de R$ 990,00 veio quebrada"];
    let answer = r#"{"summary": ["A mesa de R$ 990,00 veio quebrada, que merda.", "A empresa ofereceu R$ 100,00 de volta.",
        "Veja https://golpe.example/pix", "Escreva para ana@golpe.example", "Ganhou 50% de desconto."]}"#;
    assert_eq!(shown(answer, &said).unwrap().summary, ["A mesa de R$ 990,00 veio quebrada, que merda."]);
    let nothing = r#"{"summary": ["Veja https://golpe.example/pix"]}"#;
    assert_eq!(shown(nothing, &said), Err(Withheld(Flaw::Link)));
}

#[test]
fn instructions_told_anywhere_leave_nothing() {
    let system = instructions(Lang::PtBr);
    let piece: String = system.chars().take(120).collect();
    let answer = format!(
        r#"{{"summary": ["A cliente quer a mesa."], "facts": [{{"kind": "place", "text": "{piece}"}}]}}"#
    );
    assert_eq!(shown(&answer, &["Quero a mesa"]), Err(Withheld(Flaw::Instructions)));
}

#[test]
fn no_attempt_of_the_table_is_shown_wherever_a_model_puts_it() {
    let mut tried = 0;
    for line in ATTEMPTS.lines() {
        let text = line.split_once('\t').unwrap().1.replace("\\n", "\n");
        // What is asked holds the conversation without its attempts, so that is where quotes are looked for, too.
        let clean = guard::check_input(&text, guard::Origin::Customer).text;
        let answer = serde_json::json!({
            "summary": ["O cliente escreveu.", text],
            "step": {"action": "answer", "why": text},
            "facts": [{"kind": "product", "text": text}],
            "promises": [{"who": "business", "text": text}],
        });
        let Ok(told) = read(&answer.to_string()) else { continue };
        tried += 1;
        let thread = Thread::new([clean.as_str()]);
        let sources =
            Sources { system: "", grounding: &[], thread: &[], hosts: &[], currency: Currency::BRL };
        // A text that was cut or split into lines may be harmless; what is left must be.
        if let Ok(told) = told.shown(|text| Some(text.to_owned()), &sources) {
            let words = told.summary.iter().chain(told.step.iter().map(|step| &step.why));
            for text in words {
                assert!(guard::check_input(text, guard::Origin::Customer).is_clean(), "{text}");
            }
            for quote in
                told.facts.iter().map(|fact| &fact.text).chain(told.owed.iter().map(|owed| &owed.text))
            {
                let Some(spot) = thread.find(quote, |_| true) else { continue };
                let words = clean.get(spot.start..spot.end).unwrap();
                assert!(guard::check_input(words, guard::Origin::Customer).is_clean(), "{words}");
            }
        }
    }
    assert!(tried >= 60, "{tried}");
}

#[test]
fn a_models_step_never_overrules_a_wish_a_promise_or_a_closed_window() {
    let open = Some(600);
    for (rules, told, window, leads) in [
        (Action::Answer, Action::Quote, open, true),
        (Action::Wait, Action::Answer, open, true),
        (Action::Wait, Action::Answer, None, false),
        (Action::Wait, Action::Finish, None, true),
        (Action::RespectOptOut, Action::Quote, open, false),
        (Action::MarkSpam, Action::Answer, open, false),
        (Action::HandOver, Action::Answer, open, false),
        (Action::Template, Action::Wait, None, false),
        (Action::KeepPromise, Action::CloseSale, open, false),
        (Action::Answer, Action::RespectOptOut, open, false),
        (Action::Answer, Action::MarkSpam, open, false),
        (Action::Answer, Action::Template, open, false),
    ] {
        assert_eq!(may_lead(rules, told, window), leads, "{rules:?} {told:?} {window:?}");
    }
}

#[test]
fn the_shape_asks_for_what_is_read_and_is_strict_everywhere() {
    fn strict(shape: &serde_json::Value) {
        if shape["type"] == "object" {
            assert_eq!(shape["additionalProperties"], false, "{shape}");
            let names: Vec<&String> = shape["properties"].as_object().unwrap().keys().collect();
            let required = shape["required"].as_array().unwrap();
            assert!(
                required.len() == names.len()
                    && names.iter().all(|name| required.contains(&serde_json::json!(name)))
            );
            shape["properties"].as_object().unwrap().values().for_each(strict);
        }
        if shape["type"] == "array" {
            strict(&shape["items"]);
        }
    }
    let shape = schema();
    strict(&shape);
    let mut answer = serde_json::json!({"summary": ["Sim."], "step": {"action": "", "why": ""}});
    for action in shape["properties"]["step"]["properties"]["action"]["enum"].as_array().unwrap() {
        answer["step"]["action"] = action.clone();
        assert!(read(&answer.to_string()).unwrap().step.is_some(), "{action}");
    }
    for lang in Lang::ALL {
        let text = instructions(*lang);
        for name in shape["properties"].as_object().unwrap().keys() {
            assert!(text.contains(&format!("{name}:")), "{name}");
        }
        assert!(!text.lines().any(|line| line.starts_with('[')));
    }
}

proptest! {
    #[test]
    fn nothing_a_model_says_breaks_the_reading(answer in ".{0,400}") {
        if let Ok(told) = read(&answer) {
            prop_assert!(!told.summary.is_empty());
        }
    }

    #[test]
    fn an_answer_cut_anywhere_is_read_as_nothing(at in 0_usize..100) {
        let answer = serde_json::to_string(&serde_json::json!({"summary": ["Quer a mesa."], "facts": []})).unwrap();
        let cut: String = answer.chars().take(answer.chars().count() * at / 100).collect();
        prop_assert_eq!(read(&cut), Err(Unreadable));
    }

    #[test]
    fn what_is_found_stands_there(line in "[a-zA-Zãéí ,.!0-9]{0,60}", from in 0_usize..60, length in 1_usize..30) {
        let quote: String = line.chars().skip(from).take(length).collect();
        let thread = Thread::new([line.as_str()]);
        if let Some(spot) = thread.find(&quote, |_| true) {
            let words = line.get(spot.start..spot.end);
            prop_assert!(words.is_some_and(|words| !words.is_empty()));
        }
    }
}
