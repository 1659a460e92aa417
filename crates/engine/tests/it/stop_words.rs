//! A tenant's own words for leaving, and what it tells who leaves.

use prosa_domain::{consent::ConsentAct, id::ContactId, lang::Lang, refusal::Code};
use prosa_testkit::{
    World,
    world::{START, Shop},
};
use prosa_wire::{
    consent::{LedgerFilter, StopWordingFields},
    inbox::{Direction, InboxFilter, Thread},
};

const MARINA: &str = "5511987654321";

async fn thread(world: &World, shop: &Shop) -> Thread {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    world.engine.thread(&shop.owner, page.rows[0].id).await.unwrap()
}

async fn stage() -> (World, Shop, ContactId) {
    let world = World::new().await;
    let shop = world.shop("100").await;
    world.receive(&shop, MARINA, "wamid.1", START - 60, "oi").await;
    let contact = thread(&world, &shop).await.contact.id;
    (world, shop, contact)
}

fn wording(lang: Lang, reply: &str, words: &str) -> StopWordingFields {
    StopWordingFields { lang, reply: reply.to_owned(), words: words.to_owned() }
}

/// What the business wrote to the person, oldest first.
async fn told(world: &World, shop: &Shop) -> Vec<String> {
    let messages = thread(world, shop).await.messages;
    messages.into_iter().filter(|one| one.direction == Direction::Out).map(|one| one.text).collect()
}

async fn acts(world: &World, shop: &Shop, contact: ContactId) -> Vec<ConsentAct> {
    let page = world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap();
    page.entries.iter().map(|one| one.act).collect()
}

#[tokio::test]
async fn an_own_word_is_heard_at_once_and_answered_in_its_language() {
    let (world, shop, contact) = stage().await;
    world.receive(&shop, MARINA, "wamid.2", START - 50, "sem ofertas").await;
    assert_eq!(acts(&world, &shop, contact).await, []);
    let saved = [
        wording(Lang::PtBr, "Feito. Até logo.", "sem ofertas"),
        wording(Lang::Es, " Hecho. Hasta luego. ", "sin ofertas\nsilenciar"),
    ];
    world.engine.save_stop_wording(&shop.owner, &saved).await.unwrap();
    world.receive(&shop, MARINA, "wamid.3", START - 40, "está sem ofertas hoje").await;
    assert_eq!(acts(&world, &shop, contact).await, []);
    world.receive(&shop, MARINA, "wamid.4", START - 30, "Sin ofertas!").await;
    assert_eq!(acts(&world, &shop, contact).await, [ConsentAct::Withdrawn]);
    assert_eq!(told(&world, &shop).await, ["Hecho. Hasta luego."]);
    let page = world.engine.consents(&shop.owner, &LedgerFilter::of(contact)).await.unwrap();
    assert_eq!(page.entries[0].proof, "Sin ofertas!");
}

#[tokio::test]
async fn the_programs_words_stay_whatever_is_saved_and_answer_in_the_companys_language() {
    let (world, shop, contact) = stage().await;
    let saved = [wording(Lang::PtBr, "Feito. Até logo.", ""), wording(Lang::En, "Done. Bye.", "unfollow")];
    world.engine.save_stop_wording(&shop.owner, &saved).await.unwrap();
    world.receive(&shop, MARINA, "wamid.2", START - 40, "STOP").await;
    assert_eq!(acts(&world, &shop, contact).await, [ConsentAct::Withdrawn]);
    assert_eq!(told(&world, &shop).await, ["Feito. Até logo."]);
}

#[tokio::test]
async fn without_a_sentence_of_its_own_the_programs_is_said() {
    let (world, shop, _) = stage().await;
    world.engine.save_stop_wording(&shop.owner, &[wording(Lang::Es, "", "sin ofertas")]).await.unwrap();
    world.receive(&shop, MARINA, "wamid.2", START - 40, "sin ofertas").await;
    let told = told(&world, &shop).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("Listo: ya no recibirá promociones"), "{told:?}");
}

#[tokio::test]
async fn what_was_saved_is_shown_and_a_language_not_named_stays() {
    let (world, shop, _) = stage().await;
    let first = [wording(Lang::PtBr, "Feito.", "sem ofertas, silenciar"), wording(Lang::Es, "Hecho.", "")];
    world.engine.save_stop_wording(&shop.owner, &first).await.unwrap();
    world.engine.save_stop_wording(&shop.owner, &[wording(Lang::PtBr, "", "silenciar")]).await.unwrap();
    let view = world.engine.policy_view(&shop.owner).await.unwrap();
    let of = |lang: Lang| view.stop.iter().find(|one| one.lang == lang).unwrap();
    assert_eq!(
        (of(Lang::PtBr).reply.as_str(), of(Lang::PtBr).words.as_slice()),
        ("", &["silenciar".to_owned()][..])
    );
    assert_eq!(of(Lang::Es).reply, "Hecho.");
    assert_eq!((of(Lang::En).reply.as_str(), of(Lang::En).words.len()), ("", 0));
    assert!(of(Lang::En).default_reply.starts_with("Done: you will not get promotions"));
    // Nothing of it stands in the database to be read.
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let (plain,): (i64,) = sqlx::query_as(
        "select count(*) from stop_wording where position('silenciar'::bytea in words_ct) > 0
            or position('Hecho'::bytea in reply_ct) > 0",
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert_eq!(plain, 0);
}

#[tokio::test]
async fn everyday_words_and_long_answers_are_refused_by_field_and_nothing_is_saved() {
    let (world, shop, _) = stage().await;
    let many = (0..31).map(|number| format!("fora{number}\n")).collect::<String>();
    for (fields, code, field, word) in [
        (
            wording(Lang::PtBr, "", "sem ofertas\nnão"),
            Code::StopWordEveryday,
            "stop_words_pt-BR",
            Some("não"),
        ),
        (wording(Lang::Es, "", "Cancelar"), Code::StopWordEveryday, "stop_words_es", Some("Cancelar")),
        (wording(Lang::PtBr, "", "pedido"), Code::StopWordEveryday, "stop_words_pt-BR", Some("pedido")),
        (wording(Lang::En, "", &"x".repeat(41)), Code::FieldTooLong, "stop_words_en", None),
        (wording(Lang::En, &"x".repeat(501), ""), Code::FieldTooLong, "stop_reply_en", None),
        (wording(Lang::PtBr, "", &many), Code::TooMany, "stop_words_pt-BR", None),
    ] {
        let good = wording(Lang::En, "Done.", "unfollow");
        let refused = world.engine.save_stop_wording(&shop.owner, &[good, fields]).await.unwrap_err();
        assert_eq!((refused.code, refused.args.get("field").map(String::as_str)), (code, Some(field)));
        if let Some(word) = word {
            assert_eq!(refused.args.get("word").map(String::as_str), Some(word));
        }
    }
    let view = world.engine.policy_view(&shop.owner).await.unwrap();
    assert!(view.stop.iter().all(|one| one.reply.is_empty() && one.words.is_empty()));
}

#[tokio::test]
async fn one_tenants_words_mean_nothing_to_another() {
    let (world, shop, _) = stage().await;
    let other = world.shop("200").await;
    world.engine.save_stop_wording(&other.owner, &[wording(Lang::PtBr, "", "sem ofertas")]).await.unwrap();
    world.receive(&shop, MARINA, "wamid.2", START - 40, "sem ofertas").await;
    assert!(told(&world, &shop).await.is_empty());
    world.receive(&other, MARINA, "wamid.3", START - 30, "sem ofertas").await;
    assert_eq!(told(&world, &other).await.len(), 1);
}
