//! Facts in three languages, against a Wednesday noon.
#![allow(clippy::unwrap_used)]

use super::*;
use chrono::{FixedOffset, NaiveDate};
use proptest::prelude::*;

/// Wednesday, 18 November 2026, 12:00.
fn now() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 18).unwrap().and_hms_opt(12, 0, 0).unwrap()
}

fn moments(text: &str) -> Vec<String> {
    let found = find(text, now(), Currency::BRL);
    let told = found.into_iter().filter_map(|entity| match entity.value {
        Value::When(when) => Some(match when.time {
            Some(time) => format!("{} {}", when.day, time.format("%H:%M")),
            None if when.precision == Precision::Day => when.day.to_string(),
            None => format!("{} {:?}", when.day, when.precision),
        }),
        _ => None,
    });
    told.collect()
}

#[test]
fn moments_are_resolved_against_the_given_now() {
    for (text, wanted) in [
        ("te mando amanhã", "2026-11-19"),
        ("hoje às 18h", "2026-11-18 18:00"),
        ("depois de amanhã", "2026-11-20"),
        ("amanhã até as 10h", "2026-11-19 10:00"),
        ("amanha as 14:30", "2026-11-19 14:30"),
        ("sexta", "2026-11-20"),
        ("na sexta-feira às 9h", "2026-11-20 09:00"),
        ("segunda que vem", "2026-11-23"),
        ("sexta que vem", "2026-11-27"),
        ("quarta", "2026-11-25"),
        ("essa quarta", "2026-11-18"),
        ("próxima terça", "2026-11-24"),
        ("12/03", "2027-03-12"),
        ("dia 10/11", "2026-11-10"),
        ("em 12/03/2027 às 9h", "2027-03-12 09:00"),
        ("2026-12-24", "2026-12-24"),
        ("dia 5 às 14h", "2026-12-05 14:00"),
        ("dia 20", "2026-11-20"),
        ("5 de março", "2027-03-05"),
        ("25 de dezembro de 2026", "2026-12-25"),
        ("em 3 dias", "2026-11-21"),
        ("daqui a duas semanas", "2026-12-02"),
        ("daqui 15 min", "2026-11-18 12:15"),
        ("em 2 horas", "2026-11-18 14:00"),
        ("semana que vem", "2026-11-23 Week"),
        ("mês que vem", "2026-12-01 Month"),
        ("no fim do mês", "2026-11-30"),
        ("fim de semana", "2026-11-21"),
        ("às 10h", "2026-11-19 10:00"),
        ("3 da tarde", "2026-11-18 15:00"),
        ("amanhã de manhã", "2026-11-19 12:00"),
        ("14h de amanhã", "2026-11-19 14:00"),
        ("tomorrow at 5 pm", "2026-11-19 17:00"),
        ("next monday", "2026-11-23"),
        ("in 2 days", "2026-11-20"),
        ("on March 5th", "2027-03-05"),
        ("by noon tomorrow", "2026-11-19 12:00"),
        ("mañana a las 5 de la tarde", "2026-11-19 17:00"),
        ("el viernes", "2026-11-20"),
        ("pasado mañana", "2026-11-20"),
        ("en 3 días", "2026-11-21"),
        ("la semana que viene", "2026-11-23 Week"),
    ] {
        assert_eq!(moments(text), [wanted], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_moment_is_none() {
    for text in [
        "segunda via do boleto",
        "10x sem juros",
        "pedido 4471",
        "24/7",
        "2 cadeiras",
        "31/02",
        "quinta avenida",
        "set de panelas",
        "100%",
        "até 12 vezes",
        "1,5 kg",
        "99:99",
    ] {
        assert!(moments(text).is_empty(), "{text} {:?}", moments(text));
    }
}

#[test]
fn a_day_is_due_at_its_end_and_in_its_zone() {
    let found = find("até sexta", now(), Currency::BRL);
    let Some(Value::When(when)) = found.first().map(|entity| entity.value.clone()) else {
        panic!("{found:?}")
    };
    assert_eq!(when.due().to_string(), "2026-11-20 23:59:00");
    let zone = FixedOffset::west_opt(3 * 3600).unwrap();
    assert_eq!(when.due_in(&zone).unwrap().to_rfc3339(), "2026-11-21T02:59:00+00:00");
}

fn others(text: &str) -> Vec<String> {
    let found = find(text, now(), Currency::BRL);
    found
        .iter()
        .map(|entity| match &entity.value {
            Value::Money(money) => format!("money {}", money.decimal()),
            Value::When(when) => format!("when {}", when.day),
            Value::Cpf(code) => format!("cpf {code}"),
            Value::Cnpj(code) => format!("cnpj {code}"),
            Value::Phone(code) => format!("phone {code}"),
            Value::Email(code) => format!("email {code}"),
            Value::Post(code) => format!("post {code}"),
            Value::Order(code) => format!("order {code}"),
            Value::Quantity { milli, unit } => format!("quantity {milli} {unit}"),
        })
        .collect()
}

#[test]
fn facts_of_all_kinds_are_read_with_their_values() {
    for (text, wanted) in [
        ("meu cpf 529.982.247-25", vec!["cpf 52998224725"]),
        ("CNPJ 12.ABC.345/01DE-35", vec!["cnpj 12ABC34501DE35"]),
        ("liga (11) 98765-4321", vec!["phone 5511987654321"]),
        ("Email ANA@Exemplo.com", vec!["email ana@exemplo.com"]),
        ("cep 01310-100", vec!["post 01310100"]),
        ("cadê o pedido nº 4471?", vec!["order 4471"]),
        ("pedido #PED-20931", vec!["order PED-20931"]),
        ("rastreio BR123456789BR", vec!["order BR123456789BR"]),
        ("my order number is 88213", vec!["order 88213"]),
        ("quero 12 cadeiras", vec!["quantity 12000 cadeiras"]),
        ("2,5 kg de café", vec!["quantity 2500 kg"]),
        ("duas caixas", vec!["quantity 2000 caixas"]),
        (
            "quero 3 mesas por R$ 900 até sexta",
            vec!["quantity 3000 mesas", "money 900.00", "when 2026-11-20"],
        ),
        ("oi, tudo bem?", vec![]),
    ] {
        assert_eq!(others(text), wanted, "{text}");
    }
}

#[test]
fn the_four_facts_add_up_and_show_their_words() {
    let texts = [
        "Oi, quanto custa?",
        "Sou a dona do café e preciso de 12 cadeiras",
        "tenho até 5 mil",
        "precisa chegar até sexta",
    ];
    let bant = bant::read(&texts, now(), Currency::BRL);
    let shown: Vec<(&str, u8)> = bant
        .evidence
        .iter()
        .map(|found| {
            (texts.get(found.text).and_then(|text| text.get(found.start..found.end)).unwrap(), found.points)
        })
        .collect();
    assert_eq!(shown, [("5 mil", 25), ("Sou a dona", 25), ("preciso de", 18), ("sexta", 25)]);
    assert_eq!(bant.score, 93);
    assert_eq!(bant::read(&["oi", "bom dia"], now(), Currency::BRL).score, 0);
    assert_eq!(bant::read(&["não quero"], now(), Currency::BRL).score, 0);
}

proptest! {
    #[test]
    fn facts_stand_in_order_apart_and_where_they_say(text in "\\PC{0,60}|[0-9a-z/:., R$]{0,60}") {
        let mut last = 0;
        for entity in find(&text, now(), Currency::BRL) {
            prop_assert!(entity.start >= last && text.get(entity.start..entity.end).is_some());
            last = entity.end;
        }
        prop_assert!(bant::read(&[&text], now(), Currency::BRL).score <= 100);
    }

    #[test]
    fn a_written_date_is_read_as_itself(days in 0_u64..3_000) {
        let day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().checked_add_days(chrono::Days::new(days)).unwrap();
        prop_assert_eq!(moments(&day.format("entrego %d/%m/%Y sem falta").to_string()), vec![day.to_string()]);
    }
}
