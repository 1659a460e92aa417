//! A larger model that reads again in the background.

use prosa_domain::label::{Intent, Scored, Sentiment};
use prosa_engine::{
    aside::{Second, SecondError, SecondReader},
    second::{disagreements, round},
};
use prosa_testkit::{
    World,
    world::{START, Shop},
};
use prosa_wire::{
    inbox::{InboxFilter, MessageView},
    reading::CorrectReading,
};
use std::sync::{Arc, Mutex};

const ANA: &str = "5511987654321";

/// Knows what the test tells it of a text, and keeps what it was asked.
struct Larger {
    version: &'static str,
    knows: Vec<(&'static str, Second)>,
    asked: Mutex<Vec<String>>,
}

impl Larger {
    fn new(version: &'static str, knows: Vec<(&'static str, Second)>) -> Arc<Self> {
        Arc::new(Self { version, knows, asked: Mutex::default() })
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl SecondReader for Larger {
    fn version(&self) -> &str {
        self.version
    }

    fn read_all(&self, texts: &[&str]) -> Result<Vec<Second>, SecondError> {
        self.asked.lock().unwrap().extend(texts.iter().map(|text| (*text).to_owned()));
        let known = |text: &&str| self.knows.iter().find(|(known, _)| known == text);
        Ok(texts.iter().map(|text| known(text).map(|(_, second)| *second).unwrap_or_default()).collect())
    }
}

fn intent(id: Intent, score: f32) -> Second {
    Second { intent: Some(Scored { id, score }), mood: None }
}

async fn says(world: &World, shop: &Shop, number: i64, text: &str) {
    world.receive(shop, ANA, &format!("wamid.{number}"), START + number, text).await;
}

async fn messages(world: &World, shop: &Shop) -> Vec<MessageView> {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap().messages
}

fn read(message: &MessageView) -> (Option<Intent>, &str) {
    let reading = message.reading.as_ref().unwrap();
    (reading.intents.first().map(|guess| guess.id), reading.model.as_str())
}

async fn again(world: &World, shop: &Shop, larger: &Arc<Larger>) -> usize {
    let larger: Arc<dyn SecondReader> = Arc::clone(larger) as Arc<dyn SecondReader>;
    round(&world.engine, shop.tenant, &larger).await.unwrap()
}

#[tokio::test]
async fn where_the_larger_model_is_sure_its_word_stands_and_the_small_ones_stays_beside_it() {
    let world = World::with_words().await;
    let (shop, other) = (world.shop("100").await, world.shop("200").await);
    says(&world, &shop, 1, "quero cancelar").await;
    says(&world, &shop, 2, "quanto custa").await;
    says(&world, &shop, 3, "adorei").await;
    says(&world, &other, 1, "quero cancelar").await;
    let larger = Larger::new(
        "bert-1",
        vec![
            ("quero cancelar", intent(Intent::OptOut, 0.93)),
            ("quanto custa", intent(Intent::Objection, 0.6)),
            ("adorei", Second { intent: None, mood: Some((Sentiment::Neutral, 0.9)) }),
        ],
    );
    assert_eq!(again(&world, &shop, &larger).await, 3);
    let thread = messages(&world, &shop).await;
    assert_eq!(read(&thread[0]), (Some(Intent::OptOut), "bert-1"));
    assert_eq!(read(&thread[1]), (Some(Intent::Pricing), "words-1"), "it was not sure");
    assert_eq!(read(&thread[2]), (Some(Intent::Thanks), "bert-1"));
    assert_eq!(thread[2].reading.as_ref().unwrap().sentiment, Some(Sentiment::Neutral));
    assert_eq!(read(&messages(&world, &other).await[0]), (Some(Intent::CancelRefund), "words-1"));

    let mut admin = world.database.admin().await;
    let kept: Vec<(String, Option<String>, String)> = sqlx::query_as(
        "select model, was_label, was_model from second_reading order by intent_confidence desc nulls last",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    let row = |was: &str| ("bert-1".to_owned(), Some(was.to_owned()), "words-1".to_owned());
    assert_eq!(kept, [row("cancel_refund"), row("pricing"), row("thanks")]);

    let soft = disagreements(&world.engine, shop.tenant, 10).await.unwrap();
    let mut texts: Vec<&str> = soft.iter().map(|soft| soft.text.as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["adorei", "quanto custa", "quero cancelar"]);
    let json = serde_json::to_string(&soft.iter().find(|soft| soft.text == "quanto custa").unwrap()).unwrap();
    assert!(json.contains(r#""intent":["objection",0.6"#), "{json}");
}

#[tokio::test]
async fn a_message_is_read_once_by_each_model_and_an_opinion_that_is_shared_changes_nothing() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "quero cancelar").await;
    let larger = Larger::new("bert-1", vec![("quero cancelar", intent(Intent::CancelRefund, 0.99))]);
    let before = world.events(&shop).await.len();
    assert_eq!(again(&world, &shop, &larger).await, 1);
    assert_eq!(again(&world, &shop, &larger).await, 0);
    assert_eq!((larger.asked(), world.events(&shop).await.len()), (1, before));
    let next = Larger::new("bert-2", vec![("quero cancelar", intent(Intent::Support, 0.9))]);
    assert_eq!(again(&world, &shop, &next).await, 1);
    assert_eq!(read(&messages(&world, &shop).await[0]), (Some(Intent::Support), "bert-2"));
    assert_eq!(world.events(&shop).await.len(), before + 1);
}

#[tokio::test]
async fn a_persons_word_always_wins() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "quero cancelar").await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let right = CorrectReading {
        conversation_id: page.rows[0].id,
        message_id: messages(&world, &shop).await[0].id,
        intent: Intent::Complaint,
        sentiment: None,
    };
    world.engine.correct_reading(&shop.owner, right).await.unwrap();
    let larger = Larger::new("bert-1", vec![("quero cancelar", intent(Intent::OptOut, 0.99))]);
    assert_eq!(again(&world, &shop, &larger).await, 1);
    assert_eq!(read(&messages(&world, &shop).await[0]), (Some(Intent::Complaint), "person"));
    assert_eq!(disagreements(&world.engine, shop.tenant, 10).await.unwrap(), []);
}
