//! What becomes of a reading: beside its message, in where the conversation stands, and when a person puts it right.

use prosa_domain::{
    access::Role,
    conversation::ConversationStatus,
    event::EventKind,
    label::{Intent, Language, Sentiment},
    refusal::Code,
    standing::Priority,
};
use prosa_engine::Caller;
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::{
    inbox::{ConversationRow, InboxCursor, InboxFilter, MessageView, Order, SetStatus, Thread},
    reading::{CorrectReading, Guess},
};
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

async fn list(world: &World, shop: &Shop, filter: InboxFilter) -> Vec<ConversationRow> {
    world.engine.inbox_page(&shop.owner, filter, None).await.unwrap().rows
}

async fn thread(world: &World, shop: &Shop) -> Thread {
    let row = list(world, shop, InboxFilter::default()).await.remove(0);
    world.engine.thread(&shop.owner, row.id).await.unwrap()
}

fn correction(
    thread: &Thread,
    message: &MessageView,
    intent: Intent,
    sentiment: Option<Sentiment>,
) -> CorrectReading {
    CorrectReading { conversation_id: thread.row.id, message_id: message.id, intent, sentiment }
}

#[tokio::test]
async fn a_message_a_row_and_the_panel_tell_what_was_read() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "Que absurdo, cadê meu pedido?").await;
    says(&world, &shop, 2, "zzz").await;
    let thread = thread(&world, &shop).await;
    let read = thread.messages[0].reading.clone().unwrap();
    let guess = |id, percent| Guess { id, percent };
    assert_eq!(read.intents, [guess(Intent::OrderStatus, 80), guess(Intent::Complaint, 60)]);
    assert_eq!((read.sentiment, read.sentiment_percent), (Some(Sentiment::Negative), 80));
    assert_eq!((read.language, read.model.as_str(), read.by), (Some(Language::Portuguese), "words-1", None));
    let unsure = thread.messages[1].reading.clone().unwrap();
    assert_eq!((unsure.intents, unsure.sentiment), (Vec::new(), Some(Sentiment::Neutral)));
    assert_eq!(thread.row.intent, Some(Intent::OrderStatus));
    assert_eq!(thread.row.priority, Some(Priority::Angry));
    let insights = world.engine.insights(&shop.owner, thread.row.id).await.unwrap();
    assert_eq!(insights.newest.unwrap().0, thread.messages[1].id);
    let moods: Vec<Sentiment> = insights.moods.iter().map(|mood| mood.sentiment).collect();
    assert_eq!(moods, [Sentiment::Negative, Sentiment::Neutral]);
}

#[tokio::test]
async fn the_list_is_filtered_by_what_was_read_and_stands_by_priority_page_after_page() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    // Ninety people, so that each priority is longer than what is left of a page.
    let words = ["zzz", "quero comprar", "péssimo"];
    for number in 0..90_i64 {
        let (from, id) = (format!("55119{number:08}"), format!("wamid.{number}"));
        let text = words[usize::try_from(number % 3).unwrap()];
        world
            .deliver(&meta::texts("100", &[(&from, &format!("P{number}"), &id, START + number, text)]))
            .await;
    }
    let filter =
        |intent, sentiment, priority| InboxFilter { intent, sentiment, priority, ..InboxFilter::default() };
    let purchase = list(&world, &shop, filter(Some(Intent::Purchase), None, None)).await;
    assert_eq!(purchase.len(), 30);
    assert!(purchase.iter().all(|row| row.intent == Some(Intent::Purchase)));
    let negative = list(&world, &shop, filter(None, Some(Sentiment::Negative), None)).await;
    assert!(negative.len() == 30 && negative.iter().all(|row| row.sentiment == Some(Sentiment::Negative)));
    let angry = list(&world, &shop, filter(None, None, Some(Priority::Angry))).await;
    assert!(angry.len() == 30 && angry.iter().all(|row| row.priority == Some(Priority::Angry)));
    let both = list(&world, &shop, filter(Some(Intent::Purchase), None, Some(Priority::Angry))).await;
    assert_eq!(both.len(), 0);
    let by_priority = InboxFilter { order: Order::Priority, ..InboxFilter::default() };
    let (mut seen, mut after): (Vec<ConversationRow>, Option<InboxCursor>) = (Vec::new(), None);
    loop {
        let page = world.engine.inbox_page(&shop.owner, by_priority, after).await.unwrap();
        seen.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let order: Vec<(i16, i64)> =
        seen.iter().map(|row| (Priority::rank(row.priority), row.last_message_at.timestamp())).collect();
    let mut expected: Vec<(i16, i64)> =
        (0..90).map(|number| ([0, 1, 2][usize::try_from(number % 3).unwrap()], START + number)).collect();
    expected.sort_by(|one, other| other.cmp(one));
    assert_eq!(order, expected);
}

#[tokio::test]
async fn a_person_puts_a_message_right_and_everything_follows() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "Péssimo atendimento").await;
    says(&world, &shop, 2, "Oi, quero comprar o péssimo sofá").await;
    let before = thread(&world, &shop).await;
    assert_eq!(before.row.priority, Some(Priority::Angry));
    let sequence = before.sequence;
    for message in &before.messages {
        let right = correction(&before, message, Intent::Purchase, Some(Sentiment::Neutral));
        world.engine.correct_reading(&shop.owner, right).await.unwrap();
    }
    let after = thread(&world, &shop).await;
    let read = after.messages[0].reading.clone().unwrap();
    assert_eq!(read.intents, [Guess { id: Intent::Purchase, percent: 100 }]);
    assert_eq!(read.sentiment, Some(Sentiment::Neutral));
    assert_eq!((read.model.as_str(), read.by.unwrap().name.as_str()), ("person", "Bianca Nunes"));
    assert_eq!((after.row.intent, after.row.priority), (Some(Intent::Purchase), Some(Priority::Ready)));
    let told = world.events(&shop).await;
    let told: Vec<_> = told.iter().filter(|event| event.sequence > sequence).collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|event| event.kind == EventKind::MessageUpdated
        && event.member_id == Some(shop.owner.member)
        && event.conversation_id == Some(after.row.id)));
    let page = world.engine.classifier_page(&shop.owner).await.unwrap();
    assert_eq!((page.model.as_str(), page.score, page.corrections), ("words-1", Some(812), 2));
    assert_eq!(page.examples[1].text, "Péssimo atendimento");
    assert_eq!((page.examples[1].was, page.examples[1].intent), (Some(Intent::Complaint), Intent::Purchase));
    let mut admin = world.database.admin().await;
    let sealed: Vec<(Vec<u8>,)> =
        sqlx::query_as("select text_ct from label_example").fetch_all(&mut admin).await.unwrap();
    assert!(sealed.iter().all(|(text,)| !String::from_utf8_lossy(text).contains("atendimento")));
}

#[tokio::test]
async fn a_correction_taken_back_leaves_what_the_model_had_read_even_after_a_second_word() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "Que absurdo").await;
    let before = thread(&world, &shop).await;
    for intent in [Intent::Spam, Intent::OrderStatus] {
        let right = correction(&before, &before.messages[0], intent, None);
        world.engine.correct_reading(&shop.owner, right).await.unwrap();
    }
    let confirmed = thread(&world, &shop).await;
    assert_eq!(confirmed.row.intent, Some(Intent::OrderStatus));
    assert_eq!(world.engine.classifier_page(&shop.owner).await.unwrap().corrections, 1);
    world.engine.undo_correction(&shop.owner, before.messages[0].id).await.unwrap();
    let after = thread(&world, &shop).await;
    assert_eq!(after.messages[0].reading, before.messages[0].reading);
    assert_eq!((after.row.intent, after.row.priority), (before.row.intent, before.row.priority));
    let again = world.engine.undo_correction(&shop.owner, before.messages[0].id).await.unwrap_err();
    assert_eq!(again.code, Code::NotFound);
}

#[tokio::test]
async fn only_words_of_the_contact_are_put_right_and_only_by_who_answers() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    let other = world.shop("200").await;
    says(&world, &shop, 1, "Quero comprar").await;
    let send = prosa_wire::inbox::SendText {
        command_id: prosa_domain::id::CommandId(uuid::Uuid::from_u128(7)),
        conversation_id: thread(&world, &shop).await.row.id,
        text: "Quero comprar também".to_owned(),
        quoted: None,
    };
    world.engine.send_text(&shop.owner, send).await.unwrap();
    let place = json!({"latitude": 1.0, "longitude": 2.0});
    deliver(&world, vec![kind("wamid.9", START + 9, "location", place)]).await;
    let seen = thread(&world, &shop).await;
    let by_kind = |kind: &str, read: bool| {
        seen.messages.iter().find(|one| one.kind == kind && one.reading.is_some() == read).unwrap()
    };
    let refused = async |caller: &Caller, message: &MessageView| {
        let right = correction(&seen, message, Intent::Spam, None);
        world.engine.correct_reading(caller, right).await.unwrap_err().code
    };
    let viewer = Caller { role: Role::Viewer, ..shop.owner };
    assert_eq!(refused(&viewer, by_kind("text", true)).await, Code::Forbidden);
    assert_eq!(refused(&other.owner, by_kind("text", true)).await, Code::NotFound);
    assert_eq!(refused(&shop.owner, by_kind("text", false)).await, Code::NotFound, "it is ours");
    assert_eq!(refused(&shop.owner, by_kind("location", false)).await, Code::FieldInvalid);
    assert_eq!(world.engine.insights(&other.owner, seen.row.id).await.unwrap_err().code, Code::NotFound);
    assert_eq!(world.engine.classifier_page(&shop.owner).await.unwrap().corrections, 0);
}

#[tokio::test]
async fn a_correction_of_a_resolved_matter_changes_nothing_of_the_next() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "Péssimo").await;
    resolve(&world, &shop).await;
    says(&world, &shop, 60, "Quero comprar").await;
    let seen = thread(&world, &shop).await;
    assert_eq!(seen.row.priority, Some(Priority::Ready));
    let right = correction(&seen, &seen.messages[0], Intent::Spam, Some(Sentiment::Negative));
    world.engine.correct_reading(&shop.owner, right).await.unwrap();
    let after = thread(&world, &shop).await;
    assert_eq!((after.row.intent, after.row.priority), (Some(Intent::Purchase), Some(Priority::Ready)));
}

/// The newest text of a message.
fn edit(id: &str, target: i64, at: i64, text: &str) -> Value {
    let body = json!({"original_message_id": format!("wamid.{target}"), "message": {"type": "text", "text": {"body": text}}});
    kind(id, at, "edit", body)
}

#[tokio::test]
async fn a_text_that_was_changed_is_read_again_and_what_was_read_before_is_kept() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "quanto custa a mesa?").await;
    assert_eq!(standing(&world).await, stands("pricing", "neutral", 1));
    deliver(&world, vec![edit("wamid.2", 1, START + 5, "isso é um absurdo")]).await;
    let rows = kept(&world).await;
    assert_eq!((rows[0].1.as_deref(), rows[0].4.as_deref()), (Some("order_status"), Some("negative")));
    assert_eq!(rows[0].6.as_deref(), Some("words-1"));
    assert_eq!(
        (rows[1].0.as_str(), rows[1].6.as_deref()),
        ("edit", None),
        "the change itself is no message to read"
    );
    let (intent, sentiment, priority) = standing(&world).await;
    assert_eq!((intent.as_deref(), sentiment.as_deref()), (Some("order_status"), Some("negative")));
    assert_eq!(priority, 2, "an angry customer is seen first");

    // A change that was made earlier and comes later says nothing new; the same delivery again says nothing at all.
    deliver(&world, vec![edit("wamid.3", 1, START + 3, "adorei")]).await;
    deliver(&world, vec![edit("wamid.2", 1, START + 5, "isso é um absurdo")]).await;
    assert_eq!(kept(&world).await[0].1.as_deref(), Some("order_status"));
    let mut admin = world.database.admin().await;
    let before: Vec<(Option<String>, Option<String>)> =
        sqlx::query_as("select label, sentiment from reading_before").fetch_all(&mut admin).await.unwrap();
    assert_eq!(before, [(Some("pricing".to_owned()), Some("neutral".to_owned()))]);
    // Members see it beside what it is read as now, each company its own.
    let seen = thread(&world, &shop).await;
    let insights = world.engine.insights(&shop.owner, seen.row.id).await.unwrap();
    assert_eq!(insights.newest.as_ref().map(|(id, _)| *id), Some(seen.messages[0].id));
    let told = world.engine.read_before(&shop.owner, seen.row.id, seen.messages[0].id).await.unwrap();
    assert_eq!(told, insights.before);
    assert_eq!(
        (told.len(), told[0].intent, told[0].until.timestamp()),
        (1, Some(Intent::Pricing), START + 5)
    );
    let other = world.shop("200").await;
    let refused = world.engine.read_before(&other.owner, seen.row.id, seen.messages[0].id).await.unwrap_err();
    assert_eq!(refused.code, prosa_domain::refusal::Code::NotFound);
}

#[tokio::test]
async fn a_persons_word_outlives_a_change_and_what_is_put_right_is_what_is_said_now() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "quanto custa a mesa?").await;
    deliver(&world, vec![edit("wamid.2", 1, START + 5, "adorei a mesa")]).await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let conversation_id = page.rows[0].id;
    let message_id = world.engine.thread(&shop.owner, conversation_id).await.unwrap().messages[0].id;
    let right = CorrectReading { conversation_id, message_id, intent: Intent::Purchase, sentiment: None };
    world.engine.correct_reading(&shop.owner, right).await.unwrap();
    let page = world.engine.classifier_page(&shop.owner).await.unwrap();
    assert_eq!(page.examples[0].text, "adorei a mesa");
    deliver(&world, vec![edit("wamid.4", 1, START + 9, "quero cancelar")]).await;
    assert_eq!(kept(&world).await[0].1.as_deref(), Some("purchase"));
}

#[tokio::test]
async fn of_two_changes_in_one_delivery_the_last_one_holds() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    says(&world, &shop, 1, "oi").await;
    let changes =
        vec![edit("wamid.2", 1, START + 5, "adorei"), edit("wamid.3", 1, START + 6, "quero cancelar")];
    deliver(&world, changes).await;
    assert_eq!(kept(&world).await[0].1.as_deref(), Some("cancel_refund"));
}
