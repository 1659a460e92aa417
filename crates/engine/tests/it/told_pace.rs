//! What the provider tells of a number becomes the pace it sends with.

use crate::{cost::help::run, provider::scripted};
use chrono::Duration;
use prosa_domain::{
    event::EventKind,
    id::{CommandId, ConversationId},
    policy::ReachFact,
};
use prosa_engine::{Pace, Settings, health::AskLine, job::Task, path::deliver};
use prosa_testkit::{
    World,
    database::rand128,
    fixtures, meta,
    world::{START, Shop},
};
use prosa_wire::inbox::{InboxFilter, SendText};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

async fn field(world: &World, field: &str, value: Value) {
    let change = json!([{"field": field, "value": value}]);
    world.deliver(&json!({"entry": [{"id": "9100", "time": START, "changes": change}]})).await;
}

async fn speed(world: &World) -> Option<String> {
    let mut admin = world.database.admin().await;
    let row: (Option<String>,) =
        sqlx::query_as("select speed from line_pace").fetch_one(&mut admin).await.unwrap();
    row.0
}

async fn reach(world: &World) -> Option<i32> {
    let mut admin = world.database.admin().await;
    let row: Option<(i32,)> =
        sqlx::query_as("select contacts from reach_limit").fetch_optional(&mut admin).await.unwrap();
    row.map(|(contacts,)| contacts)
}

#[tokio::test]
async fn a_told_limit_is_the_reach_of_the_account_and_unlimited_takes_it_away() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    assert_eq!(reach(&world).await, None);
    for (value, limit) in [
        (json!({"max_daily_conversations_per_business": "TIER_2K"}), Some(2_000)),
        (json!({"max_daily_conversation_per_phone": 250}), Some(250)),
        (json!({"max_daily_conversations_per_business": "TIER_OF_TOMORROW"}), Some(250)),
        (json!({"max_phone_numbers_per_business": 20}), Some(250)),
        (json!({"max_daily_conversations_per_business": "TIER_UNLIMITED"}), None),
    ] {
        field(&world, "business_capability_update", value.clone()).await;
        assert_eq!(reach(&world).await, limit, "{value}");
    }
    field(&world, "business_capability_update", json!({"max_daily_conversations_per_business": 0})).await;
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let contact = prosa_domain::id::ContactId(Uuid::from_u128(1));
    let (_, fact) =
        prosa_db::policy::line_facts(&mut tx, shop.line, contact, world.engine.now()).await.unwrap();
    assert_eq!(fact, ReachFact::Spent { limit: 0 }, "the gate asks the same row");
}

#[tokio::test]
async fn the_saved_examples_upgrade_the_number_and_open_its_reach() {
    let world = World::new().await;
    world.shop("100").await;
    run(&world, "insert into reach_limit select tenant_id, account_id, 250 from line").await;
    let saved = fixtures::deliveries("100", "9100");
    let example = |name: &str| {
        saved.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{name}")).1.clone()
    };
    world.deliver(&example("own/other_fields/business_capability")).await;
    assert_eq!(reach(&world).await, Some(2_000));
    world.deliver(&example("own/other_fields/phone_number_quality")).await;
    assert_eq!((speed(&world).await.as_deref(), reach(&world).await), (Some("upgraded"), None));
}

#[tokio::test]
async fn what_comes_from_the_phone_slows_the_number_and_is_told_once() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    field(&world, "phone_number_quality_update", json!({"event": "THROUGHPUT_UPGRADE"})).await;
    let echo = |id: &str| {
        json!({"metadata": {"display_phone_number": "551133224455", "phone_number_id": "100"},
               "message_echoes": [{"from": "551133224455", "to": "5511987654321", "id": id,
                                   "timestamp": START.to_string(), "type": "text", "text": {"body": "oi"}}]})
    };
    let told = async || {
        let events = world.events(&shop).await;
        events.iter().filter(|event| event.kind == EventKind::LineUpdated).count()
    };
    let before = told().await;
    field(&world, "smb_message_echoes", echo("wamid.1")).await;
    assert_eq!(speed(&world).await.as_deref(), Some("on_phone"));
    assert_eq!(told().await, before + 1);
    field(&world, "smb_message_echoes", echo("wamid.2")).await;
    assert_eq!(told().await, before + 1, "it is known already");
    let health = world.engine.line_health(&shop.owner, shop.line).await.unwrap();
    assert_eq!((health.facts.on_phone, health.facts.throughput.as_deref()), (Some(true), Some("HIGH")));
    // Its level says nothing against it: the phone is slow whatever the level.
    field(&world, "phone_number_quality_update", json!({"event": "THROUGHPUT_UPGRADE"})).await;
    assert_eq!(speed(&world).await.as_deref(), Some("on_phone"));
}

/// Asks a provider that answers every request with the same body.
async fn asked(bodies: &[Value]) -> Vec<(Option<String>, Option<i32>)> {
    let mut found = Vec::new();
    let graph = crate::health::graph_of(bodies.to_vec()).await;
    let world = World::with(Settings { graph_base: graph, ..Settings::default() }).await;
    let shop = world.shop("100").await;
    for _ in bodies {
        AskLine { tenant: shop.tenant, line: shop.line }.run(world.engine.clone()).await.unwrap();
        found.push((speed(&world).await, reach(&world).await));
    }
    found
}

#[tokio::test]
async fn the_hourly_question_sets_speed_and_reach_and_takes_them_back() {
    let answer = |tier: &str, level: &str, on_phone: bool| {
        json!({"id": "1", "data": [], "whatsapp_business_manager_messaging_limit": tier,
               "throughput": {"level": level}, "is_on_biz_app": on_phone})
    };
    let word = |word: &str| Some(word.to_owned());
    let found = asked(&[
        answer("TIER_250", "STANDARD", false),
        answer("TIER_UNLIMITED", "HIGH", false),
        answer("TIER_2K", "STANDARD", true),
        answer("TIER_2K", "STANDARD", false),
    ])
    .await;
    assert_eq!(
        found,
        [(None, Some(250)), (word("upgraded"), None), (word("on_phone"), Some(2_000)), (None, Some(2_000))]
    );
}

/// Fifteen people wait for an answer; gives how many leave while the clock stands still, and after a second more.
async fn left(settings: Pace, field_and_value: Option<(&str, Value)>) -> (usize, usize) {
    let (registry, mut calls) = scripted();
    let world = World::build(Settings { pace: settings, ..Settings::default() }, registry).await;
    let shop = world.shop("100").await;
    if let Some((name, value)) = field_and_value {
        field(&world, name, value).await;
    }
    answers(&world, &shop).await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(deliver::run(world.engine.clone(), stop.clone()));
    let mut count = [0, 0];
    for place in &mut count {
        while let Ok(Some((_, told))) =
            tokio::time::timeout(std::time::Duration::from_millis(1_500), calls.recv()).await
        {
            let id = format!("wamid.{:032x}", rand128());
            told.send(prosa_domain::delivery::Outcome::Accepted { provider_message_id: id, wa_id: None })
                .unwrap();
            *place += 1;
        }
        world.clock.advance(Duration::seconds(1));
    }
    stop.cancel();
    worker.await.unwrap();
    (count[0], count[1])
}

async fn answers(world: &World, shop: &Shop) {
    let numbers: Vec<String> = (0..15).map(|place| format!("55119{:08}", 10_000_000 + place)).collect();
    let ids: Vec<String> = numbers.iter().map(|number| format!("wamid.in.{number}")).collect();
    let texts: Vec<(&str, &str, &str, i64, &str)> = numbers
        .iter()
        .zip(&ids)
        .map(|(number, id)| (number.as_str(), "Marina", id.as_str(), START, "oi"))
        .collect();
    world.deliver(&meta::texts("100", &texts)).await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let people: Vec<ConversationId> = page.rows.iter().map(|row| row.id).collect();
    assert_eq!(people.len(), 15);
    for conversation_id in people {
        let command_id = CommandId(Uuid::from_u128(rand128()));
        let send = SendText { command_id, conversation_id, text: "Já vai".to_owned(), quoted: None };
        world.engine.send_text(&shop.owner, send).await.unwrap();
    }
}

#[tokio::test]
async fn a_number_of_the_phones_app_leaves_twenty_a_second_even_where_nothing_else_is_paced() {
    assert_eq!(left(Pace::unlimited(), None).await, (15, 0));
    let synced = json!({"metadata": {"display_phone_number": "551133224455", "phone_number_id": "100"},
        "state_sync": [{"type": "contact", "action": "add", "contact": {"phone_number": "5511987654321"}}]});
    // Half a second is given out ahead, and the clock stands still: ten, then the rest.
    assert_eq!(left(Pace::unlimited(), Some(("smb_app_state_sync", synced))).await, (10, 5));
}
