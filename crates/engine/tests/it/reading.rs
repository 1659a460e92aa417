//! What reading adds to a message and its person, and to whom an answer goes.

use crate::provider::{Call, scripted};
use prosa_domain::{delivery::Outcome, id::CommandId};
use prosa_engine::{Settings, path::deliver};
use prosa_provider::Recipient;
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::inbox::{InboxFilter, SendText};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

fn message(card: Value, who: Value, id: &str, text: &str) -> Value {
    let mut message =
        json!({"id": id, "timestamp": START.to_string(), "type": "text", "text": {"body": text}});
    message.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
    meta::envelope("100", json!({"contacts": [card], "messages": [message]}))
}

/// A message of somebody with a user id, and with a number or without.
fn from(user: &str, wa_id: Option<&str>, id: &str) -> Value {
    let mut card = json!({"profile": {"name": format!("Marina {user}")}, "user_id": user});
    let mut who = json!({"from_user_id": user});
    if let Some(wa_id) = wa_id {
        card["wa_id"] = wa_id.into();
        who["from"] = wa_id.into();
    }
    message(card, who, id, "oi")
}

/// To whom the next message went. The provider refuses it, so that nothing waits for its statuses.
async fn told(calls: &mut mpsc::UnboundedReceiver<Call>) -> Recipient {
    let (message, outcome) = calls.recv().await.unwrap();
    outcome.send(Outcome::Refused { http_status: 400, code: 131026, detail: String::new() }).unwrap();
    message.to
}

async fn answer(world: &World, shop: &Shop, name: &str) {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let row = page.rows.iter().find(|row| row.contact_name == name).unwrap();
    let command_id = CommandId(Uuid::from_u128(prosa_testkit::database::rand128()));
    let send = SendText { command_id, conversation_id: row.id, text: "Oi!".to_owned(), quoted: None };
    world.engine.send_text(&shop.owner, send).await.unwrap();
}

#[tokio::test]
async fn an_answer_goes_to_the_number_while_it_is_the_persons_and_to_the_user_id_otherwise() {
    let (registry, mut calls) = scripted();
    let world = World::build(Settings::default(), registry).await;
    let shop = world.shop("100").await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(deliver::run(world.engine.clone(), stop.clone()));
    let number = "5531987654321";
    world.deliver(&from("BR.1", Some(number), "wamid.1")).await;
    answer(&world, &shop, "Marina BR.1").await;
    assert_eq!(told(&mut calls).await, Recipient::Phone(number.to_owned()), "both are known");
    world.deliver(&from("BR.2", None, "wamid.2")).await;
    answer(&world, &shop, "Marina BR.2").await;
    assert_eq!(told(&mut calls).await, Recipient::User("BR.2".to_owned()), "the number is hidden");
    // The number is handed on, written the shorter way: the first person is reached by user id from now on.
    world.deliver(&from("BR.3", Some("553187654321"), "wamid.3")).await;
    answer(&world, &shop, "Marina BR.1").await;
    assert_eq!(
        told(&mut calls).await,
        Recipient::User("BR.1".to_owned()),
        "the number is somebody else's now"
    );
    answer(&world, &shop, "Marina BR.3").await;
    assert_eq!(told(&mut calls).await, Recipient::Phone("553187654321".to_owned()));
    let bare = json!({"from": "5511911112222", "id": "wamid.4", "timestamp": START.to_string(), "type": "text", "text": {"body": "oi"}});
    world.deliver(&meta::envelope("100", json!({"messages": [bare]}))).await;
    answer(&world, &shop, "+55 11 91111-2222").await;
    assert_eq!(told(&mut calls).await, Recipient::Phone("5511911112222".to_owned()), "no user id is known");
    stop.cancel();
    worker.await.unwrap();
}

#[tokio::test]
async fn a_user_name_is_kept_sealed_and_shown_where_the_name_is_missing() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let told = |name: Option<&str>, username: &str, id: &str| {
        let mut profile = json!({"username": username});
        if let Some(name) = name {
            profile["name"] = name.into();
        }
        message(json!({"profile": profile, "user_id": "BR.1"}), json!({"from_user_id": "BR.1"}), id, "oi")
    };
    let shown = async || {
        let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
        let contact = world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap().contact;
        (page.rows[0].contact_name.clone(), contact.name, contact.username)
    };
    world.deliver(&told(None, "marina.costa", "wamid.1")).await;
    assert_eq!(
        shown().await,
        ("@marina.costa".to_owned(), "@marina.costa".to_owned(), "marina.costa".to_owned())
    );
    world.deliver(&told(None, "marina.c", "wamid.2")).await;
    assert_eq!(shown().await.0, "@marina.c", "people change it");
    world.deliver(&told(Some("Marina Costa"), "marina.c", "wamid.3")).await;
    assert_eq!(shown().await, ("Marina Costa".to_owned(), "Marina Costa".to_owned(), "marina.c".to_owned()));
    let mut admin = world.database.admin().await;
    let (sealed,): (Vec<u8>,) =
        sqlx::query_as("select username_ct from contact").fetch_one(&mut admin).await.unwrap();
    assert!(!sealed.windows(8).any(|part| part == b"marina.c"));
}

#[tokio::test]
async fn the_list_of_one_line_is_read_along_its_index() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, "5511987654321", "wamid.1", START, "oi").await;
    let mut admin = world.database.admin().await;
    // Ten thousand conversations of a busy line, and one of this one.
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "set session_replication_role = replica;
         insert into conversation (tenant_id, id, line_id, contact_id, last_message_at, created_at)
         select '{}', gen_random_uuid(), '{}', gen_random_uuid(), now() - make_interval(secs => n), now()
         from generate_series(1, 10000) as n;
         analyze conversation",
        shop.tenant,
        Uuid::nil()
    )))
    .execute(&mut admin)
    .await
    .unwrap();
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let plan: Vec<(String,)> = sqlx::query_as(
        "explain select v.id from conversation v where v.tenant_id = $1 and v.line_id = $2
         order by v.last_message_at desc, v.id desc limit 51",
    )
    .bind(shop.tenant.0)
    .bind(shop.line.0)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    let plan: String = plan.into_iter().map(|(line,)| line + "\n").collect();
    assert!(plan.contains("conversation_line"), "{plan}");
    assert!(!plan.contains("Sort") && !plan.contains("Seq Scan"), "{plan}");
}
