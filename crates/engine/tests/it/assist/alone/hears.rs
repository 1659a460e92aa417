//! Voice notes: a question like any other once they have words, and a person's matter where they have none in time.

use super::{Helped, Place, table};
use crate::{
    shop_files::{Files, settle},
    transcripts::{Listener, Will, ogg},
};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_domain::{
    assist::Failure,
    assistant::{HEAR_SECONDS, Handed, Mode},
};
use prosa_engine::{assistant::turn::Done, media::hear};
use prosa_testkit::meta;
use serde_json::json;
use std::{sync::Arc, time::Duration};

const ANA: &str = "5511900000001";
const STINT: Duration = Duration::from_secs(60);

struct Spoken {
    helped: Helped,
    files: Files,
}

impl Spoken {
    /// Somebody listens if a will is given.
    async fn new(will: Option<Will>) -> Self {
        let (place, files) = Place::with_files_reading(Arc::new(table())).await;
        if let Some(will) = will {
            place.world.engine.aside.listen_by(Arc::new(Listener::new(will)));
        }
        Self { helped: Helped::at(place, "stub-grounded", Mode::On).await, files }
    }

    /// A voice note whose file is still on its way.
    async fn speaks(&self) {
        let place = &self.helped.place;
        self.files.will("51", Ok(("audio/ogg; codecs=opus", ogg())));
        let contacts = json!([{"wa_id": ANA, "user_id": format!("BR.{ANA}"), "profile": {"name": "Marina"}}]);
        let at = place.world.engine.now().timestamp().to_string();
        let message = json!({"from": ANA, "from_user_id": format!("BR.{ANA}"), "id": "wamid.spoken", "timestamp": at,
            "type": "audio", "audio": {"id": "51", "mime_type": "audio/ogg; codecs=opus", "sha256": "c2hh", "voice": true}});
        let value = json!({"contacts": contacts, "messages": [message]});
        place.world.deliver(&meta::envelope(&place.shop.phone_number_id, value)).await;
    }

    async fn fetched(&self) {
        settle(&self.helped.place.world, &self.helped.place.shop).await;
    }

    async fn heard(&self) {
        let place = &self.helped.place;
        hear::work(&place.world.engine, place.shop.tenant, STINT).await.unwrap();
    }

    async fn look_at(&self) -> DateTime<Utc> {
        let sql = "select run_at from jobs.jobs where task_identifier = 'assistant-turn'";
        let rows: Vec<(DateTime<Utc>,)> = self.helped.place.rows(sql).await;
        assert_eq!(rows.len(), 1, "one look waits");
        rows[0].0
    }

    async fn now(&self) -> Vec<Done> {
        let place = &self.helped.place;
        prosa_engine::assistant::turn::work_due(&place.world.engine, place.shop.tenant).await.unwrap()
    }
}

#[tokio::test]
async fn a_voice_note_is_answered_as_soon_as_it_has_words() {
    let spoken = Spoken::new(Some(vec![Ok("Qual é o prazo de entrega?")])).await;
    spoken.speaks().await;
    assert_eq!(spoken.helped.looks().await, [Done::Later], "its file is on its way");
    spoken.fetched().await;
    assert_eq!(spoken.helped.looks().await, [], "nobody asks again and again");
    spoken.heard().await;
    assert_eq!(spoken.look_at().await, spoken.helped.place.world.engine.now(), "the words call");
    assert_eq!(spoken.now().await, [Done::Answered]);
    let sent = spoken.helped.place.calls().await[0]["body"].to_string();
    assert!(sent.contains("[áudio] Qual é o prazo de entrega?"), "{sent}");
    assert_eq!(spoken.helped.outbound().await, 1);
}

#[tokio::test]
async fn words_that_come_before_the_silence_are_over_wait_for_it() {
    let spoken = Spoken::new(Some(vec![Ok("Qual é o prazo de entrega?")])).await;
    spoken.speaks().await;
    spoken.fetched().await;
    spoken.heard().await;
    assert_eq!(spoken.now().await, [], "they may still be speaking");
    assert_eq!(spoken.helped.looks().await, [Done::Answered]);
}

#[tokio::test]
async fn without_words_in_time_a_person_answers() {
    let spoken = Spoken::new(Some(vec![Err(Failure::Timeout), Ok("Qual é o prazo de entrega?")])).await;
    spoken.speaks().await;
    spoken.fetched().await;
    spoken.heard().await;
    assert_eq!(spoken.helped.looks().await, [Done::Later]);
    spoken.helped.place.world.clock.advance(TimeDelta::seconds(HEAR_SECONDS - 21));
    assert_eq!(spoken.now().await, []);
    spoken.helped.place.world.clock.advance(TimeDelta::seconds(1));
    assert_eq!(spoken.now().await, [Done::Handed(Handed::NotText)]);
    spoken.heard().await;
    assert_eq!(spoken.helped.looks().await, [], "words that come later change nothing");
}

#[tokio::test]
async fn a_voice_note_that_will_never_have_words_goes_to_a_person_at_once() {
    for (will, waits) in
        [(Some(vec![Err(Failure::Refused)]), true), (Some(vec![Ok("")]), true), (None, false)]
    {
        let spoken = Spoken::new(will).await;
        spoken.speaks().await;
        spoken.fetched().await;
        if waits {
            assert_eq!(spoken.helped.looks().await, [Done::Later]);
            spoken.heard().await;
            assert_eq!(spoken.now().await, [Done::Handed(Handed::NotText)]);
        } else {
            assert_eq!(spoken.helped.looks().await, [Done::Handed(Handed::NotText)], "nobody listens");
        }
        assert!(spoken.helped.place.calls().await.is_empty());
    }
}

#[tokio::test]
async fn who_asks_for_a_person_by_voice_gets_one() {
    let spoken = Spoken::new(Some(vec![Ok("quero falar com uma pessoa")])).await;
    spoken.speaks().await;
    spoken.fetched().await;
    spoken.heard().await;
    assert_eq!(spoken.helped.looks().await, [Done::Handed(Handed::Person)]);
}
