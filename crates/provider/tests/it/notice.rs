//! Notices in short, what they say about a line, and asking Meta how a line is.

use crate::{
    saved::{deliveries, updates},
    stub::{Act, Stub, line},
};
use proptest::prelude::*;
use prosa_domain::line_health::{About, Facts, Notice};
use prosa_provider::{
    CallError, Item, Provider,
    meta::{Meta, Timeouts, notice},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::fmt::Write;

#[test]
fn every_saved_field_is_told_as_what_it_is() {
    let mut table = String::new();
    for (name, delivery) in deliveries() {
        for update in updates(delivery) {
            let Item::Other { field, raw } = &update.item else { continue };
            writeln!(table, "{name}: {:?}", notice::read(field, raw)).unwrap();
            if let Some((about, facts)) = notice::health(field, raw) {
                let told = serde_json::to_value(facts).unwrap();
                let told: Vec<String> = told
                    .as_object()
                    .unwrap()
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(key, value)| format!("{key}={value}"))
                    .collect();
                writeln!(table, "    {about:?} {}", told.join(" ")).unwrap();
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn limits_come_as_words_or_numbers_under_old_names_and_new() {
    for (raw, limit) in [
        (json!({"max_daily_conversations_per_business": "TIER_2K"}), Some("TIER_2K")),
        (json!({"max_daily_conversation_per_phone": 2000}), Some("2000")),
        (json!({"current_limit": "TIER_10K", "old_limit": "TIER_1K"}), Some("TIER_10K")),
        (json!({"max_phone_numbers_per_waba": 20}), None),
        (json!({"max_daily_conversations_per_business": {}}), None),
    ] {
        let got = notice::health("business_capability_update", &raw);
        assert_eq!(got.and_then(|(_, facts)| facts.messaging_limit).as_deref(), limit, "{raw}");
    }
}

#[test]
fn a_notice_about_one_number_is_not_about_the_account() {
    let of = |field: &str, raw: Value| notice::health(field, &raw).map(|(about, _)| about);
    let named = json!({"display_phone_number": "+55 11 3322-4455", "decision": "APPROVED"});
    assert_eq!(of("phone_number_name_update", named), Some(About::Number("551133224455".to_owned())));
    let alert = json!({"entity_type": "PHONE_NUMBER", "entity_id": "600", "alert_info": {"alert_type": "OBA_REJECTED"}});
    assert_eq!(of("account_alerts", alert), Some(About::NumberId("600".to_owned())));
    assert_eq!(of("account_review_update", json!({"decision": "REJECTED"})), Some(About::Account));
    assert_eq!(of("calls", json!({"decision": "REJECTED"})), None);
}

proptest! {
    #[test]
    fn a_field_of_tomorrow_is_told_by_its_name(field in "[a-z_]{1,30}", text in "\\PC{0,40}") {
        let raw = json!({"event": [text.clone()], "alert_info": text, "groups": {}, "calls": 7, "history": [null]});
        let _ = (notice::read(&field, &raw), notice::health(&field, &raw), notice::read(&field, &Value::Null));
        if !field.contains("template") && !field.starts_with("group_") {
            let known = ["flows", "calls", "security", "history", "standby"].contains(&field.as_str());
            let told = notice::read(&field, &raw);
            let plain = told == Notice::Other { field };
            prop_assert!(known || plain);
        }
    }
}

fn ok(body: &Value) -> Act {
    Act::Answer(200, body.to_string())
}

fn number() -> Value {
    json!({"id": "600700800900100", "verified_name": "Loja Exemplo", "quality_rating": "YELLOW", "name_status": "APPROVED",
        "status": "CONNECTED", "throughput": {"level": "STANDARD"}, "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "health_status": {"can_send_message": "LIMITED", "entities": [
            {"entity_type": "PHONE_NUMBER", "id": "600700800900100"}, {"entity_type": "BUSINESS", "id": "300400500600"},
            {"entity_type": "APP", "id": "4711"}]}})
}

async fn ask(acts: Vec<Act>) -> (Facts, Result<(), CallError>, Vec<(String, String)>) {
    let stub = Stub::start(acts).await;
    let meta = Meta::new(Timeouts::default()).unwrap();
    let answer = meta.line_facts(&stub.line(), &SecretString::from("geheim")).await.unwrap();
    let calls = stub.requests().into_iter().map(|request| (request.line, request.authorization)).collect();
    (answer.facts, answer.number, calls)
}

#[tokio::test]
async fn a_line_is_asked_about_its_number_account_subscription_and_token() {
    let (facts, number, calls) = ask(vec![
        ok(&number()),
        ok(&json!({"id": "2", "currency": "BRL", "account_review_status": "APPROVED"})),
        ok(&json!({"data": [{"whatsapp_business_api_data": {"id": "4711"}}]})),
        ok(&json!({"data": {"app_id": "4711", "is_valid": true, "expires_at": 1_800_000_000}})),
    ])
    .await;
    assert_eq!(number, Ok(()));
    let word = |word: &str| Some(word.to_owned());
    assert_eq!(
        facts,
        Facts {
            quality: word("YELLOW"),
            number_status: word("CONNECTED"),
            name_status: word("APPROVED"),
            verified_name: word("Loja Exemplo"),
            messaging_limit: word("TIER_2K"),
            portfolio: word("300400500600"),
            throughput: word("STANDARD"),
            can_send: word("LIMITED"),
            review: word("APPROVED"),
            account_currency: word("BRL"),
            subscribed: Some(true),
            token_expires_at: chrono::DateTime::from_timestamp(1_800_000_000, 0),
            ..Facts::default()
        }
    );
    assert!(calls.iter().all(|(call, _)| call.starts_with("GET ")), "asking changes nothing: {calls:?}");
    assert_eq!(calls[3].0, "GET /v26.0/debug_token?input_token=EAATOKEN");
    assert_eq!(calls[3].1, "Bearer 4711|geheim");
}

#[tokio::test]
async fn what_one_question_does_not_tell_is_missing_and_nothing_else() {
    let mut endless = number();
    endless["health_status"] = json!({"can_send_message": "AVAILABLE"});
    let denied = Act::Answer(403, json!({"error": {"code": 200}}).to_string());
    let (facts, number, calls) = ask(vec![ok(&endless), denied, ok(&json!({"data": []}))]).await;
    assert_eq!(number, Ok(()));
    assert_eq!((facts.account_currency, facts.subscribed, facts.token_expires_at), (None, Some(false), None));
    assert_eq!(facts.quality.as_deref(), Some("YELLOW"));
    assert_eq!(calls.len(), 3, "without the app's id nobody asks about the token");
}

#[tokio::test]
async fn a_refused_token_and_a_provider_that_is_away_are_told_as_that() {
    let (facts, number, calls) =
        ask(vec![Act::Answer(401, json!({"error": {"code": 190}}).to_string())]).await;
    assert!(matches!(number, Err(CallError::Refused { code: 190, .. })), "{number:?}");
    assert!(facts.is_empty() && calls.len() == 1);
    let meta = Meta::new(Timeouts::default()).unwrap();
    let away = meta.line_facts(&line("http://127.0.0.1:1"), &SecretString::from("x")).await.unwrap();
    assert_eq!(away.number, Err(CallError::Unreachable));
}
