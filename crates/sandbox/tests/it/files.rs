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
