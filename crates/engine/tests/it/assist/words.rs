//! Words made from words, with a model and without.

use super::Place;
use prosa_domain::{
    assist::{
        Kind,
        task::{MadeBy, Rewrite, Use},
    },
    lang::Lang,
    refusal::Code,
};
use prosa_wire::assist::{RewriteAsk, SummaryAsk, TranslateAsk, Way};

#[tokio::test]
async fn words_are_written_anew_by_rules_where_no_model_is_on_and_say_so() {
    let place = Place::new().await;
    let conversation_id = place.says(1, "Oi").await;
    let engine = &place.world.engine;
    let ask = |text: &str, how| RewriteAsk { conversation_id, text: text.to_owned(), how };
    let owner = &place.shop.owner;
    let view = engine.rewrite_words(owner, ask("blz, vc recebe hj", Rewrite::Formal)).await.unwrap();
    assert_eq!((view.text.as_str(), view.made_by), ("Tudo certo, você recebe hoje.", MadeBy::Rules));
    assert_eq!(view.instead_of.unwrap().code, Code::AssistNoProvider);
    let warm = engine.rewrite_words(owner, ask("Você recebe hoje.", Rewrite::Warmer)).await.unwrap_err();
    assert_eq!(warm.code, Code::AssistNeedsModel);
    let empty = engine.rewrite_words(owner, ask("  ", Rewrite::Formal)).await.unwrap_err();
    assert_eq!(empty.code, Code::MessageEmpty);
}

#[tokio::test]
async fn a_model_gets_the_members_words_without_persons() {
    let place = Place::new().await;
    place.model(Kind::Compatible, "stub-grounded").await;
    let conversation_id = place.says(1, "Oi").await;
    let text = "Marina, mandei para marina@exemplo.com.br a mesa de R$ 990,00".to_owned();
    let ask = RewriteAsk { conversation_id, text, how: Rewrite::Shorter };
    let view = place.world.engine.rewrite_words(&place.shop.owner, ask).await.unwrap();
    assert_eq!((view.made_by, view.use_), (MadeBy::Model, Use::Rewrite));
    let sent = place.calls().await[0]["body"].to_string();
    assert!(!sent.contains("Marina") && !sent.contains("marina@") && sent.contains("R$ 990,00"), "{sent}");
}

#[tokio::test]
async fn a_translation_needs_a_model_and_goes_both_ways() {
    let place = Place::new().await;
    let conversation_id = place.says(1, "I want to buy the table, damn it").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let thread = engine.thread(owner, conversation_id).await.unwrap();
    let read = TranslateAsk {
        conversation_id,
        text: String::new(),
        message_id: Some(thread.messages[0].id),
        to: Lang::PtBr,
        way: Way::In,
    };
    assert_eq!(engine.translate_words(owner, read.clone()).await.unwrap_err().code, Code::AssistNeedsModel);
    place.model(Kind::OpenAi, "stub-grounded").await;
    let view = engine.translate_words(owner, read).await.unwrap();
    assert_eq!((view.use_, view.made_by), (Use::Translate, MadeBy::Model));
    let write = TranslateAsk {
        conversation_id,
        text: "A mesa chega na sexta".to_owned(),
        message_id: None,
        to: Lang::En,
        way: Way::Out,
    };
    engine.translate_words(owner, write).await.unwrap();
    let calls = place.calls().await;
    assert!(calls[0]["text"].as_str().unwrap().contains("I want to buy the table"));
    assert!(calls[1]["text"].as_str().unwrap().contains("para inglês"));
}

#[tokio::test]
async fn a_summary_is_picked_by_rules_or_written_by_a_model_and_can_begin_late() {
    let place = Place::new().await;
    place.says(1, "Quero comprar a mesa Ipê, quanto custa?").await;
    let conversation_id = place.says(2, "Preciso receber até sexta-feira, é urgente.").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let whole = engine.summarise(owner, SummaryAsk { conversation_id, since: None }).await.unwrap();
    assert_eq!((whole.made_by, whole.use_), (MadeBy::Rules, Use::Summary));
    assert!(whole.text.contains("mesa Ipê") && whole.text.contains("sexta-feira"), "{}", whole.text);
    let thread = engine.thread(owner, conversation_id).await.unwrap();
    let since = Some(thread.messages[1].id);
    let late = engine.summarise(owner, SummaryAsk { conversation_id, since }).await.unwrap();
    assert!(late.use_ == Use::Since && !late.text.contains("mesa Ipê"), "{}", late.text);
    place.model(Kind::Anthropic, "stub-grounded").await;
    let view = engine.summarise(owner, SummaryAsk { conversation_id, since: None }).await.unwrap();
    assert_eq!(view.made_by, MadeBy::Model);
    assert!(place.calls().await[0]["text"].as_str().unwrap().contains("Cliente: Quero comprar"));
}
