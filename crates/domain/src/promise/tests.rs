//! Promises in three languages, said on a Wednesday noon.
#![allow(clippy::unwrap_used)]

use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn now() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 18).unwrap().and_hms_opt(12, 0, 0).unwrap()
}

#[test]
fn who_owes_what_until_when_is_read() {
    for (text, origin, what, due) in [
        (
            "Oi! Te mando amanhã até as 10h.",
            Origin::Promised,
            "Te mando amanhã até as 10h",
            "2026-11-19 10:00:00",
        ),
        ("fico de confirmar", Origin::Promised, "fico de confirmar", ""),
        ("vou passar aí sexta", Origin::Promised, "vou passar aí sexta", "2026-11-20 23:59:00"),
        ("Amanhã te ligo", Origin::Promised, "Amanhã te ligo", "2026-11-19 23:59:00"),
        (
            "Bom dia. Vamos verificar e te avisamos hoje ainda",
            Origin::Promised,
            "Vamos verificar e te avisamos hoje ainda",
            "2026-11-18 23:59:00",
        ),
        ("pago dia 5", Origin::Promised, "pago dia 5", "2026-12-05 23:59:00"),
        (
            "Entregamos na segunda que vem",
            Origin::Promised,
            "Entregamos na segunda que vem",
            "2026-11-23 23:59:00",
        ),
        (
            "não se preocupe, te mando o boleto em 2 horas",
            Origin::Promised,
            "te mando o boleto em 2 horas",
            "2026-11-18 14:00:00",
        ),
        ("deixa comigo", Origin::Promised, "deixa comigo", ""),
        (
            "I'll send it tomorrow at 5 pm",
            Origin::Promised,
            "I'll send it tomorrow at 5 pm",
            "2026-11-19 17:00:00",
        ),
        ("We will call you on Friday", Origin::Promised, "We will call you on Friday", "2026-11-20 23:59:00"),
        ("let me check", Origin::Promised, "let me check", ""),
        ("te llamo el viernes", Origin::Promised, "te llamo el viernes", "2026-11-20 23:59:00"),
        ("voy a pagar mañana", Origin::Promised, "voy a pagar mañana", "2026-11-19 23:59:00"),
        ("me manda o boleto até sexta", Origin::Asked, "me manda o boleto até sexta", "2026-11-20 23:59:00"),
        ("Pode me ligar amanhã às 9h?", Origin::Asked, "Pode me ligar amanhã às 9h", "2026-11-19 09:00:00"),
        (
            "please send the invoice by noon",
            Origin::Asked,
            "please send the invoice by noon",
            "2026-11-19 12:00:00",
        ),
        ("preciso disso até dia 25/11", Origin::Asked, "preciso disso até dia 25/11", "2026-11-25 23:59:00"),
        ("mándame la factura", Origin::Asked, "mándame la factura", ""),
    ] {
        for side in [Side::Business, Side::Customer] {
            let found = find(text, side, now());
            let [promise] = found.as_slice() else { panic!("{text} {found:?}") };
            let owes = if origin == Origin::Promised { side } else { side.other() };
            assert_eq!((promise.owes, promise.origin), (owes, origin), "{text}");
            assert_eq!(text.get(promise.start..promise.end), Some(what), "{text}");
            let told = promise.due.map(|when| when.due().to_string()).unwrap_or_default();
            assert_eq!(told, due, "{text}");
        }
    }
}

#[test]
fn what_is_asked_denied_doubted_or_over_is_no_promise() {
    for text in [
        "vou querer a preta",
        "não vou pagar amanhã",
        "talvez eu passe aí sexta",
        "te mandei ontem",
        "vou pensar",
        "se der eu passo sexta",
        "você vai entregar amanhã?",
        "obrigada",
        "quanto custa o envio?",
        "vou viajar amanhã",
        "I will be there",
        "no te mando nada",
        "o retorno foi ontem",
        "chegou ontem às 10h",
        "maybe I'll call tomorrow",
        "vamos ver",
    ] {
        let found = find(text, Side::Customer, now());
        assert!(found.is_empty(), "{text} {found:?}");
    }
}

#[test]
fn each_sentence_is_read_for_itself() {
    let found = find("Te mando o orçamento hoje.\nFico de ver o frete. Tudo bem?", Side::Business, now());
    assert_eq!(found.len(), 2);
}

proptest! {
    #[test]
    fn promises_stand_where_they_say(text in "\\PC{0,80}|(te mando|vou|me liga|amanhã|sexta|[.?!,\n ]|[a-z]{1,6}){0,20}") {
        for promise in find(&text, Side::Customer, now()) {
            prop_assert!(text.get(promise.start..promise.end).is_some_and(|what| !what.is_empty()));
        }
    }
}
