//! Calls, groups and fields of the account: written down, found again, and never taken for something else.

use crate::cost::help::one;
use prosa_domain::{event::EventKind, line_health::Notice, message::content::CallBy};
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::inbox::{Body, ConversationFormat, ConversationRow, InboxFilter, MessageView};
use serde_json::{Value, json};

const WA: &str = "5511987651234";

async fn field(world: &World, field: &str, value: Value) {
    let mut body = meta::envelope("100", value);
    body["entry"][0]["changes"][0]["field"] = field.into();
    world.deliver(&body).await;
}

fn ended(id: &str, at: i64, more: Value) -> Value {
    let mut call = json!({"id": id, "from": WA, "to": "551133224455", "event": "terminate",
                          "timestamp": at.to_string(), "direction": "USER_INITIATED"});
    call.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    json!({"contacts": [{"profile": {"name": "Marina Costa"}, "wa_id": WA, "user_id": "BR.7"}], "calls": [call]})
}

async fn row(world: &World, shop: &Shop) -> ConversationRow {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    page.rows.into_iter().next().unwrap()
}

async fn messages(world: &World, shop: &Shop) -> Vec<MessageView> {
    world.engine.thread(&shop.owner, row(world, shop).await.id).await.unwrap().messages
}

#[tokio::test]
async fn a_missed_call_stands_in_the_thread_is_unread_and_opens_the_window() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let missed = ended("wacid.1", START - 60, json!({"status": "FAILED", "duration": 30}));
    field(&world, "calls", missed.clone()).await;
    let mut again = missed;
    again["again"] = true.into();
    field(&world, "calls", again).await;
    let found = row(&world, &shop).await;
    assert_eq!((found.contact_name.as_str(), found.unread), ("Marina Costa", 1), "told twice, written once");
    assert_eq!(found.last_kind, "call");
    assert_eq!(found.window_closes_at.map(|at| at.timestamp()), Some(START - 60 + 86_400));
    let told = messages(&world, &shop).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].body, Body::Call { by: CallBy::Contact, seconds: None });
    let received = world.events(&shop).await;
    assert_eq!(received.iter().filter(|event| event.kind == EventKind::MessageReceived).count(), 1);
}

#[tokio::test]
async fn an_answered_call_tells_how_long_it_was_and_one_of_ours_opens_no_window() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let length = json!({"direction": "BUSINESS_INITIATED", "from": "551133224455", "to": WA,
                        "status": "COMPLETED", "duration": 65});
    field(&world, "calls", ended("wacid.1", START - 90, length)).await;
    assert_eq!(row(&world, &shop).await.window_closes_at, None);
    let length = json!({"status": "COMPLETED", "duration": 110});
    field(&world, "calls", ended("wacid.2", START - 60, length)).await;
    let told: Vec<Body> = messages(&world, &shop).await.into_iter().map(|one| one.body).collect();
    assert_eq!(
        told,
        [
            Body::Call { by: CallBy::Business, seconds: Some(65) },
            Body::Call { by: CallBy::Contact, seconds: Some(110) },
        ]
    );
}

#[tokio::test]
async fn a_call_is_found_by_its_word_in_any_of_the_languages() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    field(&world, "calls", ended("wacid.1", START - 60, json!({"status": "FAILED"}))).await;
    world.receive(&shop, "5521999990000", "wamid.1", START - 30, "bom dia").await;
    let keys = world.engine.keyring.tenant(shop.tenant).await.unwrap();
    let found = async |word: &str| {
        let words = prosa_domain::search::words(word);
        let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
        let rows: Vec<(String,)> =
            sqlx::query_as("select kind from message where tenant_id = $1 and tokens @> $2")
                .bind(shop.tenant.0)
                .bind(keys.search_tokens(words.iter().map(String::as_str)))
                .fetch_all(tx.conn())
                .await
                .unwrap();
        rows.into_iter().map(|(kind,)| kind).collect::<Vec<_>>()
    };
    for word in ["chamada", "ligacao", "LLAMADA", "call", "perdida"] {
        assert_eq!(found(word).await, ["call"], "{word}");
    }
    assert_eq!(found("atendida").await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_no_end_of_a_call_stays_a_notice() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let mut both = ended("wacid.1", START - 60, json!({"status": "COMPLETED", "duration": 5}));
    let connect = json!({"id": "wacid.2", "from": WA, "event": "connect", "timestamp": START.to_string()});
    both["calls"].as_array_mut().unwrap().push(connect);
    field(&world, "calls", both).await;
    field(&world, "calls", json!({"statuses": [{"id": "wacid.2", "type": "call", "status": "RINGING"}]}))
        .await;
    field(&world, "calls", json!({"errors": [{"code": 138_021}]})).await;
    // An end without a person, a time, an id; something that is no call.
    for broken in [json!({"from": ""}), json!({"timestamp": "x"}), json!({"id": ""})] {
        let mut one = ended("wacid.3", START, broken);
        one["contacts"] = json!([]);
        field(&world, "calls", one).await;
    }
    field(&world, "calls", json!({"calls": [7, null]})).await;
    field(&world, "calls", json!({"calls": "x"})).await;
    assert_eq!(messages(&world, &shop).await.len(), 1);
    let notices = world.engine.line_notices(&shop.owner, Some(shop.line), None).await.unwrap().notices;
    assert_eq!(notices.len(), 8, "{notices:?}");
    assert_eq!(
        notices
            .iter()
            .filter(|one| matches!(&one.notice, Notice::Call { event } if event == "connect"))
            .count(),
        1
    );
    assert_eq!(one(&world, "select count(*) from journal where state = 2").await, 0);
}

#[tokio::test]
async fn what_is_said_in_a_group_opens_no_window_with_who_said_it() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let said = json!({"contacts": [{"wa_id": WA, "profile": {"name": "Marina"}}],
        "messages": [{"from": WA, "id": "wamid.g1", "group_id": "Y2FwaV9ncm91cDpleGFtcGxl",
                      "timestamp": START.to_string(), "type": "text", "text": {"body": "oi, gente"}}]});
    field(&world, "messages", said).await;
    let found = row(&world, &shop).await;
    assert_eq!((found.unread, found.window_closes_at), (0, None));
    let said = messages(&world, &shop).await.remove(0);
    assert_eq!((said.text.as_str(), said.in_group, found.last_in_group), ("oi, gente", true, true));
    let taken = crate::search::take(&world, &shop, ConversationFormat::Text).await;
    assert!(taken.contains("Marina: (Em grupo) oi, gente"), "{taken}");
    // What the same person says to the business alone is marked as nothing.
    world.receive(&shop, WA, "wamid.g2", START + 5, "e só para vocês").await;
    let alone = messages(&world, &shop).await;
    assert_eq!(alone.iter().map(|one| one.in_group).collect::<Vec<_>>(), [true, false]);
    assert!(!row(&world, &shop).await.last_in_group);
}

#[tokio::test]
async fn every_field_of_the_account_becomes_a_row_that_says_what_it_is() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let table = [
        ("account_update", json!({"event": "VERIFIED_ACCOUNT"}), "account"),
        (
            "account_update",
            json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}),
            "banned",
        ),
        ("account_update", json!({"event": "PARTNER_REMOVED"}), "disconnected"),
        ("account_review_update", json!({"decision": "APPROVED"}), "review"),
        ("account_alerts", json!({"alert_info": {"alert_type": "X"}}), "alert"),
        (
            "business_capability_update",
            json!({"max_daily_conversations_per_business": "TIER_2K"}),
            "capability",
        ),
        ("phone_number_quality_update", json!({"event": "ONBOARDING"}), "number"),
        ("phone_number_name_update", json!({"decision": "APPROVED"}), "name"),
        ("phone_number_username_update", json!({"username": "loja", "status": "approved"}), "username"),
        (
            "message_template_status_update",
            json!({"event": "PAUSED", "message_template_name": "x"}),
            "template",
        ),
        ("message_template_quality_update", json!({"new_quality_score": "RED"}), "template"),
        ("message_template_components_update", json!({"message_template_name": "x"}), "template"),
        ("template_category_update", json!({"new_category": "MARKETING"}), "template"),
        ("security", json!({"event": "PIN_CHANGED"}), "security"),
        ("group_lifecycle_update", json!({"groups": [{"type": "group_create"}]}), "group"),
        ("group_participants_update", json!({"groups": [{"type": "group_participants_add"}]}), "group"),
        ("group_settings_update", json!({"groups": []}), "group"),
        ("group_status_update", json!({}), "group"),
        ("history", json!({"history": [{"metadata": {"progress": 55}}]}), "history"),
        ("history", json!({"history": [{"errors": [{"code": 2_593_109}]}]}), "failure"),
        ("standby", json!({}), "handover"),
        ("partner_solutions", json!({"event": "SOLUTION_CREATED"}), "other"),
        ("field_of_tomorrow", json!({"a": 1}), "other"),
    ];
    for (name, value, word) in &table {
        let body = json!({"entry": [{"id": "9100", "changes": [{"field": name, "value": value}]}]});
        world.deliver(&body).await;
        let notices = world.engine.line_notices(&shop.owner, None, None).await.unwrap().notices;
        let newest = notices.iter().max_by_key(|one| one.id).unwrap();
        assert_eq!((newest.field.as_str(), newest.notice.word()), (*name, *word), "{value}");
    }
    let kept = i64::try_from(table.len()).unwrap();
    assert_eq!(one(&world, "select count(*) from line_notice").await, kept);
    assert_eq!(
        one(&world, "select sum(other_count)::bigint from journal_part").await,
        kept,
        "the journal shows them"
    );
}

#[tokio::test]
async fn what_the_phone_wrote_is_written_once_and_sent_by_nobody() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let echo = json!({"message_echoes": [{"from": "551133224455", "to": WA, "id": "wamid.e1",
        "timestamp": (START - 30).to_string(), "type": "text", "text": {"body": "Do celular"}}]});
    field(&world, "smb_message_echoes", echo.clone()).await;
    let mut again = echo;
    again["again"] = true.into();
    field(&world, "smb_message_echoes", again).await;
    let told = messages(&world, &shop).await;
    assert_eq!((told.len(), told[0].direction), (1, prosa_wire::inbox::Direction::Out));
    assert_eq!(row(&world, &shop).await.window_closes_at, None, "our own word opens no window");
    assert_eq!(one(&world, "select count(*) from outbound").await, 0);
}

#[tokio::test]
async fn a_history_of_today_opens_its_window_only_as_long_as_that_lasts() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let past = |id: &str, at: i64| {
        json!({"history": [{"metadata": {"phase": 0, "chunk_order": 1, "progress": 100}, "threads": [{"id": WA,
            "messages": [{"from": WA, "to": "551133224455", "id": id, "timestamp": at.to_string(),
                          "type": "text", "text": {"body": id}}]}]}]})
    };
    field(&world, "history", past("wamid.new", START - 2 * 3_600)).await;
    field(&world, "history", past("wamid.old", START - 26 * 3_600)).await;
    let found = row(&world, &shop).await;
    assert_eq!((found.unread, found.preview.as_str()), (0, "wamid.new"), "older ones do not come to the top");
    assert_eq!(found.window_closes_at.map(|at| at.timestamp()), Some(START + 22 * 3_600));
    let texts: Vec<String> = messages(&world, &shop).await.into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["wamid.old", "wamid.new"]);
}
