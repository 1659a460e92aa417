//! The journal screen: figures, masked bodies, replay; never another tenant's.

use prosa_domain::{access::Role, refusal::Code};
use prosa_testkit::{World, meta, world::START};
use prosa_wire::journal::{JournalFilter, PartState};

#[tokio::test]
async fn what_came_in_is_counted_per_line_and_slot() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for number in 0..3 {
        world.receive(&shop, "5511987654321", &format!("wamid.{number}"), START + number, "oi").await;
    }
    world.deliver(&meta::statuses("100", &[("wamid.out", "sent", START)])).await;
    let page = world.engine.journal_page(&shop.owner, JournalFilter::default()).await.unwrap();
    let figures = &page.figures[0];
    assert_eq!((figures.received, figures.processed, figures.failed), (4, 4, 0));
    assert_eq!((figures.messages, figures.statuses), (3, 1));
    assert_eq!(page.slots.len(), 72);
    assert_eq!(page.slots.iter().map(|slot| slot.received).sum::<i64>(), 4);
    assert_eq!(page.slots[71].received, 4, "the running slot is the last");
    assert_eq!(page.parts[0].kinds, ["status:sent"], "newest first");
    assert!(page.parts.iter().all(|part| part.state == PartState::Processed) && page.next.is_none());
}

#[tokio::test]
async fn pages_follow_each_other_without_holes() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for number in 0..120 {
        let body =
            meta::texts("100", &[("5511987654321", "A", &format!("wamid.{number}"), START + number, "oi")]);
        world.journal(serde_json::to_vec(&body).unwrap().into()).await;
    }
    world.ingest().await;
    let mut seen = Vec::new();
    let mut filter = JournalFilter::default();
    loop {
        let page = world.engine.journal_page(&shop.owner, filter).await.unwrap();
        seen.extend(page.parts.iter().map(|part| part.journal_id));
        let Some(next) = page.next else { break };
        filter.before = Some(next);
    }
    assert_eq!(seen.len(), 120);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]));
}

#[tokio::test]
async fn a_silence_is_shown_when_the_week_before_was_not_silent() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let mut admin = world.database.admin().await;
    let minutes: Vec<i64> = (0..8 * 24 * 6).map(|step| step * 10).collect();
    sqlx::query(
        "insert into journal_part (tenant_id, journal_id, line_id, received_at, state, kinds, message_count, status_count,
                                   other_count, repeated_count, body_bytes)
         select $1, m.minute, $2, $3::timestamptz - make_interval(mins => m.minute::int), 'processed', '{text}', 1, 0, 0, 0, 1
         from unnest($4::bigint[]) as m (minute) where m.minute not between 300 and 400",
    )
    .bind(shop.tenant.0)
    .bind(shop.line.0)
    .bind(world.engine.now())
    .bind(minutes)
    .execute(&mut admin)
    .await
    .unwrap();
    let page = world.engine.journal_page(&shop.owner, JournalFilter::default()).await.unwrap();
    assert_eq!(page.gaps.len(), 1, "{:?}", page.gaps);
    assert_eq!((page.gaps[0].until - page.gaps[0].from).num_minutes(), 120);
}

#[tokio::test]
async fn a_delivery_is_opened_masked_and_only_for_its_own_line() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let other = world.shop("200").await;
    world.receive(&shop, "5511987654321", "wamid.1", START, "meu segredo").await;
    let id =
        world.engine.journal_page(&shop.owner, JournalFilter::default()).await.unwrap().parts[0].journal_id;
    let detail = world.engine.journal_detail(&shop.owner, id, shop.line).await.unwrap();
    assert!(detail.masked_body.contains("\"type\": \"text\""));
    for word in ["segredo", "Marina", "5511987654321", "wamid.1"] {
        assert!(!detail.masked_body.contains(word), "{word}");
    }
    assert_eq!(detail.digest.len(), 64);
    for (caller, line) in [(&other.owner, shop.line), (&other.owner, other.line), (&shop.owner, other.line)] {
        assert_eq!(world.engine.journal_detail(caller, id, line).await.unwrap_err().code, Code::NotFound);
    }
}

#[tokio::test]
async fn a_tenant_replays_its_own_deliveries_only() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let other = world.shop("200").await;
    world.receive(&shop, "5511987654321", "wamid.1", START, "oi").await;
    world.receive(&other, "5511987654321", "wamid.2", START, "oi").await;
    let mut admin = world.database.admin().await;
    // A fault that is gone now.
    sqlx::raw_sql("update journal set state = 2, reason = 'not-stored'; update journal_part set state = 'failed', reason = 'not-stored'")
        .execute(&mut admin)
        .await
        .unwrap();
    let problems = JournalFilter { problems_only: true, ..JournalFilter::default() };
    let page = world.engine.journal_page(&shop.owner, problems).await.unwrap();
    assert_eq!((page.parts.len(), page.parts[0].reason.as_str()), (1, "not-stored"));
    let theirs = world.engine.journal_page(&other.owner, problems).await.unwrap().parts[0].journal_id;
    assert_eq!(world.engine.replay(&shop.owner, Some(theirs)).await.unwrap_err().code, Code::NotFound);
    assert_eq!(world.engine.replay(&shop.owner, None).await.unwrap().replayed, 1);
    world.ingest().await;
    assert!(world.engine.journal_page(&shop.owner, problems).await.unwrap().parts.is_empty());
    assert_eq!(world.engine.journal_page(&other.owner, problems).await.unwrap().parts.len(), 1);
    assert_eq!(
        world.engine.replay(&shop.owner, None).await.unwrap().replayed,
        0,
        "nothing failed is nothing to do"
    );
}

#[tokio::test]
async fn roles_decide_who_looks_and_who_replays() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    for (role, looks, replays) in [
        (Role::Viewer, false, false),
        (Role::Agent, false, false),
        (Role::Manager, true, false),
        (Role::Admin, true, true),
    ] {
        let caller = prosa_engine::Caller { role, ..shop.owner };
        let page = world.engine.journal_page(&caller, JournalFilter::default()).await;
        assert_eq!(page.is_ok(), looks, "{role:?}");
        assert_eq!(world.engine.replay(&caller, None).await.is_ok(), replays, "{role:?}");
    }
}
