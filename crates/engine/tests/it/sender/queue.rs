//! The queue as people look at it, and what failed after it was taken.

use super::{LONG, Stand, accepted, free, sql};
use prosa_domain::{
    access::Role, delivery::Outcome, line::LineState, message::status::DeliveryState, refusal::Code,
};
use prosa_engine::{Caller, Pace};
use prosa_testkit::{meta, world::START};
use prosa_wire::sender::{DeadSelection, LinePaceForm};
use serde_json::json;
use std::time::Instant;

#[tokio::test]
async fn the_queue_is_counted_by_who_waits_and_told_with_its_pace() {
    let mut stand = Stand::with(free(Pace { line_per_second: Some(80), ..Pace::unlimited() })).await;
    let people = stand.people(3).await;
    let (engine, owner) = (stand.world.engine.clone(), stand.shop.owner);
    engine.set_line_state(&owner, stand.shop.line, LineState::Paused).await.unwrap();
    engine.set_line_state(&owner, stand.shop.line, LineState::Connected).await.unwrap();
    for to in &people {
        stand.write(*to, "Bom dia").await.unwrap();
    }
    let set =
        |what: &str, which: &str| format!("update outbound set {what} where conversation_id = '{which}'");
    sql(&stand.world, set("priority = 2", &people[0].to_string())).await;
    sql(&stand.world, set("not_before = not_before + interval '1 hour'", &people[1].to_string())).await;
    let view = engine.sending(&owner).await.unwrap();
    let [line] = view.lines.as_slice() else { panic!("one line") };
    let queue = line.queue;
    assert_eq!((queue.replies, queue.rules, queue.campaigns, queue.scheduled), (1, 0, 1, 1));
    assert_eq!((queue.due(), queue.again, queue.sending, queue.unknown), (2, 0, 0, 0));
    assert!(queue.oldest_at.is_some());
    assert_eq!((view.default_per_second, view.tenant_per_minute, line.per_second), (Some(80), None, None));
    let form = LinePaceForm { per_second: Some(20), per_minute: Some(0) };
    engine.set_line_pace(&owner, stand.shop.line, form).await.unwrap();
    engine.set_tenant_pace(&owner, Some(120)).await.unwrap();
    assert_eq!(engine.set_tenant_pace(&owner, Some(1_001)).await.unwrap_err().code, Code::FieldInvalid);
    let view = engine.sending(&owner).await.unwrap();
    assert_eq!((view.lines[0].per_second, view.lines[0].per_minute), (Some(20), Some(0)));
    assert_eq!(view.tenant_per_minute, Some(120));
    let manager = Caller { role: Role::Manager, ..owner };
    assert!(!engine.sending(&manager).await.unwrap().may_manage);
    assert_eq!(engine.set_tenant_pace(&manager, None).await.unwrap_err().code, Code::Forbidden);
    let agent = Caller { role: Role::Agent, ..owner };
    assert_eq!(engine.sending(&agent).await.unwrap_err().code, Code::Forbidden);
    stand.start();
    for _ in 0..2 {
        stand.answer(accepted()).await;
    }
    stand.end().await;
}

#[tokio::test]
async fn what_fails_after_it_was_taken_is_listed_with_what_was_refused_at_once() {
    let mut stand = Stand::with(free(Pace::unlimited())).await;
    let people = stand.people(1).await;
    stand.start();
    let id = stand.write(people[0], "Chegou?").await.unwrap();
    stand.answer(Outcome::Accepted { provider_message_id: "wamid.late".to_owned(), wa_id: None }).await;
    let began = Instant::now();
    while stand.state(people[0], id).await != Some(DeliveryState::Accepted) {
        assert!(began.elapsed() < LONG);
    }
    let (engine, owner) = (stand.world.engine.clone(), stand.shop.owner);
    assert_eq!(engine.dead_letters(&owner, None).await.unwrap().letters, []);
    let failed = json!({"id": "wamid.late", "status": "failed", "timestamp": START.to_string(),
        "recipient_id": "5511910000000", "errors": [{"code": 131_026, "title": "Message undeliverable"}]});
    let body = meta::envelope("100", json!({"statuses": [failed]}));
    stand.world.deliver(&body).await;
    let page = engine.dead_letters(&owner, None).await.unwrap();
    assert_eq!(
        page.letters.iter().map(|one| (one.message_id, one.code)).collect::<Vec<_>>(),
        [(id, 131_026)]
    );
    let done = engine.requeue_dead(&owner, DeadSelection::Code(131_026)).await.unwrap();
    assert_eq!((done.queued, done.refused), (1, 0));
    stand.answer(accepted()).await;
    assert_eq!(engine.dead_letters(&owner, None).await.unwrap().letters, []);
    stand.end().await;
}
