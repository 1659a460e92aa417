//! Tokens, numbers, accounts, subscriptions.

use crate::harness::{ANA, Bench, LINE, SECRET, TOKEN, WABA, hooked};
use serde_json::{Value, json};

#[tokio::test]
async fn a_missing_or_unknown_token_is_refused_with_code_190() {
    let bench = Bench::start().await;
    let url = format!("{}/v23.0/{LINE}", bench.url);
    for request in [bench.http.get(&url), bench.http.get(&url).bearer_auth("outro")] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert!(answer.headers()["www-authenticate"].to_str().unwrap().contains("invalid_token"));
        let body: Value = answer.json().await.unwrap();
        assert_eq!((&body["error"]["code"], &body["error"]["type"]), (&json!(190), &json!("OAuthException")));
    }
    let answer = bench.http.get(format!("{url}?access_token={TOKEN}")).send().await.unwrap();
    assert_eq!(answer.status(), 200, "the token may be in the query");
}

#[tokio::test]
async fn numbers_and_accounts_tell_the_fields_asked_for_in_any_version() {
    let bench = Bench::start().await;
    for version in ["v19.0", "v26.0"] {
        let url = format!("{}/{version}/{LINE}?fields=display_phone_number,verified_name,status", bench.url);
        let body: Value = bench.http.get(url).bearer_auth(TOKEN).send().await.unwrap().json().await.unwrap();
        assert_eq!(
            body,
            json!({"id": LINE, "display_phone_number": "+55 11 3322-4455", "verified_name": "Casa Jatobá", "status": "CONNECTED"})
        );
    }
    let (_, account) = bench.graph("GET", &format!("{WABA}?fields=id,name"), None).await;
    assert_eq!(account, json!({"id": WABA, "name": "Casa Jatobá"}));
    let (_, numbers) = bench.graph("GET", &format!("{WABA}/phone_numbers"), None).await;
    assert_eq!(numbers["data"][0]["id"], LINE);
    let (status, body) = bench.graph("GET", &format!("{LINE}?fields=nada"), None).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!(100)));
    let (status, body) = bench.graph("GET", "999", None).await;
    assert_eq!(
        (status, &body["error"]["error_subcode"], &body["error"]["type"]),
        (400, &json!(33), &json!("GraphMethodException"))
    );
    let answer =
        bench.http.get(format!("{}/latest/{LINE}", bench.url)).bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(bench.graph("POST", &format!("{LINE}/nothing_here"), None).await.1["error"]["code"], 2500);
}

#[tokio::test]
async fn without_a_subscription_nothing_reaches_the_webhook() {
    let bench = Bench::start().await;
    let path = format!("{WABA}/subscribed_apps");
    assert_eq!(bench.graph("GET", &path, None).await.1["data"].as_array().unwrap().len(), 1);
    assert_eq!(bench.graph("DELETE", &path, None).await.0, 200);
    assert_eq!(bench.graph("GET", &path, None).await.1, json!({"data": []}));
    bench.write(ANA, "ninguém ouve").await;
    assert_eq!(bench.graph("POST", &path, None).await, (200, json!({"success": true})));
    bench.write(ANA, "agora sim").await;
    hooked(&bench, "second only", |hook| hook.messages().len() == 1).await;
    assert_eq!(bench.hook.messages()[0]["text"]["body"], "agora sim");
}

#[tokio::test]
async fn a_callback_of_its_own_must_answer_the_challenge_first() {
    let bench = Bench::start().await;
    let path = format!("{WABA}/subscribed_apps");
    let own = |verify: &str| json!({"override_callback_uri": bench.hook_url, "verify_token": verify});
    let (status, body) = bench.graph("POST", &path, Some(own("errado"))).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!(2200)));
    assert_eq!(bench.graph("POST", &path, Some(own("um-verificador"))).await.0, 200);
    let apps = bench.graph("GET", &path, None).await.1;
    assert_eq!(apps["data"][0]["override_callback_uri"], bench.hook_url);
    let verified = bench.control("verify", json!({"line": LINE})).await;
    assert_eq!(verified, json!({"verified": true, "status": 200}));
}

#[tokio::test]
async fn registration_needs_a_pin_and_only_a_connected_number_sends() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.graph("POST", &format!("{LINE}/deregister"), None).await;
    let (status, body) = bench.send(json!({"text": {"body": "x"}})).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!(133_010)));
    let register = |pin: &str| Some(json!({"messaging_product": "whatsapp", "pin": pin}));
    assert_eq!(bench.graph("POST", &format!("{LINE}/register"), register("12")).await.0, 400);
    assert_eq!(bench.graph("POST", &format!("{LINE}/register"), register("123456")).await.0, 200);
    bench.send_text("de volta").await;
}

#[tokio::test]
async fn profiles_templates_and_tokens_can_be_read_and_changed() {
    let bench = Bench::start().await;
    let path = format!("{LINE}/whatsapp_business_profile");
    let change =
        json!({"messaging_product": "whatsapp", "about": "Móveis", "websites": ["https://example.com"]});
    assert_eq!(bench.graph("POST", &path, Some(change)).await.0, 200);
    let (_, body) = bench.graph("GET", &format!("{path}?fields=about,email"), None).await;
    assert_eq!(body, json!({"data": [{"about": "Móveis", "messaging_product": "whatsapp"}]}));
    let long = json!({"messaging_product": "whatsapp", "about": "a".repeat(140)});
    assert_eq!(bench.graph("POST", &path, Some(long)).await.0, 400);
    let templates = format!("{WABA}/message_templates");
    let create = json!({"name": "aviso", "language": "pt_BR", "category": "UTILITY", "components": [{"type": "BODY", "text": "Seu pedido saiu."}]});
    assert_eq!(bench.graph("POST", &templates, Some(create)).await.1["status"], "PENDING");
    let listed = bench.graph("GET", &format!("{templates}?status=APPROVED"), None).await.1;
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
    let url = format!("{}/v23.0/debug_token?input_token={TOKEN}&access_token=1%7C{SECRET}", bench.url);
    let token: Value = bench.http.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(token["data"]["is_valid"], true);
    let (_, token) = bench.graph("GET", "debug_token?input_token=falso", None).await;
    assert_eq!(token["data"]["is_valid"], false);
}
