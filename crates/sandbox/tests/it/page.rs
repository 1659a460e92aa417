//! The phone page and its parts.

use crate::harness::Bench;

#[tokio::test]
async fn the_page_and_its_parts_are_served_under_a_strict_policy() {
    let bench = Bench::start().await;
    let mut pages = vec!["/".to_owned(), "/phone".to_owned()];
    let page = bench.http.get(format!("{}/phone", bench.url)).send().await.unwrap().text().await.unwrap();
    for part in page.split(['"', '\'']).filter(|part| part.starts_with("/assets/")) {
        pages.push(part.to_owned());
    }
    assert!(pages.len() >= 5, "style, tokens and script");
    for path in pages {
        let answer = bench.http.get(format!("{}{path}", bench.url)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    }
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="));
    assert!(!page.contains("https://") && page.contains("lang=\"pt-BR\""));
}
