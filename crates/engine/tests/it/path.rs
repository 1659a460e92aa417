//! The message path on a real database: what comes in is stored once, in order, under the right person.

use prosa_domain::{event::EventKind, id::ConversationId};
use prosa_testkit::{World, meta, world::START};
use prosa_wire::inbox::{InboxFilter, Scope};
use serde_json::json;

async fn one(world: &World, sql: &str) -> i64 {
    let mut admin = world.database.admin().await;
    let row: (i64,) =
        sqlx::query_as(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(&mut admin).await.unwrap();
    row.0
}

#[tokio::test]
async fn a_message_comes_in_and_is_in_the_list() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, "5511987654321", "wamid.1", START - 60, "Oi! Vocês entregam em Niterói?").await;
    let page = world
        .engine
        .inbox_page(
            &shop.owner,
            InboxFilter { scope: Scope::All, status: None, line_id: None, ..InboxFilter::default() },
            None,
        )
        .await
        .unwrap();
    let row = &page.rows[0];
    assert_eq!(
        (row.contact_name.as_str(), row.unread, row.preview.as_str()),
        ("Marina", 1, "Oi! Vocês entregam em Niterói?")
    );
    let kinds: Vec<EventKind> = world.events(&shop).await.into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::MessageReceived]);
}

#[tokio::test]
async fn the_same_delivery_twice_changes_nothing() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for _ in 0..3 {
        world.receive(&shop, "5511987654321", "wamid.1", START - 60, "Oi").await;
    }
    // The same message inside another body is a duplicate, too.
    let two = [
        ("5511987654321", "Marina", "wamid.1", START - 60, "Oi"),
        ("5511987654321", "Marina", "wamid.2", START - 59, "Tudo bem?"),
    ];
    world.deliver(&meta::texts("100", &two)).await;
    assert_eq!(one(&world, "select count(*) from message").await, 2);
    assert_eq!(one(&world, "select unread::bigint from conversation").await, 2);
    assert_eq!(one(&world, "select sum(repeated_count)::bigint from journal_part").await, 1);
    assert_eq!(one(&world, "select count(*) from journal where repeats = 2").await, 1);
}

#[tokio::test]
async fn the_order_is_the_providers_time_whatever_the_order_of_arrival() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, "5511987654321", "wamid.3", START - 10, "terceira").await;
    world.receive(&shop, "5511987654321", "wamid.1", START - 30, "primeira").await;
    world.receive(&shop, "5511987654321", "wamid.2", START - 20, "segunda").await;
    let filter = InboxFilter::default();
    let page = world.engine.inbox_page(&shop.owner, filter, None).await.unwrap();
    assert_eq!(page.rows[0].preview, "terceira");
    let thread = world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap();
    let texts: Vec<&str> = thread.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["primeira", "segunda", "terceira"]);
}

#[tokio::test]
async fn both_writings_of_a_number_are_one_person_and_two_user_ids_are_two() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let bare = |wa_id: &str, id: &str| {
        meta::envelope(
            "100",
            json!({"messages": [
        {"from": wa_id, "id": id, "timestamp": START.to_string(), "type": "text", "text": {"body": "oi"}}]}),
        )
    };
    world.deliver(&bare("5531987654321", "wamid.1")).await;
    world.deliver(&bare("553187654321", "wamid.2")).await;
    assert_eq!(one(&world, "select count(*) from contact").await, 1);
    world.deliver(&meta::texts("100", &[("5531987654321", "Outra", "wamid.3", START, "oi")])).await;
    assert_eq!(one(&world, "select count(*) from contact").await, 1, "the known person learns the user id");
    let other = meta::envelope(
        "100",
        json!({"messages": [
        {"from": "5531987654321", "from_user_id": "BR.999", "id": "wamid.4", "timestamp": START.to_string(), "type": "text", "text": {"body": "oi"}}]}),
    );
    world.deliver(&other).await;
    assert_eq!(one(&world, "select count(*) from contact").await, 2, "the number was handed on");
    let _ = shop;
}

#[tokio::test]
async fn a_changed_user_id_keeps_its_person_even_for_late_deliveries() {
    let world = World::new().await;
    world.shop("100").await;
    let with = |user: &str, id: &str| {
        meta::envelope(
            "100",
            json!({"messages": [
        {"from_user_id": user, "id": id, "timestamp": START.to_string(), "type": "text", "text": {"body": "oi"}}]}),
        )
    };
    world.deliver(&with("BR.1", "wamid.1")).await;
    let change = meta::envelope(
        "100",
        json!({"messages": [{"id": "wamid.s", "timestamp": START.to_string(), "type": "system",
        "system": {"body": "changed", "type": "user_changed_user_id", "user_id": "BR.2", "previous_user_id": "BR.1"}}]}),
    );
    world.deliver(&change).await;
    world.deliver(&with("BR.2", "wamid.2")).await;
    world.deliver(&with("BR.1", "wamid.late")).await;
    let conversations = "select count(distinct conversation_id) from message where kind = 'text'";
    assert_eq!(one(&world, conversations).await, 1);
}

#[tokio::test]
async fn a_delivery_for_two_tenants_is_split_and_an_unknown_number_is_kept() {
    let world = World::new().await;
    let first = world.shop("100").await;
    let second = world.shop("200").await;
    let mut body = meta::texts("100", &[("5511987654321", "A", "wamid.1", START, "um")]);
    let entry = |number: &str, id: &str| {
        meta::texts(number, &[("5511987654321", "A", id, START, "dois")])["entry"][0].clone()
    };
    body["entry"].as_array_mut().unwrap().extend([entry("200", "wamid.2"), entry("300", "wamid.3")]);
    world.deliver(&body).await;
    for shop in [&first, &second] {
        let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
        assert_eq!(page.rows.len(), 1);
    }
    assert_eq!(one(&world, "select count(*) from journal where state = 3").await, 1);
    // The number is connected later: a replay brings its message in and repeats nothing.
    let third = world.shop("300").await;
    world.engine.db.journal_replay(&[]).await.unwrap();
    world.ingest().await;
    assert_eq!(
        world.engine.inbox_page(&third.owner, InboxFilter::default(), None).await.unwrap().rows.len(),
        1
    );
    assert_eq!(one(&world, "select count(*) from message").await, 3);
    assert_eq!(one(&world, "select count(*) from journal where state = 1").await, 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_with_its_reason_and_holds_nobody_back() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for raw in [&b"{\"entry\": [tru"[..], b"[]", b"null", "{\"object\":\"x\"}".as_bytes()] {
        world.journal(bytes::Bytes::from_static(raw)).await;
    }
    let mut mixed = meta::texts("100", &[("5511987654321", "A", "wamid.1", START, "boa")]);
    mixed["entry"][0]["changes"][0]["value"]["messages"]
        .as_array_mut()
        .unwrap()
        .insert(0, json!({"no": "id"}));
    world.deliver(&mixed).await;
    assert_eq!(
        one(
            &world,
            "select count(*) from journal where state = 2 and reason in ('not-json', 'not-a-delivery')"
        )
        .await,
        4
    );
    assert_eq!(one(&world, "select count(*) from message").await, 1);
    assert_eq!(
        one(&world, "select count(*) from line_notice where kind = 'malformed:message-without-id'").await,
        1
    );
    let _ = shop;
}

#[tokio::test]
async fn a_month_nobody_prepared_and_a_time_of_long_ago_have_their_place() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, "5511987654321", "wamid.1", 1_420_000_000, "2014").await;
    world.receive(&shop, "5511987654321", "wamid.2", 10, "1970").await;
    world.receive(&shop, "5511987654321", "wamid.3", 4_000_000_000, "2096").await;
    assert_eq!(one(&world, "select count(*) from message").await, 3);
    assert_eq!(one(&world, "select count(*) from message_2014_12").await, 1);
    assert_eq!(one(&world, "select count(*) from message_elsewhere").await, 2);
}

#[tokio::test]
async fn events_have_no_holes() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for number in 0..30 {
        let id = format!("wamid.{number}");
        world.receive(&shop, &format!("55119876543{:02}", number % 7), &id, START + number, "oi").await;
    }
    let sequences: Vec<i64> = world.events(&shop).await.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=30).collect::<Vec<i64>>());
}

#[tokio::test]
async fn another_tenants_conversation_does_not_exist() {
    let world = World::new().await;
    let first = world.shop("100").await;
    let second = world.shop("200").await;
    world.receive(&first, "5511987654321", "wamid.1", START, "segredo").await;
    let page = world.engine.inbox_page(&first.owner, InboxFilter::default(), None).await.unwrap();
    let id: ConversationId = page.rows[0].id;
    assert!(world.engine.thread(&first.owner, id).await.is_ok());
    let refusal = world.engine.thread(&second.owner, id).await.unwrap_err();
    assert_eq!(refusal.code, prosa_domain::refusal::Code::NotFound);
}
