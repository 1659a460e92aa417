//! What the gate asks of a line.

use chrono::Duration;
use prosa_db::{outbound::reach, policy::line_facts};
use prosa_domain::{
    id::ContactId,
    policy::{PanicFact, ReachFact},
};
use prosa_testkit::World;
use uuid::Uuid;

#[tokio::test]
async fn reach_is_spent_by_others_only_and_for_a_day_only() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let now = world.engine.now();
    let person = |number: u128| ContactId(Uuid::from_u128(number));
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let (line, account): (Uuid, String) =
        sqlx::query_as("select id, account_id from line where tenant_id = $1")
            .bind(shop.tenant.0)
            .fetch_one(tx.conn())
            .await
            .unwrap();
    let line = prosa_domain::id::LineId(line);
    let reached = [(account.clone(), person(1)), (account.clone(), person(2))];
    reach::note(&mut tx, &reached, now).await.unwrap();
    let left = (PanicFact::Calm, ReachFact::Left);
    let spent = (PanicFact::Calm, ReachFact::Spent { limit: 2 });
    // Nobody told the limit yet.
    assert_eq!(line_facts(&mut tx, line, person(3), now).await.unwrap(), left);
    reach::set_limit(&mut tx, line, Some(2)).await.unwrap();
    assert_eq!(line_facts(&mut tx, line, person(3), now).await.unwrap(), spent);
    assert_eq!(line_facts(&mut tx, line, person(1), now).await.unwrap(), left);
    let tomorrow = now + Duration::hours(24);
    assert_eq!(line_facts(&mut tx, line, person(3), tomorrow).await.unwrap(), left);
}

#[tokio::test]
async fn a_line_that_stopped_by_itself_says_when_it_tries_again() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    let now = world.engine.now();
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let (line,): (Uuid,) = sqlx::query_as(
        "update line_panic set since = $2, reason = 'failures', probe_at = $2 where tenant_id = $1 returning line_id",
    )
    .bind(shop.tenant.0)
    .bind(now)
    .fetch_one(tx.conn())
    .await
    .unwrap();
    let asked =
        line_facts(&mut tx, prosa_domain::id::LineId(line), ContactId(Uuid::nil()), now).await.unwrap();
    assert_eq!(asked, (PanicFact::Panicking { probe_at: now }, ReachFact::Left));
}
