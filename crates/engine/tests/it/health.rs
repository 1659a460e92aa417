//! How lines are: notices, the hourly question, silence.

use crate::cost::help::{one, run};
use chrono::Duration;
use prosa_domain::line_health::Notice;
use prosa_engine::{
    Settings,
    cost::alarm::AlarmLetter,
    health::{AskLine, ListenLines},
    job::Task,
};
use prosa_testkit::{World, fixtures, world::Shop};
use serde_json::{Value, json};
use sqlx::Row as _;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

async fn notice(world: &World, account: &str, field: &str, value: Value) {
    world
        .deliver(&json!({"object": "whatsapp_business_account",
            "entry": [{"id": account, "time": 1_795_000_000, "changes": [{"field": field, "value": value}]}]}))
        .await;
}

#[tokio::test]
async fn notices_change_the_health_of_the_lines_they_are_about() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    notice(&world, "9100", "account_update", json!({"event": "ACCOUNT_RESTRICTION",
        "restriction_info": [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1_795_624_800}]}))
    .await;
    notice(
        &world,
        "9100",
        "business_capability_update",
        json!({"max_daily_conversations_per_business": "TIER_2K"}),
    )
    .await;
    notice(
        &world,
        "9100",
        "phone_number_name_update",
        json!({"display_phone_number": "551133224455", "decision": "APPROVED",
        "requested_verified_name": "Loja Exemplo"}),
    )
    .await;
    notice(
        &world,
        "9100",
        "account_alerts",
        json!({"entity_type": "PHONE_NUMBER", "entity_id": "777",
        "alert_info": {"alert_type": "OBA_REJECTED"}}),
    )
    .await;
    let health = world.engine.line_health(&shop.owner, shop.line).await.unwrap();
    assert_eq!(health.facts.restriction.as_deref(), Some("RESTRICTED_BIZ_INITIATED_MESSAGING"));
    assert_eq!(health.facts.restricted_until.map(|at| at.timestamp()), Some(1_795_624_800));
    assert_eq!(health.facts.messaging_limit.as_deref(), Some("TIER_2K"));
    assert_eq!(health.facts.verified_name.as_deref(), Some("Loja Exemplo"));
    assert_eq!(health.facts.alert, None, "that was about another number");
    assert_eq!(health.told_at, Some(world.engine.now()));
    assert!(one(&world, "select count(*) from event where kind = 'line_updated'").await >= 3);
    let stranger = world.shop("200").await;
    assert!(world.engine.line_health(&stranger.owner, shop.line).await.is_err());
}

#[tokio::test]
async fn of_two_numbers_of_an_account_a_notice_finds_the_one_it_names() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let other = world.shop("101").await;
    // Both in one company, on one account, each with its own digits.
    let keys = world.engine.keyring.tenant(shop.tenant).await.unwrap();
    let seal = |digits: &str| hex::encode(keys.seal(prosa_vault::Purpose::Phone, digits.as_bytes()));
    let (one_ct, two_ct) = (seal("551133224455"), seal("5511987654321"));
    run(
        &world,
        &format!(
            "set session_replication_role = replica;
             update line set tenant_id = '{t}', account_id = '9100', display_phone_ct = '\\x{two_ct}' where id = '{b}';
             update line set display_phone_ct = '\\x{one_ct}' where id = '{a}'",
            t = shop.tenant, a = shop.line, b = other.line
        ),
    )
    .await;
    let quality = json!({"display_phone_number": "+55 11 8765-4321", "event": "THROUGHPUT_UPGRADE"});
    notice(&world, "9100", "phone_number_quality_update", quality).await;
    notice(&world, "9100", "account_review_update", json!({"decision": "APPROVED"})).await;
    let first = world.engine.line_health(&shop.owner, shop.line).await.unwrap();
    let second = world.engine.line_health(&shop.owner, other.line).await.unwrap();
    assert_eq!((first.facts.throughput, second.facts.throughput.as_deref()), (None, Some("HIGH")));
    assert_eq!(
        (first.facts.review.as_deref(), second.facts.review.as_deref()),
        (Some("APPROVED"), Some("APPROVED"))
    );
}

#[tokio::test]
async fn every_saved_notice_is_shown_and_pages_follow_each_other_without_gap_or_repeat() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for (_, mut delivery) in fixtures::deliveries("100", "9100") {
        world.deliver(&delivery).await;
        // Other bytes, the same notice: it came twice, and at the same second.
        delivery["again"] = true.into();
        world.deliver(&delivery).await;
        world.clock.advance(Duration::seconds(1));
    }
    let total = one(&world, "select count(*) from line_notice").await;
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = world.engine.line_notices(&shop.owner, Some(shop.line), before).await.unwrap();
        seen.extend(page.notices);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert!(total > 50, "{total}");
    assert_eq!(i64::try_from(seen.len()).unwrap(), total);
    assert!(seen.windows(2).all(|pair| (pair[0].at, pair[0].id) > (pair[1].at, pair[1].id)));
    for field in
        ["calls", "group_lifecycle_update", "account_update", "flows", "security", "user_preferences"]
    {
        let shown = seen.iter().find(|one| one.field == field).unwrap_or_else(|| panic!("{field}"));
        assert!(!matches!(shown.notice, Notice::Other { .. }), "{field}");
    }
}

/// Answers the questions of each round with its own body; a round is the four questions about a number.
pub async fn graph_of(bodies: Vec<Value>) -> String {
    let asked = std::sync::Mutex::new(0_usize);
    serve(200, move |head| {
        let mut asked = asked.lock().unwrap();
        // The number comes first in every round.
        if head.contains("verified_name") {
            *asked += 1;
        }
        bodies[asked.saturating_sub(1).min(bodies.len() - 1)].clone()
    })
    .await
}

/// Answers every request with the same body, and tells how often.
async fn graph(status: u16, body: Value) -> String {
    serve(status, move |_| body.clone()).await
}

async fn serve(status: u16, body: impl Fn(&str) -> Value + Send + Sync + 'static) -> String {
    let body = std::sync::Arc::new(body);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let body = std::sync::Arc::clone(&body);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.windows(4).any(|window| window == b"\r\n\r\n") {
                    if socket.read_buf(&mut head).await.unwrap_or(0) == 0 {
                        return;
                    }
                }
                let body = body(&String::from_utf8_lossy(&head)).to_string();
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = socket.write_all(answer.as_bytes()).await;
            });
        }
    });
    address
}

async fn asked(status: u16, body: Value, rounds: usize) -> (World, Shop) {
    let graph_base = graph(status, body).await;
    let world = World::with(Settings { graph_base, ..Settings::default() }).await;
    let shop = world.shop("100").await;
    for _ in 0..rounds {
        AskLine { tenant: shop.tenant, line: shop.line }.run(world.engine.clone()).await.unwrap();
    }
    (world, shop)
}

#[tokio::test]
async fn the_hourly_question_fills_the_panel_and_wakes_screens_only_for_news() {
    let body =
        json!({"id": "1", "quality_rating": "RED", "status": "FLAGGED", "currency": "USD", "data": []});
    let (world, shop) = asked(200, body, 3).await;
    let health = world.engine.line_health(&shop.owner, shop.line).await.unwrap();
    assert_eq!(health.facts.quality.as_deref(), Some("RED"));
    assert_eq!((health.facts.subscribed, health.currency_differs), (Some(false), true));
    assert_eq!(
        (health.asked_at, health.ask_error, health.token_error),
        (Some(world.engine.now()), None, None)
    );
    assert_eq!(one(&world, "select count(*) from event where kind = 'line_updated'").await, 1);
}

#[tokio::test]
async fn a_refused_token_is_shown_and_what_was_known_stays() {
    let (world, shop) = asked(401, json!({"error": {"code": 190, "message": "expired"}}), 1).await;
    notice(&world, "9100", "account_review_update", json!({"decision": "APPROVED"})).await;
    let health = world.engine.line_health(&shop.owner, shop.line).await.unwrap();
    assert_eq!((health.token_error, health.ask_error), (Some(190), Some(190)));
    assert_eq!(health.facts.review.as_deref(), Some("APPROVED"));
}

#[tokio::test]
async fn an_unusual_silence_is_told_once_and_ends_with_the_next_delivery() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, "5511987654321", "wamid.1", 1_795_000_000, "oi").await;
    assert_eq!(one(&world, "select sum(messages)::bigint from line_hour").await, 1);
    // The same delivery again is no new message.
    run(&world, "update journal set state = 0").await;
    world.ingest().await;
    assert_eq!(one(&world, "select sum(messages)::bigint from line_hour").await, 1);
    let sql = format!(
        "insert into line_hour select '{}', '{}', h, 40, h from generate_series(
             to_timestamp(1795000000)::timestamptz - interval '4 weeks', to_timestamp(1795000000) - interval '1 hour', interval '1 hour') h
         on conflict do nothing",
        shop.tenant, shop.line
    );
    run(&world, &sql.replace(" h, 40", " date_trunc('hour', h), 40")).await;
    let listen = async || {
        ListenLines {}.run(world.engine.clone()).await.unwrap();
        letters(&world).await
    };
    world.clock.advance(Duration::minutes(20));
    assert_eq!(listen().await, Vec::<String>::new());
    world.clock.advance(Duration::minutes(40));
    let told = listen().await;
    assert!(told.len() == 1 && told[0].contains("Loja Centro"), "{told:?}");
    world.clock.advance(Duration::hours(3));
    assert_eq!(listen().await, Vec::<String>::new(), "once is enough");
    let health = world.engine.line_health(&shop.owner, shop.line).await.unwrap();
    assert_eq!(health.silent_since, health.last_inbound_at);
    world.receive(&shop, "5511987654321", "wamid.2", 1_795_014_000, "voltou").await;
    assert_eq!(listen().await, Vec::<String>::new());
    assert_eq!(world.engine.line_health(&shop.owner, shop.line).await.unwrap().silent_since, None);
}

/// Writes the letters that wait, and gives their subjects.
async fn letters(world: &World) -> Vec<String> {
    let mut admin = world.database.admin().await;
    let rows = sqlx::query(
        "with taken as (delete from jobs._private_jobs j using jobs._private_tasks t
                        where t.id = j.task_id and t.identifier = $1 returning j.payload::jsonb as payload)
         select payload from taken",
    )
    .bind(AlarmLetter::NAME)
    .fetch_all(&mut admin)
    .await
    .unwrap();
    for row in rows {
        let letter: AlarmLetter = serde_json::from_value(row.get("payload")).unwrap();
        letter.run(world.engine.clone()).await.unwrap();
    }
    world.letters.0.lock().unwrap().drain(..).map(|letter| letter.subject).collect()
}

#[tokio::test]
async fn each_fact_keeps_the_time_it_was_told_while_others_change() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let limit = |tier: &str| json!({"max_daily_conversations_per_business": tier});
    notice(&world, "9100", "business_capability_update", limit("TIER_2K")).await;
    let first = world.engine.now();
    world.clock.advance(Duration::minutes(10));
    notice(&world, "9100", "account_review_update", json!({"decision": "APPROVED"})).await;
    let second = world.engine.now();
    let list = world.engine.lines_health(&shop.owner).await.unwrap();
    assert!(list.may_manage && list.sequence > 0);
    let [health] = list.lines.as_slice() else { panic!("one line") };
    assert_eq!(health.learnt.get("messaging_limit"), Some(&first), "told ten minutes ago");
    assert_eq!(health.learnt.get("review"), Some(&second));
    assert_eq!(health.learnt.get("quality"), None, "nobody told");
    // The very same notice again would be the same delivery, and change nothing.
    let same =
        json!({"max_daily_conversations_per_business": "TIER_2K", "max_phone_numbers_per_business": 20});
    notice(&world, "9100", "business_capability_update", same).await;
    let again = world.engine.line_health(&shop.owner, shop.line).await.unwrap();
    assert_eq!(again.learnt.get("messaging_limit"), Some(&second), "told again, though it is the same");
    assert_eq!(again.facts.messaging_limit.as_deref(), Some("TIER_2K"));
}
