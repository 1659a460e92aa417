//! What people choose in WhatsApp itself, from the delivery to the queue.

use prosa_db::outbound;
use prosa_domain::{
    consent::{ConsentAct, ConsentSource},
    event::EventKind,
    id::{CommandId, ConversationId, MessageId, OutboundId},
    message::status::DeliveryState,
    policy::Purpose,
};
use prosa_testkit::{
    World, fixtures,
    world::{START, Shop},
};
use prosa_wire::{
    consent::RecordConsent,
    inbox::{InboxFilter, SendText},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The person of the saved example.
const MARINA: &str = "5511987651234";

struct Stage {
    world: World,
    shop: Shop,
    conversation: ConversationId,
}

impl Stage {
    /// Somebody who wrote and agreed to offers.
    async fn new() -> Self {
        let world = World::new().await;
        let shop = world.shop("100").await;
        world.receive(&shop, MARINA, "wamid.1", START - 60, "oi").await;
        let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
        let conversation = page.rows[0].id;
        let contact_id = world.engine.thread(&shop.owner, conversation).await.unwrap().contact.id;
        let record = RecordConsent {
            contact_id,
            purpose: Purpose::Marketing,
            act: ConsentAct::Given,
            statement: "Disse no balcão".to_owned(),
            at: None,
        };
        world.engine.record_consent(&shop.owner, record).await.unwrap();
        Self { world, shop, conversation }
    }

    /// Queues a text for a purpose, to leave after some days.
    async fn queue(&self, number: u128, purpose: Purpose, days: i32) -> MessageId {
        let command_id = CommandId(Uuid::from_u128(number));
        let text = SendText {
            command_id,
            conversation_id: self.conversation,
            text: format!("Mensagem {number}"),
            quoted: None,
        };
        let message = self.world.engine.send_text(&self.shop.owner, text).await.unwrap();
        let mut tx = self.world.engine.db.tenant(self.shop.tenant).await.unwrap();
        let (id,): (Uuid,) = sqlx::query_as(
            "update outbound set not_before = not_before + make_interval(days => $2) where command_id = $1 returning id",
        )
        .bind(command_id.0)
        .bind(days)
        .fetch_one(tx.conn())
        .await
        .unwrap();
        outbound::purpose::note(&mut tx, OutboundId(id), purpose).await.unwrap();
        tx.commit().await.unwrap();
        message
    }

    async fn state(&self, message: MessageId) -> Option<DeliveryState> {
        let thread = self.world.engine.thread(&self.shop.owner, self.conversation).await.unwrap();
        thread.messages.iter().find(|one| one.id == message).unwrap().state
    }

    async fn chosen(&self, person: Value, value: &str, at: i64) {
        let mut chosen = json!({"category": "marketing_messages", "value": value, "timestamp": at});
        chosen.as_object_mut().unwrap().extend(person.as_object().cloned().unwrap());
        self.world
            .deliver(&json!({"entry": [{"id": "9100", "changes": [{"field": "user_preferences", "value": {
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": "1", "phone_number_id": "100"},
                "user_preferences": [chosen]}}]}]}))
            .await;
    }
}

#[tokio::test]
async fn the_saved_example_stops_offers_that_wait_and_those_of_next_week_and_leaves_answers() {
    let stage = Stage::new().await;
    let offer = stage.queue(1, Purpose::Marketing, 0).await;
    let later = stage.queue(2, Purpose::Marketing, 7).await;
    let answer = stage.queue(3, Purpose::Service, 0).await;
    let before = stage.world.events(&stage.shop).await.len();
    let (_, mut example) = fixtures::deliveries("100", "9100")
        .into_iter()
        .find(|(name, _)| name == "own/other_fields/user_preferences_stop")
        .unwrap();
    let at = example.pointer_mut("/entry/0/changes/0/value/user_preferences/0/timestamp").unwrap();
    *at = (START + 10).into();
    // The person of the example, as we know her.
    let user = example.pointer_mut("/entry/0/changes/0/value/user_preferences/0/user_id").unwrap();
    *user = format!("BR.{MARINA}").into();
    stage.world.deliver(&example).await;
    for stopped in [offer, later] {
        assert_eq!(stage.state(stopped).await, Some(DeliveryState::Failed));
    }
    assert_eq!(stage.state(answer).await, Some(DeliveryState::Queued));
    let events = stage.world.events(&stage.shop).await.split_off(before);
    for stopped in [offer, later] {
        let told = |event: &&prosa_domain::event::Event| {
            event.kind == EventKind::MessageUpdated && event.message_id == Some(stopped)
        };
        assert_eq!(events.iter().filter(told).count(), 1, "screens hear of it");
    }
    let page = stage
        .world
        .engine
        .consents(&stage.shop.owner, &prosa_wire::consent::LedgerFilter::default())
        .await
        .unwrap();
    assert_eq!(
        page.entries.iter().map(|one| (one.act, one.source)).collect::<Vec<_>>(),
        [(ConsentAct::Withdrawn, ConsentSource::Preference), (ConsentAct::Given, ConsentSource::Statement)]
    );
    let notices = stage.world.engine.line_notices(&stage.shop.owner, None, None).await.unwrap().notices;
    assert_eq!(notices.iter().filter(|one| one.notice.word() == "preferences").count(), 1);
}

#[tokio::test]
async fn a_choice_known_by_user_id_alone_is_the_same_persons() {
    let stage = Stage::new().await;
    let offer = stage.queue(1, Purpose::Marketing, 3).await;
    stage.chosen(json!({"user_id": format!("BR.{MARINA}")}), "stop", START + 10).await;
    assert_eq!(stage.state(offer).await, Some(DeliveryState::Failed));
}

#[tokio::test]
async fn a_choice_taken_back_long_ago_stops_nothing_that_was_agreed_to_since() {
    let stage = Stage::new().await;
    let offer = stage.queue(1, Purpose::Marketing, 3).await;
    stage.chosen(json!({"wa_id": MARINA}), "stop", START - 86_400).await;
    assert_eq!(stage.state(offer).await, Some(DeliveryState::Queued), "a delivery that came late");
    stage.chosen(json!({"wa_id": MARINA}), "resume", START + 20).await;
    stage.chosen(json!({"wa_id": MARINA}), "stop", START + 10).await;
    assert_eq!(stage.state(offer).await, Some(DeliveryState::Queued), "the last word was to go on");
    stage.chosen(json!({"wa_id": MARINA}), "stop", START + 30).await;
    assert_eq!(stage.state(offer).await, Some(DeliveryState::Failed));
}
