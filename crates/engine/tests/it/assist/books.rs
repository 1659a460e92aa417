//! The books: what a question holds, what it comes to, when no more may be asked, and answers kept for the same again.

use super::{Place, knowledge};
use prosa_domain::{
    assist::{Kind, task::MadeBy},
    price::{Currency, Money},
    refusal::Code,
};
use prosa_engine::assist::{Grounding, Passage};
use prosa_wire::assist::AssistLimits;

fn limits(day_money: Option<i64>, day_tokens: Option<u64>, per_minute: u16) -> AssistLimits {
    let day_money = day_money.map(|units| Money::of(units, Currency::BRL));
    AssistLimits { day_money, day_tokens, per_minute, link_hosts: Vec::new() }
}

#[tokio::test]
async fn every_call_is_written_down_with_what_it_cost_and_no_word_of_it() {
    let place = Place::new().await;
    place.priced("stub-grounded").await;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    place
        .world
        .engine
        .draft_reply(&place.shop.owner, place.ask(conversation), knowledge(), None)
        .await
        .unwrap();
    let calls: Vec<(String, String, i64, i64, Option<i64>, String)> = place
        .rows("select use, outcome, tokens_in, tokens_out, cost_micros, counted from assistant_call")
        .await;
    let [(use_, outcome, input, output, cost, counted)] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((use_.as_str(), outcome.as_str(), counted.as_str()), ("draft", "complete", "told"));
    assert_eq!(cost.unwrap(), input + output, "a million tokens cost a million micros");
    let asks: Vec<(bool, String, String)> =
        place.rows("select settled, outcome, made_by from assistant_ask").await;
    assert_eq!(asks, [(true, "answered".to_owned(), "model".to_owned())]);
    let page = place.world.engine.assist_page(&place.shop.owner).await.unwrap();
    assert_eq!((page.today.asks, page.today.tokens), (1, u64::try_from(input + output).unwrap()));
    assert_eq!(page.today.money.units, (input + output) / 100);
}

#[tokio::test]
async fn a_day_over_its_money_or_its_tokens_asks_nobody_and_offers_a_passage() {
    let place = Place::new().await;
    place.priced("stub-grounded").await;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    for (limits, code) in [
        (limits(Some(0), None, 20), Code::AssistMoneySpent),
        (limits(None, Some(10), 20), Code::AssistTokensSpent),
    ] {
        engine.save_assist_limits(owner, limits).await.unwrap();
        let draft = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
        assert_eq!((draft.made_by, draft.instead_of.unwrap().code), (MadeBy::Retrieval, code));
    }
    place.model(Kind::Compatible, "sem-preco").await;
    engine.save_assist_limits(owner, limits(Some(10_000), None, 20)).await.unwrap();
    let draft = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
    assert_eq!(draft.instead_of.unwrap().code, Code::AssistNoPrice);
    assert!(place.calls().await.is_empty());
}

#[tokio::test]
async fn what_is_on_its_way_counts_so_that_many_at_once_never_pass_the_limit() {
    let place = Place::new().await;
    place.priced("stub-late").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    // Room for one or two questions at the worst; what eight come to is more, whoever is first.
    engine.save_assist_limits(owner, limits(None, Some(1_500), 20)).await.unwrap();
    let asks = (0..8).map(|number| {
        // Each its own: the same question would be answered from before.
        let text = format!("O prazo de entrega do lote {number} é de 5 dias úteis.");
        let passage = Passage { title: format!("Lote {number}"), text };
        engine.draft_reply(owner, place.ask(conversation), Grounding::Given(vec![passage]), None)
    });
    let drafts = futures::future::join_all(asks).await;
    let held = drafts.iter().filter(|draft| draft.as_ref().unwrap().made_by == MadeBy::Retrieval).count();
    assert!((1..8).contains(&held), "{held}");
    let day: Vec<(i64,)> = place.rows("select tokens from assistant_day").await;
    assert!(day[0].0 <= 1_500, "{day:?}");
}

#[tokio::test]
async fn a_minute_takes_so_many_questions_and_says_when_the_next_may_go() {
    let place = Place::new().await;
    place.model(Kind::OpenAi, "stub-grounded").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    engine.save_assist_limits(owner, limits(None, None, 2)).await.unwrap();
    for number in 1..=3 {
        let conversation = place.says(number, &format!("Qual o prazo de entrega {number}?")).await;
        let draft = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
        let why = draft.instead_of.map(|refusal| (refusal.code, refusal.args["seconds"].clone()));
        assert_eq!(why.is_some(), number == 3, "{number} {why:?}");
        assert!(why.is_none_or(|(code, seconds)| code == Code::RateLimited && seconds == "60"));
    }
}

#[tokio::test]
async fn the_same_question_again_is_answered_from_before_and_the_same_ask_is_refused() {
    let place = Place::new().await;
    place.model(Kind::Gemini, "stub-grounded").await;
    let conversation = place.says(1, "Oi, sou a Marina. Qual o prazo de entrega?").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let ask = place.ask(conversation);
    let first = engine.draft_reply(owner, ask, knowledge(), None).await.unwrap();
    let again = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
    assert_eq!((first.cached, again.cached), (false, true));
    assert_eq!(first.text, again.text);
    assert_eq!(place.calls().await.len(), 1);
    let twice = engine.draft_reply(owner, ask, knowledge(), None).await.unwrap_err();
    assert_eq!(twice.code, Code::AssistAsked);
    let kept: Vec<(Vec<u8>,)> = place.rows("select answer_ct from assistant_cache").await;
    assert!(!String::from_utf8_lossy(&kept[0].0).contains("prazo"));
    // Another tenant's same question is its own.
    let other = place.world.shop("200").await;
    let page = engine.assist_page(&other.owner).await.unwrap();
    assert!(page.models.is_empty() && page.today.asks == 0);
    place.world.clock.advance(chrono::TimeDelta::hours(7));
    let late = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
    assert!(!late.cached);
}

#[tokio::test]
async fn a_closed_browser_leaves_no_call_unbooked() {
    let place = Place::new().await;
    place.model(Kind::OpenAi, "stub-late").await;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    let engine = place.world.engine.clone();
    let (owner, ask) = (place.shop.owner, place.ask(conversation));
    let asking = tokio::spawn(async move { engine.draft_reply(&owner, ask, knowledge(), None).await });
    // It is on its way when the sandbox has it.
    while place.calls().await.is_empty() {
        tokio::task::yield_now().await;
    }
    asking.abort();
    let mut settled: Vec<(bool,)> = Vec::new();
    for _ in 0..600 {
        settled = place.rows("select settled from assistant_ask").await;
        if settled == [(true,)] {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(settled, [(true,)]);
    let calls: Vec<(String,)> = place.rows("select outcome from assistant_call").await;
    assert_eq!(calls.len(), 1);
}

#[tokio::test]
async fn a_test_call_says_how_it_went_and_counts_like_any_other() {
    let place = Place::new().await;
    let good = place.model(Kind::Anthropic, "stub-grounded").await;
    let bad = place.model(Kind::OpenAi, "stub-auth").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let told = engine.test_model(owner, good).await.unwrap();
    assert!(told.said.unwrap().contains("fala com este modelo"));
    let told = engine.test_model(owner, bad).await.unwrap();
    assert_eq!(told.refusal.unwrap().args["reason"], "auth");
    let page = engine.assist_page(owner).await.unwrap();
    let words: Vec<String> = page.models.iter().map(|model| model.tested.clone().unwrap().1).collect();
    assert_eq!(words, ["answered", "auth"]);
    assert_eq!(page.today.asks, 2);
    assert!(page.models[1].resting_until.is_some(), "a refused key makes it rest");
}

#[tokio::test]
async fn a_call_nobody_waits_for_is_let_go_and_what_it_used_is_booked() {
    let place = Place::new().await;
    place.model(Kind::Gemini, "stub-late").await;
    place.model(Kind::OpenAi, "reserva").await;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    let (to, from) = tokio::sync::mpsc::unbounded_channel();
    let engine = place.world.engine.clone();
    let (owner, ask) = (place.shop.owner, place.ask(conversation));
    let asking = tokio::spawn(async move { engine.draft_reply(&owner, ask, knowledge(), Some(to)).await });
    while place.calls().await.is_empty() {
        tokio::task::yield_now().await;
    }
    drop(from);
    assert_eq!(asking.await.unwrap().unwrap_err().code, Code::AssistUnavailable);
    let calls: Vec<(String, String, i64)> =
        place.rows("select model, outcome, tokens_in from assistant_call").await;
    let [(model, outcome, tokens)] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((model.as_str(), outcome.as_str()), ("stub-late", "unwanted"));
    assert!(*tokens > 100, "it read the question: {tokens}");
    let drafts: Vec<(i64,)> = place.rows("select count(*) from assistant_draft").await;
    assert_eq!(drafts, [(0,)], "nobody is there to be offered anything");
    assert_eq!(place.calls().await.len(), 1, "nobody else is asked in its place");
}
