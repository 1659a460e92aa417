//! Statuses with prices, and messages they belong to.

use prosa_domain::id::{CommandId, ConversationId, MessageId};
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::inbox::{InboxFilter, SendText};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// A status; `pricing` is `(type, category)`.
pub fn status(id: &str, state: &str, to: &str, pricing: Option<(&str, &str)>) -> Value {
    let mut status = json!({"id": id, "status": state, "timestamp": START.to_string(), "recipient_id": to});
    if let Some((kind, category)) = pricing {
        status["pricing"] = json!({"pricing_model": "PMP", "type": kind, "category": category});
    }
    status
}

pub async fn told(world: &World, shop: &Shop, statuses: &[Value]) {
    world.deliver(&meta::envelope(&shop.phone_number_id, json!({"statuses": statuses}))).await;
}

/// One number out of the database, seen by nobody's eyes but the test's.
pub async fn one(world: &World, sql: &str) -> i64 {
    let mut admin = world.database.admin().await;
    let row: (i64,) = sqlx::query_as(AssertSqlSafe(sql.to_owned())).fetch_one(&mut admin).await.unwrap();
    row.0
}

pub async fn run(world: &World, sql: &str) {
    let mut admin = world.database.admin().await;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut admin).await.unwrap();
}

/// A conversation with somebody who just wrote.
pub async fn conversation(world: &World, shop: &Shop, wa_id: &str) -> ConversationId {
    world.receive(shop, wa_id, &format!("wamid.in.{wa_id}"), START, "oi").await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    page.rows[0].id
}

/// Queues a text of the owner.
pub async fn write(
    world: &World,
    shop: &Shop,
    conversation_id: ConversationId,
) -> Result<MessageId, prosa_domain::refusal::Refusal> {
    let command_id = CommandId(Uuid::from_u128(prosa_testkit::database::rand128()));
    let send = SendText { command_id, conversation_id, text: "Temos, sim.".to_owned(), quoted: None };
    world.engine.send_text(&shop.owner, send).await
}

/// The queue row of a message, as statuses name it.
pub async fn outbound_of(world: &World, message: MessageId) -> String {
    let mut admin = world.database.admin().await;
    let row: (Uuid,) = sqlx::query_as("select id from outbound where message_id = $1")
        .bind(message.0)
        .fetch_one(&mut admin)
        .await
        .unwrap();
    row.0.to_string()
}
