//! What a tenant teaches the classifier: the next like message, nobody else's, off and on again, on every node.

use chrono::Duration;
use prosa_domain::{access::Role, label::Intent, refusal::Code};
use prosa_engine::{
    Caller, Engine, Parts, Settings, head::LearnHead, job::Task as _, keyring::Keyring, live,
    port::NoEmbedder,
};
use prosa_provider::Registry;
use prosa_testkit::{
    FakeClock, TestDb, World,
    classifier::WordTable,
    database::rand128,
    world::{Files, Letters, START, Shop},
};
use prosa_vault::FileKeyProvider;
use prosa_wire::{
    inbox::{InboxFilter, MessageView},
    reading::{ClassifierView, CorrectReading, Reader},
};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

async fn newest(world: &World, shop: &Shop) -> MessageView {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap().messages.pop().unwrap()
}

/// What the customer says, and what it was read as, with the name of the model.
async fn read(world: &World, shop: &Shop, number: i64, text: &str) -> (Option<Intent>, String) {
    world
        .receive(
            shop,
            "5511987654321",
            &format!("wamid.{}.{number}", shop.phone_number_id),
            START + number,
            text,
        )
        .await;
    let reading = newest(world, shop).await.reading.unwrap();
    (reading.intents.first().map(|guess| guess.id), reading.model)
}

async fn correct(world: &World, shop: &Shop, intent: Intent) {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let message = newest(world, shop).await;
    let right =
        CorrectReading { conversation_id: page.rows[0].id, message_id: message.id, intent, sentiment: None };
    world.engine.correct_reading(&shop.owner, right).await.unwrap();
}

async fn learn(world: &World, shop: &Shop) {
    LearnHead { tenant: shop.tenant }.run(world.engine.clone()).await.unwrap();
}

async fn page(world: &World, shop: &Shop) -> ClassifierView {
    world.engine.classifier_page(&shop.owner).await.unwrap()
}

fn said(intent: Option<Intent>, model: &str) -> (Option<Intent>, String) {
    (intent, model.to_owned())
}

#[tokio::test]
async fn a_correction_changes_the_next_like_message_of_that_tenant_only() {
    let world = World::with_words().await;
    let (shop, other) = (world.shop("100").await, world.shop("200").await);
    assert_eq!(read(&world, &shop, 1, "glow amanhã").await, said(None, "words-1"));
    correct(&world, &shop, Intent::Scheduling).await;
    assert_eq!(page(&world, &shop).await.own.taught, 1);
    learn(&world, &shop).await;
    assert_eq!(read(&world, &shop, 2, "glow amanhã").await, said(Some(Intent::Scheduling), "words-1+1"));
    assert_eq!(read(&world, &shop, 3, "quanto custa").await, said(Some(Intent::Pricing), "words-1+1"));
    assert_eq!(read(&world, &other, 1, "glow amanhã").await, said(None, "words-1"));
    let own = page(&world, &shop).await.own;
    assert_eq!((own.reader, own.learned, own.version.as_deref()), (Reader::Own, 1, Some("words-1+1")));
    assert_eq!(own.score.unwrap().before.own, 1);
    assert_eq!(page(&world, &other).await.own.score, None);
}

#[tokio::test]
async fn the_switch_gives_the_shipped_reading_and_gives_back_what_was_taught() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    read(&world, &shop, 1, "glow amanhã").await;
    correct(&world, &shop, Intent::Scheduling).await;
    learn(&world, &shop).await;
    world.engine.choose_reader(&shop.owner, Reader::Shipped).await.unwrap();
    assert_eq!(read(&world, &shop, 2, "glow amanhã").await, said(None, "words-1"));
    correct(&world, &shop, Intent::Pricing).await;
    learn(&world, &shop).await;
    let own = page(&world, &shop).await.own;
    assert_eq!((own.reader, own.learned), (Reader::Shipped, 2), "it goes on learning, and does not read");
    assert_eq!(read(&world, &shop, 3, "glow amanhã").await, said(None, "words-1"));
    world.engine.choose_reader(&shop.owner, Reader::Own).await.unwrap();
    assert_eq!(read(&world, &shop, 4, "glow amanhã").await, said(Some(Intent::Pricing), "words-1+2"));
    let manager = Caller { role: Role::Manager, ..shop.owner };
    let refused = world.engine.choose_reader(&manager, Reader::Shipped).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
}

#[tokio::test]
async fn what_was_taught_is_forgotten_and_only_what_comes_after_is_learned() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    read(&world, &shop, 1, "glow amanhã").await;
    correct(&world, &shop, Intent::Scheduling).await;
    learn(&world, &shop).await;
    world.engine.forget_taught(&shop.owner).await.unwrap();
    assert_eq!(read(&world, &shop, 2, "glow amanhã").await, said(None, "words-1"));
    let before = page(&world, &shop).await;
    assert_eq!((before.corrections, before.own.taught, before.own.learned), (1, 0, 0));
    learn(&world, &shop).await;
    assert_eq!(
        read(&world, &shop, 3, "glow amanhã").await,
        said(None, "words-1"),
        "old examples teach nothing"
    );
    world.clock.advance(Duration::seconds(1));
    correct(&world, &shop, Intent::Purchase).await;
    learn(&world, &shop).await;
    assert_eq!(read(&world, &shop, 4, "glow amanhã").await, said(Some(Intent::Purchase), "words-1+1"));
}

#[tokio::test]
async fn a_correction_taken_back_is_unlearned() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    read(&world, &shop, 1, "glow amanhã").await;
    correct(&world, &shop, Intent::Scheduling).await;
    learn(&world, &shop).await;
    let taught = newest(&world, &shop).await;
    world.engine.undo_correction(&shop.owner, taught.id).await.unwrap();
    learn(&world, &shop).await;
    assert_eq!(read(&world, &shop, 2, "glow amanhã").await, said(None, "words-1"));
}

#[tokio::test]
async fn what_is_kept_of_it_is_sealed() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    read(&world, &shop, 1, "glow amanhã").await;
    correct(&world, &shop, Intent::Scheduling).await;
    learn(&world, &shop).await;
    let mut admin = world.database.admin().await;
    let (sealed,): (Vec<u8>,) =
        sqlx::query_as("select weights_ct from tenant_head").fetch_one(&mut admin).await.unwrap();
    assert!(!sealed.is_empty() && !String::from_utf8_lossy(&sealed).contains("glow"));
}

#[tokio::test]
async fn a_head_of_another_model_reads_nothing_and_is_learned_anew() {
    let world = World::with_words().await;
    let shop = world.shop("100").await;
    read(&world, &shop, 1, "glow amanhã").await;
    correct(&world, &shop, Intent::Scheduling).await;
    learn(&world, &shop).await;
    let mut admin = world.database.admin().await;
    let older = "update tenant_head set model = 'words-0', revision = revision + 1";
    sqlx::query(older).execute(&mut admin).await.unwrap();
    sqlx::query("delete from jobs._private_jobs").execute(&mut admin).await.unwrap();
    world.clock.advance(Duration::seconds(31));
    assert_eq!(read(&world, &shop, 2, "glow amanhã").await, said(None, "words-1"));
    let (waiting,): (i64,) =
        sqlx::query_as("select count(*) from jobs.jobs where task_identifier = 'learn_head'")
            .fetch_one(&mut admin)
            .await
            .unwrap();
    assert_eq!(waiting, 1);
    learn(&world, &shop).await;
    assert_eq!(read(&world, &shop, 3, "glow amanhã").await, said(Some(Intent::Scheduling), "words-1+1"));
}

/// Two nodes over one database.
async fn nodes() -> (World, Engine) {
    let database = TestDb::new().await;
    let clock = Arc::new(FakeClock::at(START));
    let file = std::env::temp_dir().join(format!("prosa-heads-{:032x}.key", rand128()));
    let (files, blobs) = Files::new();
    let mut engines = Vec::new();
    for _ in 0..2 {
        let keys = Arc::new(FileKeyProvider::open_or_create(&file).unwrap());
        engines.push(Engine::new(Parts {
            db: database.db.clone(),
            keyring: Keyring::open(database.db.clone(), keys, clock.clone()).await.unwrap(),
            clock: clock.clone(),
            mailer: Arc::new(Letters::default()),
            classifier: Arc::new(WordTable::shop()),
            embedder: Arc::new(NoEmbedder),
            blobs: blobs.clone(),
            providers: Registry::standard("http://127.0.0.1").unwrap(),
            settings: Settings::default(),
        }));
    }
    std::fs::remove_file(&file).unwrap();
    let two = engines.pop().unwrap();
    let engine = engines.pop().unwrap();
    (World { database, engine, clock, letters: Arc::default(), files }, two)
}

#[tokio::test]
async fn what_one_node_learned_the_other_reads_by_as_soon_as_it_hears() {
    let (world, two) = nodes().await;
    let shop = world.shop("100").await;
    let stop = CancellationToken::new();
    let hearing = tokio::spawn(live::run(world.engine.clone(), stop.clone()));
    assert_eq!(read(&world, &shop, 1, "glow amanhã").await, said(None, "words-1"));
    correct(&world, &shop, Intent::Scheduling).await;
    LearnHead { tenant: shop.tenant }.run(two.clone()).await.unwrap();
    // The clock stands still, so that only the word of the other node can make it look again.
    let mut last = said(None, "");
    for number in 2..200 {
        last = read(&world, &shop, number, "glow amanhã").await;
        if last.0.is_some() {
            break;
        }
    }
    assert_eq!(last, said(Some(Intent::Scheduling), "words-1+1"));
    two.choose_reader(&shop.owner, Reader::Shipped).await.unwrap();
    for number in 200..400 {
        last = read(&world, &shop, number, "glow amanhã").await;
        if last.0.is_none() {
            break;
        }
    }
    assert_eq!(last, said(None, "words-1"));
    stop.cancel();
    hearing.await.unwrap();
}
