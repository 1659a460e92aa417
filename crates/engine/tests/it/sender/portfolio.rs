//! Accounts of one portfolio share the people they may reach.

use super::{Stand, accepted, free};
use chrono::Duration;
use prosa_db::{
    line::{self, LineWrite},
    outbound::reach,
    policy::line_facts,
};
use prosa_domain::{
    id::{ContactId, ConversationId, LineId},
    line::LineState,
    policy::ReachFact,
};
use prosa_engine::Pace;
use prosa_testkit::{
    database::rand128,
    meta,
    world::{SECRET, START},
};
use prosa_vault::Purpose;
use serde_json::json;
use uuid::Uuid;

/// A second account with a number.
const SECOND_ACCOUNT: &str = "9101";
const SECOND_NUMBER: &str = "101";

/// The owner of both accounts.
const PORTFOLIO: &str = "300400500600";

impl Stand {
    /// One more number of the shop, with an account.
    async fn line_of(&self, phone_number_id: &str, account_id: &str) -> LineId {
        let engine = &self.world.engine;
        let keys = engine.keyring.tenant(self.shop.tenant).await.unwrap();
        let seal = |text: &str| Some(keys.seal(Purpose::ProviderToken, text.as_bytes()));
        let id = LineId(Uuid::from_u128(rand128()));
        let write = LineWrite {
            id,
            provider: "whatsapp".to_owned(),
            label: "Loja Norte".to_owned(),
            phone_number_id: phone_number_id.to_owned(),
            account_id: account_id.to_owned(),
            graph_base: engine.settings.graph_base.clone(),
            graph_version: "v26.0".to_owned(),
            token_ct: seal("token"),
            app_secret_ct: seal(SECRET),
            verify_token_ct: seal("verify"),
        };
        let mut tx = engine.db.tenant(self.shop.tenant).await.unwrap();
        line::save(&mut tx, &write, engine.now()).await.unwrap();
        line::set_state(&mut tx, id, LineState::Connected, None).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Tells of an account what a notice holds.
    async fn tell(&self, account: &str, field: &str, value: serde_json::Value) {
        let change = json!([{"field": field, "value": value}]);
        self.world.deliver(&json!({"entry": [{"id": account, "time": START, "changes": change}]})).await;
    }

    async fn tell_owner(&self, account: &str) {
        let owned = json!({"event": "PARTNER_ADDED",
            "waba_info": {"waba_id": account, "owner_business_id": PORTFOLIO}});
        self.tell(account, "account_update", owned).await;
    }

    /// People reached and the limit, as the panel shows them.
    async fn room(&self, line: LineId) -> (i64, Option<i32>) {
        let health = self.world.engine.line_health(&self.shop.owner, line).await.unwrap();
        (health.reached, health.reach_limit)
    }

    /// What the gate says of somebody the line never wrote to.
    async fn gate(&self, line: LineId) -> ReachFact {
        let mut tx = self.world.engine.db.tenant(self.shop.tenant).await.unwrap();
        let stranger = ContactId(Uuid::from_u128(77));
        line_facts(&mut tx, line, stranger, self.world.engine.now()).await.unwrap().1
    }

    /// Somebody writes to a number; gives the conversation.
    async fn comes(&self, phone_number_id: &str, number: &str) -> ConversationId {
        let id = format!("wamid.{phone_number_id}.{number}");
        self.world.deliver(&meta::texts(phone_number_id, &[(number, "Marina", &id, START, "oi")])).await;
        let mut admin = self.world.database.admin().await;
        let (id,): (Uuid,) = sqlx::query_as("select id from conversation order by id desc limit 1")
            .fetch_one(&mut admin)
            .await
            .unwrap();
        ConversationId(id)
    }
}

#[tokio::test]
async fn two_accounts_of_one_portfolio_share_the_people_they_may_reach() {
    let mut stand = Stand::with(free(Pace::unlimited())).await;
    let second = stand.line_of(SECOND_NUMBER, SECOND_ACCOUNT).await;
    for (number, place) in [("100", 1), (SECOND_NUMBER, 2), ("100", 3), (SECOND_NUMBER, 4)] {
        let to = stand.comes(number, &format!("551191000000{place}")).await;
        stand.write(to, "Sua encomenda").await.unwrap();
    }
    let two = json!({"max_daily_conversations_per_business": 2});
    stand.tell("9100", "business_capability_update", two).await;
    assert_eq!((stand.room(stand.shop.line).await, stand.room(second).await), ((0, Some(2)), (0, None)));
    stand.tell_owner("9100").await;
    stand.tell_owner(SECOND_ACCOUNT).await;
    assert_eq!((stand.room(stand.shop.line).await, stand.room(second).await), ((0, Some(2)), (0, Some(2))));
    // All windows are closed by now: each message reaches one more person, through either number.
    stand.world.clock.advance(Duration::hours(25));
    stand.start();
    for _ in 0..2 {
        stand.answer(accepted()).await;
    }
    stand.silence().await;
    for line in [stand.shop.line, second] {
        assert_eq!(stand.room(line).await, (2, Some(2)));
        assert_eq!(stand.gate(line).await, ReachFact::Spent { limit: 2 });
    }
    stand.world.clock.advance(Duration::hours(24) + Duration::minutes(1));
    for _ in 0..2 {
        stand.answer(accepted()).await;
    }
    stand.end().await;
}

#[tokio::test]
async fn what_accounts_reached_before_their_portfolio_was_known_is_counted_together_each_person_once() {
    let stand = Stand::with(free(Pace::unlimited())).await;
    let second = stand.line_of(SECOND_NUMBER, SECOND_ACCOUNT).await;
    let (engine, now) = (&stand.world.engine, stand.world.engine.now());
    let person = |number: u128| ContactId(Uuid::from_u128(number));
    let mut tx = engine.db.tenant(stand.shop.tenant).await.unwrap();
    let reached = [("9100", 1), ("9100", 2), (SECOND_ACCOUNT, 2), (SECOND_ACCOUNT, 3)];
    let reached: Vec<(String, ContactId)> =
        reached.map(|(pool, number)| (pool.to_owned(), person(number))).to_vec();
    reach::note(&mut tx, &reached, now).await.unwrap();
    reach::set_limit(&mut tx, second, Some(250)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((stand.room(stand.shop.line).await.0, stand.room(second).await.0), (2, 2));
    stand.tell_owner("9100").await;
    assert_eq!(stand.room(stand.shop.line).await, (2, None), "what is known of the account goes along");
    stand.tell_owner(SECOND_ACCOUNT).await;
    for line in [stand.shop.line, second] {
        assert_eq!(stand.room(line).await, (3, Some(250)));
    }
    // Sold to somebody else: nothing says whom it reached, so it begins anew, and the other keeps the whole.
    let sold = json!({"event": "PARTNER_ADDED", "waba_info": {"owner_business_id": "777"}});
    stand.tell(SECOND_ACCOUNT, "account_update", sold).await;
    assert_eq!((stand.room(stand.shop.line).await.0, stand.room(second).await), (3, (0, None)));
}

#[tokio::test]
async fn a_line_that_comes_to_a_known_account_is_in_its_portfolio_at_once() {
    let stand = Stand::with(free(Pace::unlimited())).await;
    stand.tell_owner("9100").await;
    stand
        .tell(
            "9100",
            "business_capability_update",
            json!({"max_daily_conversations_per_business": "TIER_2K"}),
        )
        .await;
    let other = stand.line_of("102", "9100").await;
    assert_eq!(stand.room(other).await, (0, Some(2_000)));
    let stranger = stand.line_of("103", "9555").await;
    assert_eq!(stand.room(stranger).await, (0, None));
}
