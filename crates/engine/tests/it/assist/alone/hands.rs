//! Handing over: for each reason, with one sentence, until a person closes the matter or gives it back.

use super::{Helped, SENTENCE};
use chrono::TimeDelta;
use prosa_domain::{
    assistant::{Handed, Mode},
    conversation::ConversationStatus,
    id::CommandId,
};
use prosa_engine::assistant::turn::Done;
use prosa_testkit::database::rand128;
use prosa_wire::{
    assist::AssistLimits,
    inbox::{Assign, InboxFilter, SendText, SetStatus},
};
use uuid::Uuid;

const ANA: &str = "5511900000001";

async fn answers(helped: &Helped, conversation_id: prosa_domain::id::ConversationId, text: &str) {
    let command_id = CommandId(Uuid::from_u128(rand128()));
    let send = SendText { command_id, conversation_id, text: text.to_owned(), quoted: None };
    helped.place.world.engine.send_text(&helped.place.shop.owner, send).await.unwrap();
}

#[tokio::test]
async fn every_reason_for_a_person_hands_over_and_says_so_once() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    for (number, (text, reason)) in (0_i64..).zip([
        ("Quero falar com um atendente sobre o prazo", Handed::Person),
        ("tem uma pessoa aí?", Handed::Person),
        ("chama a DONA ZILÁ", Handed::Person),
        ("o prazo de vocês é péssimo", Handed::Complaint),
        ("que raiva, e o prazo?", Handed::Angry),
        ("preciso cancelar", Handed::Cancel),
        ("quero comprar uma mesa", Handed::Scope),
        ("Vocês fazem casamento na praia com fogos?", Handed::NoSource),
    ]) {
        let wa_id = format!("55119{:08}", 20_000_000 + number);
        let conversation = helped.writes(&wa_id, text).await;
        assert_eq!(helped.looks().await, [Done::Handed(reason)], "{text}");
        let thread = helped.thread(conversation).await;
        let told = thread.last().unwrap();
        assert_eq!(told.text, SENTENCE, "{text}");
        assert_eq!(told.machine.clone().unwrap().assistant.as_deref(), Some("Aurora"));
        let engine = &helped.place.world.engine;
        let page = engine.inbox_page(&helped.place.shop.owner, InboxFilter::default(), None).await.unwrap();
        let row = page.rows.into_iter().find(|row| row.id == conversation).unwrap();
        let intent = row.intent.unwrap();
        assert!(prosa_domain::standing::matters(intent), "{text}: {intent:?}");
        // It keeps silent, whatever is asked now.
        helped.writes(&wa_id, "Qual é o prazo de entrega?").await;
        assert_eq!(helped.looks().await, [], "{text}");
        assert_eq!(helped.thread(conversation).await.len(), thread.len() + 1);
    }
}

#[tokio::test]
async fn a_model_that_is_away_unsafe_or_unsure_hands_over_and_the_team_is_told_once_a_day() {
    for (model, reason, letters) in [
        ("stub-server-error", Handed::ModelAway, 1),
        ("stub-echo", Handed::Unsafe, 0),
        ("stub-timeout", Handed::ModelAway, 1),
    ] {
        let helped = Helped::new(model, Mode::On).await;
        helped.writes(ANA, "Qual é o prazo de entrega?").await;
        assert_eq!(helped.looks().await, [Done::Handed(reason)], "{model}");
        helped.writes("5511900000002", "Qual é mesmo o prazo de entrega?").await;
        assert_eq!(helped.looks().await, [Done::Handed(reason)], "{model}");
        let jobs: Vec<(i64,)> =
            helped.place.rows("select count(*) from jobs.jobs where task_identifier = 'alarm_letter'").await;
        assert_eq!(jobs, [(letters,)], "{model}");
    }
}

#[tokio::test]
async fn without_a_model_or_money_a_person_answers() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    let engine = &helped.place.world.engine;
    let owner = &helped.place.shop.owner;
    let limits =
        AssistLimits { day_money: None, day_tokens: Some(10), per_minute: 20, link_hosts: Vec::new() };
    engine.save_assist_limits(owner, limits).await.unwrap();
    helped.writes(ANA, "Qual é o prazo de entrega?").await;
    assert_eq!(helped.looks().await, [Done::Handed(Handed::Budget)]);
    let models = engine.assist_page(owner).await.unwrap().models;
    engine.remove_model(owner, models[0].id).await.unwrap();
    helped.writes("5511900000002", "Qual é o prazo de entrega?").await;
    assert_eq!(helped.looks().await, [Done::Handed(Handed::NoModel)]);
    assert!(helped.place.calls().await.is_empty());
}

#[tokio::test]
async fn the_answers_of_a_day_have_an_end_in_a_conversation_and_in_the_company() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    helped
        .rules(|rules| {
            rules.limits.conversation_day = 1;
            rules.limits.tenant_day = 2;
        })
        .await;
    for (wa_id, done) in [
        (ANA, Done::Answered),
        (ANA, Done::Handed(Handed::ConversationLimit)),
        ("5511900000002", Done::Answered),
        ("5511900000003", Done::Handed(Handed::TenantLimit)),
    ] {
        helped.writes(wa_id, "Qual é o prazo de entrega?").await;
        assert_eq!(helped.looks().await, [done], "{wa_id}");
    }
    // A new day has answers of its own.
    helped.place.world.clock.advance(TimeDelta::hours(23));
    helped.writes("5511900000002", "E qual é o prazo de entrega hoje?").await;
    assert_eq!(helped.looks().await, [Done::Answered]);
}

#[tokio::test]
async fn a_person_who_writes_or_types_keeps_the_assistant_out_for_a_while() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    let conversation = helped.writes(ANA, "Qual é o prazo de entrega?").await;
    answers(&helped, conversation, "Oi, já vejo para você").await;
    assert_eq!(helped.looks().await, [Done::Left], "a person answered already");
    helped.writes(ANA, "Tá, e o prazo de entrega?").await;
    assert_eq!(helped.looks().await, [Done::Left], "a person wrote a minute ago");
    helped.place.world.clock.advance(TimeDelta::minutes(61));
    helped.writes(ANA, "E o prazo de entrega?").await;
    assert_eq!(helped.looks().await, [Done::Answered]);
    let conversation = helped.writes("5511900000002", "Qual é o prazo de entrega?").await;
    helped.place.world.engine.typing(&helped.place.shop.owner, conversation).await.unwrap();
    assert_eq!(helped.looks().await, [Done::Left], "a person is writing");
    assert_eq!(helped.outbound().await, 2);
}

#[tokio::test]
async fn who_takes_a_conversation_has_it_until_it_is_given_back_or_resolved() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    let engine = &helped.place.world.engine;
    let owner = &helped.place.shop.owner;
    let conversation_id = helped.writes(ANA, "Qual é o prazo de entrega?").await;
    let near = engine.assistant_near(owner, conversation_id).await.unwrap().unwrap();
    assert_eq!((near.name.as_str(), near.with_person), ("Aurora", false));
    engine.assign(owner, Assign { conversation_id, member_id: Some(owner.member) }).await.unwrap();
    assert!(engine.assistant_near(owner, conversation_id).await.unwrap().unwrap().with_person);
    assert_eq!(helped.looks().await, []);
    helped.writes(ANA, "Qual é o prazo de entrega?").await;
    assert_eq!(helped.looks().await, []);
    let row = engine.thread(owner, conversation_id).await.unwrap().row;
    assert_eq!(row.assignee.unwrap().id, owner.member);
    engine.assign(owner, Assign { conversation_id, member_id: None }).await.unwrap();
    helped.writes(ANA, "Alguém? Qual é o prazo de entrega?").await;
    assert_eq!(helped.looks().await, [Done::Answered]);
    helped.writes(ANA, "quero falar com um atendente").await;
    assert_eq!(helped.looks().await, [Done::Handed(Handed::Person)]);
    let command = SetStatus { conversation_id, status: ConversationStatus::Resolved };
    engine.set_status(owner, command).await.unwrap();
    helped.writes(ANA, "Voltei. Qual é o prazo de entrega mesmo?").await;
    assert_eq!(helped.looks().await, [Done::Answered]);
}

#[tokio::test]
async fn questions_that_come_too_often_wait_their_turn() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    let limits = AssistLimits { day_money: None, day_tokens: None, per_minute: 1, link_hosts: Vec::new() };
    helped.place.world.engine.save_assist_limits(&helped.place.shop.owner, limits).await.unwrap();
    helped.writes(ANA, "Qual é o prazo de entrega?").await;
    helped.writes("5511900000002", "E o prazo de entrega para Recife?").await;
    assert_eq!(helped.looks().await, [Done::Answered, Done::Later]);
    helped.place.world.clock.advance(TimeDelta::minutes(1));
    assert_eq!(helped.looks().await, [Done::Answered]);
    assert_eq!(helped.outbound().await, 2);
}
