//! Whatever comes through the door: kept, read or refused with a reason, and never in the way of what comes after it.

use bytes::Bytes;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use prosa_engine::path::accept::Door;
use prosa_testkit::{World, fixtures, meta, world::START};
use serde_json::{Value, json};
use sqlx::PgConnection;
use tokio_util::sync::CancellationToken;

const NUMBER: &str = "600700800900100";
const ACCOUNT: &str = "9600700800900100";
/// The door takes no larger body.
const BODY_MAX: usize = 3 * 1024 * 1024;

/// One saved delivery in the journal: its state, kinds, what it held, and how much of it had come before.
#[derive(Debug, sqlx::FromRow)]
struct Kept {
    state: i16,
    reason: Option<String>,
    kinds: Vec<String>,
    held: i64,
    repeated: i64,
}

async fn last(admin: &mut PgConnection) -> Kept {
    sqlx::query_as(
        "select j.state, j.reason, coalesce(p.kinds, '{}') as kinds,
                coalesce(p.message_count + p.status_count + p.other_count, 0)::bigint as held,
                coalesce(p.repeated_count, 0)::bigint as repeated
         from journal j left join journal_part p on p.journal_id = j.id order by j.id desc limit 1",
    )
    .fetch_one(admin)
    .await
    .unwrap()
}

async fn rows(admin: &mut PgConnection) -> i64 {
    let row: (i64,) = sqlx::query_as(
        "select (select count(*) from message where journal_id is not null) + (select count(*) from message_status) + (select count(*) from line_notice)",
    )
    .fetch_one(admin)
    .await
    .unwrap();
    row.0
}

#[tokio::test]
async fn every_saved_delivery_leaves_rows_that_say_what_it_was() {
    let world = World::new().await;
    world.shop(NUMBER).await;
    let mut admin = world.database.admin().await;
    let deliveries = fixtures::deliveries(NUMBER, ACCOUNT);
    assert!(deliveries.len() >= 85, "{}", deliveries.len());
    for (name, delivery) in deliveries {
        let before = rows(&mut admin).await;
        world.deliver(&delivery).await;
        let kept = last(&mut admin).await;
        assert_eq!((kept.state, kept.reason.as_deref()), (1, None), "{name}: {kept:?}");
        assert!(kept.held > 0 && !kept.kinds.is_empty(), "{name}: {kept:?}");
        assert!(kept.kinds.iter().all(|kind| !kind.is_empty()), "{name}: {kept:?}");
        assert!(!kept.kinds.iter().any(|kind| kind.starts_with("malformed")), "{name}: {kept:?}");
        // What had not come before has a row of its own.
        assert_eq!(rows(&mut admin).await - before, kept.held - kept.repeated, "{name}: {kept:?}");
    }
}

/// Any JSON, with what breaks databases: zero bytes, long digits, odd keys.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("\u{0}".to_owned()),
        Just("a,b{}\"\\".to_owned()),
        Just("-99999999999999999999".to_owned()),
        Just("1795000000".to_owned()),
        Just(NUMBER.to_owned()),
        "\\PC{0,12}",
        prop::sample::select(vec!["messages", "statuses", "text", "id", "delivered", "5511987654321"])
            .prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(word.clone(), inner, 0..6)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

/// Puts something else in one place of a delivery.
fn spoil(value: &mut Value, place: &mut usize, with: &Value) -> bool {
    if *place == 0 {
        *value = with.clone();
        return true;
    }
    *place -= 1;
    match value {
        Value::Array(list) => list.iter_mut().any(|one| spoil(one, place, with)),
        Value::Object(map) => map.values_mut().any(|one| spoil(one, place, with)),
        _ => false,
    }
}

fn any_body(deliveries: Vec<Value>) -> impl Strategy<Value = Vec<u8>> {
    let saved = prop::sample::select(deliveries);
    prop_oneof![
        any_json().prop_map(|json| json.to_string().into_bytes()),
        (saved.clone(), 0_usize..80, any_json()).prop_map(|(mut delivery, mut place, with)| {
            spoil(&mut delivery, &mut place, &with);
            delivery.to_string().into_bytes()
        }),
        (saved, any::<prop::sample::Index>()).prop_map(|(delivery, cut)| {
            let mut raw = delivery.to_string().into_bytes();
            raw.truncate(cut.index(raw.len()));
            raw
        }),
        prop::collection::vec(any::<u8>(), 0..64),
    ]
}

/// Bodies at the edge of what the door lets in.
fn giants() -> Vec<Vec<u8>> {
    let text = |length: usize| {
        meta::texts(
            NUMBER,
            &[("5511987654321", "Marina", &format!("wamid.{length}"), START, &"é".repeat(length))],
        )
    };
    let many: Vec<Value> = (0..9_000)
        .map(|number| {
            json!({"from": format!("55119{number:08}"), "id": format!("wamid.many.{number}"), "timestamp": "1795000000",
                   "type": "text", "text": {"body": "oi"}})
        })
        .collect();
    let mut giants = vec![
        text(1_400_000).to_string().into_bytes(),
        meta::envelope(NUMBER, json!({"messages": many})).to_string().into_bytes(),
        meta::envelope(NUMBER, json!({"messages": vec![json!({}); 200_000]})).to_string().into_bytes(),
        meta::envelope(NUMBER, json!({"statuses": vec![json!(null); 500_000]})).to_string().into_bytes(),
        vec![b'['; BODY_MAX],
        b"{\"entry\":".repeat(BODY_MAX / 9),
        [vec![b'['; BODY_MAX / 2], vec![b']'; BODY_MAX / 2]].concat(),
        vec![b'"'; BODY_MAX],
        vec![b'9'; BODY_MAX],
        vec![0xff; BODY_MAX],
    ];
    for depth in [100, 126, 127, 128, 129, 200, 10_000] {
        let deep = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let whole = meta::envelope(
            NUMBER,
            json!({"messages": [{"from": "5511987654321", "id": format!("wamid.deep.{depth}"),
            "timestamp": "1795000000", "type": "odd", "odd": "HERE"}]}),
        );
        giants.push(whole.to_string().replace("\"HERE\"", &deep).into_bytes());
    }
    assert!(giants.iter().all(|body| body.len() <= BODY_MAX));
    giants
}

/// Knocks with every body, reads, and looks at what became of each.
async fn knock(world: &World, door: &Door, admin: &mut PgConnection, bodies: Vec<Vec<u8>>) {
    let from: (i64,) =
        sqlx::query_as("select coalesce(max(id), 0) from journal").fetch_one(&mut *admin).await.unwrap();
    for body in &bodies {
        door.accept("whatsapp", Bytes::copy_from_slice(body)).await.unwrap();
    }
    world.ingest().await;
    let bad: Vec<(i64, i16, Option<String>)> = sqlx::query_as(
        "select id, state, reason from journal where id > $1
           and (state = 0 or (state in (2, 3) and coalesce(reason, '') = '') or reason = 'not-stored')",
    )
    .bind(from.0)
    .fetch_all(&mut *admin)
    .await
    .unwrap();
    let shown: Vec<String> = bodies
        .iter()
        .map(|body| String::from_utf8_lossy(&body[..body.len().min(600)]).into_owned())
        .collect();
    assert_eq!(bad, [], "{shown:#?}");
}

#[tokio::test]
async fn no_body_stops_the_door_or_the_reading_and_each_ends_with_what_became_of_it() {
    let world = World::new().await;
    let shop = world.shop(NUMBER).await;
    let mut admin = world.database.admin().await;
    let stop = CancellationToken::new();
    let door = Door::start(world.engine.clone(), stop.clone());
    let deliveries =
        fixtures::deliveries(NUMBER, ACCOUNT).into_iter().map(|(_, delivery)| delivery).collect();
    let strategy = prop::collection::vec(any_body(deliveries), 12);
    let mut runner = TestRunner::new(Config::default());
    for _ in 0..40 {
        let bodies = strategy.new_tree(&mut runner).unwrap().current();
        knock(&world, &door, &mut admin, bodies).await;
    }
    // What comes after all that is read as ever.
    world.receive(&shop, "5521987650101", "wamid.after", START, "ainda aqui").await;
    let after: (i64,) =
        sqlx::query_as("select count(*) from journal where state = 1 and id = (select max(id) from journal)")
            .fetch_one(&mut admin)
            .await
            .unwrap();
    assert_eq!(after.0, 1);
    stop.cancel();
}

#[tokio::test]
async fn bodies_as_large_and_as_deep_as_the_door_lets_in_are_read_or_refused_with_a_reason() {
    let world = World::new().await;
    world.shop(NUMBER).await;
    let mut admin = world.database.admin().await;
    let stop = CancellationToken::new();
    let door = Door::start(world.engine.clone(), stop.clone());
    for body in giants() {
        knock(&world, &door, &mut admin, vec![body]).await;
    }
    let many: (i64,) = sqlx::query_as("select count(*) from message where kind = 'text'")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(many.0, 9_001, "one long text and nine thousand short ones");
    let read: (i64, i64) = sqlx::query_as(
        "select count(*) filter (where state = 1), count(*) filter (where state = 2) from journal",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(read, (3, 14), "read, and refused with a reason");
    stop.cancel();
}
