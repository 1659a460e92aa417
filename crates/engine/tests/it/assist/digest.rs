//! A conversation told by a model in one answer: kept while nothing newer is said, and in every trouble the rules stand.

use super::Place;
use prosa_domain::{
    assist::Kind,
    guard::{self, Origin},
    id::ConversationId,
    lang::Lang,
    promise::Side,
    refusal::{Code, Refusal},
    summary::next::Action,
};
use prosa_wire::{
    assist::AssistLimits,
    insight::{Brief, FactKind, MadeBy},
};
use serde_json::{Value, json};

const ATTEMPTS: &str = include_str!("../../../../domain/src/guard/attempts.tsv");

impl Place {
    /// Orders how the next call goes.
    async fn order(&self, order: Value) {
        let url = format!("{}/llm/control", self.url);
        let answer = reqwest::Client::new().post(url).json(&order).send().await.unwrap();
        assert!(answer.status().is_success());
    }

    async fn say(&self, words: String) {
        self.order(json!({"mode": "grounded", "count": 1, "say": words})).await;
    }

    async fn tell(&self, id: ConversationId) -> Brief {
        self.world.engine.tell_brief(&self.shop.owner, id).await.unwrap()
    }

    async fn brief(&self, id: ConversationId) -> Brief {
        self.world.engine.brief(&self.shop.owner, id).await.unwrap()
    }

    async fn kept(&self) -> i64 {
        self.rows::<(i64,)>("select count(*) from conversation_digest").await[0].0
    }
}

fn answer() -> Value {
    json!({
        "summary": ["[[NAME_1]] quer a mesa Ipê em Curitiba.", "Falta o frete."],
        "step": {"action": "persuade", "why": "achou caro"},
        "facts": [{"kind": "product", "text": "mesa Ipê"}, {"kind": "place", "text": "Curitiba"}, {"kind": "product", "text": "sofá Jatobá"}],
        "signs": [],
        "promises": [{"who": "customer", "text": "pago o sinal amanhã"}],
    })
}

#[tokio::test]
async fn what_a_model_told_stands_until_something_newer_is_said_and_is_asked_for_once() {
    let place = Place::new().await;
    let id = place.says(1, "Sou a Ana Prado, ana@casa.com. Gostei da mesa Ipê, moro em Curitiba").await;
    place.says(2, "Se fechar, pago o sinal amanhã").await;
    assert!(!place.brief(id).await.asks, "no model is on");
    place.model(Kind::OpenAi, "gpt-test").await;
    assert!(place.brief(id).await.asks);
    place.say(format!("```json\n{}\n```", answer())).await;
    let told = place.tell(id).await;
    assert_eq!((told.instead_of, told.made_by), (None, MadeBy::Rules));
    let view = told.told.unwrap();
    assert_eq!(view.model, "openai/gpt-test");
    assert!(
        view.summary[0].starts_with("Ana") && view.summary[0].ends_with("quer a mesa Ipê em Curitiba."),
        "{:?}",
        view.summary
    );
    assert_eq!(view.step.as_ref().map(|step| step.action), Some(Action::Persuade));
    let facts: Vec<(FactKind, &str)> =
        view.facts.iter().map(|fact| (fact.kind, fact.shown.as_str())).collect();
    assert_eq!(facts, [(FactKind::Product, "mesa Ipê"), (FactKind::Place, "Curitiba")], "nothing made up");
    let owed = told.owed.iter().chain(&view.owed).find(|one| one.owes == Side::Customer).unwrap();
    // Tomorrow ends at midnight in São Paulo, three hours behind.
    assert_eq!(owed.due.unwrap().format("%H:%M").to_string(), "02:59");

    let again = place.brief(id).await;
    assert_eq!(again.told.as_ref(), Some(&view));
    let calls = place.calls().await;
    assert_eq!(calls.len(), 1);
    let sent = calls[0]["body"].to_string();
    assert!(!sent.contains("ana@casa.com") && !sent.contains("Prado"), "{sent}");
    assert!(sent.contains("json_schema"), "the shape is asked for");
    let sealed: Vec<(Vec<u8>,)> = place.rows("select told_ct from conversation_digest").await;
    assert!(!String::from_utf8_lossy(&sealed[0].0).contains("mesa"));

    let speak = |lang| place.world.engine.set_language(&place.shop.owner, Some(lang));
    speak(Lang::Es).await.unwrap();
    let elsewhere = place.brief(id).await;
    assert!(elsewhere.told.is_none() && elsewhere.asks, "it was told in another language");
    place.say(answer().to_string().replace("Falta o frete", "Falta el flete")).await;
    let spanish = place.tell(id).await.told.unwrap();
    assert!(spanish.summary.iter().any(|sentence| sentence == "Falta el flete."), "{spanish:?}");
    speak(Lang::PtBr).await.unwrap();
    assert_eq!(place.brief(id).await.told.as_ref(), Some(&view), "each language has its own");
    assert_eq!(place.kept().await, 2);

    place.says(3, "E a cadeira?").await;
    let newer = place.brief(id).await;
    assert!(newer.told.is_none() && newer.asks);
}

#[tokio::test]
async fn whatever_goes_wrong_the_rules_stand_and_the_reason_is_with_them() {
    let place = Place::new().await;
    let id = place.says(1, "Quero comprar a mesa Ipê, quanto custa?").await;
    let reason = |refusal: Option<Refusal>| {
        let refusal = refusal.unwrap();
        (refusal.code, refusal.args.get("reason").cloned().unwrap_or_default())
    };
    assert_eq!(reason(place.tell(id).await.instead_of).0, Code::AssistNoProvider);
    place.model(Kind::Compatible, "m").await;
    for (order, word) in [
        (json!({"mode": "timeout"}), "timeout"),
        (json!({"mode": "rate_limited"}), "rate_limited"),
        (json!({"mode": "bad_json"}), "malformed"),
        (json!({"mode": "grounded", "say": "A cliente quer a mesa."}), "malformed"),
        (json!({"mode": "grounded", "say": "{\"summary\": [\"A cliente quer"}), "malformed"),
        (json!({"mode": "empty"}), "empty"),
    ] {
        place.order(order.clone()).await;
        let told = place.tell(id).await;
        assert!(told.told.is_none() && !told.summary.is_empty(), "{order}");
        assert_eq!(reason(told.instead_of), (Code::AssistUnavailable, word.to_owned()), "{order}");
        reqwest::Client::new().delete(format!("{}/llm/control", place.url)).send().await.unwrap();
        // Whoever failed rests a while.
        place.world.clock.advance(chrono::TimeDelta::minutes(16));
    }
    assert_eq!(place.kept().await, 0);
    let outcomes: Vec<(String,)> =
        place.rows("select outcome from assistant_ask where outcome = 'malformed'").await;
    assert_eq!(outcomes.len(), 3, "an answer of another shape is booked as what it is");
    // Nor was the bad answer kept for the same question.
    place.say(answer().to_string().replace("[[NAME_1]]", "A cliente")).await;
    assert!(place.tell(id).await.told.is_some());
}

#[tokio::test]
async fn a_spent_budget_is_said_and_nothing_is_asked() {
    let place = Place::new().await;
    let id = place.says(1, "Quero comprar a mesa Ipê, quanto custa?").await;
    place.model(Kind::Compatible, "m").await;
    let limits =
        AssistLimits { day_money: None, day_tokens: Some(10), per_minute: 20, link_hosts: Vec::new() };
    place.world.engine.save_assist_limits(&place.shop.owner, limits).await.unwrap();
    let told = place.tell(id).await;
    assert_eq!(told.instead_of.map(|refusal| refusal.code), Some(Code::AssistTokensSpent));
    assert!(told.told.is_none() && !told.summary.is_empty() && place.calls().await.is_empty());
}

#[tokio::test]
async fn another_companys_conversation_is_not_there() {
    let place = Place::new().await;
    let id = place.says(1, "Oi").await;
    let other = place.world.shop("200").await;
    let refused = place.world.engine.tell_brief(&other.owner, id).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
}

#[tokio::test]
async fn an_echo_leaves_nothing_and_neither_does_an_attempt_put_into_the_models_mouth() {
    let place = Place::new().await;
    place.model(Kind::Compatible, "stub-echo").await;
    let open = AssistLimits { day_money: None, day_tokens: None, per_minute: 600, link_hosts: Vec::new() };
    place.world.engine.save_assist_limits(&place.shop.owner, open).await.unwrap();
    let attempts: Vec<String> =
        ATTEMPTS.lines().map(|line| line.split_once('\t').unwrap().1.replace("\\n", "\n")).collect();
    for (number, text) in (1_i64..).zip(attempts.iter().step_by(9)) {
        let id = place.says(number, text).await;
        let echoed = place.tell(id).await;
        assert_eq!(echoed.instead_of.map(|refusal| refusal.code), Some(Code::AssistUnsafe), "{text}");
        // The same words, said as if the model had been won over.
        let steered = json!({
            "summary": [text, "Ok."], "step": {"action": "answer", "why": text}, "signs": [],
            "facts": [{"kind": "product", "text": text}], "promises": [{"who": "business", "text": text}],
        });
        place.order(json!({"mode": "grounded", "count": 1, "say": steered.to_string()})).await;
        let told = place.tell(id).await;
        if let Some(view) = told.told {
            assert!(view.facts.is_empty() && view.owed.is_empty(), "{text}: {view:?}");
            for words in view.summary.iter().chain(view.step.iter().map(|step| &step.why)) {
                assert!(guard::check_input(words, Origin::Customer).is_clean(), "{words}");
            }
        }
    }
    for call in place.calls().await {
        for message in call["body"]["messages"].as_array().unwrap() {
            let text = message["content"].as_str().unwrap();
            let asked = message["role"] == "user";
            assert!(!asked || guard::check_input(text, Origin::Customer).is_clean(), "{text}");
        }
    }
}
