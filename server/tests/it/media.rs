//! Files through the real server: brought, refused, read in parts, and read by nobody else.

use crate::node::{Node, Person};
use prosa_domain::id::MediaId;
use prosa_engine::media::link::{Variant, address, given};
use prosa_wire::media::Uploaded;
use reqwest::Response;
use serde_json::Value;

/// A PDF of a kind: its first bytes and 200,000 that differ.
fn pdf() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..200_000_u32).map(|place| u8::try_from(place * 31 % 251).unwrap()));
    bytes
}

async fn bring(node: &Node, person: Option<&Person>, query: &str, mime: &str, body: Vec<u8>) -> Response {
    let mut request = node
        .client
        .post(format!("{}/media/uploads{query}", node.base))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", mime);
    if let Some(person) = person {
        request = request.header("cookie", &person.cookie);
    }
    request.body(body).send().await.unwrap()
}

async fn code(response: Response) -> (u16, String, Value) {
    let status = response.status().as_u16();
    let refusal: Value = response.json().await.unwrap();
    (status, refusal["code"].as_str().unwrap().to_owned(), refusal["args"].clone())
}

async fn brought(node: &Node, person: &Person, query: &str, mime: &str, body: Vec<u8>) -> MediaId {
    let response = bring(node, Some(person), query, mime, body).await;
    assert_eq!(response.status(), 200, "{}", node.log());
    response.json::<Uploaded>().await.unwrap().id
}

/// The address a member of the tenant would be given.
async fn url(node: &Node, person: &Person, id: MediaId) -> String {
    let keys = node.world.engine.keyring.tenant(person.caller.tenant).await.unwrap();
    // The server's clock is the real one; the world's stands at zero.
    address(&keys, id, Variant::Full, node.world.engine.now())
}

async fn ranged(node: &Node, person: &Person, url: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = node.client.get(format!("{}{url}", node.base)).header("cookie", &person.cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_file_is_brought_and_read_whole_and_in_parts() {
    let node = Node::start().await;
    let person = node.company("Casa Aurora").await;
    let bytes = pdf();
    let id = brought(&node, &person, "?name=nota%20fiscal.pdf", "application/pdf", bytes.clone()).await;
    let url = url(&node, &person, id).await;
    let whole = ranged(&node, &person, &url, &[]).await;
    assert_eq!(whole.status(), 200, "{}", node.log());
    let headers = whole.headers().clone();
    for (name, value) in [
        ("content-type", "application/pdf"),
        (
            "content-disposition",
            "attachment; filename=\"nota fiscal.pdf\"; filename*=UTF-8''nota%20fiscal.pdf",
        ),
        ("x-content-type-options", "nosniff"),
        ("accept-ranges", "bytes"),
        ("content-length", "200009"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert!(headers["content-security-policy"].to_str().unwrap().starts_with("sandbox; default-src 'none'"));
    assert!(headers["cache-control"].to_str().unwrap().starts_with("private, max-age="));
    assert!(!headers.contains_key("content-encoding"));
    assert_eq!(whole.bytes().await.unwrap(), bytes);
    let part = ranged(&node, &person, &url, &[("range", "bytes=65530-131080")]).await;
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()["content-range"], "bytes 65530-131080/200009");
    assert_eq!(part.bytes().await.unwrap(), bytes[65_530..=131_080]);
    let tail = ranged(&node, &person, &url, &[("range", "bytes=-9")]).await;
    assert_eq!(tail.bytes().await.unwrap(), bytes[200_000..]);
    assert_eq!(ranged(&node, &person, &url, &[("range", "bytes=200009-")]).await.status(), 416);
    let tag = headers["etag"].to_str().unwrap();
    assert_eq!(ranged(&node, &person, &url, &[("if-none-match", tag)]).await.status(), 304);
    let stale = ranged(&node, &person, &url, &[("range", "bytes=0-1"), ("if-range", "\"other\"")]).await;
    assert_eq!(stale.status(), 200, "a range of another file is not given");
}

#[tokio::test]
async fn nobody_but_a_member_of_the_tenant_reads_a_file() {
    let node = Node::start().await;
    let (person, other) = (node.company("Casa Aurora").await, node.company("Outra").await);
    let id = brought(&node, &person, "", "application/pdf", pdf()).await;
    let mine = url(&node, &person, id).await;
    assert_eq!(node.get(&mine, Some(&other)).await.status(), 404, "another tenant");
    assert_eq!(node.get(&mine, None).await.status(), 401, "nobody");
    let theirs = url(&node, &other, id).await;
    assert_eq!(node.get(&theirs, Some(&other)).await.status(), 404, "signed by the wrong tenant");
    assert_eq!(node.get(&theirs, Some(&person)).await.status(), 404);
    assert_eq!(node.get(&format!("/media/{id}"), Some(&person)).await.status(), 404, "not signed");
    assert_eq!(node.get("/media/x?v=full&e=1&s=x", Some(&person)).await.status(), 404);
    assert_eq!(node.get(&mine, Some(&person)).await.status(), 200);
    assert!(!node.log().contains(&id.to_string()), "addresses are not logged");
}

#[tokio::test]
async fn what_a_browser_would_run_is_a_download_without_a_name_of_its_own() {
    let node = Node::start().await;
    let person = node.company("Casa Aurora").await;
    for (mime, body) in [
        ("text/html", "<!doctype html><script>alert(1)</script>"),
        ("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
        ("application/pdf", "<html><script>alert(1)</script></html>"),
    ] {
        let id = brought(&node, &person, "?kind=document&name=a.html", mime, body.into()).await;
        let read = node.get(&url(&node, &person, id).await, Some(&person)).await;
        assert_eq!(read.headers()["content-type"], "application/octet-stream", "{mime}");
        assert!(read.headers()["content-disposition"].to_str().unwrap().starts_with("attachment;"), "{mime}");
    }
}

#[tokio::test]
async fn what_whatsapp_would_refuse_is_refused_with_the_limit_named() {
    let node = Node::start().await;
    let person = node.company("Casa Aurora").await;
    let large = bring(&node, Some(&person), "", "image/jpeg", vec![0xff; 5 * 1024 * 1024 + 1]).await;
    let (status, word, args) = code(large).await;
    assert_eq!((status, word.as_str(), args["size_max"].as_str().unwrap()), (413, "media-too-large", "5 MB"));
    let (status, word, args) =
        code(bring(&node, Some(&person), "?kind=image", "image/gif", vec![1]).await).await;
    assert_eq!((status, word.as_str()), (415, "media-type"));
    assert_eq!(args["types"], "image/jpeg, image/png");
    let lying = bring(&node, Some(&person), "", "image/jpeg", pdf()).await;
    assert_eq!(code(lying).await.1, "media-type", "the bytes decide, not the word");
    let broken =
        bring(&node, Some(&person), "", "image/png", b"\x89PNG\r\n\x1a\n and nothing".to_vec()).await;
    assert_eq!(code(broken).await.1, "media-broken");
    let (status, word, _) = code(bring(&node, Some(&person), "", "application/pdf", Vec::new()).await).await;
    assert_eq!((status, word.as_str()), (422, "media-empty"));
    let nowhere = format!("?conversation={}", uuid::Uuid::from_u128(7));
    assert_eq!(bring(&node, Some(&person), &nowhere, "application/pdf", pdf()).await.status(), 404);
    assert_eq!(bring(&node, Some(&person), "?kind=x", "application/pdf", pdf()).await.status(), 422);
    assert_eq!(bring(&node, None, "", "application/pdf", pdf()).await.status(), 401);
    assert_eq!(node.one("select count(*) from media").await, 0);
    let arrivals = node.folder.0.join("data/media/arrivals");
    assert_eq!(std::fs::read_dir(arrivals).unwrap().count(), 0, "nothing stays behind");
}

#[tokio::test]
async fn a_large_file_is_refused_before_its_bytes_are_read() {
    let node = Node::start().await;
    let person = node.company("Casa Aurora").await;
    let head = format!(
        "POST /media/uploads HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\ncookie: {}\r\n\
         content-type: video/mp4\r\ncontent-length: 16777217\r\n\r\n",
        person.cookie
    );
    let answer = node.raw(&head).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("\"size_max\":\"16 MB\""), "{answer}");
}

#[tokio::test]
async fn a_file_from_another_site_is_refused() {
    let node = Node::start().await;
    let person = node.company("Casa Aurora").await;
    let request = node.client.post(format!("{}/media/uploads", node.base)).header("cookie", &person.cookie);
    let foreign = request.header("sec-fetch-site", "cross-site").header("content-type", "application/pdf");
    assert_eq!(foreign.body(pdf()).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_provider_fetches_what_it_was_given_without_a_session_and_nothing_else() {
    let node = Node::start().await;
    let (person, other) = (node.company("Casa Aurora").await, node.company("Outra").await);
    let id = brought(&node, &person, "", "application/pdf", pdf()).await;
    let (tenant, theirs) = (person.caller.tenant, other.caller.tenant);
    let keys = node.world.engine.keyring.tenant(tenant).await.unwrap();
    let path = given(&keys, tenant, id, node.world.engine.now());
    let fetched = node.get(&path, None).await;
    assert_eq!(fetched.status(), 200, "{}", node.log());
    assert_eq!(fetched.headers()["content-type"], "application/pdf");
    assert_eq!(fetched.bytes().await.unwrap(), pdf());
    let long = given(&keys, tenant, id, node.world.engine.now() + chrono::Duration::days(9));
    let member = address(&keys, id, Variant::Full, node.world.engine.now());
    let query = member.split_once('?').unwrap().1.to_owned();
    for wrong in [
        path.replace(&tenant.to_string(), &theirs.to_string()),
        path.replace(&tenant.to_string(), &id.to_string()),
        path.replace("e=", "e=9"),
        format!("{path}x"),
        long,
        format!("/media/given/{tenant}/{id}?{query}"),
        format!("/media/given/{tenant}/{id}"),
        "/media/given/x/y?e=1&s=x".to_owned(),
    ] {
        assert_eq!(node.get(&wrong, None).await.status(), 404, "{wrong}");
    }
    assert!(!node.log().contains(&id.to_string()), "addresses are not logged");
}
