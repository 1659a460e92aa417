//! Never twice, never stale: several nodes, crashes, and what happens while a model thinks.

use super::Helped;
use chrono::TimeDelta;
use prosa_domain::{assistant::Mode, id::CommandId};
use prosa_engine::assistant::turn::{Done, work, work_due};
use prosa_testkit::database::rand128;
use prosa_wire::inbox::{Assign, SendText};
use serde_json::json;
use sqlx::Connection as _;
use std::time::Duration;
use uuid::Uuid;

const ANA: &str = "5511900000001";

/// Models answer only after a moment.
async fn thinks(helped: &Helped, ms: u64) {
    let url = format!("{}/llm/control", helped.place.url);
    let order = json!({"mode": "late", "ms": ms});
    let told = reqwest::Client::new().post(url).json(&order).send().await.unwrap();
    assert!(told.status().is_success());
}

/// Until a model was asked so many questions.
async fn asked(helped: &Helped, count: usize) {
    let asked = async {
        while helped.place.calls().await.len() < count {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), asked).await.expect("no model was asked");
}

#[tokio::test]
async fn two_nodes_that_look_at_once_send_one_answer() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    thinks(&helped, 200).await;
    let conversation = helped.writes(ANA, "Qual é o prazo de entrega?").await;
    helped.place.world.clock.advance(TimeDelta::seconds(20));
    let engine = &helped.place.world.engine;
    let tenant = helped.place.shop.tenant;
    let (one, other, third) = tokio::join!(
        work(engine, tenant, conversation),
        work(engine, tenant, conversation),
        work(engine, tenant, conversation),
    );
    let mut done = [one.unwrap(), other.unwrap(), third.unwrap()];
    done.sort_by_key(|done| *done == Done::Answered);
    assert_eq!(done, [Done::NotDue, Done::NotDue, Done::Answered]);
    assert_eq!(helped.place.calls().await.len(), 1);
    assert_eq!(helped.outbound().await, 1);
}

#[tokio::test]
async fn what_a_dead_node_held_is_looked_at_again_and_what_was_answered_is_not() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    thinks(&helped, 400).await;
    let conversation = helped.writes(ANA, "Qual é o prazo de entrega?").await;
    helped.place.world.clock.advance(TimeDelta::seconds(20));
    let engine = helped.place.world.engine.clone();
    let tenant = helped.place.shop.tenant;
    let dead = tokio::spawn(async move { work(&engine, tenant, conversation).await });
    asked(&helped, 1).await;
    dead.abort();
    let _ = dead.await;
    assert_eq!(helped.looks().await, [], "nobody knows yet that it is dead");
    helped.place.world.clock.advance(TimeDelta::minutes(6));
    assert_eq!(helped.looks().await, [Done::Answered]);
    // As if a node had died between its commit and its word that it is done.
    let mut admin = helped.place.world.database.admin().await;
    let again = "update assistant_case set due_at = $1, lease_until = null";
    sqlx::query(again).bind(helped.place.world.engine.now()).execute(&mut admin).await.unwrap();
    admin.close().await.unwrap();
    assert_eq!(helped.looks().await, [Done::Left]);
    assert_eq!(helped.outbound().await, 1);
}

#[tokio::test]
async fn an_answer_to_less_than_was_said_is_thrown_away() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    thinks(&helped, 400).await;
    let conversation = helped.writes(ANA, "Qual é o prazo de entrega?").await;
    helped.place.world.clock.advance(TimeDelta::seconds(20));
    let engine = &helped.place.world.engine;
    let tenant = helped.place.shop.tenant;
    let (done, _) = tokio::join!(work(engine, tenant, conversation), async {
        asked(&helped, 1).await;
        helped.writes(ANA, "quero falar com um atendente").await
    });
    assert_eq!(done.unwrap(), Done::Later);
    assert_eq!(helped.outbound().await, 0);
    assert!(matches!(helped.looks().await[..], [Done::Handed(_)]));
}

#[tokio::test]
async fn a_person_who_answers_while_the_model_thinks_is_not_followed_by_it() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    thinks(&helped, 400).await;
    let conversation_id = helped.writes(ANA, "Qual é o prazo de entrega?").await;
    helped.place.world.clock.advance(TimeDelta::seconds(20));
    let engine = &helped.place.world.engine;
    let owner = &helped.place.shop.owner;
    let (done, sent) = tokio::join!(work(engine, helped.place.shop.tenant, conversation_id), async {
        asked(&helped, 1).await;
        let command_id = CommandId(Uuid::from_u128(rand128()));
        let text = "São 5 dias".to_owned();
        engine.send_text(owner, SendText { command_id, conversation_id, text, quoted: None }).await
    });
    sent.unwrap();
    assert!(matches!(done.unwrap(), Done::Left | Done::Later));
    assert_eq!(helped.looks().await.iter().filter(|done| **done == Done::Answered).count(), 0);
    assert_eq!(helped.outbound().await, 1);
    for (verb, wa_id) in [("take", "5511900000002"), ("off", "5511900000003")] {
        let conversation = helped.writes(wa_id, &format!("Qual é o prazo de entrega? ({verb})")).await;
        helped.place.world.clock.advance(TimeDelta::seconds(20));
        let count = helped.place.calls().await.len();
        let (done, ()) = tokio::join!(work(engine, helped.place.shop.tenant, conversation), async {
            asked(&helped, count + 1).await;
            if verb == "take" {
                let take = Assign { conversation_id: conversation, member_id: Some(owner.member) };
                engine.assign(owner, take).await.unwrap();
            } else {
                helped.switch(Mode::Off).await;
            }
        });
        assert_eq!(done.unwrap(), Done::Left, "{verb}");
    }
    assert_eq!(helped.outbound().await, 1);
    assert_eq!(work_due(engine, helped.place.shop.tenant).await.unwrap(), []);
}
