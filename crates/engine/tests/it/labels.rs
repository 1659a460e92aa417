//! What becomes of a reading: beside its message, in where the conversation stands, and when a person puts it right.

use prosa_domain::conversation::ConversationStatus;
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::inbox::{InboxFilter, SetStatus};
use serde_json::{Value, json};

const ANA: &str = "5511987654321";

/// A message of any kind.
fn kind(id: &str, at: i64, name: &str, body: Value) -> Value {
    let mut message = json!({"from": ANA, "id": id, "timestamp": at.to_string(), "type": name});
    message[name] = body;
    message
}

async fn deliver(world: &World, messages: Vec<Value>) {
    world.deliver(&meta::envelope("100", json!({"messages": messages}))).await;
}

type Kept =
    (String, Option<String>, Option<f32>, Option<String>, Option<String>, Option<String>, Option<String>);

async fn kept(world: &World) -> Vec<Kept> {
    let mut admin = world.database.admin().await;
    let sql = "select kind, label, label_confidence, label_more::text, sentiment, language, label_model
               from message order by provider_at, sequence";
    sqlx::query_as(sql).fetch_all(&mut admin).await.unwrap()
}

#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Standing {
    intent: Option<String>,
    sentiment: Option<String>,
    priority: i16,
}

async fn standing(world: &World) -> (Option<String>, Option<String>, i16) {
    let mut admin = world.database.admin().await;
    let row: Standing = sqlx::query_as("select intent, sentiment, priority from conversation")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    (row.intent, row.sentiment, row.priority)
}

fn stands(intent: &str, sentiment: &str, priority: i16) -> (Option<String>, Option<String>, i16) {
    (Some(intent.to_owned()).filter(|intent| !intent.is_empty()), Some(sentiment.to_owned()), priority)
}

async fn says(world: &World, shop: &Shop, number: i64, text: &str) {
    world.receive(shop, ANA, &format!("wamid.{number}"), START + number, text).await;
}

async fn resolve(world: &World, shop: &Shop) {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let command = SetStatus { conversation_id: page.rows[0].id, status: ConversationStatus::Resolved };
    world.engine.set_status(&shop.owner, command).await.unwrap();
}

#[tokio::test]
async fn words_captions_and_pressed_buttons_are_read_whole_and_nothing_else_is() {
    let world = World::with_words().await;
    world.shop("100").await;
    let picture = |id: &str, at, caption: &str| {
        kind(id, at, "image", json!({"id": "1", "mime_type": "image/jpeg", "caption": caption}))
    };
    let tapped = json!({"type": "button_reply", "button_reply": {"id": "x", "title": "Cancelar pedido"}});
    let messages = vec![
        kind("wamid.1", START, "text", json!({"body": "Que absurdo, cadê meu pedido?"})),
        picture("wamid.2", START + 1, "quanto custa este?"),
        picture("wamid.3", START + 2, ""),
        kind("wamid.4", START + 3, "button", json!({"text": "Quero comprar", "payload": "cancelar"})),
        kind("wamid.5", START + 4, "interactive", tapped),
        kind("wamid.6", START + 5, "text", json!({"body": "zzz"})),
        kind(
            "wamid.7",
            START + 6,
            "location",
            json!({"latitude": 1.0, "longitude": 2.0, "name": "Bar do oi"}),
        ),
        kind(
            "wamid.8",
            START + 7,
            "document",
            json!({"id": "2", "mime_type": "application/pdf", "filename": "cancelar.pdf"}),
        ),
    ];
    deliver(&world, messages).await;
    let some = |text: &str| Some(text.to_owned());
    let read = |kind: &str, label: &str, score, more: Option<&str>, mood: &str| {
        (
            kind.to_owned(),
            some(label),
            Some(score),
            more.map(str::to_owned),
            some(mood),
            some("pt"),
            some("words-1"),
        )
    };
    let unread = |kind: &str| (kind.to_owned(), None, None, None, None, None, None);
    let unsure = ("text".to_owned(), None, None, None, some("neutral"), some("pt"), some("words-1"));
    assert_eq!(
        kept(&world).await,
        [
            read("text", "order_status", 0.8, Some(r#"{"complaint": 0.600}"#), "negative"),
            read("image", "pricing", 0.85, None, "neutral"),
            unread("image"),
            read("button", "purchase", 0.9, Some(r#"{"greeting": 0.500}"#), "neutral"),
            read("interactive", "cancel_refund", 0.95, None, "neutral"),
            unsure,
            unread("location"),
            unread("document"),
        ]
    );
}

#[tokio::test]
async fn without_a_model_nothing_is_written() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "quanto custa").await;
    assert_eq!(kept(&world).await, [("text".to_owned(), None, None, None, None, None, None)]);
    assert_eq!(standing(&world).await, (None, None, 0));
}

#[tokio::test]
async fn a_conversation_keeps_what_its_customer_wants_and_how_soon_to_look() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "Oi").await;
    assert_eq!(standing(&world).await, stands("", "neutral", 0));
    says(&world, &shop, 2, "Quero comprar o sofá").await;
    assert_eq!(standing(&world).await, stands("purchase", "neutral", 1));
    says(&world, &shop, 3, "obrigada").await;
    assert_eq!(standing(&world).await, stands("purchase", "neutral", 1), "thanks hide nothing");
    says(&world, &shop, 4, "Atendimento péssimo").await;
    assert_eq!(standing(&world).await, stands("complaint", "negative", 2));
    says(&world, &shop, 5, "zzz").await;
    assert_eq!(standing(&world).await, stands("complaint", "neutral", 2));
    // What comes late, but was said before, changes nothing.
    world.receive(&shop, ANA, "wamid.6", START, "adorei").await;
    assert_eq!(standing(&world).await, stands("complaint", "neutral", 2));
    says(&world, &shop, 7, "Adorei, agora sim").await;
    assert_eq!(standing(&world).await, stands("complaint", "positive", 0));
}

#[tokio::test]
async fn messages_of_one_delivery_end_where_they_end_one_by_one() {
    let world = World::with_words().await;
    world.shop("100").await;
    let text = |number: i64, body: &str| {
        kind(&format!("wamid.{number}"), START + number, "text", json!({"body": body}))
    };
    deliver(&world, vec![text(3, "adorei"), text(1, "péssimo"), text(2, "quero comprar")]).await;
    assert_eq!(standing(&world).await, stands("purchase", "positive", 0));
}

#[tokio::test]
async fn what_was_wanted_before_a_conversation_was_resolved_is_not_what_is_wanted_next() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "Péssimo, quero falar com alguém").await;
    resolve(&world, &shop).await;
    assert_eq!(standing(&world).await, stands("complaint", "negative", 0), "nobody has to hurry");
    world.clock.advance(chrono::Duration::hours(1));
    says(&world, &shop, 3_700, "Oi").await;
    assert_eq!(standing(&world).await, stands("", "neutral", 0));
}
