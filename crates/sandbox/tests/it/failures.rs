//! Bad days on order.

use crate::harness::{ANA, BIA, Bench, LINE, hooked};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn text() -> Value {
    json!({"text": {"body": "x"}})
}

#[tokio::test]
async fn ordered_refusals_have_metas_codes_and_last_for_their_count() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let cases = [
        (json!({"mode": "rate_limit", "count": 1}), 429, 130_429),
        (json!({"mode": "pair_rate", "count": 1}), 400, 131_056),
        (json!({"mode": "window", "sync": true, "count": 1}), 400, 131_047),
        (json!({"mode": "server_error", "count": 1}), 500, 131_000),
        (json!({"mode": "server_error", "http": 503, "count": 1}), 503, 131_000),
        (json!({"mode": "auth", "count": 1}), 401, 190),
        (json!({"mode": "undeliverable", "sync": true, "count": 1}), 400, 131_026),
        (json!({"mode": "code", "code": 131_042, "count": 1}), 400, 131_042),
    ];
    for (order, http, code) in cases {
        bench.control("failures", order.clone()).await;
        let (status, body) = bench.send(text()).await;
        assert_eq!((status, &body["error"]["code"]), (http, &json!(code)), "{order}");
        let (status, _) = bench.send(text()).await;
        assert_eq!(status, 200, "{order} is over");
    }
    bench.control("failures", json!({"mode": "garbled", "count": 1})).await;
    let answer = bench.call("POST", &format!("{LINE}/messages"), Some(text())).await.unwrap();
    assert_eq!(answer.status(), 400, "an invalid send is refused before any order applies");
    let body = json!({"messaging_product": "whatsapp", "to": format!("+{ANA}"), "text": {"body": "x"}});
    let answer = bench.call("POST", &format!("{LINE}/messages"), Some(body)).await.unwrap();
    assert_eq!(answer.status(), 502);
    assert!(answer.text().await.unwrap().contains("<html>"));
}

#[tokio::test]
async fn an_order_without_count_lasts_until_it_is_cleared_and_can_mean_one_customer() {
    let bench = Bench::start().await;
    bench.control("failures", json!({"mode": "server_error", "customer": "+55 31 98765-4321"})).await;
    for _ in 0..5 {
        assert_eq!(bench.send(json!({"to": format!("+{BIA}"), "text": {"body": "x"}})).await.0, 500);
        assert_eq!(bench.send(text()).await.0, 200);
    }
    bench.http.delete(format!("{}/control/failures", bench.url)).send().await.unwrap();
    assert_eq!(bench.send(json!({"to": format!("+{BIA}"), "text": {"body": "x"}})).await.0, 200);
}

#[tokio::test]
async fn some_failures_come_as_a_status_after_acceptance() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let cases = [
        (json!({"mode": "window", "count": 1}), 131_047),
        (json!({"mode": "undeliverable", "count": 1}), 131_026),
        (json!({"mode": "code", "code": 131_049, "sync": false, "count": 1}), 131_049),
    ];
    for (order, code) in cases {
        bench.control("failures", order).await;
        let id = bench.send_text("x").await;
        hooked(&bench, "failed", |hook| hook.statuses_of(&id) == ["failed"]).await;
        assert_eq!(bench.hook.statuses().last().unwrap()["errors"][0]["code"], code);
    }
    assert!(bench.chat(ANA).await["messages"].as_array().unwrap().len() == 1, "the phone never got them");
}

#[tokio::test]
async fn a_lost_response_drops_the_connection_after_the_message_was_accepted() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.control("failures", json!({"mode": "lost_response", "count": 1})).await;
    let body = json!({"messaging_product": "whatsapp", "to": format!("+{ANA}"), "text": {"body": "chegou"}});
    let answer = bench.call("POST", &format!("{LINE}/messages"), Some(body)).await;
    assert!(answer.is_err_and(|error| !error.is_timeout()), "no answer, not even a broken one");
    let sent = bench.sent().await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["body"]["text"]["body"], "chegou");
    let id = sent[0]["id"].as_str().unwrap().to_owned();
    hooked(&bench, "delivered all the same", |hook| hook.statuses_of(&id) == ["sent", "delivered"]).await;
    assert_eq!(bench.send(text()).await.0, 200);
}

#[tokio::test]
async fn a_timeout_holds_the_request_and_accepts_nothing() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.control("failures", json!({"mode": "timeout", "hold_ms": 400, "count": 1})).await;
    let body = json!({"messaging_product": "whatsapp", "to": format!("+{ANA}"), "text": {"body": "x"}});
    let start = Instant::now();
    let answer = bench.call("POST", &format!("{LINE}/messages"), Some(body)).await;
    assert!(answer.is_err() && start.elapsed() >= Duration::from_millis(400));
    assert!(bench.sent().await.is_empty());
}

#[tokio::test]
async fn lookups_fail_only_when_every_call_is_meant() {
    let bench = Bench::start().await;
    bench.control("failures", json!({"mode": "auth", "count": 1})).await;
    assert_eq!(bench.graph("GET", LINE, None).await.0, 200);
    bench.http.delete(format!("{}/control/failures", bench.url)).send().await.unwrap();
    bench.control("failures", json!({"mode": "server_error", "every_call": true, "count": 1})).await;
    assert_eq!(bench.graph("GET", LINE, None).await.0, 500);
    assert_eq!(bench.graph("GET", LINE, None).await.0, 200);
}
