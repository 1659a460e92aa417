//! Voice notes that somebody writes down.

use crate::shop_files::{Files, media_of, settle};
use bytes::Bytes;
use chrono::TimeDelta;
use prosa_domain::{
    access::Role,
    assist::Failure,
    event::EventKind,
    label::{Intent, Sentiment},
    refusal::Code,
};
use prosa_engine::{Caller, media::hear};
use prosa_provider::{
    Boxed,
    llm::{Audio, Broken, Transcriber, Transcript},
};
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::{
    inbox::{InboxFilter, MessageView, SearchAsk},
    media::TranscriptView,
    reading::CorrectReading,
};
use serde_json::json;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

const STINT: Duration = Duration::from_secs(60);

pub(crate) type Will = Vec<Result<&'static str, Failure>>;

/// Hears what the test says, one after the other, and keeps what it was given.
#[derive(Clone, Default)]
pub(crate) struct Listener(Arc<Mutex<(Will, Vec<(String, Bytes)>)>>);

impl Listener {
    pub(crate) fn new(will: Will) -> Self {
        Self(Arc::new(Mutex::new((will, Vec::new()))))
    }

    fn given(&self) -> Vec<(String, Bytes)> {
        self.0.lock().unwrap().1.clone()
    }
}

impl Transcriber for Listener {
    fn name(&self) -> String {
        "double/ears".to_owned()
    }

    fn transcribe<'a>(&'a self, audio: &'a Audio, _: Duration) -> Boxed<'a, Result<Transcript, Broken>> {
        let mut state = self.0.lock().unwrap();
        state.1.push((audio.mime.clone(), audio.bytes.clone()));
        let heard = match state.0.remove(0) {
            Ok(text) => Ok(Transcript { text: text.to_owned(), seconds: None, usage: None }),
            Err(failure) => Err(Broken::new(failure, "test")),
        };
        Box::pin(std::future::ready(heard))
    }
}

pub(crate) fn ogg() -> Vec<u8> {
    [b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01".as_slice(), &[7; 3_000]]
        .concat()
}

/// A voice note of a contact, its file fetched.
async fn spoken(world: &World, files: &Files, shop: &Shop) {
    files.will("51", Ok(("audio/ogg; codecs=opus", ogg())));
    let message = json!({"from": "5511987654321", "id": "wamid.51", "timestamp": START.to_string(), "type": "audio",
        "audio": {"id": "51", "mime_type": "audio/ogg; codecs=opus", "sha256": "c2hh", "voice": true}});
    world.deliver(&meta::envelope(&shop.phone_number_id, json!({"messages": [message]}))).await;
    settle(world, shop).await;
}

async fn listening(will: Will) -> (World, Files, Shop, Listener) {
    let (world, files) = crate::shop_files::world_of_words().await;
    let listener = Listener::new(will);
    world.engine.aside.listen_by(Arc::new(listener.clone()));
    let shop = world.shop("100").await;
    spoken(&world, &files, &shop).await;
    (world, files, shop, listener)
}

async fn hear(world: &World, shop: &Shop) -> usize {
    hear::work(&world.engine, shop.tenant, STINT).await.unwrap()
}

async fn shown(world: &World, shop: &Shop) -> Option<TranscriptView> {
    media_of(world, shop).await.transcript
}

async fn last(world: &World, shop: &Shop) -> MessageView {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap().messages.last().unwrap().clone()
}

#[tokio::test]
async fn a_voice_note_is_written_down_shown_found_read_and_sealed() {
    let (world, _files, shop, listener) =
        listening(vec![Ok("Oi, quanto custa o conserto da bicicleta?")]).await;
    assert_eq!(shown(&world, &shop).await, Some(TranscriptView::Pending));
    let before = world.events(&shop).await.len();
    assert_eq!(hear(&world, &shop).await, 1);
    assert_eq!(listener.given(), [("audio/ogg".to_owned(), Bytes::from(ogg()))]);
    let words = "Oi, quanto custa o conserto da bicicleta?".to_owned();
    assert_eq!(shown(&world, &shop).await, Some(TranscriptView::Done(words)));
    let told = world.events(&shop).await;
    assert!(told[before..].iter().any(|event| event.kind == EventKind::MessageUpdated));

    let ask = SearchAsk { words: "bicicleta".to_owned(), before: None };
    let page = world.engine.search_messages(&shop.owner, ask).await.unwrap();
    assert_eq!(page.found.len(), 1);
    assert!(page.found[0].text.contains("bicicleta"), "{}", page.found[0].text);

    let message = last(&world, &shop).await;
    let reading = message.reading.unwrap();
    assert_eq!((reading.intents[0].id, reading.model.as_str()), (Intent::Pricing, "words-1"));
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    assert_eq!(page.rows[0].intent, Some(Intent::Pricing));

    let mut admin = world.database.admin().await;
    let rows: Vec<(String, Vec<u8>, String)> =
        sqlx::query_as("select model, text_ct, language from transcript")
            .fetch_all(&mut admin)
            .await
            .unwrap();
    assert_eq!((rows[0].0.as_str(), rows[0].2.as_str()), ("double/ears", "pt"));
    assert!(!String::from_utf8_lossy(&rows[0].1).contains("bicicleta"));
    assert_eq!(hear(&world, &shop).await, 0, "nothing is heard twice");
}

#[tokio::test]
async fn what_a_voice_note_says_can_be_put_right_by_a_person() {
    let (world, _files, shop, _) = listening(vec![Ok("quanto custa")]).await;
    hear(&world, &shop).await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let right = CorrectReading {
        conversation_id: page.rows[0].id,
        message_id: last(&world, &shop).await.id,
        intent: Intent::Objection,
        sentiment: Some(Sentiment::Negative),
    };
    world.engine.correct_reading(&shop.owner, right).await.unwrap();
    let page = world.engine.classifier_page(&shop.owner).await.unwrap();
    assert_eq!(page.examples[0].text, "quanto custa");
}

#[tokio::test]
async fn a_listener_that_is_away_is_asked_again_after_a_pause_and_at_last_given_up() {
    let (world, _files, shop, listener) = listening(vec![Err(Failure::Timeout); 6]).await;
    for attempt in 1..=6_u32 {
        assert_eq!(hear(&world, &shop).await, 1, "attempt {attempt}");
        assert_eq!(hear(&world, &shop).await, 0, "no pause after attempt {attempt}");
        let expected = if attempt < 6 {
            TranscriptView::Pending
        } else {
            TranscriptView::Failed("transcript-failure-away".to_owned())
        };
        assert_eq!(shown(&world, &shop).await, Some(expected));
        world.clock.advance(TimeDelta::seconds(30 * 4_i64.pow(attempt - 1) + 1));
    }
    assert_eq!(hear(&world, &shop).await, 0);
    assert_eq!(listener.given().len(), 6);
}

#[tokio::test]
async fn a_sound_that_is_refused_is_given_up_at_once_and_silence_is_an_answer() {
    let (world, _files, shop, _) = listening(vec![Err(Failure::Refused)]).await;
    hear(&world, &shop).await;
    let failed = TranscriptView::Failed("transcript-failure-refused".to_owned());
    assert_eq!(shown(&world, &shop).await, Some(failed));

    let (world, _files, shop, _) = listening(vec![Ok("")]).await;
    hear(&world, &shop).await;
    assert_eq!(shown(&world, &shop).await, Some(TranscriptView::Done(String::new())));
    assert_eq!(last(&world, &shop).await.reading, None);
}

#[tokio::test]
async fn without_a_listener_nothing_is_asked_for_and_pictures_never_are() {
    let (world, files) = crate::shop_files::world_of_words().await;
    let shop = world.shop("100").await;
    spoken(&world, &files, &shop).await;
    assert_eq!(shown(&world, &shop).await, None);
    world.engine.aside.listen_by(Arc::new(Listener::default()));
    files.will("52", Ok(("image/png", crate::shop_files::PNG.clone())));
    world.deliver(&crate::shop_files::image(&shop, "wamid.52", "52", START + 1)).await;
    settle(&world, &shop).await;
    assert_eq!(shown(&world, &shop).await, None);
    assert_eq!(hear(&world, &shop).await, 0);
}

#[tokio::test]
async fn a_person_has_it_tried_again_by_hand_also_what_came_before_anybody_listened() {
    let (world, files) = crate::shop_files::world_of_words().await;
    let shop = world.shop("100").await;
    spoken(&world, &files, &shop).await;
    let id = media_of(&world, &shop).await.id;
    let again = |caller| world.engine.retry_media(caller, id);
    assert_eq!(again(&shop.owner).await.unwrap_err().code, Code::AssistNeedsModel);
    let listener = Listener::new(vec![Err(Failure::Refused), Ok("bom dia")]);
    world.engine.aside.listen_by(Arc::new(listener.clone()));
    assert_eq!(shown(&world, &shop).await, Some(TranscriptView::Unasked));

    let other = world.shop("200").await;
    assert_eq!(again(&other.owner).await.unwrap_err().code, Code::NotFound);
    let viewer = Caller { role: Role::Viewer, ..shop.owner };
    assert_eq!(again(&viewer).await.unwrap_err().code, Code::Forbidden);
    assert!(listener.given().is_empty());

    let before = world.events(&shop).await.len();
    again(&shop.owner).await.unwrap();
    assert_eq!(shown(&world, &shop).await, Some(TranscriptView::Pending));
    assert_eq!(world.events(&shop).await[before..].len(), 1, "others see that it is on its way");
    hear(&world, &shop).await;
    assert_eq!(
        shown(&world, &shop).await,
        Some(TranscriptView::Failed("transcript-failure-refused".to_owned()))
    );
    again(&shop.owner).await.unwrap();
    assert_eq!(again(&shop.owner).await.unwrap_err().code, Code::NotFound, "it waits already");
    hear(&world, &shop).await;
    assert_eq!(shown(&world, &shop).await, Some(TranscriptView::Done("bom dia".to_owned())));
}
