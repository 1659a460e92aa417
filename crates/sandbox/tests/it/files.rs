//! Files: upload, lookup, download, removal; files of customers.

use crate::harness::{ANA, Bench, LINE, OTHER, TOKEN, hooked};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

async fn upload(bench: &Bench, line: &str, mime: &str, bytes: Vec<u8>) -> (u16, Value) {
    let file = Part::bytes(bytes).file_name("a.bin").mime_str(mime).unwrap();
    let form =
        Form::new().text("messaging_product", "whatsapp").text("type", mime.to_owned()).part("file", file);
    let url = format!("{}/v23.0/{line}/media", bench.url);
    let answer = bench.http.post(url).bearer_auth(TOKEN).multipart(form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_file_is_uploaded_looked_up_downloaded_sent_and_removed() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let bytes = b"\x89PNG fingido".to_vec();
    let (status, body) = upload(&bench, LINE, "image/png", bytes.clone()).await;
    assert_eq!(status, 200, "{body}");
    let id = body["id"].as_str().unwrap().to_owned();
    let (_, file) = bench.graph("GET", &id, None).await;
    assert_eq!(file["mime_type"], "image/png");
    assert_eq!(file["file_size"], bytes.len());
    assert_eq!(file["sha256"].as_str().unwrap().len(), 64);
    let url = file["url"].as_str().unwrap();
    assert_eq!(bench.http.get(url).send().await.unwrap().status(), 401, "the address needs the token");
    let answer = bench.http.get(url).bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/png");
    assert_eq!(answer.bytes().await.unwrap(), bytes);
    let over = url.replace(url.split("ext=").nth(1).unwrap(), "1");
    assert_eq!(bench.http.get(over).bearer_auth(TOKEN).send().await.unwrap().status(), 404);
    let (status, body) = bench.send(json!({"type": "image", "image": {"id": id}})).await;
    assert_eq!(status, 200, "{body}");
    let (status, body) = bench.send(json!({"type": "video", "video": {"id": id}})).await;
    assert_eq!(status, 200, "{body}");
    let wrong = body["messages"][0]["id"].as_str().unwrap().to_owned();
    hooked(&bench, "wrong type", |hook| hook.statuses_of(&wrong) == ["failed"]).await;
    assert_eq!(
        bench.hook.statuses().iter().find(|status| status["id"] == wrong.as_str()).unwrap()["errors"][0]["code"],
        131_053
    );
    assert_eq!(bench.graph("DELETE", &id, None).await, (200, json!({"success": true})));
    assert_eq!(bench.graph("GET", &id, None).await.0, 400);
    assert_eq!(bench.send(json!({"type": "image", "image": {"id": id}})).await.0, 400);
}

#[tokio::test]
async fn uploads_of_wrong_type_or_size_are_refused() {
    let bench = Bench::start().await;
    let (status, body) = upload(&bench, LINE, "image/gif", vec![1]).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!(100)));
    assert!(body["error"]["message"].as_str().unwrap().contains("Received file of type 'image/gif'"));
    let (status, body) = upload(&bench, LINE, "image/webp", vec![1; 501 * 1024]).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!(131_053)));
    assert_eq!(upload(&bench, "123", "image/png", vec![1]).await.0, 400);
    let (_, body) = upload(&bench, OTHER, "image/png", vec![1]).await;
    let (status, body) = bench.send(json!({"type": "image", "image": {"id": body["id"]}})).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!(100)), "a file of another number");
}

#[tokio::test]
async fn a_customers_file_can_be_fetched_by_the_business() {
    let bench = Bench::start().await;
    let url = format!("{}/control/files?line={LINE}&customer={ANA}&caption=meu%20comprovante", bench.url);
    let answer = bench.http.post(url).header("content-type", "image/png").body("bytes").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    hooked(&bench, "message", |hook| hook.messages().len() == 1).await;
    let image = bench.hook.messages()[0]["image"].clone();
    assert_eq!(image["caption"], "meu comprovante");
    let (_, file) = bench.graph("GET", image["id"].as_str().unwrap(), None).await;
    let bytes = bench
        .http
        .get(file["url"].as_str().unwrap())
        .bearer_auth(TOKEN)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(&bytes[..], b"bytes");
}

/// A customer's picture: its id as the webhook told it.
async fn picture(bench: &Bench) -> String {
    bench.control("messages", json!({"line": LINE, "customer": ANA, "kind": "image"})).await;
    hooked(bench, "picture", |hook| !hook.messages().is_empty()).await;
    bench.hook.messages().last().unwrap()["image"]["id"].as_str().unwrap().to_owned()
}

async fn fetch(bench: &Bench, url: &str) -> Result<(u16, Vec<u8>), reqwest::Error> {
    let answer = bench.http.get(url).bearer_auth(TOKEN).send().await?;
    Ok((answer.status().as_u16(), answer.bytes().await?.to_vec()))
}

#[tokio::test]
async fn ids_live_seven_days_when_received_and_thirty_when_uploaded() {
    let bench = Bench::start().await;
    let received = picture(&bench).await;
    let form =
        reqwest::multipart::Form::new().text("messaging_product", "whatsapp").text("type", "image/png").part(
            "file",
            reqwest::multipart::Part::bytes(vec![1, 2, 3]).file_name("a.png").mime_str("image/png").unwrap(),
        );
    let url = format!("{}/v23.0/{LINE}/media", bench.url);
    let answer = bench.http.post(url).bearer_auth(TOKEN).multipart(form).send().await.unwrap();
    let uploaded = answer.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned();
    let found = |id: String| {
        let bench = &bench;
        async move { bench.graph("GET", &id, None).await.0 }
    };
    for (days, expected) in [(0, (200, 200)), (6, (200, 200)), (2, (400, 200)), (23, (400, 400))] {
        bench.control("clock", json!({"advance_seconds": days * 86_400})).await;
        assert_eq!(
            (found(received.clone()).await, found(uploaded.clone()).await),
            expected,
            "after {days} more days"
        );
    }
}

#[tokio::test]
async fn an_address_ends_after_five_minutes_and_a_new_one_works() {
    let bench = Bench::start().await;
    let id = picture(&bench).await;
    let (_, before) = bench.graph("GET", &id, None).await;
    let old = before["url"].as_str().unwrap().to_owned();
    assert_eq!(fetch(&bench, &old).await.unwrap().0, 200);
    bench.control("clock", json!({"advance_seconds": 301})).await;
    assert_eq!(fetch(&bench, &old).await.unwrap().0, 404);
    let (_, after) = bench.graph("GET", &id, None).await;
    assert_eq!(fetch(&bench, after["url"].as_str().unwrap()).await.unwrap().0, 200);
}

#[tokio::test]
async fn fetching_goes_wrong_as_ordered_and_as_often_as_ordered() {
    let bench = Bench::start().await;
    let id = picture(&bench).await;
    let order = |body: Value| bench.control("media", body);
    let look = || bench.graph("GET", &id, None);
    let (_, good) = look().await;
    let url = good["url"].as_str().unwrap().to_owned();
    let (_, whole) = fetch(&bench, &url).await.unwrap();
    order(json!({"mode": "error", "count": 2, "http": 503})).await;
    for expected in [503, 503, 200] {
        assert_eq!(fetch(&bench, &url).await.unwrap().0, expected);
    }
    order(json!({"mode": "error", "step": "lookup", "count": 1})).await;
    assert_eq!(look().await.0, 500);
    order(json!({"mode": "gone", "count": 1})).await;
    assert_eq!(look().await.1["error"]["error_subcode"], 33);
    order(json!({"mode": "expired", "count": 1})).await;
    let expired = look().await.1["url"].as_str().unwrap().to_owned();
    assert_eq!(fetch(&bench, &expired).await.unwrap().0, 404);
    order(json!({"mode": "wrong_hash", "count": 1})).await;
    assert_ne!(look().await.1["sha256"], good["sha256"]);
    order(json!({"mode": "truncated", "count": 1})).await;
    assert_eq!(fetch(&bench, &url).await.unwrap().1.len(), whole.len() / 2);
    order(json!({"mode": "cut", "count": 1})).await;
    assert!(fetch(&bench, &url).await.is_err(), "the connection ended in the middle");
    order(json!({"mode": "slow", "ms": 300, "count": 1})).await;
    let start = std::time::Instant::now();
    assert_eq!(fetch(&bench, &url).await.unwrap().1, whole);
    assert!(start.elapsed() >= std::time::Duration::from_millis(300));
    order(json!({"mode": "gone", "media": "1"})).await;
    assert_eq!(look().await.0, 200, "another file is meant");
    assert_eq!(bench.get_control("media").await.as_array().unwrap().len(), 1);
}
