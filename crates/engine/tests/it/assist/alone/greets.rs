//! A greeting alone, and the company's own line for it.

use super::{Helped, form};
use chrono::TimeDelta;
use prosa_domain::{assistant::Mode, refusal::Code};
use prosa_engine::assistant::turn::Done;
use prosa_wire::assistant::AssistantForm;

const ANA: &str = "5511900000001";
const GREETING: &str = "Olá, aqui é a Aurora. Como posso ajudar?";

async fn greeting(model: &str, mode: Mode) -> Helped {
    let helped = Helped::new(model, mode).await;
    let greeting = format!(" {}\n", GREETING.replace(". ", ".\n"));
    let form = AssistantForm { id: Some(helped.assistant), greeting, ..form(&helped.place) };
    helped.place.world.engine.save_assistant(&helped.place.shop.owner, form).await.unwrap();
    helped
}

#[tokio::test]
async fn a_greeting_alone_gets_the_companys_line_once_in_a_window_and_no_model_is_asked() {
    let helped = greeting("stub-grounded", Mode::On).await;
    let conversation = helped.writes(ANA, "bom dia").await;
    assert_eq!(helped.looks().await, [Done::Greeted]);
    let thread = helped.thread(conversation).await;
    let said = thread.last().unwrap();
    assert_eq!(said.text, GREETING);
    let mark = said.machine.clone().unwrap();
    assert_eq!((mark.assistant.as_deref(), mark.model.as_str()), (Some("Aurora"), ""));
    helped.writes(ANA, "bom dia").await;
    assert_eq!(helped.looks().await, [Done::Left], "once is enough");
    helped.writes(ANA, "Qual é o prazo de entrega?").await;
    assert_eq!(helped.looks().await, [Done::Answered]);
    assert_eq!(helped.place.calls().await.len(), 1);
    helped.place.world.clock.advance(TimeDelta::hours(24));
    helped.writes(ANA, "bom dia").await;
    assert_eq!(helped.looks().await, [Done::Greeted], "another day");
    assert_eq!(helped.outbound().await, 3);
    let owner = &helped.place.shop.owner;
    let page = helped.place.world.engine.assistants_page(owner).await.unwrap();
    assert_eq!((page.assistants[0].answered, page.assistants[0].handed), (1, 0), "a greeting is no answer");
    assert_eq!(page.assistants[0].greeting, GREETING);
    assert!(page.turns[0].greeted && !page.turns[1].greeted);
    assert_eq!((page.turns[0].text.as_str(), page.turns[0].tokens), (GREETING, 0));
}

#[tokio::test]
async fn without_a_line_with_a_question_or_after_a_person_nobody_is_greeted() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    helped.writes(ANA, "bom dia").await;
    assert_eq!(helped.looks().await, [Done::Left]);
    let helped = greeting("stub-grounded", Mode::On).await;
    helped.writes(ANA, "bom dia").await;
    helped.writes(ANA, "Qual é o prazo de entrega?").await;
    assert_eq!(helped.looks().await, [Done::Answered]);
    helped.writes(ANA, "quero falar com uma pessoa").await;
    assert!(matches!(helped.looks().await[..], [Done::Handed(_)]));
    helped.writes(ANA, "bom dia").await;
    assert_eq!(helped.looks().await, []);
    assert_eq!(helped.outbound().await, 2);
}

#[tokio::test]
async fn a_rehearsal_writes_the_greeting_down_and_sends_nothing() {
    let helped = greeting("stub-grounded", Mode::Rehearsal).await;
    helped.writes(ANA, "bom dia").await;
    assert_eq!(helped.looks().await, [Done::Greeted]);
    assert_eq!(helped.outbound().await, 0);
    let owner = &helped.place.shop.owner;
    let page = helped.place.world.engine.assistants_page(owner).await.unwrap();
    assert_eq!((page.turns[0].text.as_str(), page.turns[0].mode), (GREETING, Mode::Rehearsal));
}

#[tokio::test]
async fn a_line_that_is_too_long_is_refused_with_its_field() {
    let helped = Helped::new("stub-grounded", Mode::Off).await;
    let long = AssistantForm { greeting: "a".repeat(201), ..form(&helped.place) };
    let owner = &helped.place.shop.owner;
    let refused = helped.place.world.engine.save_assistant(owner, long).await.unwrap_err();
    assert_eq!((refused.code, refused.args["field"].as_str()), (Code::FieldTooLong, "greeting"));
}
