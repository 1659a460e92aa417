//! The webhook door: only what is signed comes in, nothing is acknowledged before it is written.

use crate::node::Node;
use prosa_testkit::{
    meta,
    world::{SECRET, VERIFY_TOKEN},
};
use serde_json::Value;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

fn text(number: &str, id: &str) -> Vec<u8> {
    meta::texts(number, &[("5511987654321", "Marina", id, 1_795_000_000, "Oi")]).to_string().into_bytes()
}

/// The door learns of a new line within moments; a first delivery may come before that and is sent again, as Meta does.
async fn until_known(node: &Node, number: &str) {
    for _ in 0..100 {
        let body = text(number, "wamid.first");
        let signature = meta::sign(SECRET, &body);
        if node.knock(body, Some(&signature)).await.status() == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the door never learnt of the line: {}", node.log());
}

#[tokio::test]
async fn a_signed_delivery_is_written_before_it_is_acknowledged_and_then_read() {
    let node = Node::start().await;
    node.world.shop("100").await;
    until_known(&node, "100").await;
    let body = text("100", "wamid.1");
    let answer = node.knock(body.clone(), Some(&meta::sign(SECRET, &body))).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(node.one("select count(*) from journal").await, 2, "written when the answer is here");
    for _ in 0..200 {
        if node.one("select count(*) from message").await == 2 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never read: {}", node.log());
}

#[tokio::test]
async fn forged_and_unsigned_deliveries_are_refused_and_nothing_is_stored() {
    let node = Node::start().await;
    node.world.shop("100").await;
    until_known(&node, "100").await;
    let before = node.one("select count(*) from journal").await;
    let body = text("100", "wamid.forged");
    let other = text("100", "wamid.other");
    let good = meta::sign(SECRET, &body);
    for signature in [
        None,
        Some(""),
        Some("sha256="),
        Some("sha256=zz"),
        Some(meta::sign("not the secret", &body).as_str()),
        Some(meta::sign(SECRET, &other).as_str()),
        Some(good.trim_start_matches("sha256=")),
    ] {
        assert_eq!(node.knock(body.clone(), signature).await.status(), 401, "{signature:?}");
    }
    assert_eq!(node.one("select count(*) from journal").await, before);
}

#[tokio::test]
async fn a_delivery_for_a_number_nobody_connected_is_kept_and_told() {
    let node = Node::start().await;
    node.world.shop("100").await;
    until_known(&node, "100").await;
    let body = text("999", "wamid.stranger");
    assert_eq!(node.knock(body.clone(), Some(&meta::sign(SECRET, &body))).await.status(), 200);
    for _ in 0..200 {
        if node.one("select count(*) from journal where state = 3").await == 1 {
            assert_eq!(node.metric("prosa_journal_nobodys_total").await, Some(1.0));
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not kept: {}", node.log());
}

#[tokio::test]
async fn three_megabytes_come_in_and_more_does_not() {
    let node = Node::start().await;
    node.world.shop("100").await;
    until_known(&node, "100").await;
    let mut body = text("100", "wamid.large");
    body.resize(3 * 1024 * 1024, b' ');
    assert_eq!(node.knock(body.clone(), Some(&meta::sign(SECRET, &body))).await.status(), 200);
    body.push(b' ');
    let signature = meta::sign(SECRET, &body);
    // Told by its length, it is refused before a byte of it is read.
    let head = "POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-length: 3145729\r\n\r\n";
    let answer = node.raw(head).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    // Without a length it is stopped where it becomes too much.
    let chunks =
        body.chunks(64 * 1024).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect::<Vec<_>>();
    let request =
        node.client.post(format!("{}/webhooks/whatsapp", node.base)).header("x-hub-signature-256", signature);
    let answer = request.body(reqwest::Body::wrap_stream(futures::stream::iter(chunks))).send().await;
    // The connection may be closed while the client still writes.
    assert!(answer.map_or(true, |answer| answer.status() == 413));
    assert_eq!(node.one("select count(*) from journal").await, 2);
}

#[tokio::test]
async fn other_methods_and_providers_have_no_door() {
    let node = Node::start().await;
    let address = format!("{}/webhooks/whatsapp", node.base);
    for method in [reqwest::Method::PUT, reqwest::Method::DELETE, reqwest::Method::PATCH] {
        assert_eq!(node.client.request(method, &address).send().await.unwrap().status(), 405);
    }
    let other = format!("{}/webhooks/carrier-pigeon", node.base);
    assert_eq!(node.client.post(other).body("{}").send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn the_providers_question_is_answered_only_with_a_known_token() {
    let node = Node::start().await;
    node.world.shop("100").await;
    let ask = |token: &str, mode: &str| {
        format!("/webhooks/whatsapp?hub.mode={mode}&hub.challenge=4711&hub.verify_token={token}")
    };
    let right = node.get(&ask(VERIFY_TOKEN, "subscribe"), None).await;
    assert_eq!(right.status(), 200);
    assert_eq!(right.text().await.unwrap(), "4711");
    for (token, mode) in [("wrong", "subscribe"), ("", "subscribe"), (VERIFY_TOKEN, "unsubscribe")] {
        assert_eq!(node.get(&ask(token, mode), None).await.status(), 403, "{token} {mode}");
    }
    assert_eq!(node.get("/webhooks/whatsapp", None).await.status(), 403);
    assert_eq!(node.one("select count(*) from line where verified_webhook_at is not null").await, 1);
}

#[tokio::test]
async fn a_body_that_drips_is_cut() {
    let node = Node::with("body_seconds_max = 1").await;
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", node.port)).await.unwrap();
    stream
        .write_all(b"POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{")
        .await
        .unwrap();
    let mut answer = vec![0_u8; 1024];
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut answer))
        .await
        .expect("cut in time")
        .unwrap();
    assert!(answer[..read].starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer[..read]));
}

#[tokio::test]
async fn hostile_bodies_are_kept_and_harm_nobody() {
    let node = Node::start().await;
    node.world.shop("100").await;
    until_known(&node, "100").await;
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    let whole = String::from_utf8(text("100", "wamid.cut")).unwrap();
    let cut = &whole[..whole.len() / 2];
    for body in [
        "",
        "null",
        "[]",
        "{\"entry\": 5}",
        "\u{0}",
        cut,
        &deep,
        "{\"entry\":[{\"changes\":[{\"value\":null}]}]}",
    ] {
        assert_eq!(
            node.knock(body.to_owned(), Some(&meta::sign(SECRET, body.as_bytes()))).await.status(),
            200,
            "{:.40}",
            body
        );
    }
    let body = text("100", "wamid.after");
    assert_eq!(node.knock(body.clone(), Some(&meta::sign(SECRET, &body))).await.status(), 200);
    for _ in 0..200 {
        if node.one("select count(*) from journal where state = 0").await == 0 {
            assert_eq!(node.one("select count(*) from message").await, 2, "its neighbours are read");
            let answer: Value = serde_json::json!(node.get("/healthz", None).await.status().as_u16());
            assert_eq!(answer, 200);
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("still waiting: {}", node.log());
}
