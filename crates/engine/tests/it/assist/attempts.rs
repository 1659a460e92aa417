//! Every attempt of the table in the domain, sent by a customer and planted in a page, with a model that says back whatever it
//! is told. None reaches it, and nothing it was told reaches anybody.

use super::Place;
use prosa_domain::{
    assist::{Kind, task::MadeBy},
    guard::{self, Origin},
    lang::Lang,
    refusal::Code,
};
use prosa_engine::assist::{Grounding, Passage};
use prosa_wire::assist::{AssistLimits, TranslateAsk, Way};

const ATTEMPTS: &str = include_str!("../../../../domain/src/guard/attempts.tsv");

#[tokio::test]
async fn no_attempt_of_a_customer_reaches_the_model_and_no_instruction_comes_back() {
    let place = Place::new().await;
    place.model(Kind::Compatible, "stub-echo").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let open = AssistLimits { day_money: None, day_tokens: None, per_minute: 600, link_hosts: Vec::new() };
    engine.save_assist_limits(owner, open).await.unwrap();
    let mut asked = 0;
    for (number, line) in (1_i64..).zip(ATTEMPTS.lines()) {
        let text = line.split_once('\t').unwrap().1.replace("\\n", "\n");
        let conversation_id = place.says(number, &text).await;
        let thread = engine.thread(owner, conversation_id).await.unwrap();
        let message_id = Some(thread.messages.last().unwrap().id);
        let ask =
            TranslateAsk { conversation_id, text: String::new(), message_id, to: Lang::Es, way: Way::In };
        let said = engine.translate_words(owner, ask).await;
        assert_eq!(said.unwrap_err().code, Code::AssistUnsafe, "{line}");
        asked += 1;
        if number % 40 == 0 {
            place.world.clock.advance(chrono::TimeDelta::minutes(2));
        }
    }
    assert!(asked >= 60);
    let calls = place.calls().await;
    assert!(!calls.is_empty());
    for call in calls {
        for message in call["body"]["messages"].as_array().unwrap() {
            if message["role"] == "user" {
                let text = message["content"].as_str().unwrap();
                assert!(guard::check_input(text, Origin::Customer).is_clean(), "{text}");
            }
        }
    }
    let offered: Vec<(i64,)> = place.rows("select count(*) from assistant_draft").await;
    assert_eq!(offered, [(0,)]);
}

#[tokio::test]
async fn no_attempt_in_a_page_reaches_the_model_or_is_offered_to_a_person() {
    let place = Place::new().await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    let attempts: Vec<String> =
        ATTEMPTS.lines().map(|line| line.split_once('\t').unwrap().1.replace("\\n", "\n")).collect();
    for five in attempts.chunks(5) {
        let page = |text: &String| Passage { title: "Entrega".to_owned(), text: text.clone() };
        let pages: Vec<Passage> = five.iter().map(page).collect();
        // Without a model the first passage is offered as it stands, if it may be.
        let draft =
            engine.draft_reply(owner, place.ask(conversation), Grounding::Given(pages), None).await.unwrap();
        assert_eq!(draft.made_by, MadeBy::Retrieval);
        assert!(guard::check_input(&draft.text, Origin::Knowledge).is_clean(), "{}", draft.text);
    }
    place.model(Kind::Compatible, "stub-grounded").await;
    let open = AssistLimits { day_money: None, day_tokens: None, per_minute: 600, link_hosts: Vec::new() };
    engine.save_assist_limits(owner, open).await.unwrap();
    for five in attempts.chunks(5) {
        let page = |text: &String| Passage { title: "Entrega".to_owned(), text: text.clone() };
        let pages: Vec<Passage> = five.iter().map(page).collect();
        let said = engine.draft_reply(owner, place.ask(conversation), Grounding::Given(pages), None).await;
        if let Ok(draft) = said {
            assert!(guard::check_input(&draft.text, Origin::Knowledge).is_clean(), "{}", draft.text);
        }
    }
    let calls = place.calls().await;
    assert!(calls.len() > 10);
    for call in calls {
        let system = call["body"]["messages"][0]["content"].as_str().unwrap();
        let sources = system.split_once("\n\nFontes:").unwrap().1;
        for line in sources.lines().filter(|line| !line.is_empty()) {
            let text = line.split_once("] ").unwrap().1;
            assert!(guard::check_input(text, Origin::Knowledge).is_clean(), "{text}");
        }
    }
}

#[tokio::test]
async fn a_model_that_says_back_what_it_was_told_is_never_heard() {
    let place = Place::new().await;
    place.model(Kind::OpenAi, "stub-echo").await;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    let (to, mut from) = tokio::sync::mpsc::unbounded_channel();
    let engine = &place.world.engine;
    let draft = engine
        .draft_reply(&place.shop.owner, place.ask(conversation), super::knowledge(), Some(to))
        .await
        .unwrap();
    assert_eq!(draft.made_by, MadeBy::Retrieval);
    let why = draft.instead_of.unwrap();
    assert_eq!((why.code, why.args["flaw"].as_str()), (Code::AssistUnsafe, "instructions"));
    assert!(from.try_recv().is_err(), "not a sentence of it was told on");
    let outcome: Vec<(String,)> = place.rows("select outcome from assistant_ask").await;
    assert_eq!(outcome, [("unsafe".to_owned(),)]);
}
