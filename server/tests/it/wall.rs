//! The walls: headers, same site only, bounds, proxies, health.

use crate::node::Node;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[tokio::test]
async fn pages_carry_a_strict_policy_with_a_nonce_of_their_own() {
    let node = Node::start().await;
    let policy =
        |answer: &reqwest::Response| answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let first = node.get("/entrar", None).await;
    let second = node.get("/entrar", None).await;
    assert_eq!(first.status(), 200, "{}", node.log());
    let text = policy(&first);
    for part in [
        "default-src 'self'",
        "'wasm-unsafe-eval'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("unsafe-inline") && !text.contains("'unsafe-eval'"), "{text}");
    assert_ne!(text, policy(&second), "a nonce is used once");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(first.headers()[name], value);
    }
    assert!(
        first.headers().contains_key("permissions-policy") && first.headers().contains_key("x-request-id")
    );
    assert!(!first.headers().contains_key("strict-transport-security"), "plain http promises no TLS");
    let nonce = text.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    let html = first.text().await.unwrap();
    for script in html.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&nonce), "a script without the nonce: {tag}");
    }
    for path in ["/healthz", "/webhooks/whatsapp", "/api/live", "/nowhere.txt"] {
        assert_eq!(node.get(path, None).await.headers()["x-content-type-options"], "nosniff", "{path}");
    }
}

#[tokio::test]
async fn over_tls_browsers_are_told_to_stay_there() {
    let node = Node::with("public_url = \"https://prosa.example.com\"").await;
    assert_eq!(node.get("/entrar", None).await.headers()["strict-transport-security"], "max-age=31536000");
}

#[tokio::test]
async fn who_is_not_signed_in_goes_to_the_door_and_comes_back() {
    let node = Node::start().await;
    let page = node.get("/conversas/abc?lista=mine", None).await;
    assert!(page.status().is_redirection(), "{}", page.status());
    assert_eq!(page.headers()["location"], "/entrar?para=/conversas/abc%3Flista%3Dmine");
    let call = node.form("/api/people/team", &[], None).await;
    assert_eq!(call.status(), 401);
    assert_eq!(call.json::<serde_json::Value>().await.unwrap()["code"], "signed-out");
    assert_eq!(node.get("/api/live?after=0", None).await.status(), 401);
    let owner = node.company("Casa Aurora").await;
    assert_eq!(node.get("/conversas", Some(&owner)).await.status(), 200, "{}", node.log());
}

#[tokio::test]
async fn what_another_site_sends_is_refused() {
    let node = Node::start().await;
    let owner = node.company("Casa Aurora").await;
    let send = |name: &'static str, value: String| {
        let request = node.client.post(format!("{}/api/people/revoke_other_sessions", node.base));
        let request = request.header("cookie", &owner.cookie).header(name, value);
        async move { request.form(&[("", "")]).send().await.unwrap().status().as_u16() }
    };
    assert_eq!(send("sec-fetch-site", "cross-site".to_owned()).await, 403);
    assert_eq!(send("sec-fetch-site", "same-site".to_owned()).await, 403);
    assert_eq!(send("origin", "https://evil.example".to_owned()).await, 403);
    assert_eq!(send("origin", "null".to_owned()).await, 403);
    assert_eq!(send("accept", "*/*".to_owned()).await, 403, "nothing says where it comes from");
    assert_ne!(send("origin", node.base.clone()).await, 403);
    assert_ne!(send("sec-fetch-site", "same-origin".to_owned()).await, 403);
}

#[tokio::test]
async fn slow_headers_are_cut() {
    let node = Node::with("header_seconds_max = 1").await;
    for start in [&b""[..], b"GET /heal", b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let mut stream = TcpStream::connect(("127.0.0.1", node.port)).await.unwrap();
        stream.write_all(start).await.unwrap();
        let begun = Instant::now();
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(6), stream.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "still open after {:?}", begun.elapsed());
    }
    assert_eq!(node.get("/healthz", None).await.status(), 200);
}

#[tokio::test]
async fn too_much_at_once_is_told_to_come_again() {
    let node = Node::with("requests_max = 1").await;
    let mut slow = TcpStream::connect(("127.0.0.1", node.port)).await.unwrap();
    slow.write_all(b"POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let answer = node.get("/entrar", None).await;
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key("retry-after"));
    assert_eq!(node.get("/healthz", None).await.status(), 200, "health is not behind the seats");
    drop(slow);
    for _ in 0..50 {
        if node.get("/entrar", None).await.status() == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the seat was never given back");
}

#[tokio::test]
async fn connections_are_bounded_and_the_surplus_hears_why() {
    let node = Node::with("connections_max = 3\nheader_seconds_max = 30").await;
    // The test's own client may hold one seat with an idle connection.
    let mut held = Vec::new();
    let mut refused = 0;
    for _ in 0..8 {
        let mut stream = TcpStream::connect(("127.0.0.1", node.port)).await.unwrap();
        let mut answer = vec![0_u8; 256];
        match tokio::time::timeout(Duration::from_millis(400), stream.read(&mut answer)).await {
            Ok(Ok(read)) if read > 0 => {
                assert!(answer[..read].starts_with(b"HTTP/1.1 503"));
                refused += 1;
            }
            _ => held.push(stream),
        }
    }
    assert!(refused >= 5, "{refused} refused");
}

#[tokio::test]
async fn a_call_larger_than_a_megabyte_is_refused() {
    let node = Node::start().await;
    let owner = node.company("Casa Aurora").await;
    let head = format!(
        "POST /api/inbox/send HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\ncookie: {}\r\n\
         content-type: application/json\r\ncontent-length: 1200000\r\n\r\n",
        owner.cookie
    );
    let answer = node.raw(&head).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn a_flood_of_calls_is_slowed() {
    let node = Node::start().await;
    let mut slowed = None;
    for number in 0..300 {
        if node.call("/api/people/team", &json!({}), None).await.status() == 429 {
            slowed = Some(number);
            break;
        }
    }
    assert!(slowed.is_some_and(|number| number >= 100), "{slowed:?}");
}

#[tokio::test]
async fn forwarded_headers_count_only_from_a_configured_proxy() {
    let id = "abcdef0123456789";
    let ask = |node: &Node, path: &str, ip: &str| {
        let request = node.client.get(format!("{}{path}", node.base)).header("x-request-id", id);
        let request = if ip.is_empty() { request } else { request.header("x-forwarded-for", ip) };
        async move { request.send().await.unwrap() }
    };
    let direct = Node::start().await;
    assert_ne!(ask(&direct, "/healthz", "").await.headers()["x-request-id"], id);
    assert_eq!(ask(&direct, "/metrics", "").await.status(), 200, "this machine may look");
    assert_eq!(
        ask(&direct, "/metrics", "127.0.0.1").await.status(),
        404,
        "a proxy nobody configured lends no address"
    );
    let behind = Node::with("trusted_proxies = [\"127.0.0.1\"]").await;
    assert_eq!(ask(&behind, "/healthz", "").await.headers()["x-request-id"], id);
    assert_eq!(ask(&behind, "/metrics", "203.0.113.9").await.status(), 404);
}

#[tokio::test]
async fn health_and_metrics_tell_how_it_goes() {
    let node = Node::start().await;
    assert_eq!(node.get("/healthz", None).await.text().await.unwrap(), "ok\n");
    assert_eq!(node.get("/readyz", None).await.status(), 200);
    for name in ["prosa_http_requests_total", "prosa_pool_connections", "prosa_http_seconds_bucket"] {
        assert!(node.metric(name).await.is_some(), "{name}");
    }
    for _ in 0..100 {
        if node.metric("prosa_journal_waiting").await.is_some() {
            assert!(
                node.metric("prosa_process_resident_bytes").await.is_some_and(|bytes| bytes > 1_000_000.0)
            );
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the database's figures never came");
}

#[tokio::test]
async fn built_files_are_kept_for_ever_and_sent_compressed() {
    let node = Node::start().await;
    let plain = node.get("/pkg/prosa.1.js", None).await;
    assert_eq!(plain.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(plain.text().await.unwrap(), "export {};");
    let request = node.client.get(format!("{}/pkg/prosa.1.js", node.base)).header("accept-encoding", "br");
    assert_eq!(request.send().await.unwrap().headers()["content-encoding"], "br");
    assert_eq!(node.get("/pkg/gone.js", None).await.status(), 404);
    assert_ne!(node.get("/pkg/..%2f..%2fprosa.toml", None).await.status(), 200);
}

#[tokio::test]
async fn logs_are_json_with_request_ids_and_without_addresses() {
    let node = Node::start().await;
    let owner = node.company("Casa Aurora").await;
    node.get("/conversas?segredo=zq4711zq", Some(&owner)).await;
    node.get("/convite/um-token-secreto", None).await;
    let log = node.log();
    let lines: Vec<serde_json::Value> =
        log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert_eq!(lines.len(), log.lines().count(), "every line is JSON");
    let requests = lines.iter().filter(|line| line["message"] == "request");
    assert!(
        requests.clone().count() >= 2
            && requests.clone().all(|line| line["request_id"].is_string() && line["status"].is_u64())
    );
    assert!(!log.contains("zq4711zq") && !log.contains("um-token-secreto") && !log.contains("Casa Aurora"));
}
