//! Webhooks: signatures, batches, duplicates, order, repeats, pauses.

use crate::harness::{ANA, BIA, Bench, LINE, OTHER, SECRET, hooked, signed, until};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

#[tokio::test]
async fn every_post_is_signed_over_its_exact_escaped_bytes() {
    let bench = Bench::start().await;
    bench.write(ANA, "Olá, café às 10/11? 👍 <b>").await;
    hooked(&bench, "post", |hook| hook.posts().len() == 1).await;
    let post = &bench.hook.posts()[0];
    assert_eq!(post.signature, signed(SECRET, &post.raw));
    assert!(post.raw.is_ascii());
    let raw = String::from_utf8(post.raw.to_vec()).unwrap();
    assert!(raw.contains(r"Ol\u00e1, caf\u00e9 \u00e0s 10\/11? \ud83d\udc4d"), "{raw}");
    assert_eq!(bench.hook.messages()[0]["text"]["body"], "Olá, café às 10/11? 👍 <b>");
    bench.control("webhook", json!({"forge": true})).await;
    bench.write(ANA, "falsa").await;
    hooked(&bench, "forged", |hook| hook.posts().len() == 2).await;
    let forged = &bench.hook.posts()[1];
    assert_ne!(forged.signature, signed(SECRET, &forged.raw));
}

#[tokio::test]
async fn the_envelope_is_metas() {
    let bench = Bench::start().await;
    let id = bench.write(ANA, "Oi").await;
    hooked(&bench, "post", |hook| hook.posts().len() == 1).await;
    let body = bench.hook.posts()[0].body.clone();
    let message = &body["entry"][0]["changes"][0]["value"]["messages"][0];
    let user = message["from_user_id"].clone();
    let at = message["timestamp"].clone();
    assert_eq!(
        body,
        json!({"object": "whatsapp_business_account", "entry": [{"id": "200100300400500", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "551133224455", "phone_number_id": LINE},
            "contacts": [{"profile": {"name": "Ana Prates"}, "wa_id": ANA, "user_id": user}],
            "messages": [{"from": ANA, "from_user_id": user, "id": id, "timestamp": at, "type": "text", "text": {"body": "Oi"}}]}}]}]})
    );
}

#[tokio::test]
async fn batches_hold_many_updates_of_several_lines_in_every_layout() {
    let bench = Bench::start().await;
    for layout in ["entries", "changes", "merged"] {
        let before = bench.hook.posts().len();
        bench.control("webhook", json!({"paused": true, "batch": 50, "layout": layout})).await;
        for number in 0..20 {
            let line = if number % 4 == 0 { OTHER } else { LINE };
            let customer = if number % 2 == 0 { ANA } else { BIA };
            bench
                .control("messages", json!({"line": line, "customer": customer, "text": number.to_string()}))
                .await;
        }
        assert_eq!(bench.hook.posts().len(), before, "paused");
        bench.control("webhook", json!({"paused": false})).await;
        let expected: BTreeSet<String> = (0..20).map(|number| number.to_string()).collect();
        until("all twenty", || async {
            let texts: BTreeSet<String> = texts(&bench.hook.posts()[before..]).into_iter().collect();
            texts == expected
        })
        .await;
        let posts = bench.hook.posts()[before..].to_vec();
        assert!(posts.len() <= 2, "{layout}: {} posts", posts.len());
        let largest = posts.iter().max_by_key(|post| post.raw.len()).unwrap();
        let entries = largest.body["entry"].as_array().unwrap().len();
        assert_eq!(entries > 2, layout == "entries", "{layout}: {entries} entries");
    }
}

fn texts(posts: &[crate::harness::Post]) -> Vec<String> {
    let values = posts.iter().flat_map(|post| {
        let entries = post.body["entry"].as_array().unwrap().clone();
        entries.into_iter().flat_map(|entry| entry["changes"].as_array().unwrap().clone())
    });
    let messages =
        values.flat_map(|change| change["value"]["messages"].as_array().cloned().unwrap_or_default());
    messages.map(|message: Value| message["text"]["body"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn duplicates_and_random_order_come_when_asked_for_and_nothing_is_lost() {
    let bench = Bench::start().await;
    bench
        .control("webhook", json!({"paused": true, "shuffle": true, "duplicate_every": 2, "parallel": 4}))
        .await;
    for number in 0..30 {
        bench.write(ANA, &number.to_string()).await;
    }
    bench.control("webhook", json!({"paused": false})).await;
    hooked(&bench, "thirty and fifteen again", |hook| hook.posts().len() == 45).await;
    let texts = texts(&bench.hook.posts());
    let once: BTreeSet<&String> = texts.iter().collect();
    assert_eq!(once.len(), 30);
    let in_order: Vec<String> = (0..30).map(|number| number.to_string()).collect();
    let mut seen = BTreeSet::new();
    let first: Vec<String> = texts.iter().filter(|text| seen.insert((*text).clone())).cloned().collect();
    assert_ne!(first, in_order);
    let raws: BTreeSet<Vec<u8>> = bench.hook.posts().iter().map(|post| post.raw.to_vec()).collect();
    assert_eq!(raws.len(), 30, "a duplicate is the same bytes");
    assert_eq!(bench.get_control("stats").await["delivered"], 30);
}

#[tokio::test]
async fn what_is_not_answered_with_200_comes_again_with_growing_pauses() {
    let bench = Bench::start().await;
    bench.control("webhook", json!({"retry_ms": 100})).await;
    bench.hook.answer(&[500, 503, 401, 404]);
    let id = bench.write(ANA, "insistente").await;
    hooked(&bench, "five attempts", |hook| hook.posts().len() == 5).await;
    let posts = bench.hook.posts();
    assert!(posts.iter().all(|post| post.raw == posts[0].raw && post.signature == posts[0].signature));
    let gap = |place: usize| posts[place].at - posts[place - 1].at;
    assert!(gap(1) < Duration::from_millis(95), "the first repeat is at once: {:?}", gap(1));
    assert!(gap(2) >= Duration::from_millis(95) && gap(3) >= Duration::from_millis(190));
    until("second tick", || async {
        let chat = bench.chat(ANA).await;
        chat["messages"][0]["id"] == id.as_str() && chat["messages"][0]["state"] == "delivered"
    })
    .await;
    assert_eq!(bench.get_control("stats").await["outstanding"], 0);
}

#[tokio::test]
async fn a_failing_post_does_not_hold_up_the_others_and_is_given_up_after_its_attempts() {
    let bench = Bench::start().await;
    bench.control("webhook", json!({"retry_ms": 20, "attempts": 3})).await;
    bench.hook.answer(&[500]);
    bench.write(ANA, "um").await;
    bench.write(ANA, "dois").await;
    hooked(&bench, "both", |hook| texts(&hook.posts()).iter().collect::<BTreeSet<_>>().len() == 2).await;
    until("settled", || async { bench.get_control("stats").await["outstanding"] == 0 }).await;
    bench.hook.answer(&[500, 500, 500]);
    bench.write(ANA, "perdida").await;
    until("dropped", || async { bench.get_control("stats").await["dropped"] == 1 }).await;
}

#[tokio::test]
async fn delays_hold_updates_back_and_statuses_can_overtake_the_answer() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    hooked(&bench, "first", |hook| hook.posts().len() == 1).await;
    bench.control("webhook", json!({"delay_ms": 300})).await;
    let start = std::time::Instant::now();
    bench.write(ANA, "atrasada").await;
    hooked(&bench, "second", |hook| hook.posts().len() == 2).await;
    assert!(start.elapsed() >= Duration::from_millis(300));
    bench.control("webhook", json!({"delay_ms": 0})).await;
    bench.control("pace", json!({"answer_ms": 500})).await;
    let id = bench.send_text("Olá").await;
    assert_eq!(bench.hook.statuses_of(&id), ["sent", "delivered"], "both came before the answer");
}

#[tokio::test]
async fn any_update_and_any_body_can_be_posted() {
    let bench = Bench::start().await;
    bench
        .control(
            "updates",
            json!({"line": LINE, "field": "account_update", "value": {"event": "DISABLED_UPDATE"}}),
        )
        .await;
    hooked(&bench, "update", |hook| hook.posts().len() == 1).await;
    let change = &bench.hook.posts()[0].body["entry"][0]["changes"][0];
    assert_eq!(change, &json!({"field": "account_update", "value": {"event": "DISABLED_UPDATE"}}));
    for (signature, good) in [("good", true), ("wrong", false), ("none", false)] {
        let answer = bench
            .control("posts", json!({"line": LINE, "body": "{isto não é json", "signature": signature}))
            .await;
        assert_eq!(answer["status"], 200);
        let post = bench.hook.posts().last().unwrap().clone();
        assert_eq!(&post.raw[..], "{isto não é json".as_bytes());
        assert_eq!(post.signature == signed(SECRET, &post.raw), good);
    }
}

#[tokio::test]
async fn a_reset_forgets_what_waits_and_what_is_being_repeated() {
    let bench = Bench::start().await;
    bench.control("webhook", json!({"retry_ms": 50})).await;
    bench.hook.answer(&[500; 100]);
    bench.write(ANA, "repetida").await;
    hooked(&bench, "repeats", |hook| hook.posts().len() >= 3).await;
    bench.control("webhook", json!({"paused": true})).await;
    for number in 0..10 {
        bench.write(ANA, &number.to_string()).await;
    }
    bench.control("reset", json!({})).await;
    let before = bench.hook.posts().len();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(bench.hook.posts().len() <= before + 1, "at most one was on its way");
    assert_eq!(bench.get_control("stats").await["outstanding"], 0);
    bench.hook.answer(&[]);
    bench.write(ANA, "depois").await;
    hooked(&bench, "works on", |hook| texts(&hook.posts()).contains(&"depois".to_owned())).await;
}
