//! One after the other is asked until somebody answers, and every call is written down.

use crate::model::{Models, short};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use prosa_domain::{
    assist::{
        Counted, Ended, Failure, Kind, Usage,
        breaker::{Breaker, FAILURES_MAX},
        failover::{Able, Chance},
        price::ModelPrice,
        window::Speaker,
    },
    price::Currency,
};
use prosa_provider::llm::{Choice, Desk, Message, Moment, Outcome, Part, Piece, Plan, Request};
use std::time::{Duration, Instant};

const SOURCES: &str = "[1] O prazo de entrega é de 5 dias úteis.";
const SAID: &str = "O prazo de entrega é de 5 dias úteis. [1]";

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap()
}

fn question() -> Request {
    Request::new(SOURCES, "Qual é o prazo de entrega?", 200)
}

fn price(kind: Kind, model: &str) -> ModelPrice {
    ModelPrice {
        kind,
        model: model.to_owned(),
        currency: Currency::USD,
        input: 1_000_000,
        cached: 500_000,
        output: 4_000_000,
        valid_from: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
        valid_until: None,
    }
}

fn plan(choices: Vec<Choice>) -> Plan {
    Plan { choices, within: Duration::from_secs(20) }
}

async fn ask(desk: &Desk, plan: &Plan, request: &Request) -> Outcome {
    let mut chance = || Chance::of_thousand(0);
    desk.ask(plan, request, Moment { now: now(), chance: &mut chance, heard: None, unwanted: None }).await
}

/// Asks and listens; `|` stands where it began again.
async fn listen(desk: &Desk, plan: &Plan, request: &Request) -> (Outcome, String) {
    let mut heard = String::new();
    let mut hear = |piece: Piece<'_>| match piece {
        Piece::Text(text) => heard.push_str(text),
        Piece::Restart => heard.push('|'),
    };
    let mut chance = || Chance::of_thousand(0);
    let outcome = desk
        .ask(
            plan,
            request,
            Moment { now: now(), chance: &mut chance, heard: Some(&mut hear), unwanted: None },
        )
        .await;
    (outcome, heard)
}

fn story(outcome: &Outcome) -> Vec<(String, Result<Ended, &'static str>)> {
    let one = |attempt: &prosa_provider::llm::Attempt| {
        (attempt.choice.clone(), attempt.ended.map_err(Failure::as_str))
    };
    outcome.attempts.iter().map(one).collect()
}

#[tokio::test]
async fn the_first_who_answers_is_enough_and_every_call_is_written_down() {
    let models = Models::start().await;
    let desk = Desk::new(models.client());
    let good = Choice {
        price: Some(price(Kind::Anthropic, "stub-grounded")),
        ..models.choice(Kind::Anthropic, "stub-grounded", 2)
    };
    let plan = plan(vec![
        models.choice(Kind::Gemini, "never-asked", 3),
        good,
        models.choice(Kind::OpenAi, "stub-server-error", 1),
    ]);
    let outcome = ask(&desk, &plan, &question()).await;
    assert_eq!(outcome.answer.as_ref().unwrap().text, SAID);
    let failed = ("openai/stub-server-error".to_owned(), Err("server_error"));
    let answered = ("anthropic/stub-grounded".to_owned(), Ok(Ended::Complete));
    assert_eq!(story(&outcome), [failed.clone(), failed, answered]);
    let last = outcome.attempts.last().unwrap();
    assert_eq!((last.counted, last.currency), (Counted::Told, Some(Currency::USD)));
    let Usage { input, output, .. } = last.usage;
    assert_eq!(last.cost_micros, Some(i64::from(input) + 4 * i64::from(output)));
    assert_eq!(outcome.cost_micros(), last.cost_micros, "refused calls cost nothing");
    assert_eq!(outcome.usage(), last.usage);
    assert!(outcome.attempts[0].word.starts_with("server_error"));
}

#[tokio::test]
async fn what_will_not_get_better_is_not_tried_again() {
    let models = Models::start().await;
    for model in ["stub-auth", "stub-quota", "stub-too-long", "stub-blocked", "stub-missing"] {
        let desk = Desk::new(models.client());
        let outcome = ask(&desk, &plan(vec![models.choice(Kind::OpenAi, model, 1)]), &question()).await;
        assert_eq!(outcome.attempts.len(), 1, "{model}");
        assert!(outcome.answer.is_err(), "{model}");
    }
}

#[tokio::test]
async fn an_answer_without_a_word_is_none_and_the_next_is_asked() {
    let models = Models::start().await;
    let desk = Desk::new(models.client());
    for kind in Kind::ALL {
        let empty = models.choice(kind, "stub-empty", 1);
        let plan = plan(vec![empty.clone(), models.choice(Kind::OpenAi, "stub-grounded", 2)]);
        let (outcome, heard) = listen(&desk, &plan, &question()).await;
        assert_eq!((outcome.answer.unwrap().text.as_str(), heard.as_str()), (SAID, SAID), "{kind:?}");
        let first = &outcome.attempts[0];
        assert_eq!((first.ended, first.word.as_str()), (Err(Failure::Empty), "no_room"), "{kind:?}");
        assert!(
            first.usage.input > 0 && first.counted == Counted::Told,
            "what it thought is billed: {kind:?}"
        );
        assert_eq!(desk.standing(&empty.id), Breaker::Whole, "{kind:?}: it is not ill");
    }
}

#[tokio::test]
async fn who_keeps_failing_is_left_alone_and_forgotten_when_settings_change() {
    let models = Models::start().await;
    let desk = Desk::new(models.client());
    let plan = plan(vec![
        models.choice(Kind::OpenAi, "stub-server-error", 1),
        models.choice(Kind::Gemini, "stub-grounded", 2),
    ]);
    for _ in 0..FAILURES_MAX {
        assert!(ask(&desk, &plan, &question()).await.answer.is_ok());
    }
    let id = "openai/stub-server-error";
    assert!(matches!(desk.standing(id), Breaker::Resting { .. }), "{:?}", desk.standing(id));
    let outcome = ask(&desk, &plan, &question()).await;
    assert_eq!(story(&outcome), [("gemini/stub-grounded".to_owned(), Ok(Ended::Complete))]);
    assert_eq!(desk.standing("gemini/stub-grounded"), Breaker::Whole);
    desk.forget(id);
    assert_eq!(ask(&desk, &plan, &question()).await.attempts[0].choice, id);
}

#[tokio::test]
async fn when_all_rest_nobody_is_asked() {
    let models = Models::start().await;
    let desk = Desk::new(models.client());
    let plan = plan(vec![models.choice(Kind::OpenAi, "stub-auth", 1)]);
    assert_eq!(ask(&desk, &plan, &question()).await.answer.unwrap_err().failure, Failure::Auth);
    let outcome = ask(&desk, &plan, &question()).await;
    let broken = outcome.answer.unwrap_err();
    assert_eq!((broken.failure, broken.word.as_str()), (Failure::Nobody, "resting"));
    assert!(outcome.attempts.is_empty());
    let nobody = ask(&desk, &self::plan(Vec::new()), &question()).await.answer.unwrap_err();
    assert_eq!((nobody.failure, nobody.word.as_str()), (Failure::Nobody, "none"));
}

#[tokio::test]
async fn an_answer_that_breaks_off_begins_again_with_the_next() {
    let models = Models::start().await;
    let desk = Desk::new(models.client());
    for (kind, model, failure) in [
        (Kind::Anthropic, "stub-cut", "cut"),
        (Kind::OpenAi, "stub-fault-inside", "server_error"),
        (Kind::Gemini, "stub-filtered", "filtered"),
    ] {
        let plan =
            plan(vec![models.choice(kind, model, 1), models.choice(Kind::Compatible, "stub-grounded", 2)]);
        let (outcome, heard) = listen(&desk, &plan, &question()).await;
        assert_eq!(outcome.answer.unwrap().text, SAID, "{model}");
        assert_eq!(outcome.attempts[0].ended, Err(Failure::parse(failure).unwrap()), "{model}");
        let parts: Vec<&str> = heard.split('|').collect();
        assert_eq!(parts.last(), Some(&SAID), "{model} {heard}");
        assert!(
            parts.len() > 1 && parts.iter().all(|part| !part.is_empty() && SAID.starts_with(part)),
            "{model} {heard}"
        );
    }
}

#[tokio::test]
async fn when_nobody_finishes_what_came_is_kept_and_its_cost_is_estimated() {
    let models = Models::start().await;
    let desk = Desk::new(models.client());
    let choice = Choice {
        price: Some(price(Kind::Gemini, "stub-short")),
        ..models.choice(Kind::Gemini, "stub-short", 1)
    };
    let (outcome, _) = listen(&desk, &plan(vec![choice]), &question()).await;
    let broken = outcome.answer.as_ref().unwrap_err();
    assert_eq!((broken.failure, broken.partial.as_str()), (Failure::Cut, SAID));
    let attempt = &outcome.attempts[0];
    assert_eq!(attempt.counted, Counted::Estimated);
    assert!(attempt.usage.input >= 20 && attempt.usage.output >= 8, "{:?}", attempt.usage);
    assert!(outcome.cost_micros().unwrap() > 0);
}

#[tokio::test]
async fn the_time_for_the_whole_is_kept_however_many_are_silent() {
    let models = Models::start().await;
    let desk = Desk::new(models.client_with(short()));
    let silent = |kind, at| models.choice(kind, "stub-timeout", at);
    let plan = Plan {
        choices: vec![
            silent(Kind::OpenAi, 1),
            silent(Kind::Anthropic, 2),
            silent(Kind::Gemini, 3),
            silent(Kind::Compatible, 4),
        ],
        within: Duration::from_millis(900),
    };
    let began = Instant::now();
    let (outcome, _) = listen(&desk, &plan, &question()).await;
    assert_eq!(outcome.answer.unwrap_err().failure, Failure::Timeout);
    assert!(began.elapsed() < Duration::from_millis(1_800), "{:?}", began.elapsed());
    assert!((2..=3).contains(&outcome.attempts.len()), "{}", outcome.attempts.len());
}

#[tokio::test]
async fn a_small_model_gets_the_end_of_a_long_thread_and_a_blind_one_no_pictures() {
    let models = Models::start().await;
    let desk = Desk::new(models.client());
    let mut long = question();
    for at in 0..200 {
        long.messages.insert(
            0,
            Message::text(Speaker::Assistant, format!("Resposta número {at} com algumas palavras.")),
        );
        long.messages
            .insert(0, Message::text(Speaker::User, format!("Pergunta número {at} com algumas palavras.")));
    }
    let small = Choice { window_tokens: 600, ..models.choice(Kind::OpenAi, "stub-grounded", 1) };
    assert_eq!(ask(&desk, &plan(vec![small.clone()]), &long).await.answer.unwrap().text, SAID);
    let sent = models.calls().await.last().unwrap()["text"].as_str().unwrap().to_owned();
    assert!(
        sent.starts_with(SOURCES)
            && sent.len() < 1_600
            && sent.contains("número 0 ")
            && !sent.contains("número 150")
    );

    let tiny = Choice { window_tokens: 100, ..small.clone() };
    let broken = ask(&desk, &plan(vec![tiny]), &long).await.answer.unwrap_err();
    assert_eq!((broken.failure, broken.word.as_str()), (Failure::TooLong, "window"));

    let mut seen = question();
    seen.messages[0].parts.push(Part::Image { mime: "image/png".to_owned(), bytes: vec![1].into() });
    let blind = Choice { sees: Able::No, window_tokens: 8_000, ..small };
    let broken = ask(&desk, &plan(vec![blind]), &seen).await.answer.unwrap_err();
    assert_eq!((broken.failure, broken.word.as_str()), (Failure::Nobody, "blind"));
}

#[tokio::test]
async fn the_most_a_question_can_come_to_is_known_before() {
    let models = Models::start().await;
    let cheap = Choice { price: Some(price(Kind::OpenAi, "a")), ..models.choice(Kind::OpenAi, "a", 1) };
    let mut dear = cheap.clone();
    dear.price.as_mut().unwrap().output *= 10;
    let unknown = Choice { price: None, ..cheap.clone() };
    let request = question();
    let tokens = i64::from(request.tokens());
    assert_eq!(plan(vec![cheap.clone()]).worst(&request).micros, Some(tokens + 800));
    assert_eq!(plan(vec![cheap.clone(), dear]).worst(&request).micros, Some(tokens + 8_000));
    assert_eq!(plan(vec![cheap, unknown.clone()]).worst(&request).micros, None);
    assert_eq!(plan(vec![unknown]).worst(&request).micros, None);
    assert_eq!(plan(Vec::new()).worst(&request).tokens, u64::from(request.tokens()) + 200);
}
