//! What is taken along as a file, through the real server: whole, for those who may, and nobody else's.

use crate::node::{Node, Person};
use prosa_domain::{consent::ConsentAct, policy::Purpose};
use prosa_testkit::meta;
use prosa_wire::{
    consent::{LedgerFilter, StatementForm},
    inbox::{InboxFilter, Scope},
    line::LineForm,
    session::LogIn,
};
use secrecy::ExposeSecret as _;
use std::time::Duration;

const FILES: [&str; 2] = ["/exports/consent.csv", "/exports/consent.json"];

/// A company to which somebody wrote that they want no more.
async fn stage(node: &Node) -> Person {
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
    node.world.deliver(&meta::texts("100", &[("5511987654321", "Marina", "wamid.1", now, "PARAR")])).await;
    for _ in 0..200 {
        // The server may be reading the same delivery.
        if node.one("select count(*) from consent_entry").await == 1 {
            return owner;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing was written down: {}", node.log());
}

#[tokio::test]
async fn the_ledger_leaves_whole_and_under_its_own_name() {
    let node = Node::start().await;
    let owner = stage(&node).await;
    for number in 0..600 {
        let form = StatementForm {
            contact: String::new(),
            number: "11 98765-4321".to_owned(),
            purpose: Purpose::Utility,
            act: if number % 2 == 0 { ConsentAct::Given } else { ConsentAct::Withdrawn },
            statement: format!("Disse, \"vez\" {number}"),
            at: String::new(),
        };
        node.world.engine.record_statement(&owner.caller, form).await.unwrap();
    }
    let sheet = node.get("/exports/consent.csv", Some(&owner)).await;
    assert_eq!(sheet.status(), 200, "{}", node.log());
    let headers = sheet.headers().clone();
    assert_eq!(headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(headers["cache-control"], "no-store");
    let name = headers["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"consent-20") && name.ends_with(".csv\""), "{name}");
    let sheet = sheet.text().await.unwrap();
    assert_eq!(sheet.lines().count(), 602);
    assert!(sheet.contains("\"PARAR\"") && sheet.contains("\"Disse, \"\"vez\"\" 599\""));
    let file = node.get("/exports/consent.json", Some(&owner)).await;
    assert_eq!(file.headers()["content-type"], "application/json");
    let rows: Vec<serde_json::Value> = file.json().await.unwrap();
    let places: Vec<i64> = rows.iter().map(|row| row["sequence"].as_i64().unwrap()).collect();
    assert_eq!(places, (1..=601).collect::<Vec<i64>>());
    let page = node.world.engine.consents(&owner.caller, &LedgerFilter::default()).await.unwrap();
    assert!(rows[600]["hash"].as_str().unwrap().starts_with(&page.entries[0].hash));
}

#[tokio::test]
async fn the_ledger_is_for_those_who_lead_their_own_company() {
    let node = Node::start().await;
    let owner = stage(&node).await;
    let other = node.company("Vizinha").await;
    for file in FILES {
        assert_eq!(node.get(file, None).await.status(), 401);
        let theirs = node.get(file, Some(&other)).await;
        assert_eq!(theirs.status(), 200);
        let text = theirs.text().await.unwrap();
        assert!(!text.contains("Marina") && !text.contains("PARAR"), "{text}");
        assert!(node.get(file, Some(&owner)).await.text().await.unwrap().contains("Marina"));
    }
    let any = InboxFilter { scope: Scope::All, status: None, line_id: None, ..InboxFilter::default() };
    let id = node.world.engine.inbox_page(&owner.caller, any, None).await.unwrap().rows[0].id;
    for ending in ["txt", "json"] {
        let file = format!("/exports/conversation/{id}.{ending}");
        assert_eq!(node.get(&file, None).await.status(), 401);
        assert_eq!(node.get(&file, Some(&other)).await.status(), 404);
        let ours = node.get(&file, Some(&owner)).await;
        assert_eq!(ours.status(), 200, "{}", node.log());
        let name = ours.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert_eq!(name, format!("attachment; filename=\"conversation-{id}.{ending}\""));
        assert!(ours.text().await.unwrap().contains("PARAR"));
    }
    assert_eq!(node.get(&format!("/exports/conversation/{id}.pdf"), Some(&owner)).await.status(), 404);
    assert_eq!(node.get("/exports/conversation/x.txt", Some(&owner)).await.status(), 404);
    assert_eq!(node.get("/exports/consent.xml", Some(&owner)).await.status(), 404);
    assert_eq!(node.get("/exports/team.csv", Some(&owner)).await.status(), 404);
    let email = node.world.engine.me(&owner.caller).await.unwrap().email;
    node.sql("update member set role = 'agent'").await;
    let form = LogIn { email, password: "cavalo-bateria-grampo".to_owned() };
    let session = node.world.engine.log_in(form, "test", "127.0.0.1").await.unwrap();
    let cookie = format!("prosa_session={}", session.token.expose_secret());
    let agent = Person { caller: session.caller, cookie };
    for file in FILES {
        assert_eq!(node.get(file, Some(&agent)).await.status(), 403);
    }
}
