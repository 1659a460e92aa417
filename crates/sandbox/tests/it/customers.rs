//! What customers do, seen from the webhook.

use crate::harness::{ANA, Bench, LINE, hooked, until};
use futures::StreamExt;
use serde_json::{Value, json};

#[tokio::test]
async fn quotes_reactions_edits_and_withdrawals_reach_the_webhook() {
    let bench = Bench::start().await;
    let first = bench.write(ANA, "Oi").await;
    let answer = bench.send_text("Olá").await;
    hooked(&bench, "delivered", |hook| hook.statuses_of(&answer).len() == 2).await;
    bench.control("messages", json!({"line": LINE, "customer": ANA, "text": "Esse", "quote": answer})).await;
    bench.control("reactions", json!({"message": answer, "emoji": "👍"})).await;
    bench.control("reactions", json!({"message": answer})).await;
    bench.control("edits", json!({"message": first, "text": "Oi, bom dia"})).await;
    bench.control("revocations", json!({"message": first})).await;
    hooked(&bench, "six messages", |hook| hook.messages().len() == 6).await;
    let messages = bench.hook.messages();
    assert_eq!(messages[1]["context"], json!({"from": "551133224455", "id": answer}));
    assert_eq!(messages[2]["reaction"], json!({"message_id": answer, "emoji": "👍"}));
    assert_eq!(messages[3]["reaction"], json!({"message_id": answer}), "a removal has no emoji");
    assert_eq!(messages[4]["edit"]["original_message_id"], first.as_str());
    assert_eq!(messages[4]["edit"]["message"]["text"]["body"], "Oi, bom dia");
    assert_eq!(messages[5]["revoke"], json!({"original_message_id": first}));
}

#[tokio::test]
async fn every_example_kind_can_be_sent_by_a_customer() {
    let bench = Bench::start().await;
    let names = bench.get_control("fixtures").await;
    let names = names.as_array().unwrap();
    assert!(names.len() > 20);
    for name in names {
        bench.control("messages", json!({"line": LINE, "customer": ANA, "kind": name})).await;
    }
    hooked(&bench, "all", |hook| hook.messages().len() == names.len()).await;
    for (name, message) in names.iter().zip(bench.hook.messages()) {
        let kind = message["type"].as_str().unwrap();
        assert!(message.get(kind).is_some() || *name == "interactive_empty", "{name}: {message}");
        if let Some(id) = message[kind].get("id") {
            assert!(message[kind]["sha256"].is_string() && message[kind]["mime_type"].is_string(), "{id}");
        }
    }
    bench
        .control(
            "messages",
            json!({"line": LINE, "customer": ANA, "kind": "image", "with": {"caption": "legenda"}}),
        )
        .await;
    hooked(&bench, "caption", |hook| hook.messages().last().unwrap()["image"]["caption"] == "legenda").await;
}

#[tokio::test]
async fn a_phone_that_is_offline_gets_and_sends_its_messages_when_it_is_back() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.control("presence", json!({"customer": ANA, "online": false})).await;
    let id = bench.send_text("Está aí?").await;
    hooked(&bench, "sent", |hook| hook.statuses_of(&id) == ["sent"]).await;
    bench.write(ANA, "escrita sem rede").await;
    assert_eq!(bench.control("read", json!({"line": LINE, "customer": ANA})).await["read"], 0);
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    assert_eq!(bench.hook.statuses_of(&id), ["sent"], "not delivered");
    assert_eq!(bench.hook.messages().len(), 1, "not sent");
    let chat = bench.chat(ANA).await;
    assert_eq!(chat["messages"].as_array().unwrap().last().unwrap()["state"], "waiting");
    bench.control("presence", json!({"customer": ANA, "online": true})).await;
    hooked(&bench, "delivered", |hook| hook.statuses_of(&id) == ["sent", "delivered"]).await;
    hooked(&bench, "written", |hook| hook.messages().len() == 2).await;
}

#[tokio::test]
async fn what_arrives_in_the_open_chat_is_read_without_being_delivered_first() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let earlier = bench.send_text("antes").await;
    hooked(&bench, "delivered", |hook| hook.statuses_of(&earlier).len() == 2).await;
    let url = format!("{}/control/events?line={LINE}&customer={ANA}", bench.url);
    let page = bench.http.get(url).send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/event-stream");
    let mut news = page.bytes_stream();
    hooked(&bench, "opening reads", |hook| hook.statuses_of(&earlier) == ["sent", "delivered", "read"]).await;
    let id = bench.send_text("agora").await;
    hooked(&bench, "read at once", |hook| hook.statuses_of(&id) == ["sent", "read"]).await;
    let event = String::from_utf8(news.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(event.contains("event: chat") && event.contains(ANA), "{event}");
    drop(news);
    until("closed", || async {
        let id = bench.send_text("depois").await;
        hooked(&bench, "told", |hook| hook.statuses_of(&id).len() == 2).await;
        bench.hook.statuses_of(&id)[1] == "delivered"
    })
    .await;
}

#[tokio::test]
async fn a_new_number_brings_a_new_user_id_and_keeps_the_chat() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let changed = bench.control("number", json!({"customer": ANA, "wa_id": "5511911112222"})).await;
    hooked(&bench, "system", |hook| hook.messages().len() == 2).await;
    let system = bench.hook.messages()[1].clone();
    assert_eq!(system["type"], "system");
    assert_eq!(system["system"]["type"], "user_changed_number");
    assert_eq!(system["system"]["wa_id"], "5511911112222");
    assert_eq!(system["system"]["user_id"], changed["user_id"]);
    assert_eq!(system["system"]["previous_user_id"], bench.hook.messages()[0]["from_user_id"]);
    assert_eq!(bench.chat("5511911112222").await["messages"].as_array().unwrap().len(), 1);
    let (_, body) = bench.send(json!({"to": "+5511911112222", "text": {"body": "novo"}})).await;
    let id = body["messages"][0]["id"].as_str().unwrap().to_owned();
    hooked(&bench, "the window moved too", |hook| hook.statuses_of(&id) == ["sent", "delivered"]).await;
}

#[tokio::test]
async fn a_voice_message_is_played_and_a_text_is_not() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let (_, body) =
        bench.send(json!({"type": "audio", "audio": {"link": "https://example.com/a.ogg"}})).await;
    let id = body["messages"][0]["id"].as_str().unwrap().to_owned();
    hooked(&bench, "delivered", |hook| hook.statuses_of(&id).len() == 2).await;
    bench.control("played", json!({"message": id})).await;
    hooked(&bench, "played", |hook| hook.statuses_of(&id) == ["sent", "delivered", "played"]).await;
    let text = bench.send_text("x").await;
    let url = format!("{}/control/played", bench.url);
    assert_eq!(bench.http.post(url).json(&json!({"message": text})).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn lines_and_customers_join_at_run_time_and_a_reset_forgets_what_was_said() {
    let bench = Bench::start().await;
    bench
        .control(
            "lines",
            json!([{"phone_number_id": "77", "waba_id": "770", "display_phone_number": "+55 41 3000-0000",
        "verified_name": "Outra", "access_token": "outro-token", "subscribed": false}]),
        )
        .await;
    bench.control("customers", json!({"name": "Davi", "wa_id": "+55 41 99999-0000"})).await;
    bench
        .control("messages", json!({"line": "77", "customer": "554199990000", "text": "ninguém ouve"}))
        .await;
    bench.write("5541999990000", "Oi").await;
    hooked(&bench, "subscribed line only", |hook| hook.messages().len() == 1).await;
    assert_eq!(bench.graph("GET", "77", None).await.0, 400, "another token's line");
    let listed = bench.get_control(&format!("customers?line={LINE}")).await;
    assert_eq!(listed[0]["name"], "Davi", "the latest chat first");
    assert_eq!(listed.as_array().unwrap().len(), 4);
    bench.control("failures", json!({"mode": "auth"})).await;
    bench.control("reset", json!({})).await;
    assert_eq!(bench.get_control("failures").await, json!([]));
    assert_eq!(bench.chat("5541999990000").await["messages"], json!([]));
    assert_eq!(bench.get_control("lines").await.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn wrong_control_calls_are_refused_in_words() {
    let bench = Bench::start().await;
    let refused: [(&str, Value, u16); 6] = [
        ("messages", json!({"line": LINE, "customer": "123", "text": "x"}), 404),
        ("messages", json!({"line": "1", "customer": ANA, "text": "x"}), 404),
        ("messages", json!({"line": LINE, "customer": ANA, "kind": "nada"}), 404),
        ("messages", json!({"line": LINE, "customer": ANA, "text": "x", "quote": "wamid.nada"}), 404),
        ("reactions", json!({"message": "wamid.nada", "emoji": "👍"}), 404),
        ("webhook", json!({"batches": 3}), 400),
    ];
    for (path, body, status) in refused {
        let url = format!("{}/control/{path}", bench.url);
        let answer = bench.http.post(url).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path} {body}");
        assert!(answer.json::<Value>().await.unwrap()["error"].is_string());
    }
}
