//! What a company knows: written, found by words and by meaning, kept from other companies, suggested as answers.

use prosa_domain::{
    access::Role,
    id::KnowledgeId,
    knowledge::{Audience, Body, Kind, Pair, State},
    lang::Lang,
    refusal::Code,
};
use prosa_engine::{
    Caller,
    job::Task as _,
    knowledge::{EmbedKnowledge, EmbedRound, Hit, Query, search},
};
use prosa_testkit::{
    World,
    embedder::MeaningTable,
    world::{START, Shop},
};
use prosa_wire::{
    inbox::InboxFilter,
    knowledge::{
        JudgeAnswer, KnowledgeFilter, RestoreVersion, SaveSource, SetSourceState, TryQuestion, Verdict,
    },
};
use std::sync::Arc;

async fn world() -> (World, Shop) {
    let world = World::embedding(Arc::new(MeaningTable::named("meaning-1"))).await;
    let shop = world.shop("100").await;
    (world, shop)
}

fn article(title: &str, text: &str) -> SaveSource {
    SaveSource {
        id: None,
        version: 0,
        kind: Kind::Article,
        title: title.to_owned(),
        origin: String::new(),
        language: Lang::PtBr,
        audience: Audience::Customer,
        body: Body::Text { text: text.to_owned() },
    }
}

fn faq(pairs: &[(&str, &str)]) -> SaveSource {
    let pair = |(question, answer): &(&str, &str)| Pair {
        question: (*question).to_owned(),
        answer: (*answer).to_owned(),
    };
    SaveSource {
        kind: Kind::Faq,
        body: Body::Faq { pairs: pairs.iter().map(pair).collect() },
        ..article("Perguntas", "")
    }
}

async fn save(world: &World, shop: &Shop, what: SaveSource) -> KnowledgeId {
    world.engine.save_knowledge(&shop.owner, what).await.unwrap()
}

async fn find(world: &World, shop: &Shop, text: &str, audience: Audience) -> Vec<Hit> {
    let query = Query { text: text.to_owned(), language: None, audience, limit: 5 };
    search(&world.engine, shop.tenant, query).await.unwrap()
}

async fn titles(world: &World, shop: &Shop, text: &str) -> Vec<String> {
    find(world, shop, text, Audience::Customer).await.into_iter().map(|hit| hit.title).collect()
}

#[tokio::test]
async fn a_question_finds_the_passage_that_answers_it() {
    let (world, shop) = world().await;
    save(
        &world,
        &shop,
        article(
            "Entregas",
            "# Capital\nEntregamos em dois dias úteis.\n# Interior\nNo interior leva cinco dias.",
        ),
    )
    .await;
    save(
        &world,
        &shop,
        article("Garantia", "A garantia dos sofás é de um ano. A dos colchões é de dois anos."),
    )
    .await;
    save(
        &world,
        &shop,
        faq(&[("Posso trocar?", "Sim, em 30 dias com a nota."), ("Tem estacionamento?", "Na rua de trás.")]),
    )
    .await;
    let hits = find(&world, &shop, "quanto tempo demora pro interiór", Audience::Customer).await;
    assert_eq!((hits[0].title.as_str(), hits[0].heading.as_str()), ("Entregas", "Interior"));
    assert_eq!(hits[0].text, "No interior leva cinco dias.");
    assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert!(hits.iter().all(|hit| (0.0..=1.0).contains(&hit.score)));
    let hits = find(&world, &shop, "garantia do colchão?", Audience::Customer).await;
    assert_eq!((hits[0].title.as_str(), hits[0].kind), ("Garantia", Kind::Article));
    let hits = find(&world, &shop, "onde estaciono? tem estacionamento?", Audience::Customer).await;
    assert_eq!((hits[0].heading.as_str(), hits[0].text.as_str()), ("Tem estacionamento?", "Na rua de trás."));
    assert!(find(&world, &shop, "?!", Audience::Customer).await.is_empty());
    assert!(find(&world, &shop, "helicóptero", Audience::Customer).await.is_empty());
}

#[tokio::test]
async fn a_question_in_other_words_or_another_language_is_found_by_meaning() {
    let (world, shop) = world().await;
    save(&world, &shop, article("Prazo", "Chega em dois dias úteis.")).await;
    save(&world, &shop, article("Garantia", "A garantia dos sofás é de um ano.")).await;
    let hits = find(&world, &shop, "when will you delivery it?", Audience::Customer).await;
    assert_eq!(hits[0].title, "Prazo");
    assert_eq!((hits[0].words_rank, hits[0].meaning_rank), (None, Some(1)));
    assert!(hits[0].nearness.unwrap() > 0.9);
}

#[tokio::test]
async fn what_is_for_the_team_is_never_found_for_a_customer() {
    let (world, shop) = world().await;
    let margin = SaveSource {
        audience: Audience::Internal,
        ..article("Margem", "Desconto máximo de quinze por cento na entrega.")
    };
    save(&world, &shop, margin).await;
    assert!(titles(&world, &shop, "desconto máximo entrega").await.is_empty());
    assert_eq!(find(&world, &shop, "desconto máximo", Audience::Internal).await[0].title, "Margem");
}

#[tokio::test]
async fn another_companys_knowledge_is_not_there() {
    let (world, shop) = world().await;
    let other = world.shop("200").await;
    let id = save(&world, &shop, article("Entregas", "Entregamos em dois dias.")).await;
    assert!(find(&world, &other, "entrega em quantos dias", Audience::Internal).await.is_empty());
    let refused = world.engine.knowledge_source(&other.owner, id).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
    let theirs = SaveSource { id: Some(id), version: 1, ..article("X", "x") };
    assert_eq!(world.engine.save_knowledge(&other.owner, theirs).await.unwrap_err().code, Code::NotFound);
    let away = SetSourceState { id, state: State::Archived };
    assert_eq!(world.engine.set_knowledge_state(&other.owner, away).await.unwrap_err().code, Code::NotFound);
    let back = RestoreVersion { id, number: 1 };
    assert_eq!(world.engine.restore_knowledge(&other.owner, back).await.unwrap_err().code, Code::NotFound);
    assert_eq!(titles(&world, &shop, "entrega").await, ["Entregas"]);
}

#[tokio::test]
async fn a_change_is_another_version_and_an_old_one_comes_back() {
    let (world, shop) = world().await;
    let id = save(&world, &shop, article("Prazo", "Entregamos em dois dias.")).await;
    let changed =
        SaveSource { id: Some(id), version: 1, ..article("Prazo novo", "Entregamos em nove dias.") };
    save(&world, &shop, changed.clone()).await;
    assert_eq!(titles(&world, &shop, "nove").await, ["Prazo novo"]);
    assert!(!find(&world, &shop, "entregamos", Audience::Customer).await[0].text.contains("dois"));
    let refused = world.engine.save_knowledge(&shop.owner, changed).await.unwrap_err();
    assert_eq!((refused.code, refused.args["version"].as_str()), (Code::KnowledgeChanged, "2"));
    world.engine.restore_knowledge(&shop.owner, RestoreVersion { id, number: 1 }).await.unwrap();
    let view = world.engine.knowledge_source(&shop.owner, id).await.unwrap();
    assert_eq!((view.row.version, view.row.title.as_str()), (3, "Prazo"));
    assert_eq!(view.body, Body::Text { text: "Entregamos em dois dias.".to_owned() });
    let versions: Vec<_> = view.versions.iter().map(|one| (one.number, one.restored_from)).collect();
    assert_eq!(versions, [(3, Some(1)), (2, None), (1, None)]);
    assert_eq!(titles(&world, &shop, "dois").await, ["Prazo"]);
    let gone = RestoreVersion { id, number: 9 };
    assert_eq!(world.engine.restore_knowledge(&shop.owner, gone).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn what_is_put_away_is_found_no_more_and_comes_back_whole() {
    let (world, shop) = world().await;
    let id = save(&world, &shop, article("Prazo", "Entregamos em dois dias.")).await;
    world
        .engine
        .set_knowledge_state(&shop.owner, SetSourceState { id, state: State::Archived })
        .await
        .unwrap();
    assert!(titles(&world, &shop, "entregamos").await.is_empty());
    let list = |state| {
        let filter = KnowledgeFilter { state, ..KnowledgeFilter::default() };
        let (engine, owner) = (world.engine.clone(), shop.owner);
        async move { engine.knowledge_page(&owner, filter, None).await.unwrap().rows.len() }
    };
    assert_eq!((list(State::Live).await, list(State::Archived).await), (0, 1));
    // A change of what is put away does not bring it back.
    let changed = SaveSource { id: Some(id), version: 1, ..article("Prazo", "Entregamos em três dias.") };
    save(&world, &shop, changed).await;
    assert!(titles(&world, &shop, "entregamos").await.is_empty());
    world.engine.set_knowledge_state(&shop.owner, SetSourceState { id, state: State::Live }).await.unwrap();
    assert_eq!(titles(&world, &shop, "três dias").await, ["Prazo"]);
}

#[tokio::test]
async fn what_says_nothing_or_too_much_is_refused_and_nothing_is_kept() {
    let (world, shop) = world().await;
    let long = "palavra ".repeat(60_000);
    let many: Vec<(&str, &str)> = vec![("a?", "b"); 301];
    let page = SaveSource { kind: Kind::Page, ..article("Página", "<div><script>nada()</script></div>") };
    for (what, code, field) in [
        (article(" ", "x"), Code::FieldMissing, "title"),
        (article(&"x".repeat(201), "x"), Code::FieldTooLong, "title"),
        (article("x", " \n"), Code::FieldMissing, "content"),
        (article("x", &long), Code::FieldTooLong, "content"),
        (faq(&many), Code::TooMany, "pairs"),
        (faq(&[("a?", "b"), ("c?", " ")]), Code::FieldMissing, "answer"),
        (SaveSource { kind: Kind::Faq, ..article("x", "x") }, Code::FieldInvalid, "kind"),
        (page, Code::KnowledgeNoText, ""),
    ] {
        let refused = world.engine.save_knowledge(&shop.owner, what).await.unwrap_err();
        assert_eq!(refused.code, code, "{field}");
        assert_eq!(refused.args.get("field").map_or("", String::as_str), field);
    }
    let agent = Caller { role: Role::Agent, ..shop.owner };
    assert_eq!(
        world.engine.save_knowledge(&agent, article("x", "x")).await.unwrap_err().code,
        Code::Forbidden
    );
    let page = world.engine.knowledge_page(&agent, KnowledgeFilter::default(), None).await.unwrap();
    assert_eq!((page.rows.len(), page.may_manage), (0, false));
}

#[tokio::test]
async fn a_pasted_page_is_read_without_its_clothes() {
    let (world, shop) = world().await;
    let page = SaveSource {
        kind: Kind::Page,
        origin: "https://loja.example/trocas".to_owned(),
        ..article("Trocas", "<h2>Trocas</h2><p>Troque em <b>30 dias</b>.</p><script>x</script>")
    };
    let id = save(&world, &shop, page).await;
    let view = world.engine.knowledge_source(&shop.owner, id).await.unwrap();
    assert_eq!(view.body, Body::Text { text: "## Trocas\n\nTroque em 30 dias.".to_owned() });
    assert_eq!(view.row.origin, "https://loja.example/trocas");
}

#[tokio::test]
async fn personal_data_is_shown_to_the_team_and_seen_by_no_index() {
    let (world, shop) = world().await;
    let text = "Pague por Pix na chave 529.982.247-25 ou fale com contato@aurora.example no (11) 98765-4321.";
    save(&world, &shop, article("Pix", text)).await;
    let hits = find(&world, &shop, "como pago por pix? meu cpf é 529.982.247-25", Audience::Customer).await;
    assert_eq!(hits[0].text, text, "whoever answers needs the key");
    let mut admin = world.database.admin().await;
    let (words, title, sealed): (String, Vec<u8>, Vec<u8>) = sqlx::query_as(
        "select c.words::text, s.title_ct, c.text_ct from knowledge_chunk c join knowledge_source s on s.id = c.source_id",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert!(words.contains("'pix'") && words.contains("'pag'"), "{words}");
    for personal in ["529", "982", "247", "aurora", "98765", "4321", "cpf_1", "phone"] {
        assert!(!words.contains(personal), "{personal} in {words}");
    }
    assert!(!words.contains(':'), "the order of the words is not kept: {words}");
    let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("Pix");
    assert!(!plain(&title) && !plain(&sealed));
}

#[tokio::test]
async fn old_vectors_are_made_again_in_the_background_and_not_compared_meanwhile() {
    let (world, shop) = world().await;
    let lines: Vec<String> =
        (0..600).map(|number| format!("# Item {number}\nA entrega do item {number} é rápida.")).collect();
    save(&world, &shop, article("Itens", &lines.join("\n"))).await;
    let mut admin = world.database.admin().await;
    sqlx::query("update knowledge_chunk set model_id = 'older', embedding = null where ordinal % 2 = 0")
        .execute(&mut admin)
        .await
        .unwrap();
    sqlx::query("update knowledge_chunk set model_id = 'older' where ordinal % 2 = 1")
        .execute(&mut admin)
        .await
        .unwrap();
    assert!(
        find(&world, &shop, "delivery", Audience::Customer).await.is_empty(),
        "another model's vectors say nothing"
    );
    EmbedRound {}.run(world.engine.clone()).await.unwrap();
    EmbedKnowledge { tenant: shop.tenant }.run(world.engine.clone()).await.unwrap();
    let left: (i64,) = sqlx::query_as(
        "select count(*) from knowledge_chunk where model_id <> 'meaning-1' or embedding is null",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(left.0, 0);
    assert_eq!(find(&world, &shop, "delivery", Audience::Customer).await.len(), 5);
}

async fn conversation(world: &World, shop: &Shop) -> prosa_domain::id::ConversationId {
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    page.rows[0].id
}

#[tokio::test]
async fn the_last_question_of_a_contact_is_answered_from_what_customers_may_know() {
    let (world, shop) = world().await;
    let id = save(&world, &shop, faq(&[("Qual o prazo de entrega?", "Dois dias úteis.")])).await;
    let secret = SaveSource {
        audience: Audience::Internal,
        ..article("Interno", "O prazo de entrega real é de um dia.")
    };
    save(&world, &shop, secret).await;
    world.receive(&shop, "5511987654321", "wamid.1", START, "oi, bom dia").await;
    let conversation = conversation(&world, &shop).await;
    let nothing = world.engine.suggest_answers(&shop.owner, conversation).await.unwrap();
    assert_eq!(
        (nothing.question.as_str(), nothing.answers.len()),
        ("oi, bom dia", 0),
        "a greeting asks nothing"
    );
    world.receive(&shop, "5511987654321", "wamid.2", START + 1, "qual é o prazo da entrega?").await;
    let found = world.engine.suggest_answers(&shop.owner, conversation).await.unwrap();
    assert_eq!(found.question, "qual é o prazo da entrega?");
    assert_eq!(found.answers.len(), 1);
    assert_eq!((found.answers[0].source, found.answers[0].text.as_str()), (id, "Dois dias úteis."));
    let say = |verdict| JudgeAnswer { conversation_id: conversation, source: id, verdict };
    for verdict in [Verdict::Useless, Verdict::Used, Verdict::Useful] {
        world.engine.judge_answer(&shop.owner, say(verdict)).await.unwrap();
    }
    let row =
        &world.engine.knowledge_page(&shop.owner, KnowledgeFilter::default(), None).await.unwrap().rows[1];
    assert_eq!((row.id, row.used, row.useful, row.useless), (id, 1, 1, 0), "one word of a person, the last");
    let other = world.shop("200").await;
    let foreign = world.engine.suggest_answers(&other.owner, conversation).await.unwrap_err();
    assert_eq!(foreign.code, Code::NotFound);
    let foreign = world.engine.judge_answer(&other.owner, say(Verdict::Useful)).await.unwrap_err();
    assert_eq!(foreign.code, Code::NotFound);
    let viewer = Caller { role: Role::Viewer, ..shop.owner };
    assert_eq!(world.engine.suggest_answers(&viewer, conversation).await.unwrap_err().code, Code::Forbidden);
}

#[tokio::test]
async fn a_tried_question_shows_why_each_passage_was_found() {
    let (world, shop) = world().await;
    save(&world, &shop, article("Entregas", "Entregamos em dois dias úteis na capital.")).await;
    let asked =
        TryQuestion { question: "prazo de entrega na capital".to_owned(), audience: Audience::Internal };
    let found = world.engine.try_knowledge(&shop.owner, asked).await.unwrap();
    let hits: Vec<&str> =
        found[0].snippet.iter().filter(|one| one.is_hit).map(|one| one.text.as_str()).collect();
    assert_eq!(hits, ["Entregamos", "capital"]);
    assert_eq!((found[0].words_rank, found[0].meaning_rank), (Some(1), Some(1)));
    assert!(found[0].words > 0 && found[0].words < 100 && found[0].score == 100, "{found:?}");
    let blank = TryQuestion { question: " ".to_owned(), audience: Audience::Internal };
    assert_eq!(world.engine.try_knowledge(&shop.owner, blank).await.unwrap_err().code, Code::FieldMissing);
}

#[tokio::test]
async fn a_list_goes_on_where_it_ended() {
    let (world, shop) = world().await;
    for number in 0..52 {
        world.clock.advance(chrono::TimeDelta::seconds(1));
        save(&world, &shop, article(&format!("Texto {number}"), "Algo.")).await;
    }
    let first = world.engine.knowledge_page(&shop.owner, KnowledgeFilter::default(), None).await.unwrap();
    assert_eq!((first.rows.len(), first.rows[0].title.as_str()), (50, "Texto 51"));
    let rest =
        world.engine.knowledge_page(&shop.owner, KnowledgeFilter::default(), first.next).await.unwrap();
    let titles: Vec<&str> = rest.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!((titles, rest.next), (vec!["Texto 1", "Texto 0"], None));
}
