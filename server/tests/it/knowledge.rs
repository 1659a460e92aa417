//! Files that become knowledge, through the real server: brought, refused by the walls, fetched again.

use crate::node::{Node, Person};
use prosa_wire::knowledge::{Brought, KnowledgeFilter};
use reqwest::Response;
use serde_json::Value;

async fn bring(node: &Node, person: Option<&Person>, site: &str, query: &str, body: &[u8]) -> Response {
    let mut request = node
        .client
        .post(format!("{}/knowledge/files{query}", node.base))
        .header("sec-fetch-site", site)
        .header("content-type", "application/octet-stream");
    if let Some(person) = person {
        request = request.header("cookie", &person.cookie);
    }
    request.body(body.to_vec()).send().await.unwrap()
}

async fn code(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let refusal: Value = response.json().await.unwrap();
    (status, refusal["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_file_becomes_knowledge_and_is_fetched_again_by_members_alone() {
    let node = Node::start().await;
    let person = node.company("Casa Aurora").await;
    let query = "?name=prazos%20da%20loja.txt&audience=customer&language=pt-BR";
    let text = "Entregamos em dois dias.".as_bytes();
    assert_eq!(code(bring(&node, None, "same-origin", query, text).await).await.0, 401);
    assert_eq!(bring(&node, Some(&person), "cross-site", query, text).await.status(), 403);
    let brought = bring(&node, Some(&person), "same-origin", query, text).await;
    assert_eq!(brought.status(), 200, "{}", node.log());
    let id = brought.json::<Brought>().await.unwrap().id;
    let engine = &node.world.engine;
    let view = engine.knowledge_source(&person.caller, id).await.unwrap();
    assert_eq!(view.row.title, "prazos da loja");
    let address = format!("{}{}", node.base, view.file.unwrap().url);
    let read = node.client.get(&address).header("cookie", &person.cookie).send().await.unwrap();
    assert_eq!(read.status(), 200);
    assert!(
        read.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment; filename=\"prazos da loja.txt\"")
    );
    assert_eq!(read.bytes().await.unwrap(), text);
    assert_eq!(node.client.get(&address).send().await.unwrap().status(), 401);
    let other = node.company("Outra loja").await;
    let theirs = node.client.get(&address).header("cookie", &other.cookie).send().await.unwrap();
    assert_eq!(theirs.status(), 404);
    let again = format!("?id={id}&version=1&name=b.txt");
    assert_eq!(
        code(bring(&node, Some(&other), "same-origin", &again, text).await).await,
        (404, "not-found".to_owned())
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_answered_with_its_code() {
    let node = Node::start().await;
    let person = node.company("Casa Aurora").await;
    for (name, bytes, answer) in [
        ("a.pdf", &b"%PDF-1.7 nada"[..], (422, "knowledge-file-broken")),
        ("a.exe", b"MZ\0\0", (415, "knowledge-file-type")),
        ("a.txt", b"", (422, "media-empty")),
    ] {
        let refused = bring(&node, Some(&person), "same-origin", &format!("?name={name}"), bytes).await;
        assert_eq!(code(refused).await, (answer.0, answer.1.to_owned()), "{name}");
    }
    let page =
        node.world.engine.knowledge_page(&person.caller, KnowledgeFilter::default(), None).await.unwrap();
    assert!(page.rows.is_empty());
}
