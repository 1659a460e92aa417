//! A draft as it is written, at the door: who may begin one, and that it ends with one event that says how.

use crate::node::{Node, Person};
use prosa_domain::id::ConversationId;
use prosa_testkit::meta;
use prosa_wire::{
    inbox::{InboxFilter, Scope},
    line::LineForm,
};
use reqwest::Response;
use std::time::Duration;
use uuid::Uuid;

async fn open(node: &Node, id: ConversationId, person: Option<&Person>, site: Option<&str>) -> Response {
    let ask = Uuid::from_u128(prosa_testkit::database::rand128());
    let mut request = reqwest::Client::new().get(format!("{}/api/assist/draft/{id}?id={ask}", node.base));
    if let Some(person) = person {
        request = request.header("cookie", &person.cookie);
    }
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    request.send().await.unwrap()
}

/// A company with one conversation.
async fn company(node: &Node) -> (Person, ConversationId) {
    let owner = node.company("Casa Aurora").await;
    let form = LineForm {
        label: "Loja".to_owned(),
        phone_number_id: "100".to_owned(),
        account_id: "9100".to_owned(),
        token: "t".to_owned(),
        app_secret: "s".to_owned(),
        ..LineForm::default()
    };
    node.world.engine.save_line(&owner.caller, form).await.unwrap();
    let now = chrono::Utc::now().timestamp();
    node.world.deliver(&meta::texts("100", &[("5511987654321", "Marina", "wamid.1", now, "Oi")])).await;
    let filter = InboxFilter { scope: Scope::All, status: None, line_id: None, ..InboxFilter::default() };
    for _ in 0..100 {
        let page = node.world.engine.inbox_page(&owner.caller, filter, None).await.unwrap();
        if let Some(row) = page.rows.first() {
            return (owner, row.id);
        }
        // The server may be reading the same delivery.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no conversation came");
}

#[tokio::test]
async fn a_draft_begins_for_who_is_signed_in_and_on_our_own_pages_only() {
    let node = Node::start().await;
    let (owner, id) = company(&node).await;
    assert_eq!(open(&node, id, None, Some("same-origin")).await.status(), 401);
    for site in [None, Some("cross-site"), Some("same-site")] {
        assert_eq!(open(&node, id, Some(&owner), site).await.status(), 403, "{site:?}");
    }
    let answer = open(&node, id, Some(&owner), Some("same-origin")).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let told = answer.text().await.unwrap();
    assert_eq!(told.trim(), r#"data: {"is":"refused","refusal":{"code":"assist-nothing-known"}}"#);
    let stranger = node.company("Vizinha").await;
    let foreign = open(&node, id, Some(&stranger), Some("same-origin")).await.text().await.unwrap();
    assert!(foreign.contains("not-found"), "{foreign}");
}
