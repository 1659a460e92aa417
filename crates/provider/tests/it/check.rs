//! The live check of a line, step by step.

use crate::stub::{Act, Stub, line};
use prosa_provider::{
    CallError, LineCheck, Provider,
    meta::{Meta, Timeouts},
};
use serde_json::{Value, json};
use std::time::Duration;

fn ok(body: &Value) -> Act {
    Act::Answer(200, body.to_string())
}

fn refused(status: u16, code: i32) -> Act {
    Act::Answer(status, json!({"error": {"code": code, "message": "no"}}).to_string())
}

fn number() -> Act {
    ok(
        &json!({"id": "600700800900100", "display_phone_number": "+55 11 3322-4455", "verified_name": "Loja", "quality_rating": "GREEN"}),
    )
}

fn account() -> Act {
    ok(&json!({"id": "200100300400500", "name": "Loja Exemplo"}))
}

fn apps(list: &Value) -> Act {
    ok(&json!({ "data": list }))
}

fn app() -> Value {
    json!([{"whatsapp_business_api_data": {"id": "1", "name": "Prosa"}}])
}

async fn check(acts: Vec<Act>) -> (LineCheck, Vec<String>) {
    let stub = Stub::start(acts).await;
    let check = meta().check_line(&stub.line()).await;
    (check, stub.requests().into_iter().map(|request| request.line).collect())
}

fn meta() -> Meta {
    Meta::new(Timeouts { connect: Duration::from_millis(500), answer: Duration::from_millis(500) }).unwrap()
}

fn step<'a>(check: &'a LineCheck, key: &str) -> &'a Result<String, CallError> {
    &check.steps.iter().find(|step| step.key == key).unwrap().result
}

#[tokio::test]
async fn a_good_line_passes_every_step_and_tells_its_number() {
    let (check, calls) = check(vec![number(), account(), apps(&app())]).await;
    assert!(check.steps.iter().all(|step| step.result.is_ok()), "{check:?}");
    let keys: Vec<&str> = check.steps.iter().map(|step| step.key).collect();
    assert_eq!(keys, ["token", "number", "account", "subscription"]);
    assert_eq!(check.display_phone.as_deref(), Some("+55 11 3322-4455"));
    assert_eq!(step(&check, "number"), &Ok("+55 11 3322-4455 · Loja · GREEN".to_owned()));
    assert!(
        !calls.iter().any(|call| call.starts_with("POST")),
        "a subscribed app is not subscribed again: {calls:?}"
    );
}

#[tokio::test]
async fn a_missing_subscription_is_made() {
    let (check, calls) =
        check(vec![number(), account(), apps(&json!([])), ok(&json!({"success": true}))]).await;
    assert_eq!(step(&check, "subscription"), &Ok(String::new()));
    assert_eq!(calls.last().map(String::as_str), Some("POST /v26.0/200100300400500/subscribed_apps"));
}

#[tokio::test]
async fn a_bad_token_is_told_as_a_bad_token() {
    for (status, code) in [(401, 190), (401, 0), (403, 10), (403, 200), (403, 131_005)] {
        let (check, _) =
            check(vec![refused(status, code), refused(status, code), refused(status, code)]).await;
        assert!(matches!(step(&check, "token"), Err(CallError::Refused { .. })), "{code}");
        assert_eq!(check.display_phone, None);
    }
}

#[tokio::test]
async fn a_wrong_number_is_not_blamed_on_the_token() {
    let (check, _) = check(vec![refused(400, 100), account(), apps(&app())]).await;
    assert_eq!(step(&check, "token"), &Ok(String::new()));
    assert_eq!(step(&check, "number"), &Err(CallError::Refused { code: 100, detail: "no".to_owned() }));
    assert!(step(&check, "account").is_ok());
}

#[tokio::test]
async fn a_provider_that_is_away_is_told_at_every_step() {
    let check = meta().check_line(&line("http://127.0.0.1:1")).await;
    assert!(check.steps.iter().all(|step| step.result == Err(CallError::Unreachable)), "{check:?}");
}
