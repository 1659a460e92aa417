//! What Meta does around messages: prices, limits, quality, restrictions, tokens, settings of numbers.

use crate::harness::{ANA, BIA, Bench, LINE, OTHER, WABA, hooked, until};
use serde_json::{Value, json};

fn template(to: &str) -> Value {
    json!({"to": format!("+{to}"), "type": "template",
        "template": {"name": "hello_world", "language": {"code": "en_US"}}})
}

/// The id of an accepted send.
async fn sent(bench: &Bench, what: Value) -> String {
    let (status, body) = bench.send(what).await;
    assert_eq!(status, 200, "{body}");
    body["messages"][0]["id"].as_str().unwrap().to_owned()
}

/// The first status of a message.
async fn status(bench: &Bench, id: &str) -> Value {
    hooked(bench, "a status", |hook| !hook.statuses_of(id).is_empty()).await;
    bench.hook.statuses().into_iter().find(|status| status["id"] == id).unwrap()
}

async fn event(bench: &Bench, field: &str) -> Value {
    let found = || {
        bench.hook.posts().iter().rev().find_map(|post| {
            let change = &post.body["entry"][0]["changes"][0];
            (change["field"] == field).then(|| change["value"].clone())
        })
    };
    until(field, || async { found().is_some() }).await;
    found().unwrap()
}

#[tokio::test]
async fn service_messages_cost_after_the_free_ones_of_the_month() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.control("pricing", json!({"used": {LINE: 999}})).await;
    let kinds = [("free_customer_service", false), ("regular", true)];
    for (kind, billable) in kinds {
        let id = bench.send_text("Olá").await;
        let pricing = status(&bench, &id).await["pricing"].clone();
        assert_eq!(
            pricing,
            json!({"billable": billable, "pricing_model": "PMP", "category": "service", "type": kind})
        );
    }
    assert_eq!(bench.get_control("pricing").await["service_used"][LINE], 1_001);
    bench.control("clock", json!({"advance_seconds": 32 * 86_400})).await;
    assert_eq!(bench.get_control("pricing").await["service_used"][LINE], 0, "another month");
    let id = sent(&bench, template(ANA)).await;
    let pricing = status(&bench, &id).await["pricing"].clone();
    assert_eq!((&pricing["category"], &pricing["type"]), (&json!("utility"), &json!("regular")));
}

#[tokio::test]
async fn without_a_payment_method_only_what_is_free_goes_out() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.control("pricing", json!({"payment_method": false, "free_service": 1})).await;
    let first = bench.send_text("grátis").await;
    hooked(&bench, "delivered", |hook| hook.statuses_of(&first) == ["sent", "delivered"]).await;
    let second = bench.send_text("paga").await;
    assert_eq!(status(&bench, &second).await["errors"][0]["code"], 131_042);
    let third = sent(&bench, template(ANA)).await;
    assert_eq!(status(&bench, &third).await["errors"][0]["code"], 131_042);
}

#[tokio::test]
async fn an_answered_ad_makes_everything_free_for_seventy_two_hours() {
    let bench = Bench::start().await;
    bench.control("messages", json!({"line": LINE, "customer": ANA, "kind": "text_from_ad"})).await;
    for what in [json!({"text": {"body": "Olá"}}), template(ANA)] {
        let id = sent(&bench, what).await;
        let status = status(&bench, &id).await;
        assert_eq!(status["pricing"]["type"], "free_entry_point");
        assert_eq!(status["pricing"]["category"], "referral_conversion");
        assert_eq!(status["conversation"]["origin"]["type"], "referral_conversion");
        assert!(status["conversation"]["expiration_timestamp"].is_string());
    }
    bench.control("clock", json!({"advance_seconds": 72 * 3_600 + 1})).await;
    let id = sent(&bench, template(ANA)).await;
    let status = status(&bench, &id).await;
    assert_eq!(status["pricing"]["type"], "regular");
    assert!(status.get("conversation").is_none());
}

#[tokio::test]
async fn a_portfolio_reaches_so_many_people_outside_the_window_and_no_more() {
    let bench = Bench::start().await;
    let people: Vec<Value> =
        (0..51).map(|n| json!({"name": format!("P{n}"), "wa_id": format!("55119800000{n:02}")})).collect();
    bench.control("customers", json!(people)).await;
    bench.control("limits", json!({"per_second": null, "pair_burst": null})).await;
    bench.control(&format!("lines/{LINE}"), json!({"tier": "TIER_50"})).await;
    let capability = event(&bench, "business_capability_update").await;
    assert_eq!(capability["max_daily_conversations_per_business"], "TIER_50");
    for person in people.iter().take(50) {
        sent(&bench, template(person["wa_id"].as_str().unwrap())).await;
    }
    let again = sent(&bench, template("5511980000000")).await;
    hooked(&bench, "again", |hook| hook.statuses_of(&again).contains(&"sent".to_owned())).await;
    let beyond = sent(&bench, template("5511980000050")).await;
    assert_eq!(status(&bench, &beyond).await["errors"][0]["code"], 131_048);
    bench.control("messages", json!({"line": LINE, "customer": "5511980000050", "text": "Oi"})).await;
    let inside = sent(&bench, template("5511980000050")).await;
    hooked(&bench, "inside", |hook| hook.statuses_of(&inside).contains(&"sent".to_owned())).await;
    assert_eq!(bench.get_control("states").await["reached"][WABA], 50);
    bench.control("clock", json!({"advance_seconds": 86_400})).await;
    let later = sent(&bench, template("5511980000049")).await;
    hooked(&bench, "a day later", |hook| hook.statuses_of(&later).contains(&"sent".to_owned())).await;
}

#[tokio::test]
async fn throughput_follows_the_number_and_coexistence_is_slow() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.control("limits", json!({"pair_burst": null})).await;
    let accepted = |most: usize| {
        let bench = &bench;
        async move {
            let mut count = 0;
            while count < most && bench.send(json!({"text": {"body": "x"}})).await.0 == 200 {
                count += 1;
            }
            count
        }
    };
    bench.control(&format!("lines/{LINE}"), json!({"coexistence": true})).await;
    let slow = accepted(60).await;
    assert!((20..60).contains(&slow), "twenty at once and one more each 50 ms: {slow}");
    bench.control(&format!("lines/{LINE}"), json!({"coexistence": false, "throughput": "HIGH"})).await;
    assert_eq!(event(&bench, "phone_number_quality_update").await["event"], "THROUGHPUT_UPGRADE");
    bench.control("limits", json!({"pair_burst": null})).await;
    assert_eq!(accepted(150).await, 150);
    let fields = format!("{LINE}?fields=throughput,is_on_biz_app,whatsapp_business_manager_messaging_limit");
    let (_, number) = bench.graph("GET", &fields, None).await;
    assert_eq!(number["throughput"], json!({"level": "HIGH"}));
}

#[tokio::test]
async fn restricted_accounts_answer_only_and_blocked_ones_do_not_send() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let account = format!("accounts/{WABA}");
    bench.control(&account, json!({"can_send": "LIMITED"})).await;
    assert_eq!(event(&bench, "account_update").await["event"], "ACCOUNT_RESTRICTION");
    bench.send_text("resposta").await;
    let (status, body) = bench.send(template(BIA)).await;
    assert_eq!((status, &body["error"]["code"]), (403, &json!(368)));
    bench.control(&account, json!({"can_send": "BLOCKED"})).await;
    assert_eq!(bench.send(json!({"text": {"body": "x"}})).await.1["error"]["code"], 131_031);
    let (_, number) = bench.graph("GET", &format!("{LINE}?fields=health_status"), None).await;
    let health = &number["health_status"];
    assert_eq!(health["can_send_message"], "BLOCKED");
    let waba =
        health["entities"].as_array().unwrap().iter().find(|one| one["entity_type"] == "WABA").unwrap();
    assert_eq!((&waba["can_send_message"], waba["errors"].is_array()), (&json!("BLOCKED"), true));
    bench.control(&account, json!({"can_send": "AVAILABLE", "alert": {"alert_type": "OBA_APPROVED"}})).await;
    bench.send_text("de volta").await;
    assert_eq!(event(&bench, "account_alerts").await["alert_info"]["alert_type"], "OBA_APPROVED");
}

#[tokio::test]
async fn a_token_ends_by_order_or_when_its_time_is_over() {
    let bench = Bench::start().await;
    let now = bench.get_control("clock").await["now"].as_i64().unwrap();
    bench.control("tokens", json!({"line": LINE, "state": {"until": now + 3_600}})).await;
    let debug = format!(
        "debug_token?input_token={}&access_token=1%7C{}",
        crate::harness::TOKEN,
        crate::harness::SECRET
    );
    let url = format!("{}/v23.0/{debug}", bench.url);
    let told: Value = bench.http.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(told["data"]["expires_at"], now + 3_600);
    assert_eq!(bench.graph("GET", LINE, None).await.0, 200);
    bench.control("clock", json!({"advance_seconds": 3_601})).await;
    let (status, body) = bench.graph("GET", LINE, None).await;
    assert_eq!(
        (status, &body["error"]["code"], &body["error"]["error_subcode"]),
        (401, &json!(190), &json!(463))
    );
    let told: Value = bench.http.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(told["data"]["is_valid"], false);
    bench.control("tokens", json!({"line": LINE, "state": "revoked"})).await;
    assert_eq!(bench.send(json!({"text": {"body": "x"}})).await.1["error"]["error_subcode"], 467);
    bench.control("tokens", json!({"line": LINE, "state": "valid"})).await;
    assert_eq!(bench.graph("GET", LINE, None).await.0, 200);
}

#[tokio::test]
async fn names_settings_blocks_and_subscriptions_are_kept() {
    let bench = Bench::start().await;
    bench.control(&format!("lines/{LINE}"), json!({"name_decision": "APPROVED", "name": "Casa Nova"})).await;
    assert_eq!(event(&bench, "phone_number_name_update").await["requested_verified_name"], "Casa Nova");
    let (_, number) = bench.graph("GET", &format!("{LINE}?fields=verified_name,name_status"), None).await;
    assert_eq!((&number["verified_name"], &number["name_status"]), (&json!("Casa Nova"), &json!("APPROVED")));
    let path = format!("{LINE}/settings");
    assert_eq!(bench.graph("POST", &path, Some(json!({"calling": {"status": "ENABLED"}}))).await.0, 200);
    assert_eq!(bench.graph("GET", &path, None).await.1["calling"]["status"], "ENABLED");
    assert_eq!(bench.graph("POST", &path, Some(json!({"nada": 1}))).await.0, 400);
    let cart = format!("{LINE}/whatsapp_commerce_settings");
    assert_eq!(bench.graph("POST", &format!("{cart}?is_cart_enabled=true"), None).await.0, 200);
    assert_eq!(bench.graph("GET", &cart, None).await.1["data"][0]["is_cart_enabled"], true);
    bench.write(ANA, "Oi").await;
    let block = |who: &str| {
        Some(json!({"messaging_product": "whatsapp", "block_users": [{"user": format!("+{who}")}]}))
    };
    let users = format!("{LINE}/block_users");
    assert_eq!(bench.graph("POST", &users, block(BIA)).await.1["error"]["code"], 139_100, "she never wrote");
    assert_eq!(
        bench.graph("POST", &users, block(ANA)).await.1["block_users"]["added_users"][0]["wa_id"],
        ANA
    );
    assert_eq!(bench.send(json!({"text": {"body": "x"}})).await.1["error"]["code"], 130_403);
    assert_eq!(bench.graph("GET", &users, None).await.1["data"][0]["block_users"][0]["wa_id"], ANA);
    assert_eq!(bench.graph("DELETE", &users, block(ANA)).await.0, 200);
    bench.send_text("de volta").await;
    bench.control(&format!("accounts/{WABA}"), json!({"subscribed": false})).await;
    assert_eq!(bench.get_control("states").await["webhooks"][LINE], Value::Null);
    assert_eq!(bench.graph("GET", &format!("{WABA}/subscribed_apps"), None).await.1["data"], json!([]));
}

#[tokio::test]
async fn every_send_call_is_listed_with_its_time_accepted_or_refused() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.control("pace", json!({"statuses": false})).await;
    bench.control("failures", json!({"mode": "rate_limit", "count": 1, "skip": 1})).await;
    for mark in ["a", "b", "c"] {
        bench.send(json!({"text": {"body": "x"}, "biz_opaque_callback_data": mark})).await;
    }
    let calls = bench.get_control(&format!("received?line={LINE}")).await;
    let calls = calls.as_array().unwrap();
    assert_eq!(calls.len(), 3);
    let marks: Vec<&str> = calls.iter().map(|call| call["callback"].as_str().unwrap()).collect();
    assert_eq!(marks, ["a", "b", "c"]);
    assert_eq!(calls[1]["code"], 130_429);
    assert!(calls[0]["id"].is_string() && calls[1].get("id").is_none());
    assert!(calls.windows(2).all(|pair| pair[0]["at_ms"].as_i64() <= pair[1]["at_ms"].as_i64()));
    assert_eq!(bench.get_control(&format!("received?line={OTHER}")).await, json!([]));
    let other = bench.write(ANA, "fim").await;
    hooked(&bench, "no statuses", |hook| hook.messages().iter().any(|message| message["id"] == other)).await;
    assert!(bench.hook.statuses().is_empty());
}

#[tokio::test]
async fn thousands_of_sends_are_answered_in_order_of_each_connection() {
    const SENDS: usize = 3_000;
    let bench = Bench::start().await;
    bench.control("history", json!({"history": "trusting"})).await;
    bench.control("pace", json!({"statuses": false})).await;
    bench.control("limits", json!({"per_second": null, "pair_burst": null})).await;
    let mut tasks = Vec::new();
    for connection in 0..4 {
        let (http, url) = (bench.http.clone(), format!("{}/v23.0/{LINE}/messages", bench.url));
        tasks.push(tokio::spawn(async move {
            for number in 0..SENDS / 4 {
                let body = json!({"messaging_product": "whatsapp", "to": format!("+{ANA}"), "type": "text",
                    "text": {"body": "Olá"}, "biz_opaque_callback_data": format!("{connection}:{number}")});
                let answer =
                    http.post(&url).bearer_auth(crate::harness::TOKEN).json(&body).send().await.unwrap();
                assert_eq!(answer.status(), 200);
                answer.bytes().await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let calls = bench.get_control("received").await;
    let calls = calls.as_array().unwrap();
    assert_eq!(calls.len(), SENDS);
    for connection in 0..4 {
        let of = format!("{connection}:");
        let marks: Vec<usize> = calls
            .iter()
            .filter_map(|call| call["callback"].as_str().unwrap().strip_prefix(&of))
            .map(|number| number.parse().unwrap())
            .collect();
        assert!(marks.iter().copied().eq(0..SENDS / 4));
    }
}
